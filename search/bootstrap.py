"""How far a mean over questions may be trusted: the percentile bootstrap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

RESAMPLES = 2_000
LEVEL = 0.95

_SEED = 0
_BLOCK = 100
"""Resamples drawn at once: 100 × 10,000 questions take 8 MB."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean, and between what it lies with a confidence of LEVEL."""

    value: float
    low: float
    high: float


def intervals(values: NDArray[np.float64]) -> list[Interval]:
    """Return the mean of each column with its percentile interval.

    Rows are drawn with replacement, as many as there are, RESAMPLES times; the interval lies between the percentiles
    2.5 and 97.5 of the means. How often each of n rows is drawn follows a multinomial distribution, so that all
    resamples are one matrix product. Rows are drawn whole and with a fixed seed: equal values give equal intervals.
    Efron & Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13.

    Args:
        values: (n, m), a row for each question, n at least 1.
    """
    rows = len(values)
    random = np.random.default_rng(_SEED)
    chances = np.full(rows, 1 / rows)
    blocks = (random.multinomial(rows, chances, _BLOCK) @ values / rows for _ in range(RESAMPLES // _BLOCK))
    tails = (1 - LEVEL) / 2, (1 + LEVEL) / 2
    low, high = np.quantile(np.concatenate(list(blocks)), tails, axis=0)
    columns = zip(values.mean(axis=0).tolist(), low.tolist(), high.tolist(), strict=True)
    return [Interval(*column) for column in columns]
