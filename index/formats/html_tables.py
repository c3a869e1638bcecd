"""Tables of a page that have a column of speakers beside what they said."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from index.formats.html_tree import unseen
from index.names import name_shaped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

NAME_MAX_CHARS = 120
TIME = re.compile(r"^[\[(]?(?:(\d{1,2}):)?(\d{1,2}):(\d{2})(?:[.,]\d+)?[\])]?$")
_COLUMN_NAMES = frozenset(["speaker", "name", "who", "text", "speech", "remarks", "time", "transcript", "said"])
_ROWS_WITH_NAMES = 0.6


def visible(element: HtmlElement) -> str:
    """Return the text of a small element without what is hidden in it."""
    parts: list[str] = []
    hidden = 0
    for event, inner in etree.iterwalk(element, events=("start", "end")):
        gone = inner is not element and (not isinstance(inner.tag, str) or unseen(inner))
        if event == "start":
            hidden += gone
            parts.append("" if hidden else (" " if inner.tag == "br" else "") + (inner.text or ""))
        else:
            hidden -= gone
            parts.append("" if hidden or inner is element else inner.tail or "")
    return " ".join("".join(parts).split())


def speakers_cells(table: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """Yield the cells of a table that say who or when, if it is one of speakers and what they said."""
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in _rows(table)]
    full = [(cells, [visible(cell) for cell in cells]) for cells in rows if 2 <= len(cells) <= 4]
    body = [(cells, texts) for cells, texts in full if not _head_row(texts)]
    named = [texts for _, texts in body if len(texts[-2]) <= NAME_MAX_CHARS and name_shaped(texts[-2].rstrip(": "))]
    unnamed = [texts for _, texts in body if not texts[-2]]
    if len(named) < 2 or len(named) < _ROWS_WITH_NAMES * (len(body) - len(unnamed)):
        return
    if sum(len(texts[-1]) for texts in named) < 2 * sum(len(texts[-2]) for texts in named):
        return
    for cells, texts in full:
        if _head_row(texts):
            yield from ((cell, "head") for cell in cells)
            continue
        yield cells[-2], "name"
        yield from ((cell, "time") for cell, text in zip(cells[:-2], texts[:-2], strict=True) if TIME.match(text))


def _rows(table: HtmlElement) -> Iterator[HtmlElement]:
    for row in table.iter("tr"):
        if next(row.iterancestors("table"), None) is table:
            yield row


def _head_row(texts: list[str]) -> bool:
    return all(text.lower() in _COLUMN_NAMES for text in texts)
