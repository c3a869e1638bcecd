"""Work in a process of its own, which may be killed, may crash, and may hang.

Processes are forked, so that they need not import everything again. Whoever forks must not have run FAISS, Tantivy or
a model before: their threads do not come along. So what these harnesses do with an index, they do apart.
"""

from __future__ import annotations

import json
import os
import select
import signal
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

_AT_ONCE = 1 << 16


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the work."""

    value: Any = None
    """What it returned, as JSON holds it; None where it did not come to that."""
    failure: str | None = None
    """Why it did not return: its traceback, the signal it died of, or that it took too long."""
    killed: bool = False
    """Whether it was killed at the moment that was set."""
    seconds: float = 0.0


class Apart:
    """One process at work."""

    def __init__(self, work: Callable[[], Any]) -> None:
        """Start it."""
        self._started = time.perf_counter()
        self._pipe, out = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self._pipe)
            _work(work, out)
        os.close(out)

    def outcome(self, *, kill_after_s: float | None = None, limit_s: float = 120.0) -> Outcome:
        """Wait for the end; kill it at a moment of its life where one is set, or when it takes too long."""
        said = self._said(limit_s if kill_after_s is None else kill_after_s)
        late = said is None
        if late:
            os.kill(self.pid, signal.SIGKILL)
            said = self._said(limit_s)
        os.close(self._pipe)
        _, status = os.waitpid(self.pid, 0)
        seconds = time.perf_counter() - self._started
        if late and kill_after_s is not None and os.WIFSIGNALED(status):
            return Outcome(killed=True, seconds=seconds)
        if late and kill_after_s is None:
            return Outcome(failure=f"still at work after {limit_s:g} s", seconds=seconds)
        if not said:
            signed = os.WIFSIGNALED(status)
            how = (
                signal.Signals(os.WTERMSIG(status)).name if signed else f"exit code {os.waitstatus_to_exitcode(status)}"
            )
            return Outcome(failure=f"the process died: {how}", seconds=seconds)
        value, failure = json.loads(said)
        return Outcome(value, failure, seconds=seconds)

    def _said(self, seconds: float) -> bytes | None:
        """Return all that it wrote before it closed its end, or None where that takes longer."""
        end = time.perf_counter() + seconds
        parts: list[bytes] = []
        while True:
            ready, _, _ = select.select([self._pipe], [], [], max(0.0, end - time.perf_counter()))
            if not ready:
                return None
            part = os.read(self._pipe, _AT_ONCE)
            if not part:
                return b"".join(parts)
            parts.append(part)


def apart(work: Callable[[], Any], *, kill_after_s: float | None = None, limit_s: float = 120.0) -> Outcome:
    """Do some work in a process of its own and wait for it."""
    return Apart(work).outcome(kill_after_s=kill_after_s, limit_s=limit_s)


def _work(work: Callable[[], Any], out: int) -> NoReturn:
    try:
        said = json.dumps((work(), None))
    except BaseException:  # noqa: BLE001 - whatever it is, the other side is to hear of it
        said = json.dumps((None, traceback.format_exc()))
    try:
        with os.fdopen(out, "w") as file:
            file.write(said)
    finally:
        os._exit(0)
