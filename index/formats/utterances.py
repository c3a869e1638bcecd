"""Timed pieces of speech (cues, segments, words) joined into paragraphs and turns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from index import marks
from index.documents import Block
from index.records import PARAGRAPH_BREAK, Attribution, Kind, Turn

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_PAUSE_S = 2.0
"""Between two sentences, a silence that ends a paragraph."""
_LONG_PAUSE_S = 5.0
"""A silence that ends a paragraph even inside a sentence."""
_FULL_CHARS = 500
"""A paragraph of this length ends with its sentence."""
_MAX_CHARS = 1000
"""A paragraph of this length ends with the piece: captions made by machine may have no full stops at all."""
_PUNCTUATED_SHARE = 0.02
"""Of the pieces, how many end a sentence at least where somebody set full stops."""
_SENTENCE_END = re.compile(r"[.!?…。！？؟।॥][\"'”’»)\]]*$")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(«“\"'.’-])(?:[^\W\d_]|Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Hon|St|MM|Mme|Hr|Sr|Sra|No)\.$"
)
_INNER_END = re.compile(r"[.!?…][\"'”’»)\]]*\s+(?=[\"'“«(¿¡]?\s?[^\W\d_a-z])|[。！？]")
_UNSPACED = re.compile(r"[\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")
"""Han, kana and their punctuation: scripts that set no spaces between words."""
_SONG = re.compile(r"^(?:[♪♫♬][^\n]*|\*{1,3}[^*\n]{1,120}\*{1,3})$")
_STAGE_MAX_CHARS = 1000
_UNNAMED = re.compile(
    r"^(?:(?:speaker|spkr?|s)(?=[\s_#:-]*[0-9])|speaker(?=[\s_#:-]+))?[\s_#:-]*(?P<which>[0-9]{1,6}|[A-Za-z])$", re.I
)


@dataclass(frozen=True, slots=True)
class Utterance:
    """A piece of speech with its times in seconds."""

    text: str
    start_s: float | None = None
    end_s: float | None = None
    voice: str | None = None
    """As printed; None when the file does not say."""
    glued: bool = False
    """No space stands between this and the text before: punctuation, or the second half of a word."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What one voice says without a break."""

    text: str
    start_s: float | None = None


def blocks_of(utterances: Sequence[Utterance]) -> list[Block]:
    """Return turns by voice; plain paragraphs when no voice is told apart anywhere."""
    heard = [each for each in utterances if each.text.strip()]
    if all(each.voice is None for each in heard):
        return plain_blocks(heard)
    blocks: list[Block] = []
    for (voice, stage), group in groupby(heard, key=lambda each: (each.voice, _untold_stage(each))):
        if stage:
            blocks.extend(stage_block(each) for each in group)
        else:
            blocks.append(turn_block(list(group), voice))
    return blocks


def plain_blocks(utterances: Iterable[Utterance]) -> list[Block]:
    """Return paragraphs whose speaker the rules of attribution have to find; stage directions stand alone."""
    blocks: list[Block] = []
    for stage, group in groupby(utterances, key=lambda each: is_stage(each.text)):
        if stage:
            blocks.extend(stage_block(each) for each in group)
        else:
            blocks.extend(Block(each.text, start_s=each.start_s) for each in paragraphs(list(group)))
    return blocks


def turn_block(utterances: Sequence[Utterance], voice: str | None) -> Block:
    """Return one turn of a voice as the file names it; None is a voice that nobody can tell."""
    found = paragraphs(utterances)
    text = PARAGRAPH_BREAK.join(each.text for each in found)
    starts = tuple(each.start_s for each in found if each.start_s is not None)
    timed = len(starts) == len(found)
    turn = Turn(
        text,
        speaker=unnamed_voice(voice) if voice else None,
        as_printed=printed_voice(voice) if voice else None,
        attribution=Attribution.MARKUP if voice else Attribution.UNKNOWN,
        start_s=found[0].start_s,
        starts_s=starts if timed else (),
    )
    return Block(text, turn=turn, start_s=found[0].start_s)


