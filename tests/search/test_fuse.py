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
    model = weighing([1, -2], [5, 5], [1, 0, 10], [0, 1, 1])
    features = np.array([[3, 1], [0, 4]], np.float32)

    assert model.one(features).tolist() == [1.0, -8.0]
    assert model.two(features, np.array([[0.5], [-1]], np.float32)).tolist() == [8.0, -10.0]


def test_passages_in_a_language_that_is_not_known_have_weights_of_their_own() -> None:
    model = weighing([1, -2], [5, 5], [1, 0, 10], [0, 1, 1])
    features, closer = np.array([[3, 1], [0, 4]], np.float32), np.array([[0.5], [-1]], np.float32)

    assert model.one(features, np.array([False, True])).tolist() == [1.0, 20.0]
    assert model.two(features, closer, np.array([True, False])).tolist() == [1.5, -10.0]
    assert model.two(features, closer, np.array([False, False])).tolist() == model.two(features, closer).tolist()


def test_a_model_without_weights_for_other_languages_weighs_all_alike() -> None:
    model = read_model({"stage one": {STAGE_ONE[2]: 3.0}, "stage two": {STAGE_TWO[0]: 2.0}})

    assert model.foreign_first.tolist() == model.first.tolist()
    assert model.foreign_second.tolist() == model.second.tolist()


def weighing(*weights: list[float]) -> FusionModel:
    return FusionModel(*(np.array(each, np.float32) for each in weights))
