"""The files of the library with what they gave, and how they are removed."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import streamlit as st

from index.library import REMOVED, remove
from ui.access import open_library
from ui.facts import dated, dotted
from ui.finding import folded
from ui.following import Box, moved
from ui.known import counted
from ui.notices import notice
from ui.paging import PART, page_of, turn_pages
from ui.places import Place, href
from ui.safe import Html, element, label, together
from ui.said import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.library import Library
    from index.listing import Listed

PAGE = 25
MOST_NAMES = 4
"""Of speakers of a transcript."""
MOST_TRANSCRIPTS = 20
"""Of a file."""
FILTER = Box("find", "library filter")
_CHOSEN, _SURE = "files to remove", "whether to remove them"


def show_files(library: Library, contents: Sequence[Listed]) -> None:
    """Draw them: searched by their names, titles and speakers, page by page."""
    words = st.text_input(
        "Find a file",
        key=FILTER.key,
        type="search",
        placeholder="Part of its name, a title or a speaker",
        on_change=moved,
        args=({PART: None},),
    )
    files = [list(each) for _, each in groupby(contents, key=lambda each: each.path)]
    found = [each for each in files if _holds(each, words or "")]
    if not found:
        notice("Nothing found", "No file has these words in its name, titles or speakers.")
        return
    shown, page = page_of(found, PAGE)
    warnings = library.manifest.warnings
    entries = (_entry(file, (warnings or {}).get(file[0].path, ())) for file in page)
    count = element("p", counted(len(found), "file"), look="count", role="status")
    st.html(
        together(
            [element("section", element("h3", "Files"), count, look="part"), element("ul", *entries, look="entries")]
        )
    )
    turn_pages(shown, -(-len(found) // PAGE), key="library")
    if warnings is None:
        st.html(
            element(
                "p", "This index does not record the warnings about its files; rebuild it to see them.", look="aside"
            )
        )
    if library.write and library.why_nothing_added() is None:
        _removing([file[0].path for file in found])


def _holds(file: Sequence[Listed], words: str) -> bool:
    parts = (part for each in file for part in (each.path, each.title or "", *each.speakers))
    text = folded(" ".join(parts))
    return all(word in text for word in folded(words).split())


def _entry(file: Sequence[Listed], warnings: Sequence[str]) -> Html:
    """Return a file with its transcripts and what was remarked on it."""
    transcripts = [element("li", _transcript(each)) for each in file[:MOST_TRANSCRIPTS]]
    if len(file) > MOST_TRANSCRIPTS:
        transcripts.append(element("li", f"and {len(file) - MOST_TRANSCRIPTS:,} more"))
    remarked = Html()
    if warnings:
        remarked = element(
            "details",
            element("summary", counted(len(warnings), "warning")),
            element("ul", *(element("li", each) for each in warnings)),
            look="fold",
        )
    name = element("p", element("bdi", file[0].path), look="file")
    return element("li", name, element("ul", *transcripts, look="gave"), remarked)


def _transcript(each: Listed) -> Html:
    link = element("a", each.title or each.id, href=href(Place.TRANSCRIPT, {"id": each.id}), within=True)
    names = [element("bdi", name) for name in each.speakers[:MOST_NAMES]]
    listed = together([*names[:1], *(piece for name in names[1:] for piece in (", ", name))])
    more = len(each.speakers) - MOST_NAMES
    speakers = together([listed, f" and {more:,} more"]) if more > 0 else listed or "no named speaker"
    facts = dotted((dated(each.date), speakers, counted(each.words, "word")))
    return together([element("bdi", link), element("p", facts, look="where")])


def _removing(names: Sequence[str]) -> None:
    """Draw what removes files, of those that are listed: first they are chosen, then it is confirmed."""
    st.html(element("section", element("h3", "Remove files"), look="part"))
    before = st.session_state.get(_CHOSEN, [])
    offered = [*names, *(each for each in before if each not in names)]  # what was chosen is not lost by a new search
    chosen = st.multiselect("Files to remove", offered, key=_CHOSEN, placeholder="Choose files", select_all=False)
    if not chosen:
        return
    told = f"Nothing is deleted: they are moved into {REMOVED}, a hidden folder that is not indexed."
    st.html(element("p", told, look="aside"))
    what = chosen[0] if len(chosen) == 1 else counted(len(chosen), "file")
    sure = st.checkbox(label(f"Yes, remove {what}"), key=_SURE)
    if st.button("Remove", icon=":material/delete:", disabled=not sure):
        moved_to = remove(open_library(), chosen)
        for key in (_CHOSEN, _SURE):
            st.session_state.pop(key, None)
        say(f"{counted(len(chosen), 'file')} removed from the library and kept in {moved_to[0].parent}.")
