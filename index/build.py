"""Build an index: the one place where files, parsing, vectors and words come together."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from index.discover import Changes, Found, compare, digests, discover, refuse_index_among, roots_of
from index.disk import disk_errors
from index.embedders import load_embedder
from index.embedding import embed_pending
from index.errors import IndexDamagedError, IndexMismatchError, IndexStateError, NothingToIndexError
from index.generations import Belief, Generation, IndexFolder, SealedGeneration
from index.given import Given, absolute, remarked
from index.joining import join_speakers
from index.reading import read_files
from index.records import Reach
from index.report import BuildReport, Progress, Tally, Warned, Watch
from index.representing import RepresentationsWriter
from index.settings import DEFAULT_MODEL, load_settings
from index.speakers_file import read_declared
from index.vectors import updated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from index.embedders import Embedder
    from index.manifest import Manifest
    from index.records import Passage, TranscriptHead
    from index.speakers_file import Declared

_MOST_GONE = 0.02
"""Share of the passages found by words that may have gone and still count."""


def build(
    paths: Iterable[Path | str],
    index: Path | str | None = None,
    *,
    model: str | None = None,
    embedder: Embedder | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
    wait_s: float = 0.0,
    anew: bool = False,
) -> BuildReport:
    """Make an index hold exactly the transcripts found at these paths, doing only what changed.

    Args:
        paths: Folders and files.
        index: The index folder; by default the setting ``ROSTRUM_INDEX``, else ``speeches.index``.
        model: Name or folder of the embedding model; by default the index's own, else the default model.
        embedder: An embedder to use in place of a named model.
        progress: Called as the build goes on, from this thread; what it raises ends the build, too.
        cancelled: Asked now and then, from this thread; the build stops when it says so, and nothing of it is left.
        wait_s: How long to wait for another build of the same index, in seconds.
        anew: Take nothing over from the index as it stands but the name of its model.

    Raises:
        NothingToIndexError: No transcript was found; the index is left as it was.
        IndexPlaceError: The index folder holds the transcripts, or other files.
        BuildLockedError: Another build holds the lock.
        BuildCancelledError: It was cancelled; the index is left as it was.
        BuildError: There can be no index folder at this path.
        DiskError: The disk is full or fails; the index that was there before still serves.
        ModelError: There is no such model.
        SourceError: The speakers.toml of a folder is wrong; the message names the line.
    """
    started = time.monotonic()
    settings = load_settings()
    folder = IndexFolder(Path(index or settings.index))
    tops = [Path(path) for path in paths]
    refuse_index_among(folder.path, tops)
    files, unread = discover(tops)
    given = Given(read_declared(roots_of(tops)), absolute(tops))
    watch = Watch(progress, cancelled)
    with disk_errors(folder.path), folder.locked(wait_s):
        folder.sweep()
        tally = Tally()
        previous, digested = _looked_at(folder, files, tally, anew=anew)
        try:
            chosen = embedder or load_embedder(model or settings.model or _model_of(folder) or DEFAULT_MODEL)
            base = previous if previous and _same_model(previous.manifest, chosen) else None
            changes = compare(digested, previous.store.sources() if previous else {}, unread, kept=base is not None)
            tally.skipped += changes.skipped
            _note_speakers_file(previous, given.declared, tally)
            watch.check()
            if base and changes.none and given.as_before(base.manifest):
                return _report(folder, changes, tally, base.manifest, started)
            manifest = _new_generation(folder, base, changes, given, chosen, tally, watch)
        finally:
            if previous:
                previous.close()
        return _report(folder, changes, tally, manifest, started)


def _new_generation(
    folder: IndexFolder,
    base: SealedGeneration | None,
    changes: Changes,
    given: Given,
    embedder: Embedder,
    tally: Tally,
    watch: Watch,
) -> Manifest:
    """Files to transcripts to passages to speakers, vectors and words, in a new generation; then publish it.

    The new generation starts as a copy of ``base``, or empty. When it would end as one, because what is new cannot
    be read, ``base`` goes on serving.
    """
    up_to_date = base.manifest if base and base.manifest.current_recipes else None
    cut_before = _texts_cut(embedder)
    with folder.new_generation(embedder.dim, embedder.token_dim, base) as generation:
        to_read = [*changes.added, *changes.changed, *(() if up_to_date else changes.unchanged)]
        read_files(to_read, changes, generation.store, tally, watch.show)
        if up_to_date and not (tally.touched or changes.removed) and given.as_before(up_to_date):
            return up_to_date
        with RepresentationsWriter(
            generation.scratch,
            embedder.dim,
            embedder.token_dim,
            generation.representations,
            before_copying=base.check_believed if base else None,
        ) as writer:
            embed_pending(generation.store, writer, embedder, tally, watch.show)
            _settle(generation, changes, given.declared, tally)
            watch.check()
            generation.seal_store_ahead()
            generation.representations = writer.finish(generation.representations_path, generation.store.places())
        watch.check()
        generation.vectors = updated(generation.vectors, generation.representations, writer.renewed)
        watch.check()
        _update_words(generation, base, tally.touched)
        _warn_of_fit(generation, embedder, _texts_cut(embedder) - cut_before, tally)
        watch.check()
        return folder.publish(
            generation,
            embedder,
            speakers_sha256=given.declared.sha256,
            roots=given.roots,
            warnings=remarked(base, {file.name for file in to_read}, changes, tally),
        )


def _settle(generation: Generation, changes: Changes, declared: Declared, tally: Tally) -> None:
    """Forget removed files, and join names over what is left.

    Raises:
        NothingToIndexError: Nothing is left.
    """
    with generation.store.transaction():
        for path in changes.removed:
            tally.touched.update(generation.store.drop_source(path))
    if not generation.store.counts()["transcripts"]:
        raise NothingToIndexError(_all_skipped(tally))
    with generation.store.transaction():
        tally.touched |= join_speakers(generation.store, declared)
    generation.store.summarise()
    generation.store.give_back()


def _note_speakers_file(previous: SealedGeneration | None, declared: Declared, tally: Tally) -> None:
    """Remember for the report what became of speakers.toml."""
    before, now = previous.manifest.speakers_sha256 if previous else None, declared.sha256
    if before != now:
        tally.speakers_file = "added" if before is None else "removed" if now is None else "changed"


def _update_words(generation: Generation, base: Generation | None, touched: set[str]) -> None:
    """Bring the lexical index up to date; once more than a little has left it, write all of it again.

    Tantivy counts deleted documents in its statistics until it happens to merge them away, so that ranks would depend
    on what the corpus once held; to write 500,000 passages again takes most of a minute.
    """
    held = {head.id for head in base.store.heads()} if base else set()
    gone = sum(1 for _ in _found_by_words(base, touched & held)) if base else 0
    worn = gone and gone + generation.lexical.gone > _MOST_GONE * len(generation.lexical)
    renewed = touched | held if worn else touched
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


def _warn_of_fit(generation: Generation, embedder: Embedder, cut: int, tally: Tally) -> None:
    """Say where model and text do not fit."""
    if cut:
        tally.warnings.append(
            Warned(
                None,
                f"{'1 passage or sentence is' if cut == 1 else f'{cut:,} passages or sentences are'} longer than the "
                f"window of {embedder.id}; what lies beyond it is not embedded",
            )
        )
    known = embedder.languages
    if known is None:
        return
    foreign: dict[str, int] = {}
    for head in generation.store.heads():
        if head.language and head.language not in known:
            foreign[head.language] = foreign.get(head.language, 0) + 1
    if foreign:
        listed = ", ".join(f"{code}: {count}" for code, count in sorted(foreign.items()))
        tally.warnings.append(
            Warned(
                None,
                f"{embedder.id} knows {', '.join(sorted(known))} only; transcripts in other languages ({listed}) are "
                "found by their words rather than their meaning; name a multilingual model with --model",
            )
        )


def _looked_at(
    folder: IndexFolder, files: Sequence[Found], tally: Tally, *, anew: bool
) -> tuple[SealedGeneration | None, Mapping[Found, str | OSError]]:
    """Return the index as it stands, and the hashes of files, which are read while its own are."""
    with ThreadPoolExecutor(1) as aside:
        opening = None if anew else aside.submit(_previous, folder, tally)
        digested = digests(files)
        return opening.result() if opening else None, digested


def _previous(folder: IndexFolder, tally: Tally) -> SealedGeneration | None:
    """Open the index as it stands; one that cannot be used is built anew, and said to be."""
    try:
        return folder.open_current(Belief.SHARED) if folder.current_name() else None
    except (IndexDamagedError, IndexMismatchError) as error:
        tally.warnings.append(Warned(None, f"built anew, because {str(error).partition('; rebuild')[0]}"))
        return None


def _model_of(folder: IndexFolder) -> str | None:
    """Return the model of the index as it stands, even of a damaged or an older one whose manifest can be read."""
    try:
        manifest = folder.manifest()
    except IndexStateError:
        return None
    return manifest.model if manifest else None


def _same_model(manifest: Manifest, embedder: Embedder) -> bool:
    seen = (manifest.model, manifest.model_sha256, manifest.token_recipe)
    return seen == (embedder.id, embedder.sha256, embedder.token_recipe)


def _all_skipped(tally: Tally) -> str:
    first = tally.skipped[0]
    more = f", and {len(tally.skipped) - 1} more" if len(tally.skipped) > 1 else ""
    return f"not one file could be read: {first.path}: {first.reason}{more}"


def _report(folder: IndexFolder, changes: Changes, tally: Tally, manifest: Manifest, started: float) -> BuildReport:
    def names(files: Iterable[Found]) -> tuple[str, ...]:
        return tuple(file.name for file in files if file.name not in tally.failed)

    return BuildReport(
        index=folder.path,
        added=names(changes.added),
        changed=names(changes.changed),
        removed=changes.removed,
        unchanged=names(changes.unchanged),
        speakers_file=tally.speakers_file,
        skipped=tuple(tally.skipped),
        warnings=tuple(tally.warnings),
        embedded=tally.embedded,
        reused=tally.reused,
        transcripts=manifest.counts["transcripts"],
        passages=manifest.counts["passages"],
        seconds=time.monotonic() - started,
    )
