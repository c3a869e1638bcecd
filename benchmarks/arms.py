"""Rankings to hold the engine's own against: each arm alone, and both fused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from search.fuse import reciprocal_rank_fusion
from search.rerank import Ranked, SentenceReranker

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from index.generations import Generation
    from search.rerank import Reranker
    from search.retrieve import Asked, Retrieved


class _InOrder:
    """Ranks by a function of what the arms found, and looks at nothing else."""

    def __init__(self, order: Callable[[Retrieved], Sequence[tuple[int, float]]]) -> None:
        self._order = order

    def rerank(self, generation: Generation, retrieved: Retrieved, asked: Asked, limit: int) -> list[Ranked]:  # noqa: ARG002
        ordered = list(self._order(retrieved))[:limit]
        passages = generation.store.passages([each for each, _ in ordered])
        return [Ranked(passages[each], score, None) for each, score in ordered]


def _dense(retrieved: Retrieved) -> Sequence[tuple[int, float]]:
    return list(retrieved.dense.score_of().items())


def _lexical(retrieved: Retrieved) -> Sequence[tuple[int, float]]:
    return list(retrieved.lexical.score_of().items())


def _fused(retrieved: Retrieved) -> Sequence[tuple[int, float]]:
    return reciprocal_rank_fusion([retrieved.dense.ids.tolist(), retrieved.lexical.ids.tolist()])


ARMS: dict[str, Callable[[], Reranker]] = {
    "dense": lambda: _InOrder(_dense),
    "bm25": lambda: _InOrder(_lexical),
    "dense + bm25 (rrf)": lambda: _InOrder(_fused),
    "+ best sentence (shipped)": SentenceReranker,
}
