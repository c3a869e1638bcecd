"""The search page in a real browser: what is found for one question never stands under another; filters, files."""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser import IN_BROWSER, address_of, idle, overhang_px, running
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = IN_BROWSER

PIPES = "pipes below Fennel Street"
WORDS = "pipes library ferry"
LEAK = "The old pipes below Fennel Street leak every winter."
SLOW = """
import time
from pathlib import Path

from search import SpeechSearch
from ui.app import main

if not hasattr(SpeechSearch, "at_once"):
    SpeechSearch.at_once = SpeechSearch.ask

    def ask(engine, question, **more):
        while Path("wait").exists():
            time.sleep(0.05)
        return engine.at_once(question, **more)

    SpeechSearch.ask = ask
main()
"""
"""The app over an engine that does not answer while there is a file of this name."""


def visit(page: Page, server: str, **parameters: str | list[str]) -> None:
    page.goto(address_of(server, **parameters))
    settle(page)


def settle(page: Page) -> None:
    idle(page)
    page.get_by_label("Speakers").wait_for()


def ask(page: Page, question: str) -> None:
    box = page.get_by_label("Ask what was said")
    box.fill(question)
    box.press("Enter")


def test_nothing_of_one_question_stands_under_another_while_it_is_searched_for(
    page: Page, town_index: Path, tmp_path: Path
) -> None:
    script, wait = tmp_path / "slow.py", tmp_path / "wait"
    script.write_text(SLOW)
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.headless", "true", "--server.port"]
    with running(command, folder=tmp_path, index=town_index) as server:
        visit(page, server, q=f'What did Ashgrove say about "{PIPES}"?')
        expect(page.locator(".rostrum-answer blockquote").first).to_have_text(f"“{LEAK}”")
        expect(page.locator(".st-key-understood button")).to_have_count(2)
        wait.touch()
        ask(page, "library")
        page.get_by_text("Searching.").wait_for()
        for found in (".rostrum-answer", ".rostrum-hit", ".st-key-understood button", ".rostrum-list"):
            expect(page.locator(found)).to_have_count(0)
        assert LEAK not in page.inner_text("body")
        wait.unlink()
        expect(page.locator(".rostrum-hit").first).to_contain_text("library")
        wait.touch()
        ask(page, "")
        page.get_by_text("Answers are quotes, word for word").wait_for()
        expect(page.locator(".rostrum-hit")).to_have_count(0)


def test_the_same_passages_stay_while_they_are_put_in_another_order(
    page: Page, town_index: Path, tmp_path: Path
) -> None:
    script, wait = tmp_path / "slow.py", tmp_path / "wait"
    script.write_text(SLOW)
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.headless", "true", "--server.port"]
    with running(command, folder=tmp_path, index=town_index) as server:
        visit(page, server, q=WORDS)
        shown = page.locator(".rostrum-hit").count()
        wait.touch()
        page.get_by_text("By speaker", exact=True).click()
        page.wait_for_selector("[data-test-script-state=running]")
        page.wait_for_timeout(500)
        assert page.locator(".rostrum-hit").count() == shown
        wait.unlink()
        page.locator(".rostrum-group").first.wait_for()


def test_filters_show_what_the_question_finds_and_what_is_chosen_keeps_up(page: Page, server: str) -> None:
    visit(page, server, q="harbour")
    page.get_by_label("Speakers").click()
    page.get_by_role("option", name="Wren Tallowby (15)").click()
    page.wait_for_url("**speaker=Wren+Tallowby")
    settle(page)
    expect(page.locator(".st-key-speakers")).to_contain_text("Wren Tallowby (15)")
    ask(page, "ferry")
    expect(page.locator(".st-key-speakers")).to_contain_text("Wren Tallowby (0)")
    page.get_by_label("Speakers").click()
    page.get_by_role("option", name="Edda Quillfeather (1)").click()
    page.wait_for_url("**/?q=ferry&speaker=Wren+Tallowby&speaker=Edda+Quillfeather")


