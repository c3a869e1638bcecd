"""Ranking with the real model, over a dozen remarks of an invented town: meaning, and why a passage was found."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from helpers import write_files

from index import build
from search import SpeechSearch

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.model

REMARKS = (
    "Our physician can see you on Tuesdays, and she visits the elderly in their homes.",
    "The old pipes below Fennel Street leak every winter, so we are digging up the pavement.",
    "Children should learn to swim before they are seven.",
    "The ferry was cancelled twice because of the storm.",
    "We planted two hundred oaks along the northern road.",
    "The bakery on the square opens at five in the morning.",
    "Nobody under sixteen may buy fireworks any more.",
    "Thieves broke into the jeweller's shop on Sunday night and took the silver.",
    "The museum shows paintings by local artists until spring.",
    "Fishermen complain that the herring has moved north.",
    "Taxes on houses will not rise next year.",
    "The choir sang for the queen when she opened the bridge.",
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> SpeechSearch:
    folder: Path = tmp_path_factory.mktemp("meaning")
    turns = [{"speaker": "Edda Quillfeather", "text": text} for text in REMARKS]
    town = json.dumps({"title": "Town meeting", "language": "en", "turns": turns})
    build([write_files(folder / "src", {"town.json": town})], folder / "i.index")
    return SpeechSearch.open(folder / "i.index")


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("doctor for old people", 0),
        ("burglary and robbery", 7),
        ("broken plumbing", 1),
        ("trees", 4),
        ("bread and rolls", 5),
        ("art exhibition", 8),
    ],
)
def test_meaning_wins_without_a_shared_word(engine: SpeechSearch, question: str, place: int) -> None:
    first = engine.search(question)[0]

    assert first.passage.text == REMARKS[place]
    assert first.lexical is None


@pytest.mark.parametrize(
    ("question", "place", "met"),
    [
        ("fisherman", 9, {("Fishermen", "fisherman")}),
        ("Which painting can be seen?", 8, {("paintings", "painting")}),
        ("Did a pipe leak?", 1, {("pipes", "pipe"), ("leak", "leak")}),
        ("singing choirs", 11, {("choir", "choirs"), ("sang", "singing")}),
    ],
)
def test_a_word_of_the_question_meets_its_other_form(
    engine: SpeechSearch, question: str, place: int, met: set[tuple[str, str]]
) -> None:
    first = engine.search(question)[0]

    assert first.passage.text == REMARKS[place]
    told = {(first.passage.text[each.start : each.end], each.question) for each in first.why}
    assert met <= told
    assert {word for word, _ in told} <= set(first.passage.text.replace(",", " ").replace(".", " ").split())


def test_the_passage_most_like_another_is_about_the_same_thing(tmp_path: Path) -> None:
    turns = [{"text": text} for text in (*REMARKS, "Doctors call on pensioners who are too weak to walk.")]
    build([write_files(tmp_path / "src", {"town.json": json.dumps({"turns": turns})})], tmp_path / "i.index")
    engine = SpeechSearch.open(tmp_path / "i.index")

    assert engine.similar(engine.passages_of("town")[-1].id)[0].passage.text == REMARKS[0]
