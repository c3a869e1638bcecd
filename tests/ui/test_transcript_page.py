"""The transcript page, by a person's eyes: the list of all, one to read, a passage to come to, words to find."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from index import Attribution, Kind, Speaker, Transcript, Turn
from search import SpeechSearch
from ui import paging, timeline_chart, transcript_list, transcript_turns, voices
from ui.finding import folded, places
from ui.keys import SCRIPT as KEYS
from ui.places import Place
from ui.transcript_turns import Found, next_from, parts
from ui.voices import COLOURS, KNOWN_BY, PALETTE, colours

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Open = Callable[..., Any]

WATER = "council/water"
PIPES = "The old pipes below Fennel Street leak every winter."


def opened(open_app: Open, index: Path, **address: str) -> Any:
    return open_app(index, Place.TRANSCRIPT, **address)


def passage_of(index: Path, transcript: str, text: str) -> str:
    engine = SpeechSearch.open(index)
    return next(str(each.id) for each in engine.passages_of(transcript) if each.text == text)


@pytest.fixture(autouse=True)
def _fake_embedder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROSTRUM_MODEL", "hashed-words")


class TestList:
    def test_all_transcripts_stand_there_newest_first(self, town_index: Path, open_app: Open) -> None:
        app = opened(open_app, town_index)
        assert app.lines == [
            "Transcripts",
            "3 transcripts",
            "Council session on water17 January 2023 · Town hall · 2 speakers",
            "Opening of the town library5 September 2022 · Marlhaven · 2 speakers",
            "New ferry line to Osk Island12 March 2021 · 1 speaker",
        ]
        assert 'href="transcript?id=council%2Fwater"' in app.markup

    @pytest.mark.parametrize("words", ["LIBRARY town", "marlhaven", "2022-09", "5 september 2022"])
    def test_words_of_title_place_or_date_find_one(self, words: str, town_index: Path, open_app: Open) -> None:
        app = opened(open_app, town_index)
        app.text_input[0].set_value(words).run()
        assert app.lines[1:] == ["1 transcript", "Opening of the town library5 September 2022 · Marlhaven · 2 speakers"]
        assert app.query_params["find"] == words

    def test_nothing_found_is_said(self, town_index: Path, open_app: Open) -> None:
        assert "No transcript has these words" in opened(open_app, town_index, find="zebra").text

    def test_many_stand_on_several_pages(
        self, town_index: Path, open_app: Open, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(transcript_list, "PAGE", 2)
        app = opened(open_app, town_index)
        assert "Page 1 of 2" in app.text
        assert "ferry" not in app.text
        app.click("Next page")
        assert app.query_params["part"] == "2"
        assert "New ferry line" in app.text
        app.text_input[0].set_value("town").run()
        assert "part" not in app.query_params

    @pytest.mark.parametrize("part", ["0", "-1", "99", "x", "9" * 40, "²"])
    def test_a_page_that_is_none_is_the_nearest_that_is(self, part: str, town_index: Path, open_app: Open) -> None:
        assert "3 transcripts" in opened(open_app, town_index, part=part).text


class TestReading:
    def test_the_whole_of_it_stands_there_in_order(self, town_index: Path, open_app: Open) -> None:
        app = opened(open_app, town_index, id=WATER)
        assert app.lines == [
            "Council session on water · 17 January 2023",
            "Top",
            "Council session on water",
            "17 January 2023 · Town hall · 2 turns · source",
            "Tobin Ashgrove (1 turn)",
            "Edda Quillfeather (1 turn)",
            "Tobin Ashgrove, Councillor",
            "0:01named by the file",
            "The file itself names the speaker of these words: “Cllr Ashgrove”.",
            "Link",
            "The water price rises by two crowns.",
            PIPES,
            "Edda Quillfeather, Mayor",
            "0:30named by the file",
            "The file itself names the speaker of these words: “The Mayor”.",
            "Link",
            "We shall replace the pipes before the summer ends.",
        ]
        assert 'href="https://example.org/water" target="_blank"' in app.markup

    def test_how_a_speaker_is_known_is_said_on_hover_too(self, town_index: Path, open_app: Open) -> None:
        assert (
            '<summary title="A name is printed in front of these words: “Mayor Edda Quillfeather”.">by label</summary>'
            in opened(open_app, town_index, id="library").markup
        )

    def test_there_are_words_for_every_way_of_knowing(self) -> None:
        assert set(KNOWN_BY) == set(Attribution)

    def test_stage_directions_and_narration_are_set_apart(self, town_index: Path, open_app: Open) -> None:
        markup = opened(open_app, town_index, id="ferry").markup
        assert re.findall(r'<div class="rostrum-turn rostrum-(\w+)">', markup) == ["narration", "stage"]
        assert markup.count("Narration: the reporter’s own words") == 1
        assert "Questioner" in markup

    def test_names_lead_to_the_speakers_and_turns_to_themselves(self, town_index: Path, open_app: Open) -> None:
        markup = opened(open_app, town_index, id=WATER).markup
        here = passage_of(town_index, WATER, "We shall replace the pipes before the summer ends.")
        assert '<h3><a href="speakers?name=Edda+Quillfeather"><bdi>Edda Quillfeather</bdi>' in markup
        assert f'href="transcript?id=council%2Fwater&amp;passage={here}"' in markup

    def test_an_unknown_one_is_told_in_plain_words(self, town_index: Path, open_app: Open) -> None:
        app = opened(open_app, town_index, id="<b>nothing</b>")
        assert "No transcript has the id “<b>nothing</b>”; it may have been removed." in app.text
        assert "&lt;b&gt;nothing" in app.markup

    def test_a_hostile_one_is_plain_text(
        self, index_of: Callable[..., Path], open_app: Open, hostile: dict[str, Any]
    ) -> None:
        app = opened(open_app, index_of(hostile), id="hostile", find="marmalade")
        for text in (hostile["title"], hostile["venue"], hostile["turns"][0]["speaker"]):
            assert text in app.text
        assert "$$z$$ :material/home: marmalade." in app.text
        scripts = [each for each in app.page.get("html") if "<script" in each.value and each.value != KEYS]
        assert [re.sub(r"found-\d+", "N", each.value).count("N") for each in scripts] == [1]


class TestPassage:
    def test_it_is_marked_and_brought_into_view(self, town_index: Path, open_app: Open) -> None:
        here = passage_of(town_index, WATER, PIPES)
        app = opened(open_app, town_index, id=WATER, passage=here)
        assert f'<span class="rostrum-here" role="mark" id="passage-{here}">{PIPES}</span>' in app.markup
        assert f'getElementById("passage-{here}")' in app.markup

    @pytest.mark.parametrize("passage", ["1", "x", '1");alert(1)//', "9" * 400])
    def test_one_that_is_not_in_it_is_said_to_be_left_out(self, passage: str, town_index: Path, open_app: Open) -> None:
        app = opened(open_app, town_index, id=WATER, passage=passage)
        assert "The passage was left out: this transcript, as it is now, does not have it." in app.text
        assert PIPES in app.text
        assert "<script" not in app.markup

    def test_without_one_nothing_is_scrolled(self, town_index: Path, open_app: Open) -> None:
        assert "<script" not in opened(open_app, town_index, id=WATER).markup


class TestWayBack:
    def test_opened_from_a_search_it_leads_back_there(self, town_index: Path, open_app: Open) -> None:
        search = {"q": "pipes & <b>water</b>", "speaker": ["Tobin Ashgrove", "Edda Quillfeather"], "sort": "date"}
        back = urlencode({**search, "id": "other", "embed": "true"}, doseq=True)
        app = opened(open_app, town_index, id=WATER, back=back)
        (link,) = ways_back(app)
        assert (link.page, link.external, link.query_string) == ("", False, urlencode(search, doseq=True))
        app.text_input[0].set_value("pipes").run()
        app.click("Next place")
        assert app.query_params["back"] == back
        assert len(ways_back(app)) == 1

    @pytest.mark.parametrize(
        "back",
        [
            "",
            "library",
            "speaker=Tobin+Ashgrove",
            "https://example.org/?q=pipes",
            "//example.org",
            "javascript:alert(1)",
            "q=",
            "%",
            f"q={'pipes' * 400}",
        ],
    )
    def test_what_is_no_search_of_ours_leads_nowhere(self, back: str, town_index: Path, open_app: Open) -> None:
        app = opened(open_app, town_index, id=WATER, back=back)
        assert PIPES in app.text
        assert ways_back(app) == []

    def test_opened_otherwise_it_leads_to_all_transcripts(self, town_index: Path, open_app: Open) -> None:
        app = opened(open_app, town_index, id=WATER)
        assert [each.proto.label for each in app.get("page_link")][-1] == "All transcripts"

    def test_an_unknown_one_leads_back_too(self, town_index: Path, open_app: Open) -> None:
        assert len(ways_back(opened(open_app, town_index, id="gone", back="q=pipes"))) == 1


def ways_back(app: Any) -> list[Any]:
    return [each.proto for each in app.get("page_link") if "Back to the results" in each.proto.label]


class TestFind:
    def test_places_are_counted_and_marked_and_the_first_is_looked_at(self, town_index: Path, open_app: Open) -> None:
        app = opened(open_app, town_index, id=WATER)
        app.text_input[0].set_value("PIPES").run()
        assert "1 of 2 places" in app.text
        assert '<mark class="rostrum-now" id="found-0">pipes</mark>' in app.markup
        assert '<mark id="found-1">pipes</mark>' in app.markup
        assert dict(app.query_params) == {"id": WATER, "find": "PIPES", "at": "1"}

    def test_buttons_lead_round(self, town_index: Path, open_app: Open) -> None:
        app = opened(open_app, town_index, id=WATER, find="pipes")
        assert "1 of 2 places" in app.text
        for click, seen in (("Next place", "2 of 2"), ("Next place", "1 of 2"), ("Previous place", "2 of 2")):
            app.click(click)
            assert f"{seen} places" in app.text
        assert 'getElementById("found-1")' in app.markup

    def test_buttons_leave_the_address_to_the_browser_which_replaces_it(self, town_index: Path, open_app: Open) -> None:
        app = opened(open_app, town_index, id=WATER, find="pipes", part="1")
        assert "replaceState" not in app.markup
        assert "2 places" in app.lines
        app.click("Next place").click("Next place")
        assert dict(app.query_params) == {"id": WATER, "find": "pipes", "part": "1"}
        assert '"at=2"' in app.markup
        assert "2 of 2 places" in app.text
        app.again(id=WATER, find="pipes", at="1")
        assert "1 of 2 places" in app.text
        assert "replaceState" not in app.markup
        app.click("Next place").text_input[0].set_value("summer").run()
        assert dict(app.query_params) == {"id": WATER, "find": "summer", "at": "1"}
        assert "1 of 1 place" in app.text

    def test_beside_a_passage_it_is_counted_and_the_passage_stays_in_view(
        self, town_index: Path, open_app: Open
    ) -> None:
        here = passage_of(town_index, WATER, PIPES)
        app = opened(open_app, town_index, id=WATER, passage=here, find="pipes")
        assert "2 places" in app.lines
        assert f'getElementById("passage-{here}")' in app.markup
        app.click("Next place")
        assert "1 of 2 places" in app.text

    def test_what_is_typed_is_found_from_the_passage_on_and_then_round(self, town_index: Path, open_app: Open) -> None:
        here = passage_of(town_index, WATER, "We shall replace the pipes before the summer ends.")
        app = opened(open_app, town_index, id=WATER, passage=here)
        app.text_input[0].set_value("pipes").run()
        assert "2 of 2 places" in app.text
        assert app.query_params["at"] == "2"
        app.click("Next place")
        assert "1 of 2 places" in app.text
        app.text_input[0].set_value("leak").run()  # in the turn before
        assert "1 of 1 place" in app.text

    def test_within_a_turn_it_is_found_from_the_passage_on(self, index_of: Callable[..., Path], open_app: Open) -> None:
        said = " ".join(f"Gate {n} is open, and the harbour is full of ships." for n in range(40))
        turns = [{"speaker": "Wren Tallowby", "text": "Good morning."}, {"speaker": "Ada Korvin", "text": said}]
        index = index_of({"id": "gates", "turns": turns})
        last = SpeechSearch.open(index).passages_of("gates")[-1]
        first_gate = int(re.findall(r"Gate (\d+) is", last.text)[0])
        assert (last.turn, first_gate > 20) == (1, True)
        app = opened(open_app, index, id="gates", passage=str(last.id))
        app.text_input[0].set_value("is open").run()
        assert f"{first_gate + 1} of 40 places" in app.text

    @pytest.mark.parametrize(
        ("begins", "expected"), [((0, 0), 0), ((0, 5), 0), ((0, 6), 1), ((1, 0), 1), ((2, 8), 2), ((2, 9), 0)]
    )
    def test_the_next_place_is_behind_the_last_the_first(self, begins: tuple[int, int], expected: int) -> None:
        found = [Found(0, 5, 7), Found(2, 0, 2), Found(2, 8, 10)]
        assert next_from(found, begins) == expected
        assert next_from([], begins) == 0

    def test_what_is_not_there_is_said(self, town_index: Path, open_app: Open) -> None:
        app = opened(open_app, town_index, id=WATER, find="zebra")
        assert "Not found" in app.lines
        assert [each.disabled for each in app.button if each.label.endswith("place")] == [True, True]

    @pytest.mark.parametrize("at", ["99", "0", "-3", "x"])
    def test_a_number_that_is_none_is_the_nearest_that_is(self, at: str, town_index: Path, open_app: Open) -> None:
        app = opened(open_app, town_index, id=WATER, find="pipes", at=at)
        assert ("2 of 2 places" if at == "99" else "1 of 2 places") in app.text

    def test_emptied_the_part_that_was_read_stays(self, index_of: Callable[..., Path], open_app: Open) -> None:
        turns = [{"speaker": "Ada Korvin", "text": f"Turn number {n} speaks here."} for n in range(400)]
        app = opened(open_app, index_of({"id": "long", "turns": turns}), id="long", find="number 399", at="1")
        app.text_input[0].set_value("").run()
        assert "Part 3 of 3" in app.text
        assert dict(app.query_params) == {"id": "long", "part": "3"}

    def test_emptied_the_address_forgets_it(self, town_index: Path, open_app: Open) -> None:
        app = opened(open_app, town_index, id=WATER, find="pipes", at="2")
        app.text_input[0].set_value("").run()
        assert set(app.query_params) == {"id"}
        assert app.marks == []

    def test_the_box_follows_the_address(self, town_index: Path, open_app: Open) -> None:
        app = opened(open_app, town_index, id=WATER, find="pipes")
        app.again(id=WATER, find="winter")
        assert app.text_input[0].value == "winter"
        assert "1 of 1 place" in app.text

    @pytest.mark.parametrize(
        ("text", "words", "spans"),
        [
            ("Pipes and pipes", "pipes", [(0, 5), (10, 15)]),
            ("the old\n pipes", "old pipes", [(4, 14)]),
            ("Café “Über” İzmir ﬁn", "cafe", [(0, 4)]),
            ("Café “Über” İzmir", '"uber"', [(5, 11)]),
            ("Straße in İzmir now", "now", [(16, 19)]),
            ("a.c abc", "a.c", [(0, 3)]),
            ("anything", "   ", []),
        ],
    )
    def test_capitals_accents_and_line_ends_do_not_count(
        self, text: str, words: str, spans: list[tuple[int, int]]
    ) -> None:
        assert places(text, words) == spans
        assert len(folded(text)) == len(text)


class TestParts:
    @pytest.fixture
    def long(self, index_of: Callable[..., Path]) -> Path:
        turns = [{"speaker": f"Speaker {n % 3}", "text": f"Turn number {n} speaks here."} for n in range(400)]
        return index_of({"id": "long", "turns": turns})

    def test_a_long_transcript_is_shown_in_parts(self, long: Path, open_app: Open) -> None:
        app = opened(open_app, long, id="long")
        assert "Part 1 of 3" in app.text
        assert (app.markup.count("<article"), "number 149 " in app.text, "number 150 " in app.text) == (
            150,
            True,
            False,
        )
        app.click("Next part")
        assert ("number 149 " in app.text, "number 150 " in app.text) == (False, True)
        assert 'getElementById("part-2")' in app.markup
        assert app.query_params["part"] == "2"

    def test_the_part_that_holds_the_passage_is_shown(self, long: Path, open_app: Open) -> None:
        here = passage_of(long, "long", "Turn number 333 speaks here.")
        app = opened(open_app, long, id="long", passage=here)
        assert "Part 3 of 3" in app.text
        assert f'role="mark" id="passage-{here}"' in app.markup
        app.click("Previous part")
        assert "Part 2 of 3" in app.text
        assert "passage" not in app.query_params

    def test_finding_goes_from_part_to_part(self, long: Path, open_app: Open) -> None:
        app = opened(open_app, long, id="long", find="number 2", at="2")
        assert ("2 of 111 places" in app.text, "Part 1 of 3" in app.text) == (True, True)
        app = opened(open_app, long, id="long", find="number 399")
        assert "Part 3 of 3" in app.text

    def test_parts_end_by_turns_or_by_length_and_hold_every_turn(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(transcript_turns, "MOST_TURNS", 3)
        monkeypatch.setattr(transcript_turns, "MOST_CHARS", 10)
        turns = [Turn("x" * length) for length in (1, 1, 1, 1, 20, 5, 5, 1)]
        assert parts(turns) == [range(3), range(3, 4), range(4, 5), range(5, 7), range(7, 8)]
        assert parts([]) == [range(0)]


class TestColours:
    EVERYBODY = tuple(Speaker(f"Speaker {n:02}", turns=40 - n) for n in range(20))

    def test_who_speaks_most_has_the_same_whoever_stands_beside(self) -> None:
        assert colours(["Speaker 03"], self.EVERYBODY) == {"Speaker 03": 3}
        assert colours(["Speaker 11", "Speaker 19", "Speaker 03"], self.EVERYBODY) == {
            "Speaker 11": 4,
            "Speaker 19": 5,
            "Speaker 03": 3,
        }

    def test_the_same_speakers_have_the_same_in_whatever_order_they_are_shown(self) -> None:
        names = [each.name for each in self.EVERYBODY[5:14]]
        first = colours(names, self.EVERYBODY)
        assert list(first) == names
        assert colours(names[::-1], self.EVERYBODY[::-1]) == first

    def test_as_many_as_there_are_differ(self) -> None:
        names = [each.name for each in self.EVERYBODY[7 : 7 + COLOURS]]
        assert sorted(colours(names, self.EVERYBODY).values()) == list(range(COLOURS))
        assert len(colours([*names, "A stranger"], self.EVERYBODY)) == COLOURS + 1

    def test_compare_page_and_transcript_show_a_person_in_one_colour(self, town_index: Path, open_app: Open) -> None:
        names = {"Edda Quillfeather", "Tobin Ashgrove"}
        read = dict(
            re.findall(
                r'<li class="rostrum-voice-(\d)"><a [^>]*>(.*?)</a>', opened(open_app, town_index, id=WATER).markup
            )
        )
        compared = open_app(town_index, Place.COMPARE, q="library", speaker=sorted(names, reverse=True))
        beside = dict(re.findall(r'rostrum-column rostrum-voice-(\d)"><h2><bdi><a [^>]*>(.*?)</a>', compared.markup))
        scale = json.loads(compared.page.get("vega_lite_chart")[0].proto.spec)["encoding"]["color"]["scale"]
        drawn = dict(zip(scale["range"], scale["domain"], strict=True))
        assert set(read.values()) == names
        assert beside == read
        assert drawn == {PALETTE[int(slot)]: name for slot, name in read.items()}

    @pytest.mark.parametrize("background", ["light", "dark"])
    def test_each_is_told_from_the_ground(self, background: str) -> None:
        style = Path(voices.__file__).with_name("style.css").read_text()
        assert re.findall(r"--voice: (#\w{6});", style) == list(PALETTE)
        settings = tomllib.loads((Path(voices.__file__).parent / ".streamlit/config.toml").read_text())
        ground = settings["theme"][background]["backgroundColor"]
        for colour in (*PALETTE, *(timeline_chart._OTHERS_COLOUR, timeline_chart._NOT_NAMED_COLOUR)):
            assert contrast(colour, ground) >= 3, colour


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, as WCAG 2.2 reckons it."""

    def luminance(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_marks_that_cross_from_one_passage_to_the_next_keep_the_text_whole() -> None:
    from index.passages import passages_of

    text = " ".join(f"Sentence number {n} is said here." for n in range(60))
    transcript = Transcript("a", turns=(Turn(text, speaker="Ada Korvin", kind=Kind.SPEECH),))
    cut = passages_of(transcript)
    assert len(cut) > 1
    edge = cut[0].end
    words = text[edge - 22 : edge + 18]
    shown = transcript_turns.read(transcript, cut, find=words, here=cut[1].id, current=0)
    markup = transcript_turns.turns_card(shown, range(1))
    assert re.sub("<[^>]*>", "", markup.split('dir="auto">')[1]) == text
    assert markup.count('<mark class="rostrum-now"') >= 2
    assert markup.count('id="found-0"') == 1
    assert paging.PART == "part"
