"""What was read in the question: chips that switch it off and on, and what is told of it where nothing is found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Open = Callable[..., Any]
    """Opens the app over an index at an address; gives a Screen (see conftest.py)."""

BY_TOBIN = "What did Tobin Ashgrove say about the library?"
TOBIN = "speaker:Tobin Ashgrove"


def turns(*said: tuple[str, str]) -> list[dict[str, str]]:
    return [{"speaker": speaker, "text": text} for speaker, text in said]


class TestChips:
    def test_a_question_in_which_nothing_else_is_read_has_none(self, town_index: Path, open_app: Open) -> None:
        app = open_app(town_index, q="library pipes ferry")
        assert app.chips == []
        assert "Understood" not in app.text

    def test_each_says_what_was_read_and_what_a_click_does(self, town_index: Path, open_app: Open) -> None:
        question = 'What did Tobin Ashgrove say in 2022 at Marlhaven? "novel" -pipes'
        assert open_app(town_index, q=question).chips == [
            "*Switch off:* only what Tobin Ashgrove says",
            "*Switch off:* only in 2022",
            r"*Switch off:* first at Marlhaven\, then elsewhere",
            "*Switch off:* contains “novel”",
            "*Switch off:* without “pipes”",
        ]

    def test_a_click_switches_it_off_and_another_on_again(self, town_index: Path, open_app: Open) -> None:
        app = open_app(town_index).ask(BY_TOBIN)
        assert app.voices == {"Tobin Ashgrove"}
        assert app.query_params == {"q": BY_TOBIN}
        app.click("*Switch off:* only what Tobin Ashgrove says")
        assert "Edda Quillfeather" in app.unfold().voices
        assert app.query_params == {"q": BY_TOBIN, "off": TOBIN}
        assert app.chips == ["*Switch on again:* ~~only what Tobin Ashgrove says~~"]
        app.click("*Switch on again:* ~~only what Tobin Ashgrove says~~")
        assert app.voices == {"Tobin Ashgrove"}
        assert app.query_params == {"q": BY_TOBIN}

    def test_a_bookmark_opened_cold_has_it_off(self, town_index: Path, open_app: Open) -> None:
        app = open_app(town_index, q=BY_TOBIN, off=TOBIN)
        assert app.chips == ["*Switch on again:* ~~only what Tobin Ashgrove says~~"]
        assert "Edda Quillfeather" in app.unfold().voices
        assert app.query_params == {"q": BY_TOBIN, "off": TOBIN}

    def test_a_step_back_in_the_browser_has_it_on_again(self, town_index: Path, open_app: Open) -> None:
        app = open_app(town_index, q=BY_TOBIN).click("*Switch off:* only what Tobin Ashgrove says")
        assert app.again(q=BY_TOBIN).voices == {"Tobin Ashgrove"}
        assert app.chips == ["*Switch off:* only what Tobin Ashgrove says"]

    def test_another_question_drops_what_it_does_not_have(self, town_index: Path, open_app: Open) -> None:
        app = open_app(town_index, q=f"{BY_TOBIN} -novel", off=[TOBIN, "excluded:novel"])
        app.ask("What did Tobin Ashgrove say about pipes?")
        assert app.query_params == {"q": "What did Tobin Ashgrove say about pipes?", "off": TOBIN}
        assert app.ask("pipes").query_params == {"q": "pipes"}
        assert app.ask("").query_params == {}
        assert app.ask(BY_TOBIN).chips == ["*Switch off:* only what Tobin Ashgrove says"]

    @pytest.mark.parametrize("off", ["nonsense", "speaker:", "speaker:<script>", "date:x/y", ":", "x" * 5_000])
    def test_keys_that_nothing_has_do_no_harm(self, off: str, town_index: Path, open_app: Open) -> None:
        app = open_app(town_index, q=BY_TOBIN, off=off)
        assert app.voices == {"Tobin Ashgrove"}
        assert app.query_params == {"q": BY_TOBIN}
        assert open_app(town_index, q="?!", off=off).lines[0] == "This cannot be asked"
        assert "3 transcripts" in open_app(town_index, off=off).text

    def test_notes_on_the_address_outlast_a_click(self, town_index: Path, open_app: Open) -> None:
        app = open_app(town_index, q=BY_TOBIN, speaker="Nobody Atall")
        assert "A speaker was left out" in app.text
        assert "A speaker was left out" in app.click("*Switch off:* only what Tobin Ashgrove says").text

    def test_speakers_who_share_a_name_are_one_chip(self, index_of: Callable[..., Path], open_app: Open) -> None:
        said = (("Ada Korvin", "The harbour is open."), ("Ben Korvin", "The harbour is deep."))
        others = (("Cy Lund", "The harbour is cold."),)
        app = open_app(
            index_of({"id": "a", "turns": turns(*said, *others)}), q="What did Korvin say about the harbour?"
        )
        assert app.chips == ["*Switch off:* only what Ada Korvin or Ben Korvin says"]
        assert app.voices == {"Ada Korvin", "Ben Korvin"}
        app.click("*Switch off:* only what Ada Korvin or Ben Korvin says")
        assert app.unfold().voices == {"Ada Korvin", "Ben Korvin", "Cy Lund"}
        assert app.query_params["off"] == ["speaker:Ada Korvin", "speaker:Ben Korvin"]

    def test_what_a_chip_cuts_or_sums_up_is_told_in_full_on_hover(
        self, index_of: Callable[..., Path], open_app: Open
    ) -> None:
        turns = [
            {"speaker": f"{name} Korvin", "text": f"The wall of {name} is high."} for name in ("Ada", "Ben", "Cy", "Di")
        ]
        phrase = "*" + "wall " * 20
        app = open_app(index_of({"id": "a", "turns": turns}), q=f'What did Korvin say about "{phrase}"?')
        tips = [each.help for each in app.button if (each.key or "").startswith("chip")]
        assert tips == [r"Ada Korvin\, Ben Korvin\, Cy Korvin\, Di Korvin", f"\\*{('wall ' * 20).strip()}"]

    def test_a_short_chip_needs_no_more(self, town_index: Path, open_app: Open) -> None:
        app = open_app(town_index, q=BY_TOBIN)
        assert [each.help for each in app.button if (each.key or "").startswith("chip")] == [""]

    def test_markup_in_a_question_is_no_markup_in_a_chip(self, town_index: Path, open_app: Open) -> None:
        app = open_app(town_index, q='pipes "**b** :red[x] <i>"')
        assert app.chips == ["*Switch off:* contains “\\*\\*b\\*\\* \\:\u2060red\\[x\\] \\<i\\>”"]

    def test_only_so_many_are_shown_and_the_rest_is_counted(self, town_index: Path, open_app: Open) -> None:
        app = open_app(town_index, q=f"pipes {' '.join(f'-word{number:02}' for number in range(30))}")
        assert len(app.chips) == 20
        assert "and 10 more" in app.text


class TestNothingFound:
    def test_what_the_question_demands_may_be_to_blame(self, town_index: Path, open_app: Open) -> None:
        app = open_app(town_index, q='What did Tobin Ashgrove say in 2022 of the "ferry"? -harbour')
        assert app.lines[1:7] == [
            "Nothing found",
            "No passage meets all of these conditions:",
            "it is by Tobin Ashgrove",
            "it was said in 2022",
            "it contains “ferry”",
            "it does not contain “harbour”",
        ]
        assert app.labels == ["Drop the quotation marks", "Clear all of these"]

    def test_the_speaker_in_the_question_is_switched_off_by_a_click(self, town_index: Path, open_app: Open) -> None:
        question = 'What did Tobin Ashgrove say about the "ninety thousand books"?'
        app = open_app(town_index, q=question)
        assert app.labels == ["Whoever speaks", "Drop the quotation marks", "Clear all of these"]
        app.click("Whoever speaks")
        assert app.query_params == {"q": question, "off": TOBIN}
        assert app.voices == {"Edda Quillfeather"}

    def test_words_left_out_are_let_in_by_a_click(self, town_index: Path, open_app: Open) -> None:
        app = open_app(town_index, q='"ninety thousand books" -midnight')
        assert app.lines[2:5] == [
            "No passage meets all of these conditions:",
            "it contains “ninety thousand books”",
            "it does not contain “midnight”",
        ]
        app.click("Allow the words left out")
        assert app.query_params == {"q": '"ninety thousand books" -midnight', "off": "excluded:midnight"}

    def test_quotation_marks_are_dropped_and_what_is_left_out_stays(self, town_index: Path, open_app: Open) -> None:
        app = open_app(town_index, q='"winter leak" -library')
        app.click("Drop the quotation marks")
        assert app.query_params == {"q": "winter leak -library"}

    def test_a_speaker_whom_the_filter_overrules_is_not_to_blame(self, town_index: Path, open_app: Open) -> None:
        app = open_app(town_index, q='What did Tobin Ashgrove say: "green hydrogen"', speaker="Edda Quillfeather")
        assert app.lines[3:5] == [
            "it is by Edda Quillfeather",
            "it contains “green hydrogen”",
        ]


class TestWhyAndRepeats:
    def test_words_that_matched_are_set_off_and_told(self, town_index: Path, open_app: Open) -> None:
        app = open_app(town_index, q="pipes below Fennel Street")
        assert app.met[:4] == ["pipes", "below", "Fennel", "Street"]
        lines = app.lines
        start = lines.index("Why this matched")
        assert lines[start : start + 3] == [
            "Why this matched",
            "Words of the question → words of the passage:",
            "pipes → pipes",
        ]

    def test_the_same_words_elsewhere_are_counted_with_title_and_date(
        self, index_of: Callable[..., Path], open_app: Open
    ) -> None:
        said = turns(("Ada Korvin", "The harbour of Marlhaven is open to every ship of the north."))
        titles = ("Harbour day", "<b>Harbour</b> again", "Harbour once more")
        index = index_of(
            *({"id": f"t{n}", "title": title, "date": f"202{n}-05-01", "turns": said} for n, title in enumerate(titles))
        )
        app = open_app(index, q="harbour of Marlhaven")
        assert app.marks == ["The harbour of Marlhaven is open to every ship of the north."]
        assert "Said 2 more times in the same words" in app.lines
        shown = [line for line in app.lines if line.startswith("1 May 202")]
        assert sorted(shown) == [f"1 May 202{n} · {title}" for n, title in enumerate(titles)]
        assert "<b>" not in app.markup


class TestMoreLikeThis:
    def test_a_click_shows_what_is_like_a_passage_and_another_hides_it(self, town_index: Path, open_app: Open) -> None:
        app = open_app(town_index, q="pipes below Fennel Street")
        assert "rostrum-like" not in app.markup
        app.click("More like this")
        like = app.markup.split('<section class="rostrum-like">')[1].split("</section>")[0]
        assert like.count('class="rostrum-near"') == 5
        assert "We shall replace the pipes before the summer ends." in like
        assert "Fennel Street" not in like
        assert "rostrum-like" not in app.click("Hide more like this").markup

    def test_where_nothing_else_is_there_it_says_so(self, index_of: Callable[..., Path], open_app: Open) -> None:
        index = index_of({"id": "a", "turns": turns(("Ada Korvin", "The harbour is open to all."))})
        app = open_app(index, q="harbour").click("More like this")
        assert "No other passage is like this." in app.lines

    def test_after_a_rebuild_without_the_hit_nothing_is_made_up(self, tmp_path: Path, corpus: Path) -> None:
        from index import build
        from search import SpeechSearch
        from ui.hits import like

        index = tmp_path / "town.index"
        build([corpus], index, model="hashed-words")
        engine = SpeechSearch.open(index)
        hit = engine.search("pipes below Fennel Street")[0]
        (corpus / "water.json").unlink()
        build([corpus], index, model="hashed-words")
        assert "The index has been rebuilt since; ask again to see what is like this." in like(engine, hit)

    def test_hostile_text_is_plain_text_there(
        self, index_of: Callable[..., Path], hostile: dict[str, object], open_app: Open
    ) -> None:
        app = open_app(index_of(hostile), q="What did Icious say about marmalade?").click("More like this")
        for tag in ("<script", "<img", "<b>", "<i>"):
            assert tag not in app.markup
        assert app.chips == [
            r"*Switch off:* only what Mal \<img src\=x onerror\=alert\(\'name\'\)\> \*Icious\* "
            "\\:\u2060smile\\: says"
        ]
