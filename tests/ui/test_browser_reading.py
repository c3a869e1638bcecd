"""Reading a transcript, in a real browser: the bar above it, and words that are found from where one is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from browser import IN_BROWSER, address_of, idle
from playwright.sync_api import expect

from index.embedders import HashedWordsEmbedder
from search import SpeechSearch

if TYPE_CHECKING:
    from browser import Site
    from playwright.sync_api import Locator, Page

pytestmark = IN_BROWSER

FIND = "Find in this transcript"


@pytest.fixture(scope="module")
def turns(site: Site) -> list[str]:
    """The ids of the passages of the long transcript; each turn of it is one passage, and says its number thrice."""
    found = SpeechSearch.open(site.index, embedder=HashedWordsEmbedder()).passages_of("long")
    assert [each.turn for each in found] == list(range(400))
    return [str(each.id) for each in found]


def opened(page: Page, server: str, **address: str) -> Locator:
    """Open the long transcript; return what says which place is looked at."""
    page.goto(address_of(server, "transcript", id="long", **address))
    page.locator(".rostrum-turn").first.wait_for()
    idle(page)
    if "passage" in address:
        expect(page.locator(".rostrum-here")).to_be_focused()
    return page.locator(".st-key-find [role=status]")


def find(page: Page, words: str) -> None:
    box = page.get_by_label(FIND)
    box.fill(words)
    box.press("Enter")


def scrolled_px(page: Page) -> float:
    return float(page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop"))


def edges_px(place: Locator) -> tuple[float, float]:
    box = place.bounding_box()
    assert box is not None
    return box["y"], box["y"] + box["height"]


class TestBar:
    @pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 800), (390, 330)])
    def test_title_day_way_back_and_who_speaks_stay_in_view_above_the_passage(
        self, width: int, height: int, page: Page, server: str, turns: list[str]
    ) -> None:
        page.set_viewport_size({"width": width, "height": height})
        opened(page, server, passage=turns[333], back="q=weather")
        page.wait_for_timeout(1700)
        bar = page.locator(".st-key-reading")
        expect(bar.locator(".rostrum-reading")).to_have_text("A long session · 4 May 2020")
        for part in (bar.locator(".rostrum-reading"), bar.get_by_role("button", name="Top"), page.get_by_label(FIND)):
            expect(part).to_be_in_viewport(ratio=1)
            expect(part).to_be_visible()
        expect(bar.get_by_role("link", name="Back to the results")).to_be_in_viewport()
        top, low = edges_px(bar)
        assert (top, low < 110) == (0, True)
        speaks = page.locator(".rostrum-turn", has=page.locator(".rostrum-here")).locator(".rostrum-top")
        assert edges_px(speaks)[0] >= low - 1
        assert edges_px(page.locator(".rostrum-here"))[0] >= edges_px(speaks)[1] - 3

    def test_who_speaks_stays_in_view_through_a_long_turn(self, page: Page, server: str) -> None:
        page.set_viewport_size({"width": 390, "height": 300})
        opened(page, server)
        said = page.locator(".rostrum-turn").nth(40).locator(".rostrum-text")
        said.evaluate("""e => {
            document.querySelector("[data-testid=stMain]").scrollTop += e.getBoundingClientRect().bottom - 118
        }""")
        page.wait_for_timeout(300)
        assert edges_px(said)[0] < 0
        speaks = page.locator(".rostrum-turn").nth(40).locator("h3")
        expect(speaks).to_be_in_viewport(ratio=1)
        on_top = """e => {
            const box = e.getBoundingClientRect()
            return e.contains(document.elementFromPoint(box.x + 5, box.y + 9))
        }"""
        assert speaks.evaluate(on_top)

    def test_the_title_stands_there_once(self, page: Page, server: str) -> None:
        opened(page, server)
        expect(page.locator(".rostrum-reading")).to_be_hidden()
        page.mouse.move(600, 400)
        page.mouse.wheel(0, 2000)
        expect(page.locator(".rostrum-reading")).to_be_visible()

    def test_it_leads_to_the_top_and_to_all_transcripts(self, page: Page, server: str, turns: list[str]) -> None:
        page.emulate_media(reduced_motion="reduce")
        opened(page, server, passage=turns[333])
        page.get_by_role("button", name="Top").click()
        expect(page.get_by_role("heading", level=2)).to_be_focused()
        expect(page.get_by_role("heading", level=1)).to_be_in_viewport(ratio=1)
        page.get_by_role("link", name="All transcripts").click()
        page.get_by_label("Find a transcript").wait_for()


class TestFind:
    def test_the_next_place_from_the_passage_on_is_found_and_then_round(
        self, page: Page, server: str, turns: list[str]
    ) -> None:
        count = opened(page, server, passage=turns[333])
        find(page, "number 33")
        expect(count).to_have_text("13 of 33 places")
        expect(page.locator(".rostrum-here mark.rostrum-now")).to_be_in_viewport()
        find(page, "number 20")
        expect(count).to_have_text("1 of 33 places")
        expect(page.locator(".rostrum-turn", has=page.locator(".rostrum-now"))).to_contain_text("turn number 20,")
        page.get_by_role("button", name="Previous place").click()
        expect(count).to_have_text("33 of 33 places")

    def test_the_next_place_from_what_is_in_view_is_found(self, page: Page, server: str, turns: list[str]) -> None:
        count = opened(page, server, passage=turns[333])
        page.mouse.move(600, 500)
        page.mouse.wheel(0, 2450)
        expect(page.locator(".rostrum-here")).not_to_be_in_viewport()
        page.wait_for_timeout(1000)
        covered = edges_px(page.locator(".st-key-reading"))[1] + 24  # by the bar, and by who speaks
        seen = [each for each in page.locator(".rostrum-text").all() if edges_px(each)[1] > covered]
        number = int(re.findall(r"turn number (\d+)", seen[0].inner_text())[0])
        assert 333 < number < 399
        find(page, "turn number 3")
        expect(count).to_have_text(f"{3 * (1 + 10 + number - 300) + 1} of 333 places")
        expect(page.locator("mark.rostrum-now")).to_be_in_viewport()

    def test_beside_a_passage_in_the_address_the_first_step_is_the_nearest(
        self, page: Page, server: str, turns: list[str]
    ) -> None:
        for step, seen in (("Next place", "13 of 33 places"), ("Previous place", "12 of 33 places")):
            count = opened(page, server, passage=turns[333], find="number 33")
            expect(count).to_have_text("33 places")
            page.get_by_role("button", name=step).click()
            expect(count).to_have_text(seen)

    def test_enter_leads_on_and_with_shift_back_and_escape_ends_it_where_one_is(
        self, page: Page, server: str, turns: list[str]
    ) -> None:
        count = opened(page, server, passage=turns[333])
        box = page.get_by_label(FIND)
        find(page, "number 33")
        for key, seen in (("Enter", 14), ("Enter", 15), ("Shift+Enter", 14)):
            expect(count).to_have_text(re.compile(" of 33 places"))
            idle(page)
            box.press(key)
            expect(count).to_have_text(f"{seen} of 33 places")
        page.mouse.move(600, 500)
        page.mouse.wheel(0, 1500)
        page.wait_for_timeout(300)
        there = scrolled_px(page)
        box.press("Escape")
        expect(count).to_have_count(0)
        expect(box).to_have_value("")
        expect(box).to_be_focused()
        expect(page).to_have_url(address_of(server, "transcript", id="long", passage=turns[333], part="3"))
        page.wait_for_timeout(2000)
        assert abs(scrolled_px(page) - there) < 60
