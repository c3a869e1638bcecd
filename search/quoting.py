"""What can be quoted of a passage: whole sentences that can be understood, and no questions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from index.records import Kind

if TYPE_CHECKING:
    from index.records import Passage
    from search.sentence_scores import SentenceScores

_LEANS_BACK = re.compile(
    r"^(?:[-–—]\s*)?(?:and\s+|but\s+|so\s+)?(?:it|this|that|these|those|they|he|she|such|there)\b",
    re.IGNORECASE,
)
"""A sentence that begins so cannot be understood without the one before it."""
_LEANS_ON = re.compile(r"[:\uff1a][\"'”’»)\]]*$")
"""A sentence that ends so says nothing without the one after it."""
_ASKS = re.compile(r"[?\uff1f\u037e\u061f][\"'”’»)\]]*\s*$")
"""The end of a question, also in Chinese, Greek and Arabic script."""


_COURTESY = re.compile(
    r"^\W*(?:(?:and|so|but|well|now|again|once again|with that),? )*"
    r"(?:thank you|thanks|many thanks|ladies and gentlemen|dear|distinguished|honou?rable|excellenc(?:y|ies)|"
    r"good (?:morning|afternoon|evening|day)|hello|welcome|mr\.? (?:chair|president|speaker)|madam)\b",
    re.IGNORECASE,
)
_COURTESY_WORDS = 8
"""A sentence that begins so and has no more words is a form of address and says nothing."""
_ANNOUNCES = re.compile(
    r"^\W*(?:(?:and|but|so|now|finally|next|here),? )*"
    r"(?:i (?:shall|will|would like to|should like to|want to|wish to|now)|let (?:me|us)|allow me to|permit me to)"
    r"(?: \w+)? (?:(?:turn|come|move|move on|go on|pass|proceed) to|say a few words|touch (?:up)?on|"
    r"(?:begin|start|continue|end|close|conclude) (?:with|by)|(?:speak|talk) (?:about|of|on))\b",
    re.IGNORECASE,
)
_ANNOUNCED_WORDS = 14
"""A sentence that begins so and has no more words only tells what comes next: "I shall now turn to the harbour"."""
_RARE = 0.5
"""Words of at least that share of the idf of the question's rarest are what it is about."""
_MOST_BEFORE, _MOST_WORDS_BEFORE = 5, 60
"""How far back what a question is about may be named: sentences, and words in all."""


def asks(text: str) -> bool:
    """Whether a text ends in a question."""
    return _ASKS.search(text) is not None


def best_statement(passage: Passage, scores: SentenceScores) -> int | None:
    """Return the position of the best sentence that is not a question, or None when all are."""
    if passage.kind is Kind.QUESTION:
        return None
    order = np.argsort(-scores.total, kind="stable").tolist()
    return next((each for each in order if is_statement(passage, scores, each)), None)


def is_statement(passage: Passage, scores: SentenceScores, sentence: int) -> bool:
    """Whether a sentence asks nothing, and is no mere form of address, nor tells only what comes next."""
    start, end = scores.spans[sentence].tolist()
    said = passage.text[start:end]
    return not (asks(passage.text[:end]) or is_courtesy(said) or is_announcement(said))


def is_courtesy(sentence: str) -> bool:
    """Whether a sentence only greets, thanks or addresses."""
    return len(sentence.split()) <= _COURTESY_WORDS and _COURTESY.match(sentence) is not None


def is_announcement(sentence: str) -> bool:
    """Whether a sentence only tells what will be spoken of next."""
    return len(sentence.split()) <= _ANNOUNCED_WORDS and _ANNOUNCES.match(sentence) is not None


def sentences_around(scores: SentenceScores, start: int, end: int) -> tuple[int, int]:
    """Return the positions of the first and the last sentence that a half-open span of the passage touches."""
    begins, ends = scores.spans[:, 0], scores.spans[:, 1]
    first = min(int(np.searchsorted(ends, start, side="right")), len(begins) - 1)
    return first, max(first, int(np.searchsorted(begins, end, side="left")) - 1)


def quote_span(passage: Passage, scores: SentenceScores, first: int, last: int) -> tuple[int, int]:
    """Return the half-open span of sentences, with those before or after that they cannot do without.

    "It cost nine million" comes with the sentence before. So does "Nine million were spent", back to where what was
    asked about is named: without that, it could be anything's price.
    """
    text, spans = passage.text, scores.spans
    start, end = int(spans[first][0]), int(spans[last][1])
    if first > 0 and _LEANS_BACK.match(text[start:end]):
        first -= 1
    first = _named_at(passage, scores, first, last)
    if last + 1 < len(spans) and _LEANS_ON.search(text[:end]) and is_statement(passage, scores, last + 1):
        end = int(spans[last + 1][1])
    return int(spans[first][0]), end


def _named_at(passage: Passage, scores: SentenceScores, first: int, last: int) -> int:
    """Return from which sentence on to quote, so that what is asked about is named; ``first`` if nothing before does.

    What is asked about are the rare ones among the question's words; the nearest sentence with one of those that are
    missing will do, unless a question, which nobody may take for an answer, stands in between.
    """
    if not len(scores.idf):
        return first
    missing = (scores.idf >= _RARE * scores.idf.max()) & ~scores.holds[first : last + 1].any(axis=0)
    for n in range(first - 1, max(-1, first - 1 - _MOST_BEFORE), -1):
        start, end = scores.spans[n].tolist()
        before = passage.text[start : int(scores.spans[first][0])]
        if asks(passage.text[:end]) or len(before.split()) > _MOST_WORDS_BEFORE:
            break
        if (scores.holds[n] & missing).any():
            return n
    return first
