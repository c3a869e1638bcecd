"""Who speaks: turn a document's blocks into turns, and say of each how its speaker is known.

Marks are looked for in this order: the file's own structure, a stage direction, a heading ("Speech by President X"), a
mark that the document as a whole bears out (evidence.py). A block without a mark goes on with the voice before it. The
reporter's words are told by standing before the first mark, by repeating words that stood there, or by their form
("END 11:58 A.M.", "NOTE: The President spoke …"). The foot of a page ("Share this page") is nobody's.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from index.evidence import Evidence
from index.foot import without_foot
from index.headings import heading_names
from index.labels import is_asker, is_named, is_unnamed, is_voice
from index.marks import is_stage
from index.names import folded, has_office
from index.naming import with_speakers
from index.records import PARAGRAPH_BREAK, Attribution, Kind, Turn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from index.documents import Block, Document

_DIALOGUE_DASH = re.compile(r"^[-–—]\s+")
_REPORTER = re.compile(
    r"^(?:"
    r"\d{1,2}[:.]\d{2}\s*[ap]\.?\s?m\.?(?:\s*\(?[a-z]{2,4}\)?)?\s*$|"
    r"(?-i:[-–—*\s]*END\b[^a-z]{0,40}$)|-?\s*30\s*-$|"
    r"(?-i:NOTE\s*:)|(?:editor|transcriber|translator|reporter)['’]s\s+note\b|notes?\s+to\s+editors?\b|"
    r"\(?end of (?:transcript|recording|speech|interview|tape)\)?\.?$|"
    r"(?:the\s+)?(?:meeting|sitting|session|house|hearing|briefing|debate|committee)\s+"
    r"(?:was\s+)?(?:adjourned|rose|suspended|resumed|concluded|ended|opened|began|met)\b\D{0,40}\d.{0,30}$|"
    r"several\s+hon(?:ou?rable)?\.?\s+members\s+rose\b.{0,20}$|"
    r"question\s+(?:accordingly\s+)?(?:put|agreed\s+to|negatived)\b.{0,40}$|"
    r"(?:motions?|amendments?|bill|clauses?|resolutions?)(?:\s+\d+)?,?\s+(?:by\s+leave,\s+)?(?:agreed\s+to|negatived|"
    r"withdrawn|read\s+a\s+\w+\s+time)\b.{0,40}$|"
    r"(?:related\s+(?:news|stories|articles|links)|read\s+more|share\s+this|follow\s+us)\s*(?:[:»›→>].{0,80})?$|"
    r"follow\s+us\s+on\s+(?:facebook|twitter|x|instagram|youtube|telegram|linkedin)\b.{0,60}$"
    r")",
    re.IGNORECASE,
)
"""What reporters, clerks and pages write around speeches, in forms that nobody speaks."""
_SOME = 2
"""Bold labels with the shape of names; a document with so many prints its speakers in bold."""
_SAID = re.compile(r"[.!?…:;,”\"'’)\]—–-]\s*$|^[-–—]|.{90}|^[^a-zA-Z]*$", re.DOTALL)
"""A sentence, a long text, direct speech; another line of a head is neither."""
_HEADLINE_CHARS = 80
_SOME_LETTERS = 3
_RULE = re.compile(r"^[\W_]+$")


@dataclass(frozen=True, slots=True)
class _Voice:
    """Whose words the next unmarked block carries on."""

    printed: str | None
    attribution: Attribution
    kind: Kind


_NARRATOR = _Voice(None, Attribution.UNKNOWN, Kind.NARRATION)


@dataclass(slots=True)
class _Draft:
    """A turn that is being read."""

    turn: Turn
    paragraphs: list[str]
    starts_s: list[float | None] = field(default_factory=list)

    def finished(self) -> Turn:
        starts = tuple(start for start in self.starts_s if start is not None)
        timed = starts if len(starts) == len(self.paragraphs) else ()
        return replace(self.turn, text=PARAGRAPH_BREAK.join(self.paragraphs), starts_s=timed or self.turn.starts_s)


def attribute(document: Document) -> tuple[tuple[Turn, ...], tuple[str, ...]]:
    """Return the turns of a document, and the text that was left out of them (marks and repeated titles)."""
    document = _without_false_labels(document)
    body, foot = without_foot(document.blocks)
    document = replace(document, blocks=body)
    reader = _Reader(document)
    for block in document.blocks:
        reader.read(block)
    reader.close(foot)
    return with_speakers(reader.turns(), document), tuple(reader.dropped)


class _Reader:
    """Reads blocks one after the other; holds the voice that is speaking."""

    def __init__(self, document: Document) -> None:
        self.dropped: list[str] = []
        self._drafts: list[_Draft] = []
        self._evidence = Evidence(document)
        self._title = folded(document.title or "")
        self._narration: set[str] = set()
        self._headings = _headings(document)
        self._marked = any(self._begins_turn(block) for block in document.blocks)
        self._voice = self._first_voice(document)
        self._begins = True
        self._mark_start_s: float | None = None

    def read(self, block: Block) -> None:
        """Append one block to the turns."""
        if block.turn is not None:
            self._drafts.append(_Draft(block.turn, [block.turn.text]))
            self._begins = True
        elif self._title and folded(block.text) == self._title and block.label is None:
            self.dropped.append(block.text)
        elif block.label is not None:
            self._begin(_bare(block), block.text, block)
        elif is_stage(block.text):
            self._interrupt(block, Kind.STAGE)
        elif (who := heading_names(block.text)) and block.text in self._headings:
            self._start(_delivered_by(who), block.text)
        elif (mark := self._evidence.mark(block.text, heading=block.heading)) is not None:
            self._begin(mark.label, mark.rest, block, mark.start_s if self._evidence.times_count_from_start else None)
        else:
            self._read_unmarked(block)

    def close(self, foot: Iterable[str]) -> None:
        """Append what the page prints below all that was said; it is nobody's."""
        self._voice = _NARRATOR
        self._begins = True
        for line in foot:
            self._say(line)

    def turns(self) -> list[Turn]:
        """Return the turns so far, without speakers."""
        return [draft.finished() for draft in self._drafts]

    def _begins_turn(self, block: Block) -> bool:
        if block.turn is not None:
            return False
        if block.label is not None or block.text in self._headings:
            return True
        return not is_stage(block.text) and self._evidence.mark(block.text, heading=block.heading) is not None

    def _first_voice(self, document: Document) -> _Voice:
        if document.speaker:
            return _Voice(document.speaker, Attribution.METADATA, Kind.SPEECH)
        if self._marked:
            return _NARRATOR
        return _delivered_by(heading_names(document.title or ""))

    def _read_unmarked(self, block: Block) -> None:
        speaking = self._voice.kind is not Kind.NARRATION
        if _RULE.match(block.text):
            self.dropped.append(block.text)
        elif speaking and self._marked and _REPORTER.match(block.text):
            self._interrupt(block, Kind.NARRATION)
        elif speaking and folded(block.text) in self._narration:
            self._voice = _NARRATOR
            self._begins = True
            self._say(block.text, block.start_s)
        elif block.heading or self._is_headline(block.text):
            self._interrupt(block, Kind.NARRATION)
        else:
            self._say(self._without_dash(block.text) if self._begins else block.text, block.start_s)

    def _is_headline(self, text: str) -> bool:
        """Whether a line in capitals is a heading: "CROSS-EXAMINATION", in a text that is not all in capitals."""
        if not text.isupper() or len(text) > _HEADLINE_CHARS or text.endswith(("!", "?", ".")):
            return False
        return not self._evidence.shouts and sum(map(str.isalpha, text)) > _SOME_LETTERS

    def _start(self, voice: _Voice, printed: str) -> None:
        self._voice = voice
        self._begins = True
        if printed:
            self.dropped.append(printed)

    def _begin(self, label: str, rest: str, block: Block, start_s: float | None = None) -> None:
        kind = Kind.QUESTION if is_asker(label) else Kind.SPEECH
        mark = block.label if block.label is not None else block.text[: len(block.text) - len(rest)].strip()
        self._start(_Voice(label, Attribution.LABEL, kind), mark)
        if rest:
            self._say(rest, block.start_s if start_s is None else start_s)
        self._mark_start_s = None if rest else start_s

    def _interrupt(self, block: Block, kind: Kind) -> None:
        self._drafts.append(_Draft(Turn(block.text, kind=kind, start_s=block.start_s), [block.text]))
        if kind is Kind.NARRATION:
            self._narration.add(folded(block.text))
        if not self._begins and self._voice.kind is Kind.SPEECH and self._voice.printed:
            self._voice = replace(self._voice, attribution=Attribution.CARRIED)
        self._begins = True

    def _say(self, text: str, start_s: float | None = None) -> None:
        voice = self._voice
        if voice.kind is Kind.NARRATION:
            self._narration.add(folded(text))
        if self._begins:
            start_s = self._mark_start_s if start_s is None else start_s
            turn = Turn(text, as_printed=voice.printed, attribution=voice.attribution, kind=voice.kind, start_s=start_s)
            self._drafts.append(_Draft(turn, []))
            self._begins = False
        self._drafts[-1].paragraphs.append(text)
        self._drafts[-1].starts_s.append(start_s)

    def _without_dash(self, text: str) -> str:
        """Take the dash off that some printers put before direct speech."""
        undashed = _DIALOGUE_DASH.sub("", text)
        if undashed and undashed != text:
            self.dropped.append(text[: len(text) - len(undashed)].strip())
        return undashed or text


