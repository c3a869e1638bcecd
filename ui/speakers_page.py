"""The speakers page: one speaker, with a box that searches what only they say; or the list of all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from index.errors import QueryError, UnknownSpeakerError
from search import Filters
from ui.access import open_library
from ui.arranging import NEAREST
from ui.asking import WAITING, asked_of_anybody
from ui.finding import MAX_CHARS
from ui.following import Box, follow, moved, number, parameter
from ui.known import counted
from ui.likely_names import likely_in, offer_rebuild, show_likely
from ui.nearness import far_from
from ui.notices import failures_told, notice
from ui.passage_cards import show_passages, show_ways
from ui.places import Place, link
from ui.safe import element
from ui.said import tell
from ui.speaker_card import profile_card, recent_card, topics_card
from ui.speaker_list import speaker_list

if TYPE_CHECKING:
    from search import Profile, SpeechSearch

TOP_K = 10
MOST = 50
MORE = "more"
_SEARCH = Box("q", "search within speaker")
_TAB_CHARS = 60


def render(engine: SpeechSearch) -> None:
    """Draw the speaker whom the address names, or the list of all."""
    name = parameter("name")
    if not name:
        speaker_list(engine)
        return
    try:
        profile = engine.profile(name)
    except UnknownSpeakerError as error:
        _unknown(name, error)
        return
    st.set_page_config(page_title=f"{name[:_TAB_CHARS]} · Rostrum")
    follow(_SEARCH)
    tell()
    with failures_told("names"):
        offer_rebuild(open_library())
    st.html(profile_card(profile))
    with st.container(key="speaker-links", horizontal=True, gap="medium"):
        link(Place.SEARCH, "Ask what they said", {"speaker": name}, icon=":material/search:")
        link(Place.COMPARE, "Compare with others", {"speaker": name}, icon=":material/compare_arrows:")
    question = st.text_input(
        "Search within what this speaker says",
        key=_SEARCH.key,
        type="search",
        placeholder="A question, or words to find",
        on_change=moved,
        args=({MORE: None},),
    )
    if (question or "").strip():
        _results(engine, name, question or "")
    else:
        _known_of(engine, profile)


def _known_of(engine: SpeechSearch, profile: Profile) -> None:
    """Draw under which other names the speaker perhaps stands, what they speak of, and what they said last."""
    perhaps = st.container(key="perhaps")  # filled last: of many speakers, it takes a second once
    if profile.topics:
        st.html(topics_card(profile))
    if profile.recent:
        st.html(element("section", element("h3", "Last heard"), look="list"))
    for passage, head in profile.recent:
        with st.container(key=f"recent-{passage.id}", gap="xsmall"):
            st.html(recent_card(passage, head))
            show_ways(passage.text, passage, head, key="recent")
    with perhaps, failures_told("likely"):
        library = open_library()
        likely = [each for each in likely_in(engine, library) if profile.speaker.name in each.names]
        show_likely(engine, library, likely)


def _unknown(name: str, error: UnknownSpeakerError) -> None:
    near = ["Did you mean one of these?"] if error.near else []
    notice("No such speaker", f"No speaker is called “{name[:MAX_CHARS]}”.", *near)
    with st.container(key="speaker-links"):
        for each in error.near:
            link(Place.SPEAKERS, each, {"name": each}, icon=":material/person:")
        link(Place.SPEAKERS, "All speakers", icon=":material/list:")


def _results(engine: SpeechSearch, name: str, question: str) -> None:
    """Draw what the speaker says about a question, as much of it as is asked for."""
    count = number(MORE, TOP_K, MOST)
    try:
        with st.spinner(WAITING):
            asked = asked_of_anybody(engine, question)
            found = engine.search(asked, top_k=count + 1, filters=Filters(speakers=[name]))
    except QueryError as error:
        notice("This cannot be asked", str(error))
        return
    hits = found[:count]
    if not hits:
        notice("Nothing found", "Nothing this speaker says matches these words. Try others.")
        return
    far = far_from(engine, asked, hits)
    close = [hit for hit in hits if hit.passage.id not in far]
    shown = close or hits[:NEAREST]
    told = f"{counted(len(close), 'passage')}, best first" if close else "none is close to what you typed"
    heading = element("h3", "Passages" if close else "Nearest passages")
    st.html(element("section", heading, element("p", told, look="count", role="status"), look="list"))
    show_passages(shown, key="within")
    if not far and len(found) > count and count < MOST:
        st.button("Show more", icon=":material/expand_more:", on_click=moved, args=({MORE: str(count + TOP_K)},))
