"""What a file that was handed in holds, as a build would read it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from index.formats.sniff import ARCHIVE
from index.library import UPLOADS
from ui.cards import UNNAMED
from ui.facts import dated, dotted
from ui.known import counted
from ui.places import Place, href
from ui.safe import Html, element, together
from ui.voices import KNOWN_BY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from index import Transcript, Turn
    from index.foreseen import Foreseen
    from index.intake import Upload


@dataclass(frozen=True, slots=True)
class Who:
    """Who the speakers of files would be in the library."""

    foreseen: Mapping[tuple[str, str], Foreseen]
    """By transcript and name."""
    turns: Mapping[str, int]
    """Of the speakers of the library."""

    def of(self, transcript: str, name: str) -> Foreseen | None:
        """Return who a name of a transcript would be; None where that is not known."""
        return self.foreseen.get((transcript, name))

    def linked(self, name: str) -> Html:
        """Return the name of a speaker of the library, which leads to what they say."""
        link = element("a", name, href=href(Place.SPEAKERS, {"name": name}))
        return element("bdi", link)


NOBODY = Who({}, {})
MOST_TRANSCRIPTS = 10
MOST_SPEAKERS = 12
MOST_WARNINGS = 20
FIRST_TURNS = 4
MOST_CHARS = 300
"""Of a turn."""


def upload_card(upload: Upload, known: Mapping[str, str], same: str | None = None, who: Who = NOBODY) -> Html:
    """Return what a file holds, or why it cannot be taken.

    Args:
        upload: The file.
        known: Ids of the transcripts of the index, with the files that gave them.
        same: The file that is there already and holds the very same, for which this one is left out.
        who: Who its speakers would be in the library.
    """
    name = element("h4", element("bdi", upload.shown))
    if upload.parsed is None:
        return element("section", name, element("p", f"Cannot be added: {upload.refused}."), look="upload refused")
    transcripts = upload.parsed.transcripts
    if same:
        told = element("p", "Left out: an identical file is already there, as ", element("bdi", same), ".")
        return element("section", name, told, look="upload same")
    warnings = _taken(upload, transcripts, known)
    parts = [name]
    if len(transcripts) > 1:
        parts.append(element("p", counted(len(transcripts), "transcript"), look="count"))
    parts += [_transcript(each, who) for each in transcripts[:MOST_TRANSCRIPTS]]
    if len(transcripts) > MOST_TRANSCRIPTS:
        parts.append(element("p", f"and {len(transcripts) - MOST_TRANSCRIPTS:,} more", look="aside"))
    of_members = upload.parsed.source.format == ARCHIVE
    parts.append(_warnings([*warnings, *upload.parsed.warnings], "notes members" if of_members else "notes"))
    return element("section", *parts, look="upload")


def _taken(upload: Upload, transcripts: Iterable[Transcript], known: Mapping[str, str]) -> list[str]:
    """Return which ids other files have; a build would skip the file for that.

    An id that is but the name of a file of the same name is no matter: of two that are kept, one gets another name.
    """
    path = PurePosixPath(UPLOADS, upload.name)
    by_name = path.with_suffix("").as_posix()
    return [
        f"{known[each.id]} already has a transcript with this one’s id, {each.id}. This file would be left out of the "
        "index unless that one is replaced or removed."
        for each in transcripts
        if each.id in known and not (known[each.id] == path.as_posix() and each.id.partition("#")[0] == by_name)
    ]


def _warnings(texts: list[str], look: str) -> Html:
    """Return what is remarked; "notes members" for texts that begin with the name of a member."""
    if not texts:
        return Html()
    listed = [element("li", each) for each in texts[:MOST_WARNINGS]]
    if len(texts) > MOST_WARNINGS:
        listed.append(element("li", f"and {len(texts) - MOST_WARNINGS:,} more"))
    return element("div", element("p", counted(len(texts), "warning")), element("ul", *listed), look=look)


def _transcript(transcript: Transcript, who: Who) -> Html:
    """Return title and date, who speaks how often, how that is known, and how it begins."""
    venue = element("bdi", transcript.venue) if transcript.venue else None
    facts = dotted((dated(transcript.date), venue, counted(len(transcript.turns), "turn")))
    speakers = Counter(_voice(turn) for turn in transcript.turns)
    ways = Counter(turn.attribution for turn in transcript.turns if turn.speaker)
    known = ", ".join(f"{KNOWN_BY[way][0]} ({count:,})" for way, count in ways.most_common())
    turns = (element("li", _turn(turn, transcript.language)) for turn in transcript.turns[:FIRST_TURNS])
    return element(
        "div",
        element("p", element("bdi", transcript.title or transcript.id), look="title"),
        element("p", facts, look="where"),
        element("p", "Who speaks: ", _counted(speakers), look="speaks"),
        element("p", f"How that is known: {known}", look="aside") if known else Html(),
        _in_the_library(transcript, who),
        element("details", element("summary", "How it begins"), element("ul", *turns), look="fold begins"),
        look="looked-at",
    )


def _in_the_library(transcript: Transcript, who: Who) -> Html:
    """Return for each speaker whom of the library they would be taken for, and who is new to it."""
    names = Counter(turn.speaker for turn in transcript.turns if turn.speaker)
    seen = [(name, found) for name, _ in names.most_common() if (found := who.of(transcript.id, name))]
    held = [element("li", _taken_for(name, found, who)) for name, found in seen if found.now]
    new = [element("li", _new(name, found, who)) for name, found in seen if not found.now and found.perhaps]
    plain = [element("bdi", found.name) for _, found in seen if not found.now and not found.perhaps]
    listed = [*held, *new][:MOST_SPEAKERS]
    if len(held) + len(new) > MOST_SPEAKERS:
        listed.append(element("li", f"and {len(held) + len(new) - MOST_SPEAKERS:,} more"))
    if plain:
        listed.append(element("li", "New to this library: ", _commas(plain[:MOST_SPEAKERS]), _more(plain), "."))
    return element("ul", *listed, look="aside") if listed else Html()


def _taken_for(name: str, found: Foreseen, who: Who) -> Html:
    now = together([_commas([who.linked(each) for each in found.now])])
    turns = counted(sum(who.turns.get(each, 0) for each in found.now), "turn")
    called = [" From then on called ", element("bdi", found.name), "."] if found.name not in found.now else []
    told = f", who has {turns} in this library ({found.how})."
    return together([element("bdi", name), ": taken for ", now, told, *called])


def _new(name: str, found: Foreseen, who: Who) -> Html:
    like = _commas([together([who.linked(each), f" ({counted(who.turns[each], 'turn')})"]) for each in found.perhaps])
    return together([element("bdi", name), ": new to this library; perhaps the same as ", like, "."])


def _more(names: Sequence[str]) -> str:
    return f" and {len(names) - MOST_SPEAKERS:,} more" if len(names) > MOST_SPEAKERS else ""


def _commas(parts: Sequence[Html]) -> Html:
    return together([*parts[:1], *(piece for each in parts[1:] for piece in (", ", each))])


def _voice(turn: Turn) -> str:
    return turn.speaker or UNNAMED[turn.kind][0]


def _counted(speakers: Counter[str]) -> Html:
    shown = [together([element("bdi", name), f" ({turns:,})"]) for name, turns in speakers.most_common(MOST_SPEAKERS)]
    return together([_commas(shown), _more(list(speakers))])


def _turn(turn: Turn, language: str | None) -> Html:
    text = turn.text if len(turn.text) <= MOST_CHARS else f"{turn.text[:MOST_CHARS].rstrip()} …"
    by = [element("bdi", _voice(turn)), f" · {KNOWN_BY[turn.attribution][0]}" if turn.speaker else ""]
    return together([element("p", *by, look="voice"), element("div", text, look="text", language=language or "")])
