"""Attribution, ranking and answers on the open sets: prints tables, writes results/quality.json and attribution.json.

    make quality

Nothing here is fitted; the sets are those to choose on (val, dev), never those to fit on (train).
"""

from __future__ import annotations

import random
import sys
from typing import Any, Literal

from benchmarks import attribution, corpora, results
from benchmarks.corpora import Corpus, Question
from benchmarks.indexes import HOME, KEPT, engine_over
from index import build
from search import SpeechSearch
from search.evaluate import GoldQuestion, evaluate
from search.rankings import RANKINGS

_SQUAD_QUESTIONS = 1000
_XQUAD_QUESTIONS = 300
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
    """Return one row for each arm, for both fused by rank, and for the engine as shipped."""
    gold = corpus.gold() if corpus.by_transcript else _answerable(engine_over(corpus), corpus.gold())
    rows = []
    for name, arm in RANKINGS.items():
        engine = engine_over(corpus, reranker=arm())
        measured = evaluate(engine, gold, name=name)
        cells = {measure: each.value for measure, each in measured.values.items()}
        widths = {f"{name} ±": (each.high - each.low) / 2 for name, each in measured.values.items()}
        row = {"set": corpus.name, "ranking": name, "questions": measured.questions, **cells}
        print(row, file=sys.stderr, flush=True)
        rows.append(row | {width: widths[width] for width in ("nDCG@10 ±", "hit@1 ±")})
    return rows


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


def answers(corpus: Corpus, foreign: list[Question]) -> dict[str, Any]:
    """Return how often the first quote answers, and how often foreign questions are refused."""
    engine = engine_over(corpus)
    own = [(question, engine.ask(question.text)) for question in corpus.questions]
    given = [(question, answer) for question, answer in own if answer.text is not None]
    right = sum(_right(question, answer.citations[0]) for question, answer in given)
    refused = sum(engine.ask(question.text).text is None for question in foreign)
    return {
        "set": corpus.name,
        "questions": len(own),
        "answered": len(given) / len(own),
        "right, of answered": right / len(given),
        "right, of all": right / len(own),
        "foreign": len(foreign),
        "foreign refused": refused / len(foreign),
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


def main() -> None:
    """Run everything that the machine has the data for."""
    seed_rows = seed()
    print(results.table("Seed", seed_rows))
    if not corpora.available():
        print("\nThe open sets are not here; only the seed was asked.")
        return
    attribution.report()
    squad = corpora.squad("dev-half.json.gz", "sq-dev", sample=_SQUAD_QUESTIONS)
    committee, meetings = corpora.qmsum("val", domain="committee"), corpora.qmsum("val")
    others = [
        corpora.kremlin("val"),
        *map(corpora.ir, _ABSTRACTS),
        *(corpora.xquad(each, sample=_XQUAD_QUESTIONS) for each in _LANGUAGES),
    ]
    ranking_rows = [row for corpus in (squad, committee, meetings, *others) for row in ranking(corpus)]
    highlight_rows = [highlighting(squad)]
    draw = random.Random(0)
    answer_rows = [
        answers(squad, draw.sample(meetings.questions, 200)),
        answers(committee, draw.sample(squad.questions, 200)),
    ]
    print(results.table("Ranking", ranking_rows))
    print(results.table("Highlighted sentence", highlight_rows))
    print(results.table("Answers", answer_rows))
    tables = {"seed": seed_rows, "ranking": ranking_rows, "highlights": highlight_rows, "answers": answer_rows}
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


def _right(question: Question, citation: Any) -> bool:
    if (citation.passage.transcript_id, citation.passage.turn) not in question.gold:
        return False
    return not question.answers or any(answer in citation.quote for answer in question.answers)


if __name__ == "__main__":
    main()
