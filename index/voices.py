"""Who speaks, in passages.sqlite: names as transcripts give them, what they became, and the speakers in sum."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from index.names import folded
from index.printed import split_name
from index.records import Attribution, Kind, Speaker
from index.speakers import Voice

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping

    from index.speakers import Joined

    Place = tuple[str, int]

IN_TRANSCRIPT = "resolved inside its transcript"
"""The rule of a printed form whose name the transcript itself resolved: "Mr. Korvin" under "Ada Korvin"."""

_PRINTED = "iif(c.position IS NULL, u.as_printed, NULL)"
"""What is printed over a turn that is somebody else's is no name of theirs."""
_TURNS = """
    FROM turns u JOIN transcripts t ON t.key = u.transcript
    LEFT JOIN corrected c ON c.transcript = u.transcript AND c.position = u.position
"""
VOICE = f"""
    SELECT t.id, u.named, {_PRINTED}, u.role, t.day, min(u.kind = 'question'), u.speaker
    {_TURNS} WHERE u.named IS NOT NULL GROUP BY t.key, 2, 3, 4, 7
"""
SPEAKER = f"""
    SELECT u.speaker, u.named, {_PRINTED}, u.role, u.attribution, n.rule, count(*), sum(u.words)
    {_TURNS} LEFT JOIN names n ON n.name = u.named AND n.printed = ifnull({_PRINTED}, '') AND n.canonical = u.speaker
    WHERE u.speaker IS NOT NULL
    GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, min(printf('%s/%09d', t.id, u.position))
"""
SPEAKS_IN = "SELECT speaker, count(DISTINCT transcript) FROM turns WHERE speaker IS NOT NULL GROUP BY speaker"
DECLARED = "SELECT speaker, roles FROM declared"


def voice_of(row: tuple[Any, ...]) -> tuple[Voice, str]:
    """Return the voice of a row of VOICE, and the speaker it has now."""
    transcript, name, printed, role, day, asks, speaker = row
    return Voice(transcript, name, printed, role, dt.date.fromisoformat(day) if day else None, bool(asks)), speaker


@dataclass(slots=True)
class _Sum:
    roles: dict[str, None] = field(default_factory=dict)
    aliases: dict[str, None] = field(default_factory=dict)
    joined: dict[str, str] = field(default_factory=dict)
    attributions: dict[Attribution, int] = field(default_factory=lambda: defaultdict(int))
    words: int = 0


def speakers_of(rows: Iterable[tuple[Any, ...]], speaks_in: dict[str, int], declared: dict[str, str]) -> list[Speaker]:
    """Return the speakers of the rows of SPEAKER, SPEAKS_IN and DECLARED, by name."""
    found: dict[str, _Sum] = defaultdict(_Sum)
    for name, named, printed, role, how, rule, turns, words in rows:
        entry = found[name]
        entry.roles |= dict.fromkeys(json.loads(declared.get(name, "[]")))
        entry.roles |= {role: None} if role else {}
        alias = printed or (named if named != name else None)
        entry.aliases |= {alias: None} if alias else {}
        entry.joined |= {alias: rule} if alias and rule else {}
        entry.attributions[Attribution(how)] += turns
        entry.words += words
    return [
        Speaker(
            name,
            tuple(each.roles),
            tuple(each.aliases),
            turns=sum(each.attributions.values()),
            words=each.words,
            transcripts=speaks_in[name],
            attributions=tuple((how, each.attributions[how]) for how in Attribution if how in each.attributions),
            joined=tuple(each.joined.items()),
        )
        for name, each in found.items()
    ]


def rename(db: sqlite3.Connection, changes: Mapping[Voice, str]) -> None:
    """Make voices other speakers, in turns and in passages."""
    db.executemany(
        "UPDATE turns AS u SET speaker = ? WHERE u.transcript = (SELECT key FROM transcripts WHERE id = ?) "
        "AND u.named = ? AND u.role IS ? AND ? IS iif(EXISTS (SELECT 1 FROM corrected c "
        "WHERE c.transcript = u.transcript AND c.position = u.position), NULL, u.as_printed)",
        [(name, each.transcript, each.name, each.role, each.printed) for each, name in changes.items()],
    )
    _follow(db, {voice.transcript for voice in changes})


