"""Builds killed at random moments while others search: no half index is ever seen, and the next build is right.

    python -m benchmarks.crash [--kills N] [--seed N] [--fault NAME]

After each kill the index must hold one whole version of a changing corpus, the old or the new one; then mostly a build
runs to its end, and must give the twin of an index that was built from nothing, in a folder with nothing left behind.
Readers open and search all the while. With a fault put into the builder the same must fail: that is the proof that
the harness sees one. Only a loss of power cannot be made here; benchmarks/disks.py follows what is flushed and when.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from benchmarks import results
from benchmarks.apart import apart
from benchmarks.changing import version_of, warm, write
from benchmarks.crash_faults import FAULTS
from benchmarks.crash_readers import parts, reading
from benchmarks.twins import differences
from index import build, representing
from index.embedders import HashedWordsEmbedder

KILLS = 200
_CONTROL_KILLS = 40
_BUILDS_A_KILL = 3
"""At most: some builds have ended before the moment of their kill."""
_TOO_LATE = "had ended"
_REPAIRED = 0.7
"""Kills after which a build runs to its end; after the others the next one is killed, too."""
_ENOUGH_PROBLEMS = 3
_SETTLED = re.compile(r"\.lock|CURRENT|gen-\d{6}")
_PARTS = {"manifest.json", "passages.sqlite", "vectors.faiss", "lexical", "representations"}


@dataclass(slots=True)
class Run:
    """What happened to the builds of one run."""

    fault: str
    kills: int = 0
    stages: Counter[str] = field(default_factory=Counter)
    """How far the builds had come, as the folder tells."""
    whole_builds: int = 0
    reads: int = 0
    versions: int = 0
    seconds: float = 0.0
    problems: list[str] = field(default_factory=list)


def built(source: Path, index: Path, fault: str = "none") -> bool:
    """Build an index, with a fault in the builder; it shares arrays with the one before, as large indexes do."""
    setattr(representing, "_SHARED_FROM_BYTES", 0)  # noqa: B010  # mypy knows it as a constant
    FAULTS[fault]()
    build([source], index, embedder=HashedWordsEmbedder())
    return True


class Town:
    """A corpus that changes, and the index over it."""

    def __init__(self, home: Path, fault: str, latest: int) -> None:
        self.source, self.index, self.twin = home / "source", home / "town.index", home / "twin.index"
        self.fault, self.latest = fault, latest
        self.version = self.served = 0
        self._typical: list[float] = []

    def begin(self) -> None:
        """Build it for the first time, and measure how long a build takes."""
        for version in range(3):
            self.version = self.served = version
            write(self.source, version)
            self._typical.append(apart(partial(built, self.source, self.index)).seconds)

    def killed(self, draw: random.Random) -> str:
        """Change the corpus, kill the build of it at some moment, and return how far it had come."""
        self.version += 1
        write(self.source, self.version)
        moment = draw.uniform(0, 1.2 * statistics.median(self._typical[-15:]))
        outcome = apart(partial(built, self.source, self.index, self.fault), kill_after_s=moment)
        return self._stage() if outcome.killed else _TOO_LATE

    def look(self) -> list[str]:
        """Return what is wrong with the index as a killed build left it."""
        outcome = apart(partial(parts, self.index))
        if outcome.failure:
            return [f"after a kill the index does not open: {_last_line(outcome.failure)}"]
        version = version_of(outcome.value, self.version)
        if version not in (self.served, self.version):
            return [f"after a kill the index is of version {version}, expected {self.served} or {self.version}"]
        self.served = version or 0
        return []

    def repaired(self) -> list[str]:
        """Build to the end, and return in what the index is not what it should be."""
        outcome = apart(partial(built, self.source, self.index, self.fault))
        if outcome.failure:
            return [f"the next build fails: {_last_line(outcome.failure)}"]
        self._typical.append(outcome.seconds)
        self.served = self.version
        anew = apart(partial(_rebuilt, self.source, self.twin))
        compared = apart(partial(differences, self.index, self.twin))
        wrong = [*filter(None, (anew.failure, compared.failure)), *(compared.value or ())]
        found = [f"the next build differs from one from nothing in: {', '.join(wrong)}"] if wrong else []
        return [*found, *self.left_behind()]

    def left_behind(self) -> list[str]:
        """Return what should not be in the folder."""
        names = {path.name for path in self.index.iterdir()}
        strange = sorted(name for name in names if not _SETTLED.fullmatch(name))
        generations = sorted(name for name in names if name.startswith("gen-"))
        if strange or len(generations) != 1:
            return [f"left behind: {', '.join(strange or generations)}"]
        more = sorted({path.name for path in (self.index / generations[0]).iterdir()} - _PARTS - {"checked.json"})
        return [f"left behind in {generations[0]}: {', '.join(more)}"] if more else []

    def _stage(self) -> str:
        current = (self.index / "CURRENT").read_text().strip()
        new = sorted(path for path in self.index.glob("gen-*") if path.name > current and path.suffix == "")
        if not new:
            old = [path for path in self.index.glob("gen-*") if path.name != current]
            return "after the swap, before all was swept" if old else "before anything or after all of it"
        if (self.index / "CURRENT.new").exists():
            return "in the swap"
        if (new[-1] / "manifest.json").exists():
            return "sealed, before the swap"
        if (new[-1] / "representations").exists():
            return "vectors and words"
        return "embedding" if (new[-1] / "scratch").exists() else "reading files"


def _rebuilt(source: Path, index: Path) -> bool:
    shutil.rmtree(index, ignore_errors=True)
    return built(source, index)


def run(kills: int, seed: int, fault: str = "none", *, stop_early: bool = False) -> Run:
    """Kill so many builds; with ``stop_early`` only until a few problems are found."""
    draw, found, started = random.Random(f"{seed}/{fault}"), Run(fault), time.perf_counter()
    with tempfile.TemporaryDirectory() as home:
        warm()
        town = Town(Path(home), fault, _BUILDS_A_KILL * kills + 3)
        town.begin()
        with reading(town.index, Path(home), town.latest) as reads:
            for number in range(_BUILDS_A_KILL * kills):
                stage = town.killed(draw)
                found.stages[stage] += 1
                found.kills += stage != _TOO_LATE
                problems = town.look()
                over = found.kills == kills
                if draw.random() < _REPAIRED or over or problems:
                    problems += town.repaired()
                    found.whole_builds += 1
                found.problems += [f"build {number + 1}: {problem}" for problem in problems]
                if over or (stop_early and len(found.problems) >= _ENOUGH_PROBLEMS):
                    break
                if sys.stderr.isatty():
                    print(f"\r{found.kills} of {kills} kills", end="", file=sys.stderr, flush=True)
    found.reads, found.versions = reads.count, reads.versions
    found.problems += reads.problems
    found.seconds = time.perf_counter() - started
    return found


def _last_line(failure: str) -> str:
    return failure.strip().splitlines()[-1]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run and report; exit code 1 if anything was wrong, or a fault was not found."""
    parser = argparse.ArgumentParser(description="Builds killed at random moments while others search.")
    parser.add_argument("--kills", type=int, default=KILLS)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--fault", choices=sorted(FAULTS), help="only this fault, in place of all runs")
    options = parser.parse_args(arguments)
    if options.fault:
        runs = [run(options.kills, options.seed, options.fault)]
    else:
        runs = [run(options.kills, options.seed)]
        runs += [run(_CONTROL_KILLS, options.seed, each, stop_early=True) for each in FAULTS if each != "none"]
    for each in runs:
        _report(each)
    print(results.table("Crashes", [_row(each) for each in runs]))
    missed = [each.fault for each in runs if each.fault != "none" and not each.problems and not options.fault]
    if missed:
        print(f"not found: {', '.join(missed)}")
    sys.exit(bool(missed or any(each.problems for each in runs if each.fault == "none" or options.fault)))


def _report(found: Run) -> None:
    print(f"{found.fault}: {json.dumps(dict(found.stages.most_common()))}")
    for problem in found.problems[:10]:
        print(f"  {problem[:300]}")


def _row(found: Run) -> dict[str, object]:
    return {
        "fault in the builder": found.fault,
        "kills": found.kills,
        "builds compared": found.whole_builds,
        "reads": found.reads,
        "versions read": found.versions,
        "problems": len(found.problems),
        "s": found.seconds,
    }


if __name__ == "__main__":
    main()
