"""All speakers: found by a part of their names, sorted, page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from index import Kind
from ui.access import open_library
from ui.facts import dated
from ui.finding import folded
from ui.following import Box, follow, moved
from ui.known import counted
from ui.likely_names import likely_in, offer_rebuild, show_likely
from ui.notices import failures_told, notice
from ui.paging import PART, page_of, turn_pages
from ui.places import Place, href
from ui.safe import Html, element, together
from ui.said import tell

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence, Set

    from index import Speaker
    from search import SpeechSearch

    Days = Mapping[str, tuple[dt.date, dt.date]]
    Key = Callable[[Speaker, Days], Any]

PAGE = 50
ORDERS: Mapping[str, tuple[str, Key]] = {
    "turns": ("most turns", lambda each, _: -each.turns),
    "words": ("most words", lambda each, _: -each.words),
    "transcripts": ("most transcripts", lambda each, _: -each.transcripts),
    "name": ("name", lambda each, _: folded(each.name)),
    "first": ("first heard", lambda each, days: days[each.name][0].toordinal() if each.name in days else 10**7),
    "last": ("last heard", lambda each, days: -days[each.name][1].toordinal() if each.name in days else 0),
}
"""What the list is sorted by, as it is called, and the key, lowest first."""
_USUAL = next(iter(ORDERS))
_TO_FIRST = {PART: None}
_COLUMNS = ("Speaker", "Turns", "Words", "Transcripts", "First", "Last")


def _order_of(values: Sequence[str]) -> str:
    return next((each for each in values if each in ORDERS), _USUAL)


_FILTER = Box("q", "speakers filter")
_SORT = Box("sort", "speakers order", _order_of, lambda order: [] if order in (None, _USUAL) else [order])


def speaker_list(engine: SpeechSearch) -> None:
    """Draw it."""
    st.html(element("section", element("h2", "Speakers"), look="head"))
    tell()
    with failures_told("names"):
        offer_rebuild(open_library())
    speakers = engine.speakers()
    if not speakers:
        notice("No named speakers", "No transcript says who is speaking.")
        _unnamed(engine)
        return
    words, key = _controls()
    days = engine.days_of_speakers()
    found = [each for each in speakers if _is_called(each, words)]
    found.sort(key=lambda each: (key(each, days), each.name))
    if not found:
        notice("Nobody found", "No speaker has these words in a name or an office.")
        return
    shown, listed = page_of(found, PAGE)
    count = element("p", counted(len(found), "speaker"), look="count", role="status")
    st.html(together([count, _table(listed, days)]))
    turn_pages(shown, -(-len(found) // PAGE), key="speakers")
    if shown == 1:
        _perhaps_one(engine, {each.name for each in found})
    if shown == 1 and not words:
        _unnamed(engine)


def _perhaps_one(engine: SpeechSearch, names: Set[str]) -> None:
    """Draw who of those found perhaps stands there under several names."""
    with failures_told("likely"):
        library = open_library()
        likely = [each for each in likely_in(engine, library) if not names.isdisjoint(each.names)]
        show_likely(engine, library, likely)


def _controls() -> tuple[str, Key]:
    """Draw the box and the choice of an order; return the words, and what to sort by."""
    follow(_FILTER, _SORT)
    with st.container(key="speakers-controls", horizontal=True):
        words = st.text_input(
            "Find a speaker",
            key=_FILTER.key,
            type="search",
            placeholder="A name or an office",
            on_change=moved,
            args=(_TO_FIRST,),
        )
        order = st.selectbox(
            "Sorted by",
            list(ORDERS),
            key=_SORT.key,
            format_func=lambda each: ORDERS[each][0],
            on_change=moved,
            args=(_TO_FIRST,),
        )
    return words or "", ORDERS[order or _USUAL][1]


def _is_called(speaker: Speaker, words: str) -> bool:
    text = folded(" ".join((speaker.name, *speaker.aliases, *speaker.roles)))
    return all(word in text for word in folded(words).split())


def _table(speakers: Sequence[Speaker], days: Days) -> Html:
    head = element("tr", *(element("th", each, role="columnheader") for each in _COLUMNS), role="row")
    rows = (_row(each, days.get(each.name, (None, None))) for each in speakers)
    return element("table", element("thead", head), element("tbody", *rows), look="people", role="table")


def _row(speaker: Speaker, days: tuple[dt.date | None, dt.date | None]) -> Html:
    """Return a row; its roles are said, since on a phone it is drawn as two lines, which would take them away."""
    name = element("a", speaker.name, href=href(Place.SPEAKERS, {"name": speaker.name}), within=True)
    sums = ((speaker.turns, "turn"), (speaker.words, "word"), (speaker.transcripts, "transcript"))
    last = together([element("span", "to ", look="unit"), dated(days[1])]) if days[1] else ""
    cells = [element("td", each, role="cell") for each in (*(_counted(*each) for each in sums), dated(days[0]))]
    cells.append(element("td", last, role="cell", look="again" if days[0] == days[1] else ""))
    return element("tr", element("th", element("bdi", name), role="rowheader"), *cells, role="row")


def _counted(number: int, what: str) -> Html:
    """Return a number; what it counts stands beside it on a phone, where the head of the table is not seen."""
    figure, unit = counted(number, what).split(" ")
    return together([figure, element("span", f" {unit}", look="unit")])


_CALLED = {
    Kind.SPEECH: "speech",
    Kind.QUESTION: "questions",
    Kind.NARRATION: "narration",
    Kind.STAGE: "stage directions",
}


def _unnamed(engine: SpeechSearch) -> None:
    """Say how much nobody is named for."""
    found = engine.unnamed()
    if found:
        said = "; ".join(
            f"{_CALLED[kind]}: {counted(turns, 'turn')}, {counted(words, 'word')}"
            for kind, (turns, words) in found.items()
        )
        st.html(element("section", element("p", f"Without a named speaker: {said}.", look="aside")))
