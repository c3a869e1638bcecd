"""What ends a page without being part of what it tells: links elsewhere, where and when it was published, "Share"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.furniture import about_the_page

if TYPE_CHECKING:
    from index.formats.html_blocks import Piece

_LINKED = 0.33
_WORDS = 30
"""At the end of a page a short line needs fewer links to be furniture: "Published in: News, Transcripts"."""
_MAX_SHARE = 0.3
"""Of the words; a page with more of them in links links what is said."""


def without_tail(found: list[Piece], dropped: list[str]) -> list[Piece]:
    """Return pieces without what ends a page and the headings above it."""
    about = _about_the_page(found)
    end = len(found)
    for position in reversed(range(len(found))):
        short = len(found[position].words) <= _WORDS
        if short and (about[position] or found[position].link_share > _LINKED):
            end = position
        elif not found[position].headings:
            break
        elif end == position + 1 < len(found):
            end = position
    tail = found[end:]
    linked = sum(len(piece.words) for piece, told in zip(tail, about[end:], strict=True) if not told)
    if linked > _MAX_SHARE * sum(len(piece.words) for piece in found):
        return found
    dropped.extend(paragraph.text for piece in tail for paragraph in piece.paragraphs)
    return found[:end]


def _about_the_page(found: list[Piece]) -> list[bool]:
    """Tell for each piece whether it is furniture by its words, or the value of the label before it."""
    about: list[bool] = []
    awaits_value = False
    for piece in found:
        texts = [paragraph.text for paragraph in piece.paragraphs]
        marked = any(paragraph.label for paragraph in piece.paragraphs)
        told = not marked and all(map(about_the_page, texts))
        about.append(told or (awaits_value and not marked and len(texts) == 1))
        awaits_value = told and texts[-1].endswith(":")
    return about
