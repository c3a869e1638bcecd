"""One file to its transcripts: tell its format, decode, attribute, identify."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from index.archives import members
from index.attribution import attribute
from index.documents import Document, Hints, Parsed
from index.errors import DuplicateTranscriptError, EmptyTranscriptError, SourceError
from index.file_titles import title_of_file
from index.formats import FORMATS, SUFFIXES
from index.formats.sniff import ARCHIVE, chosen
from index.language import detect_language, language_code
from index.records import Source, Transcript
from index.sidecar import NO_SIDECAR, Sidecar, content_hash, read_sidecar, sidecar_of

if TYPE_CHECKING:
    from pathlib import Path

_ISO_DAY = re.compile(r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)")


def parse_file(path: Path, root: Path | None = None) -> Parsed:
    """Parse one file, with its sidecar if it has one.

    Args:
        path: The file.
        root: The corpus root that ids and sources are relative to; the file's own folder by default.

    Raises:
        SourceError: The file or its sidecar cannot be read; the message says why.
    """
    try:
        data = path.read_bytes()
        beside = sidecar_of(path)
        sidecar = beside.read_bytes() if beside.is_file() else None
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}") from error
    return parse_bytes(data, path.relative_to(root or path.parent).as_posix(), sidecar=sidecar)


def parse_bytes(data: bytes, name: str, *, sidecar: bytes | None = None) -> Parsed:
    """Parse what a file holds.

    Args:
        data: The file.
        name: Its path under the corpus root, with "/" between folders.
        sidecar: The file ``NAME.meta.toml`` beside it.

    Raises:
        SourceError: It cannot be read; the message says why.
    """
    path = PurePosixPath(name)
    kind, warning = chosen(data, path.suffix, SUFFIXES, FORMATS)
    said = NO_SIDECAR if sidecar is None else read_sidecar(sidecar, sidecar_of(path).name)
    parsed, unheard = _archive(data, path, said) if kind == ARCHIVE else _document(data, path, kind, own=said)
    source = Source(name, content_hash([data], sidecar), kind)
    told = [f"{field} of the sidecar {_not_used(count, len(parsed.transcripts))}" for field, count in unheard.items()]
    warnings = (*([warning] if warning else ()), *told, *parsed.warnings)
    return replace(parsed, source=source, warnings=warnings)


def _not_used(count: int, of: int) -> str:
    return f"is not used for {count:,} of {of:,} transcripts: these have their own, and it is the sidecar of them all"


def _archive(data: bytes, path: PurePosixPath, said: Sidecar) -> tuple[Parsed, Counter[str]]:
    """Parse each member by its own format; one that cannot be read is a warning, and only if none can an error."""
    unheard: Counter[str] = Counter()
    transcripts: dict[str, Transcript] = {}
    warnings: list[str] = []
    dropped: list[str] = []
    for member in members(data):
        inside = path.with_suffix("") / member.name
        try:
            if member.error is not None:
                raise member.error
            kind, warning = chosen(member.data, inside.suffix, SUFFIXES, FORMATS)
            beside = NO_SIDECAR
            if member.sidecar is not None:
                beside = read_sidecar(member.sidecar, sidecar_of(inside).name)
            parsed, left = _document(member.data, inside, kind, own=beside, of_all=said)
            _refuse_taken(parsed, transcripts)
        except SourceError as error:
            warnings.append(f"{member.name} is not read: {error}")
            continue
        unheard += left
        transcripts |= {each.id: each for each in parsed.transcripts}
        warnings += (f"{member.name}: {each}" for each in (warning, *parsed.warnings) if each)
        dropped += parsed.dropped
    if not transcripts:
        raise EmptyTranscriptError(
            f"the archive holds no transcript{'; ' if warnings else ''}{'; '.join(warnings[:3])}"
        )
    return Parsed(_NO_SOURCE, tuple(transcripts.values()), tuple(warnings), tuple(dropped)), unheard


def _refuse_taken(parsed: Parsed, taken: dict[str, Transcript]) -> None:
    for transcript in parsed.transcripts:
        if transcript.id in taken:
            raise DuplicateTranscriptError(
                f"its transcript id {transcript.id!r} is taken by a member before it; rename it"
            )


def _document(
    data: bytes, path: PurePosixPath, kind: str, *, own: Sidecar, of_all: Sidecar = NO_SIDECAR
) -> tuple[Parsed, Counter[str]]:
    """Parse one file that is no archive; also count what of sidecars was not used, by field.

    Args:
        data: The file.
        path: Its path under the corpus root.
        kind: Its format.
        own: Its sidecar.
        of_all: That of the archive which it is a member of.
    """
    documents = FORMATS[kind](data, Hints(path.name, own.over(of_all).columns))
    stem = path.with_suffix("").as_posix()
    transcripts: list[Transcript] = []
    dropped: list[str] = []
    unheard: Counter[str] = Counter()
    for number, document in enumerate(documents):
        alone = len(documents) == 1
        known = own.correct(document) if alone else own.fill(document)
        left = [*([] if alone else own.unheard(document)), *of_all.unheard(known)]
        unheard.update(dict.fromkeys(left, 1))
        known = of_all.fill(known)
        if known.date is None and alone:
            known = replace(known, date=_day_in_name(path.stem))
        transcript, left_out = _transcript(known, known.id or (stem if alone else f"{stem}#{number}"), document.title)
        if transcript.title is None and alone:
            transcript = replace(transcript, title=title_of_file(path.stem, transcript.date))
        transcripts.append(transcript)
        dropped.extend((*document.dropped, *left_out))
    warnings = tuple(warning for document in documents for warning in document.warnings)
    return Parsed(_NO_SOURCE, tuple(transcripts), warnings, tuple(dropped)), unheard


def _day_in_name(stem: str) -> date | None:
    """Return the one ISO day that a file's name holds; "0304" or two days tell nothing for certain."""
    days = set()
    for match in _ISO_DAY.finditer(stem):
        with suppress(ValueError):
            days.add(date(int(match[1]), int(match[2]), int(match[3])))
    return days.pop() if len(days) == 1 else None


def _transcript(document: Document, name: str, printed: str | None) -> tuple[Transcript, tuple[str, ...]]:
    """Return the transcript, and text left out; who speaks is told by the title that the file prints, if it has one."""
    turns, dropped = attribute(replace(document, title=printed or document.title))
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


_NO_SOURCE = Source("", "", "")
"""Of a part of a file; the whole gets its own."""
