"""Random and hostile queries through every door: our error or a result, in time.

    python -m benchmarks.hostile [--count N] [--commands N] [--seed N] [--model NAME] [--only NUMBER]

Each query is searched and asked; every tenth goes through everything else that takes words as well. What comes back
must be printable, and every passage must stand in its transcript. Some hundred are arguments of the command, whose
exit code must be 0, 1 or 2, without a stack trace.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import results
from benchmarks.apart import apart
from benchmarks.changing import warm
from benchmarks.hostile_queries import query, write_town
from index import build
from index.embedders import HashedWordsEmbedder, load_embedder
from index.errors import QueryError, RostrumError
from search import Filters, SpeechSearch
from search.render import understood_line
from search.results import answer_json, hit_json

COUNT, COMMANDS = 100_000, 400
_BATCH = 250
_LIMIT_S = 5.0
"""Of the processor's time for one query through one door, 1 MB of it included."""
_HANG_S = 300.0
_MOST_ARGUMENT = 100_000
"""Bytes: a kernel takes no longer argument than 128 kB."""
_EVERY = 10
_FAKE = HashedWordsEmbedder.id


@dataclass(slots=True)
class Tally:
    """What came of queries."""

    results: int = 0
    refused: int = 0
    slowest_s: float = 0.0
    failures: list[str] = field(default_factory=list)


def doors(engine: SpeechSearch, text: str, *, more: bool) -> dict[str, Callable[[], object]]:
    """Return what a query is put through."""
    found: dict[str, Callable[[], object]] = {
        "search": lambda: _hits(engine, engine.search(text)),
        "ask": lambda: _printable(answer_json(engine.ask(text))),
    }
    if more:
        found |= {
            "understand": lambda: _printable(understood_line(engine.understand(text)) or ""),
            "speaker": lambda: _hits(engine, engine.search("ferry", filters=Filters(speakers=[text]))),
            "transcript": lambda: _hits(engine, engine.search("ferry", filters=Filters(transcripts=[text]))),
            "facets": lambda: engine.facets(text),
            "timeline": lambda: engine.timeline(text, "month"),
            "by": lambda: engine.timeline("ferry", text),
            "compare": lambda: engine.compare(text, ["Ashgrove", "O'Wintle"]),
            "columns": lambda: engine.compare("ferry", [text, "Ashgrove"]),
            "profile": lambda: engine.profile(text),
            "ignore": lambda: engine.search("ferry in 2022", ignoring=[text]),
        }
    return found


def _hits(engine: SpeechSearch, hits: Iterable[Any]) -> None:
    for hit in hits:
        _printable([hit_json(hit), str(hit)])
        stored = engine.transcript(hit.passage.transcript_id).text
        assert stored[hit.passage.start : hit.passage.end] == hit.passage.text, (
            "a passage that its transcript does not hold"
        )


def _printable(value: object) -> None:
    json.dumps(value, ensure_ascii=False).encode()


def batch(index: Path, model: str, seed: int, numbers: Sequence[int]) -> dict[str, Any]:
    """Put some queries through, in this process."""
    engine = SpeechSearch.open(index, embedder=None if model == _FAKE else load_embedder(model))
    engine.ask("ferry")  # reads the model, which is no query's fault
    tally = Tally()
    for number in numbers:
        for name, door in doors(engine, query(seed, number), more=number % _EVERY == 0).items():
            started = time.process_time()
            try:
                door()
                tally.results += 1
            except RostrumError as error:
                tally.refused += 1
                if not isinstance(error, QueryError) or not str(error).isprintable():
                    tally.failures.append(f"query {number}, {name}: {type(error).__name__}: {str(error)[:200]!a}")
            except Exception as error:  # noqa: BLE001 - every other exception is what we look for
                tally.failures.append(f"query {number}, {name}: {type(error).__name__}: {str(error)[:200]!a}")
            took = time.process_time() - started
            tally.slowest_s = max(tally.slowest_s, took)
            if took > _LIMIT_S:
                tally.failures.append(f"query {number}, {name}: {took:.1f} s")
    return {name: getattr(tally, name) for name in Tally.__slots__}


def commanded(index: Path, arguments: Sequence[str]) -> dict[str, Any]:
    """Run the command in this process, as its own would: arguments from bytes, streams as they are by default."""
    from search.cli import main

    out, err = io.BytesIO(), io.BytesIO()
    sys.argv = ["rostrum", *(os.fsdecode(each.encode("utf-8", "surrogatepass")) for each in arguments)]
    sys.argv += ["--index", str(index)] if "--" not in arguments else []
    os.environ["ROSTRUM_INDEX"] = str(index)
    code: object = 0
    printed = io.TextIOWrapper(out, "utf-8", "strict", write_through=True)
    said = io.TextIOWrapper(err, "utf-8", "backslashreplace", write_through=True)
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(said):
        try:
            main()
        except SystemExit as ended:
            code = ended.code
    return {"code": code, "out": out.getvalue().decode(), "err": err.getvalue().decode()}


