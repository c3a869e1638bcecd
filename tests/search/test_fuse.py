from __future__ import annotations

import pytest

from search.fuse import reciprocal_rank_fusion


def test_scores_are_sums_of_reciprocal_ranks() -> None:
    fused = reciprocal_rank_fusion([[7, 5], [5, 9]])

    assert [each for each, _ in fused] == [5, 7, 9]
    assert [score for _, score in fused] == pytest.approx([1 / 62 + 1 / 61, 1 / 61, 1 / 62])


def test_the_constant_decides_how_much_first_ranks_count() -> None:
    assert reciprocal_rank_fusion([[1, 2]], k=0) == [(1, 1.0), (2, 0.5)]


def test_ties_keep_the_order_of_the_first_ranking() -> None:
    assert [each for each, _ in reciprocal_rank_fusion([[3, 4], [4, 3]])] == [3, 4]


def test_nothing_fused_is_nothing() -> None:
    assert reciprocal_rank_fusion([[], []]) == []
