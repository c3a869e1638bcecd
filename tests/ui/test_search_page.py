"""The search page in each of its states, through Streamlit's own test runner."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import pytest

from index import build
from search import SpeechSearch
from ui.hits import around

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Open = Callable[..., Any]
    """Opens the app over an index at an address; gives a Screen (see conftest.py)."""

PIPES = "pipes below Fennel Street?"
"""A question that one passage of the town answers, nearly word for word."""


class TestNothingAsked:
    def test_the_page_says_what_there_is_to_be_asked(self, town_index: Path, open_app: Open) -> None:
        app = open_app(town_index)
        assert "3 transcripts · 2 speakers · 12 March 2021 to 17 January 2023" in app.text
        assert app.title[0].value == "Rostrum"
        assert app.marks == []
        assert app.query_params == {}

    def test_one_transcript_of_one_day_is_counted_so(self, index_of: Callable[..., Path], open_app: Open) -> None:
        turn = {"speaker": "Edda Quillfeather", "text": "The harbour is open."}
        index = index_of({"id": "a", "date": "2022-05-01", "turns": [turn]})
        assert "1 transcript · 1 speaker · 1 May 2022" in open_app(index).lines

    @pytest.mark.parametrize("blank", ["", "   ", "\u00a0"])
    def test_a_blank_question_is_none(self, blank: str, town_index: Path, open_app: Open) -> None:
        assert "3 transcripts" in open_app(town_index, q=blank).text

    def test_an_example_is_asked_by_a_click(self, index_of: Callable[..., Path], open_app: Open) -> None:
        said = "Nothing is said against regional development. For regional development is what Marlhaven needs."
        app = open_app(
            index_of({"id": "a", "turns": [{"speaker": "Edda Quillfeather", "text": said}], "language": "en"})
        )
        question = "What did Edda Quillfeather say about regional development?"
        assert app.labels == [question]
        app.click(question)
        assert app.text_input[0].value == question
        assert app.query_params == {"q": question}
        assert "For regional development is what Marlhaven needs." in app.text


class TestResults:
    def test_the_answer_stands_on_top_with_who_when_and_where(self, town_index: Path, open_app: Open) -> None:
        app = open_app(town_index).ask(PIPES)
        assert app.lines[:5] == [
            "Answer",
            "“The old pipes below Fennel Street leak every winter.”",
            "— Tobin Ashgrove, Councillor17 January 2023 · Council session on water · Town hall · at 0:01 · source",
            "Very likely the answer.",
            "Passages",
        ]

    def test_the_best_sentence_of_a_hit_is_marked(self, town_index: Path, open_app: Open) -> None:
        app = open_app(town_index, q="How many passengers will the ferry carry?")
        assert app.marks[0] == "It will carry four hundred passengers a day."

    def test_a_question_goes_into_the_address_and_out_of_it(self, town_index: Path, open_app: Open) -> None:
        app = open_app(town_index).ask(PIPES)
        assert app.query_params == {"q": PIPES}
        assert app.ask("").query_params == {}

    def test_a_speaker_filter_leaves_only_their_passages(self, town_index: Path, open_app: Open) -> None:
        app = open_app(town_index, q="pipes library ferry")
        assert app.unfold().voices == {"Edda Quillfeather", "Tobin Ashgrove", "Questioner", "Narration"}
        app.multiselect[0].set_value(["Tobin Ashgrove"]).run()
        assert app.voices == {"Tobin Ashgrove"}
        assert app.query_params == {"q": "pipes library ferry", "speaker": "Tobin Ashgrove"}

    def test_speakers_are_offered_with_their_turns_the_most_frequent_first(
        self, index_of: Callable[..., Path], open_app: Open
    ) -> None:
        said = [("Abel", "One."), ("Zoe", "Two."), ("Bea", "Three."), ("Zoe", "Four.")]
        index = index_of({"id": "a", "turns": [{"speaker": speaker, "text": text} for speaker, text in said]})
        assert open_app(index).multiselect[0].options == ["Zoe (2 turns)", "Abel (1 turn)", "Bea (1 turn)"]

    def test_dates_leave_only_passages_between_them(self, town_index: Path, open_app: Open) -> None:
        app = open_app(town_index, q="pipes library ferry")
        app.date_input[0].set_value(dt.date(2022, 1, 1))
        app.date_input[1].set_value(dt.date(2022, 12, 31))
        app.run()
        assert app.query_params == {"q": "pipes library ferry", "since": "2022-01-01", "until": "2022-12-31"}
        assert set(re.findall(r"^.*\d{4} · .*$", app.text, re.MULTILINE)) == {
            "5 September 2022 · Opening of the town library · Marlhaven · source"
        }

    def test_dates_are_offered_as_far_as_the_transcripts_reach(self, town_index: Path, open_app: Open) -> None:
        app = open_app(town_index)
        assert [(each.label, each.min, each.max) for each in app.date_input] == [
            ("From", dt.date(2021, 3, 12), dt.date(2023, 1, 17)),
            ("To", dt.date(2021, 3, 12), dt.date(2023, 1, 17)),
        ]

    def test_the_date_filter_says_how_many_transcripts_it_leaves_out_for_want_of_a_date(
        self, index_of: Callable[..., Path], town_index: Path, open_app: Open
    ) -> None:
        index = index_of({"id": "a", "date": "2022-05-01", "turns": [{"text": "One."}]}, {"turns": [{"text": "Two."}]})
        assert open_app(index).date_input[0].help == "Leaves out 1 transcript without a date."
        assert open_app(town_index).date_input[0].help == ""

    def test_without_dates_in_the_index_there_is_no_date_filter(
        self, index_of: Callable[..., Path], open_app: Open
    ) -> None:
        index = index_of({"id": "a", "turns": [{"speaker": "Edda Quillfeather", "text": "The harbour is open."}]})
        app = open_app(index, q="harbour", since="2022")
        assert len(app.date_input) == 0
        assert "The date “since” was left out: no transcript has a date." in app.text
        assert app.marks == ["The harbour is open."]

    def test_what_is_no_named_speaker_says_what_it_is(self, index_of: Callable[..., Path], open_app: Open) -> None:
        turns = [
            {"text": "The reporter saw the harbour.", "kind": "narration"},
            {"text": "Is the harbour deep enough?", "kind": "question"},
            {"text": "This harbour is said to be cold."},
        ]
        app = open_app(index_of({"id": "a", "turns": turns}), q="harbour")
        assert app.voices == {"Narration", "Questioner", "Unknown speaker"}


class TestDoesNotSay:
    def test_it_is_said_and_the_nearest_passages_follow(self, town_index: Path, open_app: Open) -> None:
        app = open_app(town_index, q="What is the capital of Mongolia?")
        assert app.lines[:4] == [
            "The transcripts do not say",
            "Nothing in the transcripts comes near enough to this question to be quoted as an answer.",
            "The passages below are the nearest there are; they are probably about something else.",
            "Nearest passages",
        ]
        assert app.lines[4] == "3 passages"

    def test_no_sentence_is_marked_then(self, town_index: Path, open_app: Open) -> None:
        assert open_app(town_index, q="What is the capital of Mongolia?").marks == []


class TestWordsToFind:
    def test_they_have_passages_and_neither_an_answer_nor_a_lack_of_one(self, town_index: Path, open_app: Open) -> None:
        for words, mark in (
            ("pipes", "We shall replace the pipes before the summer ends."),
            ("ninety thousand books", "Our new library holds ninety thousand books and is open until midnight."),
        ):
            app = open_app(town_index, q=words)
            assert app.lines[0] == "Passages", words
            assert app.marks[0] == mark
            assert "do not say" not in app.text
            assert app.ask(f"{words}?").lines[0] == "Answer"

    def test_what_is_found_by_words_is_told_in_its_order(self, town_index: Path, open_app: Open) -> None:
        assert open_app(town_index, q="library").lines[1] == "2 passages, best first"


class TestNeighbours:
    def test_a_click_shows_the_passages_around_a_hit_with_their_speakers_and_another_hides_them(
        self, town_index: Path, open_app: Open
    ) -> None:
        app = open_app(town_index, q=PIPES)
        assert "Before" not in app.text
        app.click("Before and after")
        lines = app.lines
        start = lines.index("Before · Tobin Ashgrove, Councillor")
        assert lines[start : start + 7] == [
            "Before · Tobin Ashgrove, Councillor",
            "The water price rises by two crowns.",
            "Tobin Ashgrove, Councillor",
            "17 January 2023 · Council session on water · Town hall · at 0:01 · source",
            "The old pipes below Fennel Street leak every winter.",
            "After · Edda Quillfeather, Mayor",
            "We shall replace the pipes before the summer ends.",
        ]
        assert "Before" not in app.click("Hide before and after").text

    def test_where_a_transcript_begins_or_ends_that_is_said(
        self, index_of: Callable[..., Path], open_app: Open
    ) -> None:
        app = open_app(index_of({"id": "a", "turns": [{"text": "The harbour is open to all."}]}), q="harbour")
        lines = app.click("Before and after").lines
        start = lines.index("The transcript begins here.")
        assert lines[start : start + 5] == [
            "The transcript begins here.",
            "Unknown speaker",
            "undated · a",
            "The harbour is open to all.",
            "The transcript ends here.",
        ]

    def test_after_a_rebuild_without_the_hit_no_neighbours_are_made_up(self, tmp_path: Path, corpus: Path) -> None:
        index = tmp_path / "town.index"
        build([corpus], index, model="hashed-words")
        engine = SpeechSearch.open(index)
        hit = engine.search(PIPES)[0]
        (corpus / "water.json").unlink()
        build([corpus], index, model="hashed-words")
        assert "The index has been rebuilt since" in around(engine, hit)[1]


class TestNothingFound:
    def test_the_filter_to_blame_is_named_and_cleared_by_a_click(self, town_index: Path, open_app: Open) -> None:
        phrase = 'the "ninety thousand books" in the library'
        app = open_app(town_index, q=phrase, speaker="Tobin Ashgrove")
        assert app.lines[1:] == [
            "Nothing found",
            "No passage meets all of these conditions:",
            "it is by Tobin Ashgrove",
            "it contains “ninety thousand books”",
            "Without one of them, there is something to find:",
        ]
        assert app.labels == ["Clear the speakers", "Drop the quotation marks", "Clear all of these"]
        app.click("Clear the speakers")
        assert app.query_params == {"q": phrase}
        assert app.voices == {"Edda Quillfeather"}

    def test_only_what_would_find_something_is_offered(self, town_index: Path, open_app: Open) -> None:
        app = open_app(town_index, q='"green hydrogen" pipes', speaker="Tobin Ashgrove", until="2020")
        assert app.labels == ["Clear all of these"]
        app = open_app(town_index, q='"green hydrogen" pipes', speaker="Tobin Ashgrove")
        assert app.labels == ["Drop the quotation marks", "Clear all of these"]

    def test_quotation_marks_are_dropped_by_a_click(self, town_index: Path, open_app: Open) -> None:
        app = open_app(town_index, q='"winter leak"')
        assert app.lines[2:4] == [
            "No passage meets this condition:",
            "it contains “winter leak”",
        ]
        app.click("Drop the quotation marks")
        assert app.text_input[0].value == "winter leak"
        assert app.marks[0] == "The old pipes below Fennel Street leak every winter."

    def test_dates_that_leave_nothing_are_named_and_cleared(self, town_index: Path, open_app: Open) -> None:
        app = open_app(town_index, q=PIPES, since="2023-02", until="2024")
        assert app.lines[1:4] == [
            "No passage meets all of these conditions:",
            "it is from 1 February 2023 or later",
            "it is from 31 December 2024 or earlier",
        ]
        app.click("Clear the dates")
        assert (app.query_params, [each.value for each in app.date_input]) == ({"q": PIPES}, [None, None])


class TestQuestionsThatCannotBeAsked:
    @pytest.mark.parametrize(
        ("question", "why"),
        [
            ("?! …", "nothing was asked: the question holds no word"),
            ("ferry " * 1000, "the question has 6,000 characters; at most 5,000 can be asked"),
            ("x" * 100_000, "the question has 100,000 characters; at most 5,000 can be asked"),
        ],
        ids=["no word", "long", "very long"],
    )
    def test_it_is_said_why(self, question: str, why: str, town_index: Path, open_app: Open) -> None:
        assert open_app(town_index, q=question).lines == ["This cannot be asked", why]

    def test_days_the_wrong_way_round_are_pointed_out(self, town_index: Path, open_app: Open) -> None:
        app = open_app(town_index, q=PIPES, since="2023", until="2022")
        assert "the first day, 2023-01-01, is after the last, 2022-12-31; swap them" in app.text
        app.click("Swap the dates")
        assert app.query_params == {"q": PIPES, "since": "2022-12-31", "until": "2023-01-01"}
        assert "swap them" not in app.text
