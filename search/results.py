"""What goes in and out of the engine: Filters, Hit, Citation, Answer."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from index.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index import Kind, Passage, Speaker, TranscriptHead
    from search.constraints import Constraint


@dataclass(frozen=True, slots=True)
class Filters:
    """What to search in; an empty field stands for "everything"."""

    speakers: Sequence[str] = ()
    """Names in any spelling; each stands for all speakers whose name holds all its words."""
    since: dt.date | None = None
    until: dt.date | None = None
    """Both inclusive; with either, transcripts without a date are left out."""
    transcripts: Sequence[str] = ()
    """Transcript ids."""
    kinds: Sequence[Kind] = ()

    def __post_init__(self) -> None:
        """Refuse what would be misread: a text alone is a list of its letters, a text is no day.

        Raises:
            QueryError: A field holds something of another type.
        """
        for field in ("speakers", "transcripts", "kinds"):
            value: object = getattr(self, field)
            if isinstance(value, str):
                raise QueryError(f"{field} is a list, such as [{value!r}], not the text {value!r} alone")
            if value is None or not all(isinstance(each, str) for each in getattr(self, field)):
                raise QueryError(f"{field} is a list of texts, not {value!r}")
        for field in ("since", "until"):
            day: object = getattr(self, field)
            if day is not None and (not isinstance(day, dt.date) or isinstance(day, dt.datetime)):
                raise QueryError(f"{field} is a datetime.date, such as date(2022, 1, 31), not {day!r}")


def checked_count(top_k: int) -> int:
    """Return how many passages are wanted.

    Raises:
        QueryError: That is no number from 0 on.
    """
    if not isinstance(top_k, int) or top_k < 0:
        raise QueryError(f"top_k is how many passages to return, a number from 0 on, not {top_k!r}")
    return top_k


@dataclass(frozen=True, slots=True)
class Match:
    """A word of a passage that met a word of the question."""

    start: int
    end: int
    """Half-open span of ``passage.text``, in code points."""
    question: str
    """The word of the question, as asked."""
    similarity: float
    """Cosine of their tokens, -1 to 1."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One passage that was found."""

    passage: Passage
    transcript: TranscriptHead
    score: float
    """Higher is better; comparable within one result only."""
    rank: int
    """From 1."""
    highlights: tuple[tuple[int, int], ...] = ()
    """Half-open spans of ``passage.text``, in code points: the sentence that matches best."""
    dense: float | None = None
    """Cosine of question and passage; None for a passage too short to have a vector."""
    lexical: float | None = None
    """BM25 score as a share of the highest that a passage could have; None when no word is shared."""
    why: tuple[Match, ...] = ()
    """Which of its words met which words of the question, in the order of the passage."""
    repeats: tuple[Passage, ...] = ()
    """Other passages of the same voice and words, which are not listed by themselves."""
    reply: tuple[Passage, ...] = ()
    """For a question that somebody put: how the reply to it begins."""

    def __str__(self) -> str:
        who = self.passage.speaker or self.passage.kind.value
        where = ", ".join(str(part) for part in (self.transcript.title, self.transcript.date) if part)
        return f"{self.rank}. {who} ({where or self.transcript.id}): {self.passage.text}"


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim quote and where it stands."""

    quote: str
    passage: Passage
    transcript: TranscriptHead
    start: int
    end: int
    """Half-open span of the quote in the transcript's text, in code points."""
    before: Passage | None = None
    after: Passage | None = None
    """The passages next to it in the transcript."""
    marked: tuple[int, int] | None = None
    """Half-open span of ``quote``: the shortest stretch that answers; None where the trained reader has not read."""
    confidence: float = 0.0
    """Estimated probability that this quote answers the question, 0 to 1."""


