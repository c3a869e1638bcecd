"""The language of a text, as far as it is certain."""

from __future__ import annotations

import pytest

from index.language import detect_language, language_code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The ferry to the island sails on Monday, and it carries four hundred passengers a day.", "en"),
        ("Die Fähre zur Insel fährt am Montag ab und befördert vierhundert Fahrgäste am Tag.", "de"),
        ("Le bac pour l'île part lundi et il transporte quatre cents passagers par jour.", "fr"),
        ("Паром на остров отправляется в понедельник и перевозит четыреста пассажиров в день.", "ru"),
    ],
)
def test_a_sentence_or_two_tell_the_language(text: str, code: str) -> None:
    assert detect_language(text) == code


@pytest.mark.parametrize("text", ["", "Thank you.", "12 34 56 78 90 " * 20, "Berg " * 7])
def test_fewer_than_forty_letters_tell_nothing(text: str) -> None:
    assert detect_language(text) is None


@pytest.mark.parametrize(
    ("named", "code"),
    [("en", "en"), ("EN", "en"), (" kk ", "kk"), ("en-GB", "en"), ("pt_BR", "pt"), ("zh-Hans-CN", "zh")],
)
def test_a_code_may_have_a_region_and_capitals(named: str, code: str) -> None:
    assert language_code(named) == code


@pytest.mark.parametrize("named", [None, "", "English", "eng", "e", "12"])
def test_what_is_no_two_letter_code_is_none(named: str | None) -> None:
    assert language_code(named) is None
