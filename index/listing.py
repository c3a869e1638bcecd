"""What an index holds, file by file, for those who keep the transcripts."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.errors import IndexDamagedError

if TYPE_CHECKING:
    from pathlib import Path

_LISTED = """
SELECT t.path, t.id, t.title, t.day, s.format, s.sha256,
       group_concat(DISTINCT replace(u.speaker, char(31), ' ') || char(31)), coalesce(sum(u.words), 0)
FROM transcripts t JOIN sources s ON s.path = t.path LEFT JOIN turns u ON u.transcript = t.key
GROUP BY t.key ORDER BY t.path, t.id
"""
_BETWEEN = "\x1f,"
"""group_concat(DISTINCT …) takes no separator of ours; a unit separator before its comma makes it one."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One transcript of an index, and the file that gave it."""

    path: str
    """Of the file, under its root."""
    id: str
    title: str | None
    date: dt.date | None
    format: str
    sha256: str
    """Of the file."""
    speakers: tuple[str, ...]
    """Canonical names, sorted."""
    words: int


def listed(store: Path) -> list[Listed]:
    """Return what is in a sealed passages.sqlite, by file and transcript.

    Raises:
        IndexDamagedError: It cannot be read.
    """
    try:
        uri = f"{store.resolve().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(uri, uri=True)) as database:
            rows = database.execute(_LISTED).fetchall()
    except sqlite3.DatabaseError as error:
        raise IndexDamagedError(f"{store} cannot be read: {error}") from error
    return [
        Listed(path, identity, title, dt.date.fromisoformat(day) if day else None, kind, sha256, _names(names), words)
        for path, identity, title, day, kind, sha256, names, words in rows
    ]


def _names(joined: str | None) -> tuple[str, ...]:
    return tuple(sorted(each for each in (joined or "").removesuffix("\x1f").split(_BETWEEN) if each))
