"""The one door by which text that we did not write becomes HTML.

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
    "a", "article", "bdi", "blockquote", "div", "footer", "h2", "h3", "li", "mark", "p", "section", "span", "time", "ul"
]

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
_LONGEST_ADDRESS_CHARS = 2000


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
    datetime: str = "",
) -> Html:
    """Return an element; its content is escaped where it is not Html already.

    Args:
        tag: Its name.
        content: What stands in it, in order.
        look: Its class in style.css, without the prefix; "a b" are two.
        role: Its ARIA role.
        language: BCP 47 code of the text in it; one that is none is left out. With it, even an empty one, the
            text's own direction counts, so that right-to-left text stays right-to-left.
        href: Where a link leads; see :func:`web_address`.
        datetime: A day in ISO form.
    """
    attributes = {
        "class": " ".join(f"rostrum-{name}" for name in look.split()),
        "role": role,
        "dir": "auto" if language is not None else "",
        "lang": language if language and _LANGUAGE.fullmatch(language) else "",
        "href": href,
        "target": "_blank" if href else "",
        "datetime": datetime,
    }
    written = "".join(f' {name}="{html.escape(value)}"' for name, value in attributes.items() if value)
    return Html(f"<{tag}{written}>{together(content)}</{tag}>")


def together(parts: Iterable[str]) -> Html:
    """Return parts one after the other, each escaped where it is not Html already."""
    return Html("".join(escape(part) for part in parts))


def marked(text: str, spans: Iterable[tuple[int, int]]) -> Html:
    """Return a text with <mark> around spans of it.

    Spans are half-open and count code points; they may be unsorted, overlap, or reach beyond the text.
    """
    parts: list[Html] = []
    done = 0
    for start, end in _tidy(spans, len(text)):
        parts += [escape(text[done:start]), element("mark", text[start:end])]
        done = end
    return together([*parts, escape(text[done:])])


def _tidy(spans: Iterable[tuple[int, int]], length: int) -> Sequence[tuple[int, int]]:
    """Clip spans to the text, sort them, and merge those that touch."""
    tidy: list[tuple[int, int]] = []
    for start, end in sorted((max(0, start), min(end, length)) for start, end in spans):
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
