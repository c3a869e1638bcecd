"""Questions on pages where who speaks is settled by the page and not by the question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from search.constraints import ConstraintKind

if TYPE_CHECKING:
    from search import SpeechSearch

WAITING = "Searching. The first question also waits for the language model, some seconds."
_WHO = (ConstraintKind.SPEAKER, ConstraintKind.NOT_SPEAKER)


def asked_of_anybody(engine: SpeechSearch, question: str) -> str:
    """Return a question without those who are to answer it: of "What did Ada Korvin say about trade?" it is "trade?".

    Who is only spoken of stays, and so do days and quotation marks, with the question's own words around them.

    Raises:
        QueryError: The question cannot be used.
    """
    query = engine.understand(question)
    who = [each for each in query.constraints if each.kind in _WHO and each.required]
    if not who:
        return question
    if all(each in who for each in query.constraints if each.required):
        return query.topic
    left = query.asked
    for each in sorted(who, key=lambda each: each.start, reverse=True):
        left = f"{left[: each.start]} {left[each.end :]}"
    return left
