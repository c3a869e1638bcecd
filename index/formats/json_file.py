"""JSON and JSON Lines: read once, then handed to the dialect that its shape shows."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from index.decoding import decode
from index.documents import NO_HINTS, Document, Hints
from index.errors import EmptyTranscriptError, MalformedError
from index.formats.canonical import read_transcript
from index.formats.recogniser import RECOGNISERS
from index.formats.tables import read_rows
from index.formats.values import Json, as_object, short

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Items = list[tuple[int, Any]]
"""Each with its number in the list or its line in the file."""

_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_PIECE = {"start", "end", "text"}
_PIECE_FIELDS = frozenset(
    """
    id seek start end text speaker words tokens temperature avg_logprob compression_ratio no_speech_prob confidence
    chars score
    """.split()
)


def read(data: bytes, hints: Hints = NO_HINTS) -> list[Document]:
    """Read canonical transcripts, a recogniser's output or a table of objects.

    Raises:
        EmptyTranscriptError: It holds an empty list.
        MalformedError: Not JSON, or in no shape that is known; the message names place and field.
    """
    text, warnings = decode(data)
    found = _loads(text, "")
    if not isinstance(found, list):
        return _warned(_read_object(found, hints), warnings)
    if not found:
        raise EmptyTranscriptError("the file holds an empty list")
    return _warned(_read_list(list(enumerate(found)), hints), warnings)


def read_lines(data: bytes, hints: Hints = NO_HINTS) -> list[Document]:
    """Read one object from each line that is not empty: canonical transcripts, or the rows of a table.

    Raises:
        MalformedError: A line is not JSON, or not of its shape; the message names line and field.
    """
    text, warnings = decode(data)
    lines = ((number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip())
    items = [(number, _loads(line, f"line {number}: ")) for number, line in lines]
    if not items:
        raise EmptyTranscriptError("the file holds no text")
    if _kind_of(items[0][1]) not in (None, "canonical"):
        return _warned([_read_recognised(item, f"line {number}: ") for number, item in items], warnings)
    return _warned(_read_list(items, hints, unit="line"), warnings)


def _loads(text: str, where: str) -> Any:
    try:
        found = json.loads(text)
        if _SURROGATE.search(text):
            json.dumps(found, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        raise MalformedError(f"{where}holds half of a surrogate pair, which is no character") from error
    except RecursionError as error:
        raise MalformedError(f"{where}nested too deeply to be a transcript") from error
    except ValueError as error:
        raise MalformedError(f"{where}not JSON: {error}") from error
    return found


def _read_object(found: Any, hints: Hints) -> list[Document]:
    """Read what is one object: a transcript, a recogniser's output, or rows below a head that they share."""
    if not isinstance(found, dict):
        raise MalformedError(f"not a transcript but {short(found)}; {_EXPECTED}")
    if _kind_of(found) is not None:
        return [_read_recognised(found, "")]
    listed = [name for name, value in found.items() if isinstance(value, list) and as_object(next(iter(value), None))]
    if len(listed) == 1:
        head = {name: value for name, value in found.items() if not isinstance(value, list | dict)}
        rows = [{**head, **row} if isinstance(row, dict) else row for row in found[listed[0]]]
        return _read_list(list(enumerate(rows)), hints)
    return read_rows([("", found)], hints, expected=_EXPECTED)


def _read_list(items: Items, hints: Hints, *, unit: str = "") -> list[Document]:
    """Read canonical transcripts where one item has turns, the pieces of a recogniser, or else a table."""
    if any("turns" in as_object(item) for _, item in items):
        return [read_transcript(item, f"{unit or 'transcript'} {number}: ") for number, item in items]
    if all(_PIECE <= as_object(item).keys() <= _PIECE_FIELDS for _, item in items):
        return [_DIALECTS["whisper"]({"segments": [item for _, item in items]})]
    return read_rows([(f"{unit or 'row'} {number}: ", item) for number, item in items], hints, expected=_EXPECTED)


def _read_recognised(found: Any, where: str) -> Document:
    """Read one object in the dialect that its shape shows."""
    kind = _kind_of(found)
    if kind is None:
        raise MalformedError(f"{where}no transcript like the one before: {short(found)}; {_EXPECTED}")
    if kind == "canonical":
        return read_transcript(found, where)
    return _DIALECTS[kind](found)


def _kind_of(found: Any) -> str | None:
    """Return the dialect that an object is in; None when it may be a row or hold rows."""
    if "turns" in as_object(found):
        return "canonical"
    return next((name for name, (fits, _) in RECOGNISERS.items() if fits(as_object(found))), None)


def _warned(documents: Sequence[Document], warnings: tuple[str, ...]) -> list[Document]:
    """Return documents, the first with what there is to say about the file."""
    return [replace(documents[0], warnings=warnings + documents[0].warnings), *documents[1:]]


_DIALECTS: dict[str, Callable[[Json], Document]] = {name: reader for name, (_, reader) in RECOGNISERS.items()}
_EXPECTED = (
    'expected {"title": …, "turns": [{"speaker": …, "text": …}]}, objects with a speaker and a text each, '
    f"or what a speech recogniser writes ({', '.join(RECOGNISERS)})"
)
