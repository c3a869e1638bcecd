"""Where something was said, from the first lines of a file: "Marlhaven" below the title, "Marlhaven, 12 March 2021"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.dates import without_date
from index.names import folded
from index.places import names_place, place_shaped
from index.titles import ARTICLES, COUNTRIES
from index.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

_IN = "[Ii]n|[Aa]t|[Ii]m|À|à|[Ee]n|[Ee]m|[Ww]e?|[Вв]о?"
_CLOCK = re.compile(
    r"\(?\b\d{1,2}[:.]\d\d(?::\d\d)?(?:\s?[ap]\.?\s?m\.?)?(?:\s*\(?[A-Z]{2,4}(?:\s?[+-]\d\d:?\d\d)?\)?)?\)?"
)
_WEEKDAYS = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun
    montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag
    lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miercoles jueves viernes sabado domingo
    segunda-feira terca-feira quarta-feira quinta-feira sexta-feira lunedi martedi mercoledi giovedi venerdi
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
    poniedzialek wtorek sroda czwartek piatek sobota niedziela понедельник вторник среда четверг пятница суббота
    воскресенье понеділок вівторок середа четвер пʼятниця субота неділя ponedeljek torek sreda cetrtek petek nedelja
    on le am den el la em года року г р
    """.split()
)
_FEW_WORDS = 5
_LABEL_CHARS = 200
_SURE = 2
"""Times that a text says "in Marlhaven" where no date stands beside the line."""


class PlaceLines:
    """Tells which lines of one file's head are places, by their words and by how its text speaks of them."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._words = Vocabulary(texts)

    def place(self, line: str, *, beside_date: bool) -> str | None:
        """Return the place that a line is, or None."""
        text = " ".join(line.split()).strip(" *_#()[]")
        if names_place(text):
            return None if self._speaks(text) else text
        wanted = 1 if beside_date else _SURE
        return text if self._is_spoken_of(text, wanted, countries=beside_date) else None

    def beside_date(self, line: str) -> str | None:
        """Return the place that a line tells beside its date: "Marlhaven, 12 March 2021"."""
        rest = without_date(line)
        if rest is None:
            return None
        parts = [part.strip(" *_#()[]–—|-") for part in re.split(r"[,|–—]|\s-\s", _CLOCK.sub(" ", rest))]
        place = ", ".join(part for part in parts if part.strip(".") and folded(part) not in _WEEKDAYS)
        if not place_shaped(place) or _key(place) in _WEEKDAYS or self._speaks(place):
            return None
        if names_place(place) or self._is_spoken_of(place, 1, countries=True):
            return place
        alone = re.match(rf"^\W*{re.escape(place)}\s*,\s*\S", line) is not None
        return place if alone and len(place.split()) == 1 and not self._words.is_common(place) else None

    def _is_spoken_of(self, text: str, times: int, *, countries: bool) -> bool:
        """Whether the text says "in Marlhaven" of one of its parts, and writes it as a name only."""
        if not place_shaped(text) or len(text.split()) > _FEW_WORDS or self._words.is_common(text):
            return False
        parts = [part.strip() for part in text.split(",")]
        if (not countries and _key(text) in COUNTRIES) or self._speaks(text):
            return False
        said = "|".join(re.escape(_without_article(part)) for part in parts if part)
        within = re.compile(rf"(?<!\w)(?:{_IN})\s+(?:[Tt]he\s+)?(?:{said})(?!\w)")
        return sum(1 for each in self._texts for _ in within.finditer(each)) >= times

    def _speaks(self, text: str) -> bool:
        """Whether words that could be a place are printed before what somebody says."""
        last = text.split()[-1].strip(",.")
        ends = rf"(?:(?i:{re.escape(last)})\s?(?:\([^()]*\)\s?)?:|{re.escape(last.upper())}\.)\s"
        label = re.compile(rf"^\W*(?:\S+\s){{0,4}}{ends}")
        return any(label.match(each[:_LABEL_CHARS]) for each in self._texts)


def _key(text: str) -> str:
    return folded(_without_article(text))


def _without_article(text: str) -> str:
    first, _, rest = text.partition(" ")
    return rest if rest and folded(first) in ARTICLES else text
