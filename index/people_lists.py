"""Lines that only list people, such as "Present: Ada Korvin, Jon Lund": they are context, and answer nothing."""

from __future__ import annotations

import re

from index.names import folded, is_capital
from index.titles import ARTICLES

_LISTED = re.compile(
    r"^(?:(?:also |members? |those )?(?:present|in attendance|attending)|participants?|panel(?:l?ists?)?|speakers?|"
    r"attendees|attendance|apologies(?: for absence)?|absent|guests?|witnesses|moderators?|interviewers?|presiding)"
    r"\s*:\s+(?P<people>\S.*)$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[,;]\s*(?:and\s+)?|\s+and\s+")
_MAX_CHARS = 1000


def lists_people(text: str) -> bool:
    """Whether each line of a text lists people, and says nothing of them."""
    if len(text) > _MAX_CHARS:
        return False
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return bool(lines) and all(map(_lists_people, lines))


def _lists_people(line: str) -> bool:
    match = _LISTED.match(line)
    if match is None:
        return False
    parts = [part.strip(" .") for part in _BETWEEN.split(match["people"]) if part.strip(" .")]
    return bool(parts) and all(_stands_in_a_list(part) for part in parts)


def _stands_in_a_list(part: str) -> bool:
    """Whether a part of a list begins and ends as a name or an office does."""
    words = part.split()
    return is_capital(words[-1].strip("()[]")) and (is_capital(words[0]) or folded(words[0]) in ARTICLES)
