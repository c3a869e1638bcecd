"""The model that the reader starts from, and whose embeddings it keeps."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    import torch


@dataclass(frozen=True, slots=True)
class Base:
    """A BERT encoder as its folder describes it."""

    config: dict[str, Any]
    weights: dict[str, torch.Tensor]
    """float32, by the names of ``transformers.BertModel``."""
    tokenizer_file: Path
    sha256: str
    """Of the original weights."""


def read_base(folder: Path) -> Base:
    """Read a model folder: ``config.json``, ``tokenizer.json`` and ``model.safetensors``.

    A file ``sha256`` beside them, if there is one, holds the hash of the weights that these are a copy of.
    """
    from safetensors.torch import load_file

    path = folder / "model.safetensors"
    told = folder / "sha256"
    digest = told.read_text().strip() if told.is_file() else hashlib.sha256(path.read_bytes()).hexdigest()
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    weights = {name: value.float() for name, value in load_file(path).items() if value.is_floating_point()}
    return Base(config, weights, folder / "tokenizer.json", digest)


def write_small_copy(folder: Path, out: Path) -> None:
    """Copy a model folder with its weights in half precision, half as large; its hash is kept beside it."""
    import torch
    from safetensors.torch import load_file, save_file

    out.mkdir(parents=True, exist_ok=True)
    weights = load_file(folder / "model.safetensors")
    kept = {name: value.to(torch.float16) for name, value in weights.items() if value.is_floating_point()}
    save_file(kept, out / "model.safetensors")
    (out / "sha256").write_text(hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest() + "\n")
    for name in ("config.json", "tokenizer.json"):
        (out / name).write_bytes((folder / name).read_bytes())
