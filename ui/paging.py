"""What is too long for one page, page by page; the number of the page is ``part`` in the address."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from ui.following import moved, number
from ui.safe import element

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PART = "part"
T = TypeVar("T")


def page_of(items: Sequence[T], size: int) -> tuple[int, Sequence[T]]:
    """Return which page the address asks for, from 1, and what stands on it."""
    shown = number(PART, 1, max(1, -(-len(items) // size)))
    return shown, items[(shown - 1) * size : shown * size]


def turn_pages(shown: int, count: int, *, key: str, what: str = "Page", drop: Sequence[str] = ()) -> None:
    """Draw buttons to the page before and the page after, where there are several.

    Args:
        shown: Which page is shown, from 1.
        count: How many there are.
        key: Of the buttons, in case there are some above and some below.
        what: What a page is called.
        drop: Parameters of the address that do not hold on another page.
    """
    if count < 2:
        return
    others: Mapping[str, str | None] = dict.fromkeys(drop)
    with st.container(key=f"pages-{key}", horizontal=True, vertical_alignment="center", gap="small"):
        for word, icon, to in (("Previous", "chevron_left", shown - 1), ("Next", "chevron_right", shown + 1)):
            st.button(
                f"{word} {what.lower()}",
                key=f"{word} {key}",
                icon=f":material/{icon}:",
                disabled=not 1 <= to <= count,
                on_click=moved,
                args=({**others, PART: str(to)},),
            )
        st.html(element("p", f"{what} {shown:,} of {count:,}", look="aside"), width="content")
