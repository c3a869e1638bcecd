"""The final order, with weights chosen so that it can be computed by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
import pytest
from ranking import found, in_order, indexed, reading, seen, unit

from index.embedders import HashedWordsEmbedder
from search import SpeechSearch
from search.features import STAGE_ONE, STAGE_TWO
from search.fuse import fusion_model, read_model
from search.opened import Opened
from search.pool import OWN, pool_of
from search.rankings import RANKINGS
from search.rerank import FusionReranker

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from index.generations import SealedGeneration

GRANITE = [
    "Granite.",  # too short to be ranked
    "The harbour wall was built of granite.",
    "Granite beside granite, wherever anybody looked, and nothing else besides these old grey stones for miles.",
    "Fishermen repair their nets every morning.",
    "A granite wall costs three crowns.",
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rerank")
    return indexed(folder, {"harbour": [("Edda Quillfeather", text) for text in GRANITE]}, language="en")


@pytest.fixture
def generation(index: Path) -> Iterator[SealedGeneration]:
    with reading(index) as opened:
        yield opened


def reranker(first: Mapping[str, float], second: Mapping[str, float], **more: int) -> FusionReranker:
    return FusionReranker(read_model({"stage one": first, "stage two": second}), **more)


def order(generation: SealedGeneration, by: FusionReranker, question: str, limit: int = 10) -> list[int]:
    """Places in GRANITE of what comes out, best first."""
    asked = seen(generation, question)
    ranked = by.rerank(generation, found(generation, asked), asked, limit)
    assert [item.score for item in ranked] == sorted((item.score for item in ranked), reverse=True)
    return [GRANITE.index(item.passage.text) for item in ranked]


def test_a_model_of_one_feature_orders_by_it(generation: SealedGeneration) -> None:
    cosines = [float(unit(text) @ unit("granite wall")) for text in GRANITE]
    by_cosine = sorted(range(1, 5), key=lambda n: -cosines[n])

    assert order(generation, reranker({"dense": 1}, {"dense": 1}), "granite wall") == by_cosine
    assert order(generation, reranker({"dense": 1}, {"dense": -1}), "granite wall") == by_cosine[::-1]


def test_a_model_of_two_features_weighs_their_sum(generation: SealedGeneration) -> None:
    asked = seen(generation, "How many crowns did the granite wall cost?")
    weights = {"words": 2.0, "shows": 0.25}
    by = reranker({"dense": 1.0}, weights)
    seen_at = by.examine(generation, found(generation, asked), asked, 10)
    words = seen_at.features[seen_at.close, STAGE_ONE.index("words")]
    shows = [1.0 if "three" in each.text else -1.0 for each in seen_at.passages]

    ranked = by.rerank(generation, found(generation, asked), asked, 10)

    expected = {each.text: 2 * word + show / 4 for each, word, show in zip(seen_at.passages, words, shows, strict=True)}
    assert {item.passage.text: item.score for item in ranked} == pytest.approx(expected, abs=1e-6)
    assert ranked[0].passage.text == GRANITE[4]
    assert ranked[0].lexical == pytest.approx(max(words))


def test_stage_one_chooses_who_is_looked_at_closely(generation: SealedGeneration) -> None:
    # By length the third is best, by cosine the last; who is not looked at cannot win.
    by_length = reranker({"tokens": 1}, {"dense": 1}, close=1)

    assert order(generation, by_length, "granite crowns", limit=1) == [2]
    assert order(generation, by_length, "granite crowns", limit=4)[0] == 4


def test_a_limit_beyond_the_pool_gives_all_there_is(generation: SealedGeneration) -> None:
    for limit in (4, 5, 5000):
        assert sorted(order(generation, FusionReranker(close=1), "granite wall", limit)) == [1, 2, 3, 4]


def test_equal_scores_keep_the_order_of_the_transcript(generation: SealedGeneration) -> None:
    assert order(generation, reranker({}, {}), "granite wall") == [1, 2, 3, 4]


def test_each_candidate_says_what_the_arms_gave_it(generation: SealedGeneration) -> None:
    asked = seen(generation, "granite wall")
    ranked = FusionReranker().rerank(generation, found(generation, asked), asked, 10)
    by_text = {item.passage.text: item for item in ranked}

    assert by_text[GRANITE[1]].dense == pytest.approx(2 / (4 * 2) ** 0.5, abs=1e-3)
    assert (by_text[GRANITE[3]].dense, by_text[GRANITE[3]].lexical) == (0.0, None)
    pool = pool_of(generation, np.array([1, 3]), asked)  # rows, which the first of all has none of
    assert by_text[GRANITE[4]].lexical == pytest.approx(float(pool.words[1, OWN]))
    assert by_text[GRANITE[1]].lexical == pytest.approx(float(pool.words[0, OWN - 1]))


def test_nothing_found_is_nothing_ranked(generation: SealedGeneration) -> None:
    asked = seen(generation, "granite wall")
    nothing = replace(found(generation, asked), allowed=np.zeros(0, np.int64))

    assert FusionReranker().rerank(generation, nothing, asked, 10) == []


# -- other languages -------------------------------------------------------------------------------------------------


class English(HashedWordsEmbedder):
    languages = frozenset({"en"})


@pytest.mark.parametrize(("language", "first"), [("en", 0), ("el", 1), (None, 0)])
def test_passages_in_a_language_that_the_model_does_not_know_are_weighed_otherwise(
    language: str | None, first: int, tmp_path: Path
) -> None:
    head = {"language": language} if language else {}
    turns = ["Granite walls, granite piers, granite steps.", "Granite, and then sand."]
    folder = indexed(tmp_path, {"pier": [("Edda Quillfeather", text) for text in turns]}, **head)
    by_length = FusionReranker(
        read_model({"stage one": {}, "stage two": {"tokens": 1}, "stage two, foreign": {"tokens": -1}})
    )

    hits = SpeechSearch.open(folder, embedder=English(), reranker=by_length).search("granite")

    assert hits[0].passage.text == turns[first]


def test_a_model_that_does_not_tell_its_languages_is_trusted_in_all(tmp_path: Path) -> None:
    folder = indexed(tmp_path, {"pier": [("Edda Quillfeather", "Granite, and then sand.")]}, language="el")
    with reading(folder) as generation:
        english, silent = Opened(generation, English()).foreign, Opened(generation, HashedWordsEmbedder()).foreign
    assert english is not None and english.tolist() == [True]
    assert silent is None


# -- what ships ------------------------------------------------------------------------------------------------------


def test_the_last_of_the_rankings_is_what_the_engine_comes_with(index: Path) -> None:
    name = list(RANKINGS)[-1]
    shipped = SpeechSearch.open(index, embedder=HashedWordsEmbedder(), reranker=RANKINGS[name]())
    plain = SpeechSearch.open(index, embedder=HashedWordsEmbedder())

    assert name == "shipped"
    for question in ("granite wall", "nets of the fishermen", "grey stones"):
        assert plain.search(question) == shipped.search(question) != []


@pytest.mark.parametrize(("name", "finds"), [("dense", [4, 1, 2, 3]), ("bm25", [4, 1, 2]), ("rrf", [4, 1, 2, 3])])
def test_the_other_rankings_are_each_arm_and_both_by_rank(index: Path, name: str, finds: list[int]) -> None:
    with reading(index) as generation:
        asked = seen(generation, "granite wall crowns")
        ranked = RANKINGS[name]().rerank(generation, found(generation, asked), asked, 10)

        assert [GRANITE.index(item.passage.text) for item in ranked] == finds
        assert RANKINGS[name]().rerank(generation, found(generation, asked), asked, 2) == ranked[:2]
        assert {item.passage.text for item in ranked} <= {each.text for each in in_order(generation)}


def test_the_shipped_model_weighs_exactly_the_features_there_are() -> None:
    data = json.loads(files("search").joinpath("ranking.json").read_text(encoding="utf-8"))

    assert list(data["stage one"]) == list(STAGE_ONE)
    assert list(data["stage two"]) == [*STAGE_ONE, *STAGE_TWO]
    assert list(data["stage one, foreign"]) == list(STAGE_ONE)
    assert list(data["stage two, foreign"]) == [*STAGE_ONE, *STAGE_TWO]
    assert fusion_model().first.tolist() == pytest.approx(list(data["stage one"].values()))
    assert fusion_model().second.tolist() == pytest.approx(list(data["stage two"].values()))
