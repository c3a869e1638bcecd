"""The reply to a question that was found is what its asker would read next, so it may answer, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.records import Kind, Reach
from search.rerank import Ranked
from search.topics.exchange import exchange

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from index.generations import Generation
    from index.records import Passage

AMONG = 5
"""Best candidates of which those that are questions bring their replies."""
OF_EACH = 2
"""Passages of a reply that come along: the answer to a question stands at its beginning."""


def reply_of(generation: Generation, passage: Passage) -> tuple[Passage, ...]:
    """Return the first passages of the reply to a passage that is a question, or none."""
    if passage.kind is not Kind.QUESTION:
        return ()
    found = exchange(generation.store, passage)
    return () if found is None else found.reply.passages[:OF_EACH]


def with_replies(generation: Generation, ranked: Sequence[Ranked], allowed: NDArray[np.int64] | None) -> list[Ranked]:
    """Return candidates with the replies to those of the best that are questions, each behind its question.

    Args:
        generation: Where they come from.
        ranked: Candidates, best first.
        allowed: Ids of what fulfils the conditions; None where everything does.
    """
    here = {item.passage.id for item in ranked[:AMONG]}
    best: list[Ranked] = []
    for item in ranked[:AMONG]:
        best.append(item)
        for passage in reply_of(generation, item.passage):
            may = passage.reach is Reach.MEANING and (allowed is None or passage.id in allowed)
            if may and passage.id not in here:
                here.add(passage.id)
                best.append(Ranked(passage, item.score))
    return best + [item for item in ranked[AMONG:] if item.passage.id not in here]
