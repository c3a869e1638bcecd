"""What speaks for a candidate, as numbers: the features that the fitted ranking weighs.

Stage one is arithmetic on what the arms found, for all candidates. Stage two looks at the sentences and tokens of the
best of them. Every feature is "higher is more" and is computed from one question's pool alone, so that no statistics of
the corpus a model was fitted on are carried along.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.records import Kind
from search.answer_type import shows
from search.late import late_scores, token_weights
from search.matched import Matched
from search.pool import NEAR, OWN, window_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from index.generations import SealedGeneration
    from index.records import Passage
    from search.pool import Pool
    from search.retrieve import Asked

    Rows = NDArray[np.int64]
    Values = NDArray[np.float32]

STAGE_ONE = (
    "dense", "dense, same turn", "dense, neighbours",
    "words", "words, same turn", "words, neighbours",
    "named", "named, neighbours", "transcript", "tokens",
    "short × dense, neighbours", "short × words, neighbours", "short × transcript",
    "long × dense", "long × words", "long × words, neighbours",
)  # fmt: skip
"""Names of the features of all candidates."""
STAGE_TWO = (
    "sentence", "words, sentence", "pairs beside", "pairs near", "late", "late, sentence", "late, neighbours",
    "speaker", "when", "where", "question", "shows",
    "short × sentence", "short × late", "short × late, neighbours",
    "long × words, sentence", "long × late",
)  # fmt: skip
"""Names of those of the best candidates only."""

OF_MEANING = frozenset(
    name
    for name in (*STAGE_ONE, *STAGE_TWO)
    if name.rpartition(" × ")[2].partition(",")[0] in {"dense", "sentence", "late"}
)
"""Those that the model's vectors tell. In a language that the model does not know they tell little."""
FOREIGN_TRUST = 0.2
"""What they weigh there, as a share of their weights: 0 to 0.3 are as good on XQuAD."""

_SHORT, _LONG = 15.0, 75.0
"""Tokens of content words in a passage of talk, and in a paragraph of prose."""
_LONG_QUESTION = (20, 60)
"""Words of a question from which on it is not short any more, and from which on it is a speech of its own."""
_LATE_REACH = 1
_TOP_OF_TRANSCRIPT = 3
_DECAY = 0.8
"""Of a neighbour's words, for each passage between; 0.7 to 0.9 are as good on QMSum."""


def stage_one(generation: SealedGeneration, pool: Pool, asked: Asked) -> Values:
    """Return the (m, f) features STAGE_ONE."""
    lengths = token_counts(generation, pool.rows)
    held, same_turn = pool.window.held, pool.window.same_turn
    near = slice(OWN - NEAR, OWN + NEAR + 1)
    dense, words, named = pool.dense[:, NEAR], pool.words[:, OWN], pool.named[:, OWN]
    dense_near = _near(pool.dense, held[:, near], 0.5)
    words_near, named_near = _near(pool.words, held, _DECAY), _near(pool.named, held, _DECAY)
    prior = _transcript_prior(generation, pool, dense + words)
    short, long = shortness(lengths), longness(asked.query.text)
    columns = (
        dense, _in_turn(pool.dense, same_turn[:, near]), dense_near,
        words, _in_turn(pool.words, same_turn), words_near,
        named, named_near, prior, np.log2(1 + lengths) / 8,
        short * dense_near, short * words_near, short * prior,
        long * dense, long * words, long * words_near,
    )  # fmt: skip
    return np.stack(columns, axis=1).astype(np.float32)


def token_counts(generation: SealedGeneration, rows: Rows) -> Values:
    """Return the (m,) numbers of tokens of passages."""
    first = generation.representations.token_first
    return np.asarray(first[rows + 1] - first[rows], np.float32)


def shortness(lengths: Values) -> float:
    """Return how far the candidates are talk rather than prose, 0 to 1, by the length of the middle one."""
    middle = float(np.median(lengths)) if len(lengths) else _LONG
    return float(np.clip((_LONG - middle) / (_LONG - _SHORT), 0, 1))


