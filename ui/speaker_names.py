"""Who is who: names of speakers changed, joined and kept apart, which is written into speakers.toml."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from index.errors import LibraryError
from index.speakers_editing import join, keep_apart, names_of, rename
from index.speakers_file import NAME
from ui.access import open_library
from ui.finding import folded
from ui.following import Box, moved
from ui.known import counted
from ui.likely_names import SOON, likely_in, show_likely
from ui.notices import notice
from ui.paging import PART, page_of, turn_pages
from ui.places import Place, href
from ui.safe import Html, element, together
from ui.said import say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from index import Speaker
    from index.library import Library
    from search import SpeechSearch

PAGE = 25
FILTER = Box("name", "names filter")


def show_names(engine: SpeechSearch, library: Library) -> None:
    """Draw all names with what transcripts print, and what changes them."""
    st.html(element("section", element("h3", "Speaker names"), look="part"))
    speakers = engine.speakers()
    if not speakers:
        notice("No named speakers", "No transcript says who is speaking.")
        return
    if library.write and (reason := library.why_nothing_added()):
        st.html(element("p", reason))
    elif library.write:
        _changes(library, speakers)
    perhaps = st.container(key="perhaps")
    _table(speakers)
    with perhaps:
        show_likely(engine, library, likely_in(engine, library))


def _changes(library: Library, speakers: Sequence[Speaker]) -> None:
    told = f"What you set here overrides every rule. It is saved in {NAME}, in the folder of the transcripts."
    st.html(element("p", told, look="aside"))
    chosen = st.segmented_control("What to change", list(_WAYS), default=next(iter(_WAYS)), key="way of naming")
    if chosen:
        _WAYS[chosen]({each.name: each for each in sorted(speakers, key=lambda each: (-each.turns, each.name))})
    path = library.home / NAME
    if path.is_file():
        with st.expander(NAME):
            st.code(path.read_text(encoding="utf-8", errors="replace"), language="toml", wrap_lines=True)


def _rename(known: dict[str, Speaker]) -> None:
    who = st.selectbox("Speaker", list(known), index=None, placeholder="Choose a speaker", key="renamed")
    new = st.text_input("New name", key="new name")
    if st.button("Save the name", icon=":material/save:"):  # not disabled: a name just typed arrives with the click
        who = _chosen(who)
        rename(open_library(), known[who], new, list(known.values()))
        _forget("renamed", "new name")
        say(f"{who} will be called {new.strip()}. {SOON}")


def _join(known: dict[str, Speaker]) -> None:
    who = st.selectbox("Speaker whose name stays", list(known), index=None, placeholder="Choose one", key="joined to")
    rest = [name for name in known if name != who]
    others = st.multiselect("Is the same person as", rest, placeholder="Choose others", key="joined", select_all=False)
    if st.button("Join them", icon=":material/merge:"):
        who, _ = _chosen(who), _chosen(next(iter(others), None))
        join(open_library(), known[who], [known[name] for name in others])
        _forget("joined to", "joined")
        say(f"{', '.join(others)} and {who} will be one speaker. {SOON}")


def _apart(known: dict[str, Speaker]) -> None:
    several = {each.name: names for each in known.values() if len(names := names_of(each)) > 1}
    if not several:
        st.html(element("p", "No speaker has several names, so there is nobody to keep apart."))
        return
    who = st.selectbox("Speaker of several names", list(several), index=None, placeholder="Choose one", key="apart of")
    names = st.multiselect("Names of different people", several.get(who or "", []), key="apart", select_all=False)
    if st.button("Keep them apart", icon=":material/call_split:"):
        keep_apart(open_library(), names)
        _forget("apart of", "apart")
        say(f"{' and '.join(names)} will be kept apart. {SOON}")


_WAYS: dict[str, Callable[[dict[str, Speaker]], None]] = {"Rename": _rename, "Join": _join, "Keep apart": _apart}


def _chosen(name: str | None) -> str:
    if name is None:
        raise LibraryError("Choose a speaker.")
    return name


def _forget(*keys: str) -> None:
    for key in keys:
        st.session_state.pop(key, None)


def _table(speakers: Sequence[Speaker]) -> None:
    """Draw each speaker with the names that transcripts print, and the rules that made them hers."""
    st.html(element("section", element("h3", "All names"), look="part"))
    words = st.text_input(
        "Find a name",
        key=FILTER.key,
        type="search",
        on_change=moved,
        args=({PART: None},),
        placeholder="Part of a name",
    )
    wanted = folded(words or "").split()
    found = [each for each in speakers if _is_called(each, wanted)]
    shown, page = page_of(found, PAGE)
    count = element("p", counted(len(found), "speaker"), look="count", role="status")
    st.html(together([count, element("ul", *map(_entry, page), look="entries")]))
    turn_pages(shown, -(-len(found) // PAGE), key="names")


def _is_called(speaker: Speaker, words: Sequence[str]) -> bool:
    text = folded(" ".join((speaker.name, *speaker.aliases)))
    return all(word in text for word in words)


def _entry(speaker: Speaker) -> Html:
    rules = dict(speaker.joined)
    names = () if speaker.aliases == (speaker.name,) else speaker.aliases
    printed = [element("li", element("bdi", name), f" – {rules[name]}" if name in rules else "") for name in names]
    name = element("a", speaker.name, href=href(Place.SPEAKERS, {"name": speaker.name}), within=True)
    fold = element(
        "details", element("summary", f"Printed as ({len(printed):,})"), element("ul", *printed), look="fold"
    )
    turns = element("span", f" · {counted(speaker.turns, 'turn')}", look="role")
    return element("li", element("p", element("bdi", name), turns, look="named"), fold if printed else Html())
