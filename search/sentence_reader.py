"""Answers by the sentences that match best: needs no trained reader."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from search.answer import Found
from search.confidence import NEAR_WORDS, Calibration, logit, sentence_calibration
from search.quoting import best_statement, quote_span
from search.sentence_scores import coverage, score_sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from index.generations import SealedGeneration
    from search.rerank import Ranked
    from search.retrieve import Asked
    from search.sentence_scores import SentenceScores

KIND_WEIGHT = 0.5
"""Of holding the kind asked for, against the logit of confidence; 0.25 to 0.75 are best on SQuAD train."""


class SentenceReader:
    """Takes the best sentence of each passage, and says how sure it is with a fitted logistic model.

    A question is no answer: turns that are questions, and sentences that end in a question mark, are passed over.
    """

    def __init__(self, model: Calibration | None = None) -> None:
        self._model = model or sentence_calibration()

    def read(self, generation: SealedGeneration, ranked: Sequence[Ranked], scope: int, asked: Asked) -> list[Found]:
        found = quotes(generation, ranked, scope, asked, self.best)
        return sorted(found, key=preference, reverse=True)

    def best(
        self, ranked: Ranked, scores: SentenceScores, scope: int, asked: Asked, languages: Mapping[str, str | None]
    ) -> Found | None:
        """Return the best sentence of a passage, or None where it has none to quote."""
        best = best_statement(ranked.passage, scores)
        if best is None:
            return None
        alone = best != scores.best
        values = nearness(ranked, scores, best, scope, asked, languages, alone=alone)
        start, end = quote_span(ranked.passage, scores, best, best)
        confidence = self._model.confidence(values)
        sure = confidence >= self._model.threshold
        near = values[0] >= self._model.near or values[1] >= NEAR_WORDS
        return Found(ranked.passage, start, end, values, confidence, sure, near, float(scores.fits[best]))


def quotes(
    generation: SealedGeneration,
    ranked: Sequence[Ranked],
    scope: int,
    asked: Asked,
    best: Callable[[Ranked, SentenceScores, int, Asked, Mapping[str, str | None]], Found | None],
) -> list[Found]:
    """Return the best quote of each passage that has one, in their order, as ``best`` chooses it."""
    scored = score_sentences(generation, [item.passage for item in ranked], asked)
    heads = generation.store.heads_of({item.passage.transcript_id for item in ranked})
    languages = {head.id: head.language for head in heads}
    held = (item for item in ranked if item.passage.id in scored)
    found = (best(item, scored[item.passage.id], scope, asked, languages) for item in held)
    return [each for each in found if each is not None]


def nearness(
    ranked: Ranked,
    scores: SentenceScores,
    sentence: int,
    scope: int,
    asked: Asked,
    languages: Mapping[str, str | None],
    *,
    alone: bool = False,
) -> tuple[float, float, float]:
    """Return the values of search.confidence.SENTENCE for a sentence of a passage.

    ``alone`` tells that the passage is near for another sentence's sake, such as a question in it; then that counts
    nothing for this one.
    """
    passage = ranked.passage
    if alone:
        return float(scores.cosine[sentence]), float(scores.coverage[sentence]), math.log10(max(1, scope))
    return (
        max(float(scores.cosine[sentence]), ranked.dense or 0.0),
        coverage(f"{passage.text} {passage.speaker or ''}", asked.terms, languages.get(passage.transcript_id)),
        math.log10(max(1, scope)),
    )


def preference(found: Found) -> float:
    """Return how much a quote is preferred: the logit of its confidence, and whether it holds what is asked for."""
    return logit(found.confidence) + KIND_WEIGHT * found.fits
