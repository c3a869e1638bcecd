"""The search page: a box, filters; the answer on top, the passages below."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from index.errors import QueryError
from ui import state
from ui.address import View
from ui.cards import abstention_card, answer_card, edge_card, hit_card, neighbour_card
from ui.examples import examples
from ui.known import Known, counted
from ui.nothing_found import nothing_found
from ui.notices import failures_told, notes, notice
from ui.safe import Html, element, together

if TYPE_CHECKING:
    import datetime as dt

    from search import Answer, Hit, SpeechSearch

TOP_K = 10
_WAITING = "Searching. The first question also waits for the language model, some seconds."
_TAB_CHARS = 60


def render(engine: SpeechSearch) -> None:
    """Draw the page for what the address and the widgets hold."""
    known = Known.of(engine)
    state.follow_address(known)
    view = _controls(known)
    notes(state.settle(view))
    if not view.question.strip():
        _invitation(engine, known)
        return
    st.set_page_config(page_title=f"{view.question.strip()[:_TAB_CHARS]} · Rostrum")
    try:
        with st.spinner(_WAITING):
            answer = engine.ask(view.question, top_k=TOP_K, filters=view.filters)
    except QueryError as error:
        notice("This cannot be asked", str(error))
        return
    if answer.hits:
        _results(engine, answer)
    else:
        nothing_found(engine, view)


def _controls(known: Known) -> View:
    """Draw the box and the filters; return what they hold."""
    question = st.text_input(
        "Ask what was said",
        key=state.QUESTION,
        type="search",
        placeholder="A question, or words to find",
        on_change=state.touched,
    )
    with st.container(key="filters", horizontal=True):
        speakers = _speaker_filter(known)
        since, until = _date_filters(known)
    return View(question or "", tuple(speakers), since, until)


def _speaker_filter(known: Known) -> list[str]:
    turns = {each.name: counted(each.turns, "turn") for each in known.speakers}
    return st.multiselect(
        "Speakers",
        list(turns),
        key=state.SPEAKERS,
        format_func=lambda name: f"{name} ({turns[name]})",
        placeholder="Anyone",
        select_all=False,
        on_change=state.touched,
    )


def _date_filters(known: Known) -> tuple[dt.date | None, dt.date | None]:
    """Draw the date filters where any transcript has a date; they reach as far as the dates, or as the address."""
    if known.days is None:
        return None, None
    chosen = (st.session_state.get(key) for key in (state.SINCE, state.UNTIL))
    days = [*known.days, *(each for each in chosen if each)]
    first, last = min(days), max(days)
    undated = f"Leaves out {counted(known.undated, 'transcript')} without a date." if known.undated else None
    since, until = (
        st.date_input(label, None, first, last, key=key, help=undated, format="YYYY-MM-DD", on_change=state.touched)
        for label, key in (("From", state.SINCE), ("To", state.UNTIL))
    )
    return since, until


def _invitation(engine: SpeechSearch, known: Known) -> None:
    """Nothing is asked yet: say what there is to be asked, and how."""
    st.html(
        element(
            "section",
            element("p", "Answers are quotes, word for word, with who said it, when and where.", look="lede"),
            element("p", "Words in “quotation marks” must stand side by side.", look="aside"),
            element("p", known.in_words(), look="aside"),
            look="invitation",
        )
    )
    questions = examples(engine)
    if questions:
        st.html(element("section", element("h2", "For example"), look="list"))
    with st.container(key="examples", gap="xsmall"):
        for question in questions:
            st.button(question, on_click=state.show, args=(View(question),))


def _results(engine: SpeechSearch, answer: Answer) -> None:
    st.html(answer_card(answer) if answer.citations else abstention_card())
    found = counted(len(answer.hits), "passage")
    heading, count = ("Passages", f"{found}, best first") if answer.citations else ("Nearest passages", found)
    st.html(element("section", element("h2", heading), element("p", count, look="count", role="status"), look="list"))
    for hit in answer.hits:
        _hit(engine, hit)


@st.fragment
def _hit(engine: SpeechSearch, hit: Hit) -> None:
    """Draw a hit, on demand between its neighbours; a fragment, so that a click here asks nothing anew."""
    place, key = f"hit-{hit.rank}", f"around {hit.passage.id}"
    shown = st.session_state.get(key, False)
    with failures_told(place), st.container(border=True, key=place):
        before, after = around(engine, hit) if shown else (Html(), Html())
        st.html(together([before, hit_card(hit), after]))
        st.button(
            "Hide before and after" if shown else "Before and after",
            key=f"button {key}",
            icon=":material/unfold_less:" if shown else ":material/unfold_more:",
            type="tertiary",
            on_click=st.session_state.update,
            args=({key: not shown},),
        )


def around(engine: SpeechSearch, hit: Hit) -> tuple[Html, Html]:
    """Return the passages before and after a hit as cards, or what is there instead."""
    around = {each.ordinal: each for each in engine.context(hit.passage, before=1, after=1)}
    here = hit.passage.ordinal
    if around.get(here) != hit.passage:
        return Html(), edge_card("The index was rebuilt since; ask again to see what is around this.")
    places = ((here - 1, "Before", "begins"), (here + 1, "After", "ends"))
    before, after = (
        neighbour_card(around[ordinal], place=place, language=hit.transcript.language)
        if ordinal in around
        else edge_card(f"The transcript {edge} here.")
        for ordinal, place, edge in places
    )
    return before, after
