"""Threads and processes that search while an index is rebuilt again and again.

    python -m benchmarks.crowd [--rebuilds N] [--threads N]

Eight threads share one engine, further processes open their own. Every result must be of one whole version, of none
older than the same searcher saw before; when the last build is done the engine must answer from it, and hold no file
and no map of any generation before.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import results
from benchmarks.apart import Apart, apart
from benchmarks.changing import TOPIC, version_of, warm, write
from benchmarks.crash import Town, built
from benchmarks.crash_readers import reading
from index.embedders import HashedWordsEmbedder
from search import SpeechSearch

REBUILDS, THREADS = 20, 8
_ALL = 100
_GENERATION = re.compile(r"/(gen-\d+)")
_PAUSE_S = 0.02


def held(index: Path) -> set[str]:
    """Return the generations that this process has open files or maps of."""
    links = [_target(path) for path in Path("/proc/self/fd").iterdir()]
    maps = Path("/proc/self/maps").read_text().splitlines()
    return {match[1] for line in (*links, *maps) if str(index) in line and (match := _GENERATION.search(line))}


def _target(descriptor: Path) -> str:
    try:
        return str(descriptor.readlink())
    except OSError:  # it is that of the listing itself
        return ""


class Crowd:
    """Threads that search one engine."""

    def __init__(self, index: Path, latest: int) -> None:
        self.index, self.latest = index, latest
        self.engine = SpeechSearch.open(index, embedder=HashedWordsEmbedder())
        self.over = threading.Event()
        self.reads, self.problems, self.versions = 0, list[str](), set[int]()
        self._lock = threading.Lock()

    def search(self) -> None:
        """Search until it is over; each thread sees versions in their order."""
        last = 0
        while not self.over.is_set():
            time.sleep(_PAUSE_S)
            try:
                version = self.once()
            except Exception as error:  # noqa: BLE001 - whatever a searcher meets is a fault
                self._note(f"{type(error).__name__}: {error}")
                continue
            if version is None or version < last:
                self._note(f"a result of version {version} after one of version {last}")
            else:
                last = version

    def once(self) -> int | None:
        """Search, ask and look around; return the version that the search is of."""
        version = version_of([hit.passage.text for hit in self.engine.search(TOPIC, top_k=_ALL)], self.latest)
        self.engine.ask("Who mends the granite wall of the harbour?")
        self.engine.timeline(TOPIC)
        with self._lock:
            self.reads += 1
            self.versions |= {version} if version is not None else set()
        return version

    def _note(self, problem: str) -> None:
        with self._lock:
            self.problems.append(problem)


def crowded(stop: Path, index: Path, latest: int, threads: int) -> dict[str, Any]:
    """Let threads search one engine until a file appears; return what they saw and what stayed open."""
    crowd = Crowd(index, latest)
    searchers = [threading.Thread(target=crowd.search) for _ in range(threads)]
    for each in searchers:
        each.start()
    most = 0
    while not stop.exists():
        time.sleep(_PAUSE_S)
        most = max(most, len(held(index)))
    crowd.over.set()
    for each in searchers:
        each.join()
    if (version := crowd.once()) != int(stop.read_text()):
        crowd.problems.append(f"after the last build the engine answers from version {version}")
    left = held(index) - {(index / "CURRENT").read_text().strip()}
    if left:
        crowd.problems.append(f"still open: {', '.join(sorted(left))}")
    found = {"reads": crowd.reads, "versions": len(crowd.versions), "open at once": most}
    return {**found, "problems": crowd.problems[:20]}


def run(rebuilds: int, threads: int) -> dict[str, Any]:
    """Rebuild so many times while others search; return what they saw."""
    warm()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        town = Town(home, "none", rebuilds + 3)
        town.begin()
        stop, problems = home / "crowd is over", list[str]()
        crowd = Apart(partial(crowded, stop, town.index, town.latest, threads))
        with reading(town.index, home, town.latest) as reads:
            for _ in range(rebuilds):
                town.version += 1
                write(town.source, town.version)
                outcome = apart(partial(built, town.source, town.index))
                problems += [outcome.failure.strip().splitlines()[-1]] if outcome.failure else []
        (home / "version").write_text(str(town.version))
        (home / "version").rename(stop)
        outcome = crowd.outcome()
        found = outcome.value or {"reads": 0, "versions": 0, "open at once": 0, "problems": [str(outcome.failure)]}
        problems += [*found["problems"], *reads.problems, *town.left_behind()]
        return {**found, "rebuilds": rebuilds, "reads of other processes": reads.count, "problems": problems}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run and report; exit code 1 if anything was wrong."""
    parser = argparse.ArgumentParser(description="Threads and processes that search while an index is rebuilt.")
    parser.add_argument("--rebuilds", type=int, default=REBUILDS)
    parser.add_argument("--threads", type=int, default=THREADS)
    options = parser.parse_args(arguments)
    found = run(options.rebuilds, options.threads)
    for problem in found["problems"][:20]:
        print(problem[:300])
    row = {name: value if name != "problems" else len(value) for name, value in found.items()}
    print(results.table("Crowd", [{"threads": options.threads, **row}]))
    sys.exit(bool(found["problems"]))


if __name__ == "__main__":
    main()
