"""The numbers that a text gives, in digits and in English words, as values: "400", "four hundred", "1.5 million"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_UNITS = {
    word: Decimal(value)
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
} | {
    word: Decimal(10 * tens)
    for tens, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
_SCALES = {
    word: Decimal(value)
    for name, value in {
        "hundred": 100,
        "thousand": 10**3,
        "million": 10**6,
        "billion": 10**9,
        "trillion": 10**12,
    }.items()
    for word in (name, f"{name}s")
} | {
    "dozen": Decimal(12),
    "dozens": Decimal(12),
    "mn": Decimal(10**6),
    "bn": Decimal(10**9),
    "trn": Decimal(10**12),
}

_WORDS = "|".join(sorted({*_UNITS, *_SCALES}, key=len, reverse=True))
_GAP = r"[, \u00a0\u2009\u202f'’]"
"""Between groups of three digits."""
_TOKEN = re.compile(
    rf"(?P<digits>\d{{1,3}}(?:{_GAP}\d{{3}})+(?:\.\d+)?(?!\d)|\d+(?:[.,]\d+)*)(?P<unit>[a-z]*)"
    rf"|\b(?P<word>{_WORDS})\b",
    re.IGNORECASE,
)
_GROUPING = re.compile(rf"{_GAP}(?=\d{{3}}(?:\D|$))")
_NO_UNITS = frozenset(["", "s", "st", "nd", "rd", "th"])
"""What follows the digits of "1990s" and "21st" and changes no value."""
_JOINT = re.compile(r"(?:\s|-|‐|‑)*(?:and(?:\s|-)+)?", re.IGNORECASE)
"""What may stand between the words of one number: "twenty-one", "two hundred and five"."""
_MAX_DIGITS = 25
"""Longer ones are compared as they stand, since sums of Decimal are rounded to 28 digits."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text."""

    text: str
    """As it stands there."""
    value: Decimal | str
    """What stands there, where that can be read in more than one way, such as "3,5" and "5m"."""


def numbers(text: str) -> list[Number]:
    """Return the numbers that a text gives, in order; a number and its scale ("5 million") are one.

    Words are read in English. A lone "one" counts as none: it seldom counts anything.
    """
    found = [Number(text[run[0].start() : run[-1].end()], _value(run)) for run in _runs(text)]
    return [each for each in found if each.text.lower() != "one"]


def readings(text: str) -> frozenset[Decimal | str]:
    """Return the values of all numbers that a text gives, with that of a lone "one"."""
    return frozenset(_value(run) for run in _runs(text))


def _runs(text: str) -> Iterator[list[re.Match[str]]]:
    """Yield the tokens of each number."""
    run: list[re.Match[str]] = []
    for token in _TOKEN.finditer(text):
        if run and not _goes_on(run[-1], token, text):
            yield run
            run = []
        run.append(token)
    if run:
        yield run


def _goes_on(before: re.Match[str], token: re.Match[str], text: str) -> bool:
    """Return whether a token continues the number before it: as its scale, or as a smaller part in words."""
    if token["word"] is None or not _JOINT.fullmatch(text, before.end(), token.start()):
        return False
    if token["word"].lower() in _SCALES:
        return True
    if before["word"] is None:
        return False
    last, this = before["word"].lower(), _UNITS[token["word"].lower()]
    return last in _SCALES or (_UNITS[last] >= 20 and 0 < this < 10)


def _value(run: Sequence[re.Match[str]]) -> Decimal | str:
    total, part = Decimal(0), Decimal(0)
    for token in run:
        if token["digits"]:
            plain = _digits(token["digits"], token["unit"].lower())
            if isinstance(plain, str):
                return " ".join([plain, *(each["word"].lower() for each in run[1:])])
            part += plain
        elif (word := token["word"].lower()) in _UNITS:
            part += _UNITS[word]
        elif _SCALES[word] <= 100:
            part = (part or 1) * _SCALES[word]
        else:
            total += (part or 1) * _SCALES[word]
            part = Decimal(0)
    return total + part


def _digits(digits: str, unit: str) -> Decimal | str:
    plain = _GROUPING.sub("", digits)
    if re.fullmatch(r"\d+(?:\.\d+)?", plain) and len(plain) <= _MAX_DIGITS:
        if unit in _NO_UNITS:
            return Decimal(plain)
        if unit in _SCALES:
            return Decimal(plain) * _SCALES[unit]
    return plain + unit
