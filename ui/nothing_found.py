"""Nothing was found: which condition is to blame, and what is found without it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from index import Kind
from index.records import Conditions
from search.constraints import ConstraintKind
from search.in_words import day, days_in_words
from search.understand import merged
from ui import state
from ui.address import View
from ui.notices import notice
from ui.safe import element

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search import SpeechSearch
    from search.understand import Query

_SWITCHED_OFF_BY = {
    ConstraintKind.SPEAKER: "Whoever speaks",
    ConstraintKind.DATE: "Whenever it was said",
    ConstraintKind.EXCLUDED: "Allow the words left out",
}
"""What a button says that switches off all filters of a kind that the question holds."""
_KINDS = {Kind.SPEECH: "speech", Kind.QUESTION: "a question", Kind.NARRATION: "narration"}


def nothing_found(engine: SpeechSearch, view: View, query: Query) -> None:
    """Say what was asked of the passages, and offer to ask less where that finds something."""
    asked = [*_filters_in_words(engine, view), *_question_in_words(view, query)]
    if not asked:
        notice("Nothing found", "Nothing in the transcripts has to do with this. Try other words.")
        return
    conditions = element("ul", *(element("li", each) for each in asked))
    unmet = "No passage meets this condition:" if len(asked) == 1 else "No passage meets all of these conditions:"
    notice("Nothing found", unmet, conditions, look="conditions")
    ways_out = {label: other for label, other in _relaxed(view, query).items() if _finds(engine, other)}
    if ways_out:
        without = "it" if len(asked) == 1 else "one of them"
        st.html(element("section", element("p", f"Without {without}, there is something to find:")))
    with st.container(horizontal=True, key="ways-out"):
        for label, other in ways_out.items():
            st.button(label, on_click=state.show, args=(other,))


def _filters_in_words(engine: SpeechSearch, view: View) -> Iterator[str]:
    if view.transcripts:
        titles = {head.id: head.title or head.id for head in engine.transcripts()}
        yield f"it is in {' or '.join(f'“{titles.get(each, each)}”' for each in view.transcripts)}"
    if view.kinds:
        yield f"it is {' or '.join(_KINDS[each] for each in view.kinds)}"
    if view.speakers:
        yield f"it is by {' or '.join(view.speakers)}"
    if view.since:
        yield f"it is from {day(view.since)} or later"
    if view.until:
        yield f"it is from {day(view.until)} or earlier"


def _question_in_words(view: View, query: Query) -> Iterator[str]:
    """Yield what the question demands, as far as the filters leave room for it."""
    filters = Conditions(frozenset(view.speakers) or None, view.since, view.until)
    both = merged(filters, query)
    if both.speakers != filters.speakers:
        yield f"it is by {' or '.join(sorted(both.speakers or ()))}"
    if (both.since, both.until) != (filters.since, filters.until):
        yield f"it was said {days_in_words((query.since, query.until))}"
    yield from (f"it contains “{phrase}”" for phrase in query.phrases)
    yield from (f"it does not contain “{words}”" for words in query.excluded)


def _relaxed(view: View, query: Query) -> dict[str, View]:
    """Return the view without each of its conditions, and last without any, by what a button for it says."""
    unquoted = query.asked
    for phrase in query.constraints:
        if phrase.kind is ConstraintKind.PHRASE:
            unquoted = unquoted.replace(phrase.text, phrase.value)
    filters = [each for each in query.constraints if each.required and each.kind in _SWITCHED_OFF_BY]
    ways = {
        "Clear the speakers": replace(view, speakers=()),
        "Clear the dates": replace(view, since=None, until=None),
        "Clear the transcripts": replace(view, transcripts=()),
        "Clear the kinds": replace(view, kinds=()),
        **{
            _SWITCHED_OFF_BY[kind]: _without(view, kind, query) for kind in dict.fromkeys(each.kind for each in filters)
        },
        "Drop the quotation marks": replace(view, question=unquoted) if query.phrases else view,
    }
    changed = {label: less for label, less in ways.items() if less != view}
    if len(changed) < 2:
        return changed
    nothing = View(unquoted if query.phrases else view.question, off=(*view.off, *(each.key for each in filters)))
    return changed | {"Clear all of these": nothing}


def _without(view: View, kind: ConstraintKind, query: Query) -> View:
    keys = (each.key for each in query.constraints if each.required and each.kind is kind)
    return replace(view, off=(*view.off, *keys))


def _finds(engine: SpeechSearch, view: View) -> bool:
    return bool(engine.search(view.question, top_k=1, filters=view.filters, ignoring=view.off))
