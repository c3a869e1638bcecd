"""The speakers of an index by the words of their names, in forms that let spellings and scripts meet."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import OSA

from index.name_cards import cards_of, loose_form, strict_forms
from index.name_keys import has_ideographs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index import Speaker
    from index.name_cards import NameCard

Numbers = frozenset[int]
"""Of speakers, counted from 0."""
NOBODY: Numbers = frozenset()

MIN_FUZZY_CHARS = 5
_TWO_SLIPS_CHARS = 8
"""One slip of the pen in shorter surnames: with two, "Korvin" is "Morgan"."""
_LIKE = 0.6
"""Share of the letters of a given name that other spellings of it keep."""


def _of_other_gender(one: str, other: str) -> bool:
    """Whether surnames differ as those of a man and a woman do: "Tokayev" and "Tokayeva"."""
    return f"{one}a" == other or one == f"{other}a"


class NameBook:
    """Looks speakers up by a word of a question; made once for an index."""

    def __init__(self, cards: Sequence[NameCard]) -> None:
        """Enter speakers, who are counted in the order of their cards."""
        self._surnames: defaultdict[str, set[int]] = defaultdict(set)
        self._loose: defaultdict[str, set[int]] = defaultdict(set)
        self._whole: defaultdict[str, set[int]] = defaultdict(set)
        self._given: defaultdict[str, set[int]] = defaultdict(set)
        self._offices: defaultdict[tuple[str, ...], set[int]] = defaultdict(set)
        self._words = [frozenset(card.words) for card in cards]
        self._alike: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
        for number, card in enumerate(cards):
            self._enter(number, card)
        for surname in self._surnames:
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
        """Return the speakers who are known to hold an office; see :func:`index.name_cards.office_key`."""
        return frozenset(self._offices.get(office, NOBODY))

    def starts_office(self, word: str) -> bool:
        """Whether some speaker's office begins with a word."""
        return word in self._office_starts

    def _enter(self, number: int, card: NameCard) -> None:
        for book, forms in (
            (self._surnames, card.surnames),
            (self._loose, card.loose),
            (self._whole, card.whole),
            (self._given, card.given),
        ):
            for form in forms:
                book[form].add(number)
        for office in card.offices:
            self._offices[office].add(number)


def nearly_called(name: str, speakers: Sequence[Speaker]) -> list[str]:
    """Return the speakers whose surname a word is in another spelling or script, or but for a slip, by name."""
    if len(name.split()) != 1:
        return []
    word, book = name.strip(), NameBook(cards_of(speakers))
    return sorted(speakers[each].name for each in book.romanised(word) or book.alike(word))
