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
    said = "We speak of regional development. We want regional development now, and coastal navigation."
    assert asked(index_of(transcript("a", ("Edda Quillfeather", said)))) == [
        "What did Edda Quillfeather say about regional development?"
    ]


@pytest.mark.parametrize(
    ("said", "topic"),
    [
        (
            "The harbour authority sits with the medical community. I thank the medical community.",
            "the medical community",
        ),
        ("They speak of territorial integrity, the territorial integrity of Marlhaven.", "territorial integrity"),
        ("For the  rural community, and for the\nrural community.", "the rural community"),
        ("The territorial integrity, the territorial integrity.", None),
        ("A hypothetical question. The hypothetical question, the hypothetical question.", None),
        ("The rural communities wait, and the rural communities hope.", "rural communities"),
        ("The national development goals, the national development goals.", None),
        ("A regional development is a regional development.", None),
        ("Many additional investments, and additional investments again.", None),
        ("The library is open. I like our library.", "the library"),
        ("The world is wide, and the world is round.", None),
        ("The library is open.", None),
    ],
)
def test_a_topic_has_the_article_that_the_speaker_gives_it_and_says_something(
    said: str, topic: str | None, index_of: Callable[..., Path]
) -> None:
    questions = [f"What did Edda Quillfeather say about {topic}?"] if topic else []
    assert asked(index_of(transcript("a", ("Edda Quillfeather", said)))) == questions


def test_speakers_take_turns_and_no_word_comes_twice(index_of: Callable[..., Path]) -> None:
    often = "For regional development, social protection. " * 3 + "With local hospitality. " * 2
    once = "We speak of regional protection, of historic preservation. And historic preservation matters."
    index = index_of(transcript("a", ("Edda Quillfeather", often), ("Tobin Ashgrove", once)))
    assert asked(index) == [
        "What did Edda Quillfeather say about regional development?",
        "What did Tobin Ashgrove say about historic preservation?",
        "What did Edda Quillfeather say about social protection?",
        "What did Edda Quillfeather say about local hospitality?",
    ]
    assert len(asked(index)) == COUNT


def test_nouns_alone_fill_up_what_pairs_leave(index_of: Callable[..., Path]) -> None:
    said = "Of regional development, and regional development again. The ferry is late; a ferry may be."
    assert asked(index_of(transcript("a", ("Edda Quillfeather", said)))) == [
        "What did Edda Quillfeather say about regional development?",
        "What did Edda Quillfeather say about the ferry?",
    ]


@pytest.mark.parametrize(
    "name", ["*Edda*", "Edda [x](http://e.org)", ":red[Edda]", "$E$ Edda", "www.example.org", "E_d_d"]
)
def test_a_name_that_a_button_would_take_for_markdown_makes_no_question(
    name: str, index_of: Callable[..., Path]
) -> None:
    assert asked(index_of(transcript("a", (name, "of regional development, regional development.")))) == []


def test_names_with_hyphens_accents_and_initials_are_names(index_of: Callable[..., Path]) -> None:
    said = "of regional development, regional development."
    assert asked(index_of(transcript("a", ("J. Zoë O’Hara-Łukasz", said)))) == [
        "What did J. Zoë O’Hara-Łukasz say about regional development?"
    ]


def test_what_is_a_speakers_own_comes_before_what_all_speak_of(index_of: Callable[..., Path]) -> None:
    often, own = "For regional development. " * 3, "Of social entrepreneurship, and social entrepreneurship again."
    index = index_of(transcript("a", ("Edda Quillfeather", often + own), ("Tobin Ashgrove", often)))
    assert asked(index)[0] == "What did Edda Quillfeather say about social entrepreneurship?"


@pytest.mark.parametrize(
    "name",
    ["Remark", "The President", "Edda Quillfeather Press Conference", "Contact numbers", "Sacsa Tobin Ashgrove"],
)
def test_a_voice_without_a_persons_name_is_not_asked(name: str, index_of: Callable[..., Path]) -> None:
    said = "of regional development, regional development."
    index = index_of(transcript("a", (name, said), ("Tobin Ashgrove", "Yes.")))
    assert asked(index) == []


def test_full_names_come_first_and_an_office_in_front_is_left_out(index_of: Callable[..., Path]) -> None:
    said = [
        ("Quillfeather", "of social protection, social protection, social protection."),
        ("President of Marlhaven Tobin Ashgrove", "of regional development, regional development."),
        ("Mohamed bin Zayed", "of coastal navigation, coastal navigation."),
    ]
    assert asked(index_of(transcript("a", *said))) == [
        "What did Mohamed bin Zayed say about coastal navigation?",
        "What did Tobin Ashgrove say about regional development?",
        "What did Quillfeather say about social protection?",
    ]


def test_words_of_nobody_and_of_other_languages_make_no_question(index_of: Callable[..., Path]) -> None:
    said = "of regional development, regional development."
    index = index_of(transcript("a", (None, said)), transcript("b", ("Edda Quillfeather", said), language="fr"))
    assert asked(index) == []
