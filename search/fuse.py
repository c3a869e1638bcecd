"""Make one ranking of several."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

K = 60
"""The constant of the paper; it damps the difference between the first ranks."""


def reciprocal_rank_fusion(rankings: Iterable[Sequence[int]], *, k: int = K) -> list[tuple[int, float]]:
    """Return ids with their fused scores, best first; ties keep the order of first appearance.

    score(d) = sum over rankings of 1 / (k + rank of d), ranks from 1.
    Cormack, Clarke & Büttcher, "Reciprocal rank fusion outperforms Condorcet and individual rank learning methods",
    SIGIR 2009.
    """
    scores: defaultdict[int, float] = defaultdict(float)
    for ranking in rankings:
        for rank, each in enumerate(ranking, 1):
            scores[int(each)] += 1 / (k + rank)
    return sorted(scores.items(), key=lambda item: -item[1])
