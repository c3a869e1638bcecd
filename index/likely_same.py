"""Speakers who are likely one person under several names, for a person to decide: nobody is joined by this.

:mod:`index.speakers` joins only what must be one. What it leaves apart is looked through for slips of the pen, other
romanisations, initials, names cut short, and words in another order; whatever is found tells by which rule it was.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import chain, combinations
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

from index.kept_apart import APART
from index.name_keys import is_latin, loose_key
from index.name_shapes import fuller, shape_of, titles_clash
from index.names import folded

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from index.name_shapes import Shape
    from index.records import Speaker
    from index.speakers_file import Declared

    Days = Mapping[str, tuple[dt.date, dt.date]]
    Named = tuple[Shape, Speaker]
    Pairs = Iterator[tuple[Named, Named]]

ROMANISED = "the same name in another spelling of its sounds"
ORDER = "the same names in another order"
JUNIOR = "the same but for “Jr” or the like, which may tell a son from his father"
GIVEN = "the same family name, and given names that fit"
LONGER = "the same but for one more name at the end"
SLIP = "one letter apart"

_CAREER_DAYS = 30 * 366
"""Between the last day of the one name and the first of the other; beyond it, they are of two generations."""
_MIN_CHARS = 8
"""Of a whole name: of shorter ones, too many are one letter apart ("Bo Lunde", "Bo Lundt")."""
_LONG_CHARS = 12
"""From here on, a slip may be in any word of it."""
_MIN_WORD_CHARS = 5
"""Otherwise it must be in a word of so many letters: "Joan Korvin" and "John Korvin" are two, as Wei and Lei are."""
_GIVEN_ENDS, _SURNAME_ENDS = (("a", "o"), ("a", "e"), ("a", ""), ("e", "")), (("a", ""),)
"""Endings by which names of women and men differ: Lucia and Lucio, Simone and Simon; Tokayeva and Tokayev."""


@dataclass(frozen=True, slots=True)
class Link:
    """Two names that are likely one person's."""

    one: Speaker
    other: Speaker
    why: str


@dataclass(frozen=True, slots=True)
class Likely:
    """A name, and whose it likely is."""

    other: Speaker
    stays: Speaker
    """Whose name would stay: given names in full first, then who says more."""
    why: str

    @property
    def names(self) -> tuple[str, str]:
        """Both names."""
        return self.stays.name, self.other.name


def links(speakers: Iterable[Speaker], days: Days) -> tuple[Link, ...]:
    """Return all pairs of speakers whose names are likely one person's, each with the first rule that says so.

    Args:
        speakers: Of an index.
        days: The first and the last day of each.
    """
    named = [(shape, each) for each in speakers if (shape := shape_of(each.name)).person and not _is_set_apart(each)]
    found: dict[frozenset[str], Link] = {}
    for why, pairs in _RULES.items():
        for (_, one), (_, other) in pairs(named):
            if one.name != other.name and _may_be_one(one, other, days):
                found.setdefault(frozenset((one.name, other.name)), Link(one, other, why))
    return tuple(_unambiguous(found.values()))


def likely_same(found: Sequence[Link], declared: Declared) -> list[Likely]:
    """Return for each name, of those it is likely the same as, the one who says most; who has most turns first.

    What speakers.toml has settled, whether they are one or two, is left out.
    """
    best: dict[str, Likely] = {}
    for link in found:
        if _is_settled(link, declared):
            continue
        stays, other = sorted((link.one, link.other), key=_weight, reverse=True)
        known = best.get(other.name)
        if known is None or _weight(stays) > _weight(known.stays):
            best[other.name] = Likely(other, stays, link.why)
    return sorted(best.values(), key=lambda each: (-each.stays.turns, each.stays.name, each.other.name))


def _weight(speaker: Speaker) -> tuple[bool, int, int, int, str]:
    shape = shape_of(speaker.name)
    return not shape.initial, speaker.words, speaker.turns, len(shape.words), speaker.name


def _is_settled(link: Link, declared: Declared) -> bool:
    names = (link.one.name, link.other.name)
    owners = [declared.canonical(name) for name in names]
    renamed = any(owner not in (None, name) for owner, name in zip(owners, names, strict=True))
    return renamed or all(owners) or frozenset(map(folded, names)) in declared.apart


def _is_set_apart(speaker: Speaker) -> bool:
    """Whether a name holds in one transcript only: "The President (debate)"."""
    return any(rule in APART for _, rule in speaker.joined)


def _may_be_one(one: Speaker, other: Speaker, days: Days) -> bool:
    if titles_clash((one.name, *one.roles), (other.name, *other.roles)):
        return False
    if one.name not in days or other.name not in days:
        return True
    (first, last), (begins, ends) = days[one.name], days[other.name]
    return max((begins - last).days, (first - ends).days) <= _CAREER_DAYS


