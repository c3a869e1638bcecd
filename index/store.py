"""The store of records: transcripts, turns and passages in SQLite.

``PassageStore(":memory:")`` is its own test double. A connection is shared by threads behind one lock; reads are short.
"""

from __future__ import annotations

import sqlite3
import weakref
from contextlib import contextmanager
from typing import TYPE_CHECKING

from index.errors import IndexDamagedError, PassageIdCollisionError
from index.name_cards import cards_of, told
from index.records import Kind, Passage, Source, Transcript
from index.rows import passage_row, turn_rows
from index.schema import migrate
from index.store_reader import StoreReader, is_full
from index.summaries import (
    NAME_CARDS,
    SPEAKERS,
    cards_to_json,
    speakers_from_json,
    speakers_to_json,
)
from index.voices import VOICE, correct, put_names, rename, voice_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from index.speakers import Joined, Voice


class PassageStore(StoreReader):
    """Reads and writes passages.sqlite."""

    def __init__(self, path: Path | str, *, read_only: bool = False) -> None:
        """Open a database, making it or bringing it to the newest schema unless it is only to be read."""
        try:
            super().__init__(_connected(path, read_only=read_only), read_only=read_only)
            if not read_only:
                self._db.execute("PRAGMA journal_mode = MEMORY")
                migrate(self._db)
            # A connection and its own cache hold each other: the file of a generation that nobody reads any more would
            # stay open until Python happens to look for such cycles.
            weakref.finalize(self, self._db.close)
            self._db.execute("PRAGMA foreign_keys = ON")
            self._db.execute("SELECT count(*) FROM sources").fetchone()
        except sqlite3.DatabaseError as error:
            raise IndexDamagedError(f"passages.sqlite cannot be read: {error}") from error

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make all writes inside happen together or not at all."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    # -- writing ---------------------------------------------------------------------------------------------------

    def put_source(self, source: Source, transcripts: Sequence[tuple[Transcript, Sequence[Passage]]]) -> list[str]:
        """Store what a file gave, in place of what it gave before; return the ids of all transcripts touched.

        Passages that stay keep their vectors. A transcript whose id another file gave before moves to this file.
        """
        self._db.execute(
            "INSERT INTO sources VALUES (?, ?, ?) ON CONFLICT (path) DO UPDATE SET sha256 = ?2, format = ?3",
            (source.path, source.sha256, source.format),
        )
        kept = {transcript.id for transcript, _ in transcripts}
        gone = [each for each in self.transcripts_of(source.path) if each not in kept]
        self._drop_transcripts(gone)
        for transcript, passages in transcripts:
            self._put_transcript(source.path, transcript, passages)
        return [*gone, *kept]

    def drop_source(self, path: str) -> list[str]:
        """Forget a file and the transcripts that are still its own; return their ids."""
        gone = self.transcripts_of(path)
        self._drop_transcripts(gone)
        self._db.execute("DELETE FROM sources WHERE path = ?", (path,))
        return gone

    def mark_embedded(self, ids: Iterable[int]) -> None:
        """Note that the vectors of these passages are of the texts they now have."""
        self._db.executemany("UPDATE passages SET embedded = embeds WHERE id = ?", [(int(each),) for each in ids])

    def _put_transcript(self, path: str, transcript: Transcript, passages: Sequence[Passage]) -> None:
        day = transcript.date.isoformat() if transcript.date else None
        head = (
            path,
            transcript.title,
            day,
            transcript.venue,
            transcript.language,
            transcript.source,
            transcript.text,
        )
        (key,) = self._db.execute(
            'INSERT INTO transcripts (id, path, title, day, venue, language, source, "text") '
            "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (id) DO UPDATE SET "
            'path = ?2, title = ?3, day = ?4, venue = ?5, language = ?6, source = ?7, "text" = ?8 RETURNING key',
            (transcript.id, *head),
        ).fetchone()
        self._db.execute("DELETE FROM turns WHERE transcript = ?", (key,))
        marks = ", ".join("?" * 13)
        self._db.executemany(f"INSERT INTO turns VALUES ({marks})", turn_rows(key, transcript.turns))
        known = {each for (each,) in self._db.execute("SELECT id FROM passages WHERE transcript = ?", (key,))}
        gone = known.difference(passage.id for passage in passages)
        self._db.executemany("DELETE FROM passages WHERE id = ?", [(each,) for each in gone])
        try:
            self._db.executemany(
                "INSERT INTO passages VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, NULL, ?12) "
                'ON CONFLICT (id) DO UPDATE SET ordinal = ?3, turn = ?4, start = ?5, "end" = ?6, speaker = ?8, '
                "kind = ?9, reach = ?10, embeds = ?11, embedded = CASE WHEN embedded = ?11 THEN embedded END, "
                "start_s = ?12 "
                "WHERE transcript = ?2 AND text = ?7",
                [passage_row(key, passage, transcript.language) for passage in passages],
            )
        except sqlite3.IntegrityError as error:
            raise PassageIdCollisionError(f"in {transcript.id}: {error}") from error
        self._forget_unranked(key)
        (stored,) = self._db.execute("SELECT count(*) FROM passages WHERE transcript = ?", (key,)).fetchone()
        if stored != len(passages):
            raise PassageIdCollisionError(
                f"{len(passages)} passages of {transcript.id} need as many ids, {stored} are free: two texts share one"
            )

    def _forget_unranked(self, key: int) -> None:
        """Take the vectors from passages that were found by meaning before, and are so no longer."""
        self._db.execute(
            "UPDATE passages SET embedded = NULL WHERE transcript = ? AND reach <> 'meaning' AND embedded IS NOT NULL",
            (key,),
        )

    def _drop_transcripts(self, ids: Sequence[str]) -> None:
        self._db.executemany("DELETE FROM transcripts WHERE id = ?", [(each,) for each in ids])

    # -- who speaks, over all transcripts --------------------------------------------------------------------------

    def correct(
        self, corrections: Mapping[tuple[str, int], str]
    ) -> tuple[set[str], dict[tuple[str, int], Kind | None]]:
        """Make these turns, by transcript id and position, other speakers'; see :func:`index.voices.correct`."""
        return correct(self._db, corrections)

    def voices(self) -> list[tuple[Voice, str]]:
        """Return everybody who is named in a transcript, with the speaker that stands for them now."""
        return [voice_of(row) for row in self._all(VOICE)]

    def rename(self, changes: Mapping[Voice, str]) -> None:
        """Make voices other speakers, in turns and in passages."""
        rename(self._db, changes)

    def put_names(self, joined: Iterable[tuple[Voice, Joined]], roles: Mapping[str, tuple[str, ...]]) -> None:
        """Store which names were joined by which rules, and the roles that speakers.toml gives."""
        put_names(self._db, joined, roles)

    # -- what a build ends with -------------------------------------------------------------------------------------

    def summarise(self) -> None:
        """Keep what speakers() and name_cards() return, for those who only read; the last thing that a build does."""
        before, cards = self._summary(SPEAKERS), self._kept_cards()
        known = dict(zip(map(told, speakers_from_json(before)), cards, strict=True)) if before and cards else {}
        speakers = self._summed_up()
        bodies = {SPEAKERS: speakers_to_json(speakers), NAME_CARDS: cards_to_json(cards_of(speakers, known))}
        with self.transaction():
            self._db.execute("DELETE FROM summaries")
            self._db.executemany("INSERT INTO summaries VALUES (?, ?)", bodies.items())

    def give_back(self) -> None:
        """Make the file smaller once most of it is room of what was taken away, which SQLite keeps for what may come.

        Where the disk has no room for that it is left as it is.
        """
        ((pages,),), ((free,),) = self._all("PRAGMA page_count"), self._all("PRAGMA freelist_count")
        if free * 2 <= pages:
            return
        with self._lock:
            try:
                self._db.execute("VACUUM")
            except sqlite3.OperationalError as error:
                if not is_full(error):
                    raise


def _connected(path: Path | str, *, read_only: bool) -> sqlite3.Connection:
    if not read_only:
        return sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    uri = f"{path.as_uri() if not isinstance(path, str) else path}?mode=ro&immutable=1"
    return sqlite3.connect(uri, uri=True, check_same_thread=False, isolation_level=None)
