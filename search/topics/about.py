"""Whether a passage is about a topic at all: what comparing speakers and counting over time stand on.

Ranking only says which passage is nearer. Here each passage is judged by itself, by one number with one threshold, so
that a speaker who never spoke of a topic has nothing to show, and so that passages can be counted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from search.constraints import ConstraintKind
from search.matched import Matched

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.generations import SealedGeneration
    from search.opened import Opened
    from search.retrieve import Asked
    from search.understand import Query

    Rows = NDArray[np.int64]
    Values = NDArray[np.float32]

COVERAGE_WEIGHT = 0.2
"""Of the topic's words against the cosine; 0.1 to 0.3 keep about as much at the same rate of what is let in wrongly."""
ABOUT = 0.5
"""From this number on a passage is about a topic.

Chosen where it is known which passages are: 74 % of an article's paragraphs are kept for its title (40 articles of
SQuAD train), 95 % of those that answer a question, 63 % of the abstracts judged relevant on Medline. Let in wrongly
are 0.24 % of the other articles' paragraphs, 0.85 % of the other abstracts, and 0.09 % of what is said in meetings of
another kind (QMSum train). At 0.45 it is 80, 97 and 74 % against 0.36, 1.6 and 0.18 %.

Of speakers side by side (80 queries of QMSum val), 68 % of those who say most where the answer lies have something to
show, and 51 % of the others there, against 2.2 % of the speakers of a meeting of another kind. Who has very many
passages is likelier to have one that is near to anything: for titles of SQuAD, 0.4 % of the speakers with up to 100
passages, 3 % of those with 300 to 1,000, and 11 % of those with 1,000 to 4,000.
"""
FRAME = "What do they say about {}?"
"""A bare word is a poor question: of the passages of Kremlin transcripts that hold the word "trade", 8 % are near
enough to the word alone, and 72 % to this."""
_CLOSING = " ?!.…"
_ALL = 0.999
"""Share of the words that counts as all of them."""
_NAMED = frozenset({ConstraintKind.SPEAKER, ConstraintKind.DATE})


def topic_of(query: Query) -> Query:
    """Return a question as a topic: without the names and days that are filters, which would draw their own passages.

    "What did Ada say about trade?" is near to whatever calls Ada by name; "trade" is not.
    """
    cut = any(each.required and each.kind in _NAMED for each in query.constraints)
    return replace(query, text=query.topic) if cut else query


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as the index sees it."""

    asked: Asked
    vectors: Values
    """(k, d) unit rows: the topic as it stands, and, unless it is a question, as one."""


def asked_about(opened: Opened, query: Query) -> Topic:
    """Return a topic as the index sees it; this is what calls the model."""
    topic = topic_of(query)
    asked = opened.asked(topic, opened.embedded(topic.text))
    if topic.text == query.text and topic.text.endswith("?"):
        return Topic(asked, asked.encoded.vector[None])
    as_question = FRAME.format(topic.text.rstrip(_CLOSING))
    return Topic(asked, np.stack([asked.encoded.vector, opened.embedded(as_question).vector]))


def aboutness(generation: SealedGeneration, rows: Rows, topic: Topic) -> Values:
    """Return how far passages are about a topic.

    It is the cosine of the topic with the passage or with its best sentence, whichever is nearer, and COVERAGE_WEIGHT
    times the share of the topic's words that the passage holds, weighted by idf; -1 to 1 + COVERAGE_WEIGHT. Where the
    topic demands a phrase, a passage that holds all of its words is about it however far its vector may be.

    Args:
        generation: Where they are.
        rows: (m,) rows of the representations, ascending.
        topic: What they may be about.

    Returns:
        (m,) numbers; those from ABOUT on are about it.
    """
    representations = generation.representations
    if not len(rows):
        return np.zeros(0, np.float32)
    cosine = _nearest(representations.vectors[rows], topic.vectors)
    nearest = np.maximum(cosine, _best_sentence(generation, rows, topic.vectors))
    held = Matched(representations, rows, topic.asked.terms).coverage()
    scores = nearest + COVERAGE_WEIGHT * held
    if topic.asked.query.phrases:
        scores = np.where(held > _ALL, np.maximum(scores, ABOUT), scores)
    return np.asarray(scores, np.float32)


def _nearest(vectors: NDArray[np.float16], topic: Values) -> Values:
    """Return the (m,) cosines of vectors with the nearest of a topic's."""
    return np.asarray((np.asarray(vectors, np.float32) @ topic.T).max(axis=1), np.float32)


def _best_sentence(generation: SealedGeneration, rows: Rows, vectors: Values) -> Values:
    """Return the (m,) cosines of the best sentence of each passage."""
    representations = generation.representations
    first = np.asarray(representations.sentence_first)
    begins, counts = first[rows], first[rows + 1] - first[rows]
    ends = np.cumsum(counts)
    places = np.arange(ends[-1]) + np.repeat(begins - (ends - counts), counts)
    cosines = _nearest(representations.sentence_vectors[places], vectors)
    return np.asarray(np.maximum.reduceat(cosines, ends - counts), np.float32)
