"""What a format hands over: a document of blocks, before anyone has said who speaks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from index.records import Source, Transcript, Turn


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known of a file besides its bytes."""

    name: str = ""
    """Its file name, with the suffix."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Of a table: our field ("speaker", "text", "date", …) to the name of the column that holds it."""


NO_HINTS = Hints()


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph or heading as the file lays it out."""

    text: str
    heading: bool = False
    """The file prints it as a heading, or it stands in the head of the page."""
    label: str | None = None
    """A speaker's label that the file sets apart by markup; not part of the text."""
    turn: Turn | None = None
    """The file's own structure says who speaks; text is then turn.text."""
    start_s: float | None = None
    """Seconds from the start of the recording."""


@dataclass(frozen=True, slots=True)
class Document:
    """One transcript's worth of blocks with what the file says of itself."""

    blocks: tuple[Block, ...]
    id: str | None = None
    title: str | None = None
    date: dt.date | None = None
    venue: str | None = None
    language: str | None = None
    source: str | None = None
    speaker: str | None = None
    """As printed, when the file names one speaker for all of it."""
    people: tuple[str, ...] = ()
    """As printed: who takes part, when the file lists them ("Participants: …")."""
    warnings: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    """Text left out on purpose: captions, repeated titles, markers."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What one file gave."""

    source: Source
    transcripts: tuple[Transcript, ...]
    warnings: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
