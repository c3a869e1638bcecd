"""What a build did, and what one would have to do, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.known import counted
from ui.safe import Html, element, together

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Sequence

    from index import BuildReport
    from index.library import Library
    from index.listing import Listed

MOST_LISTED = 50
"""Of files of a kind; the rest are counted."""
_MOST_NAMED = 5


def pending_in_words(library: Library, contents: Iterable[Listed], told: Collection[str] = ()) -> list[str]:
    """Return what has changed in the library since its index was built, as far as names tell.

    Args:
        library: The library.
        contents: What is in its index.
        told: Files that the last build has skipped, which stands on the page with the reasons.
    """
    if library.why_not_rebuilt():
        return []
    fresh, gone = library.not_indexed(contents)
    said = []
    fresh = [each for each in fresh if each not in told]
    if fresh:
        said.append(f"Not in the index: {_named(fresh)}.")
    if gone:
        said.append(f"In the index, and not in the library any more: {_named(gone)}.")
    if library.names_changed():
        said.append("The names of speakers were changed since the index was built.")
    return said


def _named(names: Sequence[str]) -> str:
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")


def report_card(report: BuildReport, ended: dt.datetime | None) -> Html:
    """Return what a build did, with what it skipped and remarked folded up below."""
    lists: dict[str, Sequence[str]] = {
        "added": report.added,
        "changed": report.changed,
        "removed": report.removed,
        "skipped": [f"{each.path}: {each.reason}" for each in report.skipped],
        "remarked": [f"{each.path}: {each.text}" if each.path else each.text for each in report.warnings],
    }
    parts = [f"{counted(len(lists[kind]), 'file')} {kind}" for kind in ("added", "changed", "removed") if lists[kind]]
    if report.speakers_file:
        parts.append(f"names of speakers {report.speakers_file}")
    did = ", ".join(parts) if parts else "nothing had changed"
    said = f"{did[0].upper()}{did[1:]}. {counted(report.passages, 'passage')} in {report.seconds:,.1f} seconds."
    folds = (_fold(_CALLED[kind], lines, is_open=kind == "skipped") for kind, lines in lists.items() if lines)
    return element(
        "section", element("h3", f"Rebuilt{_at(ended)}"), element("p", said), *folds, look="built", role="status"
    )


_CALLED = {
    "added": "Added",
    "changed": "Changed",
    "removed": "Removed",
    "skipped": "Skipped, and why",
    "remarked": "Warnings",
}


def _fold(called: str, lines: Sequence[str], *, is_open: bool) -> Html:
    listed = [element("li", line) for line in lines[:MOST_LISTED]]
    if len(lines) > MOST_LISTED:
        listed.append(element("li", f"and {len(lines) - MOST_LISTED:,} more"))
    if is_open:
        return element("div", element("p", called), element("ul", *listed), look="fold")
    return element("details", element("summary", f"{called} ({len(lines):,})"), element("ul", *listed), look="fold")


def failed_card(message: str, ended: dt.datetime | None) -> Html:
    """Return why a build failed."""
    return together(
        [
            element(
                "section",
                element("h3", f"The rebuild failed{_at(ended)}"),
                element("p", message),
                element("p", "The index is as it was before.", look="aside"),
                look="built failed",
                role="status",
            )
        ]
    )


def stopped_card(ended: dt.datetime | None) -> Html:
    """Return that a build was stopped."""
    said = element("p", "The index is as it was before.")
    return element("section", element("h3", f"The rebuild was stopped{_at(ended)}"), said, look="built", role="status")


def _at(ended: dt.datetime | None) -> str:
    return f" at {ended:%H:%M}" if ended else ""
