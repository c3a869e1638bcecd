"""A topic counted over time, with the fake embedder."""

from __future__ import annotations

import datetime as dt
import gc
import json
from typing import TYPE_CHECKING
from weakref import ref

import numpy as np
import pytest
from helpers import write_files
from ranking import reading

import search.topics.timeline
from index import Kind, build
from index.embedders import HashedWordsEmbedder
from index.errors import DateRangeError, EmptyQueryError, QueryError, UnknownPassageError, UnknownSpeakerError
from search import Filters, SpeechSearch
from search.opened import Opened
from search.topics.about import ABOUT, aboutness, asked_about
from search.topics.numbered import numbered
from search.understand import understand

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from search.topics.results import Period, Timeline

ADA, TOBIN = "Ada Korvin", "Tobin Ashgrove"
WALL = "The harbour wall of gate {} is high."
PEARS = "My orchard number {} bears pears and plums."

Spoken = tuple[str | None, str]


def engine_of(folder: Path, transcripts: Mapping[str, tuple[str | None, Sequence[Spoken]]]) -> SpeechSearch:
    """An engine over transcripts, each with its day and what is said."""
    files = {
        f"{name}.json": json.dumps(
            {
                "date": day,
                "turns": [{"speaker": who, "text": text.format(f"{name}{n}")} for n, (who, text) in enumerate(said)],
            }
        )
        for name, (day, said) in transcripts.items()
    }
    build([write_files(folder / "src", files)], folder / "i.index", embedder=HashedWordsEmbedder())
    return SpeechSearch.open(folder / "i.index", embedder=HashedWordsEmbedder())


@pytest.fixture
def engine(tmp_path: Path) -> SpeechSearch:
    return engine_of(
        tmp_path,
        {
            "a": ("2018-11-30", [(ADA, WALL), (ADA, WALL), (TOBIN, WALL), (TOBIN, PEARS)]),
            "b": ("2019-02-01", [(TOBIN, PEARS), (ADA, PEARS)]),
            "c": ("2021-01-31", [(None, WALL), (TOBIN, WALL), (TOBIN, WALL), (ADA, PEARS)]),
            "d": (None, [(ADA, WALL), (ADA, PEARS), (None, PEARS)]),
        },
    )


def counts(timeline: Timeline) -> list[tuple[str, int, int]]:
    return [(period.label, period.count, period.scope) for period in timeline.periods]


def by_speaker(period: Period) -> list[tuple[str | None, int, int]]:
    return [(cell.speaker, cell.count, cell.scope) for cell in period.cells]


def test_passages_are_counted_by_year_and_speaker_beside_all_there_are(engine: SpeechSearch) -> None:
    found = engine.timeline("harbour wall")

    assert counts(found) == [("2018", 3, 4), ("2019", 0, 2), ("2020", 0, 0), ("2021", 3, 4)]
    assert by_speaker(found.periods[0]) == [(ADA, 2, 2), (TOBIN, 1, 2)]
    assert by_speaker(found.periods[3]) == [(TOBIN, 2, 2), (None, 1, 1)]
    assert (found.total, found.complete, found.topic) == (7, True, "harbour wall")
    assert found.periods[0].share == 0.75
    assert found.periods[2].share == 0.0


def test_who_speaks_in_a_period_is_told_from_who_does_not_whatever_the_topic(engine: SpeechSearch) -> None:
    found = engine.timeline("harbour wall")
    assert [dict(period.scopes) for period in found.periods] == [
        {ADA: 2, TOBIN: 2},
        {ADA: 1, TOBIN: 1},
        {},
        {ADA: 1, TOBIN: 2, None: 1},
    ]
    assert dict(found.undated.scopes) == {ADA: 2, None: 1}
    assert [dict(period.scopes) for period in engine.timeline("harbour wall", speakers=[TOBIN]).periods][1] == {
        TOBIN: 1
    }


def test_transcripts_are_counted_beside_all_there_are(tmp_path: Path) -> None:
    said = {
        "a": ("2018-11-30", [(ADA, WALL), (ADA, WALL), (TOBIN, PEARS)]),
        "b": ("2018-12-01", [(TOBIN, PEARS)]),
        "c": ("2018-12-02", [(TOBIN, WALL)]),
        "d": ("2019-01-01", [(ADA, PEARS)]),
        "e": (None, [(ADA, WALL)]),
    }
    engine = engine_of(tmp_path, said)

    def of(timeline: Timeline) -> list[tuple[str, int, int]]:
        every = (*timeline.periods, timeline.undated, timeline.whole)
        return [(each.label, each.transcripts, each.transcripts_scope) for each in every]

    assert of(engine.timeline("harbour wall")) == [
        ("2018", 2, 3),
        ("2019", 0, 1),
        ("undated", 1, 1),
        ("in all", 3, 5),
    ]
    assert of(engine.timeline("harbour wall", by="month"))[:2] == [("2018-11", 1, 1), ("2018-12", 1, 2)]
    assert of(engine.timeline("harbour wall", speakers=[TOBIN])) == [
        ("2018", 1, 3),
        ("undated", 0, 0),
        ("in all", 1, 3),
    ]
    whole = engine.timeline("harbour wall").whole
    assert (whole.count, whole.scope) == (4, 7)


