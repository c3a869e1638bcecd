"""Comparisons and timelines as text for a terminal."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.text import Text

from search.render import print_hits

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console

    from search.topics.results import Cell, Column, Comparison, Period, Timeline

_BAR_CELLS = 24
_EIGHTHS = " ▏▎▍▌▋▊▉"
_MOST_NAMED = 3
"""Speakers named in a line."""
_LONG_SILENCE = 4
"""Periods without a hit from which on they share a line."""
_INDENT = (0, 0, 1, 2)


def print_comparison(out: Console, comparison: Comparison) -> None:
    """Print a block for each speaker: the name, and the passages or that there are none."""
    for column in comparison.columns:
        out.print(Text(f"{_titled(column)} on {comparison.topic}", style="bold underline"))
        if column.hits:
            print_hits(out, column.hits)
        else:
            nothing = f"Nothing about this ({_passages(column.scope)} looked at)."
            out.print(Padding(Text(nothing, style="dim"), _INDENT, expand=False))


def _titled(column: Column) -> str:
    if len(column.speakers) == 1:
        return column.title
    return f"{column.title} ({', '.join(column.speakers)})"


def print_timeline(out: Console, timeline: Timeline) -> None:
    """Print a line for each period: a bar, how many passages of how many, and who says most of them."""
    shown = [*timeline.periods, *([timeline.undated] if timeline.undated.count else [])]
    for line in _lines(shown):
        line.truncate(out.width, overflow="ellipsis")
        out.print(line)
    least = "" if timeline.complete else "at least "
    out.print(f"{least}{_passages(timeline.total)} about this", style="dim")


def _lines(periods: Sequence[Period]) -> Iterator[Text]:
    most = max((period.count for period in periods), default=0)
    width = max((len(period.label) for period in periods), default=0)
    for silent, group in groupby(periods, key=lambda period: period.count == 0):
        run = list(group)
        if silent and len(run) >= _LONG_SILENCE:
            scope = sum(period.scope for period in run)
            yield Text(f"{run[0].label} to {run[-1].label}: nothing in {_passages(scope)}", style="dim", no_wrap=True)
        else:
            yield from (_line(period, most, width) for period in run)


def _line(period: Period, most: int, width: int) -> Text:
    line = Text(f"{period.label:<{width}}  ", no_wrap=True)
    line.append(_bar(period.count, most), style="green")
    line.append(f" {period.count:>6,} of {period.scope:>7,}")
    share = f"{period.share:.1%}" if period.scope else "–"
    line.append(f" {share:>6}  ")
    line.append(_named(period.cells), style="dim")
    return line


def _bar(count: int, most: int) -> str:
    """Return a bar of _BAR_CELLS characters, in eighths of one; something said is never nothing drawn."""
    eighths = max(1, round(count / most * _BAR_CELLS * 8)) if count and most else 0
    full, rest = divmod(min(eighths, _BAR_CELLS * 8), 8)
    return ("█" * full + (_EIGHTHS[rest] if rest else "")).ljust(_BAR_CELLS)


def _named(cells: Sequence[Cell]) -> str:
    named = [f"{cell.speaker or 'unknown'} {cell.count:,}" for cell in cells[:_MOST_NAMED]]
    if len(cells) > _MOST_NAMED:
        named.append(f"{len(cells) - _MOST_NAMED:,} more")
    return ", ".join(named)


def _passages(count: int) -> str:
    return f"{count:,} passage{'' if count == 1 else 's'}"
