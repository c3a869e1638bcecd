"""Names that are perhaps one person's, each to be joined or told apart by a click where the library may be written."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import streamlit as st

from index.discover import roots_of
from index.errors import LibraryError, RostrumError
from index.likely_same import likely_same, links
from index.speakers_editing import apart_lines, join, joining_lines, keep_apart
from index.speakers_file import NAME, NOTHING_DECLARED, read_declared
from ui.access import open_library
from ui.facts import dotted, span_of
from ui.following import moved, number
from ui.known import counted
from ui.places import Place, href, link
from ui.safe import Html, element, label
from ui.said import say
from ui.unfolding import unfolding

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from index import Speaker
    from index.library import Library
    from index.likely_same import Likely, Link
    from index.speakers_file import Declared
    from search import SpeechSearch

    Days = Mapping[str, tuple[dt.date, dt.date]]

STEP = 10
"""So many more are shown at a time."""
MORE = "likely"
SOON = f"Saved in {NAME}; rebuild the index to see it."
_HEADING = "Perhaps the same person"


def declared_of(library: Library) -> Declared:
    """Return what speakers.toml says now; nothing where it is wrong, which the build tells."""
    try:
        return read_declared(roots_of(library.roots))
    except RostrumError:
        return NOTHING_DECLARED


@st.cache_resource(max_entries=2, show_spinner=False)
def links_of(_engine: SpeechSearch, index: str, generation: str) -> tuple[Link, ...]:  # noqa: ARG001  # kept by these
    """Return which names of a generation are likely one person's; the same for everybody."""
    return links(_engine.speakers(), _engine.days_of_speakers())


def likely_in(engine: SpeechSearch, library: Library) -> list[Likely]:
    """Return what is to be decided."""
    return likely_same(links_of(engine, str(library.index), library.generation), declared_of(library))


def show_likely(engine: SpeechSearch, library: Library, likely: Sequence[Likely]) -> None:
    """Draw them under a heading, some at first; nothing where there are none."""
    if not likely:
        return
    shown = number(MORE, STEP, len(likely))
    days = engine.days_of_speakers()
    may_write = library.write and library.why_nothing_added() is None
    told = f"{counted(len(likely), 'name')}. " if len(likely) > 1 else ""
    told += f"Nobody is joined until {'you say' if may_write else 'whoever keeps the transcripts says'} so."
    st.html(element("section", element("h3", _HEADING), element("p", told, look="aside"), look="part"))
    for each in likely[:shown]:
        with st.container(key=f"likely-{_key(each)}", gap="xsmall"):
            st.html(_card(each, days))
            if may_write:
                _decide(each)
            else:
                _lines_to_write(each)
    if len(likely) > shown:
        text = f"Show {min(STEP, len(likely) - shown)} more"
        st.button(
            text, key="more likely", icon=":material/expand_more:", on_click=moved, args=({MORE: f"{shown + STEP}"},)
        )


def offer_rebuild(library: Library) -> None:
    """Lead to where the index is rebuilt, if names were joined or changed since it was built."""
    if library.write and not library.why_not_rebuilt() and library.names_changed():
        link(Place.LIBRARY, "Rebuild the index in the library", icon=":material/sync:")


def _key(likely: Likely) -> str:
    """Return what tells a pair from all others, so that a click never decides on another pair."""
    names = f"{likely.stays.name}\n{likely.other.name}"
    return sha256(names.encode("utf-8", "replace")).hexdigest()[:16]


def _card(likely: Likely, days: Days) -> Html:
    why = f"{likely.why[0].upper()}{likely.why[1:]}."
    stays = element("bdi", likely.stays.name)
    return element(
        "div",
        _named(likely.other, days),
        _named(likely.stays, days),
        element("p", f"{why} Joined, both are called ", stays, ".", look="aside"),
        look="entries",
    )


def _named(speaker: Speaker, days: Days) -> Html:
    name = element("a", speaker.name, href=href(Place.SPEAKERS, {"name": speaker.name}), within=True)
    role = element("bdi", speaker.roles[0]) if speaker.roles else None
    facts = dotted((role, counted(speaker.turns, "turn"), span_of(days.get(speaker.name, (None, None)))))
    return element("p", element("bdi", name), element("span", " · ", facts, look="role"), look="named")


def _decide(likely: Likely) -> None:
    one, other = likely.stays.name, likely.other.name
    unseen = f"*{label(other)} and {label(one)}*"  # for screen readers: there are many such buttons
    with st.container(horizontal=True, gap="small", key=f"decide-{_key(likely)}"):
        if st.button(f"Join {unseen}", key=f"join {_key(likely)}", icon=":material/merge:"):
            join(open_library(), likely.stays, [likely.other])
            say(f"{other} and {one} will be one speaker. {SOON}")
        if st.button(f"Not the same {unseen}", key=f"apart {_key(likely)}", icon=":material/call_split:"):
            keep_apart(open_library(), [one, other])
            say(f"{other} and {one} stay two speakers. Saved in {NAME}; you will not be asked again.")


def _lines_to_write(likely: Likely) -> None:
    """Draw, on demand, what whoever keeps the transcripts has to write."""
    unfolded = unfolding(
        "How to join them", "Hide how to join them", key=f"lines-{_key(likely)}", icon=":material/merge:"
    )
    if not unfolded:
        return
    with unfolded:
        st.html(element("p", f"Into {NAME} in the folder of the transcripts, then rebuild. If they are one person:"))
        try:
            st.code(joining_lines(likely.stays, [likely.other]), language="toml", wrap_lines=True)
        except LibraryError as error:
            st.html(element("p", str(error)))
        st.html(element("p", "If they are two:"))
        st.code(apart_lines([likely.stays.name, likely.other.name]), language="toml", wrap_lines=True)
