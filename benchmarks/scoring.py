"""How far parsed turns agree with turns whose speakers are known: boundaries, speakers, lost and invented words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.aligning import aligned_in_two
from index.names import folded
from index.records import Attribution, Kind, Turn

_WORD = re.compile(r"\w+")
_ASIDE = re.compile(r"[(\[][^()\[\]]{1,120}[)\]]")
_SPOKEN = frozenset([Kind.SPEECH, Kind.QUESTION])


@dataclass(frozen=True, slots=True)
class Said:
    """A stretch of text whose voice is known."""

    text: str
    names: frozenset[str] = frozenset()
    """Folded names that are right for its voice; empty for narration, stage directions and unnamed voices."""
    kind: Kind = Kind.SPEECH
    turn: int = 0
    """Stretches with one number are one turn that a stage direction interrupts."""
    optional: bool = False
    """A title or a date line: it may be left out of the turns, but nobody says it."""
    free: bool = False
    """Text that is in the file but of which nothing is known; it is aligned and not counted."""
    unnamed: bool = False
    """Said by a crowd or a voice that nobody names: a turn without a speaker is right, too, speech or question."""


class SpokenOnly(tuple[Said, ...]):
    """Gold that claims nothing of what is not said: parsed narration and stage directions are not held against it.

    Its words are looked for in the spoken turns first, and only those not found there in the others.
    """

    __slots__ = ()


@dataclass(slots=True)
class Score:
    """Counts that add up over transcripts; shares are taken at the end."""

    transcripts: int = 0
    gold_starts: int = 0
    parsed_starts: int = 0
    right_starts: int = 0
    words: int = 0
    """Gold words that must be in the parse."""
    spoken: int = 0
    right: int = 0
    misnamed: int = 0
    """The right person, but an office is taken for a part of the name, or the surname stands for the full name."""
    glued: int = 0
    unknown: int = 0
    lost: int = 0
    invented: int = 0
    refused: int = 0
    """Transcripts that the parser refused or failed on; they count as wholly lost."""

    def __iadd__(self, other: Score) -> Score:
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        return self

    def row(self) -> dict[str, Any]:
        """Return the shares, as a row of the table."""
        precision = self.right_starts / max(self.parsed_starts, 1)
        recall = self.right_starts / max(self.gold_starts, 1)
        words = max(self.words, 1)
        row: dict[str, Any] = {
            "transcripts": self.transcripts,
            "turns": self.gold_starts,
            "precision": precision,
            "recall": recall,
            "boundary F1": 2 * precision * recall / (precision + recall) if self.right_starts else 0.0,
            "speaker": self.right / max(self.spoken, 1),
            "misnamed": self.misnamed / words,
            "glued": self.glued / words,
            "unknown": self.unknown / max(self.spoken, 1),
            "lost": self.lost / words,
            "invented": self.invented / words,
        }
        return {**row, "refused": self.refused}


@dataclass(frozen=True, slots=True)
class Problem:
    """One stretch that was not parsed as it should be, for a person to look at."""

    what: str
    gold: str
    parsed: str
    context: str


@dataclass(slots=True)
class _Words:
    """Words of all turns in one row; ``owner[i]`` is the position of the turn that holds word i."""

    words: list[str] = field(default_factory=list)
    owner: list[int] = field(default_factory=list)
    aside: list[bool] = field(default_factory=list)
    first: dict[int, int] = field(default_factory=dict)
    """Turn to its first word; a turn without words is absent."""

    @classmethod
    def of(cls, texts: Iterable[str]) -> _Words:
        row = cls()
        for number, text in enumerate(texts):
            asides = [match.span() for match in _ASIDE.finditer(text)]
            for match in _WORD.finditer(text):
                row.first.setdefault(number, len(row.words))
                row.words.append(match[0].casefold())
                row.owner.append(number)
                row.aside.append(any(start <= match.start() < end for start, end in asides))
        return row


def score(gold: Sequence[Said], turns: Sequence[Turn]) -> tuple[Score, list[Problem]]:
    """Compare one parsed transcript with what is known of it.

    A start of a turn is right when the parse starts a turn at the same word. A voice that goes on after a stage
    direction, a heading or a paragraph of the reporter is no new turn, neither in gold nor in the parse.
    """
    said, heard = _Words.of(each.text for each in gold), _Words.of(turn.text for turn in turns)
    only_said = isinstance(gold, SpokenOnly)
    spoken = [not only_said or turns[owner].kind in _SPOKEN for owner in heard.owner]
    partner = aligned_in_two(said.words, [not gold[owner].free for owner in said.owner], heard.words, spoken)
    result = Score(transcripts=1)
    problems = list(_score_words(result, gold, turns, said, heard, partner))
    problems += _score_starts(result, gold, turns, said, heard, partner)
    found = {position for position in partner if position is not None}
    invented = [i for i in range(len(heard.words)) if i not in found and spoken[i]]
    result.invented = len(invented)
    problems += _runs("invented", ((i, heard, turns[heard.owner[i]], None) for i in invented))
    return result, problems


def _score_words(
    result: Score, gold: Sequence[Said], turns: Sequence[Turn], said: _Words, heard: _Words, partner: list[int | None]
) -> Iterator[Problem]:
    wrong: dict[str, list[tuple[int, _Words, Turn | None, Said | None]]] = {
        "misnamed": [],
        "glued": [],
        "unknown": [],
        "lost": [],
    }
    speakers = [folded(turn.speaker) if turn.speaker else None for turn in turns]
    for position, other in enumerate(partner):
        each = gold[said.owner[position]]
        spoken = each.kind in _SPOKEN and not each.free
        turn = None if other is None else turns[heard.owner[other]]
        verdict = _verdict(each, turn, None if other is None else speakers[heard.owner[other]], said.aside[position])
        result.words += not each.optional and not each.free
        result.spoken += spoken
        result.right += spoken and verdict == "right"
        result.unknown += spoken and verdict == "unknown"
        result.misnamed += verdict == "misnamed"
        result.glued += verdict == "glued"
        result.lost += verdict == "lost"
        if verdict in wrong:
            wrong[verdict].append((position, said, turn, each))
    for what, items in wrong.items():
        yield from _runs(what, items)


def _verdict(gold: Said, turn: Turn | None, speaker: str | None, aside: bool) -> str:
    if gold.free:
        return "free"
    if turn is None:
        return "left out" if gold.optional else "lost"
    if speaker is not None:
        return _of_a_name(gold.names, speaker)
    if gold.unnamed and turn.kind in _SPOKEN:
        return "right"
    if gold.kind not in _SPOKEN or (aside and turn.kind is Kind.STAGE):
        return "right"
    return "right" if not gold.names and turn.kind is gold.kind else "unknown"


def _of_a_name(right: frozenset[str], speaker: str) -> str:
    if speaker in right or speaker.replace(" ", "") in {name.replace(" ", "") for name in right}:
        return "right"
    same = any(f" {speaker}".endswith(f" {name}") or f" {name}".endswith(f" {speaker}") for name in right)
    return "misnamed" if same else "glued"


def _score_starts(
    result: Score, gold: Sequence[Said], turns: Sequence[Turn], said: _Words, heard: _Words, partner: list[int | None]
) -> Iterator[Problem]:
    expected = [said.first[number] for number in _gold_starts(gold, said)]
    back = {other: position for position, other in enumerate(partner) if other is not None}
    seen: set[int] = set()
    for number in _parsed_starts(turns, heard):
        word = heard.first[number]
        last = max(position for position, owner in _tail(heard, word) if owner == number)
        seen.add(next((back[i] for i in range(word, last + 1) if i in back), -1 - word))
    seen = {word for word in seen if word < 0 or not gold[said.owner[word]].free}
    result.gold_starts, result.parsed_starts = len(expected), len(seen)
    result.right_starts = len(seen.intersection(expected))
    for position in sorted(set(expected) - seen):
        each = gold[said.owner[position]]
        other = partner[position]
        yield _problem("start missed", position, said, turns[heard.owner[other]] if other is not None else None, each)
    for position in sorted(seen - set(expected)):
        if position >= 0:
            turn = turns[heard.owner[partner[position] or 0]]
            yield _problem("start invented", position, said, turn, gold[said.owner[position]])


def _tail(row: _Words, start: int) -> Iterator[tuple[int, int]]:
    owner = row.owner[start]
    while start < len(row.owner) and row.owner[start] == owner:
        yield start, owner
        start += 1


def _gold_starts(gold: Sequence[Said], said: _Words) -> Iterator[int]:
    before: Said | None = None
    for number, each in enumerate(gold):
        if each.kind not in _SPOKEN or each.free or number not in said.first:
            continue
        goes_on = before is not None and bool(each.names) and each.names == before.names and not each.unnamed
        same = goes_on or (before is not None and each.turn == before.turn)
        if not same:
            yield number
        before = each


def _parsed_starts(turns: Sequence[Turn], heard: _Words) -> Iterator[int]:
    before: Turn | None = None
    for number, turn in enumerate(turns):
        if turn.kind not in _SPOKEN or number not in heard.first:
            continue
        if before is None or not _goes_on(before, turn):
            yield number
        before = turn


def _goes_on(before: Turn, turn: Turn) -> bool:
    if turn.speaker is not None or before.speaker is not None:
        return turn.speaker == before.speaker
    if turn.attribution is Attribution.CARRIED:
        return True
    return turn.as_printed is None and before.kind is turn.kind


def _runs(what: str, items: Iterable[tuple[int, _Words, Turn | None, Said | None]]) -> Iterator[Problem]:
    """Join neighbouring wrong words into one problem each."""
    last: tuple[int, int] | None = None
    for position, row, turn, gold in items:
        here = (position, row.owner[position])
        if last is None or here != (last[0] + 1, last[1]):
            yield _problem(what, position, row, turn, gold)
        last = here


def _problem(what: str, position: int, row: _Words, turn: Turn | None, gold: Said | None) -> Problem:
    before = " ".join(row.words[max(0, position - 10) : position])
    after = " ".join(row.words[position : position + 14])
    expected = "—" if gold is None else f"{gold.kind} {'/'.join(sorted(gold.names)) or None}"
    parsed = "—" if turn is None else f"{turn.kind} {turn.speaker} ({turn.attribution}, {turn.as_printed!r})"
    return Problem(what, expected, parsed, f"{before} ▸ {after}")
