"""How sure an answer is: logistic models, fitted by benchmarks/fit_confidence.py."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SENTENCE = ("cosine", "coverage", "log10 of scope")
"""The cosine of the question with the best sentence or with the passage, whichever is nearer; the share of the
question's words in the passage and its speaker's name; and how many passages came into question, because the best of
many looks better than the best of few, even when none answers."""
NEARBY = ("words nearby", "rarest word missing nearby", "number missing nearby", "names missing nearby")
"""What of the question stands in the passage or around it; see search/nearby.py."""
SPAN = ("answers", "relevance", "span", "cosine", "coverage", "kind", *NEARBY, "log10 of scope")
"""What the trained reader tells of the passage (see search/reader_model.py), the same values as without it, and whether
the quote holds the kind of thing that is asked for (see search/answer_type.py)."""
ORDER = 5
"""By how many of the values of SPAN, the first ones, the quotes of one question are put in order."""


NEAR_WORDS = 0.62
"""Share of a question's words, weighted by idf, from which on a passage is near to it however far its vector may be:
of questions of another subject, 2 % come to it (SQuAD and QMSum train)."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic model of "this quote answers the question"."""

    weights: tuple[float, ...]
    """One per feature."""
    bias: float
    threshold: float
    """Below this confidence the answer is withheld."""
    near: float
    """From this cosine on what was found is near to the question, whether it answers or not."""
    order: tuple[float, ...] = ()
    """Weights of the first features, by which quotes are put in order; without any, the surest comes first."""

    def confidence(self, features: Sequence[float]) -> float:
        """Return the estimated probability, 0 to 1."""
        logit = self.bias + sum(w * x for w, x in zip(self.weights, features, strict=True))
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, logit))))

    def place(self, features: Sequence[float]) -> float:
        """Return a number that is higher for quotes that come first."""
        if not self.order:
            return logit(self.confidence(features))
        return sum(w * x for w, x in zip(self.order, features, strict=False))


@cache
def sentence_calibration() -> Calibration:
    """Return the model for sentences chosen without the trained reader (search/confidence.json)."""
    return _read(_shipped()["sentence"], SENTENCE)


@cache
def span_calibration() -> Calibration:
    """Return the model for what the trained reader has marked."""
    return _read(_shipped()["span"], SPAN)


def logit(confidence: float) -> float:
    """Return the logarithm of the odds of a probability."""
    confidence = min(max(confidence, 1e-9), 1 - 1e-9)
    return math.log(confidence / (1 - confidence))


def _shipped() -> Any:
    return json.loads(files("search").joinpath("confidence.json").read_text(encoding="utf-8"))


def _read(data: Mapping[str, Any], features: Sequence[str]) -> Calibration:
    order = data.get("order", {})
    return Calibration(
        tuple(data["weights"].get(name, 0.0) for name in features),
        data["bias"],
        data["threshold"],
        data["near"],
        tuple(order[name] for name in features[: len(order)]),
    )
