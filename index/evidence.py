"""Which marks of one document to believe: what the document as a whole says about each layout and label."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from index.headings import heading_name
from index.labels import ANSWERERS, in_capitals, is_asker, is_named, is_unnamed, is_vocative, stands_alone
from index.marks import Candidate, Style, candidate
from index.names import folded, has_office, is_title, with_role_comma
from index.people import initials_of, letters_of, people_in
from index.printed import take_apart
from index.titles import ARTICLES, BODIES, COUNTRIES, POLITIES
from index.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.documents import Block, Document

_SENTENCE = re.compile(r"[.!?…:;,”\"'’)\]—–-]\s*$")
_QUOTED = re.compile(r"[\"“„«‘'].*[\"”“»’'][.,;]?\s*$", re.DOTALL)
"""All of what stands behind a label is a quotation."""
_MOST_QUOTED = 0.3
"""Of the labels; where more have quotations behind them, that is how the document prints what is said."""
_OTHERS = 2
_SHORT = 2
_ENTRY_WORDS = 6
_LATE_S = 600
"""A first speaker later than this is told by the clock on the wall."""
_MOST_SHOUTED = 0.3
"""Of the blocks; in a text all in capitals a line in capitals is no heading."""
_MOST = 0.8
_MOST_LINES = 0.6
"""Of the lines that could be names; the others are headings and captions."""
_ENOUGH = 3
"""Marks of one layout; fewer can be chance."""


class Evidence:
    """The candidates of one document, and which of them are marks."""

    def __init__(self, document: Document) -> None:
        texts = [block.text for block in document.blocks if block.turn is None]
        self._texts = texts
        found = [candidate(text) for text in texts]
        self._candidates = dict(zip(texts, found, strict=True))
        marks = [each for each in found if each is not None]
        self._counts = Counter((each.style, each.key) for each in marks)
        self._labels = Counter(each.key for each in marks if each.style is not Style.LINE)
        self._words = Vocabulary([_said(text, mark) for text, mark in self._candidates.items()])
        labelled = [block.label for block in document.blocks if block.label]
        self._names = self._surnames(document, marks, labelled)
        self._caps = self._mostly_capitals(marks)
        colons = [mark for mark in marks if mark.style is Style.COLON]
        quoted = sum(1 for mark in colons if _QUOTED.match(mark.rest))
        self._prints_quotations = quoted > _MOST_QUOTED * len(colons)
        self.shouts = sum(map(str.isupper, texts)) > _MOST_SHOUTED * len(texts)
        first = next((mark.start_s for mark in marks if mark.start_s is not None), None)
        self.times_count_from_start = first is not None and first < _LATE_S
        body = [block.text for block in document.blocks if not block.heading and block.turn is None]
        heads = [block.text for block in document.blocks if block.heading and block.turn is None]
        self._first = {*body[:1], *heads[-1:]}
        self._standing = _names_on_lines(document, found) if found else set()
        self._layouts = self._layouts_in_use(marks, found)

    def mark(self, text: str, *, heading: bool = False) -> Candidate | None:
        """Return the mark that a block begins with, or None; a heading is no more than a name that stands elsewhere."""
        found = self._candidates.get(text) if text in self._candidates else candidate(text)
        if found is None or not _RULES[found.style](self, found):
            return None
        if found.style is Style.LINE and text not in self._standing and found.start_s is None:
            return None
        if heading and (found.rest or not self._stands_elsewhere(found)):
            return None
        return found

    def names_on_lines(self) -> frozenset[str]:
        """Return the keys of the names that stand on lines of their own, if the document prints its speakers so."""
        marks = (self.mark(text) for text in self._standing)
        return frozenset(mark.key for mark in marks if mark is not None)

    def _stands_elsewhere(self, mark: Candidate) -> bool:
        if mark.start_s is not None or mark.strong or self._often(mark):
            return True
        return not self._names.isdisjoint(mark.key.split()[-1:])

    def _surnames(self, document: Document, marks: Sequence[Candidate], labelled: Sequence[str]) -> set[str]:
        """Return the folded last words of names that stand in headings, lists of people and full labels."""
        printed = [who for text in self._texts if (who := heading_name(text))]
        printed += [*document.people, *filter(None, (document.speaker, heading_name(document.title or "")))]
        printed += [mark.label for mark in marks if mark.style is Style.COLON and len(mark.label.split()) > 1]
        printed += [person.name for person in people_in(document.title or "")]
        printed += labelled
        names = [take_apart(each).name for each in dict.fromkeys(printed)]
        self._initials = {initials for name in names if (initials := initials_of(name))}
        return {words[-1] for name in names if (words := folded(name).split())}

    def _mostly_capitals(self, marks: Sequence[Candidate]) -> bool | None:
        """Whether the document prints its labels in capitals; None when they are too few to tell."""
        told = [mark for mark in marks if mark.style in (Style.COLON, Style.DOT) and (mark.strong or self._often(mark))]
        if len(told) < _ENOUGH:
            return None
        capitals = sum(1 for mark in told if in_capitals(mark.label))
        return True if capitals >= _MOST * len(told) else False if capitals <= (1 - _MOST) * len(told) else None

    def _layouts_in_use(self, marks: Sequence[Candidate], found: Sequence[Candidate | None]) -> set[Style]:
        """Return the layouts, of those that chance can imitate, that the document uses."""
        used = set()
        for style in (Style.DOT, Style.DASH):
            sure = [
                mark
                for mark in marks
                if mark.style is style and (mark.strong or _has_initials(mark)) and not is_vocative(mark.label)
            ]
            capitals = sum(1 for mark in sure if in_capitals(mark.label) and not _has_initials(mark))
            asked = any(mark.style is Style.Q for mark in marks)
            enough = 1 if capitals == len(sure) else 2 if capitals or asked else _ENOUGH
            if len(sure) >= enough and (len({mark.key for mark in sure}) > 1 or asked or capitals == len(sure)):
                used.add(style)
        if self._prints_names_on_lines(found):
            used.add(Style.LINE)
        return used

    def _prints_names_on_lines(self, found: Sequence[Candidate | None]) -> bool:
        """Whether names stand on lines of their own, each above what its speaker says."""
        lines = [mark for text, mark in zip(self._texts, found, strict=True) if mark and text in self._standing]
        people = [mark for mark in lines if mark.start_s is not None or self._likely_person(mark)]
        marks = [each for each in found if each is not None and each.style is not Style.LINE]
        others = sum(1 for mark in marks if mark.strong or self._often(mark))
        if len(people) < _MOST_LINES * len(lines) or len(people) <= others:
            return False
        certain = sum(1 for mark in people if mark.start_s is not None or mark.strong or self._often(mark))
        return certain >= _ENOUGH or len({mark.key for mark in people}) > 1 or self._opens(lines, people)

    def _opens(self, lines: Sequence[Candidate], people: Sequence[Candidate]) -> bool:
        """Whether the only name on a line stands above the first words of the body."""
        return len(lines) == 1 and len(people) == 1 and lines[0].label in self._first

    def _likely_person(self, mark: Candidate) -> bool:
        """Whether a line looks like a person's name and not like a heading."""
        words = mark.key.replace(",", " ").split()
        if mark.strong or (words and words[-1] in self._names):
            return True
        if self._often(mark):
            return not self._words.is_common(mark.label)
        return (
            2 <= len(words) <= 4
            and "," not in mark.label
            and words[0] not in ARTICLES
            and BODIES.isdisjoint(words)
            and COUNTRIES.isdisjoint((mark.key, *words))
            and not mark.label.isupper()
            and not any(self._words.in_small_letters(mark.label))
        )

    def _often(self, mark: Candidate) -> bool:
        return self._counts[mark.style, mark.key] > 1

    def _agrees(self, mark: Candidate) -> bool:
        """Whether a label is printed as the document prints its labels."""
        return self._caps is None or self._caps == in_capitals(mark.label) or not mark.label.isascii()

    def _colon(self, mark: Candidate) -> bool:
        often = self._often(mark)
        if mark.rest[:1].islower() and not mark.label.isupper() and not often:
            return False  # "Committee on Ferries: hearing on tickets"
        if not often and (self._is_entry(mark) or self._is_read_out(mark)):
            return False
        if is_vocative(mark.label) and not often and mark.start_s is None:
            return len(self._labels) > _OTHERS  # alone it opens a speech or a letter
        if mark.start_s is not None or is_asker(mark.label) or has_office(mark.label):
            return True
        if is_unnamed(mark.label):
            return len(mark.label.split()) > 1 or often or len(self._labels) > 1
        if mark.label.isupper() and letters_of(mark.label) in self._initials:
            return True
        words = mark.key.replace(",", " ").split()
        return self._full_name(mark, words) if len(words) > 1 else bool(words) and self._single_name(mark, words[0])

    def _full_name(self, mark: Candidate, words: Sequence[str]) -> bool:
        """Whether a label of several words is a voice; one that stands once must be no heading ("Harbour Act: …")."""
        if self._counts[mark.style, mark.key] >= _ENOUGH:
            return True
        if self._words.is_common(mark.label) or mark.label.count(",") > 1:
            return False
        return self._often(mark) or (
            self._agrees(mark) and (in_capitals(mark.label) or (BODIES | POLITIES).isdisjoint(words[-1:]))
        )

    def _single_name(self, mark: Candidate, word: str) -> bool:
        """Whether a lone word ("Remember: …", "NATO: …") is a voice; something else must say so."""
        if word in self._names or (mark.strong and not mark.label.isascii()):
            return True
        often = self._often(mark)
        if not self._agrees(mark):
            return False
        if not mark.label.isupper():
            return often and not self._words.is_common(mark.label)
        if self._words.is_acronym(mark.label) and self._counts[mark.style, mark.key] < _ENOUGH:
            return False
        return len(mark.label) > _SHORT or self._caps is True or often

    def _is_entry(self, mark: Candidate) -> bool:
        """Whether a line is of a list: "Minister of Trade: Ada Korvin", "Moderator: Jon Lund (Harbour Radio)"."""
        said = mark.rest.rstrip(" .;")
        words = said.split()
        if not 1 < len(words) <= _ENTRY_WORDS or said.endswith((",", "!", "?")) or is_title(words[0]):
            return False
        return is_named(said) and take_apart(mark.label).office_only

    def _is_read_out(self, mark: Candidate) -> bool:
        """Whether somebody reads out what another said: "Harbour Bank: “We expect a good year.”"."""
        return not self._prints_quotations and _QUOTED.match(mark.rest) is not None

    def _dot(self, mark: Candidate) -> bool:
        if Style.DOT not in self._layouts:
            return False
        if is_vocative(mark.label) and (not in_capitals(mark.label) or self._caps is not True):
            return False
        if mark.strong and (not self._caps or in_capitals(mark.label) or is_asker(mark.label)):
            return True
        return _has_initials(mark) or (in_capitals(mark.label) and self._often(mark))

    def _dash(self, mark: Candidate) -> bool:
        return Style.DASH in self._layouts and (mark.strong or self._often(mark))

    def _line(self, mark: Candidate) -> bool:
        if Style.LINE not in self._layouts:
            return False
        return mark.start_s is not None or self._often(mark) or self._likely_person(mark)

    def _q(self, mark: Candidate) -> bool:
        if folded(mark.label) in ANSWERERS:
            return self._counts[Style.Q, "q"] > 0
        return mark.strong or self._counts[Style.Q, "q"] > 1


