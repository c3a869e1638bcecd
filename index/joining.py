"""The step of a build that looks at the whole corpus: which names are one person, and what speakers.toml says."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from index.errors import MalformedError
from index.names import office_of
from index.near import did_you_mean, nearest
from index.records import Attribution, Kind, Transcript, Turn
from index.speakers import join

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from index.speakers_file import Correction, Declared
    from index.store import PassageStore


def join_speakers(store: PassageStore, declared: Declared) -> set[str]:
    """Give each turn its speaker in the corpus; return the ids of the transcripts that it changed.

    It starts from what the transcripts themselves tell, so that the result does not depend on earlier builds.

    Raises:
        MalformedError: speakers.toml corrects a turn or transcript that is not there; the message names file and line.
    """
    places = {(each.transcript, each.turn): each for each in declared.corrections}
    touched, refused = store.correct({place: each.speaker for place, each in places.items()})
    for place, kind in refused.items():
        if store.head(place[0]) is None:
            raise _no_such_transcript(places[place], [head.id for head in store.heads()])
        raise _no_such_turn(places[place], kind)
    seen = store.voices()
    joined = join((voice for voice, _ in seen), declared)
    changes = {voice: joined[voice].name for voice, now in seen if joined[voice].name != now}
    store.rename(changes)
    store.put_names(joined.items(), declared.roles)
    return touched | {voice.transcript for voice in changes}


def with_declared(transcripts: Iterable[Transcript], declared: Declared) -> tuple[Transcript, ...]:
    """Return transcripts as speakers.toml alone makes them, without a look at the rest of the corpus.

    Raises:
        MalformedError: It corrects a turn that is not there.
    """
    corrections = {(each.transcript, each.turn): each for each in declared.corrections}
    found = []
    for transcript in transcripts:
        turns = list(transcript.turns)
        for position, turn in enumerate(turns):
            places = (transcript.id, office_of(turn.role))
            owner = declared.of_voice(places, turn.as_printed, turn.speaker) if turn.speaker else None
            turns[position] = replace(turn, speaker=owner) if owner else turn
        for (where, position), correction in corrections.items():
            if where == transcript.id:
                turns[position : position + 1] = [_corrected(turns, correction)]
        found.append(replace(transcript, turns=tuple(turns)))
    return tuple(found)


def _corrected(turns: list[Turn], correction: Correction) -> Turn:
    turn = turns[correction.turn] if correction.turn < len(turns) else None
    if turn is None or turn.kind is Kind.STAGE:
        raise _no_such_turn(correction, turn.kind if turn else None)
    kind = Kind.SPEECH if turn.kind is Kind.NARRATION else turn.kind
    return replace(turn, speaker=correction.speaker, role=None, attribution=Attribution.METADATA, kind=kind)


def _no_such_transcript(correction: Correction, known: Sequence[str]) -> MalformedError:
    near = did_you_mean(nearest(correction.transcript, known), "transcripts", len(known))
    return MalformedError(f"{correction.where}: there is no transcript {correction.transcript!r}{near}")


def _no_such_turn(correction: Correction, kind: Kind | None) -> MalformedError:
    what = f"is a {kind} direction, which nobody speaks" if kind else "does not exist; turns count from 0"
    return MalformedError(f"{correction.where}: turn {correction.turn} of transcript {correction.transcript!r} {what}")
