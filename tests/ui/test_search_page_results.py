"""What the search page does with what is found: filters with counts, order, groups, more, citing, files."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest

from index.errors import IndexDamagedError
from search import SpeechSearch
from search.results import Answer, Reason
from ui.nearness import less_close

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Open = Callable[..., Any]
    """Opens the app over an index at an address; gives a Screen (see conftest.py)."""

PIPES = "pipes below Fennel Street?"
WORDS = "pipes library ferry"
WATER = "council/water"
ADA, BEN = "Ada Korvin", "Ben Lund"


def harbour(*days: str | None) -> list[dict[str, object]]:
    """Transcripts, one for each day; in each both speak of the harbour, Ada twice."""
    said = [
        (ADA, "The harbour wall of gate {} is high."),
        (BEN, "A harbour wall at gate {} costs much."),
        (ADA, "Pears."),
    ]
    return [
        {
            "id": f"t{number}",
            "title": f"Session {number}",
            "date": day,
            "turns": [{"speaker": who, "text": text.format(number)} for who, text in said],
        }
        for number, day in enumerate(days)
    ]


def headings(app: Any) -> list[str]:
    """The names above groups of passages."""
    return [re.sub("<[^>]*>", "", each) for each in re.findall('<h3 class="rostrum-group">(.*?)</h3>', app.markup)]


def titles(app: Any) -> list[str]:
    """The titles of the transcripts of the hits, in the order of the page."""
    return re.findall(r"<article.*?<bdi>(Session \d+)</bdi>", app.markup, re.DOTALL)


class TestFilters:
    def test_a_transcript_leaves_only_its_passages_and_is_in_the_address(
        self, town_index: Path, open_app: Open
    ) -> None:
        app = open_app(town_index, q=WORDS)
        assert "New ferry line to Osk Island" in app.text
        app.multiselect[1].set_value([WATER]).run()
        assert app.query_params == {"q": WORDS, "transcript": WATER}
        assert "New ferry line to Osk Island" not in app.text
        assert app.unfold().text.count("Council session on water") >= 3

    def test_a_kind_leaves_only_such_passages_and_is_in_the_address(self, town_index: Path, open_app: Open) -> None:
        app = open_app(town_index, q=WORDS)
        app.button_group[0].set_value(["question"])
        app.button_group[0].run()
        assert app.voices == {"Questioner"}
        assert app.query_params == {"q": WORDS, "kind": "question"}

    def test_a_bookmark_with_both_opens_cold(self, town_index: Path, open_app: Open) -> None:
        app = open_app(town_index, q=WORDS, transcript="ferry", kind=["narration", "question"])
        assert app.multiselect[1].value == ["ferry"]
        assert app.unfold().voices == {"Questioner", "Narration"}
        assert app.query_params == {"q": WORDS, "transcript": "ferry", "kind": ["narration", "question"]}

    def test_what_leaves_nothing_is_named_and_cleared_by_a_click(self, town_index: Path, open_app: Open) -> None:
        app = open_app(town_index, q=PIPES, transcript=WATER, kind="question")
        assert app.lines[-4:] == [
            "No passage meets all of these conditions:",
            "it is in “Council session on water”",
            "it is a question",
            "Without one of them, there is something to find:",
        ]
        assert app.labels == ["Clear the transcripts", "Clear the kinds", "Clear all of these"]
        assert app.click("Clear the kinds").query_params == {"q": PIPES, "transcript": WATER}

    def test_transcripts_of_one_name_are_told_apart(self, index_of: Callable[..., Path], open_app: Open) -> None:
        turns = [{"speaker": ADA, "text": "The harbour is open."}]
        same = [{"id": each, "title": "Session", "date": "2020-01-01", "turns": turns} for each in "ab"]
        other = {"id": "c", "turns": turns}
        assert open_app(index_of(*same, other)).multiselect[1].options == [
            "Session, 1 January 2020 · a",
            "Session, 1 January 2020 · b",
            "c",
        ]

    def test_of_very_many_transcripts_the_newest_are_offered_and_those_that_speak_of_the_question(
        self, index_of: Callable[..., Path], open_app: Open, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("ui.filters.MAX_OFFERED", 2)
        app = open_app(index_of(*harbour("2020-01-01", "2022-01-01", "2021-01-01")), transcript="t0")
        assert app.multiselect[1].options == ["Session 0, 1 January 2020", "Session 1, 1 January 2022"]
        assert [each.value for each in app.caption] == [
            "Not in this list: 1 more transcript. Those with most about a question come first."
        ]
        app.multiselect[1].set_value([]).run()
        app.ask('"gate 2"')
        assert app.multiselect[1].options[0] == "Session 2, 1 January 2021 (2)"

    def test_a_transcript_that_is_gone_after_a_rebuild_is_no_longer_asked_for(
        self, tmp_path: Path, corpus: Path, open_app: Open
    ) -> None:
        from index import build

        build([corpus], tmp_path / "town.index", model="hashed-words")
        app = open_app(tmp_path / "town.index", q="ferry", transcript=WATER)
        (corpus / "water.json").unlink()
        build([corpus], tmp_path / "town.index", model="hashed-words")
        assert "A transcript was left out: no transcript has the id 'council/water'" in app.again().text
        assert app.query_params == {"q": "ferry"}


class TestCounts:
    def test_without_a_question_turns_are_counted(self, index_of: Callable[..., Path], open_app: Open) -> None:
        app = open_app(index_of(*harbour("2020-01-01", "2021-01-01")))
        assert app.multiselect[0].options == ["Ada Korvin (4 turns)", "Ben Lund (2 turns)"]
        assert app.multiselect[1].options == ["Session 1, 1 January 2021", "Session 0, 1 January 2020"]
        assert app.button_group[0].options == ["Speech", "Questions", "Narration"]

    def test_they_follow_the_question(self, index_of: Callable[..., Path], open_app: Open) -> None:
        app = open_app(index_of(*harbour("2020-01-01", "2021-01-01"), {"id": "x", "turns": [{"text": "Pears grow."}]}))
        app.ask("harbour wall")
        assert app.multiselect[0].options == ["Ada Korvin (2)", "Ben Lund (2)"]
        assert app.multiselect[1].options == ["Session 1, 1 January 2021 (2)", "Session 0, 1 January 2020 (2)", "x (0)"]
        assert app.button_group[0].options == ["Speech (4)", "Questions (0)", "Narration (0)"]
        app.ask('"costs much"')
        assert app.multiselect[0].options == ["Ben Lund (2)", "Ada Korvin (0)"]

    def test_each_counts_under_the_other_filters(self, index_of: Callable[..., Path], open_app: Open) -> None:
        app = open_app(index_of(*harbour("2020-01-01", "2021-01-01")), q="harbour wall", transcript="t0")
        assert app.multiselect[0].options == ["Ada Korvin (1)", "Ben Lund (1)"]
        assert app.multiselect[1].options == ["Session 0, 1 January 2020 (2)", "Session 1, 1 January 2021 (2)"]

    def test_where_not_all_was_looked_at_a_count_says_so(
        self, index_of: Callable[..., Path], open_app: Open, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("search.topics.timeline.DEPTHS", (1,))
        app = open_app(index_of(*harbour("2020-01-01", "2021-01-01")), q='"costs much"')
        assert app.multiselect[0].options == ["Ben Lund (2 or more)", "Ada Korvin (0 or more)"]

    def test_nobody_of_whom_a_close_passage_is_shown_has_none(
        self, index_of: Callable[..., Path], open_app: Open, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("search.topics.timeline.ABOUT", 2.0)
        app = open_app(index_of(*harbour("2020-01-01", "2021-01-01")), q="harbour wall", speaker=BEN)
        assert app.multiselect[0].options == ["Ben Lund (2)", "Ada Korvin (0)"]
        assert app.button_group[0].options == ["Speech (2)", "Questions (0)", "Narration (0)"]

    def test_what_is_chosen_stays_chosen_when_its_count_changes(
        self, index_of: Callable[..., Path], open_app: Open
    ) -> None:
        app = open_app(index_of(*harbour("2020-01-01", "2021-01-01")), q="harbour wall", speaker=BEN)
        app.multiselect[1].set_value(["t0"]).run()
        assert app.multiselect[0].value == [BEN]
        assert app.query_params == {"q": "harbour wall", "speaker": BEN, "transcript": "t0"}
        assert app.voices == {BEN}


@pytest.mark.parametrize(("can", "asked"), [(True, True), (False, None)])
def test_a_question_is_read_closely_wherever_that_can_be_so_that_it_has_one_answer(
    can: bool, asked: bool | None, town_index: Path, open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[object] = []
    ask = SpeechSearch.ask

    def noted(engine: SpeechSearch, question: str, **more: Any) -> Answer:
        given.append(more["rerank"])
        return ask(engine, question, **more)

    monkeypatch.setattr(SpeechSearch, "can_read_closely", property(lambda _: can))
    monkeypatch.setattr(SpeechSearch, "ask", noted)
    open_app(town_index, q="Who repaired the wall?")
    assert given == [asked]


class TestOrder:
    DAYS = ("2020-05-01", None, "2022-05-01", "2018-05-01")

    def test_it_is_by_day_if_asked_for_and_what_has_none_is_last(
        self, index_of: Callable[..., Path], open_app: Open
    ) -> None:
        app = open_app(index_of(*harbour(*self.DAYS)), q="harbour wall?", speaker=BEN)
        answer = app.lines[:3]
        app.selectbox[0].set_value("date").run()
        assert titles(app) == ["Session 2", "Session 0", "Session 3", "Session 1"]
        assert app.query_params["sort"] == "date"
        assert "4 passages, newest first" in app.lines
        app.selectbox[0].set_value("oldest").run()
        assert titles(app) == ["Session 3", "Session 0", "Session 2", "Session 1"]
        assert app.lines[:3] == answer
        assert app.selectbox[0].set_value("best").run() is not None
        assert app.query_params == {"q": "harbour wall?", "speaker": BEN}

    def test_the_newest_are_those_of_all_that_are_close_and_not_of_the_ten_best(
        self, index_of: Callable[..., Path], open_app: Open
    ) -> None:
        days = [f"20{number:02}-05-01" for number in range(14)]
        app = open_app(index_of(*harbour(*days)), q="harbour wall?", speaker=BEN, sort="date")
        assert titles(app) == [f"Session {number}" for number in range(13, 3, -1)]
        assert "10 of 14 passages, newest first" in app.lines
        app.click("Show 10 more")
        assert titles(app) == [f"Session {number}" for number in range(13, -1, -1)]
        assert "14 passages, newest first" in app.lines
        app.selectbox[0].set_value("best").run()
        assert "14 passages, best first" in app.lines
        assert (
            "the best 10 of 14" in open_app(index_of(*harbour(*days), name="b"), q="harbour wall?", speaker=BEN).lines
        )

    def test_where_there_may_be_more_than_were_looked_at_it_is_said_that_these_are_the_best(
        self, index_of: Callable[..., Path], open_app: Open
    ) -> None:
        days = [f"2010-{month:02}-{day:02}" for month in range(1, 7) for day in range(1, 11)]
        app = open_app(index_of(*harbour(*days)), q="harbour wall?", speaker=BEN, sort="oldest")
        assert "10 of the 50 best passages, oldest first" in app.lines
        app.selectbox[0].set_value("best").run()
        assert "the best 10" in app.lines

    def test_it_is_not_offered_where_all_is_of_one_day(self, index_of: Callable[..., Path], open_app: Open) -> None:
        app = open_app(index_of(*harbour("2020-05-01", "2020-05-01")), q="harbour wall")
        assert len(app.selectbox) == 0
        assert len(app.again(q="harbour wall", sort="date").selectbox) == 1  # else there were no way back

    def test_a_bookmark_has_it(self, index_of: Callable[..., Path], open_app: Open) -> None:
        app = open_app(index_of(*harbour(*self.DAYS)), q="harbour wall", speaker=BEN, sort="oldest")
        assert titles(app)[0] == "Session 3"
        assert app.selectbox[0].value == "oldest"

    def test_it_outlasts_another_question(self, index_of: Callable[..., Path], open_app: Open) -> None:
        app = open_app(index_of(*harbour(*self.DAYS)), q="harbour wall", sort="date")
        assert app.ask("gate").query_params == {"q": "gate", "sort": "date"}

    def test_a_step_back_in_the_browser_brings_it_back(self, index_of: Callable[..., Path], open_app: Open) -> None:
        app = open_app(index_of(*harbour(*self.DAYS)), q="harbour wall", speaker=BEN, sort="oldest")
        assert titles(app.again(q="harbour wall", speaker=BEN, sort="date"))[0] == "Session 2"
        assert app.selectbox[0].value == "date"


class TestGroups:
    def test_the_passages_of_a_speaker_stand_together_under_the_name(
        self, index_of: Callable[..., Path], open_app: Open
    ) -> None:
        app = open_app(index_of(*harbour("2020-05-01", "2021-05-01", "2022-05-01")), q="harbour wall", kind="speech")
        assert headings(app) == []
        app.checkbox[0].check().run()
        assert sorted(headings(app)) == ["Ada Korvin · 3 passages", "Ben Lund · 3 passages"]
        voices = re.findall("<h3>.*?<bdi>(.*?)</bdi>", app.markup)
        assert voices in ([ADA] * 3 + [BEN] * 3, [BEN] * 3 + [ADA] * 3)
        assert app.query_params == {"q": "harbour wall", "kind": "speech", "group": "speaker"}

    def test_of_a_speaker_with_more_than_are_shown_it_is_said_how_many_there_are(
        self, index_of: Callable[..., Path], open_app: Open
    ) -> None:
        days = [f"20{number:02}-05-01" for number in range(8)]
        app = open_app(index_of(*harbour(*days)), q='"harbour wall"', kind="speech", sort="date", group="speaker")
        assert sorted(headings(app)) == ["Ada Korvin · 5 of 8 passages", "Ben Lund · 5 of 8 passages"]

    def test_all_of_a_speaker_is_a_click_away(self, index_of: Callable[..., Path], open_app: Open) -> None:
        days = [f"20{number:02}-05-01" for number in range(12)]
        app = open_app(index_of(*harbour(*days)), q='"harbour wall"', kind="speech", sort="date", group="speaker")
        assert [each for each in app.labels if " by " in each] == ["All 12 by Ada Korvin", "All 12 by Ben Lund"]
        app.click("All 12 by Ben Lund")
        address = {"q": '"harbour wall"', "speaker": BEN, "kind": "speech", "sort": "date", "group": "speaker"}
        assert app.query_params == address | {"more": "10"}
        assert (app.markup.count("<article"), app.voices) == (12, {BEN})
        few = open_app(index_of(*harbour(*days[:3]), name="few"), q='"harbour wall"', group="speaker")
        assert [each for each in few.labels if " by " in each] == []

    def test_where_there_may_be_more_than_were_looked_at_no_number_is_promised(
        self, index_of: Callable[..., Path], open_app: Open
    ) -> None:
        days = [f"2010-{month:02}-{day:02}" for month in range(1, 4) for day in range(1, 11)]
        app = open_app(index_of(*harbour(*days)), q="harbour wall", kind="speech", sort="date", group="speaker")
        assert any(re.fullmatch(r"Ada Korvin · \d of \d\d or more passages", each) for each in headings(app))
        assert [each for each in app.labels if " by " in each] == ["More by Ada Korvin", "More by Ben Lund"]

    def test_it_is_not_offered_where_all_passages_are_of_one_speaker(
        self, index_of: Callable[..., Path], open_app: Open
    ) -> None:
        app = open_app(index_of(*harbour("2020-05-01", "2021-05-01")), q='"harbour wall"', group="speaker")
        assert len(app.checkbox) == 1
        app.multiselect[0].set_value([ADA]).run()
        assert len(app.checkbox) == 0
        assert headings(app) == []
        app.selectbox[0].set_value("date").run()
        assert app.query_params == {"q": '"harbour wall"', "speaker": ADA, "sort": "date", "group": "speaker"}
        app.multiselect[0].set_value([]).run()
        assert app.checkbox[0].value is True

    def test_inside_a_group_the_order_holds(self, index_of: Callable[..., Path], open_app: Open) -> None:
        index = index_of(*harbour("2020-05-01", "2022-05-01", "2021-05-01"))
        app = open_app(index, q='"harbour wall"', sort="date", group="speaker")
        assert titles(app) == ["Session 1", "Session 2", "Session 0"] * 2


class TestMore:
    DAYS = tuple(f"20{number:02}-01-01" for number in range(10, 22))

    def test_ten_more_are_shown_by_a_click_until_there_are_no_more(
        self, index_of: Callable[..., Path], open_app: Open
    ) -> None:
        app = open_app(index_of(*harbour(*self.DAYS)), q='"harbour wall"')
        assert app.markup.count("<article") == 10
        app.click("Show 10 more")
        assert app.markup.count("<article") == 20
        assert app.query_params == {"q": '"harbour wall"', "more": "10"}
        app.click("Show 10 more")
        assert app.markup.count("<article") == 24
        assert "Show 10 more" not in app.labels

    def test_at_fifty_it_ends(self, index_of: Callable[..., Path], open_app: Open) -> None:
        days = [f"2010-{month:02}-{day:02}" for month in range(1, 4) for day in range(1, 11)]
        app = open_app(index_of(*harbour(*days)), q='"harbour wall"', more="40")
        assert app.markup.count("<article") == 50
        assert "Show 10 more" not in app.labels

    def test_where_all_that_follows_is_less_close_no_more_are_offered(
        self, index_of: Callable[..., Path], open_app: Open
    ) -> None:
        pears = [
            {"speaker": BEN, "text": f"Pears and apples of sort {number} grow by the road."} for number in range(30)
        ]
        app = open_app(index_of(*harbour("2020-05-01"), {"id": "p", "turns": pears}), q="harbour wall")
        assert app.markup.count("<article") == 2
        assert "8 more passages, less close" in app.labels
        assert "Show 10 more" not in app.labels

    def test_another_question_or_filter_begins_with_ten(self, index_of: Callable[..., Path], open_app: Open) -> None:
        app = open_app(index_of(*harbour(*self.DAYS)), q='"harbour wall"', more="10")
        app.selectbox[0].set_value("date").run()
        assert app.query_params == {"q": '"harbour wall"', "sort": "date", "more": "10"}
        app.multiselect[0].set_value([ADA]).run()
        assert "more" not in app.query_params
        assert app.markup.count("<article") == 10


class TestAnswer:
    def test_several_voices_each_give_a_quote(self, index_of: Callable[..., Path], open_app: Open) -> None:
        said = [
            (ADA, "The harbour wall of Marlhaven is nine metres high."),
            (BEN, "The harbour wall of Marlhaven is ten metres high."),
        ]
        turns = [{"speaker": who, "text": text} for who, text in said]
        app = open_app(index_of({"id": "a", "turns": turns}), q="How high is the harbour wall of Marlhaven?")
        first, others = app.markup.split('<section class="rostrum-answer">')[1:3]
        assert [each.split("</section>")[0].count("<blockquote") for each in (first, others)] == [1, 1]
        assert "Others on this" not in first
        assert "Others on this" in others

    def test_it_leads_to_its_place_in_the_transcript(self, town_index: Path, open_app: Open) -> None:
        app = open_app(town_index, q=PIPES)
        passage = SpeechSearch.open(town_index).ask(PIPES).citations[0].passage
        links = [each.proto for each in app.get("page_link") if each.proto.label == "Open in transcript"]
        assert len(links) == 3
        address = {"id": "council/water", "passage": str(passage.id), "back": urlencode({"q": PIPES})}
        assert links[0].query_string == urlencode(address)

    def test_near_but_no_answer_is_told_with_what_follows(
        self, town_index: Path, open_app: Open, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real = SpeechSearch.ask

        def abstains(engine: SpeechSearch, question: str, **more: Any) -> Answer:
            hits = real(engine, question, **more).hits
            return Answer(question, None, 0.1, (), hits, Reason.NOTHING_ANSWERS)

        monkeypatch.setattr(SpeechSearch, "ask", abstains)
        assert open_app(town_index, q=PIPES).lines[:5] == [
            "The transcripts do not say",
            "Something near to this was said, but nothing that clearly answers it.",
            "The passages below come nearest, and the marked words in them nearest of all.",
            "Nearest passages",
            "3 passages",
        ]

    def test_where_filters_narrowed_it_everything_is_searched_by_a_click(
        self, town_index: Path, open_app: Open
    ) -> None:
        question = "What did Ashgrove say about the capital of Mongolia?"
        app = open_app(town_index, q=question, kind="speech", sort="date")
        assert "The transcripts do not say" in app.lines
        app.click("Search everything")
        assert app.query_params == {"q": question, "off": "speaker:Tobin Ashgrove"}
        assert "Search everything" not in app.labels

    def test_without_filters_nothing_of_the_kind_is_offered(self, town_index: Path, open_app: Open) -> None:
        assert "Search everything" not in open_app(town_index, q="What is the capital of Mongolia?").labels

    def test_a_failure_while_searching_is_told_and_the_filters_stay(
        self, town_index: Path, open_app: Open, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fails(*_: object, **__: object) -> None:
            raise IndexDamagedError("a file is cut; rebuild it with: rostrum build PATH")

        app = open_app(town_index, q=PIPES, speaker="Tobin Ashgrove")
        monkeypatch.setattr(SpeechSearch, "ask", fails)
        app.ask("ferry")
        assert app.lines == ["This did not work", "a file is cut; rebuild it with:"]
        assert app.multiselect[0].value == ["Tobin Ashgrove"]
        monkeypatch.undo()
        monkeypatch.setenv("ROSTRUM_INDEX", str(town_index))
        assert app.click("Try again").voices == {"Tobin Ashgrove"}


def to_copy(app: Any) -> list[str]:
    """Return the texts that have a button which copies them."""
    found = re.findall(r'<div class="rostrum-to-copy" dir="auto">(.*?)</div>', app.markup, re.DOTALL)
    return [html.unescape(each) for each in found]


class TestLessClose:
    SAID = (
        (ADA, "The harbour wall is nine metres high."),
        (BEN, "Pears and apples grow along the southern road."),
        (BEN, "The harbour wall was built in May."),
    )

    def index(self, index_of: Callable[..., Path]) -> Path:
        return index_of(
            {"id": "a", "date": "2020-05-01", "turns": [{"speaker": who, "text": it} for who, it in self.SAID]}
        )

    def test_what_has_little_to_do_with_the_question_is_folded_up_and_has_no_mark(
        self, index_of: Callable[..., Path], open_app: Open
    ) -> None:
        app = open_app(self.index(index_of), q="harbour wall", sort="oldest")
        assert app.lines[1] == "2 passages, oldest first"
        assert app.markup.count("<article") == app.markup.count("<mark>") == 2
        assert "Pears" not in app.text
        app.click("1 more passage, less close")
        assert app.markup.count("<article") == 3
        assert app.markup.count("<mark>") == 2
        assert app.markup.index("Pears and apples") > app.markup.rindex("<mark>")
        app.click("Hide 1 less close passage")
        assert "Pears" not in app.text

    def test_it_stays_unfolded_in_another_order_and_is_folded_up_for_another_question(
        self, index_of: Callable[..., Path], open_app: Open
    ) -> None:
        app = open_app(self.index(index_of), q="harbour wall").click("1 more passage, less close")
        app.checkbox[0].check().run()
        assert headings(app) == [f"{BEN} · 1 passage", f"{ADA} · 1 passage"]
        assert "Pears" in app.text
        assert "Pears" not in app.ask("harbour wall high").text

    def test_where_the_transcripts_do_not_say_the_nearest_three_stand_there_whatever_they_are(
        self, town_index: Path, open_app: Open
    ) -> None:
        app = open_app(town_index, q="What is the capital of Mongolia?")
        assert app.markup.count("<article") == 3
        assert "7 more passages, less close" in app.labels

    def test_where_none_is_close_to_words_that_is_said_and_the_nearest_three_stand_there_unmarked(
        self, town_index: Path, open_app: Open
    ) -> None:
        app = open_app(town_index, q="Mongolia Ulaanbaatar")
        assert app.lines[:2] == ["Nearest passages", "none is close to what you typed"]
        assert app.markup.count("<article") == 3
        assert app.marks == []

    @pytest.mark.parametrize(("words", "close"), [("wall", 2), ("the wall", 0), ("walls of pears", 0)])
    def test_a_passage_in_which_the_only_word_to_find_stands_is_close(
        self, words: str, close: int, index_of: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("ui.nearness.LESS_CLOSE", 2.0)
        engine = SpeechSearch.open(self.index(index_of))
        answer = replace(engine.ask(words), citations=())
        assert len(answer.hits) - len(less_close(engine, answer)) == close

    def test_where_all_have_to_do_with_it_nothing_is_set_apart(
        self, index_of: Callable[..., Path], open_app: Open
    ) -> None:
        app = open_app(index_of(*harbour("2020-05-01", "2021-05-01")), q="harbour wall")
        assert app.lines[1] == "4 passages, best first"
        assert not any("less close" in label for label in app.labels)

    def test_what_holds_the_phrase_and_is_too_short_to_be_judged_is_not_set_apart(
        self, index_of: Callable[..., Path], open_app: Open
    ) -> None:
        turns = [
            {"speaker": ADA, "text": "The pears of the southern road are ripe."},
            {"speaker": BEN, "text": "Pears."},
        ]
        app = open_app(index_of({"id": "a", "turns": turns}), q='"pears"')
        assert "2 passages, best first" in app.lines
        assert app.voices == {ADA, BEN}


class TestCiting:
    def test_a_quote_is_ready_in_each_style_when_it_is_asked_for(self, town_index: Path, open_app: Open) -> None:
        app = open_app(town_index, q=PIPES, speaker="Tobin Ashgrove")
        assert to_copy(app) == []
        passage = SpeechSearch.open(town_index).ask(PIPES).citations[0].passage
        next(each for each in app.button if each.key == f"unfolds-cite-{passage.id}").click().run()
        quote = "The old pipes below Fennel Street leak every winter."
        by = "Tobin Ashgrove, Councillor, “Council session on water”, Town hall, 17 January 2023, at 0:01."
        assert to_copy(app) == [
            f"“{quote}” — {by} https://example.org/water",
            f"> {quote}\n>\n> — **Tobin Ashgrove**, Councillor, [Council session on water](https://example.org/water), "
            "Town hall, 17 January 2023, at 0:01",
            f"“{quote}” (Ashgrove, 2023, 0:01)\n\nAshgrove, T. (2023, January 17). "
            "Council session on water [Transcript]. Town hall. https://example.org/water",
            f"transcript?id=council%2Fwater&passage={passage.id}",
        ]
        assert to_copy(app.click("Hide citations")) == []

    def test_the_answer_can_be_cited(self, town_index: Path, open_app: Open) -> None:
        app = open_app(town_index, q=PIPES).click("Cite")
        assert to_copy(app)[0].startswith("“The old pipes below Fennel Street leak every winter.” — Tobin Ashgrove")
        assert to_copy(app.ask("library?")) == []


class TestExport:
    def test_what_is_shown_can_be_downloaded_when_that_is_asked_for(self, town_index: Path, open_app: Open) -> None:
        app = open_app(town_index, q=PIPES, speaker="Tobin Ashgrove", sort="date")
        assert len(app.get("download_button")) == 0
        app.click("Export")
        assert [each.proto.label for each in app.get("download_button")] == [
            "CSV, table for spreadsheets",
            "JSON, for programs",
            "Markdown, to read and edit",
        ]
        assert (
            "1 passage, in this order, with citations and links. Those that are less close are left out." in app.lines
        )