_COMMANDS: tuple[Callable[[str], list[str]], ...] = (
    lambda text: ["search", "--", text],
    lambda text: ["ask", "--json", "--", text],
    lambda text: ["search", "--json", "--literal", "--", text],
    lambda text: ["search", text],
    lambda text: ["ask", "ferry", "--speaker", text],
    lambda text: ["search", "ferry", "--since", text],
    lambda text: ["search", "ferry", "--ignore", text],
    lambda text: ["timeline", "--", text],
    lambda text: ["compare", "ferry", "--speaker", text, "--speaker", "Ashgrove"],
)


def commands(index: Path, seed: int, count: int) -> Tally:
    """Give queries to the command as arguments."""
    tally = Tally()
    for number in range(count):
        text = query(seed, number).replace("\0", "")
        text = text.encode("utf-8", "surrogatepass")[:_MOST_ARGUMENT].decode(
            "utf-8", "replace" if number % 2 else "ignore"
        )
        arguments = _COMMANDS[number % len(_COMMANDS)](text)
        outcome = apart(partial(commanded, index, arguments), limit_s=_HANG_S)
        found = outcome.value or {"code": None, "out": "", "err": outcome.failure or ""}
        tally.slowest_s = max(tally.slowest_s, outcome.seconds)
        tally.results += found["code"] == 0
        tally.refused += found["code"] in (1, 2)
        wrong = _wrong(arguments, found)
        if wrong:
            tally.failures.append(f"command {number} ({arguments[0]}): {wrong}")
    return tally


def _wrong(arguments: Sequence[str], found: dict[str, Any]) -> str:
    if found["code"] not in (0, 1, 2):
        return str(found["err"]).strip().splitlines()[-1][:200]
    if "Traceback" in found["err"]:
        return "a stack trace"
    if found["code"] and not found["err"].strip():
        return "it failed without a word"
    if not found["code"] and "--json" in arguments:
        json.loads(found["out"])
    return ""


def run(index: Path, model: str, seed: int, count: int) -> Tally:
    """Put queries through in batches, each a process of its own; one that dies is looked through query by query."""
    total = Tally()
    for start in range(0, count, _BATCH):
        numbers = range(start, min(count, start + _BATCH))
        outcome = apart(partial(batch, index, model, seed, numbers), limit_s=_HANG_S)
        found = [outcome.value] if outcome.value else _singly(index, model, seed, numbers, total)
        for each in found:
            total.results += each["results"]
            total.refused += each["refused"]
            total.slowest_s = max(total.slowest_s, each["slowest_s"])
            total.failures += each["failures"]
        if sys.stderr.isatty():
            print(f"\r{start + len(numbers):,} queries", end="", file=sys.stderr, flush=True)
    return total


def _singly(index: Path, model: str, seed: int, numbers: range, total: Tally) -> list[dict[str, Any]]:
    outcomes = {number: apart(partial(batch, index, model, seed, [number]), limit_s=_HANG_S) for number in numbers}
    dead = [f"query {number}: {str(each.failure)[-300:]}" for number, each in outcomes.items() if each.failure]
    total.failures += dead or [f"queries {numbers[0]} to {numbers[-1]}: the process died, but not at any one of them"]
    return [each.value for each in outcomes.values() if each.value]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run and report; exit code 1 if anything but our errors and results came of it."""
    parser = argparse.ArgumentParser(description="Random and hostile queries through every door.")
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--commands", type=int, default=COMMANDS)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--model", default=_FAKE, help="embed with this model, in place of the fake one")
    parser.add_argument("--only", type=int, help="put one query through in this process, with its traceback")
    options = parser.parse_args(arguments)
    if options.model == _FAKE:
        warm()
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "town.index"
        made = apart(partial(_made, Path(folder), index, options.model), limit_s=_HANG_S)
        assert not made.failure, made.failure
        if options.only is not None:
            engine = SpeechSearch.open(index)
            for name, door in doors(engine, query(options.seed, options.only), more=True).items():
                print(name, ascii(query(options.seed, options.only))[:200])
                with contextlib.suppress(RostrumError):
                    door()
            return
        tallies = {
            "search, ask and more": run(index, options.model, options.seed, options.count),
            "the command": commands(index, options.seed, options.commands),
        }
    for name, tally in tallies.items():
        kinds = Counter(failure.partition(": ")[2][:80] for failure in tally.failures)
        for failure in tally.failures[:15]:
            print(f"{name}: {failure}")
        print("".join(f"{number} times {kind}\n" for kind, number in kinds.most_common(10)), end="")
    print(results.table("Hostile queries", [_row(name, tally) for name, tally in tallies.items()]))
    sys.exit(any(tally.failures for tally in tallies.values()))


def _made(folder: Path, index: Path, model: str) -> bool:
    build([write_town(folder / "source")], index, model=model)
    return True


def _row(name: str, tally: Tally) -> dict[str, object]:
    failed = len(tally.failures)
    return {
        "door": name,
        "results": tally.results,
        "refused": tally.refused,
        "failed": failed,
        "slowest, s": tally.slowest_s,
    }


if __name__ == "__main__":
    main()