def put_names(
    db: sqlite3.Connection, joined: Iterable[tuple[Voice, Joined]], roles: Mapping[str, tuple[str, ...]]
) -> None:
    """Store which names were joined by which rules, and the roles that speakers.toml gives."""
    db.execute("DELETE FROM names")
    db.executemany("INSERT INTO names VALUES (?, ?, ?, ?)", sorted(set(_name_rows(joined))))
    db.execute("DELETE FROM declared")
    db.executemany("INSERT INTO declared VALUES (?, ?)", [(name, json.dumps(each)) for name, each in roles.items()])


def _name_rows(joined: Iterable[tuple[Voice, Joined]]) -> Iterator[tuple[str, str, str, str]]:
    for voice, who in joined:
        rule = who.rule
        if rule is None and voice.printed and _name_in(voice.printed) != folded(who.name):
            rule = IN_TRANSCRIPT
        if rule is not None:
            yield voice.name, voice.printed or "", who.name, rule


@lru_cache(maxsize=1 << 16)
def _name_in(printed: str) -> str:
    return folded(split_name(printed)[1])


def correct(db: sqlite3.Connection, corrections: Mapping[Place, str]) -> tuple[set[str], dict[Place, Kind | None]]:
    """Make these turns other speakers' than their transcripts say, and all others what they were.

    Args:
        db: The database.
        corrections: Transcript id and position to speaker.

    Returns:
        The transcripts that changed; and what cannot be corrected: a stage direction, or None for no turn at all.
    """
    rows = db.execute(
        "SELECT t.id, c.position, u.named FROM corrected c JOIN transcripts t ON t.key = c.transcript "
        "JOIN turns u ON u.transcript = c.transcript AND u.position = c.position"
    )
    done = {(transcript, position): speaker for transcript, position, speaker in rows}
    undone = [place for place, speaker in done.items() if corrections.get(place) != speaker]
    for place in undone:
        _restore(db, place)
    wanted = {place: speaker for place, speaker in corrections.items() if done.get(place) != speaker}
    kinds = {place: _kind(db, place) for place in wanted}
    refused = {place: kind for place, kind in kinds.items() if not _is_spoken(kind)}
    for place, speaker in wanted.items():
        if place not in refused:
            _correct(db, place, speaker)
    touched = {transcript for transcript, _ in (*undone, *wanted)}
    _follow(db, touched)
    return touched, refused


def _is_spoken(kind: Kind | None) -> bool:
    return kind is not None and kind is not Kind.STAGE


def _kind(db: sqlite3.Connection, place: Place) -> Kind | None:
    row = db.execute(f"SELECT kind FROM turns WHERE {_AT}", place).fetchone()
    return Kind(row[0]) if row else None


_AT = "transcript = (SELECT key FROM transcripts WHERE id = ?) AND position = ?"


def _correct(db: sqlite3.Connection, place: Place, speaker: str) -> None:
    db.execute(
        f"INSERT INTO corrected SELECT transcript, position, named, role, attribution, kind FROM turns WHERE {_AT}",
        place,
    )
    db.execute(
        "UPDATE turns SET named = ?, speaker = ?, role = NULL, attribution = ?, "
        f"kind = iif(kind = 'narration', 'speech', kind) WHERE {_AT}",
        (speaker, speaker, Attribution.METADATA.value, *place),
    )


def _restore(db: sqlite3.Connection, place: Place) -> None:
    db.execute(
        "UPDATE turns SET (named, speaker, role, attribution, kind) = (SELECT c.speaker, c.speaker, c.role, "
        "c.attribution, c.kind FROM corrected c WHERE c.transcript = turns.transcript AND c.position = turns.position) "
        f"WHERE {_AT}",
        place,
    )
    db.execute(f"DELETE FROM corrected WHERE {_AT}", place)


def _follow(db: sqlite3.Connection, transcripts: Iterable[str]) -> None:
    """Let passages say of their turns what the turns say now."""
    db.executemany(
        "UPDATE passages SET (speaker, kind) = (SELECT u.speaker, u.kind FROM turns u "
        "WHERE u.transcript = passages.transcript AND u.position = passages.turn) "
        "WHERE transcript = (SELECT key FROM transcripts WHERE id = ?)",
        [(each,) for each in sorted(transcripts)],
    )
