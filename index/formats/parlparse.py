"""The parlparse XML of TheyWorkForYou and Public Whip: Westminster, Holyrood, Stormont and the Senedd."""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import TYPE_CHECKING

from index.documents import Document
from index.formats.elements import below, iso_day, local_name, text_of
from index.formats.markup import Dialect, Part, Script, Voice

if TYPE_CHECKING:
    import datetime as dt

    from lxml import etree

    from index.documents import Hints

_PARTS: dict[str, Part] = {
    "p": Part.BLOCK,
    "table": Part.BLOCK,
    "tr": Part.BLOCK,
    "li": Part.BLOCK,
    "blockquote": Part.BLOCK,
    "td": Part.SPACED,
    "th": Part.SPACED,
    "br": Part.SPACED,
    "division": Part.NARRATION,
    "mplist": Part.DROPPED,
    "lordlist": Part.DROPPED,
    "msplist": Part.DROPPED,
    "mlalist": Part.DROPPED,
    "mslist": Part.DROPPED,
}
_VOICES = frozenset(["speech", "ques", "reply"])
_HOUSES: dict[str, tuple[str, str]] = {
    "debate": ("House of Commons", "House of Commons debates"),
    "lords": ("House of Lords", "House of Lords debates"),
    "westminhall": ("Westminster Hall", "Westminster Hall debates"),
    "wms": ("Parliament of the United Kingdom", "Written ministerial statements"),
    "wrans": ("Parliament of the United Kingdom", "Written answers"),
    "standing": ("House of Commons", "Public bill committee"),
    "ni": ("Northern Ireland Assembly", "Northern Ireland Assembly debates"),
    "spor": ("Scottish Parliament", "Scottish Parliament debates"),
    "sp": ("Scottish Parliament", "Scottish Parliament debates"),
    "senedd": ("Senedd", "Senedd debates"),
}
"""From the part of an id after "uk.org.publicwhip/" to venue and title."""
_ID = re.compile(r"^uk\.org\.publicwhip/(?P<house>[a-z]+)/(?:[^/]*/)*?(?P<date>\d{4}-\d{2}-\d{2})[a-z]?(?!\d)")
_FILE_DATE = re.compile(r"(?<!\d)(\d{4}-\d{2}-\d{2})(?!\d)")
_ITALICS = frozenset(["i", "em"])
_GESTURE = re.compile(r"^(?:rose|indicated|nodded|assented|dissented|shook|gesticulated)\b[^.?!]{0,60}[.–—-]*$")
_MOVED = re.compile(r"^moved by .{3,80}$", re.IGNORECASE)
_RESUMED = re.compile(r"^(?:my lords|i (?:beg|am|was|have|wish|want|hope|shall|will|would)|the noble)\b", re.IGNORECASE)
"""How a member who moved an amendment begins to speak to it."""
_DIVIDED = re.compile(r"^the [a-z ]{4,30} divided\b.{0,20}$", re.IGNORECASE)
_LOBBY = re.compile(
    r"^(?:(?:ayes?|noes|contents?|not[- ]contents?|for|against|abstentions?|abstained)[\s:\d]*"
    r"|tellers for the (?:ayes|noes|contents|not[- ]contents)\b.*)$",
    re.IGNORECASE,
)
"""Heads and ends of the lists of a vote."""
_RISING = re.compile(r"^rose\b[^.?!]{0,20}[.–—-]*$")
_PROCEDURE = re.compile(
    r"^(?:moved by .{3,80}"
    r"|amendments? (?:no\.? ?)?[\dA-Z]+(?:,? (?:to|and) [\dA-Z]+)*"
    r"|(?:(?:main )?question|motion|amendment|clause|schedule|bill|debate|sitting|house|committee|meeting|division|"
    r"it being|the house|the assembly|the committee|lords amendment|new clause|title)s?\b.{0,160}?\b"
    r"(?:put|agreed|disagreed|negatived|divided|divid|moved|withdrawn|suspended|adjourned|closed|passed|resumed|"
    r"accordingly|read|reported|interrupted|debated)\b.{0,80}"
    r"|(?:resolved|ordered|adjourned)\b.{0,60})$",
    re.IGNORECASE,
)
"""What the record says between speeches, in italics; scrapers leave it inside the speech before."""


