"""Texts through a BERT encoder in PyTorch, without what the library does besides the arithmetic.

For many texts at once the products can be made in bfloat16 where the processor has instructions for that. Of the time
that transformers takes for one text, half goes into masks, wrappers and hooks. Devlin et al., "BERT: Pre-training of
Deep Bidirectional Transformers for Language Understanding", NAACL 2019; the vector is the mean of the tokens (Reimers &
Gurevych 2019). Used only where it gives what :mod:`index.plain_bert` gives.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import numpy as np

from index.packed import can_pack, packed_weights
from index.text_model import mean_vector

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from index.plain_bert import PlainBert

_LAYER_NORM_EPS = 1e-12
_MULTIPLE = 16
"""Many texts are filled up to multiples of so many tokens: PyTorch and oneDNN make a kernel for every shape that they
meet, and keep it."""
_TOLERANCE = 1e-4
_PROBES = ((101, 2054, 2003, 102), (101, *range(2000, 2030), 102))
"""Token ids of a short and of a longer text."""
_HALF_COSINE = 0.999
"""Between vectors in bfloat16 and in float32, at the least."""
_HALF_GAIN = 1.3
"""How much faster bfloat16 must be to be worth its loss."""
_HALF_FROM_DIM = 128
"""Width of a model from which on that is tried: products of smaller ones are quick, and to time them tells nothing."""
_TRIAL = tuple((101, *range(1000 + n, 1126 + n), 102) for n in range(16))
"""Texts to time it with."""


class BertEncoder:
    """The weights of a BERT encoder, laid out for inference."""

    def __init__(self, bert: PlainBert, *, half: bool = False, rows: int = 16) -> None:
        """Lay out a model.

        Args:
            bert: The model.
            half: Whether to compute in bfloat16, which keeps 8 bits of 24.
            rows: Tokens at once, for which the layout is chosen; other numbers can use it.
        """
        import torch

        self._bert = bert
        self.half = half
        """Whether it computes in bfloat16."""
        self._type = torch.bfloat16 if half else torch.float32
        self._rows = rows
        self._embedding_norm = tuple(torch.tensor(each) for each in (bert.norm.weight, bert.norm.bias))
        self._layers = [self._layer(f"encoder.layer.{n}.", torch) for n in range(len(bert.layers))]

    def encode(self, ids: Sequence[int]) -> NDArray[np.float32]:
        """Return the (t, d) vectors of t tokens, special ones included."""
        (found,) = self.encode_all([ids])
        return found

    def encode_all(self, texts: Sequence[Sequence[int]]) -> list[NDArray[np.float32]]:
        """Return the (t, d) token vectors of each text; all are padded to the longest, so give texts of like length."""
        import torch

        lengths = [len(ids) for ids in texts]
        longest = max(lengths) if len(lengths) == 1 else -(-max(lengths) // _MULTIPLE) * _MULTIPLE
        padded = np.array([[*ids, *[0] * (longest - len(ids))] for ids in texts])
        mask = None
        if min(lengths) < longest:
            beyond = torch.arange(longest)[None] >= torch.tensor(lengths)[:, None]
            mask = torch.zeros(len(texts), 1, 1, longest, dtype=self._type).masked_fill(beyond[:, None, None], -1e9)
        with torch.inference_mode():
            found: NDArray[np.float32] = self._forward(padded, mask).float().numpy()
        return [rows[:length] for rows, length in zip(found, lengths, strict=True)]

    def _forward(self, ids: NDArray[np.int64], mask: Any) -> Any:
        """Return the (n, t, d) vectors of (n, t) token ids, given what to add to (n, 1, 1, t) attention scores."""
        from torch.nn import functional

        texts, count = ids.shape
        rows = self._embedded(ids).flatten(0, 1).to(self._type)
        for inner, outer in self._layers:
            attended = self._attention(rows, inner["in"], texts, mask, functional)
            rows = self._normed(rows + self._linear(attended, inner["out"]), inner["norm"], functional)
            widened = self._linear(rows, outer["in"], "gelu")
            rows = self._normed(rows + self._linear(widened, outer["out"]), outer["norm"], functional)
        return rows.view(texts, count, -1)

    def _embedded(self, ids: NDArray[np.int64]) -> Any:
        import torch
        from torch.nn import functional

        rows = self._bert.words[ids] + self._bert.places[: ids.shape[1]] + self._bert.kind
        return self._normed(torch.from_numpy(rows), self._embedding_norm, functional)

    def _attention(self, rows: Any, packed: Any, texts: int, mask: Any, functional: Any) -> Any:
        """Vaswani et al., "Attention Is All You Need", NeurIPS 2017."""
        total, width = rows.shape
        parts = self._linear(rows, packed).view(texts, total // texts, 3, self._bert.heads, width // self._bert.heads)
        queries, keys, values = parts.permute(2, 0, 3, 1, 4)
        attended = functional.scaled_dot_product_attention(queries, keys, values, attn_mask=mask)
        return attended.transpose(1, 2).reshape(total, width)

    def _normed(self, rows: Any, norm: Any, functional: Any) -> Any:
        return functional.layer_norm(rows, (rows.shape[-1],), *norm, _LAYER_NORM_EPS)

    def _norm(self, prefix: str) -> tuple[Any, Any]:
        return tuple(self._weight(f"{prefix}LayerNorm.{kind}").to(self._type) for kind in ("weight", "bias"))

    def _weight(self, name: str) -> Any:
        import torch

        return torch.tensor(self._bert.weights[name])  # a copy, since PyTorch warns of arrays that are read only

    def _layer(self, prefix: str, torch: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        names = [f"{prefix}attention.self.{part}." for part in ("query", "key", "value")]
        joined = (torch.cat([self._weight(name + kind) for name in names]) for kind in ("weight", "bias"))
        return (
            {
                "in": self._laid_out(next(joined), next(joined)),
                "out": self._dense(f"{prefix}attention.output."),
                "norm": self._norm(f"{prefix}attention.output."),
            },
            {
                "in": self._dense(f"{prefix}intermediate."),
                "out": self._dense(f"{prefix}output."),
                "norm": self._norm(f"{prefix}output."),
            },
        )

    def _dense(self, prefix: str) -> tuple[Any, Any]:
        return self._laid_out(*(self._weight(f"{prefix}dense.{kind}") for kind in ("weight", "bias")))

    def _laid_out(self, weights: Any, bias: Any) -> tuple[Any, Any]:
        return packed_weights(weights.to(self._type), self._rows), bias.to(self._type)

    def _linear(self, rows: Any, layer: tuple[Any, Any], after: str = "none") -> Any:
        import torch

        weights, bias = layer
        how = "none" if after == "gelu" else ""
        return torch.ops.mkldnn._linear_pointwise(rows, weights, bias, after, [], how)


def question_encoder(bert: PlainBert) -> BertEncoder | None:
    """Return an encoder of a model for single texts, or None where it would not give the same."""
    try:
        encoder = BertEncoder(bert) if can_pack() else None
        return (
            encoder if encoder and all(_gives_the_same(encoder, bert, ids) for ids in _fitting(_PROBES, bert)) else None
        )
    except (RuntimeError, KeyError, IndexError, ValueError):
        return None


def bulk_encoder(bert: PlainBert, rows: int) -> BertEncoder | PlainBert:
    """Return what encodes many texts fastest here: in bfloat16 where that pays and stays near, else in float32.

    Args:
        bert: The model.
        rows: Tokens that come at once.
    """
    encoder = question_encoder(bert)
    if encoder is None:
        return bert
    if bert.words.shape[1] < _HALF_FROM_DIM:
        return encoder
    trial = _fitting(_TRIAL, bert)
    try:
        half = BertEncoder(bert, half=True, rows=rows)
        near = all(
            float(mean_vector(one) @ mean_vector(other)) > _HALF_COSINE
            for one, other in zip(half.encode_all(trial), encoder.encode_all(trial), strict=True)
        )
    except RuntimeError:
        return encoder
    return half if near and _seconds(half, trial) * _HALF_GAIN < _seconds(encoder, trial) else encoder


def _seconds(encoder: BertEncoder, texts: Sequence[Sequence[int]]) -> float:
    begun = time.perf_counter()
    encoder.encode_all(texts)
    return time.perf_counter() - begun


def _fitting(texts: Sequence[Sequence[int]], bert: PlainBert) -> list[list[int]]:
    """Return texts of ids that a model knows, no longer than it reads."""
    return [[each % len(bert.words) for each in ids[: bert.window]] for ids in texts]


def _gives_the_same(encoder: BertEncoder, bert: PlainBert, ids: Sequence[int]) -> bool:
    (found,), (wanted,) = encoder.encode_all([ids]), bert.encode_all([ids])
    return bool(np.abs(found - wanted).max() < _TOLERANCE)
