"""Plain text: paragraphs between empty lines, lines wrapped at a fixed width joined again."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from index.decoding import decode
from index.documents import NO_HINTS, Block, Document, Hints
from index.formats.head import read_head
from index.names import name_shaped

if TYPE_CHECKING:
    from collections.abc import Iterator

_GAP = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+|\f+")
_LABELLED = re.compile(r"(?P<label>[^\s:][^:]{0,59}):\s")
_WIDEST_WRAP = 120
"""No text is wrapped by hand wider than this; a file with a longer line has one paragraph a line."""


def read(data: bytes, _hints: Hints = NO_HINTS) -> list[Document]:
    """Read a plain-text file as one document."""
    text, warnings = decode(data)
    document = read_head([Block(paragraph) for paragraph in paragraphs(text)])
    return [replace(document, warnings=warnings + document.warnings)]


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text, each on one line."""
    width = max((len(line) for line in text.split("\n")), default=0)
    return [
        paragraph
        for chunk in _GAP.split(text)
        for paragraph in _unwrapped([line.strip() for line in chunk.split("\n") if line.strip()], width)
    ]


def _unwrapped(lines: list[str], width: int) -> Iterator[str]:
    """Join a line with the one before when its first word would not have fitted there any more."""
    if not lines:
        return
    paragraph, previous = lines[0], lines[0]
    for line in lines[1:]:
        full = len(previous) + 1 + len(line.split(maxsplit=1)[0]) > width - _SLACK
        if width <= _WIDEST_WRAP and full and not _labelled(line):
            paragraph += " " + line
        else:
            yield paragraph
            paragraph = line
        previous = line
    yield paragraph


def _labelled(line: str) -> bool:
    """Whether a line begins as a speaker's words, a question or a "Key: value" line; such a line is no wrapped one."""
    if line.startswith("Q. "):
        return True
    match = _LABELLED.match(line)
    return match is not None and name_shaped(match["label"])


_SLACK = 8
"""Lines may be indented, or wrapped a little before the widest line of the file."""
