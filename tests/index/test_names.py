"""Printed names: role and name, capitals, and which names are one person."""

from __future__ import annotations

import pytest

from index.names import capitalised, folded, name_shaped, office_of
from index.people import People
from index.printed import split_name


def join_names(names: list[str]) -> dict[str, str]:
    people = People()
    people.resolve(names)
    return {name: people.who(name)[1] for name in names}


@pytest.mark.parametrize(
    ("printed", "role", "name"),
    [
        ("Ola Berg", None, "Ola Berg"),
        ("President Ola Berg", "President", "Ola Berg"),
        ("President of Norrland Ola Berg", "President of Norrland", "Ola Berg"),
        ("President of the Republic of Norrland Ola Berg", "President of the Republic of Norrland", "Ola Berg"),
        ("Prime Minister of the Kingdom of Norrland Ola Berg", "Prime Minister of the Kingdom of Norrland", "Ola Berg"),
        ("Minister for Foreign Affairs Ola Berg", "Minister for Foreign Affairs", "Ola Berg"),
        ("President of South Norrland Ola Berg", "President of South Norrland", "Ola Berg"),
        ("Secretary-General Ola Berg", "Secretary-General", "Ola Berg"),
        ("Vice President Ola Berg", "Vice President", "Ola Berg"),
        ("Ola Berg, President", "President", "Ola Berg"),
        ("Edda Quillfeather, Mayor of Marlhaven", "Mayor of Marlhaven", "Edda Quillfeather"),
        ("Mayor Edda Quillfeather, Marlhaven", "Mayor, Marlhaven", "Edda Quillfeather"),
        ("MAYOR QUILLFEATHER", "Mayor", "Quillfeather"),
        ("Mr. Berg", "Mr.", "Berg"),
        ("Dr. Ola Berg", "Dr.", "Ola Berg"),
        ("Ola Berg (in Norrish)", None, "Ola Berg"),
        ("The President", "The President", "The President"),
        ("THE PRESIDENT", "The President", "The President"),
        ("Mr. President", "Mr. President", "Mr. President"),
        ("Interpreter", "Interpreter", "Interpreter"),
        ("The Berg", None, "The Berg"),
        ("OLA O'BERG", None, "Ola O'Berg"),
    ],
)
def test_a_printed_name_splits_into_role_and_name(printed: str, role: str | None, name: str) -> None:
    assert split_name(printed) == (role, name)


@pytest.mark.parametrize(
    ("role", "office"),
    [
        (None, None),
        ("Mr.", None),
        ("Ms.", None),
        ("Hon", None),
        ("The Rt. Hon.", None),
        ("M.", None),
        ("Prof. Dr.", None),
        ("El señor", None),
        ("Mayor of Marlhaven", "Mayor of Marlhaven"),
        ("Mr., Member for Osk", "Member for Osk"),
        ("Mr. President", "President"),
        ("The Minister for Ferries", "Minister for Ferries"),
        ("La señora Presidenta", "Presidenta"),
        ("El Salvador", "El Salvador"),
        ("President, Mr.", "President, Mr."),
    ],
)
def test_an_office_is_a_role_without_the_forms_of_address_before_it(role: str | None, office: str | None) -> None:
    assert office_of(role) == office


@pytest.mark.parametrize(
    ("printed", "written"),
    [
        ("OLA BERG", "Ola Berg"),
        ("MCBERG", "McBerg"),
        ("O'BERG", "O'Berg"),
        ("THE COUNCIL'S BERG", "The Council's Berg"),
        ("JEAN-OLA BERG", "Jean-Ola Berg"),
        ("Ola BERG", "Ola BERG"),
        ("OB", "OB"),
    ],
)
def test_capitals_become_names(printed: str, written: str) -> None:
    assert capitalised(printed) == written


def test_folding_ignores_case_accents_dots_and_spaces() -> None:
    assert folded("  Édda  J. QUILLFEATHER’s ") == "edda j quillfeather's"


@pytest.mark.parametrize(
    "printed",
    [
        "Ola Berg",
        "BERG",
        "Ola van der Berg",
        "Minister for Trade Ola Berg",
        "Ола Берг",
        "Speaker 2",
        "Ola Berg (aside)",
    ],
)
def test_names_have_the_shape_of_names(printed: str) -> None:
    assert name_shaped(printed)


@pytest.mark.parametrize(
    "printed",
    ["", "our aim", "The aim is clear", "Ola Berg said", "van", "A B C D E F G H I J K", "I said", "“Ola”.x"],
)
def test_sentences_do_not_have_the_shape_of_names(printed: str) -> None:
    assert not name_shaped(printed)


def test_a_surname_joins_the_one_full_name_that_ends_with_it() -> None:
    assert join_names(["Berg", "Ola Berg", "Edda Quillfeather"]) == {
        "Berg": "Ola Berg",
        "Ola Berg": "Ola Berg",
        "Edda Quillfeather": "Edda Quillfeather",
    }


def test_a_surname_of_two_people_stays_alone() -> None:
    assert join_names(["Berg", "Ola Berg", "Ina Berg"])["Berg"] == "Berg"


def test_a_chain_of_longer_names_is_one_person() -> None:
    joined = join_names(["Berg", "Ola Berg", "Jon Ola Berg"])
    assert joined == {"Berg": "Jon Ola Berg", "Ola Berg": "Jon Ola Berg", "Jon Ola Berg": "Jon Ola Berg"}


def test_a_name_inside_another_word_does_not_join() -> None:
    assert join_names(["Berg", "Ola Sandberg"]) == {"Berg": "Berg", "Ola Sandberg": "Ola Sandberg"}


def test_forms_that_differ_in_case_accents_or_dots_are_one() -> None:
    assert join_names(["OLA J. BERG", "Ola J Berg", "Ôla J. Berg"]) == {
        "OLA J. BERG": "Ola J. Berg",
        "Ola J Berg": "Ola J. Berg",
        "Ôla J. Berg": "Ola J. Berg",
    }
