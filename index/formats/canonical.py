"""The canonical interchange: one transcript as an object of JSON."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import PydanticCustomError

from index.documents import Block, Document
from index.errors import MalformedError
from index.formats.values import clipped, short
from index.names import folded, has_office, without_asides
from index.printed import take_apart
from index.records import Attribution, Kind, Turn
from index.titles import HONORIFICS, POST_NOMINALS

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from index.records import Transcript

_FULL_NAME = 2
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


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
            raise PydanticCustomError("no_text", "a turn must hold text")
        return text

    def record(self) -> Turn:
        given = Attribution.MARKUP if self.speaker else Attribution.UNKNOWN
        role, name = self.role, self.speaker
        if self.speaker and self.as_printed is None:
            taken, bare = _taken_apart(self.speaker)
            if self.role is None or (taken and HONORIFICS.issuperset(folded(taken).split())):
                role, name = self.role or taken, bare  # a form of address is no part of a name, whatever the role
        return Turn(
            text=self.text,
            speaker=name,
            as_printed=self.as_printed or self.speaker,
            role=role,
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

    @field_validator("date", mode="before")
    @classmethod
    def _day(cls, value: object) -> dt.date | None:
        if value is None:
            return None
        if not isinstance(value, str) or not _ISO_DAY.fullmatch(value):
            raise PydanticCustomError("no_day", "not a day")
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            raise PydanticCustomError("no_such_day", "no such day") from None

    def document(self) -> Document:
        blocks = tuple(Block(turn.text, turn=turn.record()) for turn in self.turns)
        head = {name: getattr(self, name) for name in ("id", "title", "date", "venue", "language", "source")}
        return Document(blocks=blocks, **head)


def _taken_apart(speaker: str) -> tuple[str | None, str]:
    """Return role and name of a speaker of whom nothing else is told: "President Ada Korvin", "KORVIN, Ada".

    Only a full name is taken out: "Mr. Lund" and "Ms. Lund" are two persons, and "Dr. Seuss" is called so.
    """
    taken = take_apart(speaker)
    words = folded(taken.name).split()
    if taken.office_only or len(words) < _FULL_NAME or "and" in words or taken.name[0].islower():
        return None, speaker
    behind = folded(without_asides(speaker).partition(",")[2])
    turned = taken.role is None and behind != "" and " ".join(words).startswith(behind)
    titled = taken.role is not None and has_office(taken.role) and (not behind or has_office(behind))
    if turned or titled or behind in POST_NOMINALS:
        return taken.role, taken.name
    return None, speaker


def read_transcript(item: object, where: str) -> Document:
    """Read one transcript in canonical form.

    Args:
        item: What JSON gives.
        where: What a message begins with when the file holds several.

    Raises:
        MalformedError: It has not the canonical shape; the message names turn and field.
    """
    try:
        return _TranscriptModel.model_validate(item).document()
    except RecursionError as error:
        raise MalformedError(f"{where}nested too deeply") from error
    except ValidationError as error:
        raise MalformedError(where + _in_words(error.errors()[0])) from error


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


def _in_words(error: ErrorDetails) -> str:
    """Say what is wrong with a field as somebody would who knows transcripts, not the library."""
    in_turn = len(error["loc"]) > 1
    owner = f"turn {error['loc'][1]}" if in_turn else "the transcript"
    names = error["loc"][2:] if in_turn else error["loc"]
    field = clipped(str(names[0])) + "".join(f"[{position}]" for position in names[1:]) if names else ""
    message = _MESSAGES.get(error["type"], '{owner} has a "{field}" that cannot be read: {seen} ({limits})')
    known = ", ".join((_TurnModel if in_turn else _TranscriptModel).model_fields)
    return message.format(owner=owner, field=field, seen=short(error["input"]), known=known, limits=_limits(error))


def _limits(error: ErrorDetails) -> str:
    """Return what a field may hold: the choices where there are some."""
    return str(error.get("ctx", {}).get("expected", error["msg"])).replace("'", "").replace(" or ", ", ")


_MESSAGES = {
    "missing": '{owner} has no "{field}"; known: {known}',
    "extra_forbidden": 'unknown field "{field}" in {owner}; known: {known}',
    "model_type": "{owner} is not an object but {seen}; known: {known}",
    "model_attributes_type": "{owner} is not an object but {seen}; known: {known}",
    "string_type": 'the "{field}" of {owner} is not text but {seen}',
    "string_too_short": 'the "{field}" of {owner} is empty',
    "list_type": 'the "{field}" of {owner} are not a list but {seen}',
    "tuple_type": 'the "{field}" of {owner} are not a list but {seen}',
    "too_short": 'the "{field}" of {owner} hold nothing',
    "enum": 'the "{field}" of {owner} is {seen}; known: {limits}',
    "no_text": "{owner} says nothing: its text is only white space",
    "no_such_day": "{field} {seen} does not exist; write YYYY-MM-DD",
    "no_day": "{field} {seen} cannot be read; write YYYY-MM-DD",
    "float_type": 'the "{field}" of {owner} is not a number but {seen}',
    "float_parsing": 'the "{field}" of {owner} is not a number but {seen}',
    "finite_number": 'the "{field}" of {owner} is not a finite number of seconds but {seen}',
    "greater_than_equal": 'the "{field}" of {owner} is {seen}; seconds from the start are never below 0',
}
