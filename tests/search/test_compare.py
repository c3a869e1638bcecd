"""Speakers side by side, with the fake embedder."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from helpers import write_files
from ranking import engine_over

from index import build
from index.embedders import HashedWordsEmbedder
from index.errors import EmptyQueryError, QueryError, UnknownSpeakerError
from search import Filters, SpeechSearch

if TYPE_CHECKING:
    from ranking import Said

    from index.encoded import EncodedQuery
    from search.topics.results import Comparison

ADA_WALL = "The harbour wall needs granite."
ADA_TRADE = "Trade with the islands grows."
TOBIN_WALL = "A harbour wall of timber costs less."
TOBIN_ADA = "Ada Korvin, Ada Korvin, always Ada."
SENNA = "My orchard bears pears and plums."
TOWN: dict[str, list[Said]] = {
    "council": [
        ("Ada Korvin", ADA_WALL),
        ("Tobin Ashgrove", TOBIN_WALL),
        ("Ada Korvin", ADA_TRADE),
        ("Tobin Ashgrove", TOBIN_ADA),
        ("Senna Ashgrove", SENNA),
        ("Tobin Ashgrove", "Trade with the mainland shrinks."),
    ]
}


@pytest.fixture
def engine(tmp_path: Path) -> SpeechSearch:
    return engine_over(tmp_path, TOWN)


def texts(comparison: Comparison) -> list[list[str]]:
    return [[hit.passage.text for hit in column.hits] for column in comparison.columns]


def test_the_best_of_each_stand_side_by_side_in_the_order_asked_for(engine: SpeechSearch) -> None:
    found = engine.compare("harbour wall", ["Tobin Ashgrove", "Korvin"])

    assert [column.title for column in found.columns] == ["Tobin Ashgrove", "Ada Korvin"]
    assert [column.asked for column in found.columns] == ["Tobin Ashgrove", "Korvin"]
    assert texts(found) == [[TOBIN_WALL], [ADA_WALL]]
    assert [column.scope for column in found.columns] == [3, 2]


def test_hits_are_those_of_a_search(engine: SpeechSearch) -> None:
    (column,) = engine.compare("harbour wall", ["Korvin"]).columns

    (hit,) = engine.search("harbour wall", top_k=1, filters=Filters(speakers=["Korvin"]))
    assert column.hits == (hit,)
    assert hit.highlights == ((0, len(ADA_WALL)),)


def test_who_says_nothing_about_it_has_an_empty_column_not_the_least_unrelated_passage(engine: SpeechSearch) -> None:
    found = engine.compare("harbour wall", ["Senna Ashgrove", "Ada Korvin"])

    assert texts(found) == [[], [ADA_WALL]]
    assert found.columns[0].scope == 1
    assert [hit.passage.text for hit in engine.search("harbour wall", filters=Filters(speakers=["Senna"]))] == [SENNA]


@pytest.mark.parametrize("topic", ["What did Ada say about trade?", "Ada Korvin on trade", "trade"])
def test_a_name_in_the_topic_neither_filters_nor_draws(engine: SpeechSearch, topic: str) -> None:
    found = engine.compare(topic, ["Ada Korvin", "Tobin Ashgrove"])

    assert texts(found) == [[ADA_TRADE], ["Trade with the mainland shrinks."]]
    assert found.constraints == ()
    assert found.topic == topic


def test_the_topic_is_embedded_once_for_all(tmp_path: Path) -> None:
    asked: list[str] = []

    class Counting(HashedWordsEmbedder):
        def embed_query(self, text: str) -> EncodedQuery:
            asked.append(text)
            return super().embed_query(text)

    engine_over(tmp_path, TOWN)
    engine = SpeechSearch.open(tmp_path / "i.index", embedder=Counting())

    engine.compare("harbour wall", ["Ada Korvin", "Tobin Ashgrove", "Senna Ashgrove"])

    assert asked == ["harbour wall", "What do they say about harbour wall?"]


def test_a_name_of_several_is_one_column(tmp_path: Path) -> None:
    engine = engine_over(tmp_path, {"council": [*TOWN["council"], ("Senna Ashgrove", "That harbour wall is too low.")]})

    found = engine.compare("harbour wall", ["Ashgrove"])

    (column,) = found.columns
    assert column.speakers == ("Senna Ashgrove", "Tobin Ashgrove")
    assert column.title == "Ashgrove"
    assert {hit.passage.speaker for hit in column.hits} == {"Senna Ashgrove", "Tobin Ashgrove"}


def test_at_most_so_many_of_each(tmp_path: Path) -> None:
    said: list[Said] = [("Ada Korvin", f"The harbour wall has gate {n}.") for n in range(9)]
    engine = engine_over(tmp_path, {"council": said})

    assert [len(engine.compare("harbour wall", ["Korvin"], top_k=k).columns[0].hits) for k in (1, 3, 9)] == [1, 3, 9]


def test_what_is_said_twice_is_shown_once(tmp_path: Path) -> None:
    engine = engine_over(tmp_path, {name: [("Ada Korvin", ADA_WALL)] for name in ("one", "two")})

    (hit,) = engine.compare("harbour wall", ["Korvin"]).columns[0].hits

    assert len(hit.repeats) == 1


# -- what narrows all columns ----------------------------------------------------------------------------------------


def dated(tmp_path: Path) -> SpeechSearch:
    for year in (2021, 2022):
        turns = [{"speaker": who, "text": f"The harbour wall of {year} is high."} for who in ("Ada Korvin", "Ola Fenn")]
        file = {f"{year}.json": json.dumps({"date": f"{year}-05-03", "turns": turns})}
        write_files(tmp_path / "src", file)
    build([tmp_path / "src"], tmp_path / "i.index", embedder=HashedWordsEmbedder())
    return SpeechSearch.open(tmp_path / "i.index", embedder=HashedWordsEmbedder())


def test_days_narrow_all_columns_alike(tmp_path: Path) -> None:
    engine = dated(tmp_path)
    of_2022 = [["The harbour wall of 2022 is high."]] * 2

    asked = engine.compare("What did Korvin say in 2022 about the harbour wall?", ["Korvin", "Fenn"])
    filtered = engine.compare("harbour wall", ["Korvin", "Fenn"], filters=Filters(since=dt.date(2022, 1, 1)))
    switched_off = engine.compare(
        "What did Korvin say in 2022 about the harbour wall?",
        ["Korvin"],
        ignoring=["date:2022-01-01/2022-12-31"],
    )

    assert texts(asked) == texts(filtered) == of_2022
    assert [each.key for each in asked.constraints] == ["date:2022-01-01/2022-12-31"]
    assert len(switched_off.columns[0].hits) == 2


def test_a_filter_that_leaves_nothing_leaves_empty_columns(tmp_path: Path) -> None:
    found = dated(tmp_path).compare("harbour wall", ["Korvin"], filters=Filters(since=dt.date(2030, 1, 1)))

    assert [(column.hits, column.scope) for column in found.columns] == [((), 0)]


def test_speakers_of_the_filters_do_not_count(engine: SpeechSearch) -> None:
    found = engine.compare("harbour wall", ["Korvin"], filters=Filters(speakers=["Tobin Ashgrove"]))

    assert texts(found) == [[ADA_WALL]]


def test_a_phrase_must_stand_in_all_columns(engine: SpeechSearch) -> None:
    assert texts(engine.compare('"wall of timber"', ["Korvin", "Tobin Ashgrove"])) == [[], [TOBIN_WALL]]


def test_an_index_of_short_turns_only_has_nothing_to_compare(tmp_path: Path) -> None:
    engine = engine_over(tmp_path, {"thanks": [("Ada Korvin", "Thank you."), ("Ola Fenn", "Yes.")]})

    assert texts(engine.compare("harbour wall", ["Korvin", "Fenn"])) == [[], []]
    assert texts(engine.compare('"thank you"', ["Korvin", "Fenn"])) == [[], []]


# -- what cannot be compared -----------------------------------------------------------------------------------------


def test_an_unknown_name_is_told_with_those_that_are_near(engine: SpeechSearch) -> None:
    with pytest.raises(UnknownSpeakerError, match=r"no speaker is called 'Ada Corvin'.*Ada Korvin"):
        engine.compare("trade", ["Tobin Ashgrove", "Ada Corvin"])


@pytest.mark.parametrize(
    ("speakers", "told"),
    [
        ([], "there is nobody to compare; name at least one speaker"),
        (["Ada Korvin"] * 9, "9 speakers are too many to compare side by side; name at most 8"),
        (["Ada Korvin", "Korvin"], "'Ada Korvin' and 'Korvin' both stand for Ada Korvin; name each speaker once"),
        (["Ashgrove", "Senna"], "'Ashgrove' and 'Senna' both stand for Senna Ashgrove; name each speaker once"),
    ],
)
def test_whom_nobody_could_compare_is_told(engine: SpeechSearch, speakers: list[str], told: str) -> None:
    with pytest.raises(QueryError, match=told):
        engine.compare("trade", speakers)


def test_a_topic_without_a_word_is_none(engine: SpeechSearch) -> None:
    with pytest.raises(EmptyQueryError, match="nothing was asked"):
        engine.compare("…", ["Korvin"])


# -- with the real model ---------------------------------------------------------------------------------------------


@pytest.mark.model
def test_two_presidents_are_compared_on_what_they_speak_of_and_on_nothing_else(tmp_path: Path) -> None:
    build([Path(__file__).resolve().parents[2] / "seeds"], tmp_path / "i.index")
    engine = SpeechSearch.open(tmp_path / "i.index")

    corridors, trade, football = (
        texts(engine.compare(topic, ["Aliyev", "Tokayev"], top_k=1))
        for topic in ("transport corridors", "trade", "football")
    )

    assert "transport and logistical infrastructure" in corridors[0][0]
    assert "development of transport corridors" in corridors[1][0]
    assert trade[0] == []
    assert "the volume of trade has practically tripled" in trade[1][0]
    assert football == [[], []]
    assert [engine.timeline(topic).total for topic in ("transport corridors", "trade", "football")] == [2, 1, 0]
