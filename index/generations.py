"""The index folder: whole generations, one of them current; readers never see half of one.

A build fills a folder that no reader knows, checks and flushes it, then replaces the one-line file CURRENT. Killed at
any moment, the old generation still serves, and the next build sweeps up what was left.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from index.errors import (
    BuildError,
    BuildLockedError,
    IndexDamagedError,
    IndexMismatchError,
    IndexMissingError,
    damaged,
)
from index.lexical import LexicalIndex, TantivyIndex
from index.manifest import OLDEST_MANIFEST, Manifest, fsync_path, fsync_tree, seals
from index.records import Reach
from index.representations import Representations, RowLookup
from index.store import PassageStore
from index.vectors import VECTOR_INDEXES, FlatIndex, VectorIndex

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from index.embedders import Embedder

_CURRENT = "CURRENT"
_GENERATION = re.compile(r"gen-(\d{6,})")
_STORE, _VECTORS, _LEXICAL, _REPRESENTATIONS = "passages.sqlite", "vectors.faiss", "lexical", "representations"
_SCRATCH = "scratch"


@dataclass(slots=True)
class Generation:
    """One index, whole or being written: its folder and what is in it."""

    path: Path
    store: PassageStore
    vectors: VectorIndex
    lexical: LexicalIndex
    representations: Representations

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


class IndexFolder:
    """Opens the current generation, and publishes a new one."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def current_name(self) -> str | None:
        """Return the name of the current generation, or None when there is no index.

        Raises:
            IndexDamagedError: CURRENT names nothing that could be a generation.
        """
        try:
            name = (self.path / _CURRENT).read_text(encoding="utf-8", errors="replace").strip()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise IndexDamagedError(f"{self.path / _CURRENT} cannot be read: {error.strerror}") from error
        if not _GENERATION.fullmatch(name):
            raise IndexDamagedError(
                f"{self.path / _CURRENT} names {name[:40]!r}, expected a generation such as gen-000007; "
                f"rebuild it with: rostrum build PATH --index {self.path}"
            )
        return name

    def open_current(self) -> SealedGeneration:
        """Open the current generation for reading, after checking every file of it.

        Raises:
            IndexMissingError: There is no index.
            IndexDamagedError: A file is missing, cut or altered.
            IndexMismatchError: It has another schema.
        """
        name = self.current_name()
        if name is None:
            raise IndexMissingError(
                f"there is no index in {self.path}; build one with: rostrum build PATH --index {self.path}"
            )
        try:
            return _opened(self.path / name)
        except (IndexDamagedError, OSError):
            if self.current_name() not in (None, name):  # a build published and swept while we were opening
                return self.open_current()
            raise

    def manifest(self) -> Manifest | None:
        """Return the current generation's manifest, even of an older schema, or None when there is no index."""
        name = self.current_name()
        return None if name is None else Manifest.read(self.path / name, oldest=OLDEST_MANIFEST)

    @contextmanager
    def locked(self, wait_s: float) -> Iterator[None]:
        """Hold the right to build.

        Raises:
            BuildLockedError: Another process still holds it after ``wait_s`` seconds; the message says which.
            BuildError: There can be no index folder at this path.
        """
        holder = self.path / "BUILDING"
        lock = FileLock(self.path / ".lock")
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            lock.acquire(timeout=wait_s)
        except (FileExistsError, NotADirectoryError, PermissionError) as error:
            raise BuildError(f"{self.path} cannot be the index folder: {error.strerror}; name another") from error
        except Timeout:
            who = holder.read_text(encoding="utf-8").strip() if holder.is_file() else "another process"
            raise BuildLockedError(
                f"{who} is building {self.path}; wait until it is done, or let this build wait with --wait"
            ) from None
        try:
            holder.write_text(f"process {os.getpid()} (since {dt.datetime.now():%Y-%m-%d %H:%M:%S})\n")
            yield
        finally:
            holder.unlink(missing_ok=True)
            lock.release()

    @contextmanager
    def new_generation(self, dim: int, token_dim: int, base: Generation | None) -> Iterator[Generation]:
        """Give a generation to write into, a copy of ``base`` or empty; it goes away unless it gets published."""
        path = self.path / f"gen-{self._next_number():06d}"
        try:
            path.mkdir()
            generation = _copied(base, path) if base else _empty(path, dim, token_dim)
            try:
                yield generation
            finally:
                generation.close()
        finally:
            if not self._serves(path.name):
                shutil.rmtree(path, ignore_errors=True)

    def publish(self, generation: Generation, embedder: Embedder, *, speakers_sha256: str | None = None) -> Manifest:
        """Check a generation, seal it, flush it, and make it the current one.

        Args:
            generation: What to publish.
            embedder: The model of its vectors.
            speakers_sha256: The hash of the speakers.toml that its names were joined by.

        Raises:
            IndexDamagedError: Its rows, vectors and lexical documents are not as many as they should be.
        """
        counts = checked_counts(generation)
        generation.vectors.save(generation.path / _VECTORS)
        generation.close()
        manifest = Manifest(
            written=dt.datetime.now(dt.UTC).replace(microsecond=0),
            model=embedder.id,
            model_sha256=embedder.sha256,
            dim=embedder.dim,
            token_recipe=embedder.token_recipe,
            vector_index=generation.vectors.kind,
            speakers_sha256=speakers_sha256,
            counts=counts,
            files=seals(generation.path),
        )
        manifest.write(generation.path)
        fsync_tree(generation.path)
        self._point_to(generation.path.name)
        self.sweep()
        return manifest

    def sweep(self) -> None:
        """Remove everything that a finished or killed build left behind, unless nobody can tell what serves."""
        try:
            keep = self.current_name()
        except IndexDamagedError:
            return
        for path in self.path.iterdir():
            if (_GENERATION.fullmatch(path.name) and path.name != keep) or path.name == _CURRENT + ".new":
                shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)

    def _serves(self, name: str) -> bool:
        try:
            return self.current_name() == name
        except IndexDamagedError:
            return False

    def _point_to(self, name: str) -> None:
        fresh = self.path / (_CURRENT + ".new")
        fresh.write_text(name + "\n", encoding="utf-8")
        fsync_path(fresh)
        fresh.replace(self.path / _CURRENT)
        fsync_path(self.path)

    def _next_number(self) -> int:
        numbers = [int(match[1]) for path in self.path.iterdir() if (match := _GENERATION.fullmatch(path.name))]
        return max(numbers, default=0) + 1


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
        raise damaged(generation.path, _VECTORS if vectors != meaning else _REPRESENTATIONS, what)
    if documents != meaning + exact:
        what = f"{meaning + exact:,} passages should be found by words, {documents:,} can be"
        raise damaged(generation.path, _LEXICAL, what)
    return counts


