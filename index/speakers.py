"""Which names, of all transcripts of a corpus, are one person: pure, and the same whatever the order of files.

Names are joined only by the rules below, each of which can be shown. What stays apart may still be one person; what is
joined must be. A voice known by its office ("The President"), a number ("SPEAKER_01") or a surname alone is not even
the one so called in another transcript, if nothing tells that; :mod:`index.kept_apart` says what such are called.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from index.kept_apart import NUMBERED as NUMBERED
from index.kept_apart import surnames, without_names
from index.name_keys import has_ideographs, is_latin, loose_key, strict_key
from index.name_shapes import Shape, agree, fuller, gap_days, rule_between, shape_of, surname_fits, titles_clash
from index.names import folded, office_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from index.speakers_file import Declared

DECLARED = "speakers.toml"
SURNAME = "a surname that one person of the corpus bears"
"""The names of the other rules are in :mod:`index.name_shapes`."""

_SURNAME_DAYS = 366
"""A surname alone joins a full name within a year of it, or where office and title agree …"""
_OFFICE_DAYS = 10 * 366
"""… within ten years."""
_MIDDLE_DAYS = 5 * 366
"""George Bush of 1990 is not George W. Bush of 2003."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody in one transcript, as the transcript itself tells."""

    transcript: str
    name: str
    """As resolved inside the transcript."""
    printed: str | None = None
    role: str | None = None
    day: dt.date | None = None
    asks: bool = False
    """Speaks in questions only, where names are of people who came to ask."""


@dataclass(frozen=True, slots=True)
class Joined:
    """Who a name stands for in the corpus."""

    name: str
    """Canonical."""
    rule: str | None = None
    """Why, if it is not simply the name itself."""


@dataclass(slots=True)
class _Person:
    """What the corpus tells of the bearers of one name, or of several that are one."""

    names: set[str] = field(default_factory=set)
    days: set[dt.date] = field(default_factory=set)
    roles: set[str] = field(default_factory=set)
    transcripts: set[str] = field(default_factory=set)
    uses: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    declared: str | None = None

    def see(self, voice: Voice, name: str) -> None:
        self.names.add(name)
        self.days |= {voice.day} if voice.day else set()
        self.roles |= {voice.role} if voice.role else set()
        self.transcripts.add(voice.transcript)
        self.uses[name] += 1

    def absorb(self, other: _Person) -> None:
        self.names |= other.names
        self.days |= other.days
        self.roles |= other.roles
        self.transcripts |= other.transcripts
        self.declared = self.declared or other.declared
        for name, uses in other.uses.items():
            self.uses[name] += uses

    @property
    def canonical(self) -> str:
        """The declared name, else the one most used; not an initial where the given name is known."""
        if self.declared or len(self.names) == 1:
            return self.declared or next(iter(self.names))
        return max(sorted(self.names), key=self._weight)

    def _weight(self, name: str) -> tuple[int | bool, ...]:
        shape, latin = shape_of(name), is_latin(name)
        marked = sum(not char.isascii() for char in name) if latin else 0
        bare = shape.bare == folded(name)
        return bare, not shape.initial, latin, not name.isupper(), self.uses[name], len(shape.words), marked


def join(voices: Iterable[Voice], declared: Declared) -> dict[Voice, Joined]:
    """Tell for each voice who it is in the corpus."""
    seen = sorted(set(voices), key=_order)
    people = _People(declared)
    owners = {
        voice: declared.of_voice((voice.transcript, office_of(voice.role)), voice.printed, voice.name) for voice in seen
    }
    unnamed = without_names(voice for voice in seen if owners[voice] is None)
    found = {voice: Joined(name, rule) for voice, name, rule in unnamed}
    lone: list[Voice] = []
    for voice in (each for each in seen if each not in found):
        owner = owners[voice]
        if owner is not None:
            people.see(voice, owner)
            found[voice] = Joined(owner, None if folded(voice.name) == folded(owner) else DECLARED)
        elif shape_of(voice.name).lone:
            lone.append(voice)
        else:
            people.see(voice, voice.name)
    people.join()
    canonicals = people.canonicals()
    for voice in seen:
        if voice not in found and not shape_of(voice.name).lone:
            canonical = canonicals[voice.name]
            found[voice] = Joined(canonical, rule_between(voice.name, canonical))
    found |= _surnames(lone, people)
    return found


def _order(voice: Voice) -> tuple[str, ...]:
    parts = (voice.transcript, voice.name, voice.printed, voice.role, voice.day, voice.asks)
    return tuple("" if part is None else str(part) for part in parts)


