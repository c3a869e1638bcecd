"""Questions to start with come from what is in the index."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from index.embedders import HashedWordsEmbedder
from search import SpeechSearch
from ui.examples import COUNT, examples

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def transcript(identity: str, *said: tuple[str | None, str], language: str = "en") -> dict[str, object]:
    turns = [{"speaker": speaker, "text": text} for speaker, text in said]
    return {"id": identity, "language": language, "turns": turns}


def asked(index: Path) -> list[str]:
    return examples(SpeechSearch.open(index, embedder=HashedWordsEmbedder()))


def test_a_topic_that_a_speaker_comes_back_to_makes_a_question(index_of: Callable[..., Path]) -> None:
    said = "The regional development is slow. We want regional development now, and coastal navigation."
    assert asked(index_of(transcript("a", ("Edda Quillfeather", said)))) == [
        "What did Edda Quillfeather say about regional development?"
    ]


def test_speakers_take_turns_and_no_word_comes_twice(index_of: Callable[..., Path]) -> None:
    often = "A regional development, social protection. " * 3 + "A local hospitality. " * 2
    once = "We need regional protection, a historic preservation. A historic preservation matters."
    index = index_of(transcript("a", ("Edda Quillfeather", often), ("Tobin Ashgrove", once)))
    assert asked(index) == [
        "What did Edda Quillfeather say about regional development?",
        "What did Tobin Ashgrove say about historic preservation?",
        "What did Edda Quillfeather say about social protection?",
        "What did Edda Quillfeather say about local hospitality?",
    ]
    assert len(asked(index)) == COUNT


@pytest.mark.parametrize(
    "name", ["*Edda*", "Edda [x](http://e.org)", ":red[Edda]", "$E$ Edda", "www.example.org", "E_d_d"]
)
def test_a_name_that_a_button_would_take_for_markdown_makes_no_question(
    name: str, index_of: Callable[..., Path]
) -> None:
    assert asked(index_of(transcript("a", (name, "the regional development is regional development.")))) == []


def test_names_with_hyphens_accents_and_initials_are_names(index_of: Callable[..., Path]) -> None:
    said = "the regional development is regional development."
    assert asked(index_of(transcript("a", ("J. Zoë O’Hara-Łukasz", said)))) == [
        "What did J. Zoë O’Hara-Łukasz say about regional development?"
    ]


def test_words_of_nobody_and_of_other_languages_make_no_question(index_of: Callable[..., Path]) -> None:
    said = "the regional development is regional development."
    index = index_of(transcript("a", (None, said)), transcript("b", ("Edda Quillfeather", said), language="fr"))
    assert asked(index) == []
