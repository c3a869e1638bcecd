"""What the trained reader makes of passages goes into their order and into the answer; here it is a fake."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from helpers import write_files
from ranking import indexed

from index import build
from index.embedders import HashedWordsEmbedder
from search import Filters, Reason, SpeechSearch, close_reading
from search.close_reading import READ, CloseReading
from search.confidence import ORDER, SENTENCE, SPAN, Calibration
from search.reader_model import Reading
from search.sentence_reader import SentenceReader
from search.span_reader import SpanReader

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

PIPES = "The water pipes leak. Replacing the water pipes costs ninety crowns. Nobody likes water in the street."
FERRY = "Water is what the ferry sails on, and water is cold."
PRICE = "The price of water rises. It rises by two crowns. Why does the water cost so much?"
SAID = [("Edda Quillfeather", PIPES), ("Tobin Ashgrove", FERRY), ("Ida Marsh", PRICE)]


class Pointing:
    """Finds a passage the more to the point, and the surer to answer, the earlier in a list what stands in it is."""

    def __init__(self, *marks: str) -> None:
        self._marks = marks
        self.seen: list[tuple[str, Sequence[tuple[str | None, str]]]] = []

    def read(
        self, question: str, passages: Sequence[tuple[str | None, str]], focuses: Sequence[int | None] | None = None
    ) -> list[Reading]:
        assert focuses is not None
        assert all(text[start or 0 :] for (_, text), start in zip(passages, focuses, strict=True))
        self.seen.append((question, passages))
        return [self._reading(text) for _, text in passages]

    def _reading(self, text: str) -> Reading:
        offsets = np.array([match.span() for match in re.finditer(r"\w+|[^\w\s]", text)], np.int32)
        for place, mark in enumerate(self._marks):
            if mark in text:
                start = text.index(mark)
                worth = 50.0 - 10 * place
                starts, ends = (np.full(len(offsets), -50, np.float32) for _ in range(2))
                starts[offsets[:, 0] == start] = ends[offsets[:, 1] == start + len(mark)] = worth
                return Reading(worth, worth, offsets, starts, ends)
        nothing = np.full(len(offsets), -50, np.float32)
        return Reading(-50.0, -50.0, offsets, nothing, nothing)


class Doubting(Pointing):
    """Is as sure that passages answer, and marks in them what is hardly better than nothing."""

    def _reading(self, text: str) -> Reading:
        found = super()._reading(text)
        return replace(found, starts=np.minimum(found.starts, -1), ends=np.minimum(found.ends, -1))


BY_READER = Calibration(tuple(0.1 * (name == "answers") for name in SPAN), 0.0, 0.5, 0.2)
BY_COSINE = Calibration(tuple(float(name == "cosine") for name in SENTENCE), 0.0, 0.9, 0.2)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    turns = {name: [(who, text)] for name, (who, text) in zip(("pipes", "ferry", "price"), SAID, strict=True)}
    return indexed(tmp_path_factory.mktemp("closely"), turns, language="en")


def engine(index: Path, *words: str, reader: Calibration = BY_READER) -> tuple[SpeechSearch, Pointing]:
    pointing = Pointing(*words)
    return (
        SpeechSearch.open(
            index,
            embedder=HashedWordsEmbedder(),
            reader=SpanReader(reader, SentenceReader(BY_COSINE)),
            close_reading=CloseReading(pointing),
        ),
        pointing,
    )


def test_searching_reads_closely_only_when_asked_to(index: Path) -> None:
    reading, pointing = engine(index, "ferry", "price")

    plain = [hit.passage.text for hit in reading.search("water")]
    assert pointing.seen == []
    assert [hit.passage.text for hit in reading.search("water", rerank=True)] == [FERRY, PRICE, PIPES]
    assert pointing.seen == [
        ("water", [(None, f"{who}: {text}") for text in plain for who, said in SAID if said == text])
    ]


def test_the_sentence_that_was_marked_is_what_a_hit_highlights(index: Path) -> None:
    (pipes,) = (hit for hit in engine(index, "ninety crowns")[0].search("water", rerank=True) if hit.rank == 1)
    (plain,) = (hit for hit in engine(index)[0].search("water") if hit.passage.text == PIPES)

    assert [pipes.passage.text[slice(*each)] for each in pipes.highlights] == [
        "Replacing the water pipes costs ninety crowns."
    ]
    assert plain.highlights != pipes.highlights


def test_scores_fall_from_hit_to_hit_also_behind_what_was_read(tmp_path: Path) -> None:
    turns = [(f"Member {n}", f"Water number {n} flows under bridge {n}.") for n in range(READ + 5)]
    reading, pointing = engine(indexed(tmp_path, {"bridge": turns}, language="en"), "bridge 3.")

    hits = reading.search("water bridge", top_k=READ + 5, rerank=True)

    assert len(hits) == READ + 5
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert [len(passages) for _, passages in pointing.seen] == [READ]


def test_an_answer_quotes_the_sentence_that_was_marked_and_marks_it(index: Path) -> None:
    answer = engine(index, "ninety crowns")[0].ask("What do water pipes cost?")

    assert answer.text == "Replacing the water pipes costs ninety crowns."
    (citation,) = answer.citations
    assert citation.marked is not None
    assert citation.quote[slice(*citation.marked)] == "ninety crowns"
    assert answer.read_closely


def test_a_mark_across_two_sentences_quotes_both(index: Path) -> None:
    answer = engine(index, "costs ninety crowns. Nobody")[0].ask("What do water pipes cost?")

    assert answer.text == "Replacing the water pipes costs ninety crowns. Nobody likes water in the street."


def test_several_voices_each_give_their_best_quote(index: Path) -> None:
    answer = engine(index, "ninety crowns", "two crowns", "cold")[0].ask("What about water?")

    assert [each.passage.speaker for each in answer.citations] == ["Edda Quillfeather", "Ida Marsh", "Tobin Ashgrove"]
    assert answer.citations[1].quote == "The price of water rises. It rises by two crowns."
    assert [each.confidence for each in answer.citations] == sorted(
        (each.confidence for each in answer.citations), reverse=True
    )


def test_a_quote_that_is_much_less_sure_than_the_first_is_not_given(index: Path) -> None:
    reading, _ = engine(index, "ninety crowns", "-", "--", "---", "two crowns", "cold")

    answer = reading.ask("What about water?")

    found = {
        each.passage.speaker: (round(each.confidence, 2), each.sure) for each in reading.candidates("What about water?")
    }
    assert found == {"Edda Quillfeather": (0.99, True), "Ida Marsh": (0.73, True), "Tobin Ashgrove": (0.5, True)}
    assert [each.passage.speaker for each in answer.citations] == ["Edda Quillfeather", "Ida Marsh"]


def test_weights_of_their_own_put_quotes_in_order_and_the_first_answers_or_nothing_does(index: Path) -> None:
    words = ("ninety crowns", "two crowns", "cold")
    backwards = (-1.0,) + (0.0,) * (ORDER - 1)

    answer = engine(index, *words, reader=replace(BY_READER, order=backwards))[0].ask("What about water?")
    unsure = engine(index, *words, reader=replace(BY_READER, order=backwards, threshold=0.97))[0]

    assert answer.citations[0].passage.speaker == "Tobin Ashgrove"
    assert [each.sure for each in unsure.candidates("What about water?")] == [False, True, True]
    assert unsure.ask("What about water?").text is None


def test_of_several_who_are_asked_by_name_each_is_heard_who_has_anything_sure_to_say(index: Path) -> None:
    reading, _ = engine(index, "ninety crowns", "-", "--", "---", "two crowns", "cold")

    answer = reading.ask("According to Quillfeather and Ashgrove, what about water?")

    assert [each.passage.speaker for each in answer.citations] == ["Edda Quillfeather", "Tobin Ashgrove"]


def test_one_voice_alone_gives_several_quotes(tmp_path: Path) -> None:
    folder = indexed(tmp_path, {"one": [("Ida Marsh", PIPES)], "two": [("Ida Marsh", FERRY)]}, language="en")

    answer = engine(folder, "ninety crowns", "cold")[0].ask("What about water?")

    assert [each.passage.text for each in answer.citations] == [PIPES, FERRY]


def test_a_marked_question_is_not_quoted_but_the_best_statement(index: Path) -> None:
    found = engine(index, "Why does")[0].candidates("What about the price of water?")

    (price,) = (each for each in found if each.passage.text == PRICE)
    assert "?" not in price.quote
    assert price.marked is None
    assert len(price.features) == len(SPAN)


def test_where_a_number_is_asked_for_some_words_must_be_marked_as_it(index: Path) -> None:
    reading, _ = engine(index, "ninety crowns")
    doubting = SpeechSearch.open(
        index,
        embedder=HashedWordsEmbedder(),
        reader=SpanReader(BY_READER, SentenceReader(BY_COSINE)),
        close_reading=CloseReading(Doubting("ninety crowns")),
    )
    said = "Replacing the water pipes costs ninety crowns."

    assert reading.ask("How many crowns does replacing the pipes downtown cost?").text == said
    assert doubting.ask("How many crowns does replacing the pipes downtown cost?").reason is Reason.NOTHING_ANSWERS
    assert doubting.ask("How many crowns does replacing the pipes cost?").text == said
    assert doubting.ask("What makes replacing the pipes downtown dear?").text == said


def test_who_said_it_is_answered_by_whoever_says_it(index: Path) -> None:
    reading = SpeechSearch.open(
        index, embedder=HashedWordsEmbedder(), reader=SpanReader(BY_READER, SentenceReader(sure()))
    )

    answer = reading.ask("Who said that the water pipes leak?")

    assert (answer.who, answer.text) == ("Edda Quillfeather", "The water pipes leak.")
    assert reading.ask("What about the water pipes?").who is None


def sure() -> Calibration:
    return Calibration((0.0,) * len(SENTENCE), 0.0, 0.1, 0.2)


def test_what_is_near_and_does_not_answer_is_told_from_what_is_not_near(index: Path) -> None:
    reading, _ = engine(index)

    near = reading.ask("What do the water pipes sing at night?")
    far = reading.ask("Which comet collided with Jupiter?")

    assert (near.text, near.reason) == (None, Reason.NOTHING_ANSWERS)
    assert (far.text, far.reason) == (None, Reason.NOTHING_NEAR)


def test_a_slow_machine_reads_only_when_asked_to(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(close_reading, "IN_TIME_S", 0.0)
    monkeypatch.setattr(close_reading, "_TRY_AGAIN", 3)
    reading, pointing = engine(index, "ninety crowns")

    # How long it takes is seen the third time, since the first also reads the weights, and the second brings PyTorch
    # along; later it is tried again.
    asked = [reading.ask("What about water?").read_closely for _ in range(8)]
    assert asked == [True, True, True, False, False, False, True, False]
    assert reading.ask("What about water?", rerank=True).read_closely
    assert not reading.ask("What about water?", rerank=False).read_closely
    assert len(pointing.seen) == 5


def test_one_slow_reading_among_fast_ones_changes_nothing() -> None:
    reading = CloseReading(Pointing())
    reading._took_s.extend([0.1, 9.0, 9.0])
    assert reading.is_in_time()
    reading._took_s.extend([9.0] * 3)
    assert not reading.is_in_time()


class English(HashedWordsEmbedder):
    languages = frozenset({"en"})


def test_what_is_in_a_language_that_is_not_known_is_not_read(tmp_path: Path) -> None:
    folder = indexed(tmp_path, {"water": [("Ida Marsh", PIPES)]}, language="el")
    pointing = Pointing("ninety")
    reading = SpeechSearch.open(folder, embedder=English(), close_reading=CloseReading(pointing))

    assert [hit.passage.text for hit in reading.search("water", rerank=True)] == [PIPES]
    assert pointing.seen == []


def test_what_cannot_be_read_keeps_its_place_among_what_is_read(tmp_path: Path) -> None:
    turns = {
        "a": "Water, water, water: the price of it rises.",
        "el": "Water, water: its price.",
        "b": "Water is cold here.",
    }
    files = {
        f"{name}.json": json.dumps(
            {"language": "el" if name == "el" else "en", "turns": [{"speaker": "Ida Marsh", "text": text}]}
        )
        for name, text in turns.items()
    }
    build([write_files(tmp_path / "src", files)], tmp_path / "i.index", embedder=HashedWordsEmbedder())
    pointing = Pointing("cold")
    reading = SpeechSearch.open(tmp_path / "i.index", embedder=English(), close_reading=CloseReading(pointing))

    plain = [hit.passage.text for hit in reading.search("water price")]
    hits = reading.search("water price", rerank=True)

    place = plain.index(turns["el"])
    assert [hit.passage.text for hit in hits][place] == turns["el"]
    assert [hit.passage.text for hit in hits if hit.passage.text != turns["el"]] == [turns["b"], turns["a"]]
    assert plain.index(turns["a"]) < plain.index(turns["b"])
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert not any("its price" in text for _, text in pointing.seen[0][1])


def test_a_model_that_the_reader_was_not_made_for_goes_without_it(index: Path) -> None:
    plain = SpeechSearch.open(index, embedder=HashedWordsEmbedder())

    assert plain.search("water", rerank=True) == plain.search("water")
    assert not plain.ask("What do water pipes cost?").read_closely


# -- questions and their replies ---------------------------------------------------------------------------------------

ASKED = "What does a ticket for the ferry to Osk Island cost?"
REPLY = "Three crowns for everyone, and nothing at all below the age of twelve."
PRESS = [("Ola Fenn", ASKED), ("Edda Quillfeather", REPLY), ("Ola Fenn", "And what does the library of the town cost?")]


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Path:
    turns = [{"speaker": who, "text": text, "kind": "question" if "?" in text else "speech"} for who, text in PRESS]
    folder = tmp_path_factory.mktemp("press")
    source = write_files(folder / "src", {"press.json": json.dumps({"language": "en", "turns": turns})})
    build([source], folder / "i.index", embedder=HashedWordsEmbedder())
    return folder / "i.index"


def test_a_question_that_is_found_comes_with_the_reply_to_it(press: Path) -> None:
    hits = engine(press)[0].search("cost of a ticket")

    assert {hit.passage.text: [each.text for each in hit.reply] for hit in hits} == {
        ASKED: [REPLY],
        PRESS[2][1]: [],
    } | ({REPLY: []} if len(hits) == 3 else {})


def test_the_reply_answers_though_it_shares_no_word_with_what_is_asked(press: Path) -> None:
    answer = engine(press, "Three crowns")[0].ask("What does a ticket cost?")

    assert (answer.text, answer.citations[0].passage.speaker) == (REPLY, "Edda Quillfeather")


def test_a_reply_by_somebody_who_is_filtered_out_does_not_come_along(press: Path) -> None:
    only = Filters(speakers=["Fenn"])

    answer = engine(press, "Three")[0].ask("ticket cost", filters=only)

    assert {each.passage.speaker for each in answer.hits} == {"Ola Fenn"}


def test_a_line_of_talk_is_read_with_what_stands_around_it_and_marked_in_itself(tmp_path: Path) -> None:
    turns = [("Ida Marsh", f"Remark number {n} is about the water, as remarks are.") for n in range(4)]
    turns[2] = ("Ola Fenn", "The water is cold, and remarks are remarks.")
    reading, pointing = engine(indexed(tmp_path, {"talk": turns}, language="en"), "cold")

    (citation, *_) = reading.ask("How is the water?").citations

    assert citation.marked is not None
    assert (citation.passage.text, citation.quote[slice(*citation.marked)]) == (turns[2][1], "cold")
    shown = [text for _, text in pointing.seen[0][1] if "Ola Fenn" in text]
    assert " ".join(f"{who}: {text}" for who, text in turns) in shown


def test_a_long_passage_is_read_by_itself(tmp_path: Path) -> None:
    long = "The water is cold. " * 15
    reading, pointing = engine(indexed(tmp_path, {"talk": [("Ida Marsh", long), ("Ola Fenn", FERRY)]}, language="en"))

    reading.search("water", rerank=True)

    assert ("Ida Marsh", long.strip()) in pointing.seen[0][1]


def test_where_a_number_is_asked_for_a_quote_that_holds_one_comes_first(tmp_path: Path) -> None:
    said = {
        "one": [("Ida Marsh", "The roof is mended in summer, so they say.")],
        "two": [("Ola Berg", "That costs ninety crowns in all.")],
    }
    words = ("mended in summer", "ninety")
    reading = engine(
        indexed(tmp_path, said, language="en"), *words, reader=replace(BY_READER, order=(0.01, *[0.0] * 4))
    )[0]

    assert reading.candidates("What of the roof?")[0].quote.startswith("The roof")
    assert reading.candidates("How much is the roof?")[0].quote == "That costs ninety crowns in all."
