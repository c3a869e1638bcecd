"""Passages like another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from ranking import engine_over

from index.errors import UnknownPassageError
from search import Filters

if TYPE_CHECKING:
    from pathlib import Path

    from search import SpeechSearch

EDDA, TOBIN = "Edda Quillfeather", "Tobin Ashgrove"
WALL = "The old harbour wall was built of grey granite in winter."
LIKE = "In winter they built another wall of granite behind the harbour."
APART = "Granite is what the baker's counter is made of."
NEXT = "Oysters taste best with lemon juice."
SHORT = "Thank you again."


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> SpeechSearch:
    town = {
        "harbour": [(EDDA, WALL), (EDDA, NEXT), (TOBIN, SHORT), (TOBIN, "Bakers love their ovens very much.")],
        "later": [(TOBIN, LIKE), (TOBIN, "The ferry sails on Mondays only."), (EDDA, APART), (EDDA, APART)],
    }
    return engine_over(tmp_path_factory.mktemp("similar"), town, language="en")


def id_of(engine: SpeechSearch, text: str) -> int:
    passages = [each for head in engine.transcripts() for each in engine.passages_of(head.id)]
    return next(each.id for each in passages if each.text == text)


def like(engine: SpeechSearch, text: str, **filters: object) -> list[str]:
    hits = engine.similar(id_of(engine, text), filters=Filters(**filters))  # type: ignore[arg-type]
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    return [hit.passage.text for hit in hits]


def test_the_passage_most_like_it_comes_first_and_itself_never(engine: SpeechSearch) -> None:
    found = like(engine, WALL)

    assert found[:2] == [LIKE, APART]
    assert WALL not in found


def test_likeness_is_mutual_and_standing_near_is_none(engine: SpeechSearch) -> None:
    found = like(engine, LIKE)

    assert found[0] == WALL
    assert NEXT not in found[:2]


def test_a_hit_tells_how_near_it_is_and_which_words_met(engine: SpeechSearch) -> None:
    (first, *_) = engine.similar(id_of(engine, WALL), top_k=1)

    # "old harbour wall built grey granit winter": 7 stems; "winter (they) built anoth wall granit behind harbour".
    assert first.dense == pytest.approx(5 / (7 * 7) ** 0.5, abs=0.01)
    met = {(first.passage.text[each.start : each.end], each.question) for each in first.why}
    assert met == {(word, word) for word in ("winter", "built", "wall", "granite", "harbour")}


def test_so_many_as_are_wanted_and_none_twice(engine: SpeechSearch) -> None:
    known = id_of(engine, WALL)
    every = engine.similar(known, top_k=50)

    assert len({hit.passage.id for hit in every}) == len(every) == 5
    assert [hit.passage.id for hit in engine.similar(known, top_k=2)] == [hit.passage.id for hit in every[:2]]
    assert engine.similar(known, top_k=0) == []


def test_filters_say_where_to_look(engine: SpeechSearch) -> None:
    assert like(engine, WALL, speakers=["Quillfeather"])[0] == APART
    assert set(like(engine, WALL, speakers=["Quillfeather"])) == {APART, NEXT}
    assert like(engine, LIKE, transcripts=["harbour"])[0] == WALL
    assert SHORT not in like(engine, LIKE, transcripts=["harbour"])


def test_what_repeats_it_in_another_transcript_is_like_it(tmp_path: Path) -> None:
    town = {"a": [(EDDA, WALL)], "b": [(EDDA, WALL)], "c": [(EDDA, WALL), (TOBIN, NEXT)]}
    engine = engine_over(tmp_path, town)
    (first, *_) = engine.similar(engine.passages_of("a")[0].id)

    assert sorted(each.transcript_id for each in (first.passage, *first.repeats)) == ["b", "c"]


@pytest.mark.parametrize("unknown", [0, -1, 7, 2**63 - 1, 2**63, -(2**70)])
def test_an_unknown_id_is_said_to_be_unknown(engine: SpeechSearch, unknown: int) -> None:
    with pytest.raises(UnknownPassageError, match=f"^passage {unknown} is not in the index$"):
        engine.similar(unknown)


def test_what_is_not_found_by_meaning_cannot_be_compared(engine: SpeechSearch) -> None:
    too_short, repeat = id_of(engine, SHORT), engine.passages_of("later")[-1]

    assert repeat.text == APART
    with pytest.raises(UnknownPassageError, match=f"^passage {too_short} is too short to be compared with others$"):
        engine.similar(too_short)
    with pytest.raises(UnknownPassageError, match=f"^passage {repeat.id} is applause or a repeat, and is not compared"):
        engine.similar(repeat.id)
