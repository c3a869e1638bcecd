"""Pictures of the app over the transcripts in seeds/, for the README and for looking at (``make screenshots``).

Every state of the search page, at two widths, light and dark, goes to screenshots/; the README's one to docs/img/.
Needs Chromium, as the browser tests do.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page, sync_playwright

from index import build

ROOT = Path(__file__).resolve().parents[1]
SHOTS = ROOT / "screenshots"
README_SHOT = ROOT / "docs" / "img" / "search.png"
CHROMIUM = "/usr/bin/chromium"
VIEWPORTS_PX = ((1280, 860), (390, 844))
SCHEMES = ("light", "dark")
_START_S = 60
_WAIT_MS = 60_000


@dataclass(frozen=True, slots=True)
class State:
    """A state of the page and how it is reached."""

    name: str
    question: str
    awaited: str
    """What is on the page when it is drawn, as a CSS selector."""
    clicked: str | None = None
    """The label of a button that is clicked then; the first of that label."""


_ANSWERED = "How large should trade between the countries become?"
STATES = (
    State("nothing-asked", "", ".rostrum-invitation"),
    State("results", _ANSWERED, ".rostrum-hit mark"),
    State("neighbours", _ANSWERED, ".rostrum-hit mark", clicked="Before and after"),
    State("does-not-say", "What is the capital of Mongolia?", ".rostrum-abstains"),
    State("nothing-found", '"green hydrogen" exports', ".rostrum-conditions"),
    State("cannot-be-asked", "?!", ".rostrum-notice"),
)
FAILED = State("failed", "", ".rostrum-failed")


def main() -> None:
    """Build an index, serve it, take the pictures."""
    SHOTS.mkdir(exist_ok=True)
    README_SHOT.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        index = Path(folder, "speeches.index")
        build([ROOT / "seeds"], index)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        with _served(index) as address:
            for state in STATES:
                _take_all(browser, address, state)
        with _served(Path("speeches.index"), folder=Path(folder, "empty")) as address:
            _take_all(browser, address, FAILED)
        browser.close()
    shutil.copy(SHOTS / "results-1280-light.png", README_SHOT)
    print(f"{SHOTS.name}/ and {README_SHOT.relative_to(ROOT)} ({README_SHOT.stat().st_size / 1000:.0f} kB)")


def _take_all(browser: Browser, address: str, state: State) -> None:
    for (width, height), scheme in product(VIEWPORTS_PX, SCHEMES):
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
        )
        page = context.new_page()
        page.goto(f"{address}/?{urlencode({'q': state.question})}" if state.question else address)
        _wait_until_drawn(page, state.awaited)
        if state.clicked:
            page.get_by_role("button", name=state.clicked).first.click()
            _wait_until_drawn(page, ".rostrum-near")
        page.mouse.move(0, 0)
        page.screenshot(path=SHOTS / f"{state.name}-{width}-{scheme}.png")
        context.close()


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
