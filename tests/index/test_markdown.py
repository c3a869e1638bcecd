"""Markdown: the YAML head, headings, labels in bold, lists."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from helpers import LIBRARY, write_files

from index.errors import EmptyTranscriptError, MalformedError, UndecodableError
from index.formats.markdown import read
from index.parsing import parse_file
from index.records import Attribution, Kind, Turn

if TYPE_CHECKING:
    from pathlib import Path

    from index.documents import Document


def document(text: str) -> Document:
    (found,) = read(text.encode())
    return found


def blocks(text: str) -> list[tuple[str | None, str]]:
    return [(block.label, block.text) for block in document(text).blocks]


def test_the_library_transcript_gives_two_turns(tmp_path: Path) -> None:
    (transcript,) = parse_file(write_files(tmp_path, {"library.md": LIBRARY}) / "library.md").transcripts
    assert (transcript.title, transcript.date, transcript.venue, transcript.language, transcript.source) == (
        "Opening of the town library",
        dt.date(2022, 9, 5),
        "Marlhaven",
        "en",
        "https://example.org/library",
    )
    assert transcript.turns == (
        Turn(
            "Our new library holds ninety thousand books and is open until midnight.",
            speaker="Edda Quillfeather",
            as_printed="Mayor Edda Quillfeather",
            role="Mayor",
            attribution=Attribution.LABEL,
        ),
        Turn(
            "I borrowed the first novel this morning. Thank you.\n\n"
            "Reading makes a town wiser, and the library is free for everyone.",
            speaker="Tobin Ashgrove",
            as_printed="Councillor Tobin Ashgrove(laughing)",
            role="Councillor",
            attribution=Attribution.LABEL,
        ),
    )


def test_bold_at_the_start_is_a_label_with_the_colon_inside_or_outside() -> None:
    assert blocks("**Edda Quillfeather:** Good morning.\n\n**Tobin Ashgrove**: Good evening.\n") == [
        ("Edda Quillfeather:", "Good morning."),
        ("Tobin Ashgrove:", "Good evening."),
    ]


def test_bold_inside_a_sentence_is_no_label() -> None:
    assert blocks("**Never** did we say so.\n\nWe *never* said **so**: we only thought it.\n") == [
        (None, "Never did we say so."),
        (None, "We never said so: we only thought it."),
    ]


def test_marks_of_markdown_are_not_text() -> None:
    assert blocks("We _saw_ the [harbour](https://example.org) & `wall`, 5 \\* 3 &amp; ![a ferry](f.png).\n") == [
        (None, "We saw the harbour & wall, 5 * 3 & a ferry.")
    ]


def test_soft_line_breaks_join_and_hard_ones_part() -> None:
    assert blocks("One line,\ngoing on here.  \nAnother line of it.\n") == [
        (None, "One line, going on here."),
        (None, "Another line of it."),
    ]


def test_without_a_mark_of_markdown_lines_are_those_of_a_plain_text(tmp_path: Path) -> None:
    lines = "Opening of the bridge\n31 May 2021\nMayor Ada Korvin: The bridge is open.\n\nJon Lund: At last."
    (plain,) = parse_file(write_files(tmp_path, {"plain.txt": lines}) / "plain.txt").transcripts
    (found,) = parse_file(write_files(tmp_path, {"marked.md": lines}) / "marked.md").transcripts

    assert (found.title, found.date, found.turns) == (plain.title, plain.date, plain.turns)
    assert (found.title, found.turns[0].speaker) == ("Opening of the bridge", "Ada Korvin")


def test_an_indented_paragraph_is_text_and_html_is_shown_as_it_is() -> None:
    assert blocks("First words, here.\n\n    An indented paragraph.\n\n<b>Not bold</b> at all.\n") == [
        (None, "First words, here."),
        (None, "An indented paragraph."),
        (None, "<b>Not bold</b> at all."),
    ]


def test_numbers_of_a_list_stay_with_their_items_only() -> None:
    text = "We want, first:\n\n1.\n2. a wall.\n3. a ferry.\n\n- a bell.\n\nThat is all.\n\n7. 1. nested.\n"
    assert [each for _, each in blocks(text)] == [
        "We want, first:",
        "2. a wall.",
        "3. a ferry.",
        "a bell.",
        "That is all.",
        "7. 1. nested.",
    ]


def test_a_fenced_block_is_text() -> None:
    assert blocks("Hear, hear:\n\n```\na verse\nof two lines\n\nand another\n```\n") == [
        (None, "Hear, hear:"),
        (None, "a verse of two lines"),
        (None, "and another"),
    ]


def test_the_first_heading_is_the_title_and_a_speech_heading_names_the_speaker(tmp_path: Path) -> None:
    text = "# Harbour day\n\n## Speech by Mayor Edda Quillfeather\n\nThe wall is made of granite.\n"
    (transcript,) = parse_file(write_files(tmp_path, {"a.md": text}) / "a.md").transcripts
    assert transcript.title == "Harbour day"
    assert transcript.turns == (
        Turn(
            "The wall is made of granite.",
            speaker="Edda Quillfeather",
            as_printed="Mayor Edda Quillfeather",
            role="Mayor",
            attribution=Attribution.HEADING,
        ),
    )


def test_another_heading_is_narration_and_the_speaker_goes_on_after_it(tmp_path: Path) -> None:
    text = "# Harbour day\n\n**Edda Quillfeather:** The wall is high.\n\n## The ferry\n\nThe ferry is fast.\n"
    (transcript,) = parse_file(write_files(tmp_path, {"a.md": text}) / "a.md").transcripts
    assert [(turn.speaker, turn.attribution, turn.kind, turn.text) for turn in transcript.turns] == [
        ("Edda Quillfeather", Attribution.LABEL, Kind.SPEECH, "The wall is high."),
        (None, Attribution.UNKNOWN, Kind.NARRATION, "The ferry"),
        ("Edda Quillfeather", Attribution.CARRIED, Kind.SPEECH, "The ferry is fast."),
    ]


def test_a_folded_title_is_one_line() -> None:
    found = document("---\ntitle: >\n  Opening of\n  the library\ndate: 2022-09-05\n---\n\nIt is open now.\n")
    assert (found.title, found.date) == ("Opening of the library", dt.date(2022, 9, 5))


def test_values_of_the_head_stay_as_they_are_written() -> None:
    found = document("---\nlanguage: no\ntitle: 12:30\nvenue: 007\nsource: ~\n---\n\nIt is open now.\n")
    assert (found.language, found.title, found.venue, found.source) == ("no", "12:30", "007", None)


def test_the_head_may_name_the_one_speaker(tmp_path: Path) -> None:
    text = "---\nspeaker: Mayor Edda Quillfeather\n---\n\nThe wall is high.\n\nThe ferry is fast.\n"
    (transcript,) = parse_file(write_files(tmp_path, {"a.md": text}) / "a.md").transcripts
    assert transcript.turns == (
        Turn(
            "The wall is high.\n\nThe ferry is fast.",
            speaker="Edda Quillfeather",
            as_printed="Mayor Edda Quillfeather",
            role="Mayor",
            attribution=Attribution.METADATA,
        ),
    )


def test_the_head_may_give_the_id_and_keys_in_any_case() -> None:
    found = document("---\nID: council/7\nTitle: Session\nLang: en\n---\n\nIt is open now.\n")
    assert (found.id, found.title, found.language) == ("council/7", "Session", "en")


def test_a_date_in_the_head_that_can_be_read_two_ways_is_none_and_said() -> None:
    found = document("---\ndate: 03/04/2022\n---\n\nIt is open now.\n")
    assert found.date is None
    assert found.warnings == ("the date '03/04/2022' can be read two ways; write it as YYYY-MM-DD",)


def test_a_date_in_the_head_that_does_not_exist_is_none_and_said() -> None:
    found = document("---\ntitle: Session\ndate: 2022-13-45\n---\n\nIt is open now.\n")
    assert (found.title, found.date) == ("Session", None)
    assert found.warnings == ("the date '2022-13-45' does not exist; write it as YYYY-MM-DD",)


def test_a_date_in_the_head_that_is_no_date_is_said() -> None:
    found = document("---\ndate: soon\n---\n\nIt is open now.\n")
    assert found.warnings == ("the date 'soon' cannot be read; write it as YYYY-MM-DD",)


def test_a_broken_head_is_malformed_and_the_line_is_named() -> None:
    with pytest.raises(MalformedError, match=r"the YAML head is broken at line 3: "):
        document("---\ntitle: Session\nvenue: [Town hall\n---\n\nIt is open now.\n")


def test_a_head_nested_without_end_is_malformed() -> None:
    with pytest.raises(MalformedError, match=r"the YAML head is broken: maximum recursion depth"):
        document("---\ntitle: " + "[" * 3000 + "]" * 3000 + "\n---\n\nIt is open now.\n")


def test_a_head_that_grows_when_it_is_read_does_no_harm() -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    found = document("---\n" + "\n".join(rows) + "\ndate: *a11\ntitle: *a11\n---\n\nIt is open now.\n")
    assert (found.title, found.date) == (None, None)


def test_half_a_character_in_the_head_is_malformed() -> None:
    with pytest.raises(MalformedError, match="the YAML head holds half of a surrogate pair"):
        document('---\ntitle: "\\ud800"\n---\n\nIt is open now.\n')


def test_a_rule_at_the_top_is_no_head() -> None:
    assert blocks("---\nJust a sentence.\n---\n\nAnother sentence.\n") == [
        (None, "Just a sentence."),
        (None, "Another sentence."),
    ]


def test_a_head_without_text_is_an_empty_transcript() -> None:
    with pytest.raises(EmptyTranscriptError, match="the file has a head but no text"):
        document("---\ntitle: Session\n---\n\n")


def test_a_binary_file_is_refused() -> None:
    with pytest.raises(UndecodableError, match="a binary file"):
        read(b"# Title\n\n\0\0\0\0")


def test_an_empty_heading_is_nothing(tmp_path: Path) -> None:
    (transcript,) = parse_file(write_files(tmp_path, {"a.md": "#\n\nIt is open now.\n\n##\n"}) / "a.md").transcripts
    assert (transcript.title, [turn.text for turn in transcript.turns]) == (None, ["It is open now."])
