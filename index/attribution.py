"""Who speaks: turn a document's blocks into turns, and say of each how its speaker is known.

Marks are looked for in this order: the file's own structure, a stage direction, a heading ("Speech by President X"), a
label ("President X: …", "Q …"). A block without a mark goes on with the voice before it. The reporter's words are told
by standing before the first mark, or by repeating words that stood there.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.names import folded, has_office, join_names, name_shaped, split_name
from index.records import PARAGRAPH_BREAK, Attribution, Kind, Turn

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from index.documents import Block, Document

RECIPE = "attribution v1"
"""Written into the manifest: transcripts attributed by other rules are parsed again."""

_DELIVERED = (
    r"(?:(?:opening|closing|concluding|introductory|welcoming|inaugural|joint|full|press)\s+)*"
    r"(?:speech|statement|remarks|address|intervention|lecture|keynote|message|toast|comments|presentation|testimony)"
)
_HEADING = re.compile(rf"^(?:the\s+)?{_DELIVERED}\s+(?:by|of|from)\s+(?P<who>\S.*?)[:.]?$", re.IGNORECASE)
_PLACE = re.compile(r"\s+(?:at|on|to|in|during|before|after|following|from|about)\s+.*$")
_WHEN = re.compile(r"(?:[,;(–—]\s*(?:[^\W\d_]{3,12}\.?\s+)?|\s+)\d.*$")
_LABEL = re.compile(r"^(?P<label>[^\s:][^\n:]{0,79}):(?=\s|$)[ \t]*")
_QUESTION = re.compile(r"^(?P<label>Q)(?:[.:](?=\s)|(?=\s{2,}\S))\s*")
_STAGE = re.compile(r"^[(\[][^()\[\]]{1,120}[)\]][.]?$")
_DIALOGUE_DASH = re.compile(r"^[-–—]\s+")
_ASKERS = frozenset(["q", "question", "reporter", "journalist", "correspondent"])
_NOT_VOICES = frozenset(
    """
    note notes source sources photo image video caption participants present attendees location venue place date
    time subject topic title summary agenda part chapter section article annex appendix item point example warning
    result results answer first second third finally update updated read more related tags share contact tel email
    website fellow dear friends ladies gentlemen colleagues my to by sir sirs madam members citizens countrymen
    fellow-citizens again
    """.split()
)
_HEADING_MAX_CHARS = 160


@dataclass(slots=True)
class _Voice:
    """Whose words the next unmarked block carries on."""

    printed: str | None
    attribution: Attribution
    kind: Kind


@dataclass(frozen=True, slots=True)
class _Mark:
    """What a block says of its speaker, and the text that is left without the mark."""

    voice: _Voice
    rest: str


def attribute(document: Document) -> tuple[tuple[Turn, ...], tuple[str, ...]]:
    """Return the turns of a document, and the text that was left out of them (marks and repeated titles)."""
    document = replace(document, blocks=tuple(_without_false_label(block) for block in document.blocks))
    reader = _Reader(document)
    for block in document.blocks:
        reader.read(block)
    return _with_speakers(reader.turns()), tuple(reader.dropped)


class _Reader:
    """Reads blocks one after the other; holds the voice that is speaking."""

    def __init__(self, document: Document) -> None:
        self.dropped: list[str] = []
        self._turns: list[tuple[Turn, list[str]]] = []
        self._labels = _Labels(document)
        self._title = folded(document.title or "")
        self._narration: set[str] = set()
        self._voice = self._first_voice(document)
        self._begins = True

    def read(self, block: Block) -> None:
        """Append one block to the turns."""
        if block.turn is not None:
            self._turns.append((block.turn, [block.turn.text]))
            self._begins = True
        elif self._title and folded(block.text) == self._title:
            self.dropped.append(block.text)
        elif _STAGE.match(block.text):
            self._interrupt(block.text, Kind.STAGE)
        elif (mark := self._labels.mark(block)) is not None:
            self._begin(mark, block)
        elif self._voice.kind is not Kind.NARRATION and folded(block.text) in self._narration:
            self._voice = _Voice(None, Attribution.UNKNOWN, Kind.NARRATION)
            self._begins = True
            self._say(block.text)
        elif block.heading:
            self._interrupt(block.text, Kind.NARRATION)
        elif self._begins:
            self._say(self._without_dash(block.text))
        else:
            self._say(block.text)

    def turns(self) -> list[Turn]:
        """Return the turns so far, without speakers."""
        return [replace(turn, text=PARAGRAPH_BREAK.join(paragraphs)) for turn, paragraphs in self._turns]

    def _first_voice(self, document: Document) -> _Voice:
        if document.speaker:
            return _Voice(document.speaker, Attribution.METADATA, Kind.SPEECH)
        if any(self._labels.mark(block) for block in document.blocks if block.turn is None):
            return _Voice(None, Attribution.UNKNOWN, Kind.NARRATION)
        who = heading_name(document.title or "")
        return _Voice(who, Attribution.HEADING if who else Attribution.UNKNOWN, Kind.SPEECH)

    def _begin(self, mark: _Mark, block: Block) -> None:
        self._voice = mark.voice
        self._begins = True
        printed = block.text[: len(block.text) - len(mark.rest)].strip()
        self.dropped.extend(text for text in (block.label, printed) if text)
        if mark.rest:
            self._say(mark.rest)

    def _interrupt(self, text: str, kind: Kind) -> None:
        self._turns.append((Turn(text, kind=kind), [text]))
        if kind is Kind.NARRATION:
            self._narration.add(folded(text))
        if not self._begins and self._voice.kind is Kind.SPEECH and self._voice.printed:
            self._voice = replace(self._voice, attribution=Attribution.CARRIED)
        self._begins = True

    def _say(self, text: str) -> None:
        voice = self._voice
        if voice.kind is Kind.NARRATION:
            self._narration.add(folded(text))
        if self._begins:
            turn = Turn(text, as_printed=voice.printed, attribution=voice.attribution, kind=voice.kind)
            self._turns.append((turn, []))
            self._begins = False
        self._turns[-1][1].append(text)

    def _without_dash(self, text: str) -> str:
        """Take the dash off that some printers put before direct speech."""
        undashed = _DIALOGUE_DASH.sub("", text)
        if undashed and undashed != text:
            self.dropped.append(text[: len(text) - len(undashed)].strip())
        return undashed or text


class _Labels:
    """Tells the marks of speakers in one document from text that only looks like them."""

    def __init__(self, document: Document) -> None:
        candidates = [_label_of(block.text) for block in document.blocks if block.turn is None]
        named = [label for label in candidates if label]
        self._repeated = {folded(label) for label, count in Counter(named).items() if count > 1}
        headed = (heading_name(block.text) for block in document.blocks if block.turn is None)
        self._names = {folded(split_name(who)[1]) for who in headed if who}
        self._names |= {folded(split_name(label)[1]) for label in named if len(label.split()) > 1}

    def mark(self, block: Block) -> _Mark | None:
        """Return the speaker's mark that a block begins with or consists of, if there is one."""
        if block.label is not None:
            return _Mark(_voice(block.label, Attribution.LABEL), block.text)
        if (who := heading_name(block.text)) is not None:
            return _Mark(_Voice(who, Attribution.HEADING, Kind.SPEECH), "")
        if match := _QUESTION.match(block.text):
            return _Mark(_voice(match["label"], Attribution.LABEL), block.text[match.end() :])
        label = _label_of(block.text)
        if label is None or block.heading or not self._names_a_voice(label):
            return None
        said = block.text[len(label) + 1 :].lstrip()
        if said[:1].islower() and not label.isupper() and folded(label) not in self._repeated:
            return None  # "Committee on Ferries: hearing on tickets"
        return _Mark(_voice(label, Attribution.LABEL), said)

    def _names_a_voice(self, label: str) -> bool:
        """A lone capitalised word ("Remember: …") is a voice only if something else says so."""
        words = folded(label).split()
        if len(words) > 1 or has_office(label) or words[0] in _ASKERS:
            return True
        if folded(label) in self._repeated or (label.isupper() and len(label) > 2):
            return True
        return any(name.endswith(" " + words[0]) for name in self._names)


