"""The contract of vector indexes: values against brute force with numpy, over every implementation.

An index that keeps eight bits a dimension gives values that are a little off: what it finds must be as good as the best
by brute force, up to that little.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import vectors as index_vectors
from index.errors import IndexDamagedError
from index.representations import Representations
from index.vectors import VECTOR_INDEXES, FlatIndex, ListsIndex, updated

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from index.vectors import VectorIndex

    Ids = NDArray[np.int64]
    Matrix = NDArray[np.float32]

DIM = 24


@cache
def trained(dim: int) -> ListsIndex:
    """Return an index of 30 lists, all of which are read at every search, trained on vectors that it does not hold."""
    return ListsIndex(dim, units(30 * 39, 42, dim), 30 * 39)


def empty_lists(dim: int) -> ListsIndex:
    """Return a copy of it: training takes too long to be done for every example."""
    return deepcopy(trained(dim))


NEW: dict[str, Callable[[int], VectorIndex]] = {"flat": FlatIndex, "ivf-sq8": empty_lists}
"""How to make an empty one of each kind."""
ROUNDING = {"flat": 1e-5, "ivf-sq8": 0.06}
"""How far an inner product may be off: random vectors of 24 dimensions are the worst case for eight bits."""


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
    row_of = dict(zip(ids.tolist(), rows, strict=True))
    rounding = ROUNDING[index.kind]
    for query in units(5, 99):
        found, scores = index.search(query, k, allowed)
        expected, values = nearest(ids[held], rows[held], query, k)
        assert len(found) == len(expected) == len(set(found.tolist()))
        assert set(found.tolist()) <= set(ids[held].tolist())
        assert scores.tolist() == sorted(scores.tolist(), reverse=True)
        assert scores == pytest.approx(values, abs=rounding)
        assert scores == pytest.approx([float(row_of[each] @ query) for each in found.tolist()], abs=rounding)
        if index.kind == "flat":
            assert found.tolist() == expected.tolist()
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
    assert filled.get(ids[[5, 3]]) == pytest.approx(rows[[5, 3]], abs=ROUNDING[filled.kind])


def test_removing_nothing_changes_nothing(filled: VectorIndex) -> None:
    filled.remove(np.zeros(0, np.int64))
    assert len(filled) == 200


def test_an_id_can_come_back_with_another_vector(filled: VectorIndex) -> None:
    ids, rows = keys(200, 1), units(200, 2)
    filled.remove(ids[:1])
    filled.add(ids[:1], units(1, 7))
    check(filled, ids, np.concatenate([units(1, 7), rows[1:]]), 10)
    assert filled.get(ids[:1]) == pytest.approx(units(1, 7), abs=ROUNDING[filled.kind])


def test_vectors_come_back_in_the_order_asked_for(filled: VectorIndex) -> None:
    order = [17, 3, 3, 199, 0]
    found = filled.get(keys(200, 1)[order])
    assert (found.shape, found.dtype) == ((5, DIM), np.float32)
    assert found == pytest.approx(units(200, 2)[order], abs=0 if filled.kind == "flat" else ROUNDING[filled.kind])
    assert filled.get(np.zeros(0, np.int64)).shape == (0, DIM)


def test_what_is_saved_is_loaded_again(filled: VectorIndex, kind: str, tmp_path: Path) -> None:
    filled.remove(keys(200, 1)[:20])
    filled.save(tmp_path / "vectors")
    again = VECTOR_INDEXES[kind].load(tmp_path / "vectors")
    assert (len(again), sorted(again.ids.tolist())) == (180, sorted(keys(200, 1)[20:].tolist()))
    check(again, keys(200, 1)[20:], units(200, 2)[20:], 10)
    again = VECTOR_INDEXES[kind].load(tmp_path / "vectors", to_change=True)
    again.remove(keys(200, 1)[20:40])
    again.add(keys(200, 1)[:20], units(200, 2)[:20])
    check(again, np.delete(keys(200, 1), range(20, 40)), np.delete(units(200, 2), range(20, 40), axis=0), 10)


def test_what_is_loaded_to_be_read_only_is_never_written_to(filled: VectorIndex, kind: str, tmp_path: Path) -> None:
    # FAISS would write into a mapped file that may only be read, and the process would end.
    filled.save(tmp_path / "vectors")
    mapped = VECTOR_INDEXES[kind].load(tmp_path / "vectors")
    for change in (lambda: mapped.remove(keys(200, 1)[:20]), lambda: mapped.add(keys(1, 5), units(1, 5))):
        with pytest.raises(ValueError, match="loaded to be read only"):
            change()
    check(mapped, keys(200, 1), units(200, 2), 10)


def test_an_empty_index_is_saved_and_loaded_too(kind: str, tmp_path: Path) -> None:
    NEW[kind](DIM).save(tmp_path / "vectors")
    assert len(VECTOR_INDEXES[kind].load(tmp_path / "vectors")) == 0


@pytest.mark.parametrize("damage", [b"", b"not an index at all", None])
def test_a_damaged_file_is_said_to_be_damaged(
    filled: VectorIndex, kind: str, damage: bytes | None, tmp_path: Path
) -> None:
    filled.save(tmp_path / "vectors.faiss")
    whole = (tmp_path / "vectors.faiss").read_bytes()
    (tmp_path / "vectors.faiss").write_bytes(whole[:-100] if damage is None else damage)
    with pytest.raises(IndexDamagedError, match=r"vectors\.faiss cannot be read: "):
        VECTOR_INDEXES[kind].load(tmp_path / "vectors.faiss")


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


# -- approximate search ----------------------------------------------------------------------------------------------


def clustered(count: int, seed: int) -> Matrix:
    """Return unit vectors around 1,000 topics, some near theirs and some far away."""
    draw = np.random.default_rng(seed)
    topics = np.random.default_rng(7).normal(size=(1000, 384))[draw.integers(0, 1000, count)]
    rows = topics + 0.7 * draw.normal(size=(count, 384)) * draw.uniform(0.5, 1.5, (count, 1))
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


@pytest.fixture(scope="module")
def large() -> tuple[ListsIndex, Matrix]:
    """20,000 clustered vectors under the ids 0, 2, 4, …"""
    rows = clustered(20_000, 1)
    index = ListsIndex(384, rows, len(rows))
    index.add(np.arange(20_000) * 2, rows)
    return index, rows


def recall(index: VectorIndex, rows: Matrix, allowed: Ids | None = None, k: int = 10) -> float:
    """Return which part of the true best k is found, over 200 queries."""
    queries = clustered(200, 2)
    numbers = np.arange(len(rows)) if allowed is None else allowed // 2
    true = numbers[np.argsort(-(queries @ rows[numbers].T), axis=1)[:, :k]] * 2
    hits = 0
    for query, best in zip(queries, true, strict=True):
        found, _ = index.search(query, k, allowed)
        assert len(found) == k
        hits += len(set(found.tolist()) & set(best.tolist()))
    return hits / true.size


def test_lists_find_nearly_all_of_the_best_ten(large: tuple[ListsIndex, Matrix]) -> None:
    assert recall(*large) >= 0.98


@pytest.mark.parametrize("share", [2, 20, 1000])
def test_lists_find_nearly_all_of_the_best_ten_among_those_allowed(
    large: tuple[ListsIndex, Matrix], share: int
) -> None:
    allowed = np.random.default_rng(share).choice(20_000, 20_000 // share, replace=False) * 2
    assert recall(*large, allowed) >= 0.97


def test_when_all_that_is_allowed_is_far_away_k_are_found_still() -> None:
    # The lists that are read at first are all on one side, and what is allowed is on the other.
    rows = units(20_000, 1)
    rows[:, 0] += np.where(np.arange(20_000) % 2, 2, -2)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    index = ListsIndex(DIM, rows, len(rows))
    index.add(np.arange(20_000), rows)
    query = np.eye(1, DIM, dtype=np.float32)[0]
    found, scores = index.search(query, 10, np.arange(0, 20_000, 2))
    assert len(found) == 10
    assert set((found % 2).tolist()) == {0}
    assert scores == pytest.approx(np.sort(rows[::2, 0])[::-1][:10], abs=0.02)


def test_when_more_are_asked_for_than_the_nearest_lists_hold_all_are_found(large: tuple[ListsIndex, Matrix]) -> None:
    index, rows = large
    assert len(index.search(rows[0], 20_000)[0]) == 20_000


def test_lists_are_said_to_fit_from_a_quarter_to_four_times_as_many() -> None:
    index = ListsIndex(8, units(4000, 1, 8), 400)
    assert index.fits == range(100, 1600)
    assert 400 in index.fits


# -- kept up to date -------------------------------------------------------------------------------------------------


def arrays(ids: Ids, rows: Matrix) -> Representations:
    """Return representations of which only ids and vectors matter."""
    empty = Representations.empty(rows.shape[1], 1)
    return replace(empty, ids=ids, vectors=rows.astype(np.float16))


def check_updated(index: VectorIndex, wanted: Representations, kind: str) -> None:
    assert index.kind == kind
    assert sorted(index.ids.tolist()) == sorted(wanted.ids.tolist())
    assert len(index) == len(wanted)
    found, expected = index.get(wanted.ids), np.asarray(wanted.vectors, np.float32)
    if kind == "flat":
        assert np.array_equal(found, expected)
    assert np.all((found * expected).sum(axis=1) > 0.9)


NONE = np.zeros(0, np.int64)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make an index of more than 500 passages a large one."""
    monkeypatch.setattr(index_vectors, "EXACT_UP_TO", 500)
    # So few vectors are too few to train 4√n lists on; which ones these are does not matter here.
    monkeypatch.setattr(index_vectors, "_POINTS_PER_LIST", 1)
    # Adding in parts is right also where parts do not come out even.
    monkeypatch.setattr(index_vectors, "_ADD_AT_ONCE", 64)


