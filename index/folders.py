"""Make and remove folders so that neither a loss of power nor somebody who still opens them leaves halves of them."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from index.manifest import fsync_path

if TYPE_CHECKING:
    from pathlib import Path

GONE = ".gone"
"""The suffix of a generation that is being removed."""


def make(folder: Path) -> None:
    """Make a folder with those above it, so that a loss of power takes none of them away again."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for each in missing:
        fsync_path(each.parent)


def remove(path: Path) -> None:
    """Remove a file or a generation, under another name first: who still opens it must not write into it any more."""
    if not path.is_dir():
        path.unlink(missing_ok=True)
        return
    gone = path if path.suffix == GONE else path.with_name(path.name + GONE)
    try:
        path.rename(gone)
    except OSError:  # one half removed is there already, or the disk takes nothing more
        gone = path
    shutil.rmtree(gone, ignore_errors=True)


def first_line(path: Path) -> str:
    """Return what a small file says, or nothing where it is gone."""
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
