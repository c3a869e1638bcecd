"""Rebuilding the index, seen by everybody who looks at the library while it goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from index.background import Builder
from index.generations import IndexFolder
from ui.access import open_library
from ui.build_cards import failed_card, pending_in_words, report_card, report_folded, stopped_card
from ui.notices import failures_told
from ui.safe import element

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from index.background import BuildState
    from index.library import Library
    from index.listing import Listed

LOOK_EVERY_S = 0.5
"""While a build goes on."""
IDLE_LOOK_EVERY_S = 3.0
"""Otherwise, so that a build that somebody else begins is seen."""
_SEEN = "build last seen"
_STAGES = {
    "reading": ("Reading files: {done:,} of {total:,}", 0.0, 0.3),
    "loading": ("Loading the model…", 0.3, 0.3),
    "embedding": ("Reading passages for their meaning: {done:,} of {total:,}", 0.3, 0.97),
}
"""What is said in a stage of a build, and from where to where it moves the bar."""


@st.cache_resource(show_spinner=False)
def builder_of(index: str) -> Builder:  # noqa: ARG001  # one for each index, kept by this very argument
    """Return what builds an index, the same for all sessions."""
    return Builder()


def show_build(library: Library, contents: Sequence[Listed]) -> None:
    """Draw how the last build stands, and what begins or stops one."""
    builder = builder_of(str(library.index))
    state = builder.state
    st.session_state[_SEEN] = _sight(state, library.index)
    every = LOOK_EVERY_S if state.running else IDLE_LOOK_EVERY_S
    told = {each.path for each in state.report.skipped} if state.report else set()
    pending = [] if state.running else pending_in_words(library, contents, told)
    st.fragment(_panel, run_every=every)(builder, library, pending)


def _sight(state: BuildState, index: Path) -> tuple[int, bool, str | None]:
    """Return what of a build changes the whole page; the generation, too, which a build elsewhere may have changed."""
    return state.number, state.running, IndexFolder(index).current_name()


def _panel(builder: Builder, library: Library, pending: Sequence[str]) -> None:
    """Draw it, again and again; when a build has begun or ended since, the whole page."""
    state = builder.state
    with st.container(key="build"), failures_told("build"):
        if st.session_state.get(_SEEN) != _sight(state, library.index):
            st.rerun()
        if state.running:
            _running(builder, state, library)
        else:
            _ended(state, folded=bool(pending))
            _offer(builder, library, pending)


def _running(builder: Builder, state: BuildState, library: Library) -> None:
    share, words = progress_in_words(state)
    st.progress(share, text=words)
    told = "Searches keep using the old index, and switch to the new one by themselves once it is ready."
    st.html(element("p", told, look="aside"))
    if library.write and st.button("Stop", icon=":material/stop_circle:", disabled=state.stopping):
        builder.cancel(open_library())
        st.rerun()


def progress_in_words(state: BuildState) -> tuple[float, str]:
    """Return how far a build is, between 0 and 1, and in words."""
    now = state.progress
    if now is None:
        share, words = 0.0, "Starting"
    else:
        said, start, end = _STAGES[now.stage]
        done = now.done / now.total if now.total else 1.0
        share, words = start + done * (end - start), said.format(done=now.done, total=now.total)
        if now.stage == "embedding" and now.done == now.total:
            words = "Putting the new index together"
    return share, f"Stopping. {words}" if state.stopping else words


def _ended(state: BuildState, *, folded: bool) -> None:
    """Draw what became of the last build; folded up where something has changed since, which is what counts then."""
    if state.report is not None and folded:
        st.html(report_folded(state.report, state.ended))
    elif state.report is not None:
        st.html(report_card(state.report, state.ended))
    elif state.failed is not None:
        st.html(failed_card(state.failed, state.ended))
    elif state.stopped:
        st.html(stopped_card(state.ended))


def _offer(builder: Builder, library: Library, pending: Sequence[str]) -> None:
    """Draw what has changed since the last build, and the button that takes it in; or the command that does."""
    for each in pending:
        st.html(element("p", each, look="pending"))
    if reason := library.why_not_rebuilt():
        st.html(element("p", reason))
        st.code(library.command, language=None, wrap_lines=True)
    elif library.write and st.button(
        "Rebuild the index", icon=":material/sync:", type="primary" if pending else "secondary"
    ):
        builder.start(open_library())
        st.rerun()