def test_what_has_no_date_is_counted_apart(engine: SpeechSearch) -> None:
    undated = engine.timeline("harbour wall").undated

    assert (undated.label, undated.since, undated.until, undated.count, undated.scope) == ("undated", None, None, 1, 3)
    assert by_speaker(undated) == [(ADA, 1, 2)]


def test_speakers_are_summed_up_most_first(engine: SpeechSearch) -> None:
    assert engine.timeline("harbour wall").speakers == ((ADA, 3), (TOBIN, 3), (None, 1))


def test_months_follow_each_other_across_years(engine: SpeechSearch) -> None:
    found = engine.timeline("harbour wall", by="month")

    labels = [period.label for period in found.periods]
    assert (labels[:4], labels[-1], len(labels)) == (["2018-11", "2018-12", "2019-01", "2019-02"], "2021-01", 27)
    assert [(period.since, period.until) for period in found.periods[3:4]] == [
        (dt.date(2019, 2, 1), dt.date(2019, 2, 28))
    ]
    assert {period.label: period.count for period in found.periods if period.count} == {"2018-11": 3, "2021-01": 3}
    assert found.total == 7


def test_a_year_goes_from_its_first_to_its_last_day(engine: SpeechSearch) -> None:
    first = engine.timeline("harbour wall").periods[0]

    assert (first.since, first.until) == (dt.date(2018, 1, 1), dt.date(2018, 12, 31))


def test_each_cell_can_be_followed_to_its_passages_nearest_first(tmp_path: Path) -> None:
    near, far = "The harbour wall.  It stands.", "The harbour wall keeps storms away."
    engine = engine_of(tmp_path, {"a": ("2020-01-01", [(ADA, far), (ADA, near), (ADA, PEARS)])})

    (cell,) = engine.timeline("harbour wall").periods[0].cells
    hits = engine.hits("harbour wall", cell.passages)

    assert [hit.passage.text for hit in hits] == [near, far]
    assert [hit.rank for hit in hits] == [1, 2]
    assert hits[0].score > hits[1].score >= ABOUT
    assert hits[0].highlights == ((0, len("The harbour wall.")),)
    assert {match.question for match in hits[0].why} == {"harbour", "wall"}
    assert engine.hits("harbour wall", []) == []


def test_passages_that_are_not_in_the_index_cannot_be_followed(engine: SpeechSearch) -> None:
    for unknown in (0, -1, 2**63):
        with pytest.raises(UnknownPassageError, match=f"passage {unknown} is not in the index, or too short"):
            engine.hits("harbour wall", [unknown])


def test_all_that_is_about_it_is_counted_as_if_every_passage_were_looked_at(tmp_path: Path) -> None:
    said: list[Spoken] = [
        (ADA, f"Gate {n}: " + "wall " * (n % 4) + "harbour " * (n % 3) + "mole " * (n % 5)) for n in range(200)
    ]
    engine = engine_of(tmp_path, {"a": ("2020-01-01", said)})

    with reading(tmp_path / "i.index") as generation:
        rows = np.arange(len(generation.representations))
        topic = asked_about(Opened(generation, HashedWordsEmbedder()), understand("harbour wall"))
        brute = aboutness(generation, rows, topic) >= ABOUT
        ids = set(np.asarray(generation.representations.ids)[brute].tolist())

    (cell,) = engine.timeline("harbour wall").periods[0].cells
    assert set(cell.passages) == ids
    assert 20 < len(ids) < len(rows)


@pytest.mark.parametrize(("depths", "total", "complete"), [((3,), 3, False), ((3, 5), 5, False), ((3, 40), 20, True)])
def test_it_is_told_when_there_may_be_more_than_was_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, depths: tuple[int, ...], total: int, *, complete: bool
) -> None:
    engine = engine_of(tmp_path, {"a": ("2020-01-01", [*[(ADA, WALL)] * 20, *[(ADA, PEARS)] * 40])})
    monkeypatch.setattr(search.topics.timeline, "DEPTHS", depths)
    monkeypatch.setattr(search.topics.timeline, "TAIL", 2)

    found = engine.timeline("harbour wall")

    assert found.complete is complete
    assert found.total == total


# -- what narrows it -------------------------------------------------------------------------------------------------


def test_speakers_narrow_hits_and_scope_alike(engine: SpeechSearch) -> None:
    named = engine.timeline("harbour wall", speakers=["Korvin"])
    filtered = engine.timeline("harbour wall", filters=Filters(speakers=[ADA]))
    asked = engine.timeline("What did Korvin say about the harbour wall?")

    assert counts(named) == [("2018", 2, 2), ("2019", 0, 1), ("2020", 0, 0), ("2021", 0, 1)]
    assert named.undated.scope == 2
    assert counts(filtered) == counts(asked) == counts(named)
    assert [each.key for each in asked.constraints] == ["speaker:Ada Korvin"]
    both = engine.timeline("harbour wall", speakers=[TOBIN], filters=Filters(speakers=[ADA]))
    assert both.speakers == ((ADA, 3), (TOBIN, 3))


