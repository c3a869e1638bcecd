"""Write the representations of a generation: what is kept of the one before, and what was embedded anew."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from index.errors import IndexDamagedError
from index.representations import COLUMNS, FIRST, Representations, RowLookup, shape_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path
    from types import TracebackType
    from typing import BinaryIO

    from numpy.typing import NDArray

    from index.encoded import Encoded

    Ids = NDArray[np.int64]
    Sentences = tuple[NDArray[np.int32], NDArray[np.float32]]
    Words = tuple[NDArray[np.uint32], NDArray[np.uint8]]

_PLACES = ("ids", "transcripts", "turns", "speakers")
"""The arrays that say where a passage stands; embedding fills the others."""
_EMBEDDED = tuple(name for name in COLUMNS if name not in _PLACES)


class RepresentationsWriter:
    """Collects embedded passages in any order, and writes them in the order in which they were spoken."""

    def __init__(self, scratch: Path, dim: int, token_dim: int, base: Representations | None = None) -> None:
        """Begin with what ``base`` has; ``scratch`` is a folder to be made, which goes away with the writer."""
        self.renewed: Ids = np.zeros(0, np.int64)
        """Once finished: the ids of the base that have another row of it now, or a new one."""
        self._base = base if base is not None else Representations.empty(dim, token_dim)
        self._widths = (dim, token_dim)
        self._scratch = scratch
        self._lookup = RowLookup(self._base.ids)
        self._source: dict[int, int] = {}
        self._lengths: dict[str, list[int]] = {unit: [] for unit in FIRST.values()}
        self._opened = ExitStack()
        scratch.mkdir()
        self._opened.callback(shutil.rmtree, scratch, ignore_errors=True)
        self._files: dict[str, BinaryIO] = {
            name: self._opened.enter_context((scratch / name).open("w+b")) for name in _EMBEDDED
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._opened.__exit__(kind, error, trace)

    def add(self, ids: Sequence[int], encoded: Encoded, sentences: Sequence[Sentences], words: Sequence[Words]) -> None:
        """Take n passages.

        Args:
            ids: Their ids.
            encoded: Their vectors and tokens.
            sentences: For each, (m, 2) spans of its sentences in its text and their (m, d) unit rows.
            words: For each, the hashes of the stems of its content words, and the sentences that these stand in.
        """
        row = len(self._base) + len(self._lengths["token"])
        self._source |= {int(each): row + n for n, each in enumerate(ids)}
        self._lengths["token"] += np.diff(encoded.first).tolist()
        self._lengths["sentence"] += [len(spans) for spans, _ in sentences]
        self._lengths["word"] += [len(hashes) for hashes, _ in words]
        self._append("vectors", [encoded.vectors])
        self._append("sentence_spans", [spans for spans, _ in sentences])
        self._append("sentence_vectors", [vectors for _, vectors in sentences])
        self._append("token_spans", [encoded.spans])
        self._append("tokens", [encoded.tokens])
        self._append("words", [hashes for hashes, _ in words])
        self._append("word_sentences", [numbers for _, numbers in words])

    def copy(self, passage: int, twin: int) -> None:
        """Give a passage what another one of the same text and language has."""
        self._source[passage] = int(self._rows_of(np.array([twin], np.int64))[0])

    def finish(self, folder: Path, places: Sequence[NDArray[Any]]) -> Representations:
        """Write the arrays of some passages and map them.

        Args:
            folder: A folder to be made.
            places: The (n,) ids, transcript numbers, turns and speaker numbers of n passages, in the order that they
                shall have.

        Raises:
            IndexDamagedError: A passage was neither in the base nor added.
        """
        ids = places[0]
        sources, before = self._rows_of(ids), self._lookup.rows(ids)
        self.renewed = ids[(before >= 0) & (sources != before)]
        folder.mkdir()
        for name, array in zip(_PLACES, places, strict=True):
            _write(folder, name, COLUMNS[name][0], array.shape, [array])
        self._write_units(folder, "row", np.ones(len(self._base) + len(self._lengths["token"]), np.int64), sources)
        for name, unit in FIRST.items():
            kept = np.diff(getattr(self._base, name))
            lengths = np.concatenate([kept, np.array(self._lengths[unit], np.int64)])
            first = _starts(lengths[sources])
            _write(folder, name, "<i8", first.shape, [first])
            self._write_units(folder, unit, lengths, sources)
        return Representations.load(folder)

    def _append(self, name: str, parts: Iterable[NDArray[Any]]) -> None:
        for part in parts:
            self._files[name].write(np.ascontiguousarray(part, COLUMNS[name][0]).data)

    def _rows_of(self, ids: Ids) -> Ids:
        """Return where passages are found: rows of the base, and after its last one those that were added."""
        rows = self._lookup.rows(ids)
        for place, each in enumerate(ids.tolist()):
            rows[place] = self._source.get(each, rows[place])
        if np.any(rows < 0):
            lost = ids[int(rows.argmin())]
            raise IndexDamagedError(f"passage {lost} was to be embedded and has no vector; build the index again")
        return rows

    def _write_units(self, folder: Path, unit: str, lengths: Ids, sources: Ids) -> None:
        """Write the arrays whose rows are passages, sentences, tokens or words, passage after passage.

        Args:
            folder: Where to.
            unit: What a row of these arrays stands for.
            lengths: How many rows each passage of the base has, and then each that was added.
            sources: (n,) places in ``lengths`` of the passages to write.
        """
        begins, count = _starts(lengths), int(lengths[sources].sum())
        border = int(begins[len(self._base)])
        runs = [
            (int(begins[sources[low]]), int(begins[sources[high - 1] + 1]))
            for low, high in _runs(sources, len(self._base))
        ]
        for name in (name for name in _EMBEDDED if COLUMNS[name][1] == unit):
            kept, fresh = getattr(self._base, name), self._fresh(name)
            parts = (
                kept[start:stop] if stop <= border else fresh[start - border : stop - border] for start, stop in runs
            )
            _write(folder, name, COLUMNS[name][0], shape_of(name, count, *self._widths), parts)

    def _fresh(self, name: str) -> NDArray[Any]:
        """Map what was added."""
        self._files[name].flush()
        dtype, shape = COLUMNS[name][0], shape_of(name, -1, *self._widths)
        if not (self._scratch / name).stat().st_size:
            return np.zeros((0, *shape[1:]), dtype)
        return np.asarray(np.memmap(self._scratch / name, dtype, "r")).reshape(shape)


def _runs(sources: Ids, border: int) -> Iterator[tuple[int, int]]:
    """Yield stretches of rows that follow each other on one side of the border, so that they are copied at once."""
    if len(sources):
        breaks = np.flatnonzero((np.diff(sources) != 1) | (sources[1:] == border)) + 1
        yield from pairwise([0, *breaks.tolist(), len(sources)])


def _starts(lengths: Ids) -> Ids:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths, dtype=np.int64)])


def _write(folder: Path, name: str, dtype: str, shape: tuple[int, ...], parts: Iterable[NDArray[Any]]) -> None:
    """Write a .npy file piece by piece; not through a map, which a full disk would answer with a signal, no error."""
    with (folder / f"{name}.npy").open("wb") as file:
        header = {"descr": dtype, "fortran_order": False, "shape": shape}
        np.lib.format.write_array_header_1_0(file, header)
        for part in parts:
            file.write(np.ascontiguousarray(part, dtype).data)
