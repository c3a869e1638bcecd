"""A generation with the model that it was built with, and what questions are read against."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from index.encoded import EncodedQuery
from index.errors import UnknownPassageError
from index.lexical import telling
from index.records import Reach
from index.reduction import ONE
from search.constraints import within
from search.mentions import Known
from search.retrieve import Asked
from search.speaker_words import SpeakerWords
from search.understand import Query
from search.venues import is_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from index.embedders import Embedder
    from index.generations import SealedGeneration
    from index.name_cards import NameCard
    from index.records import TranscriptHead
    from search.close_reading import CloseReading

_EMBEDDED = 32
"""Questions and topics whose vectors are kept."""
_NOT_COMPARED = {
    Reach.EXACT: "is too short to be compared with others",
    Reach.CONTEXT: "is applause or a repeat, and is not compared with others",
}


class Opened:
    """A generation with the model that it was built with, and what questions are read against."""

    def __init__(
        self, generation: SealedGeneration, embedder: Embedder, close_reading: CloseReading | None = None
    ) -> None:
        self.generation = generation
        self.embedder = embedder
        self.close_reading = close_reading
        # One view of a page answers, judges and counts, each for the same question.
        self.embedded = lru_cache(_EMBEDDED)(embedder.embed_query)

    @cached_property
    def heads(self) -> Sequence[TranscriptHead]:
        """The heads of all transcripts."""
        return self.generation.store.heads()

    @cached_property
    def known(self) -> Known:
        """The speakers, days and places that questions may name."""
        return Known(self._cards, self.heads)

    @cached_property
    def names(self) -> SpeakerWords:
        """The words of the speakers' names."""
        spoken = {card.name: card.spoken for card in self._cards}
        return SpeakerWords(self.generation.store.voices_of_passages(), spoken)

    @cached_property
    def _cards(self) -> Sequence[NameCard]:
        return self.generation.store.name_cards()

    @cached_property
    def foreign(self) -> NDArray[np.bool_] | None:
        """(t,) for each transcript whether it is in a language that the model does not know; None where none is."""
        known = self.embedder.languages
        if not known or all(not head.language or head.language in known for head in self.heads):
            return None
        heads = self.generation.store.heads(reach=Reach.MEANING)
        foreign = np.array([bool(head.language and head.language not in known) for head in heads], bool)
        return foreign if foreign.any() else None

    @cached_property
    def words_in_all(self) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
        """(v,) hashes of the stems of all content words, sorted, and (v,) how often each stands in a passage."""
        hashes, counts = np.unique(self.generation.representations.words, return_counts=True)
        return hashes, counts.astype(np.int64)

    def asked(self, query: Query, encoded: EncodedQuery) -> Asked:
        """Return a question as the index sees it."""
        terms = self.generation.lexical.weights(query.topic)
        days, venue = query.preferred_days, query.venue
        heads = self.heads if days or venue else ()
        return Asked(
            query,
            encoded,
            terms,
            self.names.shares(terms),
            frozenset(head.id for head in heads if days and head.date and within(head.date, days)),
            frozenset(head.id for head in heads if venue and is_at(head, venue)),
            self.foreign,
        )

    def asked_of(self, passage_id: int) -> Asked:
        """Return a passage as a question for others like it.

        Raises:
            UnknownPassageError: No passage has this id, or it is one that is not found by meaning.
        """
        generation, representations = self.generation, self.generation.representations
        known = generation.store.passages([passage_id]) if 0 <= passage_id < 2**63 else {}
        passage = known.get(passage_id)
        if passage is None or passage.reach is not Reach.MEANING:
            why_not = _NOT_COMPARED[passage.reach] if passage else "is not in the index"
            raise UnknownPassageError(f"passage {passage_id} {why_not}")
        (row,) = generation.rows.rows(np.array([passage_id], np.int64)).tolist()
        where = representations.tokens_of(row)
        encoded = EncodedQuery(
            np.asarray(representations.vectors[row], np.float32),
            np.asarray(representations.token_spans[where], np.int32),
            np.asarray(representations.tokens[where], np.float32) / np.float32(ONE),
        )
        head = generation.store.head(passage.transcript_id)
        topic = telling(generation.lexical, passage.text, head.language if head else None)
        return self.asked(Query(passage.text, topic or passage.text), encoded)
