"""A speaker's profile: their words against everybody's, their days, what they said last."""

from __future__ import annotations

import json
import math
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest
from helpers import write_files

import search.profile
from index import build
from index.embedders import HashedWordsEmbedder
from index.errors import UnknownSpeakerError
from search import Profile, SpeechSearch
from search.distinctive import PRIOR_WORDS, too_common, weighed_odds

if TYPE_CHECKING:
    from pathlib import Path

HARBOUR = "The harbour needs granite. Granite holds the harbour wall, and the harbour lives by granite."
LIBRARY = (
    "Our library opens late. Readers love the library, and the library loves readers, old readers and every reader."
)


def engine_over(folder: Path, *transcripts: dict[str, object]) -> SpeechSearch:
    files = {f"{n}.json": json.dumps({"language": "en"} | each) for n, each in enumerate(transcripts)}
    build([write_files(folder / "corpus", files)], folder / "test.index", embedder=HashedWordsEmbedder())
    return SpeechSearch.open(folder / "test.index", embedder=HashedWordsEmbedder())


def said(speaker: str, *texts: str, **more: object) -> list[dict[str, object]]:
    return [{"speaker": speaker, "text": text} | more for text in texts]


def words(profile: Profile) -> list[str]:
    return [each.word for each in profile.topics]


@pytest.fixture
def two(tmp_path: Path) -> SpeechSearch:
    return engine_over(
        tmp_path,
        {"id": "a", "date": "2021-03-12", "turns": [*said("Ada Korvin", HARBOUR), *said("Bo Lund", LIBRARY)]},
        {"id": "b", "date": "2022-09-05", "turns": said("Ada Korvin", "The tide rises, and it rises and rises again.")},
        {"id": "c", "turns": said("Ada Korvin", "Nobody knows when this was said about the ferry.")},
    )


class TestWeighedOdds:
    def test_it_is_what_the_paper_computes(self) -> None:
        # One word: 10 times of 100 by the speaker, 4 of 900 by the others; the prior gives it 14 of every 1,000.
        own, everybody = np.array([10, 90]), np.array([14, 986])
        prior = PRIOR_WORDS * 14 / 1000
        of_speaker = math.log((10 + prior) / (100 + PRIOR_WORDS - 10 - prior))
        of_others = math.log((4 + prior) / (900 + PRIOR_WORDS - 4 - prior))
        expected = (of_speaker - of_others) / math.sqrt(1 / (10 + prior) + 1 / (4 + prior))
        assert weighed_odds(own, everybody, total=1000)[0] == pytest.approx(expected)
        assert expected == pytest.approx(2.716, abs=0.001)

    def test_a_word_that_all_use_alike_weighs_nothing(self) -> None:
        assert weighed_odds(np.array([50, 50]), np.array([100, 100]), total=200) == pytest.approx([0.0, 0.0])

    def test_where_nobody_else_speaks_nothing_is_distinctive(self) -> None:
        assert weighed_odds(np.array([3, 4]), np.array([3, 4]), total=7).tolist() == [0.0, 0.0]

    def test_words_of_manner_and_short_ones_say_nothing_of_the_matter(self) -> None:
        assert [each for each in ("think", "eu", "granite") if not too_common(each)] == ["granite"]