@pytest.mark.parametrize(("count", "kind"), [(0, "flat"), (1, "flat"), (500, "flat"), (501, "ivf-sq8")])
@pytest.mark.usefixtures("few")
def test_the_kind_follows_the_number_of_passages(count: int, kind: str) -> None:
    wanted = arrays(keys(count, 1), units(count, 2))
    check_updated(updated(FlatIndex(DIM), wanted, NONE), wanted, kind)


@pytest.mark.parametrize("start", [300, 700])
@pytest.mark.usefixtures("few")
def test_an_index_is_changed_to_hold_exactly_what_is_wanted(start: int) -> None:
    ids, rows = keys(start + 100, 1), units(start + 100, 2)
    index = updated(FlatIndex(DIM), arrays(ids[:start], rows[:start]), NONE)
    same = index
    for low, high in ((100, start + 100), (0, start), (50, start + 20)):
        wanted = arrays(ids[low:high][::-1], rows[low:high][::-1])
        index = updated(index, wanted, NONE)
        check_updated(index, wanted, same.kind)
    assert index is same


@pytest.mark.parametrize("count", [300, 700])
@pytest.mark.usefixtures("few")
def test_what_is_renewed_gets_its_new_vector_and_only_that(count: int) -> None:
    ids, rows = keys(count, 1), units(count, 2)
    index = updated(FlatIndex(DIM), arrays(ids, rows), NONE)
    fresh = np.concatenate([units(3, 11), rows[3:10] * -1, rows[10:]])
    index = updated(index, arrays(ids, fresh), ids[:3])
    check_updated(index, arrays(ids, np.concatenate([fresh[:3], rows[3:]])), index.kind)