class _People:
    """The persons of full names, joined step by step; each step looks at the state before it."""

    def __init__(self, declared: Declared) -> None:
        self._declared = declared
        self._people: dict[str, _Person] = {}

    def see(self, voice: Voice, name: str) -> None:
        person = self._people.setdefault(name, _Person())
        person.see(voice, name)
        if self._declared.canonical(name) == name:
            person.declared = name
            person.roles.update(self._declared.roles.get(name, ()))

    def of(self, name: str) -> _Person:
        return self._people[name]

    def canonicals(self) -> dict[str, str]:
        """Return the canonical name of the bearer of each name."""
        each = {id(person): person.canonical for person in self._people.values()}
        return {name: each[id(person)] for name, person in self._people.items()}

    def bearers(self) -> dict[str, list[_Person]]:
        """Return who bears each surname, by its last word."""
        found: dict[str, dict[int, _Person]] = defaultdict(dict)
        for name, person in sorted(self._people.items()):
            shape = shape_of(name)
            if shape.person:
                found[shape.words[-1]].setdefault(id(person), person)
        return {surname: list(each.values()) for surname, each in found.items()}

    def join(self) -> None:
        for pairs in (self._same_spelling, self._same_in_other_letters, self._same_but_for_middle_names):
            for one, other in list(pairs()):
                self._merge(one, other)

    def _merge(self, one: _Person, other: _Person) -> None:
        one, other = self.of(min(one.names)), self.of(min(other.names))
        if one is other or (one.declared and other.declared) or self.apart(one.names, other):
            return
        one.absorb(other)
        for name in other.names:
            self._people[name] = one

    def apart(self, names: Iterable[str], person: _Person) -> bool:
        """Whether a never_join says that names are not this person's."""
        pairs = (frozenset((folded(a), folded(b))) for a in names for b in person.names)
        return bool(self._declared.apart) and any(pair in self._declared.apart for pair in pairs)

    def _full(self) -> Iterator[tuple[str, Shape, _Person]]:
        for name, person in sorted(self._people.items()):
            if (shape := shape_of(name)).person:
                yield name, shape, person

    def _same_spelling(self) -> Iterator[tuple[_Person, _Person]]:
        yield from _neighbours(((shape.bare, shape.suffix), person) for _, shape, person in self._full())

    def _same_in_other_letters(self) -> Iterator[tuple[_Person, _Person]]:
        yield from _neighbours((("".join(shape.words), shape.suffix), person) for _, shape, person in self._full())
        latin: dict[str, dict[int, _Person]] = defaultdict(dict)
        for name, shape, person in self._full():
            if is_latin(name):
                latin[loose_key(shape.bare)].setdefault(id(person), person)
        for name, shape, person in self._full():
            if not is_latin(name):
                same = latin.get(loose_key(shape.bare), {})
                distinct = {strict_key(min(each.names)): each for each in same.values()}
                if len(distinct) == 1 and (len(shape.words) > 1 or has_ideographs(name)):
                    yield distinct.popitem()[1], person

    def _same_but_for_middle_names(self) -> Iterator[tuple[_Person, _Person]]:
        for people in self._by_surname():
            for person in people:
                if (longer := self._longer(person, people)) is not None:
                    yield longer, person

    def _by_surname(self) -> Iterator[list[_Person]]:
        groups: dict[str, dict[int, _Person]] = defaultdict(dict)
        for _, shape, person in self._full():
            groups[shape.words[-1]].setdefault(id(person), person)
        yield from (list(group.values()) for _, group in sorted(groups.items()) if len(group) > 1)

    def _longer(self, person: _Person, people: list[_Person]) -> _Person | None:
        """Return the one person whose name is this one with more middle names; None when there are two."""
        longer = [other for other in people if other is not person and _shorter(person, other)]
        outermost = [each for each in longer if not any(_shorter(each, other) for other in longer if other is not each)]
        if len(outermost) != 1:
            return None
        gap = gap_days(person.days, outermost[0].days)
        near = gap is None or gap <= _MIDDLE_DAYS or agree(person.roles, outermost[0].roles)
        return outermost[0] if near and not titles_clash(person.roles, outermost[0].roles) else None


def _neighbours(keyed: Iterable[tuple[object, _Person]]) -> Iterator[tuple[_Person, _Person]]:
    first: dict[object, _Person] = {}
    for key, person in keyed:
        if (other := first.setdefault(key, person)) is not person:
            yield other, person


def _shorter(one: _Person, other: _Person) -> bool:
    return any(fuller(shape_of(long), shape_of(short)) for short in one.names for long in other.names)


def _surnames(lone: list[Voice], people: _People) -> Iterator[tuple[Voice, Joined]]:
    """Tell whose surname stands alone: of the one person of the corpus who bears it, if more speaks for it."""
    bearers = people.bearers()
    groups: dict[tuple[str, str], list[Voice]] = defaultdict(list)
    left: list[Voice] = []
    for voice in lone:
        groups[voice.transcript, voice.name].append(voice)
    for (_, name), voices in groups.items():
        shape = shape_of(name)
        candidates = bearers.get(shape.words[-1], [])
        if len(candidates) == 1 and _is_of(voices, candidates[0], people):
            yield from ((voice, Joined(candidates[0].canonical, SURNAME)) for voice in voices)
        else:
            left += voices
    for voice, called, rule in surnames(left):
        yield voice, Joined(called, rule or rule_between(voice.name, called))


def _is_of(voices: list[Voice], person: _Person, people: _People) -> bool:
    """Whether those who bear a surname alone in one transcript are the one full name that ends so."""
    alone = _Person()
    for voice in voices:
        alone.see(voice, voice.name)
    alone.roles |= {title for voice in voices if (title := shape_of(voice.name).title)}
    names = alone.names | {voice.printed for voice in voices if voice.printed}
    if alone.transcripts & person.transcripts or all(voice.asks for voice in voices):
        return False
    if people.apart(names, person) or titles_clash(alone.roles, person.roles):
        return False
    if not any(surname_fits(shape_of(voices[0].name), shape_of(name)) for name in person.names):
        return False
    gap = gap_days(alone.days, person.days)
    if gap is not None and gap <= _SURNAME_DAYS:
        return True
    return agree(alone.roles, person.roles) and (gap is None or gap <= _OFFICE_DAYS)
