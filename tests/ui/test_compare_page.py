"""The compare page, by a person's eyes: speakers side by side, and who spoke of a topic when."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import TYPE_CHECKING

import pytest
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df

from search import SpeechSearch
from search.topics import timeline as timelines
from ui import timeline_chart, timeline_view
from ui.places import Place
from ui.safe import label
from ui.timeline_chart import OTHERS, chart, voices_of
from ui.timeline_numbers import numbers_card

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any

    from search import Timeline

    Open = Callable[..., Any]

MAYOR, COUNCILLOR = "Edda Quillfeather", "Tobin Ashgrove"
BOTH = [MAYOR, COUNCILLOR]
ADA, BEN = "Ada Korvin", "Ben Lund"


def opened(open_app: Open, index: Path, **address: str | list[str]) -> Any:
    return open_app(index, Place.COMPARE, **address)


def columns(app: Any) -> dict[str, list[str]]:
    """What stands in each speaker's column."""
    found = {}
    for part in re.split(r'(?=<section class="rostrum-facts rostrum-column rostrum-voice-\d">)', app.markup)[1:]:
        column = part.split('<section class="rostrum-list">')[0]
        plain = re.sub("<[^>]*>", "", re.sub(r"</(?:h2|p|div)>", "\n", column)).split("\n")
        name, *said = [each for each in plain if each]
        found[name] = said
    return found


def spec(app: Any) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(app.page.get("vega_lite_chart")[0].proto.spec)
    return loaded


def bars(app: Any) -> list[dict[str, Any]]:
    """The rows that are drawn, as they are sent."""
    sent = app.page.get("vega_lite_chart")[0].proto.datasets[0].data.data
    rows: list[dict[str, Any]] = convert_arrow_bytes_to_pandas_df(sent).to_dict("records")
    return rows


def rows_of(timeline: Timeline, chosen: str | None = None) -> list[dict[str, Any]]:
    colours = {name: 0 for name in voices_of(timeline) if name}
    (rows,) = chart(timeline, chosen, "clicked", colours).to_dict()["datasets"].values()
    return list(rows)


class TestSideBySide:
    def test_each_speaker_has_a_column_with_what_they_say(self, town_index: Path, open_app: Open) -> None:
        shown = columns(opened(open_app, town_index, q="library", speaker=BOTH))
        assert list(shown) == BOTH
        assert shown[MAYOR][1] == "Our new library holds ninety thousand books and is open until midnight."
        assert shown[COUNCILLOR][1] == "Reading makes a town wiser, and the library is free for everyone."

    def test_each_passage_leads_to_its_place_and_can_be_cited(self, town_index: Path, open_app: Open) -> None:
        app = opened(open_app, town_index, q="library", speaker=BOTH)
        assert [each.proto.label for each in app.page.get("page_link")].count("Open in transcript") == 2
        assert app.labels.count("Cite") == 2
        app.click("Cite")
        assert f"midnight.” — {MAYOR}, Mayor, “Opening of the town library”, Marlhaven, 5 September 2022." in app.text
        assert "Copy as APA-like" in app.text
        assert app.labels.count("Cite") == 1

    def test_who_says_nothing_about_it_is_said_to(self, town_index: Path, open_app: Open) -> None:
        shown = columns(opened(open_app, town_index, q="ferry", speaker=BOTH))
        assert shown[COUNCILLOR] == ["Says nothing about this in 4 passages."]

    def test_a_speaker_named_in_the_topic_does_not_narrow_it(self, town_index: Path, open_app: Open) -> None:
        app = opened(open_app, town_index, q=f"What did {MAYOR} say about the library?", speaker=BOTH)
        assert [said[1].split()[0] for said in columns(app).values()] == ["Our", "Reading"]

    def test_before_anything_is_asked_it_says_what_it_is_for(self, town_index: Path, open_app: Open) -> None:
        app = opened(open_app, town_index)
        assert app.lines == [
            "Compare",
            "See what two to four speakers say about a topic, side by side, and who spoke about it when.",
        ]

    def test_with_nobody_chosen_those_who_speak_most_of_it_are_offered(self, town_index: Path, open_app: Open) -> None:
        app = opened(open_app, town_index, q="library")
        assert "Choose at least two speakers to see them side by side." in app.text
        (link,) = [each for each in app.page.get("page_link") if "speaker=" in each.proto.query_string]
        assert link.proto.label == label(f"Compare those who speak about it most: {MAYOR}, {COUNCILLOR}")
        assert columns(app) == {}
        assert "Over time" in app.text

    def test_what_cannot_be_asked_is_told(self, town_index: Path, open_app: Open) -> None:
        assert "This cannot be asked" in opened(open_app, town_index, q="-zebra", speaker=BOTH).text

    def test_the_address_follows_the_widgets(self, town_index: Path, open_app: Open) -> None:
        app = opened(open_app, town_index, q="library", at="2022", more="30")
        app.multiselect[0].set_value(BOTH).run()
        assert dict(app.query_params) == {"q": "library", "speaker": BOTH}
        app.text_input[0].set_value("pipes").run()
        assert dict(app.query_params) == {"q": "pipes", "speaker": BOTH}

    def test_names_in_the_address_may_be_written_otherwise(self, town_index: Path, open_app: Open) -> None:
        assert list(columns(opened(open_app, town_index, q="library", speaker=["ashgrove", "Mayor Quillfeather"]))) == [
            COUNCILLOR,
            MAYOR,
        ]

    def test_names_that_nobody_has_and_too_many_are_left_out_and_told(
        self, index_of: Callable[..., Path], open_app: Open
    ) -> None:
        names = ["Ada Korvin", "Bo Lund", "Cy Marl", "Dag Nielm", "Eli Oster"]
        turns = [{"speaker": name, "text": f"The harbour is what {name} likes."} for name in names]
        app = opened(open_app, index_of({"id": "a", "turns": turns}), q="harbour", speaker=["<b>Nobody</b>", *names])
        assert list(columns(app)) == names[:4]
        assert "No speaker is called “<b>Nobody</b>”." in app.text
        assert "More than 4 speakers are named; the first 4 are compared." in app.text


