"""Subtitles (SubRip and WebVTT): cues joined into sentences and paragraphs, voices told by tags, names and dashes."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from index.decoding import decode
from index.documents import NO_HINTS, Block, Document, Hints
from index.formats.cues import Cue, read_cues, unescaped
from index.formats.utterances import Utterance, ends_sentence, is_stage, plain_blocks, stage_block, turn_block
from index.labels import is_named
from index.names import folded

if TYPE_CHECKING:
    from collections.abc import Iterator

_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?(?:\s(?P<name>[^<>]*))?>|</v>", re.IGNORECASE)
_NAME_MAX_CHARS = 500
"""In a voice tag; what is longer is no name, and nothing that a reader is shown."""
_CHANGE = re.compile(r"(?:^|(?<=\s))(?:>{2,}\s*)+")
_DASH = re.compile(r"^[-–—‐]\s?(?![-–—‐\s])")
"""Of a dialogue when a capital follows (or a figure, or a script without capitals): "- and I mean it -" is an aside."""
_LABEL = re.compile(r"(?P<label>[^\s:][^:\n]{0,59}):(?=\s|$)\s*")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of a cue between marks of speakers."""

    utterance: Utterance
    mark: str = ""
    """The printed sign that somebody else speaks: ">>" or "-"."""
    voiced: bool = False
    """It stands inside a voice tag; utterance.voice is its name."""


@dataclass(slots=True)
class _Stretch:
    """What one voice says until the next mark."""

    turn: bool
    """Whether the file's own marks tell the voices apart; else the rules of attribution do."""
    voice: str | None = None
    label: str | None = None
    parts: list[Utterance] = field(default_factory=list)

    def blocks(self) -> list[Block]:
        if self.turn:
            return [turn_block(self.parts, self.voice)]
        blocks = plain_blocks(self.parts)
        return [replace(blocks[0], label=self.label), *blocks[1:]] if self.label else blocks


def read_srt(data: bytes, _hints: Hints = NO_HINTS) -> list[Document]:
    """Read a SubRip file as one document."""
    return _read(data, web=False)


def read_vtt(data: bytes, _hints: Hints = NO_HINTS) -> list[Document]:
    """Read a WebVTT file as one document."""
    return _read(data, web=True)


def _read(data: bytes, *, web: bool) -> list[Document]:
    text, warnings = decode(data)
    found = read_cues(text, web=web)
    reader = _Reader([list(_pieces(cue)) for cue in found.cues])
    return [
        Document(
            blocks=tuple(reader.blocks()),
            title=found.title,
            language=found.language,
            warnings=(*warnings, *found.warnings),
            dropped=(*found.dropped, *reader.dropped),
        )
    ]


