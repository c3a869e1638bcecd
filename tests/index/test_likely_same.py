"""Names that are likely one person's: offered, with the rule that found them, and never joined."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from index.kept_apart import OFFICE_ALONE
from index.likely_same import GIVEN, JUNIOR, LONGER, ORDER, ROMANISED, SLIP, likely_same, links
from index.records import Speaker
from index.speakers_file import NOTHING_DECLARED, declared_in


def found(*names: str | Speaker, days: dict[str, tuple[dt.date, dt.date]] | None = None) -> list[tuple[str, str, str]]:
    """For each name, whose it likely is, and why; the first names have more turns."""
    speakers = [
        each if isinstance(each, Speaker) else Speaker(each, turns=len(names) - place)
        for place, each in enumerate(names)
    ]
    likely = likely_same(links(speakers, days or {}), NOTHING_DECLARED)
    return [(each.other.name, each.stays.name, each.why) for each in likely]


@pytest.mark.parametrize(
    ("stays", "other", "why"),
    [
        ("Vladimir Karsov", "Vladmir Karsov", SLIP),
        ("Vladimir Karsov", "Vlaidmir Karsov", SLIP),
        ("Tobin Ashgrove", "Tobin Ashgrov", SLIP),
        ("Vladimir Karsov", "V. Karsov", GIVEN),
        ("Edda Maria Quillfeather", "Edda Quillfeather", GIVEN),
        ("Sergei Donsoi", "Sergey Donsoy", ROMANISED),
        ("Zhomart Berlin", "Jomart Berlin", ROMANISED),
        ("Tarvo Kettunen", "Kettunen Tarvo", ORDER),
        ("Ines Rocha Velasco", "Ines Rocha", LONGER),
        ("Tobin R. Ashgrove", "Tobin R. Ashgrove, Jr.", JUNIOR),
        ("Per Stig Moeller", "Per Stig Møller", SLIP),
    ],
)
def test_a_name_is_likely_that_of_another(stays: str, other: str, why: str) -> None:
    assert found(stays, other) == [(other, stays, why)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada Korvin", "Ina Korvin"),
        ("Joan Korvin", "John Korvin"),
        ("Zhang Lei", "Zhang Wei"),
        ("Bo Lunde", "Bo Lundt"),
        ("Lucia Paredon", "Lucio Paredon"),
        ("Daniel Morrowby", "Daniela Morrowby"),
        ("Simone Morrowby", "Simon Morrowby"),
        ("Arman Tokarev", "Arman Tokareva"),
        ("Ada Korvin Jr.", "Ada Korvin III"),
        ("Mr. Alex Quillfeather", "Ms. Alexa Quillfeather"),
        ("Mr. Robin Quillfeather", "Mrs. Robyn Quillfeather"),
        ("Quillfeather", "Quilfeather"),
        ("Speaker 11111111", "Speaker 11111112"),
        ("The Minister of Finance", "The Minister of Finances"),
    ],
)
def test_two_persons_are_left_in_peace(one: str, other: str) -> None:
    assert found(one, other) == []


def test_initials_that_fit_two_persons_fit_none() -> None:
    assert found("Jens Marlow", "Jana Marlow", "J. Marlow") == []
    assert found("Jens Marlow", "J. Marlow") == [("J. Marlow", "Jens Marlow", GIVEN)]


def test_initials_that_fit_two_spellings_of_one_person_are_hers() -> None:
    assert found("Vladimir Karsov", "V. Karsov", "Vladmir Karsov") == [
        ("V. Karsov", "Vladimir Karsov", GIVEN),
        ("Vladmir Karsov", "Vladimir Karsov", SLIP),
    ]


def test_the_given_name_in_full_stays_whoever_has_more_turns() -> None:
    assert found("V. Karsov", "Vladimir Karsov") == [("V. Karsov", "Vladimir Karsov", GIVEN)]


def test_two_generations_are_two_persons() -> None:
    def years(first: int, second: int) -> dict[str, tuple[dt.date, dt.date]]:
        days = {"Ada Ilse Korvin": dt.date(first, 5, 1), "Ada Korvin": dt.date(second, 5, 1)}
        return {name: (day, day) for name, day in days.items()}

    assert found("Ada Ilse Korvin", "Ada Korvin", days=years(1980, 2000)) == [("Ada Korvin", "Ada Ilse Korvin", GIVEN)]
    assert found("Ada Ilse Korvin", "Ada Korvin", days=years(1980, 2012)) == []
    assert found("Ada Ilse Korvin", "Ada Korvin", days=years(2012, 1980)) == []


def test_a_name_that_holds_in_one_transcript_only_is_like_no_other() -> None:
    king = Speaker("Mervat Osk II (a)", joined=(("Mervat Osk II", OFFICE_ALONE),))
    assert found("Mervat Osk II (b)", king) == []


def declared(text: str) -> list[tuple[str, str]]:
    speakers = [Speaker(name, turns=9 - n) for n, name in enumerate(("Vladimir Karsov", "Vladmir Karsov", "V. Karsov"))]
    likely = likely_same(links(speakers, {}), declared_in(text.encode(), "speakers.toml"))
    return [(each.other.name, each.stays.name) for each in likely]


def test_what_speakers_toml_has_settled_is_asked_no_more() -> None:
    joined = '[[speaker]]\nname = "Vladimir Karsov"\naliases = ["Vladmir Karsov"]\n'
    apart = '[[never_join]]\nnames = ["Vladimir Karsov", "Vladmir Karsov"]\n'
    two = '[[speaker]]\nname = "Vladimir Karsov"\n[[speaker]]\nname = "Vladmir Karsov"\n'
    renamed = '[[speaker]]\nname = "Vlado Karsov"\naliases = ["Vladmir Karsov"]\n'
    every = [("V. Karsov", "Vladimir Karsov"), ("Vladmir Karsov", "Vladimir Karsov")]
    assert declared("") == every
    assert declared(joined) == every[:1]
    assert declared(apart) == every[:1]
    assert declared(two) == every[:1]
    assert declared(renamed) == every[:1]


def test_ten_thousand_speakers_are_looked_through_in_seconds() -> None:
    given = [f"{a}{b}{c}" for a in ("Al", "Ber", "Car", "Dom") for b in ("de", "fi", "go", "hu", "ki") for c in "nrstl"]
    families = [
        f"{a}{b}{c}"
        for a in ("Mar", "Nor", "Ost", "Pel")
        for b in ("gra", "hil", "kun", "low", "mer")
        for c in ("by", "den", "feld", "gate", "ton")
    ]
    speakers = [Speaker(f"{one} {other}", turns=1) for one in given for other in families]
    assert len(speakers) == 10_000
    begun = time.process_time()
    links(speakers, {})
    assert time.process_time() - begun < 10
