"""What a page prints around a text: nobody's words, whatever stands above it; and a refrain stays the speaker's."""

from __future__ import annotations

import json

import pytest

from index.furniture import foot_of, is_foot, is_furniture
from index.parsing import parse_bytes
from index.passages import passages_of
from index.records import Kind, Reach, Transcript, Turn

DEBATE = (
    "Harbour opened\n\n3 May 2021\n\nAda Korvin: It is open today.\n\nJon Lund: May the sea be kind to all of us.\n\n"
)
FOOT = "Published in sections: News, Transcripts\n\nPublication date: May 3, 2021, 17:00\n\nText version\n"


def transcript(text: str, name: str = "a.txt") -> Transcript:
    (found,) = parse_bytes(text.encode(), name).transcripts
    return found


def last(text: str, name: str = "a.txt") -> tuple[str | None, Kind, str]:
    turn = transcript(text, name).turns[-1]
    return turn.speaker, turn.kind, turn.text


@pytest.mark.parametrize(
    "line",
    [
        "© 2021 Harbour Press",
        "Copyright 2021 Harbour Press. All rights reserved.",
        "Harbour Press 2021, alle Rechte vorbehalten",
        "Published in section: News",
        "Direct link: harbour.example/d/62997",
        "Опубликовано в разделах: Новости, Стенограммы",
        "Follow us on Facebook, Twitter, and Instagram",
        "Suivez-nous sur Facebook et Twitter",
        "Privacy policy | Terms of use | Contact",
        "Politique de confidentialité",
        "Читайте также: Порт открыт",
        "Read more: Ferry sails on Monday",
        "Next Post: Ferry sails on Monday",
        "https://harbour.example/speeches/17",
        "To view the slides of the harbour, visit <https://harbour.example/slides.pdf>",
        "_The source for this text is: [Harbour papers](https://harbour.example)._",
        "Share this page",
        "Back to top",
        "Seite drucken",
        "Views: 1 204",
    ],
)
def test_lines_of_a_page_are_told_by_their_words(line: str) -> None:
    assert is_furniture(line)
    assert foot_of(["May the sea be kind to all of us.", line]) == 1


@pytest.mark.parametrize(
    "line",
    [
        "Thank you.",
        "God bless you, and God bless the harbour of Marlhaven",
        "Mr. President, I thank you",
        "Share",
        "Print",
        "Follow us on this journey, and you will see the sea",
        "Follow us on Facebook.",
        "Copyright is what we must speak of today",
        "All rights are reserved for those who sail, and we shall defend them.",
        "(c) Penmanship.",
        "(c) The act of 1998 on ferries",
        "Updated: we no longer sail. That is what I came to say.",
        "topics: infrastructure, services and investment",
        "Sign up for coverage at harbour.example by Monday",
        "To see the sea, visit Marlhaven",
        "Read more, my friends",
        "Home",
    ],
)
def test_what_may_be_said_is_no_furniture_by_itself(line: str) -> None:
    assert not is_furniture(line)
    assert foot_of(["May the sea be kind to all of us.", line]) == 2


def test_the_foot_of_a_page_is_not_the_last_speakers() -> None:
    turns = transcript(DEBATE + FOOT).turns
    assert [(turn.speaker, turn.kind) for turn in turns] == [
        ("Ada Korvin", Kind.SPEECH),
        ("Jon Lund", Kind.SPEECH),
        (None, Kind.NARRATION),
    ]
    assert turns[1].text == "May the sea be kind to all of us."
    assert turns[2].text == FOOT.strip()


def test_the_foot_of_a_page_is_kept_and_not_found_by_itself() -> None:
    found = passages_of(transcript(f"{DEBATE}{FOOT}\nMinistry of Ports and Ferries of Osk Island\n"))
    assert [passage.reach for passage in found] == [Reach.MEANING, Reach.MEANING, *[Reach.CONTEXT] * 4]


def test_a_foot_begins_where_something_is_certainly_of_the_page() -> None:
    lines = ["We sail.", "Share", "Print", "© 2021 Harbour Press", "12 Harbour Street", "Phone 555 0100", "Facebook"]
    assert foot_of(lines) == 1
    assert foot_of(["We sail.", "Share", "Print", "12 Harbour Street"]) == 4


