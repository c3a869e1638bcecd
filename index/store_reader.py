"""Reading passages.sqlite: records by their ids, all of a kind, and speakers in sum."""

from __future__ import annotations

import datetime as dt
import sqlite3
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from index.errors import IndexDamagedError
from index.name_cards import NameCard, cards_of
from index.records import Conditions, Kind, Passage, Reach, Source, Speaker, Transcript, TranscriptHead
from index.rows import HEAD, PASSAGE, TURN, head_of, passage_of, tests_of, turn_of
from index.summaries import NAME_CARDS, SPEAKERS, cards_from_json, speakers_from_json, speakers_to_json
from index.voices import DECLARED, SPEAKER, SPEAKS_IN, speakers_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    Ids = NDArray[np.int64]

_BATCH = 500
_PLACE = np.dtype([("id", "i8"), ("transcript", "i8"), ("ordinal", "i8"), ("turn", "i4"), ("speaker", "O")])


class StoreReader:
    """Reads passages.sqlite; :class:`index.store.PassageStore` opens it, and writes."""

    def __init__(self, connection: sqlite3.Connection, *, read_only: bool) -> None:
        """Take an open connection, which threads share behind one lock."""
        self._db = connection
        self._lock = threading.RLock()
        self._read_only = read_only
        self._speakers: list[Speaker] | None = None

    def sources(self) -> dict[str, Source]:
        """Return all files, by path."""
        return {path: Source(path, sha, kind) for path, sha, kind in self._all("SELECT * FROM sources ORDER BY path")}

    def owner(self, transcript_id: str) -> str | None:
        """Return the path of the file that gave a transcript."""
        rows = self._all("SELECT path FROM transcripts WHERE id = ?", transcript_id)
        return rows[0][0] if rows else None

    def transcripts_of(self, path: str) -> list[str]:
        """Return the ids of the transcripts that a file gave, sorted."""
        return [each for (each,) in self._all("SELECT id FROM transcripts WHERE path = ? ORDER BY id", path)]

    def heads(self, *, reach: Reach | None = None) -> list[TranscriptHead]:
        """Return the heads of all transcripts, or of those that have a passage of this reach, by id.

        Those with a passage of reach MEANING are what transcripts are numbered by in :meth:`places`.
        """
        if reach is None:
            return [head_of(row) for row in self._all(HEAD + " ORDER BY id")]
        held = "EXISTS (SELECT 1 FROM passages WHERE transcript = transcripts.key AND reach = ?)"
        return [head_of(row) for row in self._all(f"{HEAD} WHERE {held} ORDER BY id", reach.value)]

    def head(self, transcript_id: str) -> TranscriptHead | None:
        """Return a transcript's head, or None when there is no such transcript."""
        rows = self._all(HEAD + " WHERE id = ?", transcript_id)
        return head_of(rows[0]) if rows else None

    def heads_of(self, ids: Iterable[str]) -> list[TranscriptHead]:
        """Return the heads of some transcripts, by id; ids that are not stored are left out."""
        wanted = sorted(ids)
        marks = ",".join("?" * len(wanted))
        return [head_of(row) for row in self._all(f"{HEAD} WHERE id IN ({marks}) ORDER BY id", *wanted)]

    def transcript(self, transcript_id: str) -> Transcript | None:
        """Return a whole transcript, or None when there is no such transcript."""
        head = self.head(transcript_id)
        if head is None:
            return None
        ((key, text),) = self._all("SELECT key, text FROM transcripts WHERE id = ?", transcript_id)
        turns = tuple(turn_of(row, text) for row in self._all(TURN, key))
        return Transcript(head.id, head.title, head.date, head.venue, head.language, head.source, turns=turns)

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """Return passages by id; ids that are not stored are left out."""
        found = {}
        for start in range(0, len(ids), _BATCH):
            batch = [int(each) for each in ids[start : start + _BATCH]]
            marks = ",".join("?" * len(batch))
            for row in self._all(f"{PASSAGE} WHERE p.id IN ({marks})", *batch):
                found[row[0]] = passage_of(row)
        return found

    def passages_of(self, transcript_id: str, first: int = 0, last: int = 2**62) -> list[Passage]:
        """Return a transcript's passages with first <= ordinal <= last, in order."""
        rows = self._all(
            f"{PASSAGE} WHERE t.id = ? AND p.ordinal BETWEEN ? AND ? ORDER BY p.ordinal",
            transcript_id,
            first,
            last,
        )
        return [passage_of(row) for row in rows]

    def passages_in_turns(self, transcript_id: str, first: int, last: int) -> list[Passage]:
        """Return a transcript's passages of the turns first to last, itself included, in order."""
        where = "WHERE t.id = ? AND p.turn BETWEEN ? AND ? ORDER BY p.ordinal"
        return [passage_of(row) for row in self._all(f"{PASSAGE} {where}", transcript_id, first, last)]

    def ids(self, where: Conditions = Conditions(), *, reach: Reach | None = None) -> Ids:  # noqa: B008
        """Return the ids of all passages that fulfil the conditions, in no order."""
        tests, values = tests_of(where)
        if reach is not None:
            tests.append("p.reach = ?")
            values.append(reach.value)
        condition = " WHERE " + " AND ".join(tests) if tests else ""
        sql = f"SELECT p.id FROM passages p JOIN transcripts t ON t.key = p.transcript{condition}"
        return np.fromiter((row[0] for row in self._all(sql, *values)), np.int64)

    def pending_ids(self) -> list[int]:
        """Return the passages that need a vector, as they follow each other in their transcripts."""
        rows = self._all(
            "SELECT p.id FROM passages p JOIN transcripts t ON t.key = p.transcript "
            "WHERE p.embedded IS NULL AND p.reach = 'meaning' ORDER BY t.id, p.ordinal"
        )
        return [each for (each,) in rows]

    def to_embed(self, ids: Sequence[int]) -> list[tuple[int, str, str, str | None]]:
        """Return (id, text, hash of what is to be embedded, language) of passages, in the order of ids."""
        marks = ",".join("?" * len(ids))
        rows = self._all(
            "SELECT p.id, p.text, p.embeds, t.language FROM passages p JOIN transcripts t ON t.key = p.transcript "
            f"WHERE p.id IN ({marks})",
            *ids,
        )
        found = {row[0]: row for row in rows}
        return [found[each] for each in ids]

    def places(self) -> tuple[Ids, NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
        """Return ids, transcript numbers, turns and speaker numbers of all passages of reach MEANING.

        They are in the order of transcripts, counted from 0 in the order of their ids, and of places in them. Speakers
        are counted in the order of :meth:`voices_of_passages`; nobody is -1.
        """
        number: dict[str | None, int] = {name: n for n, name in enumerate(self.voices_of_passages())}
        keys = [key for (key,) in self._all("SELECT key FROM transcripts ORDER BY id")]
        place_of = np.zeros(max(keys, default=0) + 1, np.int64)
        place_of[keys] = np.arange(len(keys))
        found = self._table("SELECT id, transcript, ordinal, turn, speaker FROM passages WHERE reach = 'meaning'")
        found["transcript"] = place_of[found["transcript"]]
        # SQLite takes three times as long to sort by text.
        order = np.lexsort((found["ordinal"], found["transcript"]))
        changes = np.diff(found["transcript"][order], prepend=found["transcript"][order[:1]]) != 0
        speakers = np.array([number.get(each, -1) for each in found["speaker"]], np.int32)
        return found["id"][order], np.cumsum(changes, dtype=np.int32), found["turn"][order], speakers[order]

    def _table(self, sql: str) -> NDArray[np.void]:
        """Return the rows of passages with their columns by name, without half a million tuples on the way."""
        with self._lock, self._telling_damage():
            return np.fromiter(self._db.execute(sql), _PLACE)

    def voices_of_passages(self) -> tuple[str, ...]:
        """Return the names of those who speak in passages, sorted."""
        # From each to the next by the index, which SQLite would read from end to end for DISTINCT.
        rows = self._all(
            "WITH RECURSIVE voices (name) AS (SELECT min(speaker) FROM passages UNION ALL "
            "SELECT (SELECT min(speaker) FROM passages WHERE speaker > voices.name) FROM voices "
            "WHERE voices.name IS NOT NULL) SELECT name FROM voices WHERE name IS NOT NULL"
        )
        return tuple(each for (each,) in rows)

    def embedded_ids(self) -> Ids:
        """Return the ids of all passages that have the vector of the text they have now, in no order."""
        rows = self._all("SELECT id FROM passages WHERE embedded IS NOT NULL")
        return np.fromiter((row[0] for row in rows), np.int64)

    def embedded_twin(self, embeds: str) -> int | None:
        """Return a passage that already has the vector of a text, given the hash of text and language."""
        rows = self._all("SELECT id FROM passages WHERE embedded = ? LIMIT 1", embeds)
        return rows[0][0] if rows else None

    def counts(self) -> dict[str, int]:
        """Return how many transcripts, turns, passages and of these per reach there are."""
        found = {
            table: int(self._all(f"SELECT count(*) FROM {table}")[0][0])
            for table in ("sources", "transcripts", "turns", "passages")
        }
        by_reach = dict(self._all("SELECT reach, count(*) FROM passages GROUP BY reach"))
        return found | {reach.value: by_reach.get(reach.value, 0) for reach in Reach}

    def speakers(self) -> list[Speaker]:
        """Return all speakers, by name; summed up once for a store that does not change."""
        if self._speakers is None or not self._read_only:
            kept = self._summary(SPEAKERS) if self._read_only else None
            self._speakers = self._summed_up() if kept is None else speakers_from_json(kept)
        return list(self._speakers)

    def name_cards(self) -> list[NameCard]:
        """Return what each speaker can be found by, in the order of speakers()."""
        kept = self._kept_cards() if self._read_only else None
        return cards_of(self.speakers()) if kept is None else kept

    def stale_summaries(self) -> list[str]:
        """Return which of the summaries are not what the records say; none where none are kept, or by other rules."""
        speakers = self._summed_up()
        found: dict[str, tuple[Any, Any]] = {
            SPEAKERS: (self._summary(SPEAKERS), speakers_to_json(speakers)),
            NAME_CARDS: (self._kept_cards(), cards_of(speakers)),
        }
        return [what for what, (kept, now) in found.items() if kept not in (None, now)]

    def _kept_cards(self) -> list[NameCard] | None:
        kept = self._summary(NAME_CARDS)
        return cards_from_json(kept) if kept else None

    def _summary(self, what: str) -> str | None:
        """Return what a build kept; None where it kept nothing, as in older indexes."""
        if not self._all("SELECT 1 FROM sqlite_master WHERE name = 'summaries'"):
            return None
        rows = self._all("SELECT body FROM summaries WHERE what = ?", what)
        return rows[0][0] if rows else None

    def _summed_up(self) -> list[Speaker]:
        return speakers_of(self._all(SPEAKER), dict(self._all(SPEAKS_IN)), dict(self._all(DECLARED)))

    def days_of_speakers(self) -> dict[str, tuple[dt.date, dt.date]]:
        """Return the first and the last day on which each speaks, by name; who speaks undated only is left out."""
        rows = self._all(
            "SELECT u.speaker, min(t.day), max(t.day) FROM turns u JOIN transcripts t ON t.key = u.transcript "
            "WHERE u.speaker IS NOT NULL AND t.day IS NOT NULL GROUP BY u.speaker"
        )
        return {name: (dt.date.fromisoformat(first), dt.date.fromisoformat(last)) for name, first, last in rows}

    def speakers_in(self) -> dict[str, int]:
        """Return how many different speakers speak in each transcript, by its id."""
        rows = self._all(
            "SELECT t.id, count(DISTINCT u.speaker) FROM transcripts t LEFT JOIN turns u ON u.transcript = t.key "
            "GROUP BY t.key ORDER BY t.id"
        )
        return dict(rows)

    def unnamed(self) -> dict[Kind, tuple[int, int]]:
        """Return how many turns without a speaker there are of each kind, and of how many words."""
        rows = self._all(
            "SELECT kind, count(*), sum(words) FROM turns WHERE speaker IS NULL GROUP BY kind ORDER BY kind"
        )
        return {Kind(kind): (turns, words) for kind, turns, words in rows}

    def date_range(self) -> tuple[dt.date, dt.date] | None:
        """Return the first and the last day of all transcripts, or None when none has a date."""
        ((first, last),) = self._all("SELECT min(day), max(day) FROM transcripts")
        return (dt.date.fromisoformat(first), dt.date.fromisoformat(last)) if first else None

    def _all(self, sql: str, *values: object) -> list[Any]:
        with self._lock, self._telling_damage():
            return self._db.execute(sql, values).fetchall()

    @contextmanager
    def _telling_damage(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            if is_full(error):
                raise
            raise IndexDamagedError(f"passages.sqlite cannot be read: {error}") from error


def is_full(error: sqlite3.DatabaseError) -> bool:
    """Whether an error says that the disk is full."""
    return isinstance(error, sqlite3.OperationalError) and "full" in str(error)
