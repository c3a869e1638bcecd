"""Fit the confidence of answers (search/confidence.json) on the open training sets.

    python -m benchmarks.fit_confidence

Each question is asked of corpora that answer it and of corpora that do not. A logistic model of the features of
search/answer.py is fitted on the sentences of the ten best passages (does the quote hold a gold answer?), then its
scale and bias, and the weight of the corpus's size (the last feature, the same for all quotes of a question), are
fitted on the one quote that would be given, since the best of ten looks better than it is (Platt, "Probabilistic
outputs for support vector machines", 1999). The threshold is the lowest that refuses REFUSED of the foreign questions.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks import corpora
from benchmarks.corpora import Corpus, Question
from benchmarks.indexes import engine_over
from search.answer import FEATURES, Calibration, Found, SentenceReader
from search.engine import SpeechSearch

REFUSED = 0.97
_TARGET = Path(__file__).resolve().parents[1] / "search" / "confidence.json"
_QUESTIONS_PER_SET = 400


@dataclass(frozen=True, slots=True)
class Example:
    """What one question found in one corpus."""

    features: NDArray[np.float64]
    """(m, f) of the candidate quotes."""
    right: NDArray[np.bool_]
    """(m,) whether each quote answers."""
    foreign: bool


def training_sets() -> list[Corpus]:
    """Return corpora of one article, of forty, and of meetings: the threshold must hold in small and in large ones."""
    file = "train-v1.1.json.gz"
    single = [corpora.squad(file, f"sq-train1-{n}", articles=[n], sample=60) for n in range(40, 48)]
    return [
        corpora.squad(file, "sq-train40", articles=range(40), sample=1200),
        *single,
        corpora.qmsum("train", domain="committee"),
    ]


def examples(corpus: Corpus, foreign: list[Question], seed: int = 0) -> Iterator[Example]:
    """Ask a corpus its own questions, and as many of other corpora."""
    engine = engine_over(corpus, reader=SentenceReader(Calibration((0.0,) * len(FEATURES), 0.0, 0.0)))
    own = random.Random(seed).sample(corpus.questions, min(_QUESTIONS_PER_SET, len(corpus.questions)))
    for question in own:
        yield _example(engine, question, foreign=False)
    for question in random.Random(seed).sample(foreign, min(len(own), len(foreign))):
        yield _example(engine, question, foreign=True)


def answers_it(found: Found, question: Question) -> bool:
    """Whether a quote stands in a gold turn and, where the set names answers, holds one."""
    if (found.passage.transcript_id, found.passage.turn) not in question.gold:
        return False
    return not question.answers or any(answer in found.quote for answer in question.answers)


def fit(found: list[Example]) -> tuple[NDArray[np.float64], float]:
    """Return weights (f,) and bias."""
    from sklearn.linear_model import LogisticRegression

    rows = np.concatenate([each.features for each in found])[:, :-1]
    right = np.concatenate([each.right for each in found])
    ranker = LogisticRegression(C=10.0, class_weight="balanced", max_iter=2000).fit(rows, right)
    given = [int(np.argmax(each.features[:, :-1] @ ranker.coef_[0])) for each in found]
    tops = np.array([each.features[i] for each, i in zip(found, given, strict=True)])
    truth = np.array([each.right[i] for each, i in zip(found, given, strict=True)])
    logits = np.stack([tops[:, :-1] @ ranker.coef_[0], tops[:, -1]], axis=1)
    platt = LogisticRegression(C=1e6).fit(logits, truth)
    scale, scope = (float(each) for each in platt.coef_[0])
    return np.append(ranker.coef_[0] * scale, scope), float(platt.intercept_[0])


def main() -> None:
    """Fit, and write the model with where it comes from."""
    sets = training_sets()
    found: list[Example] = []
    for corpus in sets:
        foreign = [question for other in sets if not _same_source(other, corpus) for question in other.questions]
        found += [each for each in examples(corpus, foreign) if len(each.features)]
    weights, bias = fit(found)
    tops = np.array([1 / (1 + np.exp(-(np.max(each.features @ weights) + bias))) for each in found])
    is_foreign = np.array([each.foreign for each in found])
    threshold = float(np.quantile(tops[is_foreign], REFUSED))
    model = {
        "fitted by": "benchmarks/fit_confidence.py",
        "on": {
            "sets": [corpus.name for corpus in sets],
            "questions": len(found),
            "foreign refused": round(float(np.mean(tops[is_foreign] < threshold)), 4),
            "own answered": round(float(np.mean(tops[~is_foreign] >= threshold)), 4),
        },
        "weights": {name: round(float(weight), 4) for name, weight in zip(FEATURES, weights, strict=True)},
        "bias": round(bias, 4),
        "threshold": round(threshold, 4),
    }
    _TARGET.write_text(json.dumps(model, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(model, indent=1))


def _example(engine: SpeechSearch, question: Question, *, foreign: bool) -> Example:
    found = engine.candidates(question.text)
    right = [not foreign and answers_it(each, question) for each in found]
    rows = np.array([each.features for each in found], np.float64).reshape(len(found), len(FEATURES))
    return Example(rows, np.array(right, bool), foreign)


def _same_source(one: Corpus, other: Corpus) -> bool:
    return one is other or (one.name.startswith("qmsum") and other.name.startswith("qmsum"))


if __name__ == "__main__":
    main()
