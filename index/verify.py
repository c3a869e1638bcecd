"""Verify an index beyond what opening it checks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.errors import IndexDamagedError
from index.generations import Generation, IndexFolder, checked_counts
from index.records import Reach
from index.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

_NORM_TOLERANCE = 1e-3


def verify(index: Path | str | None = None) -> Iterator[str]:
    """Check an index, one line for each thing found right.

    Raises:
        IndexStateError: The first thing that is wrong.
    """
    folder = IndexFolder(Path(index or load_settings().index))
    generation = folder.open_current()
    try:
        yield f"{len(generation.manifest.files)} files have their sizes and checksums"
        counts = checked_counts(generation)
        documents = f"{counts['meaning']:,} vectors and {len(generation.lexical):,} lexical documents"
        yield f"{documents} belong to {counts['passages']:,} passages"
        yield f"{_check_offsets(generation):,} passages stand in their transcripts where they say"
        yield f"{_check_vectors(generation):,} vectors are of unit length and under the right ids"
        yield f"{folder.path} is sound: {counts['transcripts']:,} transcripts, model {generation.manifest.model}"
    finally:
        generation.close()


def _check_offsets(generation: Generation) -> int:
    checked = 0
    for head in generation.store.heads():
        transcript = generation.store.transcript(head.id)
        text = transcript.text if transcript else ""
        for passage in generation.store.passages_of(head.id):
            if text[passage.start : passage.end] != passage.text:
                raise IndexDamagedError(
                    f"passage {passage.ordinal} of {head.id} is not what its transcript holds at "
                    f"{passage.start}-{passage.end}; rebuild with: rostrum build PATH --index {generation.path.parent}"
                )
            checked += 1
    return checked


def _check_vectors(generation: Generation) -> int:
    ids = generation.vectors.ids
    stray = np.setxor1d(ids, generation.store.ids(reach=Reach.MEANING))
    if len(stray):
        raise IndexDamagedError(f"vectors and passages differ in {len(stray):,} ids, such as {stray[0]}")
    if not len(ids):
        return 0
    norms = np.linalg.norm(generation.vectors.get(ids), axis=1)
    worst = int(np.abs(norms - 1).argmax())
    if abs(norms[worst] - 1) > _NORM_TOLERANCE:
        raise IndexDamagedError(f"the vector of passage {ids[worst]} has the length {norms[worst]:.4f}, expected 1")
    return len(ids)
