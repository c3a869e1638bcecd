"""The tokenizer in a model's folder: it tells where tokens stand."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

FILE = "tokenizer.json"


def load_tokenizer(folder: Path, window: int | None) -> Any:
    """Return a ``tokenizers.Tokenizer`` that fills nothing up, or None where the folder has none.

    Args:
        folder: Of the model.
        window: Tokens after which it cuts; None means that it does not.
    """
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from tokenizers import Tokenizer

    path = folder / FILE
    if not path.is_file():
        return None
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    if window is None:
        tokenizer.no_truncation()
    else:
        tokenizer.enable_truncation(window)
    return tokenizer
