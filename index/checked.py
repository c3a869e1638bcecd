"""Which files of a generation were checked before and have not been touched since: opening it need not read those.

To hash 300,000 passages takes 2.4 s, most of it for vectors that a search does not look at. After all files of a
generation have been checked, their sizes, times of change and inodes are kept beside them, and an opening that finds
them as they were believes the check. Nobody alters a file without changing when its inode was changed last, which no
program can set. What it would not see is a disk that loses bits of a file at rest: so a check is believed for a day,
what libraries parse is hashed at every opening all the same, what a build copies at every build, and ``rostrum check``
reads everything.
"""

from __future__ import annotations

import json
import time
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    Stamps = dict[str, list[int]]
    """Size, times of change of content and inode in ns, and inode of each file."""

NAME = "checked.json"
_BELIEVED_S = 24 * 3600
_SETTLED_NS = 2_000_000_000
"""How long before a check all files must have been at rest: a file system's clock may tick as slowly."""


def unchanged(generation: Path, sealed: Collection[str]) -> frozenset[str]:
    """Return the files among those that were sealed that are known to be as they were when all were checked.

    None where no check is known, or it is too long ago, or any of them was touched.
    """
    try:
        kept = json.loads((generation / NAME).read_text(encoding="utf-8"))
        age_s = time.time() - kept["at"]
        known = kept["files"] == stamps(generation, sealed)
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return frozenset()
    return frozenset(sealed) if known and 0 <= age_s < _BELIEVED_S else frozenset()


def remember(generation: Path, before: Stamps, began: float) -> None:
    """Keep that all files were checked, unless one was touched just before.

    Args:
        generation: The generation; where nothing can be written in it, nothing is kept.
        before: The stamps of its files from before the check, so that one that was touched meanwhile has another.
        began: When the check began.
    """
    latest = max((max(times) for _, *times, _ in before.values()), default=0)
    if latest + _SETTLED_NS > began * 1e9:
        return
    with suppress(OSError):
        (generation / NAME).write_text(json.dumps({"at": began, "files": before}), encoding="utf-8")


def forget(generation: Path) -> None:
    """Believe no check of a generation any more."""
    with suppress(OSError):
        (generation / NAME).unlink(missing_ok=True)


def stamps(generation: Path, names: Iterable[str]) -> Stamps:
    """Return what tells whether files were touched, the manifest with them; nothing where one of them is missing."""
    try:
        found = {name: (generation / name).stat() for name in (*names, "manifest.json")}
    except OSError:
        return {}
    return {name: [each.st_size, each.st_mtime_ns, each.st_ctime_ns, each.st_ino] for name, each in found.items()}
