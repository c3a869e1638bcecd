"""What was read in a question, in words: "only what Ada Korvin says", "first at Baku, then elsewhere"."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from search.constraints import Constraint, ConstraintKind, days_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from search.constraints import Days
    from search.understand import Query

_MANY = 3
"""Speakers who share a name, up to which they are told one by one."""
_MAX_CHARS = 60
"""Of a name or a phrase that are shown."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What one place of a question is read as: one constraint, or the speakers who share a name."""

    constraints: tuple[Constraint, ...]
    on: bool
    """Or switched off, all of them."""

    @property
    def kind(self) -> ConstraintKind:
        """What it is about."""
        return self.constraints[0].kind

    @property
    def required(self) -> bool:
        """A filter; else a preference."""
        return self.constraints[0].required

    @property
    def keys(self) -> tuple[str, ...]:
        """What switches it off."""
        return tuple(each.key for each in self.constraints)

    def __str__(self) -> str:
        said = _SAID[self.kind](self.constraints)
        if self.required:
            return f"only {said}" if self.kind in _PREFERRED else said
        return f"first {said}, then {_PREFERRED.get(self.kind, 'the rest')}"


def understood(query: Query) -> list[Understood]:
    """Return what was read in a question, on and switched off, in its order."""
    both = ((query.constraints, True), (query.switched_off, False))
    found = [(each, on) for constraints, on in both for each in constraints]
    found.sort(key=lambda pair: (*_place(*pair), pair[0].value))
    return [
        Understood(tuple(each for each, _ in same), place[-1])
        for place, same in groupby(found, key=lambda pair: _place(*pair))
    ]


def _place(constraint: Constraint, on: bool) -> tuple[int, int, str, bool, bool]:
    return constraint.start, constraint.end, constraint.kind.value, constraint.required, on


def strangers_in_words(constraints: Sequence[Constraint]) -> str:
    """Return the names of those who do not speak in the index: "“Merkel” or “Macron”"."""
    *most, last = [f"“{cut(each.value)}”" for each in constraints if each.kind is ConstraintKind.STRANGER] or [""]
    return f"{', '.join(most)} or {last}" if most else last


def days_in_words(days: Days) -> str:
    """Return a range of days: "in 2022", "on 3 May 2020", "since March 2015", "up to 2021" (itself included)."""
    since, until = days
    if since and until:
        name = _whole(since, until)
        first, last = name(since), name(until)
        if first != last:
            return f"from {first} to {last}"
        return f"on {first}" if name is day else f"in {first}"
    if since:
        return f"since {_whole(since, None)(since)}"
    return f"up to {_whole(None, until)(until)}" if until else "at any time"


def day(date: dt.date) -> str:
    """Return a day as "24 August 2022"."""
    return f"{date.day} {date:%B} {date.year}"


def _month(date: dt.date) -> str:
    return f"{date:%B} {date.year}"


def _year(date: dt.date) -> str:
    return str(date.year)


def _whole(since: dt.date | None, until: dt.date | None) -> Callable[[dt.date], str]:
    """Return how to name both ends: by years if these are whole, else by months, else by days."""
    if (since is None or since.day == 1) and (until is None or until.day == calendar.monthrange(*_of(until))[1]):
        whole_years = (since is None or since.month == 1) and (until is None or until.month == 12)
        return _year if whole_years else _month
    return day


def _of(date: dt.date) -> tuple[int, int]:
    return date.year, date.month


def _say(constraints: Sequence[Constraint]) -> str:
    """Return whose words they are: "Ada Korvin says", "Ada Korvin or Ben Lund says", "the 4 called “Lund” say"."""
    if len(constraints) > _MANY:
        return f"the {len(constraints)} speakers called “{cut(constraints[0].text)}” say"
    return f"{' or '.join(cut(each.value) for each in constraints)} says"


def cut(text: str, chars: int = _MAX_CHARS) -> str:
    """Return a text, or its beginning and an ellipsis."""
    return text if len(text) <= chars else f"{text[: chars - 1]}…"


_SAID: dict[ConstraintKind, Callable[[Sequence[Constraint]], str]] = {
    ConstraintKind.SPEAKER: lambda same: f"what {_say(same)}",
    ConstraintKind.NOT_SPEAKER: lambda same: f"nothing that {_say(same)}",
    ConstraintKind.STRANGER: lambda same: f"nobody here is called “{cut(same[0].value)}”",
    ConstraintKind.DATE: lambda same: days_in_words(days_of(same[0].value)),
    ConstraintKind.VENUE: lambda same: cut(same[0].text[:1].lower() + same[0].text[1:]),
    ConstraintKind.PHRASE: lambda same: f"contains “{cut(same[0].value)}”",
    ConstraintKind.EXCLUDED: lambda same: f"without “{cut(same[0].value)}”",
}

_PREFERRED = {
    ConstraintKind.SPEAKER: "what others say",
    ConstraintKind.DATE: "other days",
    ConstraintKind.VENUE: "elsewhere",
}
"""What may be wanted alone or before the rest, and what the rest is; the other kinds say by themselves that they
filter."""
