"""From ranked passages to an answer in the speakers' own words, or to none."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Protocol

import numpy as np

from index.errors import IndexDamagedError
from index.records import Kind
from search.answer_type import shows
from search.results import Answer, Citation, Reason
from search.sentence_scores import coverage, score_sentences

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from index.generations import Generation, SealedGeneration
    from index.records import Passage
    from search.rerank import Ranked
    from search.results import Hit
    from search.retrieve import Asked
    from search.sentence_scores import SentenceScores
    from search.understand import Query

READ_PASSAGES = 10
"""How many of the best passages are read for an answer."""
MAX_CITATIONS = 3
KIND_WEIGHT = 0.5
"""Of holding the number or time asked for, against the logit of confidence; 0.25 to 0.75 are best on SQuAD train."""

_LEANS_BACK = re.compile(
    r"^(?:[-–—]\s*)?(?:and\s+|but\s+|so\s+)?(?:it|this|that|these|those|they|he|she|such|there)\b",
    re.IGNORECASE,
)
"""A sentence that begins so cannot be understood without the one before it."""

_ASKS = re.compile(r"[?\uff1f\u037e\u061f][\"'”’»)\]]*$")
"""The end of a question, also in Chinese, Greek and Arabic script."""


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of a passage that may answer."""

    passage: Passage
    start: int
    end: int
    """Half-open span in the passage's text."""
    features: tuple[float, ...]
    """The values of FEATURES."""
    confidence: float

    @property
    def quote(self) -> str:
        """The words themselves."""
        return self.passage.text[self.start : self.end]


class Reader(Protocol):
    """Finds answers in ranked passages."""

    def read(self, generation: SealedGeneration, ranked: Sequence[Ranked], scope: int, asked: Asked) -> list[Found]:
        """Return what may answer, best first.

        Args:
            generation: Where they come from.
            ranked: Passages, best first.
            scope: How many passages came into question.
            asked: The question.
        """


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic model of "this sentence answers the question"; fitted by benchmarks/fit_confidence.py."""

    weights: tuple[float, ...]
    """One per feature, in the order of FEATURES."""
    bias: float
    threshold: float
    """Below this confidence the answer is withheld."""

    def confidence(self, features: Sequence[float]) -> float:
        """Return the estimated probability, 0 to 1."""
        logit = self.bias + sum(w * x for w, x in zip(self.weights, features, strict=True))
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, logit))))


FEATURES = ("cosine", "coverage", "log10 of scope")
"""The cosine of the question with the best sentence or with the passage, whichever is nearer; the share of the
question's words in the passage and its speaker's name; and how many passages came into question, because the best of
many looks better than the best of few, even when none answers."""


@cache
def calibration() -> Calibration:
    """Return the fitted model that comes with the package (search/confidence.json)."""
    data = json.loads(files("search").joinpath("confidence.json").read_text(encoding="utf-8"))
    return Calibration(tuple(data["weights"][name] for name in FEATURES), data["bias"], data["threshold"])


class SentenceReader:
    """Takes the best sentence of each passage, and says how sure it is with a fitted logistic model.

    A question is no answer: turns that are questions, and sentences that end in a question mark, are passed over.
    """

    def __init__(self, model: Calibration | None = None) -> None:
        self._model = model or calibration()

    def read(self, generation: SealedGeneration, ranked: Sequence[Ranked], scope: int, asked: Asked) -> list[Found]:
        scored = score_sentences(generation, [item.passage for item in ranked], asked)
        languages = {
            head.id: head.language
            for head in generation.store.heads_of({item.passage.transcript_id for item in ranked})
        }
        found = [
            each
            for item in ranked
            if item.passage.id in scored
            and (each := self._best(item, scored[item.passage.id], scope, asked, languages)) is not None
        ]
        return sorted(found, key=lambda each: -_preference(each, asked))

    def _best(
        self, ranked: Ranked, scores: SentenceScores, scope: int, asked: Asked, languages: Mapping[str, str | None]
    ) -> Found | None:
        passage = ranked.passage
        best = None if passage.kind is Kind.QUESTION else _best_statement(passage, scores)
        if best is None:
            return None
        language = languages.get(passage.transcript_id)
        values = (
            max(float(scores.cosine[best]), ranked.dense or 0.0),
            coverage(f"{passage.text} {passage.speaker or ''}", asked.terms, language),
            math.log10(max(1, scope)),
        )
        start, end = _quote_span(passage, scores, best)
        return Found(passage, start, end, values, self._model.confidence(values))


def _preference(found: Found, asked: Asked) -> float:
    """Return how much a quote is preferred: the logit of its confidence, and whether it holds what is asked for."""
    confidence = min(max(found.confidence, 1e-9), 1 - 1e-9)
    return math.log(confidence / (1 - confidence)) + KIND_WEIGHT * shows(found.quote, asked.query.asks_for)


def _best_statement(passage: Passage, scores: SentenceScores) -> int | None:
    """Return the position of the best sentence that is not a question, or None when all are."""
    order = np.argsort(-scores.total, kind="stable").tolist()
    ends = scores.spans[:, 1].tolist()
    return next((each for each in order if not _ASKS.search(passage.text[: ends[each]])), None)


def _quote_span(passage: Passage, scores: SentenceScores, best: int) -> tuple[int, int]:
    """Return the span of a sentence, with the one before it when it leans back on that ("It is …")."""
    start, end = scores.spans[best].tolist()
    if best > 0 and _LEANS_BACK.match(passage.text[start:end]):
        start = int(scores.spans[best - 1][0])
    return start, end


def compose(
    query: Query, generation: Generation, hits: Sequence[Hit], found: Sequence[Found], threshold: float
) -> Answer:
    """Make an answer of what a reader found, or an abstention that says why."""
    sure = [each for each in found if each.confidence >= threshold][:MAX_CITATIONS]
    citations = tuple(_cite(generation, each) for each in sure)
    if not citations:
        reason = Reason.NOTHING_NEAR if hits else Reason.NOTHING_FOUND
        confidence = max((each.confidence for each in found), default=0.0)
        return Answer(query.asked, None, confidence, (), tuple(hits), reason, query.constraints)
    return Answer(query.asked, citations[0].quote, sure[0].confidence, citations, tuple(hits), None, query.constraints)


def _cite(generation: Generation, found: Found) -> Citation:
    """Cite a stretch of a passage after comparing it with the stored transcript."""
    passage, quote = found.passage, found.quote
    transcript = generation.store.transcript(passage.transcript_id)
    start, end = passage.start + found.start, passage.start + found.end
    if transcript is None or transcript.text[start:end] != quote:
        raise IndexDamagedError(
            f"a quote from {passage.transcript_id} is not what its transcript holds at {start}-{end}; "
            "build the index again"
        )
    near = generation.store.passages_of(passage.transcript_id, passage.ordinal - 1, passage.ordinal + 1)
    before = next((each for each in near if each.ordinal == passage.ordinal - 1), None)
    after = next((each for each in near if each.ordinal == passage.ordinal + 1), None)
    return Citation(quote, passage, transcript.head, start, end, before, after)
