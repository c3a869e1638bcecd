"""What every screen stands in: the title, and how the cards look."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_STYLE = Path(__file__).with_name("style.css")


def frame() -> None:
    """Draw it."""
    st.html(_STYLE)
    st.title("Rostrum", anchor=False)
