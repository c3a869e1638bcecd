"""Which printed names of one transcript are one person, and whom its own head names."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from index.names import capitalised, folded, is_title
from index.printed import PrintedName, take_apart
from index.titles import ARTICLES, HONORIFICS, OF

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORD = re.compile(r"[^\s,;:()\[\]–—]+|[,;:()\[\]–—]")
_SURNAME_PARTICLES = frozenset("van von der den de di da el al bin ibn".split())
_OFFICE_PARTICLES = (OF | ARTICLES) - {"in", "on", "at", "to"}
_ENDS_A_NAME = frozenset(
    """
    at after before in during to with and from on for as upon via following aboard outside inside about announcing
    marking celebrating honoring honouring hosting supporting signing delivering welcoming opening closing introducing
    commemorating recognizing presenting meeting visiting highlighting discussing addressing urging calling thanking
    launching touring observing attending arriving departing speaking nominating awarding greeting giving making
    accepting receiving lighting pardoning unveiling kicking swearing responding
    """.split()
)
"""Titles put capitals everywhere: "Remarks by President Berg Announcing …"."""
_CALLED = re.compile(r"^(?:(?:a|an|the|mr|madam|madame|former|acting|vice)\s+)+")


@dataclass(slots=True)
class People:
    """The people of one transcript: who its head names, and what is printed before turns."""

    head: list[PrintedName] = field(default_factory=list)
    """Whom title, head and list of participants name, with their offices."""
    hosts: list[PrintedName] = field(default_factory=list)
    """Those of them who speak, as the head says; "talks with President Berg" does not say who "The President" is."""
    _taken: dict[str, PrintedName] = field(default_factory=dict)
    _canonical: dict[str, str] = field(default_factory=dict)

    def resolve(self, printed: Iterable[str]) -> None:
        """Learn every name printed before a turn, and settle who is who."""
        distinct = list(dict.fromkeys(printed))
        french = sum(1 for name in distinct if re.match(r"(?:Mme|Mlle|L['’]hon)", name)) > 0
        plain = {folded(name) for name in distinct if len(name.split()) > 1 and not any(map(is_title, name.split()))}
        self._taken = {name: take_apart(name, plain, french=french) for name in distinct}
        self._canonical = self._settled()

    def who(self, printed: str) -> tuple[str | None, str]:
        """Return (role, canonical name) of a printed name; resolve() must have seen it."""
        taken = self._taken[printed]
        return taken.role, self._canonical[printed]

    def _settled(self) -> dict[str, str]:
        torn = _torn_surnames(self._taken.values())
        everyone = [person for person in (*self._taken.values(), *self.head) if not person.office_only]
        best = _best_forms(person.name for person in everyone)
        namesakes = _namesakes(everyone)
        initialled = _by_initials(everyone)
        names = {}
        for printed, taken in self._taken.items():
            if taken.office_only:
                holder = _holder(taken.name, self.hosts)
                names[printed] = best[_longest(holder, namesakes)] if holder else taken.name
            elif (name := initialled.get(letters_of(taken.name))) is not None and taken.name.isupper():
                names[printed] = best[name]
            elif folded(taken.name) in torn and taken.male is not None:
                names[printed] = capitalised(f"{taken.role} {taken.name}")
            else:
                longest = _longest(taken, namesakes)
                turned = _surname_first(taken, self.head) if longest == taken.name else None
                names[printed] = best[turned or longest]
        return names


def _namesakes(everyone: Iterable[PrintedName]) -> dict[str, list[PrintedName]]:
    """Return everyone by the last word of the name, since only those can be one person."""
    found: dict[str, list[PrintedName]] = {}
    for person in everyone:
        found.setdefault(_surname(person.name), []).append(person)
    return found


def _surname(name: str) -> str:
    return (folded(name).split() or [""])[-1]


def _longest(person: PrintedName, namesakes: dict[str, list[PrintedName]]) -> str:
    """Return the name that a name is a part of, if it is a part of just one; else the name itself."""
    others = namesakes.get(_surname(person.name), ())
    longer = {other.name for other in others if _fits(person.name, other.name) and _may_be(person, other)}
    outermost = {name for name in longer if not any(_fits(name, third) for third in longer)}
    distinct = {_key(name): name for name in outermost}
    return next(iter(distinct.values())) if len(distinct) == 1 else person.name


def _surname_first(person: PrintedName, head: Iterable[PrintedName]) -> str | None:
    """Return the one name of the head that begins with a surname and has its office: "President Yoon Suk Yeol"."""
    word, offices = folded(person.name), _offices(person)
    found = {
        other.name
        for other in head
        if " " not in word
        and folded(other.name).startswith(f"{word} ")
        and not offices.isdisjoint(_offices(other))
        and OF.isdisjoint(folded(other.name).split())  # "Korvin of Norrland"
    }
    return next(iter(found)) if len(found) == 1 else None


def _by_initials(everyone: Iterable[PrintedName]) -> dict[str, str]:
    """Map initials to the one full name that they can stand for: "AK" to "Ada Korvin"."""
    found: dict[str, set[str]] = {}
    for person in everyone:
        if initials := initials_of(person.name):
            found.setdefault(initials, set()).add(person.name)
    return {initials: next(iter(names)) for initials, names in found.items() if len(names) == 1}


def initials_of(name: str) -> str:
    """Return the initials of a full name, "AK" of "Ada Korvin"; empty for a name of one word."""
    words = re.split(r"[\s-]+", name)
    return "".join(word[0] for word in words).upper() if len(words) > 1 and all(map(_is_long, words)) else ""


def _is_long(word: str) -> bool:
    return len(word) > 1 and not word.endswith(".")


def letters_of(name: str) -> str:
    """Return the letters of initials as printed: "JL" of "J. L." and of "J-L"."""
    return re.sub(r"[\s.-]+", "", name)


def _may_be(one: PrintedName, other: PrintedName) -> bool:
    """Whether nothing printed with two names says that they are two people: "President Berg", "First Lady Ina Berg"."""
    if one.male is not None and other.male is not None and one.male != other.male:
        return False
    mine, theirs = _offices(one), _offices(other)
    return not mine or not theirs or not mine.isdisjoint(theirs)


def _offices(person: PrintedName) -> set[str]:
    words = folded(person.role or "").replace(",", " ").split()
    return {word for word in words if word not in HONORIFICS | ARTICLES | OF and is_title(word)}


def _best_forms(names: Iterable[str]) -> dict[str, str]:
    """Map each name to the form to show: of those that differ in case, accents, dots or spaces, the fullest."""
    best: dict[str, str] = {}
    distinct = list(dict.fromkeys(names))
    for name in distinct:
        known = best.get(_key(name))
        if known is None or (known.isupper() and not name.isupper()) or (" " in name and " " not in known):
            best[_key(name)] = name
    return {name: best[_key(name)] for name in distinct}


def _torn_surnames(taken: Iterable[PrintedName]) -> set[str]:
    """Return folded names that are printed with "Mr." and with "Ms.": two people."""
    sexes: dict[str, set[bool]] = {}
    for each in taken:
        if each.male is not None:
            sexes.setdefault(folded(each.name), set()).add(each.male)
    return {name for name, found in sexes.items() if len(found) > 1}


def _holder(office: str, hosts: list[PrintedName]) -> PrintedName | None:
    """Return the one person of the hosts with this office, or None."""
    called = folded(office)
    wanted = called[4:] if called.startswith("the vice") else _CALLED.sub("", called)
    found = {
        person.name: person
        for person in hosts
        if person.role and not person.office_only and _same_office(wanted, folded(person.role))
    }
    return next(iter(found.values())) if len(found) == 1 else None


def _same_office(wanted: str, role: str) -> bool:
    """Whether "president" is the office of a "President of Norrland", but not of a "Vice President"."""
    words = [word for word in role.split() if word not in HONORIFICS and word not in ARTICLES]
    asked = wanted.split()
    if words[: len(asked)] != asked:
        return False
    return len(words) == len(asked) or words[len(asked)] in OF


def people_in(text: str) -> list[PrintedName]:
    """Return the people whom a title or a list names with an office or a form of address, in order.

    "Remarks by President Berg and Prime Minister Korvin of Norrland" names two.
    """
    found = []
    words = _WORD.findall(text.replace("’s ", " ’s ").replace("'s ", " 's "))
    place = 0
    while place < len(words):
        if not is_title(words[place]) or words[place][0].islower():
            place += 1
            continue
        end = _end_of_name(words, place)
        begin = place - 1 if place and _modifies(words[place - 1]) else place
        taken = take_apart(" ".join(words[begin:end]))
        if not taken.office_only and taken.role:
            found.append(taken)
        place = max(end, place + 1)
    return found


def _does(words: list[str], place: int) -> bool:
    """Whether a word tells what the person does: "President Berg Laying Out His Plan", unlike "Ina Browning at …"."""
    if not re.fullmatch(r"[A-Z]?[a-z]+ing", words[place]) or place + 1 == len(words):
        return False
    following = words[place + 1]
    return following[0].isalpha() and folded(following) not in _ENDS_A_NAME | {"and", "of"}


def _modifies(word: str) -> bool:
    """Whether a word before an office is part of it: "Ferry Company President"."""
    return word[0].isupper() and folded(word) not in _ENDS_A_NAME | {"by", "of"}


def _end_of_name(words: list[str], start: int) -> int:
    """Return where a run of capitalised words that starts with an office ends."""
    end, titled = start, True
    while end < len(words):
        word = words[end]
        small = folded(word)
        if small in _ENDS_A_NAME or (not titled and _does(words, end)):
            break
        if word[0].isupper():
            titled = titled and is_title(word)
            end += 1
        elif end + 1 < len(words) and (small in _SURNAME_PARTICLES or (titled and small in _OFFICE_PARTICLES)):
            end += 1
        else:
            break
    while end > start and words[end - 1][0].islower():
        end -= 1
    return end


def _key(name: str) -> str:
    return folded(name).replace(" ", "").replace("-", "")


def _fits(short: str, long: str) -> bool:
    """Whether a name is the end of a longer one, or the same first and last name without initials between."""
    short, long = folded(short), folded(long)
    if long.endswith(" " + short):
        return True
    one, other = short.split(), long.split()
    if len(one) < 2 or len(other) <= len(one):
        return False
    middle = [word for word in other[1:-1] if word not in one]
    return one[0] == other[0] and one[-1] == other[-1] and len(one) == 2 and all(len(word) == 1 for word in middle)
