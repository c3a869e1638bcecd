"""Plain text: paragraphs, wrapped lines, and the lines at the head of a page."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from helpers import FERRY, write_files

from index.attribution import attribute
from index.errors import EmptyTranscriptError
from index.formats.plain import paragraphs, read
from index.parsing import parse_file
from index.records import Attribution, Kind, Turn

if TYPE_CHECKING:
    from pathlib import Path

    from index.documents import Document


def document(text: str) -> Document:
    (found,) = read(text.encode())
    return found


def blocks(text: str) -> list[str]:
    return [block.text for block in document(text).blocks]


def test_the_ferry_transcript_gives_six_turns(tmp_path: Path) -> None:
    parsed = parse_file(write_files(tmp_path, {"ferry.txt": FERRY}) / "ferry.txt")
    (transcript,) = parsed.transcripts
    assert (transcript.id, transcript.title, transcript.date, transcript.language) == (
        "ferry",
        "New ferry line to Osk Island",
        dt.date(2021, 3, 12),
        "en",
    )
    assert len(transcript.turns) == 6
    assert transcript.turns[0] == Turn(
        "Mayor Edda Quillfeather met reporters at the harbour of Marlhaven.", kind=Kind.NARRATION
    )
    assert transcript.turns[1] == Turn(
        "The ferry to Osk Island sails from Monday. It will carry four hundred passengers a day.",
        speaker="Edda Quillfeather",
        as_printed="Mayor Edda Quillfeather",
        role="Mayor",
        attribution=Attribution.LABEL,
    )
    assert transcript.turns[2] == Turn(
        "What does a ticket cost?", as_printed="Q", attribution=Attribution.LABEL, kind=Kind.QUESTION
    )
    assert transcript.turns[5] == Turn(
        "The harbour wall was repaired with granite last winter.",
        speaker="Edda Quillfeather",
        as_printed="Quillfeather",
        attribution=Attribution.CARRIED,
    )


def test_an_empty_line_ends_a_paragraph_even_with_blanks_in_it() -> None:
    assert paragraphs("One.\n\nTwo.\n \t \nThree.\n\n\n\nFour.\fFive.") == ["One.", "Two.", "Three.", "Four.", "Five."]


def test_lines_wrapped_at_a_fixed_width_are_joined() -> None:
    wrapped = (
        "The harbour of Marlhaven was built by\n"
        "hand, stone upon stone, and it has\n"
        "weathered every storm.\n"
        "A new paragraph begins here.\n"
    )
    # The widest line has 37 characters; a line is full when the next word would pass 37 - 8 = 29 (indents may take
    # some): "by" 37 + 1 + 5 and "has" 35 + 1 + 9 do, "storm." 22 + 1 + 1 does not.
    assert paragraphs(wrapped) == [
        "The harbour of Marlhaven was built by hand, stone upon stone, and it has weathered every storm.",
        "A new paragraph begins here.",
    ]


def test_a_line_whose_successor_would_have_fitted_ends_a_paragraph() -> None:
    assert paragraphs(
        "The mayor spoke.\nand then the councillor answered her at some length, here in the town hall.\n"
    ) == [
        "The mayor spoke.",
        "and then the councillor answered her at some length, here in the town hall.",
    ]


def test_a_full_line_does_not_swallow_the_next_speaker_or_question() -> None:
    text = "Mayor Quillfeather: The ferry carries four hundred a day.\nAshgrove: I doubt it.\nQ. How many?\n"
    assert paragraphs(text) == [
        "Mayor Quillfeather: The ferry carries four hundred a day.",
        "Ashgrove: I doubt it.",
        "Q. How many?",
    ]
    assert paragraphs("The council of the town met\nQ. How many came to it?\n") == [
        "The council of the town met",
        "Q. How many came to it?",
    ]


def test_a_file_with_very_long_lines_has_a_paragraph_a_line() -> None:
    long = "word " * 30 + "end."
    assert paragraphs(f"{long}\n{long}\n") == [long, long]


def test_indented_lines_lose_their_indent() -> None:
    assert paragraphs("    One line.\n\n    Another line.\n") == ["One line.", "Another line."]


def test_title_date_and_caption_are_taken_from_the_head() -> None:
    found = document(
        "Harbour opened again - UPDATED\n\nHarbour opened again\n\n© Marl Press | Harbour opened again\n\n"
        "Photo: Marl Press\n\n# 3 May 2020 08:15 (UTC +01:00)\n\nThe mayor cut the ribbon.\n"
    )
    assert (found.title, found.date) == ("Harbour opened again", dt.date(2020, 5, 3))
    assert [block.text for block in found.blocks] == ["The mayor cut the ribbon."]
    assert found.dropped == (
        "- UPDATED",
        "Harbour opened again",
        "© Marl Press | Harbour opened again",
        "Photo: Marl Press",
        "3 May 2020 08:15 (UTC +01:00)",
    )


def test_a_line_that_only_says_updated_is_no_title() -> None:
    found = document("UPDATED\n\nHarbour opened again (CORRECTED)\n\nThe mayor cut the ribbon.\n")
    assert (found.title, found.dropped) == ("Harbour opened again", ("UPDATED", "(CORRECTED)"))


def test_key_lines_give_the_head() -> None:
    found = document(
        "Title: Budget debate\nDate: 2021-11-30\nVenue: Town hall, Marlhaven\nLanguage: en\n"
        "Source: https://example.org/budget\nSpeaker: Councillor Tobin Ashgrove\n\nThe budget is balanced this year.\n"
    )
    assert (found.title, found.date, found.venue) == ("Budget debate", dt.date(2021, 11, 30), "Town hall, Marlhaven")
    assert (found.language, found.source) == ("en", "https://example.org/budget")
    assert found.speaker == "Councillor Tobin Ashgrove"
    assert [block.text for block in found.blocks] == ["The budget is balanced this year."]


def test_words_of_a_chair_at_the_top_are_not_the_name_of_a_speaker() -> None:
    found = document("President: The sitting is open.\n\nAshgrove: I ask for the floor, if I may.\n")
    assert found.speaker is None
    assert [block.text for block in found.blocks] == [
        "President: The sitting is open.",
        "Ashgrove: I ask for the floor, if I may.",
    ]


def test_an_ambiguous_date_is_none_and_said() -> None:
    found = document("Budget debate\n\n03/04/2022\n\nThe budget is balanced.\n")
    assert found.date is None
    assert found.warnings == ("the date '03/04/2022' can be read two ways; write it as YYYY-MM-DD",)


def test_a_date_line_that_names_no_day_is_said() -> None:
    found = document("Date: spring 2021\n\nThe budget is balanced.\n")
    assert (found.date, found.dropped) == (None, ("Date: spring 2021",))
    assert found.warnings == ("the date 'spring 2021' cannot be read; write it as YYYY-MM-DD",)


@pytest.mark.parametrize(
    "line",
    [
        "The meeting on 24 August 2022 was opened by the mayor.",
        "Mayor Quillfeather: We met on 24 August 2022.",
        "Q: Why the delay since 24 August 2022?",
        "Q  Why 24 August 2022?",
    ],
)
def test_what_is_said_about_a_day_is_text_and_not_a_date_line(line: str) -> None:
    found = document(f"{line}\n\nA second paragraph follows here.\n")
    assert found.date is None
    assert [block.text for block in found.blocks] == [line, "A second paragraph follows here."]


@pytest.mark.parametrize(
    "line",
    [
        "24 August 2022",
        "Baku, 24 August 2022.",
        "Wednesday, August 24, 2022",
        "Published: 24 August 2022 at 17:32",
        "Last updated: 24 August 2022, 17:32 by the news desk",
        "24.08.2022 17:32",
    ],
)
def test_a_line_that_gives_a_day_and_little_more_is_a_date_line(line: str) -> None:
    found = document(f"A title for the page\n\n{line}\n\nA paragraph follows here.\n")
    assert (found.title, found.date) == ("A title for the page", dt.date(2022, 8, 24))
    assert [block.text for block in found.blocks] == ["A paragraph follows here."]


def test_a_title_with_the_date_in_it_gives_both() -> None:
    found = document("Press conference of 12 March 2021\n\nThe ferry sails from Monday.\n")
    assert (found.title, found.date) == ("Press conference of 12 March 2021", dt.date(2021, 3, 12))
    assert found.dropped == ()


def test_a_speech_heading_with_the_date_in_it_gives_title_date_and_speaker(tmp_path: Path) -> None:
    title = "Statement by Minister Ola Berg, 12 March 2021"
    write_files(tmp_path, {"a.txt": f"{title}\n\nThe ferry sails from Monday.\n"})
    (transcript,) = parse_file(tmp_path / "a.txt").transcripts
    assert (transcript.title, transcript.date) == (title, dt.date(2021, 3, 12))
    assert [(turn.speaker, turn.role, turn.attribution) for turn in transcript.turns] == [
        ("Ola Berg", "Minister", Attribution.HEADING)
    ]


def test_a_page_of_one_line_is_text_and_not_a_title() -> None:
    found = document("The ferry sails from Monday")
    assert found.title is None
    assert blocks("The ferry sails from Monday") == ["The ferry sails from Monday"]


def test_a_second_line_without_a_full_stop_is_a_heading() -> None:
    found = document("Harbour opened again\n\nGranite for the wall\n\nThe mayor cut the ribbon.\n")
    assert [(block.text, block.heading) for block in found.blocks] == [
        ("Granite for the wall", True),
        ("The mayor cut the ribbon.", False),
    ]


def test_a_broken_plain_file_is_a_file_with_a_head_and_nothing_said(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.txt": "Title: Budget debate\nDate: 2021-11-30\n"})
    with pytest.raises(EmptyTranscriptError, match="the file holds a head but nothing that was said"):
        parse_file(tmp_path / "a.txt")


def test_a_language_is_kept_as_its_code_or_told_from_the_text(tmp_path: Path) -> None:
    text = "Language: {}\n\nThe ferry to the island sails from Monday, and it carries four hundred passengers a day.\n"
    write_files(tmp_path, {"a.txt": text.format("en-GB"), "b.txt": text.format("FR"), "c.txt": text.format("English")})
    languages = [parse_file(tmp_path / name).transcripts[0].language for name in ("a.txt", "b.txt", "c.txt")]
    assert languages == ["en", "fr", "en"]


def test_a_breadcrumb_is_no_title_and_a_title_may_hold_a_colon() -> None:
    text = "Home > News > Speeches\n\nCommittee on Ferries: hearing on tickets\n\nCHAIR: The hearing is open.\n"

    (document,) = read(text.encode())

    assert document.title == "Committee on Ferries: hearing on tickets"
    assert document.dropped == ("Home > News > Speeches",)


def test_what_goes_on_in_small_letters_after_a_colon_is_nobody_speaking() -> None:
    (document,) = read(b"CHAIR: Welcome.\n\nOur Goal: cheaper tickets for all.\n\nMr. Finch: No.\n")

    turns, _ = attribute(document)

    assert [(turn.speaker, turn.text) for turn in turns] == [
        ("Chair", "Welcome.\n\nOur Goal: cheaper tickets for all."),
        ("Finch", "No."),
    ]


def test_a_speakers_line_is_not_joined_to_the_words_below_however_narrow_the_text() -> None:
    text = "Speaker 1 (00:01):\nGood morning to you.\n\nSpeaker 2 (00:07):\nWhy is it late?"
    assert paragraphs(text) == [
        "Speaker 1 (00:01):",
        "Good morning to you.",
        "Speaker 2 (00:07):",
        "Why is it late?",
    ]


def test_a_few_long_lines_do_not_hide_that_the_others_are_wrapped() -> None:
    wrapped = "The council of the town met on Monday and talked about the night ferry for\nnine hours."
    text = "\n\n".join([*([wrapped] * 30), "https://" + "x" * 150])
    assert paragraphs(text)[:2] == [wrapped.replace("\n", " ")] * 2


def test_a_line_that_begins_in_small_letters_goes_on() -> None:
    text = "It is an honour to\njoin the other speakers in this hall of the old town today."
    assert paragraphs(text) == ["It is an honour to join the other speakers in this hall of the old town today."]


def test_an_indented_line_begins_a_paragraph() -> None:
    first = "  The ferry is late, and it was late the year before, and the one before."
    text = "\n".join([first, "Nobody has told us why.", first, "It is late again and again and again.", first, "So."])
    assert len(paragraphs(text)) == 3


def test_a_name_above_what_its_speaker_says_is_no_title() -> None:
    (document,) = read(b"Ada Korvin\n\nGood morning to you.\n\nJon Lund\n\nGood morning, Ada.")
    assert document.title is None
    (document,) = read(b"Harbour Festival\n\nThe festival was opened at noon.")
    assert document.title == "Harbour Festival"


HEAD = """---
title: Wall day
date: 2021-05-03
place: Marlhaven
speaker: Mayor Ada Korvin
tags: [sea, stone]
---
The wall is high.

