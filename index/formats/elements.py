"""Small questions put to XML elements: their name, text, language, day."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def local_name(element: etree._Element) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def below(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """Yield the elements below one that have one of the local names, in order."""
    return element.iter(*(f"{{*}}{name}" for name in names))


def text_of(element: etree._Element | None) -> str:
    """Return all text below an element on one line; empty for None."""
    return "" if element is None else one_line("".join(map(str, element.itertext())))


def iso_day(text: str | None) -> dt.date | None:
    """Return the day that an ISO date or time names; None for a year or a month alone."""
    try:
        return dt.date.fromisoformat(text[:10]) if text and len(text) >= 10 else None
    except ValueError:
        return None


def language_of(element: etree._Element) -> str | None:
    """Return the language that an element or one around it states, as a code of two letters where there is one."""
    for each in (element, *element.iterancestors()):
        if code := each.get(_XML_LANG):
            return two_letters(str(code))
    return None


def two_letters(code: str) -> str | None:
    """Return the ISO 639-1 code for one of ISO 639-2, or the code as it is."""
    return _ISO_639.get(code.strip().lower(), code.strip()) or None


_ISO_639 = dict(
    pair.split(":")
    for pair in """
    ara:ar bel:be bos:bs bul:bg cat:ca ces:cs cze:cs chi:zh zho:zh cym:cy wel:cy dan:da deu:de ger:de ell:el gre:el
    eng:en est:et eus:eu baq:eu fas:fa per:fa fin:fi fra:fr fre:fr gla:gd gle:ga glg:gl heb:he hin:hi hrv:hr hun:hu
    hye:hy arm:hy ind:id isl:is ice:is ita:it jpn:ja kat:ka geo:ka kaz:kk kir:ky kor:ko lav:lv lit:lt ltz:lb mkd:mk
    mac:mk mlt:mt nep:ne nld:nl dut:nl nor:no nob:nb nno:nn pol:pl por:pt ron:ro rum:ro rus:ru slk:sk slo:sk slv:sl
    spa:es sqi:sq alb:sq srp:sr swa:sw swe:sv tur:tr ukr:uk urd:ur uzb:uz vie:vi
    """.split()
)


def one_line(text: str) -> str:
    """Return text with single spaces; a no-break space is a space, as in search."""
    return " ".join(text.split())
