"""Text that arrives in pieces, as sentences, each as soon as the next one has begun."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.sentences import sentence_spans, trimmed
from search.writing.checking import KEYS, MAX_SENTENCE_CHARS
from search.writing.quotations import is_open

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from index.sentences import Span

_UNSEEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, those that turn the direction of writing, and halves of characters: none has a place here."""
_ORNAMENT = re.compile(r"^(?:\s|[-*•>#]+\s|[0-9]{1,2}[.)]\s)+")
"""Signs of lists, headings and block quotes."""
_NUMERAL = re.compile(r"[0-9]{1,2}[.)]")
"""Of a list; it is no sentence of its own."""
_KEYS_FIRST = re.compile(rf"(?:{KEYS.pattern}\s*)+[.,;:!?]?(?=\s|$)")
_KEYS_AFTER_END = re.compile(rf"[.!?…。！？][\"”’»)]*\s*(?:{KEYS.pattern}\s*)+(?=[\"“„«(]?\w)")
_THINKS, _THOUGHT = "<think>", "</think>"


def sentences(pieces: Iterable[str]) -> Iterator[str]:
    """Yield the sentences of a text that arrives in pieces; how it is cut into pieces makes no difference.

    A line break ends a sentence, a sentence end within a quotation in double marks does not; keys that follow a
    sentence belong to it. Control characters and Markdown's signs are left out.
    """
    rest = ""
    for character in (each for piece in pieces for each in piece):
        rest += "\n" if character == "\n" else _UNSEEN.sub(" ", character)
        if character == "\n":
            yield from _whole(rest)
            rest = ""
        elif character == " ":
            spans = _spans(rest)
            yield from _cut(rest, spans[:-1])
            rest = rest[spans[-1][0] :] if spans else ""
        if len(rest) > 2 * MAX_SENTENCE_CHARS:
            yield from _whole(rest)
            rest = ""
    yield from _whole(rest)


def without_thoughts(pieces: Iterable[str]) -> Iterator[str]:
    """Leave out what some models think aloud in front of their answer, between <think> and </think>."""
    held = ""
    thinks: bool | None = None
    for piece in pieces:
        held += piece
        begins = held.lstrip()
        if thinks is None and len(begins) < len(_THINKS) and _THINKS.startswith(begins):
            continue
        thinks = begins.startswith(_THINKS) if thinks is None else thinks
        if thinks:
            held, thought, rest = held.partition(_THOUGHT)
            if not thought:
                held = held[-len(_THOUGHT) :]
                continue
            held, thinks = rest, False
        yield held
        held = ""
    if not thinks:
        yield held


def _whole(text: str) -> Iterator[str]:
    yield from _cut(text, _spans(text))


def _cut(text: str, spans: Iterable[Span]) -> Iterator[str]:
    for start, end in spans:
        plain = _ORNAMENT.sub("", text[start:end].replace("**", "")).strip()
        if plain:
            yield plain


def _spans(text: str) -> list[Span]:
    """Return the spans of sentences, with the keys that follow each, quotations kept whole."""
    spans: list[Span] = []
    for start, end in _parted(text):
        if not spans:
            spans.append((start, end))
            continue
        first, last = spans[-1]
        keys = _KEYS_FIRST.match(text, start, end)
        if (
            is_open(text[first:last])
            or _NUMERAL.fullmatch(text, first, last)
            or not re.search(r"\w", KEYS.sub("", text[start:end]))
        ):
            spans[-1] = (first, end)
        elif keys and not KEYS.search(text, first, last):
            spans[-1] = (first, keys.end())
            spans += [rest] if (rest := trimmed(text, keys.end(), end)) else []
        else:
            spans.append((start, end))
    return spans


def _parted(text: str) -> Iterator[Span]:
    """Yield sentences as the library has them, parted once more where keys stand between two of them."""
    for start, end in sentence_spans(text):
        done = start
        for each in _KEYS_AFTER_END.finditer(text, start, end):
            follows = text[each.end() : each.end() + 2].lstrip('"“„«(')
            if follows[:1].isupper() and not is_open(text[done : each.end()]):
                yield from filter(None, [trimmed(text, done, each.end())])
                done = each.end()
        yield from filter(None, [trimmed(text, done, end)])
