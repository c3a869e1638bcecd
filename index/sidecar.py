"""NAME.meta.toml beside NAME.ext: what a person knows of a transcript.

Somebody wrote it by hand for this very file, and what a file says of itself is often read off its first lines, so a
sidecar wins over its file. One that serves several transcripts (of a table, of an archive) cannot know better than each
of them: it only fills what they do not say.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, field_validator

from index.language import language_code
from index.toml_file import TomlFile

if TYPE_CHECKING:
    from collections.abc import Iterable

    from index.documents import Document

SUFFIX = ".meta.toml"

_Path = TypeVar("_Path", bound=PurePath)


class Sidecar(BaseModel):
    """What a sidecar says; None where it is silent."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    title: str | None = Field(default=None, min_length=1)
    date: dt.date | None = None
    venue: str | None = Field(default=None, min_length=1)
    language: str | None = None
    source: str | None = Field(default=None, min_length=1)
    speaker: str | None = Field(default=None, min_length=1)
    columns: dict[str, str] = Field(default_factory=dict)
    """Of a table: our field to the name of the column that holds it."""

    @field_validator("date", mode="before")
    @classmethod
    def _a_day(cls, day: object) -> dt.date | None:
        if isinstance(day, dt.datetime):
            return day.date()
        if day is None or isinstance(day, dt.date):
            return day
        if isinstance(day, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", day.strip()):
            return dt.date.fromisoformat(day.strip())
        raise ValueError(f"{day!r} is no day; write it as 2022-08-24")

    @field_validator("language")
    @classmethod
    def _a_language(cls, language: str | None) -> str | None:
        if language is not None and language_code(language) is None:
            raise ValueError(f"{language!r} is no language; write an ISO 639-1 code such as 'en'")
        return language

    def over(self, other: Sidecar) -> Sidecar:
        """Return what this one says, and where it is silent the other."""
        said = self.model_dump(exclude_unset=True) | {"columns": {**other.columns, **self.columns}}
        return Sidecar(**{**other.model_dump(exclude_unset=True), **said})

    @property
    def said(self) -> dict[str, Any]:
        """What it says of a transcript, by the name of the field: texts, and a day."""
        told = {name: getattr(self, name) for name in ("title", "date", "venue", "language", "source", "speaker")}
        return {name: value for name, value in told.items() if value is not None}

    def fill(self, document: Document) -> Document:
        """Return a document with what it does not say itself."""
        return replace(document, **{name: self.said[name] for name in self.said if getattr(document, name) is None})

    def correct(self, document: Document) -> Document:
        """Return a document of which this is the sidecar alone: what this says counts."""
        return replace(document, **self.said)

    def unheard(self, document: Document) -> list[str]:
        """Return the names of what a document says otherwise than this, which :meth:`fill` leaves as it is."""
        return [name for name, value in self.said.items() if getattr(document, name) not in (None, value)]


NO_SIDECAR = Sidecar()


def read_sidecar(data: bytes, name: str) -> Sidecar:
    """Read a sidecar.

    Raises:
        MalformedError: It is not TOML, or holds a key or a value that is not known; the message names the line.
    """
    keys = list(Sidecar.model_fields)
    return TomlFile(data, name).read(Sidecar, {"": keys})


def sidecar_of(path: _Path) -> _Path:
    """Return where the sidecar of a file lies."""
    return path.with_name(path.stem + SUFFIX)


def is_sidecar(path: PurePath) -> bool:
    """Whether a file is a sidecar by its name."""
    return path.name.lower().endswith(SUFFIX)


def content_hash(pieces: Iterable[bytes], sidecar: bytes | None) -> str:
    """Return the sha256 that tells whether a file, or what its sidecar adds to it, has changed.

    Without a sidecar it is that of the file's bytes.
    """
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    if sidecar is None:
        return digest.hexdigest()
    return hashlib.sha256(digest.digest() + hashlib.sha256(sidecar).digest()).hexdigest()
