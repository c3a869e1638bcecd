"""Verify an index beyond what opening it checks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.against_sources import told_against_sources
from index.arrays import KEPT, RECENT
from index.embedders import load_embedder
from index.errors import ModelError, damaged
from index.generations import IndexFolder, checked_counts
from index.records import Reach
from index.reduction import ONE
from index.representations import words_by_sentence
from index.sentences import sentence_spans
from index.settings import load_settings
from index.vectors import FlatIndex
from index.words import stems

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from index.embedders import Embedder
    from index.errors import IndexDamagedError
    from index.generations import Generation, SealedGeneration

_CHUNK_PASSAGES = 2048
_NORM_TOLERANCE = 2e-3
"""Of vectors in half precision: 2**-11 in each of their numbers."""
_EMBEDS_AGREE = 0.99
"""Cosine of a passage's vector and the one it gets today, at least: other batches and bfloat16 take up to 0.001."""
_BYTES_AGREE = 0.9
"""Cosine of a vector and what eight bits a dimension left of it, at least."""


def verify(index: Path | str | None = None, *, sample: int = 0, embedder: Embedder | None = None) -> Iterator[str]:
    """Check an index, one line for each thing found right, or not to be compared.

    Args:
        index: The index folder.
        sample: How many passages to embed again, and hold against their vectors; 0 loads no model.
        embedder: An embedder to use in place of the one that the index names.

    Raises:
        IndexStateError: The first thing that is wrong; of a file, it names the file and the command that repairs it.
    """
    folder = IndexFolder(Path(index or load_settings().index))
    generation = folder.open_current()
    try:
        yield f"{len(generation.manifest.files)} files have their sizes and checksums"
        counts = checked_counts(generation)
        documents = f"{counts['meaning']:,} vectors and {len(generation.lexical):,} lexical documents"
        yield f"{documents} belong to {counts['passages']:,} passages"
        yield f"{_check_offsets(generation):,} passages stand in their transcripts where they say"
        _check_places(generation)
        _check_summaries(generation)
        yield f"{_check_texts(generation):,} passages have the sentences, tokens and words of their texts"
        yield f"{_check_vectors(generation):,} vectors are of unit length and under the right ids"
        yield from told_against_sources(generation)
        if sample:
            yield _check_sample(generation, sample, embedder)
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
                what = (
                    f"passage {passage.ordinal} of {head.id} is not what its transcript holds at "
                    f"{passage.start}-{passage.end}"
                )
                raise damaged(generation.path, "passages.sqlite", what)
            checked += 1
    return checked


def _check_places(generation: SealedGeneration) -> None:
    """Hold the rows of the representations, and the model's dimension, against store and manifest."""
    representations = generation.representations
    places = generation.store.places()
    for name, expected in zip(("ids", "transcripts", "turns", "speakers"), places, strict=True):
        differ = np.flatnonzero(getattr(representations, name) != expected)
        if len(differ):
            what = f"{len(differ):,} rows are not those of passages.sqlite, the first of them row {differ[0]}"
            raise _wrong(generation, name, what)
    if representations.dim != generation.manifest.dim:
        what = f"its vectors have {representations.dim} dimensions, expected {generation.manifest.dim}"
        raise _wrong(generation, "vectors", what)


def _check_summaries(generation: Generation) -> None:
    """Hold what is kept of the speakers for those who only read against the records."""
    for what in generation.store.stale_summaries():
        raise damaged(generation.path, "passages.sqlite", f"the summary of {what} is not what its records say")


def _check_texts(generation: Generation) -> int:
    """Hold sentences, tokens and words against the texts of the passages."""
    representations, store = generation.representations, generation.store
    for start, stop in _chunks(len(representations)):
        batch = store.to_embed(representations.ids[start:stop].tolist())
        for row, (passage, text, _, language) in enumerate(batch, start):
            spans = sentence_spans(text, language)
            found = representations.sentence_spans[representations.sentences_of(row)]
            if found.tolist() != [list(span) for span in spans]:
                what = f"the sentences of passage {passage} are not those of its text"
                raise _wrong(generation, "sentence_spans", what)
            starts, ends = representations.token_spans[representations.tokens_of(row)].T
            if np.any(starts >= ends) or np.any(ends > len(text)):
                raise _wrong(generation, "token_spans", f"a token of passage {passage} lies outside its text")
            words = slice(int(representations.word_first[row]), int(representations.word_first[row + 1]))
            hashes, numbers = words_by_sentence(stems(text[a:b], language) for a, b in spans)
            expected: dict[str, NDArray[Any]] = {"words": hashes, "word_sentences": numbers}
            for name, array in expected.items():
                if not np.array_equal(getattr(representations, name)[words], array):
                    raise _wrong(generation, name, f"the words of passage {passage} are not those of its text")
    return len(representations)


