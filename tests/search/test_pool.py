"""Candidates and what stands around them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from ranking import engine_over, found, in_order, indexed, reading, row_of, seen, unit

from index.records import Conditions
from index.representations import Representations
from search import Filters
from search.pool import NEAR, OWN, REACH, pool_of, window_of
from search.rerank import FusionReranker, candidate_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from index.generations import SealedGeneration

HARBOUR = [
    ("Edda Quillfeather", "The harbour wall was built of granite."),
    ("Tobin Ashgrove", "Somebody paid dearly for those stones."),
    ("Edda Quillfeather", "Fishermen repair their nets every morning."),
    ("Tobin Ashgrove", "Oysters taste best with lemon juice."),
    ("Tobin Ashgrove", "Seagulls steal whatever people drop."),
]
BREAD = [("Ida Marsh", "Bakers love their ovens very much.")]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return indexed(tmp_path_factory.mktemp("pool"), {"bread": BREAD, "harbour": HARBOUR})


@pytest.fixture
def generation(index: Path) -> Iterator[SealedGeneration]:
    with reading(index) as opened:
        yield opened


def placed(*places: tuple[int, int]) -> Representations:
    """Passages by the numbers of their transcripts and turns."""
    transcripts, turns = np.array(places, np.int32).T
    return replace(Representations.empty(1, 1), ids=np.arange(len(places)), transcripts=transcripts, turns=turns)


def test_a_window_ends_where_the_transcript_does() -> None:
    window = window_of(placed((0, 0), (0, 1), (0, 2), (1, 0), (1, 1)), np.array([2, 3, 0, 4]), reach=2)

    assert window.held.tolist() == [
        [True, True, True, False, False],
        [False, False, True, True, False],
        [False, False, True, True, True],
        [False, True, True, False, False],
    ]
    # Where nothing is held stands the candidate itself.
    assert window.around.tolist() == [[0, 1, 2, 2, 2], [3, 3, 3, 4, 3], [0, 0, 0, 1, 2], [4, 3, 4, 4, 4]]


def test_a_window_tells_which_passages_are_of_the_same_turn() -> None:
    # The third passage is of turn 1, as are those beside it; the next transcript has a turn 1, too.
    window = window_of(placed((0, 0), (0, 1), (0, 1), (0, 1), (1, 1)), np.array([2, 4]), reach=2)

    assert window.same_turn.tolist() == [[False, True, True, True, False], [False, False, True, False, False]]


def test_a_window_reaches_as_far_as_words_count() -> None:
    window = window_of(placed(*[(0, n) for n in range(40)]), np.array([20]))

    assert window.around.tolist() == [list(range(20 - REACH, 20 + REACH + 1))]
    assert window.around[0, OWN] == 20


def test_a_pool_holds_exact_scores_of_candidates_and_neighbours(generation: SealedGeneration) -> None:
    asked = seen(generation, "granite wall of Ashgrove")
    rows = np.array([row_of(generation, text) for text in (HARBOUR[1][1], BREAD[0][1], HARBOUR[0][1])])

    pool = pool_of(generation, rows, asked)

    cosines = [float(unit(text) @ asked.encoded.vector) for _, text in HARBOUR]
    assert pool.dense[0].tolist() == pytest.approx([0.0, *cosines[:4]], abs=1e-3)
    assert cosines[0] == pytest.approx(2 / (4 * 3) ** 0.5)  # "harbour wall built granite", "granite wall ashgrove"
    assert pool.dense[2].tolist() == pytest.approx([0.0, 0.0, *cosines[:3]], abs=1e-3)
    assert pool.words[2, :OWN].tolist() == [0.0] * REACH
    assert pool.words[0, OWN - 1] > 0.0 == pool.words[0, OWN]
    (granite, _, ashgrove) = asked.terms
    share = ashgrove.idf / (2 * granite.idf + ashgrove.idf)
    by_ashgrove = [False, True, False, True, True]
    assert pool.named[0, OWN - 1 : OWN + 4].tolist() == pytest.approx([share * each for each in by_ashgrove])
    assert pool.named[1].tolist() == [0.0] * (2 * REACH + 1)


def test_what_stands_around_what_was_found_is_a_candidate(generation: SealedGeneration) -> None:
    retrieved = found(generation, seen(generation, "granite"))
    only_first = replace(retrieved, dense=replace(retrieved.lexical), allowed=None)
    assert [each.text for each in generation.store.passages(retrieved.lexical.ids.tolist()).values()] == [HARBOUR[0][1]]

    rows = candidate_rows(generation, only_first)

    assert [in_order(generation)[row].text for row in rows] == [text for _, text in HARBOUR[: 1 + NEAR]]


def test_a_neighbour_outside_the_filters_is_no_candidate(generation: SealedGeneration) -> None:
    asked = seen(generation, "granite")
    where = Conditions(speakers=frozenset({"Edda Quillfeather"}))

    rows = candidate_rows(generation, found(generation, asked, where))

    assert [in_order(generation)[row].text for row in rows] == [HARBOUR[0][1], HARBOUR[2][1]]


def test_a_search_for_one_speaker_finds_nobody_elses_words(tmp_path: Path) -> None:
    engine = engine_over(tmp_path, {"harbour": HARBOUR})

    hits = engine.search("granite wall", filters=Filters(speakers=["Edda Quillfeather"]))

    assert [hit.passage.text for hit in hits] == [HARBOUR[0][1], HARBOUR[2][1]]


def test_a_neighbour_that_holds_an_excluded_word_is_no_hit(tmp_path: Path) -> None:
    engine = engine_over(tmp_path, {"harbour": HARBOUR})

    texts = [hit.passage.text for hit in engine.search("granite wall -stones")]

    assert texts[0] == HARBOUR[0][1]
    assert HARBOUR[1][1] not in texts
    assert HARBOUR[1][1] in [hit.passage.text for hit in engine.search("granite wall")]


def test_where_nothing_comes_into_question_there_are_no_candidates(generation: SealedGeneration) -> None:
    asked = seen(generation, "granite")
    retrieved = found(generation, asked, Conditions(speakers=frozenset({"Nobody"})))

    assert (retrieved.scope, candidate_rows(generation, retrieved).tolist()) == (0, [])
    assert FusionReranker().rerank(generation, retrieved, asked, 10) == []
