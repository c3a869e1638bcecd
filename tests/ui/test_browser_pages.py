"""The pages beside the search, as a person meets them: a real server, a real browser."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from browser import IN_BROWSER, address_of, idle, open_list, overhang_px
from playwright.sync_api import expect

from index.embedders import HashedWordsEmbedder
from search import SpeechSearch

if TYPE_CHECKING:
    from browser import Site
    from playwright.sync_api import Locator, Page

pytestmark = IN_BROWSER

MAYOR, COUNCILLOR = "Edda Quillfeather", "Tobin Ashgrove"
PIPES = "The old pipes below Fennel Street leak every winter."


@pytest.fixture(scope="module")
def passages(site: Site) -> dict[str, str]:
    """The ids of passages, by their words."""
    engine = SpeechSearch.open(site.index, embedder=HashedWordsEmbedder())
    heads = engine.transcripts()
    return {each.text.strip(): str(each.id) for head in heads for each in engine.passages_of(head.id)}


def visit(page: Page, server: str, place: str, **parameters: str | list[str]) -> None:
    page.goto(address_of(server, place, **parameters))
    page.locator(".stHtml h2").first.wait_for()
    idle(page)


def enter(page: Page, label: str, words: str) -> None:
    box = page.get_by_label(label)
    box.fill(words)
    box.press("Enter")


def long_passage(passages: dict[str, str], number: int) -> str:
    return next(found for text, found in passages.items() if text.startswith(f"This is turn number {number},"))


class TestTranscript:
    def test_opened_cold_it_shows_the_passage_marked_in_view_and_in_focus(
        self, page: Page, server: str, passages: dict[str, str]
    ) -> None:
        visit(page, server, "transcript", id="long", passage=long_passage(passages, 333))
        here = page.locator(".rostrum-here")
        expect(here).to_be_in_viewport(ratio=1)
        expect(here).to_be_focused()
        expect(here).to_contain_text("turn number 333,")
        expect(page.get_by_text("Part 3 of 3").first).to_be_attached()
        assert here.evaluate("each => getComputedStyle(each).backgroundColor") != "rgba(0, 0, 0, 0)"
        expect(page).to_have_title("A long session · Rostrum")

    def test_come_to_by_a_link_it_shows_the_passage_in_view(self, page: Page, server: str) -> None:
        visit(page, server, "speakers", name="Member 1", q="turn number 298")
        page.get_by_role("link", name="Open in transcript").first.click()
        here = page.locator(".rostrum-here")
        expect(here).to_be_in_viewport(ratio=1)
        expect(here).to_contain_text("turn number 298,")
        page.go_back()
        expect(page.get_by_label("Search within what this speaker says")).to_have_value("turn number 298")

    def test_who_scrolls_meanwhile_is_left_alone(self, page: Page, server: str, passages: dict[str, str]) -> None:
        page.goto(address_of(server, "transcript", id="long", passage=long_passage(passages, 333)))
        expect(page.locator(".rostrum-here")).to_be_focused()
        page.mouse.move(300, 400)
        page.mouse.wheel(0, -3000)
        page.wait_for_timeout(1800)  # the script holds a place for 1.5 seconds
        expect(page.locator(".rostrum-here")).not_to_be_in_viewport()

    def test_words_are_found_counted_and_gone_through(self, page: Page, server: str) -> None:
        visit(page, server, "transcript", id="long")
        enter(page, "Find in this transcript", "NUMBER 39,")
        now = page.locator("mark.rostrum-now")
        expect(now).to_have_text("number 39,")
        expect(now).to_be_in_viewport()
        expect(page.locator(".st-key-find [role=status]")).to_have_text("1 of 3 places")
        expect(page).to_have_url(f"{server}/transcript?{urlencode({'id': 'long', 'find': 'NUMBER 39,', 'at': '1'})}")
        enter(page, "Find in this transcript", "number 2")
        expect(page.locator(".st-key-find [role=status]")).to_have_text("34 of 333 places")
        expect(page.get_by_role("button", name="Next place")).to_be_in_viewport()
        page.get_by_role("button", name="Previous place").click()
        expect(page.locator(".st-key-find [role=status]")).to_have_text("33 of 333 places")
        expect(page.locator("mark.rostrum-now").locator("xpath=..")).to_contain_text("turn number 29,")
        expect(page.locator("mark.rostrum-now")).to_be_in_viewport()
        expect(page.get_by_role("button", name="Previous place")).to_be_focused()
        expect(page).to_have_url(re.compile("find=number\\+2&at=33$"))
        page.get_by_role("button", name="Previous place").click()
        expect(page.locator(".st-key-find [role=status]")).to_have_text("32 of 333 places")
        expect(page).to_have_url(re.compile("find=number\\+2&at=32$"))
        page.reload()
        expect(page.locator(".st-key-find [role=status]")).to_have_text("32 of 333 places")
        page.get_by_role("button", name="Next place").click()
        expect(page).to_have_url(re.compile("find=number\\+2&at=33$"))
        page.go_back()
        expect(page.get_by_label("Find in this transcript")).to_have_value("NUMBER 39,")

    def test_from_a_search_it_is_stepped_through_and_left_for_the_results(self, page: Page, server: str) -> None:
        visit(page, server, "", q="turn number 298", speaker="Member 1")
        page.get_by_role("link", name="Open in transcript").first.click()
        expect(page.locator(".rostrum-here")).to_contain_text("turn number 298,")
        opened = page.url
        page.goto("about:blank")
        page.goto(f"{opened}&find=number+2&at=1")
        count = page.locator(".st-key-find [role=status]")
        for seen in ("2", "3", "4"):
            page.get_by_role("button", name="Next place").click()
            expect(count).to_have_text(f"{seen} of 333 places")
            expect(page).to_have_url(f"{opened}&find=number+2&at={seen}")
        held = page.locator(".st-key-reading").bounding_box()
        assert held is not None
        assert held["y"] == 0  # nothing of the text is seen above it
        page.get_by_role("link", name="Back to the results").click()
        expect(page.get_by_label("Ask what was said")).to_have_value("turn number 298")
        expect(page).to_have_url(f"{server}/?{urlencode({'q': 'turn number 298', 'speaker': 'Member 1'})}")
        page.go_back()
        expect(count).to_have_text("4 of 333 places")
        page.go_back()
        expect(page).to_have_url("about:blank")

    def test_the_next_part_begins_at_its_top(self, page: Page, server: str) -> None:
        visit(page, server, "transcript", id="long")
        page.get_by_role("button", name="Next part").last.click()
        first = page.locator(".rostrum-turn").first
        expect(first).to_contain_text("turn number 150,")
        expect(first.locator("h3")).to_be_in_viewport()
        page.go_back()
        expect(first).to_contain_text("turn number 0,")

    def test_how_a_speaker_is_known_unfolds_by_the_keyboard(self, page: Page, server: str) -> None:
        visit(page, server, "transcript", id="library")
        known = page.locator(".rostrum-known").first
        expect(known.locator("p")).to_be_hidden()
        known.locator("summary").press("Enter")
        expect(known.locator("p")).to_have_text("A name is printed in front of these words: “Mayor Edda Quillfeather”.")

    def test_a_turns_link_leads_to_it_and_its_name_to_the_speaker(
        self, page: Page, server: str, passages: dict[str, str]
    ) -> None:
        visit(page, server, "transcript", id="council/water")
        page.get_by_role("link", name="Link").first.click()
        expect(page.locator(".rostrum-here")).to_have_text("The water price rises by two crowns.")
        here = passages["The water price rises by two crowns."]
        expect(page).to_have_url(f"{server}/transcript?{urlencode({'id': 'council/water', 'passage': here})}")
        page.get_by_role("link", name=f"{COUNCILLOR}, Councillor").click()
        expect(page.get_by_role("heading", level=2)).to_have_text(COUNCILLOR)

    def test_the_list_of_all_leads_to_one(self, page: Page, server: str) -> None:
        page.goto(server)
        page.get_by_role("link", name="Transcripts", exact=True).click()
        enter(page, "Find a transcript", "water")
        expect(page.locator(".rostrum-entries li")).to_have_count(1)
        page.get_by_role("link", name="Council session on water").click()
        expect(page.get_by_text(PIPES)).to_be_visible()


class TestSpeakers:
    def test_within_a_speaker_is_searched_and_back_goes_back(self, page: Page, server: str) -> None:
        visit(page, server, "speakers")
        page.get_by_role("link", name=COUNCILLOR).click()
        page.get_by_role("heading", name="Last heard").wait_for()
        enter(page, "Search within what this speaker says", "library")
        expect(page.locator("mark").first).to_have_text(
            "Reading makes a town wiser, and the library is free for everyone."
        )
        expect(page).to_have_url(f"{server}/speakers?{urlencode({'name': COUNCILLOR, 'q': 'library'})}")
        idle(page)
        enter(page, "Search within what this speaker says", "pipes")
        expect(page.locator("mark").first).to_have_text(PIPES)
        page.go_back()
        expect(page.get_by_label("Search within what this speaker says")).to_have_value("library")
        expect(page.locator("mark").first).to_contain_text("Reading makes a town wiser")

    def test_the_list_is_sorted_and_filtered(self, page: Page, server: str) -> None:
        visit(page, server, "speakers", sort="last")
        names = page.locator(".rostrum-people tbody th")
        expect(names.first).to_contain_text("*Icious*")
        enter(page, "Find a speaker", "member")
        expect(names).to_have_count(9)
        page.go_back()
        expect(names).to_have_count(13)


def bar(page: Page, name: str) -> Locator:
    return page.locator(f'path[aria-roledescription=bar][aria-label="{name}"]')


class TestCompare:
    def test_a_bar_that_is_clicked_shows_its_passages(self, page: Page, server: str) -> None:
        visit(page, server, "compare", q="library", speaker=[MAYOR, COUNCILLOR])
        expect(page.locator(".rostrum-column h2")).to_have_text([MAYOR, COUNCILLOR])
        bar(page, f"2022, {MAYOR}: 1 passage").click()
        expect(page.get_by_label("Passages of a year")).to_have_value("2022 (2 passages)")
        expect(page.locator(".rostrum-hit")).to_have_count(2)
        expect(page).to_have_url(re.compile(r"&at=2022$"))
        page.go_back()
        expect(page.locator(".rostrum-hit")).to_have_count(0)
        expect(page).not_to_have_url(re.compile("at="))

    def test_a_period_is_chosen_by_the_keyboard(self, page: Page, server: str) -> None:
        visit(page, server, "compare", q="library", speaker=[MAYOR, COUNCILLOR])
        bar(page, f"2022, {MAYOR}: 1 passage").wait_for()
        open_list(page, page.get_by_label("Passages of a year"))
        page.keyboard.press("Enter")
        expect(page.locator(".rostrum-hit")).to_have_count(2)
        expect(page).to_have_url(re.compile(r"&at=2022$"))

    def test_a_bookmark_opened_cold_shows_the_same_view(self, page: Page, server: str) -> None:
        visit(page, server, "compare", q="library", speaker=[COUNCILLOR, MAYOR], by="month", at="2022-09")
        expect(page.locator(".rostrum-column h2")).to_have_text([COUNCILLOR, MAYOR])
        expect(page.get_by_label("Topic", exact=True)).to_have_value("library")
        expect(page.get_by_label("Passages of a month")).to_have_value("2022-09 (2 passages)")
        expect(page.locator(".rostrum-hit")).to_have_count(2)

    def test_speakers_are_chosen_from_the_list_and_stack_on_a_phone(self, page: Page, server: str) -> None:
        page.set_viewport_size({"width": 390, "height": 800})
        visit(page, server, "compare", q="library", speaker=MAYOR)
        page.get_by_label("Speakers, two to four").fill("ashgr")
        page.get_by_role("option", name=f"{COUNCILLOR} (2 turns)").click()
        expect(page.locator(".rostrum-column h2")).to_have_text([MAYOR, COUNCILLOR])
        first, second = (each.bounding_box() for each in page.locator(".rostrum-column").all())
        assert first is not None
        assert second is not None
        assert second["y"] >= first["y"] + first["height"]


def hostile_views(hostile: dict[str, object]) -> list[tuple[str, dict[str, str]]]:
    name = str(hostile["turns"][0]["speaker"])  # type: ignore[index]
    return [
        ("transcript", {}),
        ("transcript", {"id": "hostile", "find": "marmalade"}),
        ("speakers", {}),
        ("speakers", {"name": name}),
        ("speakers", {"name": name, "q": "marmalade"}),
        ("compare", {"q": "marmalade script window hacked", "speaker": name, "at": "2024"}),
    ]


@pytest.mark.parametrize("number", range(6))
def test_a_transcript_full_of_markup_is_plain_text_and_runs_nothing(
    number: int, page: Page, server: str, hostile: dict[str, object]
) -> None:
    place, address = hostile_views(hostile)[number]
    visit(page, server, place, **address)
    shown = str(hostile["title"] if place == "transcript" else hostile["turns"][0]["speaker"])  # type: ignore[index]
    expect(page.locator(".stHtml").filter(has_text=shown).first).to_be_visible()
    if place == "compare":
        bar(page, f"2024, {shown}: 1 passage").hover()
        expect(page.locator("#vg-tooltip-element")).to_contain_text(shown)
        page.locator("summary", has_text="The same numbers").click()
    ours = ".stHtml:not(:is(.st-key-scroll, .st-key-keys) *)"
    assert page.locator(f"{ours} :is(script, img, b, i, code, em, strong, .katex, [href^=javascript])").count() == 0
    assert page.locator("#vg-tooltip-element :is(script, img, b, i)").count() == 0
    assert page.evaluate("window.hacked") is None
    assert_it_fits(page)


LONG = "w" * 400


@pytest.mark.parametrize(
    ("place", "address", "labels"),
    [
        ("transcript", {"id": "council/water"}, ["Find in this transcript"]),
        ("transcript", {"id": "long", "find": LONG}, ["Find in this transcript"]),
        ("transcript", {"id": LONG}, []),
        ("speakers", {}, ["Find a speaker", "Sorted by"]),
        ("speakers", {"name": MAYOR}, ["Search within what this speaker says"]),
        ("speakers", {"name": LONG}, []),
        ("compare", {"q": "library", "speaker": [MAYOR, COUNCILLOR], "at": "2022"}, ["Topic", "Passages of a year"]),
        ("compare", {"q": LONG, "speaker": [MAYOR, COUNCILLOR, "Member 1", "Member 2"], "at": LONG}, ["Topic"]),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_a_view_fits_its_headings_are_in_order_and_its_widgets_have_labels(
    place: str, address: dict[str, str | list[str]], labels: list[str], page: Page, server: str
) -> None:
    visit(page, server, place, **address)
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(each => +each.tagName[1])")
    assert levels[:2] == [1, 2]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for label in labels:
        expect(page.get_by_label(label, exact=True)).to_have_count(1)
    assert_it_fits(page)


def assert_it_fits(page: Page) -> None:
    """Nothing reaches beyond the window, be it that of a desk or of a phone."""
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_timeout(150)  # a chart is drawn anew
        assert overhang_px(page) <= 0, width
