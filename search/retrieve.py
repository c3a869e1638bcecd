"""The two arms, each over the passages that fulfil the conditions: meaning (dense) and words (lexical)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from index.encoded import EncodedQuery
    from index.generations import Generation
    from index.records import Conditions, Term
    from search.understand import Query

    Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the index sees it."""

    query: Query
    encoded: EncodedQuery
    terms: Sequence[Term]
    """The content words of its topic."""
    named: NDArray[np.float32]
    """(v + 1,) for each speaker, share of these words that stand in the name, weighted by idf; 0 for nobody, last."""
    preferred_days: frozenset[str] = frozenset()
    """Transcripts of days that the question names without demanding them."""
    preferred_places: frozenset[str] = frozenset()
    """Transcripts of places that the question names."""
    foreign: NDArray[np.bool_] | None = None
    """(t,) for each transcript, by its number: whether it is in a language that the model does not know; None where
    none is."""


DEPTH = 100
"""Passages that each arm hands on."""


@dataclass(frozen=True, slots=True)
class Run:
    """One arm's ranking."""

    ids: Ids
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
    allowed: Ids | None
    """What came into question; None for all passages that can be found by meaning."""
    scope: int
    """How many passages came into question."""
    unranked: Ids
    """(u,) passages that hold the phrases asked for, but are too short to be found by meaning."""


def retrieve(generation: Generation, asked: Asked, where: Conditions, depth: int = DEPTH) -> Retrieved:
    """Run both arms; conditions and wording apply before ranking, so a rare speaker still gets ``depth`` passages."""
    wording = asked.query.wording
    allowed = _allowed(generation, asked, where)
    ids, scores = generation.vectors.search(asked.encoded.vector, depth, allowed)
    lexical = Run(*generation.lexical.search(asked.query.topic, depth, where, wording))
    scope = len(generation.vectors) if allowed is None else len(allowed)
    unranked = np.zeros(0, np.int64)
    if wording.phrases and allowed is not None:
        unranked = np.setdiff1d(allowed, generation.representations.ids)
    return Retrieved(Run(ids, scores), lexical, allowed, scope, unranked)


def _allowed(generation: Generation, asked: Asked, where: Conditions) -> Ids | None:
    """Return what fulfils wording and conditions; the store tells the same, 20 times slower above 100,000 passages."""
    wording = asked.query.wording
    return None if wording.any and where.any else generation.lexical.matching(wording, where)
