"""Pictures of the app over the transcripts in seeds/, for the README and for looking at (``make screenshots``).

Every view and its states, at two widths, light and dark, go to .quality/screens/, as long as the page is; the README's
two go to docs/img/. Needs Chromium, as the browser tests do.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page, sync_playwright

from index import build
from search import SpeechSearch

ROOT = Path(__file__).resolve().parents[1]
SHOTS = ROOT / ".quality" / "screens"
IMAGES = ROOT / "docs" / "img"
CHROMIUM = "/usr/bin/chromium"
SCREENS_PX = ((1280, 860), (390, 844))
SCHEMES = ("light", "dark")
LONGEST_PX = 2600
"""Where the picture of a long page ends."""
_START_S = 60
_WAIT_MS = 60_000


@dataclass(frozen=True, slots=True)
class State:
    """A view in one of its states, and how it is reached."""

    name: str
    place: str = ""
    address: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    awaited: str = ".stHtml h2"
    """What is on the page when it is drawn, as a CSS selector."""
    clicked: tuple[str, str] | None = None
    """The beginning of the label of a button that is clicked then (the first so called), and what that brings."""
    uploads: str = ""
    """A file that is handed in."""


ANSWERED = "How large should trade between the countries become?"
UNDERSTOOD = 'What did Tokayev say about trade in 2022 in "Baku"?'
ALIYEV, TOKAYEV = "Ilham Aliyev", "Kassym-Jomart Tokayev"
_COMPARED = {"q": "transport corridors", "speaker": (ALIYEV, TOKAYEV)}
_TALK = """The harbour and its wall

3 May 2023

Mara Ilves: The wall of the harbour is as old as the town. We will raise it by a metre before the winter.

Ilham Aliyev: I would like to see it.
"""
"""What is handed in: of somebody new, and of somebody known."""
_FILTERS = re.compile(r"^Filters\b")
_FOLDED, _POPOVER, _UNFOLDED = ".rostrum-near", "[data-testid=stPopoverBody]", "[class*=st-key-unfolded-]"
README: Mapping[str, tuple[str, int]] = {"search.png": ("answer", 860), "compare.png": ("compare", 1050)}
"""The README's pictures, the states that they show (wide, light), and how many pixels of their height."""


def states(transcript: str, passage: int, file: str) -> tuple[State, ...]:
    """Return what pictures are taken of, given a transcript, a passage of it, and a file to hand in."""
    read = {"id": transcript}
    answered = {"q": ANSWERED}
    return (
        State("nothing-asked", awaited=".rostrum-invitation"),
        State("answer", address=answered, awaited=".rostrum-hit mark"),
        State("before-and-after", "", answered, ".rostrum-hit mark", ("Before and after", _FOLDED)),
        State("more-like-this", "", answered, ".rostrum-hit mark", ("More like this", ".rostrum-like")),
        State("cite", "", answered, ".rostrum-hit mark", ("Cite", _UNFOLDED)),
        State("export", "", answered, ".rostrum-hit mark", ("Export", _UNFOLDED)),
        State("more-filters", "", answered, ".rostrum-hit mark", ("More filters", _POPOVER)),
        State("less-close", "", answered, ".rostrum-hit mark", ("less close", _UNFOLDED)),
        State("understood", address={"q": UNDERSTOOD, "group": "speaker"}, awaited=".st-key-understood button"),
        State("does-not-say", address={"q": "What is the capital of Mongolia?"}, awaited=".rostrum-abstains"),
        State("nothing-found", address={"q": '"green hydrogen" exports'}, awaited=".rostrum-conditions"),
        State("cannot-be-asked", address={"q": "?!"}, awaited=".rostrum-notice"),
        State("transcripts", "transcript"),
        State("transcript", "transcript", read, ".rostrum-turn"),
        State("transcript-at-passage", "transcript", read | {"passage": str(passage)}, ".rostrum-here"),
        State("transcript-find", "transcript", read | {"find": "trade"}, ".rostrum-now"),
        State("no-such-transcript", "transcript", {"id": "nowhere"}),
        State("speakers", "speakers", {}, ".rostrum-people"),
        State("speaker", "speakers", {"name": TOKAYEV}),
        State("speaker-search", "speakers", {"name": TOKAYEV, "q": "trade"}, ".rostrum-hit mark"),
        State("no-such-speaker", "speakers", {"name": "Nobody"}),
        State("compare-empty", "compare", {}, ".rostrum-invitation"),
        State("compare-choose", "compare", {"q": "transport corridors"}, "path[aria-roledescription=bar]"),
        State("compare", "compare", _COMPARED, "path[aria-roledescription=bar]"),
        State("compare-period", "compare", _COMPARED | {"at": "2022"}, ".rostrum-hit"),
        State("library-files", "library"),
        State("library-add", "library", {"tab": "add"}),
        State("library-looked-at", "library", {"tab": "add"}, awaited="[data-testid=stFileUploader]", uploads=file),
        State("library-names", "library", {"tab": "names"}),
        State("library-index", "library", {"tab": "index"}, ".rostrum-facts"),
    )


