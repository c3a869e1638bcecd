"""One file to its transcripts: read, decode, attribute, identify."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from index.attribution import attribute
from index.documents import Document, Hints, Parsed
from index.errors import EmptyTranscriptError, SourceError
from index.formats import FORMATS, format_of
from index.language import detect_language, language_code
from index.records import Source, Transcript

if TYPE_CHECKING:
    from pathlib import Path


def parse_file(path: Path, root: Path | None = None) -> Parsed:
    """Parse one file.

    Args:
        path: The file.
        root: The corpus root that ids and sources are relative to; the file's own folder by default.

    Raises:
        SourceError: The file cannot be read; the message says why.
    """
    kind = format_of(path.suffix)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}") from error
    relative = path.relative_to(root or path.parent)
    documents = FORMATS[kind](data, Hints(path.name))
    source = Source(relative.as_posix(), hashlib.sha256(data).hexdigest(), kind)
    stem = relative.with_suffix("").as_posix()
    transcripts: list[Transcript] = []
    dropped: list[str] = []
    for number, document in enumerate(documents):
        name = stem if len(documents) == 1 else f"{stem}#{number}"
        transcript, left_out = _transcript(document, document.id or name)
        transcripts.append(transcript)
        dropped.extend((*document.dropped, *left_out))
    warnings = tuple(warning for document in documents for warning in document.warnings)
    return Parsed(source, tuple(transcripts), warnings, tuple(dropped))


def _transcript(document: Document, name: str) -> tuple[Transcript, tuple[str, ...]]:
    turns, dropped = attribute(document)
    if not turns:
        raise EmptyTranscriptError("the file holds a head but nothing that was said")
    transcript = Transcript(
        id=name,
        title=document.title,
        date=document.date,
        venue=document.venue,
        language=language_code(document.language) or detect_language(" ".join(turn.text for turn in turns)),
        source=document.source,
        turns=turns,
    )
    return transcript, dropped
