"""Days, months, years and decades that a question names, and the word that ties them to what was said.

Only absolute dates: "last year" and "yesterday" are not read, since transcripts of all times are searched and nobody
knows from which day to count. What could be read two ways ("2010-12", "3/4/2022", "in May") is not read either.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from search.constraints import Days

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAMES = "january february march april may june july august september october november december".split()
_MONTH = {form: number for number, name in enumerate(_NAMES, 1) for form in (name, name[:3])} | {"sept": 9}
_ONE_DAY = dt.timedelta(days=1)

_MONTHS = r"(?:{})\.?".format("|".join(sorted(_MONTH, key=len, reverse=True)))
_NTH = r"\d{1,2}(?:st|nd|rd|th)?"
_YEAR = r"(?:1[5-9]|20)\d\d"
_FORMS = (
    r"\d{4}-\d{1,2}-\d{1,2}",
    rf"{_NTH}\s+(?:of\s+)?{_MONTHS},?\s+{_YEAR}",
    rf"{_MONTHS}\s+{_NTH},?\s+{_YEAR}",
    rf"(?<!\d\s){_MONTHS},?\s+(?:of\s+)?{_YEAR}",
    rf"(?:the\s+)?(?:(?:early|mid|late)[\s-]+)?{_YEAR[:-2]}0s",
    _YEAR,
)
_PLAIN = rf"(?:{'|'.join(_FORMS)})(?![\w%/]|[.,]\d)"
_OPEN = rf"(?<![\w.,/-]){_PLAIN}"
_DATE = rf"{_OPEN}(?!-\w|[–—]\d)"
_COUNTED = (
    r"(?!\s+(?:words?|people|persons?|men|women|children|dollars?|euros?|pounds?|tenge|manats?|roubles?|rubles?|years?"
    r"|days?|hours?|minutes?|pages?|tons?|tonnes|km|kilomet\w+|met\w+|miles?|percent|per\s+cent|times|cities|schools"
    r"|jobs|homes|houses|cases|troops|soldiers|members|countries|million|billion|thousand|passages)\b)"
)
"""After a number that is no year: "in 2000 words"."""
_OF_EVENT = rf"(?:the\s+)?(?:[^\W\d_][\w'’-]*\s+){{1,3}}?(?:of|in)\s+(?P<of>{_YEAR})(?![\w%])"
_THE_YEARS = rf"the\s+(?P<the>{_YEAR})\s+(?=[^\W\d_])"
_TIE = (
    r"(?P<tie>in|on|during|throughout|since|after|before|until|till|up\s+to|prior\s+to|as\s+of|starting(?:\s+in)?|from)"
)
_RANGE = (
    rf"\b(?:(?:in|during|from|between)\s+)?(?:the\s+years?\s+)?"
    rf"(?P<first>{_OPEN})(?P<join>\s*[-–—]\s*|\s+(?:and|to|until|till|through|or)\s+)(?P<second>{_PLAIN}(?![-–—]\d)){_COUNTED}"
)
_RANGE_START = re.compile(r"(?:in|during|from|between)\s", re.IGNORECASE)
_PATTERN = re.compile(
    rf"(?P<range>{_RANGE})"
    rf"|\b{_TIE}\s+(?:(?:the\s+)?(?:years?|month|early|mid|late|summer|autumn|fall|winter|spring)[\s-]+(?:of\s+)?)*"
    rf"(?:(?:the\s+(?!{_YEAR}\s))?(?P<date>{_DATE}){_COUNTED}(?P<onwards>\s+on(?:wards?)?\b(?!\s+\w))?|{_THE_YEARS}|{_OF_EVENT})"
    rf"|(?P<bare>{_DATE})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class When:
    """A date that a question names."""

    start: int
    end: int
    """Half-open span, in code points, of the date with the word that ties it."""
    days: Days
    tied: bool
    """A word such as "in" or "since" stands before it."""
    within: bool
    """That word says when ("in 2022"), not from or until when: "the crisis in 2008" may be a topic."""


def dates_in(text: str) -> list[When]:
    """Return the dates of a text in order; a bare year is none ("the 2008 crisis").

    "before 2016" ends with 2015 and "after 2019" starts with 2020; "before the election of 2016" ends with 2016 and
    "after" it starts with 2016, since the day inside the year is unknown.
    """
    return list(_found(text)) if any(char.isdigit() for char in text) else []


def _found(text: str) -> Iterator[When]:
    at = 0
    while match := _PATTERN.search(text, at):
        found = _ranged(match) if match["range"] else _one(match)
        if found is not None:
            yield found
        at = found.end if found else match.end() if match["date"] else match.start() + len(match[0].split(None, 1)[0])


def _ranged(match: re.Match[str]) -> When | None:
    first, second = _days(match["first"]), _days(match["second"])
    tied = _RANGE_START.match(match[0]) is not None
    joined = match["join"].strip().casefold()
    years = re.fullmatch(_YEAR, match["first"]) is not None
    if first is None or second is None or first > second or (not tied and (years or joined in {"and", "or"})):
        return None
    return When(match.start(), match.end(), (first[0], second[1]), tied, True)


def _one(match: re.Match[str]) -> When | None:
    printed = match["date"] or match["the"] or match["of"] or match["bare"]
    days = _days(printed)
    if days is None or (match["bare"] and re.fullmatch(_YEAR, printed)):
        return None
    tie = " ".join((match["tie"] or "").casefold().split())
    if match["of"] and tie in {"in", "on", "from", "as of", "starting", "starting in", "up to"}:
        return None  # "in the words of 2022", "on the events of 2016"
    event = match["date"] is None
    end = match.end("the") if match["the"] else match.end()
    within = tie in {"", "in", "on", "during", "throughout", "from"} and not match["onwards"]
    return When(match.start(), end, _towards(tie, days, event, bool(match["onwards"])), bool(tie), within)


def _towards(tie: str, days: tuple[dt.date, dt.date], event: bool, onwards: bool) -> Days:
    first, last = days
    if tie == "since" or tie.startswith(("starting", "as of")) or onwards:
        return first, None
    if tie == "after":
        return (first if event else last + _ONE_DAY), None
    if tie in {"before", "prior to"}:
        return None, (last if event else first - _ONE_DAY)
    if tie in {"until", "till", "up to"}:
        return None, last
    return first, last


def _days(printed: str) -> tuple[dt.date, dt.date] | None:
    """Return the first and last day of a date as printed, None where the calendar has no such day."""
    parts = re.findall(r"\d+|[^\W\d_]+", printed.casefold())
    numbers = [int(part) for part in parts if part.isdigit()]
    month = next((_MONTH[part] for part in parts if part in _MONTH), None)
    try:
        if printed.casefold().endswith("0s"):
            return dt.date(numbers[0], 1, 1), dt.date(numbers[0] + 9, 12, 31)
        if len(numbers) == 3:
            return (dt.date(*numbers),) * 2
        if month is None:
            return dt.date(numbers[0], 1, 1), dt.date(numbers[0], 12, 31)
        if len(numbers) == 2:
            return (dt.date(numbers[1], month, numbers[0]),) * 2
        return dt.date(numbers[0], month, 1), dt.date(numbers[0], month, calendar.monthrange(numbers[0], month)[1])
    except (ValueError, OverflowError):
        return None
