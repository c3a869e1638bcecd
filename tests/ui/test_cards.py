"""What a card says of who, when and where."""

from __future__ import annotations

import datetime as dt

import pytest

from index import Kind, Passage, TranscriptHead
from search import Answer, Citation, Hit
from search.constraints import Constraint, ConstraintKind
from search.results import Match, Reason
from ui.cards import (
    abstention_card,
    answer_card,
    citations_card,
    clock,
    hit_card,
    neighbour_card,
    repeats_card,
    similar_card,
    when_where,
    who,
    why_card,
)

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


@pytest.mark.parametrize(
    ("confidence", "words"),
    [
        (1.0, "Very likely the answer."),
        (0.8, "Very likely the answer."),
        (0.79, "Likely the answer."),
        (0.49, "Quite possibly the answer; read it in its context."),
        (0.2, "Possibly the answer; read it in its context."),
    ],
)
def test_confidence_is_said_in_words(confidence: float, words: str) -> None:
    assert f">{words}<" in answer_card(answer(confidence))


def test_an_answer_is_the_quote_between_quotation_marks_with_its_speaker_below() -> None:
    assert "“The price rises.”</blockquote><footer>" in answer_card(answer(0.9))
    assert '— <a href="speakers?name=Tobin+Ashgrove"><bdi>Tobin Ashgrove</bdi></a>' in answer_card(answer(0.9))


def test_a_hit_leads_to_its_speaker_and_to_its_place_in_the_transcript() -> None:
    card = hit_card(Hit(passage(speaker="Ada & Co"), HEAD, 1.0, 1))
    assert '<h3><a href="speakers?name=Ada+%26+Co"><bdi>Ada &amp; Co</bdi></a></h3>' in card
    assert '<a href="transcript?id=council%2Fwater&amp;passage=1"><bdi>Council session on water</bdi></a>' in card
    assert "<h3><bdi>Unknown speaker</bdi></h3>" in hit_card(Hit(passage(), HEAD, 1.0, 1))


@pytest.mark.parametrize(
    ("reason", "why", "instead"),
    [
        (Reason.NOTHING_NEAR, "Nothing in the transcripts comes near enough", "they are probably about something else"),
        (Reason.NOTHING_ANSWERS, "Something near to this was said, but nothing", "the marked words in them nearest"),
        (Reason.STRANGER, "Nobody called “&lt;i&gt;Ada”, “Max” or “{1}” speaks", "the nearest to it that others said"),
    ],
)
def test_an_abstention_says_why_and_what_follows_instead(reason: Reason, why: str, instead: str) -> None:
    strangers = [Constraint(ConstraintKind.STRANGER, name, name, 0, 1, True) for name in ("<i>Ada", "Max", "{1}")]
    card = abstention_card(Answer("q", None, 0.0, (), (), reason, tuple(strangers)))
    assert "<h2>The transcripts do not say</h2>" in card
    assert why in card
    assert instead in card
    assert "By others" not in card


def test_an_abstention_shows_what_others_say_where_the_question_was_held_to_somebody() -> None:
    said = Hit(passage("<b>", speaker="Tobin Ashgrove"), HEAD, 1.0, 1)
    card = abstention_card(Answer("q", None, 0.0, (), (), Reason.NOTHING_NEAR, elsewhere=(said,)))
    assert f"<h3>By others, or at another time</h3>{similar_card(said)}</section>" in card


def test_what_that_somebody_said_then_is_not_shown_as_said_by_others() -> None:
    said = Hit(passage(speaker="Tobin Ashgrove"), HEAD, 1.0, 1)
    card = abstention_card(Answer("q", None, 0.0, (), (said,), Reason.NOTHING_NEAR, elsewhere=(said,)))
    assert "By others" not in card


def test_a_hit_marks_the_best_sentence_and_names_the_language() -> None:
    head = TranscriptHead("w", language="en")
    hit = Hit(passage("One. Two.\n\nThree."), head, 1.0, 1, ((5, 9),))
    assert '<div class="rostrum-text" dir="auto" lang="en">One. <mark>Two.</mark>\n\nThree.</div>' in hit_card(hit)


