"""Sentences out of text that arrives in pieces."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.writing.checking import MAX_SENTENCE_CHARS
from search.writing.sentence_stream import sentences, without_thoughts


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It rises [1]. It falls [2].", ["It rises [1].", "It falls [2]."]),
        ("It rises. [1] It falls. [2]", ["It rises. [1]", "It falls. [2]"]),
        ("It rises.[1][2] It falls", ["It rises.[1][2]", "It falls"]),
        ("“It rises.” [1] It falls [2].", ["“It rises.” [1]", "It falls [2]."]),
        ("He: “It rises. It falls.” [1] Then he left [2].", ["He: “It rises. It falls.” [1]", "Then he left [2]."]),
        ('He said: "It rises. It falls." Then he left [2].', ['He said: "It rises. It falls."', "Then he left [2]."]),
        ("Mr. Ashgrove of the U.N. spoke [1]. He left.", ["Mr. Ashgrove of the U.N. spoke [1].", "He left."]),
        ("It costs 1.5 million [1]. He paid.", ["It costs 1.5 million [1].", "He paid."]),
        ("- **It rises** [1]\n2. It falls [2]\n\n# Head\n> quoted", ["It rises [1]", "It falls [2]", "Head", "quoted"]),
        ("A \"stray mark [1]. More.\nIt falls [2].", ['A "stray mark [1]. More.', "It falls [2]."]),
        ("It\x1b[31m rises\u202e [1]\r\n", ["It [31m rises  [1]"]),
        (" \n \n", []),
        ("", []),
    ],
)  # fmt: skip
def test_sentences_with_their_keys(text: str, found: list[str]) -> None:
    assert list(sentences([text])) == found


def test_a_sentence_comes_as_soon_as_the_next_has_begun() -> None:
    pieces = iter(["It rises [1]. ", "It ", "falls [2]. And then "])
    coming = sentences(pieces)
    assert next(coming) == "It rises [1]."
    assert list(pieces) == ["falls [2]. And then "]


def test_keys_after_the_full_stop_are_waited_for() -> None:
    assert list(sentences(["It rises. ", "[1] ", "It falls. [2]"])) == ["It rises. [1]", "It falls. [2]"]


def test_a_text_without_an_end_is_cut() -> None:
    found = list(sentences(["x" * 10 * MAX_SENTENCE_CHARS]))
    assert len(found) == 5
    assert all(len(each) > MAX_SENTENCE_CHARS for each in found)


TEXTS = st.lists(
    st.sampled_from(
        ["It rises", "he said", "Mr", ".", ". ", "! ", "[1]", " [2] ", '"', "“", "”", "\n", " ", "It falls "]
    )
    | st.text(max_size=3)
).map("".join)


@given(TEXTS, st.lists(st.integers(0, 60)))
def test_how_a_text_is_cut_into_pieces_makes_no_difference(text: str, cuts: list[int]) -> None:
    places = sorted({0, len(text), *(min(cut, len(text)) for cut in cuts)})
    pieces = [text[start:end] for start, end in pairwise(places)]
    assert list(sentences(pieces)) == list(sentences([text])) == list(sentences(text))


@given(TEXTS)
def test_nothing_is_lost_but_marks_of_lists_and_control_characters(text: str) -> None:
    letters = [each for each in text if each.isalpha()]
    assert [each for each in "".join(sentences([text])) if each.isalpha()] == letters


@pytest.mark.parametrize(
    ("pieces", "left"),
    [
        (["<think>", "It is [1]. ", "</think>", "\nYes [1]."], "\nYes [1]."),
        ([" <thi", "nk>a</thi", "nk>Yes"], "Yes"),
        (["<think>a", "b"], ""),
        (["<thin air>", " Yes"], "<thin air> Yes"),
        (["<", "b"], "<b"),
        (["<th"], "<th"),
        (["Yes", "<think>no</think>"], "Yes<think>no</think>"),
        ([], ""),
    ],
)
def test_thoughts_in_front_of_an_answer_are_left_out(pieces: list[str], left: str) -> None:
    assert "".join(without_thoughts(pieces)) == left
