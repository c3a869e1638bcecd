"""Coming back to where one was, in a real browser: results stand where they were left, other views begin at the top."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browser import IN_BROWSER, address_of, ask, idle, settle, visit
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

pytestmark = IN_BROWSER

GATES = "harbour gate"
HOLDS_MS = 2000
"""Longer than the script goes on once it is where it wants to be."""


def by_browser(page: Page) -> None:
    page.go_back()


def by_link(page: Page) -> None:
    page.get_by_role("link", name="Back to the results").click()


def scrolled_px(page: Page) -> float:
    return float(page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop"))


def top_px(place: Locator) -> float:
    box = place.bounding_box()
    assert box is not None
    return box["y"]


def hit(page: Page, number: int) -> Locator:
    return page.locator("[class*='st-key-hit-']").nth(number)


def opens(place: Locator) -> Locator:
    return place.get_by_role("link", name="Open in transcript").first


def open_it(page: Page, link: Locator) -> float:
    """Open a passage in its transcript; return how far below the upper edge the link stood."""
    link.scroll_into_view_if_needed()
    idle(page)
    link.hover()
    top = top_px(link)
    link.click()
    expect(page.locator(".rostrum-here")).to_be_in_viewport()
    idle(page)
    return top


def stands(page: Page, link: Locator, top: float) -> None:
    """Wait until the results are there and nothing moves any more; the link must stand where it stood."""
    expect(link).to_be_focused()
    page.wait_for_timeout(HOLDS_MS)
    assert abs(top_px(link) - top) <= 2


@pytest.mark.parametrize("back", [by_browser, by_link])
@pytest.mark.parametrize(
    ("address", "number"), [({}, 6), ({"more": "10", "sort": "oldest"}, 13), ({"group": "speaker"}, 8)]
)
def test_results_stand_where_they_were_left_and_what_was_opened_is_marked(
    address: dict[str, str], number: int, back: Callable[[Page], None], page: Page, server: str
) -> None:
    visit(page, server, q=GATES, **address)
    opened = hit(page, number)
    said = opened.locator(".rostrum-text").inner_text()
    top = open_it(page, opens(opened))
    back(page)
    stands(page, opens(opened), top)
    assert opened.locator(".rostrum-text").inner_text() == said
    shadows = page.locator("[class*='st-key-hit-']").evaluate_all("all => all.map(e => getComputedStyle(e).boxShadow)")
    assert [at for at, shadow in enumerate(shadows) if "inset" in shadow] == [number]


@pytest.mark.parametrize("back", [by_browser, by_link])
def test_opened_from_the_answer_it_leads_back_to_the_answer(
    back: Callable[[Page], None], page: Page, server: str
) -> None:
    page.set_viewport_size({"width": 390, "height": 500})
    visit(page, server, q="pipes below Fennel Street?")
    link = opens(page.locator(".st-key-answer-links"))
    top = open_it(page, link)
    assert scrolled_px(page) > 0
    back(page)
    stands(page, link, top)


def test_the_page_left_for_another_stands_as_it_was_scrolled(page: Page, server: str) -> None:
    visit(page, server, q=GATES)
    hit(page, 9).wait_for()
    page.mouse.move(600, 400)
    page.mouse.wheel(0, 900)
    page.wait_for_timeout(500)
    left = scrolled_px(page)
    assert left > 500
    name = hit(page, 6).locator("h3 a")
    top = top_px(name)
    name.click()  # which loads the app anew
    page.get_by_label("Search within what this speaker says").wait_for()
    page.go_back()
    stands(page, name, top)


def test_a_bookmark_opened_and_a_question_asked_again_begin_at_the_top(page: Page, server: str) -> None:
    visit(page, server, q=GATES)
    top = open_it(page, opens(hit(page, 6)))
    page.goto(address_of(server, q=GATES))
    hit(page, 6).wait_for()
    page.wait_for_timeout(HOLDS_MS)
    assert scrolled_px(page) == 0
    assert top == open_it(page, opens(hit(page, 6)))
    page.go_back()
    stands(page, opens(hit(page, 6)), top)
    for question in ("ferry", GATES):
        ask(page, question)
        expect(page).to_have_url(address_of(server, q=question))
        settle(page)
    hit(page, 6).wait_for()
    page.wait_for_timeout(HOLDS_MS)
    assert scrolled_px(page) == 0


def test_who_scrolls_meanwhile_is_left_alone(page: Page, server: str) -> None:
    visit(page, server, q=GATES)
    open_it(page, opens(hit(page, 6)))
    page.go_back()
    expect(opens(hit(page, 6))).to_be_focused()
    page.mouse.move(600, 400)
    page.mouse.wheel(0, -5000)
    page.wait_for_timeout(HOLDS_MS)
    assert scrolled_px(page) == 0


def test_a_transcript_stands_where_it_was_read_when_one_comes_back_to_it(page: Page, server: str) -> None:
    page.goto(address_of(server, "transcript", id="long"))
    page.locator(".rostrum-turn").first.wait_for()
    idle(page)
    page.mouse.move(600, 400)
    page.mouse.wheel(0, 6000)
    page.wait_for_timeout(500)
    name = page.locator(".rostrum-turn h3 a").nth(60)
    name.scroll_into_view_if_needed()
    turn = page.locator(".rostrum-turn").nth(60).locator(".rostrum-text")
    name.hover()
    top = top_px(turn)
    name.click()
    page.get_by_label("Search within what this speaker says").wait_for()
    page.go_back()
    stands(page, name, top_px(name))
    assert abs(top_px(turn) - top) <= 2


@pytest.mark.parametrize("address", [{}, {"q": GATES}])
def test_the_skip_link_leads_past_the_title_and_the_pages(address: dict[str, str], page: Page, server: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 400})
    visit(page, server, **address)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()
    if address:  # long enough to be scrolled
        expect(page.locator(".st-key-pages")).not_to_be_in_viewport()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Ask what was said")).to_be_focused()
