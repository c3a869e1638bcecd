"""All transcripts: searched by their titles, page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from search.in_words import day
from ui.facts import dated, dotted
from ui.finding import folded
from ui.following import Box, follow, moved
from ui.known import counted
from ui.notices import notice
from ui.paging import PART, page_of, turn_pages
from ui.places import Place, href
from ui.safe import Html, element, together

if TYPE_CHECKING:
    from collections.abc import Mapping

    from index import TranscriptHead
    from search import SpeechSearch

PAGE = 25
_FILTER = Box("find", "transcripts filter")


def transcript_list(engine: SpeechSearch) -> None:
    """Draw it: the newest first, those without a date last."""
    st.html(element("section", element("h2", "Transcripts"), look="head"))
    follow(_FILTER)
    words = st.text_input(
        "Find a transcript",
        key=_FILTER.key,
        type="search",
        placeholder="Words of its title, place or date",
        on_change=moved,
        args=({PART: None},),
    )
    heads = sorted((each for each in engine.transcripts() if _holds(each, words or "")), key=_newest_last, reverse=True)
    if not heads:
        notice("Nothing found", "No transcript has these words in its title, place or date.")
        return
    voices = engine.speakers_in()
    shown, listed = page_of(heads, PAGE)
    st.html(
        together(
            [
                element("p", counted(len(heads), "transcript"), look="count", role="status"),
                element("ul", *(_entry(each, voices) for each in listed), look="entries"),
            ]
        )
    )
    turn_pages(shown, -(-len(heads) // PAGE), key="transcripts")


def _holds(head: TranscriptHead, words: str) -> bool:
    days = (head.date.isoformat(), day(head.date)) if head.date else ()
    text = folded(" ".join([head.title or "", head.venue or "", head.id, *days]))
    return all(word in text for word in folded(words).split())


def _newest_last(head: TranscriptHead) -> tuple[bool, int, str]:
    return head.date is not None, head.date.toordinal() if head.date else 0, head.id


def _entry(head: TranscriptHead, voices: Mapping[str, int]) -> Html:
    link = element("a", head.title or head.id, href=href(Place.TRANSCRIPT, {"id": head.id}), within=True)
    facts = (
        dated(head.date),
        element("bdi", head.venue) if head.venue else None,
        counted(voices.get(head.id, 0), "speaker"),
    )
    return element("li", element("bdi", link), element("p", dotted(facts), look="where"))
