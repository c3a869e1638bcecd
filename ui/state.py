"""This session's view: one thing, kept the same in the widgets and in the address.

A person changes it through the widgets (then the address follows) or through the address: a bookmark, the browser's
back button (then the widgets follow). It lives in the session and nowhere else.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from ui.address import KINDS as KNOWN_KINDS
from ui.address import PARAMETERS, STEP, Layout, View, read, write

if TYPE_CHECKING:
    from ui.address import Sort
    from ui.known import Known

QUESTION, SPEAKERS, SINCE, UNTIL = "question", "speakers", "since", "until"
TRANSCRIPTS, KINDS = "chosen transcripts", "chosen kinds"
SORT, BY_SPEAKER = "order of passages", "passages by speaker"
"""Keys of the widgets."""
_OFF = "switched off"
"""Keys of constraints of the question that are switched off, by buttons."""
_LAYOUT = "layout"
_ADDRESS = "address last read or written"
_SETTLED = "view of that address, and notes on it"
_TOUCHED = "a widget was used"


def touched() -> None:
    """Say that a person has just used a widget, so that widgets count more than the address.

    Without it, a second click that was sent before the browser had heard of the address which the first one led to
    would be taken for a step back. What is asked now begins with the first passages.
    """
    st.session_state[_LAYOUT] = replace(layout(), more=0)
    _note_touch()


def _note_touch() -> None:
    st.session_state[_TOUCHED] = True


def layout() -> Layout:
    """Return how what is found is laid out; other pages have no such thing."""
    current: Layout = st.session_state.get(_LAYOUT, Layout())
    return current


def lay_out() -> None:
    """Take over what the widgets for it hold; for these widgets, which call it before the page is drawn.

    What is asked is the same, so that what is shown more of stays.
    """
    sort: Sort = st.session_state[SORT]
    st.session_state[_LAYOUT] = replace(layout(), sort=sort, by_speaker=st.session_state[BY_SPEAKER])
    _note_touch()


def show_more() -> None:
    """Show STEP more passages; for a button."""
    st.session_state[_LAYOUT] = replace(layout(), more=layout().more + STEP)
    _note_touch()


def show(view: View) -> None:
    """Put a view into the widgets; for buttons, which call it before the page is drawn."""
    _fill(view)
    _note_touch()


def switched_off() -> tuple[str, ...]:
    """Return the keys of what is switched off, whether or not the question still has it."""
    keys: tuple[str, ...] = st.session_state[_OFF]
    return keys


def switch(keys: tuple[str, ...], *, on: bool) -> None:
    """Switch constraints of the question on or off; for buttons, which call it before the page is drawn."""
    others = tuple(each for each in switched_off() if each not in keys)
    st.session_state[_OFF] = others if on else (*others, *keys)
    touched()


def follow_address(known: Known) -> None:
    """Put the address into the widgets where a person has changed it; to be called before they are drawn."""
    used = st.session_state.pop(_TOUCHED, False)
    drawn_before = QUESTION in st.session_state
    if not drawn_before or (not used and st.session_state[_ADDRESS] != _address()):
        view, notes = read(_address(), known)
        st.session_state[_ADDRESS] = _address()
    elif not _are_known(known):
        view, notes = read(write(held()), known)  # the index was rebuilt without what is still chosen
        _publish(view)
    else:
        return
    _fill(view)
    st.session_state[_SETTLED] = (view, notes)


def _are_known(known: Known) -> bool:
    """Tell whether the index still has the speakers and transcripts that are chosen."""
    chosen = held()
    speakers, transcripts = {each.name for each in known.speakers}, {head.id for head in known.transcripts}
    return speakers.issuperset(chosen.speakers) and transcripts.issuperset(chosen.transcripts)


def settle(view: View) -> tuple[str, ...]:
    """Write what the widgets hold into the address; return notes if it is still what a broken address left."""
    settled, notes = st.session_state[_SETTLED]
    if view == settled:
        return tuple(notes)
    kept = tuple(notes) if replace(view, off=settled.off, layout=settled.layout) == settled else ()
    _publish(view)
    st.session_state[_OFF] = view.off
    st.session_state[_SETTLED] = (view, kept)
    return kept


def _fill(view: View) -> None:
    st.session_state[QUESTION] = view.question
    st.session_state[SPEAKERS] = list(view.speakers)
    st.session_state[SINCE] = view.since
    st.session_state[UNTIL] = view.until
    st.session_state[TRANSCRIPTS] = list(view.transcripts)
    st.session_state[KINDS] = list(view.kinds)
    st.session_state[_OFF] = view.off
    st.session_state[_LAYOUT] = view.layout


def held() -> View:
    """Return the view that the widgets hold, whether or not they are drawn yet."""
    widgets = st.session_state
    return View(
        widgets[QUESTION] or "",
        tuple(widgets.get(SPEAKERS, ())),
        widgets.get(SINCE),
        widgets.get(UNTIL),
        switched_off(),
        tuple(widgets.get(TRANSCRIPTS, ())),
        tuple(each for each in KNOWN_KINDS if each in widgets.get(KINDS, ())),
        layout(),
    )


def _publish(view: View) -> None:
    address = write(view)
    if address != _address():
        st.query_params.from_dict(address)
    st.session_state[_ADDRESS] = address


def _address() -> dict[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in PARAMETERS if name in st.query_params}
