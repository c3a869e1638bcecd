"""The app as a person meets it: a real server, a real browser."""

from __future__ import annotations

import re
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from browser import IN_BROWSER, ask, overhang_px, rostrum, running, settle, visit
from fake_endpoint import serving
from playwright.sync_api import expect

if TYPE_CHECKING:
    from fake_endpoint import Handler
    from playwright.sync_api import Page

pytestmark = IN_BROWSER

PIPES = "pipes below Fennel Street?"


def test_a_question_is_answered_with_a_quote_and_the_sentence_is_marked(page: Page, server: str) -> None:
    visit(page, server)
    page.get_by_text("6 transcripts · 13 speakers · 1 January 2020 to 29 February 2024").wait_for()
    ask(page, PIPES)
    said = "The old pipes below Fennel Street leak every winter."
    expect(page.locator(".rostrum-answer blockquote").first).to_have_text(f"“{said}”")
    expect(page.locator(".rostrum-by").first).to_have_text("— Tobin Ashgrove, Councillor")
    expect(page.locator("mark").first).to_have_text(said)
    expect(page).to_have_url(f"{server}/?{urlencode({'q': PIPES})}")
    expect(page).to_have_title(f"{PIPES} · Rostrum")


def test_a_speaker_is_chosen_from_the_list_and_the_address_follows(page: Page, server: str) -> None:
    visit(page, server, q="library pipes ferry")
    page.get_by_label("Speakers").fill("ashgr")
    page.get_by_role("option", name="Tobin Ashgrove (0)").click()
    page.wait_for_url("**speaker=Tobin+Ashgrove")
    settle(page)
    assert set(page.locator(".rostrum-hit h3").all_inner_texts()) == {"Tobin Ashgrove, Councillor"}


def test_the_passages_around_a_hit_open_and_close(page: Page, server: str) -> None:
    visit(page, server, q=PIPES)
    page.get_by_role("button", name="Before and after").first.click()
    expect(page.locator(".rostrum-near")).to_have_count(2)
    settle(page)
    assert page.locator(".rostrum-near").all_inner_texts() == [
        "Before · Tobin Ashgrove, Councillor\n\nThe water price rises by two crowns.",
        "After · Edda Quillfeather, Mayor\n\nWe shall replace the pipes before the summer ends.",
    ]
    page.get_by_role("button", name="Hide before and after").click()
    page.locator(".rostrum-near").first.wait_for(state="detached")


def test_a_bookmark_opened_cold_shows_the_same_view(page: Page, server: str) -> None:
    visit(
        page,
        server,
        q="library",
        speaker=["Edda Quillfeather", "Tobin Ashgrove"],
        since="2022-06-01",
        until="2022-12-31",
    )
    page.locator("mark").first.wait_for()
    assert page.get_by_label("Ask what was said").input_value() == "library"
    chosen = page.locator(".st-key-speakers").inner_text()
    assert "Edda Quillfeather" in chosen
    assert "Tobin Ashgrove" in chosen
    assert set(page.locator(".rostrum-hit .rostrum-where").all_inner_texts()) == {
        "5 September 2022 · Opening of the town library · Marlhaven · source"
    }
    assert "speaker=Edda+Quillfeather&speaker=Tobin+Ashgrove&since=2022-06-01" in page.url


def test_the_back_button_goes_back_to_the_question_before(page: Page, server: str) -> None:
    visit(page, server, q="library")
    ask(page, "ferry")
    page.wait_for_url("**/?q=ferry")
    settle(page)
    page.go_back()
    expect(page.get_by_label("Ask what was said")).to_have_value("library")
    expect(page.locator("mark").first).to_have_text("Reading makes a town wiser, and the library is free for everyone.")
    expect(page).to_have_url(f"{server}/?q=library")


