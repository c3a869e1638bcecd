"""The library in a real browser: a transcript handed in, looked at, added, indexed and found, while others search."""

from __future__ import annotations

import io
import re
import zipfile
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from browser import IN_BROWSER, WAIT_MS, address_of, idle, overhang_px, rostrum, running
from helpers import TOWN, write_files
from playwright.sync_api import expect

from index import build

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from browser import Site
    from playwright.sync_api import Browser, FilePayload, Page

pytestmark = IN_BROWSER

WALL = (
    "The harbour wall\n\n3 May 2021\n\nMayor Ada Korvin: The granite of the harbour wall comes from Osk Island.\n\n"
    "Bo Lund: Who paid for the granite?\n\nAda Korvin: The harbour dues paid for all of it.\n"
)


@pytest.fixture(autouse=True)
def _patience() -> Iterator[None]:
    """Wait as long for what is expected as for what is clicked: a build takes its share of the machine."""
    expect.set_options(timeout=WAIT_MS)
    yield
    expect.set_options(timeout=5_000)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A server over the town's transcripts, started as a person would: whoever is at the machine may change them."""
    index = folder / "town.index"
    build([write_files(folder / "corpus", TOWN)], index, model="hashed-words")
    with running([rostrum(), "ui", "--index", str(index), "--port"], folder=folder, index=index) as address:
        yield address


