"""What to search in: speakers and days, and, behind a button, transcripts and kinds; each with its count."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from index import Kind
from search.in_words import day
from ui import state
from ui.address import KINDS, MAX_SPEAKERS
from ui.known import counted
from ui.safe import element
from ui.typed_names import take_typed
from ui.unfolding import is_shown, switch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from index import TranscriptHead
    from search import Hit
    from search.facets import Facets
    from ui.address import View
    from ui.known import Known

MAX_OFFERED = 1_000
"""Transcripts that can be chosen from: a browser is slow with more, and they are those that speak of the question."""
_KIND_NAMES = {Kind.SPEECH: "Speech", Kind.QUESTION: "Questions", Kind.NARRATION: "Narration"}
_LABELS = "labels of what is chosen"
_FOLDED = "filters"


@st.fragment
def filters_switch() -> None:
    """Draw a button that shows or hides the filters, and says how many are set.

    style.css shows it, and hides the filters, on a phone, where they would push the answer off the screen. It is a
    fragment, so that a click here asks nothing anew.
    """
    view = state.held()
    number = len(view.speakers) + len(view.transcripts) + len(view.kinds) + bool(view.since) + bool(view.until)
    with st.container(key="filters-switch"):
        what = f"Filters ({number} set)" if number else "Filters"
        switch(what, "Hide filters", key=_FOLDED, icon=":material/tune:")
        if is_shown(_FOLDED):
            st.html(element("span", look="filters-shown"))


def at_least(facets: Facets, hits: Iterable[Hit]) -> Facets:
    """Return counts that are not below what stands on the page as close: it is let in more freely than it is counted.

    Nobody of whom a passage is shown should have none beside the name.
    """
    shown = list(hits)
    speakers, transcripts, kinds = Counter(facets.speakers), Counter(facets.transcripts), Counter(facets.kinds)
    return replace(
        facets,
        speakers=speakers | Counter(hit.passage.speaker for hit in shown),
        transcripts=transcripts | Counter(hit.passage.transcript_id for hit in shown),
        kinds=kinds | Counter(hit.passage.kind for hit in shown),
    )


def filters(known: Known, view: View, facets: Facets | None) -> None:
    """Draw the filters; with facets, beside each choice how many passages about the question it has."""
    _speakers(known, facets)
    days(known, (state.SINCE, state.UNTIL), state.touched)
    behind = len(view.transcripts) + len(view.kinds)
    with st.popover(f"More filters ({behind})" if behind else "More filters", icon=":material/tune:"):
        _kinds(facets)
        _transcripts(known, view, facets)


def _speakers(known: Known, facets: Facets | None) -> None:
    if facets:
        counts = {each.name: facets.speakers.get(each.name, 0) for each in known.speakers}
        names = sorted(counts, key=lambda name: -counts[name])
        labels = {name: f"{name} ({_count(counts[name], facets)})" for name in names}
    else:
        labels = {each.name: f"{each.name} ({counted(each.turns, 'turn')})" for each in known.speakers}
    _choice(
        state.SPEAKERS,
        "Speakers",
        labels,
        "Anyone",
        typed=partial(take_typed, speakers=known.speakers, most=MAX_SPEAKERS),
    )


def _transcripts(known: Known, view: View, facets: Facets | None) -> None:
    offered = _offered(known, view, facets)
    titles = _titles(offered)
    if facets:
        titles = {
            each: f"{title} ({_count(facets.transcripts.get(each, 0), facets)})" for each, title in titles.items()
        }
    _choice(state.TRANSCRIPTS, "Transcripts", titles, "Any")
    left_out = len(known.transcripts) - len(offered)
    if left_out:
        more = counted(left_out, "more transcript")
        st.caption(f"Not in this list: {more}. Those with most about a question come first.")


def _offered(known: Known, view: View, facets: Facets | None) -> list[TranscriptHead]:
    """Return the transcripts to choose from: those that are chosen, those with most passages, the newest."""
    counts = facets.transcripts if facets else {}
    chosen = set(view.transcripts)
    heads = sorted(known.transcripts, key=lambda head: head.date.toordinal() if head.date else 0, reverse=True)
    heads.sort(key=lambda head: (head.id not in chosen, -counts.get(head.id, 0)))
    return heads[:MAX_OFFERED]


def _titles(heads: Sequence[TranscriptHead]) -> dict[str, str]:
    """Return what transcripts are called, by id: title and day, and the id where that is not enough."""
    named = {head.id: f"{head.title or head.id}{f', {day(head.date)}' if head.date else ''}" for head in heads}
    times = Counter(named.values())
    return {each: title if times[title] == 1 else f"{title} · {each}" for each, title in named.items()}


def _kinds(facets: Facets | None) -> None:
    counts = {kind: f" ({_count(facets.kinds.get(kind, 0), facets)})" if facets else "" for kind in KINDS}
    st.pills(
        "Kind of passage",
        KINDS,
        selection_mode="multi",
        format_func=lambda kind: f"{_KIND_NAMES[kind]}{counts[kind]}",
        key=state.KINDS,
        on_change=state.touched,
    )


def _choice(
    key: str, name: str, labels: Mapping[str, str], nothing: str, *, typed: Callable[[str], None] | None = None
) -> None:
    """Draw a list to choose several from, searched by typing; ``typed`` looks up what is in no label.

    The browser holds labels, not what they stand for: where those of what is chosen have changed, it is told anew.
    """
    chosen = st.session_state[key]
    shown = {each: labels.get(each, each) for each in chosen}
    if st.session_state.setdefault(_LABELS, {}).get(key, shown) != shown:
        st.session_state[key] = list(chosen)
    st.session_state[_LABELS][key] = shown

    def changed() -> None:
        if typed:
            typed(key)
        state.touched()

    st.multiselect(
        name,
        list(labels),
        key=key,
        format_func=lambda each: labels.get(each, each),
        placeholder=nothing,
        filter_mode="contains",
        select_all=False,
        accept_new_options=typed is not None,
        on_change=changed,
    )


def days(known: Known, keys: tuple[str, str], changed: Callable[[], None]) -> None:
    """Draw the date filters where any transcript has a date; they reach as far as the dates, or as the address.

    Args:
        known: What the index holds.
        keys: Of the two boxes.
        changed: Called when a person has used one of them.
    """
    if known.days is None:
        return
    reach = [*known.days, *(chosen for key in keys if (chosen := st.session_state.get(key)))]
    first, last = min(reach), max(reach)
    undated = f"Leaves out {counted(known.undated, 'transcript')} without a date." if known.undated else None
    for name, key in zip(("From", "To"), keys, strict=True):
        st.date_input(name, None, first, last, key=key, help=undated, format="YYYY-MM-DD", on_change=changed)


def _count(number: int, facets: Facets) -> str:
    return f"{number:,}" if facets.complete else f"{number:,} or more"
