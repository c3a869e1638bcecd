"""Rostrum and txtai side by side on the same passages with the same weights; writes results/peer.json.

    make bench-peer

Each builds, searches and answers its first question in processes of its own, on the same two cores, without network,
with the same lines around it (:mod:`benchmarks.peer_worker`). txtai gets exactly the passages that Rostrum finds by
meaning, under their ids; it is hybrid (vectors and BM25, weighted equally) and stores the content, and all else is as
it comes. Its second row joins both scores in the other way that it has (``normalize: bb25``): BM25 made a probability,
and the log-odds of both added. Rostrum's second row reads the ten best passages closely.

Rostrum's time and disk hold more than vectors and BM25: speakers are told, and sentences and words have vectors of
their own. Needs Linux, for its figures of memory. Run it on an otherwise idle machine.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks import corpora, results
from benchmarks.indexes import HOME, KEPT
from benchmarks.peer_worker import MARK, Job, written
from index.embedders import WEIGHTS_PACKAGE
from index.records import Reach
from search import SpeechSearch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from benchmarks.corpora import Corpus

FOLDER = KEPT / "peer"
PEER_PYTHON = KEPT / "peer-venv" / "bin" / "python"
WORKER = HOME / "benchmarks" / "peer_worker.py"
MEASURES = ("hit@1", "MRR@10", "nDCG@10")

_HEAD = ("set", "engine")
TABLES = {
    "Building": ("version", "passages", "index s", "index peak MB", "disk MB"),
    "Searching, one question at a time": ("questions", "median ms", "p99 ms", "cold s", "search peak MB"),
    "Finding": ("questions", *MEASURES),
}
"""Columns behind those of _HEAD."""

_QUIET = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false", "TQDM_DISABLE": "1"}
"""No network, and neither warnings nor progress."""
_SQUAD_QUESTIONS = 1000
_WARM_UP = 30
_COLD_RUNS = 3
_MB = 1e6


@dataclass(frozen=True, slots=True)
class Contender:
    """A row of the table: an engine, set in some way."""

    name: str
    engine: str
    """Key of the worker's engines."""
    index: str
    """Folder of its index; who has the same shares one."""
    build: Mapping[str, Any] = field(default_factory=dict)
    open: Mapping[str, Any] = field(default_factory=dict)

    @property
    def python(self) -> str:
        """The interpreter of its environment."""
        return sys.executable if self.engine == "rostrum" else str(PEER_PYTHON)


_BB25 = {"scoring": {"method": "bm25", "terms": True, "normalize": "bb25"}}
CONTENDERS = (
    Contender("txtai", "txtai", "txtai"),
    Contender("txtai, bb25", "txtai", "txtai-bb25", build=_BB25),
    Contender("Rostrum", "rostrum", "rostrum"),
    Contender("Rostrum, reading closely", "rostrum", "rostrum", open={"rerank": True}),
)
_AS_THEY_COME = tuple(each for each in CONTENDERS if not each.build)
"""For the largest set: with another index the whole would take a third longer, and say nothing new."""

SETS: dict[str, tuple[Callable[[], Corpus], tuple[Contender, ...]]] = {
    "SQuAD dev half": (lambda: corpora.squad("dev-half.json.gz", "sq-dev", sample=_SQUAD_QUESTIONS), CONTENDERS),
    "QMSum val committee": (lambda: corpora.qmsum("val", domain="committee"), CONTENDERS),
    "QMSum val": (lambda: corpora.qmsum("val"), _AS_THEY_COME),
}
"""What is asked of whom."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A set as both sides get it."""

    passages: int
    warm_up: list[str]
    questions: list[str]
    relevant: list[frozenset[int]]
    """For each question, the ids of the passages that answer it."""


class WorkerError(Exception):
    """A worker ended without a result."""


def result_in(lines: Iterable[str]) -> dict[str, Any]:
    """Return what a worker tells, as soon as it does.

    Raises:
        WorkerError: It told nothing.
    """
    for line in lines:
        if line.startswith(MARK):
            found: dict[str, Any] = json.loads(line.removeprefix(MARK))
            return found
    raise WorkerError("the worker ended without a result; what it wrote to stderr stands above")


