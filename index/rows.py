"""Records to rows of passages.sqlite, and back."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

from index.records import (
    PARAGRAPH_BREAK,
    Attribution,
    Conditions,
    Kind,
    Passage,
    Reach,
    TranscriptHead,
    Turn,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PASSAGE = """
    SELECT p.id, t.id, p.turn, p.ordinal, p.start, p."end", p.text, p.speaker, u.role, u.attribution, p.kind, p.reach,
           p.start_s
    FROM passages p JOIN transcripts t ON t.key = p.transcript
    JOIN turns u ON u.transcript = p.transcript AND u.position = p.turn
"""
TURN = """
    SELECT start, "end", speaker, as_printed, role, attribution, kind, start_s, starts_s FROM turns
    WHERE transcript = ? ORDER BY position
"""
HEAD = "SELECT id, title, day, venue, language, source FROM transcripts"


def embeds_hash(text: str, language: str | None) -> str:
    """Return the hash that tells whether a text was embedded before, cut into sentences and words of this language."""
    return hashlib.blake2b(f"{language or ''}\n{text}".encode(), digest_size=16).hexdigest()


def turn_rows(key: int, turns: Sequence[Turn]) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a transcript's turns."""
    start = 0
    for position, turn in enumerate(turns):
        end = start + len(turn.text)
        how = (
            turn.speaker,
            turn.as_printed,
            turn.role,
            turn.attribution.value,
            turn.kind.value,
            turn.start_s,
        )
        words = len(re.findall(r"\w+", turn.text))
        starts_s = json.dumps(turn.starts_s) if turn.starts_s else None
        yield (key, position, *how, start, end, words, starts_s, turn.speaker)
        start = end + len(PARAGRAPH_BREAK)


def passage_row(key: int, passage: Passage, language: str | None) -> tuple[Any, ...]:
    """Return the row of a passage, without the column that says what was embedded."""
    return (
        passage.id,
        key,
        passage.ordinal,
        passage.turn,
        passage.start,
        passage.end,
        passage.text,
        passage.speaker,
        passage.kind.value,
        passage.reach.value,
        embeds_hash(passage.text, language),
        passage.start_s,
    )


def turn_of(row: tuple[Any, ...], text: str) -> Turn:
    """Return the turn of a row of TURN, given the text of its transcript."""
    start, end, speaker, printed, role, how, kind, start_s, starts_s = row
    times = tuple(json.loads(starts_s)) if starts_s else ()
    return Turn(text[start:end], speaker, printed, role, Attribution(how), Kind(kind), start_s, times)


def passage_of(row: tuple[Any, ...]) -> Passage:
    """Return the passage of a row of PASSAGE."""
    key, transcript, turn, ordinal, start, end, text, speaker, role, how, kind, reach, start_s = row
    place = (key, transcript, turn, ordinal, start, end)
    return Passage(*place, text, speaker, role, Attribution(how), Kind(kind), Reach(reach), start_s)


def head_of(row: tuple[Any, ...]) -> TranscriptHead:
    """Return the head of a row of HEAD."""
    key, title, day, venue, language, source = row
    return TranscriptHead(key, title, dt.date.fromisoformat(day) if day else None, venue, language, source)


def tests_of(where: Conditions) -> tuple[list[str], list[Any]]:
    """Return conditions as SQL tests on passages p and transcripts t, with their values."""
    tests: list[str] = []
    values: list[Any] = []
    for column, allowed in (
        ("p.speaker", where.speakers),
        ("t.id", where.transcripts),
        ("p.kind", where.kinds),
    ):
        if allowed is not None:
            tests.append(f"{column} IN ({','.join('?' * len(allowed))})")
            values.extend(sorted(map(str, allowed)))
    if where.not_speakers:
        marks = ",".join("?" * len(where.not_speakers))
        tests.append(f"(p.speaker IS NULL OR p.speaker NOT IN ({marks}))")
        values.extend(sorted(where.not_speakers))
    for test, day in (("t.day >= ?", where.since), ("t.day <= ?", where.until)):
        if day is not None:
            tests.append(test)
            values.append(day.isoformat())
    return tests, values
