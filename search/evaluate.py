"""Measure ranking on questions whose answers are known; the measures are ir-measures' work."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from index.errors import MalformedError, SourceError
from index.records import Reach

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from search.engine import SpeechSearch

TOP_K = 10


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question with what answers it."""

    text: str
    passages: frozenset[int] = frozenset()
    """Passage ids."""
    turns: frozenset[tuple[str, int]] = frozenset()
    """(transcript id, turn position)."""


def read_questions(path: Path) -> list[GoldQuestion]:
    """Read questions from JSONL: ``{"question", "passages": [id, …], "turns": [[transcript, turn], …]}``.

    Raises:
        SourceError: The file cannot be read, or a line is not of this form; the message names the line.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path}: cannot be read: {error}") from error
    questions = [_question(line, f"{path}, line {n}") for n, line in enumerate(lines, 1) if line.strip()]
    if not questions:
        raise SourceError(f"{path}: it holds no question")
    return questions


def evaluate(engine: SpeechSearch, questions: Sequence[GoldQuestion]) -> dict[str, float | int]:
    """Return nDCG@10, MRR@10 and hit@1/5/10 over all questions, each 0 to 1.

    A passage is relevant when it is named, or when it is part of a turn that is named and can be found by meaning.
    Järvelin & Kekäläinen, "Cumulated gain-based evaluation of IR techniques", TOIS 2002, for nDCG.
    """
    import ir_measures
    from ir_measures import RR, Success, nDCG

    measures = {
        "nDCG@10": nDCG @ 10,
        "MRR@10": RR @ 10,
        "hit@1": Success @ 1,
        "hit@5": Success @ 5,
        "hit@10": Success @ 10,
    }
    qrels = {str(n): _relevant(engine, question) for n, question in enumerate(questions)}
    run = {str(n): _found(engine, question) for n, question in enumerate(questions)}
    found = ir_measures.calc_aggregate(measures.values(), qrels, run)
    return {"questions": len(questions)} | {name: float(found[each]) for name, each in measures.items()}


def _relevant(engine: SpeechSearch, question: GoldQuestion) -> dict[str, int]:
    transcripts = {transcript for transcript, _ in question.turns}
    passages = (passage for each in transcripts for passage in engine.passages_of(each))
    in_turns = (
        passage.id
        for passage in passages
        if (passage.transcript_id, passage.turn) in question.turns and passage.reach is Reach.MEANING
    )
    relevant = {str(each): 1 for each in (*question.passages, *in_turns)}
    if not relevant:
        raise MalformedError(f"the index holds nothing of what should answer {question.text!r}")
    return relevant


def _found(engine: SpeechSearch, question: GoldQuestion) -> dict[str, float]:
    hits = engine.search(question.text, top_k=TOP_K)
    return {str(hit.passage.id): float(TOP_K - hit.rank) for hit in hits}


def _question(line: str, where: str) -> GoldQuestion:
    try:
        item: dict[str, Any] = json.loads(line)
        turns: Iterable[Any] = item.get("turns", [])
        question = GoldQuestion(
            str(item["question"]),
            frozenset(int(each) for each in item.get("passages", [])),
            frozenset((str(transcript), int(turn)) for transcript, turn in turns),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise MalformedError(
            f'{where}: expected {{"question": …, "turns": [[transcript, turn], …]}}: {error!r}'
        ) from error
    if not question.passages and not question.turns:
        raise MalformedError(f"{where}: neither passages nor turns say what answers {question.text!r}")
    return question