def _check_vectors(generation: Generation) -> int:
    """Hold vectors against each other, and all lengths against what they should be."""
    representations = generation.representations
    stray = np.setxor1d(generation.vectors.ids, generation.store.ids(reach=Reach.MEANING))
    if len(stray):
        what = f"vectors and passages differ in {len(stray):,} ids, such as {stray[0]}"
        raise damaged(generation.path, "vectors.faiss", what)
    rounding = 0.5 * representations.token_dim**0.5
    for start, stop in _chunks(len(representations)):
        sentences, tokens = (
            slice(int(first[start]), int(first[stop]))
            for first in (representations.sentence_first, representations.token_first)
        )
        _check_lengths(generation, "vectors", slice(start, stop), 1, _NORM_TOLERANCE)
        _check_lengths(generation, "sentence_vectors", sentences, 1, _NORM_TOLERANCE)
        _check_lengths(generation, "tokens", tokens, ONE, rounding)
        _check_agreement(generation, slice(start, stop))
    return len(representations)


def _check_lengths(generation: Generation, name: str, rows: slice, expected: float, tolerance: float) -> None:
    array = np.asarray(getattr(generation.representations, name)[rows], np.float32)
    wrong = _first_beyond(np.linalg.norm(array, axis=1) - expected, tolerance)
    if wrong is not None:
        length = np.linalg.norm(array[wrong])
        raise _wrong(generation, name, f"row {rows.start + wrong} has the length {length:.4f}, expected {expected}")


def _check_agreement(generation: Generation, rows: slice) -> None:
    """Hold the vectors that are searched against those that ranking uses: the same, but for what eight bits lose."""
    ids = np.asarray(generation.representations.ids[rows])
    kept = np.asarray(generation.representations.vectors[rows], np.float32)
    searched = generation.vectors.get(ids)
    exact = generation.vectors.kind == FlatIndex.kind
    apart = np.abs(kept - searched).max(axis=1) if exact else 1 - (kept * searched).sum(axis=1)
    wrong = _first_beyond(apart, 0 if exact else 1 - _BYTES_AGREE)
    if wrong is not None:
        what = f"the vector of passage {ids[wrong]} is not the one in representations/vectors.npy"
        raise damaged(generation.path, "vectors.faiss", what)


def _check_sample(generation: SealedGeneration, sample: int, embedder: Embedder | None) -> str:
    """Embed some passages again, the same ones each time, and hold them against their vectors."""
    representations, manifest = generation.representations, generation.manifest
    try:
        model = embedder or load_embedder(manifest.model)
        if (model.id, model.sha256) != (manifest.model, manifest.model_sha256):
            return f"no passage embedded again: {model.id} has other weights today than when they were embedded"
        total = len(representations)
        rows = np.sort(np.random.default_rng(0).permutation(total)[:sample])
        ids = [int(each) for each in representations.ids[rows]]
        texts = generation.store.passages(ids)
        again = model.embed_documents([texts[each].text for each in ids])
    except ModelError as error:
        return f"no passage embedded again: {error}"
    kept = np.asarray(representations.vectors[rows], np.float32)
    wrong = np.flatnonzero(~((kept * again).sum(axis=1) >= _EMBEDS_AGREE))
    if len(wrong):
        cosine = float((kept * again)[wrong[0]].sum())
        what = f"the vector of passage {ids[wrong[0]]} is not that of its text (cosine {cosine:.3f})"
        raise _wrong(generation, "vectors", what)
    return f"{len(ids):,} passages embedded again have the vectors that are stored"


def _first_beyond(differences: NDArray[np.float32], tolerance: float) -> int | None:
    """Return where a difference is too large or no number, or None."""
    beyond = np.flatnonzero(~(np.abs(differences) <= tolerance))
    return int(beyond[0]) if len(beyond) else None


def _wrong(generation: Generation, name: str, what: str) -> IndexDamagedError:
    folders = ("representations", f"representations/{KEPT}", f"representations/{RECENT}")
    files = [f"{folder}/{name}.npy" for folder in folders if (generation.path / folder / f"{name}.npy").is_file()]
    return damaged(generation.path, " or ".join(files), what)


def _chunks(total: int) -> Iterator[tuple[int, int]]:
    for start in range(0, total, _CHUNK_PASSAGES):
        yield start, min(start + _CHUNK_PASSAGES, total)
