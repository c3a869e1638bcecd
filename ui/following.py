"""Widgets of a page that stand for parameters of its address, and follow it.

A person changes them by hand (then the address follows, as a new entry of the browser's history) or through the
address: a bookmark, a link, the back button (then they follow). Streamlit's own ``bind="query-params"`` replaces the
entry of the history instead, so that the back button would leave the page and not go back to what was asked before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_CHANGES = "changes of the address that a person has just made"
_SEEN = "address last seen, by widget"
_STEPPED = "an address, and what was stepped to from there"


def _text_of(values: Sequence[str]) -> str:
    return next(iter(values), "")


def _values_of(text: str | None) -> list[str]:
    return [text] if text and text.strip() else []


@dataclass(frozen=True, slots=True)
class Box:
    """A widget that stands for a parameter of the address; by default a box for words."""

    parameter: str
    key: str
    """Of the widget."""
    read: Callable[[Sequence[str]], Any] = _text_of
    """From the values in the address to what the widget holds; it is given whatever somebody has typed there."""
    write: Callable[[Any], Sequence[str]] = _values_of
    """From what the widget holds to the values in the address; none where it need not stand there."""


def moved(changes: Mapping[str, str | None] | None = None) -> None:
    """Say that a person has just used a widget, and which other parameters change with it; for callbacks.

    So widgets count more than the address in this run: the browser may have sent a second click before it had heard
    of the address which the first one led to. None takes a parameter away.
    """
    st.session_state[_CHANGES] = dict(changes or {})


def stepped(changes: Mapping[str, str | None]) -> None:
    """Change parameters without a new entry of the browser's history; for callbacks.

    What is stepped through (places found, one after the other) would fill the history, and who wants to go back would
    have to press once for each step. Only :func:`parameter` and :func:`number` know of it until the page has put it
    into the address; see :func:`ui.scrolling.scroll_to`.
    """
    st.session_state[_STEPPED] = (_address(), dict(changes))


def follow(*boxes: Box) -> None:
    """Make widgets and address agree; to be called before the widgets are drawn."""
    if st.session_state.get(_STEPPED, ({},))[0] != _address():
        st.session_state.pop(_STEPPED, None)
    changes: dict[str, str | None] | None = st.session_state.pop(_CHANGES, None)
    seen: dict[str, list[str]] = st.session_state.setdefault(_SEEN, {})
    address = _address()
    for box in boxes:
        here = address.get(box.parameter, [])
        if box.key not in st.session_state or (changes is None and seen.get(box.key) != here):
            st.session_state[box.key] = box.read(here)
        elif changes is not None:
            here = list(box.write(st.session_state[box.key]))
            address[box.parameter] = here
        seen[box.key] = here
    for name, value in (changes or {}).items():
        address[name] = [] if value is None else [value]
    for box in boxes:
        if changes and box.parameter in changes:
            seen[box.key] = address[box.parameter]
            st.session_state[box.key] = box.read(address[box.parameter])
    if changes is not None:
        _publish({name: values for name, values in address.items() if values})


def _publish(address: dict[str, list[str]]) -> None:
    if address != _address():
        st.query_params.from_dict(address)


def _address() -> dict[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in st.query_params}


def parameter(name: str) -> str:
    """Return the first value of a parameter, or nothing."""
    at, changes = st.session_state.get(_STEPPED, ({}, {}))
    if name in changes and at == _address():
        return changes[name] or ""
    return next(iter(st.query_params.get_all(name)), "")


def is_stepped() -> bool:
    """Whether something was stepped to that the browser's address may not show yet."""
    return _STEPPED in st.session_state


def number(name: str, lowest: int, highest: int) -> int:
    """Return a parameter that is a number, brought into its bounds; the lowest where it is none."""
    text = parameter(name)
    return min(max(int(text), lowest), highest) if text.isascii() and text.isdigit() and len(text) < 10 else lowest
