"""How well each sentence of a passage matches a question."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from index.words import stems
from search.answer_type import shows
from search.features import FOREIGN_TRUST
from search.late import late_scores, token_weights

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from index.generations import SealedGeneration
    from index.records import Passage, Term
    from search.retrieve import Asked

LATE_WEIGHT = 3.0
"""Of late interaction against the cosine of question and sentence; chosen on SQuAD train, see docs/evaluation.md."""
COVERAGE_WEIGHT = 0.4
"""Of the question's words; chosen likewise."""
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
    late: NDArray[np.float32]
    """(m,) late interaction of question and sentence, -1 to 1."""
    holds: NDArray[np.bool_] = field(default_factory=lambda: np.zeros((0, 0), np.bool_))
    """(m, t) whether each of the question's words stands in each sentence or in the speaker's name."""
    idf: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    """(t,) inverse document frequencies of these words."""
    trust: float = 1.0
    """What cosine and late interaction weigh, as a share of their weights."""

    @property
    def total(self) -> NDArray[np.float32]:
        """(m,) higher is better."""
        meaning = self.cosine + LATE_WEIGHT * self.late
        return np.asarray(self.trust * meaning + COVERAGE_WEIGHT * self.coverage + FIT_WEIGHT * self.fits, np.float32)

    @property
    def best(self) -> int:
        """Position of the best sentence."""
        return int(np.argmax(self.total))


def score_sentences(
    generation: SealedGeneration, passages: Sequence[Passage], asked: Asked
) -> dict[int, SentenceScores]:
    """Score the sentences of passages for a question; return them by passage id, without passages too short for any."""
    representations = generation.representations
    rows = generation.rows.rows(np.array([each.id for each in passages], np.int64))
    held = [(passage, int(row)) for passage, row in zip(passages, rows.tolist(), strict=True) if row >= 0]
    places = np.array([row for _, row in held], np.int64)
    heads = generation.store.heads_of({passage.transcript_id for passage, _ in held})
    languages = {head.id: head.language for head in heads}
    weights = token_weights(asked.encoded, asked.query.text, asked.terms)
    late = late_scores(representations, places, asked.encoded, weights)
    idf = np.array([term.idf for term in asked.terms])
    found = {}
    for n, (passage, row) in enumerate(held):
        where = representations.sentences_of(row)
        spans = np.asarray(representations.sentence_spans[where])
        texts = [passage.text[start:end] for start, end in spans.tolist()]
        language = languages[passage.transcript_id]
        holds = np.stack([held_in(f"{text} {passage.speaker or ''}", asked.terms, language) for text in texts])
        found[passage.id] = SentenceScores(
            spans,
            np.asarray(representations.sentence_vectors[where], np.float32) @ asked.encoded.vector,
            (holds @ idf / max(float(idf.sum()), 1e-9)).astype(np.float32),
            np.array([shows(text, asked.query.asks_for) for text in texts], np.float32),
            late.sentences[late.sentence_first[n] : late.sentence_first[n + 1]],
            holds,
            idf,
            FOREIGN_TRUST if asked.foreign is not None and asked.foreign[representations.transcripts[row]] else 1.0,
        )
    return found


def held_in(text: str, terms: Sequence[Term], language: str | None = None) -> NDArray[np.bool_]:
    """Return (t,) whether each of the question's words stands in a text."""
    held = set(stems(text, language))
    return np.array([not term.stems.isdisjoint(held) for term in terms], np.bool_)


def coverage(text: str, terms: Sequence[Term], language: str | None = None) -> float:
    """Return the share of the question's words that stand in a text, weighted by idf, 0 to 1."""
    idf = np.array([term.idf for term in terms])
    total = float(idf.sum())
    return float(held_in(text, terms, language) @ idf) / total if total > 0 else 0.0
