from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.constraints import days_of, days_value, in_common
from search.when import dates_in


@pytest.mark.parametrize(
    ("question", "said", "days"),
    [
        ("What was said in 2022?", "in 2022", "2022-01-01/2022-12-31"),
        ("ferries in March 2022", "in March 2022", "2022-03-01/2022-03-31"),
        ("ferries in Feb. 2024", "in Feb. 2024", "2024-02-01/2024-02-29"),
        ("on 24 August 2022", "on 24 August 2022", "2022-08-24/2022-08-24"),
        ("on the 24th of August 2022", "on the 24th of August 2022", "2022-08-24/2022-08-24"),
        ("August 24, 2022", "August 24, 2022", "2022-08-24/2022-08-24"),
        ("ferries 2022-08-24", "2022-08-24", "2022-08-24/2022-08-24"),
        ("since 2019", "since 2019", "2019-01-01/"),
        ("from 2019 onwards", "from 2019 onwards", "2019-01-01/"),
        ("after 2019", "after 2019", "2020-01-01/"),
        ("after August 2022", "after August 2022", "2022-09-01/"),
        ("before 2016", "before 2016", "/2015-12-31"),
        ("before 24 August 2022", "before 24 August 2022", "/2022-08-23"),
        ("until 2016", "until 2016", "/2016-12-31"),
        ("before the election of 2016", "before the election of 2016", "/2016-12-31"),
        ("before the 2016 election", "before the 2016", "/2016-12-31"),
        ("after the war in 2020", "after the war in 2020", "2020-01-01/"),
        ("since the 2008 crisis", "since the 2008", "2008-01-01/"),
        ("between 2010 and 2014", "between 2010 and 2014", "2010-01-01/2014-12-31"),
        ("from 2010 to 2014", "from 2010 to 2014", "2010-01-01/2014-12-31"),
        ("in 2010–2014", "in 2010–2014", "2010-01-01/2014-12-31"),
        ("between March 2020 and April 2021", "between March 2020 and April 2021", "2020-03-01/2021-04-30"),
        ("in the 1990s", "in the 1990s", "1990-01-01/1999-12-31"),
        ("in the late 1990s", "in the late 1990s", "1990-01-01/1999-12-31"),
        ("in the summer of 2022", "in the summer of 2022", "2022-01-01/2022-12-31"),
        ("In 2022.", "In 2022", "2022-01-01/2022-12-31"),
    ],
)
def test_a_date_is_read_with_the_word_that_ties_it(question: str, said: str, days: str) -> None:
    (found,) = dates_in(question)

    assert (question[found.start : found.end], days_value(found.days)) == (said, days)


@pytest.mark.parametrize(
    "question",
    [
        *("the 2008 crisis", "elections of 2016", "ferries 2022", "compare 2010 and 2014", "last year", "yesterday"),
        *("in May", "next March", "by 2030", "in 2010-12", "2010-12", "3/4/2022", "on 31 February 2022", "in 20222"),
        *("in 2000 words", "in 2022 dollars", "2,019 boats", "version 1.2022", "in 2022%", "flat 2022-13-45"),
        *("between 2014 and 2010", "in the words of 2022"),
    ],
)
def test_what_is_no_date_or_can_be_read_two_ways_is_left_alone(question: str) -> None:
    assert dates_in(question) == []


def test_a_second_date_is_found_after_one_that_the_calendar_lacks() -> None:
    assert [each.days for each in dates_in("on 31 February 2022 and since 2023")] == [(dt.date(2023, 1, 1), None)]


@pytest.mark.parametrize(
    ("values", "shared"),
    [
        ([], None),
        (["2010-01-01/", "/2014-12-31"], "2010-01-01/2014-12-31"),
        (["2012-01-01/2012-12-31", "2016-01-01/2016-12-31"], "2012-01-01/2016-12-31"),
        (["/2010-12-31", "2012-01-01/"], "/"),
    ],
)
def test_several_dates_are_what_they_share_or_all_that_they_span(values: list[str], shared: str | None) -> None:
    found = in_common(days_of(value) for value in values)

    assert (None if found is None else days_value(found)) == shared


@given(st.text("in since the 0129-–.,/ May August and to from s", max_size=200))
def test_spans_of_dates_are_in_order_and_inside_the_text(text: str) -> None:
    found = dates_in(text)
    edges = [edge for each in found for edge in (each.start, each.end)]

    assert edges == sorted(edges)
    assert all(text[each.start : each.end].strip() for each in found)
