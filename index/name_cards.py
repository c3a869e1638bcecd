"""What a speaker can be found by: the words of all names and offices, in the forms in which they are compared.

Made once, when a build ends: for 4,600 speakers it takes half a second, a third of what a command takes that asks one
question.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from index.name_keys import loose_key, strict_key
from index.name_parts import parts_of, parts_of_printed
from index.names import PARTICLES, folded, is_title, office_of
from index.titles import ARTICLES, OF, POLITIES
from index.words import exact_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from index.name_parts import NameParts
    from index.records import Speaker

    Office = tuple[str, ...]
    Told = tuple[str, tuple[str, ...], tuple[str, ...]]
    """What a card is made from: name, aliases, roles."""

_OFFICE_LINKS = ARTICLES | OF | POLITIES | {"and", "&"}


class NameCard(NamedTuple):
    """The forms of one speaker's names; see :mod:`index.name_keys` for strict and loose ones."""

    name: str
    """The canonical name, as it is."""
    spoken: tuple[str, ...]
    """Its words as texts are searched for them."""
    surnames: tuple[str, ...]
    """Of all names, strict: the last word, and all words of the surname as one."""
    loose: tuple[str, ...]
    """The same, loose."""
    whole: tuple[str, ...]
    """All words of a name as one, strict."""
    given: tuple[str, ...]
    """Words that stand before the last."""
    words: tuple[str, ...]
    """All words, and the parts of those with a hyphen."""
    offices: tuple[Office, ...]
    """See :func:`office_key`."""


@lru_cache(maxsize=1 << 14)
def strict_forms(word: str) -> tuple[str, str]:
    """Return a word as it compares with given names, and with surnames; empty where it has no letters."""
    forms = strict_key.__wrapped__(f"{word} {word}")  # its own cache is endless, as questions are
    return (forms[0], forms[-1]) if forms else ("", "")


@lru_cache(maxsize=1 << 14)
def loose_form(word: str) -> str:
    """Return a word as it compares with one in another script or romanisation."""
    return loose_key.__wrapped__(word)


def office_key(words: Iterable[str]) -> Office:
    """Return what of an office is compared: "president kazakhstan" of "President of the Republic of Kazakhstan"."""
    return tuple(word for word in words if word not in _OFFICE_LINKS)


def cards_of(speakers: Iterable[Speaker], known: Mapping[Told, NameCard] | None = None) -> list[NameCard]:
    """Return the cards of speakers, in their order, taken from those that are known where nothing differs."""
    before = known or {}
    return [before.get(told(each)) or _card(each) for each in speakers]


def told(speaker: Speaker) -> Told:
    """Return all that a card depends on."""
    return speaker.name, speaker.aliases, speaker.roles


def _card(speaker: Speaker) -> NameCard:
    offices = [key for role in speaker.roles for key in _office_keys(role)]
    people: list[NameParts] = []
    for parts in _names(speaker):
        if parts.words:
            people.append(parts)
        elif parts.office_only:
            offices += _office_keys(parts.name)
    surnames = _each(form for each in people for form in (each.surname[-1], "".join(each.surname)))
    return NameCard(
        speaker.name,
        _each(exact_words(speaker.name)),
        surnames,
        _each(map(loose_form, surnames)),
        _each("".join(each.words) for each in people),
        _each(word for each in people for word in each.words[:-1] if word not in PARTICLES and len(word) > 1),
        _each(word for each in people for word in (*each.words, *_pieces(each.name)) if word),
        tuple(dict.fromkeys(offices)),
    )


def _names(speaker: Speaker) -> Iterator[NameParts]:
    """Yield the parts of the name, and of the aliases that say more than a title before it."""
    yield parts_of(speaker.name)
    seen = set(folded(speaker.name).replace(",", " ").split())
    for alias in speaker.aliases:
        new = [word for word in alias.split() if folded(word).strip(",") not in seen]
        if not all(map(is_title, new)) or len(new) == len(alias.split()):
            yield parts_of_printed(alias)


def _pieces(name: str) -> Iterator[str]:
    """Yield the parts of words with a hyphen."""
    for word in name.split():
        if "-" in word:
            yield from (strict_forms(part)[0] for part in word.split("-"))


@lru_cache(maxsize=1 << 12)
def _office_keys(role: str | None) -> tuple[Office, ...]:
    """Return an office as it is, and without what it is of; none where a role is no more than a form of address."""
    words = folded(office_of(role) or "").replace(",", " ").split()
    of = next((place for place, word in enumerate(words) if place and word in OF), len(words))
    keys = dict.fromkeys(key for key in (office_key(words), office_key(words[:of])) if key)
    return tuple(key for key in keys if len(key) > 1 or is_title(key[0]))


def _each(forms: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(forms))
