"""Mutated files through every format: nothing but our own errors, nothing slow, no text lost or invented.

    python -m benchmarks.fuzz [--count N] [--seed N] [--format NAME] [--only CASE]

Case N of a seed is the same input on every machine. An input that fails is cut down and kept under .quality/fuzz/.
"""

from __future__ import annotations

import argparse
import faulthandler
import os
import random
import resource
import signal
import sys
import tempfile
import time
import traceback
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from benchmarks import results
from benchmarks.fuzz_seeds import seeds
from index.attribution import attribute
from index.decoding import decode
from index.documents import Document, Hints
from index.errors import SourceError
from index.formats import FORMATS, SUFFIXES
from index.parsing import parse_file
from index.records import Turn

HOME = Path(__file__).resolve().parents[1]
KEPT = HOME / ".quality" / "fuzz"
LIMIT_S = 5.0
_BATCH = 250
_MEMORY = 4 << 30
_WHOLE_FILES = 0.2
"""Share of cases that go through a file with any suffix, not straight to one format."""
_MARKUP = frozenset("[]<>&`|\\\x00")
"""Markdown with one of these may lose words that are markup: addresses, tags, entities."""


class TooSlowError(Exception):
    """An input took longer than the limit."""


class TextChangedError(Exception):
    """Letters of the source are missing from turns and dropped text, or there are more of them."""


@dataclass(frozen=True, slots=True)
class Case:
    """One input."""

    number: int
    format: str
    """Name of a format, or of a suffix (".txt") when the input goes through a file."""
    data: bytes


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


Mutation = Callable[[random.Random, bytes, bytes], bytes]


def _place(draw: random.Random, data: bytes) -> int:
    return draw.randint(0, len(data))


def _span(draw: random.Random, data: bytes) -> tuple[int, int]:
    start = _place(draw, data)
    return start, min(len(data), start + draw.choice((1, 2, 8, 40, 200)))


