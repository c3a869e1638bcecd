"""Write the representations of a generation: what is kept of the one before, and what was embedded anew.

A large generation that changes little is not written again: what stays of it is shared with the one before, as hard
links to the same files, and only the rest is written beside them. Once a quarter of it has gone, or as much has come,
all of it is written anew.
"""

from __future__ import annotations

import os
import shutil
from contextlib import ExitStack
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from index.arrays import COLUMNS, EMBEDDED, FIRST, KEPT, PLACES, RECENT, STRETCHES, shape_of
from index.errors import IndexDamagedError
from index.parts import Layout, Part
from index.representations import Representations, RowLookup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path
    from types import TracebackType
    from typing import BinaryIO

    from numpy.typing import NDArray

    from index.encoded import Encoded

    Ids = NDArray[np.int64]
    Sentences = tuple[NDArray[np.int32], NDArray[np.float32]]
    Words = tuple[NDArray[np.uint32], NDArray[np.uint8]]

_SHARED_FROM_BYTES = 64 << 20
"""Less than that is written again in a second."""
_MOST_APART = 0.25
"""Share of the rows that are shared which may have gone, and which may lie beside them."""


class RepresentationsWriter:
    """Collects embedded passages in any order, and writes them in the order in which they were spoken."""

    def __init__(
        self,
        scratch: Path,
        dim: int,
        token_dim: int,
        base: Representations | None = None,
        *,
        before_copying: Callable[[], None] | None = None,
    ) -> None:
        """Begin with what a generation has.

        Args:
            scratch: A folder to be made, which goes away with the writer.
            dim: Length of a vector.
            token_dim: Length of a token's vector.
            base: The arrays to begin with; none by default.
            before_copying: Called before what could be shared is copied after all, so that it can be checked first.
        """
        self.renewed: Ids = np.zeros(0, np.int64)
        """Once finished: the ids of the base that have another row of it now, or a new one."""
        base = base if base is not None else Representations.empty(dim, token_dim)
        self._layout = base.layout or _in_memory(base)
        self._positions = np.append(self._layout.positions(), -1)
        """Of the base's rows, counted through its parts; what is added is counted on from there. -1 is nowhere."""
        self._borders = np.cumsum([0, *(len(part) for part in self._layout.parts)])
        self._before_copying = before_copying or (lambda: None)
        self._widths = (dim, token_dim)
        self._scratch = scratch
        self._lookup = RowLookup(base.ids)
        self._source: dict[int, int] = {}
        self._lengths: dict[str, list[int]] = {unit: [] for unit in FIRST.values()}
        self._opened = ExitStack()
        scratch.mkdir()
        self._opened.callback(shutil.rmtree, scratch, ignore_errors=True)
        self._files: dict[str, BinaryIO] = {
            name: self._opened.enter_context((scratch / name).open("w+b")) for name in EMBEDDED
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
        row = int(self._borders[-1]) + len(self._lengths["token"])
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
        known = self._source.get(twin)
        found = int(self._before(np.array([twin], np.int64))[0]) if known is None else known
        if found < 0:
            raise _lost(twin)
        self._source[passage] = found

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
        sources, before = self._sources_of(ids), self._before(ids)
        self.renewed = ids[(before >= 0) & (sources != before)]
        folder.mkdir()
        for name, array in zip(PLACES, places, strict=True):
            _write(folder, name, COLUMNS[name][0], array.shape, [array])
        if self._may_share(sources):
            self._write_beside(folder, sources)
        else:
            self._before_copying()
            self._write_part(folder, sources)
        return Representations.load(folder)

    def _may_share(self, sources: Ids) -> bool:
        """Whether the first part of the base is large, and little else than it is wanted."""
        part, border = self._layout.parts[0], int(self._borders[1])
        if part.folder is None or sum(array.nbytes for array in part.arrays.values()) < _SHARED_FROM_BYTES:
            return False
        used = np.unique(sources)
        stay, beside = int((used < border).sum()), int((used >= border).sum())
        return border - stay <= _MOST_APART * border and beside <= _MOST_APART * border

    def _write_beside(self, folder: Path, sources: Ids) -> None:
        """Share the first part of the base, and write beside it what is wanted of the others and what was added."""
        part, border = self._layout.parts[0], int(self._borders[1])
        assert part.folder is not None
        _share(part.folder, folder / KEPT)
        beside = sources >= border
        wanted, first, places = np.unique(sources[beside], return_index=True, return_inverse=True)
        order = np.argsort(first)  # as they were spoken
        (folder / RECENT).mkdir()
        self._write_part(folder / RECENT, wanted[order])
        rows = sources.copy()
        rows[beside] = np.argsort(order)[places]
        breaks = np.flatnonzero((np.diff(rows) != 1) | (np.diff(beside.astype(np.int8)) != 0)) + 1
        begins = np.append(0, breaks)
        counts = np.diff(np.append(begins, len(rows)))
        stretches = np.stack([beside[begins].astype(np.int64), rows[begins], counts], axis=1)
        _write(folder, STRETCHES, "<i8", stretches.shape, [stretches])
        for name, unit in FIRST.items():
            first = _starts(self._lengths_of(name, unit)[sources])
            _write(folder, name, "<i8", first.shape, [first])

    def _write_part(self, folder: Path, sources: Ids) -> None:
        """Write what was embedded of some passages, and where it begins for each."""
        self._write_units(
            folder, "row", np.ones(int(self._borders[-1]) + len(self._lengths["token"]), np.int64), sources
        )
        for name, unit in FIRST.items():
            lengths = self._lengths_of(name, unit)
            first = _starts(lengths[sources])
            _write(folder, name, "<i8", first.shape, [first])
            self._write_units(folder, unit, lengths, sources)

    def _lengths_of(self, name: str, unit: str) -> Ids:
        """Return how many rows of a unit each passage has, by its position."""
        kept = [np.diff(part.arrays[name]) for part in self._layout.parts]
        return np.concatenate([*kept, np.array(self._lengths[unit], np.int64)])

    def _append(self, name: str, parts: Iterable[NDArray[Any]]) -> None:
        for part in parts:
            self._files[name].write(np.ascontiguousarray(part, COLUMNS[name][0]).data)

    def _before(self, ids: Ids) -> Ids:
        """Return the positions that passages had in the base, -1 for those that it does not have."""
        return np.asarray(self._positions[self._lookup.rows(ids)], np.int64)

    def _sources_of(self, ids: Ids) -> Ids:
        """Return the positions where passages are found."""
        found = self._before(ids)
        keys, values = (np.fromiter(each, np.int64) for each in (self._source.keys(), self._source.values()))
        rows = RowLookup(keys).rows(ids)
        found = np.where(rows >= 0, np.append(values, -1)[rows], found)
        if np.any(found < 0):
            raise _lost(int(ids[int(found.argmin())]))
        return found

    def _write_units(self, folder: Path, unit: str, lengths: Ids, sources: Ids) -> None:
        """Write the arrays whose rows are passages, sentences, tokens or words, passage after passage.

        Args:
            folder: Where to.
            unit: What a row of these arrays stands for.
            lengths: How many rows each passage has, by its position.
            sources: (n,) positions of the passages to write.
        """
        begins, count = _starts(lengths), int(lengths[sources].sum())
        borders = begins[self._borders]
        runs = [
            (number, int(begins[sources[low]] - borders[number]), int(begins[sources[high - 1] + 1] - borders[number]))
            for number, low, high in _runs(sources, self._borders)
        ]
        for name in (name for name in EMBEDDED if COLUMNS[name][1] == unit):
            parts = [*(part.arrays[name] for part in self._layout.parts), self._fresh(name)]
            _write(
                folder,
                name,
                COLUMNS[name][0],
                shape_of(name, count, *self._widths),
                (parts[number][start:stop] for number, start, stop in runs),
            )

    def _fresh(self, name: str) -> NDArray[Any]:
        """Map what was added."""
        self._files[name].flush()
        dtype, shape = COLUMNS[name][0], shape_of(name, -1, *self._widths)
        if not (self._scratch / name).stat().st_size:
            return np.zeros((0, *shape[1:]), dtype)
        return np.asarray(np.memmap(self._scratch / name, dtype, "r")).reshape(shape)


def _lost(passage: int) -> IndexDamagedError:
    return IndexDamagedError(f"passage {passage} was to be embedded and has no vector; build the index again")


def _runs(sources: Ids, borders: Ids) -> Iterator[tuple[int, int, int]]:
    """Yield the part, and begin and end in ``sources``, of positions that follow each other in one part."""
    if len(sources):
        numbers = np.searchsorted(borders, sources, side="right") - 1
        breaks = np.flatnonzero((np.diff(sources) != 1) | (np.diff(numbers) != 0)) + 1
        for low, high in pairwise([0, *breaks.tolist(), len(sources)]):
            yield int(numbers[low]), low, high


def _in_memory(base: Representations) -> Layout:
    return Layout.whole(Part(None, {name: getattr(base, name) for name in (*EMBEDDED, *FIRST)}))


def _share(folder: Path, other: Path) -> None:
    """Put the files of what was embedded into another folder, too: the same ones where the disk can, else copies."""
    other.mkdir()
    for name in (f"{name}.npy" for name in (*EMBEDDED, *FIRST)):
        try:
            os.link(folder / name, other / name)
        except OSError:
            shutil.copyfile(folder / name, other / name)


def _starts(lengths: Ids) -> Ids:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths, dtype=np.int64)])


def _write(folder: Path, name: str, dtype: str, shape: tuple[int, ...], parts: Iterable[NDArray[Any]]) -> None:
    """Write a .npy file piece by piece; not through a map, which a full disk would answer with a signal, no error."""
    with (folder / f"{name}.npy").open("wb") as file:
        header = {"descr": dtype, "fortran_order": False, "shape": shape}
        np.lib.format.write_array_header_1_0(file, header)
        for part in parts:
            file.write(np.ascontiguousarray(part, dtype).data)
