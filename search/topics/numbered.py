"""The transcripts and the speakers of a generation by their numbers, read once: what counting over time stands on.

Over 297,071 passages of 7,302 transcripts, to read them anew for each topic took two thirds of the time.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np

from index.records import Reach
from search.topics.results import By

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from index.generations import SealedGeneration
    from search.opened import Opened

    Rows = NDArray[np.int64]
    Scope = Mapping[int, Mapping[int, int]]
    """Passages by number of the period, then of the speaker."""

UNDATED = -1
"""Number of the period of whatever has no date."""


class Numbered:
    """What a generation numbers, by those numbers."""

    def __init__(self, generation: SealedGeneration) -> None:
        self._generation = generation
        self._periods: dict[By, Rows] = {}
        self._in_all: dict[By, Scope] = {}
        self._transcripts_in_all: dict[By, Mapping[int, int]] = {}

    @cached_property
    def names(self) -> tuple[str | None, ...]:
        """The names of the speakers; the last is None, so that the speaker -1 is nobody."""
        return (*self._generation.store.voices_of_passages(), None)

    def periods(self, unit: By) -> Rows:
        """Return (t,) for each transcript, the number of the period that its day lies in."""
        if unit not in self._periods:
            self._periods[unit] = np.array([_number(day, unit) for day in self._days], np.int64)
        return self._periods[unit]

    def in_all(self, unit: By) -> Scope:
        """Return how many passages there are."""
        if unit not in self._in_all:
            self._in_all[unit] = self.count(np.arange(len(self._generation.representations)), unit)
        return self._in_all[unit]

    def transcripts_in_all(self, unit: By) -> Mapping[int, int]:
        """Return how many transcripts there are in each period."""
        if unit not in self._transcripts_in_all:
            self._transcripts_in_all[unit] = self.transcripts(np.arange(len(self._generation.representations)), unit)
        return self._transcripts_in_all[unit]

    def transcripts(self, rows: Rows, unit: By) -> Mapping[int, int]:
        """Return of how many transcripts the rows are, by period."""
        periods = self.periods(unit)[np.unique(self._generation.representations.transcripts[rows])]
        return dict(zip(*(each.tolist() for each in np.unique(periods, return_counts=True)), strict=True))

    def count(self, rows: Rows, unit: By) -> Scope:
        """Return how many of the rows there are."""
        representations = self._generation.representations
        width = len(self.names)  # one for each speaker, and one for nobody
        keys = self.periods(unit)[representations.transcripts[rows]] * width + representations.speakers[rows] + 1
        found: dict[int, dict[int, int]] = {}
        for key, count in zip(*(each.tolist() for each in np.unique(keys, return_counts=True)), strict=True):
            period, speaker = divmod(key, width)
            found.setdefault(period, {})[speaker - 1] = count
        return found

    @cached_property
    def _days(self) -> Sequence[dt.date | None]:
        return [head.date for head in self._generation.store.heads(reach=Reach.MEANING)]


_KEPT: WeakKeyDictionary[Opened, Numbered] = WeakKeyDictionary()
"""Let go of together with the generation, once a build has published another."""


def numbered(opened: Opened) -> Numbered:
    """Return what a generation numbers, the same for each question to it."""
    if opened not in _KEPT:
        _KEPT[opened] = Numbered(opened.generation)
    return _KEPT[opened]


def _number(day: dt.date | None, unit: By) -> int:
    """Return the number of the period that a day lies in; consecutive periods have consecutive numbers."""
    if day is None:
        return UNDATED
    return day.year if unit is By.YEAR else day.year * 12 + day.month - 1
