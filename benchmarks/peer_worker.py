"""One engine doing one job in a process of its own, for :mod:`benchmarks.peer`; a JSON object in, a line out.

It runs in Rostrum's environment and in the peer's, and times both with the same lines. So it imports an engine where it
is opened, and beside that only the standard library.
"""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import asdict, dataclass, field
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MARK = "peer: "
"""What the line that tells the result begins with; libraries print as well."""
CORES = 2
TOP_K = 10


@dataclass(frozen=True, slots=True)
class Job:
    """What to do with an index."""

    engine: str
    """Key of ENGINES."""
    what: str
    """Key of JOBS."""
    folder: str
    """The index."""
    source: str = ""
    """What it is built of: transcripts for Rostrum, passages for the peer."""
    model: str = ""
    """Folder of the weights, for the peer."""
    options: dict[str, Any] = field(default_factory=dict)
    """How this engine is set."""
    warm_up: list[str] = field(default_factory=list)
    """Questions that are asked first, and not timed."""
    questions: list[str] = field(default_factory=list)


class Engine(Protocol):
    """What both sides can do."""

    package: str

    def build(self, job: Job) -> None:
        """Build an index, and leave it on disk whole."""

    def open(self, job: Job) -> None:
        """Open an index."""

    def search(self, question: str) -> list[int]:
        """Return the ids of the best passages, best first."""


class Txtai:
    """The peer: hybrid, with its content stored, and its defaults where the options say nothing else."""

    package = "txtai"

    def build(self, job: Job) -> None:
        embeddings = self._embeddings(path=job.model, content=True, hybrid=True, **job.options)
        embeddings.index((str(id_), text, None) for id_, text in passages_in(Path(job.source)))
        embeddings.save(job.folder)

    def open(self, job: Job) -> None:
        self._opened = self._embeddings()
        self._opened.load(job.folder)

    def search(self, question: str) -> list[int]:
        return [int(found["id"]) for found in self._opened.search(question, TOP_K)]

    def _embeddings(self, **config: Any) -> Any:
        return import_module("txtai").Embeddings(**config)


class Rostrum:
    """This project, as shipped; the option ``rerank`` lets the trained reader read the best passages."""

    package = "rostrum"

    def build(self, job: Job) -> None:
        from index import build

        build([job.source], job.folder)

    def open(self, job: Job) -> None:
        from search import SpeechSearch

        self._opened = SpeechSearch.open(job.folder, **job.options)

    def search(self, question: str) -> list[int]:
        return [hit.passage.id for hit in self._opened.search(question, top_k=TOP_K)]


ENGINES: dict[str, Callable[[], Engine]] = {"txtai": Txtai, "rostrum": Rostrum}


def build_index(engine: Engine, job: Job) -> dict[str, Any]:
    """Build an index; the time holds what importing the library and reading the model take."""
    started = time.perf_counter()
    engine.build(job)
    return {"seconds": time.perf_counter() - started}


def answer_all(engine: Engine, job: Job) -> dict[str, Any]:
    """Ask one question at a time, each once, after those that warm up."""
    engine.open(job)
    for question in job.warm_up:
        engine.search(question)
    times, rankings = [], []
    for question in job.questions:
        started = time.perf_counter()
        rankings.append(engine.search(question))
        times.append((time.perf_counter() - started) * 1000)
    return {"times_ms": times, "rankings": rankings}


def answer_one(engine: Engine, job: Job) -> dict[str, Any]:
    """Ask one question as the first of a process."""
    engine.open(job)
    return {"rankings": [engine.search(job.questions[0])]}


JOBS: dict[str, Callable[[Engine, Job], dict[str, Any]]] = {
    "build": build_index,
    "search": answer_all,
    "cold": answer_one,
}


def passages_in(path: Path) -> Iterator[tuple[int, str]]:
    """Return the passages that were written for the peer, with their ids, one at a time."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            id_, text = json.loads(line)
            yield id_, text


def peak_bytes(status: str) -> int:
    """Return the most memory that a process had resident, from its /proc/PID/status; mapped files count."""
    line = next(each for each in status.splitlines() if each.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024


def main() -> None:
    """Read a job, do it on the first cores, print what came of it."""
    job = Job(**json.load(sys.stdin))
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])
    engine = ENGINES[job.engine]()
    found = JOBS[job.what](engine, job)
    found |= {"peak_bytes": peak_bytes(Path("/proc/self/status").read_text()), "version": version(engine.package)}
    print(MARK + json.dumps(found), flush=True)


def written(job: Job) -> str:
    """Return a job as the worker reads it."""
    return json.dumps(asdict(job))


if __name__ == "__main__":
    main()
