"""Whom the ids of one file stand for: what its lists say, and what it prints beside them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from index.names import capitalised, folded, has_office, name_shaped, office_of
from index.printed import split_name, take_apart
from index.records import Attribution, Kind, Turn
from index.titles import HONORIFICS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from index.formats.markup import Voice

_NOBODY = re.compile(r"unknown|unidentified|unspecified|anonym|^(?:n/?a|none|null)$", re.IGNORECASE)
_INNER = re.compile(r"\(([^()]*?)\s*\([^()]*\)\s*\)")
_HOLDER = re.compile(r"^(?P<office>(?:the|le|la|el) [^()]+?)\s*\((?P<who>[^(),]+)\)$", re.IGNORECASE)
_LABEL = re.compile(
    r"^(?P<name>.{2,100}?)(?::|\.\s?[-–—]+)(?=\s|$)|^(?P<short>.{2,100}?[^\W\d_]{3}\)?)\.\s?[-–—](?=\S)"
)
_ARTICLE = re.compile(r"^(?:the|le|la|el) (?P<next>\S+)", re.IGNORECASE)


MAX_NAME_CHARS = 300
"""What is longer is no name; ministers reach 200."""


class _Taken(NamedTuple):
    role: str | None
    name: str | None
    """None where only an office is printed."""
    plain: bool = True
    """Whether index.names, which joins variants of a name, comes to the same."""


class Named:
    """Finds out whom the ids of one file stand for."""

    def __init__(self, people: Mapping[str, str], voices: Iterable[Voice], *, french: bool) -> None:
        self._people = {key: name for key, name in people.items() if not _NOBODY.search(key)}
        self._french = french
        printed: dict[str, dict[str, str]] = {}
        self._cache: dict[str, _Taken] = {}
        self._ids: dict[str, set[str]] = {}
        for voice in voices:
            if not voice.id or not voice.printed or len(voice.printed) > MAX_NAME_CHARS:
                continue
            self._ids.setdefault(folded(voice.printed), set()).add(voice.id)
            if (name := self._taken(voice.printed).name) and not _NOBODY.search(voice.id):
                printed.setdefault(voice.id, {}).setdefault(folded(name), name)
        self._shared = {key for key, names in printed.items() if _disjoint(names)}
        for key, names in printed.items():
            if key not in self._shared:
                self._people.setdefault(key, max(names.values(), key=len))

    def turn(self, voice: Voice, text: str) -> Turn:
        """Return a turn with what is known of its speaker."""
        if voice.kind in (Kind.NARRATION, Kind.STAGE):
            return Turn(text, as_printed=voice.printed, kind=voice.kind)
        printed = voice.printed or voice.fallback
        if printed is None and voice.id and not _NOBODY.search(voice.id):
            printed = self._people.get(voice.id, voice.id)
        if printed is None or len(printed) > MAX_NAME_CHARS:
            return Turn(text, role=voice.role, kind=voice.kind)
        turn = Turn(text, as_printed=printed, attribution=voice.attribution, kind=voice.kind)
        taken = self._taken(printed)
        identity = voice.id or self._only_id(voice, printed)
        known = self._people.get(identity)
        if known and (taken.name is None or identity not in self._shared or _share(known, taken.name)):
            role = taken.role if taken.name else _before(printed, known)
            return replace(turn, speaker=known, role=_both(role, voice.role))
        if taken.name and not taken.plain:
            return replace(turn, speaker=taken.name, role=_both(taken.role, voice.role))
        return turn

    def _only_id(self, voice: Voice, printed: str) -> str:
        """Return the id of the one voice that is named as this label amid the words of another is; else nothing."""
        ids = self._ids.get(folded(printed), set())
        return min(ids) if voice.attribution is Attribution.LABEL and len(ids) == 1 else ""

    def _taken(self, printed: str) -> _Taken:
        if printed not in self._cache:
            self._cache[printed] = self._take(printed)
        return self._cache[printed]

    def _take(self, printed: str) -> _Taken:
        """Take a printed text apart; one that begins with an article is an office, and its holder in brackets."""
        flat = _INNER.sub(r"(\1)", printed)
        if (match := _HOLDER.match(flat)) and len(match["who"].split()) > 1 and name_shaped(match["who"]):
            return _Taken(match["office"], take_apart(match["who"], french=self._french).name, plain=False)
        taken = take_apart(flat, french=self._french)
        article = _ARTICLE.match(flat)
        if taken.office_only or (article is not None and folded(article["next"]) not in HONORIFICS | {"tres"}):
            return _Taken(flat, None)
        return _Taken(taken.role, taken.name, plain=flat == printed)


def repeated_name(first: str, turn: Turn, *, french: bool = False) -> str | None:
    """Return the label that the first paragraph of a turn begins with, if it only names the turn's own speaker.

    Args:
        first: The paragraph, on one line.
        turn: Of which the speaker is known otherwise.
        french: Whether "M." is a form of address.
    """
    if turn.kind in (Kind.NARRATION, Kind.STAGE) or not (turn.speaker or turn.as_printed):
        return None
    forms = {folded(form) for form in (turn.speaker, turn.as_printed) if form}
    if len(first) <= MAX_NAME_CHARS and folded(first) in forms:
        return first
    match = _LABEL.match(first)
    if match is None:
        return None
    printed = match["name"] or match["short"]
    return match[0] if folded(printed) in forms or _is_of(printed, turn, french=french) else None


def _is_of(printed: str, turn: Turn, *, french: bool) -> bool:
    """Whether a printed name, more than a first name, is that of a turn's speaker, or the office in the role."""
    taken = take_apart(printed, french=french)
    if taken.office_only:
        return bool(turn.role) and _words(office_of(printed)) <= _words(turn.role) and name_shaped(printed)
    whole = turn.speaker or split_name(turn.as_printed or "")[1]
    full = taken.role is not None or printed.isupper() or len(taken.name.split()) > 1
    return full and bool(_words(taken.name)) and _words(taken.name) <= _words(whole)


def _words(text: str | None) -> set[str]:
    return set(folded(text or "").replace(",", " ").split())


def called(shown: str) -> str:
    """Return "Ada Korvin" for "Mr. Ada Korvin" and, as in registers, for "Korvin, don Ada."."""
    last, comma, first = shown.rstrip(". ").partition(",")
    if comma and first.strip() and not has_office(first):
        given = first.split()
        return " ".join([*(given[1:] if given[0] in ("don", "doña") else given), last.strip()])
    return take_apart(shown).name


def _before(printed: str, name: str) -> str | None:
    """Return what is printed before a name, or all of it: the name is printed elsewhere."""
    if not f" {folded(printed)}".endswith(f" {folded(name)}"):
        return capitalised(printed)
    return capitalised(" ".join(printed.split()[: -len(name.split())])) or None


def _both(printed: str | None, marked: str | None) -> str | None:
    """Return the role that is printed with the one that the markup gives, unless one holds the other."""
    if not printed or not marked:
        return printed or marked
    article = _ARTICLE.match(printed)
    spoken, given = folded(printed[article.start("next") :] if article else printed), folded(marked)
    if f" {given} " in f" {folded(printed)} ":
        return printed
    return marked if f" {spoken} " in f" {given} " else f"{printed}, {marked}"


def _disjoint(names: Mapping[str, str]) -> bool:
    """Whether two of the names have no word in common, so that they cannot be one person's."""
    sets = [set(name.split()) for name in names]
    return any(not sets[0] & other for other in sets[1:])


def _share(one: str, other: str) -> bool:
    return bool(_words(one) & _words(other))
