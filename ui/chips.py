"""What was read in the question, each a button that switches it off, and on again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui import state
from ui.safe import element, label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from search.in_words import Understood

MAX_SHOWN = 20


def chips(read: Sequence[Understood]) -> None:
    """Draw them in the order of the question, so that each stays in its place when it is switched.

    What a click does stands in front of each label, in italics, which style.css leaves to screen readers; what is
    switched off is struck.
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
                on_click=state.switch,
                args=(each.keys,),
                kwargs={"on": not each.on},
                wrap=True,
            )
        if len(read) > MAX_SHOWN:
            st.html(element("p", f"and {len(read) - MAX_SHOWN:,} more", look="aside"), width="content")
