"""Faults that a builder might have, to see that the harness finds them: each is put into the process that builds."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from index.generations import IndexFolder
from index.manifest import Manifest, fsync_path


def none() -> None:
    """Leave the builder as it is."""


def swap_in_place() -> None:
    """Write CURRENT itself, in place of a file beside it that is then renamed."""

    def point_to(self: IndexFolder, name: str) -> None:
        current = self.path / "CURRENT"
        with current.open("w", encoding="utf-8") as file:
            os.fsync(file.fileno())
            file.write(name + "\n")
        fsync_path(current)
        fsync_path(self.path)

    _put(IndexFolder, "_point_to", point_to)


def published_early() -> None:
    """Make a generation the current one before its manifest is written."""
    write = Manifest.write

    def early(self: Manifest, folder: Path) -> None:
        IndexFolder(folder.parent)._point_to(folder.name)
        write(self, folder)

    _put(Manifest, "write", early)


def written_in_place() -> None:
    """Have CURRENT name the new generation as soon as its folder is there."""
    mkdir = Path.mkdir

    def make(self: Path, *arguments: Any, **options: Any) -> None:
        mkdir(self, *arguments, **options)
        if self.name.startswith("gen-"):
            IndexFolder(self.parent)._point_to(self.name)

    _put(Path, "mkdir", make)


def nothing_swept() -> None:
    """Leave old generations where they are."""
    _put(IndexFolder, "sweep", lambda self: None)  # noqa: ARG005


FAULTS: dict[str, Callable[[], None]] = {
    "none": none,
    "swap in place": swap_in_place,
    "published early": published_early,
    "written in place": written_in_place,
    "nothing swept": nothing_swept,
}


def _put(owner: type, name: str, value: object) -> None:
    setattr(owner, name, value)
