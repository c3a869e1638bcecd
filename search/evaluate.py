"""Measure ranking on questions whose answers are known; the measures are ir-measures' work."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from index.errors import MalformedError, QueryError
from index.near import did_you_mean, nearest
from index.records import Reach
from search.bootstrap import LEVEL, Interval, intervals
from search.gold import GoldQuestion, read_questions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from index.records import Passage
    from search.engine import SpeechSearch

__all__ = ["GoldQuestion", "Interval", "Measured", "Report", "ablate", "evaluate", "read_questions", "report_json"]

TOP_K = 10
MEASURES = ("nDCG@10", "MRR@10", "hit@1", "hit@5", "hit@10")

FEW = 30
"""Questions below which the percentile bootstrap draws its intervals too narrow, and few would make another ranking."""

_DEEP = 50
"""Hits that are looked at for ten different transcripts."""


@dataclass(frozen=True, slots=True)
class Measured:
    """How well a ranking does; or, among differences, how much better the last ranking does than this one."""

    name: str
    questions: int
    values: Mapping[str, Interval]
    """Means over all questions for each of MEASURES: 0 to 1; for a difference -1 to 1."""


@dataclass(frozen=True, slots=True)
class Report:
    """Rankings side by side; prints itself as a table."""

    rows: tuple[Measured, ...]
    """At least one, in the order given; the last is the one that the others are held against."""
    differences: tuple[Measured, ...] = ()
    """For each other row, the last minus it, question by question: an interval above 0 says that the last is better."""

    def __str__(self) -> str:
        last = self.rows[-1]
        head = (_count(last.questions), *MEASURES)
        rows = [(each.name, *(_cell(each.values[name]) for name in MEASURES)) for each in self.rows]
        gains = [
            (f"{last.name} - {each.name}", *(_cell(each.values[name], "+") for name in MEASURES))
            for each in self.differences
        ]
        table = [head, *rows, *([("",), *gains] if gains else [])]
        widths = [max(len(row[column]) for row in table if column < len(row)) for column in range(len(head))]
        lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)) for row in table)
        return "\n".join([*(line.rstrip() for line in lines), "", *_caution(last.questions)])


def evaluate(engine: SpeechSearch, questions: Sequence[GoldQuestion], *, name: str = "shipped") -> Measured:
    """Return nDCG@10, MRR@10 and hit@1/5/10 of an engine as it stands, with 95 % intervals.

    A passage is relevant when it is named, or when it is part of a turn that is named and can be found by meaning.
    A question that names transcripts is judged by transcript: each counts once, at its best passage.
    Järvelin & Kekäläinen, "Cumulated gain-based evaluation of IR techniques", TOIS 2002, for nDCG; Efron & Tibshirani,
    "An Introduction to the Bootstrap", 1993, for the intervals.

    Raises:
        MalformedError: There are no questions, or one names what the index does not hold, or its filters cannot be
            used; the message names it.
    """
    return _measured(name, _values(engine, questions))


def ablate(engines: Mapping[str, SpeechSearch], questions: Sequence[GoldQuestion]) -> Report:
    """Measure engines on the same questions: a row each, and how much better the last does than each other one.

    Raises:
        MalformedError: As :func:`evaluate`.
    """
    values = {name: _values(engine, questions) for name, engine in engines.items()}
    last = next(reversed(values.values()))
    rows = tuple(_measured(name, found) for name, found in values.items())
    return Report(rows, tuple(_measured(name, last - found) for name, found in values.items() if found is not last))


def report_json(report: Report) -> dict[str, Any]:
    """Return a report as ``rostrum evaluate --json`` prints it: the last row, then all rows and the differences."""
    return measured_json(report.rows[-1]) | {
        "rankings": {each.name: measured_json(each) for each in report.rows},
        "differences": {each.name: measured_json(each) for each in report.differences},
    }


def measured_json(measured: Measured) -> dict[str, Any]:
    """Return one row: the number of questions, each mean under its measure's name, and their intervals."""
    means = {name: each.value for name, each in measured.values.items()}
    bounds = {name: [each.low, each.high] for name, each in measured.values.items()}
    return {"questions": measured.questions, **means, "intervals": bounds}


def _measured(name: str, values: NDArray[np.float64]) -> Measured:
    return Measured(name, len(values), dict(zip(MEASURES, intervals(values), strict=True)))


