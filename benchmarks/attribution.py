"""Who speaks: measured against transcripts whose speakers are known, a row for each layout.

    python -m benchmarks.attribution [--layout TEXT] [--sample N] [--show N] [--list]
    python -m benchmarks.attribution --write

The rows:
  boundary F1   turn starts, at the very word
  speaker       share of spoken words with the right speaker (see layouts.py for what is right)
  misnamed      share of words given to the right person, but with an office in the name or only a part of it
  glued         share of words given to a wrong named speaker, the reporter's words and titles included
  unknown       share of spoken words left without a speaker, or with another kind of voice
  lost          share of words that are in the file but not in the turns
  invented      words of turns that are not in the file, as a share of its words (labels left in the text, mostly)
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import corpora, originals, results, scripts
from benchmarks.layouts import LAYOUTS, Printed
from benchmarks.scoring import Problem, Score, score
from index.errors import SourceError
from index.formats import SUFFIXES
from index.parsing import parse_file
from index.records import Turn

SAMPLE = 150
_SEED = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one transcript gave."""

    layout: str
    transcript: str
    score: Score
    problems: tuple[Problem, ...]


def turns_of(file: str, data: bytes) -> list[Turn]:
    """Parse a file as `rostrum parse` does; all its transcripts' turns."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(file).name
        path.write_bytes(data)
        return [turn for transcript in parse_file(path).transcripts for turn in transcript.turns]


def measure(layout: str, printed: Printed) -> Outcome:
    """Parse one printed transcript and compare."""
    try:
        turns = turns_of(printed.file, printed.data)
    except SourceError as error:
        lost, _ = score(printed.gold, [])
        lost.refused = 1
        return Outcome(layout, printed.id, lost, (Problem("refused", "", str(error), ""),))
    counted, problems = score(printed.gold, turns)
    return Outcome(layout, printed.id, counted, tuple(problems))


def chosen(sample: int) -> list[scripts.Script]:
    """Return the scripts that are printed: the same ones for each layout, drawn with a fixed seed."""
    every = scripts.kremlin()
    return random.Random(_SEED).sample(every, min(sample, len(every)))


def layout_names(part: str = "") -> list[str]:
    """Return the layouts that can be measured here, those with ``part`` in their name."""
    readable = [name for name, layout in LAYOUTS.items() if layout.suffix in SUFFIXES]
    return [name for name in (*readable, *originals.available()) if part.casefold() in name.casefold()]


def run(layouts: Sequence[str], sample: int = SAMPLE) -> list[Outcome]:
    """Measure layouts on two processes."""
    with ProcessPoolExecutor(2) as pool:
        parts = pool.map(_measure_layout, layouts, [sample] * len(layouts))
        return [outcome for part in parts for outcome in part]


def rows(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    """Return one row for each layout, in the order of first use."""
    totals: dict[str, Score] = {}
    for outcome in outcomes:
        totals.setdefault(outcome.layout, Score()).__iadd__(outcome.score)
    return [{"layout": layout, **total.row()} for layout, total in totals.items()]


def report() -> None:
    """Measure every layout, print the table and write results/attribution.json."""
    found = rows(run(layout_names()))
    print(results.table("Attribution", found))
    results.write("attribution", {"attribution": found})


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table, and errors to look at."""
    parser = argparse.ArgumentParser(description="Attribution on layouts whose speakers are known.")
    parser.add_argument("--layout", default="", help="only layouts with this in their name")
    parser.add_argument("--sample", type=int, default=SAMPLE, help="transcripts for each layout (%(default)s)")
    parser.add_argument("--show", type=int, default=0, help="print so many errors of each layout")
    parser.add_argument("--write", action="store_true", help="measure everything and write the results file")
    parser.add_argument("--list", action="store_true", help="list the layouts")
    options = parser.parse_args(arguments)
    names = layout_names(options.layout)
    if options.list:
        print("\n".join(names))
        return
    if not corpora.available():
        raise SystemExit(f"the open corpora are not in {corpora.DATA}")
    if not names:
        raise SystemExit(f"no layout has {options.layout!r} in its name; --list shows them")
    if options.write:
        report()
        return
    outcomes = run(names, options.sample)
    print(results.table("Attribution", rows(outcomes)))
    for name in names if options.show else ():
        _show(name, [outcome for outcome in outcomes if outcome.layout == name], options.show)


def _measure_layout(name: str, sample: int) -> list[Outcome]:
    if name in LAYOUTS:
        return [measure(name, LAYOUTS[name].print(script)) for script in chosen(sample)]
    return [measure(name, printed) for printed in originals.printed(name, sample)]


def _show(name: str, outcomes: Sequence[Outcome], count: int) -> None:
    every = [(outcome.transcript, problem) for outcome in outcomes for problem in outcome.problems]
    print(f"\n=== {name}: {len(every)} stretches are wrong")
    for transcript, problem in random.Random(_SEED).sample(every, min(count, len(every))):
        print(f"{problem.what:14} in {transcript}: {problem.context}")
        print(f"{'':14} gold: {problem.gold}   parsed: {problem.parsed}")


if __name__ == "__main__":
    main()