class TestTopics:
    def test_each_speaks_of_what_the_other_does_not(self, two: SpeechSearch) -> None:
        assert set(words(two.profile("Ada Korvin"))) == {"harbour", "granite", "rises"}
        assert set(words(two.profile("Bo Lund"))) == {"library", "readers"}

    def test_forms_of_a_word_are_counted_together_and_spelt_as_mostly_printed(self, two: SpeechSearch) -> None:
        assert {each.word: each.times for each in two.profile("Bo Lund").topics} == {"library": 3, "readers": 4}

    def test_their_own_name_and_office_are_no_topics(self, tmp_path: Path) -> None:
        text = "The Mayor Korvin, Mayor Korvin and again Mayor Korvin speaks of herring, herring, herring."
        engine = engine_over(
            tmp_path,
            {"id": "a", "turns": [*said("Ada Korvin", text, role="Mayor"), *said("Bo Lund", LIBRARY)]},
        )
        assert words(engine.profile("Ada Korvin")) == ["herring"]

    def test_a_speaker_alone_in_the_corpus_has_none(self, tmp_path: Path) -> None:
        assert (
            engine_over(tmp_path, {"id": "a", "turns": said("Ada Korvin", HARBOUR)}).profile("Ada Korvin").topics == ()
        )

    def test_of_many_passages_some_are_taken_evenly(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        texts = [
            "The herring and herring swim.",
            *(f"Only lamp {n} and another lamp shine." for n in range(3)),
            "The herring comes back again.",
        ]
        engine = engine_over(tmp_path, {"id": "a", "turns": [*said("Ada Korvin", *texts), *said("Bo Lund", LIBRARY)]})
        assert set(words(engine.profile("Ada Korvin"))) == {"lamp", "herring", "shine"}
        monkeypatch.setattr(search.profile, "MOST_PASSAGES", 2)
        assert words(engine.profile("Ada Korvin")) == ["herring"]


class TestDaysAndPassages:
    def test_first_and_last_day_are_told(self, two: SpeechSearch) -> None:
        profile = two.profile("Ada Korvin")
        assert (profile.first, profile.last) == (date(2021, 3, 12), date(2022, 9, 5))
        assert (profile.speaker.turns, profile.speaker.transcripts) == (3, 3)

    def test_the_newest_transcripts_come_first_and_undated_ones_last(self, two: SpeechSearch) -> None:
        assert [head.id for _, head in two.profile("Ada Korvin").recent] == ["b", "a", "c"]
        assert [head.id for _, head in two.profile("Bo Lund").recent] == ["a"]

    def test_of_each_transcript_the_weightiest_passage_is_shown(self, tmp_path: Path) -> None:
        turns = said("Ada Korvin", "Thank you very much indeed.", HARBOUR, "We are nearly done here now.")
        recent = engine_over(tmp_path, {"id": "a", "turns": turns}).profile("Ada Korvin").recent
        assert [passage.text for passage, _ in recent] == [HARBOUR]

    def test_one_who_says_but_a_word_has_days_and_that_word(self, tmp_path: Path) -> None:
        engine = engine_over(
            tmp_path,
            {"id": "a", "date": "2021-03-12", "turns": [*said("Ada Korvin", HARBOUR), *said("Bo Lund", "Hear, hear!")]},
        )
        profile = engine.profile("Bo Lund")
        assert (profile.first, profile.last, profile.topics) == (date(2021, 3, 12), date(2021, 3, 12), ())
        assert [(passage.text, head.id) for passage, head in profile.recent] == [("Hear, hear!", "a")]

    def test_one_who_speaks_undated_only_has_no_days(self, tmp_path: Path) -> None:
        profile = engine_over(tmp_path, {"id": "a", "turns": said("Ada Korvin", HARBOUR)}).profile("Ada Korvin")
        assert (profile.first, profile.last) == (None, None)

    def test_an_unknown_name_is_refused_with_those_near_it(self, two: SpeechSearch) -> None:
        with pytest.raises(UnknownSpeakerError, match="no speaker is called 'Ada Corvin'") as raised:
            two.profile("Ada Corvin")
        assert raised.value.near == ("Ada Korvin",)


class TestSums:
    def test_days_of_all_speakers_leave_out_who_has_none(self, two: SpeechSearch) -> None:
        assert two.days_of_speakers() == {
            "Ada Korvin": (date(2021, 3, 12), date(2022, 9, 5)),
            "Bo Lund": (date(2021, 3, 12), date(2021, 3, 12)),
        }

    def test_speakers_in_a_transcript_are_counted_once_each(self, tmp_path: Path) -> None:
        turns = [*said("Ada Korvin", HARBOUR, LIBRARY), *said("Bo Lund", "Hear, hear!"), {"text": "Nobody known."}]
        nobody = [{"text": "The reporter saw it.", "kind": "narration"}]
        assert engine_over(tmp_path, {"id": "a", "turns": turns}, {"id": "b", "turns": nobody}).speakers_in() == {
            "a": 2,
            "b": 0,
        }
