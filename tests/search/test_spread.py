"""Result lists that show different things."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from ranking import engine_over, indexed, reading

from search import Filters
from search.rerank import Ranked
from search.spread import spread

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from index.generations import SealedGeneration

SAID = (
    "The lighthouse keeper counts the ships every single night, and whoever sails past his rock is written down in "
    "ink. Fishermen bring him bread, oysters, lamp oil, paper and gossip from three villages, before winter storms "
    "close his harbour."
)
SLIP = SAID.replace("written", "writen")
EDDA, TOBIN = "Edda Quillfeather", "Tobin Ashgrove"
WORDS = "granite harbour oyster bread winter novel giraffe pipe ferry crown lemon garden mirror anchor".split()


def ranked(generation: SealedGeneration, *ids: str) -> list[Ranked]:
    """All passages of transcripts, as if ranked in this order; each passage scores one less."""
    passages = [passage for each in ids for passage in generation.store.passages_of(each)]
    return [Ranked(passage, 100.0 - n) for n, passage in enumerate(passages)]


def said_by(folder: Path, **said: tuple[str | None, str]) -> list[tuple[str, list[str]]]:
    """The transcripts that come out, each with those of its repeats, where each transcript is one remark."""
    with reading(indexed(folder, {name: [turn] for name, turn in said.items()})) as generation:
        out = spread(generation, ranked(generation, *said), 10, one_transcript=False)
        assert [item.score for item in out] == sorted((item.score for item in out), reverse=True)
        return [(item.passage.transcript_id, [each.transcript_id for each in item.repeats]) for item in out]


def test_repeats_of_one_voice_are_one_hit_that_names_them(tmp_path: Path) -> None:
    out = said_by(tmp_path, a=(EDDA, SAID), b=(TOBIN, SAID), c=(EDDA, SAID), d=(EDDA, SAID), e=(TOBIN, SAID))

    assert out == [("a", ["c", "d"]), ("b", ["e"])]


def test_nobodys_repeats_are_one_hit_too_but_not_with_somebodys(tmp_path: Path) -> None:
    assert said_by(tmp_path, a=(None, SAID), b=(EDDA, SAID), c=(None, SAID)) == [("a", ["c"]), ("b", [])]


def test_a_printers_slip_makes_no_other_passage(tmp_path: Path) -> None:
    assert said_by(tmp_path, a=(EDDA, SAID), b=(EDDA, SLIP)) == [("a", ["b"])]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Amendment 12 of the harbour bill was negatived.", "Amendment 13 of the harbour bill was negatived."),
        (f"{SAID} He counted 3,012.", f"{SAID} He counted 3,021."),
        (SAID, "Ships that sail past the rock of the lighthouse are counted by nobody."),
        (SAID, f"{SAID} And when morning comes, the harbour master reads his list and strikes half of it out."),
    ],
)
def test_other_numbers_and_other_words_make_another_passage(tmp_path: Path, one: str, other: str) -> None:
    assert said_by(tmp_path, a=(EDDA, one), b=(EDDA, other)) == [("a", []), ("b", [])]


def test_repeats_that_are_too_short_for_a_vector_are_one_hit_too(tmp_path: Path) -> None:
    out = said_by(tmp_path, a=(EDDA, "Thank you again."), b=(EDDA, "Thank you again."), c=(EDDA, "Never say so."))

    assert out == [("a", ["b"]), ("c", [])]


# -- no transcript fills the list alone ------------------------------------------------------------------------------


def remarks(count: int, about: str) -> list[tuple[str | None, str]]:
    return [(EDDA, f"The {about} stood beside the {word}, number {n}.") for n, word in enumerate(WORDS[:count])]


def shares(folder: Path, count: int, sizes: Sequence[tuple[str, int]], *, one_transcript: bool = False) -> list[str]:
    """The transcripts of what comes out, in order, where transcripts are ranked one after another."""
    with reading(indexed(folder, {name: remarks(size, name) for name, size in sizes})) as generation:
        everything = ranked(generation, *(name for name, _ in sizes))
        out = spread(generation, everything, count, one_transcript=one_transcript)
        assert len({item.passage.id for item in out}) == len(out)
        return [item.passage.transcript_id for item in out]


def test_one_transcript_takes_eight_of_ten_at_most(tmp_path: Path) -> None:
    assert shares(tmp_path, 10, [("mill", 14), ("oven", 3)]) == ["mill"] * 8 + ["oven"] * 2


def test_what_others_do_not_have_the_first_may_have_after_them(tmp_path: Path) -> None:
    assert shares(tmp_path, 10, [("mill", 14), ("oven", 1)]) == ["mill"] * 8 + ["oven"] + ["mill"]
    assert shares(tmp_path / "alone", 10, [("mill", 14)]) == ["mill"] * 10


def test_a_transcript_that_is_all_that_was_asked_for_fills_the_list(tmp_path: Path) -> None:
    assert shares(tmp_path, 10, [("mill", 14), ("oven", 3)], one_transcript=True) == ["mill"] * 10


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, []),
        (1, ["mill"]),
        (4, ["mill"] * 4),  # few enough for one transcript
        (5, ["mill"] * 4 + ["oven"]),
        (20, ["mill"] * 14 + ["oven"] * 3),
    ],
)
def test_small_and_large_lists(tmp_path: Path, count: int, expected: list[str]) -> None:
    assert shares(tmp_path, count, [("mill", 14), ("oven", 3)]) == expected


def test_nothing_spread_is_nothing(tmp_path: Path) -> None:
    with reading(indexed(tmp_path, {"a": [(EDDA, SAID)]})) as generation:
        assert spread(generation, [], 10, one_transcript=False) == []


def test_the_engine_lets_others_speak_unless_one_transcript_is_asked_for(tmp_path: Path) -> None:
    # The oven's remarks name the mill, but are much longer, so that all of the mill's score higher.
    far = [(TOBIN, f"The {word} oven, which nobody lit for weeks, lay far behind that mill.") for word in WORDS[:3]]
    engine = engine_over(tmp_path, {"mill": remarks(14, "mill"), "oven": far})

    transcripts = [hit.transcript.id for hit in engine.search("mill", top_k=10)]
    assert sorted(transcripts) == ["mill"] * 8 + ["oven"] * 2
    only = engine.search("mill", top_k=10, filters=Filters(transcripts=["mill"]))
    assert [hit.transcript.id for hit in only] == ["mill"] * 10


def test_what_is_asked_shows_the_hits_that_a_search_shows(tmp_path: Path) -> None:
    engine = engine_over(tmp_path, {"mill": remarks(14, "mill"), "oven": remarks(3, "mill and the oven")})

    for top_k in (1, 5, 10, 15):
        assert engine.ask("Where did the mill stand?", top_k=top_k).hits == tuple(
            engine.search("Where did the mill stand?", top_k=top_k)
        )


def test_how_many_hits_are_shown_does_not_change_the_answer(tmp_path: Path) -> None:
    engine = engine_over(tmp_path, {"mill": remarks(14, "mill"), "oven": remarks(3, "mill and the oven")})

    answers = [engine.ask("What stood beside the mill?", top_k=top_k) for top_k in (1, 10, 15)]
    assert len({(each.text, each.confidence, each.citations) for each in answers}) == 1
