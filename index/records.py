"""The records that flow through Rostrum: transcripts, turns, speakers, passages.

All are frozen and carry no behaviour beyond values derived from their own fields. Offsets are counted in
code points and intervals are half-open; ``transcript.text[p.start:p.end] == p.text`` holds for each passage.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from index.errors import PassageIdCollisionError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

PARAGRAPH_BREAK = "\n\n"


class Attribution(StrEnum):
    """How a turn got its speaker."""

    MARKUP = "markup"
    """The file's own structure names the speaker (an XML attribute, a JSON field)."""
    HEADING = "heading"
    """A line such as "Speech by President X" stands above the turn."""
    LABEL = "label"
    """The turn starts with a printed name: "President X: …"."""
    CARRIED = "carried"
    """The speaker goes on after an interruption (applause, a remark of the reporter)."""
    METADATA = "metadata"
    """The transcript as a whole names one speaker and has no marks of its own."""
    UNKNOWN = "unknown"
    """Nobody can tell; the speaker is None."""


class Kind(StrEnum):
    """What sort of voice a turn is."""

    SPEECH = "speech"
    QUESTION = "question"
    NARRATION = "narration"
    STAGE = "stage"


class Reach(StrEnum):
    """How a passage can be found; every passage is kept and shown in its context."""

    MEANING = "meaning"
    """By meaning and by words: it has a vector and a lexical document."""
    EXACT = "exact"
    """By an exact phrase only: so short ("Thank you.") that it would crowd results."""
    CONTEXT = "context"
    """Not by itself: applause, or a repeat of a passage of the same voice in the same transcript."""


@dataclass(frozen=True, slots=True)
class Source:
    """The file that transcripts were read from."""

    path: str
    """POSIX path under the corpus root; never absolute."""
    sha256: str
    format: str


@dataclass(frozen=True, slots=True)
class Speaker:
    """A person (or a voice known only by office, such as "The President") across the corpus."""

    name: str
    """Canonical name, without titles."""
    roles: tuple[str, ...] = ()
    """Titles and offices as printed, each once, in order of first use."""
    aliases: tuple[str, ...] = ()
    """Every printed form, each once, in order of first use."""
    turns: int = 0
    words: int = 0
    transcripts: int = 0
    """How many of them this speaker speaks in."""
    attributions: tuple[tuple[Attribution, int], ...] = ()
    """How many turns were attributed in which way, in the order of :class:`Attribution`."""
    joined: tuple[tuple[str, str], ...] = ()
    """Aliases that are not simply the name with titles, each with the rule that made it this speaker's."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One uninterrupted stretch of one voice."""

    text: str
    """Paragraphs joined by an empty line."""
    speaker: str | None = None
    """Canonical name; None for narration, stage directions and voices nobody can tell."""
    as_printed: str | None = None
    """What the transcript prints where the speaker is named."""
    role: str | None = None
    attribution: Attribution = Attribution.UNKNOWN
    kind: Kind = Kind.SPEECH
    start_s: float | None = None
    """Seconds from the start of the recording."""
    starts_s: tuple[float, ...] = ()
    """Seconds at which each paragraph of the text starts, where the file times them; else empty."""


@dataclass(frozen=True, slots=True)
class TranscriptHead:
    """What a transcript says of itself; everything but its turns."""

    id: str
    """Stable and readable: the path under the corpus root without suffix, or given by the file."""
    title: str | None = None
    date: dt.date | None = None
    venue: str | None = None
    language: str | None = None
    """ISO 639-1 code."""
    source: str | None = None
    """Where the transcript was published, usually a URL."""


