"""The arithmetic of the reader without PyTorch, for a process that answers one question.

It takes about 0.5 s for ten passages where PyTorch takes 0.1, but PyTorch takes more than a second to be imported.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from index.plain_layers import Dense, Layer, Norm, encoded, gelu
from index.threads import settle

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Values = NDArray[np.float32]


class PlainReaderLayers:
    """A reader's weights, as :class:`search.reader_layers.ReaderLayers` has them; safe to share between threads."""

    def __init__(self, weights: bytes, words: Values, places: Values, *, heads: int) -> None:
        """Take weights.

        Args:
            weights: A safetensors file with the names of search.training.network.ReaderNetwork.
            words: (v, d) float32 input embeddings of the base model.
            places: (p, d) float32 position embeddings of the base model.
            heads: Of attention.
        """
        from safetensors.numpy import load

        settle()
        found = {name: np.asarray(value, np.float32) for name, value in load(weights).items()}
        count = 1 + max(int(name.split(".")[2]) for name in found if name.startswith("encoder.layers."))
        self._words, self._places, self._heads = words, places, heads
        self._kinds, self._norm = found["encoder.types"], Norm.of(found, "encoder.norm")
        self._layers = [_layer(found, f"encoder.layers.{n}.") for n in range(count)]
        self._span, self._pool, self._judge = (Dense.of(found, name) for name in ("span", "pool", "judge"))

    def read(self, pairs: Sequence[Sequence[int]], asked: Sequence[int]) -> tuple[list[Values], list[Values]]:
        """Read pairs, each by itself, as many at once as there are cores.

        Args:
            pairs: Word pieces of each, with the special ones.
            asked: How many of them are the question's side.

        Returns:
            For each pair (2,) the logits of relevance and of answering, and (t, 2) those of start and end.
        """
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            found = list(pool.map(self._read, pairs, asked))
        return [judged for judged, _ in found], [spans for _, spans in found]

    def _read(self, pair: Sequence[int], asked: int) -> tuple[Values, Values]:
        kind = (np.arange(len(pair)) >= asked).astype(np.int64)
        rows = self._norm(self._words[np.asarray(pair)] + self._places[: len(pair)] + self._kinds[kind])
        rows = encoded(rows, self._layers, self._heads, [slice(0, len(pair))])
        pooled = np.concatenate([rows[0], rows.mean(axis=0)])[None]
        (judged,) = self._judge(gelu(self._pool(pooled)))
        return judged, self._span(rows)


def _layer(weights: Mapping[str, Values], prefix: str) -> Layer:
    queries, keys, values = Dense.of(weights, f"{prefix}qkv").thirds()
    out, up, down = (Dense.of(weights, prefix + name) for name in ("out", "up", "down"))
    out_norm, down_norm = (Norm.of(weights, prefix + name) for name in ("out_norm", "down_norm"))
    return Layer(queries, keys, values, out, out_norm, up, down, down_norm)
