"""Whether something is asked, and what, where who speaks is settled by the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from index.embedders import HashedWordsEmbedder
from index.errors import EmptyQueryError
from search import SpeechSearch
from search.understand import understand
from ui.asking import asked_of_anybody, asks

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def engine(town_index: Path) -> SpeechSearch:
    return SpeechSearch.open(town_index, embedder=HashedWordsEmbedder())


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("library", "library"),
        ("What did Tobin Ashgrove say about the library?", "the library?"),
        ("Who met Tobin Ashgrove?", "Who met Tobin Ashgrove?"),
        ("What did Tobin Ashgrove say about the library in 2022?", "What did   say about the library in 2022?"),
        ('What did Tobin Ashgrove say about "the library"?', 'What did   say about "the library"?'),
    ],
)
def test_who_is_to_answer_is_left_out_and_the_rest_stays(engine: SpeechSearch, question: str, asked: str) -> None:
    assert asked_of_anybody(engine, question) == asked


def test_what_cannot_be_asked_is_refused(engine: SpeechSearch) -> None:
    with pytest.raises(EmptyQueryError):
        asked_of_anybody(engine, "-zebra")


@pytest.mark.parametrize(
    "typed",
    [
        "bypass?",
        "what did Korvin say about trade",
        "What's new",
        "and how many books are there",
        "in which year was it built",
        "did Korvin promise it",
        "Korvin: what did he say about trade",
        "tell me about the bypass",
        "Explain the bypass",
        "list the reasons for the delay",
        "please show me all on trade",
        "I'd like to know the price",
        "was sagte Korvin zum Hafen",
        "Что сказал Корвин о торговле",
        "ميناء؟",
    ],
)
def test_a_question_or_a_request_asks_with_a_question_mark_or_without(typed: str) -> None:
    assert asks(understand(typed))


@pytest.mark.parametrize(
    "typed",
    [
        "bypass",
        "trade turnover",
        "pipes below Fennel Street",
        "Korvin on trade",
        "speeches about Korvin",
        "according to Korvin",
        '"green hydrogen" -diesel',
        "May 2015 budget",
        "will of the people",
        "list price",
        "show trial",
        "the place where we met",
        "people who serve",
        "whatsoever",
    ],
)
def test_words_to_find_ask_nothing(typed: str) -> None:
    assert not asks(understand(typed))
