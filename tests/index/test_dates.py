"""Days named in a short text; what can be read two ways is not read."""

from __future__ import annotations

import datetime as dt

import pytest

from index.dates import find_date

TWO_WAYS = "the date {!r} can be read two ways; write it as YYYY-MM-DD"
NOT_THERE = "the date {!r} does not exist; write it as YYYY-MM-DD"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2022-08-24", dt.date(2022, 8, 24)),
        ("2022-8-4", dt.date(2022, 8, 4)),
        ("2022-08-24T17:32:00Z", dt.date(2022, 8, 24)),
        ("24 August 2022 17:32 (UTC +04:00)", dt.date(2022, 8, 24)),
        ("August 24, 2022", dt.date(2022, 8, 24)),
        ("Wednesday, 24 Aug. 2022", dt.date(2022, 8, 24)),
        ("Aug 24 2022", dt.date(2022, 8, 24)),
        ("the 1st of May 2020", dt.date(2020, 5, 1)),
        ("May 3rd, 2020", dt.date(2020, 5, 3)),
        ("3. Oktober 1990", dt.date(1990, 10, 3)),
        ("24 de agosto de 2022", dt.date(2022, 8, 24)),
        ("1er mars 2021", dt.date(2021, 3, 1)),
        ("24 августа 2022", dt.date(2022, 8, 24)),
        ("24.08.2022", dt.date(2022, 8, 24)),
        ("03.04.2022", dt.date(2022, 4, 3)),
        ("24/08/2022", dt.date(2022, 8, 24)),
        ("08/24/2022", dt.date(2022, 8, 24)),
        ("24-08-2022", dt.date(2022, 8, 24)),
        ("05/05/2022", dt.date(2022, 5, 5)),
        ("29.02.2024", dt.date(2024, 2, 29)),
    ],
)
def test_a_day_that_can_be_read_one_way_only_is_read(text: str, day: dt.date) -> None:
    assert find_date(text) == (day, None)


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("03/04/2022", TWO_WAYS.format("03/04/2022")),
        ("Updated 3-4-2022, 10:00", TWO_WAYS.format("3-4-2022")),
        ("2022-02-30", NOT_THERE.format("2022-02-30")),
        ("2022-13-01", NOT_THERE.format("2022-13-01")),
        ("31.04.2022", NOT_THERE.format("31.04.2022")),
        ("29.02.2023", NOT_THERE.format("29.02.2023")),
    ],
)
def test_a_day_that_cannot_be_told_is_none_and_the_warning_quotes_it(text: str, warning: str) -> None:
    assert find_date(text) == (None, warning)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "August 2022",
        "24 August",
        "17:32",
        "Resolution 12 of the year 2022",
        "12 apples 2022",
        "version 1.2.2022.7",
        "telephone 555-03-04-2022-1",
    ],
)
def test_what_names_no_day_gives_nothing(text: str) -> None:
    assert find_date(text) == (None, None)


def test_the_first_of_two_days_counts() -> None:
    assert find_date("from 3 May 2020 to 5 May 2020") == (dt.date(2020, 5, 3), None)
