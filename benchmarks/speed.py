"""How long things take: prints a table, writes results/speed.json.

    make bench

Medians; the first calls of a process are told apart, since they read the models. Run it on an otherwise idle machine.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks import corpora, large, results
from benchmarks.indexes import HOME, KEPT, engine_over
from benchmarks.quality import SEED_QUESTIONS
from search import SpeechSearch

_RUNS = 7
_SEED_QUESTIONS = tuple(question for question, _, _ in SEED_QUESTIONS)


def milliseconds(action: Callable[[], object]) -> float:
    """Return how long an action takes."""
    started = time.perf_counter()
    action()
    return (time.perf_counter() - started) * 1000


def commands() -> list[dict[str, Any]]:
    """Time whole commands, each a process of its own."""
    index = KEPT / "speed.index"
    shutil.rmtree(index, ignore_errors=True)
    seeds = str(HOME / "seeds")
    _process(["build", seeds, "--index", str(index)])()
    cases = {
        "rostrum --help": ["--help"],
        "rostrum build, nothing changed": ["build", seeds, "--index", str(index)],
        "rostrum search, cold, seed": ["search", "trade", "--index", str(index)],
        "rostrum ask, cold, seed": ["ask", _SEED_QUESTIONS[0], "--index", str(index)],
    }
    big = large.cold_copy()
    if big:
        question = "nuclear disarmament in the Pacific"
        cases["rostrum search, cold, 500,000 passages"] = ["search", question, "--index", str(big)]
        cases["rostrum ask, cold, 500,000 passages"] = ["ask", f"What was said about {question}?", "--index", str(big)]
    for case in cases.values():
        _process(case)()  # so that files are in memory, and an index was checked once
    return [_row(name, [milliseconds(_process(case)) for _ in range(_RUNS)]) for name, case in cases.items()]


def calls(name: str, engine: SpeechSearch, questions: Sequence[str]) -> list[dict[str, Any]]:
    """Time search and ask in this process; every question is a new one."""
    loaded = set(sys.modules)
    first = milliseconds(lambda: engine.ask(questions[0]))
    second = milliseconds(lambda: engine.ask(questions[1]))
    asks = [milliseconds(lambda q=question: engine.ask(q)) for question in questions[2:]]  # type: ignore[misc]
    engine._current().embedded.cache_clear()  # what was asked is not embedded again
    searches = [milliseconds(lambda q=question: engine.search(q)) for question in questions[2:]]  # type: ignore[misc]
    return [
        *([_row(f"{name}: first ask (reads the models)", [first])] if "torch" not in loaded else []),
        *([_row(f"{name}: second ask (imports torch)", [second])] if "torch" not in loaded else []),
        _row(f"{name}: ask", asks),
        _row(f"{name}: search", searches),
    ]


def main() -> None:
    """Run everything that the machine has the data for."""
    rows = commands()
    rows += calls("seed (22 vectors)", SpeechSearch.open(KEPT / "speed.index"), _SEED_QUESTIONS)
    if corpora.available():
        meetings = corpora.qmsum("val")
        engine = engine_over(meetings)
        questions = [question.text for question in meetings.questions]
        rows += calls("meetings (13,000 vectors)", engine, questions)
    print(results.table("Speed", rows))
    results.write("speed", {"rows": rows})


def _process(arguments: list[str]) -> Callable[[], object]:
    rostrum = Path(sys.executable).with_name("rostrum")
    return lambda: subprocess.run([rostrum, *arguments], check=True, capture_output=True)


def _row(name: str, times_ms: list[float]) -> dict[str, Any]:
    return {
        "what": name,
        "median ms": round(statistics.median(times_ms), 1),
        "worst ms": round(max(times_ms), 1),
        "runs": len(times_ms),
    }


if __name__ == "__main__":
    main()
