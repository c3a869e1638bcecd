"""The timeline on the compare page: the chart, the choice of a period, and that period's passages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from search import By
from ui.asking import WAITING
from ui.following import Box, moved, parameter
from ui.known import counted
from ui.notices import notes
from ui.passage_cards import show_passages
from ui.safe import element
from ui.timeline_chart import NOT_NAMED, PERIOD, called, chart, has_own_shares, height_px, held, periods
from ui.timeline_numbers import has_silence, not_heard, numbers_card

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from search import Cell, Period, SpeechSearch, Timeline

FEW, MANY = (8, 3), (20, 10)
"""Speakers in a period, and passages of each: at first, and when more is asked for."""
MORE = "more"
FEW_PASSAGES = 30
"""Of a period, whose share says little."""
_MOST_NAMED = 5
_SELECTION = "clicked"
_CHART = "timeline chart"


def _unit_of(values: Sequence[str]) -> str:
    return next((each for each in values if each in list(By)), By.YEAR.value)


UNIT = Box("by", "timeline unit", _unit_of, lambda unit: [] if unit in (None, By.YEAR.value) else [unit])
MEASURES = {"count": "Count", "share": "Share"}
"""How high bars are, in the address, and as it is called."""
_USUAL = next(iter(MEASURES))


def _measure_of(values: Sequence[str]) -> str:
    return next((each for each in values if each in MEASURES), _USUAL)


MEASURE = Box("show", "timeline measure", _measure_of, lambda each: [] if each in (None, _USUAL) else [each])
PERIOD_BOX = Box("at", "timeline period", lambda values: next(iter(values), None))


def show_timeline(
    engine: SpeechSearch, topic: str, timeline: Timeline, colours: Mapping[str, int], *, names: Sequence[str]
) -> None:
    """Draw it; ``colours`` are those of the speakers who have one of their own in it, ``names`` those asked for."""
    st.html(element("section", element("h2", "Over time"), element("p", _sum(timeline), look="count"), look="list"))
    _controls()
    found = {each.label: each for each in periods(timeline) if each.count}
    chosen = st.session_state[PERIOD_BOX.key]
    if chosen is not None and chosen not in found:
        notes([f"Nothing about this topic is dated “{chosen[:40]}”."])
        chosen = st.session_state[PERIOD_BOX.key] = None
    if not found:
        return
    shares = st.session_state[MEASURE.key] == "share"
    with st.container(key="timeline-place", height=height_px(called(timeline, names)), border=False):
        # Of its height before it is drawn: its script comes late, and would push away the list below while it is open.
        st.altair_chart(
            chart(timeline, chosen, _SELECTION, colours, chosen=names, shares=shares),
            key=_CHART,
            on_select=_clicked,
            selection_mode=_SELECTION,
            alt=f"Bars: passages about the topic by {timeline.by.value} and speaker; the table below has the numbers.",
        )
    told = [not_heard(timeline, names), *([_lines(timeline, names), _told_by_few(timeline)] if shares else [])]
    if any(told):
        st.html(element("section", *(element("p", each, look="aside") for each in told if each)))
    st.html(numbers_card(timeline, names))
    st.selectbox(
        f"Passages of a {timeline.by.value}",
        list(found),
        index=None,
        key=PERIOD_BOX.key,
        format_func=lambda label: f"{label} ({counted(found[label].count, 'passage')})",
        placeholder="Choose here, or click a bar",
        on_change=moved,
        args=({MORE: None},),
    )
    if chosen is not None:
        _passages(engine, topic, found[chosen])


def _controls() -> None:
    with st.container(key="timeline-controls", horizontal=True, gap="large"):
        st.radio(
            "Count by",
            [each.value for each in By],
            key=UNIT.key,
            format_func=str.capitalize,
            horizontal=True,
            on_change=moved,
            args=({PERIOD_BOX.parameter: None, MORE: None},),
        )
        st.radio(
            "Height of the bars",
            list(MEASURES),
            key=MEASURE.key,
            format_func=MEASURES.__getitem__,
            horizontal=True,
            on_change=moved,
        )


def _lines(timeline: Timeline, names: Sequence[str]) -> str:
    """Return what a line in place of a bar is, where there is one."""
    drawn = has_own_shares(timeline) and has_silence(timeline, names)
    return "A line in place of a bar: heard then, but not about this." if drawn else ""


def _told_by_few(timeline: Timeline) -> str:
    """Return which shares are of so few passages that they say little; nothing where there are none."""
    if has_own_shares(timeline):
        few = [
            (f"{cell.speaker or NOT_NAMED} in {each.label}", cell.scope)
            for each in periods(timeline)
            for cell in each.cells
            if cell.scope < FEW_PASSAGES
        ]
    else:
        few = [(each.label, each.scope) for each in periods(timeline) if each.count and each.scope < FEW_PASSAGES]
    if not few:
        return ""
    named = ", ".join(f"{what} ({scope})" for what, scope in few[:_MOST_NAMED])
    more = f" and {len(few) - _MOST_NAMED:,} more" if len(few) > _MOST_NAMED else ""
    return f"A share of few passages may be high by chance. Fewer than {FEW_PASSAGES} in all: {named}{more}."


def _clicked() -> None:
    """Look at the period of the bar that was clicked, or at none after a click beside the bars."""
    selected = st.session_state[_CHART].selection.get(_SELECTION) or []
    period = selected[0].get(PERIOD) if selected else None
    st.session_state[PERIOD_BOX.key] = str(period) if period is not None else None
    moved({MORE: None})


def _sum(timeline: Timeline) -> str:
    least = "" if timeline.complete else "at least "
    return f"About it: {least}{held(timeline.whole)}"


def _passages(engine: SpeechSearch, topic: str, period: Period) -> None:
    """Draw the passages of a period, speaker by speaker."""
    st.html(element("section", element("p", f"{period.label}: {held(period)}.", look="count"), look="list"))
    voices, most = MANY if parameter(MORE) else FEW
    for place, cell in enumerate(period.cells[:voices]):
        said = element("p", _share(cell, most), look="count")
        heading = element("h3", element("bdi", cell.speaker or NOT_NAMED))
        st.html(element("section", heading, said, look="list"))
        with st.spinner(WAITING):
            hits = engine.hits(topic, cell.passages[:most])
        show_passages(hits, key=f"period-{place}")
    left_out = len(period.cells) - voices
    if left_out > 0:
        st.html(element("section", element("p", f"{counted(left_out, 'more speaker')} not shown.", look="aside")))
    if not parameter(MORE) and (left_out > 0 or any(cell.count > most for cell in period.cells)):
        st.button("Show more", icon=":material/expand_more:", on_click=moved, args=({MORE: "1"},))


def _share(cell: Cell, most: int) -> str:
    shown = f", the nearest {most} shown" if cell.count > most else ""
    return f"{cell.count:,} of {counted(cell.scope, 'passage')}{shown}"
