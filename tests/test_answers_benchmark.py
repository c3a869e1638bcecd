"""What the measuring of answers counts, on answers made up for it."""

from __future__ import annotations

import pytest

from benchmarks.answers import Asked, refused


def asked(confidence: float, *, sure: bool = True, right: bool = True) -> Asked:
    return Asked(confidence, sure, right)


def test_refusing_is_counted_apart_from_answering() -> None:
    own = [asked(0.9), asked(0.8), asked(0.7), asked(0.6), asked(0.1, sure=False)]
    foreign = [asked(0.65, right=False), *(asked(0.2, sure=False, right=False) for _ in range(4))]

    row = refused("made up", own, foreign, rerank=True)

    assert (row["refused"], row["answerable answered"], row["questions"]) == (
        pytest.approx(0.8),
        pytest.approx(0.8),
        10,
    )
    # Of 25 pairs, the foreign 0.65 is above 0.6 and 0.1, and four foreign 0.2 above 0.1.
    assert row["area under ROC"] == pytest.approx(19 / 25)
    # The lowest of the four answerable ones that are let through has 0.6 or a little less; five are above, four right.
    assert row["precision at 80 % coverage"] == pytest.approx(4 / 5)


def test_the_kinds_are_compared_in_equal_numbers() -> None:
    row = refused("made up", [asked(0.9)] * 7, [asked(0.1, sure=False, right=False)] * 3, rerank=False)

    assert (row["questions"], row["reading"], row["area under ROC"]) == (6, "sentences", 1.0)
