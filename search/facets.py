"""How many passages about a question there are by speaker, transcript and kind: what a filter would leave."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from search.topics.timeline import rows_about

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from index.records import Conditions, Kind, Passage
    from search.opened import Opened
    from search.understand import Query

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Facets:
    """Passages about a question by what they can be filtered by, each counted under all filters but its own.

    What has none is not in it. A passage counts as in :meth:`search.SpeechSearch.timeline`.
    """

    speakers: Mapping[str | None, int]
    """By canonical name; None for whoever is not known."""
    transcripts: Mapping[str, int]
    """By id."""
    kinds: Mapping[Kind, int]
    complete: bool
    """False when there are more passages about it than were looked at; the counts are then lower bounds."""


@dataclass(frozen=True, slots=True)
class _Facet(Generic[T]):
    """One thing that passages can be filtered by."""

    value: Callable[[Passage], T]
    allowed: Collection[object] | None
    """What a filter allows of it; None for anything."""

    def admits(self, passage: Passage) -> bool:
        """Whether its filter lets a passage through."""
        return self.allowed is None or self.value(passage) in self.allowed

    def counts(self, passages: Collection[Passage], *others: _Facet[Any]) -> Mapping[T, int]:
        """Count by it the passages that the filters of the others let through."""
        admitted = (each for each in passages if all(other.admits(each) for other in others))
        return MappingProxyType(Counter(map(self.value, admitted)))


def facets(opened: Opened, query: Query, where: Conditions) -> Facets:
    """Count the passages about a question, given all that narrows it.

    What is about it is found once, without the filters that are counted, so that three counts cost little more than
    one: nearly all of the time goes into finding (over 297,071 passages on two cores 45 ms, 135 ms where 1,000 count).
    """
    widened = replace(where, speakers=None, transcripts=None, kinds=None)
    rows, complete = rows_about(opened, query, widened)
    generation = opened.generation
    passages = generation.store.passages(generation.representations.ids[rows].tolist()).values()
    speaker = _Facet(lambda passage: passage.speaker, where.speakers)
    transcript = _Facet(lambda passage: passage.transcript_id, where.transcripts)
    kind = _Facet(lambda passage: passage.kind, where.kinds)
    return Facets(
        speaker.counts(passages, transcript, kind),
        transcript.counts(passages, speaker, kind),
        kind.counts(passages, speaker, transcript),
        complete,
    )
