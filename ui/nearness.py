"""Which of the passages found are less close to the question than to be shown as its finds.

The list of passages is filled up to ten whatever there is. How far each is about the question the engine tells of it by
itself (``SpeechSearch.hits``; see search/topics/about.py), as it does to count passages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.errors import UnknownPassageError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from search import Answer, Hit, SpeechSearch

LESS_CLOSE = 0.35
"""Below this a passage is less close.

What answers and stands below it, though not first: of 156 passages found that answer in meetings of QMSum val none, of
423 in SQuAD dev 0.7 %; of 286 that stand in the long answers of Kremlin transcripts 5.6 %, but for no question the
first of them. Set apart are 13, 14 and 5 % of all others found there, and, for questions of SQuAD, 34 % of what they
find in Kremlin transcripts and 79 % in meetings. At 0.4 it is 6, 2 and 8 % against 18, 25 and 10, 57 and 88 %.
"""


def less_close(engine: SpeechSearch, answer: Answer, ignoring: Collection[str] = ()) -> frozenset[int]:
    """Return the ids of the passages that are less close.

    What the answer quotes is never among them, nor what is judged otherwise than by its meaning: a few words with the
    phrase that was asked for, the reply to a question that was found. Nor is, where a single word was given to find, a
    passage in which it stands: 2 of 28 with the word "bypass" are below the number in Kremlin transcripts.
    """
    cited = {each.passage.id for each in answer.citations}
    return far_from(engine, answer.question, [hit for hit in answer.hits if hit.passage.id not in cited], ignoring)


def far_from(
    engine: SpeechSearch, question: str, hits: Iterable[Hit], ignoring: Collection[str] = ()
) -> frozenset[int]:
    """Return the ids of the passages among hits that are less close, as :func:`less_close` tells; none is quoted."""
    word = len(question.split()) == 1
    judged = [hit.passage.id for hit in hits if hit.dense is not None and not (word and hit.lexical)]
    try:
        about = engine.hits(question, judged, ignoring=ignoring)
    except UnknownPassageError:  # the index was rebuilt in between
        return frozenset()
    return frozenset(each.passage.id for each in about if each.score < LESS_CLOSE)
