"""Lines of printed pages to paragraphs: leading, indents, short lines and broken words understood."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from index.formats.pdf_pages import LABEL, body_size
from index.formats.runs import Mark, Paragraph, Run, paragraphs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.formats.pdf_pages import Line

_BIGGER = 1.12
_WIDE_GAP = 1.3
_INDENT = 0.6
"""Of the size of type: an indent smaller than this is the setter's tolerance."""
_SHORT = 0.72
"""Of the usual characters of a line: a shorter one ends its paragraph."""
_ENDS = re.compile(r"[.?!:…][\"'”’)\]]*$")
_STAGE = re.compile(r"^[(\[][^()\[\]]+[)\]]\.?$")
_BROKEN = re.compile(r"(\w+)-$")
_KEPT_BEFORE = frozenset(["self", "well", "ex", "half", "so", "mid", "vice", "all", "semi", "cross", "non", "quasi"])
_FIRST_WORD = re.compile(r"\w+")
_COMPOUND = re.compile(r"\w+-\w+|\w+")


class Setting:
    """How one document is set: its type, leading, margins and the usual length of a line."""

    def __init__(self, pages: Sequence[Sequence[Line]]) -> None:
        lines = [line for page in pages for line in page]
        self.size = body_size(lines)
        body = [line for line in lines if abs(line.size - self.size) <= 0.1 * self.size]
        gaps = [a.y - b.y for page in pages for a, b in pairwise(page) if a.y > b.y]
        self._leading = _usual_gap(gaps)
        lengths = sorted(len(line.text) for line in body)
        self._length = lengths[int(0.8 * (len(lengths) - 1))] if lengths else 0
        self._lefts = {page[0].page: _left(page) for page in pages if page}

    def heading(self, line: Line) -> bool:
        """Whether a line is set bigger than the text."""
        return line.size > _BIGGER * self.size

    def parts(self, above: Line, line: Line) -> bool:
        """Whether a paragraph begins with a line, given the one above or before it."""
        if abs(above.size - line.size) > 0.1 * self.size:
            return True
        gap = above.y - line.y if above.page == line.page else 0.0
        if gap > _WIDE_GAP * self._leading or (above.bold != line.bold and (above.bold or self._full_bold(line))):
            return True
        ended = bool(_ENDS.search(above.text))
        if _STAGE.match(above.text) or (ended and _STAGE.match(line.text)):
            return True
        short = len(above.text) < _SHORT * self._length
        if self._indented(above, line) and (ended or short):
            return True
        if ended and (short or _begins_bold(line) or LABEL.match(line.text)):
            return True
        return short and bool(_begins_bold(line) or LABEL.match(line.text))

    def _full_bold(self, line: Line) -> bool:
        return line.bold and len(line.text) < _SHORT * self._length

    def _indented(self, above: Line, line: Line) -> bool:
        """Whether a line starts off the margin that its lines usually start at, and its neighbour does not."""
        offset = line.x - self._margin(line)
        return abs(offset) > _INDENT * self.size and abs(above.x - self._margin(above) - offset) > _INDENT * self.size

    def _margin(self, line: Line) -> float:
        lefts = self._lefts[line.page]
        return min(lefts, key=lambda left: abs(left - line.x) + (0 if left <= line.x else self.size))


def _usual_gap(gaps: list[float]) -> float:
    """Return the distance of two base lines inside a paragraph: the smallest that is common."""
    rounded = Counter(round(gap) for gap in gaps)
    common = [gap for gap, count in rounded.items() if count >= 0.2 * max(rounded.values()) and gap > 2]
    return float(min(common)) if common else (median(gaps) if gaps else 0.0)


def _left(lines: Sequence[Line]) -> list[float]:
    """Return where the lines of a page start most: one place, or one for each of two columns."""
    starts = Counter(round(line.x) for line in lines)
    first, count = starts.most_common(1)[0]
    return [float(first)] + [
        float(x) for x, other in starts.items() if abs(x - first) > 100 and other >= max(3, 0.3 * count)
    ]


def _begins_bold(line: Line) -> bool:
    first = next((run for run in line.runs if run.text.strip()), None)
    return first is not None and first.mark is Mark.BOLD and not line.bold


def to_paragraphs(pages: Sequence[Sequence[Line]]) -> list[Paragraph]:
    """Join lines into paragraphs, over the ends of pages, too."""
    setting = Setting(pages)
    words = Counter(word.casefold() for page in pages for line in page for word in _COMPOUND.findall(line.text))
    found: list[Paragraph] = []
    group: list[Line] = []
    for line in (line for page in pages for line in page):
        if group and setting.parts(group[-1], line):
            found.extend(_joined(group, words, heading=setting.heading(group[0])))
            group = []
        group.append(line)
    return [*found, *_joined(group, words, heading=bool(group) and setting.heading(group[0]))]


def _joined(lines: Sequence[Line], words: Counter[str], *, heading: bool) -> list[Paragraph]:
    runs: list[Run] = []
    for line in lines:
        if runs:
            runs[-1] = replace(runs[-1], text=_before(line.text, runs[-1].text, words))
        runs.extend(line.runs)
    return [replace(each, heading=heading) for each in paragraphs(runs)]


def _before(following: str, ending: str, words: Counter[str]) -> str:
    """Return the end of a line as it reads before the next one: a broken word without its hyphen, else with a space.

    The hyphen of a compound stays: one that the text prints elsewhere, or whose second half is a name.
    """
    ending = ending.rstrip()
    if ending.endswith("\u00ad"):
        return ending[:-1]
    broken, rest = _BROKEN.search(ending), _FIRST_WORD.match(following)
    if broken is None or rest is None:
        return ending + " "
    if not rest[0][0].islower() and not (broken[1].isupper() and rest[0].isupper()):
        return ending
    half = broken[1].casefold()
    whole, compound = words[half + rest[0].casefold()], words[f"{half}-{rest[0].casefold()}"]
    return ending if compound > whole or (not whole and half in _KEPT_BEFORE) else ending[:-1]
