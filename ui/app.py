"""The app: ``streamlit run ui/app.py``, or ``rostrum ui``. The index is ROSTRUM_INDEX, else speeches.index."""

from __future__ import annotations

import threading
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from index.errors import RostrumError
from index.settings import load_settings
from search import SpeechSearch
from ui import compare_page, library_page, search_page, speakers_page, transcript_page
from ui.frame import frame
from ui.notices import failures_told
from ui.places import Place, register

if TYPE_CHECKING:
    from collections.abc import Callable

# Title, icon and what draws it, in the order of the bar on top. (A string here would be drawn, by Streamlit's "magic".)
PAGES: dict[Place, tuple[str, str, Callable[[SpeechSearch], None]]] = {
    Place.SEARCH: ("Search", ":material/search:", search_page.render),
    Place.TRANSCRIPT: ("Transcripts", ":material/article:", transcript_page.render),
    Place.SPEAKERS: ("Speakers", ":material/group:", speakers_page.render),
    Place.COMPARE: ("Compare", ":material/compare_arrows:", compare_page.render),
    Place.LIBRARY: ("Library", ":material/folder_open:", library_page.render),
}


@st.cache_resource(show_spinner="Opening the index")
def open_engine(index: str) -> SpeechSearch:
    """Open an index, once for all sessions, and begin to load its model.

    Loading it, and importing PyTorch for the reader, takes seconds. The page is drawn without; a thread does it while a
    person reads and types, and a question asked sooner waits for the same lock.
    """
    engine = SpeechSearch.open(index)
    threading.Thread(target=_warm, args=(engine,), daemon=True).start()
    return engine


def _warm(engine: SpeechSearch) -> None:
    with suppress(RostrumError):  # the first question meets it too, where a person can be told
        for _ in range(2):  # the first reading of a process does without PyTorch, the second brings it along
            engine.search("warm", top_k=1, rerank=True)


def main() -> None:
    """Draw the screen that the address asks for."""
    st.set_page_config(page_title="Rostrum", page_icon="🎙️", layout="centered")
    pages = {
        place: st.Page(partial(_draw, render), title=title, icon=icon, url_path=place.value, default=not place.value)
        for place, (title, icon, render) in PAGES.items()
    }
    page = st.navigation(list(pages.values()), position="hidden")
    register(pages, page)
    if page is not pages[Place.SEARCH]:  # a page that shows one thing puts the name of that in front
        st.set_page_config(page_title=f"{page.title} · Rostrum")
    frame(pages, page)
    page.run()


def _draw(render: Callable[[SpeechSearch], None]) -> None:
    with failures_told():
        render(open_engine(str(load_settings().index)))


if __name__ == "__main__":  # streamlit runs a script under this name
    main()
