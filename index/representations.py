"""What ranking needs of each passage beside its words: vectors of the passage, its sentences and its tokens.

NumPy arrays, memory-mapped, in the order in which passages were spoken, so that the neighbours of a passage in its
transcript are the rows next to it. Only passages of reach MEANING have a row. After a build that changed little, the
large ones lie in pieces: most as an earlier build wrote them, in a folder that both generations share, the rest beside.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from index.arrays import COLUMNS, FIRST, PLACES, load_array, shape_of
from index.parts import Layout, Part, in_pieces, load_layout, refuse_misfit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from numpy.typing import NDArray

    Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Representations:
    """The arrays of n passages with s sentences and t tokens; those that lie in pieces are read like arrays."""

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
    layout: Layout | None = field(default=None, compare=False, repr=False)
    """How they lie on the disk; None in memory."""

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
        layout = load_layout(folder)
        names = (*PLACES, *FIRST) if layout else PLACES
        arrays: dict[str, Any] = {name: load_array(folder, name) for name in names}
        if layout:
            arrays |= in_pieces(layout)
        else:
            part = Part.load(folder)
            arrays |= part.arrays
            layout = Layout.whole(part)
        refuse_misfit(folder, arrays, "ids")
        return cls(**arrays, layout=layout)

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

    def has(self, ids: Ids) -> NDArray[np.bool_]:
        """Tell which of m ids have a row."""
        return np.asarray(self.rows(ids) >= 0, np.bool_)
