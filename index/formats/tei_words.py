"""Sentences of TEI that are cut into words: put the spaces where a reader sees them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from index.formats.elements import below, local_name

if TYPE_CHECKING:
    from lxml import etree

_JOINS_NEXT = frozenset(["right", "both", "overlap"])
_JOINS_LAST = frozenset(["left", "both", "overlap"])


def lay_out_words(root: etree._Element) -> None:
    """Replace the line breaks between ``<w>`` and ``<pc>`` by the spaces of the text.

    A corpus writes spaces out as ``<c> </c>``, or has one between any two words that ``join`` does not glue together
    (https://tei-c.org/release/doc/tei-p5-doc/en/html/ref-att.segLike.html).
    """
    written = next((each for each in below(root, "c") if each.text and not each.text.strip()), None) is not None
    for sentence in below(root, "s"):
        words = [each for each in below(sentence, "w", "pc") if local_name(_above(each)) not in ("w", "pc")]
        if not words:
            continue
        for each in sentence.iter():
            if each.text and not each.text.strip() and local_name(each) != "c":
                each.text = None
            if each is not sentence and each.tail and not each.tail.strip():
                each.tail = None
        if not written:
            _space(words)


def _space(words: list[etree._Element]) -> None:
    for word, following in pairwise(words):
        if word.get("join") not in _JOINS_NEXT and following.get("join") not in _JOINS_LAST:
            word.tail = (word.tail or "") + " "


def _above(element: etree._Element) -> etree._Element:
    parent = element.getparent()
    return element if parent is None else parent
