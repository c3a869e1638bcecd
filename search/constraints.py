"""What a question demands beside its topic: each demand can be seen, and switched off."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

Days = tuple[dt.date | None, dt.date | None]
"""The first and the last day, both inclusive; None where that side is open."""


class ConstraintKind(StrEnum):
    """What a constraint is about."""

    SPEAKER = "speaker"
    NOT_SPEAKER = "not-speaker"
    """Whoever is spoken of when the others are asked: "What did others say about Aliyev?"."""
    STRANGER = "stranger"
    """Somebody who is said to speak, and does not in this index; an answer has to report their words."""
    DATE = "date"
    VENUE = "venue"
    PHRASE = "phrase"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class Constraint:
    """A part of a question that says which passages are wanted."""

    kind: ConstraintKind
    value: str
    """A canonical speaker name, a stranger's name as asked, a range of days ("2022-01-01/2022-12-31", "/2015-12-31"),
    or words."""
    text: str
    """How the question says it."""
    start: int
    end: int
    """Half-open span in ``Query.asked``, in code points."""
    required: bool
    """A filter; else a preference that ranking weighs."""

    @property
    def key(self) -> str:
        """What a caller hands back to switch it off; the same for the same demand in another question."""
        return f"{self.kind.value}:{self.value}"


def days_value(days: Days) -> str:
    """Write a range of days as the value of a constraint."""
    return "/".join(day.isoformat() if day else "" for day in days)


def days_of(value: str) -> Days:
    """Read a range of days from the value of a constraint."""
    since, until = (dt.date.fromisoformat(day) if day else None for day in value.split("/"))
    return since, until


def within(day: dt.date, days: Days) -> bool:
    """Tell whether a day lies in a range."""
    since, until = days
    return (since is None or day >= since) and (until is None or day <= until)


def in_common(ranges: Iterable[Days]) -> Days | None:
    """Return the days that all ranges share; if none are shared, all from the first to the last; None for no range."""
    known = list(ranges)
    if not known:
        return None
    since = max((each[0] for each in known if each[0]), default=None)
    until = min((each[1] for each in known if each[1]), default=None)
    if since is None or until is None or since <= until:
        return since, until
    starts, ends = [each[0] for each in known], [each[1] for each in known]
    first = None if None in starts else min(day for day in starts if day)
    last = None if None in ends else max(day for day in ends if day)
    return first, last


def once_each(found: Iterable[Constraint]) -> list[Constraint]:
    """Return one constraint for each key, in order of the question; a filter rather than a preference."""
    best: dict[str, Constraint] = {}
    for each in sorted(found, key=lambda one: (not one.required, one.start, one.end, one.key)):
        best.setdefault(each.key, each)
    return sorted(best.values(), key=lambda one: (one.start, one.end, one.key))