@dataclass(frozen=True, slots=True)
class Transcript(TranscriptHead):
    """One document: a meeting, a session, a press conference, an address."""

    turns: tuple[Turn, ...] = field(default=(), kw_only=True)

    @property
    def text(self) -> str:
        """All turns, joined by an empty line; what passages' offsets count in."""
        return PARAGRAPH_BREAK.join(turn.text for turn in self.turns)

    @property
    def head(self) -> TranscriptHead:
        """This transcript without its turns."""
        return TranscriptHead(self.id, self.title, self.date, self.venue, self.language, self.source)


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit that is embedded, ranked and quoted: a paragraph, or a part of a long one, inside one turn."""

    id: int
    """63 bits; see :func:`passage_id`. Also the FAISS id and the SQLite rowid."""
    transcript_id: str
    turn: int
    """Position of its turn in the transcript, from 0."""
    ordinal: int
    """Position of this passage in the transcript, from 0."""
    start: int
    end: int
    text: str
    speaker: str | None = None
    role: str | None = None
    attribution: Attribution = Attribution.UNKNOWN
    kind: Kind = Kind.SPEECH
    reach: Reach = Reach.MEANING
    start_s: float | None = None


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a passage must fulfil to be ranked at all; None stands for "any".

    Conditions speak of metadata, not of row numbers, so that any engine can apply them where its data live.
    """

    speakers: frozenset[str] | None = None
    """Canonical names."""
    since: dt.date | None = None
    until: dt.date | None = None
    """Both inclusive; a transcript without a date fulfils neither."""
    transcripts: frozenset[str] | None = None
    kinds: frozenset[Kind] | None = None
    not_speakers: frozenset[str] | None = None
    """Canonical names of whoever must not be the speaker; a passage without a speaker fulfils this."""

    @property
    def any(self) -> bool:
        """Whether every passage fulfils them."""
        return self == Conditions()

    def allow(self, speaker: str | None, day: dt.date | None) -> bool:
        """Whether what a speaker says on a day fulfils those on who and when."""
        asked = (self.speakers is None or speaker in self.speakers) and speaker not in (self.not_speakers or ())
        if self.since is None and self.until is None:
            return asked
        return asked and day is not None and (self.since or day) <= day <= (self.until or day)


@dataclass(frozen=True, slots=True)
class Wording:
    """What the words of a passage must fulfil to be ranked at all."""

    phrases: tuple[str, ...] = ()
    """Each must stand in it, word by word, side by side."""
    excluded: tuple[str, ...] = ()
    """None of these words or phrases may stand in it."""

    @property
    def any(self) -> bool:
        """Whether every passage fulfils it."""
        return self == Wording()


@dataclass(frozen=True, slots=True)
class Term:
    """A content word of a question as the lexical index sees it."""

    word: str
    """As it stands in the question, in lower case, without accents."""
    stems: frozenset[str]
    """Its stem in each language of the index."""
    idf: float
    """Inverse document frequency, natural logarithm, never negative: ln(1 + (N - n + 0.5) / (n + 0.5))."""


def passage_id(transcript_id: str, text: str, occurrence: int) -> int:
    """Return the 63-bit id of a passage.

    Args:
        transcript_id: The id of its transcript.
        text: The passage, verbatim.
        occurrence: How many times the same text stood earlier in the same transcript.

    The id outlives a new parse and text inserted elsewhere, because it depends on nothing else.
    BLAKE2b with the personalisation parameter of RFC 7693; the top bit is dropped to fit a signed 64-bit integer.
    """
    digest = hashlib.blake2b(digest_size=8, person=b"rostrum.passage")
    for part in (transcript_id, text):
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "little"))
        digest.update(data)
    digest.update(occurrence.to_bytes(8, "little"))
    return int.from_bytes(digest.digest(), "little") >> 1


def refuse_collisions(passages: Iterable[Passage]) -> None:
    """Raise PassageIdCollisionError if two passages carry one id."""
    seen: dict[int, Passage] = {}
    for passage in passages:
        other = seen.setdefault(passage.id, passage)
        if other is not passage:
            raise PassageIdCollisionError(
                f"two passages have the id {passage.id}: {other.text[:40]!r} in {other.transcript_id} "
                f"and {passage.text[:40]!r} in {passage.transcript_id}"
            )
