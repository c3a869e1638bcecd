"""What was read in the question, each a button that switches it off, and on again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from search.constraints import ConstraintKind
from search.in_words import cut
from ui import state
from ui.safe import element, label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from search.in_words import Understood

MAX_SHOWN = 20
_MAX_TIP_CHARS = 500


def chips(read: Sequence[Understood]) -> None:
    """Draw them in the order of the question, so that each stays in its place when it is switched.

    What a click does stands in front of each label, in italics, which style.css leaves to screen readers; what is
    switched off is struck. A long label takes several lines on a phone.
    """
    if not read:
        return
    with st.container(key="understood", horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.html(element("p", "Understood:", look="aside"), width="content")
        for number, each in enumerate(read[:MAX_SHOWN]):
            said = label(str(each))
            st.button(
                f"*Switch off:* {said}" if each.on else f"*Switch on again:* ~~{said}~~",
                key=f"chip {number}",
                icon=":material/close:" if each.on else ":material/undo:",
                icon_position="right",
                help=_in_full(each),
                on_click=state.switch,
                args=(each.keys,),
                kwargs={"on": not each.on},
                wrap=True,
            )
        if len(read) > MAX_SHOWN:
            st.html(element("p", f"and {len(read) - MAX_SHOWN:,} more", look="aside"), width="content")


def _in_full(read: Understood) -> str | None:
    """Return what is told on hover: names that the label only counts, words that it cuts; None without such."""
    said = str(read)
    if "…" not in said and all(each.value in said for each in read.constraints if each.kind is ConstraintKind.SPEAKER):
        return None
    return label(cut(", ".join(each.value for each in read.constraints), _MAX_TIP_CHARS))
