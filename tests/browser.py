"""What tests in a real browser share: a server of the app on a free port, and Chromium.

The fixtures ``browser`` and ``page`` are in tests/ui/conftest.py.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from playwright.sync_api import Locator, Page

CHROMIUM = Path("/usr/bin/chromium")
IN_BROWSER = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no Chromium at {CHROMIUM}"),
]
"""What a module of such tests is marked with: ``pytestmark = IN_BROWSER``."""

START_S = 60
WAIT_MS = 20_000


@dataclass(frozen=True, slots=True)
class Site:
    """A server of the app, and where its transcripts and its index lie."""

    address: str
    corpus: Path
    index: Path


def rostrum() -> str:
    """Return the path of the command."""
    return str(Path(sys.executable).with_name("rostrum"))


@contextmanager
def running(
    command: list[str], *, folder: Path, index: Path, settings: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Run a server on a free port from some folder; stop it, and what it has started, in the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [*command, str(port)],
        cwd=folder,
        env=os.environ | {"ROSTRUM_MODEL": "hashed-words", "ROSTRUM_INDEX": str(index)} | dict(settings or {}),
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/_stcore/health")
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=START_S)


def wait_for(address: str) -> None:
    """Wait until a server answers."""
    deadline = time.monotonic() + START_S
    while True:
        try:
            urllib.request.urlopen(address, timeout=1).close()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def address_of(server: str, place: str = "", **parameters: str | list[str]) -> str:
    """Return the address of a view."""
    query = urlencode(parameters, doseq=True)
    return f"{server}/{place}?{query}" if query else f"{server}/{place}"


def idle(page: Page) -> None:
    """Wait until nothing runs on the server any more."""
    page.wait_for_selector("[data-test-script-state=notRunning]")


def visit(page: Page, server: str, **parameters: str | list[str]) -> None:
    """Open the search page and wait until it stands."""
    page.goto(address_of(server, **parameters))
    settle(page)


def settle(page: Page) -> None:
    """Wait until the search page is drawn and nothing runs any more."""
    idle(page)
    page.get_by_label("Speakers").wait_for(state="attached")  # on a phone it is folded up


def ask(page: Page, question: str) -> None:
    """Ask something on the search page."""
    box = page.get_by_label("Ask what was said")
    box.fill(question)
    box.press("Enter")


def open_list(page: Page, box: Locator) -> None:
    """Open a list to choose from by the keyboard.

    A press that comes while the page is drawn is lost, and a person presses again. A list that cannot be opened, or
    that does not stay open, fails here.
    """
    from playwright.sync_api import TimeoutError as Missing

    for _ in range(3):
        box.press("ArrowDown")
        with suppress(Missing):
            page.get_by_role("option").first.wait_for(timeout=5_000)
            return
    page.get_by_role("option").first.wait_for(timeout=1)


def overhang_px(page: Page) -> int:
    """Return by how much the page is wider than its window; it scrolls inside an element, not as a document."""
    wider = "[...document.querySelectorAll('html, [data-testid=stMain]')].map(e => e.scrollWidth - e.clientWidth)"
    return int(page.evaluate(f"Math.max(...{wider}, document.documentElement.scrollWidth - innerWidth)"))
