"""Which of the passages found are shown, and in which order; what is less close is folded up below them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from search.spread import shared
from ui.address import MAX_MORE, STEP, Sort
from ui.cards import named

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from search import Hit
    from ui.address import Layout

LOOKED_AT = STEP + MAX_MORE
"""How many hits are asked for, so that the newest are the newest of all that are close, and not of the best ten."""
NEAREST = 3
"""How many passages are there to read, close or not, where the transcripts do not say, or where none is close."""
_LAST = 10**9
"""Beyond the number of any day."""


@dataclass(frozen=True, slots=True)
class Arranged:
    """The passages found, as they are laid out."""

    shown: tuple[Hit, ...]
    """Those that stand on the page, in their order."""
    folded: tuple[Hit, ...]
    """Those that are less close, in the same order; there only where nothing closer is left to be shown."""
    close: tuple[Hit, ...]
    """All that are close, best first, shown or not."""
    cut: bool
    """Whether no more hits were looked at, so that others may be close, too."""

    @property
    def more(self) -> bool:
        """Whether more are close than are shown."""
        return len(self.close) > len(self.shown)

    @property
    def voices(self) -> int:
        """How many different speakers the close ones have."""
        return len({named(hit.passage)[0] for hit in (*self.close, *self.shown)})

    @property
    def days(self) -> int:
        """On how many different days they were said; undated counts as one."""
        return len({hit.transcript.date for hit in (*self.close, *self.shown)})


def arranged(hits: Sequence[Hit], far: Collection[int], layout: Layout, *, answered: bool, asked: bool) -> Arranged:
    """Lay out hits.

    Args:
        hits: Best first.
        far: Ids of the passages that are less close.
        layout: How many are to be shown, and in which order.
        answered: Whether one of them is quoted as the answer.
        asked: Whether a question was asked; words to find have no answer, and lack none.
    """
    count = STEP + layout.more
    close = [hit for hit in hits if hit.passage.id not in far]
    others = [hit for hit in hits if hit.passage.id in far]
    standing = shared(close, count) if layout.sort is Sort.BEST else _by_day(close, layout.sort)[:count]
    if not close or (asked and not answered):
        missing = max(0, NEAREST - len(standing))
        standing, others = [*standing, *others[:missing]], others[missing:]
    return Arranged(
        shown=tuple(in_order(standing, layout)),
        folded=tuple(in_order(others[: max(0, count - len(standing))], layout)),
        close=tuple(close),
        cut=len(hits) >= LOOKED_AT,
    )


def in_order(hits: Iterable[Hit], layout: Layout) -> list[Hit]:
    """Return hits in the order in which they are shown."""
    ordered = list(hits) if layout.sort is Sort.BEST else _by_day(hits, layout.sort)
    if layout.by_speaker:
        first = {named(hit.passage)[0]: number for number, hit in reversed(list(enumerate(ordered)))}
        ordered.sort(key=lambda hit: first[named(hit.passage)[0]])
    return ordered


def _by_day(hits: Iterable[Hit], sort: Sort) -> list[Hit]:
    """Return hits by their days; what has no date comes last in either order."""
    sign = -1 if sort is Sort.NEWEST else 1
    return sorted(hits, key=lambda hit: sign * hit.transcript.date.toordinal() if hit.transcript.date else _LAST)


def by_voice(hits: Iterable[Hit]) -> list[tuple[str, list[Hit]]]:
    """Return hits that stand together by speaker as groups, each under the name."""
    return [(voice, list(said)) for voice, said in groupby(hits, key=lambda hit: named(hit.passage)[0])]
