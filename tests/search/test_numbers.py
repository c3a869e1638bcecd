"""Numbers in digits and in words."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.writing.numbers import numbers, readings


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("four hundred passengers", [400]),
        ("Four Hundred And Five, and three", [405, 3]),
        ("twenty-one, thirty two", [21, 32]),
        ("two thousand five hundred", [2500]),
        ("a hundred, hundreds, two dozen", [100, 100, 24]),
        ("1,500,000 or 1.5 million or 20 000 or 3’000", [1_500_000, 1_500_000, 20_000, 3000]),
        ("5 or 6 million", [5, 6_000_000]),
        ("17 January 2023", [17, 2023]),
        ("2023-01-17", [2023, 1, 17]),
        ("the 1990s, the 21st century, G20", [1990, 21, 20]),
        ("one of them, no one", []),
        ("twenty, ten", [20, 10]),
        ("zero, 0, 007", [0, 0, 7]),
        ("4bn, 4 bn, 4.5mn, 5million", [4 * 10**9, 4 * 10**9, 4_500_000, 5_000_000]),
        ("20\u202f000 and 20\u00a0000", [20_000, 20_000]),
        ("someone often attends", []),
    ],
)
def test_values(text: str, values: list[int]) -> None:
    assert [each.value for each in numbers(text)] == values


def test_what_can_be_read_in_two_ways_stays_as_it_stands() -> None:
    assert [each.value for each in numbers("3,5 or 1.2.3 or 3,5 Million or 5M")] == [
        *("3,5", "1.2.3", "3,5 million", "5m")
    ]


def test_a_number_is_shown_as_it_stands_with_its_scale() -> None:
    assert [each.text for each in numbers("some Four hundred, or 1.5 million, people")] == [
        "Four hundred",
        "1.5 million",
    ]


def test_a_million_is_not_read_as_its_parts() -> None:
    assert readings("5 million, and one") == {Decimal(5_000_000), Decimal(1)}


@given(st.integers(0, 10**30))
def test_any_number_is_met_by_itself_and_by_no_neighbour(value: int) -> None:
    (found,) = numbers(f"about {value:,} crowns")
    assert found.value in readings(f"{value}")
    assert found.value not in readings(f"{value + 1}")


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    assert {each.value for each in numbers(text)} <= readings(text)
