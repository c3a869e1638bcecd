"""Things to tell a person that are no results: notes, questions that cannot be asked, failures."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import streamlit as st

from index.errors import RostrumError
from ui.safe import Html, element

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_COMMAND = ": rostrum "
"""How our messages lead over to the command that repairs."""


def notice(heading: str, *content: str, look: str = "") -> None:
    """Show a heading, and paragraphs as plain text or Html as it is."""
    shown = (each if isinstance(each, Html) else element("p", each) for each in content)
    st.html(element("section", element("h2", heading), *shown, look=f"notice {look}", role="status"))


def notes(texts: Sequence[str]) -> None:
    """Show what was left out of an address."""
    if texts:
        listed = element("ul", *(element("li", each) for each in texts))
        st.html(element("section", element("p", "Part of the address could not be used:"), listed, look="notes"))


@contextmanager
def failures_told(place: str = "page") -> Iterator[None]:
    """Tell a failure in the words of its message, which name the command that repairs it; no stack trace.

    Args:
        place: What fails on its own: each place of a page has another name.
    """
    try:
        yield
    except RostrumError as error:
        _tell(error, place)


def _tell(error: RostrumError, place: str) -> None:
    said, leads_over, command = str(error).partition(_COMMAND)
    with st.container(key=f"failure-{place}"):
        notice("This did not work", said + leads_over[:1], look="failed")
        if command:
            st.code(f"rostrum {command}", language=None, wrap_lines=True)
        st.button("Try again", key=f"again-{place}", icon=":material/refresh:")
