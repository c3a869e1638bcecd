"""Buttons that unfold something below them, in the order of the document, so that the keyboard comes to it next.

A popover stands at the end of the document, where Tab does not lead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator


def is_shown(key: str) -> bool:
    """Return whether the switch of this key shows what it is for."""
    return bool(st.session_state.get(f"shown {key}", False))


def switch(what: str, away: str, *, key: str, icon: str = "") -> None:
    """Draw a button that shows or hides something; :func:`is_shown` tells which.

    Args:
        what: What the button says while it is hidden.
        away: What it says while it is shown.
        key: Tells it from the others of a page.
        icon: Of the button; without, arrows that go apart or together.
    """
    shown = is_shown(key)
    st.button(
        away if shown else what,
        key=f"unfolds-{key}",
        icon=icon or (":material/unfold_less:" if shown else ":material/unfold_more:"),
        type="tertiary",
        on_click=st.session_state.update,
        args=({f"shown {key}": not shown},),
    )


def unfolding(what: str, away: str, *, key: str, icon: str) -> DeltaGenerator | None:
    """Draw a button that unfolds a panel right behind it; return the panel, or None while it is folded up.

    Escape folds it up and gives the focus back to the button; see ui/keys.py, which knows both by their keys.

    Args:
        what: What the button says while it is folded up.
        away: What it says while it is unfolded.
        key: Tells it from the others of a page; letters, digits and hyphens.
        icon: Of the button.
    """
    switch(what, away, key=key, icon=icon)
    return st.container(key=f"unfolded-{key}") if is_shown(key) else None
