"""Which speaker each turn of one transcript is by: names as printed joined within it, and who answers unnamed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from index.headings import heading_names
from index.labels import is_answerer, is_asker, is_unnamed
from index.names import is_title
from index.people import People, people_in
from index.printed import take_apart
from index.records import Attribution, Kind, Turn

if TYPE_CHECKING:
    from index.documents import Document

_HEAD_BLOCKS = 8


def with_speakers(turns: list[Turn], document: Document) -> tuple[Turn, ...]:
    """Give each turn that prints a name its role and its speaker, joined within the transcript."""
    turns = [replace(turn, kind=Kind.QUESTION) if _asks(turn) else turn for turn in turns]
    people = _people_of_head(document)
    printed = [turn.as_printed for turn in turns if _prints_a_name(turn) and turn.as_printed]
    answerer = document.speaker if any(map(_answers, turns)) else None
    people.resolve([*printed, answerer] if answerer else printed)
    resolved = tuple(_resolved(turn, people) if _prints_a_name(turn) else turn for turn in turns)
    return _with_answerer(resolved, answerer, people)


def _with_answerer(turns: tuple[Turn, ...], printed: str | None, people: People) -> tuple[Turn, ...]:
    """Give what is labelled "A" to the one whom the file names as its speaker, where nobody else is named."""
    if printed is None:
        return turns
    role, name = people.who(printed)
    if {turn.speaker for turn in turns} - {None, name}:
        return turns
    return tuple(_answer(turn, role, name) if _answers(turn) else turn for turn in turns)


def _answers(turn: Turn) -> bool:
    return turn.kind is Kind.SPEECH and turn.speaker is None and is_answerer(turn.as_printed or "")


def _answer(turn: Turn, role: str | None, name: str) -> Turn:
    known = Attribution.METADATA if turn.attribution is Attribution.LABEL else turn.attribution
    return replace(turn, speaker=name, role=turn.role or role, attribution=known)


def _people_of_head(document: Document) -> People:
    """Return whom title, list of people and "President: Ada Korvin" lines name, and who of them speaks."""
    title = document.title or ""
    heads = [title, *(block.text for block in document.blocks[:_HEAD_BLOCKS] if block.turn is None)]
    hosts = [take_apart(printed) for text in heads for printed in heading_names(text)]
    hosts += [person for line in document.people for person in people_in(line) or [take_apart(line)]]
    if document.speaker:
        hosts.append(take_apart(document.speaker))
    named = people_in(title)
    if named and is_title(title.split()[0]):
        hosts.append(named[0])  # "President Berg's press conference"
    return People(head=[*named, *hosts], hosts=hosts)


def _asks(turn: Turn) -> bool:
    """Whether markup names a questioner where others name a person."""
    return (
        turn.kind is Kind.SPEECH and turn.speaker is None and bool(turn.as_printed) and is_asker(turn.as_printed or "")
    )


def _prints_a_name(turn: Turn) -> bool:
    """Whether the speaker is still to be told from what is printed."""
    if turn.kind is not Kind.SPEECH or turn.speaker is not None or turn.as_printed is None:
        return False
    return not is_unnamed(turn.as_printed)


def _resolved(turn: Turn, people: People) -> Turn:
    assert turn.as_printed is not None
    role, name = people.who(turn.as_printed)
    return replace(turn, speaker=name, role=turn.role or role)
