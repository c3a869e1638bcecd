"""Pages of printed lines: running heads and page numbers taken off, columns put in order."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from index.formats.runs import Mark, Run

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

MARGIN = 0.13
"""Share of a page's height, at its top and at its foot, where running heads stand."""
_PAGE_NUMBER = re.compile(
    r"^[\s\-–—|(\[]*(?:page|p\.|seite|página|стр\.?)?\s*(?:\d{1,4}|[ivxlc]{1,7})"
    r"(?:\s*(?:of|/|von|de|из)\s*\d{1,4})?[\s\-–—|)\]]*$",
    re.I,
)
_DIGITS = re.compile(r"\d+")
_SAID = re.compile(r"[:?!.]\s*$|^[(\[].*[)\]]\.?$")
_SAME_PLACE_PT = 3.0
_NUMBERS = 4
_SHARE_OF_PAGES = 0.3
_RIGHT_HALF = 0.45
"""Share of a page's width; a line that begins beyond it is in a second column."""
_COLUMN_LINES = 5
LABEL = re.compile(r"(?:[A-Z][^:\n]{1,60}:(?=\s|$)|Q[.:]?\s{2,}\S|(?:MR|MRS|MS|DR|Mr|Mrs|Ms|Dr)\.\s[^.:]{2,30}[.:]\s)")


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line."""

    runs: tuple[Run, ...]
    x: float
    """Points from the left edge of the page to its first letter; y from the foot to its base line."""
    y: float
    size: float
    page: int
    starts: tuple[float, ...] = ()
    """Points from the left edge to each run, where known."""

    @property
    def text(self) -> str:
        """What it prints, white space at its ends left out."""
        return "".join(run.text for run in self.runs).strip()

    @property
    def bold(self) -> bool:
        """Whether all of it is in bold."""
        return all(run.mark is Mark.BOLD for run in self.runs if run.text.strip())


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of one page in the order in which the file draws them."""

    lines: tuple[Line, ...]
    width: float
    height: float


def without_running_heads(pages: Sequence[Page]) -> tuple[list[Page], list[str]]:
    """Return pages without page numbers and lines that recur at one place in the margin, and those lines."""
    marginal = [line for page in pages for line in page.lines if _in_margin(line, page)]
    seen: defaultdict[Hashable, set[int]] = defaultdict(set)
    for line in marginal:
        for signature in _signatures(line):
            seen[signature].add(line.page)
    size = body_size([line for page in pages for line in page.lines])
    least = max(2, round(_SHARE_OF_PAGES * len(pages)))
    heads = {id(line) for line in marginal if any(len(seen[each]) >= least for each in _signatures(line))}
    kept: list[Page] = []
    dropped: list[str] = []
    for page in pages:
        gone = {id(line) for line in page.lines if id(line) in heads and _apart(line, page, size)}
        gone |= {id(line) for line in page.lines if _in_margin(line, page) and _PAGE_NUMBER.match(line.text)}
        dropped.extend(line.text for line in page.lines if id(line) in gone)
        kept.append(replace(page, lines=tuple(line for line in page.lines if id(line) not in gone)))
    return kept, dropped


def _signatures(line: Line) -> Iterator[Hashable]:
    """Yield what a line has in common with those of other pages if it is a running head.

    Its text, unless somebody may be saying it; or its words and a number that counts the pages.
    """
    said = _SAID.search(line.text) or LABEL.match(line.text) or line.text[:1].islower()
    words = _DIGITS.sub("#", " ".join(line.text.split()).casefold())
    for shift in (0.0, 0.5):  # Two grids of heights, so that none falls between two bars of both.
        place = (shift, int(line.y / (2 * _SAME_PLACE_PT) + shift))
        if not said:
            yield (*place, line.text)
        for position, number in enumerate(_DIGITS.findall(line.text)[:_NUMBERS]):
            yield (*place, words, position, int(number[-6:]) - line.page)


def _apart(line: Line, page: Page, size: float) -> bool:
    """Whether a line is set apart from the text: by its type, by a number in it, by the space around it."""
    if abs(line.size - size) > 0.05 * size or _DIGITS.search(line.text):
        return True
    gaps = [
        abs(other.y - line.y)
        for other in page.lines
        if abs(other.y - line.y) > 1 and not _PAGE_NUMBER.match(other.text)
    ]
    return not gaps or min(gaps) > 1.6 * line.size


def _in_margin(line: Line, page: Page) -> bool:
    return not MARGIN * page.height < line.y < (1 - MARGIN) * page.height


def in_reading_order(page: Page) -> list[Line]:
    """Return the lines of a page; where two columns are drawn row by row, the left one comes first."""
    lines = _split_at_gutter(page)
    right = [line.x > _RIGHT_HALF * page.width for line in lines]
    switches = sum(a != b for a, b in pairwise(right))
    few = min(sum(right), len(right) - sum(right))
    if few < _COLUMN_LINES or switches < few:
        return lines
    return sorted(lines, key=lambda line: line.x > _RIGHT_HALF * page.width)


def _split_at_gutter(page: Page) -> list[Line]:
    """Return lines cut in two where a second column begins in them: at a place where many lines have a run begin."""
    starts = Counter(
        round(start) for line in page.lines for start in line.starts[1:] if start > _RIGHT_HALF * page.width
    )
    gutter, count = starts.most_common(1)[0] if starts else (0, 0)
    if count < max(_COLUMN_LINES, 0.4 * len(page.lines)):
        return list(page.lines)
    return [part for line in page.lines for part in _cut(line, gutter)]


def _cut(line: Line, gutter: int) -> list[Line]:
    at = next((index for index, start in enumerate(line.starts) if index and round(start) == gutter), None)
    if at is None:
        return [line]
    left = replace(line, runs=line.runs[:at], starts=line.starts[:at])
    return [left, replace(line, runs=line.runs[at:], starts=line.starts[at:], x=line.starts[at])]


def body_size(lines: Sequence[Line]) -> float:
    """Return the size of type that most characters have, in points."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0
