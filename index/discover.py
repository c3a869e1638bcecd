"""Find the files to index, and tell which changed since the last build."""

from __future__ import annotations

import errno
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import IndexPlaceError, NothingToIndexError, UnknownFormatError
from index.formats import SUFFIXES, format_of
from index.sidecar import content_hash, is_sidecar, sidecar_of
from index.speakers_file import NAME as SPEAKERS_FILE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from index.records import Source

KEPT = "; what it held at the last build is kept"
_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that is not in the index, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Found:
    """A file to index."""

    path: Path
    root: Path
    name: str
    """Its path under the corpus root."""


@dataclass(frozen=True, slots=True)
class Changes:
    """The files of a build, held against those of the build before."""

    added: tuple[Found, ...]
    changed: tuple[Found, ...]
    unchanged: tuple[Found, ...]
    removed: tuple[str, ...]
    skipped: tuple[Skipped, ...]

    @property
    def none(self) -> bool:
        """Whether the index is up to date."""
        return not (self.added or self.changed or self.removed)


def discover(paths: Iterable[Path]) -> tuple[list[Found], list[Skipped]]:
    """Return the files that a format reads, by name, and those that are skipped.

    Hidden files, and folders that are indexes themselves, are passed over. Links to folders are not followed. Sidecars
    and the speakers.toml of a root belong to transcripts; one that belongs to none is skipped, and said to be.

    Raises:
        NothingToIndexError: A path does not exist, or there is not one file that could be read.
    """
    found: dict[str, Found] = {}
    skipped: list[Skipped] = []
    sidecars: list[Found] = []
    given = list(paths)
    for top in given:
        root = top if _is_folder(top) else top.parent
        for path, name in _files(top, skipped):
            file = Found(path, root, name)
            if is_sidecar(path):
                sidecars.append(file)
                continue
            if path == root / SPEAKERS_FILE:
                continue
            if (reason := _unfit(file)) is not None:
                skipped.append(Skipped(_printable(file.name), reason))
                continue
            twin = found.setdefault(file.name, file)
            if twin is not file and not _same_file(twin.path, path):
                skipped.append(Skipped(file.name, f"{path} has the same path under its root as {twin.path}"))
    if not found:
        where = ", ".join(str(path) for path in given) or "no path at all"
        known = ", ".join(sorted(SUFFIXES))
        more = f" ({len(skipped)} other files, such as {skipped[0].path})" if skipped else ""
        raise NothingToIndexError(f"no transcript in {where}{more}; files that are read end in {known}")
    skipped += _orphans(sidecars, found.values())
    return [found[name] for name in sorted(found)], skipped


def refuse_index_among(index: Path, paths: Iterable[Path]) -> None:
    """Refuse an index folder that would mix with transcripts, or with whatever else lies in it.

    Raises:
        IndexPlaceError: It is one of the corpus roots, or a folder that holds something and is no index.
    """
    if any(_same_file(index, root) for root in roots_of(paths)):
        raise IndexPlaceError(f"{index} holds the transcripts; name another folder for the index with --index")
    if index.is_dir() and not _holds_index_only(index):
        raise IndexPlaceError(f"{index} is not empty and no index; name another folder for the index with --index")


def _holds_index_only(folder: Path) -> bool:
    ours = (".", "CURRENT", "BUILDING", "gen-")  # the last two may be all that a killed first build has left
    return _is_index(folder) or all(each.name.startswith(ours) for each in folder.iterdir())


def roots_of(paths: Iterable[Path]) -> list[Path]:
    """Return the corpus root of each path given: the folder, or the folder of the file."""
    return list(dict.fromkeys(top if _is_folder(top) else top.parent for top in paths))


def _orphans(sidecars: Iterable[Found], files: Iterable[Found]) -> Iterator[Skipped]:
    given = list(sidecars)
    wanted = {sidecar_of(file.path) for file in files} if given else set()
    for sidecar in given:
        if sidecar.path not in wanted:
            yield Skipped(_printable(sidecar.name), "it is the sidecar of no file that is read; rename or remove it")


