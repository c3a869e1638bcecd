"""Random damage to every file of an index: our error that names the file, or right results; never anything else.

    python -m benchmarks.damage [--count N] [--seed N] [--unchecked]

Each case spoils one file of a copy of an index, in a process of its own that then opens, searches and asks: a crash, a
hang, another error, and another passage than before are all failures. With --unchecked files are not compared with
their seals before they are parsed; the same must fail then, or it proves nothing.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import results
from benchmarks.apart import Outcome, apart
from benchmarks.changing import warm, write
from benchmarks.crash import built
from index import checked
from index.embedders import HashedWordsEmbedder
from index.errors import RostrumError
from index.generations import Belief, IndexFolder
from index.manifest import Manifest
from search import SpeechSearch

COUNT = 1000
QUERIES = ("harbour", "granite wall stones", '"keeps its ferry"', "shipyard -pier", "Who heard of the lighthouse?")
_LIMIT_S = 30.0
_LISTED = 10


def flipped(data: bytes, draw: random.Random) -> bytes:
    """Turn one bit over."""
    return _with(data, draw, lambda old: bytes([old[0] ^ 1 << draw.randrange(8)]), 1)


def scribbled(data: bytes, draw: random.Random) -> bytes:
    """Put random bytes in place of some."""
    return _with(data, draw, lambda old: draw.randbytes(len(old)), draw.randint(1, 64))


def zeroed(data: bytes, draw: random.Random) -> bytes:
    """Put zeros in place of a stretch, as a lost block leaves it."""
    return _with(data, draw, lambda old: bytes(len(old)), draw.randint(1, 4096))


def cut(data: bytes, draw: random.Random) -> bytes:
    """Leave out the end, or a piece in the middle."""
    start = draw.randrange(len(data) + 1)
    return data[:start] + (data[draw.randint(start, len(data)) :] if draw.random() < 0.5 else b"")


def extended(data: bytes, draw: random.Random) -> bytes:
    """Put something behind the end, or the same once more."""
    return data + draw.choice((b"\0", draw.randbytes(draw.randint(1, 4096)), data))


def huge_numbers(data: bytes, draw: random.Random) -> bytes:
    """Put eight bytes that read as a very large number, as sizes and offsets are written."""
    return _with(data, draw, lambda _: draw.choice((b"\xff" * 8, b"\xff" * 7 + b"\x7f", b"\0" * 5 + b"\1\0\0")), 8)


KINDS: tuple[Callable[[bytes, random.Random], bytes], ...] = (flipped, scribbled, zeroed, cut, extended, huge_numbers)


def _with(data: bytes, draw: random.Random, change: Callable[[bytes], bytes], length: int) -> bytes:
    if not data:
        return data
    start = draw.randrange(len(data))
    old = data[start : start + length]
    return data[:start] + change(old)[: len(old)] + data[start + length :]


@dataclass(frozen=True, slots=True)
class Case:
    """One file spoilt in one way."""

    number: int
    file: str
    """Its path within the index folder."""
    kind: str
    data: bytes | None
    """What it holds now; None where it is gone."""
    same_times: bool
    """Whether its time of change is put back, as some tools do."""


@dataclass(slots=True)
class Tally:
    """What came of the cases of one file."""

    cases: int = 0
    told: int = 0
    right: int = 0
    failures: list[str] = field(default_factory=list)


def case(seed: int, number: int, index: Path, files: Sequence[str]) -> Case:
    """Return one case, the same for the same arguments and index."""
    draw = random.Random(f"{seed}/{number}")
    name = files[number % len(files)]
    before = (index / name).read_bytes()
    if draw.random() < 0.03:
        return Case(number, name, "removed", None, same_times=False)
    kind = draw.choice(KINDS)
    return Case(number, name, kind.__name__, kind(before, draw), draw.random() < 0.5)


def spoil(index: Path, each: Case) -> None:
    """Do what a case says to a copy of the index."""
    path = index / each.file
    if each.data is None:
        path.unlink()
        return
    times = path.stat()
    path.write_bytes(each.data)
    if each.same_times:
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def asked(index: Path, *, unchecked: bool = False) -> dict[str, Any]:
    """Open an index and ask all questions; return our error, or what was found."""
    if unchecked:
        Manifest.check_files = lambda *_: None  # type: ignore[method-assign]
    try:
        engine = SpeechSearch.open(index, embedder=HashedWordsEmbedder())
        found = {query: [_hit(hit) for hit in engine.search(query, top_k=100)] for query in QUERIES}
        answers = {query: _answer(engine.ask(query)) for query in QUERIES}
        engine.speakers(), engine.transcripts(), engine.timeline("harbour")
    except RostrumError as error:
        return {"told": str(error)}
    return {"found": found, "answers": answers}


def _hit(hit: Any) -> list[object]:
    return [hit.passage.id, hit.passage.text, hit.passage.speaker, hit.transcript.title, round(hit.score, 5)]


def _answer(answer: Any) -> list[object]:
    return [answer.text, [citation.passage.id for citation in answer.citations]]


def judged(each: Case, outcome: Outcome, right: dict[str, Any], tally: Tally) -> None:
    """Count what came of a case."""
    tally.cases += 1
    name = Path(each.file).name
    found = outcome.value or {}
    if outcome.failure:
        wrong = outcome.failure.strip().splitlines()[-1]
    elif found == right:
        tally.right += 1
        return
    elif "told" in found:
        tally.told += 1
        wrong = "" if name in found["told"] else f"the error does not name it: {found['told']}"
    else:
        wrong = "other results than before"
    if wrong:
        tally.failures.append(f"case {each.number}, {each.kind}: {wrong}"[:300])


def made(home: Path) -> Path:
    """Make an index that was checked before, so that some files would be believed."""
    index = home / "town.index"
    for version in (1, 2):
        apart(partial(built, write(home / "source", version), index))
    outcome = apart(partial(_checked, index))
    assert outcome.value, outcome.failure
    return index


def _checked(index: Path) -> bool:
    checked._SETTLED_NS = 0
    IndexFolder(index).open_current(Belief.UNPARSED).close()
    return any(index.glob(f"gen-*/{checked.NAME}"))


def group(file: str) -> str:
    """Return what the report counts a file as: names of Tantivy's files are random."""
    return re.sub(r"[0-9a-f]{32}", "*", re.sub(r"^gen-\d+/", "", file))


