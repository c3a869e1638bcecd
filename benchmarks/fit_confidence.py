"""Fit the confidence of answers (search/confidence.json) on the open training sets.

    python -m benchmarks.fit_confidence [--way sentence|span]

Each question is asked of corpora that answer it and of corpora that do not: of another subject, of another meeting,
and, altered in a name, a number or a word (see search/training/altering.py), of those that answered it before. With
the trained reader, weights that put the quotes of one question in order are fitted first, on the questions of which
one of the ten best passages holds an answer (a conditional logit: McFadden, "Conditional logit analysis of
qualitative choice behavior", 1974), then a logistic model of "the first quote answers" on all questions. Without it,
one logistic model does both: it is fitted on the quotes of all ten, then its scale, its bias and the weight of the
corpus's size on the one that would be given, since the best of ten looks better than it is (Platt, "Probabilistic
outputs for support vector machines", 1999). The threshold is the lowest that refuses as many of the questions of
another subject as the way to answer says; near is what so many of them do not come to. The questions of SQuAD are of
articles that the reader was not trained on; those of QMSum it has seen.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks import corpora
from benchmarks.corpora import Corpus, Question
from benchmarks.indexes import engine_over
from benchmarks.reader_sets import HELD_ARTICLES
from search import Filters
from search.answer import Found, Reader
from search.confidence import ORDER, SENTENCE, SPAN, Calibration
from search.engine import SpeechSearch
from search.sentence_reader import SentenceReader
from search.span_reader import SpanReader
from search.training.altering import Words, altered

_TARGET = Path(__file__).resolve().parents[1] / "search" / "confidence.json"
_QUESTIONS_PER_SET = 400
_OF_EACH_KIND = 300
_RIDGE = 1e-2
_ALONE = 8
"""Articles that are a corpus each; no other corpus may hold one, or its questions would not be foreign there."""


class Asked(StrEnum):
    """Why a question is asked of a corpus."""

    OWN = "own"
    FOREIGN = "foreign"
    """Of another subject."""
    AWAY = "of another transcript"
    ALTERED = "altered"


@dataclass(frozen=True, slots=True)
class Example:
    """What one question found in one corpus."""

    features: NDArray[np.float64]
    """(m, f) of the candidate quotes."""
    right: NDArray[np.bool_]
    """(m,) whether each quote answers."""
    asked: Asked


@dataclass(frozen=True, slots=True)
class Way:
    """A way to answer, whose confidence is fitted."""

    name: str
    features: tuple[str, ...]
    reader: Reader
    rerank: bool
    refused: float
    """Share of foreign questions that must be refused."""
    order: int
    """By how many of the features, the first ones, quotes are put in order; 0 where the whole model does."""
    altered: bool
    """Whether it learns from altered questions, too: without the reader they cannot be told from their originals."""
    each_kind: bool
    """Whether so many foreign questions must be refused in each kind of corpus, and not only in all together: without
    the reader that would refuse half of what meetings do answer."""


def _unfitted(features: tuple[str, ...]) -> Calibration:
    return Calibration((0.0,) * len(features), 0.0, 0.0, 0.0)


WAYS = (
    Way("sentence", SENTENCE, SentenceReader(_unfitted(SENTENCE)), False, 0.97, 0, False, False),
    Way("span", SPAN, SpanReader(_unfitted(SPAN)), True, 0.977, ORDER, True, True),
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
    """Ask a corpus its own questions, and as many of each kind that it does not answer."""
    engine = engine_over(corpus, reader=way.reader)
    rng = random.Random(seed)
    own = rng.sample(corpus.questions, min(_QUESTIONS_PER_SET, len(corpus.questions)))
    for question in own:
        yield _example(engine, question, way, Asked.OWN)
    for question in rng.sample(foreign, min(len(own), len(foreign), _OF_EACH_KIND)):
        yield _example(engine, question, way, Asked.FOREIGN)
    if own[0].answers:
        for question in _altered(corpus, own, rng)[:_OF_EACH_KIND]:
            yield _example(engine, question, way, Asked.ALTERED)
        return
    homes = {question.text: min(transcript for transcript, _ in question.gold) for question in own}
    for question in own[:_OF_EACH_KIND]:
        home = homes[question.text]
        other = rng.choice(sorted(set(homes.values()) - {home}))
        yield _example(engine, question, way, Asked.OWN, within=home)
        yield _example(engine, question, way, Asked.AWAY, within=other)


def _altered(corpus: Corpus, questions: list[Question], rng: random.Random) -> list[Question]:
    """Return questions with another name, number or opposite word of the same article in them."""
    said = {each["id"]: [turn["text"] for turn in each["turns"]] for each in corpus.transcripts}
    words = {name: Words.of(texts, {}) for name, texts in said.items()}
    changed = (altered(each.text, words[min(each.gold)[0]], rng, count=1) for each in questions)
    return [Question(text, frozenset()) for texts in changed for text in texts]


def answers_it(found: Found, question: Question) -> bool:
    """Whether a quote stands in a gold turn and, where the set names answers, holds one."""
    if (found.passage.transcript_id, found.passage.turn) not in question.gold:
        return False
    return not question.answers or any(answer in found.quote for answer in question.answers)


def fit(found: list[Example]) -> tuple[NDArray[np.float64], float]:
    """Return weights (f,) and bias of the one model that puts quotes in order and says how sure they are."""
    from sklearn.linear_model import LogisticRegression

    rows = np.concatenate([each.features for each in found])[:, :-1]
    right = np.concatenate([each.right for each in found])
    ranker = LogisticRegression(C=10.0, class_weight="balanced", max_iter=2000).fit(rows, right)
    tops, truth = _first(found, ranker.coef_[0])
    logits = np.stack([tops[:, :-1] @ ranker.coef_[0], tops[:, -1]], axis=1)
    platt = LogisticRegression(C=1e6).fit(logits, truth)
    scale, scope = (float(each) for each in platt.coef_[0])
    return np.append(ranker.coef_[0] * scale, scope), float(platt.intercept_[0])


def fit_order(found: list[Example], count: int) -> NDArray[np.float64]:
    """Return (count,) weights of the first features by which a quote that answers comes before those that do not."""
    from scipy.optimize import minimize

    chosen = [(each.features[:, :count], each.right) for each in found if each.asked is Asked.OWN and each.right.any()]
    spread = np.concatenate([rows for rows, _ in chosen]).std(axis=0) + 1e-9

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        total, slope = 0.0, np.zeros_like(weights)
        for rows, right in chosen:
            scaled = rows / spread
            shares = np.exp(scaled @ weights - (scaled @ weights).max())
            shares /= shares.sum()
            held = shares[right].sum()
            total -= np.log(held)
            slope += scaled.T @ (shares - shares * right / held)
        return float(total / len(chosen) + _RIDGE * weights @ weights), slope / len(chosen) + 2 * _RIDGE * weights

    best = minimize(loss, np.zeros(count), jac=True, method="L-BFGS-B")
    return np.asarray(best.x / spread, np.float64)


def fit_first(found: list[Example], order: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """Return weights (f,) and bias of how sure the first quote is."""
    from sklearn.linear_model import LogisticRegression

    tops, truth = _first(found, order)
    mean, spread = tops.mean(axis=0), tops.std(axis=0) + 1e-9
    model = LogisticRegression(C=1.0, max_iter=3000).fit((tops - mean) / spread, truth)
    weights = model.coef_[0] / spread
    return weights, float(model.intercept_[0] - mean @ weights)


def _first(found: list[Example], order: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the (q, f) features of the quotes that come first by weights of some features, and what is right."""
    places = [int(np.argmax(each.features[:, : len(order)] @ order)) for each in found]
    pairs = list(zip(found, places, strict=True))
    return np.array([each.features[n] for each, n in pairs]), np.array([each.right[n] for each, n in pairs])


