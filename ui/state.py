"""This session's view: one thing, kept the same in the widgets and in the address.

A person changes it through the widgets (then the address follows) or through the address: a bookmark, the browser's
back button (then the widgets follow). It lives in the session and nowhere else.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from ui.address import PARAMETERS, View, read, write

if TYPE_CHECKING:
    from ui.known import Known

QUESTION, SPEAKERS, SINCE, UNTIL = "question", "speakers", "since", "until"
"""Keys of the widgets."""
_OFF = "switched off"
"""Keys of constraints of the question that are switched off, by buttons."""
_ADDRESS = "address last read or written"
_SETTLED = "view of that address, and notes on it"
_TOUCHED = "a widget was used"


def touched() -> None:
    """Say that a person has just used a widget, so that widgets count more than the address.

    Without it, a second click that was sent before the browser had heard of the address which the first one led to
    would be taken for a step back.
    """
    st.session_state[_TOUCHED] = True


def show(view: View) -> None:
    """Put a view into the widgets; for buttons, which call it before the page is drawn."""
    _fill(view)
    touched()


def switched_off() -> tuple[str, ...]:
    """Return the keys of what is switched off, whether or not the question still has it."""
    held: tuple[str, ...] = st.session_state[_OFF]
    return held


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
    elif not {each.name for each in known.speakers}.issuperset(st.session_state[SPEAKERS]):
        view, notes = read(write(_held()), known)  # the index was rebuilt without a speaker that is still chosen
        _publish(view)
    else:
        return
    _fill(view)
    st.session_state[_SETTLED] = (view, notes)


def settle(view: View) -> tuple[str, ...]:
    """Write what the widgets hold into the address; return notes if it is still what a broken address left."""
    settled, notes = st.session_state[_SETTLED]
    if view == settled:
        return tuple(notes)
    kept = tuple(notes) if replace(view, off=settled.off) == settled else ()
    _publish(view)
    st.session_state[_OFF] = view.off
    st.session_state[_SETTLED] = (view, kept)
    return kept


def _fill(view: View) -> None:
    st.session_state[QUESTION] = view.question
    st.session_state[SPEAKERS] = list(view.speakers)
    st.session_state[SINCE] = view.since
    st.session_state[UNTIL] = view.until
    st.session_state[_OFF] = view.off


def _held() -> View:
    held = st.session_state
    return View(held[QUESTION] or "", tuple(held[SPEAKERS]), held.get(SINCE), held.get(UNTIL), switched_off())


def _publish(view: View) -> None:
    address = write(view)
    if address != _address():
        st.query_params.from_dict(address)
    st.session_state[_ADDRESS] = address


def _address() -> dict[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in PARAMETERS if name in st.query_params}
