"""What of a question is missing in a passage and around it: with another name or year in it, it is not answered.

Of the questions of SQuAD 2.0 that their paragraph does not answer, many differ from one that it does by a name, a
number or a word (Rajpurkar, Jia & Liang, "Know What You Don't Know: Unanswerable Questions for SQuAD", ACL 2018,
table 2).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.names import folded
from index.words import stems
from search.ordinary import FUNCTION
from search.tokens import tokens_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from index.generations import SealedGeneration
    from index.records import Passage, TranscriptHead
    from search.retrieve import Asked

_NUMBER = re.compile(r"\d(?:[\d.,]*\d)?")
_MIN_ACRONYM = 3
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Demanded:
    """The numbers and the names that a question holds."""

    numbers: frozenset[str]
    names: frozenset[str]
    """Folded words with a capital, but for the first of a sentence."""
    acronyms: frozenset[str] = frozenset()
    """Those of them that are all capitals, three letters or more: with two, too many words would do."""

    @classmethod
    def by(cls, question: str) -> Demanded:
        """Read a question."""
        names = [each for each in tokens_of(question) if each.word and (each.capital or each.upper)]
        acronyms = (each.base for each in names if each.upper and len(each.base) >= _MIN_ACRONYM)
        numbers = frozenset(_NUMBER.findall(question))
        return cls(numbers, frozenset(each.base for each in names), frozenset(acronyms))

    def beside(self, speakers: Collection[str]) -> Demanded:
        """Return it without the names of those who are asked: whatever they say is by them."""
        own = {word for name in speakers for word in folded(name).replace("-", " ").split()}
        return replace(self, names=self.names - own - set(map(folded, speakers)))


def nearby(
    generation: SealedGeneration, passage: Passage, head: TranscriptHead | None, demanded: Demanded, asked: Asked
) -> tuple[float, float, float, float]:
    """Return how well a passage, with the one before and after and what stands over them, meets a question's words.

    Returns:
        The share of the question's words, weighted by idf; the idf of the rarest that is missing, as a share of the
        rarest's; whether a number is missing, 0 or 1; the share of its names that are missing.
    """
    around = generation.store.passages_of(passage.transcript_id, passage.ordinal - 1, passage.ordinal + 1)
    over = [passage.speaker, head.title, head.date.isoformat() if head.date else None] if head else [passage.speaker]
    text = " ".join([*(each.text for each in around), *(each for each in over if each)])
    language = head.language if head else None
    words = _WORD.findall(folded(text))
    written_out = {each for each in demanded.acronyms if is_written_out(each, words)}
    held = set(stems(text, language))
    missing = [term.idf for term in asked.terms if term.stems.isdisjoint(held) and folded(term.word) not in written_out]
    every = [term.idf for term in asked.terms]
    return (
        1 - sum(missing) / sum(every) if sum(every) > 0 else 0.0,
        max(missing, default=0.0) / max(every) if max(every, default=0.0) > 0 else 0.0,
        float(any(number not in text for number in demanded.numbers)),
        len(demanded.names.difference(words, written_out)) / max(1, len(demanded.names)),
    )


def is_written_out(acronym: str, words: Sequence[str]) -> bool:
    """Whether a text has words side by side with the letters of an acronym: "gross domestic product" for "gdp"."""
    initials = "".join(word[0] for word in words if word not in FUNCTION)
    return acronym in initials
