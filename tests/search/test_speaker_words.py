from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from ranking import in_order, indexed, reading, seen

from index.records import Term
from search.speaker_words import SpeakerWords

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ("Edda Quillfeather", "Émile Ashgrove", "Tobin Ashgrove")


def term(word: str, idf: float) -> Term:
    return Term(word, frozenset({word}), idf)


def test_each_name_gets_the_share_of_the_words_that_it_holds_and_nobody_gets_none() -> None:
    shares = SpeakerWords(NAMES).shares([term("tobin", 1.0), term("ashgrove", 2.0), term("granite", 5.0)])

    assert shares.tolist() == pytest.approx([0.0, 2 / 8, 3 / 8, 0.0])
    assert shares.dtype == np.float32


def test_case_and_accents_do_not_count() -> None:
    assert SpeakerWords(NAMES).shares([term("emile", 1.0)]).tolist() == [0.0, 1.0, 0.0, 0.0]


def test_parts_of_a_word_are_not_the_word() -> None:
    assert SpeakerWords(NAMES).shares([term("ash", 1.0)]).tolist() == [0.0] * 4


def test_a_name_that_says_a_word_twice_counts_it_once() -> None:
    assert SpeakerWords(["Ola Ola"]).shares([term("ola", 1.0), term("granite", 1.0)]).tolist() == [0.5, 0.0]


def test_without_words_and_without_speakers_all_is_zero() -> None:
    assert SpeakerWords(NAMES).shares([]).tolist() == [0.0] * 4
    assert SpeakerWords(NAMES).shares([term("tobin", 0.0)]).tolist() == [0.0] * 4
    assert SpeakerWords([]).shares([term("tobin", 1.0)]).tolist() == [0.0]


def test_shares_fit_the_numbers_that_an_index_gives_its_speakers(tmp_path: Path) -> None:
    turns = [
        ("Tobin Ashgrove", "Oysters taste best with lemon juice."),
        (None, "The harbour was quiet that day."),
        ("Edda Quillfeather", "The harbour wall was built of granite."),
    ]
    with reading(indexed(tmp_path, {"harbour": turns, "later": turns[::-1]})) as generation:
        asked = seen(generation, "Quillfeather")
        named = asked.named[generation.representations.speakers]

        assert [bool(each.speaker == "Edda Quillfeather") for each in in_order(generation)] == (named == 1.0).tolist()
        assert sorted(named.tolist()) == [0.0, 0.0, 0.0, 0.0, 1.0, 1.0]
