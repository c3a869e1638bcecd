"""The second half of a build: vectors for each passage that needs them, for its sentences and for its tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.report import Progress, Tally
from index.representations import words_by_sentence
from index.sentences import sentence_spans
from index.words import stems

if TYPE_CHECKING:
    from collections.abc import Callable

    from index.embedders import Embedder
    from index.representing import RepresentationsWriter
    from index.store import PassageStore

    Pending = tuple[int, str, str, str | None]
    """Id, text, hash of text and language, language."""

_BATCH_PASSAGES = 512


def embed_pending(
    store: PassageStore,
    writer: RepresentationsWriter,
    embedder: Embedder,
    tally: Tally,
    progress: Callable[[Progress], None],
) -> None:
    """Give each passage without vectors its own, and its sentences and tokens theirs."""
    pending = store.pending_ids()
    for start in range(0, len(pending), _BATCH_PASSAGES):
        progress(Progress("embedding", start, len(pending)))
        batch = store.to_embed(pending[start : start + _BATCH_PASSAGES])
        with store.transaction():
            fresh = [each for each in batch if not _copy_twin(store, writer, each[0], each[2])]
            tally.reused += len(batch) - len(fresh)
            if fresh and not tally.embedded:
                _load(embedder, progress, Progress("embedding", start, len(pending)))
            _embed(writer, embedder, fresh)
            store.mark_embedded(each for each, *_ in batch)
        tally.embedded += len(fresh)
    progress(Progress("embedding", len(pending), len(pending)))


def _load(embedder: Embedder, progress: Callable[[Progress], None], then: Progress) -> None:
    """Load a model that takes long to load before its first passages, so that who watches is told what takes time."""
    load = getattr(embedder, "load", None)
    if load is not None:
        progress(Progress("loading", 0, 1))
        load()
        progress(Progress("loading", 1, 1))
        progress(then)


def _copy_twin(store: PassageStore, writer: RepresentationsWriter, passage: int, embeds: str) -> bool:
    """Take everything from a passage of the same text and language, if one has it."""
    twin = store.embedded_twin(embeds)
    if twin is None:
        return False
    writer.copy(passage, twin)
    return True


def _embed(writer: RepresentationsWriter, embedder: Embedder, batch: list[Pending]) -> None:
    """Embed passages and their sentences, each different text once."""
    if not batch:
        return
    firsts: dict[str, Pending] = {}
    for each in batch:
        firsts.setdefault(each[2], each)
    texts = [text for _, text, _, _ in firsts.values()]
    encoded = embedder.embed_passages(texts)
    spans = [sentence_spans(text, language) for _, text, _, language in firsts.values()]
    row_of = dict(zip(texts, encoded.vectors, strict=True))
    parts = dict.fromkeys(text[a:b] for text, pairs in zip(texts, spans, strict=True) for a, b in pairs)
    others = [part for part in parts if part not in row_of]
    row_of |= dict(zip(others, embedder.embed_documents(others), strict=True))
    sentences = [
        (np.array(pairs, np.int32), np.stack([row_of[text[a:b]] for a, b in pairs]))
        for text, pairs in zip(texts, spans, strict=True)
    ]
    words = [
        words_by_sentence(stems(text[a:b], language) for a, b in pairs)
        for (_, text, _, language), pairs in zip(firsts.values(), spans, strict=True)
    ]
    writer.add([each for each, *_ in firsts.values()], encoded, sentences, words)
    for passage, _, embeds, _ in batch:
        if passage != firsts[embeds][0]:
            writer.copy(passage, firsts[embeds][0])
