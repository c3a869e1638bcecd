"""Plain text: a YAML head, paragraphs between empty lines, lines wrapped at a fixed width joined again."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from index.decoding import decode
from index.documents import NO_HINTS, Block, Document, Hints
from index.errors import EmptyTranscriptError
from index.formats.head import read_head
from index.formats.yaml_head import read_yaml_head_of_text
from index.marks import Style, candidate
from index.names import name_shaped

if TYPE_CHECKING:
    from collections.abc import Iterator

_GAP = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+|\f+")
_KEY_LINE = re.compile(r"(?P<label>[^\s:()\[\]][^:()\[\]]{0,59}):\s")
_WIDEST_WRAP = 120
"""No text is wrapped by hand wider than this; a file with a longer line has one paragraph a line."""


def read(data: bytes, _hints: Hints = NO_HINTS) -> list[Document]:
    """Read a plain-text file as one document."""
    text, warnings = decode(data)
    head = read_yaml_head_of_text(text)
    document = read_head([Block(paragraph) for paragraph in paragraphs(head.body)], known=head.fields)
    if head.fields and not document.blocks:
        raise EmptyTranscriptError("the file has a head but no text")
    return [replace(document, warnings=(*warnings, *head.warnings, *document.warnings))]


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text, each on one line.

    They end at empty lines, and inside a block of lines where a line is indented (if the text starts its paragraphs
    so), where a speaker's label begins, or where a line ends before the next word would not have fitted.
    """
    lines = text.split("\n")
    width = _width(lines)
    indent = _paragraph_indent(lines)
    return [
        paragraph
        for chunk in _GAP.split(text)
        for paragraph in _unwrapped([line.rstrip() for line in chunk.split("\n") if line.strip()], width, indent)
    ]


def _width(lines: list[str]) -> int:
    """Return how wide the text is wrapped: as the widest line, but for a few that stick out (a title, an address)."""
    lengths = sorted(len(line) for line in lines if line.strip())
    if not lengths:
        return 0
    return lengths[-1] if len(lengths) < _MANY_LINES else lengths[int(_WITHIN * (len(lengths) - 1))]


def _paragraph_indent(lines: list[str]) -> int:
    """Return by how many columns first lines are indented; 0 if indents mean something else, or nothing."""
    filled = [(before, line) for before, line in pairwise(lines) if line.strip()]
    indented = [(before.strip(), line) for before, line in filled if line[:1].isspace()]
    if len(indented) < _SOME_LINES or len(indented) > _MOST_INDENTED * len(filled):
        return 0
    after_end = sum(1 for before, _ in indented if not before or before.endswith(_ENDS))
    depths = sorted(len(line) - len(line.lstrip()) for _, line in indented)
    return depths[len(depths) // 4] if after_end > _MOST_AFTER_END * len(indented) else 0


def _unwrapped(lines: list[str], width: int, indent: int) -> Iterator[str]:
    """Join a line with the one before when its first word would not have fitted there any more."""
    if not lines:
        return
    paragraph, previous = lines[0].strip(), lines[0]
    for line in lines[1:]:
        full = len(previous) + 1 + len(line.split(maxsplit=1)[0]) > width - _SLACK
        goes_on = line.lstrip()[0].islower() and not previous.endswith(_ENDS)
        runs_on = previous.rsplit(None, 1)[-1] in _RUNS_ON
        starts = indent > 0 and len(line) - len(line.lstrip()) >= indent
        wrapped = (full and not starts and width >= _NARROWEST_WRAP) or goes_on
        if width <= _WIDEST_WRAP and wrapped and not _is_mark(previous) and (runs_on or not _labelled(line.strip())):
            paragraph += " " + line.strip()
        else:
            yield paragraph
            paragraph = line.strip()
        previous = line
    yield paragraph


def _is_mark(line: str) -> bool:
    """Whether a line is nothing but a speaker's mark; what follows are their words."""
    mark = candidate(line.strip()) if len(line) <= _LONGEST_MARK else None
    return mark is not None and not mark.rest and (mark.style is not Style.LINE or mark.start_s is not None)


def _labelled(line: str) -> bool:
    """Whether a line begins as a speaker's words, a question or a "Key: value" line; such a line is no wrapped one."""
    if (key := _KEY_LINE.match(line)) and name_shaped(key["label"]):
        return True
    mark = candidate(line)
    if mark is None or mark.style is Style.LINE:
        return False
    return mark.style in (Style.COLON, Style.Q) or (mark.strong and mark.label.isupper())


_SLACK = 8
"""Lines may be indented, or wrapped a little before the widest line of the file."""
_MANY_LINES = 50
_WITHIN = 0.98
_NARROWEST_WRAP = 40
"""Below that, short lines are short paragraphs."""
_LONGEST_MARK = 120
_SOME_LINES = 3
_MOST_INDENTED = 0.6
_MOST_AFTER_END = 0.6
_RUNS_ON = frozenset(
    "a an the of to for by with in on at from and or as is are was were that than our your his her".split()
)
"""A sentence that ends its line so goes on in the next, whatever that looks like."""
_ENDS = (".", "!", "?", ":", "”", '"', ")", "]", "…", "—", "*")
