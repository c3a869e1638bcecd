"""The speakers page, by a person's eyes: the list of all, and one speaker with a box that searches within."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from ui import nearness, speaker_list, speakers_page
from ui.places import Place

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any

    Open = Callable[..., Any]

MAYOR, COUNCILLOR = "Edda Quillfeather", "Tobin Ashgrove"


def opened(open_app: Open, index: Path, **address: str) -> Any:
    return open_app(index, Place.SPEAKERS, **address)


def names(app: Any) -> list[str]:
    return re.findall(r'<th role="rowheader"><bdi><a href="[^"]*">(.*?)</a>', app.markup)


class TestList:
    def test_each_stands_there_with_sums_and_days(self, town_index: Path, open_app: Open) -> None:
        app = opened(open_app, town_index)
        rows = [re.sub("<[^>]*>", "|", each) for each in re.findall("<tr.*?</tr>", app.markup)]
        assert [re.sub(r"\|+", "|", each) for each in rows] == [
            "|Speaker|Turns|Words|Transcripts|First|Last|",
            f"|{MAYOR}|5| turns|56| words|3| transcripts|12 March 2021|to |17 January 2023|",
            f"|{COUNCILLOR}|2| turns|37| words|2| transcripts|5 September 2022|to |17 January 2023|",
        ]
        assert "2 speakers" in app.lines
        assert f'href="speakers?name={MAYOR.replace(" ", "+")}"' in app.markup

    def test_turns_without_a_name_are_counted_below(self, town_index: Path, open_app: Open) -> None:
        assert opened(open_app, town_index).lines[-1] == (
            "Without a named speaker: narration: 1 turn, 10 words; questions: 1 turn, 5 words; "
            "stage directions: 1 turn, 1 word."
        )

    @pytest.mark.parametrize("words", ["ASHGROVE", "tobin ash", "cllr", "Councillor"])
    def test_a_part_of_a_name_or_an_office_finds_one(self, words: str, town_index: Path, open_app: Open) -> None:
        app = opened(open_app, town_index)
        app.text_input[0].set_value(words).run()
        assert names(app) == [COUNCILLOR]
        assert app.query_params["q"] == words

    def test_nobody_found_is_said(self, town_index: Path, open_app: Open) -> None:
        assert "No speaker has these words in a name or an office." in opened(open_app, town_index, q="zebra").text

    @pytest.mark.parametrize(
        ("order", "first"),
        [
            ("turns", MAYOR),
            ("words", MAYOR),
            ("transcripts", MAYOR),
            ("name", MAYOR),
            ("first", MAYOR),
            ("last", MAYOR),
            ("nonsense", MAYOR),
        ],
    )
    def test_it_is_sorted_as_the_address_says(self, order: str, first: str, town_index: Path, open_app: Open) -> None:
        assert names(opened(open_app, town_index, sort=order))[0] == first

    def test_every_order_is_its_own(self, index_of: Callable[..., Path], open_app: Open) -> None:
        def says(speaker: str, *texts: str) -> list[dict[str, str]]:
            return [{"speaker": speaker, "text": text} for text in texts]

        index = index_of(
            {
                "id": "a",
                "date": "2020-01-01",
                "turns": [*says("Zoe Aldous", "One."), *says("Bo Lund", "One.", "Two.", "Three.")],
            },
            {"id": "b", "date": "2021-01-01", "turns": [*says("Ada Korvin", "Word " * 90), *says("Cy Marl", "One.")]},
            {"id": "c", "date": "2022-01-01", "turns": says("Cy Marl", "Two.")},
            {"id": "d", "turns": says("Dag Undated", "One.")},
        )
        first_of = {order: names(opened(open_app, index, sort=order))[0] for order in speaker_list.ORDERS}
        assert first_of == {
            "turns": "Bo Lund",
            "words": "Ada Korvin",
            "transcripts": "Cy Marl",
            "name": "Ada Korvin",
            "first": "Bo Lund",
            "last": "Cy Marl",
        }
        assert names(opened(open_app, index, sort="first"))[-1] == "Dag Undated"
        assert names(opened(open_app, index, sort="last"))[-1] == "Dag Undated"
        app = opened(open_app, index)
        app.selectbox[0].set_value("name").run()
        assert (names(app)[0], app.query_params["sort"]) == ("Ada Korvin", "name")
        app.selectbox[0].set_value("turns").run()
        assert "sort" not in app.query_params

    def test_many_stand_on_several_pages(
        self, town_index: Path, open_app: Open, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(speaker_list, "PAGE", 1)
        app = opened(open_app, town_index)
        assert names(app.click("Next page")) == [COUNCILLOR]


class TestOne:
    def test_who_it_is_stands_on_top(self, town_index: Path, open_app: Open) -> None:
        app = opened(open_app, town_index, name=COUNCILLOR)
        assert app.lines[:4] == [
            COUNCILLOR,
            "Councillor",
            "2 turns · 37 words · 2 transcripts · 5 September 2022 to 17 January 2023",
            "Names as printed, and how the speaker is known",
        ]

    def test_names_as_printed_stand_with_the_rule_that_joined_them(self, town_index: Path, open_app: Open) -> None:
        app = opened(open_app, town_index, name=MAYOR)
        assert "Quillfeather: resolved inside its transcript" in app.lines
        assert "How the speaker of each turn is known: named by the file: 1; by label: 3; carried on: 1." in app.lines

    def test_topics_lead_to_a_search_within(self, index_of: Callable[..., Path], open_app: Open) -> None:
        index = index_of(
            {
                "id": "a",
                "turns": [
                    {"speaker": "Ada Korvin", "text": "The herring, the herring and again the herring swim."},
                    {"speaker": "Bo Lund", "text": "The lamp, the lamp and again the lamp shine."},
                ],
            }
        )
        app = opened(open_app, index, name="Ada Korvin")
        assert "Mentions more than others do" in app.lines
        assert '<a href="speakers?name=Ada+Korvin&amp;q=herring">herring</a>' in app.markup
        assert "q=lamp" not in app.markup

    def test_recent_passages_lead_to_their_transcripts(self, town_index: Path, open_app: Open) -> None:
        app = opened(open_app, town_index, name=COUNCILLOR)
        recent = app.text[app.text.index("Last heard") :]
        assert recent.index("The old pipes") < recent.index("I borrowed the first novel")
        links = [each.proto for each in app.page.get("page_link") if each.proto.label == "Open in transcript"]
        ids = [re.findall("id=(.*?)&passage", each.query_string)[0] for each in links]
        assert ids == ["council%2Fwater", "library"]

    def test_recent_passages_can_be_cited(self, town_index: Path, open_app: Open) -> None:
        app = opened(open_app, town_index, name=COUNCILLOR)
        assert "APA-like" not in app.text
        app.click("Cite")
        assert f"leak every winter.” — {COUNCILLOR}, Councillor, “Council session on water”, Town hall," in app.text
        for style in ("Plain text", "Markdown", "APA-like", "Permalink"):
            assert f"Copy as {style}" in app.text

    def test_there_are_links_to_compare_and_to_ask(self, town_index: Path, open_app: Open) -> None:
        links = opened(open_app, town_index, name=MAYOR).page.get("page_link")
        assert [each.proto.label for each in links][len(Place) :][:2] == ["Ask what they said", "Compare with others"]

    def test_an_unknown_name_is_told_with_those_near_it(self, town_index: Path, open_app: Open) -> None:
        app = opened(open_app, town_index, name="Edda Quilfeather")
        assert "No speaker is called “Edda Quilfeather”." in app.text
        assert "Did you mean one of these?" in app.lines
        assert [each.proto.label for each in app.page.get("page_link")][len(Place) :] == [MAYOR, "All speakers"]

    def test_a_hostile_name_is_plain_text(
        self, index_of: Callable[..., Path], open_app: Open, hostile: dict[str, Any]
    ) -> None:
        index = index_of(hostile)
        name = hostile["turns"][0]["speaker"]
        for address in ({}, {"name": name}, {"name": name, "q": "marmalade"}, {"name": "<script>alert(1)</script>"}):
            app = opened(open_app, index, **address)
            assert not re.search(r"<(?:script|img|i|b)\b", app.markup)
        assert name in opened(open_app, index).text
        assert name in opened(open_app, index, name=name).text


class TestWithin:
    def test_only_this_speaker_is_searched(self, town_index: Path, open_app: Open) -> None:
        app = opened(open_app, town_index, name=COUNCILLOR)
        app.text_input[0].set_value("library pipes").run()
        assert app.voices == {COUNCILLOR}
        assert dict(app.query_params) == {"name": COUNCILLOR, "q": "library pipes"}
        assert "Last heard" not in app.text

    def test_somebody_named_in_the_question_is_its_topic(self, town_index: Path, open_app: Open) -> None:
        app = opened(open_app, town_index, name=COUNCILLOR, q=f"What did {MAYOR} say about the library?")
        assert app.voices == {COUNCILLOR}

    def test_nothing_found_and_what_cannot_be_asked_are_told(self, town_index: Path, open_app: Open) -> None:
        assert (
            "Nothing this speaker says matches" in opened(open_app, town_index, name=MAYOR, q='"zebra crossing"').text
        )
        assert "This cannot be asked" in opened(open_app, town_index, name=MAYOR, q="-zebra").text

    def test_more_are_shown_on_demand(self, town_index: Path, open_app: Open, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(speakers_page, "TOP_K", 2)
        monkeypatch.setattr(nearness, "LESS_CLOSE", -1.0)
        app = opened(open_app, town_index, name=MAYOR, q="ferry library pipes ticket")
        assert app.markup.count("<article") == 2
        app.click("Show more")
        assert (app.markup.count("<article"), app.query_params["more"]) == (4, "4")

    def test_what_has_little_to_do_with_it_is_left_out(
        self, town_index: Path, open_app: Open, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        app = opened(open_app, town_index, name=MAYOR, q="four hundred passengers a day on the ferry")
        assert (app.markup.count("<article"), "1 passage, best first" in app.text) == (1, True)
        monkeypatch.setattr(nearness, "LESS_CLOSE", -1.0)
        app = opened(open_app, town_index, name=MAYOR, q="four hundred passengers a day on the ferry")
        assert app.markup.count("<article") > 1

    def test_where_none_is_close_the_nearest_stand_there_and_are_said_to_be_far(
        self, town_index: Path, open_app: Open, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(nearness, "LESS_CLOSE", 2.0)
        app = opened(open_app, town_index, name=MAYOR, q="ferry library pipes ticket")
        assert "Nearest passages" in app.text
        assert "none is close to what you typed" in app.text
        assert app.markup.count("<article") == 3

    def test_the_box_follows_the_address(self, town_index: Path, open_app: Open) -> None:
        app = opened(open_app, town_index, name=MAYOR, q="ferry")
        app.again(name=COUNCILLOR, q="pipes")
        assert (app.text_input[0].value, app.voices) == ("pipes", {COUNCILLOR})


def test_an_index_of_nobody_says_so(index_of: Callable[..., Path], open_app: Open) -> None:
    index = index_of({"id": "a", "turns": [{"text": "The reporter saw the harbour.", "kind": "narration"}]})
    assert opened(open_app, index).lines == [
        "Speakers",
        "No named speakers",
        "No transcript says who is speaking.",
        "Without a named speaker: narration: 1 turn, 5 words.",
    ]
