"""Attribution, ranking and answers on the open sets: prints tables, writes results/quality.json and attribution.json.

    make quality
    python -m benchmarks.quality --only answers refusals

Nothing here is fitted; the sets are those to choose on (val, dev), never those to fit on (train).
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any, Literal

from benchmarks import answers, attribution, corpora, results
from benchmarks.corpora import Corpus
from benchmarks.indexes import HOME, KEPT, engine_over
from benchmarks.measure_reader import on_gold_paragraphs
from index import build
from search import SpeechSearch
from search.evaluate import GoldQuestion, evaluate
from search.rankings import RANKINGS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_SQUAD_QUESTIONS = 1000
_ABSTRACTS: tuple[Literal["cranfield", "cisi", "medline"], ...] = ("cranfield", "cisi", "medline")
_LANGUAGES = ("de", "es", "ro", "el")

SEED_QUESTIONS = (
    ("How large should trade between the countries become?", "one billion dollars", "Kassym-Jomart Tokayev"),
    ("Which high award did Kazakhstan give to Aliyev?", "Altyn Kyran", "Ilham Aliyev"),
    ("How many documents are going to be signed?", "more than 20 documents", "Ilham Aliyev"),
    ("After whom was a street in Sumgayit named?", "Akhmet Baitursynov", "Ilham Aliyev"),
    ("How much did GDP grow?", "7.5 percent", "Kassym-Jomart Tokayev"),
    ("What is the capital of Mongolia?", None, None),
    ("Who won the football match?", None, None),
)
"""Question, what the quote must hold, who says it; None where the transcripts do not say."""


def ranking(corpus: Corpus) -> list[dict[str, Any]]:
    """Return one row for each arm, for both fused by rank, for the engine as shipped, and with the trained reader."""
    gold = corpus.gold() if corpus.by_transcript else _answerable(engine_over(corpus), corpus.gold())
    rows = []
    for name, engine in _rankings(corpus):
        measured = evaluate(engine, gold, name=name)
        cells = {measure: each.value for measure, each in measured.values.items()}
        widths = {f"{name} ±": (each.high - each.low) / 2 for name, each in measured.values.items()}
        row = {"set": corpus.name, "ranking": name, "questions": measured.questions, **cells}
        print(row, file=sys.stderr, flush=True)
        rows.append(row | {width: widths[width] for width in ("nDCG@10 ±", "hit@1 ±")})
    return rows


def _rankings(corpus: Corpus) -> Iterator[tuple[str, SpeechSearch]]:
    for name, ranking in RANKINGS.items():
        yield name, engine_over(corpus, reranker=ranking())
    if corpus.transcripts[0]["language"] == "en":
        yield "read closely", engine_over(corpus, rerank=True)


def highlighting(corpus: Corpus) -> dict[str, Any]:
    """Return how often the highlighted sentence of the first hit holds a gold answer, of all questions."""
    engine = engine_over(corpus)
    right = 0
    for question in corpus.questions:
        hits = engine.search(question.text, top_k=1)
        shown = " ".join(hits[0].passage.text[start:end] for start, end in hits[0].highlights) if hits else ""
        right += any(answer in shown for answer in question.answers)
    return {
        "set": corpus.name,
        "questions": len(corpus.questions),
        "highlighted sentence holds the answer": right / len(corpus.questions),
    }


def seed() -> list[dict[str, Any]]:
    """Ask the questions about the transcript that comes with the project."""
    folder = KEPT / "seed.index"
    build([HOME / "seeds"], folder)
    engine = SpeechSearch.open(folder)
    rows = []
    for question, expected, speaker in SEED_QUESTIONS:
        answer = engine.ask(question)
        who = answer.citations[0].passage.speaker if answer.citations else None
        right = (
            answer.text is None
            if expected is None
            else bool(answer.text and expected in answer.text and who == speaker)
        )
        rows.append(
            {"question": question, "right": right, "confidence": answer.confidence, "answer": answer.text or "—"}
        )
    return rows


def _squad() -> Corpus:
    return corpora.squad("dev-half.json.gz", "sq-dev", sample=_SQUAD_QUESTIONS)


def _committee() -> Corpus:
    return corpora.qmsum("val", domain="committee")


def _ranking() -> list[dict[str, Any]]:
    sets = (
        *(_squad(), _committee(), corpora.qmsum("val"), corpora.kremlin("val")),
        *(*map(corpora.ir, _ABSTRACTS), *(corpora.xquad(each) for each in _LANGUAGES)),
    )
    return [row for corpus in sets for row in ranking(corpus)]


def _answers() -> list[dict[str, Any]]:
    return [answers.answered(each, rerank=way) for each in (_squad(), _committee()) for way in (False, True)]


def _refusals() -> list[dict[str, Any]]:
    return [row for way in (False, True) for row in answers.abstention(_squad(), _committee(), rerank=way)]


def _reader() -> list[dict[str, Any]]:
    return [row] if (row := on_gold_paragraphs(_SQUAD_QUESTIONS)) else []


PARTS: dict[str, tuple[str, Callable[[], list[dict[str, Any]]]]] = {
    "seed": ("Seed", seed),
    "ranking": ("Ranking", _ranking),
    "highlights": ("Highlighted sentence", lambda: [highlighting(_squad())]),
    "answers": ("Answers", _answers),
    "reader": ("The reader on the gold paragraph", _reader),
    "refusals": ("Questions without an answer", _refusals),
}
"""What is measured: the heading of each table, and what returns its rows."""


def main() -> None:
    """Run everything that the machine has the data for, or the parts that are named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=list(PARTS), help="measure these only, and keep the other results")
    only = parser.parse_args().only
    print(results.table(PARTS["seed"][0], rows := seed()))
    if not corpora.available():
        print("\nThe open sets are not here; only the seed was asked.")
        return
    if not only:
        attribution.report()
    tables = {**(results.read("quality") if only else {}), "seed": rows}
    for name in (each for each in only or PARTS if each != "seed"):
        heading, measure = PARTS[name]
        tables[name] = measure()
        print(results.table(heading, tables[name]), flush=True)
    results.write("quality", tables)


def _answerable(engine: SpeechSearch, gold: list[GoldQuestion]) -> list[GoldQuestion]:
    """Leave out questions whose turns are all too short to be found by meaning."""
    reach = {
        (passage.transcript_id, passage.turn)
        for head in engine.transcripts()
        for passage in engine.passages_of(head.id)
        if passage.reach == "meaning"
    }
    return [question for question in gold if question.turns & reach]


if __name__ == "__main__":
    main()
