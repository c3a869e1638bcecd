"""Each feature of the ranking says what its name says, on a pool small enough to compute by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from ranking import in_order, indexed, reading, row_of, seen, unit

from index.records import Term
from search.constraints import Constraint, ConstraintKind
from search.features import OF_MEANING, STAGE_ONE, STAGE_TWO, longness, shortness, stage_one, stage_two, token_counts
from search.late import late_scores, token_weights
from search.pool import OWN, REACH, pool_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from index.generations import SealedGeneration
    from search.retrieve import Asked

WALL = "The harbour wall was built of granite."
NETS = "Fishermen repair their nets every morning."
STONES = "Somebody paid dearly for those stones.\n\nThe granite quarry belongs to nobody now."
OYSTERS = "Oysters taste best with lemon juice."
ASKED = "Who carried all that granite here?"
HARBOUR = [
    ("Edda Quillfeather", WALL),
    ("Edda Quillfeather", NETS),
    ("Tobin Ashgrove", STONES),
    ("Edda Quillfeather", OYSTERS),
    ("Tobin Ashgrove", ASKED),
]
BREAD = [
    ("Ida Marsh", "Bakers love their ovens very much. In 1902 granite lined forty ovens."),
    ("Ida Marsh", "Rye needs rain, sun and patience."),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return indexed(tmp_path_factory.mktemp("features"), {"bread": BREAD, "harbour": HARBOUR}, language="en")


@pytest.fixture
def generation(index: Path) -> Iterator[SealedGeneration]:
    with reading(index) as opened:
        yield opened


def all_rows(generation: SealedGeneration) -> NDArray[np.int64]:
    return np.arange(len(generation.representations))


def one(generation: SealedGeneration, asked: Asked, rows: Sequence[int] | None = None) -> dict[str, list[float]]:
    """Features of stage one by name, each of all candidates."""
    wanted = all_rows(generation) if rows is None else np.array(rows)
    values = stage_one(generation, pool_of(generation, wanted, asked), asked)
    return dict(zip(STAGE_ONE, values.T.tolist(), strict=True))


def two(
    generation: SealedGeneration, asked: Asked, rows: Sequence[int] | None = None, short: float = 0.0
) -> dict[str, list[float]]:
    """Features of stage two by name."""
    wanted = all_rows(generation) if rows is None else np.array(rows)
    passages = [in_order(generation)[row] for row in wanted]
    return dict(zip(STAGE_TWO, stage_two(generation, wanted, passages, asked, short).T.tolist(), strict=True))


def test_there_is_a_name_for_each_column_and_none_twice(generation: SealedGeneration) -> None:
    asked = seen(generation, "granite wall")
    rows = all_rows(generation)

    assert stage_one(generation, pool_of(generation, rows, asked), asked).shape == (8, len(STAGE_ONE))
    assert stage_two(generation, rows, in_order(generation), asked, 0.5).shape == (8, len(STAGE_TWO))
    assert len({*STAGE_ONE, *STAGE_TWO}) == len(STAGE_ONE) + len(STAGE_TWO)


def test_no_candidates_have_no_features(generation: SealedGeneration) -> None:
    asked, none = seen(generation, "granite wall"), np.zeros(0, np.int64)

    assert stage_one(generation, pool_of(generation, none, asked), asked).shape == (0, len(STAGE_ONE))
    assert stage_two(generation, none, [], asked, 0.5).shape == (0, len(STAGE_TWO))


# -- stage one -------------------------------------------------------------------------------------------------------


def test_dense_is_the_cosine_and_its_neighbours_halve_with_each_step(generation: SealedGeneration) -> None:
    asked = seen(generation, "granite wall")
    features = one(generation, asked)

    bread, rye, wall, nets, stones, quarry, oysters, question = (
        float(unit(each.text) @ asked.encoded.vector) for each in in_order(generation)
    )
    assert wall == pytest.approx(2 / (4 * 2) ** 0.5)
    assert features["dense"] == pytest.approx([bread, rye, wall, nets, stones, quarry, oysters, question], abs=1e-3)
    # Weights 1/4, 1/2, 0, 1/2, 1/4, of 3/2 in all; the wall has nothing before it.
    assert features["dense, neighbours"][2] == pytest.approx((0.5 * nets + 0.25 * stones) / 1.5, abs=1e-3)
    assert features["dense, neighbours"][3] == pytest.approx(
        (0.5 * wall + 0.5 * stones + 0.25 * quarry) / 1.5, abs=1e-3
    )


def test_a_part_of_a_turn_has_the_best_of_the_turn(generation: SealedGeneration) -> None:
    features = one(generation, seen(generation, "granite wall"))
    stones, quarry, wall = (row_of(generation, text) for text in (*STONES.split("\n\n"), WALL))

    for name in ("dense", "words"):
        assert features[name][stones] == pytest.approx(0.0, abs=1e-6)
        assert features[f"{name}, same turn"][stones] == features[name][quarry] > 0.1
        assert features[f"{name}, same turn"][wall] == features[name][wall]


def test_words_is_bm25_and_its_neighbours_fade_by_a_fifth_with_each_step(generation: SealedGeneration) -> None:
    features = one(generation, seen(generation, "quarry"))
    quarry = row_of(generation, STONES.split("\n\n")[1])
    weights = sum(2 * 0.8**gap for gap in range(1, REACH + 1))

    score = features["words"][quarry]
    assert [n for n, each in enumerate(features["words"]) if each] == [quarry]
    expected = [score * 0.8 ** abs(n - quarry) / weights if n >= 2 and n != quarry else 0.0 for n in range(8)]
    assert features["words, neighbours"] == pytest.approx(expected)


def test_named_is_the_share_of_the_words_in_the_speakers_name(generation: SealedGeneration) -> None:
    features = one(generation, seen(generation, "Ashgrove"))
    weights = sum(2 * 0.8**gap for gap in range(1, REACH + 1))

    assert features["named"] == [0, 0, 0, 0, 1, 1, 0, 1]
    assert features["named, neighbours"][6] == pytest.approx((2 * 0.8 + 0.8**2) / weights)
    assert features["named, neighbours"][0] == 0.0


def test_transcript_is_how_good_its_three_best_are_beyond_the_worst(generation: SealedGeneration) -> None:
    features = one(generation, seen(generation, "granite wall nets oysters"))
    both = (np.array(features["dense"]) + np.array(features["words"])).tolist()
    lowest = min(both)
    assert sum(each > lowest for each in both[2:]) == 5

    bread = sum(each - lowest for each in both[:2]) / 3
    harbour = sum(each - lowest for each in sorted(both[2:])[-3:]) / 3
    assert harbour > bread > 0
    assert features["transcript"] == pytest.approx([bread] * 2 + [harbour] * 6, abs=1e-6)


def test_tokens_is_the_length_on_a_logarithmic_scale(generation: SealedGeneration) -> None:
    features = one(generation, seen(generation, "granite"))
    row = row_of(generation, WALL)  # harbour, wall, built, granite

    assert token_counts(generation, np.array([row])).tolist() == [4.0]
    assert features["tokens"][row] == pytest.approx(np.log2(5) / 8)
    assert features["tokens"][0] > features["tokens"][row]


def test_short_pools_count_neighbours_and_transcripts_once_more(generation: SealedGeneration) -> None:
    # All passages here are shorter than talk is on the mean: fully short.
    features = one(generation, seen(generation, "granite wall of Ashgrove"))

    for name in ("dense, neighbours", "words, neighbours", "transcript"):
        assert features[f"short × {name}"] == features[name]
        assert any(features[name])


@pytest.mark.parametrize(
    ("lengths", "value"),
    [([15, 15, 200], 1.0), ([3], 1.0), ([45, 10, 80], 0.5), ([75, 75], 0.0), ([300], 0.0), ([], 0.0), ([30, 60], 0.5)],
)
def test_shortness_falls_from_talk_to_prose_with_the_middle_length(lengths: list[float], value: float) -> None:
    assert shortness(np.array(lengths, np.float32)) == pytest.approx(value)


def test_a_candidate_scores_the_same_whoever_else_is_one(generation: SealedGeneration) -> None:
    asked = seen(generation, "granite wall of Ashgrove")
    every, some = one(generation, asked), one(generation, asked, [5, 2])

    for name in STAGE_ONE:
        if "transcript" not in name:  # which is about the other candidates
            assert some[name] == pytest.approx([every[name][5], every[name][2]]), name


def test_one_more_of_the_words_is_never_less(generation: SealedGeneration) -> None:
    asked = seen(generation, "granite harbour wall")
    few = replace(asked, terms=asked.terms[:1])
    assert len(asked.terms) == 3
    pool, less = (pool_of(generation, all_rows(generation), each) for each in (asked, few))
    idf = [sum(term.idf for term in each.terms) for each in (asked, few)]

    gained = pool.words[:, OWN] * idf[0] - less.words[:, OWN] * idf[1]
    assert gained.min() >= -1e-6
    assert gained[row_of(generation, WALL)] > 1.0


# -- stage two -------------------------------------------------------------------------------------------------------


def test_sentence_is_the_cosine_of_the_best_sentence(generation: SealedGeneration) -> None:
    asked = seen(generation, "granite ovens")
    features = two(generation, asked)

    first, second = (float(unit(text) @ asked.encoded.vector) for text in BREAD[0][1].split(". "))
    assert second > first > 0
    assert features["sentence"][0] == pytest.approx(second, abs=1e-3)
    assert features["sentence"][0] > float(unit(BREAD[0][1]) @ asked.encoded.vector)
    assert features["sentence"][row_of(generation, NETS)] == 0.0


def test_words_of_the_sentence_and_pairs_beside_and_near(generation: SealedGeneration) -> None:
    features = two(generation, seen(generation, "granite lined ovens"))
    wall = row_of(generation, WALL)

    assert [features[name][0] for name in ("pairs beside", "pairs near")] == pytest.approx([0.5, 1.0], abs=0.15)
    assert features["words, sentence"][0] > features["words, sentence"][wall] > 0
    assert (features["pairs beside"][wall], features["pairs near"][wall]) == (0.0, 0.0)


def test_late_features_are_late_interaction_of_passage_sentence_and_neighbours(generation: SealedGeneration) -> None:
    asked = seen(generation, "granite nets")
    weights = token_weights(asked.encoded, asked.query.text, asked.terms)
    late = late_scores(generation.representations, all_rows(generation), asked.encoded, weights)
    features = two(generation, asked)

    assert features["late"] == pytest.approx(late.passages.tolist())
    assert features["late, sentence"] == pytest.approx(late.best_sentence().tolist())
    wall, nets, stones = (row_of(generation, text) for text in (WALL, NETS, STONES.split("\n\n")[0]))
    assert features["late, neighbours"][nets] == pytest.approx((features["late"][wall] + features["late"][stones]) / 2)
    assert features["late, neighbours"][wall] == pytest.approx(features["late"][nets] / 2)


def test_who_when_and_where_mark_what_the_question_prefers(generation: SealedGeneration) -> None:
    asked = seen(generation, "granite", preferred_days=frozenset({"bread"}), preferred_places=frozenset({"harbour"}))
    prefers = Constraint(ConstraintKind.SPEAKER, "Tobin Ashgrove", "Ashgrove", 0, 8, required=False)
    demands = replace(prefers, value="Ida Marsh", required=True)
    features = two(generation, replace(asked, query=replace(asked.query, constraints=(prefers, demands))))

    assert features["speaker"] == [0, 0, 0, 0, 1, 1, 0, 1]
    assert features["when"] == [1, 1, 0, 0, 0, 0, 0, 0]
    assert features["where"] == [0, 0, 1, 1, 1, 1, 1, 1]


def test_without_preferences_these_are_zero(generation: SealedGeneration) -> None:
    features = two(generation, seen(generation, "granite"))

    assert [set(features[name]) for name in ("speaker", "when", "where", "shows")] == [{0.0}] * 4


def test_question_marks_passages_that_ask(generation: SealedGeneration) -> None:
    assert two(generation, seen(generation, "granite"))["question"] == [0, 0, 0, 0, 0, 0, 0, 1]


def test_shows_tells_whether_a_number_is_there_when_one_is_asked_for(generation: SealedGeneration) -> None:
    assert two(generation, seen(generation, "How many ovens?"))["shows"] == [1, -1, -1, -1, -1, -1, -1, -1]


def test_short_features_are_the_others_times_shortness(generation: SealedGeneration) -> None:
    features = two(generation, seen(generation, "granite nets"), short=0.25)

    for name in ("sentence", "late", "late, neighbours"):
        assert features[f"short × {name}"] == pytest.approx([each / 4 for each in features[name]])


def test_stage_two_keeps_the_order_of_its_candidates(generation: SealedGeneration) -> None:
    asked, rows = seen(generation, "How many granite ovens have nets?"), [6, 0, 3, 2, 7]
    every, some = two(generation, asked), two(generation, asked, rows)

    for name in STAGE_TWO:
        assert some[name] == pytest.approx([every[name][row] for row in rows]), name


def test_a_question_without_content_words_scores_nothing_by_words(generation: SealedGeneration) -> None:
    asked = replace(seen(generation, "granite"), terms=list[Term]())

    assert set(one(generation, asked)["words"]) == {0.0}
    assert set(two(generation, asked)["words, sentence"]) == {0.0}


# -- long questions, other languages ----------------------------------------------------------------------------------


def test_a_question_is_long_by_its_words() -> None:
    assert [longness("word " * count) for count in (1, 20, 30, 60, 500)] == [0.0, 0.0, 0.25, 1.0, 1.0]


def test_what_counts_more_for_long_questions_is_none_of_it_for_short_ones(generation: SealedGeneration) -> None:
    short, long = seen(generation, "granite"), seen(generation, "granite " + "and " * 29)
    for features, of in ((one, STAGE_ONE), (two, STAGE_TWO)):
        for name in of:
            if name.startswith("long × "):
                plain = name.removeprefix("long × ")
                assert set(features(generation, short)[name]) == {0.0}
                assert features(generation, long)[name] == pytest.approx(
                    [0.25 * value for value in features(generation, long)[plain]]
                )


def test_what_vectors_tell_is_told_from_what_words_tell() -> None:
    assert {"dense", "dense, same turn", "sentence", "late, sentence", "short × late", "long × dense"} <= OF_MEANING
    assert OF_MEANING.isdisjoint({"words", "words, sentence", "named", "transcript", "short × words, neighbours"})
