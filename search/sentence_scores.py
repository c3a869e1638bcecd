"""How well each sentence of a passage matches a question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.words import stems

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from index.records import Passage
    from index.store import Sentences

COVERAGE_WEIGHT = 0.3
"""Of the question's words against the sentence's meaning; chosen on SQuAD train, see docs/evaluation.md."""


@dataclass(frozen=True, slots=True)
class SentenceScores:
    """The sentences of one passage, scored."""

    spans: NDArray[np.int32]
    """(m, 2) half-open offsets into the passage's text."""
    cosine: NDArray[np.float32]
    """(m,) of question and sentence."""
    coverage: NDArray[np.float32]
    """(m,) share of the question's words, weighted by idf, that stand in the sentence or the speaker's name, 0 to 1."""

    @property
    def total(self) -> NDArray[np.float32]:
        """(m,) higher is better."""
        return self.cosine + np.float32(COVERAGE_WEIGHT) * self.coverage

    @property
    def best(self) -> int:
        """Position of the best sentence."""
        return int(np.argmax(self.total))


def score_sentences(
    passage: Passage, sentences: Sentences, vector: NDArray[np.float32], weights: Mapping[str, float]
) -> SentenceScores:
    """Score the sentences of a passage.

    Args:
        passage: The passage.
        sentences: Its sentences with their vectors.
        vector: (d,) unit vector of the question.
        weights: The question's stems with their idf.
    """
    texts = [passage.text[start:end] for start, end in sentences.spans.tolist()]
    covered = np.array([coverage(f"{text} {passage.speaker or ''}", weights) for text in texts], np.float32)
    return SentenceScores(sentences.spans, sentences.vectors @ vector, covered)


def coverage(text: str, weights: Mapping[str, float]) -> float:
    """Return the share of the question's words that stand in a text, weighted by idf, 0 to 1."""
    total = sum(weights.values())
    if total <= 0:
        return 0.0
    return sum(weights[stem] for stem in set(stems(text)) if stem in weights) / total
