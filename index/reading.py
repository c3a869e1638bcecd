"""The first half of a build: files to transcripts and passages in the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.discover import KEPT, Changes, Found, Skipped
from index.errors import DuplicateTranscriptError, SourceError
from index.parsing import parse_file
from index.passages import passages_of
from index.records import refuse_collisions
from index.report import Progress, Tally, Warned

if TYPE_CHECKING:
    from collections.abc import Callable

    from index.documents import Parsed
    from index.store import PassageStore

_FILES_PER_TRANSACTION = 200


def read_files(
    files: list[Found],
    changes: Changes,
    store: PassageStore,
    tally: Tally,
    progress: Callable[[Progress], None],
) -> None:
    """Parse files and store what they give; a file that cannot be parsed is skipped, and its reason kept."""
    files = sorted(files, key=lambda file: file.name)
    reread = {file.name for file in files} | set(changes.removed)
    for start in range(0, len(files), _FILES_PER_TRANSACTION):
        with store.transaction():
            for done, file in enumerate(files[start : start + _FILES_PER_TRANSACTION], start):
                progress(Progress("reading", done, len(files)))
                _read_file(file, reread, store, tally)
    progress(Progress("reading", len(files), len(files)))


def _read_file(file: Found, reread: set[str], store: PassageStore, tally: Tally) -> None:
    try:
        parsed = parse_file(file.path, file.root)
        _refuse_duplicates(parsed, store, reread)
    except SourceError as error:
        kept = bool(store.transcripts_of(file.name))
        tally.skipped.append(Skipped(file.name, f"{error}{KEPT}" if kept else str(error)))
        tally.failed.add(file.name)
        if not kept:
            store.drop_source(file.name)  # so that the next build tries it again
        return
    cut = [(transcript, passages_of(transcript)) for transcript in parsed.transcripts]
    for _, passages in cut:
        refuse_collisions(passages)
    tally.touched.update(store.put_source(parsed.source, cut))
    tally.warnings += (Warned(file.name, warning) for warning in parsed.warnings)
    reread.discard(file.name)


def _refuse_duplicates(parsed: Parsed, store: PassageStore, movable: set[str]) -> None:
    """A transcript id belongs to the first file that gives it, unless that file is gone or about to be read again."""
    seen: set[str] = set()
    for transcript in parsed.transcripts:
        owner = store.owner(transcript.id)
        taken = owner is not None and owner != parsed.source.path and owner not in movable
        if taken or transcript.id in seen:
            raise DuplicateTranscriptError(
                f"its transcript id {transcript.id!r} is taken by {owner if taken else 'an earlier transcript in it'}; "
                "rename the file or give it another id"
            )
        seen.add(transcript.id)
