"""Find the files to index, and tell which changed since the last build."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import NothingToIndexError, UnknownFormatError
from index.formats import FORMATS, format_of
from index.manifest import sha256_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from index.records import Source


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

    @property
    def name(self) -> str:
        """Its path under the corpus root."""
        return self.path.relative_to(self.root).as_posix()


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

    Hidden files, and folders that are indexes themselves, are passed over. Links to folders are not followed.

    Raises:
        NothingToIndexError: A path does not exist, or there is not one file that could be read.
    """
    found: dict[str, Found] = {}
    skipped = []
    given = list(paths)
    for top in given:
        root = top if top.is_dir() else top.parent
        for path in _files(top):
            file = Found(path, root)
            try:
                format_of(path.suffix)
            except UnknownFormatError as error:
                skipped.append(Skipped(file.name, str(error)))
                continue
            twin = found.setdefault(file.name, file)
            if twin is not file and not twin.path.samefile(path):
                skipped.append(Skipped(file.name, f"{path} has the same path under its root as {twin.path}"))
    if not found:
        where = ", ".join(str(path) for path in given) or "no path at all"
        known = ", ".join(sorted(FORMATS))
        more = f" ({len(skipped)} other files, such as {skipped[0].path})" if skipped else ""
        raise NothingToIndexError(f"no transcript in {where}{more}; files that are read end in {known}")
    return [found[name] for name in sorted(found)], skipped


def compare(files: Iterable[Found], known: Mapping[str, Source], skipped: Iterable[Skipped] = ()) -> Changes:
    """Hold files against what was indexed, by the hash of their contents."""
    added, changed, unchanged, unreadable, names = [], [], [], list(skipped), set()
    for file in files:
        names.add(file.name)
        try:
            digest = sha256_of(file.path)
        except OSError as error:
            unreadable.append(Skipped(file.name, _kept(f"cannot be read: {error.strerror}", file.name in known)))
            continue
        if file.name not in known:
            added.append(file)
        elif known[file.name].sha256 != digest:
            changed.append(file)
        else:
            unchanged.append(file)
    removed = tuple(sorted(set(known) - names))
    return Changes(tuple(added), tuple(changed), tuple(unchanged), removed, tuple(unreadable))


def _kept(reason: str, known: bool) -> str:
    return f"{reason}; what it held at the last build is kept" if known else reason


def _files(top: Path) -> Iterator[Path]:
    if top.is_file():
        yield top
        return
    if not top.is_dir():
        raise NothingToIndexError(f"{top} does not exist")
    for folder, subfolders, names in os.walk(top):
        here = Path(folder)
        subfolders[:] = sorted(name for name in subfolders if not _passed_over(here / name))
        yield from (here / name for name in sorted(names) if not name.startswith("."))


def _passed_over(folder: Path) -> bool:
    return folder.name.startswith(".") or folder.name.endswith(".index") or (folder / "CURRENT").is_file()
