"""Measure the reader that is shipped: spans, refusals, ranking and time.

    python -m benchmarks.measure_reader [--sample 500] [--no-ranking] [--precision int8]

On SQuAD's dev half, which it has not learnt from: spans and refusals on the paragraph that a question was asked
about, and the first of ten paragraphs by a ranking in bulk (search/training/mining.py), with and without what the
reader says of them. The weights of both were chosen on articles of SQuAD train that were held back.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.reader_sets import add_squad
from index.embedders import WEIGHTS_SHA256
from search.reader_layers import Precision, best_precision
from search.reader_model import base_folder, reader_model
from search.training.examples import Examples
from search.training.figures import auroc, exact_match, f1, hit_at_1, reciprocal_rank

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from search.reader_model import ReaderModel, Reading
    from search.training.examples import TrainingQuestion

    Values = NDArray[np.float64]

TOP = 10
_TIMED_WORDS = (110, 130)
_REPEATS = 20


def sampled(questions: Sequence[TrainingQuestion], sample: int | None) -> list[TrainingQuestion]:
    """Return as many questions with and without an answer, drawn with a fixed seed; all where None is asked for."""
    if sample is None:
        return list(questions)
    rng = random.Random(0)
    return [
        each
        for impossible in (False, True)
        for each in rng.sample([q for q in questions if q.impossible == impossible], sample)
    ]


def measure_spans(model: ReaderModel, examples: Examples, questions: Sequence[TrainingQuestion]) -> dict[str, float]:
    """Return EM and F1 of the best span of what has an answer, and how well answers and refusals are told apart."""
    readings = [model.read(each.text, [(None, examples.passages[each.gold[0]].text)])[0] for each in questions]
    met = [
        (exact_match(text, each.answers), f1(text, each.answers))
        for each, reading in zip(questions, readings, strict=True)
        if not each.impossible
        for text in [_text(reading, examples.passages[each.gold[0]].text)]
    ]
    possible = np.array([not each.impossible for each in questions])
    spans = np.array([reading.best.score if reading.best else -np.inf for reading in readings])
    answers = np.array([reading.answers for reading in readings])
    exact, overlap = np.mean(met, axis=0)
    return {
        "span EM": float(exact),
        "span F1": float(overlap),
        "AUROC answers": auroc(answers, possible),
        "AUROC span": auroc(spans, possible),
        "AUROC relevance": auroc(np.array([reading.relevance for reading in readings]), possible),
    }


def measure_ranking(
    model: ReaderModel, examples: Examples, questions: Sequence[TrainingQuestion]
) -> dict[str, dict[str, float]]:
    """Return hit@1 and MRR@10 of the ranking in bulk alone and with the reader."""
    places = {id(each): n for n, each in enumerate(examples.questions)}
    asked = np.array([places[id(each)] for each in questions if not each.impossible], np.int64)
    ranked, own = _ranked(examples, asked)
    relevance, answers = np.zeros(own.shape), np.zeros(own.shape)
    for row, (question, passages) in enumerate(zip(asked.tolist(), ranked.tolist(), strict=True)):
        texts = [(None, examples.passages[n].text) for n in passages]
        read = model.read(examples.questions[question].text, texts)
        relevance[row], answers[row] = [each.relevance for each in read], [each.answers for each in read]
    gold = ranked == np.array([examples.questions[n].gold[0] for n in asked.tolist()])[:, None]
    held = model.description["figures"]["held"]
    mixed = own + held["squad weight relevance"] * relevance + held["squad weight answers"] * answers
    rankings = {"in bulk": own, "reader alone": relevance, "both": mixed}
    return {
        name: {"hit@1": hit_at_1(scores, gold), "MRR@10": reciprocal_rank(scores, gold)}
        for name, scores in rankings.items()
    }


def _ranked(examples: Examples, asked: NDArray[np.int64]) -> tuple[NDArray[np.int32], Values]:
    from search.training.base import read_base
    from search.training.mining import PoolRanker
    from search.training.network import Encoder
    from search.training.tokens import WordPieces, tokenized

    folder = base_folder()
    assert folder is not None
    base = read_base(folder)
    tokens = tokenized(examples, WordPieces(base.tokenizer_file))
    ranker = PoolRanker(examples, tokens, Encoder(base).eval(), np.arange(len(examples.passages)))
    found, scores = ranker.top(asked, TOP)
    return found, scores.astype(np.float64)


def measure_time(model: ReaderModel, examples: Examples) -> dict[str, float]:
    """Return milliseconds, on the clock and of one processor, for ten passages of about 120 words."""
    low, high = _TIMED_WORDS
    texts = [each.text for each in examples.passages if low < len(each.text.split()) < high]
    clock, busy = [], []
    for turn in range(_REPEATS):
        passages = [(None, text) for text in random.Random(turn).sample(texts, TOP)]
        began, worked = time.perf_counter(), time.process_time()
        model.read("What is said about it?", passages)
        clock.append(1000 * (time.perf_counter() - began))
        busy.append(1000 * (time.process_time() - worked))
    return {
        "ms, median": statistics.median(clock),
        "ms, least": min(clock),
        "ms of processor, median": statistics.median(busy),
    }


def on_gold_paragraphs(sample: int) -> dict[str, float] | None:
    """Return what measure_spans finds for so many questions with and without an answer; None without a reader."""
    model = reader_model(WEIGHTS_SHA256)
    if model is None:
        return None
    examples = Examples()
    add_squad(examples, "dev-half.json.gz", slice(None), "squad-dev", "test", {})
    return measure_spans(model, examples, sampled(examples.questions, sample))


def _text(reading: Reading, text: str) -> str:
    return text[reading.best.start : reading.best.end] if reading.best else ""


def main() -> None:
    """Print everything as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, help="questions with and without an answer each; all if left out")
    parser.add_argument("--no-ranking", action="store_true", help="leave out the ranking, which embeds all paragraphs")
    parser.add_argument("--precision", type=Precision, default=best_precision(), choices=list(Precision))
    given = parser.parse_args()
    model = reader_model(WEIGHTS_SHA256, given.precision)
    if model is None:
        raise SystemExit("there is no reader: search/reader.safetensors or search/reader.json is missing")
    examples = Examples()
    add_squad(examples, "dev-half.json.gz", slice(None), "squad-dev", "test", {})
    questions = sampled(examples.questions, given.sample)
    found: dict[str, object] = {"precision": given.precision, "time": measure_time(model, examples)}
    found |= {"gold paragraph": measure_spans(model, examples, questions)}
    if not given.no_ranking:
        found["ranking"] = measure_ranking(model, examples, questions)
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
