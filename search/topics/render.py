"""Comparisons and timelines as text for a terminal."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from search.render import print_hits, print_indented

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from search.topics.results import Cell, Column, Comparison, Period, Timeline

_BAR_CELLS = 24
_LEAST_BAR_CELLS = 8
_NAMES_CELLS = 34
"""Beside a bar; a name of three words and a number fit."""
_LEAST_NAMES_CELLS = 16
"""With less room beside the bar, names stand below it."""
_EIGHTHS = " ▏▎▍▌▋▊▉"
_MOST_NAMED = 3
"""Speakers named in a line."""
_LONG_SILENCE = 4
"""Periods without a hit from which on they share a line."""


def print_comparison(out: Console, comparison: Comparison) -> None:
    """Print a block for each speaker: the name, and the passages or that there are none."""
    for column in comparison.columns:
        out.print(Text(f"{_titled(column)} on {comparison.topic}", style="bold underline"))
        if column.hits:
            print_hits(out, column.hits)
        else:
            nothing = f"Nothing about this ({_passages(column.scope)} looked at)."
            print_indented(out, Text(nothing, style="dim"))
            out.print()


def _titled(column: Column) -> str:
    if len(column.speakers) == 1:
        return column.title
    return f"{column.title} ({', '.join(column.speakers)})"


def print_timeline(out: Console, timeline: Timeline) -> None:
    """Print a line for each period: a bar, how many passages of how many, and who says most of them.

    No name is cut: where the width is short the bars are shorter, and names go on below.
    """
    shown = [*timeline.periods, *([timeline.undated] if timeline.undated.count else [])]
    layout = _layout(shown, out.width)
    for silent, group in groupby(shown, key=lambda period: period.count == 0):
        run = list(group)
        if silent and len(run) >= _LONG_SILENCE:
            scope = sum(period.scope for period in run)
            out.print(f"{run[0].label} to {run[-1].label}: nothing in {_passages(scope)}", style="dim")
        else:
            for line in (line for period in run for line in _lines(period, layout)):
                out.print(line)
    least = "" if timeline.complete else "at least "
    out.print(f"{least}{_passages(timeline.total)} about this", style="dim")


@dataclass(frozen=True, slots=True)
class _Layout:
    """How wide the columns are, in cells, and how much the longest bar stands for."""

    label: int
    bar: int
    count: int
    scope: int
    most: int
    width: int


def _layout(periods: Sequence[Period], width: int) -> _Layout:
    label = max((cell_len(period.label) for period in periods), default=0)
    count = max((len(f"{period.count:,}") for period in periods), default=0)
    scope = max((len(f"{period.scope:,}") for period in periods), default=0)
    most = max((period.count for period in periods), default=0)
    whole = max((cell_len(" ".join(_named(period.cells))) for period in periods), default=0)
    free = width - label - count - scope - len("   of  100.0%   ") - min(whole, _NAMES_CELLS)
    return _Layout(label, min(max(free, _LEAST_BAR_CELLS), _BAR_CELLS), count, scope, most, width)


def _lines(period: Period, layout: _Layout) -> Iterator[Text]:
    """Yield the line of a period, and more where the names do not all fit beside the bar."""
    line = Text(f"{period.label:<{layout.label}}  ")
    line.append(_bar(period.count, layout.most, layout.bar), style="green")
    share = f"{period.share:.1%}" if period.scope else "–"
    line.append(f" {period.count:>{layout.count},} of {period.scope:>{layout.scope},} {share:>6}")
    beside = layout.width - line.cell_len - 2
    below = beside < _LEAST_NAMES_CELLS
    indent = 2 if below else line.cell_len + 2
    names = _folded(_named(period.cells), max(layout.width - indent, 1))
    if below:
        yield line
    elif names:
        yield line.append("  ").append(names.pop(0), style="dim")
    else:
        yield line
    yield from (Text(" " * indent + each, style="dim") for each in names)


def _folded(names: Sequence[str], width: int) -> list[str]:
    """Return names as lines, broken between names; one that is wider than a line is broken between words."""
    lines: list[str] = []
    for name in names:
        if lines and cell_len(f"{lines[-1]} {name}") <= width:
            lines[-1] = f"{lines[-1]} {name}"
        else:
            lines += (each.plain.rstrip() for each in Text(name).wrap(Console(width=width), width, overflow="fold"))
    return lines


def _bar(count: int, most: int, cells: int) -> str:
    """Return a bar of so many characters, in eighths of one; something said is never nothing drawn."""
    eighths = max(1, round(count / most * cells * 8)) if count and most else 0
    full, rest = divmod(min(eighths, cells * 8), 8)
    return ("█" * full + (_EIGHTHS[rest] if rest else "")).ljust(cells)


def _named(cells: Sequence[Cell]) -> list[str]:
    """Return who says how much, with the commas between them."""
    named = [f"{cell.speaker or 'unknown'} {cell.count:,}" for cell in cells[:_MOST_NAMED]]
    if len(cells) > _MOST_NAMED:
        named.append(f"{len(cells) - _MOST_NAMED:,} more")
    return [*(f"{each}," for each in named[:-1]), *named[-1:]]


def _passages(count: int) -> str:
    return f"{count:,} passage{'' if count == 1 else 's'}"
