"""The owner's transcript: a news-agency page full of traps, parsed exactly."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from index.documents import Parsed
from index.parsing import parse_file
from index.passages import passages_of
from index.records import Attribution, Kind, Reach

SEEDS = Path(__file__).parents[2] / "seeds"
LEAD = (
    "President of the Republic of Azerbaijan Ilham Aliyev has held an expanded meeting with President of the Republic "
    "of Kazakhstan Kassym-Jomart Tokayev, APA reports."
)
ADDRESSED = "The presidents addressed the meeting."


@pytest.fixture(scope="module")
def parsed() -> Parsed:
    return parse_file(SEEDS / "000_db14b8a6da182283.txt", SEEDS)


def paragraphs(parsed: Parsed, turn: int) -> list[str]:
    return parsed.transcripts[0].turns[turn].text.split("\n\n")


def test_the_head_is_read_from_the_first_lines(parsed: Parsed) -> None:
    (transcript,) = parsed.transcripts
    assert transcript.id == "000_db14b8a6da182283"
    assert transcript.title == "Presidents of Azerbaijan and Kazakhstan held expanded meeting"
    assert transcript.date == dt.date(2022, 8, 24)
    assert transcript.language == "en"
    assert (transcript.venue, transcript.source, parsed.warnings) == (None, None, ())


def test_five_turns_with_their_voices_and_how_these_are_known(parsed: Parsed) -> None:
    voices = [
        (turn.speaker, turn.as_printed, turn.role, turn.attribution, turn.kind) for turn in parsed.transcripts[0].turns
    ]
    narration = (None, None, None, Attribution.UNKNOWN, Kind.NARRATION)
    assert voices == [
        narration,
        ("Ilham Aliyev", "President Ilham Aliyev", "President", Attribution.HEADING, Kind.SPEECH),
        ("Kassym-Jomart Tokayev", "President Kassym-Jomart Tokayev", "President", Attribution.HEADING, Kind.SPEECH),
        ("Ilham Aliyev", "President Ilham Aliyev", "President", Attribution.LABEL, Kind.SPEECH),
        narration,
    ]


def test_the_reporters_lead_is_narration_at_the_start_and_again_at_the_end(parsed: Parsed) -> None:
    assert paragraphs(parsed, 0) == [LEAD, ADDRESSED]
    assert paragraphs(parsed, 4) == [LEAD, ADDRESSED]


def test_the_first_speech_has_ten_paragraphs_and_no_leading_dash(parsed: Parsed) -> None:
    # The issue says nine; the document prints ten under this heading.
    first, *_, last = spoken = paragraphs(parsed, 1)
    assert len(spoken) == 10
    assert first == ("Dear Kassym-Jomart Kemelevich, let me warmly welcome you again and say “You are welcome!”")
    assert last.startswith("I sincerely welcome you again. Thank you very much again")
    assert last.endswith("between two brotherly countries will develop successfully. Welcome again!")


def test_the_second_speech_runs_from_thanks_to_thanks(parsed: Parsed) -> None:
    first, second, *_, last = spoken = paragraphs(parsed, 2)
    assert len(spoken) == 11
    assert first == "Thank you, dear Ilham Heydar oglu."
    assert second.startswith("Dear colleagues, first of all, I would like to express my gratitude")
    assert last == "Thank you again."


def test_the_labelled_reply_is_two_words(parsed: Parsed) -> None:
    assert paragraphs(parsed, 3) == ["Thank you."]


def test_caption_headings_labels_and_dashes_are_not_text(parsed: Parsed) -> None:
    text = parsed.transcripts[0].text
    for mark in ("©", "Speech by", "UPDATED", "President Ilham Aliyev:", "24 August 2022", "17:32"):
        assert mark not in text
    assert not [line for line in text.split("\n") if line.startswith(("-", "–", "#"))]


def test_what_was_left_out_is_told(parsed: Parsed) -> None:
    assert list(parsed.dropped) == [
        "-UPDATED",
        "Presidents of Azerbaijan and Kazakhstan held expanded meeting",
        "© APA | Presidents of Azerbaijan and Kazakhstan held expanded meeting",
        "24 August 2022 17:32 (UTC +04:00)",
        "Speech by President Ilham Aliyev",
        "-",
        "Speech by President Kassym-Jomart Tokayev",
        "-",
        "President Ilham Aliyev:",
    ]


def test_repeated_narration_is_kept_for_its_context_only(parsed: Parsed) -> None:
    passages = passages_of(parsed.transcripts[0])
    lead = [(p.turn, p.reach) for p in passages if p.text == LEAD]
    addressed = [(p.turn, p.reach) for p in passages if p.text == ADDRESSED]
    assert lead == addressed == [(0, Reach.MEANING), (4, Reach.CONTEXT)]


def test_nothing_is_found_twice(parsed: Parsed) -> None:
    findable = [p.text for p in passages_of(parsed.transcripts[0]) if p.reach is not Reach.CONTEXT]
    assert sorted(findable) == sorted(set(findable))


def test_short_thanks_are_found_by_their_exact_words_only(parsed: Parsed) -> None:
    exact = [(p.turn, p.text) for p in passages_of(parsed.transcripts[0]) if p.reach is Reach.EXACT]
    assert exact == [(2, "Thank you again."), (3, "Thank you.")]
