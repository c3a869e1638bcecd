"""An array in pieces is read like the array that the pieces would make."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.pieces import Pieces

if TYPE_CHECKING:
    from numpy.typing import NDArray

PARTS = (np.arange(20, dtype=np.int32).reshape(10, 2), np.arange(100, 112, dtype=np.int32).reshape(6, 2))


def put_together(pieces: list[tuple[int, int, int]]) -> tuple[Pieces, NDArray[np.int32]]:
    numbers, begins, counts = np.array(pieces, np.int64).T
    return Pieces(PARTS, numbers, begins, counts), np.concatenate([PARTS[n][b : b + c] for n, b, c in pieces])


@st.composite
def some_pieces(draw: st.DrawFn) -> list[tuple[int, int, int]]:
    found = []
    for _ in range(draw(st.integers(1, 5))):
        number = draw(st.integers(0, 1))
        begin = draw(st.integers(0, len(PARTS[number]) - 1))
        found.append((number, begin, draw(st.integers(1, len(PARTS[number]) - begin))))
    return found


BOUND = st.none() | st.integers(-25, 25)


@given(pieces=some_pieces(), data=st.data())
def test_rows_are_read_as_from_one_array(pieces: list[tuple[int, int, int]], data: st.DataObject) -> None:
    found, wanted = put_together(pieces)
    rows = data.draw(st.lists(st.integers(-len(wanted), len(wanted) - 1), max_size=12))
    step = data.draw(st.sampled_from([None, 1, 2, -1, -3]))
    keys: list[Any] = [
        np.array(rows, np.int64),
        np.array(rows, np.int64).reshape(1, -1),
        slice(data.draw(BOUND), data.draw(BOUND), step),
        (slice(data.draw(BOUND), data.draw(BOUND)), 0),
        (np.array(rows, np.int64), 1),
        wanted[:, 0] % 2 == 0,
        *rows,
        *((each, 1) for each in rows),
    ]
    assert (len(found), found.shape, found.dtype, found.ndim) == (len(wanted), wanted.shape, wanted.dtype, 2)
    for key in keys:
        assert np.array_equal(found[key], wanted[key]), key
        assert found[key].shape == wanted[key].shape
    assert np.array_equal(np.asarray(found), wanted)
    assert np.asarray(found, np.float32).dtype == np.float32


@pytest.mark.parametrize("row", [5, -6])
def test_a_row_beyond_the_end_is_an_error(row: int) -> None:
    found, _ = put_together([(0, 2, 3), (1, 0, 2)])
    with pytest.raises(IndexError, match=r"^rows .* of 5$"):
        found[np.array([0, row])]


def test_no_pieces_are_no_rows() -> None:
    empty = np.zeros(0, np.int64)
    found = Pieces(PARTS, empty, empty, empty)
    assert (len(found), found[:].shape, np.asarray(found).shape, found[empty].shape) == (0, (0, 2), (0, 2), (0, 2))
