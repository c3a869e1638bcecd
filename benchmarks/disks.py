"""Builds on disks that lose power, fill up or fail: what was there serves, nothing is lost or left behind.

    python -m benchmarks.disks [--sizes N] [--every N]

For each way in which a disk may fail: the build tells it as our DiskError, the index is whole, of the old version or
the new, and the next build gives the twin of an index from nothing in a tidy folder. That a loss of power spoils
nothing is shown on a trace of all flushes; with each flush left out in turn, the same must find it missing.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from benchmarks import results
from benchmarks.apart import Outcome, apart
from benchmarks.changing import warm, write
from benchmarks.crash import Town, built
from benchmarks.disk_traces import ERRORS, FAILURES, Failing, traced
from index import build
from index.embedders import HashedWordsEmbedder
from index.errors import DiskError

_SIZES_KB = range(64, 700, 12)
_LIMITS_KB = range(1, 60, 2)


@dataclass(slots=True)
class Tried:
    """What came of one way to fail."""

    what: str
    builds: int = 0
    refused: int = 0
    """Builds that ended with our error."""
    problems: list[str] = field(default_factory=list)


def attempted(source: Path, index: Path, spoil: Callable[[], None], failing: Failing | None = None) -> list[object]:
    """Build in a process whose disk is spoilt; return what our error says, or "", and whether a call failed."""
    spoil()
    told = ""
    try:
        build([source], index, embedder=HashedWordsEmbedder())
    except DiskError as error:
        told = str(error)
    return [told, failing is None or failing.failed]


def after(town: Town, outcome: Outcome, tried: Tried, case: str) -> None:
    """Take down a build that may have failed, look at the index, and build again."""
    tried.builds += 1
    problems = [f"not our error: {outcome.failure.strip().splitlines()[-1]}"] if outcome.failure else []
    tried.refused += bool(outcome.value and outcome.value[0])
    problems += town.look()
    problems += town.repaired()
    tried.problems += [f"{case}: {problem}" for problem in problems]


def failing_calls(home: Path, kind: str, every: int) -> Tried:
    """Let each call of a kind fail in turn, until a build needs no more of them."""
    tried, town = Tried(f"{kind} fails"), _town(home)
    for number in range(0, 400, every):
        town.version += 1
        write(town.source, town.version)
        failing = Failing(town.index, number, ERRORS[kind])
        outcome = apart(partial(attempted, town.source, town.index, partial(FAILURES[kind], failing), failing))
        after(town, outcome, tried, f"{kind} {number}")
        if not outcome.failure and not outcome.value[1]:
            break
    return tried


def small_files(home: Path, every: int) -> Tried:
    """Let no file grow beyond a size."""
    tried, town = Tried("a file that may not grow"), _town(home)
    for kilobytes in _LIMITS_KB[::every]:
        town.version += 1
        write(town.source, town.version)
        limit = kilobytes * 1024
        spoil = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (limit, limit))
        after(town, apart(partial(attempted, town.source, town.index, spoil)), tried, f"{kilobytes} kB")
    return tried


def small_disks(home: Path, every: int) -> Tried:
    """Build on file systems in memory that are too small by ever less; after each, they get room to build again."""
    tried = Tried("a full disk")
    disk = home / "disk"
    disk.mkdir()
    for kilobytes in _SIZES_KB[::every]:
        with _mounted(disk, "64m") as mounted:
            if not mounted:
                tried.what += " (not tried: nothing may be mounted here)"
                return tried
            town = _town(disk, sources=home)
            town.version += 1
            write(town.source, town.version)
            _mount(disk, f"remount,size={_used_kb(disk) + kilobytes - _SIZES_KB[0]}k")
            outcome = apart(partial(attempted, town.source, town.index, lambda: None))
            problems = town.look()
            _mount(disk, "remount,size=64m")
            after(town, outcome, tried, f"{kilobytes} kB")
            tried.problems += [f"{kilobytes} kB, still full: {problem}" for problem in problems]
    return tried


def power(home: Path, every: int) -> list[Tried]:
    """Follow a first build and a later one; then leave out each flush in turn, which must be noticed."""
    whole, missing = Tried("a loss of power (traced)"), Tried("the same with one flush left out")
    source = home / "source"
    for first in (True, False):
        number, flushes = 0, 1
        for number in range(-1, 400, every):
            if number >= flushes:
                break
            folder = Path(tempfile.mkdtemp(dir=home)) / "new" / "folder"
            write(source, 1)
            if not first:
                apart(partial(built, source, folder / "town.index"))
                write(source, 2)
            left_out = None if number < 0 else number
            outcome = apart(partial(traced, source, folder / "town.index", left_out))
            if outcome.failure:
                whole.problems.append(outcome.failure.strip().splitlines()[-1])
                break
            flushes = outcome.value["flushes"]
            _note(whole if left_out is None else missing, left_out, outcome.value["problems"])
    return [whole, missing]


def _note(tried: Tried, left_out: int | None, found: list[str]) -> None:
    tried.builds += 1
    tried.refused += bool(found)
    if left_out is None:
        tried.problems += found
    elif not found:
        tried.problems.append(f"flush {left_out} was left out, and nothing noticed it")


def _town(home: Path, sources: Path | None = None) -> Town:
    folder = Path(tempfile.mkdtemp(dir=home))
    town = Town(folder, "none", 500)
    if sources:
        town.source, town.twin = sources / "source", sources / "twin.index"
    town.begin()
    return town


def _used_kb(disk: Path) -> int:
    found = os.statvfs(disk)
    return (found.f_blocks - found.f_bfree) * found.f_frsize // 1024


def _mount(disk: Path, options: str) -> bool:
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(disk)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


@contextmanager
def _mounted(disk: Path, size: str) -> Iterator[bool]:
    mounted = os.geteuid() == 0 and shutil.which("mount") is not None and _mount(disk, f"size={size}")
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", disk], check=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run and report; exit code 1 if anything was wrong."""
    parser = argparse.ArgumentParser(description="Builds on disks that lose power, fill up or fail.")
    parser.add_argument("--every", type=int, default=1, help="try only each so-many-th place to fail")
    options = parser.parse_args(arguments)
    warm()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        found = power(home, options.every)
        found += [failing_calls(home, kind, options.every) for kind in FAILURES]
        found += [small_files(home, options.every), small_disks(home, options.every)]
    for each in found:
        for problem in each.problems[:10]:
            print(f"{each.what}: {problem[:300]}")
    print(results.table("Disks", [_row(each) for each in found]))
    sys.exit(any(each.problems for each in found))


def _row(tried: Tried) -> dict[str, object]:
    return {"": tried.what, "builds": tried.builds, "told": tried.refused, "problems": len(tried.problems)}


if __name__ == "__main__":
    main()
