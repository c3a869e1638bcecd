"""Answers by what the trained reader marks: the sentences that hold it are quoted."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from index.records import Kind
from search.answer import Found
from search.answer_type import AnswerType
from search.confidence import NEAR_WORDS, SPAN, Calibration, logit, span_calibration
from search.nearby import Demanded, nearby
from search.quoting import is_statement, quote_span, sentences_around
from search.sentence_reader import SentenceReader, nearness, quotes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from index.generations import SealedGeneration
    from index.records import Passage
    from search.reader_model import AnswerSpan, Reading
    from search.rerank import Ranked
    from search.retrieve import Asked
    from search.sentence_scores import SentenceScores


NUMBER_WEIGHT = 2.0
"""Of holding a number where one is asked for, in the order of quotes. On SQuAD, where nearly every passage holds one, 0
to 2 make no difference; in talk the sentence before the one with the number is often the nearer one."""
_SHORT = (AnswerType.NUMBER, AnswerType.TIME, AnswerType.PERSON, AnswerType.PLACE)
LEAST_SPAN = -1.0
"""What a stretch must be better than none by, where a number, a day, a person or a place is asked for and not all words
of the question are in the passage or beside it. Of the first quotes that were sure enough, on articles of SQuAD train
that the reader has not seen, 22 of 63 for altered questions fall below, and 13 of 295 right ones; where other things
are asked for, as many right ones of QMSum train would as wrong ones."""
_BY_SENTENCE = (AnswerType.SPEAKER, AnswerType.TOPIC)


class SpanReader:
    """Quotes what the trained reader has marked in the passages that it has read; of others the best sentence.

    "Who said …?" is answered by whoever says it, and not by a name in the text, and "What do they say about …?" by
    whatever is to the point, so the best sentences are taken there.
    """

    def __init__(self, model: Calibration | None = None, sentences: SentenceReader | None = None) -> None:
        self._model = model or span_calibration()
        self._sentences = sentences or SentenceReader()

    def read(self, generation: SealedGeneration, ranked: Sequence[Ranked], scope: int, asked: Asked) -> list[Found]:
        if asked.query.asks_for in _BY_SENTENCE or not any(item.reading for item in ranked):
            return self._sentences.read(generation, ranked, scope, asked)
        heads = {each.id: each for each in generation.store.heads_of({item.passage.transcript_id for item in ranked})}
        demanded = Demanded.by(asked.query.text).beside(asked.query.speakers_required)

        def around(passage: Passage) -> tuple[float, ...]:
            return nearby(generation, passage, heads.get(passage.transcript_id), demanded, asked)

        found = quotes(generation, ranked, scope, asked, partial(self._best, around))
        number = NUMBER_WEIGHT if asked.query.asks_for is AnswerType.NUMBER else 0.0
        read = sorted(
            (each for each in found if _is_read(each)),
            key=lambda each: -self._model.place(each.features) - number * each.fits,
        )
        unread = sorted((each for each in found if not _is_read(each)), key=lambda each: -logit(each.confidence))
        if read and read[0].sure:
            return [*read, *unread]
        sure = [each for each in unread if each.sure]  # in a language that the reader does not know
        return [*sure, *read, *(each for each in unread if not each.sure)]

    def _best(
        self,
        around: Callable[[Passage], tuple[float, ...]],
        ranked: Ranked,
        scores: SentenceScores,
        scope: int,
        asked: Asked,
        languages: Mapping[str, str | None],
    ) -> Found | None:
        passage, reading = ranked.passage, ranked.reading
        if passage.kind is Kind.QUESTION:
            return None
        marked = _marked(passage, scores, reading) if reading else None
        if reading is None or marked is None:
            return self._sentences.best(ranked, scores, scope, asked, languages)
        first, last = sentences_around(scores, marked.start, marked.end)
        cosine, coverage, scale = nearness(ranked, scores, first, scope, asked, languages)
        told = (reading.answers, reading.relevance, marked.score)
        start, end = quote_span(passage, scores, first, last)
        fits, missing = float(scores.fits[first : last + 1].max()), around(passage)
        values = (*told, cosine, coverage, fits, *missing, scale)
        unheard_of = asked.query.asks_for is AnswerType.YES_NO and missing[-1] == 1.0
        unmarked = asked.query.asks_for in _SHORT and marked.score < LEAST_SPAN and missing[0] < 1
        confidence = self._model.confidence(values)
        return Found(
            passage,
            start,
            end,
            values,
            confidence,
            confidence >= self._model.threshold and not (unheard_of or unmarked),
            cosine >= self._model.near or coverage >= NEAR_WORDS or reading.relevance > 0,
            fits,
            (marked.start, marked.end) if marked.score > 0 else None,
        )


def _is_read(found: Found) -> bool:
    return len(found.features) == len(SPAN)


def _marked(passage: Passage, scores: SentenceScores, reading: Reading) -> AnswerSpan | None:
    """Return the best answer in a passage that touches no question; None where there is none."""
    best = reading.best
    if best is None or best.start == best.end:
        return None
    first, last = sentences_around(scores, best.start, best.end)
    if all(is_statement(passage, scores, n) for n in range(first, last + 1)):
        return best
    stretches = (
        reading.best_in(int(start), int(end))
        for n, (start, end) in enumerate(scores.spans)
        if is_statement(passage, scores, n)
    )
    return max((each for each in stretches if each), key=lambda each: each.score, default=None)