The ferry is fast.
"""


def test_a_yaml_head_tells_of_a_text_as_it_does_of_markdown(tmp_path: Path) -> None:
    parsed = parse_file(write_files(tmp_path, {"wall.txt": HEAD}) / "wall.txt")

    (transcript,) = parsed.transcripts
    assert (transcript.title, transcript.date, transcript.venue) == ("Wall day", dt.date(2021, 5, 3), "Marlhaven")
    (turn,) = transcript.turns
    assert (turn.speaker, turn.role, turn.attribution) == ("Ada Korvin", "Mayor", Attribution.METADATA)
    assert turn.text == "The wall is high.\n\nThe ferry is fast."
    assert (parsed.warnings, parsed.dropped) == ((), ())


def test_a_broken_yaml_head_is_warned_about_and_its_lines_stay_text() -> None:
    found = document('---\nnote: "half open\ntitle: Wall day\nspeaker: Ada Korvin\n---\nThe wall is high.\n')

    assert found.warnings == (
        "the YAML head is broken at line 4: found unexpected end of stream; its lines are read as text",
    )
    assert [block.text for block in found.blocks] == [
        'note: "half open',
        "title: Wall day",
        "speaker: Ada Korvin",
        "---",
        "The wall is high.",
    ]


@pytest.mark.parametrize(
    "said",
    [
        "Ada Korvin: Good morning.\n\nJon Lund: Good morning, Ada.",
        "Speaker: Order, order!",
        "Title: what a word, said Ada Korvin.\nBut nobody heard it.",
        "The harbour was built: nobody knows when.",
        "Good morning.",
    ],
)
def test_a_text_between_two_rules_is_no_head(said: str) -> None:
    found = document(f"---\n{said}\n---\nAda Korvin: The wall is high.\n")

    kept = " ".join([*(block.text for block in found.blocks), *found.dropped, found.title or ""])
    assert all(line in kept for line in said.split("\n") if line)
    assert found.warnings == ()
    assert found.speaker is None


def test_a_text_that_begins_with_a_rule_has_no_rule_for_a_title() -> None:
    found = document("---\n\nWall day\n\nThe wall is high. It is old.\n\n---\n\nThe ferry is fast.\n")

    assert found.title == "Wall day"
    assert found.dropped[0] == "---"
    assert [block.text for block in found.blocks] == ["The wall is high. It is old.", "---", "The ferry is fast."]


def test_a_head_without_a_text_is_told() -> None:
    with pytest.raises(EmptyTranscriptError, match="the file has a head but no text"):
        document("---\ntitle: Wall day\n---\n")


@pytest.mark.parametrize(
    "title", ["COMMITTEE ON WATER: HEARING", "GARDEN CLUB: ANNUAL MEETING", "Garden Club: Meeting", "WATER: HEARING"]
)
def test_a_first_line_like_a_label_above_a_date_is_the_title(title: str) -> None:
    found = document(
        f"{title}\n\n8 February 2022\n\nADA KORVIN: The roses are in bloom.\n\nJON LUND: Thank you, Ada.\n"
    )

    assert (found.title, found.date) == (title, dt.date(2022, 2, 8))
    assert [turn.speaker for turn in attribute(found)[0]] == ["Ada Korvin", "Jon Lund"]


@pytest.mark.parametrize(
    "text",
    [
        "KORVIN: Good morning.\n\n8 February 2022\n\nLUND: Good morning.\n\nKORVIN: Well.\n",
        "KORVIN: Welcome\n\n8 February 2022\n\nKORVIN: The roses are in bloom.\n",
        "KORVIN: Welcome\n\nThe roses are in bloom.\n\nLUND: Thank you.\n",
    ],
)
def test_a_first_line_that_somebody_may_say_is_no_title(text: str) -> None:
    assert document(text).title is None
