"""Ways to open the app in a test: with Streamlit's own test runner, or as a server for a browser."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from browser import CHROMIUM, WAIT_MS, Site, rostrum, running
from helpers import TOWN, write_files
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

import ui
from index import build
from index.embedders import HashedWordsEmbedder
from ui.keys import SCRIPT
from ui.places import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

APP = Path(ui.__file__).with_name("app.py")

HOSTILE = {
    "id": "hostile",
    "title": "<script>alert('title')</script> **bold** $x^2$ :material/delete: :red[red]",
    "date": "2024-02-29",
    "venue": "<b>Venue</b> & Sons",
    "language": "en\" onload=\"alert('lang')",
    "source": "javascript:alert('source')",
    "turns": [
        {
            "speaker": "Mal <img src=x onerror=alert('name')> *Icious* :smile:",
            "role": "<i>Role</i> $y$",
            "text": 'Marmalade: <script>window.hacked = 1</script> & <img src=x onerror="window.hacked = 2">.',
        },
        {"text": "# Heading **bold** [link](javascript:alert(1)) `code` \\frac{1}{2} $$z$$ :material/home: marmalade."},
    ],
}
"""A transcript in which every field tries to be more than text."""
HOSTILE_FILE = "<img src=x onerror=alert('file')> **b** $x$"


LONG = {
    "id": "long",
    "title": "A long session",
    "date": "2020-05-04",
    "turns": [
        {"speaker": f"Member {n % 9}", "text": f"This is turn number {n}, and it speaks of the weather at length. " * 3}
        for n in range(400)
    ],
}
"""A transcript of three parts; each of its turns says its number."""

GATES = {
    "title": "Gates",
    "date": "2020-01-01",
    "turns": [{"speaker": "Wren Tallowby", "text": f"Harbour gate number {n} is open."} for n in range(15)],
}
"""A transcript of many passages about one thing."""


@pytest.fixture(scope="session")
def hostile() -> dict[str, object]:
    """A transcript in which every field tries to be more than text."""
    return HOSTILE


@pytest.fixture
def index_of(tmp_path: Path) -> Callable[..., Path]:
    """Build an index over transcripts in canonical form, with the fake embedder."""

    def build_one(*transcripts: dict[str, object], name: str = "test") -> Path:
        files = {f"{n}.json": json.dumps(each) for n, each in enumerate(transcripts)}
        build([write_files(tmp_path / name, files)], tmp_path / f"{name}.index", embedder=HashedWordsEmbedder())
        return tmp_path / f"{name}.index"

    return build_one


class Screen:
    """The app in Streamlit's own test runner, and what a person sees of it."""

    def __init__(self, page: AppTest) -> None:
        self.page = page

    def __getattr__(self, name: str) -> Any:
        """The test runner's own parts: text_input, multiselect, query_params …"""
        return getattr(self.page, name)

    @property
    def text(self) -> str:
        """What cards and notices say, without markup."""
        return "\n".join(self.lines)

    @property
    def lines(self) -> list[str]:
        """The same, line by line."""
        lines = re.sub(r"</(?:h\d|p|li|div|blockquote|footer|section|article|summary)>", "\n", self.markup)
        plain = html.unescape(re.sub(r"<[^>]*>", "", lines))
        return [line for line in plain.splitlines() if line.strip()]

    @property
    def markup(self) -> str:
        """The cards and notices as they are sent; no test looks at a page with an uncaught exception on it."""
        assert not self.page.exception, [each.message for each in self.page.exception]
        shown = (each.value for each in self.page.get("html") if each.value != SCRIPT)
        return "\n".join(each for each in shown if not each.startswith("<style"))

    @property
    def marks(self) -> list[str]:
        """The highlighted sentences, in the order of the hits."""
        return [re.sub("<[^>]*>", "", each) for each in re.findall("<mark>(.*?)</mark>", self.markup)]

    @property
    def met(self) -> list[str]:
        """The words of passages that are set off, in the order of the hits."""
        return re.findall('<span class="rostrum-met">(.*?)</span>', self.markup)

    @property
    def voices(self) -> set[str]:
        """Who stands above the hits."""
        return set(re.findall("<h3>(?:<a [^>]*>)?<bdi>(.*?)</bdi>", self.markup))

    @property
    def chips(self) -> list[str]:
        """What the buttons say that switch off what was understood."""
        return [each.label for each in self.page.button if each.key and each.key.startswith("chip")]

    @property
    def labels(self) -> list[str]:
        """What the other buttons say; without the one for phones."""
        others = ("chip", "unfolds-filters")
        return [each.label for each in self.page.button if not (each.key and each.key.startswith(others))]

    def ask(self, question: str) -> Screen:
        """Type a question."""
        self.page.text_input[0].set_value(question).run()
        return self

    def click(self, label: str) -> Screen:
        """Click the first button of a label."""
        next(each for each in self.page.button if each.label == label).click().run()
        return self

    def unfold(self) -> Screen:
        """Unfold the passages that are less close."""
        next(each for each in self.page.button if each.key and each.key.startswith("unfolds-far")).click().run()
        return self

    def again(self, **address: str) -> Screen:
        """Run once more, at another address if one is given."""
        if address:
            self.page.query_params = dict(address)
        self.page.run()
        return self


@pytest.fixture
def open_app(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Screen]:
    """Open the app over an index, at an address."""

    def open_one(index: Path, place: Place = Place.SEARCH, **address: str | list[str]) -> Screen:
        monkeypatch.setenv("ROSTRUM_INDEX", str(index))
        monkeypatch.setenv("ROSTRUM_MODEL", "hashed-words")
        page = AppTest.from_file(APP, default_timeout=30)
        page._page_hash = calc_hash(place.value)  # what a browser sends for the path; the runner only knows files
        page.query_params.update(address)
        return Screen(page.run())

    return open_one


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server for all tests that change nothing, started as a person would: the town, long, many and hostile ones."""
    folder = tmp_path_factory.mktemp("site")
    more = {"long.json": LONG, "gates.json": GATES, f"{HOSTILE_FILE}.json": HOSTILE}
    corpus = write_files(folder / "corpus", TOWN | {name: json.dumps(each) for name, each in more.items()})
    index = folder / "town.index"
    build([corpus], index, embedder=HashedWordsEmbedder())
    with running([rostrum(), "ui", "--index", str(index), "--port"], folder=folder, index=index) as address:
        yield Site(address, corpus, index)


@pytest.fixture(scope="session")
def server(site: Site) -> str:
    """The address of that server."""
    return site.address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, without a window."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=WAIT_MS)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh browser window; it fails the test where a script runs that should not."""
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(WAIT_MS)
    wrong: list[str] = []
    page.on("dialog", lambda dialog: (wrong.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    yield page
    assert wrong == []
    context.close()
