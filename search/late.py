"""Late interaction: how well each word of a question is met by some word of a passage.

MaxSim of Khattab & Zaharia, "ColBERT: Efficient and Effective Passage Search via Contextualized Late Interaction over
BERT", SIGIR 2020, over the token vectors that the index keeps, each question token weighted by its word's idf. No model
is called; a passage's token vectors were made in the pass that made its own vector.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.reduction import ONE
from index.words import exact_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from index.encoded import EncodedQuery
    from index.records import Term
    from index.representations import Representations

    Rows = NDArray[np.int64]
    Values = NDArray[np.float32]

_FRAME_WEIGHT = 0.1
"""Of a token in a word that no term stands for ("the", "what"), against the mean of the others."""


@dataclass(frozen=True, slots=True)
class LateScores:
    """What the tokens of some passages have for a question."""

    passages: Values
    """(m,) weighted mean of each question token's best cosine, -1 to 1."""
    sentences: Values
    """(s,) the same for every sentence of these passages, in their order."""
    sentence_first: Rows
    """(m + 1,) where the sentences of each begin."""

    def best_sentence(self) -> Values:
        """(m,) score of the best sentence of each passage."""
        return np.maximum.reduceat(self.sentences, self.sentence_first[:-1]) if len(self.passages) else self.passages


def token_weights(query: EncodedQuery, text: str, terms: Sequence[Term]) -> Values:
    """Return what each token of a question weighs: its word's idf, shared by the tokens of the word; they sum to 1."""
    idf = {term.word: term.idf for term in terms}
    weights = np.zeros(len(query.spans), np.float32)
    word_of = [word_around(text, int(start), int(end)) for start, end in query.spans]
    for n, (start, end) in enumerate(word_of):
        found = [idf[word] for word in exact_words(text[start:end]) if word in idf]
        weights[n] = max(found, default=0.0) / word_of.count((start, end))
    known = weights[weights > 0]
    weights[weights == 0] = _FRAME_WEIGHT * (float(known.mean()) if len(known) else 1.0)
    total = float(weights.sum())
    return weights / total if total > 0 else weights


def late_scores(representations: Representations, rows: Rows, query: EncodedQuery, weights: Values) -> LateScores:
    """Score passages by rows of their representations."""
    firsts = [representations.sentences_of(int(row)) for row in rows]
    sentence_first = np.cumsum([0, *(each.stop - each.start for each in firsts)])
    if not len(rows) or not len(query.tokens):
        nothing = np.zeros(int(sentence_first[-1]), np.float32)
        return LateScores(np.zeros(len(rows), np.float32), nothing, sentence_first)
    similar, first = _similarities(representations, rows, query)
    begins = _sentence_begins(representations, rows, first)
    by_sentence = np.maximum.reduceat(similar, begins, axis=0)
    by_sentence[_empty(begins, len(similar) - 1)] = -1.0
    by_passage = np.maximum.reduceat(by_sentence, sentence_first[:-1], axis=0)
    return LateScores(by_passage @ weights, by_sentence @ weights, sentence_first)


def _similarities(representations: Representations, rows: Rows, query: EncodedQuery) -> tuple[Values, Rows]:
    """Return (t + 1, q) cosines of passage and question tokens, and (m + 1,) where those of each passage begin.

    The last row is no token's: it keeps positions after the last token in range.
    """
    slices = [representations.tokens_of(int(row)) for row in rows]
    first = np.cumsum([0, *(each.stop - each.start for each in slices)])
    tokens = np.empty((int(first[-1]) + 1, representations.token_dim), np.float32)
    for each, start, stop in zip(slices, first[:-1], first[1:], strict=True):
        tokens[start:stop] = representations.tokens[each]
    tokens[-1] = 0.0
    similar = np.asarray(tokens @ (query.tokens.T / np.float32(ONE)), np.float32)
    similar[-1] = -1.0
    return similar, first


def _sentence_begins(representations: Representations, rows: Rows, first: Rows) -> Rows:
    """Return the position of the first token of every sentence."""
    begins = []
    for row, start in zip(rows, first[:-1], strict=True):
        places = representations.token_spans[representations.tokens_of(int(row)), 0]
        starts = representations.sentence_spans[representations.sentences_of(int(row)), 0]
        begins.append(start + np.searchsorted(places, starts))
    return np.concatenate(begins)


def _empty(begins: Rows, total: int) -> NDArray[np.bool_]:
    """Tell the sentences that hold no token."""
    return np.diff(begins, append=total) <= 0


def word_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span of the word that a token is part of; that of the token where it is of none, as a full stop is."""
    if not _in_word(text[start : start + 1]):
        return start, end
    while start > 0 and _in_word(text[start - 1]):
        start -= 1
    while end < len(text) and _in_word(text[end]):
        end += 1
    return start, end


def _in_word(character: str) -> bool:
    """Tell letters, digits, and the marks that belong to a letter (vowel signs in Hindi, accents by themselves)."""
    return character.isalnum() or bool(character and unicodedata.category(character).startswith("M"))
