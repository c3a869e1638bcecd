"""How well each sentence of a passage matches a question."""

from __future__ import annotations

from dataclasses import dataclass
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
    found = {}
    for n, (passage, row) in enumerate(held):
        where = representations.sentences_of(row)
        spans = np.asarray(representations.sentence_spans[where])
        texts = [passage.text[start:end] for start, end in spans.tolist()]
        language = languages[passage.transcript_id]
        found[passage.id] = SentenceScores(
            spans,
            np.asarray(representations.sentence_vectors[where], np.float32) @ asked.encoded.vector,
            np.array(
                [coverage(f"{text} {passage.speaker or ''}", asked.terms, language) for text in texts], np.float32
            ),
            np.array([shows(text, asked.query.asks_for) for text in texts], np.float32),
            late.sentences[late.sentence_first[n] : late.sentence_first[n + 1]],
            FOREIGN_TRUST if asked.foreign is not None and asked.foreign[representations.transcripts[row]] else 1.0,
        )
    return found


def coverage(text: str, terms: Sequence[Term], language: str | None = None) -> float:
    """Return the share of the question's words that stand in a text, weighted by idf, 0 to 1."""
    total = sum(term.idf for term in terms)
    if total <= 0:
        return 0.0
    held = set(stems(text, language))
    return sum(term.idf for term in terms if not term.stems.isdisjoint(held)) / total
