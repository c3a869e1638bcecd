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
SPAN = ("answers", "relevance", "span", *SENTENCE)
"""What the trained reader tells of the passage (see search/reader_model.py), before the same values as without it."""


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

    def confidence(self, features: Sequence[float]) -> float:
        """Return the estimated probability, 0 to 1."""
        logit = self.bias + sum(w * x for w, x in zip(self.weights, features, strict=True))
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, logit))))


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
    return Calibration(tuple(data["weights"][name] for name in features), data["bias"], data["threshold"], data["near"])
