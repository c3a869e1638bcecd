"""The seed transcript with the real model: questions are answered from the right passage, by the right speaker."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from index import build
from search import Filters, SpeechSearch

pytestmark = pytest.mark.model
SEEDS = Path(__file__).resolve().parents[2] / "seeds"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> SpeechSearch:
    folder = tmp_path_factory.mktemp("seed") / "speeches.index"
    build([SEEDS], folder)
    return SpeechSearch.open(folder)


@pytest.mark.parametrize(
    ("question", "holds", "speaker"),
    [
        ("How large should trade between the countries become?", "one billion dollars", "Kassym-Jomart Tokayev"),
        ("Which high award did Kazakhstan give to Aliyev?", "“Altyn Kyran”", "Ilham Aliyev"),
        ("How many documents are going to be signed?", "more than 20 documents", "Ilham Aliyev"),
        ("After whom was a street in Sumgayit named?", "Akhmet Baitursynov", "Ilham Aliyev"),
        ("How much did GDP grow?", "7.5 percent", "Kassym-Jomart Tokayev"),
    ],
)
def test_questions_are_answered_in_the_speakers_words(
    engine: SpeechSearch, question: str, holds: str, speaker: str
) -> None:
    answer = engine.ask(question)

    assert answer.text is not None
    assert holds in answer.text
    citation = answer.citations[0]
    assert citation.passage.speaker == speaker
    assert citation.transcript.date == dt.date(2022, 8, 24)
    assert citation.transcript.title == "Presidents of Azerbaijan and Kazakhstan held expanded meeting"
    assert answer.hits[0].passage == citation.passage


@pytest.mark.parametrize("question", ["What is the capital of Mongolia?", "Who won the football match?"])
def test_what_nobody_said_is_not_answered(engine: SpeechSearch, question: str) -> None:
    answer = engine.ask(question)

    assert answer.text is None
    assert answer.citations == ()


def test_meaning_finds_what_words_do_not(engine: SpeechSearch) -> None:
    first = engine.search("How well is the economy doing?")[0]

    assert "The economy is growing with confidence." in first.passage.text
    assert engine.search("exchange of goods between the two states")[0].lexical != engine.search("goods")[0].lexical


def test_no_text_is_found_twice(engine: SpeechSearch) -> None:
    texts = [hit.passage.text for hit in engine.search("expanded meeting of the presidents", top_k=50)]

    assert len(texts) == len(set(texts)) == 22


@pytest.mark.parametrize("name", ["Aliyev", "President Ilham Aliyev", "ilham aliyev"])
def test_every_spelling_of_a_speaker_is_one_speaker(engine: SpeechSearch, name: str) -> None:
    found = {hit.passage.speaker for hit in engine.search("cooperation", top_k=50, filters=Filters(speakers=[name]))}

    assert found == {"Ilham Aliyev"}
