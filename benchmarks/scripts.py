"""Transcripts whose speakers are known, from the open corpora, as scripts that a layout can print."""

from __future__ import annotations

import json
import lzma
import re
from collections.abc import Iterator, Set
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from benchmarks.corpora import DATA

_NAME = re.compile(r"^[A-Z][\w’'-]*[\w](?: (?:de |al-|van |von |bin |El )?[A-Z][\w’'-]*\w){1,2}$")
_NO_NAME = re.compile(
    r"\b(President|Prime|Minister|Head|Chairman|Chair|Governor|Director|CEO|Speech|Question|Remark|Deputy|Commissioner|"
    r"Moderator|Patriarch|King|Mayor|Reply|Answer|Note|Voice|From|Prince|Sheikh|General|Member|Editor|Minute|"
    r"Participant|Pope|Secretary|Cardinal|Sergeant|Colonel|Captain|Major|Academician|Reporter|Host|The)\b"
)
_FOOT = re.compile(r"^(Published in sections?:|Publication date:|Direct link:|Text version$)")
_FLOOR = frozenset(["Question", "Remark"])
_ASIDE_IN_MARKER = re.compile(r"\s*\([^()]*\)")
_CAPITAL = re.compile(r"^[A-Z][^.!?]{2,120}$")
_NO_OFFICE = re.compile(r"^[A-Z]\S*(?: (?:[A-Z]\S*|al-\S+|de|da|di|du|del|der|el|van|von|bin|ibn|al))+$")
_LABEL_LIKE = re.compile(r"^[A-Z][^:.!?]{2,60}: ")


@dataclass(frozen=True, slots=True)
class Voice:
    """Who says a line."""

    name: str | None
    """The person's name, without titles; None for a questioner nobody names."""
    role: str | None = None
    """Office as printed before the name, at this line; for a voice without a name, what it is called if not a question
    ("Remark")."""

    @property
    def surname(self) -> str:
        """The last word of the name."""
        return (self.name or "").split()[-1]


@dataclass(frozen=True, slots=True)
class Line:
    """One turn; narration where there is no voice."""

    voice: Voice | None
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """A transcript to be printed."""

    id: str
    title: str
    date: str
    venue: str | None
    lines: tuple[Line, ...]

    @property
    def people(self) -> frozenset[str]:
        """Names of everybody who speaks."""
        return frozenset(line.voice.name for line in self.lines if line.voice and line.voice.name)


@cache
def kremlin_records() -> dict[str, dict[str, Any]]:
    """Return the Kremlin's transcripts by id."""
    with lzma.open(DATA / "speeches" / "kremlin" / "transcripts.jsonl.xz", "rt", encoding="utf-8") as file:
        return {record["id"]: record for record in map(json.loads, file)}


@cache
def kremlin() -> tuple[Script, ...]:
    """Return the Kremlin's transcripts that several named persons speak in and whose names are clean.

    Left out are those whose markers are in doubt: a "speaker" that is no name, a paragraph that looks like a marker
    that the page does not print in bold, and two persons of one surname.
    """
    scripts = (script_of(record) for record in kremlin_records().values())
    return tuple(script for script in scripts if _usable(script))


def script_of(record: dict[str, Any]) -> Script:
    """Return one of the Kremlin's records as a script, without the foot of the page."""
    lines = []
    for turn in record["turns"]:
        paragraphs = tuple(part.strip() for part in turn["text"].split("\n") if part.strip() and not _FOOT.match(part))
        if paragraphs:
            lines.append(Line(_voice(turn), paragraphs))
    return Script(record["id"], record["title"], record["date"], record.get("venue"), tuple(lines))


