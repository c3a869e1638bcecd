"""From candidates in their final order to hits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from search.quoting import sentences_around
from search.replies import reply_of
from search.rerank import Ranked
from search.results import Hit
from search.sentence_scores import score_sentences
from search.why import telling_words, why

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.generations import Generation, SealedGeneration
    from search.retrieve import Asked, Retrieved
    from search.sentence_scores import SentenceScores


def unranked(generation: Generation, retrieved: Retrieved, ranked: Sequence[Ranked]) -> list[Ranked]:
    """Return what holds the phrases asked for and is too short to be ranked, after all that is ranked."""
    lowest = ranked[-1].score if ranked else 0.0
    held = generation.store.passages(retrieved.unranked.tolist())
    ordered = sorted(held.values(), key=lambda each: (each.transcript_id, each.ordinal))
    return [Ranked(passage, lowest - n) for n, passage in enumerate(ordered, 1)]


def hits_of(generation: SealedGeneration, ranked: Sequence[Ranked], asked: Asked) -> list[Hit]:
    """Return hits with their best sentences, and the words that met those of the question."""
    heads = {head.id: head for head in generation.store.heads_of({item.passage.transcript_id for item in ranked})}
    scored = score_sentences(generation, [item.passage for item in ranked], asked)
    words = telling_words(asked)
    hits = []
    for rank, item in enumerate(ranked, 1):
        passage = item.passage
        sentences = scored.get(passage.id)
        start, end = _best(item, sentences) if sentences else (0, len(passage.text))
        hits.append(
            Hit(
                passage,
                heads[passage.transcript_id],
                item.score,
                rank,
                ((start, end),),
                item.dense,
                item.lexical,
                why(generation, passage, asked, words),
                item.repeats,
                reply_of(generation, passage),
            )
        )
    return hits


def _best(item: Ranked, scores: SentenceScores) -> tuple[int, int]:
    """Return the span of the best sentence, or of those that hold what the trained reader takes for the answer."""
    answer = item.reading.best if item.reading else None
    if answer is None or answer.score <= 0:
        start, end = scores.spans[scores.best].tolist()
    else:
        first, last = sentences_around(scores, answer.start, answer.end)
        start, end = int(scores.spans[first][0]), int(scores.spans[last][1])
    return start, end
