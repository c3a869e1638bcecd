"""How well questions are answered, and how well those that nothing answers are refused.

Each question is asked without the trained reader and with it. The first quote is right when it stands in a gold turn
and, where the set names answers, holds one. Exact match and F1 of the marked stretch are SQuAD's (Rajpurkar et al.,
EMNLP 2016).
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks import corpora
from benchmarks.indexes import engine_over
from search import Filters
from search.training.figures import auroc, exact_match, f1

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.corpora import Corpus, Question
    from search import SpeechSearch

COVERAGE = 0.8


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of one question."""

    confidence: float
    """Of the first quote; 0 where there is none."""
    sure: bool
    """Whether it was sure enough to be given."""
    right: bool
    exact: float = 0.0
    overlap: float = 0.0
    """Of the marked stretch with the gold answer that fits best; 0 where nothing is marked."""


def asked(
    engine: SpeechSearch, questions: Sequence[Question], *, rerank: bool, within: Sequence[str] | None = None
) -> list[Asked]:
    """Ask questions; ``within`` names a transcript to search in for each."""
    found = []
    for n, question in enumerate(questions):
        filters = Filters(transcripts=[within[n]]) if within else None
        quotes = engine.candidates(question.text, filters=filters, rerank=rerank)
        if not quotes:
            found.append(Asked(0.0, False, False))
            continue
        first = quotes[0]
        here = (first.passage.transcript_id, first.passage.turn) in question.gold
        right = here and (not question.answers or any(each in first.quote for each in question.answers))
        marked = first.passage.text[slice(*first.marked)] if first.marked else None
        met = (exact_match(marked, question.answers), f1(marked, question.answers)) if marked and here else (0.0, 0.0)
        found.append(Asked(first.confidence, first.sure, right, *met))
    return found


def answered(corpus: Corpus, *, rerank: bool) -> dict[str, Any]:
    """Return how often the first quote answers, whether it would have been given or not, and how often it is given."""
    own = asked(engine_over(corpus), corpus.questions, rerank=rerank)
    given = [each for each in own if each.sure]
    row = {
        "set": corpus.name,
        "reading": "closely" if rerank else "sentences",
        "questions": len(own),
        "first quote right, of all": _mean([each.right for each in own]),
        "answered": len(given) / len(own),
        "right, of answered": _mean([each.right for each in given]),
    }
    if rerank and corpus.questions[0].answers:
        row |= {"span EM": _mean([each.exact for each in own]), "span F1": _mean([each.overlap for each in own])}
    return row


def refused(name: str, own: Sequence[Asked], foreign: Sequence[Asked], *, rerank: bool) -> dict[str, Any]:
    """Return how well questions that nothing answers are told from those that something does.

    ``precision at 80 % coverage``: of as many questions of either kind, where the threshold lets 80 % of the answerable
    ones through, the share of given answers that are right.
    """
    count = min(len(own), len(foreign))
    draw = random.Random(0)
    own, foreign = draw.sample(list(own), count), draw.sample(list(foreign), count)
    threshold = float(np.quantile([each.confidence for each in own], 1 - COVERAGE))
    given = [each for each in (*own, *foreign) if each.confidence >= threshold]
    return {
        "unanswerable": name,
        "reading": "closely" if rerank else "sentences",
        "questions": 2 * count,
        "refused": 1 - _mean([each.sure for each in foreign]),
        "answerable answered": _mean([each.sure for each in own]),
        "area under ROC": auroc(np.array([each.confidence for each in (*own, *foreign)]), np.arange(2 * count) < count),
        "precision at 80 % coverage": _mean([each.right for each in given]),
    }


def abstention(squad: Corpus, meetings: Corpus, *, rerank: bool, sample: int = 500) -> list[dict[str, Any]]:
    """Return rows for questions without an answer: about the passage, of another meeting, of another subject."""
    draw = random.Random(0)
    squad_engine, meeting_engine = engine_over(squad), engine_over(meetings)
    own = asked(squad_engine, draw.sample(squad.questions, sample), rerank=rerank)
    impossible = draw.sample(corpora.squad_unanswerable("dev-half.json.gz"), sample)
    foreign = draw.sample(meetings.questions, min(200, len(meetings.questions)))
    homes = [min(transcript for transcript, _ in each.gold) for each in meetings.questions]
    others = [draw.choice([each for each in sorted(set(homes)) if each != home]) for home in homes]
    at_home = asked(meeting_engine, meetings.questions, rerank=rerank, within=homes)
    away = asked(meeting_engine, meetings.questions, rerank=rerank, within=others)
    off_topic = asked(meeting_engine, draw.sample(squad.questions, 200), rerank=rerank)
    everywhere = asked(meeting_engine, meetings.questions, rerank=rerank)
    return [
        refused("SQuAD 2.0, about the passage", own, asked(squad_engine, impossible, rerank=rerank), rerank=rerank),
        refused("SQuAD, asked about meetings", own, asked(squad_engine, foreign, rerank=rerank), rerank=rerank),
        refused("QMSum, asked of another meeting", at_home, away, rerank=rerank),
        refused("QMSum, asked about encyclopaedia articles", everywhere, off_topic, rerank=rerank),
    ]


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if len(values) else 0.0
