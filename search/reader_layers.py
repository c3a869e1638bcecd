"""The arithmetic of the reader in PyTorch: all pairs of a batch in one matrix, attention pair by pair, hardly padded.

Vaswani et al., "Attention Is All You Need", NeurIPS 2017; Zeng et al., "Boosting Distributed Training Performance of
the Unpadded BERT Model", 2022. In bfloat16 where the processor has AMX, in whole numbers of eight bits where it has
VNNI, each row by its own largest value (Dettmers et al., "LLM.int8()", NeurIPS 2022), else in float32. Ten passages
of 165 word pieces take one core 85, 200 and 285 ms; EM and F1 of 150 answers were the same to 0.7.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import torch
    from numpy.typing import NDArray

    Values = NDArray[np.float32]
    Linear = Callable[[torch.Tensor, str], torch.Tensor]
    """Rows, and what is done to the result: "none" or "gelu"."""
    Stretch = tuple[slice, torch.Tensor | None]
    """The rows of a pair, and what is added to its attention scores."""

_LAYER_NORM_EPS = 1e-12
_MULTIPLE = 32
"""Pairs are filled up to multiples of so many word pieces: PyTorch and oneDNN make a kernel for every length that they
meet, and keep it; with each length as it comes that took 2 MB an answer, and time."""
_LARGEST = 127
_ZERO = 128
"""What stands for 0 in the bytes of a row; those of weights have their sign."""
_TOLERANCE = 0.05
"""Of a product of bytes, as a share of its largest value."""


class Precision(StrEnum):
    """In which numbers matrices are multiplied."""

    BFLOAT16 = "bfloat16"
    INT8 = "int8"
    FLOAT32 = "float32"


class ReaderLayers:
    """A reader's weights, laid out for this processor."""

    def __init__(self, weights: bytes, words: Values, places: Values, *, heads: int, precision: Precision) -> None:
        """Lay out weights.

        Args:
            weights: A safetensors file with the names of search.training.network.ReaderNetwork.
            words: (v, d) float32 input embeddings of the base model.
            places: (p, d) float32 position embeddings of the base model.
            heads: Of attention.
            precision: Of the products.
        """
        import torch
        from safetensors.torch import load

        self._torch = torch
        self._precision = precision
        self._dtype = torch.bfloat16 if precision is Precision.BFLOAT16 else torch.float32
        self._weights = {name: value.float() for name, value in load(weights).items()}
        self._words, self._places, self._heads = words, places, heads
        count = 1 + max(int(name.split(".")[2]) for name in self._weights if name.startswith("encoder.layers."))
        self._layers = [self._layer(f"encoder.layers.{n}.") for n in range(count)]

    def read(self, pairs: Sequence[Sequence[int]], asked: Sequence[int]) -> tuple[list[Values], list[Values]]:
        """Read pairs.

        Args:
            pairs: Word pieces of each, with the special ones.
            asked: How many of them are the question's side.

        Returns:
            For each pair (2,) the logits of relevance and of answering, and (t, 2) those of start and end.
        """
        padded = [[*pair, *[0] * (-len(pair) % _MULTIPLE)] for pair in pairs]
        ends = np.cumsum([len(pair) for pair in padded]).tolist()
        begins = [0, *ends[:-1]]
        where = [slice(begin, begin + len(pair)) for begin, pair in zip(begins, pairs, strict=True)]
        with self._torch.inference_mode():
            stretches = [
                (slice(begin, end), self._mask(len(pair), end - begin))
                for begin, end, pair in zip(begins, ends, pairs, strict=True)
            ]
            rows = self._embedded(padded, asked)
            for layer in self._layers:
                rows = layer(rows, stretches)
            rows = rows.float()
            spans = self._applied(rows, "span").numpy()
            pooled = self._torch.stack([self._torch.cat([rows[at][0], rows[at].mean(dim=0)]) for at in where])
            judged = self._applied(self._torch.nn.functional.gelu(self._applied(pooled, "pool")), "judge").numpy()
        return list(judged), [spans[at] for at in where]

    def _mask(self, length: int, padded: int) -> torch.Tensor | None:
        """Return what to add to attention scores, so that nothing heeds what is there to fill up."""
        if length == padded:
            return None
        mask = self._torch.zeros(1, 1, 1, padded, dtype=self._dtype)
        mask[..., length:] = -1e9
        return mask

    def _embedded(self, pairs: Sequence[Sequence[int]], asked: Sequence[int]) -> torch.Tensor:
        import torch

        ids = np.concatenate([np.asarray(pair) for pair in pairs])
        place = np.concatenate([np.arange(len(pair)) for pair in pairs])
        kind = np.concatenate([np.arange(len(pair)) >= count for pair, count in zip(pairs, asked, strict=True)])
        rows = torch.from_numpy(self._words[ids] + self._places[place])
        rows += self._weights["encoder.types"][torch.from_numpy(kind.astype(np.int64))]
        norm = self._weights["encoder.norm.weight"], self._weights["encoder.norm.bias"]
        normed: torch.Tensor = torch.nn.functional.layer_norm(rows, (rows.shape[1],), *norm, _LAYER_NORM_EPS)
        return normed.to(self._dtype)

    def _applied(self, rows: torch.Tensor, name: str) -> torch.Tensor:
        weight, bias = (self._weights[f"{name}.{part}"] for part in ("weight", "bias"))
        found: torch.Tensor = self._torch.nn.functional.linear(rows, weight, bias)
        return found

    def _layer(self, prefix: str) -> Callable[[torch.Tensor, list[Stretch]], torch.Tensor]:
        functional = self._torch.nn.functional
        qkv, out, up, down = (self._linear(f"{prefix}{name}") for name in ("qkv", "out", "up", "down"))
        out_norm, down_norm = (self._norm(f"{prefix}{name}") for name in ("out_norm", "down_norm"))

        def layer(rows: torch.Tensor, stretches: list[Stretch]) -> torch.Tensor:
            width = rows.shape[1]
            parts = qkv(rows, "none").view(len(rows), 3, self._heads, width // self._heads).permute(1, 2, 0, 3)
            attended = [
                functional.scaled_dot_product_attention(*parts[:, None, :, at], attn_mask=mask)
                for at, mask in stretches
            ]
            joined = self._torch.cat(attended, dim=2)[0].transpose(0, 1).reshape(len(rows), width)
            rows = out_norm(rows + out(joined, "none"))
            return down_norm(rows + down(up(rows, "gelu"), "none"))

        return layer

    def _norm(self, name: str) -> Callable[[torch.Tensor], torch.Tensor]:
        weight, bias = (self._weights[f"{name}.{part}"].to(self._dtype) for part in ("weight", "bias"))
        layer_norm = self._torch.nn.functional.layer_norm
        return lambda rows: layer_norm(rows, (rows.shape[1],), weight, bias, _LAYER_NORM_EPS)

    def _linear(self, name: str) -> Linear:
        """Return a linear layer, with GELU after it on demand."""
        from index.packed import can_pack

        torch = self._torch
        weight, bias = (self._weights[f"{name}.{part}"].to(self._dtype) for part in ("weight", "bias"))
        if self._precision is Precision.INT8 and (found := _of_bytes(weight, bias)) is not None:
            return found
        if can_pack():
            return _packed(weight, bias)
        functional = torch.nn.functional
        return lambda rows, after: _after(functional.linear(rows, weight, bias), after)


def _after(rows: torch.Tensor, after: str) -> torch.Tensor:
    import torch

    return torch.nn.functional.gelu(rows) if after == "gelu" else rows


def _packed(weight: torch.Tensor, bias: torch.Tensor) -> Linear:
    import torch

    from index.packed import packed_weights

    packed, apply = packed_weights(weight), torch.ops.mkldnn._linear_pointwise
    return lambda rows, after: apply(rows, packed, bias, after, [], "none" if after == "gelu" else "")


def _of_bytes(weight: torch.Tensor, bias: torch.Tensor) -> Linear | None:
    """Return a layer that multiplies bytes, or None where PyTorch has none or it gives something else."""
    import torch

    def linear(rows: torch.Tensor, after: str) -> torch.Tensor:
        largest = rows.abs().amax(dim=1, keepdim=True).clamp_min_(1e-9)
        given = (rows * (_LARGEST / largest)).add_(_ZERO + 0.5).to(torch.uint8)
        product = multiply(
            given, 1 / _LARGEST, _ZERO, packed, scale, zeros, None, 1.0, 0, torch.float32, "none", [], ""
        )
        return _after(torch.addcmul(bias, product, largest), after)

    try:
        multiply = torch.ops.onednn.qlinear_pointwise
        scale = weight.abs().amax(dim=1) / _LARGEST
        packed = torch.ops.onednn.qlinear_prepack((weight / scale[:, None]).round().to(torch.int8), None)
        zeros = torch.zeros(len(scale), dtype=torch.int32)
        probe = torch.sin(torch.arange(2.0 * weight.shape[1])).view(2, -1)
        wanted = torch.nn.functional.linear(probe, weight, bias)
        away = (linear(probe, "none") - wanted).abs().max() / wanted.abs().max()
    except (RuntimeError, AttributeError):
        return None
    return linear if float(away) < _TOLERANCE else None


def best_precision() -> Precision:
    """Return that in which this processor is fastest; AVX-512's bfloat16, without AMX, is slower than float32."""
    import torch

    def has(name: str) -> bool:
        return bool(getattr(torch.cpu, name, lambda: False)())

    if has("_is_amx_tile_supported"):
        return Precision.BFLOAT16
    return Precision.INT8 if has("_is_vnni_supported") else Precision.FLOAT32
