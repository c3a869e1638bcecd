"""What a name is made of, and how two names of one person may differ."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from index.name_keys import has_ideographs, strict_key
from index.names import PARTICLES, folded
from index.printed import take_apart
from index.titles import FEMALE, HONORIFICS, MALE

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

SPELLING = "the same but for capitals, accents and dots"
TITLES = "the same without titles"
LETTERS = "the same name in other letters"
MIDDLE = "the same but for middle names, borne by one person of the corpus"

_NOBODY = frozenset(
    """
    some an the any one hon q question questioner questions a answer reporter reporters journalist correspondent
    audience crowd unknown unidentified unnamed speaker speakers voice voices participant participants panelist
    guest caller interviewer interviewee interpreter translator narrator operator host moderator male female man
    woman boy girl person people member members all several various other others staff press multiple inaudible
    public party parties
    """.split()
)
"""Words of which no name consists."""
_SUFFIXES = frozenset(["jr", "sr", "ii", "iii", "iv"])
"""They tell fathers from sons, so that a name with one never joins a name without."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A name, taken apart for comparison."""

    bare: str
    """Folded, without titles."""
    title: str | None
    """Titles and offices that stand in it."""
    words: tuple[str, ...]
    """In strict form; the last is the end of the surname."""
    person: bool
    """A full name, as far as that can be told."""
    lone: bool
    """A surname alone, with its particles."""
    initial: bool
    """The given name is only an initial."""
    suffix: str
    """"jr", "iii", … or ""."""
    surname: tuple[str, ...]
    """The last word with the particles before it."""


_GIVEN_TOO = frozenset({"al", "ben", "della"})
"""Small words of surnames that are given names, too, where one word follows: Ben Korvin is no Mr. ben Korvin."""


@cache
def shape_of(name: str) -> Shape:
    """Take a name apart."""
    taken = take_apart(name)
    bare = folded(taken.name)
    words = bare.replace(",", " ").split()
    last = folded(name).replace(",", " ").split()[-1:]
    suffix = last[0] if len(words) > 1 and last and last[0] in _SUFFIXES else ""
    words = words[:-1] if suffix and words[-1] == suffix else words
    key = strict_key(" ".join(words))
    known_by_name = bool(key) and not taken.office_only and _is_name(words)
    start = len(key) - 1
    while start > 0 and key[start - 1] in PARTICLES and len(key[start - 1]) > 1:  # "John A. Smith"
        start -= 1
    if start == 0 and len(key) == 2 and key[0] in _GIVEN_TOO:
        start = 1
    alone = start == 0 and not (has_ideographs(name) and len(bare) > 1)
    return Shape(
        bare=" ".join(words),
        title=None if taken.office_only else taken.role,
        words=key,
        person=known_by_name and not alone,
        lone=known_by_name and alone and len(key[-1]) > 1,
        initial=bool(key) and len(key[0]) == 1,
        suffix=suffix,
        surname=key[max(start, 0) :],
    )


def _is_name(words: list[str]) -> bool:
    if any(char.isdigit() or char in "_/&#" for word in words for char in word) or "and" in words or "of" in words:
        return False
    return not all(word in _NOBODY or word in HONORIFICS or len(word) < 2 for word in words)


def rule_between(name: str, canonical: str) -> str | None:
    """Return the rule by which a full name became another, None if it is the same."""
    if name == canonical:
        return None
    if folded(name) == folded(canonical):
        return SPELLING
    one, other = shape_of(name), shape_of(canonical)
    if one.bare == other.bare and one.suffix == other.suffix:
        return TITLES
    return MIDDLE if fuller(one, other) or fuller(other, one) else LETTERS


def fuller(long: Shape, short: Shape) -> bool:
    """Whether one name is the other with more middle names, or with names where the other has initials.

    "Joseph Robinette Biden" is fuller than "Joseph R. Biden", and that than "Joseph Biden".
    """
    if long.surname != short.surname or long.suffix != short.suffix or long.words == short.words:
        return False
    ours, theirs = long.words[: -len(long.surname)], short.words[: -len(short.surname)]
    if not ours or not theirs or not _stands_for(theirs[0], ours[0]):
        return False
    place = 1
    for word in theirs[1:]:
        while place < len(ours) and not _stands_for(word, ours[place]):
            place += 1
        if place == len(ours):
            return False
        place += 1
    return True


def _stands_for(word: str, full: str) -> bool:
    return word == full or (len(word) == 1 and full.startswith(word))


def surname_fits(lone: Shape, full: Shape) -> bool:
    """Whether a surname that stands alone is all of the surname of a full name."""
    return lone.words == full.surname


def titles_clash(one: Collection[str], other: Collection[str]) -> bool:
    """Whether titles say that one is a man and the other a woman."""
    ours, theirs = _words(one), _words(other)
    return bool((ours & MALE and theirs & FEMALE) or (ours & FEMALE and theirs & MALE))


def agree(one: Collection[str], other: Collection[str]) -> bool:
    """Whether an office of the one is an office of the other: "Prime Minister" is, of "Prime Minister of Canada"."""
    ours, theirs = _offices(one), _offices(other)
    return any(a <= b or b <= a for a in ours for b in theirs)


def gap_days(one: Collection[dt.date], other: Collection[dt.date]) -> int | None:
    """Return how many days lie between the nearest days of each; None when either has none."""
    both = [*((day, True) for day in one), *((day, False) for day in other)]
    return min((abs((a - b).days) for (a, ours), (b, theirs) in pairwise(sorted(both)) if ours != theirs), default=None)


def _words(roles: Collection[str]) -> frozenset[str]:
    return frozenset(word for role in roles for word in folded(role).replace(",", " ").split())


def _offices(roles: Collection[str]) -> list[frozenset[str]]:
    """Return the words of each role that is more than a form of address."""
    found = (frozenset(word for word in _words([role]) if word not in HONORIFICS | PARTICLES) for role in roles)
    return [office for office in found if office]
