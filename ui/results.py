"""What is found: the answer on top, the passages below in the order asked for, and as files."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import TYPE_CHECKING
from zlib import crc32

import streamlit as st

from search.results import Reason
from ui import state
from ui.address import MAX_MORE, STEP, Sort, View
from ui.cards import abstention_card, answer_card, named, others_card
from ui.export import FILES, Shown, file_name
from ui.hits import citing, open_in_transcript, show_hit
from ui.known import counted
from ui.nearness import less_close
from ui.safe import element
from ui.unfolding import unfolding
from ui.written import offered, show_written

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from index import TranscriptHead
    from search import Answer, Citation, Hit, SpeechSearch
    from ui.known import Known

ORDERS: dict[Sort, tuple[str, str]] = {
    Sort.BEST: ("Best first", "best first"),
    Sort.NEWEST: ("Newest first", "newest first"),
    Sort.OLDEST: ("Oldest first", "oldest first"),
}
"""What an order is called in the list to choose from, and beside the number of passages."""
_LESS_CLOSE = element(
    "section",
    element("h2", "Less close"),
    element("p", "The nearest of all others; they have little to do with this."),
    look="far",
)
_LAST = 10**9
"""Beyond the number of any day."""


def results(engine: SpeechSearch, known: Known, view: View, answer: Answer, *, asked: bool) -> None:
    """Draw an answer, or that there is none, and the passages.

    Args:
        engine: What found it.
        known: What the index holds.
        view: What was asked, and how it is laid out.
        answer: What was found.
        asked: Whether something was asked; words to find have passages, but neither an answer nor a lack of one.
    """
    if asked:
        _answer(view, answer)
    place = st.container(key="written") if offered() else None
    far = less_close(engine, answer, view.off)
    hits = sorted(arranged(answer.hits, view), key=lambda hit: hit.passage.id in far)
    close = len(hits) - len(far)
    _head(view, Shown(view, answer, hits, st.context.url or "", asked=asked), close)
    heads = {head.id: head for head in known.transcripts}
    _passages(engine, view, hits[:close], heads, best_marked=not asked or answer.reason is not Reason.NOTHING_NEAR)
    if far:
        st.html(_LESS_CLOSE)
        _passages(engine, view, hits[close:], heads, best_marked=False)
    if _are_cut(hits, view) and view.layout.more < MAX_MORE:
        st.button(f"Show {STEP} more", icon=":material/expand_more:", on_click=state.show_more)
    if place:
        with place:  # last, so that the passages are there while a model writes
            show_written(answer)


def _passages(
    engine: SpeechSearch, view: View, hits: Sequence[Hit], heads: Mapping[str, TranscriptHead], *, best_marked: bool
) -> None:
    for voice, said in _groups(hits, view):
        if voice is not None:
            st.html(element("h3", element("bdi", voice), f" · {counted(len(said), 'passage')}", look="group"))
        for hit in said:
            show_hit(engine, hit, heads, best_marked=best_marked)


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


def _are_cut(hits: Sequence[Hit], view: View) -> bool:
    """Whether there may be more than are shown."""
    return len(hits) == STEP + view.layout.more


def _groups(hits: Iterable[Hit], view: View) -> list[tuple[str | None, list[Hit]]]:
    """Return the passages of each speaker, or all of them under no name."""
    if not view.layout.by_speaker:
        return [(None, list(hits))]
    return [(voice, list(said)) for voice, said in groupby(hits, key=lambda hit: named(hit.passage)[0])]


def _answer(view: View, answer: Answer) -> None:
    if answer.citations:
        st.html(answer_card(answer))
        _links(answer.citations[0], key=f"cite-answer-{_short(answer.question)}")
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


@st.fragment
def _links(citation: Citation, *, key: str) -> None:
    """Draw what can be done with the answer's quote; a fragment, so that a click here asks nothing anew."""
    with st.container(key="answer-links", horizontal=True, gap="medium"):
        open_in_transcript(citation.passage)
        citing(citation.quote, citation.passage, citation.transcript, key=key)


def _short(question: str) -> str:
    """Return what tells the panels of one question from those of another, which begin folded up."""
    return f"{crc32(question.encode('utf-8', 'replace')):08x}"


def _head(view: View, shown: Shown, close: int) -> None:
    """Draw the heading of the passages, and what can be done with all of them; ``close`` are not less close."""
    found = counted(close, "passage")
    if view.layout.sort is not Sort.BEST and _are_cut(shown.hits, view):
        found = f"the best {found}"
    if shown.answered or not shown.asked or view.layout.sort is not Sort.BEST:
        found += f", {ORDERS[view.layout.sort][1]}"
    if len(shown.hits) > close:
        found += f"; {len(shown.hits) - close} less close"
    st.html(
        element("section", element("h2", shown.heading), element("p", found, look="count", role="status"), look="list")
    )
    with st.container(key="layout", horizontal=True, vertical_alignment="center", gap="small"):
        _layout(view)
        _export(shown)


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
    key = f"export-{_short(shown.answer.question)}"
    unfolded = unfolding("Export", "Hide export", key=key, icon=":material/download:")
    if not unfolded:
        return
    with unfolded:
        what = f"{counted(len(shown.hits), 'passage')} as shown, with citations and links"
        st.html(element("p", what, look="aside"))
        for name, (purpose, suffix, media_type, written) in FILES.items():
            st.download_button(
                f"{name}, {purpose}",
                written(shown),
                file_name(shown.answer.question, suffix, dt.date.today()),
                media_type,
                key=f"download {suffix}",
                icon=":material/download:",
                on_click="ignore",
                type="tertiary",
            )
