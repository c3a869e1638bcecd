"""What was read in a question, in words, and what of it is switched off together."""

from __future__ import annotations

import datetime as dt

import pytest

from search.constraints import Constraint, ConstraintKind
from search.in_words import day, days_in_words, understood
from search.understand import Query

SPEAKER, PHRASE = ConstraintKind.SPEAKER, ConstraintKind.PHRASE


def d(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        ("2022-01-01", "2022-12-31", "in 2022"),
        ("1990-01-01", "1999-12-31", "from 1990 to 1999"),
        ("2020-02-01", "2020-02-29", "in February 2020"),
        ("2021-11-01", "2022-01-31", "from November 2021 to January 2022"),
        ("2021-03-12", "2021-03-12", "on 12 March 2021"),
        ("2021-01-01", "2021-01-01", "on 1 January 2021"),
        ("2021-01-01", "2021-02-03", "from 1 January 2021 to 3 February 2021"),
        ("2015-01-01", None, "since 2015"),
        ("2015-03-01", None, "since March 2015"),
        ("2015-03-02", None, "since 2 March 2015"),
        (None, "2021-12-31", "up to 2021"),
        (None, "2021-02-28", "up to February 2021"),
        (None, "2021-02-27", "up to 27 February 2021"),
        (None, None, "at any time"),
    ],
)
def test_days_are_told_by_years_months_or_days(since: str | None, until: str | None, said: str) -> None:
    assert days_in_words((d(since), d(until))) == said


def query(*on: Constraint, off: tuple[Constraint, ...] = ()) -> Query:
    return Query("", "", constraints=on, switched_off=off)


def speaker(name: str, start: int = 0, *, required: bool = True) -> Constraint:
    return Constraint(SPEAKER, name, "Korvin", start, start + 6, required)


def test_each_kind_has_its_words() -> None:
    found = query(
        Constraint(ConstraintKind.EXCLUDED, "tax", "-tax", 0, 4, True),
        Constraint(PHRASE, "green hydrogen", '"green hydrogen"', 5, 21, True),
        Constraint(ConstraintKind.VENUE, "baku", "At Baku", 22, 29, False),
        Constraint(ConstraintKind.DATE, "2022-01-01/2022-12-31", "2022", 30, 34, False),
        speaker("Ada Korvin", 40),
    )
    assert [str(each) for each in understood(found)] == [
        "without “tax”",
        "contains “green hydrogen”",
        "first at Baku, then elsewhere",
        "first in 2022, then other days",
        "only what Ada Korvin says",
    ]


def test_a_filter_is_told_from_a_preference() -> None:
    demanded = query(
        Constraint(ConstraintKind.DATE, "2022-01-01/", "since 2022", 0, 10, True), speaker("Di Korvin", 20)
    )
    preferred = query(
        Constraint(ConstraintKind.DATE, "2022-01-01/", "2022", 0, 4, False), speaker("Di Korvin", 20, required=False)
    )

    assert [str(each) for each in understood(demanded)] == ["only since 2022", "only what Di Korvin says"]
    assert [str(each) for each in understood(preferred)] == [
        "first since 2022, then other days",
        "first what Di Korvin says, then what others say",
    ]


def test_whoever_is_left_out_and_whoever_is_not_here_are_told() -> None:
    left_out = query(Constraint(ConstraintKind.NOT_SPEAKER, "Ada Korvin", "Korvin", 0, 6, True))
    stranger = query(Constraint(ConstraintKind.STRANGER, "Marsh", "Marsh", 0, 5, True))

    assert [str(each) for each in understood(left_out)] == ["nothing that Ada Korvin says"]
    assert [str(each) for each in understood(stranger)] == ["nobody here is called “Marsh”"]


def test_speakers_who_share_a_name_are_one_and_the_same_name_elsewhere_is_another() -> None:
    found = understood(query(speaker("Ben Korvin"), speaker("Ada Korvin"), speaker("Cy Korvin", 20)))
    assert [(str(each), each.keys) for each in found] == [
        ("only what Ada Korvin or Ben Korvin says", ("speaker:Ada Korvin", "speaker:Ben Korvin")),
        ("only what Cy Korvin says", ("speaker:Cy Korvin",)),
    ]


def test_of_many_speakers_the_name_they_share_is_told() -> None:
    (found,) = understood(query(*(speaker(f"{first} Korvin") for first in ("Ada", "Ben", "Cy", "Di"))))
    assert str(found) == "only what the 4 speakers called “Korvin” say"
    assert len(found.keys) == 4


def test_what_is_switched_off_stays_in_its_place() -> None:
    found = understood(query(speaker("Ada Korvin"), speaker("Di Korvin", 40), off=(speaker("Cy Korvin", 20),)))
    assert [(str(each), each.on) for each in found] == [
        ("only what Ada Korvin says", True),
        ("only what Cy Korvin says", False),
        ("only what Di Korvin says", True),
    ]


def test_if_only_some_who_share_a_name_are_switched_off_they_are_told_apart() -> None:
    found = understood(query(speaker("Ada Korvin"), off=(speaker("Ben Korvin"),)))
    assert [(str(each), each.on) for each in found] == [
        ("only what Ben Korvin says", False),
        ("only what Ada Korvin says", True),
    ]


def test_a_long_phrase_is_cut() -> None:
    (found,) = understood(query(Constraint(PHRASE, "x" * 200, '"', 0, 202, True)))
    assert str(found) == f"contains “{'x' * 59}…”"


def test_days_are_written_out() -> None:
    assert day(dt.date(2022, 8, 4)) == "4 August 2022"
