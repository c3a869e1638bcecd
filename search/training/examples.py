"""What the reader learns from: a folder of two JSONL files, compressed by xz.

``passages.jsonl.xz``, a passage a line, numbered from 0 in this order::

    {"pool": "squad-train", "text": "…", "speaker": "Ada Korvin", "ends": [41, 97]}

``pool`` is the collection that it belongs to; a question is ranked against one pool, its own. ``speaker`` is left out
where nobody is named. ``ends`` are the offsets at which its sentences end.

``questions.jsonl.xz``, a question a line::

    {"set": "squad", "part": "train", "pool": "squad-train", "text": "Who …?", "gold": [7], "spans": [[7, 12, 18]],
     "answers": ["Korvin"], "neither": [8], "altered": ["Who never …?"], "impossible": true}

``part`` is ``train``, ``held`` (for choosing) or ``test`` (for reporting). ``gold`` are the passages that answer;
``spans`` says where, as passage, start and end, if it is known; ``answers`` are texts that a passage which answers may
hold, so that another passage with one of them does not count as wrong. ``neither`` are passages that count neither as
answering nor as not. ``altered`` are questions about the same passage that it does not answer. ``impossible`` says
that the gold passage is what the question is about, yet does not answer it. All but set, part, pool, text and gold
may be left out.
"""

from __future__ import annotations

import json
import lzma
import random
from collections import Counter
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

PASSAGES, QUESTIONS = "passages.jsonl.xz", "questions.jsonl.xz"


@dataclass(frozen=True, slots=True)
class TrainingPassage:
    """A text to be read, with its speaker if somebody is named."""

    pool: str
    text: str
    speaker: str | None = None
    ends: tuple[int, ...] = ()
    """Offsets at which sentences end."""


@dataclass(frozen=True, slots=True)
class TrainingQuestion:
    """A question with the passages that answer it."""

    set: str
    part: str
    pool: str
    text: str
    gold: tuple[int, ...]
    """Numbers of passages."""
    spans: tuple[tuple[int, int, int], ...] = ()
    """Passage, start, end: where answers stand, as offsets in the passage's text."""
    answers: tuple[str, ...] = ()
    neither: tuple[int, ...] = ()
    altered: tuple[str, ...] = ()
    impossible: bool = False


@dataclass(slots=True)
class Examples:
    """All that is learnt from and judged by."""

    passages: list[TrainingPassage] = field(default_factory=list)
    questions: list[TrainingQuestion] = field(default_factory=list)

    def part(self, part: str) -> list[int]:
        """Return the numbers of the questions of a part."""
        return [n for n, each in enumerate(self.questions) if each.part == part]


def write_examples(examples: Examples, folder: Path) -> None:
    """Write a folder of examples; equal examples give equal bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in ((PASSAGES, examples.passages), (QUESTIONS, examples.questions)):
        with lzma.open(folder / name, "wt", encoding="utf-8") as file:
            for row in rows:
                record = {key: value for key, value in asdict(row).items() if value not in (None, (), False)}
                file.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")


def read_examples(folder: Path) -> Examples:
    """Read a folder of examples.

    Raises:
        ValueError: A file is missing, or a line of it is not as described above.
    """
    examples = Examples(
        [TrainingPassage(**_tuples(row)) for row in _rows(folder / PASSAGES)],
        [TrainingQuestion(**_tuples({"gold": [], **row})) for row in _rows(folder / QUESTIONS)],
    )
    count = len(examples.passages)
    for n, each in enumerate(examples.questions):
        named = [*each.gold, *each.neither, *(passage for passage, _, _ in each.spans)]
        if any(not 0 <= passage < count for passage in named):
            raise ValueError(f"question {n} in {folder / QUESTIONS} names a passage that is not among the {count}")
    return examples


def _tuples(row: dict[str, Any]) -> dict[str, Any]:
    return {
        key: tuple(tuple(part) if isinstance(part, list) else part for part in value)
        if isinstance(value, list)
        else value
        for key, value in row.items()
    }


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    if not path.is_file():
        raise ValueError(f"{path} is missing; python -m benchmarks.reader_sets --out FOLDER makes examples")
    with lzma.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def sentences(passage: TrainingPassage) -> Iterable[tuple[int, int]]:
    """Return the half-open spans of a passage's sentences; one for the whole where none are told."""
    ends = passage.ends or (len(passage.text),)
    return zip((0, *ends[:-1]), ends, strict=True)


def limited(examples: Examples, limit: int | None, seed: int) -> Examples:
    """Return at most ``limit`` questions of each set and part, with their passages and some others, for trials."""
    if limit is None:
        return examples
    rng = random.Random(seed)
    counts: Counter[tuple[str, str]] = Counter()
    questions = []
    for each in rng.sample(examples.questions, len(examples.questions)):
        counts[each.set, each.part] += 1
        if counts[each.set, each.part] <= limit:
            questions.append(each)
    named = {n for each in questions for n in (*each.gold, *each.neither, *(span[0] for span in each.spans))}
    pools = Counter(examples.passages[n].pool for n in named)
    others = [n for n in rng.sample(range(len(examples.passages)), len(examples.passages)) if n not in named]
    for n in others:
        pool = examples.passages[n].pool
        if 0 < pools[pool] < 3 * limit:
            pools[pool] += 1
            named.add(n)
    kept = sorted(named)
    place = {n: new for new, n in enumerate(kept)}
    return Examples(
        [examples.passages[n] for n in kept],
        [
            replace(
                each,
                gold=tuple(place[n] for n in each.gold),
                neither=tuple(place[n] for n in each.neither),
                spans=tuple((place[n], start, end) for n, start, end in each.spans),
            )
            for each in questions
        ],
    )
