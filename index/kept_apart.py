"""Voices that carry one name in several transcripts and need not be one person: told apart by their transcripts.

"The President" of one debate is somebody else in another, and so is "Speaker 1". A surname alone is one person where an
office says so, too ("Vice President Lund" of this year is that of the last one), or where it is heard again within a
year.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from index.name_shapes import agree, titles_clash
from index.names import folded, in_transcript, is_counted, office_of
from index.printed import take_apart

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    from index.speakers import Voice

NUMBERED = "a number that other transcripts give to others"
OFFICE_ALONE = "an office that other transcripts name alone, too"
SURNAME_ALONE = "a surname that other transcripts name alone, too"
APART = (NUMBERED, OFFICE_ALONE, SURNAME_ALONE)
"""Rules that join nothing: they tell why a name has its transcript, or an office, behind it."""

_OFFICE_DAYS = 10 * 366
_SURNAME_DAYS = 366


def without_names(voices: Iterable[Voice]) -> Iterator[tuple[Voice, str, str]]:
    """Yield voices known by a number or an office alone that others share, with the name of each, and the rule."""
    groups: dict[tuple[str, str], list[Voice]] = defaultdict(list)
    for voice in voices:
        if (rule := _rule(voice.name)) is not None:
            groups[rule, folded(voice.name.replace("_", " "))].append(voice)
    for (rule, _), group in groups.items():
        if len({voice.transcript for voice in group}) > 1:
            yield from ((voice, in_transcript(voice.name, voice.transcript), rule) for voice in group)


@lru_cache(maxsize=1 << 14)
def _rule(name: str) -> str | None:
    if is_counted(name):
        return NUMBERED
    return OFFICE_ALONE if take_apart(name).office_only else None


@dataclass(slots=True)
class _Bearer:
    """Who bears a surname alone, in one transcript or in several whose offices agree."""

    voices: list[Voice]
    roles: set[str] = field(default_factory=set)
    last: dt.date | None = None

    def absorb(self, other: _Bearer) -> None:
        self.voices += other.voices
        self.roles |= other.roles
        self.last = max((day for day in (self.last, other.last) if day), default=None)

    def is_one_with(self, other: _Bearer) -> bool:
        """Whether an office of both tells that they are one; ``other`` is not the earlier."""
        near = self.last is None or other.last is None or (other.last - self.last).days <= _OFFICE_DAYS
        return near and agree(self.roles, other.roles) and not titles_clash(self.roles, other.roles)

    def is_soon_after(self, other: _Bearer) -> bool:
        """Whether ``other``, who is not the earlier, has a day within a year, so that a surname is enough."""
        soon = self.last is not None and other.last is not None and (other.last - self.last).days <= _SURNAME_DAYS
        return soon and not titles_clash(self.roles, other.roles)

    @property
    def transcripts(self) -> list[str]:
        return sorted({voice.transcript for voice in self.voices})


def surnames(lone: Iterable[Voice]) -> Iterator[tuple[Voice, str, str | None]]:
    """Yield voices known by a surname alone, with the name of each; and the rule, where others bear it alone, too."""
    groups: dict[str, dict[str, list[Voice]]] = defaultdict(lambda: defaultdict(list))
    for voice in lone:
        groups[folded(voice.name)][voice.transcript].append(voice)  # with its title: "Mr. Lund" is not "Ms. Lund"
    for group in groups.values():
        bearers = _bearers([_Bearer(voices, *_told(voices)) for voices in group.values()])
        names = _names(bearers)
        rule = SURNAME_ALONE if len(bearers) > 1 else None
        for bearer, name in zip(bearers, names, strict=True):
            yield from ((voice, name, rule) for voice in bearer.voices)


def _told(voices: Iterable[Voice]) -> tuple[set[str], dt.date | None]:
    seen = list(voices)
    return {voice.role for voice in seen if voice.role}, max((voice.day for voice in seen if voice.day), default=None)


def _bearers(single: list[_Bearer]) -> list[_Bearer]:
    """Make one of those whose offices agree, or who have none and follow each other within a year, the earliest first.

    A press secretary is "MS. LUND" in hundreds of briefings: she is one, and not the Ms. Lund of another decade.
    """
    found: list[_Bearer] = []
    held: list[_Bearer] = []
    for each in sorted(single, key=lambda one: (one.last is None, str(one.last), one.transcripts)):
        if not any(map(office_of, each.roles)):
            if (before := next((one for one in reversed(found) if one.is_soon_after(each)), None)) is not None:
                before.absorb(each)
            else:
                found.append(each)
            continue
        same = [one for one in held if one.is_one_with(each)]
        for other in same[1:]:
            same[0].absorb(other)
            held.remove(other)
        if same:
            same[0].absorb(each)
        else:
            held.append(each)
    return [*found, *held]


def _names(bearers: Sequence[_Bearer]) -> list[str]:
    """Return what to call each: by the surname where there is one, else with the office or the transcript behind it."""
    plain = [_most_used(voice.name for voice in each.voices) for each in bearers]
    if len(bearers) == 1:
        return plain
    offices = [_office(each) if len(each.transcripts) > 1 else None for each in bearers]
    return [
        in_transcript(name, office if office and offices.count(office) == 1 else each.transcripts[0])
        for name, office, each in zip(plain, offices, bearers, strict=True)
    ]


def _office(bearer: _Bearer) -> str | None:
    offices = [office for voice in bearer.voices if (office := office_of(voice.role))]
    return _most_used(offices) if offices else None


def _most_used(names: Iterable[str]) -> str:
    listed = sorted(names)
    return max(dict.fromkeys(listed), key=lambda name: (not name.isupper(), listed.count(name)))
