"""Bytes of a page to its tree, and which of its elements a reader sees as text."""

from __future__ import annotations

import codecs
import re
from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree, html

from index.decoding import decode
from index.errors import EmptyTranscriptError, MalformedError
from index.formats.library import FAULTS

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_BYTES = 32 * 2**20
_SCAN_BYTES = 4096
_CHARSET = re.compile(rb"""<(?:meta|\?xml)\b[^>]{0,300}?\b(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I)
_CODECS = re.compile(r"^(?:utf|iso|cp|koi8|gb|big5|euc|shift|mac|tis|kz|ptcp|johab|hz|windows)")
_WIDER = {"ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030"}
"""The encoding that pages mean by another's name, as browsers read them: https://encoding.spec.whatwg.org/#names."""
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

_BROKEN_SHARE = 0.001
"""Of the characters; a page with fewer broken ones was cut or patched, not announced wrongly."""

BLOCKS = frozenset(
    """
    address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol p pre section summary table tbody td
    tfoot th thead tr ul
    """.split()
)
_CAPTION_CLASS = re.compile(
    r"caption|^(?:media|photo|image|img|picture|slider?|video|player|gallery)[-_]+(?:title|desc|text|credit|copyright)",
    re.I,
)
_UNSEEN = frozenset(
    """
    script style noscript template head title meta link object embed applet iframe canvas audio video svg math map
    select option textarea input button label legend datalist dialog nav aside menu
    """.split()
)
_UNSEEN_ROLES = frozenset(
    """
    navigation search tooltip dialog alertdialog menu menubar button toolbar tablist
    """.split()
)
_AROUND_ROLES = frozenset(["banner", "contentinfo", "complementary"])
"""Around the text, but some pages wrap the text itself in one."""
_UNSEEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_UNSEEN_CLASS = re.compile(
    r"^(?:hidden|hide|is-hidden|d-none|invisible|noprint|no-print|sr-only|visually-?hidden|screen-reader(?:-text)?"
    r"|(?:.+[-_])?tooltip(?:[-_].+)?|(?:.+[-_])?popover)$",
    re.I,
)
_AROUND = frozenset(
    """
    share sharing social related breadcrumb breadcrumbs sidebar cookie cookies newsletter pagination pager advert ads
    comments toc footnotes tags taglist
    """.split()
)
_AROUND_MAX_WORDS = 120
_COUNTED_WORDS = 1000
"""More need not be counted to tell a menu from a transcript."""
_CLASS_PARTS = re.compile(r"[-_]+|(?<=[a-z])(?=[A-Z])")


def parse_html(data: bytes) -> tuple[HtmlElement, tuple[str, ...]]:
    """Return the root element of a page, and warnings about how it was read.

    Raises:
        MalformedError: It is too large, or no tree can be made of it.
        EmptyTranscriptError: It holds nothing.
        UndecodableError: It is binary.
    """
    if len(data) > MAX_BYTES:
        raise MalformedError(
            f"the page has {len(data):,} bytes, more than the {MAX_BYTES:,} that are read; save its parts as files"
        )
    text, warnings = _decoded(data)
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = html.document_fromstring(text.replace("\0", "").encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise EmptyTranscriptError("the page holds no text") from error
    except FAULTS as error:
        raise MalformedError(f"no page can be made of the file: {error}") from error
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        raise MalformedError("the elements of the page are nested without end, so that its text is cut; save it anew")
    return root, warnings


def _decoded(data: bytes) -> tuple[str, tuple[str, ...]]:
    match = None if data.startswith(_MARKS) else _CHARSET.search(data[:_SCAN_BYTES])
    name = _codec(match[1].decode("ascii", "replace")) if match else None
    if name is None:
        return decode(data)
    try:
        text = data.decode(name)
    except UnicodeDecodeError:
        text = data.decode(name, "replace")
        broken = text.count("\ufffd")
        if broken > _BROKEN_SHARE * len(text):
            text, warnings = decode(data)
            return text, (f"the page announces {name} but is not in it", *warnings)
        return text, (f"the page announces {name} but {broken} of its bytes are not in it; they read \ufffd",)
    return (text, ()) if "\0" not in text else decode(data)


def _codec(label: str) -> str | None:
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    if name.startswith(("utf-16", "utf-32", "utf-7")):
        return None  # What can be read as ASCII here is in neither.
    name = _WIDER.get(name, name)
    return name if _CODECS.match(name) else None


def classes(element: HtmlElement) -> list[str]:
    """Return the class names of an element."""
    return (element.get("class") or "").split()


def class_parts(element: HtmlElement) -> set[str]:
    """Return the words that the class names of an element consist of, in small letters."""
    return {part.lower() for name in classes(element) for part in _CLASS_PARTS.split(name)}


def unseen(element: HtmlElement) -> bool:
    """Whether a reader of the page's text is not shown an element, or takes it for the page's furniture."""
    tag = element.tag
    if tag in _UNSEEN or element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    role = (element.get("role") or "").lower()
    if role in _UNSEEN_ROLES or _UNSEEN_STYLE.search(element.get("style") or ""):
        return True
    if role in _AROUND_ROLES and _furniture(element):
        return True
    if tag == "sup":
        return any((link.get("href") or "").startswith("#") for link in element.iter("a"))
    if tag == "footer":
        return next(element.iterancestors("blockquote"), None) is None
    if tag == "header":
        return next(element.iterancestors("article", "main"), None) is None and _furniture(element)
    if tag == "form" and _furniture(element):
        return True
    if any(_UNSEEN_CLASS.match(name) for name in classes(element)):
        return True
    return not _AROUND.isdisjoint(class_parts(element)) and _furniture(element)


def caption(element: HtmlElement) -> bool:
    """Whether an element's text belongs to a picture."""
    if element.tag == "figcaption":
        return True
    return any(_CAPTION_CLASS.search(name) for name in classes(element)) and _furniture(element)


def _furniture(element: HtmlElement) -> bool:
    """Whether an element is too small, or too full of links, to be what the page is about."""
    if element.tag in ("body", "html"):
        return False
    words = _count(element, _COUNTED_WORDS)
    if words > _AROUND_MAX_WORDS and (words == _COUNTED_WORDS or 2 * _count_linked(element) <= words):
        return False
    return _page_has(element, 2 * words)


def _count(element: HtmlElement, most: int) -> int:
    """Return how many words an element holds, counted no further than to a number."""
    words = 0
    for text in element.itertext(etree.Element, with_tail=True):
        words += len(text.split())
        if words >= most:
            return most
    return words


def _count_linked(element: HtmlElement) -> int:
    return sum(_count(link, _COUNTED_WORDS) for link in islice(element.iter("a"), _COUNTED_WORDS))


def _page_has(element: HtmlElement, count: int) -> bool:
    """Whether a page has at least so many words; on a page of few, a small element may be all there is."""
    body = element.getroottree().getroot().find("body")
    return count == 0 or (body is not None and _count(body, count) == count)
