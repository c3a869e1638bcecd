"""What a build sums up of its speakers is read back as it was, and names taken apart before are names taken apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from helpers import CountingEmbedder, opened, write_files

from index import build
from index.name_cards import NameCard, cards_of, told
from index.name_parts import NameParts, parts_of, parts_of_printed
from index.records import Attribution, Speaker
from index.summaries import cards_from_json, cards_to_json, speakers_from_json, speakers_to_json

if TYPE_CHECKING:
    from pathlib import Path

SPEAKERS = [
    Speaker(
        "Özge von der Wall",
        ("President of Osk", "Ms."),
        ("Ms. von der Wall", "OZGE VON DER WALL"),
        12,
        340,
        2,
        ((Attribution.LABEL, 10), (Attribution.CARRIED, 2)),
        (("Ms. von der Wall", "a surname alone"),),
    ),
    Speaker("The President"),
    Speaker("Marlhaven-Osk 2"),
]


def test_speakers_are_read_as_they_were_written() -> None:
    assert speakers_from_json(speakers_to_json(SPEAKERS)) == SPEAKERS


def test_cards_are_read_as_they_were_written() -> None:
    assert cards_from_json(cards_to_json(cards_of(SPEAKERS))) == cards_of(SPEAKERS)


def test_cards_by_other_rules_are_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    body = cards_to_json(cards_of(SPEAKERS))
    assert cards_from_json(body) is not None
    monkeypatch.setattr("index.summaries.RECIPE", "other rules")
    assert cards_from_json(body) is None


def test_a_card_holds_all_forms_that_a_speaker_is_found_by() -> None:
    card, president, settlement = cards_of(SPEAKERS)
    assert card == NameCard(
        "Özge von der Wall",
        ("ozge", "von", "der", "wall"),
        ("wall", "vonderwall"),
        ("val", "vonderval"),
        ("ozgevonderwall",),
        ("ozge",),
        ("ozge", "von", "der", "wall"),
        (("president", "osk"), ("president",)),
    )
    assert (president.surnames, president.offices) == ((), (("president",),))
    assert settlement.words == ()


def test_cards_that_are_known_are_taken_and_only_others_made() -> None:
    known = {
        told(each): card._replace(given=("known",)) for each, card in zip(SPEAKERS, cards_of(SPEAKERS), strict=True)
    }
    other = Speaker("Özge von der Wall", ("Mayor of Osk",))
    found = cards_of([*SPEAKERS, other], known)
    assert [each.given for each in found] == [("known",)] * 3 + [("ozge",)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Tobin Ashgrove", NameParts("Tobin Ashgrove", False, ("tobin", "ashgrove"), ("ashgrove",))),
        (
            "Özge von der Wall",
            NameParts("Özge von der Wall", False, ("ozge", "von", "der", "wall"), ("von", "der", "wall")),
        ),
        ("The President", NameParts("The President", True, (), ())),
        ("Question 7", NameParts("Question 7", False, (), ())),
    ],
)
def test_a_name_is_taken_apart(name: str, expected: NameParts) -> None:
    assert parts_of(name) == expected


def test_a_printed_name_loses_its_titles_and_an_office_stays_one() -> None:
    assert parts_of_printed("Ms. Ina Marrow").name == "Ina Marrow"
    assert parts_of_printed("THE PRESIDENT") == NameParts("The President", True, (), ())


def test_a_build_sums_up_what_it_ends_with(tmp_path: Path) -> None:
    index, talk = (
        tmp_path / "town.index",
        "Talk\n\n3 May 2021\n\n{}: The bell of the tower is loud at noon.\n\nOla Berg: It is not.\n",
    )
    for name in ("Ina Marrow", "Ina Ashgrove"):
        build([write_files(tmp_path / "c", {"a.txt": talk.format(name)})], index, embedder=CountingEmbedder())
        with opened(index) as generation:
            store = generation.store
            assert [each.name for each in store.speakers()] == [name, "Ola Berg"]
            assert store.speakers() == store._summed_up()
            assert store.name_cards() == cards_of(store._summed_up())
            assert not store.stale_summaries()
