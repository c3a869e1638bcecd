"""What the index holds, as far as the screen needs to know before anything is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from search.in_words import day

if TYPE_CHECKING:
    import datetime as dt

    from index import Speaker, TranscriptHead
    from search import SpeechSearch


@dataclass(frozen=True, slots=True)
class Known:
    """Transcripts, speakers and days of an index."""

    transcripts: tuple[TranscriptHead, ...]
    """By id."""
    speakers: tuple[Speaker, ...]
    """Who has most turns first."""
    days: tuple[dt.date, dt.date] | None
    """The first and the last; None when no transcript has a date."""

    @classmethod
    def of(cls, engine: SpeechSearch) -> Self:
        """Ask an engine; this takes some milliseconds for a thousand transcripts, so nothing is kept."""
        speakers = sorted(engine.speakers(), key=lambda each: (-each.turns, each.name))
        return cls(tuple(engine.transcripts()), tuple(speakers), engine.date_range())

    @property
    def undated(self) -> int:
        """How many transcripts have no date."""
        return sum(each.date is None for each in self.transcripts)

    def in_words(self) -> str:
        """Return how much there is: "2 transcripts · 3 speakers · 12 March 2021 to 5 September 2022"."""
        parts = [counted(len(self.transcripts), "transcript"), counted(len(self.speakers), "speaker")]
        if self.days:
            parts.append(" to ".join(dict.fromkeys(day(each) for each in self.days)))
        return " · ".join(parts)


def counted(number: int, what: str) -> str:
    """Return "1 turn", "1,200 turns"."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"
