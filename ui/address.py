"""The address holds the view: ``?q=…&speaker=…&speaker=…&since=2022-01-01&until=2022-12-31&off=speaker:…``.

Addresses are typed, shared and tampered with, so reading one never fails: what cannot be used is left out, and a
note says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from index.errors import UnknownSpeakerError
from search import Filters
from search.days import read_day
from search.understand import MAX_CHARS, conditions

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from ui.known import Known

PARAMETERS = ("q", "speaker", "since", "until", "off")
MAX_SPEAKERS = 50
MAX_OFF = 200
"""More than a question of ordinary length has."""
_MAX_NAME_CHARS = 120
_MAX_DAY_CHARS = 40
_MAX_KEY_CHARS = MAX_CHARS + 20
"""The longest phrase that a question can hold, and what kind of constraint it is."""


@dataclass(frozen=True, slots=True)
class View:
    """What is asked, and of what."""

    question: str = ""
    speakers: tuple[str, ...] = ()
    """Canonical names."""
    since: dt.date | None = None
    until: dt.date | None = None
    off: tuple[str, ...] = ()
    """Keys of what was read in the question and is switched off; those of other questions do no harm."""

    @property
    def filters(self) -> Filters:
        """The filters as the engine takes them."""
        return Filters(speakers=self.speakers, since=self.since, until=self.until)


@dataclass(slots=True)
class _Reading:
    known: Known
    notes: list[str] = field(default_factory=list)


def read(address: Mapping[str, Sequence[str]], known: Known) -> tuple[View, tuple[str, ...]]:
    """Return the view that an address describes, and notes on what of it was left out."""
    reading = _Reading(known)
    view = View(
        question=next(iter(address.get("q", ())), ""),
        speakers=_read_speakers(address.get("speaker", ()), reading),
        since=_read_day("since", address, reading),
        until=_read_day("until", address, reading),
        off=_read_off(address.get("off", ()), reading),
    )
    return view, tuple(reading.notes)


def write(view: View) -> dict[str, list[str]]:
    """Return the address of a view; what is not set, and a question too long to be asked, is not in it."""
    address = {
        "q": [view.question] if view.question.strip() and len(view.question) <= MAX_CHARS else [],
        "speaker": list(view.speakers),
        "since": [view.since.isoformat()] if view.since else [],
        "until": [view.until.isoformat()] if view.until else [],
        "off": list(view.off),
    }
    return {name: values for name, values in address.items() if values}


def _read_speakers(names: Sequence[str], reading: _Reading) -> tuple[str, ...]:
    if len(names) > MAX_SPEAKERS:
        reading.notes.append(
            f"The address names {len(names):,} speakers; only the first {MAX_SPEAKERS} were looked at."
        )
    found: dict[str, None] = {}
    for name in filter(str.strip, names[:MAX_SPEAKERS]):
        found |= dict.fromkeys(_called(name, reading))
    return tuple(found)


def _called(name: str, reading: _Reading) -> list[str]:
    """Return the speaker of that very name, else those whom a filter would understand by it."""
    if any(name == each.name for each in reading.known.speakers):
        return [name]
    if len(name) > _MAX_NAME_CHARS:
        reading.notes.append(f"A speaker's name of {len(name):,} characters was left out.")
        return []
    try:
        return sorted(conditions(Filters(speakers=[name]), reading.known.speakers, ()).speakers or ())
    except UnknownSpeakerError as error:
        reading.notes.append(f"A speaker was left out: {error}.")
        return []


def _read_off(keys: Sequence[str], reading: _Reading) -> tuple[str, ...]:
    if len(keys) > MAX_OFF:
        reading.notes.append(f"The address switches {len(keys):,} things off; only the first {MAX_OFF} were looked at.")
    looked_at = list(dict.fromkeys(filter(str.strip, keys[:MAX_OFF])))
    for key in looked_at:
        if len(key) > _MAX_KEY_CHARS:
            reading.notes.append(f"A thing to switch off, of {len(key):,} characters, was left out.")
    return tuple(key for key in looked_at if len(key) <= _MAX_KEY_CHARS)


def _read_day(name: str, address: Mapping[str, Sequence[str]], reading: _Reading) -> dt.date | None:
    text = next(iter(address.get(name, ())), "").strip()
    if not text:
        return None
    try:
        found = read_day(text[:_MAX_DAY_CHARS], last=name == "until")
    except ValueError as error:
        reading.notes.append(f"The date “{name}” was left out: {error}.")
        return None
    if reading.known.days is None:
        reading.notes.append(f"The date “{name}” was left out: no transcript has a date.")
        return None
    return found