def is_stage(text: str) -> bool:
    """Whether a text is wholly a stage direction or a song: "[Applause]", "(Rires)", "♪ la la"."""
    if len(text) > _STAGE_MAX_CHARS:
        return False  # asked of a cue that grows line by line, the look at all of it would take seconds
    return marks.is_stage(text.strip()) or _SONG.match(text.strip()) is not None


def stage_block(utterance: Utterance) -> Block:
    """Return a stage direction as a block; those in brackets interrupt a voice, which then goes on."""
    text = utterance.text.strip()
    if marks.is_stage(text):
        return Block(text, start_s=utterance.start_s)
    turn = Turn(text, kind=Kind.STAGE, start_s=utterance.start_s)
    return Block(text, turn=turn, start_s=utterance.start_s)


def unnamed_voice(label: str) -> str | None:
    """Return "Speaker 0" for a label that only tells voices apart ("SPEAKER_00", "spk_0", "0"); None for a name.

    Such a voice is one person inside its transcript only: it must never be joined with that of another.
    """
    match = _UNNAMED.match(label.strip())
    if match is None:
        return None
    which = match["which"]
    return f"Speaker {which.lstrip('0') or '0' if which.isdigit() else which.upper()}"


def printed_voice(label: str) -> str:
    """Return a label as it is shown: a bare "A" or "0" is nothing that a person could read as a voice."""
    label = label.strip()
    return f"Speaker {label}" if len(label) < 3 and unnamed_voice(label) else label


def ends_sentence(text: str) -> bool:
    """Whether a sentence ends where the text does; "Mr." and initials end none."""
    tail = text[-24:].rstrip()
    return bool(_SENTENCE_END.search(tail)) and not _ABBREVIATION.search(tail)


def paragraphs(utterances: Sequence[Utterance]) -> list[Paragraph]:
    """Join the pieces of one voice into paragraphs, which end with a sentence wherever there are sentences."""
    ends = sum(ends_sentence(each.text) for each in utterances)
    builder = _Builder(punctuated=ends >= max(1.0, _PUNCTUATED_SHARE * len(utterances)))
    for each in utterances:
        builder.add(each)
    return builder.finish()


class _Builder:
    """Collects pieces; holds the paragraph that is growing."""

    def __init__(self, *, punctuated: bool) -> None:
        self._punctuated = punctuated
        self._done: list[Paragraph] = []
        self._parts: list[str] = []
        self._chars = 0
        self._start_s: float | None = None
        self._end_s: float | None = None

    def add(self, piece: Utterance) -> None:
        if self._parts and self._is_over(piece):
            self._close()
        text = piece.text.strip()
        if self._chars >= _FULL_CHARS and (cut := _inner_end(text)):
            self._append(text[:cut].rstrip(), piece)
            self._close()
            text = text[cut:].lstrip()
        self._append(text, piece)
        self._end_s = piece.end_s

    def finish(self) -> list[Paragraph]:
        if self._parts:
            self._close()
        return self._done

    def _append(self, text: str, piece: Utterance) -> None:
        if not self._parts:
            self._start_s = piece.start_s
        elif not piece.glued and not (_UNSPACED.match(text) and _UNSPACED.match(self._parts[-1][-1])):
            text = " " + text
        self._parts.append(text)
        self._chars += len(text)

    def _close(self) -> None:
        self._done.append(Paragraph("".join(self._parts), self._start_s))
        self._parts, self._chars = [], 0

    def _is_over(self, piece: Utterance) -> bool:
        """Whether the paragraph so far ends before this piece."""
        if piece.glued:
            return False
        pause = 0.0 if piece.start_s is None or self._end_s is None else piece.start_s - self._end_s
        if pause > _LONG_PAUSE_S or self._chars >= _MAX_CHARS:
            return True
        if ends_sentence("".join(self._parts[-3:])):
            return pause >= _PAUSE_S or self._chars >= _FULL_CHARS
        return not self._punctuated and pause >= _PAUSE_S


def _inner_end(text: str) -> int:
    """Return where the first sentence inside a text ends and another one follows; 0 when none does."""
    for match in _INNER_END.finditer(text):
        if match.end() < len(text) and not _ABBREVIATION.search(text[max(0, match.start() - 24) : match.start() + 1]):
            return match.end()
    return 0


def _untold_stage(utterance: Utterance) -> bool:
    return utterance.voice is None and is_stage(utterance.text)
