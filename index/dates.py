"""Find the day a transcript names; what can be read two ways is not read at all."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from functools import lru_cache

_ISO = re.compile(r"(?<![\d-])(\d{4})-(\d{1,2})-(\d{1,2})(?![\d-])")
_NUMERIC = re.compile(r"(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?![./-]?\d)")
_NAMED = re.compile(
    r"(?<!\d)\d{1,2}(?:st|nd|rd|th|er|º|\.)?\s+(?:de\s+|of\s+)?[^\W\d_]{3,12}\.?,?\s+(?:de\s+)?\d{4}(?!\d)"
    r"|(?<!\w)[^\W\d_]{3,12}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}(?!\d)"
)


_ENGLISH = re.compile(
    r"(?:(?P<d>\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m>[A-Za-z]{3,9})\.?,?"
    r"|(?P<m2>[A-Za-z]{3,9})\.?\s+(?P<d2>\d{1,2})(?:st|nd|rd|th)?,?)\s+(?P<y>\d{4})"
)
_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = {form: number for number, name in enumerate(_MONTHS, 1) for form in (name, name[:3])} | {"sept": 9}


def find_date(text: str) -> tuple[date | None, str | None]:
    """Return the first day named in a short text, and a warning when one is named that cannot be told.

    ISO dates, then dates with the month's name in any language that dateparser knows, then numeric ones whose
    order is certain (a number above 12, or dots, which stand between day, month and year in this order).
    """
    if match := _ISO.search(text):
        return _day(int(match[1]), int(match[2]), int(match[3]), match[0])
    for match in _NAMED.finditer(text):
        if (found := _named(match[0])) is not None:
            return found, None
    if match := _NUMERIC.search(text):
        return _numeric(int(match[1]), match[2], int(match[3]), int(match[4]), match[0])
    return None, None


def without_date(text: str) -> str | None:
    """Return a short text without the first day that :func:`find_date` would find in it; None where there is none."""
    for pattern in (_ISO, _NAMED, _NUMERIC):
        for match in pattern.finditer(text):
            if pattern is not _NAMED or _named(match[0]) is not None:
                return f"{text[: match.start()]},{text[match.end() :]}"
    return None


def _numeric(first: int, separator: str, second: int, year: int, printed: str) -> tuple[date | None, str | None]:
    if separator == "." or first > 12 or first == second:
        return _day(year, second, first, printed)
    if second > 12:
        return _day(year, first, second, printed)
    return None, f"the date {printed!r} can be read two ways; write it as YYYY-MM-DD"


def _day(year: int, month: int, day: int, printed: str) -> tuple[date | None, str | None]:
    try:
        return date(year, month, day), None
    except ValueError:
        return None, f"the date {printed!r} does not exist; write it as YYYY-MM-DD"


@lru_cache(maxsize=1 << 14)
def _named(printed: str) -> date | None:
    """Return the day that a date with a month's name stands for; English first, since all languages take seconds."""
    if (match := _ENGLISH.fullmatch(printed)) and (month := _MONTH.get((match["m"] or match["m2"]).lower())):
        with suppress(ValueError):
            return date(int(match["y"]), month, int(match["d"] or match["d2"]))
    import dateparser

    settings = {"REQUIRE_PARTS": ["day", "month", "year"], "PARSERS": ["absolute-time"]}
    found = dateparser.parse(printed, settings=settings)
    return None if found is None else found.date()
