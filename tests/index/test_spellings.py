"""British and American spellings."""

from __future__ import annotations

import pytest

from index.spellings import spellings
from index.words import content_words, stems

PAIRS = """
defence defense|offences offenses|licence license|apologise apologize|organisation organization|analysed analyzed|
colour color|labour labor|neighbours neighbors|favourable favorable|centre center|theatres theaters|travelled traveled|
cancelling canceling|programme program|dialogue dialog|catalogues catalogs|judgement judgment|aluminium aluminum|
grey gray
"""


@pytest.mark.parametrize("pair", [each.split() for each in PAIRS.replace("\n", "").split("|")])
def test_either_spelling_is_known_by_the_other(pair: list[str]) -> None:
    british, american = pair
    assert spellings(british) == [british, american]
    assert spellings(american) == [american, british]


@pytest.mark.parametrize(
    "word", ["filled", "filing", "four", "hours", "prize", "seize", "raise", "advise", "naïve", "our"]
)
def test_words_that_only_look_so_stay_as_they_are(word: str) -> None:
    assert spellings(word) == [word]


def test_a_question_in_one_spelling_has_the_stems_of_both_and_a_text_only_its_own() -> None:
    ((word, found),) = content_words("defence", ["en"])

    assert (word, found) == ("defence", frozenset(stems("defence defense")))
    assert stems("defence") == ["defenc"]


def test_other_languages_have_no_such_rules() -> None:
    ((_, found),) = content_words("centre", ["fr"])

    assert found == frozenset(stems("centre", "fr"))