def longness(question: str) -> float:
    """Return how far a question is a speech of its own rather than a line, 0 to 1, by its words."""
    least, most = _LONG_QUESTION
    return float(np.clip((len(question.split()) - least) / (most - least), 0, 1))


def _in_turn(scores: Values, same_turn: NDArray[np.bool_]) -> Values:
    """Return the best score of the same turn, own included: parts of one long paragraph stand in for each other."""
    return np.asarray(np.where(same_turn, scores, -1.0).max(axis=1), np.float32)


def _near(scores: Values, held: NDArray[np.bool_], decay: float) -> Values:
    """Return the weighted mean score of the neighbours, where what is not held counts as 0."""
    middle = scores.shape[1] // 2
    weights = decay ** np.abs(np.arange(scores.shape[1]) - middle)
    weights[middle] = 0.0
    return np.asarray((scores * held) @ (weights / weights.sum()), np.float32)


def _transcript_prior(generation: SealedGeneration, pool: Pool, scores: Values) -> Values:
    """Return how good the best three candidates of the same transcript are on the mean, missing ones as the worst."""
    transcripts = np.asarray(generation.representations.transcripts[pool.rows])
    order = np.lexsort((-scores, transcripts))
    grouped, best = transcripts[order], scores[order]
    begins = np.flatnonzero(np.diff(grouped, prepend=grouped[:1] - 1))
    place = np.arange(len(order)) - np.repeat(begins, np.diff(begins, append=len(order)))
    number = np.repeat(np.arange(len(begins)), np.diff(begins, append=len(order)))
    lowest = float(scores.min()) if len(scores) else 0.0
    sums = np.bincount(number, np.where(place < _TOP_OF_TRANSCRIPT, best - lowest, 0.0), len(begins))
    prior = np.empty(len(order), np.float32)
    prior[order] = sums[number] / _TOP_OF_TRANSCRIPT
    return prior


def stage_two(
    generation: SealedGeneration, rows: Rows, passages: Sequence[Passage], asked: Asked, short: float
) -> Values:
    """Return the (k, g) features STAGE_TWO of candidates by their rows."""
    window = window_of(generation.representations, rows, _LATE_REACH)
    unique, place = np.unique(window.around, return_inverse=True)
    place = place.reshape(window.around.shape)
    weights = token_weights(asked.encoded, asked.query.text, asked.terms)
    late = late_scores(generation.representations, unique, asked.encoded, weights)
    own = place[:, _LATE_REACH]
    passage_late, sentence = late.passages[own], _best_sentence(generation, rows, asked)
    long = longness(asked.query.text)
    late_near = _near(late.passages[place], window.held, 1.0)
    query = asked.query
    order = np.argsort(rows, kind="stable")
    matched = Matched(generation.representations, rows[order], asked.terms)
    back = np.argsort(order, kind="stable")
    beside, beside_near = matched.pairs()
    words_sentence = matched.best_sentence()[back]
    columns = (
        sentence, words_sentence, beside[back], beside_near[back],
        passage_late, late.best_sentence()[own], late_near,
        [each.speaker in query.speakers_preferred for each in passages],
        [each.transcript_id in asked.preferred_days for each in passages],
        [each.transcript_id in asked.preferred_places for each in passages],
        [each.kind is Kind.QUESTION or each.text.rstrip().endswith("?") for each in passages],
        [shows(each.text, query.asks_for) for each in passages],
        short * sentence, short * passage_late, short * late_near,
        long * words_sentence, long * passage_late,
    )  # fmt: skip
    return np.stack([np.asarray(each, np.float32) for each in columns], axis=1)


def _best_sentence(generation: SealedGeneration, rows: Rows, asked: Asked) -> Values:
    """Return the cosine of the question with the best sentence of each passage."""
    representations = generation.representations
    slices = [representations.sentences_of(int(row)) for row in rows]
    if not slices:
        return np.zeros(0, np.float32)
    vectors = np.concatenate([representations.sentence_vectors[each] for each in slices]).astype(np.float32)
    first = np.cumsum([0, *(each.stop - each.start for each in slices)])[:-1]
    return np.maximum.reduceat(vectors @ asked.encoded.vector, first)