def heading_name(text: str) -> str | None:
    """Return who is named, as printed, by a heading such as "Speech by President X at the opening of …"."""
    if len(text) > _HEADING_MAX_CHARS or "\n" in text:
        return None
    match = _HEADING.match(text.strip().strip("#*_ "))
    if match is None:
        return None
    who = _WHEN.sub("", _PLACE.sub("", match["who"])).strip(" ,;")
    return who if who and name_shaped(who) else None


def _without_false_label(block: Block) -> Block:
    """Give a bold lead such as "**Note:**", which is no speaker's label, back to the text."""
    if block.label is None or _label_of(block.label.rstrip(": ") + ":"):
        return block
    return replace(block, label=None, text=f"{block.label} {block.text}".strip())


def _label_of(text: str) -> str | None:
    match = _LABEL.match(text)
    if match is None:
        return None
    label = match["label"].strip()
    parts = [words for part in folded(label).split(",") if (words := part.split())]
    if not parts or any(_NOT_VOICES.intersection((words[0], words[-1])) for words in parts) or not name_shaped(label):
        return None
    return match["label"]


def _voice(label: str, attribution: Attribution) -> _Voice:
    printed = label.strip().rstrip(":").strip()
    kind = Kind.QUESTION if folded(printed) in _ASKERS else Kind.SPEECH
    return _Voice(printed, attribution, kind)


def _with_speakers(turns: Iterable[Turn]) -> tuple[Turn, ...]:
    """Give each turn that prints a name its role and its speaker, joined within the transcript."""
    drafts = [(turn, *_role_and_name(turn)) for turn in turns]
    canonical = join_names([name for _, _, name in drafts if name])
    return tuple(_resolved(drafts, canonical))


def _role_and_name(turn: Turn) -> tuple[str | None, str | None]:
    if turn.kind in (Kind.QUESTION, Kind.NARRATION, Kind.STAGE) or turn.as_printed is None:
        return turn.role, turn.speaker
    if turn.speaker is not None:
        return turn.role, turn.speaker
    return split_name(turn.as_printed)


def _resolved(drafts: list[tuple[Turn, str | None, str | None]], canonical: dict[str, str]) -> Iterator[Turn]:
    for turn, role, name in drafts:
        if turn.speaker is not None or name is None:
            yield turn
        else:
            yield replace(turn, speaker=canonical[name], role=role)
