"""Make one ranking of several: by a fitted model of their features, or by ranks alone."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

from search.features import STAGE_ONE, STAGE_TWO

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    Values = NDArray[np.float32]
    Flags = NDArray[np.bool_]

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


@dataclass(frozen=True, slots=True)
class FusionModel:
    """Two linear models: one over what the arms found, one that also knows sentences and tokens.

    Fitted listwise, so that the right passage of a question's pool gets the highest sum (Cao et al., "Learning to rank:
    from pairwise approach to listwise approach", ICML 2007), by ``python -m benchmarks.fit_ranking``.
    """

    first: Values
    """(f,) weights of STAGE_ONE, to choose whom to look at closely."""
    foreign_first: Values
    """(f,) the same for passages in a language that the embedding model does not know."""
    second: Values
    """(f + g,) weights of STAGE_ONE and STAGE_TWO, for the final order."""
    foreign_second: Values
    """(f + g,) likewise, for the final order."""

    def one(self, features: Values, foreign: Flags | None = None) -> Values:
        """Return the (m,) scores of stage one; ``foreign`` (m,) tells the passages in a language not known."""
        return _scores(features, self.first, self.foreign_first, foreign)

    def two(self, features: Values, closer: Values, foreign: Flags | None = None) -> Values:
        """Return the (k,) scores of stage two."""
        return _scores(np.concatenate([features, closer], axis=1), self.second, self.foreign_second, foreign)


def _scores(features: Values, weights: Values, foreign_weights: Values, foreign: Flags | None) -> Values:
    scores = np.asarray(features @ weights, np.float32)
    if foreign is None or not foreign.any():
        return scores
    return np.asarray(np.where(foreign, features @ foreign_weights, scores), np.float32)


@cache
def fusion_model() -> FusionModel:
    """Return the fitted model that comes with the package (search/ranking.json)."""
    return read_model(json.loads(files("search").joinpath("ranking.json").read_text(encoding="utf-8")))


def read_model(data: Mapping[str, Any]) -> FusionModel:
    """Return the model that a mapping of names to weights describes; a feature that it does not name weighs nothing.

    Where it has no weights for foreign passages, all are weighed alike.
    """
    one, two = data["stage one"], data["stage two"]
    both = (*STAGE_ONE, *STAGE_TWO)
    return FusionModel(
        _weights(one, STAGE_ONE),
        _weights(data.get("stage one, foreign", one), STAGE_ONE),
        _weights(two, both),
        _weights(data.get("stage two, foreign", two), both),
    )


def _weights(named: Mapping[str, float], names: Sequence[str]) -> Values:
    return np.array([named.get(name, 0.0) for name in names], np.float32)
