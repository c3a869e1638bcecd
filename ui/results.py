"""What is found: the answer on top, the passages below in the order asked for, and as files."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import streamlit as st

from ui import state
from ui.address import MAX_MORE, STEP, Sort, View
from ui.cards import abstention_card, answer_card, named, others_card
from ui.export import FILES, Shown
from ui.hits import citing, open_in_transcript, show_hit
from ui.known import counted
from ui.safe import element
from ui.written import offered, show_written

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from search import Answer, Hit, SpeechSearch
    from ui.known import Known

ORDERS: dict[Sort, tuple[str, str]] = {
    Sort.BEST: ("Best first", "best first"),
    Sort.NEWEST: ("Newest first", "newest first"),
    Sort.OLDEST: ("Oldest first", "oldest first"),
}
"""What an order is called in the list to choose from, and beside the number of passages."""
_LAST = 10**9
"""Beyond the number of any day."""


def results(engine: SpeechSearch, known: Known, view: View, answer: Answer) -> None:
    """Draw an answer, or that there is none, and the passages."""
    _answer(view, answer)
    place = st.container(key="written") if offered() else None
    hits = arranged(answer.hits, view)
    _head(view, answer, hits)
    heads = {head.id: head for head in known.transcripts}
    for voice, said in _groups(hits, view):
        if voice is not None:
            st.html(element("h3", element("bdi", voice), f" · {counted(len(said), 'passage')}", look="group"))
        for hit in said:
            show_hit(engine, hit, heads)
    if len(hits) == STEP + view.layout.more and view.layout.more < MAX_MORE:
        st.button(f"Show {STEP} more", icon=":material/expand_more:", on_click=state.show_more)
    if place:
        with place:  # last, so that the passages are there while a model writes
            show_written(answer)


def arranged(hits: Sequence[Hit], view: View) -> list[Hit]:
    """Return hits in the order in which they are shown; what has no date comes last in either order of days."""
    ordered = list(hits)
    if view.layout.sort is not Sort.BEST:
        sign = -1 if view.layout.sort is Sort.NEWEST else 1
        ordered.sort(key=lambda hit: sign * hit.transcript.date.toordinal() if hit.transcript.date else _LAST)
    if view.layout.by_speaker:
        first = {named(hit.passage)[0]: number for number, hit in reversed(list(enumerate(ordered)))}
        ordered.sort(key=lambda hit: first[named(hit.passage)[0]])
    return ordered


def _groups(hits: Iterable[Hit], view: View) -> list[tuple[str | None, list[Hit]]]:
    """Return the passages of each speaker, or all of them under no name."""
    if not view.layout.by_speaker:
        return [(None, list(hits))]
    return [(voice, list(said)) for voice, said in groupby(hits, key=lambda hit: named(hit.passage)[0])]


def _answer(view: View, answer: Answer) -> None:
    if answer.citations:
        first = answer.citations[0]
        st.html(answer_card(answer))
        with st.container(key="answer-links", horizontal=True, gap="medium"):
            open_in_transcript(first.passage)
            citing(first.quote, first.passage, first.transcript, key="cite the answer")
        if len(answer.citations) > 1:
            st.html(others_card(answer))
        return
    st.html(abstention_card(answer))
    narrowing = any(each.required for each in answer.constraints) or view.filters != View().filters
    if narrowing:
        off = tuple(each.key for each in answer.constraints if each.required)
        with st.container(key="answer-links", horizontal=True):
            st.button(
                "Search everything",
                icon=":material/filter_alt_off:",
                help="The same question, without filters and without what was understood to narrow it.",
                on_click=state.show,
                args=(View(view.question, off=(*view.off, *off)),),
            )


def _head(view: View, answer: Answer, hits: Sequence[Hit]) -> None:
    """Draw the heading of the passages, and what can be done with all of them."""
    order = ORDERS[view.layout.sort][1]
    found = counted(len(hits), "passage")
    count = f"{found}, {order}" if answer.citations or view.layout.sort is not Sort.BEST else found
    heading = "Passages" if answer.citations else "Nearest passages"
    st.html(element("section", element("h2", heading), element("p", count, look="count", role="status"), look="list"))
    with st.container(key="layout", horizontal=True, vertical_alignment="center", gap="small"):
        _layout(view)
        _export(Shown(view, answer, hits, st.context.url or ""))


def _layout(view: View) -> None:
    st.session_state[state.SORT] = view.layout.sort
    st.selectbox(
        "Order of the passages",
        list(ORDERS),
        key=state.SORT,
        format_func=lambda sort: ORDERS[sort][0],
        label_visibility="collapsed",
        width=145,
        on_change=state.lay_out,
    )
    st.session_state[state.BY_SPEAKER] = view.layout.by_speaker
    st.checkbox("By speaker", key=state.BY_SPEAKER, on_change=state.lay_out)


@st.fragment
def _export(shown: Shown) -> None:
    """Draw a button that unfolds what can be downloaded; it is made when that is opened."""
    with st.popover("Export", key="export", icon=":material/download:", type="tertiary", on_change="rerun") as unfolded:
        if not unfolded.open:
            return
        with st.container(key="downloads"):
            what = f"{counted(len(shown.hits), 'passage')} as shown, with citations and links"
            st.html(element("p", what, look="aside"))
            for name, (purpose, suffix, media_type, written) in FILES.items():
                st.download_button(
                    f"{name}, {purpose}",
                    written(shown),
                    f"rostrum.{suffix}",
                    media_type,
                    key=f"download {suffix}",
                    icon=":material/download:",
                    on_click="ignore",
                    type="tertiary",
                )
