"""Corpora without known speakers: how much of them is parsed, and how their words got their speakers.

python -m benchmarks.counts [--corpus TEXT] [--sample N]
"""

from __future__ import annotations

import argparse
import io
import json
import lzma
import random
import sys
import tarfile
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks import results
from benchmarks.corpora import DATA
from index.errors import SourceError
from index.parsing import parse_file

_BATCH = 64
_SEED = 3
_SPEECHES = DATA / "speeches"


def _archive(path: str) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(_SPEECHES / path) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.isfile() else None
            if file is not None and not member.name.endswith((".xlsx", "README", "readme.txt")):
                yield member.name, file.read()


def _general_debate() -> Iterator[tuple[str, bytes]]:
    with lzma.open(_SPEECHES / "large" / "un-general-debate.jsonl.xz") as packed:
        for line in io.TextIOWrapper(packed, "utf-8"):
            record = json.loads(line)
            yield f"{record['id']}.txt", record["text"].encode()


CORPORA: dict[str, Callable[[], Iterator[tuple[str, bytes]]]] = {
    "White House": lambda: _archive("large/whitehouse-remarks.tar.xz"),
    "US debates": lambda: _archive("us-debates/originals.tar.gz"),
    "Miller Center": lambda: _archive("large/us-presidential-speeches.tar.xz"),
    "UN General Debate": _general_debate,
    "subtitles": lambda: _archive("subtitles-vtt/originals.tar.gz"),
}


def count(name: str, sample: int | None = None) -> dict[str, Any]:
    """Parse a corpus on two processes, or ``sample`` of its files drawn with a fixed seed."""
    files = list(CORPORA[name]())
    if sample is not None and sample < len(files):
        files = random.Random(_SEED).sample(files, sample)
    batches = [files[start : start + _BATCH] for start in range(0, len(files), _BATCH)]
    started = time.perf_counter()
    totals: Counter[str] = Counter()
    with ProcessPoolExecutor(2) as pool:
        for part in pool.map(_counted, batches):
            totals.update(part)
    return _row(name, totals, time.perf_counter() - started)


def _counted(files: Sequence[tuple[str, bytes]]) -> Counter[str]:
    totals: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for name, data in files:
            path = Path(folder) / Path(name).name
            path = path if path.suffix else path.with_suffix(".txt")
            path.write_bytes(data)
            totals += _of_file(path)
            path.unlink()
    return totals


def _of_file(path: Path) -> Counter[str]:
    try:
        parsed = parse_file(path)
    except SourceError as error:
        print(f"{path.name}: {error}", file=sys.stderr)
        return Counter({"files": 1, "refused": 1})
    found = Counter({"files": 1})
    for transcript in parsed.transcripts:
        for turn in transcript.turns:
            words = len(turn.text.split())
            found.update({"turns": 1, "words": words, f"by {turn.attribution}": words, f"as {turn.kind}": words})
            found["named"] += words * (turn.speaker is not None)
    return found


def _row(name: str, totals: Counter[str], seconds: float) -> dict[str, Any]:
    words = max(totals["words"], 1)
    shares = {key: totals[key] / words for key in _SHARES}
    counts = {key: totals[key] for key in ("files", "refused", "turns", "words")}
    return {"corpus": name, **counts, "seconds": round(seconds, 1), **shares}


_SHARES = (
    "named", "by markup", "by heading", "by label", "by carried", "by metadata", "by unknown",
    "as speech", "as question", "as narration", "as stage",
)  # fmt: skip
"""Columns of the table that are shares of words."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Parse the corpora whose speakers are not known.")
    parser.add_argument("--corpus", default="", help="only corpora with this in their name")
    parser.add_argument("--sample", type=int, help="only so many files of each")
    options = parser.parse_args(arguments)
    names = [name for name in CORPORA if options.corpus.casefold() in name.casefold()]
    print(results.table("Corpora without known speakers", [count(name, options.sample) for name in names]))


if __name__ == "__main__":
    main()
