"""Where something was said, from lines below the title; and what only looks so."""

from __future__ import annotations

import datetime as dt

import pytest

from index.parsing import parse_bytes
from index.passages import passages_of
from index.places import names_place
from index.records import Kind, Reach, Transcript

BODY = (
    "\n\nAda Korvin: The council meets in Marlhaven today, and the budget is short.\n\n"
    "Jon Lund: At last it meets in Marlhaven again, and in Oskport next year.\n"
)


def transcript(head: str, body: str = BODY) -> Transcript:
    (found,) = parse_bytes((head + body).encode(), "a.txt").transcripts
    return found


@pytest.mark.parametrize(
    "line",
    [
        "St. Olaf's Hall, Marlhaven",
        "The Kremlin, Moscow",
        "East Room",
        "Osk Town Hall",
        "House of Commons",
        "Palacio de la Lonja",
        "Osker Rathaus",
        "Bali, Indonesia",
        "Plainfield, Illinois",
        "Washington, D.C.",
        "Berg Lake, Marlhaven Region",
        "Via Teleconference",
    ],
)
def test_places_are_told_by_their_words(line: str) -> None:
    assert names_place(line)


@pytest.mark.parametrize(
    "line",
    [
        "Ada Hall",
        "Ada Korvin",
        "Budget and Ferries",
        "A Message to the House",
        "House of Commons Debate",
        "Press Conference",
        "Remarks in the East Room",
        "President of the Osk University",
        "The harbour is open, in Marlhaven.",
        "Room 12",
    ],
)
def test_what_is_no_place_by_its_words(line: str) -> None:
    assert not names_place(line)


@pytest.mark.parametrize(
    ("head", "venue"),
    [
        ("Harbour opened\n\nGeneva, 12 March 2021", "Geneva"),
        ("Harbour opened\n\nGenf, 12. März 2021", "Genf"),
        ("Harbour opened\n\nParis, le 12 mars 2021", "Paris"),
        ("Harbour opened\n\nMarlhaven, Friday, 12 March 2021", "Marlhaven"),
        ("Harbour opened\n\nThe Kremlin, Moscow\n\n12 March 2021", "The Kremlin, Moscow"),
        ("Harbour opened\n\n12 March 2021\n\nMarlhaven", "Marlhaven"),
        ("Harbour opened\nMarlhaven\n12 March 2021", "Marlhaven"),
        ("Harbour opened\n\nOsk Town Hall, Marlhaven, Friday 12 March 2021, 17:30", "Osk Town Hall, Marlhaven"),
        ("Harbour opened\n\nGreat Auditorium\nMarlhaven\n12 March 2021", "Great Auditorium, Marlhaven"),
        ("Marlhaven, 12 March 2021\n\nHarbour opened", "Marlhaven"),
    ],
)
def test_a_place_below_the_title_or_beside_the_date_is_the_venue(head: str, venue: str) -> None:
    found = transcript(head)
    assert (found.title, found.date, found.venue) == ("Harbour opened", dt.date(2021, 3, 12), venue)
    assert [turn.speaker for turn in found.turns] == ["Ada Korvin", "Jon Lund"]


def test_a_place_that_the_text_speaks_of_twice_needs_no_date_beside_it() -> None:
    assert transcript("Harbour opened\n\nMarlhaven").venue == "Marlhaven"
    assert transcript("Harbour opened\n\nOskport").venue is None


@pytest.mark.parametrize(
    "line",
    [
        "Wednesday, 12 March 2021",
        "Ada Korvin, 12 March 2021",
        "Korvin, 12 March 2021",
        "Politics, 12 March 2021",
        "Budget, 12 March 2021",
        "Politics | 12 March 2021",
        "Mayor, 12 March 2021",
        "Annual Meeting, 12 March 2021",
        "Budget and Ferries\n\n12 March 2021",
        "Ada Hall\n\n12 March 2021",
    ],
)
def test_persons_days_and_subtitles_are_no_venue(line: str) -> None:
    found = transcript(f"Harbour opened\n\n{line}")
    assert (found.date, found.venue) == (dt.date(2021, 3, 12), None)


def test_a_venue_that_the_file_states_wins_and_the_line_stays_as_context() -> None:
    found = transcript("---\ntitle: Harbour opened\nvenue: Osk\n---\n\nOsk Town Hall, Great Square, Marlhaven")
    assert found.venue == "Osk"
    assert (found.turns[0].kind, found.turns[0].text) == (Kind.NARRATION, "Osk Town Hall, Great Square, Marlhaven")
    assert [passage.reach for passage in passages_of(found)] == [Reach.CONTEXT, Reach.MEANING, Reach.MEANING]


def test_a_speaker_who_bears_the_name_of_a_place_goes_on_speaking() -> None:
    found = transcript("Harbour opened\n\n12 March 2021", "\n\nGreat Hall: We sail.\n\nJon Lund: When?\n")
    assert found.venue is None
    assert [turn.speaker for turn in found.turns] == ["Great Hall", "Jon Lund"]


def test_a_long_line_of_signs_is_judged_at_once() -> None:
    assert transcript("Harbour opened\n\nMarlhaven\n\n12 March 2021", BODY + "\n" + "-" * 200_000 + " .\n").venue
