"""From what may answer to an answer in the speakers' own words, or to none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from index.errors import IndexDamagedError
from index.records import Kind
from index.words import exact_words
from search.answer_type import AnswerType, is_saying
from search.confidence import sentence_calibration
from search.ordinary import FUNCTION
from search.results import Answer, Citation, Reason
from search.strangers import reports_one

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.generations import Generation, SealedGeneration
    from index.records import Passage
    from search.rerank import Ranked
    from search.results import Hit
    from search.retrieve import Asked
    from search.understand import Query

READ_PASSAGES = 10
"""How many of the best passages are read for an answer."""
MAX_VOICES = 4
"""Of how many speakers an answer gives the best quote."""
MAX_QUOTES = 3
"""How many quotes it gives where one voice alone answers."""
ELSEWHERE = 3
"""How many passages by others, or of other times, come with an abstention."""
_SEEN_AT_ONCE = 3
"""Hits that a person sees right below an abstention."""
ALSO_SHARE = 0.6
"""How sure a further quote must be, as a share of how sure the first is: on SQuAD those below never answer."""


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of a passage that may answer."""

    passage: Passage
    start: int
    end: int
    """Half-open span in the passage's text."""
    features: tuple[float, ...]
    """What confidence is made of; see search/confidence.py."""
    confidence: float
    sure: bool
    """Whether it is sure enough to be given as an answer."""
    near: bool
    """Whether it is near to the question, answer or not."""
    fits: float = 0.0
    """Whether it holds the kind of thing asked for, without sentences that only lead up to it: 1, or -1; 0 where no
    kind is asked for that shows."""
    marked: tuple[int, int] | None = None
    """Half-open span in the passage's text of the shortest stretch that answers, where that is known."""

    @property
    def quote(self) -> str:
        """The words themselves."""
        return self.passage.text[self.start : self.end]


class Reader(Protocol):
    """Finds answers in ranked passages."""

    def read(self, generation: SealedGeneration, ranked: Sequence[Ranked], scope: int, asked: Asked) -> list[Found]:
        """Return what may answer, best first.

        Args:
            generation: Where they come from.
            ranked: Passages, best first.
            scope: How many passages came into question.
            asked: The question.
        """


def compose(
    query: Query, generation: Generation, hits: Sequence[Hit], found: Sequence[Found], *, read_closely: bool = False
) -> Answer:
    """Make an answer of what a reader found, or an abstention that says why.

    What was found first is the answer, or nothing is. Where several voices answer, each gives its best quote.
    """
    sure = _voices(query, [each for each in found if each.sure]) if found and found[0].sure else ()
    citations = tuple(_cite(generation, each) for each in sure)
    if not citations:
        confidence = max((each.confidence for each in found), default=0.0)
        reason = _reason(query, hits, found)
        return Answer(
            query.asked, None, confidence, (), tuple(hits), reason, query.constraints, read_closely=read_closely
        )
    said = citations[0].passage
    whole = any(_holds_claim(query, hit) for hit in hits if hit.passage.id == said.id)
    who = said.speaker if query.asks_for is AnswerType.SPEAKER and whole else None
    return Answer(
        query.asked,
        citations[0].quote,
        sure[0].confidence,
        citations,
        tuple(hits),
        None,
        query.constraints,
        who=who,
        read_closely=read_closely,
    )


def _reason(query: Query, hits: Sequence[Hit], found: Sequence[Found]) -> Reason:
    if not hits:
        return Reason.NOTHING_FOUND
    if query.strangers:
        return Reason.STRANGER
    near = any(each.near for each in found) or (hits[0].dense or 0.0) >= sentence_calibration().near
    near = near or any(_holds_topic(query, hit) for hit in hits[:_SEEN_AT_ONCE])
    return Reason.NOTHING_ANSWERS if near else Reason.NOTHING_NEAR


def _holds_topic(query: Query, hit: Hit) -> bool:
    """Whether all words that a question is about stand in a passage: nobody believes that such a one is not near."""
    asked = set(exact_words(query.topic)) - FUNCTION
    return len(asked) > 1 and asked <= _met(hit)


def _holds_claim(query: Query, hit: Hit) -> bool:
    """Whether a passage meets all words of what somebody is asked to have said.

    Of "Who called for sanctions to be lifted?" one who calls for sanctions is not it: no name may stand over that.
    """
    asked = {word for word in exact_words(query.topic) if not is_saying(word)}
    return asked - FUNCTION <= _met(hit)


def _met(hit: Hit) -> set[str]:
    return {word for each in hit.why for word in exact_words(each.question)}


def held_to(query: Query, found: Sequence[Found]) -> list[Found]:
    """Return what was found, first what may answer for whoever is asked: the rest is sure of nothing.

    Where a stranger's words are asked for, only what reports them may; where it is asked who said something, or what
    others said, not the reporter's own words.
    """
    may = [each for each in found if _may_answer(query, each)]
    return [*may, *(replace(each, sure=False, confidence=0.0) for each in found if each not in may)]


def _may_answer(query: Query, found: Found) -> bool:
    if query.strangers and not reports_one(found.quote, query.strangers):
        return False
    of_speakers = query.asks_for is AnswerType.SPEAKER or bool(query.speakers_barred)
    return not (of_speakers and found.passage.kind is Kind.NARRATION)


def _voices(query: Query, sure: Sequence[Found]) -> Sequence[Found]:
    """Return the best of each voice, best first; where there is one voice only, its best.

    Of several who are asked for by name, each is heard who has anything sure to say.
    """
    best: dict[tuple[str, str], Found] = {}
    if len(query.speakers_required) < 2:
        sure = [each for each in sure if each.confidence >= ALSO_SHARE * sure[0].confidence]
    for each in sure:
        passage = each.passage
        best.setdefault((passage.speaker or "", "" if passage.speaker else passage.transcript_id), each)
    return list(best.values())[:MAX_VOICES] if len(best) > 1 else sure[:MAX_QUOTES]


def _cite(generation: Generation, found: Found) -> Citation:
    """Cite a stretch of a passage after comparing it with the stored transcript."""
    passage, quote = found.passage, found.quote
    transcript = generation.store.transcript(passage.transcript_id)
    start, end = passage.start + found.start, passage.start + found.end
    if transcript is None or transcript.text[start:end] != quote:
        raise IndexDamagedError(
            f"a quote from {passage.transcript_id} is not what its transcript holds at {start}-{end}; "
            "build the index again"
        )
    near = generation.store.passages_of(passage.transcript_id, passage.ordinal - 1, passage.ordinal + 1)
    before = next((each for each in near if each.ordinal == passage.ordinal - 1), None)
    after = next((each for each in near if each.ordinal == passage.ordinal + 1), None)
    marked = (found.marked[0] - found.start, found.marked[1] - found.start) if found.marked else None
    return Citation(quote, passage, transcript.head, start, end, before, after, marked, found.confidence)
