"""What is found: the answer on top, the passages below in the order asked for, and as files."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from zlib import crc32

import streamlit as st

from search.results import Reason
from ui import state
from ui.address import MAX_MORE, STEP, Sort, View
from ui.arranging import Arranged, arranged, by_voice
from ui.cards import abstention_card, answer_card, named, others_card
from ui.export import FILES, Shown, file_name
from ui.hits import open_in_transcript, show_hit
from ui.known import counted
from ui.nearness import less_close
from ui.passage_cards import citing
from ui.safe import element, label
from ui.unfolding import unfolding
from ui.written import offered, show_written

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from index import TranscriptHead
    from search import Answer, Citation, Hit, SpeechSearch
    from ui.known import Known

ORDERS: dict[Sort, tuple[str, str]] = {
    Sort.BEST: ("Best first", "best first"),
    Sort.NEWEST: ("Newest first", "newest first"),
    Sort.OLDEST: ("Oldest first", "oldest first"),
}
"""What an order is called in the list to choose from, and beside the number of passages."""


def results(engine: SpeechSearch, known: Known, view: View, answer: Answer, *, asked: bool) -> Arranged:
    """Draw an answer, or that there is none, and the passages; return which these are.

    Args:
        engine: What found it.
        known: What the index holds.
        view: What was asked, and how it is laid out.
        answer: What was found, with as many hits as are looked at.
        asked: Whether something was asked; words to find have passages, but neither an answer nor a lack of one.
    """
    if asked:
        _answer(view, answer)
    place = st.container(key="written") if offered() else None
    far = less_close(engine, answer, view.off)
    found = arranged(answer.hits, far, view.layout, answered=bool(answer.citations), asked=asked)
    shown = Shown(view, answer, found.shown, st.context.url or "", asked=asked, close=bool(found.close))
    _head(view, shown, found)
    draw = _Passages(engine, {head.id: head for head in known.transcripts})
    nowhere = asked and answer.reason is Reason.NOTHING_NEAR
    _listed(draw, view, found, unmarked={hit.passage.id for hit in found.shown} if nowhere else () if asked else far)
    if found.more:
        st.button(f"Show {STEP} more", icon=":material/expand_more:", on_click=state.show_more)
    if found.folded:
        _less_close(draw, found.folded, key=f"far-{_short(answer.question)}")
    if place:
        with place:  # last, so that the passages are there while a model writes
            show_written(replace(answer, hits=answer.hits[: STEP + view.layout.more]))
    return found


@dataclass(frozen=True, slots=True)
class _Passages:
    """What draws passages."""

    engine: SpeechSearch
    heads: Mapping[str, TranscriptHead]

    def show(self, hits: Iterable[Hit], unmarked: Collection[int]) -> None:
        for hit in hits:
            show_hit(self.engine, hit, self.heads, best_marked=hit.passage.id not in unmarked)


def _listed(draw: _Passages, view: View, found: Arranged, unmarked: Collection[int]) -> None:
    if not view.layout.by_speaker or found.voices < 2:
        draw.show(found.shown, unmarked)
        return
    said_in_all = Counter(named(hit.passage)[0] for hit in found.close)
    for place, (voice, said) in enumerate(by_voice(found.shown)):
        of = said_in_all[voice]
        with st.container(key=f"group-{place}", horizontal=True, vertical_alignment="bottom", gap="small"):
            st.html(element("h3", element("bdi", voice), f" · {_number(len(said), of, found)}", look="group"))
            if of > len(said) and said[0].passage.speaker:
                _rest(view, voice, of, found)
        draw.show(said, unmarked)


def _number(here: int, of: int, found: Arranged) -> str:
    """Return how many passages of a speaker stand here; where no more were looked at, there may be others."""
    if of <= here:
        return counted(here, "passage")
    return f"{here} of {of:,} or more passages" if found.cut else f"{here} of {counted(of, 'passage')}"


def _rest(view: View, speaker: str, of: int, found: Arranged) -> None:
    """Draw a button that asks the same of this speaker alone, with as many passages shown as are known of."""
    alone = replace(view, speakers=(speaker,), layout=replace(view.layout, more=min((of - 1) // STEP * STEP, MAX_MORE)))
    what = f"More by {speaker}" if found.cut else f"All {of} by {speaker}"
    st.button(label(what), type="tertiary", icon=":material/person_search:", on_click=state.show, args=(alone,))


@st.fragment
def _less_close(draw: _Passages, hits: Sequence[Hit], *, key: str) -> None:
    """Draw a line that unfolds what is less close; a fragment, so that a click here asks nothing anew."""
    what, away = f"{counted(len(hits), 'more passage')}, less close", f"Hide {counted(len(hits), 'less close passage')}"
    unfolded = unfolding(what, away, key=key, icon="")
    if unfolded:
        with unfolded:
            draw.show(hits, {hit.passage.id for hit in hits})


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
                help="Asks the same question without any filters.",
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


def _head(view: View, shown: Shown, found: Arranged) -> None:
    """Draw the heading of the passages, and what can be done with all of them."""
    count = element("p", _count(view, shown, found), look="count", role="status")
    st.html(element("section", element("h2", shown.heading), count, look="list"))
    with st.container(key="layout", horizontal=True, vertical_alignment="center", gap="small"):
        _layout(view, found)
        _export(shown, left_out=bool(found.folded))


def _count(view: View, shown: Shown, found: Arranged) -> str:
    """Return how many passages are shown of how many that are close, and in which order.

    Where no more were looked at, those that are close are not all there are, but the best.
    """
    here, close = len(found.shown), len(found.close)
    if not close and not shown.asked:
        return "none is close to what you typed"
    if view.layout.sort is Sort.BEST:
        if found.more:
            return f"the best {here}" if found.cut else f"the best {here} of {close}"
        return counted(here, "passage") + (", best first" if here > 1 and shown.heading == "Passages" else "")
    number = f"the {close} best passages" if found.cut else counted(max(here, close), "passage")
    return f"{f'{here} of ' if found.more else ''}{number}, {ORDERS[view.layout.sort][1]}"


def _layout(view: View, found: Arranged) -> None:
    """Draw the choice of an order and of groups, each where there is something to choose."""
    st.session_state[state.SORT] = view.layout.sort
    st.session_state[state.BY_SPEAKER] = view.layout.by_speaker
    if found.days > 1 or found.cut or view.layout.sort is not Sort.BEST:
        st.selectbox(
            "Order of the passages",
            list(ORDERS),
            key=state.SORT,
            format_func=lambda sort: ORDERS[sort][0],
            label_visibility="collapsed",
            width=145,
            on_change=state.lay_out,
        )
    if found.voices > 1:
        st.checkbox("By speaker", key=state.BY_SPEAKER, on_change=state.lay_out)


@st.fragment
def _export(shown: Shown, *, left_out: bool) -> None:
    """Draw a button that unfolds what can be downloaded; it is made when that is opened.

    What is less close is not in the files, whether it is unfolded or not.
    """
    key = f"export-{_short(shown.answer.question)}"
    unfolded = unfolding("Export", "Hide export", key=key, icon=":material/download:")
    if not unfolded:
        return
    with unfolded:
        what = f"{counted(len(shown.hits), 'passage')}, in this order, with citations and links."
        st.html(element("p", what + (" Those that are less close are left out." if left_out else ""), look="aside"))
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
