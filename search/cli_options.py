"""Options that several commands share, and what they are turned into."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from search.constraints import Constraint
    from search.engine import SpeechSearch
    from search.results import Filters

_INDEX_HELP = "Index folder.  [env: ROSTRUM_INDEX; default: speeches.index]"


def _existing(index: Path | None) -> Path | None:
    """Refuse a folder that is named and is not there: that is a slip in the command, and no fault of the index."""
    if index is not None and not index.exists():
        raise typer.BadParameter(f"there is no index in {index}; build one with: rostrum build PATH --index {index}")
    return index


IndexOption = Annotated[Path | None, typer.Option("--index", help=_INDEX_HELP)]
"""Of an index that may still have to be built."""
BuiltIndex = Annotated[Path | None, typer.Option("--index", help=_INDEX_HELP, callback=_existing)]
Speaker = Annotated[list[str] | None, typer.Option("--speaker", help="Only what this speaker says; may be repeated.")]
Since = Annotated[str | None, typer.Option(help="Only from this day on: YYYY, YYYY-MM or YYYY-MM-DD.")]
Until = Annotated[str | None, typer.Option(help="Only up to this day, inclusive: YYYY, YYYY-MM or YYYY-MM-DD.")]
Transcript = Annotated[list[str] | None, typer.Option("--transcript", help="Only this transcript id; may be repeated.")]
Ignore = Annotated[
    list[str] | None,
    typer.Option("--ignore", metavar="KEY", help="Leave out of account what was understood; may be repeated."),
]
Literal = Annotated[
    bool, typer.Option("--literal", help="Understand nothing but quotation marks and minus: names are words.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def open_engine(index: Path | None) -> SpeechSearch:
    """Open the index that an option names."""
    from search.engine import SpeechSearch

    return SpeechSearch.open(index)


def filters_of(
    speakers: list[str] | None, since: str | None, until: str | None, transcripts: list[str] | None
) -> Filters:
    """Return the filters that options name.

    Raises:
        typer.BadParameter: A day cannot be read.
    """
    from search.results import Filters

    first, last = day_of(since, "--since", last=False), day_of(until, "--until", last=True)
    return Filters(speakers=speakers or (), since=first, until=last, transcripts=transcripts or ())


def with_known_speakers(engine: SpeechSearch, filters: Filters) -> Filters:
    """Return filters in which a speaker's name in a near spelling is the index's own; tell on stderr whom it means.

    A name that is nobody's stays, so that searching says which names are near.
    """
    from dataclasses import replace

    from index.errors import UnknownSpeakerError
    from search.namebook import nearly_called
    from search.results import Filters
    from search.understand import conditions

    if not filters.speakers:
        return filters
    speakers, names = engine.speakers(), list[str]()
    for asked in filters.speakers:
        try:
            conditions(Filters(speakers=[asked]), speakers, ())
        except UnknownSpeakerError:
            if meant := nearly_called(asked, speakers):
                typer.echo(f"rostrum: --speaker {asked!r} is taken for {' and '.join(meant)}", err=True)
                names += meant
                continue
        names.append(asked)
    return replace(filters, speakers=names)


def day_of(text: str | None, option: str, *, last: bool) -> dt.date | None:
    """Read a day, or the first or last day of a month or year."""
    if text is None:
        return None
    from search.days import read_day

    try:
        return read_day(text, last=last)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint=option) from None


def anything(_: Constraint) -> bool:
    """Heed whatever was understood."""
    return True


def ignoring_of(
    engine: SpeechSearch,
    question: str,
    keys: list[str] | None,
    *,
    literal: bool,
    told: bool,
    heeds: Callable[[Constraint], bool] = anything,
) -> tuple[str, ...]:
    """Return the keys of what is left out of account; tell what is understood, and which keys the question lacks.

    Args:
        engine: What understands.
        question: What is asked.
        keys: Those that options name.
        literal: Whether all but phrases and exclusions is left out of account.
        told: Whether to say on stderr what is understood.
        heeds: Of what is understood, what makes a difference.
    """
    from dataclasses import replace

    from search.constraints import ConstraintKind
    from search.render import understood_line

    known = engine.understand(question).constraints
    words = (ConstraintKind.PHRASE, ConstraintKind.EXCLUDED)
    names = [each.key for each in known if each.kind not in words] if literal else []
    for key in keys or ():
        if key not in {each.key for each in known}:
            there = ", ".join(repr(each.key) for each in known) or "nothing"
            typer.echo(f"rostrum: --ignore {key!r}: no such thing was understood; there is: {there}", err=True)
    ignoring = (*names, *(keys or ()))
    query = engine.understand(question, ignoring=ignoring)
    line = understood_line(replace(query, constraints=tuple(filter(heeds, query.constraints))))
    if told and line:
        typer.echo(line, err=True)
    return ignoring


def print_json(value: Any) -> None:
    """Print a value as JSON; stdout is where results go."""
    print(json.dumps(value, ensure_ascii=False, indent=2))  # noqa: T201