def test_a_speaker_named_in_the_question_is_a_chip_that_a_click_switches_off(page: Page, server: str) -> None:
    visit(page, server)
    question = "What did Tobin Ashgrove say about the library?"
    ask(page, question)
    off = page.get_by_role("button", name="Switch off: only what Tobin Ashgrove says", exact=True)
    off.wait_for()
    settle(page)
    assert set(voices(page)) == {"Tobin Ashgrove, Councillor"}
    off.press("Enter")
    on = page.get_by_role("button", name="Switch on again: only what Tobin Ashgrove says", exact=True)
    expect(on).to_be_focused()
    expect(on.locator("del")).to_have_text("only what Tobin Ashgrove says")
    expect(page).to_have_url(f"{server}/?{urlencode({'q': question, 'off': 'speaker:Tobin Ashgrove'})}")
    settle(page)
    page.get_by_role("button", name="less close").click()
    page.get_by_role("button", name="less close passages").wait_for()
    expect(page.locator(".rostrum-hit h3").filter(has_text="Edda Quillfeather, Mayor").first).to_be_visible()
    page.go_back()
    off.wait_for()
    expect(page).to_have_url(f"{server}/?{urlencode({'q': question})}")
    settle(page)
    assert set(voices(page)) == {"Tobin Ashgrove, Councillor"}


def voices(page: Page) -> list[str]:
    return page.locator(".rostrum-hit h3").all_inner_texts()


def test_what_a_click_does_is_said_to_screen_readers_and_seen_by_nobody(page: Page, server: str) -> None:
    visit(page, server, q="What did Tobin Ashgrove say about the library?")
    said = page.locator(".st-key-understood em")
    expect(said).to_have_text("Switch off:")
    box = said.bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (1, 1)


def test_why_a_passage_matched_unfolds_and_what_is_like_it_appears(page: Page, server: str) -> None:
    visit(page, server, q=PIPES)
    why = page.locator(".rostrum-fold").first
    expect(why.locator("li").first).to_be_hidden()
    why.locator("summary").click()
    expect(why.locator("li")).to_have_text(["pipes → pipes", "below → below", "Fennel → Fennel", "Street → Street"])
    page.get_by_role("button", name="More like this").first.click()
    expect(page.locator(".rostrum-like .rostrum-near")).to_have_count(5)
    expect(why.locator("li").first).to_be_visible()
    page.get_by_role("button", name="Hide more like this").click()
    page.locator(".rostrum-like").wait_for(state="detached")
    page.get_by_role("button", name="More like this").first.click()
    like = page.locator(".rostrum-like .rostrum-near").first
    said = like.locator(".rostrum-text").inner_text()
    like.get_by_role("link", name="Open in transcript").click()
    expect(page.locator(".rostrum-here")).to_have_text(said)


def test_markup_in_a_question_is_plain_text_in_a_chip(page: Page, server: str) -> None:
    tricks = "<b>b</b> :smile: :material/home: :red[r] $x$ [l](javascript:l) -> ~~d~~ `c`"
    visit(page, server, q=f'marmalade "{tricks}"')
    chip = page.locator(".st-key-understood button p").first  # Streamlit draws one with a tip twice, and shows one
    shown = chip.inner_text().replace("\u2060", "")
    assert shown.endswith(f"contains “{tricks[:59]}…”")
    inside = chip.locator(":scope *:not(em)").evaluate_all("all => all.map(each => each.tagName)")
    assert inside == []
    visit(page, server, q='marmalade "-> :smile: www.example.org `c`"')
    assert (
        page.locator(".st-key-understood button p")
        .inner_text()
        .replace("\u2060", "")
        .endswith("contains “-> :smile: www.example.org `c`”")
    )


def test_a_transcript_full_of_markup_is_plain_text(page: Page, server: str, hostile: dict[str, object]) -> None:
    visit(page, server, q="marmalade", speaker="Icious")
    said = [turn["text"] for turn in hostile["turns"]]  # type: ignore[attr-defined]
    for text in (*said, hostile["title"], hostile["venue"], "Mal <img src=x onerror=alert('name')> *Icious* :smile:"):
        expect(page.locator(".stHtml").filter(has_text=text).first).to_be_visible()
    assert (
        page.locator(
            ".stHtml :is(script:not(.st-key-keys script), img, b, i, code, em, strong, .katex, [href^=javascript])"
        ).count()
        == 0
    )
    assert page.evaluate("window.hacked") is None


