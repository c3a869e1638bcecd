"""The address holds the view: ``?q=…&speaker=…&speaker=…&since=2022-01-01&until=2022-12-31&off=speaker:…``.

And ``&transcript=…&kind=question``, and how what is found is laid out: ``&sort=date&group=speaker&more=10``.

Addresses are typed, shared and tampered with, so reading one never fails: what cannot be used is left out, and a
note says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode

from index import Kind
from index.errors import UnknownSpeakerError, UnknownTranscriptError
from search import Filters
from search.days import read_day
from search.understand import MAX_CHARS, conditions

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from ui.known import Known

PARAMETERS = ("q", "speaker", "since", "until", "transcript", "kind", "off", "sort", "group", "more")
MAX_SPEAKERS = 50
MAX_TRANSCRIPTS = 50
KINDS = (Kind.SPEECH, Kind.QUESTION, Kind.NARRATION)
"""Which kinds of words can be asked for; applause is never found."""
STEP = 10
"""How many passages are shown at first, and how many more each time."""
MAX_MORE = 40
MAX_OFF = 200
"""More than a question of ordinary length has."""
_MAX_NAME_CHARS = 120
_MAX_ID_CHARS = 500
_MAX_DAY_CHARS = 40
_MAX_WORD_CHARS = 20
_BY_SPEAKER = "speaker"
_MAX_CARRIED_CHARS = 1500
"""Of a search that is carried along in the address of a transcript; links with longer ones would swell the page."""
_MAX_KEY_CHARS = MAX_CHARS + 20
"""The longest phrase that a question can hold, and what kind of constraint it is."""


class Sort(StrEnum):
    """In which order passages are shown; the value stands in the address."""

    BEST = "best"
    NEWEST = "date"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True)
class Layout:
    """How what is found is laid out."""

    sort: Sort = Sort.BEST
    by_speaker: bool = False
    """Whether the passages of a speaker stand together."""
    more: int = 0
    """How many passages beyond the first STEP; a multiple of STEP up to MAX_MORE."""


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
    transcripts: tuple[str, ...] = ()
    """Ids."""
    kinds: tuple[Kind, ...] = ()
    layout: Layout = Layout()

    @property
    def filters(self) -> Filters:
        """The filters as the engine takes them."""
        return Filters(self.speakers, self.since, self.until, self.transcripts, self.kinds)

    @property
    def asked(self) -> View:
        """The view without its layout: two that are equal find the same."""
        return replace(self, layout=Layout())


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
        transcripts=_read_transcripts(address.get("transcript", ()), reading),
        kinds=_read_kinds(address.get("kind", ()), reading),
        layout=_read_layout(address, reading),
    )
    return view, tuple(reading.notes)


def write(view: View) -> dict[str, list[str]]:
    """Return the address of a view; what is not set, and a question too long to be asked, is not in it."""
    address = {
        "q": [view.question] if view.question.strip() and len(view.question) <= MAX_CHARS else [],
        "speaker": list(view.speakers),
        "since": [view.since.isoformat()] if view.since else [],
        "until": [view.until.isoformat()] if view.until else [],
        "transcript": list(view.transcripts),
        "kind": [each.value for each in view.kinds],
        "off": list(view.off),
        "sort": [view.layout.sort.value] if view.layout.sort is not Sort.BEST else [],
        "group": [_BY_SPEAKER] if view.layout.by_speaker else [],
        "more": [str(view.layout.more)] if view.layout.more else [],
    }
    return {name: values for name, values in address.items() if values}


def carried(address: Mapping[str, Sequence[str]]) -> str | None:
    """Return the address of a search as one text, to be carried along in another address; None without a question."""
    text = urlencode({name: address[name] for name in PARAMETERS if name in address}, doseq=True)
    return text if address.get("q") and len(text) <= _MAX_CARRIED_CHARS else None


def brought_back(text: str) -> dict[str, list[str]]:
    """Return the address of a search that was carried along, which somebody may have typed: nothing where it is none.

    Only parameters of a search come out, never a path or a host, so that a link made of it stays on our search page.
    """
    if len(text) > _MAX_CARRIED_CHARS:
        return {}
    found = parse_qs(text)
    return {name: found[name] for name in PARAMETERS if name in found} if found.get("q") else {}


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


def _read_transcripts(ids: Sequence[str], reading: _Reading) -> tuple[str, ...]:
    if len(ids) > MAX_TRANSCRIPTS:
        reading.notes.append(
            f"The address names {len(ids):,} transcripts; only the first {MAX_TRANSCRIPTS} were looked at."
        )
    held = {head.id for head in reading.known.transcripts}
    found: dict[str, None] = {}
    for each in filter(str.strip, ids[:MAX_TRANSCRIPTS]):
        if len(each) > _MAX_ID_CHARS and each not in held:
            reading.notes.append(f"A transcript's id of {len(each):,} characters was left out.")
            continue
        try:
            conditions(Filters(transcripts=[each]), (), held)
        except UnknownTranscriptError as error:
            reading.notes.append(f"A transcript was left out: {error}.")
        else:
            found[each] = None
    return tuple(found)


def _read_kinds(values: Sequence[str], reading: _Reading) -> tuple[Kind, ...]:
    known = {each.value: each for each in KINDS}
    for value in dict.fromkeys(filter(str.strip, values[:MAX_OFF])):
        if value not in known:
            reading.notes.append(_unknown("A kind of passage", value, known))
    return tuple(each for each in KINDS if each.value in values)


def _read_layout(address: Mapping[str, Sequence[str]], reading: _Reading) -> Layout:
    """Read how it is laid out; of each the first counts."""
    sort, group, more = (next(iter(address.get(name, ())), "").strip() for name in ("sort", "group", "more"))
    orders = {each.value: each for each in Sort}
    if sort and sort not in orders:
        reading.notes.append(_unknown("An order", sort, orders))
    if group and group != _BY_SPEAKER:
        reading.notes.append(_unknown("A grouping", group, [_BY_SPEAKER]))
    steps = [str(each) for each in range(STEP, MAX_MORE + 1, STEP)]
    if more and more not in steps:
        reading.notes.append(_unknown("A number of further passages", more, steps))
    return Layout(orders.get(sort, Sort.BEST), group == _BY_SPEAKER, int(more) if more in steps else 0)


def _unknown(what: str, value: str, known: Iterable[str]) -> str:
    return f"{what} was left out: there is no '{value[:_MAX_WORD_CHARS]}', only {', '.join(known)}."


def _read_off(keys: Sequence[str], reading: _Reading) -> tuple[str, ...]:
    if len(keys) > MAX_OFF:
        reading.notes.append(f"The address switches {len(keys):,} things off; only the first {MAX_OFF} were looked at.")
    looked_at = list(dict.fromkeys(filter(str.strip, keys[:MAX_OFF])))
    for key in looked_at:
        if len(key) > _MAX_KEY_CHARS:
            reading.notes.append(f"A thing to switch off, of {len(key):,} characters, was left out.")
    return tuple(key for key in looked_at if len(key) <= _MAX_KEY_CHARS)


def _read_day(name: str, address: Mapping[str, Sequence[str]], reading: _Reading) -> dt.date | None:
    found, why = day_in(name, address.get(name, ()), reading.known)
    reading.notes += [why] if why else []
    return found


def day_in(name: str, values: Sequence[str], known: Known) -> tuple[dt.date | None, str]:
    """Return the day that an address gives as "since" or "until", or why it was left out; of several the first."""
    text = next(iter(values), "").strip()
    if not text:
        return None, ""
    try:
        found = read_day(text[:_MAX_DAY_CHARS], last=name == "until")
    except ValueError as error:
        return None, f"The date “{name}” was left out: {error}."
    return (found, "") if known.days else (None, f"The date “{name}” was left out: no transcript has a date.")
