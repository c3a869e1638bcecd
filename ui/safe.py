"""The one door by which text that we did not write becomes HTML, or the label of a button.

Whatever comes from a transcript, an address or a question is a plain ``str`` and is escaped when it is put into an
element; only :class:`Html`, which nothing but this module makes, goes in as it is. So escaping cannot be forgotten,
and cannot be done twice.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Tag = Literal[
    "a",
    "article",
    "bdi",
    "blockquote",
    "button",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "footer",
    "h2",
    "h3",
    "h4",
    "li",
    "mark",
    "p",
    "section",
    "span",
    "summary",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "time",
    "tr",
    "ul",
]

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
_LONGEST_ADDRESS_CHARS = 2000
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_DRAWN = re.compile(r"(?<=:)(?=[\w+-])|(?<!\S)(?=(?:<?->|<-|--|[<>~]=)(?!\S))")
"""Where Streamlit, once Markdown is read, would draw an icon, an emoji (":smile:") or an arrow ("->")."""
_WORD_JOINER = "\u2060"
"""Seen by nobody, and enough that nothing is drawn."""


class Html(str):
    """Markup that is safe to show."""

    __slots__ = ()


def escape(text: str) -> Html:
    """Return markup that shows a text as it is; an Html is returned unchanged."""
    return text if isinstance(text, Html) else Html(html.escape(showable(text)))


def showable(text: str) -> str:
    """Return a text of the same length that a page can hold: no control characters, no lone surrogates."""
    return _SURROGATE.sub("\ufffd", _CONTROL.sub(" ", text))


def element(
    tag: Tag,
    *content: str,
    look: str = "",
    role: str = "",
    language: str | None = None,
    href: str = "",
    within: bool = False,
    datetime: str = "",
    anchor: str = "",
    tip: str = "",
) -> Html:
    """Return an element; its content is escaped where it is not Html already.

    Args:
        tag: Its name.
        content: What stands in it, in order.
        look: Its class in style.css, without the prefix; "a b" are two.
        role: Its ARIA role.
        language: BCP 47 code of the text in it; one that is none is left out. With it, even an empty one, the
            text's own direction counts, so that right-to-left text stays right-to-left.
        href: Where a link leads; see :func:`web_address`, and :func:`ui.places.href`.
        within: Whether it leads to a page of the app, which opens in the same window; others open in a new one.
        datetime: A day in ISO form.
        anchor: The id by which the page is scrolled to it.
        tip: What is shown on hover.
    """
    attributes = {
        "class": " ".join(f"rostrum-{name}" for name in look.split()),
        "role": role,
        "dir": "auto" if language is not None else "",
        "lang": language if language and _LANGUAGE.fullmatch(language) else "",
        "href": href,
        "target": "_blank" if href and not within else "",
        "datetime": datetime,
        "id": anchor,
        "title": tip,
    }
    written = "".join(f' {name}="{html.escape(showable(value))}"' for name, value in attributes.items() if value)
    return Html(f"<{tag}{written}>{together(content)}</{tag}>")


def together(parts: Iterable[str]) -> Html:
    """Return parts one after the other, each escaped where it is not Html already."""
    return Html("".join(escape(part) for part in parts))


def label(text: str) -> str:
    """Return Markdown that shows a text as it is, on one line: for labels of buttons, which are read as Markdown."""
    return _PUNCTUATION.sub(r"\\\1", _DRAWN.sub(_WORD_JOINER, " ".join(showable(text).split())))


def marked(text: str, spans: Iterable[tuple[int, int]], words: Sequence[tuple[int, int]] = ()) -> Html:
    """Return a text with <mark> around spans of it, and words in it, inside these spans and outside, set off.

    Spans are half-open and count code points; they may be unsorted, overlap, or reach beyond the text.
    """
    parts: list[Html] = []
    for start, end, is_marked in divided(0, len(text), spans):
        inside = together(
            element("span", text[first:after], look="met") if is_word else escape(text[first:after])
            for first, after, is_word in divided(start, end, words)
        )
        parts.append(element("mark", inside) if is_marked else inside)
    return together(parts)


def divided(start: int, end: int, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int, bool]]:
    """Divide a range into the stretches that spans cover (True) and those between them (False), in order."""
    parts: list[tuple[int, int, bool]] = []
    done = start
    for first, after in _tidy(spans, start, end):
        parts += [(done, first, False), (first, after, True)]
        done = after
    return [part for part in (*parts, (done, end, False)) if part[0] < part[1]]


def _tidy(spans: Iterable[tuple[int, int]], lowest: int, highest: int) -> list[tuple[int, int]]:
    """Clip spans to a range, sort them, and merge those that touch."""
    tidy: list[tuple[int, int]] = []
    for start, end in sorted((max(lowest, start), min(end, highest)) for start, end in spans):
        if start >= end:
            continue
        if tidy and start <= tidy[-1][1]:
            tidy[-1] = (tidy[-1][0], max(end, tidy[-1][1]))
        else:
            tidy.append((start, end))
    return tidy


def web_address(text: str | None) -> str | None:
    """Return an address that may be linked to: http or https with a host, or None."""
    if not text or len(text) > _LONGEST_ADDRESS_CHARS or any(char.isspace() for char in showable(text)):
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return text if parts.scheme in ("http", "https") and parts.netloc else None
