"""Passages about a question counted by speaker, transcript and kind, with the fake embedder."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest
from helpers import write_files

import search.topics.timeline
from index import Kind, build
from index.embedders import HashedWordsEmbedder
from index.errors import EmptyQueryError, UnknownSpeakerError
from search import Filters, SpeechSearch

if TYPE_CHECKING:
    from pathlib import Path

ADA, TOBIN = "Ada Korvin", "Tobin Ashgrove"
WALL = "The harbour wall of gate {} is high."
PEARS = "My orchard number {} bears pears and plums."
ASKED = "Is the harbour wall of gate {} high?"


@pytest.fixture
def engine(tmp_path: Path) -> SpeechSearch:
    said = {
        "a": (
            "2020-01-01",
            [(ADA, WALL, "speech"), (ADA, WALL, "speech"), (TOBIN, WALL, "speech"), (None, ASKED, "question")],
        ),
        "b": ("2021-01-01", [(TOBIN, WALL, "speech"), (TOBIN, PEARS, "speech"), (None, WALL, "narration")]),
        "c": (None, [(ADA, WALL, "speech"), (ADA, PEARS, "speech")]),
    }
    files = {
        f"{name}.json": json.dumps(
            {
                "date": day,
                "turns": [
                    {"speaker": who, "text": text.format(f"{name}{n}"), "kind": kind}
                    for n, (who, text, kind) in enumerate(turns)
                ],
            }
        )
        for name, (day, turns) in said.items()
    }
    build([write_files(tmp_path / "src", files)], tmp_path / "i.index", embedder=HashedWordsEmbedder())
    return SpeechSearch.open(tmp_path / "i.index", embedder=HashedWordsEmbedder())


def test_what_is_about_a_question_is_counted_by_speaker_transcript_and_kind(engine: SpeechSearch) -> None:
    found = engine.facets("harbour wall")

    assert found.speakers == {ADA: 3, TOBIN: 2, None: 2}
    assert found.transcripts == {"a": 4, "b": 2, "c": 1}
    assert found.kinds == {Kind.SPEECH: 5, Kind.QUESTION: 1, Kind.NARRATION: 1}
    assert found.complete


def test_each_filter_narrows_the_others_and_not_its_own_counts(engine: SpeechSearch) -> None:
    found = engine.facets("harbour wall", filters=Filters(speakers=[ADA]))

    assert found.speakers == {ADA: 3, TOBIN: 2, None: 2}
    assert found.transcripts == {"a": 2, "c": 1}
    assert found.kinds == {Kind.SPEECH: 3}


def test_two_filters_narrow_a_third_together(engine: SpeechSearch) -> None:
    found = engine.facets("harbour wall", filters=Filters(transcripts=["a"], kinds=[Kind.SPEECH]))

    assert found.speakers == {ADA: 2, TOBIN: 1}
    assert found.transcripts == {"a": 3, "b": 1, "c": 1}
    assert found.kinds == {Kind.SPEECH: 3, Kind.QUESTION: 1}


def test_dates_narrow_all_counts(engine: SpeechSearch) -> None:
    found = engine.facets("harbour wall", filters=Filters(since=dt.date(2021, 1, 1)))

    assert found.speakers == {TOBIN: 1, None: 1}
    assert found.transcripts == {"b": 2}


def test_a_speaker_in_the_question_counts_as_a_filter(engine: SpeechSearch) -> None:
    found = engine.facets("What did Ashgrove say about the harbour wall?")

    assert found.speakers == {ADA: 3, TOBIN: 2, None: 2}
    assert found.transcripts == {"a": 1, "b": 1}


def test_what_the_question_leaves_out_is_not_counted_until_that_is_switched_off(engine: SpeechSearch) -> None:
    assert engine.facets("harbour wall -a0").transcripts["a"] == 3
    assert engine.facets("harbour wall -a0", ignoring=["excluded:a0"]).transcripts["a"] == 4


def test_a_count_is_what_the_timeline_counts_under_that_filter(engine: SpeechSearch) -> None:
    found = engine.facets("harbour wall", filters=Filters(kinds=[Kind.SPEECH]))

    for name, count in found.speakers.items():
        assert name is not None
        narrowed = Filters(speakers=[name], kinds=[Kind.SPEECH])
        assert engine.timeline("harbour wall", filters=narrowed).total == count
    assert len(found.speakers) == 2


def test_what_nobody_speaks_of_has_no_counts(engine: SpeechSearch) -> None:
    found = engine.facets("zeppelin")

    assert (found.speakers, found.transcripts, found.kinds) == ({}, {}, {})


def test_it_is_told_when_there_may_be_more(engine: SpeechSearch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search.topics.timeline, "DEPTHS", (2,))

    assert not engine.facets("harbour wall").complete


def test_what_cannot_be_asked_raises_our_errors(engine: SpeechSearch) -> None:
    with pytest.raises(EmptyQueryError, match="nothing was asked"):
        engine.facets("?")
    with pytest.raises(UnknownSpeakerError, match="no speaker is called 'Nobody'"):
        engine.facets("wall", filters=Filters(speakers=["Nobody"]))
