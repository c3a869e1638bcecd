"""Why a passage was found: which of its words answered which words of the question."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from index.reduction import ONE
from index.words import exact_words
from search.late import word_around
from search.results import Match

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.generations import SealedGeneration
    from index.records import Passage
    from search.retrieve import Asked

LEAST_COSINE = 0.5
"""Of two tokens, from which on one is said to answer the other; those of the same word are mostly above 0.6."""


def telling_words(asked: Asked) -> list[tuple[str, list[int]]]:
    """Return the content words of a question, each with the rows of its tokens."""
    known = {term.word for term in asked.terms}
    found: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    text = asked.query.text
    for n, (start, end) in enumerate(asked.encoded.spans.tolist()):
        found[word_around(text, start, end)].append(n)
    words = ((text[start:end], rows) for (start, end), rows in found.items())
    return [(word, rows) for word, rows in words if not known.isdisjoint(exact_words(word))]


def why(
    generation: SealedGeneration, passage: Passage, asked: Asked, words: Sequence[tuple[str, list[int]]]
) -> tuple[Match, ...]:
    """Return the words of a passage that met those of a question, in the order of the passage, each once.

    Args:
        generation: Where the passage is from.
        passage: What was found.
        asked: The question.
        words: Its telling_words.
    """
    (row,) = generation.rows.rows(np.array([passage.id], np.int64)).tolist()
    if row < 0 or not len(asked.encoded.tokens):
        return ()
    representations = generation.representations
    where = representations.tokens_of(row)
    tokens = np.asarray(representations.tokens[where], np.float32)
    if not len(tokens):
        return ()
    similar = asked.encoded.tokens @ tokens.T / ONE
    spans = representations.token_spans[where]
    best: dict[tuple[int, int], Match] = {}
    for word, inside in words:
        means = similar[inside].max(axis=0)
        place = int(means.argmax())
        if means[place] >= LEAST_COSINE:
            start, end = word_around(passage.text, *map(int, spans[place]))
            match = Match(start, end, word, round(min(1.0, float(means[place])), 3))  # bytes round to a bit over 1
            if (start, end) not in best or best[start, end].similarity < match.similarity:
                best[start, end] = match
    return tuple(best[span] for span in sorted(best))
