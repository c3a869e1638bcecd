"""How often a topic is spoken of over time, by speaker: every passage about it is counted, beside all there are."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from index.errors import QueryError, UnknownPassageError
from index.lexical import ANY_WORDING
from search.hits import hits_of
from search.rerank import Ranked
from search.retrieve import retrieve
from search.topics.about import ABOUT, aboutness, asked_about
from search.topics.numbered import UNDATED, numbered
from search.topics.results import By, Cell, Period, Timeline

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from index.generations import SealedGeneration
    from index.records import Conditions
    from search.constraints import Constraint
    from search.opened import Opened
    from search.results import Hit
    from search.retrieve import Retrieved
    from search.topics.numbered import Numbered, Scope
    from search.understand import Query

    Rows = NDArray[np.int64]
    Values = NDArray[np.float32]

DEPTHS = (2_000, 10_000)
"""Passages that each arm hands on: the second where the first was not enough."""
TAIL = 100
_TAIL_SHARE = 0.05
"""An arm was deep enough when no more than this share of the last passages that it handed on are about the topic."""


def timeline(opened: Opened, query: Query, where: Conditions, by: str) -> Timeline:
    """Count the passages about a topic by period and speaker, among those that fulfil the conditions.

    Passages that are not found by meaning (a few words, applause, repeats) count neither as hits nor in the scope.

    Raises:
        QueryError: Time is not counted by this.
    """
    unit = _unit(by)
    generation, known = opened.generation, numbered(opened)
    rows, complete = rows_about(opened, query, where)
    all_rows = None if where.any else _scope(generation, where)
    scope = known.in_all(unit) if all_rows is None else known.count(all_rows, unit)
    of_transcripts = known.transcripts_in_all(unit) if all_rows is None else known.transcripts(all_rows, unit)
    cells, transcripts = _cells(generation, rows, known, scope, unit), known.transcripts(rows, unit)

    def period(number: int) -> Period:
        label, since, until = _days(number, unit) if number != UNDATED else ("undated", None, None)
        scopes = tuple((known.names[speaker], count) for speaker, count in scope.get(number, {}).items())
        passages = sum(count for _, count in scopes)
        held = transcripts.get(number, 0), of_transcripts.get(number, 0)
        return Period(label, since, until, cells.get(number, ()), passages, *held, scopes)

    dated = [number for number in scope if number != UNDATED]
    periods = tuple(map(period, range(min(dated), max(dated) + 1))) if dated else ()
    narrowing = tuple(filter(narrows_time, query.constraints))
    return Timeline(query.asked, unit, periods, period(UNDATED), complete, narrowing)


def narrows_time(constraint: Constraint) -> bool:
    """Tell whether a timeline heeds a constraint: it counts, and has no use for preferences."""
    return constraint.required


def following(opened: Opened, query: Query, passage_ids: Sequence[int]) -> list[Hit]:
    """Return passages as hits for a topic, in the order of their ids; the score is how far each is about it.

    Raises:
        UnknownPassageError: No passage has one of the ids, or it is too short to be found by meaning.
    """
    generation = opened.generation
    topic = asked_about(opened, query)
    ids = np.array([each if 0 <= each < 2**63 else -1 for each in passage_ids], np.int64)
    rows = generation.rows.rows(ids)
    if (rows < 0).any():
        unknown = passage_ids[int(np.argmax(rows < 0))]
        raise UnknownPassageError(f"passage {unknown} is not in the index, or too short to be found by meaning")
    order = np.argsort(rows, kind="stable")
    scores = np.zeros(len(rows), np.float32)
    scores[order] = aboutness(generation, rows[order], topic)
    dense = np.asarray(generation.representations.vectors[rows], np.float32) @ topic.asked.encoded.vector
    held = generation.store.passages(ids.tolist())
    ranked = [
        Ranked(held[each], score, cosine)
        for each, score, cosine in zip(ids.tolist(), scores.tolist(), dense.tolist(), strict=True)
    ]
    return hits_of(generation, ranked, topic.asked)


def _unit(by: str) -> By:
    try:
        return By(by)
    except ValueError:
        raise QueryError(f"time can be counted by {' or '.join(By)}, not by {by!r}") from None


def rows_about(opened: Opened, query: Query, where: Conditions) -> tuple[Rows, bool]:
    """Return the rows of the passages about a topic, nearest first, and whether these are all."""
    generation, topic = opened.generation, asked_about(opened, query)
    for depth in DEPTHS:
        retrieved = retrieve(generation, topic.asked, where, depth)
        rows = np.unique(generation.rows.rows(np.union1d(retrieved.dense.ids, retrieved.lexical.ids)))
        rows = rows[rows >= 0]
        scores = aboutness(generation, rows, topic)
        is_about = scores >= ABOUT
        about = rows[is_about]
        complete = _deep_enough(generation, retrieved, about, depth)
        if complete:
            break
    return about[np.argsort(-scores[is_about], kind="stable")], complete


def _deep_enough(generation: SealedGeneration, retrieved: Retrieved, about: Rows, depth: int) -> bool:
    """Tell whether both arms had come to what is not about the topic, or to the end."""
    arms = (retrieved.dense.ids, retrieved.lexical.ids)
    return all(
        len(ids) < depth or float(np.mean(np.isin(generation.rows.rows(ids[-TAIL:]), about))) <= _TAIL_SHARE
        for ids in arms
    )


def _scope(generation: SealedGeneration, where: Conditions) -> Rows:
    """Return the rows of all passages that fulfil the conditions, whatever their words.

    The lexical index knows them 20 times faster than the store (100,000 passages since a day: 28 against 560 ms).
    """
    return generation.rows.rows(generation.lexical.matching(ANY_WORDING, where))


def _cells(
    generation: SealedGeneration, rows: Rows, known: Numbered, scope: Scope, unit: By
) -> Mapping[int, tuple[Cell, ...]]:
    """Return the cells of each period by its number."""
    representations = generation.representations
    ids: defaultdict[int, defaultdict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    periods, speakers = known.periods(unit)[representations.transcripts[rows]], representations.speakers[rows]
    for period, speaker, each in zip(
        periods.tolist(), speakers.tolist(), representations.ids[rows].tolist(), strict=True
    ):
        ids[period][speaker].append(each)
    return {
        period: _most_first(
            Cell(known.names[speaker], tuple(passages), scope[period][speaker])
            for speaker, passages in by_speaker.items()
        )
        for period, by_speaker in ids.items()
    }


def _most_first(cells: Iterable[Cell]) -> tuple[Cell, ...]:
    return tuple(sorted(cells, key=lambda cell: (-cell.count, cell.speaker is None, cell.speaker or "")))


def _days(number: int, unit: By) -> tuple[str, dt.date, dt.date]:
    """Return the label of a period, its first and its last day."""
    if unit is By.YEAR:
        return f"{number:04}", dt.date(number, 1, 1), dt.date(number, 12, 31)
    year, month = number // 12, number % 12 + 1
    last = calendar.monthrange(year, month)[1]
    return f"{year:04}-{month:02}", dt.date(year, month, 1), dt.date(year, month, last)
