"""Passages as cards, each with a link to its place in its transcript, for pages other than the search's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui.cards import hit_card
from ui.places import Place, link

if TYPE_CHECKING:
    from collections.abc import Iterable

    from search import Hit


def show_passages(hits: Iterable[Hit], *, key: str) -> None:
    """Draw them; the key tells one place of a page from another."""
    for number, hit in enumerate(hits):
        with st.container(border=True, key=f"card-{key}-{number}"):
            st.html(hit_card(hit))
            address = {"id": hit.transcript.id, "passage": str(hit.passage.id)}
            link(Place.TRANSCRIPT, "Open in transcript", address, icon=":material/article:")
