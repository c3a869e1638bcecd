"""What the XML formats share: a walk over elements that gives each paragraph its voice."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TYPE_CHECKING

from lxml import etree

from index.documents import Block
from index.formats.elements import local_name, one_line
from index.formats.named import MAX_NAME_CHARS, Named, repeated_name
from index.records import PARAGRAPH_BREAK, Attribution, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_STAGE = re.compile(
    r"^(?:[(\[](?=[^()\[\]]*[^\W\d_]{3})(?:[^()\[\]]|[(\[][^()\[\]]{1,80}[)\]]){1,120}[)\]]\.?(?:\s+(?=[(\[])|$))+$"
)
"""Nothing but remarks in brackets, each with at most brackets inside: "(Clause 2 agreed to [See Minutes])"."""
_SAID = re.compile(r"^(?P<label>.{2,100}?(?::|\.\s?[-–—]))\s+(?P<text>\S.*)$")


class Part(Enum):
    """What an element is to a reader."""

    INLINE = auto()
    """A piece of a paragraph, such as a date or a word in italics; also what is not known."""
    SPACED = auto()
    """Inline, but apart from its neighbours: a line break, a cell."""
    BLOCK = auto()
    """Begins and ends a paragraph."""
    HEADING = auto()
    NARRATION = auto()
    STAGE = auto()
    GESTURE = auto()
    """What the voice around it did without words: "indicated dissent."."""
    VOICE = auto()
    """Somebody's words."""
    LABEL = auto()
    """The printed name of the voice it stands in, or of the next one; no text of the turn."""
    DROPPED = auto()
    """Printed, but not said: page heads, lists of voters."""
    SKIPPED = auto()
    """Not printed: metadata."""


_CAPTURED = frozenset([Part.LABEL, Part.DROPPED])
_OWN_VOICE = {
    Part.HEADING: Kind.NARRATION,
    Part.NARRATION: Kind.NARRATION,
    Part.STAGE: Kind.STAGE,
    Part.GESTURE: Kind.STAGE,
}


