"""Passages as cards, each with a link to its place and its citation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui.cards import citations_card, hit_card, in_transcript
from ui.citing import citations, quoted
from ui.places import Place, link
from ui.unfolding import unfolding

if TYPE_CHECKING:
    from collections.abc import Iterable

    from index import Passage, TranscriptHead
    from search import Hit


def show_passages(hits: Iterable[Hit], *, key: str) -> None:
    """Draw them on a page other than the search's own; the key tells one place of a page from another."""
    for number, hit in enumerate(hits):
        with st.container(border=True, key=f"card-{key}-{number}"):
            st.html(hit_card(hit))
            show_ways(quoted(hit), hit.passage, hit.transcript, key=key)


@st.fragment
def show_ways(quote: str, passage: Passage, head: TranscriptHead, *, key: str) -> None:
    """Draw the way to a passage in its transcript and, on demand, its citation; a click here draws nothing else anew.

    Args:
        quote: What of it is cited.
        passage: The passage.
        head: Of its transcript.
        key: Tells one place of a page from another, where the same passage may stand.
    """
    with st.container(key=f"more-{key}-{passage.id}", horizontal=True, vertical_alignment="top", gap="medium"):
        link(Place.TRANSCRIPT, "Open in transcript", in_transcript(passage), icon=":material/description:")
        citing(quote, passage, head, key=f"cite-{key}-{passage.id}")


def citing(quote: str, passage: Passage, head: TranscriptHead, *, key: str) -> None:
    """Draw a button that unfolds a quote with its citation, in each style ready to be copied, and a lasting address."""
    unfolded = unfolding("Cite", "Hide citations", key=key, icon=":material/format_quote:")
    if unfolded:
        unfolded.html(citations_card(citations(quote, passage, head, st.context.url or "")))
