"""From ranked passages to an answer in the speakers' own words, or to none."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Protocol

from index.errors import IndexDamagedError
from search.results import Answer, Citation, Reason
from search.sentence_scores import coverage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from index.generations import Generation
    from search.rerank import Ranked
    from search.results import Hit

READ_PASSAGES = 10
"""How many of the best passages are read for an answer."""
MAX_CITATIONS = 3

_LEANS_BACK = re.compile(
    r"^(?:[-–—]\s*)?(?:and\s+|but\s+|so\s+)?(?:it|this|that|these|those|they|he|she|such|there)\b",
    re.IGNORECASE,
)
"""A sentence that begins so cannot be understood without the one before it."""


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of a passage that may answer."""

    ranked: Ranked
    start: int
    end: int
    """Half-open span in the passage's text."""
    confidence: float


class Reader(Protocol):
    """Finds answers in ranked passages."""

    def read(self, ranked: Sequence[Ranked], dense: Mapping[int, float], weights: Mapping[str, float]) -> list[Found]:
        """Return what may answer, best first.

        Args:
            ranked: Passages, best first.
            dense: Cosine of question and passage, by passage id.
            weights: The question's stems with their idf.
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


FEATURES = ("sentence cosine", "passage cosine", "sentence coverage", "passage coverage")


@cache
def calibration() -> Calibration:
    """Return the fitted model that comes with the package (search/confidence.json)."""
    data = json.loads(files("search").joinpath("confidence.json").read_text(encoding="utf-8"))
    return Calibration(tuple(data["weights"][name] for name in FEATURES), data["bias"], data["threshold"])


class SentenceReader:
    """Takes the best sentence of each passage, and says how sure it is with a fitted logistic model."""

    def __init__(self, model: Calibration | None = None) -> None:
        self._model = model or calibration()

    def read(self, ranked: Sequence[Ranked], dense: Mapping[int, float], weights: Mapping[str, float]) -> list[Found]:
        found = [self._best(each, dense, weights) for each in ranked if each.sentences is not None]
        return sorted(found, key=lambda each: -each.confidence)

    def _best(self, ranked: Ranked, dense: Mapping[int, float], weights: Mapping[str, float]) -> Found:
        start, end = quote_span(ranked)
        return Found(ranked, start, end, self._model.confidence(features(ranked, dense, weights)))


def features(ranked: Ranked, dense: Mapping[int, float], weights: Mapping[str, float]) -> tuple[float, ...]:
    """Return the values of FEATURES for the best sentence of a passage."""
    scores = ranked.sentences
    assert scores is not None  # callers pass passages with sentences
    best = scores.best
    return (
        float(scores.cosine[best]),
        dense.get(ranked.passage.id, 0.0),
        float(scores.coverage[best]),
        coverage(f"{ranked.passage.text} {ranked.passage.speaker or ''}", weights),
    )


def quote_span(ranked: Ranked) -> tuple[int, int]:
    """Return the span of the best sentence, with the one before it when it leans back on that ("It is …")."""
    scores = ranked.sentences
    assert scores is not None  # callers pass passages with sentences
    best = scores.best
    start, end = scores.spans[best].tolist()
    if best > 0 and _LEANS_BACK.match(ranked.passage.text[start:end]):
        start = int(scores.spans[best - 1][0])
    return start, end


def compose(
    question: str, generation: Generation, hits: Sequence[Hit], found: Sequence[Found], threshold: float
) -> Answer:
    """Make an answer of what a reader found, or an abstention that says why."""
    sure = [each for each in found if each.confidence >= threshold][:MAX_CITATIONS]
    citations = tuple(_cite(generation, each) for each in sure)
    confidence = found[0].confidence if found else 0.0
    if not citations:
        reason = Reason.NOTHING_NEAR if hits else Reason.NOTHING_FOUND
        return Answer(question, None, confidence, (), tuple(hits), reason)
    return Answer(question, citations[0].quote, confidence, citations, tuple(hits))


def _cite(generation: Generation, found: Found) -> Citation:
    """Cite a stretch of a passage after comparing it with the stored transcript."""
    passage = found.ranked.passage
    transcript = generation.store.transcript(passage.transcript_id)
    quote = passage.text[found.start : found.end]
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
