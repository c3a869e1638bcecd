"""What a person has just done, told once, after the page was drawn anew."""

from __future__ import annotations

import streamlit as st

from ui.safe import element

_SAID = "said of what was done"


def say(text: str) -> None:
    """Draw the page anew, and tell this on it."""
    st.session_state[_SAID] = text
    st.rerun()


def tell() -> None:
    """Draw what is to be told, if anything is."""
    said = st.session_state.pop(_SAID, None)
    if said:
        st.html(element("section", element("p", said), look="done", role="status"))