def _values(engine: SpeechSearch, questions: Sequence[GoldQuestion]) -> NDArray[np.float64]:
    """Return (n, m) values: a row for each question, a column for each of MEASURES."""
    import ir_measures
    from ir_measures import RR, Success, nDCG

    if not questions:
        raise MalformedError("there is no question to measure with")
    gold = _Gold(engine)
    qrels = {str(n): dict.fromkeys(gold.relevant(question), 1) for n, question in enumerate(questions)}
    run = {str(n): _found(engine, question) for n, question in enumerate(questions)}
    columns = {each: n for n, each in enumerate((nDCG @ 10, RR @ 10, Success @ 1, Success @ 5, Success @ 10))}
    values = np.zeros((len(questions), len(columns)))
    for each in ir_measures.iter_calc(columns, qrels, run):
        values[int(each.query_id), columns[each.measure]] = each.value
    return values


def _found(engine: SpeechSearch, question: GoldQuestion) -> dict[str, float]:
    """Return what is found, best first, with scores that fall."""
    try:
        hits = engine.search(question.text, top_k=_DEEP if question.transcripts else TOP_K, filters=question.filters)
    except QueryError as error:
        raise MalformedError(f"{question}: {error}") from error
    found = (hit.transcript.id if question.transcripts else str(hit.passage.id) for hit in hits)
    return {each: float(TOP_K - place) for place, each in enumerate(list(dict.fromkeys(found))[:TOP_K])}


class _Gold:
    """Looks up in an index what questions name."""

    def __init__(self, engine: SpeechSearch) -> None:
        self._engine = engine
        self._passages_of = cache(engine.passages_of)

    def relevant(self, question: GoldQuestion) -> list[str]:
        """Return the ids of relevant passages, or of relevant transcripts if it names some.

        Raises:
            MalformedError: The index lacks something of what it names, or no search can find any of it.
        """
        if question.transcripts:
            found = [each for each in question.transcripts if any(map(_by_meaning, self._of(each, question)))]
        else:
            turns = question.ranges | {(transcript, turn, turn) for transcript, turn in question.turns}
            passages = {each.id for each in self._named(question) if each.reach is not Reach.CONTEXT}
            passages |= {each.id for part in turns for each in self._between(*part, question) if _by_meaning(each)}
            found = [str(each) for each in passages]
        if not found:
            raise MalformedError(f"{question}: the index holds nothing of what answers it that could be found")
        return sorted(found)

    def _named(self, question: GoldQuestion) -> list[Passage]:
        if unknown := [each for each in question.passages if each not in self._passages]:
            raise MalformedError(
                f"{question}: the index holds no passage {min(unknown)}; "
                f"rostrum search --json tells passage ids, which change with the words of a passage"
            )
        return [self._passages[each] for each in question.passages]

    def _between(self, transcript: str, first: int, last: int, question: GoldQuestion) -> list[Passage]:
        """Return the passages of turns from first to last."""
        passages = self._of(transcript, question)
        turns = passages[-1].turn + 1
        if last >= turns:
            raise MalformedError(
                f"{question}: the transcript {transcript!r} has no turn {last}; "
                f"it has {turns:,}, counted from 0: the last is {turns - 1}"
            )
        return [each for each in passages if first <= each.turn <= last]

    def _of(self, transcript: str, question: GoldQuestion) -> list[Passage]:
        passages = self._passages_of(transcript)
        if not passages:
            known = [head.id for head in self._engine.transcripts()]
            near = did_you_mean(nearest(transcript, known), "transcripts", len(known))
            raise MalformedError(f"{question}: the index holds no transcript {transcript!r}{near}")
        return passages

    @cached_property
    def _passages(self) -> Mapping[int, Passage]:
        """All passages by id; asked for only where a question names some."""
        heads = self._engine.transcripts()
        return {passage.id: passage for head in heads for passage in self._passages_of(head.id)}


def _by_meaning(passage: Passage) -> bool:
    return passage.reach is Reach.MEANING


def _cell(found: Interval, sign: str = "") -> str:
    """Return "0.812 (0.79–0.83)", or with signs "+0.052 (+0.03 to +0.07)"."""
    low, high = f"{found.low:{sign}z.2f}", f"{found.high:{sign}z.2f}"
    return f"{found.value:{sign}z.3f} ({low}{' to ' if sign else '–'}{high})"


def _caution(questions: int) -> list[str]:
    """Return what the figures are worth: what stands in brackets, and whether the questions are too few."""
    worth = [f"in brackets: the {LEVEL:.0%} interval, by bootstrap over the questions"]
    if questions < FEW:
        worth.append(
            f"{_count(questions)}: too few to tell much, "
            f"and with so few the intervals are too narrow; ask {FEW} or more"
        )
    return worth


def _count(questions: int) -> str:
    return f"{questions:,} question{'' if questions == 1 else 's'}"
