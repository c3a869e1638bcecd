"""The words of one document: which it writes in small letters, in capitals, or as names are written."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_SMALL = re.compile(r"(?<![^\W_])[^\W\d_A-Z][^\W\d_]+")
_CAPITAL = re.compile(r"(?<![^\W_])[A-Z][^\W\d_]+")
_LETTERS = re.compile(r"[^\W\d_]{3,}")


class Vocabulary:
    """What the running text of a document writes how; read only when it is asked for."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = texts
        self._read = False
        self._small: set[str] = set()
        self._shouted: Counter[str] = Counter()
        self._written: Counter[str] = Counter()

    def in_small_letters(self, label: str) -> list[bool]:
        """Return for each word of three letters or more whether the text has it in small letters, too."""
        self._know()
        return [word.casefold() in self._small for word in _LETTERS.findall(label)]

    def is_common(self, label: str) -> bool:
        """Whether all words of a label are common words."""
        found = self.in_small_letters(label)
        return bool(found) and all(found)

    def is_acronym(self, word: str) -> bool:
        """Whether the text writes a word in capitals ("NATO") and never as a name ("Lund")."""
        self._know()
        return self._shouted[word.casefold()] > 0 and not self._written[word.casefold()]

    def _know(self) -> None:
        if self._read:
            return
        self._read = True
        for text in self._texts:
            self._small.update(word.casefold() for word in _SMALL.findall(text))
            for word in _CAPITAL.findall(text):
                (self._shouted if word.isupper() else self._written)[word.casefold()] += 1
