"""What a build did, and what one would have to do, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.speakers_file import NAME
from ui.known import counted
from ui.safe import Html, element, together

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator, Sequence

    from index import BuildReport
    from index.library import Library
    from index.listing import Listed

MOST_LISTED = 50
"""Of files of a kind; the rest are counted."""
_MOST_NAMED = 5


def pending_in_words(library: Library, contents: Collection[Listed], told: Collection[str] = ()) -> list[str]:
    """Return what has changed in the library since its index was built.

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
        said.append(f"Not searchable until the next rebuild: {_named(fresh)}.")
    if changed := [each for each in library.changed(contents) if each not in told]:
        said.append(f"Changed; searches find the old text until the next rebuild: {_named(changed)}.")
    if gone:
        said.append(f"Removed, but still found until the next rebuild: {_named(gone)}.")
    if library.names_changed():
        said.append("Speaker names have changed since the index was built.")
    return said


def _named(names: Sequence[str]) -> str:
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")


def report_card(report: BuildReport, ended: dt.datetime | None) -> Html:
    """Return what a build did, with what it skipped and remarked folded up below."""
    heading = element("h3", f"Rebuilt{_at(ended)}")
    return element("section", heading, *_did(report), *_skipped(report), look="built", role="status")


def report_folded(report: BuildReport, ended: dt.datetime | None) -> Html:
    """Return the same as one line that unfolds; what was skipped is seen all the same."""
    summary = element("summary", f"The last rebuild{_at(ended)}")
    past = element("details", summary, *_did(report), look="fold")
    return element("section", past, *_skipped(report), look="built past")


def _skipped(report: BuildReport) -> Iterator[Html]:
    """Yield the files that were skipped, with the reasons, as a list that is never folded up."""
    if report.skipped:
        lines = [f"{each.path}: {each.reason}" for each in report.skipped]
        yield element("div", element("p", "Skipped, and why"), _listed(lines), look="fold")


def _did(report: BuildReport) -> Iterator[Html]:
    lists: dict[str, Sequence[str]] = {
        "added": report.added,
        "changed": report.changed,
        "removed": report.removed,
        "remarked": [f"{each.path}: {each.text}" if each.path else each.text for each in report.warnings],
    }
    parts = [f"{counted(len(lists[kind]), 'file')} {kind}" for kind in ("added", "changed", "removed") if lists[kind]]
    if report.speakers_file:
        parts.append(_NAMES[report.speakers_file])
    did = ", ".join(parts) if parts else "nothing had changed"
    said = f"{did[0].upper()}{did[1:]}. {counted(report.passages, 'passage')} in all, after {report.seconds:,.1f} s."
    yield element("p", said)
    for kind, lines in lists.items():
        if lines:
            yield element(
                "details", element("summary", f"{_CALLED[kind]} ({len(lines):,})"), _listed(lines), look="fold"
            )


_NAMES = {
    "added": f"speaker names taken from {NAME}",
    "changed": f"speaker names updated from {NAME}",
    "removed": f"speaker names no longer taken from {NAME}, which is gone",
}
_CALLED = {
    "added": "Added",
    "changed": "Changed",
    "removed": "Removed",
    "remarked": "Warnings",
}


def _listed(lines: Sequence[str]) -> Html:
    listed = [element("li", line) for line in lines[:MOST_LISTED]]
    if len(lines) > MOST_LISTED:
        listed.append(element("li", f"and {len(lines) - MOST_LISTED:,} more"))
    return element("ul", *listed)


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
