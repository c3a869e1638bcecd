from __future__ import annotations

import numpy as np
import pytest

from search.bootstrap import Interval, intervals


def test_equal_values_leave_no_doubt() -> None:
    assert intervals(np.array([[1.0, 0.5]] * 7)) == [Interval(1.0, 1.0, 1.0), Interval(0.5, 0.5, 0.5)]


def test_one_question_shows_nothing_of_the_spread() -> None:
    assert intervals(np.array([[0.25]])) == [Interval(0.25, 0.25, 0.25)]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        # A resample of two has the mean 1/2 with chance 1/4, 3/4 with 1/2, 1 with 1/4: both tails of 2.5 % are inside.
        ([0.5, 1.0], Interval(0.75, 0.5, 1.0)),
        # Of four, one of them 1: no 1 is drawn with chance 81/256; three or more with 13/256 > 2.5 %, four with 1/256.
        ([0.0, 0.0, 1.0, 0.0], Interval(0.25, 0.0, 0.75)),
    ],
)
def test_few_questions_give_the_interval_computed_by_hand(values: list[float], expected: Interval) -> None:
    assert intervals(np.array(values)[:, None]) == [expected]


def test_many_questions_give_the_interval_of_the_normal_distribution() -> None:
    hits = np.array([1.0] * 300 + [0.0] * 100)[:, None]

    (found,) = intervals(hits)

    margin = 1.96 * (0.75 * 0.25 / 400) ** 0.5
    assert (found.low, found.high) == (pytest.approx(0.75 - margin, abs=0.004), pytest.approx(0.75 + margin, abs=0.004))


def test_the_same_values_give_the_same_interval_in_any_column_and_at_any_time() -> None:
    values = np.array([0.1, 0.9, 0.4, 0.4, 0.7])
    first = intervals(values[:, None])

    assert intervals(np.column_stack([1 - values, values]))[1:] == first