class _Reader:
    """Reads pieces one after the other; holds the stretch that is growing."""

    def __init__(self, cues: list[list[_Piece]]) -> None:
        self.dropped: list[str] = []
        self._blocks: list[Block] = []
        self._stretch = _Stretch(turn=False)
        self._pieces = [piece for cue in cues for piece in cue]
        self._voices = any(piece.voiced for piece in self._pieces)
        labels = (_label_of(piece.utterance.text) for piece in self._pieces)
        self._labels = Counter(folded(label) for label in labels if label)

    def blocks(self) -> list[Block]:
        for piece in self._pieces:
            self._take(piece)
        self._close()
        self.dropped.extend([self._stretch.label] if self._stretch.label else [])
        return self._blocks

    def _take(self, piece: _Piece) -> None:
        utterance = piece.utterance
        if piece.mark:
            self.dropped.append(piece.mark)
        if is_stage(utterance.text):
            self._close()
            self._blocks.append(stage_block(utterance))
        elif piece.voiced:
            self._go_on(_Stretch(turn=True, voice=utterance.voice), utterance)
        elif (label := self._label(piece)) is not None:
            self._begin(label if piece.mark else None, utterance)
        elif piece.mark:
            self._start(_Stretch(turn=True))
            self._say(utterance)
        elif self._voices and self._stretch.voice is not None:
            self._go_on(_Stretch(turn=True), utterance)
        else:
            self._say(utterance)

    def _say(self, utterance: Utterance) -> None:
        if utterance.text:
            self._stretch.parts.append(utterance)

    def _begin(self, marked: str | None, utterance: Utterance) -> None:
        """Begin with a label, which stays in the text unless a further mark says that it is one."""
        if marked is None:
            self._start(_Stretch(turn=False))
            self._say(utterance)
        else:
            self._start(_Stretch(turn=False, label=f"{marked}:"))
            self._say(replace(utterance, text=utterance.text[len(marked) + 1 :].strip()))

    def _go_on(self, other: _Stretch, utterance: Utterance) -> None:
        """Go on with the stretch if it is the same voice's, else begin another."""
        if (self._stretch.turn, self._stretch.voice) != (other.turn, other.voice):
            self._start(other)
        self._say(utterance)

    def _start(self, stretch: _Stretch) -> None:
        """Begin another stretch; a label that no words followed is told."""
        self._close()
        self.dropped.extend([self._stretch.label] if self._stretch.label else [])
        self._stretch = stretch

    def _close(self) -> None:
        """Hand over the stretch; its voice may go on after an interruption."""
        if self._stretch.parts:
            self._blocks.extend(self._stretch.blocks())
            self._stretch = replace(self._stretch, label=None, parts=[])

    def _label(self, piece: _Piece) -> str | None:
        """Return the name that begins a piece; inside a sentence, only one that the file prints more than once."""
        label = _label_of(piece.utterance.text)
        if label is None or piece.mark or self._labels[folded(label)] > 1:
            return label
        if self._stretch.turn:
            return None  # what is no label would be given back to the voice before this one
        parts = self._stretch.parts
        return label if not parts or ends_sentence(parts[-1].text) else None


def _label_of(text: str) -> str | None:
    match = _LABEL.match(text)
    return match["label"] if match and is_named(match["label"].strip()) else None


def _pieces(cue: Cue) -> Iterator[_Piece]:
    """Yield the stretches of a cue between marks; lines that no mark begins are joined."""
    current: _Piece | None = None
    for piece in _fragments(cue):
        if current is None:
            current = piece
        elif _goes_on(current, piece):
            text = f"{current.utterance.text} {piece.utterance.text}".strip()
            current = replace(current, utterance=replace(current.utterance, text=text))
        else:
            yield current
            current = piece
    if current is not None:
        yield current


def _goes_on(piece: _Piece, following: _Piece) -> bool:
    text = following.utterance.text
    if following.mark or (piece.voiced, piece.utterance.voice) != (following.voiced, following.utterance.voice):
        return False
    return not (is_stage(piece.utterance.text) or is_stage(text) or _label_of(text))


def _fragments(cue: Cue) -> Iterator[_Piece]:
    """Yield the text of each line between voice tags and change marks; a voice goes on in the next line."""
    voice: str | None = None
    voiced = False
    for line in _lines(cue):
        position = 0
        for match in (*_VOICE.finditer(line), None):
            text = unescaped(line[position : match.start() if match else None])
            for mark, said in _split(text):
                yield _Piece(Utterance(said, cue.start_s, cue.end_s, voice), mark, voiced)
            if match:
                position, voiced = match.end(), match["name"] is not None
                name = unescaped(match["name"] or "").strip()
                voice = name if 0 < len(name) <= _NAME_MAX_CHARS else None


def _lines(cue: Cue) -> tuple[str, ...]:
    """Return the lines of a cue; a stage direction that takes all of them is one."""
    whole = " ".join(cue.lines)
    return (whole,) if is_stage(unescaped(whole)) and not _VOICE.search(whole) else cue.lines


def _split(text: str) -> Iterator[tuple[str, str]]:
    """Yield (mark, words) for what stands between the marks ">>" or after a dialogue's dash."""
    mark, position = "", 0
    for match in (*_CHANGE.finditer(text), None):
        said = text[position : match.start() if match else None].strip()
        if not mark and (dash := _DASH.match(said)) and not _first_letter(said).islower():
            mark, said = dash[0].strip(), said[dash.end() :]
        if said or mark:
            yield mark, said
        if match:
            mark, position = match[0].strip(), match.end()


def _first_letter(text: str) -> str:
    return next((char for char in text if char.isalnum()), "a")