def test_a_neighbour_says_where_it_stands_and_who_speaks() -> None:
    card = neighbour_card(passage("Yes <b>.", speaker="Edda Quillfeather"), place="Before", language=None)
    assert ">Before · <bdi>Edda Quillfeather</bdi></p>" in card
    assert 'dir="auto">Yes &lt;b&gt;.</div>' in card


def test_words_that_matched_are_set_off_inside_the_sentence_and_outside() -> None:
    met = (Match(0, 3, "1", 0.9), Match(5, 8, "2", 0.8))
    hit = Hit(passage("One. Two."), HEAD, 1.0, 1, ((5, 9),), why=met)
    assert '<span class="rostrum-met">One</span>. <mark><span class="rostrum-met">Two</span>.</mark></div>' in hit_card(
        hit
    )


def test_why_is_told_word_by_word_and_by_both_arms() -> None:
    met = (Match(4, 9, "fee", 0.6), Match(10, 15, "<fee>", 0.6), Match(16, 21, "fee", 0.7))
    card = why_card(Hit(passage("The water price rises."), HEAD, 1.0, 1, (), 0.546, 0.27, met))
    assert card.startswith('<details class="rostrum-fold"><summary>Why this matched</summary>')
    assert (
        "<ul><li><bdi>fee</bdi> → <bdi>water</bdi>, <bdi>rises</bdi></li>"
        "<li><bdi>&lt;fee&gt;</bdi> → <bdi>price</bdi></li></ul>"
    ) in card
    assert "Nearness in meaning: 0.55 (cosine; 1 is the same meaning)." in card
    assert "Shared words: 27% of the highest score possible (BM25)." in card


def test_what_matched_in_no_way_says_so() -> None:
    card = why_card(Hit(passage(), HEAD, 1.0, 1))
    assert "<ul>" not in card
    assert "too short for its meaning to be compared. It shares no word with the question." in card


def test_repeats_are_counted_and_tell_where_else_they_stand() -> None:
    other = Passage(2, "other", 0, 0, 0, 3, "Yes")
    card = repeats_card((passage(), other), {HEAD.id: HEAD})
    assert "<summary>Said 2 more times in the same words</summary>" in card
    assert "<bdi>Council session on water</bdi></li><li>undated · <bdi>other</bdi></li>" in card
    assert "<summary>Said once more in the same words</summary>" in repeats_card((other,), {})


def test_a_similar_passage_says_who_when_and_where() -> None:
    card = similar_card(Hit(passage("<b>", speaker="Tobin Ashgrove"), HEAD, 1.0, 1))
    assert '<a href="speakers?name=Tobin+Ashgrove"><bdi>Tobin Ashgrove</bdi></a></p>' in card
    assert "17 January 2023" in card
    assert 'dir="auto">&lt;b&gt;</div>' in card


def test_a_similar_passage_leads_to_its_place_in_the_transcript() -> None:
    card = similar_card(Hit(passage("Yes", speaker="Tobin Ashgrove"), HEAD, 1.0, 1))
    there = 'href="transcript?id=council%2Fwater&amp;passage=1"'
    assert f"<a {there}><bdi>Council session on water</bdi></a>" in card
    assert f"<a {there}>Open in transcript</a>" in card


def test_what_is_to_be_copied_is_text_beside_a_button_that_says_what_it_copies() -> None:
    assert citations_card({"Plain text": "“<b>” &amp;\n> x"}) == (
        '<section class="rostrum-citations"><div class="rostrum-copyable">'
        '<p><span class="rostrum-aside">Plain text</span>'
        '<button class="rostrum-copy">Copy<span class="rostrum-unseen"> as Plain text</span></button>'
        '<span class="rostrum-copied" role="status"></span></p>'
        '<div class="rostrum-to-copy" dir="auto">“&lt;b&gt;” &amp;amp;\n&gt; x</div></div></section>'
    )


def test_without_the_best_sentence_only_words_are_set_off() -> None:
    hit = Hit(passage("The pipes leak."), HEAD, 1.0, 1, ((0, 15),), why=(Match(4, 9, "pipes", 1.0),))
    assert "<mark>" in hit_card(hit)
    assert 'The <span class="rostrum-met">pipes</span> leak.' in hit_card(hit, best_marked=False)
    assert "<mark>" not in hit_card(hit, best_marked=False)