def _headings(document: Document) -> set[str]:
    """Return the headings that stand above what somebody says, and not above more lines of a page's head."""
    blocks = document.blocks
    above = {block.text: heading_names(block.text) for block in blocks if block.turn is None}
    return {
        block.text
        for block, below in pairwise(blocks)
        if above.get(block.text) and (below.turn is not None or _SAID.search(below.text) or above.get(below.text))
    }


def _delivered_by(who: tuple[str, ...]) -> _Voice:
    """Return the voice below a heading; of two whom it names, nobody can tell which one speaks."""
    if len(who) == 1:
        return _Voice(who[0], Attribution.HEADING, Kind.SPEECH)
    return _Voice(None, Attribution.UNKNOWN, Kind.SPEECH)


def _without_false_labels(document: Document) -> Document:
    """Give bold leads such as "**Note:**", which are no speakers' labels, back to the text."""
    labels = Counter(_bare(block) for block in document.blocks if block.label)
    names = {word for label in labels if " " in label and is_named(label) for word in folded(label).split()[-1:]}
    printed_so = sum(1 for label in labels.elements() if is_named(label)) >= _SOME

    def names_a_voice(label: str) -> bool:
        known = labels[label] > 1 or has_office(label) or is_unnamed(label) or is_asker(label)
        if is_named(label):
            return known or " " in label or label.isupper() or folded(label) in names
        return printed_so and is_voice(label) and (known or is_named(" ".join(label.split()[-2:])))

    return replace(document, blocks=tuple(_without_false_label(block, names_a_voice) for block in document.blocks))


def _without_false_label(block: Block, names_a_voice: Callable[[str], bool]) -> Block:
    if block.label is None or names_a_voice(_bare(block)):
        return block
    return replace(block, label=None, text=f"{block.label} {block.text}".strip())


def _bare(block: Block) -> str:
    return (block.label or "").strip().rstrip(":：").strip()
