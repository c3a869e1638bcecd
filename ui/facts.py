"""Lines of short facts: "12 March 2021 · Town hall · 3 speakers"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from search.in_words import day
from ui.safe import Html, element, together

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable


def dotted(facts: Iterable[str | None]) -> Html:
    """Return facts with dots between them; those that are not there are left out."""
    shown = [each for each in facts if each]
    return together([*shown[:1], *(piece for each in shown[1:] for piece in (" · ", each))])


def dated(date: dt.date | None) -> str:
    """Return a day as it is shown, or that there is none."""
    return element("time", day(date), datetime=date.isoformat()) if date else "undated"


def span_of(days: tuple[dt.date | None, dt.date | None]) -> str:
    """Return first and last day: "12 March 2021 to 5 September 2022", or what there is of them."""
    first, last = days
    if first and last and first != last:
        return together([dated(first), " to ", dated(last)])
    return dated(first or last)
