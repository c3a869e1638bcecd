"""What a build tells: how far it is, what it did, what a person should know."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from index.discover import Skipped


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build has come."""

    stage: str
    """"reading" counts files, "embedding" passages."""
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Warned:
    """Something about a file, or about the whole build, that a person should know."""

    path: str | None
    text: str


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did."""

    index: Path
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    speakers_file: str | None = None
    """What became of speakers.toml since the last build: "added", "changed" or "removed"; None for nothing."""
    skipped: tuple[Skipped, ...] = ()
    warnings: tuple[Warned, ...] = ()
    embedded: int = 0
    """Passages that the model had to read."""
    reused: int = 0
    """New passages whose vector was there already, because the same text had been embedded before."""
    transcripts: int = 0
    passages: int = 0
    seconds: float = 0.0


@dataclass(slots=True)
class Tally:
    """What a running build has found so far."""

    skipped: list[Skipped] = field(default_factory=list)
    warnings: list[Warned] = field(default_factory=list)
    failed: set[str] = field(default_factory=set)
    """Names of files that were to be read and could not be parsed."""
    touched: set[str] = field(default_factory=set)
    """Ids of transcripts that were put, moved or dropped, or that got other speakers."""
    speakers_file: str | None = None
    """What became of speakers.toml since the last build: "added", "changed" or "removed"."""
    embedded: int = 0
    reused: int = 0
