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
    r"^\W*(?:thank you|thanks|many thanks|ladies and gentlemen|dear|distinguished|honou?rable|excellenc(?:y|ies)|"
    r"good (?:morning|afternoon|evening|day)|hello|welcome|mr\.? (?:chair|president|speaker)|madam)\b",
    re.IGNORECASE,
)
_COURTESY_WORDS = 8
"""A sentence that begins so and has no more words is a form of address and says nothing."""


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
    """Whether a sentence asks nothing, and is no mere form of address."""
    start, end = scores.spans[sentence].tolist()
    return not asks(passage.text[:end]) and not is_courtesy(passage.text[start:end])


def is_courtesy(sentence: str) -> bool:
    """Whether a sentence only greets, thanks or addresses."""
    return len(sentence.split()) <= _COURTESY_WORDS and _COURTESY.match(sentence) is not None


def sentences_around(scores: SentenceScores, start: int, end: int) -> tuple[int, int]:
    """Return the positions of the first and the last sentence that a half-open span of the passage touches."""
    begins, ends = scores.spans[:, 0], scores.spans[:, 1]
    first = min(int(np.searchsorted(ends, start, side="right")), len(begins) - 1)
    return first, max(first, int(np.searchsorted(begins, end, side="left")) - 1)


def quote_span(passage: Passage, scores: SentenceScores, first: int, last: int) -> tuple[int, int]:
    """Return the half-open span of sentences, with the one before or after where they cannot do without it."""
    text, spans = passage.text, scores.spans
    start, end = int(spans[first][0]), int(spans[last][1])
    if first > 0 and _LEANS_BACK.match(text[start:end]):
        start = int(spans[first - 1][0])
    if last + 1 < len(spans) and _LEANS_ON.search(text[:end]) and is_statement(passage, scores, last + 1):
        end = int(spans[last + 1][1])
    return start, end