def main() -> None:
    """Fit, and write the models with where they come from."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--way", choices=[way.name for way in WAYS], help="fit this one only, and keep the other")
    chosen = parser.parse_args().way
    sets = training_sets()
    models = json.loads(_TARGET.read_text()) if chosen else {}
    models.pop("fitted by", None)
    for way in WAYS:
        if chosen in (None, way.name):
            models[way.name] = fitted(way, {corpus.name: asked(corpus, sets, way) for corpus in sets})
    _TARGET.write_text(json.dumps({"fitted by": "benchmarks/fit_confidence.py", **models}, indent=1) + "\n")
    print(json.dumps(models, indent=1))


def asked(corpus: Corpus, sets: list[Corpus], way: Way) -> list[Example]:
    """Return what a corpus's own questions, and those of the others, found in it."""
    foreign = [question for other in sets if not _same_source(other, corpus) for question in other.questions]
    return [each for each in examples(corpus, foreign, way) if len(each.features)]


def fitted(way: Way, found_in: dict[str, list[Example]]) -> dict[str, Any]:
    """Return the model of one way to answer, as search/confidence.json holds it, of what was found in each corpus."""
    found = [each for examples_of in found_in.values() for each in examples_of]
    order = fit_order(found, way.order) if way.order else None
    learnt = [each for each in found if way.altered or each.asked is not Asked.ALTERED]
    weights, bias = fit(learnt) if order is None else fit_first(learnt, order)
    first, _ = _first(found, weights if order is None else order)
    tops = 1 / (1 + np.exp(-(first @ weights + bias)))
    is_foreign, is_own = (np.array([each.asked is why for each in found]) for why in (Asked.FOREIGN, Asked.OWN))
    kinds = np.array([name.rstrip("0123456789") for name, each in found_in.items() for _ in each])
    apart = [kinds == kind for kind in np.unique(kinds)] if way.each_kind else [np.ones(len(found), bool)]
    threshold = max(float(np.quantile(tops[is_foreign & kind], way.refused)) for kind in apart)
    nearest = np.array([each.features[:, way.features.index("cosine")].max() for each in found])
    return {
        "on": {
            "sets": list(found_in),
            "questions": len(found),
            "foreign refused": round(float(np.mean(tops[is_foreign] < threshold)), 4),
            "own answered": round(float(np.mean(tops[is_own] >= threshold)), 4),
            **_passed(found, tops >= threshold),
        },
        **({} if order is None else {"order": _named(way, order)}),
        "weights": _named(way, weights),
        "bias": round(bias, 4),
        "threshold": round(threshold, 4),
        "near": round(float(np.quantile(nearest[is_foreign], way.refused)), 4),
    }


