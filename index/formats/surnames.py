"""Columns that print the surname first: "Lund, Jon"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.names import PARTICLES, folded, has_office, name_shaped, without_asides
from index.titles import POST_NOMINALS, RANKS

if TYPE_CHECKING:
    from collections.abc import Iterable

_MAX_GIVEN = 3
_BEHIND_NAMES = POST_NOMINALS | {"jr", "sr", "ii", "iii", "iv"}


def surnames_first(cells: Iterable[str]) -> dict[str, str]:
    """Return the cells of a column that print the surname first, each with the name as it is said.

    One cell alone tells nothing: "Lund, Jon" looks like "Korvin, Marlhaven". So most of those with a comma must have
    one surname before it, and none an office, else none is turned round.
    """
    with_comma = [cell for cell in dict.fromkeys(cells) if "," in cell]
    sure = [cell for cell in with_comma if (parts := _parts(cell)) and _one_word(parts[0])]
    if 2 * len(sure) <= len(with_comma):
        return {}
    return {cell: f"{parts[1]} {parts[0]}" for cell in with_comma if (parts := _parts(cell))}


def _parts(cell: str) -> tuple[str, str] | None:
    """Return surname and given names; None where a cell cannot be both."""
    before, comma, after = (part.strip() for part in without_asides(cell).partition(","))
    if not comma or not _shaped(before) or not name_shaped(after) or len(after.split()) > _MAX_GIVEN:
        return None
    if any(sign in cell for sign in ";/&:") or "," in after or folded(after) in _BEHIND_NAMES or has_office(after):
        return None
    return (before, after) if not has_office(before) or folded(before) in RANKS else None


def _shaped(surname: str) -> bool:
    words = surname.split()
    while len(words) > 1 and folded(words[0]) in PARTICLES:
        del words[0]  # "van der Berg"
    return name_shaped(" ".join(words))


def _one_word(name: str) -> bool:
    return sum(folded(word) not in PARTICLES for word in name.split()) == 1
