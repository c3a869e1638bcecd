"""One generation of an index: what is in its folder, and how it is opened, copied and begun."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from index import checked
from index.errors import IndexMismatchError, damaged
from index.lexical import LexicalIndex, TantivyIndex
from index.manifest import NAME as MANIFEST
from index.manifest import Manifest, inode_of
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

    @property
    def scratch(self) -> Path:
        """A folder for what a build needs only while it runs; not there yet."""
        return self.path / _SCRATCH

    @property
    def representations_path(self) -> Path:
        """Where the representations lie."""
        return self.path / _REPRESENTATIONS

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


def opened(path: Path, *, believing: bool) -> SealedGeneration:
    """Open a generation for reading, after checking its files.

    Raises:
        IndexDamagedError: A file is missing, cut or altered.
        IndexMismatchError: It has another schema, or vectors of an unknown kind.
    """
    stamp, manifest = stamp_of(path), Manifest.read(path)
    _check(path, manifest, believing=believing)
    if manifest.vector_index not in VECTOR_INDEXES:
        raise IndexMismatchError(
            f"the index in {path.parent} keeps its vectors as {manifest.vector_index!r}, this Rostrum reads "
            f"{', '.join(sorted(VECTOR_INDEXES))}; rebuild it with: rostrum build PATH --index {path.parent}"
        )
    vectors = VECTOR_INDEXES[manifest.vector_index](path / VECTORS)
    store = PassageStore((path / _STORE).resolve(), read_only=True)
    lexical = TantivyIndex(path / _LEXICAL)
    representations = Representations.load(path / _REPRESENTATIONS)
    rows = RowLookup(representations.ids)
    return SealedGeneration(path, store, vectors, lexical, representations, manifest, rows, stamp)


def stamp_of(path: Path) -> tuple[int, int] | None:
    """Return what tells a generation from another of the same name; None where there is none."""
    try:
        found = (path / MANIFEST).stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


def _check(path: Path, manifest: Manifest, *, believing: bool) -> None:
    """Compare files with their seals, and keep that they were compared."""
    if not believing:
        manifest.check_files(path)
        return
    parsed = {name for name in manifest.files if name.partition("/")[0] in (VECTORS, _LEXICAL)}
    believed = checked.unchanged(path, manifest.files) - parsed
    before, began = {} if believed else checked.stamps(path, manifest.files), time.time()
    manifest.check_files(path, believed)
    if not believed:
        checked.remember(path, before, began)


def copied(base: SealedGeneration, path: Path) -> Generation:
    """Return a copy of a generation in a new folder, to be changed."""
    for name in (_STORE, VECTORS):
        shutil.copyfile(base.path / name, path / name)
    shutil.copytree(base.path / _LEXICAL, path / _LEXICAL)
    store = PassageStore(path / _STORE)
    vectors = VECTOR_INDEXES[base.vectors.kind](path / VECTORS)
    inherited = {inode_of(base.path / name): seal for name, seal in base.manifest.files.items()}
    lexical = TantivyIndex(path / _LEXICAL)
    return Generation(path, store, vectors, lexical, base.representations, inherited=inherited)


def empty(path: Path, dim: int, token_dim: int) -> Generation:
    """Return a generation without any passage in a new folder, to be filled."""
    (path / _LEXICAL).mkdir()
    representations = Representations.empty(dim, token_dim)
    return Generation(path, PassageStore(path / _STORE), FlatIndex(dim), TantivyIndex(path / _LEXICAL), representations)
