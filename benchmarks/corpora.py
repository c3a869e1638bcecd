"""The open question sets as transcripts and questions; they lie outside the project and are not part of it."""

from __future__ import annotations

import gzip
import json
import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the turns that answer it."""

    text: str
    gold: frozenset[tuple[str, int]]
    """(transcript id, turn); empty when nothing answers."""
    answers: tuple[str, ...] = ()
    """Texts that an answer should contain."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """Transcripts in canonical form, and questions about them."""

    name: str
    transcripts: list[dict[str, Any]]
    questions: list[Question] = field(default_factory=list)

    def write(self, folder: Path) -> Path:
        """Write the transcripts as one JSONL file, leaving it alone if it is the same already."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{self.name}.jsonl"
        text = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in self.transcripts)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
        return path


def available() -> bool:
    """Whether the open sets are here."""
    return DATA.is_dir() and os.access(DATA, os.R_OK)


def squad(file: str, name: str, *, articles: Sequence[int] | None = None, sample: int | None = None) -> Corpus:
    """Return SQuAD articles as transcripts, a paragraph a turn; ``sample`` questions drawn with a fixed seed.

    Rajpurkar et al., "SQuAD: 100,000+ Questions for Machine Comprehension of Text", EMNLP 2016.
    """
    data = _read_json(DATA / "squad" / file)["data"]
    chosen = [data[i] for i in articles] if articles is not None else data
    transcripts: list[dict[str, Any]] = []
    questions: list[Question] = []
    for article in chosen:
        turns = [{"text": paragraph["context"]} for paragraph in article["paragraphs"]]
        transcripts.append({"id": article["title"], "title": article["title"], "language": "en", "turns": turns})
        questions += _squad_questions(article)
    if sample is not None and sample < len(questions):
        questions = random.Random(0).sample(questions, sample)
    return Corpus(name, transcripts, questions)


def qmsum(split: str, *, domain: str | None = None) -> Corpus:
    """Return QMSum meetings and their specific queries.

    Zhong et al., "QMSum: A New Benchmark for Query-based Multi-domain Meeting Summarization", NAACL 2021.
    """
    meetings = [m for m in _read_lines(DATA / "qmsum" / f"{split}-meetings.jsonl.gz") if domain in (None, m["domain"])]
    ids = {meeting["meeting_id"] for meeting in meetings}
    transcripts = [
        {
            "id": meeting["meeting_id"],
            "language": "en",
            "turns": [{"speaker": turn["speaker"] or None, "text": turn["text"] or "-"} for turn in meeting["turns"]],
        }
        for meeting in meetings
    ]
    questions = [
        Question(
            query["query"],
            frozenset((query["meeting_id"], t) for a, b in query["ranges"] for t in range(int(a), int(b) + 1)),
        )
        for query in _read_lines(DATA / "qmsum" / f"{split}-queries.jsonl.gz")
        if query["type"] == "specific" and query["meeting_id"] in ids
    ]
    return Corpus(f"qmsum-{split}-{domain or 'all'}", transcripts, questions)


def _squad_questions(article: dict[str, Any]) -> Iterator[Question]:
    for turn, paragraph in enumerate(article["paragraphs"]):
        for each in paragraph["qas"]:
            if not each.get("is_impossible"):
                answers = tuple(dict.fromkeys(answer["text"] for answer in each["answers"]))
                yield Question(each["question"].strip(), frozenset({(article["title"], turn)}), answers)


def _read_json(path: Path) -> Any:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return json.load(file)


def _read_lines(path: Path) -> Iterator[Any]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from (json.loads(line) for line in file)