def test_a_transcript_and_a_kind_are_chosen_behind_a_button(page: Page, server: str) -> None:
    visit(page, server, q="ferry")
    page.get_by_role("button", name="More filters").click()
    page.get_by_label("Transcripts").click()
    page.get_by_role("option", name="New ferry line to Osk Island, 12 March 2021 (2)").click()
    page.wait_for_url("**transcript=ferry")
    settle(page)
    page.get_by_role("button", name="Questions (1)").click()
    page.wait_for_url("**transcript=ferry&kind=question")
    settle(page)
    assert page.locator(".rostrum-hit h3").all_inner_texts() == ["Questioner, not named"]
    expect(page.get_by_role("button", name="More filters (2)")).to_be_visible()


def test_more_are_shown_below_without_leaving_the_place(page: Page, server: str) -> None:
    visit(page, server, q="harbour gate")
    expect(page.locator(".rostrum-hit")).to_have_count(10)
    button = page.get_by_role("button", name="Show 10 more")
    button.scroll_into_view_if_needed()
    before = page.locator(".rostrum-hit").nth(9).bounding_box()
    button.click()
    page.wait_for_url("**more=10")
    settle(page)
    expect(page.locator(".rostrum-hit")).to_have_count(20)
    assert before == page.locator(".rostrum-hit").nth(9).bounding_box()
    page.go_back()
    expect(page.locator(".rostrum-hit")).to_have_count(10)


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("CSV, table for spreadsheets", "question"),
        ("JSON, for programs", "question"),
        ("Markdown, to read and edit", f"# {PIPES}"),
    ],
)
def test_what_is_shown_is_downloaded(name: str, first: str, page: Page, server: str) -> None:
    visit(page, server, q=PIPES)
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as started:
        page.get_by_role("button", name=name).click()
    path = Path(started.value.path())
    text = path.read_text(encoding="utf-8-sig")
    assert first in text.splitlines()[0 if "JSON" not in name else 1]
    assert LEAK in text
    assert f"{server}/transcript?id=council%2Fwater&passage=" in text
    if name.startswith("CSV"):
        assert [row["rank"] for row in csv.DictReader(text.splitlines())] == [str(n) for n in range(1, 11)]


def test_a_quote_is_copied_with_its_citation_and_the_permalink_leads_there(page: Page, server: str) -> None:
    visit(page, server, q=PIPES)
    page.get_by_role("button", name="Cite").first.click()
    texts = page.locator('[class*="st-key-to-copy-"] code')
    expect(texts).to_have_count(4)
    said = texts.all_inner_texts()
    assert said[0].startswith(f"“{LEAK}” — Tobin Ashgrove, Councillor, “Council session on water”")
    page.goto(said[3])
    expect(page.get_by_text(LEAK).first).to_be_visible()


def test_open_in_transcript_leads_there_and_back(page: Page, server: str) -> None:
    visit(page, server, q=PIPES, sort="date")
    page.get_by_text("Open in transcript").first.click()
    page.wait_for_url("**/transcript?id=council%2Fwater&passage=*")
    here = page.locator(".rostrum-here")
    expect(here).to_have_text(LEAK)
    expect(here).to_be_in_viewport()
    assert here.evaluate("each => getComputedStyle(each).backgroundColor") != "rgba(0, 0, 0, 0)"
    page.go_back()
    expect(page.get_by_label("Ask what was said")).to_have_value(PIPES)
    expect(page).to_have_url(address_of(server, q=PIPES, sort="date"))


def test_it_all_fits_a_phone(page: Page, server: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    visit(page, server, q=PIPES, group="speaker", sort="oldest", kind=["speech", "question"])
    for name in ("More filters (2)", "Export", "Cite"):
        page.get_by_role("button", name=name).first.click()
        page.wait_for_timeout(700)
        assert overhang_px(page) <= 0, name
        page.keyboard.press("Escape")
