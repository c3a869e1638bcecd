"""Accessibility of every view: axe-core in the browser, headings, titles of pages, what has the focus is seen."""

from __future__ import annotations

from itertools import pairwise, product
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import IN_BROWSER, WAIT_MS, address_of, idle
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, FilePayload, FloatRect, Page

pytestmark = IN_BROWSER

MAYOR, COUNCILLOR = "Edda Quillfeather", "Tobin Ashgrove"
PIPES = "pipes below Fennel Street?"
COMPARED: dict[str, str | list[str]] = {"q": "library", "speaker": [MAYOR, COUNCILLOR]}
POPOVER = "[data-testid=stPopoverBody]"

VIEWS: dict[str, tuple[str, dict[str, str | list[str]], str, str]] = {
    "nothing asked": ("", {}, ".rostrum-invitation", "Rostrum"),
    "an answer": ("", {"q": PIPES}, ".rostrum-hit mark", f"{PIPES} · Rostrum"),
    "chips, by speaker": (
        "",
        {"q": '"library" -novel', "off": "excluded:novel", "group": "speaker"},
        ".rostrum-group",
        '"library" -novel · Rostrum',
    ),
    "an abstention": (
        "",
        {"q": "What is the capital of Mongolia?"},
        ".rostrum-abstains",
        "What is the capital of Mongolia? · Rostrum",
    ),
    "nothing found": ("", {"q": '"green hydrogen"'}, ".rostrum-conditions", '"green hydrogen" · Rostrum'),
    "not to be asked": ("", {"q": "?!", "speaker": "Nobody"}, ".rostrum-notice", "?! · Rostrum"),
    "transcripts": ("transcript", {}, ".rostrum-entries", "Transcripts · Rostrum"),
    "no such transcript": ("transcript", {"id": "nowhere"}, ".rostrum-notice", "Transcripts · Rostrum"),
    "a transcript": ("transcript", {"id": "ferry"}, ".rostrum-turn", "New ferry line to Osk Island · Rostrum"),
    "words in a transcript": (
        "transcript",
        {"id": "council/water", "find": "pipes"},
        ".rostrum-now",
        "Council session on water · Rostrum",
    ),
    "speakers": ("speakers", {}, ".rostrum-people", "Speakers · Rostrum"),
    "a speaker": ("speakers", {"name": MAYOR}, ".rostrum-near", f"{MAYOR} · Rostrum"),
    "within a speaker": ("speakers", {"name": MAYOR, "q": "library"}, ".rostrum-hit", f"{MAYOR} · Rostrum"),
    "nothing compared": ("compare", {}, ".rostrum-invitation", "Compare · Rostrum"),
    "compared": ("compare", {**COMPARED, "at": "2022"}, ".rostrum-hit", "library · Compare · Rostrum"),
    "files": ("library", {}, ".rostrum-file", "Library · Rostrum"),
    "adding files": ("library", {"tab": "add"}, "input[type=file]", "Library · Rostrum"),
    "names": ("library", {"tab": "names"}, ".rostrum-named", "Library · Rostrum"),
    "about the index": ("library", {"tab": "index"}, ".rostrum-facts", "Library · Rostrum"),
}
"""Every view: its page and address, what is there when it is drawn, and what its tab is called."""

LOOKS = tuple(product((1280, 390), ("light", "dark")))
GRAVE = ("serious", "critical")


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[Page]:
    """A window that is used again and again."""
    context = browser.new_context(viewport={"width": 1280, "height": 860}, reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(WAIT_MS)
    yield page
    context.close()


def visit(page: Page, server: str, view: str) -> None:
    place, address, awaited, _ = VIEWS[view]
    page.goto(address_of(server, place, **address))
    drawn(page, awaited)


def drawn(page: Page, awaited: str) -> None:
    page.locator(awaited).first.wait_for(state="attached")
    idle(page)
    page.locator("[data-testid=stSkeleton]").first.wait_for(state="detached")


def grave(page: Page) -> list[str]:
    """Return what axe-core finds serious or critical, wide and narrow, light and dark, with its elements."""
    found = []
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 860})
        page.emulate_media(color_scheme=scheme)
        expect(page.locator(".stApp")).to_have_css("color-scheme", scheme)
        violations: list[dict[str, Any]] = Axe().run(page).response["violations"]
        found += [
            f"{width} px, {scheme}: {each['id']} ({each['impact']}): {node['html'][:200]} {node['failureSummary']}"
            for each in violations
            if each["impact"] in GRAVE
            for node in each["nodes"]
        ]
    return found