def digests(files: Iterable[Found]) -> dict[Found, str | OSError]:
    """Return the hash of the contents of each file, with its sidecar, or why it cannot be read."""
    found: dict[Found, str | OSError] = {}
    for file in files:
        try:
            found[file] = _digest(file)
        except OSError as error:
            found[file] = error
    return found


def compare(
    digested: Mapping[Found, str | OSError],
    known: Mapping[str, Source],
    skipped: Iterable[Skipped] = (),
    *,
    kept: bool = True,
) -> Changes:
    """Hold files against what was indexed, by the hash of their contents.

    Args:
        digested: The files found now, see :func:`digests`.
        known: The files of the index, by path.
        skipped: What discover() passed over; files in a folder that cannot be listed do not count as removed.
        kept: Whether the index goes on holding what a file that cannot be read now gave before.
    """
    added, changed, unchanged, unreadable, names = [], [], [], list(skipped), set()
    for file, digest in digested.items():
        names.add(file.name)
        if isinstance(digest, OSError):
            reason = f"cannot be read: {digest.strerror}"
            unreadable.append(Skipped(file.name, reason + KEPT if kept and file.name in known else reason))
            continue
        if file.name not in known:
            added.append(file)
        elif known[file.name].sha256 != digest:
            changed.append(file)
        else:
            unchanged.append(file)
    unlisted = tuple(each.path.removeprefix("./") for each in unreadable if each.path.endswith("/"))
    removed = tuple(sorted(name for name in set(known) - names if not name.startswith(unlisted)))
    return Changes(tuple(added), tuple(changed), tuple(unchanged), removed, tuple(unreadable))


def _is_folder(top: Path) -> bool:
    try:
        return top.is_dir()
    except OSError as error:
        raise NothingToIndexError(f"{top} cannot be read: {error.strerror}") from error


def _unfit(file: Found) -> str | None:
    """Return why a file cannot be indexed, as far as its name tells."""
    try:
        file.name.encode()
        if file.path.name == SPEAKERS_FILE:
            return "only the one in a folder that is given to build is read"
        format_of(file.path.suffix)
    except UnicodeEncodeError:
        return "its name is not UTF-8; rename it"
    except UnknownFormatError as error:
        return str(error)
    return None


def _printable(name: str) -> str:
    return name.encode("utf-8", "backslashreplace").decode()


def _same_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _digest(file: Found) -> str:
    """Return the hash of a file with its sidecar; the same that parsing gives it."""
    if not stat.S_ISREG(file.path.stat().st_mode):
        raise OSError(errno.EINVAL, "it is not a regular file")
    beside = sidecar_of(file.path)
    sidecar = beside.read_bytes() if beside.is_file() else None
    with file.path.open("rb") as opened:
        return content_hash(iter(lambda: opened.read(_CHUNK_BYTES), b""), sidecar)


def _files(top: Path, skipped: list[Skipped]) -> Iterator[tuple[Path, str]]:
    """Yield files with their names under the corpus root."""
    if top.is_file():
        yield top, top.name
        return
    if not top.is_dir():
        raise NothingToIndexError(f"{top} does not exist")

    def unlisted(error: OSError) -> None:
        name = Path(error.filename).relative_to(top).as_posix() + "/"
        skipped.append(Skipped(_printable(name), f"the folder cannot be listed: {error.strerror}"))

    for folder, subfolders, names in os.walk(top, onerror=unlisted):
        here = Path(folder)
        subfolders[:] = sorted(name for name in subfolders if not _passed_over(here / name))
        above = "" if here == top else f"{here.relative_to(top).as_posix()}/"
        yield from ((here / name, above + name) for name in sorted(names) if not name.startswith("."))


def _passed_over(folder: Path) -> bool:
    if folder.name.startswith("gen-") and (folder / "manifest.json").is_file():
        return True  # of an index that was put among the transcripts themselves
    return folder.name.startswith(".") or folder.name.endswith(".index") or _is_index(folder)


def _is_index(folder: Path) -> bool:
    try:
        return (folder / "CURRENT").is_file()
    except OSError:  # it will not be listed either, and that is said
        return False
