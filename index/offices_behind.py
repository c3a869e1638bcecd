"""What stands behind a name and a comma: what its bearer is, or another name."""

from __future__ import annotations

from index.names import PARTICLES, folded, is_capital, is_title, name_shaped
from index.printed import take_apart
from index.titles import ARTICLES, BODIES, COUNTRIES, POLITIES, SPEAKS_AS

_OF = frozenset(["of", "for", "at"])
_LAST = frozenset("executive general emeritus emerita elect designate laureate".split())
"""Words that end an office and no name: "Chief Executive"."""
_FULL_NAME = 2


def is_office_behind(text: str) -> bool:
    """Whether a text behind a name tells what its bearer is: "Director of the Lake Theatre", and not "Mayor Jon Lund".

    What has the form of an office need not hold one that is known: "Keeper of the Lighthouse".
    """
    words = text.split()
    if not words or not name_shaped(text) or folded(words[0]) in SPEAKS_AS:
        return False
    taken = take_apart(text)
    if taken.office_only or folded(words[-1]) in _LAST:
        return True
    place = next((number for number, word in enumerate(words) if number and folded(word) in _OF), None)
    if place is None or place + 1 == len(words) or not all(is_capital(word) for word in words[:place]):
        return False
    if taken.role is None or len(taken.name.split()) < _FULL_NAME:
        return True
    return folded(words[place + 1]) in ARTICLES and not _ends_what_it_is_of(taken.role)


def _ends_what_it_is_of(role: str) -> bool:
    """Whether an office is told to its end, so that what follows it is a name: "President of the Republic"."""
    words = [word for word in folded(role).split() if word not in PARTICLES]
    if not words or words[-1] in BODIES | POLITIES or is_title(words[-1]):
        return True
    return any(" ".join(words[start:]) in COUNTRIES for start in range(len(words)))
