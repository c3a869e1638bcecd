from __future__ import annotations

import numpy as np
import pytest

from search.features import STAGE_ONE, STAGE_TWO
from search.fuse import FusionModel, read_model, reciprocal_rank_fusion


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


# -- the fitted model ------------------------------------------------------------------------------------------------


def test_a_model_puts_each_weight_at_its_feature_and_zero_where_none_is_named() -> None:
    model = read_model({"stage one": {STAGE_ONE[2]: 3.0}, "stage two": {STAGE_ONE[0]: -1.0, STAGE_TWO[-1]: 0.5}})

    assert model.first.tolist() == [3.0 * (n == 2) for n in range(len(STAGE_ONE))]
    assert model.second.tolist() == [-1.0, *[0.0] * (len(STAGE_ONE) + len(STAGE_TWO) - 2), 0.5]


def test_scores_are_weighted_sums_of_the_features_in_order() -> None:
    model = FusionModel(np.array([1, -2], np.float32), np.array([1, 0, 10], np.float32))
    features = np.array([[3, 1], [0, 4]], np.float32)

    assert model.one(features).tolist() == [1.0, -8.0]
    assert model.two(features, np.array([[0.5], [-1]], np.float32)).tolist() == [8.0, -10.0]
