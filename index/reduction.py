"""Make token vectors small: fewer dimensions, one byte each."""

from __future__ import annotations

import random
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from index.words import stems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Rows = NDArray[np.float32]

_WORD = re.compile(r"\w+")
TOKEN_DIM = 64
"""Dimensions that are kept; see docs/evaluation.md for what fewer would lose."""
ONE = 127
"""What stands for 1.0 in a byte."""
_SAMPLES, _WORDS_PER_SAMPLE = 400, 12


def unit_rows(rows: NDArray[Any]) -> Rows:
    """Return rows divided by their Euclidean length, as float32."""
    rows = np.asarray(rows, np.float32)
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-12), np.float32)


def reduced(rows: Rows, reduction: Rows) -> Rows:
    """Return (t, d) token vectors as (t, r) unit rows, given the (d, r) matrix."""
    return unit_rows(rows @ reduction)


def quantised(rows: Rows) -> NDArray[np.int8]:
    """Return unit rows as bytes."""
    return np.rint(rows * ONE).astype(np.int8)


def principal_axes(rows: Rows, count: int) -> Rows:
    """Return the (d, r) matrix onto the directions in which vectors vary most, r being at most ``count``.

    Pearson, "On lines and planes of closest fit to systems of points in space", 1901; not centred, since it is the
    inner product that is to be kept. The sign of each axis is fixed, so that it does not depend on the machine.
    """
    if not len(rows):
        return np.ones((rows.shape[1], 1), np.float32)
    rows64 = unit_rows(rows).astype(np.float64)
    _, axes = np.linalg.eigh(rows64.T @ rows64 / len(rows64))
    best = axes[:, ::-1][:, :count]
    signs = np.sign(best[np.abs(best).argmax(axis=0), np.arange(best.shape[1])])
    return np.asarray(best * signs, np.float32)


def sample_texts(words: Sequence[str]) -> list[str]:
    """Return texts of random words of a vocabulary, always the same ones, to see how a model's token vectors lie."""
    whole = [word.lstrip("▁Ġ") for word in words if not word.startswith(("##", "[", "<"))]
    whole = [word for word in whole if word.isalpha() and len(word) > 1]
    if not whole:
        return ["a"]
    draw = random.Random(0)
    return [" ".join(draw.choices(whole, k=_WORDS_PER_SAMPLE)) for _ in range(_SAMPLES)]


def text_tokens(
    text: str, skipped: int, encoding: Any, rows: Rows, *, content_only: bool
) -> tuple[Rows, NDArray[np.int32]]:
    """Return the vectors and spans of the tokens that stand in a text itself.

    Args:
        text: The text.
        skipped: How many characters of a prompt came before it.
        encoding: What the tokenizer made of prompt and text.
        rows: (t, d) vectors of all tokens.
        content_only: Whether those of other words are left out, see :func:`in_content_words`.
    """
    spans = np.array(encoding.offsets, np.int32).reshape(-1, 2)[: len(rows)] - skipped
    held = (spans[:, 0] >= 0) & (spans[:, 1] > spans[:, 0])
    held &= ~np.array(encoding.special_tokens_mask, bool)[: len(rows)]
    if content_only:
        held &= in_content_words(text, spans)
    return rows[: len(spans)][held], spans[held]


def in_content_words(text: str, spans: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Tell which of (t, 2) spans lie in a word that says something: no punctuation, no English stop word.

    Four in ten tokens are neither; without them the others can keep their dimensions.
    """
    telling = np.zeros(len(text) + 1, bool)
    for match in _WORD.finditer(text):
        if _is_telling(match[0]):
            telling[match.start() : match.end()] = True
    return telling[spans[:, 0]] if len(spans) else np.zeros(0, bool)


@lru_cache(maxsize=1 << 16)
def _is_telling(word: str) -> bool:
    return bool(stems(word))
