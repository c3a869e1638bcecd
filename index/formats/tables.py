"""Tables: a row is a turn, or a whole speech; rows that belong together are a transcript."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from index.dates import find_date
from index.documents import Block, Document, Hints
from index.errors import EmptyTranscriptError, MalformedError
from index.formats.columns import find_columns
from index.formats.plain import paragraphs
from index.formats.surnames import surnames_first
from index.formats.utterances import ends_sentence, is_stage, printed_voice, unnamed_voice
from index.formats.values import seconds, short
from index.labels import is_asker
from index.names import folded
from index.printed import split_name
from index.records import PARAGRAPH_BREAK, Attribution, Kind, Turn

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Sequence

Row = dict[str, str]
"""Field to cell; fields without a column are not there, and "name" is there where the speaker's is turned round."""

_KINDS = {kind.value: kind for kind in Kind}
_NOTHING = frozenset(["nan", "null", "none", "n/a", "na", "nil", "<na>"])
"""What programs write into cells that hold nothing."""
_SHOWN_WARNINGS = 5
_WRAPPED_SHARE = 0.5
"""Of the lines of a cell, how many end inside a sentence where it is wrapped at some width."""
_WRAPPED_LINES = 4
_WIDEST_WRAP = 120
_NARROWEST_WRAP = 20
_GOES_ON = re.compile(r"[^\W\d_]+(?:[ ,.;]|$)")
"""A word, not the letter of a list: "a) by day"."""
_YEAR = re.compile(r"[0-9]{4}")


def read_rows(items: Sequence[tuple[str, Any]], hints: Hints, *, expected: str) -> list[Document]:
    """Read objects as the rows of a table.

    Args:
        items: Each with where it stands in the file, as a message begins: "line 3: ".
        hints: Which columns hold what.
        expected: What a message says of other shapes.
    """
    for where, item in items:
        if not isinstance(item, dict):
            raise MalformedError(f"{where}not an object but {short(item)}; {expected}")
    columns = find_columns(dict.fromkeys(name for _, item in items for name in item), hints.columns, expected)
    wanted = list(columns.items())
    return documents_of({field: _cell(item.get(column)) for field, column in wanted} for _, item in items)


def _cell(value: object) -> str:
    """Return a value of JSON as the cell of a table; a list of texts are its paragraphs."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return PARAGRAPH_BREAK.join(value)
    if isinstance(value, float):
        return str(value) if math.isfinite(value) else ""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def documents_of(rows: Iterable[Row], warnings: tuple[str, ...] = ()) -> list[Document]:
    """Return the transcripts of a table, in the order in which they first appear.

    Raises:
        EmptyTranscriptError: No row holds text.
    """
    kept = [_cleaned(row) for row in rows if row.get("text", "").strip()]
    if not kept:
        raise EmptyTranscriptError("no row of the table holds text")
    days = _Days()
    documents = [_document(identity, group, days) for identity, group in _grouped(_with_names(kept))]
    return [replace(documents[0], warnings=(*warnings, *days.warnings())), *documents[1:]]


def _cleaned(row: Row) -> Row:
    """Return the cells that hold something."""
    return {
        field: cell if field == "text" else " ".join(cell.split())
        for field, cell in row.items()
        if field == "text" or (cell.strip() and cell.strip().casefold() not in _NOTHING)
    }


def _with_names(rows: list[Row]) -> list[Row]:
    """Return rows with the speaker's name where the column prints the surname first."""
    turned = surnames_first(row["speaker"] for row in rows if "speaker" in row)
    return [{**row, "name": turned[row["speaker"]]} if row.get("speaker") in turned else row for row in rows]


