"""The speakers of an index by the words of their names, in forms that let spellings and scripts meet."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import OSA

from index.name_keys import has_ideographs, loose_key, strict_key
from index.name_parts import KnownParts
from index.names import PARTICLES, folded, is_title, office_of
from index.titles import ARTICLES, OF, POLITIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from index.name_parts import NameParts
    from index.records import Speaker

Numbers = frozenset[int]
"""Of speakers, counted from 0."""
NOBODY: Numbers = frozenset()

MIN_FUZZY_CHARS = 5
_TWO_SLIPS_CHARS = 8
"""One slip of the pen in shorter surnames: with two, "Korvin" is "Morgan"."""
_LIKE = 0.6
"""Share of the letters of a given name that other spellings of it keep."""
_OFFICE_LINKS = ARTICLES | OF | POLITIES | {"and", "&"}


@lru_cache(maxsize=1 << 14)
def strict_forms(word: str) -> tuple[str, str]:
    """Return a word as it compares with given names, and with surnames; empty where it has no letters."""
    forms = strict_key.__wrapped__(f"{word} {word}")  # its own cache is endless, as questions are
    return (forms[0], forms[-1]) if forms else ("", "")


@lru_cache(maxsize=1 << 14)
def loose_form(word: str) -> str:
    """Return a word as it compares with one in another script or romanisation."""
    return loose_key.__wrapped__(word)


def office_key(words: Iterable[str]) -> tuple[str, ...]:
    """Return what of an office is compared: "president kazakhstan" of "President of the Republic of Kazakhstan"."""
    return tuple(word for word in words if word not in _OFFICE_LINKS)


def _of_other_gender(one: str, other: str) -> bool:
    """Whether surnames differ as those of a man and a woman do: "Tokayev" and "Tokayeva"."""
    return f"{one}a" == other or one == f"{other}a"


@lru_cache(maxsize=1 << 12)
def _office_keys(role: str | None) -> tuple[tuple[str, ...], ...]:
    """Return an office as it is, and without what it is of; none where a role is no more than a form of address."""
    words = folded(office_of(role) or "").replace(",", " ").split()
    of = next((place for place, word in enumerate(words) if place and word in OF), len(words))
    keys = {office_key(words), office_key(words[:of])} - {()}
    return tuple(key for key in keys if len(key) > 1 or is_title(key[0]))


class NameBook:
    """Looks speakers up by a word of a question; made once for an index."""

    def __init__(self, speakers: Sequence[Speaker], parts: KnownParts | None = None) -> None:
        """Enter speakers; ``parts`` are their names where these have been taken apart before."""
        self._parts = parts or KnownParts({}, {})
        self._surnames: defaultdict[str, set[int]] = defaultdict(set)
        self._loose: defaultdict[str, set[int]] = defaultdict(set)
        self._whole: defaultdict[str, set[int]] = defaultdict(set)
        self._given: defaultdict[str, set[int]] = defaultdict(set)
        self._offices: defaultdict[tuple[str, ...], set[int]] = defaultdict(set)
        self._words: list[frozenset[str]] = []
        self._alike: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
        for number, speaker in enumerate(speakers):
            self._words.append(self._enter(number, speaker))
        for surname, bearers in self._surnames.items():
            self._loose[loose_form(surname)] |= bearers
            if len(surname) >= MIN_FUZZY_CHARS - 1:
                self._alike[surname[0], len(surname)].append(surname)
        self._office_starts = frozenset(key[0] for key in self._offices)

    def surnamed(self, word: str) -> Numbers:
        """Return the speakers with this surname, or with this word at its end ("Leyen")."""
        return frozenset(self._surnames.get(strict_forms(word)[1], NOBODY))

    def romanised(self, word: str) -> Numbers:
        """Return the speakers whose surname, or whole name in ideographs, is this in another script or spelling."""
        if has_ideographs(word):
            return frozenset(self._whole.get("".join(strict_forms(word)[:1]), NOBODY))
        return frozenset(self._loose.get(loose_form(word), NOBODY))

    def alike(self, word: str) -> Numbers:
        """Return the speakers with the surname that differs from a word by a slip or two, if it is only one surname.

        The first letter has to be right.
        """
        asked = strict_forms(word)[1]
        slips = 2 if len(asked) >= _TWO_SLIPS_CHARS else 1
        if len(word) < MIN_FUZZY_CHARS or len(asked) < MIN_FUZZY_CHARS - 1:
            return NOBODY
        near = [
            each for size in range(-slips, slips + 1) for each in self._alike.get((asked[0], len(asked) + size), ())
        ]
        found = process.extract(asked, near, scorer=OSA.distance, score_cutoff=slips, limit=8)
        best = [each for each, distance, _ in found if distance == found[0][1] and not _of_other_gender(asked, each)]
        return frozenset(self._surnames[best[0]]) if len(best) == 1 else NOBODY

    def given(self, word: str) -> Numbers:
        """Return the speakers who have this word in their name, but not as the end of it."""
        return frozenset(self._given.get(strict_forms(word)[0], NOBODY))

    def has_word(self, number: int, word: str) -> bool:
        """Whether a word, or an initial, is one of a speaker's name."""
        known = self._words[number]
        given, surname = strict_forms(word)
        if given in known or surname in known:
            return True
        if len(word) == 1:
            return any(each.startswith(word) for each in known)
        return len(word) > 2 and loose_form(word) in {loose_form(each) for each in known}

    def has_like(self, number: int, word: str) -> bool:
        """Whether a word may be one of a speaker's name in another spelling: "Kasim" of "Kassym"."""
        if self.has_word(number, word):
            return True
        return any(OSA.normalized_similarity(strict_forms(word)[0], each) >= _LIKE for each in self._words[number])

    def is_lone(self, number: int) -> bool:
        """Whether a speaker is known by a surname alone, so that any given name may be theirs."""
        return len(self._words[number]) == 1

    def holders(self, office: tuple[str, ...]) -> Numbers:
        """Return the speakers who are known to hold an office; see :func:`office_key`."""
        return frozenset(self._offices.get(office, NOBODY))

    def starts_office(self, word: str) -> bool:
        """Whether some speaker's office begins with a word."""
        return word in self._office_starts

    def _enter(self, number: int, speaker: Speaker) -> frozenset[str]:
        words = self._enter_name(number, self._parts.of(speaker.name))
        seen = set(folded(speaker.name).replace(",", " ").split())
        for alias in speaker.aliases:
            new = [word for word in alias.split() if folded(word).strip(",") not in seen]
            if all(map(is_title, new)) and len(new) < len(alias.split()):
                continue
            parts = self._parts.of_printed(alias)
            if parts.office_only:
                self._enter_office(number, parts.name)
            else:
                words |= self._enter_name(number, parts)
        for role in speaker.roles:
            self._enter_office(number, role)
        return frozenset(words)

    def _enter_name(self, number: int, parts: NameParts) -> set[str]:
        if not parts.words:
            if parts.office_only:
                self._enter_office(number, parts.name)
            return set()
        words, surname = parts.words, parts.surname
        self._surnames[surname[-1]].add(number)
        self._surnames["".join(surname)].add(number)
        self._whole["".join(words)].add(number)
        for word in words[:-1]:
            if word not in PARTICLES and len(word) > 1:
                self._given[word].add(number)
        pieces = {strict_forms(part)[0] for word in parts.name.split() if "-" in word for part in word.split("-")}
        return {*words, *pieces} - {""}

    def _enter_office(self, number: int, role: str | None) -> None:
        for key in _office_keys(role):
            self._offices[key].add(number)