def test_a_long_list_below_a_line_of_the_page_is_no_foot() -> None:
    names = [f"Councillor {number}" for number in range(40)]
    assert foot_of(["We sail.", "Text version", *names]) == 42
    assert foot_of(["We sail.", "Text version", *names[:39]]) == 1


def test_a_sentence_below_furniture_is_still_said() -> None:
    said = "Read more: Ferry sails on Monday\n\nAnd so, my friends, we shall all sail together.\n"
    assert last(DEBATE + said) == ("Jon Lund", Kind.SPEECH, "And so, my friends, we shall all sail together.")
    assert foot_of(["© 2021 Harbour Press", "And so, my friends, we shall all sail together."]) == 2


def test_a_refrain_in_many_files_stays_the_speakers() -> None:
    refrain = "Thank you, and God bless the harbour of Marlhaven"
    assert last(f"{DEBATE}{refrain}\n") == ("Jon Lund", Kind.SPEECH, f"May the sea be kind to all of us.\n\n{refrain}")


@pytest.mark.parametrize("said", ["Follow us to the harbour, my friends.", "Share this bread with your neighbours."])
def test_words_that_pages_print_too_are_the_speakers_amid_a_speech(said: str) -> None:
    turns = transcript(f"{DEBATE}{said}\n\nAda Korvin: We sail.\n").turns
    assert (turns[1].speaker, turns[1].text.endswith(said)) == ("Jon Lund", True)


@pytest.mark.parametrize("line", ["Read more: Ferry sails on Monday", "Follow us on Telegram", "Related news"])
def test_links_to_other_pages_amid_a_speech_are_nobodys_words(line: str) -> None:
    turns = transcript(f"{DEBATE}{line}\n\nWe sail.\n\nAda Korvin: When?\n").turns
    assert [(turn.speaker, turn.text) for turn in turns[2:4]] == [(None, line), ("Jon Lund", "We sail.")]


def test_the_foot_below_a_rule_leaves_the_rule_where_it_was() -> None:
    assert foot_of(["We sail.", "* * *", "Text version"]) == 2


def test_a_bold_word_of_the_page_is_no_label() -> None:
    text = "# Harbour opened\n\n**Ada Korvin:** It is open.\n\n**Jon Lund:** We sail.\n\n**Tags:** harbour, ferry\n"
    assert last(text, "a.md") == (None, Kind.NARRATION, "Tags: harbour, ferry")


@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_the_foot_comes_off_a_turn_that_a_file_gives_to_somebody(between: str) -> None:
    said = between.join(["The harbour is open.", "Thank you.", "Published in section: News", "Text version"])
    turns = transcript(json.dumps({"turns": [{"speaker": "Ada Korvin", "text": said}]}), "a.json").turns
    assert [(turn.speaker, turn.text) for turn in turns] == [
        ("Ada Korvin", f"The harbour is open.{between}Thank you."),
        (None, "Published in section: News\n\nText version"),
    ]


def test_a_turn_that_is_nothing_but_an_address_stays_its_speakers() -> None:
    rows = "speaker,text\nAda Korvin,Where is it?\nJon Lund,https://harbour.example/d/17\n"
    assert last(rows, "chat.csv") == ("Jon Lund", Kind.SPEECH, "https://harbour.example/d/17")


def test_what_was_recorded_has_no_page_around_it() -> None:
    cue = "WEBVTT\n\n00:01.000 --> 00:03.000\nThe harbour is open.\n\n00:09.000 --> 00:12.000\nFollow us on Facebook\n"
    assert last(cue, "a.vtt")[1] is Kind.SPEECH


def test_a_text_of_nothing_else_is_kept() -> None:
    found = transcript("# Harbour opened\n\n**Tags:** harbour, ferry\n\nCategory: News\n\nText version\n", "a.md")
    assert found.text == "Tags: harbour, ferry\n\nCategory: News\n\nText version"


def test_furniture_above_the_text_is_no_title_and_nobodys_words() -> None:
    head = "Skip to main content\n\nHarbour opened\n\nSpeech by Mayor Ada Korvin\n\nThe harbour is open.\n"
    found = transcript(head)
    assert found.title == "Harbour opened"
    assert found.turns[0] == Turn("Skip to main content", kind=Kind.NARRATION)
    assert passages_of(found)[0].reach is Reach.CONTEXT


def test_a_long_narration_is_no_foot() -> None:
    assert not is_foot("\n\n".join(["The harbour is open."] * 5000))
    assert is_foot(FOOT)
