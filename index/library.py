"""The library: where the transcripts of an index live, and how files are put there and taken away.

Nothing is deleted and nothing is written over: what is removed or replaced is moved into the hidden folder ``.removed``
of its root, which no build reads. Every function that changes anything asks :meth:`Library.must_write` first.
"""

from __future__ import annotations

import os
import shlex
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from index.discover import compare, digests, discover, roots_of
from index.errors import IndexMissingError, LibraryError, NothingToIndexError, ReadOnlyError, RostrumError
from index.generations import IndexFolder
from index.listing import listed
from index.records import Source
from index.sidecar import sidecar_of
from index.speakers_file import read_declared

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from index.listing import Listed
    from index.manifest import Manifest

REMOVED = ".removed"
"""Hidden, so that no build looks into it."""
UPLOADS = "uploads"
"""Where files go that are handed in."""


@dataclass(frozen=True, slots=True)
class Library:
    """An index with the folders that it was built from."""

    index: Path
    manifest: Manifest
    generation: str
    write: bool
    """Whether it may be changed by whoever holds this."""

    @classmethod
    def open(cls, index: Path, *, write: bool) -> Library:
        """Read what an index says of itself; its files are not checked, which is done when it is searched.

        Raises:
            IndexStateError: There is no index, or its manifest cannot be read.
        """
        folder = IndexFolder(index)
        name, manifest = folder.current_name(), folder.manifest()
        if name is None or manifest is None:
            raise IndexMissingError(f"there is no index in {index}; build one with: rostrum build PATH --index {index}")
        return cls(index, manifest, name, write)

    @property
    def roots(self) -> tuple[Path, ...]:
        """The folders and files that the index was built from; none where that is not known."""
        return tuple(Path(each) for each in self.manifest.roots or ())

    @property
    def command(self) -> str:
        """The command that builds the index from where it was built from."""
        paths = shlex.join(map(str, self.roots)) or "FOLDER"
        return f"rostrum build {paths} --index {shlex.quote(str(self.index))}"

    @property
    def size_bytes(self) -> int:
        """How much the current generation takes on the disk."""
        return sum(each.bytes for each in self.manifest.files.values())

    def contents(self) -> list[Listed]:
        """Return all transcripts with their files.

        Raises:
            IndexDamagedError: They cannot be read.
        """
        return listed(self.index / self.generation / "passages.sqlite")

    def why_not_rebuilt(self) -> str | None:
        """Return why the index cannot be built again from here, in words; None when it can."""
        if self.manifest.roots is None:
            return "This index does not tell where its transcripts lie; build it once more with the command below."
        gone = [root for root in self.roots if not _is_there(root)]
        if gone:
            return f"{gone[0]}, which this index was built from, is not there any more."
        return None

    def why_nothing_added(self) -> str | None:
        """Return why no file can be put into the library, in words; None when one can."""
        if reason := self.why_not_rebuilt():
            return reason
        if len(self.roots) != 1:
            return "This index was built from several places; put files into one of them, then rebuild."
        (root,) = self.roots
        if not root.is_dir():
            return f"This index was built from the file {root.name} alone; put files into a folder and build that."
        if not os.access(root, os.W_OK):
            return f"The folder {root} cannot be written to by this server."
        return None

    @property
    def home(self) -> Path:
        """The one folder that files are put into.

        Raises:
            LibraryError: There is none; the message says why.
        """
        if reason := self.why_nothing_added():
            raise LibraryError(reason)
        return self.roots[0]

    def must_write(self) -> None:
        """Stop whoever may not change the library.

        Raises:
            ReadOnlyError: It may only be read.
        """
        if not self.write:
            raise ReadOnlyError("The library may only be read from here.")

    def not_indexed(self, contents: Iterable[Listed]) -> tuple[list[str], list[str]]:
        """Return the names of files that are there and not in the index, and of those that are in it and gone.

        Only names are compared; what is in files is read by a build.
        """
        known = {each.path for each in contents}
        try:
            found = {file.name for file in discover(self.roots)[0]}
        except NothingToIndexError:  # not one file is left, or the folder is gone
            found = set()
        return sorted(found - known), sorted(known - found)

    def changed(self, contents: Iterable[Listed]) -> list[str]:
        """Return the names of files that hold something else than when the index was built.

        Only those are read that were touched since, by the clock of the disk; a build reads all.
        """
        known = {each.path: Source(each.path, each.sha256, each.format) for each in contents}
        since = self.manifest.written.timestamp()
        try:
            found = discover(self.roots)[0]
        except NothingToIndexError:
            return []
        touched = [file for file in found if file.name in known and _touched_s(file.path) >= since]
        return [
            file.name for file in compare(digests(touched), {file.name: known[file.name] for file in touched}).changed
        ]

    def names_changed(self) -> bool:
        """Whether speakers.toml is another one than when the index was built."""
        try:
            return read_declared(roots_of(self.roots)).sha256 != self.manifest.speakers_sha256
        except RostrumError:  # it is wrong, which a build tells
            return True


