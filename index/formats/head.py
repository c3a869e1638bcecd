"""The head of a plain transcript: title and date lines, captions, and "Key: value" lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from index.dates import find_date
from index.documents import Block, Document
from index.evidence import Evidence
from index.formats.date_lines import LABELLED, QUESTION, SENTENCE_END, WORD, is_date_line, is_day_or_time
from index.formats.date_lines import MAX_CHARS as DATE_LINE_MAX_CHARS
from index.formats.place_lines import PlaceLines
from index.furniture import is_furniture
from index.headings import heading_name
from index.marks import Candidate, Style, candidate
from index.names import folded, name_shaped, without_asides

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

_MAX_LINES = 14
_MAX_CHARS = 200
_CAPTION = re.compile(r"^(?:©|\(c\)\s|photo(?:graph)?s?\s*(?:by\b|:)|image\s*(?:by\b|:))", re.IGNORECASE)
_BREADCRUMB = re.compile(r"^(?:home|start|main)\b[^.]*\s[>»›/]\s", re.IGNORECASE)
_RULE = re.compile(r"^[-–—_=*~]{3,}$")
_UPDATED = re.compile(r"[\s\-–—]*[(\[]?(?<![a-z])(?:UPDATED|CORRECTED|updated|corrected)\d*[)\]]?\s*$")
_KEY_LINE = re.compile(r"^(?P<key>[A-Za-z]{3,9}):\s+(?P<value>\S.*)$")
_PEOPLE_LINE = re.compile(
    r"^(?P<key>participants?|present|panel(?:l?ists?)?|speakers|attendees|attending|in attendance|guests?|witnesses|"
    r"moderators?|chair(?:man|woman|person)?|hosts?|interviewers?|presid(?:ing|ent))\s*:\s+(?P<value>\S.*)$",
    re.IGNORECASE,
)
_AND = re.compile(r"[,;]\s*(?:and\s+)?|\s+and\s+")
_OFFICE_KEYS = frozenset(["moderator", "chair", "chairman", "chairwoman", "chairperson", "host", "president"])
_DATE_LINE_WORDS = 2
""""Baku, 24 August 2022" and "Wednesday, 24 August" hold no more; a title with a date in it does."""
_KEYS = {
    "title": "title",
    "date": "date",
    "venue": "venue",
    "place": "venue",
    "location": "venue",
    "language": "language",
    "source": "source",
    "url": "source",
    "speaker": "speaker",
    "president": "speaker",
}


@dataclass(slots=True)
class _Head:
    title: str | None = None
    date: dt.date | None = None
    values: dict[str, str] = field(default_factory=dict)
    people: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    placed: int = 0
    """The number of the block below the lines that tell the venue so far, which may go on with it."""
    dated: str | None = None
    """The first line that gave a date among other words; the title of a page that has no other."""


def read_head(blocks: list[Block], *, known: dict[str, Any] | None = None) -> Document:
    """Make a document of blocks, taking title, date and other metadata from the first lines.

    Args:
        blocks: All blocks in order.
        known: Fields that the file states elsewhere (a YAML head); they win over lines.
    """
    known = known or {}
    head = _Head(title=known.get("title"), date=known.get("date"))
    count, voices = 0, _voices(blocks)
    places = PlaceLines([block.text for block in blocks])
    while (
        count < min(len(blocks), _MAX_LINES)
        and not voices(blocks[count])
        and (
            _take_place(head, blocks, count, known, places)
            or _take(head, blocks[count], last=count + 1 == len(blocks))
            or (count == 0 and _take_title_with_colon(head, blocks))
        )
    ):
        count += 1
    if head.title is None and head.dated is not None:
        head.title = head.dated
        head.dropped.remove(head.dated)
    fields = {"title": head.title, "date": head.date, **head.values, **known}
    return Document(
        blocks=(*head.blocks, *blocks[count:]),
        people=tuple(head.people),
        warnings=tuple(head.warnings),
        dropped=tuple(head.dropped),
        **fields,
    )


def _voices(blocks: list[Block]) -> Callable[[Block], bool]:
    """Return whether a block is a name on a line of its own that others are like, and no title."""
    judged: list[frozenset[str]] = []

    def speaks(block: Block) -> bool:
        if (mark := _alone(block)) is None:
            return False
        if not judged:  # only now: most heads hold no such line, and it takes a look at every block
            judged.append(Evidence(Document(tuple(blocks))).names_on_lines())
        return len(judged[0]) > 1 and mark.key in judged[0]

    return speaks


def _alone(block: Block) -> Candidate | None:
    """Return the mark that takes all of a block."""
    if block.turn is not None or len(block.text) > _MAX_CHARS:
        return None
    mark = candidate(block.text)
    return mark if mark is not None and mark.style is Style.LINE else None


def _take(head: _Head, block: Block, *, last: bool) -> bool:
    """Take one block if it belongs to the head."""
    text = block.text.lstrip("# \t")
    if block.turn is not None or block.label is not None or "\n" in text or len(text) > _MAX_CHARS:
        return False
    if heading_name(text) is not None and head.title is not None:
        return False
    if _CAPTION.match(text) or _BREADCRUMB.match(text) or _RULE.match(text):
        head.dropped.append(block.text)
        return True
    if (match := _KEY_LINE.match(text)) and match["key"].lower() in _KEYS:
        return _take_key(head, match["key"].lower(), match["value"], block.text)
    if people := _people(text):
        head.people += people
        head.blocks.append(Block(text, heading=True))
        return True
    if head.date is None and is_date_line(text) and _take_date(head, text):
        head.dropped.append(text)
        if len(WORD.findall(text)) > _DATE_LINE_WORDS:
            head.dated = head.dated or text
        return True
    if is_furniture(text):
        head.blocks.append(Block(text, heading=True))
        return True
    if SENTENCE_END.search(text) or last:
        return False
    if _label_like(text) and not (head.title is None and _has_subtitle(text)):
        return False
    title = _UPDATED.sub("", text)
    if not title or folded(title) == folded(head.title or ""):
        head.dropped.append(block.text)
    elif head.title is None:
        head.title = title
        head.dropped += [text[len(title) :].strip()] if len(title) < len(text) else []
    else:
        head.blocks.append(Block(text, heading=True))
    return True


def _take_place(head: _Head, blocks: list[Block], number: int, known: dict[str, Any], places: PlaceLines) -> bool:
    """Take where it was said, in one line or several, from below the title; beside a date it is taken with that."""
    block, text = blocks[number], blocks[number].text.strip("# \t")
    if "venue" in known or block.turn is not None or block.label is not None or number + 1 == len(blocks):
        return False
    if is_date_line(text) and len(text) <= DATE_LINE_MAX_CHARS and (place := places.beside_date(text)):
        head.values.setdefault("venue", place)
        return False
    if head.title is None or ("venue" in head.values and head.placed != number):
        return False
    around = [blocks[near].text for near in (number - 1, number + 1) if near >= 0]
    place = places.place(text, beside_date=any(map(is_day_or_time, around)))
    if place is None:
        return False
    head.values["venue"] = ", ".join(filter(None, (head.values.get("venue"), place)))
    head.placed = number + 1
    head.dropped.append(block.text)
    return True


def _take_title_with_colon(head: _Head, blocks: list[Block]) -> bool:
    """Take a first line that has the form of a label, where a date stands below and no second line has that label.

    "COMMITTEE ON WATER: HEARING" above "8 February 2022" is no speaker's.
    """
    text, below = blocks[0].text.lstrip("# \t"), blocks[1].text if len(blocks) > 1 else ""
    match = LABELLED.match(text)
    if head.title is not None or match is None or blocks[0].turn is not None or blocks[0].label is not None:
        return False
    if "\n" in text or SENTENCE_END.search(text) or QUESTION.match(text) or len(below) > DATE_LINE_MAX_CHARS:
        return False
    again = re.compile(rf"\W*{re.escape(match['label'])}\s*[:.]", re.IGNORECASE)
    if any(again.match(block.text) for block in blocks[1:]) or LABELLED.match(below):
        return False
    if not is_date_line(below) or find_date(below) == (None, None):
        return False
    head.title = text
    return True


def _people(text: str) -> list[str]:
    """Return whom a line such as "Participants: Korvin, Lund" or "Moderator: Jon Lund (Harbour Radio)" names."""
    match = _PEOPLE_LINE.match(text)
    if match is None or SENTENCE_END.search(match["value"]):
        return []
    names = [name for name in _AND.split(without_asides(match["value"])) if name]
    if not names or not all(name_shaped(name) for name in names):
        return []
    office = match["key"].capitalize() if match["key"].lower() in _OFFICE_KEYS else ""
    return [f"{office} {name}".strip() for name in names]


def _take_key(head: _Head, printed: str, value: str, line: str) -> bool:
    key = _KEYS[printed]
    if key == "speaker" and (SENTENCE_END.search(value) or not name_shaped(value)):
        return False  # "President: The sitting is open."
    if key == "title":
        head.title = value
    elif key == "date":
        if not _take_date(head, value):
            head.warnings.append(f"the date {value!r} cannot be read; write it as YYYY-MM-DD")
    else:
        head.values[key] = f"President {value}" if printed == "president" else value
    head.dropped.append(line)
    return True


def _take_date(head: _Head, text: str) -> bool:
    if len(text) > DATE_LINE_MAX_CHARS:
        return False
    head.date, warning = find_date(text)
    if warning:
        head.warnings.append(warning)
    return head.date is not None or warning is not None


def _has_subtitle(text: str) -> bool:
    """Whether a first line is a title with a colon in it: "The Harbour Hour: Who owns the sea"."""
    mark = candidate(text)
    if mark is None or mark.strong:
        return False
    return mark.style is Style.COLON and len(mark.label.split()) > _DATE_LINE_WORDS and len(mark.rest.split()) > 1


def _label_like(text: str) -> bool:
    """Whether someone may speak here; "Committee on Ferries: hearing on tickets" goes on too small for that."""
    match = LABELLED.match(text)
    return bool(match and not match["value"][0].islower()) or bool(QUESTION.match(text))