def run(count: int, seed: int, *, unchecked: bool = False) -> dict[str, Tally]:
    """Spoil files and see; return what came of it, by file."""
    tallies: dict[str, Tally] = {}
    warm()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        index, copy = made(home), home / "copy.index"
        files = sorted(str(path.relative_to(index)) for path in index.rglob("*") if path.is_file())
        right = apart(partial(asked, index)).value
        assert right and "found" in right, right
        for number in range(count):
            each = case(seed, number, index, files)
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(index, copy)
            checking = apart(partial(_checked, copy))
            assert checking.value, checking.failure
            spoil(copy, each)
            outcome = apart(partial(asked, copy, unchecked=unchecked), limit_s=_LIMIT_S)
            judged(each, outcome, right, tallies.setdefault(group(each.file), Tally()))
    return tallies


def main(arguments: Sequence[str] | None = None) -> None:
    """Run and report; exit code 1 if anything but an error of ours or right results came of it."""
    parser = argparse.ArgumentParser(description="Random damage to every file of an index.")
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--unchecked", action="store_true", help="without comparing files with their seals")
    options = parser.parse_args(arguments)
    tallies = run(options.count, options.seed, unchecked=options.unchecked)
    for name, tally in sorted(tallies.items()):
        for failure in tally.failures[:_LISTED]:
            print(f"{name}: {failure}")
    print(results.table("Damage", [_row(name, tally) for name, tally in sorted(tallies.items())]))
    total = Counter({"cases": 0})
    for tally in tallies.values():
        total.update({"cases": tally.cases, "told": tally.told, "right": tally.right, "failed": len(tally.failures)})
    print(", ".join(f"{number:,} {what}" for what, number in total.items()))
    sys.exit(any(tally.failures for tally in tallies.values()))


def _row(name: str, tally: Tally) -> dict[str, object]:
    failed = len(tally.failures)
    return {"file": name, "cases": tally.cases, "told": tally.told, "right all the same": tally.right, "failed": failed}


if __name__ == "__main__":
    main()