def _grouped(rows: list[Row]) -> Iterator[tuple[str | None, list[Row]]]:
    """Yield the rows of each transcript with its id, in the order in which they first appear."""
    key, named = _key(rows)
    groups: dict[object, list[Row]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    for value, group in groups.items():
        yield (str(value) if named and value is not None else None), group


def _key(rows: list[Row]) -> tuple[Callable[[Row], object], bool]:
    """Return what rows of one transcript have in common, and whether that is the transcript's id."""
    if any("transcript" in row for row in rows):
        return (lambda row: row.get("transcript")), True
    if any("id" in row for row in rows) and not _are_row_numbers(rows):
        return (lambda row: row.get("id")), True
    return (lambda row: (row.get("title"), row.get("date"), row.get("session"))), False


def _are_row_numbers(rows: list[Row]) -> bool:
    """Whether an id is a turn's: it differs in each row, and something else tells which rows belong together."""
    identities = {row.get("id") for row in rows}
    if len(identities) < len(rows):
        return False
    if any("order" in row for row in rows):
        return True
    if not all(row.get("id", "").isdecimal() for row in rows):
        return False
    heads = {(row.get("title"), row.get("session")) for row in rows}
    titled = any("title" in row or "session" in row for row in rows)
    return len(heads) < len(rows) if titled else not any("date" in row for row in rows)


def _document(identity: str | None, rows: list[Row], days: _Days) -> Document:
    def first(field: str) -> str | None:
        return next((row[field] for row in rows if field in row), None)

    spoken = first("speaker") is not None
    date = first("date")
    return Document(
        blocks=tuple(block for row in _ordered(rows) for block in _blocks(row, spoken=spoken)),
        id=identity,
        title=first("title"),
        date=days.day(date) if date else None,
        venue=first("venue"),
        language=first("language"),
        source=first("source"),
    )


def _ordered(rows: list[Row]) -> list[Row]:
    """Return rows by their numbers where every row has one, else as they are."""
    numbers = [seconds(row.get("order")) for row in rows]
    if None in numbers:
        return rows
    return [row for _, row in sorted(zip(numbers, rows, strict=True), key=lambda pair: pair[0] or 0.0)]


def _blocks(row: Row, *, spoken: bool) -> list[Block]:
    """Return a row as a turn; where no row names a speaker, as paragraphs, in which labels may."""
    parts = _paragraphs(row["text"])
    start_s = seconds(row["start"]) if "start" in row else seconds(row.get("start_ms"), 1000)
    if not spoken and "kind" not in row:
        return [Block(part, start_s=start_s if number == 0 else None) for number, part in enumerate(parts)]
    text = PARAGRAPH_BREAK.join(parts)
    return [Block(text, turn=_turn(text, row, start_s), start_s=start_s)]


def _paragraphs(cell: str) -> list[str]:
    """Return the lines of a cell; a line that goes on with a sentence in small letters is joined to the one before."""
    lines = cell.split("\n")
    if _is_wrapped([line for line in lines if line.strip()]):
        lines = paragraphs(cell)
    found: list[list[str]] = []
    previous = ""
    for line in map(str.strip, lines):
        if line and previous and _GOES_ON.match(line) and line[0].islower() and not ends_sentence(previous):
            found[-1].append(line)
        elif line:
            found.append([line])
        previous = line
    return [" ".join(each) for each in found]


def _is_wrapped(lines: list[str]) -> bool:
    """Whether lines are broken at some width: none is wide, few are short, and most end inside a sentence."""
    widths = [len(line) for line in lines]
    if len(lines) < _WRAPPED_LINES or max(widths) > _WIDEST_WRAP or sum(widths) < _NARROWEST_WRAP * len(lines):
        return False
    return sum(not ends_sentence(line) for line in lines) >= _WRAPPED_SHARE * len(lines)


def _turn(text: str, row: Row, start_s: float | None) -> Turn:
    cell = row.get("speaker")
    kind = _kind(text, row)
    if cell is None:
        return Turn(text, kind=kind, role=row.get("role"), start_s=start_s)
    unnamed, role, name = _named(cell)
    if "name" in row:
        role, name = None, row["name"]
    told = "role" in row or "name" in row
    speaker = None if kind is not Kind.SPEECH else unnamed or (name if told else None)
    return Turn(
        text,
        speaker=speaker,
        as_printed=printed_voice(cell) if unnamed else cell,
        role=row.get("role") or (role if speaker else None),
        attribution=Attribution.MARKUP,
        kind=kind,
        start_s=start_s,
    )


@lru_cache(maxsize=4096)
def _named(cell: str) -> tuple[str | None, str | None, str]:
    """Return the voice that a speaker's cell only numbers, and its role and name."""
    return None if is_asker(cell) else unnamed_voice(cell), *split_name(cell)


@lru_cache(maxsize=4096)
def _asks(cell: str) -> bool:
    return is_asker(cell)


def _kind(text: str, row: Row) -> Kind:
    if (told := _KINDS.get(folded(row.get("kind", "")))) is not None:
        return told
    if _asks(row.get("speaker", "")):
        return Kind.QUESTION
    return Kind.STAGE if "speaker" not in row and is_stage(text) else Kind.SPEECH


class _Days:
    """Reads the dates of a table, each once; says once of each what cannot be read."""

    def __init__(self) -> None:
        self._read: dict[str, dt.date | None] = {}
        self._warnings: list[str] = []

    def day(self, cell: str) -> dt.date | None:
        """Return the day that a cell names; a year alone is none."""
        if cell not in self._read:
            day, warning = find_date(cell[:80])
            if day is None and not _YEAR.fullmatch(cell):
                self._warnings.append(warning or f"the date {short(cell)} cannot be read; write it as YYYY-MM-DD")
            self._read[cell] = day
        return self._read[cell]

    def warnings(self) -> tuple[str, ...]:
        """Return what there is to say: the first cases, and how many there are."""
        shown = self._warnings[:_SHOWN_WARNINGS]
        more = len(self._warnings) - len(shown)
        return (*shown, f"{more} more dates cannot be read") if more else tuple(shown)
