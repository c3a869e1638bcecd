"""The commands ``rostrum compare`` and ``rostrum timeline``; heavy modules are imported inside them."""

from __future__ import annotations

from typing import Annotated

import typer

from search.cli_options import (
    AsJson,
    BuiltIndex,
    Ignore,
    Literal,
    Since,
    Speaker,
    Transcript,
    Until,
    filters_of,
    ignoring_of,
    open_engine,
    print_json,
    with_known_speakers,
)

_Topic = Annotated[str, typer.Argument(help="Words or a question.")]
_Compared = Annotated[
    list[str] | None,
    typer.Option("--speaker", help="Whom to compare; once for each, two at least, 8 at most.", show_default=False),
]
_TOO_FEW = "name at least two speakers to compare; what one says is found by: rostrum search --speaker"


def register(app: typer.Typer) -> None:
    """Add the commands to an app."""
    app.command()(compare)
    app.command()(timeline)


def compare(
    topic: _Topic,
    speaker: _Compared = None,
    index: BuiltIndex = None,
    since: Since = None,
    until: Until = None,
    transcript: Transcript = None,
    top_k: Annotated[int, typer.Option("-k", "--top-k", min=1, max=1000, help="How many passages of each.")] = 3,
    ignore: Ignore = None,
    literal: Literal = False,
    as_json: AsJson = False,
) -> None:
    """Put speakers side by side.

    The best passages of each on one topic, in the order in which they are named; a speaker whom the topic names does
    not narrow it.
    """
    from search.render import console
    from search.topics.compare import FEWEST_SPEAKERS, narrows_all
    from search.topics.render import print_comparison
    from search.topics.results import comparison_json

    if len(speaker or ()) < FEWEST_SPEAKERS:
        raise typer.BadParameter(_TOO_FEW, param_hint="--speaker")
    filters = filters_of(None, since, until, transcript)
    engine = open_engine(index)
    ignoring = ignoring_of(engine, topic, ignore, literal=literal, told=not as_json, heeds=narrows_all)
    speakers = with_known_speakers(engine, filters_of(speaker, None, None, None)).speakers
    found = engine.compare(topic, speakers, top_k=top_k, filters=filters, ignoring=ignoring)
    if as_json:
        print_json(comparison_json(found))
    else:
        print_comparison(console(), found)


def timeline(
    topic: _Topic,
    by: Annotated[str, typer.Option("--by", metavar="year|month", help="What to count by.")] = "year",
    index: BuiltIndex = None,
    speaker: Speaker = None,
    since: Since = None,
    until: Until = None,
    transcript: Transcript = None,
    ignore: Ignore = None,
    literal: Literal = False,
    as_json: AsJson = False,
) -> None:
    """Count a topic over time.

    The passages that are about it, by year or month and by speaker, beside how many passages there are.
    """
    from search.render import console
    from search.topics.render import print_timeline
    from search.topics.results import timeline_json
    from search.topics.timeline import narrows_time

    engine = open_engine(index)
    filters = with_known_speakers(engine, filters_of(speaker, since, until, transcript))
    ignoring = ignoring_of(engine, topic, ignore, literal=literal, told=not as_json, heeds=narrows_time)
    found = engine.timeline(topic, by, filters=filters, ignoring=ignoring)
    if as_json:
        print_json(timeline_json(found))
    else:
        print_timeline(console(), found)
