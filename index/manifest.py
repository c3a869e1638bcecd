"""What an index was built with; opening one checks it and fails closed."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError

from index import recipes
from index.errors import IndexMismatchError, damaged

SCHEMA = 4
"""Of the index folder as a whole: which files, in which layout."""
OLDEST_READ = 3
"""It differs in that arrays never lie in pieces."""
OLDEST_MANIFEST = 1
"""What a build still reads the manifest of, for the model that it names."""
NAME = "manifest.json"
_UNHASHED = frozenset({".tantivy-writer.lock", ".tantivy-meta.lock", "checked.json"})
"""Tantivy makes the first two when it opens an index, and they hold nothing; of the third tells index/checked.py."""
_CHUNK_BYTES = 1 << 20
_HASHED_AT_ONCE = 2
Inode = tuple[int, int]


class FileSeal(BaseModel):
    """Size and hash of one file of an index."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    bytes: int
    sha256: str


class Manifest(BaseModel):
    """The contents of manifest.json."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)

    schema_version: int = SCHEMA
    written: dt.datetime
    model: str
    model_sha256: str
    dim: int
    token_recipe: str = ""
    """How token vectors were reduced; nothing before schema 3."""
    vector_index: str
    attribution_recipe: str = recipes.ATTRIBUTION
    passage_recipe: str = recipes.PASSAGES
    speakers_recipe: str = recipes.SPEAKERS
    speakers_sha256: str | None = None
    """Of speakers.toml; None without one."""
    roots: tuple[str, ...] | None = None
    """The paths that the build was given, absolute; None where they were not kept, or are not UTF-8."""
    warnings: dict[str, tuple[str, ...]] | None = None
    """What was remarked on each file when it was last read, by its path under the root; None where it was not kept."""
    counts: dict[str, int]
    files: dict[str, FileSeal]

    @property
    def current_recipes(self) -> bool:
        """Whether transcripts would be cut and attributed today as they were then."""
        followed = (self.attribution_recipe, self.passage_recipe)
        return self.schema_version >= OLDEST_READ and followed == (recipes.ATTRIBUTION, recipes.PASSAGES)

    def speakers_joined_as(self, declared_sha256: str | None) -> bool:
        """Whether names would be joined today as they were then, given the hash of speakers.toml."""
        return (self.speakers_recipe, self.speakers_sha256) == (recipes.SPEAKERS, declared_sha256)

    def write(self, folder: Path) -> None:
        """Write manifest.json, with a hash over itself."""
        body = self.model_dump(mode="json")
        (folder / NAME).write_text(json.dumps(body | {"sha256": _digest(body)}, indent=1, sort_keys=True) + "\n")

    @classmethod
    def read(cls, folder: Path, *, oldest: int = OLDEST_READ) -> Self:
        """Read manifest.json and check its own hash and schema.

        Args:
            folder: The generation.
            oldest: The oldest schema that will do; only for the manifest itself an older one than is read.

        Raises:
            IndexDamagedError: It is missing, cut or altered.
            IndexMismatchError: It is of another schema.
        """
        try:
            body = json.loads((folder / NAME).read_text(encoding="utf-8"))
            seal, schema = body.pop("sha256"), body["schema_version"]
        except FileNotFoundError:
            raise damaged(folder, NAME, "it is missing") from None
        except (ValueError, KeyError, TypeError, AttributeError, OSError, RecursionError) as error:
            raise damaged(folder, NAME, f"it cannot be read ({error})") from error
        if not isinstance(schema, int) or not oldest <= schema <= SCHEMA:
            raise IndexMismatchError(
                f"the index in {folder.parent} has schema {schema}, this Rostrum reads {OLDEST_READ} and {SCHEMA}; "
                f"rebuild it with: rostrum build PATH --index {folder.parent}"
            )
        if seal != _digest(body):
            raise damaged(folder, NAME, "its hash is not its own")
        try:
            return cls.model_validate(body)
        except ValidationError as error:
            raise damaged(folder, NAME, str(error.errors()[0]["msg"])) from error

    def check_files(self, folder: Path, believed: Collection[str] = ()) -> None:
        """Compare every file with its seal, sizes first.

        Args:
            folder: The generation.
            believed: Files whose hashes are known to be right.

        Raises:
            IndexDamagedError: A file is missing, cut or altered; the message names it.
        """
        for name, seal in self.files.items():
            path = folder / name
            size = path.stat().st_size if path.is_file() else None
            if size is None:
                raise damaged(folder, name, "it is missing")
            if size != seal.bytes:
                raise damaged(folder, name, f"it has {size:,} bytes, expected {seal.bytes:,}")
        names = [name for name in self.files if name not in believed]
        with ThreadPoolExecutor(_HASHED_AT_ONCE) as pool:
            hashes = pool.map(lambda name: sha256_of(folder / name), names)
        for name, found in zip(names, hashes, strict=True):
            if found != self.files[name].sha256:
                raise damaged(folder, name, "its bytes are not those that were written")


def seals(folder: Path, inherited: Mapping[Inode, FileSeal] | None = None) -> dict[str, FileSeal]:
    """Return the seals of all files in a generation but the manifest, by path within it.

    Args:
        folder: The generation.
        inherited: Those of files that it shares with the generation before, which were checked when that was opened.
    """
    known = inherited or {}
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name not in _UNHASHED)
    files = [path for path in files if path != folder / NAME]
    with ThreadPoolExecutor(_HASHED_AT_ONCE) as pool:
        found = pool.map(lambda path: known.get(inode_of(path)) or _seal(path), files)
        return {path.relative_to(folder).as_posix(): seal for path, seal in zip(files, found, strict=True)}


class SealedAhead:
    """Hashes and flushes a large file that is done, in a thread of its own, while others of a generation are written.

    Its seal counts only if nobody has written to the file since.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        aside = ThreadPoolExecutor(1)
        self._found = aside.submit(self._look)
        aside.shutdown(wait=False)

    def seals(self) -> dict[Inode, FileSeal]:
        """Return the seal of the file, once it is hashed; nothing if it was written to meanwhile.

        Raises:
            OSError: It cannot be read or flushed.
        """
        stamp, seal = self._found.result()
        return {inode_of(self._path): seal} if stamp == self._stamp() else {}

    def _look(self) -> tuple[tuple[int, int], FileSeal]:
        stamp, seal = self._stamp(), _seal(self._path)
        fsync_path(self._path)
        return stamp, seal

    def _stamp(self) -> tuple[int, int]:
        found = self._path.stat()
        return found.st_size, found.st_mtime_ns


def inode_of(path: Path) -> Inode:
    """Return what two names of the same file have in common: its device and its number there."""
    found = path.stat()
    return found.st_dev, found.st_ino


def _seal(path: Path) -> FileSeal:
    return FileSeal(bytes=path.stat().st_size, sha256=sha256_of(path))


def sha256_of(path: Path) -> str:
    """Return the sha256 of a file, read piece by piece."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def fsync_tree(folder: Path, flushed: Collection[Inode] = ()) -> None:
    """Make sure that every file and folder below is on the disk, not only in memory; ``flushed`` are there already."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if inode_of(path) not in flushed:
            fsync_path(path)
    fsync_path(folder)


def fsync_path(path: Path) -> None:
    """Flush one file or folder to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _digest(body: dict[str, object]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