def _unambiguous(found: Iterable[Link]) -> Iterator[Link]:
    """Yield links, without those of a short name that fits several people who are not linked themselves.

    "J. Korvin" may be John or Jane; it is left alone unless these are likely one, too.
    """
    given = list(found)
    linked = {frozenset((each.one.name, each.other.name)) for each in given}
    fits: defaultdict[str, set[str]] = defaultdict(set)
    for each in given:
        if each.why in (GIVEN, LONGER):
            short, long = sorted((each.one.name, each.other.name), key=lambda name: _length(shape_of(name)))
            fits[short].add(long)
    torn = {
        short for short, long in fits.items() if any(frozenset(pair) not in linked for pair in combinations(long, 2))
    }
    yield from (
        each for each in given if each.why not in (GIVEN, LONGER) or torn.isdisjoint((each.one.name, each.other.name))
    )


def _length(shape: Shape) -> tuple[int, int]:
    return len(shape.words), sum(map(len, shape.words))


def _alike(named: Iterable[Named], key: Callable[[Shape], object]) -> Pairs:
    """Yield the pairs that have one key in common."""
    groups: defaultdict[object, list[Named]] = defaultdict(list)
    for each in named:
        groups[key(each[0])].append(each)
    yield from chain.from_iterable(combinations(group, 2) for group in groups.values() if len(group) > 1)


def _romanised(named: Sequence[Named]) -> Pairs:
    latin = [each for each in named if is_latin(each[1].name)]
    yield from _alike(latin, lambda shape: (loose_key(shape.bare), shape.suffix))


def _in_another_order(named: Sequence[Named]) -> Pairs:
    yield from _alike(named, lambda shape: (tuple(sorted(shape.words)), shape.suffix))


def _but_for_junior(named: Sequence[Named]) -> Pairs:
    pairs = _alike(named, lambda shape: shape.words)
    yield from ((a, b) for a, b in pairs if a[0].suffix != b[0].suffix and not (a[0].suffix and b[0].suffix))


def _given_names_fit(named: Sequence[Named]) -> Pairs:
    for one, other in _alike(named, lambda shape: (shape.surname, shape.suffix)):
        if fuller(one[0], other[0]) or fuller(other[0], one[0]):
            yield one, other


def _longer_by_one(named: Sequence[Named]) -> Pairs:
    shorter: defaultdict[object, list[Named]] = defaultdict(list)
    for each in named:
        shorter[each[0].words, each[0].suffix].append(each)
    for each in named:
        yield from ((short, each) for short in shorter.get((each[0].words[:-1], each[0].suffix), ()))


def _one_letter_apart(named: Sequence[Named]) -> Pairs:
    """Yield them: what two such names have in common is one of them without one of its letters."""
    groups: defaultdict[tuple[str, str], list[Named]] = defaultdict(list)
    for each in named:
        text = "".join(each[0].words)
        if len(text) >= _MIN_CHARS:
            for key in {text, *(text[:place] + text[place + 1 :] for place in range(len(text)))}:
                groups[key, each[0].suffix].append(each)
    for one, other in chain.from_iterable(combinations(group, 2) for group in groups.values()):
        if _is_slip(one[0].words, other[0].words):
            yield one, other


def _is_slip(one: Sequence[str], other: Sequence[str]) -> bool:
    whole = "".join(one), "".join(other)
    if OSA.distance(*whole) != 1:
        return False
    if len(one) != len(other):
        return min(map(len, whole)) >= _LONG_CHARS
    places = [place for place, word in enumerate(one) if word != other[place]]
    if len(places) != 1:
        return False
    words = one[places[0]], other[places[0]]
    if _of_two_sexes(*words, _SURNAME_ENDS if places[0] == len(one) - 1 else _GIVEN_ENDS):
        return False
    return min(map(len, words)) >= _MIN_WORD_CHARS or min(map(len, whole)) >= _LONG_CHARS


def _of_two_sexes(one: str, other: str, ends: Iterable[tuple[str, str]]) -> bool:
    pairs = ((a, b, end, instead) for a, b in ((one, other), (other, one)) for end, instead in ends)
    return any(a.endswith(end) and a.removesuffix(end) + instead == b for a, b, end, instead in pairs)


_RULES: dict[str, Callable[[Sequence[Named]], Pairs]] = {
    ROMANISED: _romanised,
    ORDER: _in_another_order,
    JUNIOR: _but_for_junior,
    GIVEN: _given_names_fit,
    LONGER: _longer_by_one,
    SLIP: _one_letter_apart,
}
"""By what they say of a pair; of two that find one, the first counts."""
