"""Processes that open and search an index all the while, and note every read that is not of one whole generation."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from benchmarks.apart import Apart
from benchmarks.changing import TOPIC, version_of
from index.embedders import HashedWordsEmbedder
from index.generations import IndexFolder
from index.records import Conditions
from search import SpeechSearch

_ALL = 100
_PROBLEMS_KEPT = 5
_PAUSE_S = 0.01


@dataclass(slots=True)
class Reads:
    """What some readers saw."""

    count: int = 0
    versions: int = 0
    problems: list[str] = field(default_factory=list)


def anew(index: Path) -> list[str]:
    """Open an engine and search once."""
    return _found(SpeechSearch.open(index, embedder=HashedWordsEmbedder()))


def parts(index: Path) -> list[str]:
    """Open a generation and read it by store, by vectors and by words.

    Raises:
        AssertionError: They do not hold the same passages.
    """
    generation = IndexFolder(index).open_current()
    try:
        ids = sorted(generation.store.ids().tolist())
        assert ids == sorted(generation.vectors.ids.tolist()), "store and vectors differ"
        assert ids == sorted(generation.lexical.search(TOPIC, _ALL, Conditions())[0].tolist()), "store and words differ"
        return [passage.text for passage in generation.store.passages(ids).values()]
    finally:
        generation.close()


def _found(engine: SpeechSearch) -> list[str]:
    return [hit.passage.text for hit in engine.search(TOPIC, top_k=_ALL)]


def _one_engine(index: Path) -> Callable[[], list[str]]:
    engine = SpeechSearch.open(index, embedder=HashedWordsEmbedder())
    return lambda: _found(engine)


READERS: dict[str, Callable[[Path], Callable[[], list[str]]]] = {
    "an engine for each search": lambda index: partial(anew, index),
    "one engine for all": _one_engine,
    "store, vectors and words": lambda index: partial(parts, index),
}


def read_until(stop: Path, index: Path, latest: int, kind: str) -> dict[str, object]:
    """Read until a file appears; each result must be of one version, and of none that is older than the one before."""
    reads, seen, last = Reads(), set(), 0
    os.nice(5)  # the builds come first
    once = READERS[kind](index)
    while not stop.exists():
        time.sleep(_PAUSE_S)
        reads.count += 1
        try:
            texts = once()
        except Exception as error:  # noqa: BLE001 - whatever a reader meets while others build is a fault
            reads.problems.append(f"{kind}: {type(error).__name__}: {error}")
            continue
        version = version_of(texts, latest)
        if version is None:
            reads.problems.append(f"{kind}: {len(texts)} passages that are of no one version: {sorted(texts)[:3]}")
        elif version < last:
            reads.problems.append(f"{kind}: version {version} after version {last}")
        else:
            last = version
            seen.add(version)
    return {"count": reads.count, "versions": len(seen), "problems": reads.problems[:_PROBLEMS_KEPT]}


@contextmanager
def reading(index: Path, scratch: Path, latest: int) -> Iterator[Reads]:
    """Let one reader of each kind read; what they saw is there when the block is over."""
    reads, stop = Reads(), scratch / "stop"
    stop.unlink(missing_ok=True)
    readers = [Apart(partial(read_until, stop, index, latest, kind)) for kind in READERS]
    try:
        yield reads
    finally:
        stop.touch()
        for reader in readers:
            outcome = reader.outcome(limit_s=120)
            found = outcome.value or {"count": 0, "versions": 0, "problems": [f"a reader: {outcome.failure}"]}
            reads.count += found["count"]
            reads.versions = max(reads.versions, found["versions"])
            reads.problems += found["problems"]


def told(reads: Reads) -> str:
    """Return what was read in a line."""
    return json.dumps({"reads": reads.count, "generations seen": reads.versions, "wrong": len(reads.problems)})
