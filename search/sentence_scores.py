"""How well each sentence of a passage matches a question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.words import stems
from search.answer_type import shows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from index.records import Passage
    from index.rows import Sentences
    from search.retrieve import Asked

COVERAGE_WEIGHT = 0.6
"""Of the question's words against the sentence's meaning; chosen on SQuAD train, see docs/evaluation.md."""
FIT_WEIGHT = 0.15
"""Of holding the kind of thing asked for; chosen likewise."""


@dataclass(frozen=True, slots=True)
class SentenceScores:
    """The sentences of one passage, scored."""

    spans: NDArray[np.int32]
    """(m, 2) half-open offsets into the passage's text."""
    cosine: NDArray[np.float32]
    """(m,) of question and sentence."""
    coverage: NDArray[np.float32]
    """(m,) share of the question's words, weighted by idf, that stand in the sentence or the speaker's name, 0 to 1."""
    fits: NDArray[np.float32]
    """(m,) 1 where the sentence holds the kind of thing asked for, -1 where it does not, 0 where none is."""

    @property
    def total(self) -> NDArray[np.float32]:
        """(m,) higher is better."""
        return np.asarray(self.cosine + COVERAGE_WEIGHT * self.coverage + FIT_WEIGHT * self.fits, np.float32)

    @property
    def best(self) -> int:
        """Position of the best sentence."""
        return int(np.argmax(self.total))


def score_sentences(passage: Passage, sentences: Sentences, asked: Asked) -> SentenceScores:
    """Score the sentences of a passage for a question."""
    texts = [passage.text[start:end] for start, end in sentences.spans.tolist()]
    covered = np.array([coverage(f"{text} {passage.speaker or ''}", asked.weights) for text in texts], np.float32)
    fits = np.array([shows(text, asked.query.asks_for) for text in texts], np.float32)
    return SentenceScores(sentences.spans, sentences.vectors @ asked.vector, covered, fits)


def coverage(text: str, weights: Mapping[str, float]) -> float:
    """Return the share of the question's words that stand in a text, weighted by idf, 0 to 1."""
    total = sum(weights.values())
    if total <= 0:
        return 0.0
    return sum(weights[stem] for stem in set(stems(text)) if stem in weights) / total
