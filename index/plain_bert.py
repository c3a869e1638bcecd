"""A sentence-transformers model that is a plain BERT, read from its folder and applied without any of the libraries.

Only what the folder says in so many words is believed: everything else (another architecture, another pooling, a layer
behind it, weights of another type) is left to sentence-transformers.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from index.plain_layers import Dense, Layer, Norm, encoded
from index.weights import mapped_weights

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    Rows = NDArray[np.float32]

_WEIGHTS = "model.safetensors"
_MODULES = (("Transformer", "Pooling"), ("Transformer", "Pooling", "Normalize"))
"""Whether a model divides by the length of its vectors is no matter, since we do."""
_EMBEDDINGS = ("word", "position", "token_type")
_ARCHITECTURE = {"model_type": "bert", "hidden_act": "gelu", "layer_norm_eps": 1e-12}
_ORDINARY = {"position_embedding_type": "absolute", "is_decoder": False, "add_cross_attention": False}
"""What a model has that says nothing of it."""


@dataclass(frozen=True, slots=True)
class PlainBert:
    """Makes vectors of a text's tokens; safe to share between threads."""

    words: Rows
    """(v, d) embeddings of word pieces, mapped from the file."""
    places: Rows
    """(p, d) embeddings of positions; p is the most tokens that it reads."""
    kind: Rows
    """(d,) embedding of a text that is no second one of a pair."""
    norm: Norm
    layers: tuple[Layer, ...]
    heads: int
    window: int
    """The most tokens of a text that are heeded, special ones included."""
    prompts: Mapping[str, str]
    """What is put before a text, by the names that the model has for it."""
    default_prompt: str | None
    """The name of the one for all texts without one of their own."""
    weights: Mapping[str, Rows]
    """All of them by name, mapped from the file."""

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return int(self.words.shape[1])

    def encode_all(self, texts: Sequence[Sequence[int]]) -> list[Rows]:
        """Return the (t, d) token vectors of each text, given its token ids, special ones included."""
        ends = np.cumsum([len(ids) for ids in texts]).tolist()
        where = [slice(end - len(ids), end) for ids, end in zip(texts, ends, strict=True)]
        ids = np.concatenate([np.asarray(ids, np.int64) for ids in texts])
        place = np.concatenate([np.arange(len(ids)) for ids in texts])
        rows = self.norm(self.words[ids] + self.places[place] + self.kind)
        found = encoded(rows, self.layers, self.heads, where)
        return [found[each] for each in where]


def plain_bert(folder: Path) -> PlainBert | None:
    """Return the model in a folder, its weights mapped from the file; None where it is no plain BERT."""
    try:
        config = _object(folder / "config.json")
        window = _window(folder, config)
        if not _is_plain(config) or not _is_mean(folder) or window is None:
            return None
        settings = _object(folder / "config_sentence_transformers.json")
        weights = mapped_weights(folder / _WEIGHTS)
        words, places, kinds = (weights[f"embeddings.{name}_embeddings.weight"] for name in _EMBEDDINGS)
        if len({each.dtype for each in weights.values()} | {np.dtype(np.float32)}) > 1 or window > len(places):
            return None
        layers = tuple(_layer(weights, f"encoder.layer.{n}.") for n in range(config["num_hidden_layers"]))
        norm, heads = Norm.of(weights, "embeddings.LayerNorm"), config["num_attention_heads"]
        prompts, default = settings.get("prompts") or {}, settings.get("default_prompt_name")
        return PlainBert(words, places, kinds[0], norm, layers, heads, window, prompts, default, weights)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError):
        return None


def _layer(weights: Mapping[str, NDArray[Any]], prefix: str) -> Layer:
    attention, inner, outer = (f"{prefix}{name}." for name in ("attention.self", "attention.output", "output"))
    queries, keys, values = (Dense.of(weights, attention + part) for part in ("query", "key", "value"))
    out, up, down = (Dense.of(weights, f"{name}dense") for name in (inner, f"{prefix}intermediate.", outer))
    norms = (Norm.of(weights, f"{name}LayerNorm") for name in (inner, outer))
    return Layer(queries, keys, values, out, next(norms), up, down, next(norms))


def _is_plain(config: Mapping[str, Any]) -> bool:
    return all(config.get(name) == value for name, value in _ARCHITECTURE.items()) and all(
        config.get(name, value) == value for name, value in _ORDINARY.items()
    )


def _is_mean(folder: Path) -> bool:
    """Whether a text's vector is the mean of all its tokens' vectors, and nothing comes behind."""
    modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
    if tuple(each["type"].rpartition(".")[2] for each in modules) not in _MODULES or modules[0]["path"]:
        return False
    pooling = _object(folder / modules[1]["path"] / "config.json")
    modes = [name for name, on in pooling.items() if name.startswith("pooling_mode_") and on]
    return pooling.get("include_prompt", True) is True and (
        modes == ["pooling_mode_mean_tokens"] or (not modes and pooling.get("pooling_mode") == "mean")
    )


def _window(folder: Path, config: Mapping[str, Any]) -> int | None:
    """Return the most tokens of a text; None where the folder does not tell, or text is lowered first.

    Newer models tell it by their tokenizer, and by the positions that they have.
    """
    settings = _object(folder / "sentence_bert_config.json")
    window = settings.get("max_seq_length")
    if window is None:
        told = _object(folder / "tokenizer_config.json").get("model_max_length")
        window = min(told, config["max_position_embeddings"]) if isinstance(told, int) else None
    return window if isinstance(window, int) and window > 0 and not settings.get("do_lower_case") else None


def _object(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found
