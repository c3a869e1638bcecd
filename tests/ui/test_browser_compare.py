"""The compare page in a real browser: how much there is in all, bars as shares, passages cited."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from browser import IN_BROWSER, address_of, idle, open_list, overhang_px
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

pytestmark = IN_BROWSER

MAYOR, COUNCILLOR = "Edda Quillfeather", "Tobin Ashgrove"
BAR = f'path[aria-roledescription=bar][aria-label="2022, {MAYOR}: 1 passage"]'


def visit(page: Page, server: str, **parameters: str | list[str]) -> None:
    page.goto(address_of(server, "compare", q="library", speaker=[MAYOR, COUNCILLOR], **parameters))
    page.locator(BAR).wait_for()
    idle(page)


def test_a_bar_tells_how_much_its_period_holds_in_all(page: Page, server: str) -> None:
    visit(page, server)
    page.locator(BAR).hover()
    expect(page.locator("#vg-tooltip-element")).to_contain_text("2 of 3 passages, in 1 of 1 transcript")
    expect(page.locator("#vg-tooltip-element")).to_contain_text("66.7%")


def test_a_list_that_is_open_stays_open_and_where_it_is_when_the_chart_comes_late(page: Page, server: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    held: list[Route] = []
    page.route(re.compile("[vV]ega"), lambda each: held.append(each))
    page.goto(address_of(server, "compare", q="library", speaker=[MAYOR, COUNCILLOR]))
    box = page.get_by_label("Passages of a year")
    open_list(page, box)
    before = box.bounding_box()
    for each in held:
        each.continue_()
    page.unroute_all()
    page.locator(BAR).wait_for()
    page.wait_for_timeout(300)  # what is drawn moves what stands below, and a list that is moved is closed
    assert held
    assert box.bounding_box() == before
    expect(page.get_by_role("option")).to_have_count(1)


def test_bars_become_shares_and_back_goes_back(page: Page, server: str) -> None:
    visit(page, server)
    axis = page.locator(".role-axis-title").filter(has_text=re.compile("assages"))
    expect(axis).to_have_text("Passages about it")
    page.get_by_text("Share", exact=True).first.click()
    expect(axis).to_have_text("Share of own passages")
    expect(page).to_have_url(re.compile("&show=share$"))
    page.go_back()
    expect(axis).to_have_text("Passages about it")
    visit(page, server, show="share")
    expect(page.get_by_role("radio", name="Share")).to_be_checked()


def test_a_passage_in_a_column_is_cited_and_the_others_stay_folded_up(page: Page, server: str) -> None:
    visit(page, server)
    page.get_by_role("button", name="Cite").nth(1).click()
    panel = page.locator("[class*=st-key-unfolded-]")
    expect(panel).to_have_count(1)
    expect(panel).to_contain_text(f"free for everyone.” — {COUNCILLOR}, Councillor, “Opening of the town library”")
    expect(panel.get_by_role("button", name="Copy as APA-like")).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)


def test_the_table_fits_a_phone(page: Page, server: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    visit(page, server, show="share")
    page.locator("summary", has_text="The same numbers").click()
    expect(page.locator(".rostrum-numbers tbody tr")).to_have_count(3)
    assert overhang_px(page) <= 0
    heights = page.locator(".rostrum-numbers td").evaluate_all("all => all.map(each => each.offsetHeight)")
    assert max(heights) < 40  # none is broken into two lines