class TestTimeline:
    def test_a_bar_for_each_year_and_speaker_with_its_numbers(self, town_index: Path, open_app: Open) -> None:
        app = opened(open_app, town_index, q="library", speaker=BOTH)
        rows = bars(app)
        assert [(row["period"], row["speaker"], row["passages"]) for row in rows] == [
            ("2022", MAYOR, 1),
            ("2022", COUNCILLOR, 1),
        ]
        assert spec(app)["encoding"]["x"]["scale"]["domain"] == ["2021", "2022", "2023"]
        assert "About it: 2 of 9 passages, in 1 of 3 transcripts" in app.lines

    def test_the_same_numbers_are_a_table(self, town_index: Path, open_app: Open) -> None:
        app = opened(open_app, town_index, q="library", speaker=BOTH)
        table = re.search(r'<table class="rostrum-numbers">.*?</table>', app.markup)
        assert table is not None
        rows = [re.findall(r"<t[hd]>(.*?)</t[hd]>", row) for row in re.findall("<tr>.*?</tr>", table.group())]
        assert rows == [
            ["Year", MAYOR, COUNCILLOR, "Passages", "Share", "Transcripts"],
            ["2021", "0", "–", "0 of 3", "0.0%", "0 of 1"],
            ["2022", "1", "1", "2 of 3", "66.7%", "1 of 1"],
            ["2023", "0", "0", "0 of 3", "0.0%", "0 of 1"],
        ]

    def test_a_period_of_the_address_shows_its_passages(self, town_index: Path, open_app: Open) -> None:
        app = opened(open_app, town_index, q="library", speaker=BOTH, at="2022")
        assert app.selectbox[0].value == "2022"
        assert app.voices == set(BOTH)
        assert "2022: 2 of 3 passages, in 1 of 1 transcript." in app.lines
        assert {"1 of 1 passage", "1 of 2 passages"} <= set(app.lines)
        assert {row["weight"] for row in bars(app)} == {1.0}

    def test_a_period_is_chosen_from_a_list_and_the_address_follows(self, town_index: Path, open_app: Open) -> None:
        app = opened(open_app, town_index, q="library", speaker=BOTH)
        assert app.selectbox[0].options == ["2022 (2 passages)"]
        app.selectbox[0].set_value("2022").run()
        assert app.query_params["at"] == "2022"
        assert app.voices == set(BOTH)

    @pytest.mark.parametrize("at", ["2021", "1066", "x", "<b>", "9" * 500])
    def test_a_period_of_nothing_is_told(self, at: str, town_index: Path, open_app: Open) -> None:
        app = opened(open_app, town_index, q="library", speaker=BOTH, at=at)
        assert f"Nothing about this topic is dated “{at[:40]}”" in app.text
        assert app.selectbox[0].value is None

    def test_bars_are_counts_or_shares_as_the_address_says(self, town_index: Path, open_app: Open) -> None:
        app = opened(open_app, town_index, q="library", speaker=BOTH)
        assert spec(app)["encoding"]["y"]["field"] == "passages"
        app.radio[1].set_value("share").run()
        assert spec(app)["encoding"]["y"]["field"] == "share"
        assert dict(app.query_params) == {"q": "library", "speaker": BOTH, "show": "share"}
        assert spec(app)["encoding"]["y"]["title"] == "Share of own passages"
        assert [(row["period"], row["speaker"], row["share"], row["of"], row["edge"]) for row in bars(app)] == [
            ("2021", MAYOR, 0.0, "0 of 3 passages", 2),
            ("2022", MAYOR, 1.0, "1 of 1 passage", 0),
            ("2022", COUNCILLOR, 0.5, "1 of 2 passages", 0),
            ("2023", MAYOR, 0.0, "0 of 1 passage", 2),
            ("2023", COUNCILLOR, 0.0, "0 of 2 passages", 2),
        ]
        assert "xOffset" in spec(app)["encoding"]
        line = "A line in place of a bar: heard then, but not about this."
        assert line in app.lines
        assert (
            line
            not in opened(
                open_app, town_index, q="library", speaker=BOTH, show="share", since="2022", until="2022"
            ).lines
        )
        app.radio[1].set_value("count").run()
        assert line not in app.lines
        assert "show" not in app.query_params
        assert opened(open_app, town_index, q="library", show="share").radio[1].value == "share"
        assert opened(open_app, town_index, q="library", show="<b>").radio[1].value == "count"

    def test_where_there_is_no_transcript_of_a_speaker_it_is_not_taken_for_silence(
        self, index_of: Callable[..., Path], open_app: Open
    ) -> None:
        wall, pears = "The harbour wall is of granite.", "My orchard bears pears."
        said = [
            ("2015", ADA, wall),
            ("2015", BEN, pears),
            ("2018", ADA, pears),
            ("2019", BEN, wall),
            ("2022", ADA, wall),
        ]
        transcripts = [
            {"id": f"{number}", "date": f"{year}-05-01", "turns": [{"speaker": name, "text": text}]}
            for number, (year, name, text) in enumerate(said)
        ]
        app = opened(open_app, index_of(*transcripts), q="harbour wall", speaker=[ADA, BEN])
        gaps = f"No transcript of {ADA}: 2016 to 2017, 2019 to 2021; of {BEN}: 2016 to 2018, 2020 to 2022."
        assert gaps in app.lines
        rows = [re.findall(r"<t[hd]>(.*?)</t[hd]>", row)[:3] for row in re.findall("<tr>.*?</tr>", app.markup)[1:]]
        assert rows == [
            *(["2015", "1", "0"], ["2016", "–", "–"], ["2017", "–", "–"], ["2018", "0", "–"]),
            *(["2019", "–", "1"], ["2020", "–", "–"], ["2021", "–", "–"], ["2022", "1", "–"]),
        ]
        assert "– no transcript of the speaker in that year" in app.lines
        assert "No transcript" not in opened(open_app, index_of(*transcripts, name="all"), q="harbour wall").text

    def test_who_says_nothing_of_it_has_a_column_in_the_table_all_the_same(
        self, town_index: Path, open_app: Open
    ) -> None:
        app = opened(open_app, town_index, q="ferry", speaker=BOTH)
        head = re.search("<thead>.*?</thead>", app.markup)
        assert head is not None
        assert re.findall("<th>(.*?)</th>", head.group())[1:3] == BOTH

    def test_of_many_gaps_some_are_named(self, index_of: Callable[..., Path], open_app: Open) -> None:
        wall = {"text": "The harbour wall is of granite."}
        transcripts = [
            {"id": f"{year}", "date": f"{year}-05-01", "turns": [wall | {"speaker": BEN if year % 2 else ADA}]}
            for year in range(2001, 2014)
        ]
        app = opened(open_app, index_of(*transcripts), q="harbour wall", speaker=[ADA, BEN])
        assert f"No transcript of {ADA}: 2001, 2003, 2005, 2007 and 3 more times; of {BEN}: 2002, 2004," in app.text

    def test_of_many_speakers_shares_are_of_all_passages_one_on_the_other(
        self, town_index: Path, open_app: Open, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(timeline_chart, "MOST_SIDE_BY_SIDE", 1)
        app = opened(open_app, town_index, q="library", speaker=BOTH, show="share")
        assert spec(app)["encoding"]["y"]["title"] == "Share of passages"
        assert [round(row["share"], 4) for row in bars(app)] == [0.3333, 0.3333]
        assert "xOffset" not in spec(app)["encoding"]
        assert "Fewer than 30 in all: 2022 (3)." in app.text

    def test_a_share_of_few_passages_is_not_left_uncommented(
        self, town_index: Path, open_app: Open, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        told = "A share of few passages may be high by chance. Fewer than 30 in all: "
        told += f"{BOTH[0]} in 2022 (1), {BOTH[1]} in 2022 (2)."
        assert told in opened(open_app, town_index, q="library", speaker=BOTH, show="share").lines
        assert "by chance" not in opened(open_app, town_index, q="library", speaker=BOTH).text
        monkeypatch.setattr(timeline_view, "FEW_PASSAGES", 1)
        assert "by chance" not in opened(open_app, town_index, q="library", speaker=BOTH, show="share").text

    def test_what_is_pointed_at_tells_how_much_there_is_in_all(self, town_index: Path, open_app: Open) -> None:
        app = opened(open_app, town_index, q="library", speaker=BOTH)
        shown = {each["title"]: each["field"] for each in spec(app)["encoding"]["tooltip"]}
        assert {title: bars(app)[1][field] for title, field in shown.items()} == {
            "Year": "2022",
            "Speaker": COUNCILLOR,
            "By the speaker": "1 of 2 passages",
            "In all": "2 of 3 passages, in 1 of 1 transcript",
            "Share of all": "66.7%",
        }

    def test_by_month(self, town_index: Path, open_app: Open) -> None:
        app = opened(open_app, town_index, q="library", speaker=BOTH, by="month", at="2022-09")
        assert app.radio[0].value == "month"
        assert app.voices == set(BOTH)
        app.radio[0].set_value("year").run()
        assert dict(app.query_params) == {"q": "library", "speaker": BOTH}
        assert "This cannot be asked" not in opened(open_app, town_index, q="library", by="<week>").text

    def test_more_passages_of_a_period_on_demand(self, index_of: Callable[..., Path], open_app: Open) -> None:
        turns = [{"speaker": "Ada Korvin", "text": f"The harbour wall number {n} is of granite."} for n in range(5)]
        index = index_of({"id": "a", "date": "2020-01-01", "turns": turns})
        app = opened(open_app, index, q="harbour wall granite", at="2020")
        assert "5 of 5 passages, the nearest 3 shown" in app.text
        assert app.markup.count("<article") == 3
        app.click("Show more")
        assert (app.markup.count("<article"), app.query_params["more"]) == (5, "1")
        assert "Show more" not in app.labels

    def test_of_very_many_speakers_in_a_period_some_are_shown(
        self, index_of: Callable[..., Path], open_app: Open
    ) -> None:
        turns = [{"speaker": f"Speaker {n:02}", "text": f"The harbour wall {n} is of granite."} for n in range(24)]
        app = opened(open_app, index_of({"id": "a", "date": "2020-01-01", "turns": turns}), q="harbour wall", at="2020")
        assert ("16 more speakers not shown." in app.text, len(app.voices)) == (True, 8)
        app.click("Show more")
        assert ("4 more speakers not shown." in app.text, len(app.voices)) == (True, 20)

    def test_counted_by_another_unit_no_period_of_the_old_one_is_asked_for(
        self, town_index: Path, open_app: Open
    ) -> None:
        app = opened(open_app, town_index, q="library", speaker=BOTH, at="2022")
        app.radio[0].set_value("month").run()
        assert dict(app.query_params) == {"q": "library", "speaker": BOTH, "by": "month"}
        assert app.selectbox[0].value is None
        assert "Nothing about this topic is dated" not in app.text

    def test_where_nobody_speaks_of_it_there_is_no_chart(self, town_index: Path, open_app: Open) -> None:
        app = opened(open_app, town_index, q="zebra", speaker=BOTH)
        assert "About it: 0 of 9 passages, in 0 of 3 transcripts" in app.lines
        assert app.page.get("vega_lite_chart") == []

    def test_undated_passages_have_a_bar_of_their_own(self, index_of: Callable[..., Path], open_app: Open) -> None:
        index = index_of({"id": "a", "turns": [{"speaker": "Ada Korvin", "text": "The harbour wall is of granite."}]})
        app = opened(open_app, index, q="harbour wall", at="undated")
        assert app.voices == {"Ada Korvin"}

    def test_a_hostile_speaker_is_plain_text(
        self, index_of: Callable[..., Path], open_app: Open, hostile: dict[str, Any]
    ) -> None:
        name = hostile["turns"][0]["speaker"]
        app = opened(open_app, index_of(hostile), q="marmalade script window hacked", speaker=name, at="2024")
        assert not re.search(r"<(?:script|img|i|b)\b", app.markup)
        assert app.text.count(name) >= 2
        assert {row["speaker"] for row in bars(app)} == {name}


class TestDays:
    def test_from_and_until_narrow_columns_and_timeline_and_stand_in_the_address(
        self, town_index: Path, open_app: Open
    ) -> None:
        app = opened(open_app, town_index, q="library", speaker=BOTH, at="2022", more="1")
        app.date_input[0].set_value(dt.date(2023, 1, 1)).run()
        assert dict(app.query_params) == {"q": "library", "speaker": BOTH, "since": "2023-01-01"}
        assert "About it: 0 of 3 passages, in 0 of 1 transcript" in app.lines
        assert columns(app)[MAYOR] == ["Says nothing about this in 1 passage."]
        app.date_input[0].set_value(None)
        app.date_input[1].set_value(dt.date(2021, 12, 31)).run()
        assert dict(app.query_params) == {"q": "library", "speaker": BOTH, "until": "2021-12-31"}
        assert columns(app)[COUNCILLOR] == ["There is no transcript of this speaker from that time."]

    def test_a_bookmark_has_them_and_a_step_back_takes_them_away(self, town_index: Path, open_app: Open) -> None:
        app = opened(open_app, town_index, q="library", speaker=BOTH, since="2022", until="2022-09")
        assert [each.value for each in app.date_input] == [dt.date(2022, 1, 1), dt.date(2022, 9, 30)]
        assert "About it: 2 of 3 passages, in 1 of 1 transcript" in app.lines
        app.page.query_params = {"q": "library", "speaker": BOTH}
        app.page.run()
        assert [each.value for each in app.date_input] == [None, None]
        assert "About it: 2 of 9 passages, in 1 of 3 transcripts" in app.lines

    def test_a_day_that_is_none_is_told(self, town_index: Path, open_app: Open) -> None:
        app = opened(open_app, town_index, q="library", speaker=BOTH, since="<b>soon</b>")
        assert "The date “since” was left out: '<b>soon</b>' is no day" in app.text
        assert list(columns(app)) == BOTH

    def test_days_the_wrong_way_round_are_swapped_by_a_button(self, town_index: Path, open_app: Open) -> None:
        app = opened(open_app, town_index, q="library", speaker=BOTH, since="2022-12-01", until="2022-01-01")
        assert "This cannot be asked" in app.text
        app.click("Swap the dates")
        assert (app.query_params["since"], app.query_params["until"]) == ("2022-01-01", "2022-12-01")
        assert list(columns(app)) == BOTH


class TestChart:
    @pytest.fixture
    def crowd(self, index_of: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> Timeline:
        monkeypatch.setenv("ROSTRUM_MODEL", "hashed-words")
        turns = [
            {"speaker": f"Speaker {n:02}", "text": f"The harbour wall of speaker {n} part {m} is of granite."}
            for n in range(12)
            for m in range(12 - n)
        ]
        index = index_of({"id": "a", "date": "2020-01-01", "turns": turns})
        return SpeechSearch.open(index).timeline("harbour wall granite")

    def test_of_many_speakers_the_least_are_one_bar(self, crowd: Timeline) -> None:
        assert voices_of(crowd) == [f"Speaker {n:02}" for n in range(7)]
        rows = rows_of(crowd)
        assert {row["speaker"]: row["passages"] for row in rows}[OTHERS] == 5 + 4 + 3 + 2 + 1
        assert sum(row["passages"] for row in rows) == crowd.total == 78

    def test_the_table_has_the_others_too(self, crowd: Timeline) -> None:
        row = re.findall(r"<t[hd]>(.*?)</t[hd]>", numbers_card(crowd))
        assert row[8:13] == [OTHERS, "Passages", "Share", "Transcripts", "2020"]
        assert row[13:] == ["12", "11", "10", "9", "8", "7", "6", "15", "78 of 78", "100.0%", "1 of 1"]

    def test_what_is_not_looked_at_is_pale(
        self, index_of: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("ROSTRUM_MODEL", "hashed-words")
        turns = [{"speaker": "Ada Korvin", "text": "The harbour wall is of granite."}]
        index = index_of(
            *({"id": f"in {year}", "date": f"{year}-05-01", "turns": turns} for year in (2020, 2021, 2022))
        )
        rows = rows_of(SpeechSearch.open(index).timeline("harbour wall granite"), "2021")
        assert {row["period"]: row["weight"] for row in rows} == {"2020": 0.35, "2021": 1.0, "2022": 0.35}
        assert rows[1]["said"] == "2021, Ada Korvin: 1 passage"

    def test_a_lower_bound_is_called_one(
        self, town_index: Path, open_app: Open, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(timelines, "_deep_enough", lambda *_: False)
        assert (
            "About it: at least 2 of 11 passages, in 1 of 3 transcripts"
            in opened(open_app, town_index, q="library").text
        )
