"""The timeline of a topic as a chart whose bars can be clicked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ui.known import counted
from ui.safe import showable
from ui.voices import PALETTE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    import altair as alt

    from search import Period, Timeline

PERIOD = "period"
"""The field of the data, and of the selection."""
NOT_NAMED = "Not named"
OTHERS = "Others"
_OTHERS_COLOUR, _NOT_NAMED_COLOUR = "#85807a", "#5f7183"
MOST_SIDE_BY_SIDE = 4
"""Speakers, as many as can be compared."""
_PLOT_PX, _LEGEND_ROW_PX = 260, 20
_SHORT_CHARS = 18
"""Of names that stand in two columns below the chart on a phone, too."""
MOST_LABEL_PX = 260
_LINE_PX = 2
"""In place of a bar without height."""
_WIDEST, _WIDER_BY = 0.9, 0.15
"""How much of its place a bar takes at most, and what each period adds: a bar alone is not as wide as the page."""


def voices_of(timeline: Timeline, chosen: Sequence[str] = ()) -> list[str | None]:
    """Return who has a colour of their own: the chosen, then most passages first; the others are one."""
    names = list(dict.fromkeys((*chosen, *(name for name, _ in timeline.speakers))))
    return names if len(names) <= len(PALETTE) else names[: len(PALETTE) - 1]


def called(timeline: Timeline, chosen: Sequence[str] = ()) -> list[str]:
    """Return what those are called who have a colour, and the others as one where there are any."""
    voices = voices_of(timeline, chosen)
    left_out = {name for name, _ in timeline.speakers}.difference(voices)
    return [*map(_shown, voices), *([OTHERS] if left_out else [])]


def height_px(names: Collection[str]) -> int:
    """Return how high a chart is that has these names in its legend."""
    return _PLOT_PX + _LEGEND_ROW_PX * -(-len(names) // _across(names))


def _across(names: Collection[str]) -> int:
    return 2 if all(len(name) <= _SHORT_CHARS for name in names) else 1


def held(period: Period) -> str:
    """Return how much of a period is about the topic: "12 of 3,400 passages, in 5 of 210 transcripts"."""
    passages = f"{period.count:,} of {counted(period.scope, 'passage')}"
    return f"{passages}, in {period.transcripts:,} of {counted(period.transcripts_scope, 'transcript')}"


def chart(
    timeline: Timeline,
    period: str | None,
    selection: str,
    colours: Mapping[str, int],
    *,
    chosen: Sequence[str] = (),
    shares: bool = False,
) -> alt.Chart:
    """Return a bar for each period, divided by speaker.

    Args:
        timeline: What is drawn.
        period: The one that is looked at.
        selection: What the clicks on bars are called.
        colours: Of those who have one of their own.
        chosen: Who was asked for; without, everybody is shown.
        shares: Whether bars are as high as a share, and not as the number of passages: of few speakers the share of
            each one's own passages of the period, side by side; else that of all passages, one on the other. Side by
            side, who speaks in it but not of the topic has a line where the bar would stand, and who does not speak
            in it has nothing.
    """
    import altair as alt

    own = shares and has_own_shares(timeline)
    voices = voices_of(timeline, chosen)
    rows = [
        row | {"weight": 1.0 if period in (None, row[PERIOD]) else 0.35} for row in _rows(timeline, voices, own=own)
    ]
    looks = dict.fromkeys(called(timeline, chosen), _OTHERS_COLOUR)
    looks |= {_shown(name): PALETTE[colours[name]] if name else _NOT_NAMED_COLOUR for name in voices}
    labels = _labels(timeline)
    legend = alt.Legend(orient="bottom", columns=_across(looks), labelLimit=MOST_LABEL_PX, title=None)
    colour = alt.Scale(domain=[*looks], range=[*looks.values()])
    axis = alt.Axis(labelAngle=0, labelOverlap=True)
    drawn: alt.Chart = (
        alt.Chart({"values": rows}, height=height_px(looks))
        .mark_bar(cursor="pointer", width=alt.RelativeBandSize(min(_WIDEST, _WIDER_BY * len(labels))))
        .encode(
            x=alt.X(f"{PERIOD}:O", title=None, axis=axis, scale=alt.Scale(domain=labels)),
            y=_measure(shares=shares, own=own),
            color=alt.Color("speaker:N", legend=legend, scale=colour),
            stroke=alt.Stroke("speaker:N", legend=legend, scale=colour),
            strokeWidth=alt.StrokeWidth("edge:Q", legend=None, scale=None),
            opacity=alt.Opacity("weight:Q", legend=None, scale=None),
            order=alt.Order("place:Q"),
            description=alt.Description("said:N"),
            tooltip=[alt.Tooltip(f"{field}:N", title=title) for field, title in _told(timeline).items()],
            **({"xOffset": alt.XOffset("speaker:N", scale=alt.Scale(domain=[*looks]))} if own else {}),
        )
        .add_params(alt.selection_point(name=selection, fields=[PERIOD]))
    )
    return drawn


def has_own_shares(timeline: Timeline) -> bool:
    """Whether so few speak that the share of each one's own passages can be shown side by side."""
    return len(timeline.speakers) <= MOST_SIDE_BY_SIDE


def _measure(*, shares: bool, own: bool) -> alt.Y:
    import altair as alt

    if shares:
        title = "Share of own passages" if own else "Share of passages"
        return alt.Y("share:Q", title=title, axis=alt.Axis(format="~%"), stack=None if own else "zero")
    return alt.Y("passages:Q", title="Passages about it", axis=alt.Axis(tickMinStep=1, format="d"))


def _told(timeline: Timeline) -> dict[str, str]:
    """Return what is told of a bar that is pointed at: fields of the data, and what they are called."""
    unit = timeline.by.value.capitalize()
    called = {"speaker": "Speaker", "of": "By the speaker", "in_all": "In all", "whole_share": "Share of all"}
    return {PERIOD: unit} | called


def periods(timeline: Timeline) -> list[Period]:
    """Return all periods, what has no date last if there is any of it."""
    return [*timeline.periods, *([timeline.undated] if timeline.undated.count else [])]


def _labels(timeline: Timeline) -> list[str]:
    return [each.label for each in periods(timeline)]


def _rows(timeline: Timeline, voices: Sequence[str | None], *, own: bool) -> Iterator[dict[str, Any]]:
    for period in periods(timeline):
        scopes = dict(period.scopes)
        counts = {_shown(name): (0, scopes.get(name, 0)) for name in voices} | {OTHERS: (0, 0)}
        for cell in period.cells:
            name, of_others = (_shown(cell.speaker), 0) if cell.speaker in voices else (OTHERS, cell.scope)
            count, scope = counts[name]
            counts[name] = (count + cell.count, scope + of_others)
        for place, (name, (count, scope)) in enumerate(counts.items()):
            if count or (own and scope):
                yield {
                    PERIOD: period.label,
                    "speaker": name,
                    "passages": count,
                    "share": count / (scope if own else period.scope),
                    "of": f"{count:,} of {counted(scope, 'passage')}",
                    "in_all": held(period),
                    "whole_share": f"{period.share:.1%}",
                    "place": place,
                    "edge": 0 if count else _LINE_PX,
                    "said": f"{period.label}, {name}: {counted(count, 'passage')}",
                }


def _shown(name: str | None) -> str:
    return NOT_NAMED if name is None else showable(name)
