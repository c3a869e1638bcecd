"""Rankings to hold the engine's own against: each arm alone, and both fused by rank."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from search.fuse import reciprocal_rank_fusion
from search.pool import pool_of
from search.rerank import FusionReranker, passages_at, ranked

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from index.generations import SealedGeneration
    from search.rerank import Ranked, Reranker
    from search.retrieve import Asked, Retrieved


class InOrder:
    """Ranks by a function of what the arms found, and looks at nothing else."""

    def __init__(self, order: Callable[[Retrieved], Sequence[tuple[int, float]]]) -> None:
        self._order = order

    def rerank(self, generation: SealedGeneration, retrieved: Retrieved, asked: Asked, limit: int) -> list[Ranked]:
        ordered = list(self._order(retrieved))[:limit]
        rows = generation.rows.rows(np.array([each for each, _ in ordered], np.int64))
        ordered = [item for item, row in zip(ordered, rows.tolist(), strict=True) if row >= 0]
        pool = pool_of(generation, rows[rows >= 0], asked)
        passages = passages_at(generation, pool, np.arange(len(pool)))
        return [
            ranked(pool, n, passage, score)
            for n, (passage, (_, score)) in enumerate(zip(passages, ordered, strict=True))
        ]


def _dense(retrieved: Retrieved) -> Sequence[tuple[int, float]]:
    return list(retrieved.dense.score_of().items())


def _lexical(retrieved: Retrieved) -> Sequence[tuple[int, float]]:
    return list(retrieved.lexical.score_of().items())


def _fused(retrieved: Retrieved) -> Sequence[tuple[int, float]]:
    return reciprocal_rank_fusion([retrieved.dense.ids.tolist(), retrieved.lexical.ids.tolist()])


LIKENESS: Reranker = InOrder(_fused)
"""For passages like another: its neighbours must not count for being near it."""

RANKINGS: dict[str, Callable[[], Reranker]] = {
    "dense": lambda: InOrder(_dense),
    "bm25": lambda: InOrder(_lexical),
    "rrf": lambda: InOrder(_fused),
    "shipped": FusionReranker,
}
"""By name; the last is the engine as it comes."""
