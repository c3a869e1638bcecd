"""A build in a process of its own, for :mod:`index.background`: ``python -m index.build_worker INDEX PATH…``.

Each line of its output is a JSON object: {"stage", "done", "total"} as the build goes on, and last {"report"},
{"failed"} or {"stopped"}. It stops when its input ends, and so also when the process that began it is gone.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

from index.build import build
from index.errors import BuildCancelledError, RostrumError
from index.report import report_json

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from index.report import Progress

NICENESS = 10
"""So that those who search meanwhile are served first."""
_SAY_EVERY_S = 0.1


def main(arguments: Sequence[str]) -> None:
    """Build, and say what comes of it."""
    say = _talk()
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    index, *paths = arguments
    try:
        report = build(paths, index, progress=_now_and_then(say), cancelled=_input_ended().is_set)
    except (BuildCancelledError, KeyboardInterrupt):
        say({"stopped": True})
    except RostrumError as error:
        say({"failed": str(error)})
    else:
        say({"report": report_json(report)})


def _talk() -> Callable[[dict[str, Any]], None]:
    """Keep the output for what is said here; what libraries print joins the errors, in the log."""
    output = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)
    return lambda body: print(json.dumps(body), file=output, flush=True)


def _now_and_then(say: Callable[[dict[str, Any]], None]) -> Callable[[Progress], None]:
    """Return what tells progress, but not of each file of thousands."""
    said: dict[str, float] = {}

    def show(progress: Progress) -> None:
        now = time.monotonic()
        if progress.done in (0, progress.total) or now - said.get(progress.stage, 0) >= _SAY_EVERY_S:
            said[progress.stage] = now
            say({"stage": progress.stage, "done": progress.done, "total": progress.total})

    return show


def _input_ended() -> threading.Event:
    """Return an event that is set when nobody is left who could write to our input."""
    ended = threading.Event()

    def wait() -> None:
        while os.read(0, 1):  # not sys.stdin, whose lock a thread that waits would still hold when Python ends
            pass
        ended.set()

    threading.Thread(target=wait, daemon=True).start()
    return ended


if __name__ == "__main__":
    main(sys.argv[1:])
