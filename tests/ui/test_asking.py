"""Questions on pages where who speaks is settled by the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from index.embedders import HashedWordsEmbedder
from index.errors import EmptyQueryError
from search import SpeechSearch
from ui.asking import asked_of_anybody

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
