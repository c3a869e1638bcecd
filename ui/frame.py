"""What every screen stands in: how the cards look, the title, and the way to the other pages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from ui.keys import CONTENT, heed_keys
from ui.places import Place
from ui.safe import element

if TYPE_CHECKING:
    from collections.abc import Mapping

    from streamlit.navigation.page import StreamlitPage

_STYLE = Path(__file__).with_name("style.css")


def frame(pages: Mapping[Place, StreamlitPage], shown: StreamlitPage) -> None:
    """Draw it; ``shown`` is the page on the screen.

    From searching to comparing and back, the question goes along.

    The links stand in the page, whatever its width: Streamlit's own bar folds into a drawer on a phone, behind a sign
    without a word. On the link to the page that is shown, that is said to screen readers.
    """
    st.html(_STYLE)
    heed_keys()
    with st.container(key="head", horizontal=True, vertical_alignment="center", gap="medium"):
        st.title("Rostrum", anchor=False, width="content")
        with st.container(key="pages", horizontal=True, gap=None, width="content"):
            for place, page in pages.items():
                here = " *(this page)*" if page is shown else ""
                st.page_link(
                    page, label=f"{page.title}{here}", icon=page.icon, query_params=_along(place, pages, shown)
                )
        st.html(element("div", anchor=CONTENT), width="content")


def _along(place: Place, pages: Mapping[Place, StreamlitPage], shown: StreamlitPage) -> dict[str, str] | None:
    """Return what of the address goes along to a page."""
    question = st.query_params.get("q", "").strip()
    asks = (Place.SEARCH, Place.COMPARE)
    if not question or pages[place] is shown or place not in asks or all(pages[each] is not shown for each in asks):
        return None
    return {"q": question}
