"""Fit the weights of ranking (search/ranking.json) on the open training sets.

    python -m benchmarks.fit_ranking

Each question's candidates are looked at as the engine looks at them, and two linear models are fitted listwise, so that
what answers gets a large share of the softmax over the candidates: one on all of them with the features of stage one,
one on the best of them with those of stage two as well (Cao et al., "Learning to rank: from pairwise approach to
listwise approach", ICML 2007). Half of the loss wants any turn that answers on top, half of it all of them; parts of
one turn count as one. What a set counts does not depend on its size. No evidence may count against a passage, in prose
or in talk: without that, a set of meetings taught that a near sentence is a bad sign, since it comes with other good
ones.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import minimize

from benchmarks import corpora
from benchmarks.corpora import Corpus
from benchmarks.indexes import engine_over
from search.features import FOREIGN_TRUST, OF_MEANING, STAGE_ONE, STAGE_TWO
from search.fuse import FusionModel, fusion_model
from search.rerank import CLOSE, FusionReranker

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from numpy.typing import NDArray

    from index.generations import SealedGeneration
    from search.rerank import Examined
    from search.retrieve import Asked, Retrieved

    Values = NDArray[np.float64]

_TARGET = Path(__file__).resolve().parents[1] / "search" / "ranking.json"
_BOTH = (*STAGE_ONE, *STAGE_TWO)
_STRENGTH = 0.03
"""Of the squared distance of standardised weights from their prior, against the mean loss of a question."""
_PRIOR = {"dense, same turn": 0.4, "words, same turn": 0.2}
"""Where weights come from: both arms count. What these sets do not show of other texts is left to it."""

_NO_EVIDENCE = frozenset({"tokens", "question", *(name for name in _BOTH if name.startswith("long × "))})
"""Features that may count for or against a passage; for long questions, more or less than for others."""
_SHARES = {"kremlin": 0.5}
"""What a set counts; others count 1. These questions are of a kind of their own: long, and read out to be answered."""
_AT_LEAST = {"speaker": 1.0, "when": 1.0, "where": 0.5}
"""What a preference that a question states weighs at least; hardly a question of these sets states one."""


@dataclass(frozen=True, slots=True)
class Example:
    """What one question's candidates look like."""

    features: Values
    """(m, f) of all candidates."""
    gold: NDArray[np.int64]
    """(m,) the number of the turn, where it answers; else -1."""
    close: NDArray[np.int64]
    """(k,) positions of those looked at closely."""
    closer: Values
    """(k, g) of them."""


def training_sets() -> list[Corpus]:
    """Return prose, talk, and questions put to a speaker."""
    meetings = corpora.qmsum("train")
    third = {each["id"] for each in meetings.transcripts[::3]}
    return [
        corpora.squad("train-v1.1.json.gz", "sq-train40", articles=range(40), sample=1200),
        Corpus(
            "qmsum-train-third",
            [each for each in meetings.transcripts if each["id"] in third],
            [each for each in meetings.questions if {transcript for transcript, _ in each.gold} <= third],
        ),
        corpora.kremlin("train"),
    ]


class Recorder(FusionReranker):
    """Ranks as it should, and remembers what it saw."""

    def __init__(self, model: FusionModel) -> None:
        super().__init__(model, close=2 * CLOSE)
        self.seen: Examined | None = None
        self.turns: NDArray[np.int64] = np.zeros((0, 2), np.int64)

    def examine(self, generation: SealedGeneration, retrieved: Retrieved, asked: Asked, limit: int) -> Examined:
        self.seen = super().examine(generation, retrieved, asked, limit)
        arrays, rows = generation.representations, self.seen.pool.rows
        self.turns = np.stack([arrays.transcripts[rows], arrays.turns[rows]], axis=1)
        return self.seen


def examples(corpus: Corpus, model: FusionModel) -> Iterator[Example]:
    """Ask a corpus its questions; those whose answer neither arm finds teach nothing."""
    recorder = Recorder(model)
    engine = engine_over(corpus, reranker=recorder)
    number = {head.id: n for n, head in enumerate(engine.transcripts())}
    for question in corpus.questions:
        engine.search(question.text)
        gold_turns = {(number[transcript], turn) for transcript, turn in question.gold}
        places = [(int(transcript), int(turn)) for transcript, turn in recorder.turns]
        gold = np.array([turn if (transcript, turn) in gold_turns else -1 for transcript, turn in places], np.int64)
        if recorder.seen is not None and (gold >= 0).any():
            seen = recorder.seen
            yield Example(seen.features.astype(np.float64), gold, seen.close, seen.closer.astype(np.float64))


