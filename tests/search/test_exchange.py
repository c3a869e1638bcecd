"""Questions and the replies to them, and the turns around a passage."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from helpers import write_files

from index import Kind, build
from index.embedders import HashedWordsEmbedder
from index.errors import QueryError, UnknownPassageError
from index.records import Turn
from search import SpeechSearch
from search.topics.exchange import MOST_PASSAGES, question_before, reply_to

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

ADA, TOBIN, CHAIR = "Ada Korvin", "Tobin Ashgrove", "Edda Quillfeather"
COST, THREE = "What does a ticket to the island cost?", "A ticket costs three crowns."


def said(speaker: str | None, text: str) -> Turn:
    return Turn(text, speaker=speaker)


def asked(text: str, speaker: str | None = None) -> Turn:
    return Turn(text, speaker=speaker, as_printed=speaker or "Question", kind=Kind.QUESTION)


def stage(text: str = "(Laughter.)") -> Turn:
    return Turn(text, kind=Kind.STAGE)


def told(text: str) -> Turn:
    return Turn(text, kind=Kind.NARRATION)


LONG_TALE = "After the ceremony the guests went on board, where the band of the harbour played until the sun had set."


@pytest.mark.parametrize(
    ("turns", "question", "reply"),
    [
        ([asked(COST), said(ADA, THREE)], (0,), (1,)),
        ([said(TOBIN, "I wonder. " + COST), said(ADA, THREE)], (0,), (1,)),
        ([said(TOBIN, "“" + COST + "”"), said(ADA, THREE)], (0,), (1,)),
        ([asked("Tell us about the fares."), said(ADA, THREE)], (0,), (1,)),
        ([asked(COST), said(None, THREE)], (0,), (1,)),
        # stage directions and short remarks of the reporter
        ([asked(COST), stage(), said(ADA, THREE)], (0,), (1 + 1,)),
        ([asked(COST), told("The mayor laughs."), said(ADA, THREE)], (0,), (2,)),
        ([asked(COST), said(ADA, THREE), stage(), said(ADA, "Children pay less.")], (0,), (1, 3)),
        ([asked("A question."), stage(), asked(COST), said(ADA, THREE)], (0, 2), (3,)),
        # lines of the chair
        ([asked(COST), said(CHAIR, "Please."), said(ADA, THREE)], (0,), (2,)),
        ([asked(COST), said(CHAIR, "Go ahead, Minister Korvin."), said(ADA, THREE)], (0,), (2,)),
        ([asked(COST), said(CHAIR, "Thank you."), said(ADA, THREE)], (0,), (2,)),
        ([said(TOBIN, COST), said(CHAIR, "Councillor Korvin, please."), said(ADA, THREE)], (0,), (2,)),
        ([asked(COST), stage(), said(CHAIR, "The floor is yours."), stage(), said(ADA, THREE)], (0,), (4,)),
        # what looks like such a line, and is a reply
        ([asked(COST), said(ADA, "Three."), said(TOBIN, "Four.")], (0,), (1,)),
        ([said(TOBIN, COST), said(ADA, "Please do not ask."), said(TOBIN, "Well.")], (0,), (1,)),
        ([said(TOBIN, "Will you sign?"), said(ADA, "Yes, please."), said(TOBIN, "Here.")], (0,), (1,)),
        ([said(TOBIN, "Will you sign?"), said(ADA, "Thank you."), said(CHAIR, "Next.")], (0,), (1,)),
        # a reply that asks back
        ([asked(COST), said(ADA, "What would you pay?")], (0,), (1,)),
    ],
)
def test_a_question_and_its_reply_are_found_from_either_side(
    turns: Sequence[Turn], question: tuple[int, ...], reply: tuple[int, ...]
) -> None:
    for position in question:
        assert reply_to(turns, position) == (question, reply)
    for position in reply:
        assert question_before(turns, position) == (question, reply)


@pytest.mark.parametrize(
    "turns",
    [
        [asked(COST)],
        [said(TOBIN, "The ferry sails."), said(ADA, THREE)],
        [said(TOBIN, COST + " I do not know."), said(ADA, THREE)],
        [said(TOBIN, COST), stage(), said(TOBIN, "Three crowns.")],
        [said(None, COST), said(None, THREE)],
        [asked(COST), asked("And by night?", speaker=TOBIN)],
        [asked(COST), told(LONG_TALE), said(ADA, THREE)],
        [asked(COST), said(CHAIR, "Please.")],
        [asked(COST), said(CHAIR, "Please."), asked("It was about the ferry.")],
        [asked(COST), *[stage()] * 5, said(ADA, THREE)],
        [stage("(Who comes there?)"), said(ADA, THREE)],
        [told("Who comes there?"), said(ADA, THREE)],
    ],
)
def test_where_nobody_replies_there_is_no_exchange(turns: Sequence[Turn]) -> None:
    assert [reply_to(turns, position) for position in range(len(turns))] == [None] * len(turns)
    assert [question_before(turns, position) for position in range(len(turns))] == [None] * len(turns)


def test_a_line_of_the_chairs_is_of_no_exchange() -> None:
    turns = [asked(COST), said(CHAIR, "Please."), said(ADA, THREE), said(CHAIR, "Thank you. We close.")]

    assert [reply_to(turns, n) or question_before(turns, n) for n in (1, 3)] == [None, None]


# -- through the engine ----------------------------------------------------------------------------------------------


def engine_of(folder: Path, **transcripts: list[dict[str, Any]]) -> SpeechSearch:
    files = {f"{name}.json": json.dumps({"turns": turns}) for name, turns in transcripts.items()}
    build([write_files(folder / "src", files)], folder / "i.index", embedder=HashedWordsEmbedder())
    return SpeechSearch.open(folder / "i.index", embedder=HashedWordsEmbedder())


def passage(engine: SpeechSearch, text: str, transcript: str = "a") -> int:
    (found,) = (each for each in engine.passages_of(transcript) if each.text == text)
    return found.id


@pytest.fixture
def ferry(tmp_path: Path) -> SpeechSearch:
    return engine_of(
        tmp_path,
        a=[
            {"speaker": ADA, "role": "Mayor", "text": "The ferry sails from Monday."},
            {"kind": "question", "text": "I live on the island.\n\n" + COST},
            {"kind": "stage", "text": "(Laughter.)"},
            {"speaker": ADA, "role": "Mayor", "text": THREE + "\n\nWhy so much? Because coal is dear."},
            {"speaker": TOBIN, "text": "The wall needs granite."},
        ],
        b=[{"speaker": TOBIN, "text": "That was my speech on ferries."}],
    )


@pytest.mark.parametrize("text", ["I live on the island.", COST, THREE, "Why so much? Because coal is dear."])
def test_every_passage_of_an_exchange_leads_to_it(ferry: SpeechSearch, text: str) -> None:
    found = ferry.reply(passage(ferry, text))

    assert found is not None
    assert found.transcript.id == "a"
    assert (found.question.speaker, found.question.kind, found.question.turns) == (None, Kind.QUESTION, (1,))
    assert [each.text for each in found.question.passages] == ["I live on the island.", COST]
    assert (found.reply.speaker, found.reply.role, found.reply.turns) == (ADA, "Mayor", (3,))
    assert [each.text for each in found.reply.passages] == [THREE, "Why so much? Because coal is dear."]
    assert (found.question.omitted, found.reply.omitted) == (0, 0)


@pytest.mark.parametrize("text", ["The ferry sails from Monday.", "(Laughter.)", "The wall needs granite."])
def test_other_passages_are_of_no_exchange(ferry: SpeechSearch, text: str) -> None:
    assert ferry.reply(passage(ferry, text)) is None


def test_an_exchange_never_crosses_transcripts(tmp_path: Path) -> None:
    engine = engine_of(tmp_path, a=[{"speaker": ADA, "text": COST}], b=[{"speaker": TOBIN, "text": THREE}])

    assert engine.reply(passage(engine, COST)) is None
    assert engine.reply(passage(engine, THREE, "b")) is None


def test_a_counter_question_leads_to_its_own_reply_and_the_rest_of_its_turn_to_what_it_answers(tmp_path: Path) -> None:
    back = "What would you pay for it?"
    engine = engine_of(
        tmp_path,
        a=[
            {"speaker": TOBIN, "text": COST},
            {"speaker": ADA, "text": f"{THREE}\n\n{back}"},
            {"speaker": TOBIN, "text": "Two crowns at most."},
        ],
    )

    first, second = engine.reply(passage(engine, THREE)), engine.reply(passage(engine, back))
    assert first is not None
    assert second is not None
    assert (first.question.turns, first.reply.turns) == ((0,), (1,))
    assert (second.question.turns, second.reply.turns) == ((1,), (2,))


def test_long_sides_are_cut_where_they_are_farthest_from_each_other(tmp_path: Path) -> None:
    asks = [f"Point number {n} is a matter of concern." for n in range(MOST_PASSAGES + 1)] + [COST]
    replies = [f"Ticket number {n} costs three crowns." for n in range(MOST_PASSAGES + 3)]
    engine = engine_of(
        tmp_path,
        a=[{"speaker": TOBIN, "text": "\n\n".join(asks)}, {"speaker": ADA, "text": "\n\n".join(replies)}],
    )

    found = engine.reply(passage(engine, COST))

    assert found is not None
    assert [each.text for each in found.question.passages] == asks[2:]
    assert [each.text for each in found.reply.passages] == replies[:MOST_PASSAGES]
    assert (found.question.omitted, found.reply.omitted) == (2, 3)


def test_what_is_too_short_to_be_found_by_meaning_is_of_an_exchange_too(tmp_path: Path) -> None:
    engine = engine_of(tmp_path, a=[{"speaker": TOBIN, "text": COST}, {"speaker": ADA, "text": "Three."}])

    found = engine.reply(passage(engine, "Three."))

    assert found is not None
    assert [each.text for each in found.question.passages] == [COST]


@pytest.mark.parametrize("unknown", [0, -1, 2**63])
def test_a_passage_that_is_not_there_is_told(ferry: SpeechSearch, unknown: int) -> None:
    with pytest.raises(UnknownPassageError, match=f"passage {unknown} is not in the index"):
        ferry.reply(unknown)
    with pytest.raises(UnknownPassageError, match=f"passage {unknown} is not in the index"):
        ferry.context(unknown)


# -- the turns around ------------------------------------------------------------------------------------------------


def around(engine: SpeechSearch, text: str, **turns: int) -> list[int]:
    return [each.turn for each in engine.context(passage(engine, text), **turns)]


def test_context_counts_in_turns_and_holds_all_of_its_own(ferry: SpeechSearch) -> None:
    assert around(ferry, COST) == [0, 1, 1, 2]
    assert around(ferry, COST, before=0, after=0) == [1, 1]
    assert around(ferry, COST, before=0, after=2) == [1, 1, 2, 3, 3]
    assert around(ferry, THREE, before=3, after=9) == [0, 1, 1, 2, 3, 3, 4]


def test_context_takes_a_passage_or_its_id(ferry: SpeechSearch) -> None:
    for each in ferry.passages_of("a"):
        assert ferry.context(each) == ferry.context(each.id)


def test_context_of_a_passage_whose_transcript_is_gone_is_empty(ferry: SpeechSearch, tmp_path: Path) -> None:
    (gone,) = ferry.passages_of("b")
    (tmp_path / "src" / "b.json").unlink()
    build([tmp_path / "src"], tmp_path / "i.index", embedder=HashedWordsEmbedder())

    assert ferry.context(gone) == []
    with pytest.raises(UnknownPassageError, match="is not in the index"):
        ferry.context(gone.id)


def test_less_than_no_turn_cannot_be_shown(ferry: SpeechSearch) -> None:
    with pytest.raises(QueryError, match="-1 turns around a passage cannot be shown; ask for 0 or more"):
        ferry.context(passage(ferry, COST), before=-1)
