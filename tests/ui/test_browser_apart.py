"""In a real browser: two people at once, and text from transcripts that stays text wherever it is shown."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from browser import IN_BROWSER, WAIT_MS, address_of, idle
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = IN_BROWSER

MAYOR, COUNCILLOR = "Edda Quillfeather", "Tobin Ashgrove"
PIPES = "pipes below Fennel Street?"
TRICKS = "script:not(.st-key-keys script), img, iframe, object, [onerror], [onload], .katex, [href^=javascript]"
"""What a transcript could smuggle in; the app itself has none of it among its contents."""
MADE_OF_TEXT = "b, i, code, strong"
"""What Markdown could make of a text; our own cards hold none of it either."""


def visit(page: Page, server: str, place: str = "", **address: str | list[str]) -> None:
    page.goto(address_of(server, place, **address))
    page.locator(".stHtml section").first.wait_for()
    idle(page)


def nothing_runs(page: Page) -> None:
    assert page.locator(f"[data-testid=stMain] :is({TRICKS})").count() == 0
    assert page.locator(f":is(.stHtml, [role=dialog] .stHtml):not(.st-key-scroll *) :is({MADE_OF_TEXT})").count() == 0
    assert page.evaluate("window.hacked") is None


def test_two_people_at_once_see_nothing_of_each_other(browser: Browser, server: str) -> None:
    one, other = (browser.new_context().new_page() for _ in range(2))
    for page in (one, other):
        page.set_default_timeout(WAIT_MS)
        visit(page, server)
    box = "Ask what was said"
    one.get_by_label(box).fill("What did Tobin Ashgrove say about the library?")
    one.get_by_label(box).press("Enter")
    one.get_by_role("button", name="Switch off: only what Tobin Ashgrove says").wait_for()
    expect(other.get_by_label(box)).to_have_value("")
    other.get_by_label(box).fill(PIPES)
    other.get_by_label(box).press("Enter")
    expect(other.locator(".rostrum-answer blockquote").first).to_contain_text("The old pipes")
    idle(other)
    assert other.locator(".st-key-understood button").count() == 0
    other.get_by_label("Speakers").fill("quill")
    other.get_by_role("option", name=MAYOR).click()
    other.wait_for_url("**speaker=Edda+Quillfeather")
    one.get_by_role("button", name="Before and after").first.click()
    one.locator(".rostrum-near").first.wait_for()
    idle(one)
    assert set(one.locator(".rostrum-hit h3").all_inner_texts()) == {f"{COUNCILLOR}, Councillor"}
    assert MAYOR not in one.locator(".st-key-speakers").inner_text()
    expect(one.get_by_label(box)).to_have_value("What did Tobin Ashgrove say about the library?")
    assert one.get_by_role("button", name="Hide before and after").count() == 1
    assert other.get_by_role("button", name="Hide before and after").count() == 0
    for page in (one, other):
        page.context.close()


@pytest.mark.parametrize(
    ("button", "shown"),
    [
        ("Cite", ".rostrum-copyable"),
        ("More filters", "[data-testid=stPopoverBody]"),
        ("Before and after", ".rostrum-near"),
        ("More like this", ".rostrum-like"),
    ],
)
def test_what_a_hit_opens_is_plain_text_and_runs_nothing(button: str, shown: str, page: Page, server: str) -> None:
    visit(page, server, q="marmalade", speaker="Icious", transcript="hostile")
    page.locator(".rostrum-fold summary").first.click()
    page.get_by_role("button", name=button).first.click()
    page.locator(shown).first.wait_for()
    idle(page)
    nothing_runs(page)


def test_the_filters_show_titles_as_they_are(page: Page, server: str, hostile: dict[str, object]) -> None:
    visit(page, server)
    page.get_by_role("button", name="More filters").click()
    page.get_by_label("Transcripts").click()
    page.get_by_role("option", name=f"{hostile['title']}, 29 February 2024", exact=True).click()
    page.wait_for_url("**transcript=hostile")
    idle(page)
    expect(page.get_by_role("group", name="Selected values")).to_contain_text(str(hostile["title"]))
    nothing_runs(page)


def test_the_library_shows_files_and_titles_as_they_are(page: Page, server: str, hostile: dict[str, object]) -> None:
    visit(page, server, "library")
    card = page.locator(".rostrum-entries li").filter(has=page.locator(".rostrum-file", has_text="<img")).first
    speaker = str(hostile["turns"][0]["speaker"])  # type: ignore[index]
    for text in ("<img src=x onerror=alert('file')> **b** $x$.json", str(hostile["title"]), speaker):
        expect(card).to_contain_text(text)
    idle(page)
    nothing_runs(page)


def test_the_library_offers_names_as_they_are(page: Page, server: str, hostile: dict[str, object]) -> None:
    visit(page, server, "library", tab="names")
    name = str(hostile["turns"][0]["speaker"])  # type: ignore[index]
    expect(page.locator(".rostrum-named").filter(has_text=name)).to_be_visible()
    idle(page)
    page.get_by_label("Speaker", exact=True).fill("Icious")
    page.get_by_role("option", name=name, exact=True).click()
    idle(page)
    nothing_runs(page)


def test_a_file_that_is_looked_at_is_plain_text_and_runs_nothing(
    page: Page, server: str, hostile: dict[str, object]
) -> None:
    visit(page, server, "library", tab="add")
    name = "<img src=x onerror=alert('file')> *handed in*.json"
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/json", "buffer": json.dumps(hostile, indent=1).encode()}
    )
    card = page.locator(".rostrum-upload")
    expect(card.locator("h4")).to_have_text(name)
    card.locator("summary").click()
    for turn in hostile["turns"]:  # type: ignore[attr-defined]
        expect(card).to_contain_text(turn["text"])
    nothing_runs(page)
    page.get_by_role("button", name="Discard").click()
    idle(page)
    nothing_runs(page)
