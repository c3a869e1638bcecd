"""The numbers of a timeline as a table, and where one of the speakers is not heard at all: that is not silence."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from ui.safe import Html, element
from ui.timeline_chart import called, periods, voices_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from search import Period, Timeline

_SUMS = ("Passages", "Share", "Transcripts")
_NONE = "–"
_MOST_STRETCHES = 4
"""Named in a sentence; of months there may be dozens."""


def numbers_card(timeline: Timeline, chosen: Sequence[str] = ()) -> Html:
    """Return, folded up, the numbers of the chart as a table: periods down, speakers across, then the period itself."""
    names = called(timeline, chosen)
    head = element("tr", *(element("th", each) for each in (timeline.by.value.capitalize(), *names, *_SUMS)))
    voices = voices_of(timeline, chosen)
    rows = [_row(period, voices, others=len(names) > len(voices)) for period in periods(timeline)]
    legend = f"{_NONE} no transcript of the speaker in that {timeline.by.value}"
    parts = [
        element("div", element("table", element("thead", head), element("tbody", *rows), look="numbers"), look="wide"),
        *([element("p", legend, look="aside")] if any(element("td", _NONE) in row for row in rows) else []),
    ]
    return element("details", element("summary", "The same numbers as a table"), *parts, look="fold")


def _row(period: Period, voices: Sequence[str | None], *, others: bool) -> Html:
    """Return a period's row; a speaker without any passage in it is not said to have none about the topic."""
    counts, heard = {cell.speaker: cell.count for cell in period.cells}, dict(period.scopes)
    own = [f"{counts.get(name, 0):,}" if name in heard else _NONE for name in voices]
    rest = period.count - sum(counts.get(name, 0) for name in voices)
    share = f"{period.share:.1%}" if period.scope else _NONE
    sums = (_of(period.count, period.scope), share, _of(period.transcripts, period.transcripts_scope))
    shown = (*own, *([f"{rest:,}"] if others else []), *sums)
    return element("tr", element("th", period.label), *(element("td", each) for each in shown))


def _of(number: int, whole: int) -> str:
    return f"{number:,} of {whole:,}"


def not_heard(timeline: Timeline, chosen: Sequence[str]) -> str:
    """Return in which periods there is no transcript of which of the chosen; nothing where there is one of each."""
    told = [f"of {name}: {_listed(stretches)}" for name in chosen if (stretches := _stretches(timeline, name))]
    return f"No transcript {'; '.join(told)}." if told else ""


def has_silence(timeline: Timeline, chosen: Sequence[str]) -> bool:
    """Tell whether one who is shown is heard in some period, but not about the topic."""
    voices = voices_of(timeline, chosen)
    return any(
        name in voices and name not in {cell.speaker for cell in each.cells}
        for each in periods(timeline)
        for name, _ in each.scopes
    )


def _stretches(timeline: Timeline, name: str) -> list[str]:
    """Return the periods in which there is nothing of a speaker, those that follow one another as one."""
    found = []
    for silent, group in groupby(timeline.periods, key=lambda each: name not in dict(each.scopes)):
        run = [each.label for each in group]
        if silent:
            found.append(" to ".join(dict.fromkeys((run[0], run[-1]))))
    return found


def _listed(stretches: Sequence[str]) -> str:
    more = len(stretches) - _MOST_STRETCHES
    rest = f" and {more} more times" if more > 1 else ""
    return ", ".join(stretches if more <= 1 else stretches[:_MOST_STRETCHES]) + rest