def mended(script: Script) -> Script:
    """Return a script with the faults of the records mended that its text betrays.

    Brackets are no part of a name: "Vladimir Putin (Noise in the audience)", "Question (retranslated)". A paragraph
    that begins with the full name of somebody who speaks elsewhere in the script and a colon, with or without an office
    before the name, begins a turn: the page does not print that marker in bold, or not its colon. So 7 turns on 4 of
    the 80 pages are split off: 55842 (2), 56378 (3: "M. Papchenkova", elsewhere in full), 62103 and 63173.
    """
    lines = tuple(replace(line, voice=_without_aside(line.voice)) for line in script.lines)
    names = {line.voice.name for line in lines if line.voice and line.voice.name}
    return replace(script, lines=tuple(part for line in lines for part in _split(line, names)))


def _without_aside(voice: Voice | None) -> Voice | None:
    if voice is None or voice.name is None:
        return voice
    name = _ASIDE_IN_MARKER.sub("", voice.name).strip()
    return _floor(name) if name in (*_FLOOR, "Reply") else replace(voice, name=name)


def _split(line: Line, names: Set[str]) -> Iterator[Line]:
    """Split a turn at each marker in it."""
    voice, paragraphs = line.voice, list[str]()
    for paragraph in line.paragraphs:
        label, _, text = paragraph.partition(":")
        marked = next(filter(None, (_marker(label, name) for name in names)), "")
        if marked and voice is not None:
            if paragraphs:
                yield Line(voice, tuple(paragraphs))
            voice, paragraphs = Voice(marked, label.removesuffix(marked).strip() or None), []
            paragraph = text.strip()
        paragraphs.append(paragraph)
    yield Line(voice, tuple(paragraphs))


def _marker(label: str, name: str) -> str:
    """Return a name as a label prints it, in full or with an initial ("M. Papchenkova"); empty if it is not there."""
    first, *others = name.split()
    forms = (name, f"{first[0]}. {others[-1]}") if others else ()
    fits = (form for form in forms if label == form or (_CAPITAL.match(label) and label.endswith(f" {form}")))
    return next(fits, "")


def persons_of(speaker: str) -> frozenset[str]:
    """Return what is right for a speaker whose name may still hold the office: "Minister of Culture Olga Lyubimova".

    The records take the office off only where the page sets it apart. Right is every end of two words or more that has
    no word for an office and begins with a capital, as words in lower case are no part of a name but for particles
    ("Mohammad bin Salman Al Saud"); if there is none, the whole.
    """
    words = speaker.split()
    ends = (" ".join(words[start:]) for start in range(max(len(words) - 1, 1)))
    return frozenset(end for end in ends if not _NO_NAME.search(end) and _NO_OFFICE.match(end)) or frozenset([speaker])


def _voice(turn: dict[str, Any]) -> Voice | None:
    name = turn["speaker"]
    if name is None:
        return None
    if name in _FLOOR:
        return _floor(name)
    marker = _ASIDE_IN_MARKER.sub("", turn["marker"] or "").strip()
    role = marker.removesuffix(name).strip(" ,") if marker.endswith(name) else ""
    return Voice(name, role or None)


def _floor(called: str) -> Voice:
    return Voice(None, None if called == "Question" else called)


def _usable(script: Script) -> bool:
    names = script.people
    if len(names) < 2 or any(not _NAME.match(name) or _NO_NAME.search(name) for name in names):
        return False
    if len({name.split()[-1].casefold() for name in names}) < len(names):
        return False
    return not any(_marker_in(paragraph) for line in script.lines for paragraph in line.paragraphs)


def _marker_in(paragraph: str) -> bool:
    """Whether a paragraph begins with the name of anybody who speaks in the corpus: a marker not printed in bold."""
    match = _LABEL_LIKE.match(paragraph)
    return match is not None and match[0].rstrip(": ").split()[-1].casefold() in _surnames()


@cache
def _surnames() -> frozenset[str]:
    turns = (turn for record in kremlin_records().values() for turn in record["turns"])
    return frozenset(turn["speaker"].split()[-1].casefold() for turn in turns if turn["speaker"])
