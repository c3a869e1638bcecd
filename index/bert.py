"""One short text through a BERT encoder, without what a batch of many needs.

Of the time that transformers takes for a question, half goes into masks, wrappers and hooks. Devlin et al., "BERT:
Pre-training of Deep Bidirectional Transformers for Language Understanding", NAACL 2019; the vector is the mean of the
tokens (Reimers & Gurevych 2019). Used only where it gives what the library gives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from index.packed import can_pack, packed_weights

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_LAYER_NORM_EPS = 1e-12
_TOLERANCE = 1e-4
_PROBES = ((101, 2054, 2003, 102), (101, *range(2000, 2030), 102))
"""Token ids of a short and of a longer text."""


class ShortTextEncoder:
    """The weights of a BERT encoder, laid out for one text at a time."""

    def __init__(self, bert: Any) -> None:
        """Take a ``transformers.BertModel`` in float32."""
        import torch

        self._weights: dict[str, Any] = {name: value.detach() for name, value in bert.state_dict().items()}
        self._heads = int(bert.config.num_attention_heads)
        self._layers = [self._layer(f"encoder.layer.{n}.", torch) for n in range(bert.config.num_hidden_layers)]

    def encode(self, ids: Sequence[int]) -> NDArray[np.float32]:
        """Return the (t, d) vectors of t tokens, special ones included."""
        import torch
        from torch.nn import functional

        with torch.inference_mode():
            rows = self._embedded(torch.tensor(ids))
            for inner, outer in self._layers:
                attended = self._attention(rows, inner["in"], functional)
                rows = self._normed(rows + self._linear(attended, inner["out"]), inner["norm"], functional)
                widened = self._linear(rows, outer["in"], "gelu")
                rows = self._normed(rows + self._linear(widened, outer["out"]), outer["norm"], functional)
            found: NDArray[np.float32] = rows.numpy()
        return found

    def _embedded(self, ids: Any) -> Any:
        from torch.nn import functional

        names = ("word_embeddings", "position_embeddings", "token_type_embeddings")
        words, places, types = (self._weights[f"embeddings.{name}.weight"] for name in names)
        return self._normed(words[ids] + places[: len(ids)] + types[0], self._norm("embeddings."), functional)

    def _attention(self, rows: Any, packed: Any, functional: Any) -> Any:
        """Vaswani et al., "Attention Is All You Need", NeurIPS 2017."""
        count, width = rows.shape
        parts = self._linear(rows, packed).view(count, 3, self._heads, width // self._heads).permute(1, 2, 0, 3)
        return functional.scaled_dot_product_attention(*parts).transpose(0, 1).reshape(count, width)

    def _normed(self, rows: Any, norm: tuple[Any, Any], functional: Any) -> Any:
        return functional.layer_norm(rows, (rows.shape[-1],), *norm, _LAYER_NORM_EPS)

    def _norm(self, prefix: str) -> tuple[Any, Any]:
        return self._weights[f"{prefix}LayerNorm.weight"], self._weights[f"{prefix}LayerNorm.bias"]

    def _layer(self, prefix: str, torch: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        names = [f"{prefix}attention.self.{part}." for part in ("query", "key", "value")]
        joined = (torch.cat([self._weights[name + kind] for name in names]) for kind in ("weight", "bias"))
        return (
            {
                "in": (packed_weights(next(joined)), next(joined)),
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
        return packed_weights(self._weights[f"{prefix}dense.weight"]), self._weights[f"{prefix}dense.bias"]

    def _linear(self, rows: Any, layer: tuple[Any, Any], after: str = "none") -> Any:
        import torch

        weights, bias = layer
        how = "none" if after == "gelu" else ""
        return torch.ops.mkldnn._linear_pointwise(rows, weights, bias, after, [], how)


def short_text_encoder(model: Any) -> ShortTextEncoder | None:
    """Return an encoder of the BERT inside a sentence-transformers model, or None where that would not give the same.

    To be called before the model's own layers are packed.
    """
    bert = next((each for each in model.modules() if type(each).__name__ == "BertModel"), None)
    if bert is None or not can_pack():
        return None
    try:
        encoder = ShortTextEncoder(bert)
        return encoder if all(_gives_the_same(encoder, model, ids) for ids in _PROBES) else None
    except (RuntimeError, KeyError, IndexError, ValueError):
        return None


def mean_vector(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the (d,) unit mean of token vectors."""
    mean = rows.mean(axis=0)
    return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-12), np.float32)


def _gives_the_same(encoder: ShortTextEncoder, model: Any, ids: Sequence[int]) -> bool:
    import torch

    features = {"input_ids": torch.tensor([ids]), "attention_mask": torch.ones(1, len(ids), dtype=torch.long)}
    with torch.inference_mode():
        wanted = model(features)
    rows, vector = wanted["token_embeddings"][0].numpy(), wanted["sentence_embedding"][0].numpy()
    found = encoder.encode(ids)
    unit = vector / max(float(np.linalg.norm(vector)), 1e-12)
    return bool(np.abs(found - rows).max() < _TOLERANCE and np.abs(mean_vector(found) - unit).max() < _TOLERANCE)
