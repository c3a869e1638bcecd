"""An array that lies in pieces of two others, and is read like one.

So that a build which changes little need not write a large array again: what stays is read from where it lies, what is
new from a small array beside it. O'Neil et al., "The log-structured merge-tree", 1996, with one level.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import DTypeLike, NDArray

    Ids = NDArray[np.int64]


class Pieces:
    """Rows of several arrays in an order of their own; only reading it by rows costs what the rows cost."""

    def __init__(self, parts: Sequence[NDArray[Any]], numbers: Ids, begins: Ids, counts: Ids) -> None:
        """Put pieces one after the other.

        Args:
            parts: Arrays whose rows have one shape and type.
            numbers: (k,) the part that each piece is of.
            begins: (k,) where it begins there.
            counts: (k,) how many rows it has, none of them 0.
        """
        self._parts = tuple(parts)
        self._numbers, self._begins = numbers, begins
        self._first = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
        self.dtype = parts[0].dtype
        self.shape: tuple[int, ...] = (int(self._first[-1]), *parts[0].shape[1:])
        self.ndim = len(self.shape)

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, key: Any) -> NDArray[Any]:
        """Return rows as an array would: by a number, a slice, or an array of numbers, alone or before other keys."""
        if isinstance(key, tuple):
            rows = self[key[0]]
            return rows[key[1:]] if rows.ndim < self.ndim else rows[(slice(None), *key[1:])]
        if isinstance(key, slice):
            start, stop, step = key.indices(len(self))
            found = self._stretch(start, max(start, stop)) if step > 0 else self._stretch(0, len(self))
            return found[::step] if step > 0 else found[key]
        rows = np.asarray(key)
        if rows.dtype == np.bool_:
            rows = np.flatnonzero(rows)
        return self._at(rows) if rows.ndim else np.asarray(self._at(rows[None])[0])

    def __array__(self, dtype: DTypeLike | None = None, copy: bool | None = None) -> NDArray[Any]:
        return np.asarray(self._stretch(0, len(self)), dtype)

    def _stretch(self, start: int, stop: int) -> NDArray[Any]:
        if stop <= start:
            return self._parts[0][:0]
        low = int(np.searchsorted(self._first, start, side="right")) - 1
        high = int(np.searchsorted(self._first, stop, side="left"))
        found = []
        for piece in range(low, high):
            begin, shift = int(self._first[piece]), int(self._begins[piece])
            part = self._parts[self._numbers[piece]]
            found.append(
                part[shift + max(start, begin) - begin : shift + min(stop, int(self._first[piece + 1])) - begin]
            )
        return found[0] if len(found) == 1 else np.concatenate(found)

    def _at(self, rows: Ids) -> NDArray[Any]:
        rows = np.where(rows < 0, rows + len(self), rows)
        if rows.size and not 0 <= rows.min() <= rows.max() < len(self):
            raise IndexError(f"rows {rows.min()} to {rows.max()} of {len(self)}")
        pieces = np.searchsorted(self._first, rows, side="right") - 1
        places = rows - self._first[pieces] + self._begins[pieces]
        found = np.empty((*rows.shape, *self.shape[1:]), self.dtype)
        for number, part in enumerate(self._parts):
            ours = self._numbers[pieces] == number
            found[ours] = part[places[ours]]
        return found
