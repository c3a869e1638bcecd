"""The names, dates and venues of a question as constraints."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from search.constraints import Constraint, ConstraintKind, days_value, once_each
from search.mentions import mentions_in
from search.stance import Stance, read
from search.strangers import strangers_in
from search.tokens import tokens_of
from search.when import dates_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from search.mentions import Known, Mention
    from search.stance import Reading
    from search.strangers import Stranger
    from search.tokens import Token
    from search.when import When

_READ_CHARS = 600
"""What is longer is no question but a text; its names are words like any other."""


def recognised(visible: str, asked: str, known: Known) -> tuple[list[Constraint], tuple[tuple[int, int], ...]]:
    """Return constraints on speaker, date and venue, and the spans that only say who speaks ("according to X").

    A speaker is a filter where the phrasing says that they speak ("What did X say", "X's view on"), no constraint
    where they are spoken of ("speeches about X"), else a preference; where the others are asked ("others about X",
    "anyone but X"), what they say themselves is left out. A name that is said to speak and is nobody's is a
    constraint, too. An office ("the mayor") stands for its holder in the first case only; for several holders, up to
    five, it is a preference for all of them, since filtering to one would be a guess and filtering to all would hide
    the one that is meant under another name.

    A date is a filter where the question is after something said, a word ties it ("in", "since"), and the index has
    a transcript of these days; else a preference. "The war in 2008" is a preference, too.

    Args:
        visible: The question, with what is not to be read blanked out.
        asked: The question.
        known: What the index holds.
    """
    tokens = tokens_of(visible[:_READ_CHARS])
    dates = dates_in(visible[:_READ_CHARS])
    spans = {first: after for first, after in (_tokens_of(tokens, each) for each in dates) if after > first}
    taken = frozenset(chain.from_iterable(range(*span) for span in spans.items()))
    mentions, reading = _read(tokens, mentions_in(tokens, taken, known.names), spans)
    strangers = list(strangers_in(tokens, mentions, spans, taken, known.names)) if known.speakers else []
    if strangers:
        reading = _read_with(tokens, mentions, strangers, spans)
    named = taken | frozenset(place for each in mentions for place in range(each.first, each.after))
    found = chain(
        _speakers(tokens, mentions, reading, known, asked),
        _strangers(tokens, strangers, asked),
        _dates(dates, reading, known, asked),
        _venues(tokens, named, known, asked),
    )
    return once_each(found), reading.frames


def _read(tokens: Sequence[Token], mentions: Sequence[Mention], dates: dict[int, int]) -> tuple[list[Mention], Reading]:
    """Read who speaks, first as if all that may be names were, then without those that do not speak."""
    reading = read(tokens, {each.first: each.after for each in mentions}, dates)
    pairs = zip(mentions, reading.stances, strict=True)
    kept = [each for each, stance in pairs if not each.weak or stance is Stance.SPEAKS]
    if len(kept) < len(mentions):
        return kept, read(tokens, {each.first: each.after for each in kept}, dates)
    return kept, reading


def _speakers(
    tokens: Sequence[Token], mentions: Sequence[Mention], reading: Reading, known: Known, asked: str
) -> Iterator[Constraint]:
    for mention, stance in zip(mentions, reading.stances, strict=True):
        if stance is Stance.TOPIC or (mention.weak and stance is not Stance.SPEAKS):
            continue
        start, end = tokens[mention.first].start, _end(tokens[mention.after - 1], asked)
        barred = stance is Stance.BARRED
        kind = ConstraintKind.NOT_SPEAKER if barred else ConstraintKind.SPEAKER
        required = barred or (stance is Stance.SPEAKS and not (mention.office and len(mention.speakers) > 1))
        for number in sorted(mention.speakers):
            name = known.speakers[number]
            yield Constraint(kind, name, asked[start:end], start, end, required)


def _read_with(
    tokens: Sequence[Token], mentions: Sequence[Mention], strangers: Sequence[Stranger], dates: dict[int, int]
) -> Reading:
    """Read who of the known speaks, with strangers among the names: "What did a stranger and X say"."""
    names = {each.first: each.after for each in mentions} | {each.titled: each.after for each in strangers}
    reading = read(tokens, names, dates)
    known = {each.first for each in mentions}
    stances = zip(sorted(names), reading.stances, strict=True)
    return replace(reading, stances=tuple(stance for first, stance in stances if first in known))


def _strangers(tokens: Sequence[Token], strangers: Sequence[Stranger], asked: str) -> Iterator[Constraint]:
    for each in strangers:
        start, end = tokens[each.first].start, _end(tokens[each.after - 1], asked)
        name = asked[start:end]
        yield Constraint(ConstraintKind.STRANGER, name, name, start, end, required=True)


def _dates(dates: Sequence[When], reading: Reading, known: Known, asked: str) -> Iterator[Constraint]:
    asks_for_speech = reading.saying or Stance.SPEAKS in reading.stances
    for number, each in enumerate(dates):
        topical = each.within and number in reading.events
        required = each.tied and asks_for_speech and not topical and known.has_days(each.days)
        text = asked[each.start : each.end]
        yield Constraint(ConstraintKind.DATE, days_value(each.days), text, each.start, each.end, required)


def _venues(tokens: Sequence[Token], taken: frozenset[int], known: Known, asked: str) -> Iterator[Constraint]:
    for place, first, after in known.venues.find(tokens, taken):
        start, end = tokens[place].start, _end(tokens[after - 1], asked)
        words = " ".join(token.base for token in tokens[first:after])
        yield Constraint(ConstraintKind.VENUE, words, asked[start:end], start, end, required=False)


def _tokens_of(tokens: Sequence[Token], date: When) -> tuple[int, int]:
    """Return the range of tokens that a date takes up."""
    inside = [place for place, token in enumerate(tokens) if date.start <= token.start < date.end]
    return (inside[0], inside[-1] + 1) if inside else (0, 0)


def _end(token: Token, asked: str) -> int:
    """Return where a word ends without its possessive ending."""
    if not token.possessive:
        return token.end
    return token.end - (2 if asked[token.end - 1] in "sS" else 1)
