"""Paragraphs of runs of marked text, and the speakers' labels that the marks set apart.

A page, a PDF and a word processor's file mark a speaker alike: a bold lead "**Ada Korvin:** …", whose colon or aside
may stand outside the bold; a name alone in bold or as a heading above what is said; a cell or a term that holds it.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from index.documents import Block
from index.names import folded, has_office, name_shaped
from index.printed import split_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


class Mark(StrEnum):
    """How a run is set apart; one character, so that a text's marks are a string of the same length."""

    NONE = "0"
    BOLD = "1"
    SLANTED = "2"
    """Italic or underlined: never a label by itself, but asides inside a label are printed so."""
    NAME = "3"
    """The markup says that this is a speaker's name."""


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one mark; a new line in it is a line break that a reader sees."""

    text: str
    mark: Mark = Mark.NONE


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of thought as the file lays it out, white space collapsed."""

    text: str
    marks: str
    heading: bool = False
    label: str | None = None
    """The speaker's name from a structure around it: a term, a cell in the speakers' column."""
    start_s: float | None = None


_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_WORD = re.compile(r"\S+")
_QUESTION = re.compile(r"\s*Q\s{2,}(?=\S)")
_ENDS = re.compile(r"[.?!:…][\"'”’)\]]*$")
_LABELLED = re.compile(r"[^\W\d_][^:\n]{0,79}:(?=\s|$)")
_WRAPPED_CHARS = 50
"""A line shorter than this did not reach the margin: what follows its break is meant to stand apart."""
_STRETCH = re.compile(f"[{Mark.BOLD}{Mark.NAME}]+|{Mark.NONE}+|{Mark.SLANTED}+")
_COLON = re.compile(r":(?=[\s\"“«]|$)")
_GAP = re.compile(r"\s*[)\]]?\s*(?:[(\[][^()\[\]]{0,80}[)\]]|,[^.:;!?]{1,80})?\s*")
_PART = re.compile(r"[.–—-](?=\s|$)")
_LABEL_MAX_CHARS = 200
_ALONE_MAX_CHARS = 120
_SECTIONS = frozenset(
    """
    remarks speech speeches statement statements address session sitting agenda introduction conclusion questions
    answers discussion debate part chapter section item day morning afternoon evening meeting conference summary notes
    background opening closing welcome
    """.split()
)


def paragraphs(runs: Iterable[Run]) -> list[Paragraph]:
    """Part runs at their line breaks into paragraphs.

    Two breaks in a row always part. One does unless the line runs on: it reached the margin or the next one goes on in
    small letters, and no sentence ended and no label begins.
    """
    visible = [Run(_INVISIBLE.sub("", run.text), run.mark) for run in runs]
    text = "".join(run.text for run in visible)
    marks = "".join(run.mark.value * len(run.text) for run in visible)
    found: list[list[Paragraph]] = []
    broken = True
    start = 0
    for line in text.split("\n"):
        piece = _collapsed(line, marks[start : start + len(line)])
        start += len(line) + 1
        if not piece.text:
            broken = True
        elif broken or not _runs_on(found[-1], piece):
            found.append([piece])
            broken = False
        else:
            found[-1].append(piece)
    return [_joined(lines) for lines in found]


def _joined(lines: list[Paragraph]) -> Paragraph:
    """Return lines as one paragraph; the space before a line is set apart as its first character is."""
    if len(lines) == 1:
        return lines[0]
    marks = "".join(f"{line.marks[0]}{line.marks}" for line in lines)
    return Paragraph(" ".join(line.text for line in lines), marks[1:])


def _collapsed(line: str, marks: str) -> Paragraph:
    if len(set(marks)) <= 1 and not _QUESTION.match(line):
        text = " ".join(line.split())
        return Paragraph(text, marks[:1] * len(text))
    words = list(_WORD.finditer(line))
    lead = "  " if _QUESTION.match(line) else " "
    # White space after "Q" is all that tells the questioner's mark from a word, so two spaces of it are kept.
    gaps = [lead if position == 0 else " " for position in range(len(words) - 1)] + [""]
    text = "".join(word[0] + gap for word, gap in zip(words, gaps, strict=False))
    kept = (
        marks[word.start() : word.end()] + marks[word.end() - 1] * len(gap)
        for word, gap in zip(words, gaps, strict=False)
    )
    return Paragraph(text, "".join(kept))


def _runs_on(lines: list[Paragraph], following: Paragraph) -> bool:
    """Whether the lines of a paragraph go on in the next; a short one that was joined before has reached the margin."""
    if _ENDS.search(lines[-1].text) or _LABELLED.match(following.text) or _bold_end(following):
        return False
    return following.text[0].islower() or sum(len(line.text) + 1 for line in lines[-_WRAPPED_CHARS:]) > _WRAPPED_CHARS


