"""How far a build has come: drawn on a terminal, told in lines elsewhere, and not at all where nothing takes long."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from index.report import Progress
from search import progress
from search.progress import ProgressBar


def shown(monkeypatch: pytest.MonkeyPatch, seconds: list[float], *, terminal: bool) -> str:
    """Return what is printed of one step more at each of these seconds since the beginning."""
    now = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    out = io.StringIO()
    console = Console(file=out, force_terminal=terminal, width=100)
    with ProgressBar(console) as bar:
        for done, now[0] in enumerate(seconds, 1):
            bar.show(Progress("embedding", done * 1000, 40_000))
    return out.getvalue()


def test_where_there_is_no_terminal_a_line_is_printed_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    printed = shown(monkeypatch, [1, 29, 31, 32, 60, 62], terminal=False)
    assert printed.splitlines() == ["embedding passages: 3,000 of 40,000", "embedding passages: 6,000 of 40,000"]


def test_what_takes_seconds_prints_nothing_there(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(monkeypatch, [1, 5, 9], terminal=False) == ""


def test_on_a_terminal_it_is_drawn_from_the_first_step(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "embedding passages" in shown(monkeypatch, [1], terminal=True)