@dataclass(slots=True, eq=False)
class Voice:
    """One mark of a speaker; two with equal fields are still two turns."""

    kind: Kind = Kind.SPEECH
    id: str | None = None
    """What the file calls the person."""
    printed: str | None = None
    fallback: str | None = None
    """What to call the person where nothing is printed."""
    role: str | None = None
    attribution: Attribution = Attribution.MARKUP
    heading: bool = False
    begun: bool = False


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a family of files marks its elements."""

    part: Callable[[etree._Element, str], Part]
    """From an element and its local name."""
    voice: Callable[[etree._Element, Voice], Voice]
    """From a VOICE element and the voice around it."""


class Script:
    """Paragraphs with their voices, in the order of the file."""

    def __init__(self) -> None:
        self.dropped: list[str] = []
        self._entries: list[tuple[Voice, list[str]]] = []
        self._labels: dict[int, str] = {}
        self._pending: str | None = None
        self._narrator = Voice(Kind.NARRATION)

    def walk(self, root: etree._Element, dialect: Dialect) -> None:
        """Append everything below an element."""
        parts: list[Part] = []
        voices: list[Voice] = [self._narrator]
        buffer: list[str] = []
        captured = 0
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            if event == "start":
                part = dialect.part(element, local_name(element))
                if captured and part not in (Part.INLINE, Part.SKIPPED):
                    part = Part.SPACED
                parts.append(part)
                if part is Part.SKIPPED:
                    walker.skip_subtree()
                    continue
                captured += part in _CAPTURED
                self._open(part, element, voices, buffer, dialect)
                buffer.append(element.text or "")
            else:
                part = parts.pop()
                captured -= part in _CAPTURED
                self._close(part, voices, buffer)
                if element is not root:
                    buffer.append(self._behind(part, element.tail or ""))
        self._flush(voices[-1], buffer)

    def turns(self, people: Mapping[str, str], *, french: bool = False) -> tuple[Block, ...]:
        """Return one block for each turn.

        Args:
            people: From the file's ids to names.
            french: Whether "M." is a form of address, and no initial.
        """
        named = Named(people, (voice for voice, _ in self._entries), french=french)
        blocks = []
        for voice, texts in self._entries:
            turn = named.turn(voice, PARAGRAPH_BREAK.join(texts))
            label = repeated_name(texts[0], turn, french=french)
            if label and (rest := turn.text[len(label) :].strip()):
                turn = replace(turn, text=rest)
                self.dropped.append(label)
            blocks.append(Block(turn.text, turn=turn))
        return tuple(blocks)

    def marked(self) -> bool:
        """Whether anybody is marked as speaking."""
        return any(voice.kind in (Kind.SPEECH, Kind.QUESTION) for voice, _ in self._entries)

    def paragraphs(self) -> tuple[Block, ...]:
        """Return one block for each paragraph, its speaker not told yet: for files that mark nobody."""
        blocks = []
        for position, (voice, texts) in enumerate(self._entries):
            first = Block(texts[0], heading=voice.heading, label=self._labels.get(position))
            blocks += [first, *(Block(text) for text in texts[1:])]
        return tuple(blocks)

    def _open(
        self, part: Part, element: etree._Element, voices: list[Voice], buffer: list[str], dialect: Dialect
    ) -> None:
        if part is Part.SPACED:
            buffer.append(" ")
        elif part is not Part.INLINE:
            self._flush(voices[-1], buffer)
        if part is Part.VOICE:
            voice = dialect.voice(element, voices[-1])
            voice.printed, self._pending = self._pending or voice.printed, None
            voices.append(voice)
        elif part in _OWN_VOICE:
            printed = voices[-1].printed if part is Part.GESTURE else None
            voices.append(Voice(_OWN_VOICE[part], printed=printed, heading=part is Part.HEADING))

    def _close(self, part: Part, voices: list[Voice], buffer: list[str]) -> None:
        if part is Part.SPACED:
            buffer.append(" ")
        elif part in _CAPTURED:
            if text := _joined(buffer):
                self._capture(part, text, voices)
        elif part is not Part.INLINE and part is not Part.SKIPPED:
            self._flush(voices[-1], buffer)
            if part is Part.VOICE or part in _OWN_VOICE:
                voices.pop()

    def _behind(self, part: Part, tail: str) -> str:
        """Return the text behind an element, without the colon that belongs to a label: "<B>Mr. Berg</B>: Yes."."""
        said = tail.lstrip()
        if part is not Part.LABEL or not said.startswith(":"):
            return tail
        self.dropped.append(":")
        return said[1:]

    def _capture(self, part: Part, text: str, voices: list[Voice]) -> None:
        """Keep what is no text of a turn; what stands behind a label in the same element was said."""
        if part is Part.DROPPED:
            self.dropped.append(text)
            return
        said = _SAID.match(text) if voices[-1].kind not in (Kind.NARRATION, Kind.STAGE) else None
        label = said["label"] if said else text
        if len(label) > MAX_NAME_CHARS:
            self._flush(voices[-1], [text])
            return
        self.dropped.append(label)
        self._label(_bare_label(label), voices)
        if said:
            self._flush(voices[-1], [said["text"]])

    def _label(self, printed: str, voices: list[Voice]) -> None:
        """Name the voice that has not begun; a name amid its words begins another, known by its print only."""
        voice = voices[-1]
        if voice.kind in (Kind.NARRATION, Kind.STAGE):
            self._pending = printed
        elif voice.begun or voice.printed:
            voices[-1] = Voice(printed=printed, attribution=Attribution.LABEL)
        else:
            voice.printed = printed

    def _flush(self, voice: Voice, buffer: list[str]) -> None:
        text = _joined(buffer)
        if not text:
            return
        if voice.kind is not Kind.STAGE and not voice.heading and _STAGE.match(text):
            voice.begun = True
            voice = Voice(Kind.STAGE)
        voice.begun = True
        if self._pending is not None and voice.kind is Kind.NARRATION:
            self._labels[len(self._entries)] = self._pending
            self._pending = None
            self._entries.append((voice, [text]))
        elif self._entries and self._entries[-1][0] is voice:
            self._entries[-1][1].append(text)
        else:
            self._entries.append((voice, [text]))


def _bare_label(printed: str) -> str:
    """Take off what stands between a name and the words: "Mr. Korvin:", "El señor KORVIN.-"."""
    bare = printed.rstrip(" :-–—,")
    if bare.endswith(".") and not {"-", "–", "—"}.isdisjoint(printed[len(bare) :]):
        bare = bare[:-1]
    bare = bare.removesuffix(".") if bare.endswith(").") else bare
    return bare or printed


def _joined(buffer: list[str]) -> str:
    """Empty a buffer into text on one line."""
    text = one_line("".join(buffer))
    buffer.clear()
    return text
