"""How well answers are found, refused and ranked, as numbers."""

from __future__ import annotations

import re
import string
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Values = NDArray[np.float64]

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)


def normalised(text: str) -> str:
    """Return an answer as SQuAD compares it: in lower case, without punctuation, articles and surplus white space."""
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split())


def exact_match(found: str, answers: Sequence[str]) -> float:
    """Return 1 if an answer is met, else 0 (Rajpurkar et al., EMNLP 2016)."""
    return float(any(normalised(found) == normalised(answer) for answer in answers))


def f1(found: str, answers: Sequence[str]) -> float:
    """Return the largest harmonic mean of precision and recall in words over the answers (Rajpurkar et al., 2016)."""
    return max((_overlap(normalised(found).split(), normalised(answer).split()) for answer in answers), default=0.0)


def _overlap(found: list[str], answer: list[str]) -> float:
    shared = sum((Counter(found) & Counter(answer)).values())
    return 2 * shared / (len(found) + len(answer)) if shared else 0.0


def auroc(scores: Values, positive: NDArray[np.bool_]) -> float:
    """Return the chance that a positive scores above a negative, ties counting half (Hanley & McNeil, 1982)."""
    order = np.argsort(scores, kind="stable")
    _, inverse, counts = np.unique(scores[order], return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    ranks = np.empty(len(scores))
    ranks[order] = (ends - (counts - 1) / 2)[inverse]
    n, m = int(positive.sum()), int((~positive).sum())
    return float((ranks[positive].sum() - n * (n + 1) / 2) / max(n * m, 1))


def hit_at_1(scores: Values, gold: NDArray[np.bool_]) -> float:
    """Return how often the best of a row is right; (q, k) scores, -inf where there is nothing."""
    return float(np.take_along_axis(gold, scores.argmax(axis=1)[:, None], axis=1).mean())


def reciprocal_rank(scores: Values, gold: NDArray[np.bool_], depth: int = 10) -> float:
    """Return the mean of 1 / rank of the first that is right, 0 below ``depth``."""
    order = np.argsort(-scores, axis=1, kind="stable")[:, :depth]
    right = np.take_along_axis(gold, order, axis=1)
    return float(np.where(right.any(axis=1), 1 / (right.argmax(axis=1) + 1), 0.0).mean())


def ndcg(scores: Values, gold: NDArray[np.bool_], relevant: NDArray[np.int64], depth: int = 10) -> float:
    """Return the mean nDCG (Järvelin & Kekäläinen, 2002) of rows, of which ``relevant`` (q,) are right in all."""
    order = np.argsort(-scores, axis=1, kind="stable")[:, :depth]
    discount = 1 / np.log2(np.arange(2, depth + 2))
    gained = (np.take_along_axis(gold, order, axis=1) * discount[: order.shape[1]]).sum(axis=1)
    ideal = np.array([discount[: min(int(n), depth)].sum() for n in relevant])
    return float((gained / ideal).mean())
