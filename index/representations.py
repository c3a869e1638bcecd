"""What ranking needs of each passage beside its words: vectors of the passage, its sentences and its tokens.

Plain NumPy arrays, memory-mapped, in the order in which passages were spoken, so that the neighbours of a passage in
its transcript are the rows next to it. Only passages of reach MEANING have a row.
"""

from __future__ import annotations

import math
import re
import zlib
from dataclasses import dataclass, fields
from tokenize import TokenError
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from index.errors import damaged

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from numpy.typing import NDArray

    Ids = NDArray[np.int64]

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
_COUNTED = {"row": "ids", "sentence": "sentence_spans", "token": "token_spans", "word": "words"}
"""The array by which each unit is counted."""
_HEADER = re.compile(
    rb"\x93NUMPY\x01\x00..\{'descr': '([<>|][a-zA-Z]\d{1,2})', 'fortran_order': False, 'shape': \(([\d, ]*)\), \} *\n",
    re.DOTALL,
)
"""Of a .npy file of version 1.0; NumPy pads it to a multiple of 64 bytes."""
_MOST_HEADER_BYTES = 256


@dataclass(frozen=True, slots=True)
class Representations:
    """The arrays of n passages with s sentences and t tokens."""

    ids: Ids
    """(n,) passage ids, by transcript id and place in it."""
    transcripts: NDArray[np.int32]
    """(n,) number of the transcript, counted from 0 in the order of ids."""
    turns: NDArray[np.int32]
    """(n,) position of the turn in its transcript."""
    speakers: NDArray[np.int32]
    """(n,) number of the speaker, counted from 0 in the order of names; -1 for nobody."""
    vectors: NDArray[np.float16]
    """(n, d) unit rows."""
    sentence_first: NDArray[np.int64]
    """(n + 1,) row of the first sentence of each passage."""
    sentence_spans: NDArray[np.int32]
    """(s, 2) half-open spans in the passage's text."""
    sentence_vectors: NDArray[np.float16]
    """(s, d) unit rows."""
    token_first: NDArray[np.int64]
    """(n + 1,) row of the first token of each passage."""
    token_spans: NDArray[np.uint16]
    """(t, 2) half-open spans in the passage's text."""
    tokens: NDArray[np.int8]
    """(t, r) vectors of the tokens of content words: reduced to r dimensions, of length 127."""
    word_first: NDArray[np.int64]
    """(n + 1,) row of the first word of each passage."""
    words: NDArray[np.uint32]
    """(w,) hashes of the stems of its content words, with repetitions; see :func:`word_hashes`."""
    word_sentences: NDArray[np.uint8]
    """(w,) the sentence of the passage that each word stands in, counted from 0; all from the 256th on are 255."""

    @classmethod
    def empty(cls, dim: int, token_dim: int) -> Self:
        """Return those of no passage."""
        rows: dict[str, Any] = {
            name: np.zeros(shape_of(name, 0, dim, token_dim), dtype) for name, (dtype, _) in COLUMNS.items()
        }
        rows |= {name: np.zeros(1, np.int64) for name in FIRST}
        return cls(**rows)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Map the arrays in a folder of a generation; the caller has checked their checksums.

        Raises:
            IndexDamagedError: A file is no array, or the arrays do not belong together; the message names it.
        """
        found: dict[str, Any] = {}
        for field in fields(cls):
            try:
                found[field.name] = _read(folder / f"{field.name}.npy")
            except (OSError, ValueError, OverflowError, TokenError) as error:
                raise damaged(
                    folder.parent, f"{folder.name}/{field.name}.npy", f"it cannot be read ({error})"
                ) from error
        loaded = cls(**found)
        loaded._refuse_misfit(folder)
        return loaded

    def _refuse_misfit(self, folder: Path) -> None:
        sizes = {unit: _rows_of(getattr(self, name)) for unit, name in _COUNTED.items()}
        widths = [array.shape[-1] if array.ndim else 0 for array in (self.vectors, self.tokens)]
        wanted = {name: (dtype, shape_of(name, sizes[unit], *widths)) for name, (dtype, unit) in COLUMNS.items()}
        wanted |= dict.fromkeys(FIRST, ("<i8", (sizes["row"] + 1,)))
        for name, (dtype, shape) in wanted.items():
            array = getattr(self, name)
            if (array.dtype, array.shape) != (np.dtype(dtype), shape):
                what = f"it holds {array.dtype.str}{list(array.shape)}, expected {dtype}{list(shape)}"
                raise damaged(folder.parent, f"{folder.name}/{name}.npy", what)
        for name, unit in FIRST.items():
            first = getattr(self, name)
            if first[0] != 0 or first[-1] != sizes[unit] or np.any(np.diff(first) < 0):
                what = f"it does not count the {sizes[unit]:,} {unit}s that there are"
                raise damaged(folder.parent, f"{folder.name}/{name}.npy", what)

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return int(self.vectors.shape[1])

    @property
    def token_dim(self) -> int:
        """Length of a token's vector."""
        return int(self.tokens.shape[1])

    def sentences_of(self, row: int) -> slice:
        """Return where the sentences of a row lie."""
        return slice(int(self.sentence_first[row]), int(self.sentence_first[row + 1]))

    def tokens_of(self, row: int) -> slice:
        """Return where the tokens of a row lie."""
        return slice(int(self.token_first[row]), int(self.token_first[row + 1]))

    def __len__(self) -> int:
        return len(self.ids)


def word_hashes(stems: Iterable[str]) -> NDArray[np.uint32]:
    """Return the CRC-32 (ISO 3309) of each stem's UTF-8: four bytes in place of a word, the same on every machine."""
    return np.fromiter((zlib.crc32(stem.encode()) for stem in stems), np.uint32)


def words_by_sentence(stems_of: Iterable[Iterable[str]]) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
    """Return the hashes of the stems of a passage's sentences, and the sentence that each stands in."""
    hashes = [word_hashes(stems) for stems in stems_of]
    numbers = np.repeat(np.arange(len(hashes)), [len(each) for each in hashes])
    return np.concatenate([np.zeros(0, np.uint32), *hashes]), np.minimum(numbers, 255).astype(np.uint8)


class RowLookup:
    """From passage ids to rows."""

    def __init__(self, ids: Ids) -> None:
        self._order = np.argsort(ids, kind="stable")
        self._sorted = np.asarray(ids)[self._order]

    def rows(self, ids: Ids) -> NDArray[np.int64]:
        """Return the (m,) rows of m ids, -1 for those that have none."""
        if not len(self._sorted):
            return np.full(len(ids), -1, np.int64)
        places = np.minimum(np.searchsorted(self._sorted, ids), len(self._sorted) - 1)
        return np.where(self._sorted[places] == ids, self._order[places], -1)


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


def _rows_of(array: NDArray[Any]) -> int:
    return len(array) if array.ndim else 0
