"""What a language model wrote, as far as it stood the check: Written, its sentences, and what was removed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index import Passage, TranscriptHead


@dataclass(frozen=True, slots=True)
class Source:
    """A passage that a language model was given, under the key by which it is to cite it."""

    key: int
    """From 1; written [1]."""
    passage: Passage
    transcript: TranscriptHead


@dataclass(frozen=True, slots=True)
class Quoted:
    """Quoted words in a sentence, and where they stand in a passage that it cites."""

    start: int
    end: int
    """Half-open span of the sentence's text, without the quotation marks."""
    source: Source
    passage_start: int
    passage_end: int
    """Half-open span of ``source.passage.text``; both spans hold the same characters."""


@dataclass(frozen=True, slots=True)
class WrittenSentence:
    """A sentence that stood the check."""

    text: str
    """As the model wrote it, but for quoted words: these are the transcript's own characters, in “ ”."""
    sources: tuple[Source, ...]
    """What it cites, in the order of the keys in the text, each once."""
    quotes: tuple[Quoted, ...] = ()
    """In the order of the text."""


class Why(StrEnum):
    """Why a sentence was removed."""

    NO_KEY = "no passage cited"
    UNKNOWN_KEY = "a passage cited that was not given"
    NOT_VERBATIM = "words quoted that no passage cited holds"
    OPEN_QUOTE = "a quotation not closed"
    NUMBER = "a number that no passage cited holds"
    SPEAKER = "a speaker named whom no passage cited names"
    TOO_LONG = "too long for one sentence"
    UNFINISHED = "not finished"


@dataclass(frozen=True, slots=True)
class Removed:
    """A sentence that did not stand the check; not to be shown as an answer."""

    text: str
    """As the model wrote it."""
    why: Why
    what: str | None = None
    """The key, words, number or name that it was removed for."""

    @property
    def reason(self) -> str:
        """In words, such as "a number that no passage cited holds: 400"."""
        return f"{self.why}: {self.what}" if self.what else str(self.why)


@dataclass(frozen=True, slots=True)
class Written:
    """What a language model wrote from the passages of an answer, sentence by sentence, after the check."""

    sentences: tuple[WrittenSentence, ...]
    removed: tuple[Removed, ...]
    note: str | None
    """What went otherwise than it should, in plain words; None when nothing did."""
    model: str
    """The model's name."""
    failed: bool = False
    """Whether the model could not be asked, or did not come to its end."""

    @property
    def empty(self) -> bool:
        """Whether it wrote nothing, be it good or bad."""
        return not (self.sentences or self.removed)

    def __str__(self) -> str:
        said = " ".join(each.text for each in self.sentences)
        return "\n".join(part for part in (said, removed_line(self.removed), self.note) if part)


def removed_line(removed: tuple[Removed, ...]) -> str | None:
    """Return how many sentences were removed and why, in one line; None when none was."""
    if not removed:
        return None
    reasons = [each.why for each in removed]
    kinds = list(dict.fromkeys(reasons))
    counted = ", ".join(f"{why} ({reasons.count(why)})" if len(kinds) > 1 else str(why) for why in kinds)
    many = "1 sentence" if len(removed) == 1 else f"{len(removed):,} sentences"
    return f"{many} removed: {counted}"


def written_json(written: Written) -> dict[str, Any]:
    """Return it as ``rostrum ask --write --json`` prints it."""
    return {
        "model": written.model,
        "sentences": [
            {"text": each.text, "citations": [_source_json(source, each) for source in each.sources]}
            for each in written.sentences
        ],
        "removed": [{"text": each.text, "reason": each.reason} for each in written.removed],
        "note": written.note,
    }


def _source_json(source: Source, sentence: WrittenSentence) -> dict[str, Any]:
    passage, head = source.passage, source.transcript
    return {
        "key": source.key,
        "passage_id": passage.id,
        "transcript_id": head.id,
        "speaker": passage.speaker,
        "title": head.title,
        "date": head.date.isoformat() if head.date else None,
        "quotes": [
            {
                "text": passage.text[each.passage_start : each.passage_end],
                "start": each.passage_start,
                "end": each.passage_end,
            }
            for each in sentence.quotes
            if each.source == source
        ],
    }
