"""Which of the names that there are a person may have meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from index.names import folded

if TYPE_CHECKING:
    from collections.abc import Sequence

_COUNT = 5
_LEAST = 62.0
"""Of 100: "Alieff" has 67 with "Aliyev", and "nope" 55 with "opening"."""
_WORD = re.compile(r"[^\W_]+")


def nearest(name: str, known: Sequence[str]) -> tuple[str, ...]:
    """Return the names that are near one, the nearest first."""
    asked = folded(name)
    words = _WORD.findall(asked)
    scored = ((_likeness(asked, words, folded(each)), each) for each in known)
    near = sorted((pair for pair in scored if pair[0] >= _LEAST), key=lambda pair: -pair[0])
    return tuple(each for _, each in near[:_COUNT])


def _likeness(asked: str, words: Sequence[str], known: str) -> float:
    """Return how alike two names are as a whole, or word by word where one has more words; 0 to 100."""
    whole = fuzz.ratio(asked, known)
    others = _WORD.findall(known)
    if not words or not others:
        return whole
    return max(whole, sum(max(fuzz.ratio(word, other) for other in others) for word in words) / len(words))


def did_you_mean(near: Sequence[str], what: str, count: int) -> str:
    """Return the end of a message that a name is not known, of so many that are."""
    return f"; near: {', '.join(near)}" if near else f"; none of the {count} {what} is near"
