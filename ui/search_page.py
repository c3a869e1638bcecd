"""The search page: a box, filters; the answer on top, the passages below."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from index.errors import DateRangeError, QueryError
from search.in_words import understood
from search.understand import Query
from ui import state
from ui.address import View
from ui.arranging import LOOKED_AT
from ui.asking import WAITING, asks
from ui.chips import chips
from ui.examples import examples
from ui.filters import at_least, filters, filters_switch
from ui.known import Known
from ui.nothing_found import nothing_found
from ui.notices import failures_told, notes, notice
from ui.results import results
from ui.safe import element
from ui.typed_names import tell_unknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from streamlit.delta_generator import DeltaGenerator

    from search import Hit, SpeechSearch
    from search.facets import Facets

_TAB_CHARS = 60
_SHOWN = "what was asked of what stands on the page"
_TURN = "which of two places"


def render(engine: SpeechSearch) -> None:
    """Draw the page for what the address and the widgets hold.

    Each part has a place of its own, whether or not anything stands in it, and what was found for another question
    is cleared away before this one is searched for. The filters are drawn last: they count what the question finds.
    """
    is_new = state.QUESTION not in st.session_state
    known = Known.of(engine)
    state.follow_address(known)
    _box()
    with st.container(key="narrowing"):
        filters_switch()
        narrowed = st.container(key="filters", horizontal=True, vertical_alignment="bottom")
    told = st.container()
    view = state.held()
    query = _understood(engine, view)
    view = replace(view, off=tuple(each.key for each in query.switched_off) if isinstance(query, Query) else ())
    with told:
        notes(state.settle(view))
        tell_unknown()
    shown: View | None = None if is_new else st.session_state.get(_SHOWN)
    slots = _Slots(shown, view)
    st.session_state[_SHOWN] = None  # until all of it stands there
    counts = None
    with failures_told("search"):
        counts = _search(engine, known, view, query, slots)
        st.session_state[_SHOWN] = view.asked
    with narrowed:
        filters(known, view, counts)


class _Slots:
    """Where what was understood and what is found stand.

    Streamlit leaves what stood there until something else is drawn. That is right where the same is shown in another
    order, since the page keeps its length, or read in another way, since a button keeps the focus; under another
    question it is wrong.
    """

    def __init__(self, shown: View | None, view: View) -> None:
        """Take the places, and clear those where what stands there is not of this view.

        What was understood has two, used in turn: a place that is cleared and filled at once is not cleared.
        """
        self._clear = shown != view.asked
        turn: int = (st.session_state.get(_TURN, 0) + (shown is None or shown.question != view.question)) % 2
        st.session_state[_TURN] = turn
        self._read = [st.container() if number == turn else st.empty() for number in range(2)][turn]
        self._found = st.empty() if self._clear else st.container()

    def read(self) -> DeltaGenerator:
        """Where what was understood is to be drawn."""
        return self._read

    def found(self) -> DeltaGenerator:
        """Where what is found is to be drawn."""
        return self._found.container() if self._clear else self._found

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Say in place of what is to be found that it is searched for."""
        if not self._clear:
            yield
            return
        with self._found, st.spinner(WAITING):
            yield


def _understood(engine: SpeechSearch, view: View) -> Query | QueryError:
    """Return what is read in the question, or why it cannot be asked; that nothing is asked is told later."""
    try:
        return engine.understand(view.question, ignoring=view.off)
    except QueryError as error:
        return error


def _search(engine: SpeechSearch, known: Known, view: View, query: Query | QueryError, slots: _Slots) -> Facets | None:
    """Draw what was understood and what is found; return how much there is by speaker, transcript and kind."""
    if not view.question.strip():
        with slots.found():
            _invitation(engine, known)
        return None
    st.set_page_config(page_title=f"{view.question.strip()[:_TAB_CHARS]} · Rostrum")
    if isinstance(query, QueryError):
        _refuse(query, view, slots)
        return None
    with slots.read():
        chips(understood(query))
    try:
        with slots.waiting():
            # Read closely however long it takes, so that a question has one answer, whatever else the machine does.
            closely = True if engine.can_read_closely else None
            answer = engine.ask(view.question, top_k=LOOKED_AT, filters=view.filters, ignoring=view.off, rerank=closely)
    except QueryError as error:
        _refuse(error, view, slots)
        return None
    close: Sequence[Hit] = ()
    with slots.found():
        if answer.hits:
            close = results(engine, known, view, answer, asked=asks(query)).close
        else:
            nothing_found(engine, view, query)
    return at_least(engine.facets(view.question, filters=view.filters, ignoring=view.off), close)


def _refuse(error: QueryError, view: View, slots: _Slots) -> None:
    with slots.found():
        notice("This cannot be asked", str(error))
        if isinstance(error, DateRangeError):
            other = replace(view, since=view.until, until=view.since)
            st.button("Swap the dates", icon=":material/swap_horiz:", on_click=state.show, args=(other,))


def _box() -> None:
    st.text_input(
        "Ask what was said",
        key=state.QUESTION,
        type="search",
        placeholder="A question, or words to find",
        on_change=state.touched,
    )


def _invitation(engine: SpeechSearch, known: Known) -> None:
    """Nothing is asked yet: say what there is to be asked, and how."""
    st.html(
        element(
            "section",
            element("p", "Answers are quotes, word for word, with who said it, when and where.", look="lede"),
            element(
                "p",
                "Put “quotation marks” around an exact phrase, and a minus before a word to leave out: -trade.",
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
