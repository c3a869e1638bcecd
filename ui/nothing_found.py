"""Nothing was found: which condition is to blame, and what is found without it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from search.understand import understand
from ui import state
from ui.address import View
from ui.cards import day
from ui.notices import notice
from ui.safe import element

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search import SpeechSearch


def nothing_found(engine: SpeechSearch, view: View) -> None:
    """Say what was asked of the passages, and offer to ask less where that finds something."""
    query = understand(view.question)
    asked = [*_filters_in_words(view), *(f"it holds the words “{phrase}” side by side" for phrase in query.phrases)]
    if not asked:
        notice("Nothing found", "No passage has to do with this question; try other words.")
        return
    conditions = element("ul", *(element("li", each) for each in asked))
    unmet = "No passage meets this condition:" if len(asked) == 1 else "No passage meets all of these conditions:"
    notice("Nothing found", unmet, conditions, look="conditions")
    less = _relaxed(view, query.text if query.phrases else view.question)
    ways_out = {label: other for label, other in less.items() if _finds(engine, other)}
    if ways_out:
        st.html(element("section", element("p", "With less, there is something to find:")))
    with st.container(horizontal=True, key="ways-out"):
        for label, other in ways_out.items():
            st.button(label, on_click=state.show, args=(other,))


def _filters_in_words(view: View) -> Iterator[str]:
    if view.speakers:
        yield f"it is by {' or '.join(view.speakers)}"
    if view.since:
        yield f"it is from {day(view.since)} or later"
    if view.until:
        yield f"it is from {day(view.until)} or earlier"


def _relaxed(view: View, unquoted: str) -> dict[str, View]:
    """Return the view without each of its conditions, and last without any, by what a button for it says."""
    each = {
        "Clear the speakers": replace(view, speakers=()),
        "Clear the dates": replace(view, since=None, until=None),
        "Drop the quotation marks": replace(view, question=unquoted),
    }
    changed = {label: less for label, less in each.items() if less != view}
    return changed if len(changed) < 2 else changed | {"Clear all of this": View(unquoted)}


def _finds(engine: SpeechSearch, view: View) -> bool:
    return bool(engine.search(view.question, top_k=1, filters=view.filters))
