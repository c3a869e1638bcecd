"""Approximate search against exact search, up to 2 million vectors: prints a table, writes results/nearest.json.

    python -m benchmarks.nearest

Half a million vectors are real: paragraphs of the UN General Debate, of Kremlin transcripts and of US presidents,
embedded by the default model (half an hour on two cores; kept in .quality/, and gone on with where it was interrupted).
The others are made up around them: a real one, and so much of the difference of two others that its cosine with the
first is a near neighbour's. So they lie as densely as real ones, in the directions in which real ones differ.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks import large, many_files, results
from benchmarks.indexes import KEPT
from index.embedders import load_embedder
from index.settings import DEFAULT_MODEL
from index.vectors import VECTOR_INDEXES, FlatIndex, VectorIndex, empty_for
from search.retrieve import DEPTH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Rows = NDArray[np.float32]
    Halves = NDArray[np.float16]
    Ids = NDArray[np.int64]

FOLDER = KEPT / "nearest"
REAL, MADE_UP = 500_000, 2_000_000
SIZES = (10_000, 50_000, 100_000, 200_000, REAL, MADE_UP)
_LEAST_WORDS = 4
_EMBED_AT_ONCE, _AT_ONCE = 4096, 65_536
_ASKED = 150
_NEAR = (0.6, 0.95)
"""Cosines between a vector that is made up and the one that it is made around."""
_SHARES = (0.1, 0.01, 0.001)
"""Of all vectors, for filters."""
_K = 10


def texts() -> list[str]:
    """Return real paragraphs, each once, in an order that makes every beginning of them a fair sample."""
    kept = list(dict.fromkeys(part.strip() for part in _paragraphs() if len(part.split()) >= _LEAST_WORDS))
    random.Random(0).shuffle(kept)
    return kept


def _paragraphs() -> Iterator[str]:
    for each in (*many_files.un_speeches(), *many_files.kremlin()):
        yield from (part for turn in each["turns"] for part in turn["text"].split("\n\n"))
    for _, text in many_files.miller():
        yield from text.split("\n")


def embedded(wanted: int) -> Halves:
    """Return (n, d) float16 rows of real paragraphs, mapped from a file that is completed first."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    embedder, path = load_embedder(DEFAULT_MODEL), FOLDER / "real.f16"
    width = embedder.dim * 2
    done = path.stat().st_size // width if path.exists() else 0
    if done < wanted:
        given = texts()[:wanted]
        with path.open("ab") as file:
            file.truncate(done * width)
            for start in range(done, len(given), _EMBED_AT_ONCE):
                began, part = time.perf_counter(), given[start : start + _EMBED_AT_ONCE]
                file.write(embedder.embed_documents(part).astype(np.float16).tobytes())
                file.flush()
                print(f"{start + len(part):,} of {len(given):,} ({time.perf_counter() - began:.0f} s)", flush=True)
    return _mapped(path, embedder.dim)[:wanted]


def made_up(real: Halves, wanted: int) -> Halves:
    """Return (n, d) float16 unit rows, mapped from a file: the real ones, and then others around them."""
    path, width = FOLDER / f"{wanted}.f16", real.shape[1] * 2
    if not path.exists() or path.stat().st_size != wanted * width:
        draw = np.random.default_rng(0)
        with path.open("wb") as file:
            file.write(np.ascontiguousarray(real[:wanted]).tobytes())
            for start in range(len(real), wanted, _AT_ONCE):
                rows = _around(real, draw, min(_AT_ONCE, wanted - start))
                file.write(rows.astype(np.float16).tobytes())
    return _mapped(path, real.shape[1])


def _mapped(path: Path, width: int) -> Halves:
    return np.asarray(np.memmap(path, np.float16, "r")).reshape(-1, width)


def _around(real: Halves, draw: np.random.Generator, count: int) -> Rows:
    centre, one, other = (np.asarray(real[draw.integers(0, len(real), count)], np.float32) for _ in range(3))
    away = one - other
    away -= (away * centre).sum(axis=1, keepdims=True) * centre
    cosine = draw.uniform(*_NEAR, (count, 1)).astype(np.float32)
    return np.asarray(cosine * centre + np.sqrt(1 - cosine**2) * _units(away), np.float32)


def _units(rows: Rows) -> Rows:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), np.float32)


def asked(rows: Halves) -> Rows:
    """Return (m, d) float32 rows to search for: questions, and passages, which are their own nearest."""
    embedder = load_embedder(DEFAULT_MODEL)
    questions = [embedder.embed_query(text).vector for text in large.questions(_ASKED)]
    passages = np.random.default_rng(1).integers(0, min(len(rows), min(SIZES)), _ASKED)
    return np.concatenate([np.stack(questions), np.asarray(rows[passages], np.float32)])


