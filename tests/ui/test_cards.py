"""What a card says of who, when and where."""

from __future__ import annotations

import datetime as dt

import pytest

from index import Kind, Passage, TranscriptHead
from search import Answer, Citation, Hit
from ui.cards import answer_card, clock, day, hit_card, neighbour_card, when_where, who

HEAD = TranscriptHead("council/water", title="Council session on water", date=dt.date(2023, 1, 17))


def passage(text: str = "The water price rises.", **more: object) -> Passage:
    return Passage(1, "council/water", 0, 0, 0, len(text), text, **more)  # type: ignore[arg-type]


def answer(confidence: float) -> Answer:
    citation = Citation("The price rises.", passage(speaker="Tobin Ashgrove"), HEAD, 0, 16)
    return Answer("?", citation.quote, confidence, (citation,), ())


@pytest.mark.parametrize(
    ("found", "shown"),
    [
        (
            passage(speaker="Tobin Ashgrove", role="Councillor"),
            '<bdi>Tobin Ashgrove</bdi><span class="rostrum-role">, <bdi>Councillor</bdi></span>',
        ),
        (passage(speaker="The Mayor", role="The Mayor"), "<bdi>The Mayor</bdi>"),
        (passage(speaker="Jon Lund", role="Mr."), "<bdi>Jon Lund</bdi>"),
        (
            passage(speaker="Tobin Ashgrove", kind=Kind.QUESTION),
            '<bdi>Tobin Ashgrove</bdi><span class="rostrum-role">, <bdi>question</bdi></span>',
        ),
        (passage(), "<bdi>Unknown speaker</bdi>"),
        (
            passage(kind=Kind.QUESTION),
            '<bdi>Questioner</bdi><span class="rostrum-role">, <bdi>not named</bdi></span>',
        ),
        (
            passage(kind=Kind.NARRATION),
            '<bdi>Narration</bdi><span class="rostrum-role">, <bdi>the reporter’s own words</bdi></span>',
        ),
        (passage(kind=Kind.STAGE), "<bdi>Stage direction</bdi>"),
    ],
    ids=["with role", "role is the name", "form of address", "asks", "unknown", "unnamed asker", "narration", "stage"],
)
def test_a_passage_says_whose_words_it_holds(found: Passage, shown: str) -> None:
    assert who(found) == shown


def test_all_that_is_known_of_when_and_where_is_said() -> None:
    head = TranscriptHead("w", "Water", dt.date(2023, 1, 7), "Town hall", "en", "https://example.org/w?a=1&b=2")
    assert when_where(head, passage(start_s=3723.9)) == (
        '<time datetime="2023-01-07">7 January 2023</time> · <bdi>Water</bdi> · <bdi>Town hall</bdi> · at 1:02:03 · '
        '<a href="https://example.org/w?a=1&amp;b=2" target="_blank">source</a>'
    )


def test_a_transcript_that_says_nothing_of_itself_is_undated_and_goes_by_its_id() -> None:
    assert when_where(TranscriptHead("folder/file"), passage()) == "undated · <bdi>folder/file</bdi>"


def test_a_source_that_is_no_web_address_is_not_linked_to() -> None:
    head = TranscriptHead("w", source="javascript:alert(1)")
    assert when_where(head, passage()) == "undated · <bdi>w</bdi>"


@pytest.mark.parametrize(("seconds", "shown"), [(0.0, "0:00"), (61.9, "1:01"), (3600.0, "1:00:00")])
def test_a_place_in_a_recording_reads_like_a_player(seconds: float, shown: str) -> None:
    assert clock(seconds) == shown


def test_days_are_written_out() -> None:
    assert day(dt.date(2022, 8, 4)) == "4 August 2022"


@pytest.mark.parametrize(
    ("confidence", "words"),
    [
        (1.0, "Very likely the answer."),
        (0.8, "Very likely the answer."),
        (0.79, "Likely the answer."),
        (0.49, "Quite possibly the answer; see it in its context below."),
        (0.2, "Possibly the answer; see it in its context below."),
    ],
)
def test_confidence_is_said_in_words(confidence: float, words: str) -> None:
    assert f">{words}<" in answer_card(answer(confidence))


def test_an_answer_is_the_quote_between_quotation_marks_with_its_speaker_below() -> None:
    assert "“The price rises.”</blockquote><footer>" in answer_card(answer(0.9))
    assert "— <bdi>Tobin Ashgrove</bdi>" in answer_card(answer(0.9))


def test_a_hit_marks_the_best_sentence_and_names_the_language() -> None:
    head = TranscriptHead("w", language="en")
    hit = Hit(passage("One. Two.\n\nThree."), head, 1.0, 1, ((5, 9),))
    assert '<div class="rostrum-text" dir="auto" lang="en">One. <mark>Two.</mark>\n\nThree.</div>' in hit_card(hit)


def test_a_neighbour_says_where_it_stands_and_who_speaks() -> None:
    card = neighbour_card(passage("Yes <b>.", speaker="Edda Quillfeather"), place="Before", language=None)
    assert ">Before · <bdi>Edda Quillfeather</bdi></p>" in card
    assert 'dir="auto">Yes &lt;b&gt;.</div>' in card
