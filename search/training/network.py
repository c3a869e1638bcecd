"""The reader as PyTorch trains it: a BERT encoder over question and passage, with heads for relevance, answer and span.

Devlin et al., "BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding", NAACL 2019: the span
heads with position 0 for "no answer". Nogueira & Cho, "Passage Re-ranking with BERT", 2019: the relevance head.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import torch
from torch import nn
from torch.nn import functional

if TYPE_CHECKING:
    from collections.abc import Mapping

    from search.training.base import Base

LAYER_NORM_EPS = 1e-12


class Read(NamedTuple):
    """What the reader says of b pairs, each padded to t tokens."""

    relevance: torch.Tensor
    """(b,) whether the passage is what the question is about."""
    answers: torch.Tensor
    """(b,) whether it answers it."""
    starts: torch.Tensor
    """(b, t) where the answer starts; position 0 says that there is none."""
    ends: torch.Tensor
    """(b, t) its last token."""


class Layer(nn.Module):
    """One layer of the encoder; query, key and value come out of one product."""

    def __init__(self, width: int, inner: int, heads: int, dropout: float) -> None:
        super().__init__()
        self.heads, self.dropout = heads, dropout
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.out_norm = nn.LayerNorm(width, LAYER_NORM_EPS)
        self.up = nn.Linear(width, inner)
        self.down = nn.Linear(inner, width)
        self.down_norm = nn.LayerNorm(width, LAYER_NORM_EPS)

    def forward(self, rows: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        count, length, width = rows.shape
        parts = self.qkv(rows).view(count, length, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        attended = _attended(parts[0], parts[1], parts[2], mask)
        attended = self.out(attended.transpose(1, 2).reshape(count, length, width))
        rows = self.out_norm(rows + self._dropped(attended))
        widened = self.down(functional.gelu(self.up(rows)))
        return self.down_norm(rows + self._dropped(widened))  # type: ignore[no-any-return]

    def _dropped(self, rows: torch.Tensor) -> torch.Tensor:
        return functional.dropout(rows, self.dropout, self.training) if self.dropout else rows


class Encoder(nn.Module):
    """Embeddings that stay as they are, and layers."""

    words: torch.Tensor
    places: torch.Tensor

    def __init__(self, base: Base, dropout: float = 0.0) -> None:
        """Take the weights of a base model."""
        super().__init__()
        config, weights = base.config, _without_prefix(base.weights)
        width, heads = config["hidden_size"], config["num_attention_heads"]
        self.register_buffer("words", weights["embeddings.word_embeddings.weight"].clone(), persistent=False)
        self.register_buffer("places", weights["embeddings.position_embeddings.weight"].clone(), persistent=False)
        self.types = nn.Parameter(weights["embeddings.token_type_embeddings.weight"].clone())
        self.norm = nn.LayerNorm(width, LAYER_NORM_EPS)
        _take(self.norm, weights, "embeddings.LayerNorm")
        self.layers = nn.ModuleList(
            Layer(width, config["intermediate_size"], heads, dropout) for _ in range(config["num_hidden_layers"])
        )
        for number, layer in enumerate(self.layers):
            _take_layer(layer, weights, f"encoder.layer.{number}.")

    def forward(self, ids: torch.Tensor, types: torch.Tensor, held: torch.Tensor) -> torch.Tensor:
        """Return (b, t, d) for (b, t) token ids, their types (0 question, 1 passage) and which are no padding."""
        # Not self.types[types]: on a graphics card the gradient of looking up two rows many times is slow.
        kinds = self.types[0] + types[:, :, None].to(self.types.dtype) * (self.types[1] - self.types[0])
        rows = self.norm(self.words[ids] + self.places[: ids.shape[1]] + kinds)
        for layer in self.layers:
            rows = layer(rows, held[:, None, None, :])
        return rows  # type: ignore[no-any-return]


class ReaderNetwork(nn.Module):
    """The encoder with its heads."""

    def __init__(self, base: Base, dropout: float = 0.0) -> None:
        super().__init__()
        self.encoder = Encoder(base, dropout)
        width = base.config["hidden_size"]
        self.pool = nn.Linear(2 * width, width)
        self.judge = nn.Linear(width, 2)
        self.span = nn.Linear(width, 2)

    def forward(self, ids: torch.Tensor, types: torch.Tensor, held: torch.Tensor, spanned: torch.Tensor) -> Read:
        """Read pairs.

        Args:
            ids: (b, t) int64: [CLS] question [SEP] speaker passage [SEP], padded.
            types: (b, t) int64, 0 up to the first [SEP], then 1.
            held: (b, t) bool, False at padding.
            spanned: (b, t) bool: the passage's own tokens, where a span may lie, and position 0.
        """
        rows = self.encoder(ids, types, held)
        share = held.to(rows.dtype)
        mean = torch.einsum("btd,bt->bd", rows, share) / share.sum(dim=1, keepdim=True)
        pooled = functional.gelu(self.pool(torch.cat([rows[:, 0], mean], dim=1)))
        judged = self.judge(pooled).float()
        spans = self.span(rows).float().masked_fill(~spanned[:, :, None], -1e4)
        return Read(judged[:, 0], judged[:, 1], spans[:, :, 0], spans[:, :, 1])

    def shipped(self) -> dict[str, torch.Tensor]:
        """Return the weights that are not the base model's, by name."""
        return {name: value.detach() for name, value in self.state_dict().items()}


def _attended(query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Vaswani et al., "Attention Is All You Need", NeurIPS 2017; step by step on a processor, where that is faster."""
    if query.is_cuda:
        return functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
    likeness = (query @ key.transpose(-1, -2)) * query.shape[-1] ** -0.5
    return torch.softmax(likeness.masked_fill(~mask, -1e4), dim=-1) @ value


def _without_prefix(weights: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    return {name.removeprefix("bert."): value for name, value in weights.items()}


def _take(module: nn.Module, weights: Mapping[str, torch.Tensor], name: str) -> None:
    module.load_state_dict({part: weights[f"{name}.{part}"] for part in ("weight", "bias")})


def _take_layer(layer: nn.Module, weights: Mapping[str, torch.Tensor], prefix: str) -> None:
    assert isinstance(layer, Layer)
    joined = {
        part: torch.cat([weights[f"{prefix}attention.self.{each}.{part}"] for each in ("query", "key", "value")])
        for part in ("weight", "bias")
    }
    layer.qkv.load_state_dict(joined)
    _take(layer.out, weights, f"{prefix}attention.output.dense")
    _take(layer.out_norm, weights, f"{prefix}attention.output.LayerNorm")
    _take(layer.up, weights, f"{prefix}intermediate.dense")
    _take(layer.down, weights, f"{prefix}output.dense")
    _take(layer.down_norm, weights, f"{prefix}output.LayerNorm")
