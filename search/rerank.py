"""Order the fused candidates by evidence that is too costly for all passages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from search.fuse import reciprocal_rank_fusion
from search.sentence_scores import SentenceScores, score_sentences

if TYPE_CHECKING:
    from index.generations import Generation
    from index.records import Passage
    from search.retrieve import Asked, Retrieved

POOL = 50
"""Candidates whose sentences are looked at."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate in its final place."""

    passage: Passage
    score: float
    sentences: SentenceScores | None
    """None for a passage too short to have vectors."""


class Reranker(Protocol):
    """Gives the final order of what the arms found."""

    def rerank(
        self,
        generation: Generation,
        retrieved: Retrieved,
        asked: Asked,
        limit: int,
    ) -> list[Ranked]:
        """Return at least ``limit`` candidates where there are as many, best first; a higher score is better."""


class SentenceReranker:
    """Fuses the arms, then counts each candidate's best sentence as a third ranking beside theirs.

    A passage about several things has a vector that is near to none of them; its best sentence shows what is there.
    """

    def rerank(
        self,
        generation: Generation,
        retrieved: Retrieved,
        asked: Asked,
        limit: int,
    ) -> list[Ranked]:
        rankings = [retrieved.dense.ids.tolist(), retrieved.lexical.ids.tolist()]
        pool = [each for each, _ in reciprocal_rank_fusion(rankings)[: max(POOL, limit)]]
        passages = generation.store.passages(pool)
        scored = {
            each: score_sentences(passages[each], sentences, asked)
            for each, sentences in generation.store.sentences(pool).items()
        }
        by_sentence = sorted(scored, key=lambda each: -float(scored[each].total.max()))
        fused = reciprocal_rank_fusion([*rankings, by_sentence])
        return [Ranked(passages[each], score, scored.get(each)) for each, score in fused if each in passages]
