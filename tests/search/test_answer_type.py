"""What a question asks for, and whether a sentence shows it."""

from __future__ import annotations

import pytest

from search.answer_type import AnswerType, answer_type, shows


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many pipes leak?", AnswerType.NUMBER),
        ("By how much did the price rise?", AnswerType.NUMBER),
        ("When was the wall repaired?", AnswerType.TIME),
        ("In which year was the wall repaired?", AnswerType.TIME),
        ("Why do the pipes leak?", AnswerType.REASON),
        ("What was the reason for the delay?", AnswerType.REASON),
        ("Where does the ferry sail?", AnswerType.PLACE),
        ("In what town does she live?", AnswerType.PLACE),
        ("Who repaired the wall?", AnswerType.PERSON),
        ("Whose harbour is it?", AnswerType.PERSON),
        ("Does the ferry sail on Monday?", AnswerType.YES_NO),
        ("Isn't the wall old?", AnswerType.YES_NO),
        ("Who said that the wall is old?", AnswerType.SPEAKER),
        ("Who else called for a new ferry when the old one sank?", AnswerType.SPEAKER),
        ("Which minister promised new pipes?", AnswerType.SPEAKER),
        ("Whose words were about granite?", AnswerType.SPEAKER),
        ("Who repaired the wall when the harbour was closed?", AnswerType.PERSON),
        ("What do they say about transport?", AnswerType.TOPIC),
        ("What did the mayor think about how many pipes leak?", AnswerType.TOPIC),
        ("What is her opinion on the ferry?", AnswerType.TOPIC),
        ("What does a ticket cost?", None),
        ("granite wall", None),
    ],
)
def test_the_kind_that_is_asked_for(question: str, kind: AnswerType | None) -> None:
    assert answer_type(question) is kind


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("They leak because they are old.", AnswerType.REASON, 1.0),
        ("They leak every winter.", AnswerType.REASON, -1.0),
        ("It was mended by Tobin Ashgrove.", AnswerType.PERSON, 1.0),
        ("It was mended by nobody.", AnswerType.PERSON, -1.0),
        ("The ferry sails to Osk Island.", AnswerType.PLACE, 1.0),
        ("The ferry sails on time.", AnswerType.PLACE, -1.0),
        ("Yes.", AnswerType.YES_NO, 0.0),
        ("I promise new pipes.", AnswerType.SPEAKER, 0.0),
        ("Anything.", None, 0.0),
    ],
)
def test_a_sentence_shows_the_kind_or_not_or_cannot(text: str, kind: AnswerType | None, value: float) -> None:
    assert shows(text, kind) == value
