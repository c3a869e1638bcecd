"""The tables of passages.sqlite, as numbered migrations; the number of those applied is SQLite's user_version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.errors import IndexMismatchError

if TYPE_CHECKING:
    import sqlite3

MIGRATIONS = (
    """
    CREATE TABLE sources (
        path TEXT PRIMARY KEY,
        sha256 TEXT NOT NULL,
        format TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE transcripts (
        key INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        path TEXT NOT NULL,
        title TEXT,
        day TEXT,
        venue TEXT,
        language TEXT,
        source TEXT,
        text TEXT NOT NULL
    );
    CREATE INDEX transcripts_path ON transcripts (path);
    CREATE INDEX transcripts_day ON transcripts (day);
    CREATE TABLE turns (
        transcript INTEGER NOT NULL REFERENCES transcripts (key) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        speaker TEXT,
        as_printed TEXT,
        role TEXT,
        attribution TEXT NOT NULL,
        kind TEXT NOT NULL,
        start_s REAL,
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        words INTEGER NOT NULL,
        PRIMARY KEY (transcript, position)
    ) WITHOUT ROWID;
    CREATE TABLE passages (
        id INTEGER PRIMARY KEY,
        transcript INTEGER NOT NULL REFERENCES transcripts (key) ON DELETE CASCADE,
        ordinal INTEGER NOT NULL,
        turn INTEGER NOT NULL,
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        text TEXT NOT NULL,
        speaker TEXT,
        kind TEXT NOT NULL,
        reach TEXT NOT NULL,
        embeds TEXT NOT NULL,
        embedded TEXT
    );
    CREATE INDEX passages_place ON passages (transcript, ordinal);
    CREATE INDEX passages_speaker ON passages (speaker);
    CREATE INDEX passages_embedded ON passages (embedded);
    CREATE INDEX passages_pending ON passages (id) WHERE embedded IS NULL AND reach = 'meaning';
    CREATE TABLE sentences (
        passage INTEGER PRIMARY KEY REFERENCES passages (id) ON DELETE CASCADE,
        spans BLOB NOT NULL,
        vectors BLOB NOT NULL
    );
    """,
    """
    ALTER TABLE turns ADD COLUMN starts_s TEXT;
    ALTER TABLE turns ADD COLUMN named TEXT;
    UPDATE turns SET named = speaker;
    ALTER TABLE passages ADD COLUMN start_s REAL;
    UPDATE passages SET start_s = (
        SELECT start_s FROM turns WHERE transcript = passages.transcript AND position = passages.turn
    );
    CREATE TABLE names (
        name TEXT NOT NULL,
        printed TEXT NOT NULL,
        canonical TEXT NOT NULL,
        rule TEXT NOT NULL,
        PRIMARY KEY (name, printed, canonical)
    ) WITHOUT ROWID;
    CREATE TABLE declared (
        speaker TEXT PRIMARY KEY,
        roles TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE corrected (
        transcript INTEGER NOT NULL,
        position INTEGER NOT NULL,
        speaker TEXT,
        role TEXT,
        attribution TEXT NOT NULL,
        kind TEXT NOT NULL,
        PRIMARY KEY (transcript, position),
        FOREIGN KEY (transcript, position) REFERENCES turns (transcript, position) ON DELETE CASCADE
    ) WITHOUT ROWID;
    """,
    """
    DROP TABLE sentences;
    UPDATE passages SET embedded = NULL;
    """,
    """
    CREATE TABLE summaries (
        what TEXT PRIMARY KEY,
        body TEXT NOT NULL
    ) WITHOUT ROWID;
    """,
    """
    DROP INDEX passages_place;
    CREATE INDEX passages_place ON passages (transcript, ordinal, reach, turn, speaker);
    """,
    """
    CREATE INDEX transcripts_heads ON transcripts (id, title, day, venue, language, source);
    """,
)
"""``embeds`` is the hash of the text (and its language) that is to be embedded, ``embedded`` of the one that was.

``turns.named`` is the speaker as the transcript itself tells, ``turns.speaker`` and ``passages.speaker`` the canonical
name in the corpus, derived from it at every build; ``corrected`` keeps what corrected turns were before. The third
migration moved sentences out of the database, beside the vectors of tokens that no index had before. The last two
made an index tell all places of passages, and all heads of transcripts, whose texts need not be read for that.
"""


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a database to the newest schema.

    Raises:
        IndexMismatchError: It was written by a newer Rostrum.
    """
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > len(MIGRATIONS):
        raise IndexMismatchError(
            f"passages.sqlite has schema {version}, newer than the {len(MIGRATIONS)} known here; update Rostrum"
        )
    for number, script in enumerate(MIGRATIONS[version:], version + 1):
        connection.executescript(f"BEGIN; {script} PRAGMA user_version = {number}; COMMIT;")