@pytest.mark.usefixtures("few")
def test_an_index_that_grows_or_shrinks_beyond_its_kind_is_made_anew() -> None:
    ids, rows = keys(5000, 1), units(5000, 2)
    index: VectorIndex = FlatIndex(DIM)
    kinds, made = [], []
    for count in (400, 600, 650, 4000, 5000, 900, 500, 0):
        wanted = arrays(ids[:count], rows[:count])
        again = updated(index, wanted, NONE)
        check_updated(again, wanted, "flat" if count <= 500 else "ivf-sq8")
        kinds.append(again.kind)
        made.append(again is not index)
        index = again
    assert kinds == ["flat", *["ivf-sq8"] * 5, "flat", "flat"]
    # Made for 600, the lists are good for 144 to 2,303; those made for 4,000 down to 961.
    assert made == [False, True, False, True, False, True, True, False]


@pytest.mark.usefixtures("few")
def test_lists_that_are_outgrown_are_made_anew_and_others_kept() -> None:
    ids, rows = keys(5000, 1), units(5000, 2)
    kept = updated(FlatIndex(DIM), arrays(ids[:600], rows[:600]), NONE)
    assert isinstance(kept, ListsIndex)
    assert kept.fits == range(144, 2304)
    assert updated(kept, arrays(ids[:2303], rows[:2303]), NONE) is kept
    wanted = arrays(ids[:2304], rows[:2304])
    again = updated(kept, wanted, NONE)
    assert again is not kept
    check_updated(again, wanted, "ivf-sq8")


@pytest.mark.usefixtures("few")
def test_the_same_passages_give_the_same_lists() -> None:
    wanted = arrays(keys(2000, 1), units(2000, 2))
    one, other = (updated(FlatIndex(DIM), wanted, NONE) for _ in range(2))
    for query in units(5, 3):
        assert [each.tolist() for each in one.search(query, 50)] == [each.tolist() for each in other.search(query, 50)]


def test_a_topic_that_no_list_was_made_for_keeps_its_vectors() -> None:
    rows = clustered(20_000, 1)
    index = ListsIndex(384, rows[:10_000], 10_000)
    index.add(np.arange(10_000), rows[:10_000])
    index.add(np.arange(10_000, 10_300), units(300, 5, 384))
    for query, each in zip(units(300, 5, 384), range(10_000, 10_300), strict=True):
        found, scores = index.search(query, 1)
        assert found.tolist() == [each]
        assert scores[0] == pytest.approx(1, abs=0.013)
