"""The search page in a real browser: what is found for one question never stands under another; filters, files."""

from __future__ import annotations

import csv
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser import IN_BROWSER, address_of, ask, overhang_px, running, settle, visit
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = IN_BROWSER

PIPES = "pipes below Fennel Street?"
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
    expect(page.locator(".rostrum-hit")).to_have_count(17)
    expect(button).to_have_count(0)
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
    assert re.fullmatch(
        r"rostrum-pipes-below-fennel-street-\d{4}-\d\d-\d\d\.(csv|json|md)", started.value.suggested_filename
    )
    path = Path(started.value.path())
    text = path.read_text(encoding="utf-8-sig")
    assert first in text.splitlines()[0 if "JSON" not in name else 1]
    assert LEAK in text
    assert f"{server}/transcript?id=council%2Fwater&passage=" in text
    if name.startswith("CSV"):
        ranks = [int(row["rank"]) for row in csv.DictReader(text.splitlines())]
        assert ranks[0] == 1
        assert ranks == sorted(set(ranks))


def test_a_citation_is_copied_by_mouse_and_its_permalink_leads_there(page: Page, server: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit(page, server, q=PIPES)
    page.get_by_role("button", name="Cite").first.click()
    places = page.locator(".rostrum-copyable")
    expect(places).to_have_count(4)
    page.get_by_role("button", name="Copy as Plain text").click()
    expect(places.first.get_by_role("status")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"“{LEAK}” — Tobin Ashgrove, Councillor, “Council session on water”")
    page.get_by_role("button", name="Copy as Permalink").click()
    expect(page.locator(".rostrum-copied").filter(has_text="Copied")).to_have_count(1)
    expect(places.last.get_by_role("status")).to_have_text("Copied")
    page.goto(page.evaluate("navigator.clipboard.readText()"))
    expect(page.get_by_text(LEAK).first).to_be_visible()


def test_where_the_clipboard_is_out_of_reach_it_is_copied_all_the_same(page: Page, server: str) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    visit(page, server, q=PIPES)
    page.get_by_role("button", name="Cite").first.click()
    page.get_by_role("button", name="Copy as Markdown").click()
    expect(page.locator(".rostrum-copyable").nth(1).get_by_role("status")).to_have_text("Copied")
    box = page.get_by_label("Ask what was said")
    box.fill("")
    box.press("Control+V")
    expect(box).to_have_value(re.compile(rf"^> {re.escape(LEAK)}"))


def test_citations_and_files_are_opened_reached_used_and_left_by_the_keyboard(page: Page, server: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit(page, server, q=PIPES)
    for number in range(2):  # of the answer, and of the first passage
        cite = page.get_by_role("button", name="Cite").nth(number)
        cite.press("Enter")
        expect(page.locator(".rostrum-copyable")).to_have_count(4)
        expect(page.get_by_role("button", name="Hide citations")).to_be_focused()
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name="Copy as Plain text")).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator(".rostrum-copyable").nth(1).get_by_role("status")).to_have_text("Copied")
        assert page.evaluate("navigator.clipboard.readText()").startswith(f"> {LEAK}")
        page.keyboard.press("Escape")
        expect(page.locator(".rostrum-copyable")).to_have_count(0)
        expect(page.get_by_role("button", name="Cite").nth(number)).to_be_focused()
    page.get_by_role("button", name="Export").press("Enter")
    table = page.get_by_role("button", name="CSV, table for spreadsheets")
    table.wait_for()
    page.keyboard.press("Tab")
    expect(table).to_be_focused()
    with page.expect_download():
        page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(table).to_have_count(0)
    expect(page.get_by_role("button", name="Export")).to_be_focused()


def test_the_other_pages_are_in_sight_at_any_width_and_reached_by_the_keyboard(page: Page, server: str) -> None:
    names = ["Search", "Transcripts", "Speakers", "Compare", "Library"]
    visit(page, server)
    links = page.locator(".st-key-pages").get_by_role("link")
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 800})
        page.reload()
        settle(page)
        expect(page.locator("[data-testid=stSidebar]")).to_have_count(0)
        expect(links).to_have_count(5)
        boxes = [each.bounding_box() for each in links.all()]
        assert len({box["y"] for box in boxes if box}) == 1
        assert all(box and box["x"] >= 0 and box["x"] + box["width"] <= width for box in boxes)
        on_top = "box => document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2).closest('a') !== null"
        assert all(page.evaluate(on_top, box) for box in boxes)
        assert [each.removesuffix(" (this page)") for each in links.locator("p").all_text_contents()] == names
    expect(page.get_by_role("link", name="Search (this page)", exact=True)).to_be_visible()
    page.get_by_role("link", name="Speakers", exact=True).focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/compare")
    expect(page.get_by_role("link", name="Compare (this page)", exact=True)).to_be_visible()


