"""What is quoted: whole sentences that can be understood, and no questions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from index.records import Kind, Passage
from search.quoting import best_statement, is_announcement, is_courtesy, is_statement, quote_span, sentences_around
from search.sentence_scores import SentenceScores


def passage(*sentences: str, kind: Kind = Kind.SPEECH) -> tuple[Passage, SentenceScores]:
    """A passage of these sentences, of which the last is the best, the one before it second, and so on."""
    text, spans = "", []
    for each in sentences:
        start = len(text) + bool(text)
        text = f"{text} {each}".strip()
        spans.append((start, start + len(each)))
    count = len(sentences)
    zeros = np.zeros(count, np.float32)
    scores = SentenceScores(np.array(spans, np.int32), np.arange(count, dtype=np.float32), zeros, zeros, zeros)
    return Passage(1, "t", 0, 0, 0, len(text), text, kind=kind), scores


def quoted(held: tuple[Passage, SentenceScores], first: int, last: int | None = None) -> str:
    start, end = quote_span(*held, first, first if last is None else last)
    return held[0].text[start:end]


def test_a_sentence_that_leans_back_comes_with_the_one_before() -> None:
    held = passage("The ferry is new.", "It sails on Monday.", "The wall is old.")

    assert quoted(held, 1) == "The ferry is new. It sails on Monday."
    assert quoted(held, 2) == "The wall is old."
    assert quoted(passage("It sails on Monday.", "The wall is old."), 0) == "It sails on Monday."


def about(held: tuple[Passage, SentenceScores], *words: tuple[str, float]) -> tuple[Passage, SentenceScores]:
    """The same, of a question with these words and their idf."""
    said, scores = held
    texts = [said.text[start:end].lower() for start, end in scores.spans.tolist()]
    holds = np.array([[word in text for word, _ in words] for text in texts])
    return said, replace(scores, holds=holds, idf=np.array([idf for _, idf in words]))


LED_UP_TO = passage(
    "The harbour is closed.", "The ferry is another matter.", "That was a failure.", "And 17 people left.", "Good."
)


def test_a_quote_goes_back_to_where_what_is_asked_about_is_named() -> None:
    held = about(LED_UP_TO, ("ferry", 4.0), ("people", 1.0))

    assert quoted(held, 3) == "The ferry is another matter. That was a failure. And 17 people left."
    assert quoted(held, 1) == "The ferry is another matter."


@pytest.mark.parametrize(
    "words",
    [
        [("people", 4.0), ("ferry", 1.0)],  # what is missing is not what it is about
        [("tunnel", 4.0), ("people", 1.0)],  # not named at all
        [("good", 4.0), ("people", 1.0)],  # named only behind
        [],
    ],
)
def test_a_quote_does_not_go_back_where_that_names_nothing_more(words: list[tuple[str, float]]) -> None:
    assert quoted(about(LED_UP_TO, *words), 3) == "And 17 people left."


@pytest.mark.parametrize("between", [["So it is."] * 5, ["It " + "really " * 60 + "is."], ["Is it new?"]])
def test_a_quote_does_not_go_back_far(between: list[str]) -> None:
    held = about(passage("The ferry is new.", *between, "17 people left."), ("ferry", 4.0), ("people", 1.0))

    assert quoted(held, len(between) + 1) == "17 people left."


def test_a_sentence_that_ends_in_a_colon_comes_with_the_one_after() -> None:
    held = passage("We promise three things:", "New pipes, a ferry and a library.", "Thank you all.")

    assert quoted(held, 0) == "We promise three things: New pipes, a ferry and a library."
    assert quoted(passage("We ask you this:", "Who pays?"), 0) == "We ask you this:"
    assert quoted(passage("We promise this:"), 0) == "We promise this:"


def test_a_question_is_not_quoted() -> None:
    assert best_statement(*passage("The wall is old.", "Who pays?")) == 0
    assert best_statement(*passage("Who pays?", "And when?")) is None
    assert best_statement(*passage("The wall is old.", kind=Kind.QUESTION)) is None
    assert is_statement(*passage("“Who pays?”", "Nobody."), 1)
    assert not is_statement(*passage("“Who pays?”", "Nobody."), 0)


@pytest.mark.parametrize(
    ("span", "touched"), [((0, 3), (0, 0)), ((12, 17), (0, 0)), ((14, 22), (0, 1)), ((40, 41), (2, 2))]
)
def test_a_span_touches_the_sentences_that_it_stands_in(span: tuple[int, int], touched: tuple[int, int]) -> None:
    held = passage("The ferry is new.", "It sails on Monday.", "Nobody swims.")

    assert sentences_around(held[1], *span) == touched


@given(some.lists(some.integers(1, 12), min_size=1, max_size=6), some.data())
def test_every_span_lies_in_the_sentences_that_are_said_to_hold_it(lengths: list[int], data: some.DataObject) -> None:
    held = passage(*("x" * length for length in lengths))
    start = data.draw(some.integers(0, len(held[0].text) - 1))
    end = data.draw(some.integers(start + 1, len(held[0].text)))

    first, last = sentences_around(held[1], start, end)

    spans = held[1].spans.tolist()
    letters = {at for at in range(start, end) if held[0].text[at] != " "}
    assert letters <= {at for n in range(first, last + 1) for at in range(*spans[n])}
    assert 0 <= first <= last < len(lengths)


@pytest.mark.parametrize(
    ("sentence", "courtesy"),
    [
        ("Thank you, Madam Mayor.", True),
        ("Ladies and gentlemen, dear friends of the theatre,", True),
        ("Good morning, everyone.", True),
        ("So, thank you again, Madam Mayor.", True),
        ("Thank you for the three million crowns that the city has sent us.", False),
        ("The board decided.", False),
        ("Dearer bread is what we get.", False),
    ],
)
def test_a_sentence_that_only_greets_or_thanks_says_nothing(sentence: str, courtesy: bool) -> None:
    assert is_courtesy(sentence) is courtesy


@pytest.mark.parametrize(
    ("sentence", "announcement"),
    [
        ("I shall now turn to the harbour.", True),
        ("And now, let me say a few words about the ferry.", True),
        ("Let us start with the pipes.", True),
        ("I will turn the harbour into a park.", False),
        ("We will continue to build the harbour.", False),
        ("Let us move the market.", False),
        ("I would like to begin with the harbour, " + "which costs us nine million a year and more " * 2, False),
    ],
)
def test_a_sentence_that_only_tells_what_comes_next_says_nothing(sentence: str, announcement: bool) -> None:
    assert is_announcement(sentence) is announcement


def test_an_announcement_is_never_quoted() -> None:
    assert best_statement(*passage("The harbour is deep.", "I shall now turn to the harbour.")) == 0


def test_a_form_of_address_is_never_quoted() -> None:
    assert best_statement(*passage("The bypass is a mistake.", "Thank you, Madam Mayor.")) == 0
    assert best_statement(*passage("Thank you, Madam Mayor.")) is None
    assert best_statement(*passage("Thank you.", "Why so?")) is None
