"""Which of the names that there are a person may have meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from index.names import folded

if TYPE_CHECKING:
    from collections.abc import Sequence

_COUNT, _SCORE = 5, 55.0


def nearest(name: str, known: Sequence[str]) -> tuple[str, ...]:
    """Return the names that are near one, the nearest first."""
    found = process.extract(name, known, scorer=fuzz.WRatio, processor=folded, limit=_COUNT, score_cutoff=_SCORE)
    return tuple(choice for choice, _, _ in found)


def did_you_mean(near: Sequence[str], what: str, count: int) -> str:
    """Return the end of a message that a name is not known, of so many that are."""
    return f"; near: {', '.join(near)}" if near else f"; none of the {count} {what} is near"
