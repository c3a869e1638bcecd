"""What a build tells: how far it is, what it did, what a person should know."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.discover import Skipped
from index.errors import BuildCancelledError

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build has come."""

    stage: str
    """"reading" counts files, "embedding" passages; "loading" is one step, of a model that takes long to load."""
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Watch:
    """Who watches a build, and may stop it."""

    progress: Callable[[Progress], None]
    cancelled: Callable[[], bool]

    def show(self, progress: Progress) -> None:
        """Tell how far the build is, unless it is to stop."""
        self.check()
        self.progress(progress)

    def check(self) -> None:
        """Stop the build where that is wished; to be called where it does no harm.

        Raises:
            BuildCancelledError: It is wished.
        """
        if self.cancelled():
            raise BuildCancelledError("the build was stopped; the index that was there before is unchanged")


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


def report_json(report: BuildReport) -> dict[str, Any]:
    """Return a report as JSON can hold it, for another process."""
    return asdict(report) | {"index": str(report.index)}


def report_of(body: dict[str, Any]) -> BuildReport:
    """Return the report that :func:`report_json` has written."""
    lists = {name: tuple(value) for name, value in body.items() if isinstance(value, list)}
    kinds: dict[str, Any] = {
        "index": Path(body["index"]),
        "skipped": tuple(Skipped(**each) for each in body["skipped"]),
        "warnings": tuple(Warned(**each) for each in body["warnings"]),
    }
    return BuildReport(**{**body, **lists, **kinds})


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
