"""The pages of the app, their addresses, and links to them."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

from ui.address import carried
from ui.safe import label as plain_label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from streamlit.navigation.page import StreamlitPage

    Address = Mapping[str, str | Sequence[str]]

_PAGES, _SHOWN = "pages", "page that is shown"
BACK = "back"
"""The parameter of a transcript's address that holds the address of the search that it was opened from."""


class Place(StrEnum):
    """A page; its value is the path of its address."""

    SEARCH = ""
    TRANSCRIPT = "transcript"
    SPEAKERS = "speakers"
    COMPARE = "compare"
    LIBRARY = "library"


def register(pages: Mapping[Place, StreamlitPage], shown: StreamlitPage) -> None:
    """Make the pages, and which of them is shown, known to the functions below, for this run."""
    st.session_state[_PAGES] = dict(pages)
    st.session_state[_SHOWN] = next(place for place, page in pages.items() if page is shown)


def onward(address: Mapping[str, str]) -> dict[str, str]:
    """Return the address of a transcript with the way back to the search, where that is what is shown."""
    if st.session_state.get(_SHOWN) is not Place.SEARCH:
        return dict(address)
    search = carried({name: st.query_params.get_all(name) for name in st.query_params})
    return {**address, BACK: search} if search else dict(address)


def href(place: Place, address: Address | None = None) -> str:
    """Return where a link in HTML leads; relative, so that it holds under any host and port."""
    query = urlencode(address or {}, doseq=True)
    return (place.value or ".") + (f"?{query}" if query else "")


def link(place: Place, text: str, address: Address | None = None, *, icon: str | None = None) -> None:
    """Draw a link to a page that is followed without loading the app anew; its text is shown as it is."""
    st.page_link(_page(place), label=plain_label(text), icon=icon, query_params=_parameters(address))


def go(place: Place, address: Address | None = None) -> None:
    """Leave for another page; not in a callback."""
    st.switch_page(_page(place), query_params=_parameters(address))


def _page(place: Place) -> StreamlitPage:
    pages: dict[Place, StreamlitPage] = st.session_state[_PAGES]
    return pages[place]


def _parameters(address: Address | None) -> dict[str, list[str]]:
    return {name: [value] if isinstance(value, str) else list(value) for name, value in (address or {}).items()}
