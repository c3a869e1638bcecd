"""Fit the confidence of answers (search/confidence.json) on the open training sets.

    python -m benchmarks.fit_confidence

Each question is asked of corpora that answer it and of corpora that do not, without the trained reader and with it. A
logistic model of the features of search/confidence.py is fitted on the quotes from the ten best passages (does the
quote hold a gold answer?), then its scale and bias, and the weight of the corpus's size (the last feature, the same for
all quotes of a question), are fitted on the one quote that would be given, since the best of ten looks better than it
is (Platt, "Probabilistic outputs for support vector machines", 1999). The threshold is the lowest that refuses as many
of the foreign questions as the way to answer says; near is what so many of them do not come to. The questions of SQuAD
are of articles that the reader was not trained on; those of QMSum it has seen.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks import corpora
from benchmarks.corpora import Corpus, Question
from benchmarks.indexes import engine_over
from benchmarks.reader_sets import HELD_ARTICLES
from search.answer import Found, Reader
from search.confidence import SENTENCE, SPAN, Calibration
from search.engine import SpeechSearch
from search.sentence_reader import SentenceReader
from search.span_reader import SpanReader

_TARGET = Path(__file__).resolve().parents[1] / "search" / "confidence.json"
_QUESTIONS_PER_SET = 400
_ALONE = 8
"""Articles that are a corpus each; no other corpus may hold one, or its questions would not be foreign there."""


@dataclass(frozen=True, slots=True)
class Example:
    """What one question found in one corpus."""

    features: NDArray[np.float64]
    """(m, f) of the candidate quotes."""
    right: NDArray[np.bool_]
    """(m,) whether each quote answers."""
    foreign: bool


@dataclass(frozen=True, slots=True)
class Way:
    """A way to answer, whose confidence is fitted."""

    name: str
    features: tuple[str, ...]
    reader: Reader
    rerank: bool
    refused: float
    """Share of foreign questions that must be refused."""
    each_kind: bool
    """Whether so many foreign questions must be refused in each kind of corpus, and not only in all together: without
    the reader that would refuse half of what meetings do answer."""


WAYS = (
    Way("sentence", SENTENCE, SentenceReader(Calibration((0.0,) * len(SENTENCE), 0.0, 0.0, 0.0)), False, 0.97, False),
    Way("span", SPAN, SpanReader(Calibration((0.0,) * len(SPAN), 0.0, 0.0, 0.0)), True, 0.977, True),
)


def training_sets() -> list[Corpus]:
    """Return corpora of one article, of many, and of meetings: the threshold must hold in small and in large ones."""
    file, held = "train-v1.1.json.gz", range(442 - HELD_ARTICLES, 442)
    alone, together = held[:_ALONE], held[_ALONE:]
    single = [corpora.squad(file, f"sq-held1-{n}", articles=[n], sample=60) for n in alone]
    many = corpora.squad(file, "sq-held-among-many", articles=[*range(held[0] - 30, held[0]), *together])
    titles = {each["id"] for each in corpora.squad(file, "", articles=together).transcripts}
    own = [each for each in many.questions if {transcript for transcript, _ in each.gold} <= titles]
    return [Corpus(many.name, many.transcripts, own), *single, corpora.qmsum("train", domain="committee")]


def examples(corpus: Corpus, foreign: list[Question], way: Way, seed: int = 0) -> Iterator[Example]:
    """Ask a corpus its own questions, and as many of other corpora."""
    engine = engine_over(corpus, reader=way.reader)
    own = random.Random(seed).sample(corpus.questions, min(_QUESTIONS_PER_SET, len(corpus.questions)))
    for question in own:
        yield _example(engine, question, way, foreign=False)
    for question in random.Random(seed).sample(foreign, min(len(own), len(foreign))):
        yield _example(engine, question, way, foreign=True)


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
    """Fit, and write the models with where they come from."""
    sets = training_sets()
    models = {way.name: fitted(way, {corpus.name: asked(corpus, sets, way) for corpus in sets}) for way in WAYS}
    _TARGET.write_text(json.dumps({"fitted by": "benchmarks/fit_confidence.py", **models}, indent=1) + "\n")
    print(json.dumps(models, indent=1))


def asked(corpus: Corpus, sets: list[Corpus], way: Way) -> list[Example]:
    """Return what a corpus's own questions, and those of the others, found in it."""
    foreign = [question for other in sets if not _same_source(other, corpus) for question in other.questions]
    return [each for each in examples(corpus, foreign, way) if len(each.features)]


def fitted(way: Way, found_in: dict[str, list[Example]]) -> dict[str, Any]:
    """Return the model of one way to answer, as search/confidence.json holds it, of what was found in each corpus."""
    found = [each for examples_of in found_in.values() for each in examples_of]
    weights, bias = fit(found)
    tops = np.array([1 / (1 + np.exp(-(np.max(each.features @ weights) + bias))) for each in found])
    is_foreign = np.array([each.foreign for each in found])
    kinds = np.array([name.rstrip("0123456789") for name, each in found_in.items() for _ in each])
    apart = [kinds == kind for kind in np.unique(kinds)] if way.each_kind else [np.ones(len(found), bool)]
    threshold = max(float(np.quantile(tops[is_foreign & kind], way.refused)) for kind in apart)
    nearest = np.array([each.features[:, way.features.index("cosine")].max() for each in found])
    return {
        "on": {
            "sets": list(found_in),
            "questions": len(found),
            "foreign refused": round(float(np.mean(tops[is_foreign] < threshold)), 4),
            "own answered": round(float(np.mean(tops[~is_foreign] >= threshold)), 4),
        },
        "weights": {name: round(float(weight), 4) for name, weight in zip(way.features, weights, strict=True)},
        "bias": round(bias, 4),
        "threshold": round(threshold, 4),
        "near": round(float(np.quantile(nearest[is_foreign], way.refused)), 4),
    }


def _example(engine: SpeechSearch, question: Question, way: Way, *, foreign: bool) -> Example:
    found = [
        each for each in engine.candidates(question.text, rerank=way.rerank) if len(each.features) == len(way.features)
    ]
    right = [not foreign and answers_it(each, question) for each in found]
    rows = np.array([each.features for each in found], np.float64).reshape(len(found), len(way.features))
    return Example(rows, np.array(right, bool), foreign)


def _same_source(one: Corpus, other: Corpus) -> bool:
    return one is other or (one.name.startswith("qmsum") and other.name.startswith("qmsum"))


if __name__ == "__main__":
    main()
