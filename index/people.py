"""Which printed names of one transcript are one person, and whom its own head names."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from index.names import PrintedName, capitalised, folded, is_title, take_apart
from index.titles import ARTICLES, HONORIFICS, OF

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORD = re.compile(r"[^\s,;:()\[\]]+")
_FRENCH = re.compile(r"^(?:Mme|Mlle|L['’]hon|Le\s|La\s|M\.\s)")
_SURNAME_PARTICLES = frozenset("van von der den de di da el al bin ibn".split())
_OFFICE_PARTICLES = (OF | ARTICLES) - {"in", "on", "at", "to"}
_CALLED = re.compile(r"^(?:(?:a|an|the|mr|madam|madame|former|acting|vice)\s+)+")


@dataclass(slots=True)
class People:
    """The people of one transcript: who its head names, and what is printed before turns."""

    head: list[PrintedName] = field(default_factory=list)
    """Whom title, head and list of participants name, with their offices."""
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
        names = {}
        for printed, taken in self._taken.items():
            if taken.office_only:
                names[printed] = _holder(taken.name, self.head) or taken.name
            elif folded(taken.name) in torn and taken.male is not None:
                names[printed] = capitalised(f"{taken.role} {taken.name}")
            else:
                names[printed] = taken.name
        joined = join_names([*names.values(), *(person.name for person in self.head if not person.office_only)])
        return {printed: joined[name] for printed, name in names.items()}


def _torn_surnames(taken: Iterable[PrintedName]) -> set[str]:
    """Return folded names that are printed with "Mr." and with "Ms.": two people."""
    sexes: dict[str, set[bool]] = {}
    for each in taken:
        if each.male is not None:
            sexes.setdefault(folded(each.name), set()).add(each.male)
    return {name for name, found in sexes.items() if len(found) > 1}


def _holder(office: str, head: list[PrintedName]) -> str | None:
    """Return the one person whom the head names with this office, or None."""
    wanted = _CALLED.sub("", folded(office)) if not folded(office).startswith("the vice") else folded(office)[4:]
    found = {
        person.name
        for person in head
        if person.role and not person.office_only and _same_office(wanted, folded(person.role))
    }
    return found.pop() if len(found) == 1 else None


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
        begin = place - 1 if place and words[place - 1][0].isupper() else place
        taken = take_apart(" ".join(words[begin:end]))
        if not taken.office_only and taken.role:
            found.append(taken)
        place = max(end, place + 1)
    return found


def _end_of_name(words: list[str], start: int) -> int:
    """Return where a run of capitalised words that starts with an office ends."""
    end, titled = start, True
    while end < len(words):
        word = words[end]
        small = folded(word)
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


def join_names(names: Iterable[str]) -> dict[str, str]:
    """Map each name of one transcript to its canonical form.

    A shorter name joins a longer one when it is the end of exactly one of them: "Aliyev" joins "Ilham Aliyev" unless
    a second Aliyev speaks, too. Names that differ only in case, accents, dots or spaces are one, and so are names
    that differ only in middle names or initials, when just one longer name fits.
    """
    distinct = list(dict.fromkeys(names))
    first: dict[str, str] = {}
    for name in distinct:
        known = first.get(_key(name))
        if known is None or (known.isupper() and not name.isupper()) or (" " in name and " " not in known):
            first[_key(name)] = name
    forms = [folded(name) for name in first.values()]
    longest = {folded(name): _longest(folded(name), forms) for name in first.values()}
    by_form = {folded(name): name for name in first.values()}
    return {name: by_form[longest[folded(first[_key(name)])]] for name in distinct}


def _key(name: str) -> str:
    return folded(name).replace(" ", "").replace("-", "")


def _longest(name: str, names: list[str]) -> str:
    longer = {other for other in names if other != name and _fits(name, other)}
    outermost = {other for other in longer if not any(third != other and _fits(other, third) for third in longer)}
    return outermost.pop() if len(outermost) == 1 else name


def _fits(short: str, long: str) -> bool:
    """Whether a name is the end of a longer one, or the same first and last name without what stands between."""
    if long.endswith(" " + short):
        return True
    one, other = short.split(), long.split()
    if len(one) < 2 or len(other) <= len(one):
        return False
    middle = [word for word in other[1:-1] if word not in one]
    return one[0] == other[0] and one[-1] == other[-1] and len(one) == 2 and all(len(word) == 1 for word in middle)