@pytest.fixture
def own(tmp_path: Path) -> Iterator[str]:
    """The address of a server whose transcripts a test may change."""
    with served(tmp_path) as address:
        yield address


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Where the transcripts of the server lie."""
    return tmp_path / "corpus"


def visit(page: Page, server: str, place: str, **parameters: str) -> None:
    page.goto(address_of(server, place, **parameters))
    idle(page)


def file(name: str, data: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def hand_in(page: Page, *files: FilePayload) -> None:
    page.locator("input[type=file]").set_input_files(list(files))


def packed(files: dict[str, str | bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return held.getvalue()


def rebuild(page: Page) -> None:
    page.get_by_role("button", name="Rebuild the index").click()
    page.get_by_role("heading", name=re.compile("Rebuilt at")).wait_for(timeout=3 * WAIT_MS)


def test_a_transcript_is_handed_in_looked_at_added_indexed_and_found(page: Page, own: str, corpus: Path) -> None:
    visit(page, own, "library", tab="add")
    hand_in(page, file("The wall.txt", WALL.encode()))
    card = page.locator(".rostrum-upload")
    expect(card).to_contain_text("Who speaks: Ada Korvin (2), Bo Lund (1)")
    expect(card).to_contain_text("3 May 2021 · 3 turns")
    expect(card).to_contain_text("New to this library: Ada Korvin, Bo Lund.")
    card.locator("summary").click()
    expect(card.locator(".rostrum-text").first).to_have_text("The granite of the harbour wall comes from Osk Island.")
    assert not (corpus / "uploads").exists()
    page.get_by_role("button", name="Add 1 file").click()
    expect(page.locator(".rostrum-done")).to_contain_text("Added: uploads/The wall.txt.")
    pending = page.locator(".rostrum-pending")
    expect(pending).to_have_text("Not searchable until the next rebuild: uploads/The wall.txt.")
    rebuild(page)
    expect(page.locator(".rostrum-library")).to_contain_text("4 transcripts in 4 files")
    expect(page.locator(".rostrum-built")).to_contain_text("1 file added.")
    visit(page, own, "", q="Where does the granite of the harbour wall come from?")
    expect(page.locator(".rostrum-hit .rostrum-text mark").first).to_have_text(
        "The granite of the harbour wall comes from Osk Island."
    )


def test_hostile_archives_are_refused_and_nothing_of_them_is_kept(page: Page, site: Site) -> None:
    before = set(site.corpus.rglob("*"))
    visit(page, site.address, "library", tab="add")
    hand_in(
        page,
        file("out.zip", packed({"../../evil.txt": WALL, "a.txt": WALL})),
        file("bomb.zip", packed({"a.txt": b"\0" * (20 << 20)})),
        file("<img src=x onerror=alert(1)>.zip", packed({"b.zip": packed({"c.txt": WALL})})),
    )
    cards = page.locator(".rostrum-refused")
    expect(cards).to_have_count(3)
    expect(cards.nth(0)).to_contain_text("../../evil.txt: its name leads out of the archive")
    expect(cards.nth(1)).to_contain_text("times its size; at most 250")
    expect(cards.nth(2)).to_contain_text("an archive inside an archive is not read")
    expect(page.get_by_role("button", name=re.compile(r"^Add \d"))).to_have_count(0)
    page.get_by_role("button", name="Discard").click()
    expect(page.locator(".rostrum-done")).to_have_text("Nothing was added.")
    assert set(site.corpus.rglob("*")) == before
    assert not list(site.corpus.parents[1].rglob("*evil*"))


def test_one_rebuilds_while_another_searches_and_both_see_what_becomes_of_it(
    page: Page, browser: Browser, own: str, corpus: Path
) -> None:
    many = {f"many/{n}.txt": f"Day {n}\n\nAda Korvin: The wall of day {n} is high and old." for n in range(1000)}
    write_files(corpus, many | {"wall.txt": WALL})
    other = browser.new_page()
    other.set_default_timeout(WAIT_MS)
    third = browser.new_page()
    visit(page, own, "library")
    visit(third, own, "library")
    visit(other, own, "", q="granite of Osk Island")
    expect(other.locator(".rostrum-hit").first).not_to_contain_text("comes from Osk Island")
    page.get_by_role("button", name="Rebuild the index").click()
    bar = page.get_by_role("progressbar")
    expect(bar).to_be_visible()
    expect(third.get_by_role("progressbar")).to_be_visible()
    visit(other, own, "", q="pipes below Fennel Street?")
    expect(other.locator(".rostrum-answer blockquote").first).to_contain_text("The old pipes below Fennel Street leak")
    for each in (page, third):
        each.get_by_role("heading", name=re.compile("Rebuilt at")).wait_for(timeout=3 * WAIT_MS)
        expect(each.locator(".rostrum-library")).to_contain_text("1,004 transcripts")
    visit(other, own, "", q="granite of Osk Island")
    expect(other.locator(".rostrum-hit").first).to_contain_text("comes from Osk Island")
    other.close()
    third.close()


def test_a_rebuild_is_stopped(page: Page, own: str, corpus: Path) -> None:
    write_files(corpus, {f"many/{n}.txt": f"Day {n}\n\nAda Korvin: The wall {n} is high." for n in range(1000)})
    visit(page, own, "library")
    page.get_by_role("button", name="Rebuild the index").click()
    page.get_by_role("button", name="Stop").click()
    page.get_by_role("heading", name=re.compile("The rebuild was stopped")).wait_for(timeout=3 * WAIT_MS)
    expect(page.locator(".rostrum-library")).to_contain_text("3 transcripts in 3 files")


def test_the_parts_of_the_page_have_addresses_and_the_back_button_goes_back(page: Page, server: str) -> None:
    visit(page, server, "library")
    page.get_by_role("tab", name="About the index").click()
    page.wait_for_url("**/library?tab=index")
    expect(page.locator(".rostrum-facts")).to_contain_text("hashed-words")
    page.go_back()
    expect(page.locator(".rostrum-file", has_text="ferry.txt")).to_be_visible()
    visit(page, server, "library", tab="names")
    expect(page.get_by_label("New name")).to_be_visible()


def test_nothing_reaches_beyond_the_window(page: Page, server: str) -> None:
    for tab in ("files", "add", "names", "index"):
        visit(page, server, "library", tab=tab)
        page.get_by_role("tabpanel").locator(".stHtml").first.wait_for()
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 800})
            page.wait_for_timeout(100)
            assert overhang_px(page) <= 0, (tab, width)


def test_two_names_of_one_person_are_joined_by_a_click_and_one_after_a_rebuild(
    page: Page, own: str, corpus: Path
) -> None:
    write_files(corpus, {"wall.txt": "The wall\n\n3 May 2021\n\nTobin Ashgrov: The wall is of granite.\n"})
    visit(page, own, "library")
    rebuild(page)
    visit(page, own, "speakers")
    expect(page.locator(".rostrum-people tbody tr")).to_have_count(3)
    page.get_by_role("button", name="Join Tobin Ashgrov and Tobin Ashgrove").click()
    expect(page.locator(".rostrum-done")).to_contain_text("Tobin Ashgrov and Tobin Ashgrove will be one speaker.")
    expect(page.get_by_role("heading", name="Perhaps the same person")).to_have_count(0)
    page.get_by_role("link", name="Rebuild the index in the library").click()
    expect(page.locator(".rostrum-pending")).to_have_text("Speaker names have changed since the index was built.")
    rebuild(page)
    visit(page, own, "speakers", name="Tobin Ashgrove")
    expect(page.locator(".rostrum-facts").first).to_contain_text("3 turns")
