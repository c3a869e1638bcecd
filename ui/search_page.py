"""The search page: a box, filters; the answer on top, the passages below."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from index.errors import QueryError
from search.in_words import understood
from search.understand import Query
from ui import state
from ui.address import View
from ui.cards import abstention_card, answer_card
from ui.chips import chips
from ui.examples import examples
from ui.hits import show_hit
from ui.known import Known, counted
from ui.nothing_found import nothing_found
from ui.notices import notes, notice
from ui.safe import element
from ui.written import offered, show_written

if TYPE_CHECKING:
    import datetime as dt

    from search import Answer, SpeechSearch

TOP_K = 10
_WAITING = "Searching. The first question also waits for the language model, some seconds."
_TAB_CHARS = 60


def render(engine: SpeechSearch) -> None:
    """Draw the page for what the address and the widgets hold."""
    known = Known.of(engine)
    state.follow_address(known)
    view = _controls(known)
    query = _understood(engine, view)
    view = replace(view, off=tuple(each.key for each in query.switched_off) if isinstance(query, Query) else ())
    notes(state.settle(view))
    if not view.question.strip():
        _invitation(engine, known)
        return
    st.set_page_config(page_title=f"{view.question.strip()[:_TAB_CHARS]} · Rostrum")
    if isinstance(query, Query):
        _answer(engine, known, view, query)
    else:
        _refuse(query)


def _understood(engine: SpeechSearch, view: View) -> Query | QueryError:
    """Return what is read in the question, or why it cannot be asked; that nothing is asked is told later."""
    try:
        return engine.understand(view.question, ignoring=view.off)
    except QueryError as error:
        return error


def _answer(engine: SpeechSearch, known: Known, view: View, query: Query) -> None:
    """Draw what was understood, and what is found."""
    chips(understood(query))
    try:
        with st.spinner(_WAITING):
            answer = engine.ask(view.question, top_k=TOP_K, filters=view.filters, ignoring=view.off)
    except QueryError as error:
        _refuse(error)
        return
    if answer.hits:
        _results(engine, known, answer)
    else:
        nothing_found(engine, view, query)


def _refuse(error: QueryError) -> None:
    notice("This cannot be asked", str(error))


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
    return View(question or "", tuple(speakers), since, until, state.switched_off())


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
            element(
                "p",
                "Words in “quotation marks” must stand side by side; a word after a -minus must not occur.",
                look="aside",
            ),
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


def _results(engine: SpeechSearch, known: Known, answer: Answer) -> None:
    st.html(answer_card(answer) if answer.citations else abstention_card(answer.reason))
    place = st.container(key="written") if offered() else None
    found = counted(len(answer.hits), "passage")
    heading, count = ("Passages", f"{found}, best first") if answer.citations else ("Nearest passages", found)
    st.html(element("section", element("h2", heading), element("p", count, look="count", role="status"), look="list"))
    heads = {head.id: head for head in known.transcripts}
    for hit in answer.hits:
        show_hit(engine, hit, heads)
    if place:
        with place:  # last, so that the passages are there while a model writes
            show_written(answer)
