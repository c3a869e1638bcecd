from __future__ import annotations

import datetime as dt

import pytest

from search.days import read_day


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2022-08-24", dt.date(2022, 8, 24), dt.date(2022, 8, 24)),
        ("2022-8-4", dt.date(2022, 8, 4), dt.date(2022, 8, 4)),
        ("2024-02", dt.date(2024, 2, 1), dt.date(2024, 2, 29)),
        (" 1999 ", dt.date(1999, 1, 1), dt.date(1999, 12, 31)),
    ],
)
def test_a_month_or_a_year_stands_for_its_first_or_last_day(text: str, first: dt.date, last: dt.date) -> None:
    assert (read_day(text, last=False), read_day(text, last=True)) == (first, last)


@pytest.mark.parametrize("text", ["24 August 2022", "22-08-24", "2022-", "", "2022-08-24T10:00"])
def test_other_spellings_are_refused_with_the_ones_that_are_read(text: str) -> None:
    with pytest.raises(ValueError, match="is no day; write YYYY, YYYY-MM or YYYY-MM-DD"):
        read_day(text, last=False)


@pytest.mark.parametrize("text", ["2022-13", "2022-02-30", "0000", "2022-00-01"])
def test_days_that_no_calendar_holds_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no day of the calendar"):
        read_day(text, last=True)
