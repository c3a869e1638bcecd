"""What comparing speakers, counting over time and following an exchange give."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from search.results import constraint_json, hit_json

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from index import Kind, Passage, TranscriptHead
    from search.constraints import Constraint
    from search.results import Hit


@dataclass(frozen=True, slots=True)
class Column:
    """What one speaker says about a topic."""

    asked: str
    """The name as it was asked for."""
    speakers: tuple[str, ...]
    """The canonical names that it stands for, sorted; mostly one."""
    hits: tuple[Hit, ...]
    """The best passages that are about the topic, best first; empty when the speaker says nothing about it."""
    scope: int
    """How many passages of the speaker came into question."""

    @property
    def title(self) -> str:
        """The canonical name, or the name as asked for where it stands for several."""
        return self.speakers[0] if len(self.speakers) == 1 else self.asked


@dataclass(frozen=True, slots=True)
class Comparison:
    """Several speakers on one topic, side by side."""

    topic: str
    """As asked, without control characters."""
    columns: tuple[Column, ...]
    """In the order in which the speakers were named."""
    constraints: tuple[Constraint, ...] = ()
    """What else was read in the topic and narrows all columns alike: days, places, phrases; never a speaker."""


class By(StrEnum):
    """What a timeline counts by."""

    YEAR = "year"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Cell:
    """What one speaker says about a topic in one period."""

    speaker: str | None
    """Canonical name; None for whoever is not known."""
    passages: tuple[int, ...]
    """Ids of the passages about the topic, nearest first; never empty."""
    scope: int
    """How many passages this speaker has in the period in all."""

    @property
    def count(self) -> int:
        """How many passages are about the topic."""
        return len(self.passages)


@dataclass(frozen=True, slots=True)
class Period:
    """A year, a month, or all that has no date."""

    label: str
    """``2021``, ``2021-03`` or ``undated``."""
    since: dt.date | None
    until: dt.date | None
    """Its first and last day, both inclusive; None for what has no date."""
    cells: tuple[Cell, ...]
    """By speaker, most passages first, then by name."""
    scope: int
    """How many passages there are in all: what to hold the count against."""
    transcripts: int = 0
    """How many transcripts hold a passage about the topic."""
    transcripts_scope: int = 0
    """How many transcripts the passages of the scope are of."""
    scopes: tuple[tuple[str | None, int], ...] = ()
    """How many passages each who speaks in it has in all, of the topic or not; who is not there has no transcript."""

    @property
    def count(self) -> int:
        """How many passages are about the topic."""
        return sum(cell.count for cell in self.cells)

    @property
    def share(self) -> float:
        """The share of all passages that is about the topic, 0 to 1."""
        return self.count / self.scope if self.scope else 0.0


@dataclass(frozen=True, slots=True)
class Timeline:
    """How often a topic is spoken of, over time and by speaker."""

    topic: str
    """As asked, without control characters."""
    by: By
    periods: tuple[Period, ...]
    """From the first to the last period in which anything is said, without a gap; empty when nothing has a date."""
    undated: Period
    """The passages of transcripts without a date."""
    complete: bool
    """False when there are more passages about the topic than were looked at; the counts are then lower bounds."""
    constraints: tuple[Constraint, ...] = ()
    """What was read in the topic beside it, and narrows the counts."""

    @property
    def total(self) -> int:
        """How many passages are about the topic, dated or not."""
        return sum(period.count for period in (*self.periods, self.undated))

    @property
    def whole(self) -> Period:
        """All periods and what has no date as one; its cells are those of the periods."""
        every = (*self.periods, self.undated)
        return Period(
            "in all",
            self.periods[0].since if self.periods else None,
            self.periods[-1].until if self.periods else None,
            tuple(self.cells()),
            sum(each.scope for each in every),
            sum(each.transcripts for each in every),
            sum(each.transcripts_scope for each in every),
        )

    @property
    def speakers(self) -> tuple[tuple[str | None, int], ...]:
        """Who speaks of it with how many passages, dated or not; most first, then by name."""
        counts: Counter[str | None] = Counter()
        for cell in self.cells():
            counts[cell.speaker] += cell.count
        return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0] is None, item[0] or "")))

    def cells(self) -> Iterator[Cell]:
        """Yield all cells, period by period, those without a date last."""
        for period in (*self.periods, self.undated):
            yield from period.cells


@dataclass(frozen=True, slots=True)
class Said:
    """One side of an exchange: what one voice says, across stage directions in between."""

    speaker: str | None
    """Canonical name; None for whoever is not known."""
    role: str | None
    kind: Kind
    turns: tuple[int, ...]
    """Positions of its turns in the transcript."""
    passages: tuple[Passage, ...]
    """In order."""
    omitted: int = 0
    """How many more passages it has: the first of a question, the last of a reply."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and the reply that follows it."""

    transcript: TranscriptHead
    question: Said
    reply: Said


def comparison_json(comparison: Comparison) -> dict[str, Any]:
    """Return a comparison as ``rostrum compare --json`` prints it."""
    return {
        "topic": comparison.topic,
        "columns": [
            {
                "asked": column.asked,
                "speakers": list(column.speakers),
                "scope": column.scope,
                "hits": [hit_json(hit) for hit in column.hits],
            }
            for column in comparison.columns
        ],
        "constraints": [constraint_json(each) for each in comparison.constraints],
    }


def timeline_json(timeline: Timeline) -> dict[str, Any]:
    """Return a timeline as ``rostrum timeline --json`` prints it."""
    return {
        "topic": timeline.topic,
        "by": timeline.by.value,
        "total": timeline.total,
        "complete": timeline.complete,
        "periods": [_period_json(period) for period in timeline.periods],
        "undated": _period_json(timeline.undated),
        "constraints": [constraint_json(each) for each in timeline.constraints],
    }


def _period_json(period: Period) -> dict[str, Any]:
    return {
        "label": period.label,
        "since": period.since.isoformat() if period.since else None,
        "until": period.until.isoformat() if period.until else None,
        "count": period.count,
        "scope": period.scope,
        "transcripts": period.transcripts,
        "transcripts_scope": period.transcripts_scope,
        "speakers": [
            {
                "speaker": cell.speaker,
                "count": cell.count,
                "scope": cell.scope,
                "passage_ids": list(cell.passages),
            }
            for cell in period.cells
        ],
    }
