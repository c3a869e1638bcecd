"""A question and the reply that follows it in the transcript, found from either side."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.errors import UnknownPassageError
from index.records import Kind
from search.quoting import asks
from search.topics.results import Exchange, Said

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from index.records import Passage, Turn
    from index.store import PassageStore

    Positions = tuple[int, ...]

MOST_PASSAGES = 12
"""Of each side that are handed out."""
_ASIDE_WORDS = 12
"""Up to so many words of the reporter's own are a remark in between; more of them begin something new."""
_LINE_WORDS = 8
"""Up to so many words are a line of the chair's."""
_MOST_SKIPPED = 4
"""Turns between question and reply."""

_WORDS = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*")
_INVITES = frozenset("please ahead floor proceed respond reply".split())
"""One of these words makes a short line an invitation to speak."""
_COURTESY = _INVITES | frozenset(
    """
    thank thanks you very much so go on the is yours your have has may now then over to turn all right well okay ok
    and could would can will answer question mr mrs ms dr sir madam minister senator president chair councillor
    """.split()
)
"""What such a line may hold beside names."""


def exchange(store: PassageStore, passage: Passage) -> Exchange | None:
    """Return the exchange that a passage is part of, or None; a counter-question is asked for as a question."""
    transcript = store.transcript(passage.transcript_id)
    if transcript is None:
        return None
    turns, here = transcript.turns, passage.turn
    ways = (reply_to, question_before) if _is_question(passage.kind, passage.text) else (question_before, reply_to)
    sides = next((found for way in ways if (found := way(turns, here))), None)
    if sides is None:
        return None
    first, last = sides[0][0], sides[1][-1]
    spoken = store.passages_in_turns(transcript.id, first, last)
    last_of_question, first_of_reply = slice(-MOST_PASSAGES, None), slice(MOST_PASSAGES)
    question = _said(turns, sides[0], spoken, last_of_question)
    return Exchange(transcript.head, question, _said(turns, sides[1], spoken, first_of_reply))


def passage_by_id(store: PassageStore, passage_id: int) -> Passage:
    """Return a passage.

    Raises:
        UnknownPassageError: No passage has this id.
    """
    found = store.passages([passage_id]) if 0 <= passage_id < 2**63 else {}
    if passage_id not in found:
        raise UnknownPassageError(f"passage {passage_id} is not in the index")
    return found[passage_id]


def reply_to(turns: Sequence[Turn], asking: int) -> tuple[Positions, Positions] | None:
    """Return the turns of a question and those of the reply to it, or None.

    A question is a turn of kind QUESTION, or one that ends with a question mark. The reply is what the next other voice
    says. Skipped are stage directions, short remarks of the reporter, and a chair's lines that only give the floor
    ("Please.", "Go ahead, Minister."); after a turn of kind QUESTION also bare thanks. There is no reply when the
    questioner goes on, when another questioner comes in, or when something else begins. Two voices of which nothing is
    known cannot be told apart.

    Args:
        turns: All turns of a transcript.
        asking: The position of a turn of the question.
    """
    question = _run(turns, asking)
    last = turns[question[-1]]
    if last.kind not in (Kind.SPEECH, Kind.QUESTION) or not _is_question(last.kind, last.text):
        return None
    following = range(question[-1] + 1, min(len(turns), question[-1] + 2 + _MOST_SKIPPED))
    for position in following:
        turn = turns[position]
        if _is_aside(turn) or (_voice(turn) != _voice(last) and _gives_floor(turn, thanks=last.kind is Kind.QUESTION)):
            continue
        other = turn.kind is Kind.SPEECH and _voice(turn) != _voice(last)
        return (question, _run(turns, position)) if other else None
    return None


def question_before(turns: Sequence[Turn], replying: int) -> tuple[Positions, Positions] | None:
    """Return the turns of the question that a turn replies to, and those of the reply; or None.

    It is the question whose :func:`reply_to` is this turn.
    """
    first = _run(turns, replying)[0]
    for position in range(first - 1, max(-1, first - 2 - _MOST_SKIPPED), -1):
        found = None if _is_aside(turns[position]) else reply_to(turns, position)
        if found is not None:
            return found if replying in found[1] else None
    return None


def _is_question(kind: Kind, text: str) -> bool:
    return kind is Kind.QUESTION or asks(text)


def _voice(turn: Turn) -> tuple[str | None, Kind | None]:
    """Return what tells one voice from another: a name, else what is printed and whether it asks."""
    return (turn.speaker, None) if turn.speaker else (turn.as_printed, turn.kind)


def _run(turns: Sequence[Turn], position: int) -> Positions:
    """Return the turns of one voice around a position, which nothing but stage directions parts."""
    voice = _voice(turns[position])
    if turns[position].kind in (Kind.STAGE, Kind.NARRATION):
        return (position,)
    before = _same(turns, range(position - 1, -1, -1), voice)
    return (*reversed(before), position, *_same(turns, range(position + 1, len(turns)), voice))


def _same(turns: Sequence[Turn], positions: Iterable[int], voice: tuple[str | None, Kind | None]) -> list[int]:
    found = []
    for position in positions:
        if turns[position].kind is Kind.STAGE:
            continue
        if _voice(turns[position]) != voice:
            break
        found.append(position)
    return found


def _is_aside(turn: Turn) -> bool:
    """Tell whether a turn is nobody's speech: a stage direction, or a short remark of the reporter."""
    short = len(_WORDS.findall(turn.text)) <= _ASIDE_WORDS
    return turn.kind is Kind.STAGE or (turn.kind is Kind.NARRATION and short)


def _gives_floor(turn: Turn, *, thanks: bool) -> bool:
    """Tell whether a turn only invites another voice to speak; where ``thanks``, also whether it only thanks."""
    words = _WORDS.findall(turn.text)
    if turn.kind is not Kind.SPEECH or len(words) > _LINE_WORDS or asks(turn.text):
        return False
    lower = [word.lower() for word in words]
    invites = not _INVITES.isdisjoint(lower) or (thanks and lower[:1] in (["thank"], ["thanks"]))
    return invites and all(
        low in _COURTESY or (n > 0 and word[:1].isupper())
        for n, (word, low) in enumerate(zip(words, lower, strict=True))
    )


def _said(turns: Sequence[Turn], positions: Positions, spoken: Sequence[Passage], kept: slice) -> Said:
    turn = turns[positions[0]]
    said = [each for each in spoken if each.turn in positions]
    passages = tuple(said[kept])
    return Said(turn.speaker, turn.role, turn.kind, positions, passages, len(said) - len(passages))
