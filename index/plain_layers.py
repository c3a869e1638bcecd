"""The layers of a BERT encoder in NumPy: for what is asked before PyTorch could be imported, which takes seconds.

Devlin et al., "BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding", NAACL 2019. Texts lie
one below the other in one matrix; only attention is made text by text, so that nothing is filled up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Values = NDArray[np.float32]

EPSILON = 1e-12
"""Of BERT's layer norms."""
_AT_ONCE = 1 << 14
"""Numbers that GELU is made of at once: with what is made on the way they stay in the processor's cache."""
_FEW_ROWS, _SMALL = 20, 300_000
"""Rows up to which a product is made in blocks, and the multiplications of one."""
_ERF_SLOPE = 0.3275911
_ERF = (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592)


@dataclass(frozen=True, slots=True)
class Dense:
    """y = W x + b for each row x."""

    weight: Values
    """(out, in)."""
    bias: Values
    """(out,)."""

    @classmethod
    def of(cls, weights: Mapping[str, NDArray[Any]], name: str) -> Dense:
        """Take ``name.weight`` and ``name.bias``."""
        return cls(*(np.asarray(weights[f"{name}.{part}"], np.float32) for part in ("weight", "bias")))

    def __call__(self, rows: Values) -> Values:
        found = self._product(rows)
        found += self.bias
        return found

    def _product(self, rows: Values) -> Values:
        """Return W x for each row, in blocks of W where rows are few.

        OpenBLAS copies W into an order of its own, unless a product is small enough; for a question, the copy takes
        longer than the product: 12 tokens take all layers 5 ms in blocks, 8 without, and 12 the other way round.
        """
        height, width = self.weight.shape
        block = height
        while len(rows) <= _FEW_ROWS and block * width * len(rows) > _SMALL and block % 2 == 0:
            block //= 2
        return (self.weight.reshape(-1, block, width) @ rows.T).reshape(height, len(rows)).T

    def thirds(self) -> tuple[Dense, Dense, Dense]:
        """Return the three layers whose results lie side by side in this one's."""
        weights, biases = np.split(self.weight, 3), np.split(self.bias, 3)
        first, second, third = (Dense(*each) for each in zip(weights, biases, strict=True))
        return first, second, third


@dataclass(frozen=True, slots=True)
class Norm:
    """Ba et al., "Layer Normalization", 2016."""

    weight: Values
    bias: Values

    @classmethod
    def of(cls, weights: Mapping[str, NDArray[Any]], name: str) -> Norm:
        """Take ``name.weight`` and ``name.bias``."""
        return cls(*(np.asarray(weights[f"{name}.{part}"], np.float32) for part in ("weight", "bias")))

    def __call__(self, rows: Values) -> Values:
        found: Values = rows - rows.mean(axis=1, keepdims=True)
        found /= np.sqrt(np.mean(found * found, axis=1, keepdims=True) + np.float32(EPSILON))
        found *= self.weight
        found += self.bias
        return found


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of an encoder."""

    queries: Dense
    keys: Dense
    values: Dense
    out: Dense
    out_norm: Norm
    up: Dense
    down: Dense
    down_norm: Norm


def encoded(rows: Values, layers: Sequence[Layer], heads: int, texts: Sequence[slice]) -> Values:
    """Return the (t, d) vectors that layers make of (t, d) embedded tokens, given where each text lies in them."""
    for layer in layers:
        queries, keys, values = layer.queries(rows), layer.keys(rows), layer.values(rows)
        attended = np.concatenate([_attention(queries[text], keys[text], values[text], heads) for text in texts])
        rows = layer.out_norm(rows + layer.out(attended))
        rows = layer.down_norm(rows + layer.down(gelu(layer.up(rows))))
    return rows


def _attention(queries: Values, keys: Values, values: Values, heads: int) -> Values:
    """Vaswani et al., "Attention Is All You Need", NeurIPS 2017."""
    count, width = queries.shape
    queries, keys, values = (part.reshape(count, heads, -1).swapaxes(0, 1) for part in (queries, keys, values))
    scores = queries @ keys.swapaxes(1, 2)
    scores *= np.float32((width // heads) ** -0.5)
    scores -= scores.max(axis=2, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=2, keepdims=True)
    return np.asarray((scores @ values).swapaxes(0, 1).reshape(count, width), np.float32)


def gelu(rows: Values) -> Values:
    """Return x times the share of a normal distribution below x.

    Hendrycks & Gimpel, "Gaussian Error Linear Units (GELUs)", 2016; the error function, which NumPy lacks, by formula
    7.1.26 of Abramowitz & Stegun, "Handbook of Mathematical Functions", 1964: off by 1.5e-7 at most.
    """
    found = np.empty_like(rows)
    flat, given = found.ravel(order="K"), rows.ravel(order="K")  # as they lie, whichever way round
    for start in range(0, flat.size, _AT_ONCE):
        part = given[start : start + _AT_ONCE]
        size = np.abs(part) * np.float32(0.5**0.5)
        step = 1 / (1 + np.float32(_ERF_SLOPE) * size)
        series = np.full_like(step, _ERF[0])
        for factor in _ERF[1:]:
            series *= step
            series += np.float32(factor)
        series *= step
        series *= np.exp(-size * size)
        share = np.copysign(1 - series, part)
        share += 1
        share *= np.float32(0.5)
        np.multiply(part, share, out=flat[start : start + _AT_ONCE])
    return found
