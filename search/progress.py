"""How far a build has come, on stderr: a live bar on a terminal, a line now and then in a file or a pipe."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as RichProgress

from search.render import console

if TYPE_CHECKING:
    from rich.console import Console

    from index.report import Progress

_EVERY_S = 30
"""Between two lines, where there is no terminal: a build of some seconds prints none."""
_UNITS = {"reading": "files", "loading": "model", "embedding": "passages"}


class ProgressBar:
    """Shows a build's progress, from when there is any, so that a build with nothing to do prints nothing."""

    def __init__(self, out: Console | None = None) -> None:
        """Show it on a console; by default on stderr."""
        self._out = out or console(stderr=True)
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[speed]}"),
            TimeRemainingColumn(),
        )
        self._bar = RichProgress(*columns, console=self._out, transient=True)
        self._tasks: dict[str, Any] = {}
        self._told_at = time.monotonic()

    def __enter__(self) -> ProgressBar:
        return self

    def show(self, progress: Progress) -> None:
        """Show how far it is."""
        if self._out.is_terminal:
            self._draw(progress)
        elif time.monotonic() - self._told_at >= _EVERY_S:
            self._told_at = time.monotonic()
            unit = _UNITS[progress.stage]
            self._out.print(f"{progress.stage} {unit}: {progress.done:,} of {progress.total:,}")

    def _draw(self, progress: Progress) -> None:
        self._bar.start()
        unit = _UNITS[progress.stage]
        if progress.stage not in self._tasks:
            self._tasks[progress.stage] = self._bar.add_task(f"{progress.stage} {unit}", total=progress.total, speed="")
        task = self._tasks[progress.stage]
        speed = self._bar.tasks[task].speed
        text = f"{speed:,.0f} {unit}/s" if speed and progress.total > 1 else ""
        self._bar.update(task, completed=progress.done, total=progress.total, speed=text)

    def __exit__(self, *_: object) -> None:
        if self._tasks:
            self._bar.stop()
