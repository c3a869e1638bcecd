"""The contract of vector indexes: values against brute force with numpy, over every implementation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import IndexDamagedError
from index.vectors import VECTOR_INDEXES, FlatIndex

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from index.vectors import VectorIndex

    Ids = NDArray[np.int64]
    Matrix = NDArray[np.float32]

NEW: dict[str, Callable[[int], VectorIndex]] = {"flat": FlatIndex}
"""How to make an empty one of each kind."""
DIM = 24


def units(count: int, seed: int, dim: int = DIM) -> Matrix:
    rows = np.random.default_rng(seed).normal(size=(count, dim))
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def keys(count: int, seed: int) -> Ids:
    """Return different ids from all of the 63 bits."""
    return np.random.default_rng(seed).choice(2**62, count, replace=False) * 2 + 1


def nearest(ids: Ids, vectors: Matrix, query: Matrix, k: int) -> tuple[Ids, Matrix]:
    scores = np.asarray([sum(float(a) * float(b) for a, b in zip(row, query, strict=True)) for row in vectors])
    order = np.argsort(-scores)[:k]
    return ids[order], np.asarray(scores[order], np.float32)


@pytest.fixture(params=list(NEW))
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def filled(kind: str) -> VectorIndex:
    """200 random unit vectors: ids keys(200, 1), rows units(200, 2)."""
    index = NEW[kind](DIM)
    index.add(keys(200, 1), units(200, 2))
    return index


def check(index: VectorIndex, ids: Ids, rows: Matrix, k: int, allowed: Ids | None = None) -> None:
    """Compare the best k for several queries with brute force over the rows of the allowed ids."""
    held = np.ones(len(ids), bool) if allowed is None else np.isin(ids, allowed)
    for query in units(5, 99):
        found, scores = index.search(query, k, allowed)
        expected, values = nearest(ids[held], rows[held], query, k)
        assert found.tolist() == expected.tolist()
        assert scores == pytest.approx(values, abs=1e-5)
        assert (found.dtype, scores.dtype) == (np.int64, np.float32)


def test_every_kind_is_held_to_the_contract() -> None:
    assert set(NEW) == set(VECTOR_INDEXES)


@pytest.mark.parametrize("k", [1, 10, 200])
def test_the_best_k_are_those_of_brute_force_best_first(filled: VectorIndex, k: int) -> None:
    check(filled, keys(200, 1), units(200, 2), k)


def test_when_more_are_asked_than_held_all_are_found(filled: VectorIndex) -> None:
    check(filled, keys(200, 1), units(200, 2), 5000)
    assert len(filled.search(units(1, 3)[0], 5000)[0]) == 200


@pytest.mark.parametrize("count", [1, 7, 150])
@pytest.mark.parametrize("k", [1, 10, 500])
def test_only_allowed_ids_are_ranked_and_k_of_them_are_found(filled: VectorIndex, count: int, k: int) -> None:
    allowed = keys(200, 1)[np.random.default_rng(count).choice(200, count, replace=False)]
    check(filled, keys(200, 1), units(200, 2), k, allowed)


def test_allowed_ids_that_are_not_held_are_no_matter(filled: VectorIndex) -> None:
    allowed = np.concatenate([keys(200, 1)[:3], np.array([2, 4, 2**62], np.int64)])
    check(filled, keys(200, 1), units(200, 2), 10, allowed)


def test_nothing_allowed_nothing_asked_or_nothing_held_finds_nothing(filled: VectorIndex, kind: str) -> None:
    query = units(1, 3)[0]
    for index, k, allowed in [(filled, 10, np.zeros(0, np.int64)), (filled, 0, None), (NEW[kind](DIM), 10, None)]:
        ids, scores = index.search(query, k, allowed)
        assert (ids.tolist(), scores.tolist()) == ([], [])
        assert (ids.dtype, scores.dtype) == (np.int64, np.float32)


def test_removed_ids_are_forgotten_and_unknown_ones_are_no_matter(filled: VectorIndex) -> None:
    ids, rows = keys(200, 1), units(200, 2)
    filled.remove(np.concatenate([ids[::2], np.array([2], np.int64)]))
    assert len(filled) == 100
    assert sorted(filled.ids.tolist()) == sorted(ids[1::2].tolist())
    check(filled, ids[1::2], rows[1::2], 10)
    check(filled, ids[1::2], rows[1::2], 10, ids[:20])
    assert filled.get(ids[[5, 3]]) == pytest.approx(rows[[5, 3]])


def test_removing_nothing_changes_nothing(filled: VectorIndex) -> None:
    filled.remove(np.zeros(0, np.int64))
    assert len(filled) == 200


def test_an_id_can_come_back_with_another_vector(filled: VectorIndex) -> None:
    ids, rows = keys(200, 1), units(200, 2)
    filled.remove(ids[:1])
    filled.add(ids[:1], units(1, 7))
    check(filled, ids, np.concatenate([units(1, 7), rows[1:]]), 10)
    assert filled.get(ids[:1]) == pytest.approx(units(1, 7))


def test_vectors_come_back_in_the_order_asked_for(filled: VectorIndex) -> None:
    order = [17, 3, 3, 199, 0]
    assert np.array_equal(filled.get(keys(200, 1)[order]), units(200, 2)[order])
    assert filled.get(np.zeros(0, np.int64)).shape == (0, DIM)


def test_what_is_saved_is_loaded_again(filled: VectorIndex, kind: str, tmp_path: Path) -> None:
    filled.remove(keys(200, 1)[:20])
    filled.save(tmp_path / "vectors")
    again = VECTOR_INDEXES[kind](tmp_path / "vectors")
    assert (len(again), sorted(again.ids.tolist())) == (180, sorted(keys(200, 1)[20:].tolist()))
    check(again, keys(200, 1)[20:], units(200, 2)[20:], 10)
    again.remove(keys(200, 1)[20:40])
    again.add(keys(200, 1)[:20], units(200, 2)[:20])
    check(again, np.delete(keys(200, 1), range(20, 40)), np.delete(units(200, 2), range(20, 40), axis=0), 10)


def test_an_empty_index_is_saved_and_loaded_too(kind: str, tmp_path: Path) -> None:
    NEW[kind](DIM).save(tmp_path / "vectors")
    assert len(VECTOR_INDEXES[kind](tmp_path / "vectors")) == 0


@pytest.mark.parametrize("damage", [b"", b"not an index at all", None])
def test_a_damaged_file_is_said_to_be_damaged(
    filled: VectorIndex, kind: str, damage: bytes | None, tmp_path: Path
) -> None:
    filled.save(tmp_path / "vectors.faiss")
    whole = (tmp_path / "vectors.faiss").read_bytes()
    (tmp_path / "vectors.faiss").write_bytes(whole[:-100] if damage is None else damage)
    with pytest.raises(IndexDamagedError, match=r"vectors\.faiss cannot be read: "):
        VECTOR_INDEXES[kind](tmp_path / "vectors.faiss")


@given(
    operations=st.lists(st.tuples(st.sampled_from(["add", "remove"]), st.sets(st.integers(0, 30))), max_size=8),
    allowed=st.none() | st.sets(st.integers(0, 30)),
    k=st.integers(0, 40),
)
def test_after_any_history_search_is_brute_force_over_what_is_left(
    operations: list[tuple[str, set[int]]], allowed: set[int] | None, k: int
) -> None:
    ids, rows = keys(31, 5), units(31, 6)
    for make in NEW.values():
        index, held = make(DIM), set[int]()
        for name, numbers in operations:
            chosen = sorted(numbers - held if name == "add" else numbers)
            if name == "add":
                index.add(ids[chosen], rows[chosen])
                held |= numbers
            else:
                index.remove(ids[chosen])
                held -= numbers
        left = sorted(held)
        assert sorted(index.ids.tolist()) == sorted(ids[left].tolist())
        check(index, ids[left], rows[left], k, None if allowed is None else ids[sorted(allowed)])
