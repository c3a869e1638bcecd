"""The two arms, each over the passages that fulfil the conditions: meaning (dense) and words (lexical)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.records import Reach

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from index.generations import Generation
    from index.records import Conditions
    from search.understand import Query


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the index sees it."""

    query: Query
    vector: NDArray[np.float32]
    """(d,) unit vector."""
    weights: Mapping[str, float]
    """The stems of its topic with their idf."""


DEPTH = 100
"""Passages that each arm hands on."""


@dataclass(frozen=True, slots=True)
class Run:
    """One arm's ranking."""

    ids: NDArray[np.int64]
    """(n,) best first."""
    scores: NDArray[np.float32]
    """(n,) higher is better."""

    def score_of(self) -> dict[int, float]:
        """Return the scores by passage id."""
        return dict(zip(self.ids.tolist(), self.scores.tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class Retrieved:
    """What both arms found."""

    dense: Run
    lexical: Run
    scope: int
    """How many passages came into question."""


def retrieve(generation: Generation, asked: Asked, where: Conditions, depth: int = DEPTH) -> Retrieved:
    """Run both arms; conditions and phrases apply before ranking, so a rare speaker still gets ``depth`` passages."""
    query = asked.query
    allowed = _allowed(generation, query, where)
    dense = Run(*generation.vectors.search(asked.vector, depth, allowed))
    if query.phrases and allowed is not None:
        dense = _with_short_ones(dense, allowed, depth)
    lexical = Run(*generation.lexical.search(query.topic, depth, where, query.phrases))
    return Retrieved(dense, lexical, len(generation.vectors) if allowed is None else len(allowed))


def _allowed(generation: Generation, query: Query, where: Conditions) -> NDArray[np.int64] | None:
    if query.phrases:
        return generation.lexical.matching(query.phrases, where)
    return None if where.any else generation.store.ids(where, reach=Reach.MEANING)


def _with_short_ones(dense: Run, allowed: NDArray[np.int64], depth: int) -> Run:
    """Append passages that hold the phrase but have no vector, being so short."""
    missing = np.setdiff1d(allowed, dense.ids)[: max(0, depth - len(dense.ids))]
    scores = np.zeros(len(missing), np.float32)
    return Run(np.concatenate([dense.ids, missing]), np.concatenate([dense.scores, scores]))
