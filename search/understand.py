"""Question and filters to what the engine needs: a topic, what is demanded beside it, conditions."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.errors import (
    DateRangeError,
    EmptyQueryError,
    QueryError,
    QueryTooLongError,
    UnknownSpeakerError,
    UnknownTranscriptError,
)
from index.names import folded
from index.near import did_you_mean, nearest
from index.printed import split_name
from index.records import Conditions, Wording
from index.words import exact_words
from search.answer_type import AnswerType, answer_type
from search.constraints import Constraint, ConstraintKind, days_of, in_common
from search.ordinary import FUNCTION
from search.recognise import recognised
from search.wording import worded

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Sequence

    from index.records import Speaker
    from search.constraints import Days
    from search.mentions import Known
    from search.results import Filters

MAX_CHARS = 5_000
"""Several times what the model reads of a question (256 tokens)."""
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
_NO_TOPIC = frozenset({ConstraintKind.SPEAKER, ConstraintKind.DATE})
_WHO_AND_WHEN = frozenset({ConstraintKind.SPEAKER, ConstraintKind.NOT_SPEAKER, ConstraintKind.DATE})


@dataclass(frozen=True, slots=True)
class Query:
    """A question, understood."""

    text: str
    """As asked, without control characters, quotation marks around phrases, and what is excluded; for the dense arm."""
    topic: str
    """Without the words that only make it a question ("how many", "what did … say about"), and without the names and
    dates that are filters, unless nothing else would be left; for the lexical arm."""
    asks_for: AnswerType | None = None
    phrases: tuple[str, ...] = ()
    """What stood in quotation marks: a passage must contain each, word by word."""
    excluded: tuple[str, ...] = ()
    """What stood after a minus: a passage must contain none of them."""
    constraints: tuple[Constraint, ...] = ()
    """All that are on, in the order of the question."""
    switched_off: tuple[Constraint, ...] = ()
    """Those that the caller ignores."""
    asked: str = ""
    """The question as cleaned; spans of constraints count in it."""

    @property
    def wording(self) -> Wording:
        """What the words of a passage must fulfil."""
        return Wording(self.phrases, self.excluded)

    @property
    def speakers_required(self) -> frozenset[str]:
        """Whoever is asked for: a passage must be by one of them; empty stands for anybody."""
        return frozenset(self._values(ConstraintKind.SPEAKER, required=True))

    @property
    def speakers_preferred(self) -> frozenset[str]:
        """Whoever is only named."""
        return frozenset(self._values(ConstraintKind.SPEAKER, required=False))

    @property
    def speakers_barred(self) -> frozenset[str]:
        """Whoever must not be the speaker."""
        return frozenset(self._values(ConstraintKind.NOT_SPEAKER, required=True))

    @property
    def strangers(self) -> tuple[str, ...]:
        """Those who are said to speak and do not in this index, unless somebody is who does."""
        return () if self.speakers_required else self._values(ConstraintKind.STRANGER, required=True)

    @property
    def since(self) -> dt.date | None:
        """The first day that passages must be of; None for any."""
        return (self._days(required=True) or (None, None))[0]

    @property
    def until(self) -> dt.date | None:
        """The last day, itself included; None for any."""
        return (self._days(required=True) or (None, None))[1]

    @property
    def preferred_days(self) -> Days | None:
        """The first and last day of a date that is no filter; either may be None, for an open side."""
        return self._days(required=False)

    @property
    def venue(self) -> tuple[str, ...]:
        """Where it was said, each in words; :func:`search.venues.is_at` tells whether a transcript is from there."""
        return self._values(ConstraintKind.VENUE, required=False)

    def _values(self, kind: ConstraintKind, *, required: bool) -> tuple[str, ...]:
        return tuple(each.value for each in self.constraints if each.kind is kind and each.required is required)

    def _days(self, *, required: bool) -> Days | None:
        return in_common(days_of(value) for value in self._values(ConstraintKind.DATE, required=required))


def understand(question: str, known: Known | None = None, *, ignoring: Collection[str] = ()) -> Query:
    """Read a question.

    Args:
        question: As a person writes it.
        known: The speakers and dates of the index, without which only phrases and exclusions are recognised.
        ignoring: Keys of constraints that are switched off: such a phrase and such a name are words like any other,
            such an exclusion is dropped.

    Raises:
        EmptyQueryError: It holds no word, or only what must not be found.
        QueryTooLongError: It is longer than MAX_CHARS.
    """
    asked = _cleaned(question)
    wording = worded(asked)
    text = wording.unmarked(asked)
    if not _WORD.search(text):
        raise EmptyQueryError("nothing was asked: the question only says what must not be found; add what to look for")
    found = list(wording.constraints)
    frames: tuple[tuple[int, int], ...] = ()
    if known is not None:
        more, frames = recognised(wording.masked(asked), asked, known)
        found = sorted([*found, *more], key=lambda each: (each.start, each.end))
    on = tuple(each for each in found if each.key not in ignoring)
    cut = [(each.start, each.end) for each in on if each.required and each.kind in _NO_TOPIC]
    if cut:
        cut += [(each.start, each.end) for each in on if each.kind is ConstraintKind.STRANGER]
    barred = [(each.start, each.end) for each in on if each.kind is ConstraintKind.NOT_SPEAKER]
    cut += [span for span in frames if any(start < span[1] and span[0] < end for start, end in (*cut, *barred))]
    query = Query(text, _topic(wording.unmarked(asked, cut), text), answer_type(text), asked=asked)
    return replace(
        query,
        phrases=tuple(each.value for each in on if each.kind is ConstraintKind.PHRASE),
        excluded=tuple(each.value for each in on if each.kind is ConstraintKind.EXCLUDED),
        constraints=on,
        switched_off=tuple(each for each in found if each.key in ignoring),
    )


def _cleaned(question: str) -> str:
    if not isinstance(question, str):
        raise QueryError(f"a question is a text, not {question!r}")
    if len(question) > MAX_CHARS:
        raise QueryTooLongError(f"the question has {len(question):,} characters; at most {MAX_CHARS:,} can be asked")
    asked = " ".join(_CONTROL.sub(" ", question).split())
    if not _WORD.search(asked):
        raise EmptyQueryError("nothing was asked: the question holds no word")
    return asked


def _topic(left: str, text: str) -> str:
    """Return what is left of a text after names and dates were cut, without frame words; all of it if that is none."""
    kept = _unframed(left)
    if left != text and FUNCTION.issuperset(exact_words(kept)):
        kept = _unframed(text)
    return kept if exact_words(kept) else text


def _unframed(text: str) -> str:
    return " ".join(word for word in text.split() if not _FRAME.issuperset(exact_words(word)))


def merged(where: Conditions, query: Query) -> Conditions:
    """Add the speakers and days that a question demands to the filters a person set.

    Filters win: the question only narrows them, and where it would leave nothing of them, it does not count.
    """
    speakers = query.speakers_required or None
    if where.speakers is not None:
        speakers = (where.speakers & (speakers or where.speakers)) or where.speakers
    barred = query.speakers_barred - (speakers or frozenset())
    since = max((day for day in (where.since, query.since) if day), default=None)
    until = min((day for day in (where.until, query.until) if day), default=None)
    if since and until and since > until:
        since, until = where.since, where.until
    return replace(where, speakers=speakers, since=since, until=until, not_speakers=barred or None)


def widened(query: Query, filters: Filters) -> tuple[Filters, tuple[str, ...]] | None:
    """Return filters, and keys of constraints to ignore, that leave out who speaks and when; None if nothing does.

    Strangers stay: nobody else speaks for them.
    """
    keys = tuple(each.key for each in query.constraints if each.required and each.kind in _WHO_AND_WHEN)
    wider = replace(filters, speakers=(), since=None, until=None)
    return (wider, keys) if (keys or wider != filters) and not query.strangers else None


def conditions(filters: Filters, speakers: Sequence[Speaker], transcripts: Iterable[str]) -> Conditions:
    """Resolve filters, as a person writes them, against what the index holds.

    Raises:
        DateRangeError: since is after until.
        UnknownSpeakerError: No speaker has a name; ``.near`` lists those that are close.
        UnknownTranscriptError: No transcript has an id; ``.near`` lists those that are close.
    """
    if filters.since and filters.until and filters.since > filters.until:
        raise DateRangeError(f"the first day, {filters.since}, is after the last, {filters.until}; swap them")
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