def nearest_rows(rows: Halves, queries: Rows, depth: int) -> Ids:
    """Return the (m, depth) numbers of the rows that are nearest to each query, by comparing all of them."""
    best = np.full((len(queries), depth), -np.inf, np.float32)
    found = np.full((len(queries), depth), -1, np.int64)
    for start in range(0, len(rows), _AT_ONCE):
        scores = queries @ np.asarray(rows[start : start + _AT_ONCE], np.float32).T
        places = np.argpartition(-scores, depth - 1, axis=1)[:, :depth]
        every = np.concatenate([best, np.take_along_axis(scores, places, 1)], axis=1)
        order = np.argsort(-every, axis=1)[:, :depth]
        best = np.take_along_axis(every, order, 1)
        found = np.take_along_axis(np.concatenate([found, places + start], axis=1), order, 1)
    return found


def filled(index: VectorIndex, rows: Halves) -> VectorIndex:
    """Return the index with all rows in it, under their numbers."""
    for start in range(0, len(rows), _AT_ONCE):
        part = np.asarray(rows[start : start + _AT_ONCE], np.float32)
        index.add(np.arange(start, start + len(part)), part)
    return index


def measured(index: VectorIndex, queries: Rows, nearest: Ids, allowed: Ids | None = None) -> dict[str, Any]:
    """Return how much of the nearest is found, how many are, and how long a search takes.

    Args:
        index: What to search.
        queries: (m, d) float32.
        nearest: (m, k) the ids that are truly the nearest.
        allowed: Those to search among.
    """
    times, shares, first, counts = [], [], [], []
    for query, wanted in zip(queries, nearest, strict=True):
        began = time.perf_counter()
        ids, _ = index.search(query, DEPTH, allowed)
        times.append((time.perf_counter() - began) * 1000)
        shares.append(np.isin(wanted, ids).mean())
        first.append(np.isin(wanted, ids[: len(wanted)]).mean())
        counts.append(len(ids))
    return {
        "recall@10, handed on": round(float(np.mean(shares)), 4),
        "recall@10, as they come": round(float(np.mean(first)), 4),
        "fewest found": min(counts),
        "median ms": round(statistics.median(times), 2),
        "p99 ms": round(float(np.percentile(times, 99)), 2),
    }


def opened(path: Path, kind: str) -> dict[str, Any]:
    """Return what opening a file takes, measured in a process of its own."""
    line = "import sys; from benchmarks.nearest import report_opening; report_opening(*sys.argv[1:])"
    done = subprocess.run([sys.executable, "-c", line, str(path), kind], check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def report_opening(path: str, kind: str) -> None:
    """Open a file and print what that took."""
    import faiss  # noqa: F401  # so that its import is not counted

    before, began = large.memory_mb()[0], time.perf_counter()
    index = VECTOR_INDEXES[kind].load(Path(path))
    took = time.perf_counter() - began
    index.search(np.eye(1, 384, dtype=np.float32)[0], _K)
    print(json.dumps({"open s": round(took, 2), "resident MB": round(large.memory_mb()[0] - before)}))


def rows_of(rows: Halves, queries: Rows) -> list[dict[str, Any]]:
    """Return the table's rows for some vectors."""
    found, nearest = [], nearest_rows(rows, queries, _K)
    began = time.perf_counter()
    chosen = filled(empty_for(rows), rows)
    built_s = time.perf_counter() - began
    path = FOLDER / "vectors.faiss"
    chosen.save(path)
    facts = {"vectors": len(rows), "build s": round(built_s, 1), "file MB": round(path.stat().st_size / 1e6)}
    facts |= opened(path, chosen.kind)
    found.append({"kind": chosen.kind, "among": "all", **facts, **measured(chosen, queries, nearest)})
    for share in _SHARES:
        allowed = np.sort(np.random.default_rng(2).choice(len(rows), int(len(rows) * share), replace=False))
        ours = allowed[nearest_rows(rows[allowed], queries, _K)]
        line = {"kind": chosen.kind, "among": f"{share:.1%}", **facts}
        found.append({**line, **measured(chosen, queries, ours, allowed)})
    if chosen.kind != FlatIndex.kind:
        del chosen
        gc.collect()
        exact = filled(FlatIndex(rows.shape[1]), rows)
        line = {"kind": exact.kind, "among": "all", **dict.fromkeys(facts, ""), "vectors": len(rows)}
        found.append({**line, **measured(exact, queries, nearest)})
    return found


def main() -> None:
    """Embed and make up what is missing; search; print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--embed-only", action="store_true", help="only embed what is missing")
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    options = parser.parse_args()
    real = embedded(REAL)
    if options.embed_only:
        return
    rows = []
    for size in options.sizes:
        vectors = made_up(real, size) if size > len(real) else real[:size]
        rows += rows_of(vectors, asked(vectors))
        print(results.table(f"{size:,} vectors", rows[-len(_SHARES) - 2 :]), flush=True)
    results.write("nearest", {"real": len(real), "rows": rows})


if __name__ == "__main__":
    main()
