"""The second half of a build: a vector for each passage that needs one, and for each of its sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.report import Progress, Tally
from index.rows import Sentences
from index.sentences import sentence_spans

if TYPE_CHECKING:
    from collections.abc import Callable

    from index.embedders import Embedder
    from index.generations import Generation

_BATCH_PASSAGES = 256


def embed_pending(
    generation: Generation, embedder: Embedder, tally: Tally, progress: Callable[[Progress], None]
) -> None:
    """Give each passage without a vector one, and its sentences theirs."""
    total = generation.store.count_pending()
    done = 0
    drop_vectors(generation)
    while batch := generation.store.pending(_BATCH_PASSAGES):
        progress(Progress("embedding", done, total))
        with generation.store.transaction():
            fresh = [each for each in batch if not _copy_twin(generation, each[0], each[2])]
            tally.reused += len(batch) - len(fresh)
            _embed(generation, embedder, [(each, text, language) for each, text, _, language in fresh])
        tally.embedded += len(fresh)
        done += len(batch)
    progress(Progress("embedding", total, total))


def _copy_twin(generation: Generation, passage: int, embeds: str) -> bool:
    """Take vector and sentences from a passage of the same text, if one has them."""
    twin = generation.store.embedded_twin(embeds)
    if twin is None:
        return False
    generation.vectors.add(np.array([passage], np.int64), generation.vectors.get(np.array([twin], np.int64)))
    generation.store.put_sentences(passage, generation.store.sentences([twin])[twin])
    return True


def _embed(generation: Generation, embedder: Embedder, batch: list[tuple[int, str, str | None]]) -> None:
    """Embed passages and their sentences, each different text once."""
    if not batch:
        return
    spans = [sentence_spans(text, language) for _, text, language in batch]
    sentences = [[text[a:b] for a, b in each] for (_, text, _), each in zip(batch, spans, strict=True)]
    texts = dict.fromkeys(text for _, text, _ in batch)
    texts |= dict.fromkeys(sentence for each in sentences for sentence in each)
    rows = embedder.embed_documents(list(texts))
    row_of = dict(zip(texts, rows, strict=True))
    ids = np.array([each for each, _, _ in batch], np.int64)
    generation.vectors.add(ids, np.stack([row_of[text] for _, text, _ in batch]))
    for (passage, _, _), pairs, parts in zip(batch, spans, sentences, strict=True):
        vectors = np.stack([row_of[part] for part in parts])
        generation.store.put_sentences(passage, Sentences(np.array(pairs, np.int32), vectors))


def drop_vectors(generation: Generation) -> None:
    """Remove the vectors of passages that are gone, or that the store says have none."""
    generation.vectors.remove(np.setdiff1d(generation.vectors.ids, generation.store.embedded_ids()))