@pytest.mark.parametrize("view", VIEWS)
def test_no_view_has_a_serious_violation(view: str, window: Page, server: str) -> None:
    visit(window, server, view)
    assert grave(window) == []


@pytest.mark.parametrize(
    ("button", "width"),
    [
        ("More filters", 1280),
        ("Filters", 390),
        ("Cite", 1280),
        ("Export", 1280),
        ("less close", 1280),
        ("Before and after", 1280),
        ("More like this", 1280),
    ],
)
def test_what_a_button_opens_has_no_serious_violation(button: str, width: int, window: Page, server: str) -> None:
    window.set_viewport_size({"width": width, "height": 860})
    visit(window, server, "an answer")
    window.get_by_role("button", name=button).first.click()
    opened = f"{POPOVER}, [class*=st-key-unfolded-], .rostrum-near, .rostrum-like, .rostrum-filters-shown"
    drawn(window, opened)
    window.wait_for_timeout(400)  # a popover fades in
    assert grave(window) == []


def test_a_file_that_is_looked_at_has_no_serious_violation(window: Page, server: str) -> None:
    visit(window, server, "adding files")
    text = "The wall\n\n3 May 2021\n\nAda Korvin: The granite comes from Osk Island.\n\nBo Lund: Who paid for it?\n"
    files: list[FilePayload] = [
        {"name": "wall.txt", "mimeType": "text/plain", "buffer": text.encode()},
        {"name": "torn.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 torn"},
    ]
    window.locator("input[type=file]").set_input_files(files)
    drawn(window, ".rostrum-refused")
    window.locator(".rostrum-upload summary").first.click()
    assert grave(window) == []


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_is_named_in_the_tab_and_its_headings_are_in_order(view: str, page: Page, server: str) -> None:
    visit(page, server, view)
    expect(page).to_have_title(VIEWS[view][3])
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(each => +each.tagName[1])")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def focused(page: Page) -> str:
    """Return what has the focus: its label or its text, without icons."""
    name = """(() => {
        const here = document.activeElement.cloneNode(true)
        here.querySelectorAll('[data-testid=stIconMaterial]').forEach(each => each.remove())
        return here.ariaLabel ?? here.textContent
    })()"""
    return str(page.evaluate(name))


def around(box: FloatRect, px: int = 12) -> FloatRect:
    """Return a box with some pixels around it."""
    left, top = max(box["x"] - px, 0), max(box["y"] - px, 0)
    return {"x": left, "y": top, "width": box["width"] + 2 * px, "height": box["height"] + 2 * px}


def test_the_keyboard_goes_through_the_search_in_the_order_of_reading(page: Page, server: str) -> None:
    visit(page, server, "nothing asked")
    box = page.get_by_label("Ask what was said")
    box.focus()
    page.keyboard.type(PIPES)
    page.keyboard.press("Enter")
    drawn(page, ".rostrum-hit mark")
    expect(box).to_be_focused()
    met = []
    while "By speaker" not in met and len(met) < 40:
        page.keyboard.press("Tab")
        met.append(page.evaluate("document.activeElement.closest('label')?.innerText") or focused(page))
    wanted = ["Speakers", "Choose date", "Choose date", "More filters", COUNCILLOR, "Council session on water"]
    wanted += ["source", "Open in transcript", "Cite", "By speaker"]
    assert [each for each in met if each in wanted] == wanted


@pytest.mark.parametrize("view", ["an answer", "compared"])
def test_what_has_the_focus_looks_otherwise_than_without(view: str, browser: Browser, server: str) -> None:
    page = browser.new_page(reduced_motion="reduce", color_scheme="dark")
    page.set_default_timeout(WAIT_MS)
    visit(page, server, view)
    page.wait_for_timeout(500)
    alike = []
    for _ in range(24):
        page.keyboard.press("Tab")
        here = page.evaluate_handle("document.activeElement").as_element()
        box = here.bounding_box() if here else None
        if here is None or box is None or page.evaluate("['MAIN', 'BODY'].includes(document.activeElement.tagName)"):
            continue  # what scrolls takes the focus, too, and is all there is to see
        page.wait_for_timeout(100)
        there = page.locator(":focus").bounding_box() or box
        clip = around(there)
        seen = page.screenshot(clip=clip)
        name = focused(page)
        here.evaluate("each => each.blur()")
        page.wait_for_timeout(100)
        if page.screenshot(clip=clip) == seen:
            alike.append(name)
        here.evaluate("each => each.focus({preventScroll: true})")
    assert alike == []
    page.context.close()
