"""What a build keeps in the manifest of what it was given: where transcripts live, and what was remarked on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from index.discover import Changes
    from index.generations import SealedGeneration
    from index.manifest import Manifest
    from index.report import Tally
    from index.speakers_file import Declared

_MAX_REMARKS = 20
"""Of one file, in the manifest."""
_MAX_REMARK_CHARS = 400


@dataclass(frozen=True, slots=True)
class Given:
    """What a build was given beside the files themselves."""

    declared: Declared
    roots: tuple[str, ...] | None

    def as_before(self, manifest: Manifest) -> bool:
        """Whether the same files would give the same index today."""
        same_names = manifest.speakers_joined_as(self.declared.sha256)
        return manifest.current_recipes and same_names and manifest.roots == self.roots


def absolute(paths: Iterable[Path]) -> tuple[str, ...] | None:
    """Return the paths given, as the manifest keeps them; None where one is not UTF-8, which JSON cannot hold."""
    found = tuple(dict.fromkeys(str(path.resolve()) for path in paths))
    try:
        "".join(found).encode()
    except UnicodeEncodeError:
        return None
    return found


def remarked(
    base: SealedGeneration | None, read: set[str], changes: Changes, tally: Tally
) -> dict[str, tuple[str, ...]] | None:
    """Return the warnings about each file of the new generation; None where those of files not read now are unknown."""
    before = base.manifest.warnings if base else {}
    if before is None:
        return None
    renewed = (read - tally.failed).union(changes.removed)
    found = {path: texts for path, texts in before.items() if path not in renewed}
    for each in tally.warnings:
        if each.path is not None and each.path in renewed:
            shown = each.text[:_MAX_REMARK_CHARS].encode("utf-8", "replace").decode()
            found[each.path] = (*found.get(each.path, ()), shown)[:_MAX_REMARKS]
    return found