def run(python: str, job: Job) -> tuple[dict[str, Any], float]:
    """Return what a worker tells, and how many seconds after the start of its process."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ROSTRUM_")}
    started = time.perf_counter()
    with subprocess.Popen(
        [python, "-P", str(WORKER)],  # -P: nothing beside the worker is imported in place of a library
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment | _QUIET,
    ) as worker:
        assert worker.stdin
        assert worker.stdout
        worker.stdin.write(written(job))
        worker.stdin.close()
        found = result_in(worker.stdout)
        seconds = time.perf_counter() - started
        worker.stdout.read()
    return found, seconds


def measured(rankings: Sequence[Sequence[int]], relevant: Sequence[frozenset[int]]) -> dict[str, float]:
    """Return the means of MEASURES over rankings of passage ids, best first."""
    import ir_measures
    from ir_measures import RR, Success, nDCG

    columns = dict(zip(MEASURES, (Success @ 1, RR @ 10, nDCG @ 10), strict=True))
    qrels = {str(n): {str(id_): 1 for id_ in gold} for n, gold in enumerate(relevant)}
    scores = {str(n): {str(id_): float(-place) for place, id_ in enumerate(ids)} for n, ids in enumerate(rankings)}
    means = ir_measures.calc_aggregate(columns.values(), qrels, scores)
    return {name: round(float(means[each]), 4) for name, each in columns.items()}


def asked_of(
    corpus: Corpus, engine: SpeechSearch, others: Iterable[str], most: int
) -> tuple[Asked, list[tuple[int, str]]]:
    """Return what is asked of a set, and the passages that may be found, from Rostrum's index over it.

    Questions whose turns are all too short to be found by meaning are left out; those of others warm up.
    """
    passages = [each for head in engine.transcripts() for each in engine.passages_of(head.id)]
    passages = [each for each in passages if each.reach is Reach.MEANING]
    of_turn: defaultdict[tuple[str, int], set[int]] = defaultdict(set)
    for each in passages:
        of_turn[each.transcript_id, each.turn].add(each.id)
    gold = [
        (question.text, frozenset(id_ for turn in question.gold for id_ in of_turn.get(turn, ())))
        for question in corpus.questions
    ]
    answered = [(text, ids) for text, ids in gold if ids][:most]
    own = {text for text, _ in answered}
    warm_up = [text for text in others if text not in own][:_WARM_UP]
    asked = Asked(len(passages), warm_up, [text for text, _ in answered], [ids for _, ids in answered])
    return asked, [(each.id, each.text) for each in passages]


def built(contender: Contender, folder: Path, source: Path) -> dict[str, Any]:
    """Build an index anew; return what that costs."""
    index = folder / contender.index
    shutil.rmtree(index, ignore_errors=True)
    job = Job(contender.engine, "build", str(index), str(source), _model(), dict(contender.build))
    found, _ = run(contender.python, job)
    size = sum(each.stat().st_size for each in index.rglob("*") if each.is_file())
    return {
        "version": found["version"],
        "index s": round(found["seconds"], 1),
        "index peak MB": round(found["peak_bytes"] / _MB),
        "disk MB": round(size / _MB, 1),
    }


def searched(contender: Contender, folder: Path, asked: Asked) -> dict[str, Any]:
    """Ask all questions of an index in one process; return how long that takes and how good it is."""
    options = dict(contender.open)
    job = Job(contender.engine, "search", str(folder / contender.index), options=options)
    found, _ = run(contender.python, replace(job, warm_up=asked.warm_up, questions=asked.questions))
    times = found["times_ms"]
    return {
        "median ms": round(statistics.median(times), 1),
        "p99 ms": round(float(np.percentile(times, 99)), 1),
        "search peak MB": round(found["peak_bytes"] / _MB),
        **measured(found["rankings"], asked.relevant),
    }


def cold(contender: Contender, folder: Path, questions: Sequence[str]) -> float:
    """Return the median of the seconds from the start of a process to its first ranking, a question for each."""
    job = Job(contender.engine, "cold", str(folder / contender.index), options=dict(contender.open))
    return round(statistics.median(run(contender.python, replace(job, questions=[each]))[1] for each in questions), 2)


def indexes(contenders: Iterable[Contender], folder: Path, source: Path) -> dict[str, dict[str, Any]]:
    """Build the indexes of some contenders, each once; return what they cost, by their names."""
    costs: dict[str, dict[str, Any]] = {}
    for each in contenders:
        if each.index not in costs:
            _tell(f"{folder.name}: {each.name} builds")
            costs[each.index] = built(each, folder, source)
    return costs


def rows_of(name: str, most: int) -> list[dict[str, Any]]:
    """Measure the contenders on one set; Rostrum builds first, since the passages come from its index."""
    read, contenders = SETS[name]
    corpus = read()
    folder = FOLDER / corpus.name
    ours = [each for each in contenders if each.engine == "rostrum"]
    costs = indexes(ours, folder, corpus.write(folder / "src").parent)
    others = (question.text for question in corpora.squad("dev-half.json.gz", "sq-dev").questions)
    asked, passages = asked_of(corpus, SpeechSearch.open(folder / ours[0].index), others, most)
    source = folder / "passages.jsonl"
    source.write_text("".join(json.dumps(each) + "\n" for each in passages), encoding="utf-8")
    costs |= indexes((each for each in contenders if each not in ours), folder, source)
    rows = []
    for each in contenders:
        _tell(f"{folder.name}: {each.name} searches")
        row = {"set": name, "engine": each.name, "passages": asked.passages, "questions": len(asked.questions)}
        row |= costs[each.index] | searched(each, folder, asked)
        rows.append(row | {"cold s": cold(each, folder, asked.questions[:_COLD_RUNS])})
    return rows


def main() -> None:
    """Measure, print, and write what was measured in full."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", nargs="+", choices=SETS, default=list(SETS))
    parser.add_argument("--questions", type=int, default=_SQUAD_QUESTIONS, help="at most so many of each set")
    chosen = parser.parse_args()
    if not PEER_PYTHON.exists():
        parser.exit(1, "txtai has an environment of its own, which this makes: make bench-peer\n")
    if not corpora.available():
        parser.exit(1, f"the open question sets are not in {corpora.DATA}\n")
    rows = [row for name in chosen.sets for row in rows_of(name, chosen.questions)]
    machine = results.machine()
    print(f"\n{machine['cpu']}, {machine['cores']} cores, Python {machine['python']}, {machine['system']}")
    for title, columns in TABLES.items():
        print(results.table(title, [{each: row[each] for each in (*_HEAD, *columns)} for row in rows]))
    if chosen.sets == list(SETS) and chosen.questions == _SQUAD_QUESTIONS:
        results.write("peer", {"rows": rows})


def _model() -> str:
    """Return the folder of the weights that both sides have."""
    found = find_spec(WEIGHTS_PACKAGE)
    assert found
    assert found.submodule_search_locations
    return str(Path(found.submodule_search_locations[0]) / "model")


def _tell(what: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