def _flip(draw: random.Random, data: bytes, _other: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(draw.choice((1, 1, 3, 20)) if data else 0):
        changed[draw.randrange(len(changed))] = draw.randrange(256)
    return bytes(changed)


def _cut(draw: random.Random, data: bytes, _: bytes) -> bytes:
    start, end = _span(draw, data)
    return draw.choice((data[:start], data[start:], data[:start] + data[end:]))


def _repeat(draw: random.Random, data: bytes, _: bytes) -> bytes:
    start, end = _span(draw, data)
    return data[:start] + data[start:end] * draw.choice((2, 3, 50, 2000)) + data[end:]


def _splice(draw: random.Random, data: bytes, other: bytes) -> bytes:
    start, (first, last) = _place(draw, data), _span(draw, other)
    return data[:start] + draw.choice((other[first:last], other[first:])) + data[draw.choice((start, len(data))) :]


def _swap(draw: random.Random, data: bytes, _: bytes) -> bytes:
    lines = data.split(b"\n")
    draw.shuffle(lines)
    return b"\n".join(lines)


def _insert(draw: random.Random, data: bytes, _: bytes) -> bytes:
    start = _place(draw, data)
    return data[:start] + draw.choice(_TOKENS) * draw.choice((1, 1, 1, 5, 500)) + data[start:]


def _nest(draw: random.Random, data: bytes, _: bytes) -> bytes:
    opening, closing = draw.choice(_PAIRS)
    depth, start = draw.choice((10, 300, 5000, 60_000)), _place(draw, data)
    return data[:start] + opening * depth + data[start:] + closing * draw.choice((0, depth))


def _long(draw: random.Random, data: bytes, _: bytes) -> bytes:
    start = _place(draw, data)
    return (
        data[:start] + draw.choice((b"a", b"A ", b"word ", b"Mr. A: ", b"-", b" ", b"A.", b"(")) * 30_000 + data[start:]
    )


def _number(draw: random.Random, data: bytes, _: bytes) -> bytes:
    places = [place for place, byte in enumerate(data) if 48 <= byte <= 57]
    if not places:
        return data
    at = draw.choice(places)
    return (
        data[:at] + draw.choice((b"9" * 30, b"9" * 5000, b"-1", b"1e999", b"NaN", b"0", b"\xd9\xa3")) + data[at + 1 :]
    )


def _recode(draw: random.Random, data: bytes, _: bytes) -> bytes:
    text = data.decode("utf-8", "replace")
    return text.encode(draw.choice(("utf-16", "utf-16-le", "utf-32", "utf-8-sig", "cp1252", "shift_jis")), "replace")


def _line_ends(draw: random.Random, data: bytes, _: bytes) -> bytes:
    return data.replace(
        b"\n", draw.choice((b"\r", b"\r\n", b"\n\n", b"", b"\n \t\n", "\u2028".encode(), b"\x0b", b"\x0c"))
    )


_TOKENS = tuple(
    text.encode("utf-8", "surrogatepass")
    for text in (
        "\0", "\x1b[31m", "\ufeff", "\u202e", "\u200b", "\ud800", "\U0001f600", "e\u0301", "İ", "ß", "\x85", "\x1a",
        "：", "Q ", "Q: ", "Ada Korvin: ", "ADA KORVIN. ", "Speech by President Ada Korvin\n\n", "(Applause.)\n\n",
        "\n\n", "---\n", "...\n", "title: [", "date: 0000-00-00\n", "&a: *a\n", "!!python/object ", "<!ENTITY a 'b'>",
        "]]>", "<![CDATA[",
        "&lol;", "&#0;", "&#x110000;", "<b>", "</p>", "<!--", "-->", "{", "[", '"', "\\u0000", "\\ud800", "null", "-->",
        "00:00:00.000 --> 99:99:99.999\n", "<v ", "**", "`", "| ", "![", "%PDF-1.7", "PK\x03\x04", "stream\n", "١٢",
        "〆",
    )
)  # fmt: skip
_PAIRS = (
    (b"[", b"]"),
    (b'{"a":', b"}"),
    (b"<b>", b"</b>"),
    (b"(", b")"),
    (b"> ", b""),
    (b"- ", b""),
    (b"**", b"**"),
    (b"<<", b">>"),
)
_MUTATIONS: tuple[Mutation, ...] = (
    _flip, _cut, _repeat, _splice, _swap, _insert, _insert, _nest, _long, _number, _recode, _line_ends,
)  # fmt: skip


def case(seed: int, number: int, formats: Sequence[str]) -> Case:
    """Return one input; the same for the same arguments."""
    draw = random.Random(f"{seed}/{number}")
    inputs = _inputs()
    name = draw.choice(tuple(SUFFIXES)) if draw.random() < _WHOLE_FILES else draw.choice(formats)
    own = [suffix for suffix, kind in SUFFIXES.items() if name in (kind, suffix) and suffix in inputs]
    if name in ("tei", "akoma_ntoso", "parlparse", "canada_hansard"):
        own = [".xml"]
    suffix = draw.choice(own) if own and draw.random() < 0.85 else draw.choice(tuple(inputs))
    data = draw.choice(inputs[suffix])
    for _ in range(draw.choice((0, 1, 1, 1, 2, 2, 3, 5))):
        other = draw.choice(inputs[draw.choice(tuple(inputs))])
        data = draw.choice(_MUTATIONS)(draw, data, other)
    return Case(number, name, data[:2_000_000])


def check(each: Case) -> bool:
    """Parse one input; whether it was accepted.

    Raises:
        Exception: Whatever is not ours to raise; TooSlowError; TextChangedError.
    """
    try:
        if each.format not in FORMATS:
            return _check_file(each)
        documents = FORMATS[each.format](each.data, Hints(f"case{_suffix(each.format)}"))
        outcome = [(document, *attribute(document)) for document in documents]
    except SourceError as error:
        str(error).encode()  # a message must be printable
        return False
    if each.format in ("plain", "markdown"):
        _compare(each, outcome)
    return True


def _check_file(each: Case) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"case{each.format}"
        path.write_bytes(each.data)
        parse_file(path)
    return True


def _compare(each: Case, outcome: list[tuple[Document, tuple[Turn, ...], tuple[str, ...]]]) -> None:
    source, _ = decode(each.data)
    kept = [turn.text for _, turns, _ in outcome for turn in turns]
    left = [text for document, _, dropped in outcome for text in (*document.dropped, *dropped)]
    head = [text for document, _, _ in outcome for text in (document.title, document.venue, document.speaker) if text]
    before, turns, told = _letters([source]), _letters(kept), _letters(kept + left)
    if invented := turns - before:
        raise TextChangedError(f"invented {''.join(invented.elements())[:60]!r}")
    if each.format == "markdown" and (_MARKUP.intersection(source) or source.lstrip().startswith("---")):
        return
    if lost := before - told - _letters(head):
        raise TextChangedError(f"lost {''.join(lost.elements())[:60]!r}")


def _letters(texts: list[str]) -> Counter[str]:
    whole = unicodedata.normalize("NFKD", "".join(texts))
    return Counter(char for char in whole if char.isalpha())


def _suffix(kind: str) -> str:
    return next((suffix for suffix, name in SUFFIXES.items() if name == kind), ".xml")


def _inputs() -> dict[str, tuple[bytes, ...]]:
    if not _INPUTS:
        _INPUTS.update(seeds())
        for path in sorted((HOME / "seeds").iterdir()):
            _INPUTS[path.suffix] = (*_INPUTS.get(path.suffix, ()), path.read_bytes())
    return _INPUTS


_INPUTS: dict[str, tuple[bytes, ...]] = {}


def run_batch(seed: int, numbers: Sequence[int], formats: Sequence[str]) -> tuple[dict[str, Tally], list[Failure]]:
    """Check some cases in this process, which first limits itself."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, resource.RLIM_INFINITY))
    signal.signal(signal.SIGALRM, _too_slow)
    tallies: dict[str, Tally] = {}
    failures: list[Failure] = []
    for number in numbers:
        each = case(seed, number, formats)
        tally = tallies.setdefault(each.format, Tally())
        failure = _watched(each, tally)
        if failure is not None:
            failures.append(_smaller(failure))
    return tallies, failures


def _watched(each: Case, tally: Tally) -> Failure | None:
    marker = KEPT / f"running-{os.getpid()}"
    marker.write_text(str(each.number))
    faulthandler.dump_traceback_later(4 * LIMIT_S, exit=True)  # for a hang that a signal cannot end
    started = time.perf_counter()
    failure = _failure(each, tally)
    tally.inputs += 1
    tally.slowest_s = max(tally.slowest_s, time.perf_counter() - started)
    faulthandler.cancel_dump_traceback_later()
    marker.unlink()
    return failure


def _failure(each: Case, tally: Tally) -> Failure | None:
    signal.setitimer(signal.ITIMER_REAL, LIMIT_S)
    try:
        accepted = check(each)
        tally.parsed += accepted
        tally.refused += not accepted
    except SourceError:
        tally.refused += 1
    except Exception as error:  # noqa: BLE001 - every other exception is what we look for
        tally.failed += 1
        return Failure(each, f"{type(error).__name__}: {error}"[:300], _where(error))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return None


def _where(error: Exception) -> str:
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
            again = _failure(Case(failure.case.number, failure.case.format, data), Tally())
            if again is not None and again.what.partition(":")[0] == kind:
                failure = again
            else:
                start += piece
        piece //= 2
    return failure


def _batches(seed: int, numbers: range, formats: Sequence[str]) -> Iterator[tuple[dict[str, Tally], list[Failure]]]:
    """Yield the outcome of each batch; a process that died is reported by the case it was at."""
    parts = [numbers[start : start + _BATCH] for start in range(0, len(numbers), _BATCH)]
    with ProcessPoolExecutor(2, max_tasks_per_child=None) as pool:
        futures = [pool.submit(run_batch, seed, part, formats) for part in parts]
        for future in futures:
            try:
                yield future.result()
            except BrokenProcessPool:
                for marker in KEPT.glob("running-*"):
                    each = case(seed, int(marker.read_text()), formats)
                    yield {}, [Failure(each, "the process died or hung", "")]
                return


def keep(failure: Failure) -> Path:
    """Write a failing input beside a note that says how it failed."""
    path = KEPT / f"case-{failure.case.number}-{failure.case.format.strip('.')}"
    path.with_suffix(".input").write_bytes(failure.case.data)
    path.with_suffix(".txt").write_text(f"{failure.case.format}\n{failure.what}\n{failure.where}\n", errors="replace")
    return path.with_suffix(".input")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run and report; exit code 1 if anything failed."""
    parser = argparse.ArgumentParser(description="Mutated files through every format.")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--format", choices=sorted(FORMATS), help="only this format")
    parser.add_argument("--only", type=int, help="run one case in this process, with its traceback")
    options = parser.parse_args(arguments)
    formats = [options.format] if options.format else sorted(FORMATS)
    KEPT.mkdir(parents=True, exist_ok=True)
    for old in KEPT.glob("running-*"):
        old.unlink()
    if options.only is not None:
        check(case(options.seed, options.only, formats))
        return
    tallies: dict[str, Tally] = {}
    failures: list[Failure] = []
    for found, failed in _batches(options.seed, range(options.count), formats):
        failures += failed
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
        kinds.setdefault((failure.case.format, failure.what.partition(":")[0], failure.where), []).append(failure)
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
