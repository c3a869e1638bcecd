"""Let a result list show different things: repeats are counted, and no transcript fills it alone."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol, TypeVar

import numpy as np
from rapidfuzz import fuzz

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.generations import SealedGeneration
    from index.records import Passage
    from search.rerank import Ranked

NEAR_COSINE = 0.95
"""Vectors of passages that are worth comparing letter by letter."""
NEAR_RATIO = 92.0
"""Normalised indel similarity, in percent, from which on two passages are one, printed twice."""
_NUMBER = re.compile(r"\d+")
SHARE = 0.8
"""Of the list that one transcript may take, from LEAST hits on."""
LEAST = 5
SPARE = 20
"""Candidates to have beyond those that are wanted, in place of repeats and of what is beyond a transcript's share."""


class OfPassage(Protocol):
    """What has a passage: a candidate, a hit."""

    @property
    def passage(self) -> Passage:
        """The passage."""


_Item = TypeVar("_Item", bound=OfPassage)


def spread(generation: SealedGeneration, ranked: Sequence[Ranked], count: int, *, one_transcript: bool) -> list[Ranked]:
    """Return at most ``count`` candidates, best first.

    Args:
        generation: Where they come from.
        ranked: Candidates, best first.
        count: How many are wanted.
        one_transcript: Whether one transcript is all that was asked for, so that it may fill the list.
    """
    once = _once(generation, ranked)
    return once[:count] if one_transcript else shared(once, count)


def _once(generation: SealedGeneration, ranked: Sequence[Ranked]) -> list[Ranked]:
    """Take repeats of the same voice together; the first of them stands for all."""
    rows = generation.rows.rows(np.array([item.passage.id for item in ranked], np.int64))
    vectors = np.zeros((len(ranked), generation.representations.dim), np.float32)
    vectors[rows >= 0] = generation.representations.vectors[rows[rows >= 0]]
    near = (vectors @ vectors.T > NEAR_COSINE) | ((rows < 0)[:, None] & (rows < 0))
    kept: list[int] = []
    repeats: dict[int, list[Passage]] = {}
    for n, item in enumerate(ranked):
        first = next((k for k in kept if near[n, k] and _says_the_same(ranked[k].passage, item.passage)), None)
        if first is None:
            kept.append(n)
        else:
            repeats.setdefault(first, []).append(item.passage)
    return [replace(ranked[n], repeats=tuple(repeats.get(n, ()))) for n in kept]


def _says_the_same(one: Passage, other: Passage) -> bool:
    """Whether two passages are of one voice and, but for a slip of the printer, of the same words.

    Another number is no slip: "Amendment 12 was negatived" does not say what "Amendment 13 was negatived" says.
    """
    if (one.speaker, one.kind) != (other.speaker, other.kind) or _numbers(one) != _numbers(other):
        return False
    return fuzz.ratio(one.text, other.text, score_cutoff=NEAR_RATIO) >= NEAR_RATIO


def _numbers(passage: Passage) -> list[str]:
    return _NUMBER.findall(passage.text)


def shared(ranked: Sequence[_Item], count: int) -> list[_Item]:
    """Return at most ``count``, what a transcript has beyond its share behind what others have."""
    most = max(1, int(count * SHARE)) if count >= LEAST else count
    taken: Counter[str] = Counter()
    first: list[_Item] = []
    rest: list[_Item] = []
    for item in ranked:
        within = taken[item.passage.transcript_id] < most
        taken[item.passage.transcript_id] += 1
        (first if within else rest).append(item)
    chosen = first[:count]
    return chosen + rest[: count - len(chosen)]
