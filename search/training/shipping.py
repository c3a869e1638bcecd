"""Writing what is shipped: the reader's weights in half precision, and what they are."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import torch

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

WEIGHTS, DESCRIPTION = "reader.safetensors", "reader.json"


def write_reader(folder: Path, weights: Mapping[str, torch.Tensor], described: Mapping[str, Any]) -> None:
    """Write weights as float16 with their description, in which their sha256 is added.

    Args:
        folder: Where both files go.
        weights: By the names of ``ReaderNetwork``.
        described: What to say of them; must hold ``base`` and ``config``.
    """
    from safetensors.torch import save

    folder.mkdir(parents=True, exist_ok=True)
    halves = {name: value.detach().to("cpu", torch.float16).contiguous() for name, value in weights.items()}
    data = save(halves)
    (folder / WEIGHTS).write_bytes(data)
    record = {**described, "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
    (folder / DESCRIPTION).write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
