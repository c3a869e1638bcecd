"""What kind of thing a question asks for, as far as a sentence shows whether it has one."""

from __future__ import annotations

import re
from enum import StrEnum


class AnswerType(StrEnum):
    """Kinds that can be seen in a sentence."""

    NUMBER = "number"
    TIME = "time"


_ASKS = (
    (
        AnswerType.TIME,
        r"\b(?:when|(?:what|which|in what|in which) (?:year|month|day|date|decade|century)|how long ago|since when)\b",
    ),
    (
        AnswerType.NUMBER,
        r"\bhow (?:many|much|large|big|long|high|tall|far|fast|old|often|heavy|deep|wide|few|strong)\b"
        r"|\b(?:what|which) (?:percentage|percent|share|proportion|number|amount|price|sum|size|rate|fraction)\b"
        r"|\bby how\b",
    ),
)
_SHOWS = {
    AnswerType.NUMBER: re.compile(
        r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|seventy|"
        r"eighty|ninety|hundreds?|thousands?|millions?|billions?|trillions?|dozens?|half|third|quarter|twice|doubled?|"
        r"tripled?|percent)\b",
        re.IGNORECASE,
    ),
    AnswerType.TIME: re.compile(
        r"\b(?:1\d{3}|20\d\d)s?\b|\b(?:january|february|march|april|may|june|july|august|september|october|november|"
        r"december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|yesterday|today|tomorrow|tonight|ago|"
        r"century|(?:last|next|this) (?:year|month|week|spring|summer|autumn|fall|winter))\b",
        re.IGNORECASE,
    ),
}


def answer_type(question: str) -> AnswerType | None:
    """Return what an English question asks for, or None when it is neither a number nor a time."""
    found = ((match.start(), kind) for kind, pattern in _ASKS if (match := re.search(pattern, question, re.IGNORECASE)))
    return min(found, default=(0, None))[1]


def shows(text: str, kind: AnswerType | None) -> float:
    """Return 1 when a text holds the kind asked for, -1 when it does not, 0 when no kind is asked for."""
    if kind is None:
        return 0.0
    return 1.0 if _SHOWS[kind].search(text) else -1.0
