"""The best candidates read by the trained reader: what it makes of them goes into their order, and into the answer."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import numpy as np

from search.features import shortness, token_counts
from search.rerank import foreign_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.generations import SealedGeneration
    from index.records import Passage
    from search.reader_model import Reading
    from search.rerank import Ranked
    from search.retrieve import Asked

READ = 10
"""Candidates that are read: what lies deeper is hardly ever right, and each costs time."""
PROSE_WEIGHT, TALK_WEIGHT = 0.4, 0.2
"""Of the reader's relevance against the fused score, in paragraphs and in talk; 0.3 to 1 are as good on articles of
SQuAD that it was not trained on; on QMSum val more than 0.2 makes committees worse."""
ANSWERS_WEIGHT = 0.2
"""Of its finding that a passage answers, in prose; in talk, where an answer takes many turns, it says little."""
ALONE_WORDS, AROUND = 50, 2
"""Passages of fewer words are read with so many neighbours on each side, since a line of talk says little alone."""
IN_TIME_S = 0.3
"""How long reading may take at most to be done without being asked for."""
_UNTIMED = 2
"""Readings that say nothing of the next: the first reads the weights, the second brings PyTorch along."""
_LAST = 5
"""Readings, of which the fastest tells what this machine can do."""
_TRY_AGAIN = 20
"""Questions that go without it before it is tried again: the machine may have been busy."""


class PassageReader(Protocol):
    """Reads passages for a question."""

    def read(
        self, question: str, passages: Sequence[tuple[str | None, str]], focuses: Sequence[int | None] | None = None
    ) -> list[Reading]:
        """Return what it makes of each passage, given as speaker and text, and what to read where it is too long."""


class CloseReading:
    """Reads the best candidates; safe to share between threads."""

    def __init__(self, reader: PassageReader) -> None:
        self._reader = reader
        self._readings_done = 0
        self._took_s: deque[float] = deque(maxlen=_LAST)
        self._passed_over = 0

    def is_in_time(self) -> bool:
        """Whether to read without being asked to: where one of the last times was fast enough, or the last is long ago.

        One of several, since a machine that is busy for a moment would otherwise answer the same question in two ways.
        """
        if min(self._took_s, default=0.0) <= IN_TIME_S or self._passed_over >= _TRY_AGAIN:
            self._passed_over = 0
            return True
        self._passed_over += 1
        return False

    def reread(self, generation: SealedGeneration, ranked: Sequence[Ranked], asked: Asked) -> list[Ranked]:
        """Return candidates in an order that heeds what the reader makes of the best; the others keep theirs, behind.

        What is in a language that the models do not know, or too short to be ranked, is not read and keeps its place.
        """
        top, rest = ranked[:READ], ranked[READ:]
        rows = generation.rows.rows(np.array([item.passage.id for item in top], np.int64))
        places = np.flatnonzero(rows >= 0)
        foreign = foreign_rows(generation, rows[places], asked)
        places = places if foreign is None else places[~foreign]
        if not len(places):
            return list(ranked)
        readable = [top[n] for n in places.tolist()]
        readings = self._readings(generation, [item.passage for item in readable], asked.query.text)
        prose = 1 - shortness(token_counts(generation, rows[places]))
        relevance, answers = prose * PROSE_WEIGHT + (1 - prose) * TALK_WEIGHT, prose * ANSWERS_WEIGHT
        read = [
            replace(item, score=item.score + relevance * reading.relevance + answers * reading.answers, reading=reading)
            for item, reading in zip(readable, readings, strict=True)
        ]
        read.sort(key=lambda item: -item.score)
        ordered = list(top)
        for place, item in zip(places.tolist(), read, strict=True):
            ordered[place] = item
        return _falling([*ordered, *rest])

    def _readings(self, generation: SealedGeneration, passages: Sequence[Passage], question: str) -> list[Reading]:
        """Return what the reader makes of passages, and take how long it needs."""
        shown = [_shown(generation, passage) for passage in passages]
        began = time.perf_counter()
        read = self._reader.read(question, [(who, text) for who, text, _ in shown], [start for *_, start in shown])
        if self._readings_done >= _UNTIMED:
            self._took_s.append(time.perf_counter() - began)
        self._readings_done += 1
        return [
            _within(reading, start, len(passage.text))
            for reading, passage, (*_, start) in zip(read, passages, shown, strict=True)
        ]


def _shown(generation: SealedGeneration, passage: Passage) -> tuple[str | None, str, int]:
    """Return speaker and text to read for a passage, and where the passage itself begins in that text."""
    if len(passage.text.split()) >= ALONE_WORDS:
        return passage.speaker, passage.text, 0
    near = generation.store.passages_of(passage.transcript_id, passage.ordinal - AROUND, passage.ordinal + AROUND)
    lines = [(f"{each.speaker}: " if each.speaker else "", each) for each in near]
    before = "".join(f"{who}{each.text} " for who, each in lines if each.ordinal < passage.ordinal)
    own = next((who for who, each in lines if each.ordinal == passage.ordinal), "")
    after = "".join(f" {who}{each.text}" for who, each in lines if each.ordinal > passage.ordinal)
    return None, f"{before}{own}{passage.text}{after}", len(before) + len(own)


def _within(reading: Reading, start: int, length: int) -> Reading:
    """Return a reading of a longer text as one of the stretch that begins at ``start``."""
    inside = (reading.offsets[:, 0] >= start) & (reading.offsets[:, 1] <= start + length)
    return replace(
        reading, offsets=reading.offsets[inside] - start, starts=reading.starts[inside], ends=reading.ends[inside]
    )


def _falling(ranked: Sequence[Ranked]) -> list[Ranked]:
    """Return candidates in their order, none with a score above the one before."""
    lowest = np.minimum.accumulate([item.score for item in ranked])
    return [replace(item, score=float(score)) for item, score in zip(ranked, lowest, strict=True)]