def _opened(path: Path) -> SealedGeneration:
    manifest = Manifest.read(path)
    manifest.check_files(path)
    if manifest.vector_index not in VECTOR_INDEXES:
        raise IndexMismatchError(
            f"the index in {path.parent} keeps its vectors as {manifest.vector_index!r}, this Rostrum reads "
            f"{', '.join(sorted(VECTOR_INDEXES))}; rebuild it with: rostrum build PATH --index {path.parent}"
        )
    vectors = VECTOR_INDEXES[manifest.vector_index](path / _VECTORS)
    store = PassageStore((path / _STORE).resolve(), read_only=True)
    lexical = TantivyIndex(path / _LEXICAL)
    representations = Representations.load(path / _REPRESENTATIONS)
    return SealedGeneration(path, store, vectors, lexical, representations, manifest, RowLookup(representations.ids))


def _copied(base: Generation, path: Path) -> Generation:
    for name in (_STORE, _VECTORS):
        shutil.copyfile(base.path / name, path / name)
    shutil.copytree(base.path / _LEXICAL, path / _LEXICAL)
    store = PassageStore(path / _STORE)
    vectors = VECTOR_INDEXES[base.vectors.kind](path / _VECTORS)
    return Generation(path, store, vectors, TantivyIndex(path / _LEXICAL), base.representations)


def _empty(path: Path, dim: int, token_dim: int) -> Generation:
    (path / _LEXICAL).mkdir()
    representations = Representations.empty(dim, token_dim)
    return Generation(path, PassageStore(path / _STORE), FlatIndex(dim), TantivyIndex(path / _LEXICAL), representations)
