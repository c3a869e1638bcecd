"""Build an index: the one place where files, parsing, vectors and words come together."""

from __future__ import annotations

import errno
import sqlite3
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.discover import Changes, Found, Skipped, compare, discover
from index.embedders import load_embedder
from index.errors import (
    DiskError,
    DuplicateTranscriptError,
    IndexDamagedError,
    IndexMismatchError,
    IndexStateError,
    NothingToIndexError,
    SourceError,
)
from index.generations import Generation, IndexFolder, SealedGeneration
from index.parsing import parse_file
from index.passages import passages_of
from index.records import Reach, refuse_collisions
from index.sentences import sentence_spans
from index.settings import DEFAULT_MODEL, load_settings
from index.store import Sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from numpy.typing import NDArray

    from index.documents import Parsed
    from index.embedders import Embedder
    from index.manifest import Manifest
    from index.records import Passage, TranscriptHead

_BATCH_PASSAGES = 256
_FILES_PER_TRANSACTION = 200


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
class _Tally:
    """What a running build has found so far."""

    skipped: list[Skipped] = field(default_factory=list)
    warnings: list[Warned] = field(default_factory=list)
    failed: set[str] = field(default_factory=set)
    """Names of files that were to be read and could not be parsed."""
    touched: set[str] = field(default_factory=set)
    """Ids of transcripts that were put, moved or dropped."""
    embedded: int = 0
    reused: int = 0


def build(
    paths: Iterable[Path | str],
    index: Path | str | None = None,
    *,
    model: str | None = None,
    embedder: Embedder | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
    wait_s: float = 0.0,
) -> BuildReport:
    """Make an index hold exactly the transcripts found at these paths, doing only what changed.

    Args:
        paths: Folders and files.
        index: The index folder; by default the setting ``ROSTRUM_INDEX``, else ``speeches.index``.
        model: Name or folder of the embedding model; by default the index's own, else the default model.
        embedder: An embedder to use in place of a named model.
        progress: Called as the build goes on, from this thread.
        wait_s: How long to wait for another build of the same index, in seconds.

    Raises:
        NothingToIndexError: No transcript was found; the index is left as it was.
        BuildLockedError: Another build holds the lock.
        BuildError: There can be no index folder at this path.
        DiskError: The disk is full or fails; the index that was there before still serves.
        ModelError: There is no such model.
    """
    started = time.monotonic()
    settings = load_settings()
    folder = IndexFolder(Path(index or settings.index))
    files, unread = discover(Path(path) for path in paths)
    with _disk_errors(folder.path), folder.locked(wait_s):
        folder.sweep()
        tally = _Tally()
        previous = _previous(folder, tally)
        try:
            chosen = embedder or load_embedder(model or settings.model or _model_of(folder) or DEFAULT_MODEL)
            base = previous if previous and _same_model(previous.manifest, chosen) else None
            changes = compare(files, previous.store.sources() if previous else {}, unread, kept=base is not None)
            tally.skipped += changes.skipped
            if base and changes.none and base.manifest.current_recipes:
                return _report(folder, changes, tally, base.manifest, started)
            manifest = _new_generation(folder, base, changes, chosen, tally, progress)
        finally:
            if previous:
                previous.close()
        return _report(folder, changes, tally, manifest, started)


def _new_generation(
    folder: IndexFolder,
    base: SealedGeneration | None,
    changes: Changes,
    embedder: Embedder,
    tally: _Tally,
    progress: Callable[[Progress], None],
) -> Manifest:
    """Files to transcripts to passages to vectors and words, in a new generation; then publish it.

    The new generation starts as a copy of ``base``, or empty. When it would end as one, because what is new cannot
    be read, ``base`` goes on serving.
    """
    up_to_date = base.manifest if base and base.manifest.current_recipes else None
    dim = base.manifest.dim if base else embedder.dim
    cut_before = _texts_cut(embedder)
    with folder.new_generation(dim, base) as generation:
        to_read = [*changes.added, *changes.changed, *(() if up_to_date else changes.unchanged)]
        _read_files(to_read, changes, generation, tally, progress)
        if up_to_date and not (tally.touched or changes.removed):
            return up_to_date
        _embed_pending(generation, embedder, tally, progress)
        with generation.store.transaction():
            for path in changes.removed:
                tally.touched.update(generation.store.drop_source(path))
        if not generation.store.counts()["transcripts"]:
            raise NothingToIndexError(_all_skipped(tally))
        _drop_vectors(generation, generation.store.embedded_ids())
        _update_words(generation, base, tally.touched)
        _warn_of_fit(generation, embedder, _texts_cut(embedder) - cut_before, tally)
        return folder.publish(generation, embedder)


