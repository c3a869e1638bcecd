"""The array files of a generation: what each is called and holds, and how they are read."""

from __future__ import annotations

import math
import re
from tokenize import TokenError
from typing import TYPE_CHECKING, Any

import numpy as np

from index.errors import damaged

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

COLUMNS: dict[str, tuple[str, str]] = {
    "ids": ("<i8", "row"),
    "transcripts": ("<i4", "row"),
    "turns": ("<i4", "row"),
    "speakers": ("<i4", "row"),
    "vectors": ("<f2", "row"),
    "sentence_spans": ("<i4", "sentence"),
    "sentence_vectors": ("<f2", "sentence"),
    "token_spans": ("<u2", "token"),
    "tokens": ("|i1", "token"),
    "words": ("<u4", "word"),
    "word_sentences": ("|u1", "word"),
}
"""Each array's type, and what a row of it stands for."""
FIRST = {"sentence_first": "sentence", "token_first": "token", "word_first": "word"}
"""The arrays that say where the sentences, tokens and words of each passage begin."""
PLACES = ("ids", "transcripts", "turns", "speakers")
"""The arrays that say where a passage stands; embedding fills the others."""
EMBEDDED = tuple(name for name in COLUMNS if name not in PLACES)
KEPT, RECENT, STRETCHES = "kept", "recent", "stretches"
"""Where arrays lie in pieces: the folders of the parts, and the array that says which rows of which part follow."""
COUNTED = {"row": "ids", "sentence": "sentence_spans", "token": "token_spans", "word": "words"}
"""The array by which each unit is counted."""
_HEADER = re.compile(
    rb"\x93NUMPY\x01\x00..\{'descr': '([<>|][a-zA-Z]\d{1,2})', 'fortran_order': False, 'shape': \(([\d, ]*)\), \} *\n",
    re.DOTALL,
)
"""Of a .npy file of version 1.0; NumPy pads it to a multiple of 64 bytes."""
_MOST_HEADER_BYTES = 256


def shape_of(name: str, rows: int, dim: int, token_dim: int) -> tuple[int, ...]:
    """Return the shape of an array with so many rows."""
    width = {"vectors": dim, "sentence_vectors": dim, "tokens": token_dim, "sentence_spans": 2, "token_spans": 2}
    return (rows, width[name]) if name in width else (rows,)


def _read(path: Path) -> NDArray[Any]:
    """Map an array file, or read one without rows, which cannot be mapped.

    NumPy's own reader has Python parse the header, which Python 3.11 cannot do in several threads at once.

    Raises:
        ValueError: It is no array file of the kind that builds write.
    """
    with path.open("rb") as file:
        header = _HEADER.match(file.read(_MOST_HEADER_BYTES))
    if header is None or len(header[0]) % 64:
        raise ValueError("no header of an array is at its beginning")
    dtype, shape = np.dtype(header[1].decode()), tuple(int(size) for size in header[2].split(b",") if size.strip())
    if path.stat().st_size != len(header[0]) + dtype.itemsize * math.prod(shape):
        raise ValueError(f"it is not as long as {dtype}{shape} is")
    if not math.prod(shape):
        return np.zeros(shape, dtype)
    return np.asarray(np.memmap(path, dtype, "r", len(header[0]), shape))


def load_array(folder: Path, name: str, where: str = "") -> NDArray[Any]:
    """Map an array by name.

    Args:
        folder: Where it lies.
        name: Of the array.
        where: What an error is to say between the name of the folder above and that of the array.

    Raises:
        IndexDamagedError: It is no array file of the kind that builds write; the message names it.
    """
    try:
        return _read(folder / f"{name}.npy")
    except (OSError, ValueError, OverflowError, TokenError) as error:
        top = folder.parent if where else folder
        raise damaged(top.parent, f"{top.name}/{where}{name}.npy", f"it cannot be read ({error})") from error


def rows_of(array: NDArray[Any]) -> int:
    """Return how many rows an array has; none where it has no dimension."""
    return len(array) if array.ndim else 0
