"""The timeline of a topic: a chart whose bars can be clicked, and the same numbers as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ui.known import counted
from ui.safe import Html, element, showable
from ui.voices import PALETTE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import altair as alt

    from search import Period, Timeline

PERIOD = "period"
"""The field of the data, and of the selection."""
_SUMS = ("Passages", "Share", "Transcripts")
NOT_NAMED = "Not named"
OTHERS = "Others"
_OTHERS_COLOUR, _NOT_NAMED_COLOUR = "#85807a", "#5f7183"
MOST_SIDE_BY_SIDE = 4
"""Speakers, as many as can be compared."""
_PLOT_PX, _LEGEND_ROW_PX = 260, 20
_SHORT_CHARS = 18
"""Of names that stand in two columns below the chart on a phone, too."""
MOST_LABEL_PX = 260
_WIDEST, _WIDER_BY = 0.9, 0.15
"""How much of its place a bar takes at most, and what each period adds: a bar alone is not as wide as the page."""


def voices_of(timeline: Timeline) -> list[str | None]:
    """Return who has a colour of their own, most passages first; the others are one."""
    names = [name for name, _ in timeline.speakers]
    return names if len(names) <= len(PALETTE) else names[: len(PALETTE) - 1]


def held(period: Period) -> str:
    """Return how much of a period is about the topic: "12 of 3,400 passages, in 5 of 210 transcripts"."""
    passages = f"{period.count:,} of {counted(period.scope, 'passage')}"
    return f"{passages}, in {period.transcripts:,} of {counted(period.transcripts_scope, 'transcript')}"


def chart(
    timeline: Timeline, chosen: str | None, selection: str, colours: Mapping[str, int], *, shares: bool = False
) -> alt.Chart:
    """Return a bar for each period, divided by speaker.

    Args:
        timeline: What is drawn.
        chosen: The period that is looked at.
        selection: What the clicks on bars are called.
        colours: Of those who have one of their own.
        shares: Whether bars are as high as a share, and not as the number of passages: of few speakers the share of
            each one's own passages of the period, side by side; else that of all passages, one on the other.
    """
    import altair as alt

    own = shares and has_own_shares(timeline)
    rows = list(_rows(timeline, chosen, own=own))
    columns = list(colours)  # in which order they stand above
    voices = sorted(voices_of(timeline), key=lambda name: columns.index(name) if name in columns else len(columns))
    looks = {_shown(name): PALETTE[colours[name]] if name else _NOT_NAMED_COLOUR for name in voices}
    if any(row["speaker"] == OTHERS for row in rows):
        looks[OTHERS] = _OTHERS_COLOUR
    labels = _labels(timeline)
    across = 2 if all(len(name) <= _SHORT_CHARS for name in looks) else 1
    legend = alt.Legend(orient="bottom", columns=across, labelLimit=MOST_LABEL_PX, title=None)
    height = _PLOT_PX + _LEGEND_ROW_PX * -(-len(looks) // across)
    axis = alt.Axis(labelAngle=0, labelOverlap=True)
    drawn: alt.Chart = (
        alt.Chart({"values": rows}, height=height)
        .mark_bar(cursor="pointer", width=alt.RelativeBandSize(min(_WIDEST, _WIDER_BY * len(labels))))
        .encode(
            x=alt.X(f"{PERIOD}:O", title=None, axis=axis, scale=alt.Scale(domain=labels)),
            y=_measure(shares=shares, own=own),
            color=alt.Color("speaker:N", legend=legend, scale=alt.Scale(domain=[*looks], range=[*looks.values()])),
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


def _rows(timeline: Timeline, chosen: str | None, *, own: bool) -> Iterator[dict[str, Any]]:
    voices = voices_of(timeline)
    for period in periods(timeline):
        counts = dict.fromkeys((*map(_shown, voices), OTHERS), (0, 0))
        for cell in period.cells:
            name = _shown(cell.speaker) if cell.speaker in voices else OTHERS
            count, scope = counts[name]
            counts[name] = (count + cell.count, scope + cell.scope)
        for place, (name, (count, scope)) in enumerate(counts.items()):
            if count:
                weight = 1.0 if chosen in (None, period.label) else 0.35
                yield {
                    PERIOD: period.label,
                    "speaker": name,
                    "passages": count,
                    "share": count / (scope if own else period.scope),
                    "of": f"{count:,} of {counted(scope, 'passage')}",
                    "in_all": held(period),
                    "whole_share": f"{period.share:.1%}",
                    "place": place,
                    "weight": weight,
                    "said": f"{period.label}, {name}: {counted(count, 'passage')}",
                }


def _shown(name: str | None) -> str:
    return NOT_NAMED if name is None else showable(name)


def numbers_card(timeline: Timeline) -> Html:
    """Return, folded up, the numbers of the chart as a table: periods down, speakers across, then the period itself."""
    voices = voices_of(timeline)
    others = len(voices) < len(timeline.speakers)
    names = [*map(_shown, voices), *([OTHERS] if others else [])]
    head = element("tr", *(element("th", each) for each in (timeline.by.value.capitalize(), *names, *_SUMS)))
    rows = (_numbers(period, voices, others=others) for period in periods(timeline))
    return element(
        "details",
        element("summary", "The same numbers as a table"),
        element("div", element("table", element("thead", head), element("tbody", *rows), look="numbers"), look="wide"),
        look="fold",
    )


def _numbers(period: Period, voices: Sequence[str | None], *, others: bool) -> Html:
    counts = {cell.speaker: cell.count for cell in period.cells}
    own = [counts.get(name, 0) for name in voices]
    cells = [*own, *([period.count - sum(own)] if others else [])]
    share = f"{period.share:.1%}" if period.scope else "–"
    sums = (_of(period.count, period.scope), share, _of(period.transcripts, period.transcripts_scope))
    shown = (*(f"{each:,}" for each in cells), *sums)
    return element("tr", element("th", period.label), *(element("td", each) for each in shown))


def _of(number: int, whole: int) -> str:
    return f"{number:,} of {whole:,}"
