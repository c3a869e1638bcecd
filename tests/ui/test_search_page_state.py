"""What the search page does with addresses, failures, rebuilt indexes and text that it should not trust."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import pytest
from helpers import TOWN, OtherEmbedder, write_files

from index import build

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Open = Callable[..., Any]
    """Opens the app over an index at an address; gives a Screen (see conftest.py)."""

PIPES = "pipes below Fennel Street?"
"""A question that one passage of the town answers, nearly word for word."""


class TestAddress:
    def test_a_bookmark_opened_cold_gives_the_same_view(self, town_index: Path, open_app: Open) -> None:
        before = open_app(town_index).ask("pipes library ferry")
        before.multiselect[0].set_value(["Edda Quillfeather", "Tobin Ashgrove"])
        before.date_input[0].set_value(dt.date(2022, 6, 1))
        before.run()
        after = open_app(town_index, **before.query_params)
        assert after.text == before.text
        assert after.multiselect[0].value == ["Edda Quillfeather", "Tobin Ashgrove"]
        assert [each.value for each in after.date_input] == [dt.date(2022, 6, 1), None]
        assert after.query_params == before.query_params

    def test_a_date_beyond_the_transcripts_is_kept(self, town_index: Path, open_app: Open) -> None:
        app = open_app(town_index, q=PIPES, since="1812-03", until="9999")
        assert [each.value for each in app.date_input] == [dt.date(1812, 3, 1), dt.date(9999, 12, 31)]
        assert app.marks[0] == "The old pipes below Fennel Street leak every winter."

    def test_what_is_broken_is_left_out_with_a_note_until_something_else_is_asked(
        self, town_index: Path, open_app: Open
    ) -> None:
        app = open_app(town_index, q=PIPES, speaker=["Nobody Atall", "Ashgrove"], since="2022-13-45")
        assert app.lines[:3] == [
            "Part of the address could not be used:",
            "A speaker was left out: no speaker is called 'Nobody Atall'; none of the 2 speakers is near.",
            "The date “since” was left out: '2022-13-45' is no day of the calendar.",
        ]
        assert app.multiselect[0].value == ["Tobin Ashgrove"]
        app.ask("ferry")
        assert "The address was not read" not in app.text
        assert app.query_params == {"q": "ferry", "speaker": "Tobin Ashgrove"}

    def test_parameters_of_others_do_no_harm(self, town_index: Path, open_app: Open) -> None:
        app = open_app(town_index, utm_source="x", question="y", speakers="z", Q="v")
        assert "3 transcripts" in app.text

    def test_a_step_back_in_the_browser_brings_the_view_back(self, town_index: Path, open_app: Open) -> None:
        app = open_app(town_index, q=PIPES).ask("ferry")
        app.again(q=PIPES)
        assert app.text_input[0].value == PIPES
        assert app.marks[0] == "The old pipes below Fennel Street leak every winter."

    def test_a_click_sent_before_the_browser_knew_the_new_address_is_no_step_back(
        self, town_index: Path, open_app: Open
    ) -> None:
        app = open_app(town_index).ask(PIPES)
        app.page.query_params = {}
        app.multiselect[0].set_value(["Tobin Ashgrove"]).run()
        assert app.text_input[0].value == PIPES
        assert app.query_params == {"q": PIPES, "speaker": "Tobin Ashgrove"}

    def test_two_sessions_know_nothing_of_each_other(self, town_index: Path, open_app: Open) -> None:
        one, other = open_app(town_index), open_app(town_index)
        one.ask(PIPES)
        other.run()
        assert (other.text_input[0].value, other.query_params) == ("", {})
        assert PIPES not in other.text


class TestFailures:
    def test_without_an_index_the_command_that_builds_one_is_named(self, tmp_path: Path, open_app: Open) -> None:
        index = tmp_path / "none.index"
        app = open_app(index)
        assert app.lines == ["This did not work", f"there is no index in {index}; build one with:"]
        assert [each.value for each in app.code] == [f"rostrum build PATH --index {index}"]

    def test_once_it_is_built_trying_again_works(self, tmp_path: Path, open_app: Open) -> None:
        app = open_app(tmp_path / "town.index")
        build([write_files(tmp_path / "corpus", TOWN)], tmp_path / "town.index", model="hashed-words")
        assert "3 transcripts · 2 speakers" in app.click("Try again").text

    def test_a_damaged_index_is_told_of_without_a_trace(self, tmp_path: Path, corpus: Path, open_app: Open) -> None:
        index = tmp_path / "town.index"
        build([corpus], index, model="hashed-words")
        (index / "CURRENT").write_text("../../etc")
        app = open_app(index)
        assert "names '../../etc', expected a generation such as gen-000007; rebuild it with:" in app.text
        assert "Traceback" not in app.text

    def test_an_index_rebuilt_with_another_model_is_told_of_and_opened_anew(
        self, tmp_path: Path, corpus: Path, open_app: Open
    ) -> None:
        index = tmp_path / "town.index"
        build([corpus], index, model="hashed-words")
        app = open_app(index, q=PIPES)
        build([corpus], index, embedder=OtherEmbedder())
        assert "was built with other-words" in app.again().text
        build([corpus], index, model="hashed-words")
        assert "Very likely the answer." in app.click("Try again").text

    def test_a_wrong_setting_is_named(self, town_index: Path, open_app: Open, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("ROSTRUM_INDX", "x")
        assert "unknown environment variable ROSTRUM_INDX" in open_app(town_index).text


class TestRebuiltIndex:
    def test_new_transcripts_are_found_and_a_speaker_that_is_gone_is_no_longer_asked_for(
        self, tmp_path: Path, corpus: Path, open_app: Open
    ) -> None:
        index = tmp_path / "town.index"
        build([corpus], index, model="hashed-words")
        app = open_app(index, q="pipes", speaker="Tobin Ashgrove")
        write_files(tmp_path / "later", {"a.txt": "Wren Tallowby: The pipes are mended at last, all of them."})
        build([tmp_path / "later"], index, model="hashed-words")
        assert "A speaker was left out: no speaker is called 'Tobin Ashgrove'" in app.again().text
        assert app.voices == {"Wren Tallowby"}
        assert app.multiselect[0].options == ["Wren Tallowby (1)"]

    def test_what_is_asked_at_that_moment_is_still_asked(self, tmp_path: Path, corpus: Path, open_app: Open) -> None:
        index = tmp_path / "town.index"
        build([corpus], index, model="hashed-words")
        app = open_app(index, q="ferry", speaker="Tobin Ashgrove")
        write_files(tmp_path / "later", {"a.txt": "Wren Tallowby: The pipes are mended at last, all of them."})
        build([tmp_path / "later"], index, model="hashed-words")
        assert "A speaker was left out: no speaker is called 'Tobin Ashgrove'" in app.ask("pipes").text
        assert app.query_params == {"q": "pipes"}
        assert app.marks == ["The pipes are mended at last, all of them."]


class TestUntrustedText:
    def test_markup_in_transcripts_is_shown_and_not_obeyed(
        self, index_of: Callable[..., Path], hostile: dict[str, object], open_app: Open
    ) -> None:
        app = open_app(index_of(hostile), q="marmalade")
        tags = set(re.findall(r"<([a-z0-9]+)", app.markup))
        assert tags.isdisjoint({"script", "img", "b", "i", "code"})
        links = set(re.findall(r'<a href="([^"]*)"', app.markup))
        assert links
        assert all(re.fullmatch(r"(speakers\?name|transcript\?id)=[\w%+.~&;=-]*", link) for link in links)
        for text in (
            "<script>window.hacked = 1</script>",
            "<b>Venue</b> & Sons",
            "Mal <img src=x onerror=alert('name')>",
        ):
            assert text in app.text

    def test_nothing_from_outside_is_given_to_markdown(
        self, index_of: Callable[..., Path], hostile: dict[str, object], open_app: Open
    ) -> None:
        app = open_app(index_of(hostile), q=":red[x] $y$ <b>marmalade</b>", speaker=":red[nobody]")
        assert [*app.markdown, *app.caption, *app.error, *app.warning, *app.info, *app.header, *app.subheader] == []
        assert set(app.labels) == {"Before and after", "More like this", "Cite", "Export"}
        links = {each.label for each in app.get("page_link") if each.proto.query_string}
        assert links == {"Compare", "Open in transcript"}

    def test_a_question_with_markup_is_shown_as_it_is(self, town_index: Path, open_app: Open) -> None:
        app = open_app(town_index, q='"<script>alert(1)</script>"')
        assert "it contains “<script>alert(1)</script>”" in app.text