def _names_on_lines(document: Document, found: Sequence[Candidate | None]) -> set[str]:
    """Return the blocks that are a name alone, between what ends a sentence and what begins one."""
    blocks = [block for block in document.blocks if block.turn is None]
    places = zip(blocks, found, [None, *blocks[:-1]], [*blocks[1:], None], strict=True)
    return {
        block.text
        for block, mark, above, below in places
        if mark is not None and mark.style is Style.LINE and _is_line(mark) and _is_between(above, below)
    }


def _is_line(mark: Candidate) -> bool:
    """Whether a mark is a name that could stand alone, and no "Mr. President," that opens a speech."""
    if is_vocative(mark.label):
        return False
    return mark.start_s is not None or stands_alone(with_role_comma(mark.label))


def _is_between(above: Block | None, below: Block | None) -> bool:
    if below is None or below.text[:1].islower() or not _SENTENCE.search(below.text):
        return False
    return above is None or above.heading or above.label is not None or bool(_SENTENCE.search(above.text))


def _said(text: str, mark: Candidate | None) -> str:
    """Return what a block says behind its mark."""
    return text if mark is None else mark.rest


def _has_initials(mark: Candidate) -> bool:
    """Whether a name is printed as in "Korvin A. B."."""
    return mark.style is Style.DOT and re.search(r"\s\w\.$", mark.label) is not None


_RULES = {
    Style.COLON: Evidence._colon,
    Style.DOT: Evidence._dot,
    Style.DASH: Evidence._dash,
    Style.LINE: Evidence._line,
    Style.Q: Evidence._q,
}
