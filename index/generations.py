"""The index folder: whole generations, one of them current; readers never see half of one.

A build fills a folder that no reader knows, checks and flushes it, then replaces the one-line file CURRENT. Killed at
any moment, the old generation still serves, and the next build sweeps up what was left.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from index import folders
from index.errors import (
    BuildError,
    BuildLockedError,
    DiskError,
    IndexDamagedError,
    IndexMissingError,
    IndexStateError,
)
from index.generation import (
    VECTORS,
    Belief,
    Generation,
    SealedGeneration,
    checked_counts,
    copied,
    empty,
    opened,
    stamp_of,
)
from index.manifest import OLDEST_MANIFEST, Manifest, fsync_path

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from index.embedders import Embedder

__all__ = ["Belief", "Generation", "IndexFolder", "SealedGeneration", "checked_counts"]

_CURRENT = "CURRENT"
_GENERATION = re.compile(r"gen-(\d{6,})")
_LEFT = re.compile(r"gen-\d{6,}(\.gone)?|CURRENT\.new")
"""What a build may leave behind, beside what serves."""


class IndexFolder:
    """Opens the current generation, and publishes a new one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._certain: str | None = None
        """The generation that CURRENT was made to name from here, and will after a loss of power."""

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

    def open_current(self, belief: Belief = Belief.NONE) -> SealedGeneration:
        """Open the current generation for reading, after checking every file of it.

        Args:
            belief: Which files need not be read again that were checked within a day and not touched since; see
                :mod:`index.checked`.

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
            if not (self.path / name).is_dir():
                raise IndexDamagedError(
                    f"{self.path / _CURRENT} names {name}, and there is no such generation; "
                    f"rebuild it with: rostrum build PATH --index {self.path}"
                )
            return opened(self.path / name, belief)
        except (IndexDamagedError, OSError):
            if self.current_name() not in (None, name):  # a build published and swept while we were opening
                return self.open_current(belief)
            raise

    def is_current(self, generation: SealedGeneration) -> bool:
        """Whether a generation is the one to read: CURRENT names it, or nothing that there is.

        A folder that was deleted and built again may have another generation of the same name.
        """
        name = self.current_name()
        if name is None:
            return True
        return name == generation.path.name and stamp_of(generation.path) in (generation.stamp, None)

    def manifest(self) -> Manifest | None:
        """Return the current generation's manifest, even of an older schema, or None when there is no index."""
        name = self.current_name()
        return None if name is None else Manifest.read(self.path / name, oldest=OLDEST_MANIFEST)

    def generations(self) -> list[Path]:
        """Return the folders of all generations, whole or not, newest first."""
        if not self.path.is_dir():
            return []
        found = [path for path in self.path.iterdir() if _GENERATION.fullmatch(path.name) and path.is_dir()]
        return sorted(found, key=lambda path: (len(path.name), path.name), reverse=True)

    def restore(self) -> str | None:
        """Where CURRENT names no generation that is there, make it name the newest that is sound; return which.

        Raises:
            BuildLockedError: A build is at work.
        """
        with self.locked(0):
            try:
                name = self.current_name()
            except IndexDamagedError:
                name = None
            if name is not None and (self.path / name).is_dir():
                return None
            for path in self.generations():
                try:
                    opened(path, Belief.NONE).close()
                except IndexStateError:
                    continue
                self._point_to(path.name)
                self.sweep()
                return path.name
        return None

    @contextmanager
    def locked(self, wait_s: float) -> Iterator[None]:
        """Hold the right to build.

        Raises:
            BuildLockedError: Another process still holds it after ``wait_s`` seconds; the message says which.
            BuildError: There can be no index folder at this path.
        """
        from filelock import FileLock, Timeout  # here, since only builds need it

        holder = self.path / "BUILDING"
        lock = FileLock(self.path / ".lock")
        try:
            folders.make(self.path)
            lock.acquire(timeout=wait_s)
        except (FileExistsError, NotADirectoryError, PermissionError) as error:
            raise BuildError(f"{self.path} cannot be the index folder: {error.strerror}; name another") from error
        except Timeout:
            who = folders.first_line(holder) or "another process"
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
    def new_generation(self, dim: int, token_dim: int, base: SealedGeneration | None) -> Iterator[Generation]:
        """Give a generation to write into, a copy of ``base`` or empty; it goes away unless it gets published."""
        path = self.path / f"gen-{self._next_number():06d}"
        try:
            path.mkdir()
            generation = copied(base, path) if base else empty(path, dim, token_dim)
            try:
                yield generation
            finally:
                generation.close()
        finally:
            if not self._serves(path.name):
                folders.remove(path)

    def publish(
        self,
        generation: Generation,
        embedder: Embedder,
        *,
        speakers_sha256: str | None = None,
        roots: tuple[str, ...] | None = None,
        warnings: dict[str, tuple[str, ...]] | None = None,
    ) -> Manifest:
        """Check a generation, seal it, flush it, and make it the current one.

        Args:
            generation: What to publish.
            embedder: The model of its vectors.
            speakers_sha256: The hash of the speakers.toml that its names were joined by.
            roots: The paths that the build was given.
            warnings: What was remarked on files, by path.

        Raises:
            IndexDamagedError: Its rows, vectors and lexical documents are not as many as they should be.
        """
        counts = checked_counts(generation)
        generation.vectors.save(generation.path / VECTORS)
        generation.close()
        manifest = Manifest(
            written=dt.datetime.now(dt.UTC).replace(microsecond=0),
            model=embedder.id,
            model_sha256=embedder.sha256,
            dim=embedder.dim,
            token_recipe=embedder.token_recipe,
            vector_index=generation.vectors.kind,
            speakers_sha256=speakers_sha256,
            roots=roots,
            warnings=warnings,
            counts=counts,
            files=generation.seals(),
        )
        manifest.write(generation.path)
        generation.flush()
        self._point_to(generation.path.name)
        self.sweep()
        return manifest

    def sweep(self) -> None:
        """Remove everything that a finished or killed build left behind, unless nobody can tell what serves."""
        try:
            keep = self.current_name()
        except IndexDamagedError:
            return
        left = [path for path in self.path.iterdir() if _LEFT.fullmatch(path.name) and path.name != keep]
        if left and keep != self._certain:
            fsync_path(self.path)  # a build that was killed may not have come to it, and CURRENT could still go back
        for path in left:
            folders.remove(path)

    def _serves(self, name: str) -> bool:
        try:
            return self.current_name() == name
        except IndexDamagedError:
            return False

    def _point_to(self, name: str) -> None:
        fresh = self.path / (_CURRENT + ".new")
        fresh.write_text(name + "\n", encoding="utf-8")
        fsync_path(fresh)
        fsync_path(self.path)  # the generation's own name in it, before CURRENT may say so
        fresh.replace(self.path / _CURRENT)
        try:
            fsync_path(self.path)
        except OSError as error:
            raise DiskError(
                f"{self.path} has its new index, but the disk does not confirm it ({error.strerror}); the one before "
                "is kept until the next build; look after the disk and build again"
            ) from error
        self._certain = name

    def _next_number(self) -> int:
        newest = next(iter(self.generations()), None)
        return int(newest.name.partition("-")[2]) + 1 if newest else 1
