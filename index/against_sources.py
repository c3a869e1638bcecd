"""Hold an index against the files that it was built from, where they still are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from index.discover import Changes, Found, compare, digests, discover
from index.errors import NothingToIndexError, SourceError, damaged
from index.parsing import parse_file
from index.passages import passages_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.generations import SealedGeneration
    from index.manifest import Manifest
    from index.records import Transcript


def missing_roots(manifest: Manifest) -> list[str]:
    """Return the paths that the build was given and that are not there."""
    return [root for root in manifest.roots or () if not Path(root).exists()]


def told_against_sources(generation: SealedGeneration) -> Iterator[str]:
    """Read every file again that is as it was indexed, and tell what was compared and what could not be.

    That files were changed, added or removed since is no fault of the index, and is only told.

    Raises:
        IndexDamagedError: A file that did not change gives other passages than are stored.
    """
    manifest = generation.manifest
    if not manifest.roots:
        yield "it does not say where its transcripts are; not compared with them"
        return
    yield from (f"{root} is not there; its transcripts are not compared" for root in missing_roots(manifest))
    there = [Path(root) for root in manifest.roots if Path(root).exists()]
    try:
        files, unread = discover(there)
    except NothingToIndexError as error:
        yield f"not compared with its transcripts: {error}"
        return
    changes = compare(digests(files), generation.store.sources(), unread)
    if manifest.current_recipes:
        for file in changes.unchanged:
            _compare(generation, file)
        yield f"{len(changes.unchanged):,} files as they are give the passages that are stored"
    else:
        yield "its passages were cut by another recipe than today's; the next build reads all files again"
    yield from _since(changes, all_there=len(there) == len(manifest.roots))


def _compare(generation: SealedGeneration, file: Found) -> None:
    try:
        parsed = parse_file(file.path, file.root)
    except (SourceError, OSError) as error:
        raise _differs(generation, file, f"cannot be read today ({error}), but its passages are stored") from error
    given = {transcript.id: transcript for transcript in parsed.transcripts}
    stored = generation.store.transcripts_of(file.name)
    for lost in set(stored) - given.keys():
        raise _differs(generation, file, f"gives no transcript {lost}, but one is stored")
    for identity in stored:
        if not _same(generation, given[identity]):
            raise _differs(generation, file, f"gives other passages of {identity} than are stored")


def _same(generation: SealedGeneration, given: Transcript) -> bool:
    stored = generation.store.transcript(given.id)
    if stored is None or stored.text != given.text:
        return False
    wanted = [(each.id, each.start, each.end, each.text) for each in passages_of(given)]
    return wanted == [(each.id, each.start, each.end, each.text) for each in generation.store.passages_of(given.id)]


def _differs(generation: SealedGeneration, file: Found, what: str) -> Exception:
    return damaged(generation.path, "passages.sqlite", f"the file {file.name} {what}")


def _since(changes: Changes, *, all_there: bool) -> Iterator[str]:
    counts = {"changed": len(changes.changed), "added": len(changes.added)}
    counts |= {"removed": len(changes.removed)} if all_there else {}
    told = ", ".join(f"{count:,} {what}" for what, count in counts.items() if count)
    if told:
        yield f"files since the last build: {told}; rostrum build brings them in"