def read_root(root: etree._Element, hints: Hints) -> list[Document]:
    """Read one sitting day, or the part of it that the file holds."""
    script = Script()
    record = _record(root)
    script.walk(root, Dialect(lambda element, name: record.get(element) or _part(element, name), _voice))
    blocks = script.turns({})
    if not blocks:
        return []
    house, day = _house_and_day(root, hints)
    venue, title = _HOUSES.get(house or "", (None, None))
    url = next((value for each in root if (value := each.get("url"))), None)
    return [
        Document(
            blocks=blocks,
            title=title,
            date=day,
            venue=venue,
            source=url.partition("#")[0] if url else None,
            dropped=tuple(script.dropped),
        )
    ]


def _part(element: etree._Element, name: str) -> Part:
    if name in _VOICES:
        return Part.VOICE if _somebody(element) else Part.NARRATION
    if name.endswith("heading"):
        return Part.HEADING
    if name == "p" and (parent := element.getparent()) is not None and local_name(parent) in _VOICES:
        return _paragraph(element, parent)
    return _PARTS.get(name, Part.INLINE)


def _somebody(element: etree._Element) -> bool:
    return bool(element.get("speakername")) or element.get("nospeaker", "").lower() != "true"


def _paragraph(element: etree._Element, parent: etree._Element) -> Part:
    """Tell what the record says ("indicated dissent.", "Question put and agreed to.") from what the member says."""
    if not _somebody(parent):
        return Part.BLOCK
    text = text_of(element)
    if not _italic(element):
        return Part.GESTURE if len(parent) == 1 and _RISING.match(text) else Part.BLOCK
    if _GESTURE.match(text):
        return Part.GESTURE
    return Part.NARRATION if _PROCEDURE.match(text) else Part.BLOCK


def _record(root: etree._Element) -> dict[etree._Element, Part]:
    """Return the paragraphs that only those around them show to be the record's: lists of a vote, texts moved."""
    found: dict[etree._Element, Part] = {}
    for speech in below(root, *_VOICES):
        if not _somebody(speech):
            continue
        state = _State.SPOKEN
        for each in below(speech, "p"):
            state = _next_state(state, each, text_of(each))
            if state in (_State.VOTED, _State.TEXT):
                found[each] = Part.NARRATION
    return found


class _State(Enum):
    SPOKEN = auto()
    MOVED = auto()
    """An amendment has been moved; its text may follow."""
    TEXT = auto()
    """In the text of an amendment, which begins with its number in bold."""
    VOTED = auto()
    """Among the lists of a vote, which are in italics throughout."""


def _next_state(state: _State, element: etree._Element, text: str) -> _State:
    if not _italic(element):
        if len(element) and _slanted(element[0]) and not (element.text or "").strip() and _DIVIDED.match(text):
            return _State.VOTED
        begins = state is _State.MOVED and len(element) > 0 and local_name(element[0]) in ("b", "strong")
        goes_on = state is _State.TEXT and not _RESUMED.match(text)
        return _State.TEXT if begins or goes_on else _State.SPOKEN
    if _LOBBY.match(text):
        return _State.VOTED
    if _MOVED.match(text):
        return _State.MOVED
    return state if state is _State.VOTED and not _PROCEDURE.match(text) else _State.SPOKEN


def _slanted(element: etree._Element) -> bool:
    return local_name(element).lower() in _ITALICS or element.get("class", "").lower() == "italic"


def _italic(element: etree._Element) -> bool:
    if element.get("class", "").lower() == "italic":
        return True
    loose = [element.text or "", *(child.tail or "" for child in element)]
    return (
        len(element) > 0
        and not "".join(loose).strip()
        and all(_slanted(child) or not text_of(child) for child in element)
    )


def _voice(element: etree._Element, _around: Voice) -> Voice:
    name = " ".join(element.get("speakername", "").split())
    office = element.get("speakeroffice") or None
    if not name:
        return Voice(role=office)
    return Voice(id=element.get("person_id") or element.get("speakerid"), printed=name, role=office)


def _house_and_day(root: etree._Element, hints: Hints) -> tuple[str | None, dt.date | None]:
    """Take house and day from the first id that names them, else the day from a vote or the file's name."""
    match = next((match for each in root if (match := _ID.match(each.get("id", "")))), None)
    votes = (each.get("divdate", "") for each in below(root, "division"))
    named = [match["date"]] if match else [*votes, *_FILE_DATE.findall(hints.name)]
    day = next((day for text in named if (day := iso_day(text))), None)
    return (match["house"] if match else None), day