def test_what_is_understood_can_be_switched_off(engine: SpeechSearch) -> None:
    question = "What did Korvin say about the harbour wall?"

    found = engine.timeline(question, ignoring=["speaker:Ada Korvin"])

    assert (found.constraints, counts(found)[0][2]) == ((), 4)


def test_days_and_kinds_narrow(engine: SpeechSearch) -> None:
    since = engine.timeline("harbour wall", filters=Filters(since=dt.date(2019, 1, 1)))

    assert counts(since) == [("2019", 0, 2), ("2020", 0, 0), ("2021", 3, 4)]
    assert (since.undated.count, since.undated.scope) == (0, 0)
    assert engine.timeline("harbour wall", filters=Filters(kinds=[Kind.QUESTION])).periods == ()


def test_a_phrase_is_counted_wherever_it_stands_and_the_scope_is_all(engine: SpeechSearch) -> None:
    found = engine.timeline('"orchard number"')

    assert counts(found) == [("2018", 1, 4), ("2019", 2, 2), ("2020", 0, 0), ("2021", 1, 4)]
    assert engine.timeline('"number orchard"').total == 0


def test_what_is_excluded_is_not_counted(engine: SpeechSearch) -> None:
    assert engine.timeline("harbour wall -a0").total == 6


# -- edges -----------------------------------------------------------------------------------------------------------


def test_what_nobody_speaks_of_is_nought_in_every_period(engine: SpeechSearch) -> None:
    found = engine.timeline("zeppelin")

    assert counts(found) == [("2018", 0, 4), ("2019", 0, 2), ("2020", 0, 0), ("2021", 0, 4)]
    assert (found.total, found.speakers, found.undated.cells, found.complete) == (0, (), (), True)


def test_without_a_date_there_are_no_periods(tmp_path: Path) -> None:
    found = engine_of(tmp_path, {"a": (None, [(ADA, WALL)])}).timeline("harbour wall")

    assert (found.periods, found.undated.count, found.total) == ((), 1, 1)


def test_transcripts_of_which_nothing_is_found_by_meaning_do_not_shift_the_others(tmp_path: Path) -> None:
    engine = engine_of(
        tmp_path,
        {"a": ("1999-01-01", [(ADA, "Thank you.")]), "b": ("2020-01-01", [(ADA, WALL)]), "c": (None, [(ADA, PEARS)])},
    )

    found = engine.timeline("harbour wall")

    assert counts(found) == [("2020", 1, 1)]
    assert found.undated.scope == 1


def test_an_index_of_short_turns_only_counts_nothing(tmp_path: Path) -> None:
    found = engine_of(tmp_path, {"a": ("2020-01-01", [(ADA, "Thank you.")])}).timeline("harbour wall")

    assert (found.periods, found.total, found.undated.scope, found.complete) == ((), 0, 0, True)


def test_what_cannot_be_counted_raises_our_errors(engine: SpeechSearch) -> None:
    with pytest.raises(QueryError, match="time can be counted by year or month, not by 'week'"):
        engine.timeline("harbour wall", by="week")
    with pytest.raises(EmptyQueryError, match="nothing was asked"):
        engine.timeline("")
    with pytest.raises(UnknownSpeakerError, match="no speaker is called 'Nobody'"):
        engine.timeline("harbour wall", speakers=["Nobody"])
    with pytest.raises(DateRangeError, match="swap them"):
        engine.timeline("wall", filters=Filters(since=dt.date(2022, 1, 1), until=dt.date(2021, 1, 1)))


def test_a_timeline_follows_a_rebuild_while_somebody_still_reads_the_old_index(
    engine: SpeechSearch, tmp_path: Path
) -> None:
    before, reading_on = engine.timeline("harbour wall"), engine._current()
    write_files(tmp_path / "src", {"a.json": json.dumps({"date": "2017-05-01", "turns": [{"text": WALL.format(1)}]})})
    build([tmp_path / "src"], tmp_path / "i.index", embedder=HashedWordsEmbedder())

    after = engine.timeline("harbour wall")

    assert (counts(before)[0], counts(after)[0]) == (("2018", 3, 4), ("2017", 1, 1))
    assert by_speaker(after.periods[0]) == [(None, 1, 1)]
    assert engine.timeline("harbour wall", by="month").periods[0].label == "2017-05"
    assert reading_on is not engine._current()


def test_what_is_kept_of_a_generation_goes_with_it(engine: SpeechSearch, tmp_path: Path) -> None:
    engine.timeline("harbour wall")
    opened = ref(engine._current())
    generation = engine._current().generation
    assert numbered(engine._current()) is numbered(engine._current())

    write_files(tmp_path / "src", {"e.json": json.dumps({"date": "2022-05-01", "turns": [{"text": WALL.format(1)}]})})
    build([tmp_path / "src"], tmp_path / "i.index", embedder=HashedWordsEmbedder())
    engine.timeline("harbour wall")
    gc.collect()

    assert engine._current().generation is not generation
    assert opened() is None