def _touched_s(path: Path) -> float:
    """Return when a file, or its sidecar, was last written to or moved here, in seconds; 0 if it is gone."""
    times = [0.0]
    for each in (path, sidecar_of(path)):
        with suppress(OSError):
            times.append(max(each.stat().st_mtime, each.stat().st_ctime))
    return max(times)


def _is_there(path: Path) -> bool:
    with suppress(OSError):  # such as a folder above it that may not be looked into
        return path.exists()
    return False


def remove(library: Library, names: Iterable[str]) -> list[Path]:
    """Move files of the library into the hidden folder of its root, with their sidecars; return where they are now.

    Args:
        library: Where they are.
        names: Their paths under the root, as :class:`Listed` gives them.

    Raises:
        ReadOnlyError: The library may only be read.
        LibraryError: One is not there, or cannot be moved; those before it are moved.
    """
    library.must_write()
    return [moved for name in names for moved in _put_away(library.home, name)]


def _put_away(root: Path, name: str) -> Iterator[Path]:
    path = _inside(root, name)
    beside = sidecar_of(path)
    shared = any(each.stem == path.stem and each != path for each in path.parent.iterdir())  # "a.txt" and "a.md"
    yield put_away(root, path)
    if beside.is_file() and not shared:
        yield put_away(root, beside)


def _inside(root: Path, name: str) -> Path:
    """Return where a file lies, if that is a plain file below the root and no link leads out on the way."""
    parts = PurePosixPath(name).parts
    path = root / name
    try:
        plain = bool(parts) and not any(part.startswith(".") or "\\" in part for part in parts)
        within = path.parent.resolve(strict=True).is_relative_to(root.resolve(strict=True))
        if plain and within and not PurePosixPath(name).is_absolute() and path.is_file():
            return path
    except (OSError, ValueError):
        pass
    raise LibraryError(f"There is no file {name!r} in the library any more.")


def put_away(root: Path, path: Path) -> Path:
    """Move one file below a root into its hidden folder, where it keeps its subfolder; return where it is now.

    Raises:
        LibraryError: It cannot be moved.
    """
    aside = root / REMOVED / path.relative_to(root)
    try:
        aside.parent.mkdir(parents=True, exist_ok=True)
        target = claimed(aside)
        path.replace(target)
    except OSError as error:
        raise LibraryError(f"{path.name} cannot be moved: {error.strerror}.") from error
    return target


def claimed(path: Path) -> Path:
    """Make an empty file of this name, or of the next free one ("debate (2).txt"), and return where it is."""
    number = 1
    while True:
        free = path if number == 1 else path.with_name(f"{path.stem} ({number}){path.suffix}")
        try:
            free.open("xb").close()
        except FileExistsError:
            number += 1
        else:
            return free
