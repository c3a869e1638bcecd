"""Lines that give a day or a time and little more, and what has the form of a label but is none."""

from __future__ import annotations

import re

from index.dates import find_date
from index.names import folded

MAX_CHARS = 80
LABELLED = re.compile(r"^(?P<label>[^:]{1,60}):\s+(?P<value>\S.*)$")
QUESTION = re.compile(r"^Q[.:]?\s{2,}")
SENTENCE_END = re.compile(r"[.!?;:,…。：！？][\"'”’)]*$")
WORD = re.compile(r"[^\W\d_]{2,}")
_TIME = re.compile(r"^\W*\d{1,2}[:.]\d\d\s?(?:[AaPp]\.?\s?[Mm]\b)?.{0,12}$")
_SENTENCE_WORDS = 5
"""With a full stop and more words than this, a line with a date in it is prose."""
_DATE_KEYS = frozenset(["date", "dated", "published", "updated", "posted", "created", "issued", "released", "time"])


def is_date_line(text: str) -> bool:
    """Whether a short text gives a day and little more: not what someone says about a day."""
    if text.endswith(("?", "!")) or QUESTION.match(text):
        return False
    if match := LABELLED.match(text):
        dates = not _DATE_KEYS.isdisjoint(folded(match["label"]).split())
        return dates or (len(WORD.findall(match["value"])) < 2 and not SENTENCE_END.search(text))
    return not SENTENCE_END.search(text) or len(WORD.findall(text)) <= _SENTENCE_WORDS


def is_day_or_time(text: str) -> bool:
    """Whether a line gives a day, or a time of day."""
    if len(text) > MAX_CHARS or not any(char.isdigit() for char in text):
        return False
    return bool(_TIME.match(text)) or (is_date_line(text) and find_date(text) != (None, None))