def test_what_has_little_to_do_with_a_question_is_unfolded_and_folded_up_by_the_keyboard(
    page: Page, server: str
) -> None:
    visit(page, server, q="ferry")
    close = page.locator(".rostrum-hit").count()
    expect(page.locator(".rostrum-hit mark")).to_have_count(close)
    button = page.get_by_role("button", name=f"{10 - close} more passages, less close")
    button.press("Enter")
    expect(page.locator(".rostrum-hit")).to_have_count(10)
    expect(page.locator(".rostrum-hit mark")).to_have_count(close)
    expect(page.get_by_role("button", name=f"Hide {10 - close} less close passages")).to_be_focused()
    page.keyboard.press("Tab")
    inside = "document.activeElement.closest('[class*=st-key-unfolded-far] .rostrum-hit') !== null"
    assert page.evaluate(inside)
    page.keyboard.press("Escape")
    expect(page.locator(".rostrum-hit")).to_have_count(close)
    expect(button).to_be_focused()


def test_on_a_phone_the_answer_is_in_the_first_screen_and_the_filters_behind_a_button(page: Page, server: str) -> None:
    page.set_viewport_size({"width": 390, "height": 640})
    visit(page, server, q=PIPES)
    answer = page.locator(".rostrum-answer blockquote").first.bounding_box()
    assert answer is not None
    assert answer["y"] + answer["height"] < 640
    speakers = page.get_by_label("Speakers")
    expect(speakers).to_be_hidden()
    page.get_by_role("button", name="Filters", exact=True).press("Enter")
    expect(page.get_by_role("button", name="Hide filters")).to_be_focused()
    expect(speakers).to_be_visible()
    page.keyboard.press("Tab")
    expect(speakers).to_be_focused()
    page.keyboard.type("ashgrove")
    page.keyboard.press("Enter")
    page.wait_for_url("**speaker=Tobin+Ashgrove")
    settle(page)
    expect(speakers).to_be_visible()
    page.keyboard.press("Escape")  # the list stays open for another
    page.get_by_role("button", name="Hide filters").click()
    expect(page.get_by_role("button", name="Filters (1 set)")).to_be_visible()
    expect(speakers).to_be_hidden()
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(speakers).to_be_visible()
    expect(page.get_by_role("button", name="Filters (1 set)")).to_be_hidden()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_speaker_is_found_by_letters_that_stand_side_by_side_and_no_name_is_cut(
    width: int, page: Page, server: str
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    visit(page, server)
    if width < 640:
        page.get_by_role("button", name="Filters").click()
    page.get_by_label("Speakers").click()
    names = page.get_by_role("option")
    page.keyboard.type("icious")
    expect(names.locator("[data-item-hl]")).to_have_text(
        [re.compile(r"^Mal <img src=x onerror=alert.*Icious"), "Add: icious"]
    )
    cut = "each => each.scrollWidth > each.clientWidth || each.scrollHeight > each.clientHeight"
    assert [each.inner_text() for each in names.locator("[data-item-hl]").all() if each.evaluate(cut)] == []
    page.get_by_label("Speakers").fill("GROVE")
    expect(names).to_have_text([re.compile("^Tobin Ashgrove"), "Add: GROVE"])
    page.get_by_label("Speakers").fill("toshe")  # in this order in "Tobin Ashgrove", but not side by side
    expect(names).to_have_text("Add: toshe")


def test_a_name_that_is_misspelt_is_typed_and_taken_by_the_keyboard(page: Page, server: str) -> None:
    visit(page, server, q=PIPES)
    page.get_by_label("Speakers").press("a")
    page.keyboard.type("shgroove")
    expect(page.get_by_role("option")).to_have_text("Add: ashgroove")
    page.keyboard.press("Enter")
    page.wait_for_url("**speaker=Tobin+Ashgrove")
    expect(page.locator(".st-key-speakers")).to_contain_text("Tobin Ashgrove (1)")
    expect(page.locator(".st-key-speakers")).not_to_contain_text("ashgroove")


def test_a_day_that_is_typed_counts_when_enter_is_pressed(page: Page, server: str) -> None:
    visit(page, server, q=PIPES)
    page.get_by_role("spinbutton", name="year, From").click()
    page.keyboard.type("20220101")
    page.keyboard.press("Enter")
    page.wait_for_url("**since=2022-01-01")
    expect(page.get_by_role("spinbutton", name="day, From")).to_be_focused()


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
    expect(page.get_by_role("button", name="Cite").first).to_be_visible()
    page.get_by_role("button", name="Filters (2 set)").click()
    for name in ("More filters (2)", "Export", "Cite"):
        page.get_by_role("button", name=name).first.click()
        page.wait_for_timeout(700)
        assert overhang_px(page) <= 0, name
        page.keyboard.press("Escape")
        expect(page.locator("[data-testid=stPopoverBody], [class*=st-key-unfolded-]")).to_have_count(0)


def test_a_long_chip_has_several_lines_on_a_phone_and_what_it_cuts_is_told_on_hover(page: Page, server: str) -> None:
    phrase = "The old pipes below Fennel Street leak every winter and in summer, too"
    visit(page, server, q=f'"{phrase}"')
    chip = page.get_by_role("button", name=f"Switch off: contains “{phrase[:59]}…”", exact=True)
    chip.hover()
    expect(page.get_by_role("tooltip")).to_have_text(phrase)
    page.set_viewport_size({"width": 390, "height": 800})
    expect(chip).to_be_visible()
    lines = "each => each.getBoundingClientRect().height / parseFloat(getComputedStyle(each).lineHeight)"
    assert round(chip.locator("p").evaluate(lines)) == 2
    assert overhang_px(page) <= 0
