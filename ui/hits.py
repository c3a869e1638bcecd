"""The passages found, each with what can be looked at from there: what stands around it, and what is like it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from index.errors import UnknownPassageError
from ui import places
from ui.cards import (
    edge_card,
    hit_card,
    in_transcript,
    neighbour_card,
    repeats_card,
    reply_card,
    similar_card,
    why_card,
)
from ui.citing import quoted
from ui.notices import failures_told
from ui.passage_cards import citing
from ui.places import Place
from ui.safe import Html, element, together
from ui.unfolding import is_shown, switch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from index import Passage, TranscriptHead
    from search import Hit, SpeechSearch

LIKE_IT = 5
"""How many passages "More like this" shows."""
_REBUILT = "The index has been rebuilt since; ask again to see what is"


@st.fragment
def show_hit(engine: SpeechSearch, hit: Hit, heads: Mapping[str, TranscriptHead], *, best_marked: bool = True) -> None:
    """Draw a hit, on demand with more; a fragment, so that a click here asks nothing anew."""
    place, identity = f"hit-{hit.rank}", hit.passage.id
    around_key, like_key = f"around-{identity}", f"like-{identity}"
    with failures_told(place), st.container(border=True, key=place):
        before, after = around(engine, hit) if is_shown(around_key) else (Html(), Html())
        reply = reply_card(hit) if hit.reply else Html()
        st.html(together([before, hit_card(hit, best_marked=best_marked), reply, after]))
        with st.container(key=f"more-{hit.rank}", horizontal=True, vertical_alignment="top", gap="medium"):
            open_in_transcript(hit.passage)
            switch("Before and after", "Hide before and after", key=around_key)
            if hit.dense is not None:
                switch("More like this", "Hide more like this", key=like_key)
            if hit.repeats:
                st.html(repeats_card(hit.repeats, heads), width="content")
            st.html(why_card(hit), width="content")
            quote = quoted(hit) if best_marked else hit.passage.text
            citing(quote, hit.passage, hit.transcript, key=f"cite-{identity}")
        if is_shown(like_key):
            st.html(like(engine, hit))


def open_in_transcript(passage: Passage) -> None:
    """Draw a link to a passage on the page of its transcript."""
    address = places.onward(in_transcript(passage))
    places.link(Place.TRANSCRIPT, "Open in transcript", address, icon=":material/description:")


def around(engine: SpeechSearch, hit: Hit) -> tuple[Html, Html]:
    """Return the passages before and after a hit as cards, or what is there instead."""
    around = {each.ordinal: each for each in engine.context(hit.passage, before=1, after=1)}
    here = hit.passage.ordinal
    if around.get(here) != hit.passage:
        return Html(), edge_card(f"{_REBUILT} around this.")
    places = ((here - 1, "Before", "begins"), (here + 1, "After", "ends"))
    before, after = (
        neighbour_card(around[ordinal], place=place, language=hit.transcript.language)
        if ordinal in around
        else edge_card(f"The transcript {edge} here.")
        for ordinal, place, edge in places
    )
    return before, after


def like(engine: SpeechSearch, hit: Hit) -> Html:
    """Return the passages most like a hit as cards, or what is there instead."""
    try:
        found = engine.similar(hit.passage.id, top_k=LIKE_IT)
    except UnknownPassageError:
        return edge_card(f"{_REBUILT} like this.")
    if not found:
        return edge_card("No other passage is like this.")
    return element("section", element("h4", "More like this"), *map(similar_card, found), look="like")
