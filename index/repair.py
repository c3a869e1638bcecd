"""Mend an index that is not sound: what is known to be whole is kept, the rest is built anew from the transcripts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from index.against_sources import missing_roots
from index.build import build
from index.errors import IndexDamagedError, IndexMissingError, IndexStateError
from index.generations import IndexFolder
from index.manifest import OLDEST_MANIFEST, Manifest
from index.settings import load_settings
from index.verify import verify

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.embedders import Embedder
    from index.report import BuildReport


def repair(index: Path | str | None = None, *, sample: int = 0, embedder: Embedder | None = None) -> Iterator[str]:
    """Check an index, and where something is wrong mend it; one line for each thing found or done.

    A folder whose CURRENT is spoilt gets its newest sound generation back. All else is built anew from the transcripts,
    with the model that the index names, while readers go on with what is there.

    Args:
        index: The index folder.
        sample: How many passages to embed again for comparison.
        embedder: An embedder to use in place of the one that the index names.

    Raises:
        IndexMissingError: There is no index.
        IndexDamagedError: It cannot be mended, since where its transcripts are is not known, or they are not there.
        RostrumError: Building it anew failed; the message says why.
    """
    folder = IndexFolder(Path(index or load_settings().index))
    try:
        yield from verify(folder.path, sample=sample, embedder=embedder)
        return
    except IndexMissingError:
        if not folder.generations():
            raise
        yield f"wrong: {folder.path / 'CURRENT'} is missing"
    except IndexStateError as error:
        yield f"wrong: {error}"
    if restored := folder.restore():
        yield f"CURRENT names {restored} again, the newest generation that is sound"
    else:
        yield from _build_anew(folder, embedder)
    yield from verify(folder.path, sample=sample, embedder=embedder)


def _build_anew(folder: IndexFolder, embedder: Embedder | None) -> Iterator[str]:
    manifest = _last_manifest(folder)
    roots = manifest.roots if manifest else None
    if not manifest or not roots:
        raise IndexDamagedError(
            f"{folder.path} cannot be repaired, since it does not say where its transcripts are; "
            f"rebuild it with: rostrum build PATH --index {folder.path}"
        )
    if gone := missing_roots(manifest):
        raise IndexDamagedError(
            f"{folder.path} cannot be repaired, since its transcripts are not where they were, in {', '.join(gone)}; "
            f"bring them back, or rebuild it with: rostrum build PATH --index {folder.path}"
        )
    yield f"building it anew from {', '.join(roots)}"
    yield from _told(build(roots, folder.path, model=manifest.model, embedder=embedder, anew=True))


def _last_manifest(folder: IndexFolder) -> Manifest | None:
    """Return the newest manifest of the folder that is whole, of whatever generation."""
    for path in folder.generations():
        try:
            return Manifest.read(path, oldest=OLDEST_MANIFEST)
        except IndexStateError:
            continue
    return None


def _told(report: BuildReport) -> Iterator[str]:
    yield f"built anew: {len(report.added):,} files, {report.transcripts:,} transcripts, {report.passages:,} passages"
    yield from (f"skipped {each.path}: {each.reason}" for each in report.skipped)
