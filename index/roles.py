"""How much of a printed name is titles and offices, and what the offices are of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.names import PARTICLES, folded, is_capital, is_office, is_title, title_fold
from index.titles import (
    ADJECTIVES,
    ARTICLES,
    BODIES,
    COUNTRIES,
    COUNTRIES_OF,
    FEMALE,
    HONORIFICS,
    MALE,
    OF,
    OFFICES,
    POLITIES,
    RANKS,
    SPEAKS_AS,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

_ROMANCE_OF = frozenset("de du des da do del della dei delle di von van".split())
"""Also parts of surnames: "President de Gaulle"."""


def role_length(words: Sequence[str]) -> int:
    """Return how many leading words are titles, offices and what the office is of.

    An office may stand after words that tell of what it is ("Harbour Board Chairman Ada Korvin"), but the last word
    of several is taken for a surname if it could be one ("John Major").
    """
    folds = [title_fold(word) for word in words]
    cut, titled = 0, False
    while (found := _next_title(folds, cut, titled)) is not None:
        titled = True
        office = folds[found] not in HONORIFICS
        cut = found + 1
        while office and cut < len(words) and (folds[cut] in {"pro", "tempore", "tem", "elect"}):
            cut += 1
        if office and cut < len(words) and _leads_on(folds, cut):
            cut = _after_domain(words, folds, cut + 1)
        elif office and (country := after_country(folds, cut, COUNTRIES_OF)):
            cut = country
        elif office and cut + 1 < len(words) and _is_small(words[cut]):
            cut = _before_name(words, cut)
        elif office and cut + 1 < len(words) and folds[cut] in {"and", "&", "–", "—", "-", "e", "y", "et", "und"}:
            cut += 1
            if _next_title(folds, cut, True) is None:
                cut = _before_name(words, cut)
    if cut > len(words) - 1:
        return len(words)
    return cut


def _leads_on(folds: Sequence[str], cut: int) -> bool:
    if folds[cut] not in OF or cut + 1 >= len(folds):
        return False
    if folds[cut] in _ROMANCE_OF:
        return folds[cut + 1] in ARTICLES or len(folds) - cut > 3 or folds[cut + 1] in COUNTRIES
    return True


def _next_title(folds: Sequence[str], start: int, titled: bool) -> int | None:
    """Return where the next title or office stands, or None; a name may stand before none of them."""
    for place in range(start, len(folds)):
        fold = folds[place]
        direct = all(each in ARTICLES for each in folds[start:place])
        if start and folds[start - 1] in MALE | FEMALE and fold in (RANKS | SPEAKS_AS) - {"justice", "chief"}:
            return None  # "Mr. Prince Korvin"
        if fold in SPEAKS_AS:
            following = folds[place + 1] if place + 1 < len(folds) else ""
            if place and folds[place - 1] == "first":
                return place
            return place if direct and following in OFFICES - RANKS else None
        if fold in HONORIFICS:
            return place if direct or place - start <= 0 else None
        if not is_office(fold):
            continue
        if fold not in RANKS or (direct and not (titled and place + 1 == len(folds))):
            return place
    return None


def _after_domain(words: Sequence[str], folds: Sequence[str], cut: int) -> int:
    """Step over what an office is of: "the Republic of Kazakhstan", "Natural Resources and Ports"."""
    while cut < len(words) and (folds[cut] in ARTICLES or folds[cut] in {"his", "her", "their", "all"}):
        cut += 1
    country = after_country(folds, cut)
    if country:
        return after_country(folds, country + 1) or country if folds[country : country + 1] == ["and"] else country
    for place in range(cut, min(cut + 5, len(words) - 1)):
        if folds[place] in POLITIES and folds[place + 1] in OF:
            return _after_domain(words, folds, place + 2)
        if folds[place] in OF:
            break
    joins = [place for place in range(cut, len(words) - 1) if folds[place] in OF | {"and", "&"}]
    if joins and _next_title(folds, cut, True) is None:
        deeper = joins[-1] + 1
        return max(after_country(folds, deeper), _before_name(words, deeper))
    if joins and joins[0] > cut and folds[joins[0]] in {"and", "&"} and joins[0] + 1 < len(words):
        return _before_name(words, joins[-1] + 1)
    return _before_name(words, cut)


def _before_name(words: Sequence[str], cut: int) -> int:
    """Return where the name starts, taken to be the last two capitalised words: "Affairs" and "Party" end none."""
    rest = words[cut:]
    folds = [folded(word) for word in rest]
    if len(rest) < 2 or folds[-1] in BODIES or folds[-1] in OFFICES - RANKS or not is_capital(rest[-1]):
        return len(words)
    small = [place for place, word in enumerate(rest) if _is_small(word)]
    if small and folds[small[-1] + 1] not in PARTICLES:
        return cut + small[-1] + 1
    if len(rest) == 2:
        return cut + 2 if folds[0] in ADJECTIVES and folds[1] in BODIES else cut + 1
    wanted, place = 2, len(rest)
    while place > 1 and wanted:
        place -= 1
        if len(folds[place].replace(" ", "")) > 1 and folds[place] not in PARTICLES and rest[place][0] != "al-":
            wanted -= 1
    while place > 1 and folds[place - 1] in PARTICLES - {"of", "and", "for", "the"}:
        place -= 1
    while place < len(rest) - 1 and folds[place] in BODIES:
        place += 1
    return cut + max(place, 1)


def _is_small(word: str) -> bool:
    """Whether a word in small letters is no particle, and so no part of a name: "Министр транспорта"."""
    return word[0].islower() and folded(word) not in PARTICLES and not is_title(word)


def after_country(folds: Sequence[str], cut: int, countries: frozenset[str] = COUNTRIES) -> int:
    """Return the place after a country's name that starts at ``cut``, or 0."""
    start = cut
    while start < len(folds) and folds[start] in ARTICLES:
        start += 1
    for length in (4, 3, 2, 1):
        if " ".join(folds[start : start + length]) in countries and start + length <= len(folds):
            return start + length
    return 0
