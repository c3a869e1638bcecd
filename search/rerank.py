"""Order the candidates of both arms, by evidence that is too costly for all passages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from search.features import shortness, stage_one, stage_two, token_counts
from search.fuse import fusion_model
from search.pool import NEAR, OWN, Pool, pool_of, window_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from index.generations import SealedGeneration
    from index.records import Passage
    from search.fuse import FusionModel
    from search.reader_model import Reading
    from search.retrieve import Asked, Retrieved

    Values = NDArray[np.float32]

AROUND = 2
"""Neighbours on each side of what an arm found that are candidates, too."""
CLOSE = 50
"""Candidates whose sentences and tokens are looked at."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate in its final place."""

    passage: Passage
    score: float
    """Higher is better."""
    dense: float | None = None
    """Cosine with the question; None for a passage that has no vector."""
    lexical: float | None = None
    """BM25 score as a share of the highest that a passage could have, 0 to 1; None where no word is shared."""
    repeats: tuple[Passage, ...] = ()
    """Passages of the same voice and words, which it stands for."""
    reading: Reading | None = None
    """What the trained reader makes of it; None where it has not read it."""


class Reranker(Protocol):
    """Gives the final order of what the arms found."""

    def rerank(self, generation: SealedGeneration, retrieved: Retrieved, asked: Asked, limit: int) -> list[Ranked]:
        """Return at least ``limit`` candidates where there are as many, best first; a higher score is better."""


@dataclass(frozen=True, slots=True)
class Examined:
    """A pool with all that is known of it: what the fitted model weighs, and what it is fitted on."""

    pool: Pool
    features: Values
    """(m, f) of all candidates."""
    close: NDArray[np.int64]
    """(k,) positions of those that were looked at closely, best first by stage one."""
    passages: Sequence[Passage]
    """k of them."""
    closer: Values
    """(k, g) of them."""


class FusionReranker:
    """Weighs both arms, the neighbours, the transcript, the best sentence and late interaction by a fitted model."""

    def __init__(self, model: FusionModel | None = None, *, close: int = CLOSE) -> None:
        self._model = model or fusion_model()
        self._close = close

    def rerank(self, generation: SealedGeneration, retrieved: Retrieved, asked: Asked, limit: int) -> list[Ranked]:
        found = self.examine(generation, retrieved, asked, limit)
        foreign = foreign_rows(generation, found.pool.rows[found.close], asked)
        scores = self._model.two(found.features[found.close], found.closer, foreign)
        order = np.argsort(-scores, kind="stable")
        return [ranked(found.pool, int(found.close[n]), found.passages[n], float(scores[n])) for n in order.tolist()]

    def examine(self, generation: SealedGeneration, retrieved: Retrieved, asked: Asked, limit: int) -> Examined:
        """Look at the candidates: all of them from afar, the best of them closely."""
        pool = pool_of(generation, candidate_rows(generation, retrieved), asked)
        features = stage_one(generation, pool, asked)
        scores = self._model.one(features, foreign_rows(generation, pool.rows, asked))
        close = np.argsort(-scores, kind="stable")[: max(self._close, limit)]
        passages = passages_at(generation, pool, close)
        short = shortness(token_counts(generation, pool.rows))
        return Examined(
            pool, features, close, passages, stage_two(generation, pool.rows[close], passages, asked, short)
        )


def candidate_rows(generation: SealedGeneration, retrieved: Retrieved, around: int = AROUND) -> NDArray[np.int64]:
    """Return the rows of what either arm found, and of what stands around it, in the order of the transcripts.

    In the midst of talk about a thing, what says it best may not name it, so that neither arm finds it.
    """
    rows = generation.rows.rows(np.union1d(retrieved.dense.ids, retrieved.lexical.ids))
    window = window_of(generation.representations, rows[rows >= 0], around)
    near = np.unique(window.around)
    if retrieved.allowed is None:
        return near
    return near[np.isin(generation.representations.ids[near], retrieved.allowed)]


def foreign_rows(generation: SealedGeneration, rows: NDArray[np.int64], asked: Asked) -> NDArray[np.bool_] | None:
    """Tell which candidates are in a language that the model does not know; None where none is."""
    return None if asked.foreign is None else asked.foreign[generation.representations.transcripts[rows]]


def passages_at(generation: SealedGeneration, pool: Pool, places: NDArray[np.int64]) -> list[Passage]:
    """Return the passages of candidates by their places in the pool."""
    ids = np.asarray(generation.representations.ids[pool.rows[places]]).tolist()
    held = generation.store.passages(ids)
    return [held[each] for each in ids]


def ranked(pool: Pool, place: int, passage: Passage, score: float) -> Ranked:
    """Return a candidate with its score and what each arm gave it."""
    return Ranked(passage, score, float(pool.dense[place, NEAR]), float(pool.words[place, OWN]) or None)
