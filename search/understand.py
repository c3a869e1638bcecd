"""Question and filters to what the engine needs: a topic, phrases that must be there, conditions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.errors import (
    DateRangeError,
    EmptyQueryError,
    QueryTooLongError,
    UnknownSpeakerError,
    UnknownTranscriptError,
)
from index.names import folded
from index.near import did_you_mean, nearest
from index.printed import split_name
from index.records import Conditions
from index.words import exact_words
from search.answer_type import AnswerType, answer_type

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from index.records import Speaker
    from search.results import Filters

MAX_CHARS = 5_000
"""Several times what the model reads of a question (256 tokens)."""
_QUOTED = re.compile(r"\"([^\"]*)\"|“([^”“]+)[”“]|„([^“”„]+)[“”]|«([^»«]+)»")
_WORD = re.compile(r"\w")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")


_FRAME = frozenset(
    """
    what which who whom whose when where why how much many do does did doing done am is are was were be been being
    has have had having can could would should shall will may might must i you he she we they me him her us them my
    your his its our their about say says said saying tell tells told talk talks talked talking speak speaks spoke
    spoken mention mentions mentioned discuss discusses discussed think thinks thought please
    """.split()
)
"""Words that make an English question of a topic; they stand in few answers."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question, understood."""

    text: str
    """As asked, without control characters and quotation marks around phrases; what the dense arm searches for."""
    topic: str
    """Without the words that only make it a question ("how many", "what did … say about"); for the lexical arm."""
    asks_for: AnswerType | None = None
    phrases: tuple[str, ...] = ()
    """What stood in quotation marks: a passage must contain each, word by word."""


def understand(question: str) -> Query:
    """Read a question.

    Raises:
        EmptyQueryError: It holds no word.
        QueryTooLongError: It is longer than MAX_CHARS.
    """
    if len(question) > MAX_CHARS:
        raise QueryTooLongError(f"the question has {len(question):,} characters; at most {MAX_CHARS:,} can be asked")
    text = " ".join(_CONTROL.sub(" ", question).split())
    if not _WORD.search(text):
        raise EmptyQueryError("nothing was asked: the question holds no word")
    quoted = ("".join(match.groups(default="")) for match in _QUOTED.finditer(text))
    phrases = tuple(phrase.strip() for phrase in quoted if exact_words(phrase))
    plain = _QUOTED.sub(lambda match: "".join(match.groups(default="")), text)
    return Query(plain, _topic(plain), answer_type(plain), phrases)


def _topic(text: str) -> str:
    kept = [word for word in text.split() if not _FRAME.issuperset(exact_words(word))]
    return " ".join(kept) if exact_words(" ".join(kept)) else text


def conditions(filters: Filters, speakers: Sequence[Speaker], transcripts: Iterable[str]) -> Conditions:
    """Resolve filters, as a person writes them, against what the index holds.

    Raises:
        DateRangeError: since is after until.
        UnknownSpeakerError: No speaker has a name; ``.near`` lists those that are close.
        UnknownTranscriptError: No transcript has an id; ``.near`` lists those that are close.
    """
    if filters.since and filters.until and filters.since > filters.until:
        raise DateRangeError(f"since {filters.since} is after until {filters.until}; swap them")
    return Conditions(
        speakers=_named_speakers(filters.speakers, speakers) if filters.speakers else None,
        since=filters.since,
        until=filters.until,
        transcripts=_named_transcripts(filters.transcripts, transcripts) if filters.transcripts else None,
        kinds=frozenset(filters.kinds) if filters.kinds else None,
    )


def _named_speakers(names: Sequence[str], speakers: Sequence[Speaker]) -> frozenset[str]:
    return frozenset(found for name in names for found in _speakers_called(name, speakers))


def _speakers_called(name: str, speakers: Sequence[Speaker]) -> list[str]:
    """Return the speakers of whom a name or an alias is this one, else those whose name holds all its words."""
    asked = folded(name)
    exact = [each.name for each in speakers if asked in {folded(known) for known in (each.name, *each.aliases)}]
    words = set(folded(split_name(name)[1]).split())
    found = exact or [each.name for each in speakers if words and words <= set(folded(each.name).split())]
    if not found:
        near = nearest(name, [each.name for each in speakers])
        raise UnknownSpeakerError(f"no speaker is called {name!r}{did_you_mean(near, 'speakers', len(speakers))}", near)
    return found


def _named_transcripts(ids: Sequence[str], known: Iterable[str]) -> frozenset[str]:
    held = set(known)
    for each in ids:
        if each not in held:
            near = nearest(each, sorted(held))
            raise UnknownTranscriptError(
                f"no transcript has the id {each!r}{did_you_mean(near, 'transcripts', len(held))}", near
            )
    return frozenset(ids)
