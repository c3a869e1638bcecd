"""Titles out of file names: "2020-01-24-harbour_debate" gives "Harbour debate"."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    import datetime as dt

_DAY = r"(?<!\d)(\d{4})([-_.]?)(\d\d)\2(\d\d)(?!\d)"
_ANY_DAY = re.compile(_DAY)
_BETWEEN = re.compile(rf"(?P<day>{_DAY})|[\s_+~.–—-]+".replace(r"\2", r"\3"))
_ENDINGS = re.compile(r"\.[a-z]{2}(?:-[A-Z]{2})?$|\.(?=[\w=-]{8,}$)(?=\D*\d)[\w=-]*[A-Z][\w=-]*$|[ .-]*\[[\w-]{11}\]$")
""""debate.en", "debate.en.kBgBEP9eYoe5", "debate [dQw4w9WgXcQ]": what programs that fetch videos put behind a name."""
_UNDERSCORES = re.compile(r"[\s_]+")
_LETTERS = 3
_CODE_LETTERS = 4
""""BEL_01_1946", "IMG_0001": so few capitals are no word, and with digits beside them an id."""


def title_of_file(stem: str, day: dt.date | None) -> str | None:
    """Return a title to read out of the name of a file, without the day if the transcript is of that day.

    Args:
        stem: The name without its suffix.
        day: The date of the transcript.

    Returns:
        None where nothing but numbers and ids is left, which no spaces would make easier to read.
    """
    name = unicodedata.normalize("NFC", unquote(stem))
    if not name.isprintable():
        return None
    while (shorter := _ENDINGS.sub("", name)) != name:
        name = shorter
    if day is not None:
        name = _ANY_DAY.sub(lambda match: " " if _is(match, day) else match[0], name)
        name = name.strip(" _-–—.,+~")
    # In a name with spaces a hyphen or a dot is part of a word.
    spaced = " " in name.strip() and "_" not in name
    parted = _UNDERSCORES.sub(" ", name) if spaced else _BETWEEN.sub(lambda match: match["day"] or " ", name)
    title = parted.strip(" ,;")
    return title[:1].upper() + title[1:] if any(map(_is_word, title.split())) else None


def _is(match: re.Match[str], day: dt.date) -> bool:
    return f"{match[1]}-{match[3]}-{match[4]}" == day.isoformat()


def _is_word(part: str) -> bool:
    """Whether a part of a name is a word: letters only, and not the few capitals of a code."""
    letters = part.strip("()[]{},;!'’\"“”").replace("-", "").replace("’", "").replace("'", "")
    if not letters.isalpha() or (letters.isupper() and len(letters) <= _CODE_LETTERS):
        return False
    return len(letters) >= _LETTERS or not letters.isascii()
