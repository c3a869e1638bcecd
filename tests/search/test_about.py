"""Whether a passage is about a topic, by values computed by hand; the fake embedder's vectors are bags of stems."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from ranking import indexed, reading, row_of, seen

from index.embedders import HashedWordsEmbedder
from search.mentions import Known
from search.opened import Opened
from search.topics.about import ABOUT, Topic, aboutness, asked_about, topic_of
from search.understand import understand

if TYPE_CHECKING:
    from pathlib import Path

    from ranking import Said

    from index.encoded import EncodedQuery
    from index.generations import SealedGeneration

LONG = "Old wells below the market give clear cold sweet water to bakers" + "".join(
    f", {n} friends" for n in range(40, 80)
)
"""Some 50 stems, so that two of them are far from the whole."""
SAID: list[Said] = [
    ("Ida Marsh", "The water price rises by two crowns."),
    ("Ida Marsh", "The ferry sails daily. Bread price falls."),
    ("Ola Fenn", "Our orchard bears pears, plums, cherries, quinces and medlars of many kinds in autumn."),
    ("Ola Fenn", LONG),
]


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return indexed(tmp_path, {"town": SAID})


def topic_seen(generation: SealedGeneration, question: str) -> Topic:
    asked = seen(generation, question)
    return Topic(asked, asked.encoded.vector[None])


def about(index: Path, question: str, text: str) -> float:
    with reading(index) as generation:
        rows = np.array([row_of(generation, text)])
        return float(aboutness(generation, rows, topic_seen(generation, question))[0])


def test_it_is_the_cosine_and_a_fifth_of_the_share_of_the_words(index: Path) -> None:
    # "water price rises two crowns": 5 stems, both of the topic's among them.
    assert about(index, "water price", SAID[0][1]) == pytest.approx(2 / (5 * 2) ** 0.5 + 0.2, abs=2e-3)


def test_the_best_sentence_counts_where_it_is_nearer_than_the_passage(index: Path) -> None:
    # "bread price falls": 3 stems, one of the topic's two; the whole passage has 6.
    with reading(index) as generation:
        price, water = (term.idf for term in generation.lexical.weights("price water"))
    share = price / (price + water)
    assert about(index, "price water", SAID[1][1]) == pytest.approx(1 / (3 * 2) ** 0.5 + 0.2 * share, abs=2e-3)


def test_a_passage_without_a_word_of_the_topic_is_not_about_it(index: Path) -> None:
    assert about(index, "water price", SAID[2][1]) == pytest.approx(0.0, abs=2e-3)


def test_a_word_in_passing_is_not_enough(index: Path) -> None:
    assert 0 < about(index, "water price", SAID[3][1]) < ABOUT


def test_what_holds_a_phrase_that_is_demanded_and_all_words_is_about_it(index: Path) -> None:
    assert about(index, "sweet water", SAID[3][1]) < about(index, '"sweet water"', SAID[3][1])
    assert about(index, '"sweet water"', SAID[3][1]) >= ABOUT
    assert about(index, '"sweet water" zeppelin', SAID[3][1]) < ABOUT


def test_many_passages_are_judged_as_each_of_them(index: Path) -> None:
    with reading(index) as generation:
        topic = topic_seen(generation, "water price ferry")
        every = aboutness(generation, np.arange(4), topic)
        each = [float(aboutness(generation, np.array([row]), topic)[0]) for row in range(4)]
        assert every.tolist() == pytest.approx(each)
        assert len(aboutness(generation, np.zeros(0, np.int64), topic)) == 0


def test_a_topic_is_a_question_without_the_names_that_filter_it(index: Path) -> None:
    with reading(index) as generation:
        known = Known(generation.store.name_cards(), generation.store.heads())

        assert topic_of(understand("What did Ida Marsh say about the water price?", known)).text == "the water price?"
        assert topic_of(understand("Who raised the water price?", known)).text == "Who raised the water price?"


@pytest.mark.parametrize(
    ("asked", "embedded"),
    [
        ("water price", ["water price", "What do they say about water price?"]),
        ("The water price!", ["The water price!", "What do they say about The water price?"]),
        ("Who raised the water price?", ["Who raised the water price?"]),
        (
            "What did Ida Marsh say about the water price?",
            ["the water price?", "What do they say about the water price?"],
        ),
    ],
)
def test_a_topic_that_is_no_question_is_embedded_as_one_too(index: Path, asked: str, embedded: list[str]) -> None:
    texts: list[str] = []

    class Noting(HashedWordsEmbedder):
        def embed_query(self, text: str) -> EncodedQuery:
            texts.append(text)
            return super().embed_query(text)

    with reading(index) as generation:
        opened = Opened(generation, Noting())
        topic = asked_about(opened, understand(asked, opened.known))

    assert texts == embedded
    assert topic.vectors.shape == (len(embedded), 512)
    assert topic.asked.query.text == embedded[0]
