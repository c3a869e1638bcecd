"""One generation of an index: what is in its folder, and how it is opened, copied and begun."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from index import checked
from index.arrays import RECENT
from index.errors import IndexDamagedError, IndexMismatchError, damaged
from index.lexical import LexicalIndex, TantivyIndex
from index.manifest import NAME as MANIFEST
from index.manifest import Manifest, SealedAhead, fsync_tree, inode_of, seals
from index.records import Reach
from index.representations import Representations, RowLookup
from index.store import PassageStore
from index.vectors import VECTOR_INDEXES, FlatIndex, VectorIndex

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from index.manifest import FileSeal, Inode

VECTORS = "vectors.faiss"
_STORE, _LEXICAL, _REPRESENTATIONS = "passages.sqlite", "lexical", "representations"
_SCRATCH = "scratch"


@dataclass(slots=True)
class Generation:
    """One index, whole or being written: its folder and what is in it."""

    path: Path
    store: PassageStore
    vectors: VectorIndex
    lexical: LexicalIndex
    representations: Representations
    inherited: Mapping[Inode, FileSeal] = field(default_factory=dict, kw_only=True)
    """The seals of the files of the generation that it began as a copy of; it may share some."""
    ahead: SealedAhead | None = field(default=None, kw_only=True)
    """Of the store, once nothing more is to be written to it."""

    @property
    def scratch(self) -> Path:
        """A folder for what a build needs only while it runs; not there yet."""
        return self.path / _SCRATCH

    @property
    def representations_path(self) -> Path:
        """Where the representations lie."""
        return self.path / _REPRESENTATIONS

    def seal_store_ahead(self) -> None:
        """Begin to hash and flush the store, to which nothing more will be written."""
        self.ahead = SealedAhead(self.path / _STORE)

    def seals(self) -> dict[str, FileSeal]:
        """Return the seals of all files, by path; what is known of some is not looked at again."""
        return seals(self.path, {**self.inherited, **(self.ahead.seals() if self.ahead else {})})

    def flush(self) -> None:
        """Make sure that all of it is on the disk.

        Raises:
            OSError: The disk does not confirm it.
        """
        fsync_tree(self.path, self.ahead.seals() if self.ahead else ())

    def close(self) -> None:
        """Let go of the store's file."""
        self.store.close()


@dataclass(slots=True)
class SealedGeneration(Generation):
    """A generation that was checked and will not change any more."""

    manifest: Manifest
    rows: RowLookup
    """Passage ids to rows of the representations."""
    stamp: tuple[int, int] | None
    """Inode and time of change of its manifest, which tell it from another of the same name."""
    believed: frozenset[str]
    """Files that were not read when it was opened, since they had been checked before and not touched since."""

    def check_believed(self) -> None:
        """Compare what was believed with its seals after all, since it is to be copied.

        Raises:
            IndexDamagedError: A file was altered; no check of this generation is believed again.
        """
        try:
            self.manifest.check_files(self.path, self.manifest.files.keys() - self.believed)
        except IndexDamagedError:
            checked.forget(self.path)
            raise


def checked_counts(generation: Generation) -> dict[str, int]:
    """Return the store's counts after holding vectors and lexical documents against them.

    Raises:
        IndexDamagedError: They differ; the message says how.
    """
    counts = generation.store.counts()
    vectors, documents, rows = len(generation.vectors), len(generation.lexical), len(generation.representations)
    meaning, exact = counts[Reach.MEANING.value], counts[Reach.EXACT.value]
    if not vectors == meaning == rows:
        what = f"{meaning:,} passages should have vectors, {vectors:,} have one and {rows:,} have representations"
        raise damaged(generation.path, VECTORS if vectors != meaning else _REPRESENTATIONS, what)
    if documents != meaning + exact:
        what = f"{meaning + exact:,} passages should be found by words, {documents:,} can be"
        raise damaged(generation.path, _LEXICAL, what)
    return counts


class Belief(StrEnum):
    """Which files need not be read again that were checked within a day and not touched since."""

    NONE = "none"
    SHARED = "what a build may share with the generation before and need not copy"
    UNPARSED = "all but what libraries parse"


def opened(path: Path, belief: Belief) -> SealedGeneration:
    """Open a generation for reading, after checking its files.

    Raises:
        IndexDamagedError: A file is missing, cut or altered.
        IndexMismatchError: It has another schema, or vectors of an unknown kind.
    """
    stamp, manifest = stamp_of(path), Manifest.read(path)
    believed = _check(path, manifest, belief)
    if manifest.vector_index not in VECTOR_INDEXES:
        raise IndexMismatchError(
            f"the index in {path.parent} keeps its vectors as {manifest.vector_index!r}, this Rostrum reads "
            f"{', '.join(sorted(VECTOR_INDEXES))}; rebuild it with: rostrum build PATH --index {path.parent}"
        )
    vectors = VECTOR_INDEXES[manifest.vector_index].load(path / VECTORS)
    store = PassageStore((path / _STORE).resolve(), read_only=True)
    lexical = TantivyIndex(path / _LEXICAL)
    representations = Representations.load(path / _REPRESENTATIONS)
    rows = RowLookup(representations.ids)
    return SealedGeneration(path, store, vectors, lexical, representations, manifest, rows, stamp, believed)


def stamp_of(path: Path) -> tuple[int, int] | None:
    """Return what tells a generation from another of the same name; None where there is none."""
    try:
        found = (path / MANIFEST).stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


def _check(path: Path, manifest: Manifest, belief: Belief) -> frozenset[str]:
    """Compare files with their seals, and keep that they were compared; return those that were believed."""
    if belief is Belief.NONE:
        manifest.check_files(path)
        return frozenset()
    unchanged = checked.unchanged(path, manifest.files)
    believed = frozenset(name for name in unchanged if _MAY_BELIEVE[belief](name))
    before, began = {} if unchanged else checked.stamps(path, manifest.files), time.time()
    manifest.check_files(path, believed)
    if not unchanged:
        checked.remember(path, before, began)
    return believed


def _is_parsed(name: str) -> bool:
    return name.partition("/")[0] in (VECTORS, _LEXICAL)


def _is_shared(name: str) -> bool:
    """Whether a build may leave a file as it is, and link it into the next generation."""
    return name.startswith(f"{_REPRESENTATIONS}/") and not name.startswith(f"{_REPRESENTATIONS}/{RECENT}/")


_MAY_BELIEVE: dict[Belief, Callable[[str], bool]] = {
    Belief.SHARED: _is_shared,
    Belief.UNPARSED: lambda name: not _is_parsed(name),
}


def copied(base: SealedGeneration, path: Path) -> Generation:
    """Return a copy of a generation in a new folder, to be changed."""
    for name in (_STORE, VECTORS):
        shutil.copyfile(base.path / name, path / name)
    shutil.copytree(base.path / _LEXICAL, path / _LEXICAL)
    store = PassageStore(path / _STORE)
    vectors = VECTOR_INDEXES[base.vectors.kind].load(path / VECTORS, to_change=True)
    inherited = {inode_of(base.path / name): seal for name, seal in base.manifest.files.items()}
    lexical = TantivyIndex(path / _LEXICAL)
    return Generation(path, store, vectors, lexical, base.representations, inherited=inherited)


def empty(path: Path, dim: int, token_dim: int) -> Generation:
    """Return a generation without any passage in a new folder, to be filled."""
    (path / _LEXICAL).mkdir()
    representations = Representations.empty(dim, token_dim)
    return Generation(path, PassageStore(path / _STORE), FlatIndex(dim), TantivyIndex(path / _LEXICAL), representations)
