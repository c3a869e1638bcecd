"""Who is who inside one transcript: what the head says, offices, forms of address, and names that fit."""

from __future__ import annotations

import pytest

from index.attribution import attribute
from index.formats import plain
from index.people import People, people_in
from index.records import Kind


def join_names(names: list[str]) -> dict[str, str]:
    people = People()
    people.resolve(names)
    return {name: people.who(name)[1] for name in names}


def speakers(text: str) -> list[str | None]:
    (document,) = plain.read(text.encode())
    return [turn.speaker for turn in attribute(document)[0] if turn.kind is Kind.SPEECH]


def test_the_president_is_who_the_title_says_delivers_the_remarks() -> None:
    said = "Remarks by President Ada Korvin at the Harbour\n\nTHE PRESIDENT: Good evening.\n\nMR. LUND: It is."
    assert speakers(said) == ["Ada Korvin", "Lund"]


def test_the_president_whom_somebody_meets_is_not_the_president_who_speaks() -> None:
    said = "Talks with President Ada Korvin\n\nTHE PRESIDENT: Good evening.\n\nMR. LUND: It is."
    assert speakers(said) == ["The President", "Lund"]


def test_of_two_presidents_in_the_title_nobody_can_tell_which_one_is_the_president() -> None:
    said = "Remarks by President Korvin and President Berg\n\nTHE PRESIDENT: Good evening.\n\nMR. LUND: It is."
    assert speakers(said) == ["The President", "Lund"]


def test_the_vice_president_is_not_the_president() -> None:
    said = "Remarks by Vice President Berg\n\nTHE PRESIDENT: Good evening.\n\nTHE VICE PRESIDENT: It is."
    assert speakers(said) == ["The President", "Berg"]


def test_a_line_of_the_head_says_who_the_president_is() -> None:
    said = "Title: Address\nPresident: Ada Korvin\n\nTHE PRESIDENT. We begin now.\n\nQ. Why?\n\nTHE PRESIDENT. So."
    assert speakers(said) == ["Ada Korvin", "Ada Korvin"]


def test_a_moderator_named_in_the_head_is_who_is_printed_as_moderator() -> None:
    said = (
        "Harbour debate\nPARTICIPANTS: LUND, KORVIN\n\nMODERATOR: Ina Berg (Harbour Radio)\n\n"
        "MODERATOR: Good evening. Welcome.\n\nLUND: Thank you.\n\nKORVIN: Thanks."
    )
    assert speakers(said) == ["Ina Berg", "Lund", "Korvin"]


def test_a_surname_that_stands_first_in_the_title_is_joined_by_its_office() -> None:
    text = (
        "Remarks by President Ada Korvin and President Lund Suk Ivo of Norrland at Dinner\n\nPRESIDENT {}: Welcome.\n"
    )

    assert speakers(text.format("LUND"))[-1] == "Lund Suk Ivo"
    assert speakers(text.format("KORVIN"))[-1] == "Ada Korvin"
    assert speakers(text.format("ADA"))[-1] == "Ada Korvin"
    assert speakers(text.replace("PRESIDENT {}", "MR. LUND"))[-1] == "Lund"
    assert speakers("Remarks by President Lund of Norrland\n\nPRESIDENT LUND: Welcome.\n")[-1] == "Lund"


def test_a_surname_is_joined_to_the_full_name_in_the_title() -> None:
    said = "Press Briefing by Press Secretary Ina Berg\n\nMS. BERG: Good evening.\n\nMR. LUND: It is."
    assert speakers(said) == ["Ina Berg", "Lund"]


def test_a_shared_surname_with_another_office_is_somebody_else() -> None:
    said = (
        "Remarks by President Korvin and First Lady Ina Korvin\n\n"
        "THE PRESIDENT: Good evening.\n\nTHE FIRST LADY: It is.\n\nPRESIDENT KORVIN: Well."
    )
    assert speakers(said) == ["Korvin", "Ina Korvin", "Korvin"]


def test_mr_and_ms_of_one_surname_are_two_people() -> None:
    said = "MR. LUND: I go.\n\nMS. LUND: I stay.\n\nMR. LUND: Fine."
    assert speakers(said) == ["Mr. Lund", "Ms. Lund", "Mr. Lund"]


def test_a_surname_of_two_people_stays_apart_from_both() -> None:
    assert speakers("Ada Lund: One.\n\nJon Lund: Two.\n\nLUND: Three?") == ["Ada Lund", "Jon Lund", "Lund"]


def test_an_office_before_a_name_that_stands_alone_elsewhere_is_told_from_it() -> None:
    said = "Chair of Old Town Harbour Ada Korvin: One.\n\nJon Lund: Two.\n\nAda Korvin: Three."
    assert speakers(said) == ["Ada Korvin", "Jon Lund", "Ada Korvin"]


@pytest.mark.parametrize(
    ("title", "people"),
    [
        ("Remarks by President Korvin and Prime Minister Berg of Norrland", ["Korvin", "Berg"]),
        ("Remarks by President Korvin Announcing a Ferry", ["Korvin"]),
        ("Remarks by President Korvin Laying Out Her Plan", ["Korvin"]),
        ("Interview with Ina Browning", []),
        ("Meeting with Harbour Board Chairman Jon Lund", ["Jon Lund"]),
        ("Visit by First Lady Ina Korvin, Dr. Jon Lund", ["Ina Korvin", "Jon Lund"]),
        ("The President on the ferry", []),
    ],
)
def test_a_title_names_people_by_their_offices(title: str, people: list[str]) -> None:
    assert [person.name for person in people_in(title)] == people


def test_initials_between_first_and_last_name_make_no_other_person() -> None:
    assert join_names(["Ada Korvin", "Ada J. Korvin"])["Ada Korvin"] == "Ada J. Korvin"
    assert join_names(["Ada Korvin", "Ada Maria Korvin"])["Ada Korvin"] == "Ada Korvin"


def test_a_name_printed_without_its_space_is_the_same() -> None:
    assert join_names(["Ada Korvin", "AdaKorvin"]) == {"Ada Korvin": "Ada Korvin", "AdaKorvin": "Ada Korvin"}


def test_initials_stand_for_the_one_full_name_that_they_fit() -> None:
    said = "Ada Korvin (AK): One.\n\nJon Lund: Two.\n\nAK: Three.\n\nJ. L.: Four."
    assert speakers(said) == ["Ada Korvin", "Jon Lund", "Ada Korvin", "Jon Lund"]


def test_initials_of_two_people_stay_initials() -> None:
    assert speakers("Ada Korvin: One.\n\nAnn Kolb: Two.\n\nAK: Three.\n\nAK: Four.") == [
        "Ada Korvin",
        "Ann Kolb",
        "AK",
        "AK",
    ]
