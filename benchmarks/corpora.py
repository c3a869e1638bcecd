"""The open question sets as transcripts and questions; they lie outside the project and are not part of it."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from benchmarks.scripts import Line, Script
    from search.evaluate import GoldQuestion

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"

_QUESTION_MIN_WORDS = 6
_QUESTION_MAX_CHARS = 1200
_ANSWER_MIN_WORDS = 25
_CLOSING = " \n”’\"')]…"
"""What may stand behind the last question mark of a turn."""
_SAME_TITLE = 90
"""Of 100, as rapidfuzz counts likeness."""


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
    by_transcript: bool = False
    """Whether transcripts answer the questions, not turns; gold then names their first turns."""

    def gold(self) -> list[GoldQuestion]:
        """Return the questions that something answers, as the engine is measured with."""
        from search.evaluate import GoldQuestion

        answered = (each for each in self.questions if each.gold)
        if self.by_transcript:
            return [GoldQuestion(each.text, transcripts=frozenset(id_ for id_, _ in each.gold)) for each in answered]
        return [GoldQuestion(each.text, turns=each.gold) for each in answered]

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


def squad_unanswerable(file: str) -> list[Question]:
    """Return the questions of a SQuAD 2.0 file that were written to have no answer in their paragraph.

    Rajpurkar, Jia & Liang, "Know What You Don't Know: Unanswerable Questions for SQuAD", ACL 2018.
    """
    articles = _read_json(DATA / "squad" / file)["data"]
    asked = (each for article in articles for paragraph in article["paragraphs"] for each in paragraph["qas"])
    return [Question(each["question"].strip(), frozenset()) for each in asked if each.get("is_impossible")]


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
            "turns": [
                {"speaker": turn["speaker"] or None, "text": (turn["text"].strip() and turn["text"]) or "-"}
                for turn in meeting["turns"]
            ],
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


def kremlin(part: Literal["train", "val"], *, sample: int | None = 500) -> Corpus:
    """Return all transcripts of en.kremlin.ru, and what was asked in half of them; gold is the turn that answers.

    A question is a turn that ends with a question mark, or the turn of an unnamed questioner that holds one, of 6 words
    to 1,200 characters, when another voice answers at once in 25 words or more. These turns are left out of the
    transcripts, in both halves alike: each would be found as the best answer to itself, and stands right before the
    turn that answers it. Not asked is what stands twice in the transcripts, as question or as answer, and what is
    answered by a question. A transcript is in one half by a hash of its id.
    """
    transcripts: list[dict[str, Any]] = []
    questions: list[Question] = []
    times = Counter(_text(line) for script in _kremlin_scripts() for line in script.lines)
    for script in _kremlin_scripts():
        asked = {n for n, (turn, after) in enumerate(pairwise(script.lines)) if _is_answered(turn, after)}
        kept = [n for n in range(len(script.lines)) if n not in asked]
        transcripts.append(_kremlin_transcript(script, kept))
        if _half(script.id) == part:
            once = {n for n in asked if times[_text(script.lines[n])] == times[_text(script.lines[n + 1])] == 1}
            questions += _kremlin_questions(script, once - {each - 1 for each in asked}, kept)
    if sample is not None and sample < len(questions):
        questions = random.Random(0).sample(questions, sample)
    return Corpus("kremlin", transcripts, questions)


def ir(name: Literal["cranfield", "cisi", "medline"]) -> Corpus:
    """Return abstracts as transcripts of one turn, with the queries that judges have found something for.

    The turn holds the title once, before the text. Cranfield's grades 1 to 4 count as relevant, -1 does not. Judgements
    of documents without a text are left out with them.
    """
    folder = DATA / "ir" / name
    documents = [each for each in _read_lines(folder / "docs.jsonl.gz") if each["text"].strip()]
    transcripts = [
        {
            "id": each["doc_id"],
            "title": each["title"].strip() or None,
            "language": "en",
            "turns": [{"text": _with_title(each["title"].strip(), each["text"].strip())}],
        }
        for each in documents
    ]
    held = {each["id"] for each in transcripts}
    gold: defaultdict[str, set[tuple[str, int]]] = defaultdict(set)
    for judged in _read_lines(folder / "qrels.jsonl.gz"):
        if judged["grade"] > 0 and judged["doc_id"] in held:
            gold[judged["query_id"]].add((judged["doc_id"], 0))
    questions = [
        Question(each["query"], frozenset(gold[each["query_id"]]))
        for each in _read_lines(folder / "queries.jsonl.gz")
        if each["query_id"] in gold
    ]
    return Corpus(name, transcripts, questions, by_transcript=True)


def xquad(language: str, *, sample: int | None = None) -> Corpus:
    """Return XQuAD in one language, a paragraph a turn: 240 paragraphs and 1,190 questions, the same in each.

    Artetxe et al., "On the Cross-lingual Transferability of Monolingual Representations", ACL 2020.
    """
    articles = _read_json(DATA / "xquad" / f"xquad.{language}.json.gz")["data"]
    transcripts = [
        {
            "id": article["title"],
            "title": article["title"],
            "language": language,
            "turns": [{"text": paragraph["context"]} for paragraph in article["paragraphs"]],
        }
        for article in articles
    ]
    questions = [each for article in articles for each in _squad_questions(article)]
    if sample is not None and sample < len(questions):
        questions = random.Random(0).sample(questions, sample)
    return Corpus(f"xquad-{language}", transcripts, questions)


def _is_answered(turn: Line, after: Line) -> bool:
    """Whether a turn is a question that the next turn answers."""
    asks, answers = turn.voice, after.voice
    if asks is None or answers is None or (asks.name, answers.name) == (None, None) or asks.name == answers.name:
        return False
    text = _text(turn)
    asked = text.rstrip(_CLOSING).endswith("?") or ("?" in text and asks.name is None and asks.role is None)
    fits = len(text.split()) >= _QUESTION_MIN_WORDS and len(text) <= _QUESTION_MAX_CHARS
    return asked and fits and len(_text(after).split()) >= _ANSWER_MIN_WORDS


@cache
def _kremlin_scripts() -> tuple[Script, ...]:
    from benchmarks import scripts

    return tuple(scripts.mended(scripts.script_of(record)) for record in scripts.kremlin_records().values())


def _kremlin_questions(script: Script, asked: set[int], kept: Sequence[int]) -> Iterator[Question]:
    place = {n: turn for turn, n in enumerate(kept)}
    for n in sorted(asked):
        yield Question(_text(script.lines[n]), frozenset({(script.id, place[n + 1])}))


def _kremlin_transcript(script: Script, kept: Sequence[int]) -> dict[str, Any]:
    head = {"id": script.id, "title": script.title, "date": script.date, "venue": script.venue, "language": "en"}
    return {**head, "turns": [_kremlin_turn(script.lines[n]) for n in kept]}


def _kremlin_turn(line: Line) -> dict[str, Any]:
    voice = line.voice
    if voice is None:
        return {"kind": "narration", "text": _text(line)}
    if voice.name is None:
        kind = "speech" if voice.role else "question"
        return {"as_printed": voice.role or "Question", "kind": kind, "text": _text(line)}
    printed = f"{voice.role} {voice.name}" if voice.role else voice.name
    return {"speaker": voice.name, "as_printed": printed, "role": voice.role, "text": _text(line)}


def _text(line: Line) -> str:
    return "\n\n".join(line.paragraphs)


def _half(transcript_id: str) -> str:
    return ("train", "val")[hashlib.sha256(transcript_id.encode()).digest()[0] % 2]


def _with_title(title: str, text: str) -> str:
    """Put a title before a text that does not begin with it; Cranfield's do, two in a slightly other spelling."""
    from rapidfuzz import fuzz

    begins = fuzz.ratio(title, text[: len(title)]) > _SAME_TITLE
    return text if begins or not title else f"{title.rstrip('.')}. {text}"


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
