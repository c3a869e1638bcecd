"""Attribution, ranking and answers on the open sets: prints tables, writes results/quality.json and attribution.json.

    make quality

Nothing here is fitted; the sets are those to choose on (val, dev), never those to fit on (train).
"""

from __future__ import annotations

import random
import sys
from typing import Any

from benchmarks import attribution, corpora, results
from benchmarks.arms import ARMS
from benchmarks.corpora import Corpus, Question
from benchmarks.indexes import HOME, KEPT, engine_over
from index import build
from search import SpeechSearch
from search.evaluate import GoldQuestion, evaluate

_SQUAD_QUESTIONS = 1000

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
    """Return one row for each arm and for the engine as shipped."""
    engine_over(corpus)
    gold = [GoldQuestion(question.text, turns=question.gold) for question in corpus.questions if question.gold]
    rows = []
    for name, arm in ARMS.items():
        engine = SpeechSearch.open(KEPT / corpus.name / "speeches.index", reranker=arm())
        rows.append({"set": corpus.name, "ranking": name, **evaluate(engine, _answerable(engine, gold))})
        print(rows[-1], file=sys.stderr, flush=True)
    return rows


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
    ranking_rows = [row for corpus in (squad, committee, meetings) for row in ranking(corpus)]
    draw = random.Random(0)
    answer_rows = [
        answers(squad, draw.sample(meetings.questions, 200)),
        answers(committee, draw.sample(squad.questions, 200)),
    ]
    print(results.table("Ranking", ranking_rows))
    print(results.table("Answers", answer_rows))
    tables = {"seed": seed_rows, "ranking": ranking_rows, "answers": answer_rows}
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
