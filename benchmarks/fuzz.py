"""Mutated files through every format: nothing but our own errors, nothing slow, no text lost or invented.

    python -m benchmarks.fuzz [--count N] [--seed N] [--format NAME] [--only CASE]

Case N of a seed is the same input on every machine. An input that fails is cut down and kept under .quality/fuzz/.
"""

from __future__ import annotations

import argparse
import faulthandler
import os
import resource
import signal
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from pathlib import Path
from types import FrameType

from benchmarks import results
from benchmarks.fuzz_checks import Case, case, check
from index.errors import SourceError
from index.formats import FORMATS

HOME = Path(__file__).resolve().parents[1]
KEPT = HOME / ".quality" / "fuzz"
LIMIT_S = 5.0
_BATCH = 250
_MEMORY = 4 << 30
_HANG_S = 60.0
"""By the clock, on a machine that others use, too; the limit counts the time of the processor."""


class TooSlowError(BaseException):
    """An input took longer than the limit; no handler of ordinary exceptions may swallow it."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One input that broke a rule."""

    case: Case
    what: str
    where: str


@dataclass(slots=True)
class Tally:
    """What happened to the inputs of one format."""

    inputs: int = 0
    parsed: int = 0
    refused: int = 0
    failed: int = 0
    slowest_s: float = 0.0

    def add(self, other: Tally) -> None:
        """Count another tally in."""
        self.inputs += other.inputs
        self.parsed += other.parsed
        self.refused += other.refused
        self.failed += other.failed
        self.slowest_s = max(self.slowest_s, other.slowest_s)


def run_batch(seed: int, numbers: Sequence[int], only: str | None) -> tuple[dict[str, Tally], list[Failure]]:
    """Check some cases in this process, which first limits itself."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, resource.RLIM_INFINITY))
    signal.signal(signal.SIGPROF, _too_slow)
    tallies: dict[str, Tally] = {}
    failures: list[Failure] = []
    for number in numbers:
        each = case(seed, number, only)
        tally = tallies.setdefault(each.group, Tally())
        failure = _watched(each, tally)
        if failure is not None:
            failures.append(failure if failure.case.source else _smaller(failure))
    return tallies, failures


def _watched(each: Case, tally: Tally) -> Failure | None:
    marker = KEPT / f"running-{os.getpid()}"
    marker.write_text(str(each.number))
    faulthandler.dump_traceback_later(_HANG_S, exit=True)  # for a hang that a signal cannot end
    started = time.process_time()
    failure = _failure(each, tally)
    tally.inputs += 1
    tally.slowest_s = max(tally.slowest_s, time.process_time() - started)
    faulthandler.cancel_dump_traceback_later()
    marker.unlink()
    return failure


def _failure(each: Case, tally: Tally) -> Failure | None:
    signal.setitimer(signal.ITIMER_PROF, LIMIT_S)
    try:
        accepted = check(each)
        tally.parsed += accepted
        tally.refused += not accepted
    except SourceError:
        tally.refused += 1
    except (Exception, TooSlowError) as error:  # noqa: BLE001 - every other exception is what we look for
        tally.failed += 1
        return Failure(each, f"{type(error).__name__}: {error}"[:300], _where(error))
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return None


def _where(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if f"{os.sep}index{os.sep}" in frame.filename] or frames
    return f"{Path(own[-1].filename).name}:{own[-1].lineno}"


def _too_slow(_: int, frame: FrameType | None) -> None:
    where = f"{Path(frame.f_code.co_filename).name}:{frame.f_lineno}" if frame else "?"
    raise TooSlowError(f"longer than {LIMIT_S:g} s, at {where}")


def _smaller(failure: Failure, *, patience_s: float = 10.0) -> Failure:
    """Cut pieces out of an input as long as it fails in the same way."""
    kind, end = failure.what.partition(":")[0], time.perf_counter() + patience_s
    piece = len(failure.case.data) // 2
    while piece and time.perf_counter() < end:
        start = 0
        while start < len(failure.case.data) and time.perf_counter() < end:
            data = failure.case.data[:start] + failure.case.data[start + piece :]
            again = _failure(replace(failure.case, data=data), Tally())
            if again is not None and again.what.partition(":")[0] == kind:
                failure = again
            else:
                start += piece
        piece //= 2
    return failure


def _batches(seed: int, numbers: range, only: str | None) -> Iterator[tuple[dict[str, Tally], list[Failure]]]:
    """Yield the outcome of each batch; a process that died is reported by the case it was at."""
    parts = [numbers[start : start + _BATCH] for start in range(0, len(numbers), _BATCH)]
    with ProcessPoolExecutor(2, max_tasks_per_child=None) as pool:
        futures = [pool.submit(run_batch, seed, part, only) for part in parts]
        for future in futures:
            try:
                yield future.result()
            except BrokenProcessPool:
                for marker in KEPT.glob("running-*"):
                    each = case(seed, int(marker.read_text()), only)
                    yield {}, [Failure(each, "the process died or hung", "")]
                return


def keep(failure: Failure) -> Path:
    """Write a failing input beside a note that says how it failed."""
    path = KEPT / f"case-{failure.case.number}-{failure.case.group.strip('*.').replace(' ', '-')}"
    path.with_suffix(".input").write_bytes(failure.case.data)
    path.with_suffix(".txt").write_text(f"{failure.case.group}\n{failure.what}\n{failure.where}\n", errors="replace")
    return path.with_suffix(".input")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run and report; exit code 1 if anything failed."""
    parser = argparse.ArgumentParser(description="Mutated files through every format.")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--format", choices=sorted(FORMATS), help="only this format")
    parser.add_argument("--only", type=int, help="run one case in this process, with its traceback")
    options = parser.parse_args(arguments)
    KEPT.mkdir(parents=True, exist_ok=True)
    for old in KEPT.glob("running-*"):
        old.unlink()
    if options.only is not None:
        check(case(options.seed, options.only, options.format))
        return
    tallies: dict[str, Tally] = {}
    failures: list[Failure] = []
    for found, failed in _batches(options.seed, range(options.count), options.format):
        failures += failed
        for each in failed:
            print(f"\n{each.case.group}: {each.what} at {each.where} (case {each.case.number})", file=sys.stderr)
        for name, tally in found.items():
            tallies.setdefault(name, Tally()).add(tally)
        print(f"\r{sum(each.inputs for each in tallies.values()):,} inputs", end="", file=sys.stderr, flush=True)
    _report(tallies, failures)
    sys.exit(bool(failures))


def _report(tallies: dict[str, Tally], failures: list[Failure]) -> None:
    rows = [{"format": name, **_as_row(tally)} for name, tally in sorted(tallies.items())]
    print(results.table("Fuzz", rows) if rows else "nothing ran")
    kinds: dict[tuple[str, str, str], list[Failure]] = {}
    for failure in failures:
        kinds.setdefault((failure.case.group, failure.what.partition(":")[0], failure.where), []).append(failure)
    for (name, kind, where), same in sorted(kinds.items(), key=lambda item: -len(item[1])):
        smallest = min(same, key=lambda failure: len(failure.case.data))
        print(f"\n{len(same)} times {kind} at {where} in {name}: {smallest.what}")
        print(
            f"  case {smallest.case.number}: {smallest.case.data[:120]!r}  kept as {keep(smallest).relative_to(HOME)}"
        )


def _as_row(tally: Tally) -> dict[str, object]:
    return {
        "inputs": tally.inputs,
        "parsed": tally.parsed,
        "refused": tally.refused,
        "failed": tally.failed,
        "slowest, s": tally.slowest_s,
    }


if __name__ == "__main__":
    main()
