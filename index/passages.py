"""Cut transcripts into passages: paragraphs, each inside one turn, with their offsets."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from typing import TYPE_CHECKING

from index.furniture import is_foot, is_furniture
from index.people_lists import lists_people
from index.places import names_place
from index.recipes import MAX_CHARS as MAX_CHARS
from index.records import PARAGRAPH_BREAK, Kind, Passage, Reach, Transcript, Turn, passage_id
from index.sentences import Span, sentence_spans, trimmed

if TYPE_CHECKING:
    from collections.abc import Iterator

EXACT_BELOW_WORDS = 4
"""A passage of fewer words ("Thank you again.", "11:20 A.M. CET") is found by an exact phrase only."""

_PARAGRAPH_END = re.compile(r"\n[^\S\n]*\n\s*")
_WORD = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]|[^\W\d_]{2,}")
"""A word of two letters or more, or a character of a script that puts no spaces between words."""


def passages_of(transcript: Transcript) -> list[Passage]:
    """Return the passages of a transcript in order.

    Every non-space character of a turn lies in exactly one passage, and no passage crosses a turn.
    """
    passages: list[Passage] = []
    occurrences: Counter[str] = Counter()
    voices: set[tuple[str, str | None, Kind]] = set()
    offset = 0
    for position, turn in enumerate(transcript.turns):
        times = _Times(turn)
        aside = turn.kind is Kind.STAGE or (turn.kind is Kind.NARRATION and is_foot(turn.text))
        for start, end in passage_spans(turn.text, transcript.language):
            text = turn.text[start:end]
            passages.append(
                Passage(
                    id=passage_id(transcript.id, text, occurrences[text]),
                    transcript_id=transcript.id,
                    turn=position,
                    ordinal=len(passages),
                    start=offset + start,
                    end=offset + end,
                    text=text,
                    speaker=turn.speaker,
                    role=turn.role,
                    attribution=turn.attribution,
                    kind=turn.kind,
                    reach=_reach(turn, text, aside=aside or (text, turn.speaker, turn.kind) in voices),
                    start_s=times.at(start),
                )
            )
            occurrences[text] += 1
            voices.add((text, turn.speaker, turn.kind))
        offset += len(turn.text) + len(PARAGRAPH_BREAK)
    return passages


def passage_spans(text: str, language: str | None = None) -> list[Span]:
    """Return the half-open spans of the passages of one turn's text."""
    return [span for paragraph in _paragraphs(text) for span in _pieces(text, paragraph, language)]


class _Times:
    """When the paragraphs of a turn start."""

    def __init__(self, turn: Turn) -> None:
        self._start_s = turn.start_s
        spans = list(_paragraphs(turn.text)) if turn.starts_s else []
        fits = len(spans) == len(turn.starts_s)
        self._times = list(zip((start for start, _ in spans), turn.starts_s, strict=True)) if fits else []

    def at(self, start: int) -> float | None:
        """Return the seconds at which the paragraph with this offset starts; those of the turn where none are known."""
        place = bisect_right(self._times, start, key=lambda each: each[0])
        return self._times[place - 1][1] if place else self._start_s


def _reach(turn: Turn, text: str, *, aside: bool) -> Reach:
    """Return how a passage is found; ``aside`` is what is never found by itself, whatever its words."""
    if aside or (turn.kind is Kind.NARRATION and any(says(text) for says in _SAYS_NOTHING)):
        return Reach.CONTEXT
    return Reach.EXACT if len(_WORD.findall(text)) < EXACT_BELOW_WORDS else Reach.MEANING


_SAYS_NOTHING = (lists_people, is_furniture, names_place)
"""Narration that answers no question: who is present, what a page prints around a text, where it was said."""


def _paragraphs(text: str) -> Iterator[Span]:
    start = 0
    for gap in _PARAGRAPH_END.finditer(text):
        if (span := trimmed(text, start, gap.start())) is not None:
            yield span
        start = gap.end()
    if (span := trimmed(text, start, len(text))) is not None:
        yield span


def _pieces(text: str, paragraph: Span, language: str | None) -> list[Span]:
    """Cut a long paragraph at sentence ends into pieces of about equal length."""
    start, end = paragraph
    if end - start <= MAX_CHARS:
        return [paragraph]
    target = (end - start) / -(-(end - start) // MAX_CHARS)
    pieces: list[Span] = []
    for left, right in _atoms(text, paragraph, language):
        if pieces and _joins(pieces[-1], right, target):
            pieces[-1] = (pieces[-1][0], right)
        else:
            pieces.append((left, right))
    return pieces


def _joins(piece: Span, end: int, target: float) -> bool:
    return end - piece[0] <= MAX_CHARS and piece[1] - piece[0] < 0.9 * target


def _atoms(text: str, paragraph: Span, language: str | None) -> Iterator[Span]:
    """Yield sentences; one that is too long is cut at white space, or anywhere if it has none."""
    base = paragraph[0]
    for left, right in sentence_spans(text[base : paragraph[1]], language):
        start, end = base + left, base + right
        while end - start > MAX_CHARS:
            space = text.rfind(" ", start + 1, start + MAX_CHARS)
            cut = space if space > start else start + MAX_CHARS
            if (span := trimmed(text, start, cut)) is not None:
                yield span
            start = cut
        if (span := trimmed(text, start, end)) is not None:
            yield span
