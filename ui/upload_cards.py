"""What a file that was handed in holds, as a build would read it."""

from __future__ import annotations

from collections import Counter
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from index.formats.sniff import ARCHIVE
from index.library import UPLOADS
from ui.cards import UNNAMED
from ui.facts import dated, dotted
from ui.known import counted
from ui.safe import Html, element, together
from ui.voices import KNOWN_BY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from index import Transcript, Turn
    from index.intake import Upload

MOST_TRANSCRIPTS = 10
MOST_SPEAKERS = 12
MOST_WARNINGS = 20
FIRST_TURNS = 4
MOST_CHARS = 300
"""Of a turn."""


def upload_card(upload: Upload, known: Mapping[str, str], same: str | None = None) -> Html:
    """Return what a file holds, or why it cannot be taken.

    Args:
        upload: The file.
        known: Ids of the transcripts of the index, with the files that gave them.
        same: The file that is there already and holds the very same, for which this one is left out.
    """
    name = element("h4", element("bdi", upload.shown))
    if upload.parsed is None:
        return element("section", name, element("p", f"Not taken: {upload.refused}."), look="upload refused")
    transcripts = upload.parsed.transcripts
    if same:
        told = element("p", "Left out: the very same is there already, as ", element("bdi", same), ".")
        return element("section", name, told, look="upload same")
    warnings = _taken(upload, transcripts, known)
    parts = [name]
    if len(transcripts) > 1:
        parts.append(element("p", counted(len(transcripts), "transcript"), look="count"))
    parts += [_transcript(each) for each in transcripts[:MOST_TRANSCRIPTS]]
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
        f"The id {each.id} of this transcript is taken by {known[each.id]}: a build would leave this file out, unless "
        "that one is replaced or removed."
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


def _transcript(transcript: Transcript) -> Html:
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
        element("details", element("summary", "How it begins"), element("ul", *turns), look="fold begins"),
        look="looked-at",
    )


def _voice(turn: Turn) -> str:
    return turn.speaker or UNNAMED[turn.kind][0]


def _counted(speakers: Counter[str]) -> Html:
    shown = [together([element("bdi", name), f" ({turns:,})"]) for name, turns in speakers.most_common(MOST_SPEAKERS)]
    more = len(speakers) - MOST_SPEAKERS
    listed = together([*shown[:1], *(piece for each in shown[1:] for piece in (", ", each))])
    return together([listed, f" and {more:,} more"]) if more > 0 else listed


def _turn(turn: Turn, language: str | None) -> Html:
    text = turn.text if len(turn.text) <= MOST_CHARS else f"{turn.text[:MOST_CHARS].rstrip()} …"
    by = [element("bdi", _voice(turn)), f" · {KNOWN_BY[turn.attribution][0]}" if turn.speaker else ""]
    return together([element("p", *by, look="voice"), element("div", text, look="text", language=language or "")])