def fit(
    sets: Sequence[tuple[float, Sequence[tuple[Values, NDArray[np.int64]]]]],
    names: Sequence[str],
    without: Collection[str] = (),
) -> Values:
    """Return the (f,) weights under which what answers has the largest share of its candidates' softmax.

    Args:
        sets: For each set what it counts, and for each question the (m, f) features of candidates and the turns of
            those that answer.
        names: Of the features.
        without: Names of those that are to weigh nothing.
    """
    known = np.array([name not in without for name in names])
    sets = [(share, [(features * known, gold) for features, gold in each]) for share, each in sets]
    total_share = sum(share for share, _ in sets)
    prior = np.array([_PRIOR.get(name, 0.0) for name in names])
    change = _prose_and_talk(names)
    rows = np.concatenate([features @ change for _, each in sets for features, _ in each])
    scale = rows.std(axis=0) + 1e-9
    weighted = [
        (features @ change / scale, gold, share / (total_share * len(each)))
        for share, each in sets
        for features, gold in each
    ]
    bounds = [(None, None) if name in _NO_EVIDENCE else (0.0, None) for name in names]

    def loss(weights: Values) -> tuple[float, Values]:
        total, slope = 0.0, np.zeros_like(weights)
        for features, gold, share in weighted:
            scores = features @ weights
            odds = np.exp(scores - scores.max())
            chance = odds / odds.sum()
            turns = [gold == turn for turn in np.unique(gold[gold >= 0])]
            for wanted, part in [(gold >= 0, 0.5), *((turn, 0.5 / len(turns)) for turn in turns)]:
                target = np.where(wanted, chance, 0.0)
                mass = max(float(target.sum()), 1e-12)
                total -= share * part * float(np.log(mass))
                slope += share * part * (features.T @ (chance - target / mass))
        away = weights - prior
        return total + _STRENGTH * float(away @ away), slope + 2 * _STRENGTH * away

    found = minimize(loss, prior, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 300})
    return np.asarray(change @ np.where(rows.std(axis=0) > 0, found.x / scale, 0.0))


def _prose_and_talk(names: Sequence[str]) -> Values:
    """Return the (f, f) matrix that makes of "x" and "short × x" what x is in prose, and what it is in talk."""
    change = np.eye(len(names))
    for place, name in enumerate(names):
        if name.startswith("short × "):
            change[place, names.index(name.removeprefix("short × "))] = -1.0
    return change


def fitted(examples_of: Sequence[tuple[float, Sequence[Example]]]) -> FusionModel:
    """Return the model of both stages, given what each set counts and its examples."""
    afar = [(share, [(each.features, each.gold) for each in found]) for share, found in examples_of]
    closely = [
        (
            share,
            [
                (np.concatenate([each.features[each.close], each.closer], axis=1), each.gold[each.close])
                for each in found
                if (each.gold[each.close] >= 0).any()
            ],
        )
        for share, found in examples_of
    ]
    return FusionModel(*_familiar_and_foreign(afar, STAGE_ONE), *_familiar_and_foreign(closely, _BOTH))


def _familiar_and_foreign(
    sets: Sequence[tuple[float, Sequence[tuple[Values, NDArray[np.int64]]]]], names: Sequence[str]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the weights of a stage, and those for languages that the embedding model does not know.

    The latter are fitted as if there were words only; to them comes a share of what the vectors weigh otherwise.
    """
    familiar, words_only = fit(sets, names), fit(sets, names, OF_MEANING)
    of_meaning = np.array([name in OF_MEANING for name in names])
    foreign = np.where(of_meaning, FOREIGN_TRUST * familiar, words_only)
    for place, name in enumerate(names):
        if name in _AT_LEAST:
            familiar[place], foreign[place] = (
                max(familiar[place], _AT_LEAST[name]),
                max(foreign[place], _AT_LEAST[name]),
            )
    return familiar.astype(np.float32), foreign.astype(np.float32)


def described(model: FusionModel, sets: Sequence[Corpus], counts: Sequence[int]) -> dict[str, Any]:
    """Return a model as search/ranking.json holds it."""
    return {
        "fitted by": "benchmarks/fit_ranking.py",
        "on": {corpus.name: count for corpus, count in zip(sets, counts, strict=True)},
        "stage one": _named(STAGE_ONE, model.first),
        "stage two": _named(_BOTH, model.second),
        "stage one, foreign": _named(STAGE_ONE, model.foreign_first),
        "stage two, foreign": _named(_BOTH, model.foreign_second),
    }


def _named(names: Sequence[str], weights: NDArray[np.float32]) -> dict[str, float]:
    return {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}


def main() -> None:
    """Fit twice: the first stage one chooses the candidates on which the second fit sees stage two."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=2)
    model = fusion_model()
    sets = training_sets()
    for _ in range(parser.parse_args().rounds):
        found = [(_SHARES.get(corpus.name, 1.0), list(examples(corpus, model))) for corpus in sets]
        model = fitted(found)
        counts = [len(each) for _, each in found]
        print(json.dumps(described(model, sets, counts), indent=1), flush=True)
    _TARGET.write_text(json.dumps(described(model, sets, counts), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