class Reason(StrEnum):
    """Why an answer abstains."""

    NOTHING_FOUND = "nothing found"
    """The filters and phrases leave no passage."""
    NOTHING_NEAR = "nothing near"
    """There are passages, but none is near enough to the question."""
    NOTHING_ANSWERS = "near, but nothing answers"
    """Something near to the question was said, but it does not answer."""
    STRANGER = "nobody of that name speaks"
    """The question is after the words of somebody who does not speak in the index, and whom no answer reports."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer in a speaker's own words, or an abstention."""

    question: str
    text: str | None
    """The quote of the first citation, or None when nothing answers."""
    confidence: float
    """Estimated probability that the quote answers the question, 0 to 1."""
    citations: tuple[Citation, ...]
    hits: tuple[Hit, ...]
    reason: Reason | None = None
    """Why it abstains; None when it answers."""
    constraints: tuple[Constraint, ...] = ()
    """What was read in the question beside its topic, in order; its ``key`` switches it off."""
    who: str | None = None
    """For "Who said …?": who says the first quote, where its passage meets all that is asked to have been said."""
    read_closely: bool = False
    """Whether the trained reader has read the best passages."""
    elsewhere: tuple[Hit, ...] = ()
    """For an abstention that was held to speakers or days: what is near to it by others, or at other times."""

    def __str__(self) -> str:
        if self.text is None:
            return f"The transcripts do not say ({self.reason})."
        first = self.citations[0]
        return f"“{self.text}” — {first.passage.speaker or first.passage.kind}, {first.transcript.date or 'undated'}"


def hit_json(hit: Hit) -> dict[str, Any]:
    """Return a hit as ``rostrum search --json`` prints it."""
    return {
        "passage_id": hit.passage.id,
        "transcript_id": hit.transcript.id,
        "turn": hit.passage.turn,
        "title": hit.transcript.title,
        "date": hit.transcript.date.isoformat() if hit.transcript.date else None,
        "speaker": hit.passage.speaker,
        "role": hit.passage.role,
        "kind": hit.passage.kind.value,
        "text": hit.passage.text,
        "score": hit.score,
        "highlights": [list(span) for span in hit.highlights],
        "why": [
            {"start": each.start, "end": each.end, "question": each.question, "similarity": each.similarity}
            for each in hit.why
        ],
        "repeats": [{"passage_id": each.id, "transcript_id": each.transcript_id} for each in hit.repeats],
        "reply": [{"passage_id": each.id, "speaker": each.speaker, "text": each.text} for each in hit.reply],
    }


def constraint_json(constraint: Constraint) -> dict[str, Any]:
    """Return what was read in a question as JSON."""
    return {
        "key": constraint.key,
        "kind": constraint.kind.value,
        "value": constraint.value,
        "text": constraint.text,
        "required": constraint.required,
    }


def answer_json(answer: Answer) -> dict[str, Any]:
    """Return an answer as ``rostrum ask --json`` prints it."""
    return {
        "question": answer.question,
        "answer": answer.text,
        "who": answer.who,
        "confidence": round(answer.confidence, 4),
        "reason": answer.reason.value if answer.reason else None,
        "citations": [
            {
                "quote": citation.quote,
                "marked": list(citation.marked) if citation.marked else None,
                "confidence": round(citation.confidence, 4),
                "passage_id": citation.passage.id,
                "transcript_id": citation.transcript.id,
                "speaker": citation.passage.speaker,
                "title": citation.transcript.title,
                "date": citation.transcript.date.isoformat() if citation.transcript.date else None,
            }
            for citation in answer.citations
        ],
        "read_closely": answer.read_closely,
        "elsewhere": [hit_json(hit) for hit in answer.elsewhere],
        "constraints": [constraint_json(each) for each in answer.constraints],
        "hits": [hit_json(hit) for hit in answer.hits],
    }


def speaker_json(speaker: Speaker) -> dict[str, Any]:
    """Return a speaker as ``rostrum speakers --json`` prints it."""
    rules = dict(speaker.joined)
    return {
        "name": speaker.name,
        "turns": speaker.turns,
        "words": speaker.words,
        "transcripts": speaker.transcripts,
        "attributions": {how.value: turns for how, turns in speaker.attributions},
        "roles": list(speaker.roles),
        "aliases": [{"as_printed": alias, "rule": rules.get(alias)} for alias in speaker.aliases],
    }