def test_a_name_full_of_markup_is_plain_text_in_the_filter(page: Page, server: str) -> None:
    visit(page, server)
    page.get_by_label("Speakers").fill("Icious")
    name = "Mal <img src=x onerror=alert('name')> *Icious* :smile: (1 turn)"
    page.get_by_role("option", name=name).click()
    page.wait_for_url("**speaker=Mal**")
    assert name in page.locator(".st-key-speakers").inner_text()


AS_LONG_WORDS = """
document.querySelectorAll(".stHtml:not(:has(style, script)), .st-key-understood button p").forEach((card) => {
  const texts = document.createTreeWalker(card, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) { if (texts.currentNode.data.trim()) { texts.currentNode.data = "w".repeat(300); } }
})
"""
"""Makes one word without a place to break of each text: whatever a name or a passage may be."""


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_reaches_beyond_the_window(width: int, page: Page, server: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for question, awaited in (
        ("", ".rostrum-invitation"),
        ("What did Tobin Ashgrove say about the library in 2022?", ".rostrum-answer"),
        ("What is the capital of Mongolia?", ".rostrum-abstains"),
        ('"nothing like this"', ".rostrum-conditions"),
        ("w" * 2000, ".rostrum-hit"),
    ):
        visit(page, server, q=question)
        page.locator(awaited).first.wait_for()
        assert overhang_px(page) <= 0, question
        page.evaluate(AS_LONG_WORDS)
        assert overhang_px(page) <= 0, f"{question}, in long words"


def test_headings_and_labels_are_real(page: Page, server: str) -> None:
    visit(page, server, q=PIPES)
    page.locator("mark").first.wait_for()
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(each => each.tagName)")
    assert levels[:4] == ["H1", "H2", "H2", "H3"]
    assert set(levels[3:]) == {"H3"}
    page.get_by_role("button", name="More like this").first.click()
    expect(page.get_by_role("heading", level=4)).to_have_text("More like this")
    for name in ("Ask what was said", "Speakers"):
        expect(page.get_by_label(name)).to_have_count(1)
    for name in ("From", "To"):
        expect(page.get_by_label(re.compile(rf"\b{name}\b")).first).to_be_visible()


def test_started_by_streamlit_from_any_folder_it_talks_to_this_machine_only(
    page: Page, town_index: Path, tmp_path: Path
) -> None:
    import ui

    asked_for: list[str] = []
    page.on("request", lambda request: asked_for.append(request.url))
    app = Path(ui.__file__).with_name("app.py")
    command = [sys.executable, "-m", "streamlit", "run", str(app), "--server.port"]
    with running(command, folder=tmp_path, index=town_index) as address:
        visit(page, address, q=PIPES)
        page.locator("mark").first.wait_for()
        assert {url for url in asked_for if not url.startswith((address, "data:", "blob:"))} == set()
        assert page.get_by_text("Deploy").count() == 0


def test_what_a_model_writes_appears_sentence_by_sentence_beside_the_passages_and_a_new_question_does_not_wait(
    page: Page, town_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_on = threading.Event()

    def writes(handler: Handler) -> None:
        handler.head()
        handler.piece("They leak [1]. They ")
        goes_on.wait(60)
        handler.piece("are old [1]. Trust me.")
        handler.piece(end="stop")

    with serving() as endpoint:
        endpoint.behaviour = writes
        monkeypatch.setenv("ROSTRUM_LLM_URL", endpoint.url)
        monkeypatch.setenv("ROSTRUM_LLM_MODEL", "tiny")
        with running([rostrum(), "ui", "--port"], folder=tmp_path, index=town_index) as address:
            visit(page, address, q=PIPES)
            page.get_by_text("Also let tiny write an answer").click()
            written = page.locator(".rostrum-written")
            expect(written).to_contain_text("They leak [1].")
            expect(written).to_contain_text("Writing; each sentence is checked before it is shown.")
            assert page.locator(".rostrum-hit").count() == 2
            ask(page, "ninety thousand books?")
            expect(page.locator(".rostrum-answer blockquote").first).to_contain_text("ninety thousand books")
            goes_on.set()
            expect(written).to_contain_text("They are old [1].")
            expect(written.locator("summary")).to_have_text("1 sentence removed: no passage cited")
            expect(written).not_to_contain_text("Writing;")
