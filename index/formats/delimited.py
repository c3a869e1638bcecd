"""Tables as text: cells apart by commas, semicolons, tabs or bars; the first row names the columns."""

from __future__ import annotations

import csv
import re
from itertools import islice
from typing import TYPE_CHECKING, Any

from index.decoding import decode
from index.documents import NO_HINTS, Document, Hints
from index.errors import EmptyTranscriptError, MalformedError
from index.formats.columns import NAMES, find_columns, plain
from index.formats.tables import documents_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_SEPARATOR_LINE = re.compile(r"sep=(?P<mark>[,;|\t])[ \t]*(?:\n|\Z)", re.IGNORECASE)
_SAMPLE_CHARS = 200_000
_SAMPLE_ROWS = 200
_MAX_CELL_CHARS = 2**31 - 1


def read(data: bytes, hints: Hints = NO_HINTS) -> list[Document]:
    """Read a table of text.

    Raises:
        EmptyTranscriptError: No row holds text.
        MalformedError: A quote is never closed, a row is longer than the head, or no column holds the text.
    """
    text, warnings = decode(data)
    header, cells = _cells(text, hints)
    places = {field: header.index(column) for field, column in find_columns(header, hints.columns).items()}
    rows = ({field: row[place] for field, place in places.items() if place < len(row)} for row in cells)
    return documents_of(rows, warnings)


def _cells(text: str, hints: Hints) -> tuple[list[str], list[list[str]]]:
    """Return the names of the columns and the rows below."""
    csv.field_size_limit(_MAX_CELL_CHARS)
    separator = _SEPARATOR_LINE.match(text)
    body = text[separator.end() :] if separator else text
    mark = separator["mark"] if separator else _separator(body, hints)
    rows = [row for row in _rows(body, mark) if any(cell.strip() for cell in row[1])]
    if not rows:
        raise EmptyTranscriptError("the table has no rows")
    header = [cell.strip() for cell in rows[0][1]]
    while header and not header[-1]:
        header.pop()
    joint = None
    if find_columns(header, hints.columns)["text"] == header[-1]:
        joint = f"{mark} " if _spaced(body, mark) else mark
    return header, [_fitted(row, len(header), line, joint) for line, row in rows[1:]]


def _fitted(row: list[str], width: int, line: int, joint: str | None) -> list[str]:
    """Return a row no longer than the head; a text that stands last may hold marks that nobody quoted."""
    if len(row) <= width or not any(cell.strip() for cell in row[width:]):
        return row[:width]
    if joint is not None:
        return [*row[: width - 1], joint.join(row[width - 1 :])]
    raise MalformedError(
        f"line {line} has {len(row)} cells where the head has {width} columns; put a cell that holds the mark between "
        "cells in quotes"
    )


def _rows(text: str, mark: str) -> list[tuple[int, list[str]]]:
    """Return rows with the lines that they begin in; what is quoted by halves is read as it stands."""
    try:
        return list(_numbered(text, mark, strict=True))
    except csv.Error as error:
        if mark == "\t":
            return list(_numbered(text, mark, quoting=csv.QUOTE_NONE))
        if "unexpected end" in str(error):
            begin = error.args[1]
            raise MalformedError(
                f"a quote is opened and never closed, in the row that begins in line {begin}"
            ) from error
        return list(_numbered(text, mark))


def _numbered(text: str, mark: str, **dialect: Any) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(_lines(text), delimiter=mark, skipinitialspace=_spaced(text, mark), **dialect)
    line = 1
    try:
        for row in reader:
            yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        raise csv.Error(str(error), line) from error


def _spaced(text: str, mark: str) -> bool:
    """Whether whoever wrote the head sets a space after each mark."""
    return f"{mark} " in text[: text.find("\n")]


def _lines(text: str) -> Iterator[str]:
    return (f"{line}\n" for line in text.split("\n"))


def _separator(text: str, hints: Hints) -> str:
    """Return what stands between cells: what gives the head its known columns and rows of the head's length."""
    return max(",;\t|", key=lambda mark: _fitness(text[:_SAMPLE_CHARS], mark, hints))


def _fitness(sample: str, mark: str, hints: Hints) -> tuple[int, float, int]:
    try:
        rows = [row for _, row in islice(_numbered(sample, mark), _SAMPLE_ROWS) if row]
    except csv.Error:
        return 0, 0.0, 0
    if not rows:
        return 0, 0.0, 0
    wanted = {plain(column) for column in hints.columns.values()}
    names = {plain(cell) for cell in rows[0]}
    known = sum(not names.isdisjoint(each) for each in NAMES.values()) + len(names & wanted)
    return known, sum(len(row) == len(rows[0]) for row in rows) / len(rows), len(rows[0])
