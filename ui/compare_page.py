"""The compare page: two to four speakers on one topic side by side, and who spoke of it when."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from index.errors import DateRangeError, QueryError, UnknownSpeakerError
from search import Filters
from search.understand import conditions
from ui.address import day_in
from ui.asking import WAITING, asked_of_anybody
from ui.cards import when_where
from ui.citing import quoted
from ui.filters import days
from ui.following import Box, follow, moved
from ui.known import Known, counted
from ui.notices import notes, notice
from ui.passage_cards import show_ways
from ui.places import Place, href, link
from ui.safe import Html, element, marked
from ui.timeline_chart import voices_of
from ui.timeline_view import MEASURE, MORE, PERIOD_BOX, UNIT, show_timeline
from ui.typed_names import take_typed, tell_unknown
from ui.voices import colours

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from index import Speaker
    from search import Column, Hit, SpeechSearch, Timeline

FEWEST, MOST = 2, 4
"""Speakers side by side."""
_TOPIC = Box("q", "compare topic")
_TAB_CHARS = 60
_AFRESH = {PERIOD_BOX.parameter: None, MORE: None}
"""What of the address does not hold for another topic, other speakers or other days."""
_DAYS = ("since", "until")


@dataclass(frozen=True, slots=True)
class _Speakers:
    """Who can be compared; reads names in an address."""

    known: Sequence[Speaker]
    """Who has most turns first."""

    def read(self, names: Sequence[str]) -> list[str]:
        """Return the canonical names of those who are meant, the first few."""
        found = dict.fromkeys(each for name in names[: 2 * MOST] for each in self.called(name))
        return list(found)[:MOST]

    def called(self, name: str) -> list[str]:
        """Return the speaker of that very name, else those whom a filter would understand by it."""
        if any(name == each.name for each in self.known):
            return [name]
        try:
            return sorted(conditions(Filters(speakers=[name]), self.known, ()).speakers or ())
        except UnknownSpeakerError:
            return []

    def left_out(self, names: Sequence[str]) -> list[str]:
        """Return what of the names in the address cannot be used, in words."""
        unknown = [f"No speaker is called “{name[:60]}”." for name in names[: 2 * MOST] if not self.called(name)]
        many = len({each for name in names[: 2 * MOST] for each in self.called(name)}) > MOST or len(names) > 2 * MOST
        return [*unknown, *([f"More than {MOST} speakers are named; the first {MOST} are compared."] if many else [])]


def render(engine: SpeechSearch) -> None:
    """Draw the page for what the address and the widgets hold."""
    with st.container(key="compare"):
        st.html(element("section", element("h2", "Compare"), look="head"))
        known = Known.of(engine)
        speakers = _Speakers(known.speakers)
        box = Box("speaker", "compare speakers", speakers.read, lambda names: list(names or ()))
        between = [_day_box(name, known) for name in _DAYS]
        _forget_the_gone(box, speakers)
        follow(_TOPIC, box, *between, UNIT, MEASURE, PERIOD_BOX)
        broken = [why for name in _DAYS if (why := day_in(name, st.query_params.get_all(name), known)[1])]
        notes([*speakers.left_out(st.query_params.get_all(box.parameter)), *broken])
        tell_unknown()
        topic, names = _controls(speakers, box)
        with st.container(key="compare-days", horizontal=True):
            days(known, (between[0].key, between[1].key), partial(moved, _AFRESH))
        narrowed = Filters((), *(st.session_state[each.key] for each in between))
        if not topic.strip():
            lede = "See what two to four speakers say about a topic, side by side, and who spoke about it when."
            st.html(element("section", element("p", lede, look="lede"), look="invitation"))
            return
        st.set_page_config(page_title=f"{topic.strip()[:_TAB_CHARS]} · Compare · Rostrum")
        try:
            _compared(engine, topic, names, narrowed, speakers.known)
        except QueryError as error:
            notice("This cannot be asked", str(error))
            if isinstance(error, DateRangeError) and narrowed.since and narrowed.until:
                swapped = {"since": narrowed.until.isoformat(), "until": narrowed.since.isoformat()}
                st.button("Swap the dates", icon=":material/swap_horiz:", on_click=moved, args=(swapped,))


def _day_box(name: str, known: Known) -> Box:
    return Box(
        name,
        f"compare {name}",
        lambda values: day_in(name, values, known)[0],
        lambda day: [day.isoformat()] if day else [],
    )


def _forget_the_gone(box: Box, speakers: _Speakers) -> None:
    """Let go of chosen speakers whom a rebuilt index no longer has; the box could not be drawn with them."""
    if box.key in st.session_state:
        held = {each.name for each in speakers.known}
        st.session_state[box.key] = [each for each in st.session_state[box.key] if each in held]


def _controls(speakers: _Speakers, box: Box) -> tuple[str, list[str]]:
    turns = {each.name: counted(each.turns, "turn") for each in speakers.known}
    topic = st.text_input(
        "Topic",
        key=_TOPIC.key,
        type="search",
        placeholder="A topic, or a question for all of them",
        on_change=moved,
        args=(_AFRESH,),
    )
    names = st.multiselect(
        "Speakers, two to four",
        list(turns),
        key=box.key,
        format_func=lambda name: f"{name} ({turns[name]})",
        max_selections=MOST,
        placeholder="Choose whom to compare",
        filter_mode="contains",
        select_all=False,
        accept_new_options=True,
        on_change=_chosen,
        args=(box.key, speakers.known),
    )
    return topic or "", names


def _chosen(key: str, known: Sequence[Speaker]) -> None:
    take_typed(key, known, MOST)
    moved(_AFRESH)


def _compared(
    engine: SpeechSearch, topic: str, names: Sequence[str], narrowed: Filters, everybody: Sequence[Speaker]
) -> None:
    with st.spinner(WAITING):
        asked = asked_of_anybody(engine, topic) if names else topic
        timeline = engine.timeline(asked, st.session_state[UNIT.key], speakers=names, filters=narrowed)
        comparison = engine.compare(asked, names, filters=narrowed) if len(names) >= FEWEST else None
    slots = colours(names or [name for name in voices_of(timeline) if name], everybody)
    if comparison:
        _side_by_side(comparison.columns, slots)
    else:
        _choose(topic, names, timeline)
    show_timeline(engine, asked, timeline, slots, names=names)


def _choose(topic: str, names: Sequence[str], timeline: Timeline) -> None:
    """Say that there is nobody to compare, and offer those who speak most of the topic."""
    st.html(element("section", element("p", "Choose at least two speakers to see them side by side."), look="notes"))
    most = [name for name, _ in timeline.speakers if name and name not in names]
    offered = [*names, *most][: FEWEST + 1]
    if len(offered) >= FEWEST and not names:
        text = f"Compare those who speak about it most: {', '.join(offered)}"
        link(Place.COMPARE, text, {"q": topic, "speaker": offered}, icon=":material/compare_arrows:")


def _side_by_side(columns: Sequence[Column], slots: Mapping[str, int]) -> None:
    for number, (place, column) in enumerate(zip(st.columns(len(columns), gap="medium"), columns, strict=True)):
        with place, st.container(key=f"column-{number}"):
            st.html(_heading(column, f"facts column voice-{slots[column.title]}"))
            for hit in column.hits:
                with st.container(gap="xsmall"):
                    st.html(_passage(hit))
                    show_ways(quoted(hit), hit.passage, hit.transcript, key=f"column-{number}")


def _heading(column: Column, look: str) -> Html:
    name = element("a", column.title, href=href(Place.SPEAKERS, {"name": column.title}), within=True)
    nothing = f"Says nothing about this in {counted(column.scope, 'passage')}."
    told = nothing if column.scope else "There is no transcript of this speaker from that time."
    said = Html() if column.hits else element("p", told, look="aside")
    return element("section", element("h2", element("bdi", name)), said, look=look)


def _passage(hit: Hit) -> Html:
    text = marked(hit.passage.text, hit.highlights, [(each.start, each.end) for each in hit.why])
    return element(
        "div",
        element("p", when_where(hit.transcript, hit.passage), look="where"),
        element("div", text, look="text", language=hit.transcript.language or ""),
        look="near",
    )
