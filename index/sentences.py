"""Where sentences begin and end; the splitting itself is sentencex's work."""

from __future__ import annotations

import re

import sentencex

Span = tuple[int, int]

_TITLE_END = re.compile(r"\b(?:Mr|Mrs|Ms|Mx|Dr|Prof|Sen|Rep|Gov|Gen|Hon|Rev|St|Cllr)\.$")
"""A name follows; sentencex knows some of these, but not all."""
_WINDOW_CHARS = 200_000
"""Longer text is handed over piecewise, so that memory stays bounded on a file of one endless line."""


def sentence_spans(text: str, language: str | None = None) -> list[Span]:
    """Return the half-open spans of the sentences of a text, in order, without surrounding white space.

    Args:
        text: Any text; a line break does not end a sentence by itself.
        language: ISO 639-1 code, for its abbreviations; None means English.
    """
    spans: list[Span] = []
    for offset, window in _windows(text):
        for boundary in sentencex.get_sentence_boundaries(language or "en", window):
            span = trimmed(text, offset + boundary["start_index"], offset + boundary["end_index"])
            if span is None:
                continue
            if spans and _TITLE_END.search(text, *spans[-1]):
                spans[-1] = (spans[-1][0], span[1])
            else:
                spans.append(span)
    return spans


def trimmed(text: str, start: int, end: int) -> Span | None:
    """Shrink a span to leave out surrounding white space; None when nothing else is in it."""
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    right = len(piece.rstrip())
    return (start + left, start + right) if left < right else None


def _windows(text: str) -> list[tuple[int, str]]:
    windows = []
    start = 0
    while len(text) - start > _WINDOW_CHARS:
        cut = text.rfind(" ", start, start + _WINDOW_CHARS) + 1
        end = cut if cut > start else start + _WINDOW_CHARS
        windows.append((start, text[start:end]))
        start = end
    windows.append((start, text[start:]))
    return windows
