"""Where the arrays of a generation lie: in one folder, or most in one that an earlier build wrote, the rest beside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from index.arrays import COLUMNS, COUNTED, EMBEDDED, FIRST, KEPT, RECENT, STRETCHES, load_array, rows_of, shape_of
from index.errors import damaged
from index.pieces import Pieces

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Part:
    """What was embedded of some passages, as one build wrote it."""

    folder: Path | None
    """Where it lies; None in memory."""
    arrays: Mapping[str, NDArray[Any]]
    """Those of EMBEDDED and of FIRST."""

    @classmethod
    def load(cls, folder: Path, where: str = "") -> Self:
        """Map the arrays in a folder.

        Raises:
            IndexDamagedError: A file is no array; the message names it, with ``where`` before its name.
        """
        return cls(folder, {name: load_array(folder, name, where) for name in (*EMBEDDED, *FIRST)})

    def __len__(self) -> int:
        return rows_of(self.arrays["vectors"])


@dataclass(frozen=True, slots=True)
class Layout:
    """How the arrays of a generation lie on the disk."""

    parts: tuple[Part, ...]
    stretches: Ids
    """(k, 3) part, its first row, and how many rows, in the order of the passages."""

    @classmethod
    def whole(cls, part: Part) -> Self:
        """Return that of all rows of one part, in their order."""
        return cls((part,), np.array([[0, 0, len(part)]], np.int64))

    def positions(self) -> Ids:
        """Return for each passage its row, counted through all parts."""
        before = np.cumsum([0, *(len(part) for part in self.parts)])
        numbers, begins, counts = self.stretches.T
        starts = np.repeat(before[numbers] + begins - np.concatenate([[0], np.cumsum(counts)[:-1]]), counts)
        return np.asarray(starts + np.arange(len(starts)), np.int64)


def in_pieces(layout: Layout) -> dict[str, Pieces]:
    """Return the arrays of EMBEDDED, each put together from its parts."""
    found: dict[str, Pieces] = {}
    for unit in dict.fromkeys(unit for _, unit in COLUMNS.values()):
        begins, counts = _in_units(layout, unit)
        some = counts > 0
        for name in (name for name in EMBEDDED if COLUMNS[name][1] == unit):
            arrays = [part.arrays[name] for part in layout.parts]
            found[name] = Pieces(arrays, layout.stretches[some, 0], begins[some], counts[some])
    return found


def load_layout(folder: Path) -> Layout | None:
    """Return how the arrays in a folder of a generation lie in pieces, or None where they do not.

    Raises:
        IndexDamagedError: A file is no array, or the arrays do not belong together; the message names it.
    """
    if not (folder / f"{STRETCHES}.npy").is_file():
        return None
    parts = tuple(Part.load(folder / name, f"{name}/") for name in (KEPT, RECENT))
    for name, part in zip((KEPT, RECENT), parts, strict=True):
        refuse_misfit(folder, part.arrays, "vectors", f"{name}/")
    layout = Layout(parts, load_array(folder, STRETCHES))
    if not _has_rows(layout):
        what = "it names rows that there are not"
        raise damaged(folder.parent, f"{folder.name}/{STRETCHES}.npy", what)
    return layout


def refuse_misfit(folder: Path, arrays: Mapping[str, Any], counted: str, where: str = "") -> None:
    """Refuse arrays of other types than they should have, or that do not belong together.

    Args:
        folder: The folder of all arrays of a generation.
        arrays: Those to look at, by name.
        counted: The one whose rows are passages.
        where: The part of the path between folder and name.

    Raises:
        IndexDamagedError: The message names the file.
    """
    by = {**COUNTED, "row": counted}
    sizes = {unit: rows_of(arrays[name]) for unit, name in by.items()}
    widths = [arrays[name].shape[-1] if arrays[name].ndim else 0 for name in ("vectors", "tokens")]
    wanted = {name: (dtype, shape_of(name, sizes[unit], *widths)) for name, (dtype, unit) in COLUMNS.items()}
    wanted |= dict.fromkeys(FIRST, ("<i8", (sizes["row"] + 1,)))
    for name, (dtype, shape) in wanted.items():
        array = arrays.get(name)
        if array is not None and (array.dtype, array.shape) != (np.dtype(dtype), shape):
            what = f"it holds {array.dtype.str}{list(array.shape)}, expected {dtype}{list(shape)}"
            raise damaged(folder.parent, f"{folder.name}/{where}{name}.npy", what)
    for name, unit in FIRST.items():
        first = arrays[name]
        if first[0] != 0 or first[-1] != sizes[unit] or np.any(np.diff(first) < 0):
            what = f"it does not count the {sizes[unit]:,} {unit}s that there are"
            raise damaged(folder.parent, f"{folder.name}/{where}{name}.npy", what)


def _has_rows(layout: Layout) -> bool:
    """Whether all stretches lie within their parts."""
    stretches = layout.stretches
    if stretches.dtype != np.dtype(np.int64) or stretches.ndim != 2 or stretches.shape[1] != 3 or not len(stretches):
        return False
    numbers, begins, counts = stretches.T
    sizes = np.array([len(part) for part in layout.parts])
    known = 0 <= numbers.min() <= numbers.max() < len(sizes) and begins.min() >= 0 and counts.min() > 0
    return bool(known and np.all(counts <= sizes[numbers] - begins))


def _in_units(layout: Layout, unit: str) -> tuple[Ids, Ids]:
    """Return (k,) where stretches of rows begin in their parts, and how long they are, counted in a unit."""
    numbers, begins, counts = layout.stretches.T
    if unit == "row":
        return begins, counts
    name = next(name for name, each in FIRST.items() if each == unit)
    first = np.concatenate([part.arrays[name] for part in layout.parts])
    start = begins + np.cumsum([0, *(len(part) + 1 for part in layout.parts)])[numbers]
    return first[start], first[start + counts] - first[start]
