"""What of a question is missing in a passage and around it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from ranking import engine_over

from search.nearby import Demanded, is_written_out, nearby

if TYPE_CHECKING:
    from pathlib import Path

    from search import SpeechSearch

SAID = [
    ("Ida Marsh", "The harbour was built in 1931 by Osric Tallow."),
    ("Ola Common", "It holds ninety ships."),
    ("Ida Marsh", "Nobody remembers the old lighthouse any more."),
]


@pytest.fixture
def engine(tmp_path: Path) -> SpeechSearch:
    return engine_over(tmp_path, {"harbour": SAID})


def missing(engine: SpeechSearch, question: str, place: int) -> tuple[float, float, float, float]:
    """Return what of a question is missing around the passage at a place."""
    opened = engine._current()
    query = engine.understand(question)
    asked = opened.asked(query, opened.embedder.embed_query(query.text))
    passage = engine.passages_of("harbour")[place]
    (head,) = engine.transcripts()
    return nearby(opened.generation, passage, head, Demanded.by(question), asked)


def test_the_numbers_and_names_of_a_question_are_told_by_digits_and_capitals() -> None:
    demanded = Demanded.by("Which ships did Osric Tallow and the EU count in 1,931?")

    assert (demanded.numbers, demanded.names) == ({"1,931"}, {"osric", "tallow", "eu"})


def test_what_stands_in_the_passage_next_to_it_is_not_missing(engine: SpeechSearch) -> None:
    _, _, number, names = missing(engine, "How many ships did the harbour of Tallow hold in 1931?", 1)

    assert (number, names) == (0.0, 0.0)


def test_what_stands_two_passages_away_is_missing(engine: SpeechSearch) -> None:
    _, _, number, names = missing(engine, "Who remembers Osric and Ola in 1931?", 2)

    assert (number, names) == (1.0, 1.0)


def test_of_several_names_the_share_that_is_missing_counts(engine: SpeechSearch) -> None:
    assert missing(engine, "Did Tallow meet Zebulon?", 0)[3] == 0.5


def test_the_rarest_word_that_is_missing_counts_by_its_idf(engine: SpeechSearch) -> None:
    covered, rarest, _, _ = missing(engine, "harbour zeppelin", 0)

    # "harbour" stands in 1 of 3 passages, "zeppelin" in none: idf = ln(1 + (n - df + 0.5) / (df + 0.5)).
    harbour, zeppelin = math.log(1 + 2.5 / 1.5), math.log(1 + 3.5 / 0.5)
    assert covered == pytest.approx(harbour / (harbour + zeppelin), rel=1e-5)
    assert rarest == 1.0
    assert missing(engine, "harbour zeppelin", 2)[1] == 1.0
    assert missing(engine, "harbour ships", 0)[1] == 0.0


def test_an_acronym_is_met_by_the_words_that_it_stands_for(tmp_path: Path) -> None:
    said = [("Ida Marsh", "The gross domestic product of the town grows."), ("Ola Common", "We go to dances.")]
    engine = engine_over(tmp_path, {"harbour": [said[0], ("Ida Marsh", "Nothing."), ("Ida Marsh", "So."), said[1]]})

    assert missing(engine, "How much did GDP grow?", 0) == (1.0, 0.0, 0.0, 0.0)
    assert missing(engine, "How much did GDP grow?", 3)[3] == 1.0
    assert not is_written_out("gdp", ["gross", "product", "domestic"])


def test_the_speaker_counts_as_standing_there(engine: SpeechSearch) -> None:
    assert missing(engine, "What does Marsh say?", 2)[3] == 0.0
