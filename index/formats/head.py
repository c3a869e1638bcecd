"""The head of a plain transcript: title and date lines, captions, and "Key: value" lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from index.attribution import heading_name
from index.dates import find_date
from index.documents import Block, Document
from index.names import folded

if TYPE_CHECKING:
    import datetime as dt

_MAX_LINES = 14
_MAX_CHARS = 200
_DATE_LINE_MAX_CHARS = 80
_SENTENCE_END = re.compile(r"[.!?;:,…][\"'”’)]*$")
_CAPTION = re.compile(r"^(?:©|\(c\)\s|photo(?:graph)?s?\s*(?:by\b|:)|image\s*(?:by\b|:))", re.IGNORECASE)
_UPDATED = re.compile(r"[\s\-–—]*[(\[]?(?<![a-z])(?:UPDATED|CORRECTED|updated|corrected)\d*[)\]]?\s*$")
_KEY_LINE = re.compile(r"^(?P<key>[A-Za-z]{3,9}):\s+(?P<value>\S.*)$")
_KEYS = {
    "title": "title",
    "date": "date",
    "venue": "venue",
    "place": "venue",
    "location": "venue",
    "language": "language",
    "source": "source",
    "url": "source",
    "speaker": "speaker",
    "president": "speaker",
}


@dataclass(slots=True)
class _Head:
    title: str | None = None
    date: dt.date | None = None
    values: dict[str, str] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)


def read_head(blocks: list[Block], *, known: dict[str, Any] | None = None) -> Document:
    """Make a document of blocks, taking title, date and other metadata from the first lines.

    Args:
        blocks: All blocks in order.
        known: Fields that the file states elsewhere (a YAML head); they win over lines.
    """
    known = known or {}
    head = _Head(title=known.get("title"), date=known.get("date"))
    count = 0
    while count < min(len(blocks), _MAX_LINES) and _take(head, blocks[count], last=count + 1 == len(blocks)):
        count += 1
    fields = {"title": head.title, "date": head.date, **head.values, **known}
    return Document(
        blocks=(*head.blocks, *blocks[count:]),
        warnings=tuple(head.warnings),
        dropped=tuple(head.dropped),
        **fields,
    )


def _take(head: _Head, block: Block, *, last: bool) -> bool:
    """Take one block if it belongs to the head."""
    text = block.text.lstrip("# \t")
    if block.turn is not None or block.label is not None or "\n" in text or len(text) > _MAX_CHARS:
        return False
    if heading_name(text) is not None and head.title is not None:
        return False
    if _CAPTION.match(text):
        head.dropped.append(block.text)
        return True
    if (match := _KEY_LINE.match(text)) and match["key"].lower() in _KEYS:
        return _take_key(head, _KEYS[match["key"].lower()], match["value"], block.text)
    if head.date is None and _take_date(head, text):
        return True
    if _SENTENCE_END.search(text) or _label_like(text) or last:
        return False
    title = _UPDATED.sub("", text)
    if head.title is None:
        head.title = title
    elif folded(title) == folded(head.title):
        head.dropped.append(block.text)
    else:
        head.blocks.append(Block(text, heading=True))
    return True


def _take_key(head: _Head, key: str, value: str, line: str) -> bool:
    if key == "title":
        head.title = value
    elif key == "date":
        _take_date(head, value)
    else:
        head.values[key] = value
    head.dropped.append(line)
    return True


def _take_date(head: _Head, text: str) -> bool:
    if len(text) > _DATE_LINE_MAX_CHARS:
        return False
    head.date, warning = find_date(text)
    if warning:
        head.warnings.append(warning)
    if head.date is None and warning is None:
        return False
    head.dropped.append(text)
    return True


def _label_like(text: str) -> bool:
    return bool(re.match(r"^[^:]{1,60}:\s+\S", text)) or bool(re.match(r"^Q[.:]?\s{2,}", text))