FAILED = State("failed", awaited=".rostrum-failed")


def main() -> None:
    """Build an index, serve it, take the pictures; of those states only that are named, if any are."""
    wanted = set(sys.argv[1:])
    SHOTS.mkdir(parents=True, exist_ok=True)
    IMAGES.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        index = Path(folder, "speeches.index")
        seeds = shutil.copytree(ROOT / "seeds", Path(folder, "seeds"))
        build([seeds], index)
        best = SpeechSearch.open(index).search(ANSWERED, top_k=1)[0]
        talk = Path(folder, "harbour.txt")
        talk.write_text(_TALK, encoding="utf-8")
        taken = states(best.transcript.id, best.passage.id, str(talk))
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        with _served(index) as address:
            for state in taken:
                if not wanted or state.name in wanted:
                    _take_all(browser, address, state)
        if not wanted or FAILED.name in wanted:
            with _served(Path("speeches.index"), folder=Path(folder, "empty")) as address:
                _take_all(browser, address, FAILED)
        browser.close()
    print(f"{SHOTS.relative_to(ROOT)}/ and {IMAGES.relative_to(ROOT)}/")


def _take_all(browser: Browser, address: str, state: State) -> None:
    for (width, height), scheme in product(SCREENS_PX, SCHEMES):
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
        )
        page = context.new_page()
        page.goto(f"{address}/{state.place}?{urlencode(state.address, doseq=True)}")
        _reach(page, state)
        page.mouse.move(0, 0)
        _unroll(page, width, height)
        page.screenshot(path=SHOTS / f"{state.name}-{width}-{scheme}.png")
        for name, (shown, height_px) in README.items():
            if shown == state.name and (width, scheme) == (SCREENS_PX[0][0], SCHEMES[0]):
                page.screenshot(path=IMAGES / name, clip={"x": 0, "y": 0, "width": width, "height": height_px})
        context.close()


def _reach(page: Page, state: State) -> None:
    _wait_until_drawn(page, state.awaited)
    if state.uploads:
        page.locator("input[type=file]").set_input_files(state.uploads)
        _wait_until_drawn(page, ".rostrum-upload")
    if state.clicked:
        label, brings = state.clicked
        filters = page.get_by_role("button", name=_FILTERS)
        if _FILTERS.match(label) is None and "filters" in label and filters.is_visible():
            filters.click()  # behind which they are on a phone
        page.get_by_role("button", name=label).first.click()
        _wait_until_drawn(page, brings)


def _unroll(page: Page, width: int, height: int) -> None:
    """Make the window as high as the page, which scrolls inside it."""
    whole: int = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": width, "height": max(height, min(whole, LONGEST_PX))})
    page.wait_for_timeout(300)


def _wait_until_drawn(page: Page, selector: str) -> None:
    """Wait for what is awaited, the end of the script, the widgets (their code comes late), and the fonts."""
    page.wait_for_selector(selector, timeout=_WAIT_MS)
    page.wait_for_selector("[data-test-script-state=notRunning]", timeout=_WAIT_MS)
    page.wait_for_selector("[data-testid=stSkeleton]", state="detached", timeout=_WAIT_MS)
    page.evaluate("document.fonts.ready")


@contextmanager
def _served(index: Path, *, folder: Path | None = None) -> Iterator[str]:
    """Serve the app from some folder until the pictures are taken."""
    if folder:
        folder.mkdir()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "ui" / "app.py"), f"--server.port={port}"]
    command.append("--logger.level=warning")
    server = subprocess.Popen(
        command, cwd=folder, env=os.environ | {"ROSTRUM_INDEX": str(index)}, stdout=subprocess.DEVNULL
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/_stcore/health")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + _START_S
    while True:
        try:
            urllib.request.urlopen(address, timeout=1).close()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


if __name__ == "__main__":
    main()
