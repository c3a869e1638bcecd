"""What a build sums up of its speakers is read back as it was, and names taken apart before are names taken apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from helpers import CountingEmbedder, opened, write_files

from index import build
from index.name_parts import NameParts, parts_of, parts_of_printed, parts_of_speakers
from index.records import Attribution, Speaker
from index.summaries import parts_from_json, parts_to_json, speakers_from_json, speakers_to_json

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


def test_names_taken_apart_are_read_as_they_were_written() -> None:
    parts = parts_of_speakers(SPEAKERS)
    assert parts_from_json(parts_to_json(parts)) == parts
    assert list(parts.names) == [each.name for each in SPEAKERS]
    assert list(parts.printed) == ["Ms. von der Wall", "OZGE VON DER WALL"]


def test_names_taken_apart_by_other_rules_are_taken_apart_again(monkeypatch: pytest.MonkeyPatch) -> None:
    body = parts_to_json(parts_of_speakers(SPEAKERS)).replace("Wall", "Hall")
    assert parts_from_json(body) is not None
    monkeypatch.setattr("index.summaries.RECIPE", "other rules")
    assert parts_from_json(body) is None


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


def test_names_that_nobody_took_apart_are_taken_apart_when_asked_for() -> None:
    parts = parts_of_speakers(())
    assert parts.of("Tobin Ashgrove") == parts_of("Tobin Ashgrove")
    assert parts.of_printed("Ms. Ina Marrow") == parts_of_printed("Ms. Ina Marrow")


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
            assert store.name_parts() == parts_of_speakers(store._summed_up())
            assert not store.stale_summaries()
