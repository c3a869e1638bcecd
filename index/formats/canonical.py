"""The canonical interchange: JSON (one transcript or a list) and JSONL (one transcript a line)."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from index.decoding import decode
from index.documents import NO_HINTS, Block, Document, Hints
from index.errors import EmptyTranscriptError, MalformedError
from index.records import Attribution, Kind, Turn

if TYPE_CHECKING:
    from index.records import Transcript


class _TurnModel(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1)
    speaker: str | None = None
    as_printed: str | None = None
    role: str | None = None
    attribution: Attribution | None = None
    kind: Kind = Kind.SPEECH
    start_s: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    starts_s: tuple[Annotated[float, Field(ge=0, allow_inf_nan=False)], ...] = ()

    @field_validator("text")
    @classmethod
    def _something_said(cls, text: str) -> str:
        if not text.strip():
            raise ValueError("a turn must hold text")
        return text

    def record(self) -> Turn:
        given = Attribution.MARKUP if self.speaker else Attribution.UNKNOWN
        return Turn(
            text=self.text,
            speaker=self.speaker,
            as_printed=self.as_printed or self.speaker,
            role=self.role,
            attribution=self.attribution or given,
            kind=self.kind,
            start_s=self.start_s,
            starts_s=self.starts_s,
        )


class _TranscriptModel(BaseModel):
    model_config = ConfigDict(extra="forbid")

    turns: list[_TurnModel] = Field(min_length=1)
    id: str | None = Field(default=None, min_length=1)
    title: str | None = None
    date: dt.date | None = None
    venue: str | None = None
    language: str | None = None
    source: str | None = None

    def document(self) -> Document:
        blocks = tuple(Block(turn.text, turn=turn.record()) for turn in self.turns)
        head = {name: getattr(self, name) for name in ("id", "title", "date", "venue", "language", "source")}
        return Document(blocks=blocks, **head)


def read_json(data: bytes, _hints: Hints = NO_HINTS) -> list[Document]:
    """Read one transcript, or a list of them.

    Raises:
        EmptyTranscriptError: The list is empty.
        MalformedError: Not JSON, or not the canonical shape; the message names the field.
    """
    text, warnings = decode(data)
    found = _loads(text, "")
    items = found if isinstance(found, list) else [found]
    if not items:
        raise EmptyTranscriptError("the file holds an empty list of transcripts")
    where = "transcript {}: " if isinstance(found, list) else ""
    return _warned([_document(item, where.format(n)) for n, item in enumerate(items)], warnings)


def read_jsonl(data: bytes, _hints: Hints = NO_HINTS) -> list[Document]:
    """Read one transcript from each line that is not empty.

    Raises:
        MalformedError: A line is not JSON or not the canonical shape; the message names line and field.
    """
    text, warnings = decode(data)
    lines = ((n, line) for n, line in enumerate(text.split("\n"), 1) if line.strip())
    return _warned([_document(_loads(line, f"line {n}: "), f"line {n}: ") for n, line in lines], warnings)


def to_json(transcript: Transcript) -> dict[str, Any]:
    """Return the canonical form of a transcript, ready for ``json.dumps``."""
    head = transcript.head
    return {
        "id": head.id,
        "title": head.title,
        "date": head.date.isoformat() if head.date else None,
        "venue": head.venue,
        "language": head.language,
        "source": head.source,
        "turns": [_turn_json(turn) for turn in transcript.turns],
    }


def _turn_json(turn: Turn) -> dict[str, Any]:
    form = {
        "speaker": turn.speaker,
        "as_printed": turn.as_printed,
        "role": turn.role,
        "attribution": turn.attribution.value,
        "kind": turn.kind.value,
        "text": turn.text,
        "start_s": turn.start_s,
    }
    return form | {"starts_s": list(turn.starts_s)} if turn.starts_s else form


def _warned(documents: list[Document], warnings: tuple[str, ...]) -> list[Document]:
    """Return documents, the first with what there is to say about the file."""
    return [replace(documents[0], warnings=warnings), *documents[1:]]


def _loads(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise MalformedError(f"{where}not JSON: {error}") from error


def _document(item: object, where: str) -> Document:
    try:
        json.dumps(item, ensure_ascii=False).encode("utf-8")
        return _TranscriptModel.model_validate(item).document()
    except UnicodeEncodeError as error:
        raise MalformedError(f"{where}holds half of a surrogate pair, which is no character") from error
    except RecursionError as error:
        raise MalformedError(f"{where}nested too deeply: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "the transcript"
        raise MalformedError(
            f"{where}not a transcript in canonical form: {field}: {first['msg']}; "
            'expected {"id": …, "title": …, "turns": [{"speaker": …, "text": …}]}'
        ) from error