def _read_files(
    files: list[Found],
    changes: Changes,
    generation: Generation,
    tally: _Tally,
    progress: Callable[[Progress], None],
) -> None:
    """Parse files and store what they give; a file that cannot be parsed is skipped, and its reason kept."""
    files = sorted(files, key=lambda file: file.name)
    reread = {file.name for file in files} | set(changes.removed)
    for start in range(0, len(files), _FILES_PER_TRANSACTION):
        with generation.store.transaction():
            for done, file in enumerate(files[start : start + _FILES_PER_TRANSACTION], start):
                progress(Progress("reading", done, len(files)))
                _read_file(file, reread, generation, tally)
    progress(Progress("reading", len(files), len(files)))


def _read_file(file: Found, reread: set[str], generation: Generation, tally: _Tally) -> None:
    try:
        parsed = parse_file(file.path, file.root)
        _refuse_duplicates(parsed, generation, reread)
    except SourceError as error:
        kept = "; what it held at the last build is kept" if file.name in generation.store.sources() else ""
        tally.skipped.append(Skipped(file.name, f"{error}{kept}"))
        tally.failed.add(file.name)
        return
    cut = [(transcript, passages_of(transcript)) for transcript in parsed.transcripts]
    for _, passages in cut:
        refuse_collisions(passages)
    tally.touched.update(generation.store.put_source(parsed.source, cut))
    tally.warnings += (Warned(file.name, warning) for warning in parsed.warnings)
    reread.discard(file.name)


def _refuse_duplicates(parsed: Parsed, generation: Generation, movable: set[str]) -> None:
    """A transcript id belongs to the first file that gives it, unless that file is gone or about to be read again."""
    seen: set[str] = set()
    for transcript in parsed.transcripts:
        owner = generation.store.owner(transcript.id)
        taken = owner is not None and owner != parsed.source.path and owner not in movable
        if taken or transcript.id in seen:
            raise DuplicateTranscriptError(
                f"its transcript id {transcript.id!r} is taken by {owner if taken else 'an earlier transcript in it'}; "
                "rename the file or give it another id"
            )
        seen.add(transcript.id)


def _embed_pending(
    generation: Generation, embedder: Embedder, tally: _Tally, progress: Callable[[Progress], None]
) -> None:
    """Give each passage without a vector one, and its sentences theirs."""
    total = generation.store.count_pending()
    done = 0
    _drop_vectors(generation, generation.store.embedded_ids())
    while batch := generation.store.pending(_BATCH_PASSAGES):
        progress(Progress("embedding", done, total))
        with generation.store.transaction():
            fresh = [each for each in batch if not _copy_twin(generation, each[0], each[2])]
            tally.reused += len(batch) - len(fresh)
            _embed(generation, embedder, [(each, text, language) for each, text, _, language in fresh])
        tally.embedded += len(fresh)
        done += len(batch)
    progress(Progress("embedding", total, total))


def _copy_twin(generation: Generation, passage: int, embeds: str) -> bool:
    """Take vector and sentences from a passage of the same text, if one has them."""
    twin = generation.store.embedded_twin(embeds)
    if twin is None:
        return False
    _set_vectors(generation, [passage], generation.vectors.get(np.array([twin], np.int64)))
    generation.store.put_sentences(passage, generation.store.sentences([twin])[twin])
    return True


def _embed(generation: Generation, embedder: Embedder, batch: list[tuple[int, str, str | None]]) -> None:
    """Embed passages and their sentences, each different text once."""
    if not batch:
        return
    spans = [sentence_spans(text, language) for _, text, language in batch]
    sentences = [[text[a:b] for a, b in each] for (_, text, _), each in zip(batch, spans, strict=True)]
    texts = dict.fromkeys(text for _, text, _ in batch)
    texts |= dict.fromkeys(sentence for each in sentences for sentence in each)
    rows = embedder.embed_documents(list(texts))
    row_of = dict(zip(texts, rows, strict=True))
    _set_vectors(generation, [each for each, _, _ in batch], np.stack([row_of[text] for _, text, _ in batch]))
    for (passage, _, _), pairs, parts in zip(batch, spans, sentences, strict=True):
        vectors = np.stack([row_of[part] for part in parts])
        generation.store.put_sentences(passage, Sentences(np.array(pairs, np.int32), vectors))


def _set_vectors(generation: Generation, ids: list[int], vectors: NDArray[np.float32]) -> None:
    generation.vectors.add(np.array(ids, np.int64), vectors)


def _drop_vectors(generation: Generation, wanted: NDArray[np.int64]) -> None:
    """Remove all vectors but these."""
    generation.vectors.remove(np.setdiff1d(generation.vectors.ids, wanted))


