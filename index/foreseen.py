"""Who the speakers of transcripts that are handed in would be in the corpus, told before anything is kept.

It is found by the very rules of a build, over the voices of the index and those of the transcripts together.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.likely_same import links
from index.names import folded
from index.printed import take_apart
from index.records import Kind, Speaker
from index.speakers import DECLARED, Voice, join
from index.store import PassageStore

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from index.records import Transcript, Turn
    from index.speakers import Joined
    from index.speakers_file import Declared

    Place = tuple[str, str]
    """Id of a transcript, and a name in it."""

SAME = "the same name"
_DECLARED = f"an alias in {DECLARED}"


@dataclass(frozen=True, slots=True)
class Foreseen:
    """Who a name of a transcript would be."""

    name: str
    """What the speaker would be called."""
    how: str
    """How that is known; empty where the name is new."""
    now: tuple[str, ...] = ()
    """The speakers of the index who this is, as they are called now; nobody where the name is new."""
    perhaps: tuple[str, ...] = ()
    """Speakers of the index who are likely the same, though no rule says so."""


def foreseen(
    known: Sequence[tuple[Voice, str]], transcripts: Iterable[Transcript], declared: Declared
) -> dict[Place, Foreseen]:
    """Return who each name of some transcripts would be, by transcript and name.

    Args:
        known: The voices of the index, and who each is now.
        transcripts: What would be added.
        declared: What speakers.toml says.
    """
    fresh = {voice: place for each in transcripts for place, voice in _voices(each)}
    joined = join([*(voice for voice, _ in known), *fresh], declared)
    owners: defaultdict[str, dict[str, str | None]] = defaultdict(dict)
    for voice, now in known:
        owners[joined[voice].name].setdefault(now, joined[voice].rule)
    found: dict[Place, Foreseen] = {}
    for voice, place in fresh.items():
        who = joined[voice]
        owned = owners.get(who.name, {})
        turned = None if who.name in owned else next((rule for rule in owned.values() if rule), None)
        how = (turned or _how(voice, who, declared)) if owned else ""
        found.setdefault(place, Foreseen(who.name, how, tuple(owned)))
    return found


def with_likely(
    found: Mapping[Place, Foreseen], speakers: Iterable[Speaker], days: Mapping[str, tuple[dt.date, dt.date]]
) -> dict[Place, Foreseen]:
    """Return the same, with those whom new names are likely the same as."""
    new = {each.name for each in found.values() if not each.now}
    everybody = [*speakers, *(Speaker(name) for name in sorted(new))]
    likely: defaultdict[str, list[str]] = defaultdict(list)
    for link in links(everybody, days) if new else ():
        for one, other in ((link.one.name, link.other.name), (link.other.name, link.one.name)):
            if one in new and other not in new:
                likely[one].append(other)
    return {place: replace(each, perhaps=tuple(likely.get(each.name, ()))) for place, each in found.items()}


def voices_in(store: Path) -> list[tuple[Voice, str]]:
    """Return the voices of a sealed passages.sqlite, and who each is.

    Raises:
        IndexDamagedError: It cannot be read.
    """
    with closing(PassageStore(store.resolve(), read_only=True)) as held:
        return held.voices()


def _voices(transcript: Transcript) -> Iterator[tuple[Place, Voice]]:
    """Yield the names of a transcript with a voice for each form in which it is printed, the usual form first."""
    turns: defaultdict[tuple[str, str | None, str | None], list[Turn]] = defaultdict(list)
    for turn in transcript.turns:
        if turn.speaker:
            turns[turn.speaker, turn.as_printed, turn.role].append(turn)
    for (name, printed, role), said in sorted(turns.items(), key=lambda each: -len(each[1])):
        asks = all(turn.kind is Kind.QUESTION for turn in said)
        yield (transcript.id, name), Voice(transcript.id, name, printed, role, transcript.date, asks)


def _how(voice: Voice, who: Joined, declared: Declared) -> str:
    if who.rule is not None:
        return _DECLARED if who.rule == DECLARED else who.rule
    printed = voice.printed or voice.name
    if declared.canonical(printed) == who.name and folded(printed) != folded(who.name):
        return _DECLARED
    taken = take_apart(printed)
    return f"the office “{printed}” in this transcript, and {SAME}" if taken.office_only else SAME