def _named(way: Way, weights: NDArray[np.float64]) -> dict[str, float]:
    return {name: round(float(weight), 4) for name, weight in zip(way.features, weights, strict=False)}


def _passed(found: list[Example], passed: NDArray[np.bool_]) -> dict[str, float]:
    """Return how many of the other questions that nothing answers would be refused."""
    others = {why: np.array([each.asked is why for each in found]) for why in (Asked.AWAY, Asked.ALTERED)}
    return {f"{why.value} refused": round(float(np.mean(~passed[each])), 4) for why, each in others.items()}


def _example(engine: SpeechSearch, question: Question, way: Way, why: Asked, *, within: str | None = None) -> Example:
    filters = Filters(transcripts=[within]) if within else None
    quotes = engine.candidates(question.text, filters=filters, rerank=way.rerank)
    found = [each for each in quotes if len(each.features) == len(way.features)]
    right = [why is Asked.OWN and answers_it(each, question) for each in found]
    rows = np.array([each.features for each in found], np.float64).reshape(len(found), len(way.features))
    return Example(rows, np.array(right, bool), why)


def _same_source(one: Corpus, other: Corpus) -> bool:
    return one is other or (one.name.startswith("qmsum") and other.name.startswith("qmsum"))


if __name__ == "__main__":
    main()
