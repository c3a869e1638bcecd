"""Titles out of file names, for transcripts that have none."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from helpers import write_files

from index.file_titles import title_of_file
from index.parsing import parse_bytes, parse_file

if TYPE_CHECKING:
    from pathlib import Path

DAY = dt.date(2021, 5, 3)


@pytest.mark.parametrize(
    ("stem", "title"),
    [
        ("2021-05-03-speech-march-life", "Speech march life"),
        ("2021-05-03", None),
        ("20210503_harbour_debate", "Harbour debate"),
        ("2020-01-02-harbour", "2020-01-02 harbour"),
        ("Harbour debate - Jean-Pierre", "Harbour debate - Jean-Pierre"),
        ("harbour-debate_2", "Harbour debate 2"),
        ("My%20speech", "My speech"),
        ("000_db14b8a6da182283", None),
        ("OSK_01_1946", None),
        ("IMG_0001", None),
        ("62997", None),
        ("harbour-debate.en", "Harbour debate"),
        ("harbour-debate.en-GB.kBgBEP9eYoe5ULv44QGJuaVx0nghCP8c", "Harbour debate"),
        ("Harbour debate [dQw4w9WgXcQ]", "Harbour debate"),
        ("harbour.debate", "Harbour debate"),
        ("a", None),
        ("港口講話", "港口講話"),
        ("broken\udcff name", None),
    ],
)
def test_a_title_is_what_can_be_read_in_a_name(stem: str, title: str | None) -> None:
    assert title_of_file(stem, DAY) == title


def test_a_name_that_was_saved_in_parts_of_letters_is_put_together() -> None:
    assert title_of_file("rede_u\u0308ber_fa\u0308hren", None) == "Rede über fähren"


def test_a_transcript_without_a_title_is_called_by_its_file(tmp_path: Path) -> None:
    said = "We sail on Monday, and we sail in May.\n\nThe harbour is open.\n"
    write_files(tmp_path, {"2021-05-03-harbour-debate.txt": said, "a.txt": "Harbour opened\n\n" + said})
    names = {path.name: parse_file(path, tmp_path).transcripts[0] for path in sorted(tmp_path.iterdir())}
    assert names["a.txt"].title == "Harbour opened"
    called = names["2021-05-03-harbour-debate.txt"]
    assert (called.id, called.title, called.date) == ("2021-05-03-harbour-debate", "Harbour debate", DAY)


def test_a_name_tells_nobody_who_speaks() -> None:
    (found,) = parse_bytes(
        b"We sail on Monday, and in May.\n\nThe harbour is open.", "speech-by-Ada-Korvin.txt"
    ).transcripts
    assert (found.title, [turn.speaker for turn in found.turns]) == ("Speech by Ada Korvin", [None])


def test_several_transcripts_of_one_file_are_not_called_alike() -> None:
    rows = b"id,text\nx,We sail.\ny,We do not.\n"
    assert [each.title for each in parse_bytes(rows, "harbour-debates.csv").transcripts] == [None, None]
