"""Names taken apart, for those who look people up by the words of their names."""

from __future__ import annotations

from typing import NamedTuple

from index.name_keys import Words, has_ideographs, strict_key
from index.name_shapes import shape_of
from index.names import folded, is_title
from index.printed import take_apart


class NameParts(NamedTuple):
    """What a printed name is made of."""

    name: str
    """Without titles; the office where it is nothing else."""
    office_only: bool
    words: Words
    """In strict form, see :mod:`index.name_keys`; none for what is no person's name."""
    surname: Words


def parts_of(name: str) -> NameParts:
    """Take a name without titles apart; plain names, which most are, need little for that."""
    words = folded(name).split()
    if len(words) == 2 and all(len(word) > 3 and word.isalpha() and not is_title(word) for word in words):
        key = strict_key.__wrapped__(name)
        if len(key) == 2 and not has_ideographs(name):
            return NameParts(name, False, key, key[1:])
    shape = shape_of(name)
    if shape.person or shape.lone:
        return NameParts(name, False, shape.words, shape.surname)
    return NameParts(name, take_apart(name).office_only, (), ())


def parts_of_printed(printed: str) -> NameParts:
    """Take a name as it is printed apart, titles and all."""
    taken = take_apart(printed)
    return NameParts(taken.name, True, (), ()) if taken.office_only else parts_of(taken.name)
