"""Finding words in a text, without regard to capitals and accents."""

from __future__ import annotations

import re
import unicodedata

MAX_CHARS = 200
"""Of what is looked for."""


def folded(text: str) -> str:
    """Return a text of the same length in lower case, without accents, with straight quotation marks."""
    return text.lower() if text.isascii() else text.translate({ord(char): _plain(char) for char in set(text)})


def places(text: str, words: str) -> list[tuple[int, int]]:
    """Return the half-open spans of a text where these words stand side by side; parts of words count."""
    parts = folded(words[:MAX_CHARS]).split()
    if not parts:
        return []
    return [match.span() for match in re.finditer(r"\s+".join(map(re.escape, parts)), folded(text))]


_QUOTES = {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "\u00a0": " "}


def _plain(char: str) -> str:
    """Return what stands for a character: one character, so that places stay what they are."""
    bare = _QUOTES.get(char) or unicodedata.normalize("NFD", char)[0]
    lower = bare.lower()
    return lower if len(lower) == 1 else bare
