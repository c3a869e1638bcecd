"""A page's element to paragraphs, each with its marks; headings, terms and speakers' columns keep their meaning."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from lxml import etree

from index.formats.html_tables import NAME_MAX_CHARS, TIME, speakers_cells, visible
from index.formats.html_tree import BLOCKS, caption, class_parts, classes, unseen
from index.formats.runs import Mark, Paragraph, Run, paragraphs
from index.names import name_shaped

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_BOLD = frozenset(["b", "strong"])
_SLANTED = frozenset(["i", "em", "u", "cite", "small", "sub", "sup"])
_ABOUT = frozenset(["a", "time"])
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)
_PLAIN_STYLE = re.compile(r"font-weight\s*:\s*(?:normal|[1-4]00)", re.I)
_NAMING_CLASS = re.compile(r"^(?:.+[-_])?(?:speaker|talker|interlocutor)(?:[-_]?(?:name|label|title))?$", re.I)
_SPACE = re.compile(r"[ \t\n\f\r]+")
_LINKED = 0.5


@dataclass(slots=True)
class Piece:
    """Paragraphs that stand in one element with nothing between them."""

    element: HtmlElement
    paragraphs: list[Paragraph]
    linked: int = 0
    """Characters inside links and times of day, which are about the text."""

    @property
    def of_links(self) -> bool:
        """Whether it leads elsewhere rather than says something."""
        return self.link_share > _LINKED

    @property
    def link_share(self) -> float:
        """The share of its characters that are inside links."""
        return self.linked / max(1, sum(len(paragraph.text) for paragraph in self.paragraphs))

    @property
    def headings(self) -> bool:
        """Whether it is nothing but headings."""
        return all(paragraph.heading for paragraph in self.paragraphs)

    @property
    def words(self) -> list[str]:
        """Its words, in order."""
        return " ".join(paragraph.text for paragraph in self.paragraphs).split()


@dataclass(slots=True)
class _Walk:
    dropped: list[str]
    pieces: list[Piece] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    open: list[HtmlElement] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=lambda: [Mark.NONE])
    linked: int = 0
    links: int = 0
    headings: int = 0
    verbatim: int = 0
    label: str | None = None
    start_s: float | None = None

    def text(self, text: str | None) -> None:
        if not text:
            return
        shown = text if self.verbatim else _SPACE.sub(" ", text)
        self.runs.append(Run(shown, self.marks[-1]))
        self.linked += len(shown) if self.links else 0

    def flush(self) -> None:
        found = paragraphs(self.runs)
        if found:
            if self.headings:
                found = [replace(each, heading=True) for each in found]
            found[0] = replace(found[0], label=self.label, start_s=self.start_s)
            self.pieces.append(Piece(self.open[-1], found, self.linked))
            self.label = self.start_s = None
        self.runs.clear()
        self.linked = 0

    def name(self, label: str) -> None:
        """Keep a label for the paragraph that follows; one that nothing followed stands alone."""
        self.flush()
        if self.label is not None:
            self.pieces.append(Piece(self.open[-1], [Paragraph("", "", label=self.label)]))
        self.label = label


def pieces(root: HtmlElement, dropped: list[str]) -> list[Piece]:
    """Return what a reader sees of an element, in order.

    Args:
        root: The element.
        dropped: Captions and heads of columns are appended here.
    """
    walk = _Walk(dropped)
    cells: dict[HtmlElement, str] = {}
    # "Any": the stubs know nothing of walkers over elements of HTML.
    walker = etree.iterwalk(root, events=("start", "end"))
    passed: set[HtmlElement] = set()
    for event, element in walker:
        if event == "end":
            _leave(walk, element, root, skipped=element in passed)
            passed.discard(element)
        elif element is not root and _passed_over(walk, element, cells):
            passed.add(element)
            walker.skip_subtree()
        else:
            _enter(walk, element, cells)
    walk.open.append(root)
    walk.flush()
    if walk.label is not None:
        walk.name("")
    return walk.pieces


def _enter(walk: _Walk, element: HtmlElement, cells: dict[HtmlElement, str]) -> None:
    tag = element.tag
    if tag in BLOCKS:
        if walk.open:
            walk.flush()
        walk.open.append(element)
    elif not walk.open:
        walk.open.append(element)
    if tag == "table":
        cells.update(speakers_cells(element))
    walk.marks.append(_mark(element, walk.marks[-1]))
    walk.links += tag in _ABOUT
    walk.headings += tag in _HEADINGS
    walk.verbatim += tag in ("pre", "listing", "xmp", "plaintext")
    if tag == "br":
        walk.runs.append(Run("\n", walk.marks[-1]))
    walk.text(element.text)


def _leave(walk: _Walk, element: HtmlElement, root: HtmlElement, *, skipped: bool) -> None:
    tag = element.tag
    if not skipped:
        if tag in BLOCKS or element is root:
            walk.flush()
            walk.open.pop()
        walk.marks.pop()
        walk.links -= tag in _ABOUT
        walk.headings -= tag in _HEADINGS
        walk.verbatim -= tag in ("pre", "listing", "xmp", "plaintext")
    elif tag in BLOCKS:
        walk.flush()
    if element is not root:
        walk.text(element.tail)


def _passed_over(walk: _Walk, element: HtmlElement, cells: dict[HtmlElement, str]) -> bool:
    """Whether an element's text is no paragraph: unseen, or a name, a time or a caption that is kept elsewhere."""
    if not isinstance(element.tag, str):
        return True
    if unseen(element) or caption(element):
        if caption(element) and (text := visible(element)):
            walk.dropped.append(text)
        return True
    role = cells.get(element) or ("name" if _names(element) else None)
    if role is None:
        return False
    text = visible(element)
    if role == "name" and text:
        walk.name(text)
    elif role == "time" and (match := TIME.match(text)):
        walk.start_s = float(int(match[1] or 0) * 3600 + int(match[2]) * 60 + int(match[3]))
    elif role == "head" and text:
        walk.dropped.append(text)
    return True


def _names(element: HtmlElement) -> bool:
    """Whether a block holds nothing but a speaker's name, as the markup says."""
    if element.tag == "dt":
        text = visible(element)
        return len(text) <= NAME_MAX_CHARS and name_shaped(text.rstrip(": "))
    return element.tag in BLOCKS and element.tag not in _HEADINGS and _naming(element)


def _naming(element: HtmlElement) -> bool:
    if not any(_NAMING_CLASS.match(name) for name in (*classes(element), element.get("itemprop") or "")):
        return False
    text = visible(element)
    return 0 < len(text) <= NAME_MAX_CHARS and name_shaped(text.rstrip(": "))


def _mark(element: HtmlElement, around: Mark) -> Mark:
    tag, style = element.tag, element.get("style") or ""
    if around is Mark.NAME or (tag not in BLOCKS and _naming(element)):
        return Mark.NAME
    if _PLAIN_STYLE.search(style):
        return Mark.NONE
    if tag in _BOLD or _BOLD_STYLE.search(style) or "bold" in class_parts(element):
        return Mark.BOLD
    if around is Mark.BOLD or tag not in _SLANTED:
        return around
    return Mark.SLANTED
