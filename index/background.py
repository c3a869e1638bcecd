"""Builds that go on beside the server, one at a time, told to everybody who looks.

A build runs in a process of its own and not in a thread: parsing would hold Python's lock against those who search, and
a process can be ended at any moment, even inside a library that asks nobody. Starting it costs some seconds in which
the model is read a second time.
"""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.errors import BuildError, BuildLockedError, LibraryError
from index.generations import IndexFolder
from index.report import BuildReport, Progress, report_of

if TYPE_CHECKING:
    from index.library import Library

GRACE_S = 30.0
"""How long a build may take to stop by itself; in the middle of many long passages it needs some seconds."""


@dataclass(frozen=True, slots=True)
class BuildState:
    """How the last build stands."""

    number: int = 0
    """How many builds have begun on this server."""
    running: bool = False
    stopping: bool = False
    progress: Progress | None = None
    """None until the first file is read."""
    began: dt.datetime | None = None
    ended: dt.datetime | None = None
    report: BuildReport | None = None
    failed: str | None = None
    stopped: bool = False


class Builder:
    """Builds one index in the background; shared by all who use it."""

    def __init__(self, grace_s: float = GRACE_S) -> None:
        self._grace_s = grace_s
        self._lock = threading.Lock()
        self._state = BuildState()
        self._process: subprocess.Popen[str] | None = None

    @property
    def state(self) -> BuildState:
        """How the build stands now."""
        with self._lock:
            return self._state

    def start(self, library: Library) -> None:
        """Begin to build an index again from where it was built from.

        Raises:
            ReadOnlyError: The library may only be read.
            LibraryError: Its transcripts are not where they were.
            BuildLockedError: A build of it is running.
        """
        library.must_write()
        if reason := library.why_not_rebuilt():
            raise LibraryError(reason)
        command = [sys.executable, "-P", "-m", "index.build_worker", str(library.index), *map(str, library.roots)]
        with self._lock:
            if self._state.running:
                raise BuildLockedError("Somebody has just begun to rebuild the index; it is enough to wait.")
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
            )
            now = dt.datetime.now().astimezone()
            self._state = BuildState(self._state.number + 1, running=True, began=now)
        threading.Thread(target=self._follow, args=(self._process, library), daemon=True).start()

    def cancel(self, library: Library) -> None:
        """Tell the running build to stop, and end it if it does not; nothing happens when none is running.

        Raises:
            ReadOnlyError: The library may only be read.
        """
        library.must_write()
        with self._lock:
            process = self._process
            if process is None or not self._state.running or self._state.stopping:
                return
            self._state = replace(self._state, stopping=True)
        if process.stdin:
            with suppress(OSError):
                process.stdin.close()
        ending = threading.Timer(self._grace_s, process.kill)
        ending.daemon = True
        ending.start()

    def _follow(self, process: subprocess.Popen[str], library: Library) -> None:
        """Take in what a build says, until it ends."""
        last: dict[str, object] = {}
        for line in process.stdout or ():
            with suppress(ValueError):
                last = json.loads(line)
                self._heard(last)
        code = process.wait()
        with suppress(OSError):
            for pipe in (process.stdin, process.stdout):
                if pipe:
                    pipe.close()
        if not {"report", "failed", "stopped"}.intersection(last):
            _sweep(library)
        with self._lock:
            self._state = replace(_ended(self._state, last, code), running=False, stopping=False)

    def _heard(self, said: dict[str, object]) -> None:
        if "stage" in said:
            progress = Progress(str(said["stage"]), int(str(said["done"])), int(str(said["total"])))
            with self._lock:
                self._state = replace(self._state, progress=progress)


def _ended(state: BuildState, said: dict[str, object], code: int) -> BuildState:
    state = replace(state, ended=dt.datetime.now().astimezone())
    if isinstance(body := said.get("report"), dict):
        return replace(state, report=report_of(body))
    if "failed" in said:
        return replace(state, failed=str(said["failed"]))
    if "stopped" in said or state.stopping:
        return replace(state, stopped=True)
    return replace(state, failed=f"The build broke off with exit code {code}; the server’s log tells more.")


def _sweep(library: Library) -> None:
    """Remove what a build has left that could not do so itself."""
    folder = IndexFolder(library.index)
    with suppress(BuildError, OSError), folder.locked(1.0):
        folder.sweep()
