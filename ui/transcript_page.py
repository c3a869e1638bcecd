"""The transcript page: one transcript to read, opened at a passage, with words to find in it; or the list of all."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING

import streamlit as st

from index.errors import UnknownTranscriptError
from ui.address import brought_back
from ui.facts import dated, dotted
from ui.finding import MAX_CHARS
from ui.following import Box, follow, is_stepped, moved, number, parameter, stepped
from ui.known import counted
from ui.notices import notes, notice
from ui.paging import PART, turn_pages
from ui.places import BACK, Place, href, link
from ui.reading_bar import passage_in_view, reading_bar, way_back
from ui.safe import Html, element, together, web_address
from ui.scrolling import Anchor, anchor, scroll_to
from ui.transcript_list import transcript_list
from ui.transcript_turns import Read, found_in, next_from, parts, read, turns_card

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from index import Passage
    from search import SpeechSearch

IDENTITY, PASSAGE, AT = "id", "passage", "at"
"""Parameters of the address: ``at`` is the number of the place found that is looked at, from 1."""
MOST_FOUND = 100_000
FEW_VOICES = 8
"""Who speaks is listed openly up to so many speakers, and folded up beyond."""
_FIND = Box("find", "find in transcript")
_TAB_CHARS = 60


def render(engine: SpeechSearch) -> None:
    """Draw the transcript that the address names, or the list of all."""
    identity = parameter(IDENTITY)
    if not identity:
        transcript_list(engine)
        return
    back = brought_back(parameter(BACK))
    try:
        transcript = engine.transcript(identity)
    except UnknownTranscriptError:
        if back:
            way_back(back)
        notice("No such transcript", f"No transcript has the id “{identity[:MAX_CHARS]}”; it may have been removed.")
        link(Place.TRANSCRIPT, "All transcripts", icon=":material/list:")
        return
    st.set_page_config(page_title=f"{(transcript.title or transcript.id)[:_TAB_CHARS]} · Rostrum")
    passages = engine.passages_of(identity)
    follow(_FIND)
    opened_at = _passage(passages)
    find = st.session_state[_FIND.key] or ""
    here = opened_at.id if opened_at else None
    shown = read(transcript, passages, find=find, current=_current(here), here=here, everybody=engine.speakers())
    _draw(shown, opened_at, back)


def _current(here: int | None) -> int | None:
    """Return which of the places found is looked at, from 0: the first, if the address asks for nothing else."""
    if parameter(AT):
        return number(AT, 1, MOST_FOUND) - 1
    return None if here is not None or parameter(PART) else 0


def _passage(passages: Sequence[Passage]) -> Passage | None:
    """Return the passage that the page is opened at, and say if the address names none of this transcript."""
    text = parameter(PASSAGE)
    found = next((each for each in passages if str(each.id) == text), None)
    if text and not found:
        notes(["The passage was left out: this transcript, as it is now, does not have it."])
    return found


def _draw(read: Read, opened_at: Passage | None, back: Mapping[str, list[str]]) -> None:
    divided = parts(read.transcript.turns)
    shown, turn = _shown(read, divided, opened_at)
    with reading_bar(read.transcript, back):
        _find_box(read, opened_at, divided)
    st.html(_head(read))
    turn_pages(shown, len(divided), key="above", what="Part", drop=(PASSAGE, AT))
    text = together(
        [element("div", look="part", anchor=anchor(Anchor.PART, shown)), turns_card(read, divided[shown - 1])]
    )
    st.html(text)
    turn_pages(shown, len(divided), key="below", what="Part", drop=(PASSAGE, AT))
    if turn is not None:
        scroll_to(*turn, at=read.current + 1 if is_stepped() and read.current is not None else None)


def _shown(read: Read, divided: Sequence[range], opened_at: Passage | None) -> tuple[int, tuple[Anchor, int] | None]:
    """Return which part is shown, from 1, and what of it is brought into view.

    What was found last counts most, then a part that was turned to, then the passage that the page was opened at.
    """
    if read.current is not None:
        return _part_of(read.found[read.current].turn, divided), (Anchor.FOUND, read.current)
    if parameter(PART):
        part = number(PART, 1, len(divided))
        return part, (Anchor.PART, part)
    if opened_at:
        return _part_of(opened_at.turn, divided), (Anchor.PASSAGE, opened_at.id)
    return 1, None


def _part_of(turn: int, divided: Sequence[range]) -> int:
    return next((n for n, part in enumerate(divided, 1) if turn in part), 1)


def _find_box(read: Read, opened_at: Passage | None, divided: Sequence[range]) -> None:
    """Draw the box; what is typed goes to the next place from where one is, buttons lead on from there."""
    with st.container(key="find", horizontal=True, vertical_alignment="center", gap="small"):
        st.text_input(
            "Find in this transcript",
            key=_FIND.key,
            type="search",
            placeholder="Find in this transcript",
            label_visibility="collapsed",
            max_chars=MAX_CHARS,
            on_change=_typed,
            args=(read, divided),
        )
        if st.session_state[_FIND.key]:
            _steps(read, opened_at)


def _steps(read: Read, opened_at: Passage | None) -> None:
    """Draw buttons to the places before and after, and which of how many is looked at."""
    count, at = len(read.found), read.current
    after = next_from(read.found, read.begins(opened_at)) if at is None else at + 1
    before = after - 1 if at is None else at - 1
    steps = (("Previous place", "keyboard_arrow_up", before), ("Next place", "keyboard_arrow_down", after))
    for word, icon, to in steps:
        st.button(
            word,
            key=word,
            icon=f":material/{icon}:",
            disabled=not count,
            on_click=stepped,
            args=({AT: str(to % count + 1 if count else 1), PART: None},),
        )
    where = f"{at + 1:,} of {counted(count, 'place')}" if at is not None else counted(count, "place")
    st.html(element("p", where if count else "Not found", look="count", role="status"), width="content")


def _typed(read: Read, divided: Sequence[range]) -> None:
    """Look for what was typed from the passage in view on; where nothing is, stay in the part that was read."""
    words = st.session_state[_FIND.key] or ""
    if words.strip():
        inside = next((each for each in _passages(read) if str(each.id) == passage_in_view()), _opened(read))
        moved({AT: str(next_from(found_in(read.transcript, words), read.begins(inside)) + 1), PART: None})
        return
    part = _part_of(read.found[read.current].turn, divided) if read.current is not None else 1
    moved({AT: None, PART: str(part) if part > 1 else parameter(PART) or None})


def _passages(read: Read) -> Iterator[Passage]:
    return chain.from_iterable(read.passages.values())


def _opened(read: Read) -> Passage | None:
    return next((each for each in _passages(read) if each.id == read.here), None)


def _head(read: Read) -> Html:
    """Return title, day, place and source, and who speaks."""
    transcript = read.transcript
    source = web_address(transcript.source)
    facts = (
        dated(transcript.date),
        element("bdi", transcript.venue) if transcript.venue else None,
        counted(len(transcript.turns), "turn"),
        element("a", "source", href=source) if source else None,
    )
    title = element("h2", element("bdi", transcript.title or transcript.id))
    return element("section", title, element("p", dotted(facts), look="where"), _voices(read), look="head")


def _voices(read: Read) -> Html:
    """Return who speaks, in the order of first words, each in their colour and with a link to their page."""
    turns = Counter(turn.speaker for turn in read.transcript.turns if turn.speaker)
    listed = element(
        "ul",
        *(
            element(
                "li",
                element("a", name, href=href(Place.SPEAKERS, {"name": name}), within=True),
                f" ({counted(turns[name], 'turn')})",
                look=f"voice-{colour}",
            )
            for name, colour in read.colours.items()
        ),
        look="voices",
    )
    if not turns:
        return Html()
    if len(turns) <= FEW_VOICES:
        return listed
    return element("details", element("summary", f"{counted(len(turns), 'speaker')}"), listed, look="fold")
