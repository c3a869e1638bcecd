"""speakers.toml at the root of a corpus: what a person knows of its speakers, which wins over every rule."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field

from index.errors import SourceError
from index.names import folded, in_transcript
from index.toml_file import TomlFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

NAME = "speakers.toml"

_Text = Annotated[str, Field(min_length=1)]
_STRICT = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class _Speaker(BaseModel):
    model_config = _STRICT

    name: _Text
    aliases: tuple[_Text, ...] = ()
    roles: tuple[_Text, ...] = ()


class _NeverJoin(BaseModel):
    model_config = _STRICT

    names: tuple[_Text, ...] = Field(min_length=2)


class _Correction(BaseModel):
    model_config = _STRICT

    transcript: _Text
    turn: int = Field(ge=0, lt=1 << 31, strict=True)
    speaker: _Text


class _File(BaseModel):
    model_config = _STRICT

    speaker: tuple[_Speaker, ...] = ()
    never_join: tuple[_NeverJoin, ...] = ()
    correction: tuple[_Correction, ...] = ()


_TABLES: dict[str, type[BaseModel]] = {"speaker": _Speaker, "never_join": _NeverJoin, "correction": _Correction}
_KNOWN = {"": [f"[[{name}]]" for name in _TABLES]} | {name: list(each.model_fields) for name, each in _TABLES.items()}


@dataclass(frozen=True, slots=True)
class Correction:
    """Who really speaks in one turn."""

    transcript: str
    turn: int
    """Position in the transcript, from 0."""
    speaker: str
    """Canonical name."""
    where: str
    """File and line, for the error when there is no such turn."""


@dataclass(frozen=True, slots=True)
class Declared:
    """What the speakers.toml files of a corpus say, taken together."""

    names: Mapping[str, str] = field(default_factory=dict)
    """Names and aliases, folded, to canonical names."""
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Of canonical names."""
    apart: frozenset[frozenset[str]] = frozenset()
    """Pairs of folded names that are two persons."""
    corrections: tuple[Correction, ...] = ()
    sha256: str | None = None
    """Over all the files; None when there is none."""

    def canonical(self, *names: str | None) -> str | None:
        """Return whose name or alias one of these is, the first that is somebody's; None when none is."""
        found = (self.names.get(_key(name)) for name in names if name)
        return next((name for name in found if name), None)

    def of_voice(self, places: Iterable[str | None], *names: str | None) -> str | None:
        """Return the same of a voice, of which "The President (debate)" is a name, too, with transcript or office."""
        if not self.names:
            return None
        listed = [name.strip(" :") for name in names if name]
        there = (in_transcript(name, place) for place in places if place for name in listed)
        return self.canonical(*there, *names)


NOTHING_DECLARED = Declared()


def read_declared(roots: Iterable[Path]) -> Declared:
    """Read the speakers.toml of each folder that has one.

    Raises:
        MalformedError: An entry is wrong, or contradicts another; the message names file and line.
        SourceError: A file cannot be read.
    """
    reader = _Reader()
    for root in roots:
        path = root / NAME
        try:
            if path.is_file():
                reader.read(path.read_bytes(), str(path))
        except OSError as error:
            raise SourceError(f"{path}: cannot be read: {error.strerror}") from error
    return reader.declared()


def declared_in(data: bytes, name: str) -> Declared:
    """Return what one speakers.toml says, given its bytes.

    Raises:
        MalformedError: An entry is wrong, or contradicts another; the message names file and line.
    """
    reader = _Reader()
    reader.read(data, name)
    return reader.declared()


class _Reader:
    """Gathers what the files say, and refuses what contradicts what was said before."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._said: dict[str, str] = {}
        self._roles: dict[str, tuple[str, ...]] = {}
        self._pairs: dict[frozenset[str], tuple[TomlFile, int]] = {}
        self._corrections: dict[tuple[str, int], Correction] = {}
        self._hash: hashlib._Hash | None = None

    def read(self, data: bytes, name: str) -> None:
        file = TomlFile(data, name)
        said = file.read(_File, _KNOWN)
        for number, speaker in enumerate(said.speaker):
            self._claim(file, number, speaker)
        for number, pair in enumerate(said.never_join):
            for one, other in combinations(sorted({_key(each) for each in pair.names}), 2):
                self._pairs.setdefault(frozenset((one, other)), (file, number))
        for number, correction in enumerate(said.correction):
            self._correct(file, number, correction)
        self._hash = self._hash or hashlib.sha256()
        self._hash.update(hashlib.sha256(data).digest())

    def declared(self) -> Declared:
        for pair, (file, number) in self._pairs.items():
            owners = {self._names.get(each, each) for each in pair}
            if len(owners) == 1:
                raise file.wrong(
                    ("never_join", number, "names"), f"{' and '.join(sorted(pair))} are both {owners.pop()!r} above"
                )
        corrections = (
            Correction(each.transcript, each.turn, self._names.get(_key(each.speaker), each.speaker), each.where)
            for each in self._corrections.values()
        )
        digest = self._hash.hexdigest() if self._hash else None
        return Declared(self._names, self._roles, frozenset(self._pairs), tuple(corrections), digest)

    def _claim(self, file: TomlFile, number: int, speaker: _Speaker) -> None:
        if speaker.name in self._roles:
            raise file.wrong(("speaker", number, "name"), f"{speaker.name!r} has an entry already")
        for key, names in (("name", (speaker.name,)), ("aliases", speaker.aliases)):
            for name in names:
                owner = self._names.setdefault(_key(name), speaker.name)
                if owner != speaker.name:
                    raise file.wrong(
                        ("speaker", number, key), f"{name!r} is claimed twice: by {owner!r} and by {speaker.name!r}"
                    )
        self._roles[speaker.name] = speaker.roles

    def _correct(self, file: TomlFile, number: int, said: _Correction) -> None:
        place = (said.transcript, said.turn)
        where = str(file.wrong(("correction", number), "")).removesuffix(": ")
        new = Correction(said.transcript, said.turn, said.speaker, where)
        if place in self._corrections:
            raise file.wrong(
                ("correction", number), f"turn {said.turn} of {said.transcript!r} is corrected twice; leave one of them"
            )
        self._corrections[place] = new


def _key(name: str) -> str:
    return folded(name.strip(" :"))
