"""The library page: what is indexed, files added and removed, the index rebuilt, speakers named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui import library_files, speaker_names
from ui.access import open_library
from ui.following import Box, follow, moved
from ui.known import counted
from ui.library_about import about_card
from ui.notices import failures_told
from ui.paging import PART
from ui.rebuilding import show_build
from ui.safe import Html, element
from ui.said import tell
from ui.uploads import show_uploads

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.library import Library
    from index.listing import Listed
    from search import SpeechSearch

TABS = {"files": "Files", "add": "Add", "names": "Speaker names", "index": "About the index"}
"""What the parts of the page are in the address, and called."""
_FIRST = next(iter(TABS))


def _label_of(values: Sequence[str]) -> str:
    return TABS.get(next(iter(values), _FIRST), TABS[_FIRST])


def _values_of(label: str | None) -> list[str]:
    return [name for name, called in TABS.items() if called == label and name != _FIRST]


_TAB = Box("tab", "library-tab", _label_of, _values_of)


def render(engine: SpeechSearch) -> None:
    """Draw the page."""
    library = open_library()
    contents = contents_of(library, str(library.index), library.generation)
    st.html(_heading(library, contents))
    show_build(library, contents)
    tell()
    follow(_TAB, library_files.FILTER, speaker_names.FILTER)
    files, add, names, about = st.tabs(list(TABS.values()), key=_TAB.key, on_change=moved, args=({PART: None},))
    if files.open:
        with files, failures_told("files"):
            library_files.show_files(library, contents)
    with add, failures_told("add"):  # always, since files that wait there would be lost with the widget
        show_uploads(engine, library, contents)
    if names.open:
        with names, failures_told("names"):
            speaker_names.show_names(engine, library)
    if about.open:
        with about:
            st.html(about_card(library))


@st.cache_resource(max_entries=2, show_spinner=False)
def contents_of(_library: Library, index: str, generation: str) -> Sequence[Listed]:  # noqa: ARG001  # kept by these
    """Return what is in a generation, which never changes; the same for everybody."""
    return _library.contents()


def _heading(library: Library, contents: Sequence[Listed]) -> Html:
    files = counted(len({each.path for each in contents}), "file")
    words = counted(sum(each.words for each in contents), "word")
    parts = [
        element("h2", "Library"),
        element("p", f"{counted(len(contents), 'transcript')} in {files} · {words}", look="count"),
    ]
    if not library.write:
        told = "From here you can look, but not change anything; ROSTRUM_LIBRARY=write on the server would allow it."
        parts.append(element("p", told, look="aside"))
    return element("section", *parts, look="library")