def _update_words(generation: Generation, base: Generation | None, touched: set[str]) -> None:
    """Bring the lexical index up to date; when anything leaves it, write all of it again.

    Tantivy counts deleted documents in its statistics until it happens to merge them away, so that ranks would depend
    on what the corpus once held.
    """
    held = {head.id for head in base.store.heads()} if base else set()
    renewed = touched | held if touched & held else touched
    generation.lexical.update(renewed, _found_by_words(generation, renewed))


def _found_by_words(generation: Generation, transcripts: set[str]) -> Iterator[tuple[Passage, TranscriptHead]]:
    for transcript in sorted(transcripts):
        head = generation.store.head(transcript)
        if head is not None:
            passages = generation.store.passages_of(transcript)
            yield from ((passage, head) for passage in passages if passage.reach is not Reach.CONTEXT)


def _texts_cut(embedder: Embedder) -> int:
    """Return how many texts so far were longer than the model's window; 0 for a model without one."""
    return int(getattr(embedder, "texts_cut", 0))


def _warn_of_fit(generation: Generation, embedder: Embedder, cut: int, tally: _Tally) -> None:
    """Say where model and text do not fit."""
    if cut:
        tally.warnings.append(
            Warned(
                None,
                f"{cut} passages or sentences are longer than the window of {embedder.id}; their ends are not embedded",
            )
        )
    if embedder.id != DEFAULT_MODEL:
        return
    foreign: dict[str, int] = {}
    for head in generation.store.heads():
        if head.language and head.language != "en":
            foreign[head.language] = foreign.get(head.language, 0) + 1
    if foreign:
        listed = ", ".join(f"{code}: {count}" for code, count in sorted(foreign.items()))
        tally.warnings.append(
            Warned(
                None,
                f"{DEFAULT_MODEL} is an English model; transcripts in other languages ({listed}) are found less well; "
                "name a multilingual model with --model",
            )
        )


def _previous(folder: IndexFolder, tally: _Tally) -> SealedGeneration | None:
    """Open the index as it stands; one that cannot be used is built anew, and said to be."""
    try:
        return folder.open_current() if folder.current_name() else None
    except (IndexDamagedError, IndexMismatchError) as error:
        tally.warnings.append(Warned(None, f"built anew, because {str(error).partition('; rebuild')[0]}"))
        return None


def _model_of(folder: IndexFolder) -> str | None:
    """Return the model of the index as it stands, even of a damaged one whose manifest can be read."""
    try:
        manifest = folder.manifest()
    except IndexStateError:
        return None
    return manifest.model if manifest else None


def _same_model(manifest: Manifest, embedder: Embedder) -> bool:
    return (manifest.model, manifest.model_sha256) == (embedder.id, embedder.sha256)


def _all_skipped(tally: _Tally) -> str:
    first = tally.skipped[0]
    more = f", and {len(tally.skipped) - 1} more" if len(tally.skipped) > 1 else ""
    return f"not one file could be read: {first.path}: {first.reason}{more}"


def _report(folder: IndexFolder, changes: Changes, tally: _Tally, manifest: Manifest, started: float) -> BuildReport:
    def names(files: Iterable[Found]) -> tuple[str, ...]:
        return tuple(file.name for file in files if file.name not in tally.failed)

    return BuildReport(
        index=folder.path,
        added=names(changes.added),
        changed=names(changes.changed),
        removed=changes.removed,
        unchanged=names(changes.unchanged),
        skipped=tuple(tally.skipped),
        warnings=tuple(tally.warnings),
        embedded=tally.embedded,
        reused=tally.reused,
        transcripts=manifest.counts["transcripts"],
        passages=manifest.counts["passages"],
        seconds=time.monotonic() - started,
    )


class _disk_errors:  # noqa: N801  # reads as "with disk errors told"
    """Turn what libraries say of a full or failing disk into our error."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if error is not None and _is_disk_error(error):
            raise DiskError(
                f"writing {self._path} failed: {error}; the index that was there before is untouched; free some space "
                "and build again"
            ) from error


def _is_disk_error(error: BaseException) -> bool:
    if isinstance(error, OSError) and error.errno in (
        errno.ENOSPC,
        errno.EIO,
        errno.EDQUOT,
        errno.EFBIG,
        errno.EROFS,
    ):
        return True
    told = str(error).lower()
    library = isinstance(error, sqlite3.OperationalError | ValueError | RuntimeError)
    return library and any(
        sign in told for sign in ("disk is full", "no space left", "disk i/o", "file too large", "write error")
    )