def to_blocks(found: Sequence[Paragraph]) -> list[Block]:
    """Make blocks of paragraphs, with the labels that marks and structure give."""
    known = _Known(found)
    blocks: list[Block] = []
    label: str | None = None
    for paragraph in found:
        block = _block(paragraph, known)
        if block.label is not None and not block.text:
            blocks.extend(_alone(label))
            label = block.label
        elif label is not None and block.label is None and not block.heading:
            blocks.append(replace(block, label=label))
            label = None
        else:
            blocks.extend(_alone(label))
            label = None
            blocks.append(block)
    blocks.extend(_alone(label))
    return blocks


def _alone(label: str | None) -> Iterator[Block]:
    if label is not None:
        yield Block("", label=label)


class _Known:
    """The names that one document sets apart more than once, or with a colon somewhere."""

    def __init__(self, found: Sequence[Paragraph]) -> None:
        leads = [_named(paragraph.text[:end]) for paragraph in found if (end := _lead_end(paragraph))]
        repeated = Counter(folded(lead) for lead in leads if lead)
        colon = (_colon_lead(paragraph) for paragraph in found)
        self._names = {folded(split_name(label)[1]) for label in colon if label}
        self._names |= {name for name, count in repeated.items() if count > 1 and " " in name}

    def voice(self, lead: str) -> bool:
        """Whether a lead without a colon names somebody, rather than what is talked about."""
        name = _named(lead)
        if name is None or not name_shaped(name) or not _SECTIONS.isdisjoint(folded(name).split()):
            return False
        if lead.endswith(":"):
            return True
        role, bare = split_name(name)
        titled = role is not None and has_office(role)
        return titled or folded(name) in self._names or folded(bare) in self._names


def _block(paragraph: Paragraph, known: _Known) -> Block:
    text, start_s = paragraph.text, paragraph.start_s
    if paragraph.label is not None:
        return Block(text, label=paragraph.label, start_s=start_s)
    if (label := _colon_lead(paragraph)) is not None and not paragraph.heading:
        return Block(text[len(label) :].strip(), label=label, start_s=start_s)
    end = _lead_end(paragraph)
    if end == len(text) and len(text) <= _ALONE_MAX_CHARS:
        named = paragraph.marks[0] == Mark.NAME or known.voice(text)
        return Block("", label=text) if named else Block(text, heading=_titles(paragraph), start_s=start_s)
    if paragraph.heading or not end:
        return Block(text, heading=paragraph.heading, start_s=start_s)
    rest = text[end:].lstrip()
    if part := _PART.match(rest):
        end, rest = text.index(rest, end) + part.end(), rest[part.end() :].lstrip()
    begins = rest[:1] and not rest[0].islower()
    if begins and (paragraph.marks[0] == Mark.NAME or known.voice(text[:end])):
        return Block(rest, label=text[:end].strip(), start_s=start_s)
    return Block(text, start_s=start_s)


def _titles(paragraph: Paragraph) -> bool:
    return paragraph.heading or not _ENDS.search(paragraph.text)


def _named(lead: str) -> str | None:
    """Return the bare name of a lead; None where it holds none."""
    name = lead.strip().strip(":–—-").strip()
    if name.endswith(".") and not name.endswith((" Jr.", " Sr.")):
        name = name[:-1]
    return name or None


def _bold_end(paragraph: Paragraph) -> int:
    """Return where the bold that a paragraph begins with ends; 0 where it begins without."""
    marks, text = paragraph.marks, paragraph.text
    if not marks or marks[0] not in (Mark.BOLD, Mark.NAME):
        return 0
    end = 0
    for stretch in _STRETCH.finditer(marks):
        if stretch[0][0] in (Mark.BOLD, Mark.NAME):
            end = stretch.end()
        elif stretch[0][0] == Mark.NONE and any(map(str.isalnum, text[stretch.start() : stretch.end()])):
            break
    return end


def _lead_end(paragraph: Paragraph) -> int:
    """Return where a lead ends that may name the speaker; the whole of a heading is one."""
    if paragraph.heading:
        return len(paragraph.text)
    end = _bold_end(paragraph)
    return end if end <= _ALONE_MAX_CHARS else 0


def _colon_lead(paragraph: Paragraph) -> str | None:
    """Return a bold lead up to its colon, the parts of it outside the bold included."""
    end = _bold_end(paragraph)
    if not end:
        return None
    text, marks = paragraph.text, paragraph.marks
    colon = _COLON.search(text, 0, _LABEL_MAX_CHARS)
    if colon is None:
        return None
    after = colon.end()
    if after < end:
        # Bold that goes on after its colon is a sentence, or a label whose bold was closed late.
        return None if any(char.isalnum() for char in text[after:end]) else text[:after]
    between = "".join(
        char for char, mark in zip(text[end : after - 1], marks[end : after - 1], strict=True) if mark != Mark.SLANTED
    )
    return text[:after] if _GAP.fullmatch(between) else None
