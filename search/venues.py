"""Where something was said: words that stand in the venue or the title of some transcripts, but not of most."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from index.names import folded
from search.ordinary import FUNCTION, is_ordinary

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from index.records import TranscriptHead
    from search.tokens import Token

_WORD = re.compile(r"\w+")
_SHORT_FOR = {"un": {"united", "nations"}, "eu": {"european", "union"}}
_MAX_WORDS = 6
_NO_PLACE = frozenset(
    """
    time times moment end beginning start level levels cost costs price risk last all home work heart rate stake hand
    large present stage point age side top bottom expense request war peace day year night
    """.split()
)
""""At the time", "at the end": ways of speaking."""


@lru_cache(maxsize=1 << 15)
def _words_of(title: str | None, venue: str | None) -> frozenset[str]:
    words = set(_WORD.findall(folded(f"{title or ''} {venue or ''}".replace(".", ""))))
    return frozenset(words | {short for short, full in _SHORT_FOR.items() if full <= words})


def is_at(head: TranscriptHead, venue: Iterable[str]) -> bool:
    """Whether a transcript is of one of the venues that a question names (``Query.venue``).

    It is when all words of one stand in its title and venue, in any order.
    """
    known = _words_of(head.title, head.venue)
    return any(known.issuperset(_asked_words(words)) for words in venue)


def _asked_words(words: str) -> list[str]:
    return [word for word in _WORD.findall(folded(words)) if word not in FUNCTION]


class Venues:
    """Tells which words of a question are a venue; made once for an index."""

    def __init__(self, heads: Sequence[TranscriptHead]) -> None:
        self._heads = heads
        self._most = len(heads) / 2

    @cached_property
    def _with(self) -> dict[str, set[int]]:
        """Words to the transcripts that have them; many questions have no "at" or "in" and need none of it."""
        found: defaultdict[str, set[int]] = defaultdict(set)
        for number, head in enumerate(self._heads):
            for word in _words_of(head.title, head.venue):
                found[word].add(number)
        return found

    def find(self, tokens: Sequence[Token], taken: frozenset[int]) -> list[tuple[int, int, int]]:
        """Return, for each venue, the tokens where its preposition, its words and what follows start.

        After "at" any words count, after "in" only names: "in trade" is no place, even where a title has the word.
        """
        found = []
        for place, token in enumerate(tokens):
            if token.base not in {"at", "in"} or place in taken:
                continue
            first = place + 1
            while first < len(tokens) and tokens[first].base in {"the", "a", "an", "this", "that"}:
                first += 1
            end = self._end(tokens, first, taken, names_only=token.base == "in")
            if end > first and tokens[first].base not in _NO_PLACE:
                found.append((place, first, end))
        return found

    def _end(self, tokens: Sequence[Token], first: int, taken: frozenset[int], *, names_only: bool) -> int:
        shared: set[int] | None = None
        end = first
        for place in range(first, min(first + _MAX_WORDS, len(tokens))):
            token = tokens[place]
            if not token.word or place in taken or (token.possessive and place == first):
                break
            if token.base in FUNCTION:
                if token.base in {"of", "the", "for", "and"} and place > first:
                    continue
                break
            word = token.base.replace("-", " ").split()
            if names_only and not token.capital and is_ordinary(token.base):
                break
            hits = [self._with.get(part, set()) for part in word]
            new = set.intersection(*hits, *([shared] if shared is not None else [])) if hits else set()
            if not new:
                break
            shared, end = new, place + 1
        return end if shared is not None and len(shared) <= self._most else first
