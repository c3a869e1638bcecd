"""What is printed where a speaker is named, taken apart into role and name."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.names import (
    asides_of,
    capitalised,
    folded,
    has_office,
    is_capital,
    is_counted,
    name_shaped,
    with_role_comma,
    without_asides,
)
from index.roles import after_country, role_length
from index.titles import ARTICLES, FEMALE, HONORIFICS, MALE, POST_NOMINALS

if TYPE_CHECKING:
    from collections.abc import Collection

_GLUED_TITLE = re.compile(r"\b(Mr|Mrs|Ms|Dr|Hon|Prof|MR|MRS|MS|DR)\.(?=[^\W\d_])")
_TYPO_TITLE = re.compile(r"^(Mr|Mrs|Ms|Dr|MR|MRS|MS|DR),(?=\s)")
_EXCELLENCY = re.compile(r"^(?:H\. ?E\.|HE|S\. ?E\.) (?=\S)")
_MONSIEUR = re.compile(r"^(?:M\.|MM?\.?)\s+(?=\w{2})")
_MAX_CHARS = 400


@dataclass(frozen=True, slots=True)
class PrintedName:
    """What is printed where a speaker is named, taken apart."""

    role: str | None
    """Titles and offices as printed; None if there are none."""
    name: str
    """Without titles; the office itself for a voice that is known by its office alone."""
    office_only: bool = False
    male: bool | None = None
    """As the form of address tells ("Mr.", "Mrs."); None where it does not."""


def split_name(printed: str) -> tuple[str | None, str]:
    """Split what is printed into (role, name).

    "President of Turkey Recep Tayyip Erdogan" gives ("President of Turkey", "Recep Tayyip Erdogan"). A voice known
    by its office alone keeps it as its name: "THE PRESIDENT" gives ("The President", "The President").
    """
    taken = take_apart(printed)
    return taken.role, taken.name


def take_apart(printed: str, known: Collection[str] = (), *, french: bool = False) -> PrintedName:
    """Take a printed name apart.

    Args:
        printed: As it stands in the transcript, without the colon or dot after it.
        known: Folded names of two words or more that stand alone elsewhere in the same transcript; a printed text
            that ends with one of them is that name and a role.
        french: Whether "M." is a form of address in this transcript, and no initial.
    """
    if len(printed) > _MAX_CHARS:
        return PrintedName(None, printed)  # no name, whatever it is
    if is_counted(printed):
        return PrintedName(None, capitalised(printed.strip()))
    printed = with_role_comma(printed)
    printed = _GLUED_TITLE.sub(r"\1. ", _TYPO_TITLE.sub(r"\1.", printed))
    if french:
        printed = _MONSIEUR.sub("Monsieur ", printed)
        taken = take_apart(printed, known)
        name = taken.name.replace("Monsieur ", "M. ")
        return replace(taken, name=name, role=taken.role and taken.role.replace("Monsieur", "M."))
    if match := _EXCELLENCY.match(printed):
        taken = take_apart(printed[match.end() :], known)
        return replace(taken, role=" ".join(part for part in (match[0].strip(), taken.role) if part))
    bare = without_asides(printed).strip(" :-–—\t,;")
    asides = asides_of(printed)
    if not bare:
        return PrintedName(None, printed.strip(" :()[]\t"))
    role, name = _split(bare, known)
    person = next((aside for aside in asides if _is_person(aside)), None)
    if person is not None and folded(bare.split()[0]) in ARTICLES and has_office(bare):
        role, name = bare, ""  # "The Secretary for Schools and Ferries (Ada Korvin)"
    if not name and person is None:
        office = capitalised(bare)
        return PrintedName(office, office, office_only=True)
    if not name and person is not None:
        bare = without_asides(person)
        inner, name = _split(bare, known)
        role = " ".join(part for part in (role, inner) if part)
    elif any(map(has_office, asides)):
        role = ", ".join(part for part in (role, next(filter(has_office, asides))) if part)
    male = _gender(bare)
    name = name.capitalize() if role and name.isupper() and len(name) == 2 else capitalised(name)
    return PrintedName(capitalised(role) if role else None, name, male=male)


def _split(bare: str, known: Collection[str]) -> tuple[str | None, str]:
    """Split what stands outside brackets; the name is empty when all of it is an office."""
    words = bare.replace(",", " ").split()
    for length in range(len(words) - 1, 1, -1):
        if known and folded(" ".join(words[-length:])) in known and _is_role(words[:-length]):
            return bare.rsplit(None, length)[0].strip(" ,") or None, " ".join(words[-length:])
    before, comma, after = bare.partition(",")
    if comma and after.strip():
        return _split_at_comma(before.strip(), after.strip(), bare)
    return _cut(words, role_length(words))


def _is_role(words: list[str]) -> bool:
    """Whether words before a known name tell what somebody is, and are no further given name ("Jon" Ola Berg)."""
    return len(words) > 1 or has_office(words[0])


def _split_at_comma(before: str, after: str, bare: str) -> tuple[str | None, str]:
    """Tell "Name, role" from "Minister of Trade, Tourism and Ports Name" and "SURNAME, Given"."""
    first = before.split()
    role, name = _cut(first, role_length(first))
    if folded(after) in POST_NOMINALS or folded(after) in {"jr", "sr", "ii", "iii"}:
        return role, name or before
    if role and folded(first[0]) not in HONORIFICS:
        tail = after.split()
        if name[:1].islower() and len(tail) > 1 and name_shaped(after) and not has_office(after):
            return before, after  # "Ministro de Hacienda, Ada Korvin"
        title, person = _cut(tail, role_length(tail))
        if not name and person and title:
            return f"{before}, {title}", person
        if len(name.split()) < 2 or (_is_list(after) and not after_country(first, 0)):
            words = bare.replace(",", " ").split()
            role, name = _cut(words, role_length(words))
            return role, name
    if before.isupper() and len(first) == 1 and not has_office(after) and after.istitle() and len(after.split()) < 3:
        return None, f"{after} {before}"
    return ", ".join(part for part in (role, after) if part) or None, name


def _is_list(after: str) -> bool:
    """Whether the words after a comma go on with what an office is of and end in a name."""
    words = after.split()
    joins = [position for position, word in enumerate(words) if folded(word) in {"and", "&"}]
    return bool(joins) and len(words) - joins[-1] > 3 and all(is_capital(word) for word in words[-2:])


def _cut(words: list[str], length: int) -> tuple[str | None, str]:
    name = words[length:]
    while len(name) > 1 and folded(name[-1]).replace(" ", "") in POST_NOMINALS:
        name.pop()
    return " ".join(words[:length]) or None, " ".join(name)


def _gender(bare: str) -> bool | None:
    for word in folded(bare).split():
        if word in MALE or word == "m":
            return True
        if word in FEMALE:
            return False
    return None


def _is_person(aside: str) -> bool:
    """Whether a text in brackets after an office names who holds it, and not a party or a constituency."""
    words = without_asides(aside).split()
    if not words or not name_shaped(aside) or len(words) > 5:
        return False
    return len(words) > 1 and (folded(words[0]) in HONORIFICS or (not has_office(aside) and not aside.isupper()))
