"""How the words of passages match those of a question: BM25, in the best sentence, and side by side.

From the hashed stems that the index keeps of each passage, so that any passages can be scored without asking the
lexical index for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import numpy as np

from index.representations import word_hashes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from index.records import Term
    from index.representations import Representations

    Rows = NDArray[np.int64]
    Values = NDArray[np.float32]

_Value = TypeVar("_Value", bound=np.generic)
_K1, _B = 1.2, 0.75
_SENTENCE_WORDS = 12.0
"""Content words of a sentence of middling length."""
_WINDOW = 4
"""Words between which two are near each other."""


class Matched:
    """Where the words of a question stand in m passages."""

    def __init__(self, representations: Representations, rows: Rows, terms: Sequence[Term]) -> None:
        """Look at passages by their rows of the representations, which should ascend."""
        first = representations.word_first
        begins, ends = np.asarray(first[rows]), np.asarray(first[rows + 1])
        self._count = len(rows)
        self._lengths = (ends - begins).astype(np.float32)
        self._mean = len(representations.words) / max(1, len(representations))
        self._row_of = np.repeat(np.arange(len(rows)), ends - begins)
        self._spans = (begins, ends)
        self._numbers = representations.word_sentences
        words = _gathered(representations.words, begins, ends)
        self._hits = [np.isin(words, word_hashes(sorted(term.stems))) for term in terms]
        self._idf = [term.idf for term in terms]
        self._total = max(sum(self._idf), 1e-9)

    def bm25(self) -> Values:
        """Return the (m,) BM25 scores, divided by the highest that any passage could have, 0 to 1.

        Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009; k1 = 1.2, b = 0.75, as
        Tantivy has them. The highest is (k1 + 1) · the sum of idf.
        """
        return self._damped(self._row_of, self._count, self._lengths, self._mean)

    def coverage(self) -> Values:
        """Return the (m,) shares of the question's words that stand in the passage, weighted by idf, 0 to 1."""
        shares = np.zeros(self._count, np.float32)
        for hits, idf in zip(self._hits, self._idf, strict=True):
            shares[np.unique(self._row_of[hits])] += idf
        return shares / np.float32(self._total)

    def best_sentence(self) -> Values:
        """Return the (m,) BM25 scores of each passage's best sentence, as if sentences were passages, 0 to 1."""
        numbers = _gathered(self._numbers, *self._spans).astype(np.int64)
        starts = np.flatnonzero(np.diff(self._row_of * 256 + numbers, prepend=-1))
        if not len(starts):
            return np.zeros(self._count, np.float32)
        lengths = np.diff(starts, append=len(numbers)).astype(np.float32)
        sentence_of = np.repeat(np.arange(len(starts)), lengths.astype(np.int64))
        scores = self._damped(sentence_of, len(starts), lengths, _SENTENCE_WORDS)
        best = np.zeros(self._count, np.float32)
        np.maximum.at(best, self._row_of[starts], scores)
        return best

    def pairs(self) -> tuple[Values, Values]:
        """Return (m,) shares of the question's neighbouring words that stand side by side, and that stand near.

        Metzler & Croft, "A Markov random field model for term dependencies", SIGIR 2005: ordered and unordered windows.
        """
        beside, near = np.zeros(self._count, np.float32), np.zeros(self._count, np.float32)
        total = 0.0
        for left, right, weight in zip(self._hits[:-1], self._hits[1:], self._pair_weights(), strict=True):
            total += weight
            beside[np.unique(self._row_of[1:][left[:-1] & right[1:] & self._same(1)])] += weight
            together = [
                self._row_of[gap:][((left[:-gap] & right[gap:]) | (right[:-gap] & left[gap:])) & self._same(gap)]
                for gap in range(1, _WINDOW + 1)
                if gap < len(left)
            ]
            near[np.unique(np.concatenate([np.zeros(0, np.int64), *together]))] += weight
        return beside / max(total, 1e-9), near / max(total, 1e-9)

    def _pair_weights(self) -> list[float]:
        return [left + right for left, right in zip(self._idf[:-1], self._idf[1:], strict=True)]

    def _same(self, gap: int) -> NDArray[np.bool_]:
        """Tell which words are of the same passage as the one so many words later."""
        return np.asarray(self._row_of[:-gap] == self._row_of[gap:], np.bool_)

    def _damped(self, group_of: Rows, groups: int, lengths: Values, mean: float) -> Values:
        damping = _K1 * (1 - _B + _B * lengths / max(mean, 1e-9))
        scores = np.zeros(groups, np.float32)
        for hits, idf in zip(self._hits, self._idf, strict=True):
            counts = np.bincount(group_of[hits], minlength=groups).astype(np.float32)
            scores += idf * counts / (counts + damping)
        return scores / np.float32(self._total)


def _gathered(values: NDArray[_Value], begins: Rows, ends: Rows) -> NDArray[_Value]:
    """Return the values of rows one after another, reading neighbours at once."""
    if not len(begins):
        return values[:0]
    breaks = np.flatnonzero(begins[1:] != ends[:-1]) + 1
    starts, stops = begins[np.append(0, breaks)], ends[np.append(breaks - 1, len(ends) - 1)]
    return np.concatenate([values[start:stop] for start, stop in zip(starts.tolist(), stops.tolist(), strict=True)])
