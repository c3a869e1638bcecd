"""The words of a question where they stand, with what tells names from other words: capitals and possessives."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from index.names import folded, is_title

_TOKEN = re.compile(r"\w+(?:['’.\-]\w+)*['’]?|([^\w\s])\1*")
_POSSESSIVE = re.compile(r"['’]s$|(?<=[sSxXzZ])['’]$", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]+")
_SMALL_IN_HEADLINES = frozenset("a an the and or nor but as at by for from in of on over to with s".split())
_ENDS = frozenset('.?!:;"“”„«»')


@dataclass(frozen=True, slots=True)
class Token:
    """A word, or a run of one punctuation mark."""

    start: int
    end: int
    """Half-open span in the question, in code points."""
    base: str
    """Folded, without a possessive ending; of punctuation, one mark."""
    word: bool
    capital: bool
    """Begins with a capital where capitals tell something: in the midst of a sentence that has small letters, too."""
    upper: bool
    """All in capitals, in a question that is not."""
    first: bool
    """The first word of a sentence."""
    possessive: bool
    title: bool
    """A form of address or an office."""


def tokens_of(text: str) -> list[Token]:
    """Return the words and marks of a question; a dot after a title or an initial is no mark."""
    found: list[Token] = []
    first, telling = True, _tells(text)
    shouted = text.isupper()
    for match in _TOKEN.finditer(text):
        printed = match[0]
        if match[1] is not None:
            last = found[-1] if found else None
            if printed == "." and last is not None and last.word and last.end == match.start() and _cut_short(last):
                continue
            found.append(Token(match.start(), match.end(), match[1], False, False, False, False, False, False))
            first = first or match[1] in _ENDS
            continue
        base = _base(printed)
        dotted = printed + "." if text[match.end() : match.end() + 1] == "." else printed
        capital = telling and printed[0].isupper() and not first
        upper = not shouted and len(base) > 1 and printed.rstrip("s").isupper()
        owns = _POSSESSIVE.search(printed) is not None
        found.append(Token(match.start(), match.end(), base, True, capital, upper, first, owns, _is_title(dotted)))
        first = False
    return found


@lru_cache(maxsize=1 << 14)
def _base(printed: str) -> str:
    return folded(_POSSESSIVE.sub("", printed).rstrip("'’").replace(".", ""))


@lru_cache(maxsize=1 << 14)
def _is_title(printed: str) -> bool:
    return is_title(_POSSESSIVE.sub("", printed))


def _cut_short(last: Token) -> bool:
    return last.title or len(last.base) == 1 or last.base in {"st", "vs", "jr", "sr"}


def _tells(text: str) -> bool:
    """Whether capitals tell names from other words; in a headline every word but the smallest has one."""
    words = [word for word in _LETTERS.findall(text)[1:] if word not in _SMALL_IN_HEADLINES]
    return len(words) < 3 or any(word[0].islower() for word in words)
