"""Several speakers on one topic, side by side: each is searched alone, for the same question."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from index.errors import QueryError
from search.constraints import ConstraintKind
from search.hits import hits_of
from search.retrieve import DEPTH, retrieve
from search.spread import SPARE, spread
from search.topics.about import ABOUT, aboutness, asked_about, topic_of
from search.topics.results import Column, Comparison
from search.understand import merged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.generations import SealedGeneration
    from index.records import Conditions
    from search.constraints import Constraint
    from search.opened import Opened
    from search.rerank import Ranked, Reranker
    from search.topics.about import Topic
    from search.understand import Query

FEWEST_SPEAKERS, MOST_SPEAKERS = 2, 8
"""Of a comparison that a person asks for, and as many as can be read side by side."""


def compare(
    opened: Opened, reranker: Reranker, query: Query, named: Sequence[tuple[str, Conditions]], top_k: int
) -> Comparison:
    """Return the best passages of each speaker that are about a topic.

    Args:
        opened: Where to search.
        reranker: What orders each speaker's passages.
        query: The topic; speakers that it names do not count.
        named: Each speaker's name as asked for, and the conditions that hold their canonical names.
        top_k: How many passages of each at most.

    Raises:
        QueryError: There is nobody to compare, too many, or one of them twice.
    """
    _refuse(named)
    topic = asked_about(opened, _of_anybody(query))
    columns = [_column(opened.generation, reranker, topic, name, where, top_k) for name, where in named]
    return Comparison(query.asked, tuple(columns), topic.asked.query.constraints)


def _of_anybody(query: Query) -> Query:
    """Return a question as a topic that is asked of anybody."""
    topic = topic_of(query)
    return replace(topic, constraints=tuple(filter(narrows_all, topic.constraints)))


def narrows_all(constraint: Constraint) -> bool:
    """Tell whether a comparison heeds a constraint: any but one of who speaks."""
    return constraint.kind not in _WHO


_WHO = frozenset({ConstraintKind.SPEAKER, ConstraintKind.NOT_SPEAKER, ConstraintKind.STRANGER})


def _refuse(named: Sequence[tuple[str, Conditions]]) -> None:
    if not named:
        raise QueryError("there is nobody to compare; name at least one speaker")
    if len(named) > MOST_SPEAKERS:
        raise QueryError(f"{len(named)} speakers are too many to compare side by side; name at most {MOST_SPEAKERS}")
    first: dict[str, str] = {}
    for name, where in named:
        for speaker in sorted(where.speakers or ()):
            if speaker in first:
                raise QueryError(f"{first[speaker]!r} and {name!r} both stand for {speaker}; name each speaker once")
        first |= dict.fromkeys(where.speakers or (), name)


def _column(
    generation: SealedGeneration, reranker: Reranker, topic: Topic, name: str, where: Conditions, top_k: int
) -> Column:
    asked = topic.asked
    where = merged(where, asked.query)
    retrieved = retrieve(generation, asked, where, max(DEPTH, top_k))
    ranked = reranker.rerank(generation, retrieved, asked, top_k + SPARE)
    one = where.transcripts is not None and len(where.transcripts) == 1
    best = spread(generation, _about(generation, ranked, topic), top_k, one_transcript=one)
    return Column(name, tuple(sorted(where.speakers or ())), tuple(hits_of(generation, best, asked)), retrieved.scope)


def _about(generation: SealedGeneration, ranked: Sequence[Ranked], topic: Topic) -> list[Ranked]:
    """Return what is about the topic, in the same order."""
    rows = generation.rows.rows(np.array([item.passage.id for item in ranked], np.int64))
    order = np.argsort(rows, kind="stable")
    is_about = np.zeros(len(rows), np.bool_)
    is_about[order] = aboutness(generation, rows[order], topic) >= ABOUT
    return [item for item, about in zip(ranked, is_about.tolist(), strict=True) if about]
