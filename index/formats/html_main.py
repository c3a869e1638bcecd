"""Which element of a page holds what the page is about.

trafilatura finds the main text but leaves out short paragraphs and repeats, which in a transcript are speech. So its
text only votes: the smallest element that holds nearly all of it is taken whole.
"""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from typing import TYPE_CHECKING

from lxml import etree

from index.formats.html_tree import unseen
from index.formats.library import FAULTS, quiet

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lxml.html import HtmlElement

    from index.formats.html_blocks import Piece

_HELD = 0.95
"""Share of the voted words that the element must hold; the rest may be a lead or a teaser beside it."""
_DECLARED_HELD = 0.5
_TRUSTED = 0.3
"""Where trafilatura finds a smaller share of the page's unlinked words, it has not understood the page."""
_SHINGLE_WORDS = 4
_MAX_CHARS = 1_000_000
"""Past this size of page trafilatura takes seconds; every word votes then."""
_CONTAINERS = ("div", "section", "article", "main", "td", "form", "center", "font")
_MAX_LOOKS = 800_000
_DECLARED_CLASSES = frozenset(["entry-content", "e-content", "post-content", "article-content", "article-body"])
_ALIKE = 1
_ALIKE_UNNAMED = 3
"""Elements without a class look alike by chance: the one with the text and the one with the copyright."""


def main_element(body: HtmlElement, found: Sequence[Piece]) -> HtmlElement:
    """Return the element that holds the main text of a page; the whole body where that cannot be told.

    Args:
        body: The body of the page.
        found: All of its pieces.
    """
    said = [piece for piece in found if not piece.of_links]
    votes = _votes(body, said)
    if not votes:
        return body
    total = sum(votes.values())
    weights = _weights(body, votes)
    declared = [each for each in _declared(body) if weights[each] >= _DECLARED_HELD * total]
    if len(declared) == 1:
        return declared[0]
    element = body
    for inner in body.iterdescendants(*_CONTAINERS):
        # In the order of the document each such element lies inside the one before: no two hold nearly everything.
        if weights[inner] >= _HELD * total:
            element = inner
    return _with_siblings(element, said)


def _votes(body: HtmlElement, found: Sequence[Piece]) -> Counter[HtmlElement]:
    """Count the words of each element's own text that the main text holds, too."""
    all_words = [(piece.element, piece.words) for piece in found]
    every = _counted((element, len(words)) for element, words in all_words)
    main = (
        _shingles(_main_text(body).split())
        if sum(len(paragraph.text) for piece in found for paragraph in piece.paragraphs) <= _MAX_CHARS
        else set()
    )
    votes = _counted(
        (element, len(words)) for element, words in all_words if not main.isdisjoint(_shingles(words)) and main
    )
    return votes if sum(votes.values()) >= _TRUSTED * sum(every.values()) else every


def _counted(counts: Iterable[tuple[HtmlElement, int]]) -> Counter[HtmlElement]:
    total: Counter[HtmlElement] = Counter()
    for element, count in counts:
        total[element] += count
    return total


def _shingles(words: list[str]) -> set[tuple[str, ...]]:
    return {tuple(words[start : start + _SHINGLE_WORDS]) for start in range(len(words) - _SHINGLE_WORDS + 1)}


def _costly(body: HtmlElement) -> bool:
    """Whether trafilatura, which looks at each element once for each that is around it, would take seconds."""
    looks = depth = 0
    for event, _ in etree.iterwalk(body, events=("start", "end")):
        depth += 1 if event == "start" else -1
        looks += depth
        if looks > _MAX_LOOKS:
            return True
    return False


def _main_text(body: HtmlElement) -> str:
    if _costly(body):
        return ""
    from trafilatura import bare_extraction

    with quiet("trafilatura"):
        try:
            found = bare_extraction(
                deepcopy(body.getroottree().getroot()), fast=True, include_comments=False, favor_recall=True
            )
        except FAULTS:
            return ""  # Then every word of the page votes.
    return "" if found is None or isinstance(found, dict) else found.text or ""


def _weights(body: HtmlElement, votes: Counter[HtmlElement]) -> Counter[HtmlElement]:
    weights: Counter[HtmlElement] = Counter(votes)
    for element in reversed(list(body.iterdescendants())):  # Each element after all that it holds.
        if (parent := element.getparent()) is not None and weights[element]:
            weights[parent] += weights[element]
    return weights


def _declared(body: HtmlElement) -> list[HtmlElement]:
    """Return the outermost elements that the page declares to be the body of its article."""
    found: list[HtmlElement] = []
    for element in body.iter("div", "section", "article", "main", "td"):
        declared = "articleBody" in (element.get("itemprop") or "").split()
        declared = declared or not _DECLARED_CLASSES.isdisjoint((element.get("class") or "").lower().split())
        if declared and not any(other in element.iterancestors() for other in found) and not unseen(element):
            found.append(element)
    return found


def _with_siblings(element: HtmlElement, said: Sequence[Piece]) -> HtmlElement:
    """Return the parent where elements built alike stand beside: a page may give each speech one of its own."""
    parent = element.getparent()
    if parent is None or element.tag in ("body", "td"):
        return element
    name = element.get("class")
    inside = set(parent.iterchildren(element.tag))
    holders = {
        holder
        for piece in said
        if (holder := next((each for each in (piece.element, *piece.element.iterancestors()) if each in inside), None))
        is not None
    }
    alike = sum(other.get("class") == name for other in holders if other is not element)
    return parent if alike >= (_ALIKE if name else _ALIKE_UNNAMED) else element


def parted(main: HtmlElement, found: Sequence[Piece]) -> tuple[list[Piece], list[Piece]]:
    """Return the pieces inside an element, and those outside of it."""
    inside = set(main.iter())
    return [piece for piece in found if piece.element in inside], [
        piece for piece in found if piece.element not in inside
    ]
