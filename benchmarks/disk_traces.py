"""What a build flushes to the disk, and when: a loss of power cannot be made here, but what it would leave can be told.

After a loss of power only what was flushed is certain: contents by fsync of the file, names by fsync of the folder. So
when CURRENT is replaced, the new generation and every file and folder in it must have been flushed as they are then,
and so must what holds its name; the folder must be flushed again before anything of the old generation is removed.
"""

from __future__ import annotations

import errno
import hashlib
import io
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from index import build
from index.embedders import HashedWordsEmbedder

State = str | frozenset[tuple[str, int]]
"""The hash of a file's content; the names and inodes in a folder."""


def state(path: Path) -> State:
    """Return what a flush of a file or folder makes certain."""
    if path.is_dir():
        return frozenset((each.name, each.stat().st_ino) for each in path.iterdir())
    return hashlib.sha256(path.read_bytes()).hexdigest()


class Trace:
    """Follows the flushes, the swap and the removals of one build in this process."""

    def __init__(self, index: Path, *, leave_out: int | None = None) -> None:
        """Follow what is done to an index; the flush of a number, counted from 0, is left out."""
        self.index, self.leave_out = index, leave_out
        self.flushes = 0
        self.problems: list[str] = []
        self._flushed: dict[Path, State] = {}
        self._made = [each for each in (index, *index.parents) if not each.exists()]
        self._unconfirmed = False
        self._fsync, self._replace, self._rmtree = os.fsync, os.replace, shutil.rmtree

    def put_in(self) -> None:
        """Take the places of the functions that flush, rename and remove."""
        patched: dict[str, tuple[object, Any]] = {
            "fsync": (os, self.fsync),
            "replace": (os, self.replace),
            "rmtree": (shutil, self.rmtree),
        }
        for name, (owner, value) in patched.items():
            setattr(owner, name, value)

    def fsync(self, descriptor: int) -> None:
        """Flush, or leave it out."""
        number, self.flushes = self.flushes, self.flushes + 1
        if number == self.leave_out:
            return
        self._fsync(descriptor)
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        self._flushed[path] = state(path)
        if path == self.index:
            self._unconfirmed = False

    def replace(self, source: Any, target: Any) -> None:
        """Look what is certain when CURRENT is replaced."""
        if Path(target) == self.index / "CURRENT":
            self._look(Path(source))
            self._unconfirmed = True
        self._replace(source, target)

    def rmtree(self, path: Any, *arguments: Any, **options: Any) -> None:
        """Look whether the swap is certain before something is removed."""
        if self._unconfirmed:
            self.problems.append(f"{Path(path).name} is removed before the new CURRENT is certain")
        self._rmtree(path, *arguments, **options)

    def end(self) -> list[str]:
        """Return all that a loss of power could have spoilt."""
        return [*self.problems, *(["the new CURRENT was never made certain"] if self._unconfirmed else [])]

    def _look(self, source: Path) -> None:
        generation = self.index / source.read_text().strip()
        for path in (source, generation, *generation.rglob("*")):
            if self._flushed.get(path) != state(path):
                self.problems.append(f"{path.relative_to(self.index)} is not flushed as it is")
        holders = {generation: self.index, **{each: each.parent for each in self._made}}
        for path, holder in holders.items():
            if (path.name, path.stat().st_ino) not in (self._flushed.get(holder) or ()):
                self.problems.append(f"the name of {path.name} in its folder is not flushed")


def traced(source: Path, index: Path, leave_out: int | None = None) -> dict[str, Any]:
    """Build, and return how many flushes there were and what a loss of power could have spoilt."""
    trace = Trace(index, leave_out=leave_out)
    trace.put_in()
    build([source], index, embedder=HashedWordsEmbedder())
    return {"flushes": trace.flushes, "problems": trace.end()}


class Failing:
    """Lets one call of a kind fail, as a full or a broken disk lets it."""

    def __init__(self, index: Path, number: int, error: int) -> None:
        self.index, self.number, self.error, self.calls = str(index), number, error, 0

    @property
    def failed(self) -> bool:
        """Whether it came to that call."""
        return self.calls > self.number

    def wrapped(self, function: Callable[..., Any], concerns: Callable[..., bool]) -> Callable[..., Any]:
        """Return a function that fails the one time."""

        def call(*arguments: Any, **options: Any) -> Any:
            if concerns(*arguments, **options):
                self.calls += 1
                if self.calls - 1 == self.number:
                    raise OSError(self.error, os.strerror(self.error))
            return function(*arguments, **options)

        return call

    def _inside(self, path: Any) -> bool:
        return str(path).startswith(self.index)

    def fsync(self) -> None:
        """Of flushes."""
        os.fsync = self.wrapped(os.fsync, lambda _: True)

    def rename(self) -> None:
        """Of renamings."""
        os.replace = self.wrapped(os.replace, lambda *_, **__: True)
        os.rename = self.wrapped(os.rename, lambda *_, **__: True)

    def folder(self) -> None:
        """Of new folders."""
        os.mkdir = self.wrapped(os.mkdir, lambda path, *_, **__: self._inside(path))

    def open(self) -> None:
        """Of files opened to be written."""

        def writes(path: Any, mode: str = "r", *_: Any, **__: Any) -> bool:
            return self._inside(path) and any(letter in mode for letter in "wax+")

        import builtins

        builtins.open = io.open = self.wrapped(io.open, writes)


FAILURES: dict[str, Callable[[Failing], None]] = {
    "flush": Failing.fsync,
    "renaming": Failing.rename,
    "new folder": Failing.folder,
    "opening to write": Failing.open,
}
ERRORS = {"flush": errno.EIO, "renaming": errno.EIO, "new folder": errno.ENOSPC, "opening to write": errno.ENOSPC}
