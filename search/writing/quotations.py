"""Quotations in a text, and whether their words stand in another: verbatim, whatever the style of quotation marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.sentences import Span

_CLOSERS = {
    '"': '"”',
    "“": '”"',
    "„": '“”"',
    "‟": '”"',
    "”": '”"',
    "«": "»",
    "»": "«»",
    "「": "」",
    "『": "』",
    "〝": "〞〟",
    "＂": "＂",
    "❝": "❞",
    "″": "″",
    "ʺ": "ʺ",
}
"""What closes a quotation, by what opens it; the first that there is, so that one kind may stand within another."""
_SINGLE_OPENERS = "'‘‚‛`´‹›❛′"
_SINGLE_CLOSERS = "'’‘`´‹›❜′"
"""Apostrophes, too, so that only one that a word follows opens, and only one that follows a word closes."""
MARKS = frozenset("".join([*_CLOSERS, *_CLOSERS.values(), _SINGLE_OPENERS, _SINGLE_CLOSERS]))


def quotations(text: str) -> list[Span] | None:
    """Return the half-open spans of what is quoted, marks not counted, in order; None when one is not closed.

    A quotation within a quotation is a part of it. Single marks count where they do not look like apostrophes.
    """
    spans: list[Span] = []
    at = 0
    while at < len(text):
        end = None
        if text[at] in _CLOSERS:
            ends = (_close(text, at, closer) for closer in _CLOSERS[text[at]])
            end = next((each for each in ends if each is not None), None)
            if end is None:
                return None
        elif _opens_single(text, at):
            end = _close_single(text, at)
        if end is None:
            at += 1
        else:
            spans.append((at + 1, end))
            at = end + 1
    return spans


def is_open(text: str) -> bool:
    """Return whether a quotation in double marks has not met its closing mark yet."""
    at = 0
    while at < len(text):
        if text[at] in _CLOSERS:
            end = _close(text, at, _CLOSERS[text[at]][0])
            if end is None:
                return True
            at = end
        at += 1
    return False


def _close(text: str, at: int, closer: str) -> int | None:
    """Return where the quotation that opens here is closed; one of the same kind may stand in it."""
    opener, depth = text[at], 1
    for place in range(at + 1, len(text)):
        if text[place] == closer:
            depth -= 1
            if depth == 0:
                return place
        elif text[place] == opener:
            depth += 1
    return None


def _opens_single(text: str, at: int) -> bool:
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    return text[at] in _SINGLE_OPENERS and not before.isalnum() and bool(after) and not after.isspace()


def _close_single(text: str, at: int) -> int | None:
    """Return the last mark that can close a quotation before the next one opens, or None: it was an apostrophe."""
    last = None
    for place in range(at + 1, len(text)):
        if place > at + 1 and text[place] in _SINGLE_CLOSERS and _closes_single(text, place):
            last = place
        elif last is not None and (text[place] in _CLOSERS or _opens_single(text, place)):
            break
    return last


def _closes_single(text: str, at: int) -> bool:
    return not text[at - 1].isspace() and not text[at + 1 : at + 2].isalnum()


def locate(quote: str, text: str) -> Span | None:
    """Return where a quote stands in a text, or None; half-open, without white space around it.

    Only the style of quotation marks and white space may differ. It must not begin or end within a word: "agree" does
    not stand in "disagree".
    """
    wanted, _ = _plain(quote)
    wanted = wanted.strip()
    held, places = _plain(text)
    at = held.find(wanted) if wanted else -1
    while at >= 0:
        end = at + len(wanted)
        if _whole_words(held, at, end):
            return places[at], places[end - 1] + 1
        at = held.find(wanted, at + 1)
    return None


def _whole_words(text: str, start: int, end: int) -> bool:
    begins = start == 0 or not (text[start - 1].isalnum() and text[start].isalnum())
    ends = end == len(text) or not (text[end - 1].isalnum() and text[end].isalnum())
    return begins and ends


def _plain(text: str) -> tuple[str, list[int]]:
    """Return a text with one kind of quotation mark and single spaces, and where each of its characters stood."""
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        plain = " " if character.isspace() else "'" if character in MARKS else character
        if plain == " " and characters and characters[-1] == " ":
            continue
        characters.append(plain)
        places.append(place)
    return "".join(characters), places
