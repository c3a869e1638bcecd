"""The cues of SubRip and WebVTT files: timed lines of text, read as leniently as players do.

WebVTT: https://www.w3.org/TR/webvtt1/. SubRip has no standard. webvtt-py was tried: it leaves out cues whose times it
cannot read without a word, numbers no lines, and keeps one voice of a cue that has several.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field, replace

from index.errors import EmptyTranscriptError, MalformedError

_STAMP = (
    r"(?P<{0}_minus>-?)(?:(?P<{0}_h>[0-9]{{1,5}}):)?(?P<{0}_m>[0-9]{{1,2}}):(?P<{0}_s>[0-9]{{1,2}})"
    r"(?:[.,](?P<{0}_f>[0-9]{{1,9}}))?"
)
_TIMES = re.compile(rf"\s*{_STAMP.format('a')}\s*-->\s*{_STAMP.format('b')}(?![\w:])")
_ARROW = re.compile(r"[0-9]\s*-->|-->\s*-?[0-9]")
_NUMBER = re.compile(r"\s*(?P<number>[0-9]{1,7})\s*")
_ASIDE = re.compile(r"(?P<kind>NOTE|STYLE|REGION)(?:\s|$)")
_HEADER = re.compile(r"WEBVTT(?:[ \t]+(?P<title>.*))?$")
_HEADER_KEY = re.compile(r"(?P<key>[A-Za-z-]{1,30})\s*:\s*(?P<value>.*)")
_TAG = re.compile(
    r"</?(?:i|b|u|s|c|ruby|rt|lang|font|em|strong)(?:[.\s][^<>]*)?/?>|<[0-9:.,]{5,15}>|</?br\s*/?>|\{\\[^{}]*\}",
    re.IGNORECASE,
)
_ENDLESS = re.compile(r"&#[xX]?[0-9a-fA-F]{9}")
"""No character has such a number; the standard library chokes on the longest of them."""
_ROLLING_SHARE = 0.4
"""Of the cues, how many repeat the one before in captions that roll up the screen."""
_ROLLING_MIN = 2
_ROLLING_GAP_S = 0.05
_FLASH_S = 0.1
"""A cue this short shows nothing new: it holds the last line while the screen rolls."""


@dataclass(frozen=True, slots=True)
class Cue:
    """Lines of text shown together; tags other than voices are gone, entities are still in."""

    start_s: float
    end_s: float
    lines: tuple[str, ...]
    number: int
    """The line of the file that holds its times."""


@dataclass(slots=True)
class CueFile:
    """What a subtitle file holds."""

    cues: list[Cue]
    title: str | None = None
    language: str | None = None
    warnings: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Open:
    """A cue whose text is still being read."""

    start_s: float
    end_s: float
    number: int
    lines: list[str] = field(default_factory=list)

    def cue(self) -> Cue:
        lines = (_TAG.sub("", line).strip() for line in self.lines)
        return Cue(self.start_s, self.end_s, tuple(line for line in lines if line), self.number)


def read_cues(text: str, *, web: bool) -> CueFile:
    """Read the cues of a subtitle file in the file's order.

    Args:
        text: The file.
        web: Whether it should be WebVTT; its first line decides.

    Raises:
        EmptyTranscriptError: No cue holds text.
        MalformedError: It has no times, or times that cannot be read; the message names the line.
    """
    lines = text.split("\n")
    header = _HEADER.match(lines[0].strip())
    found = CueFile([])
    begin = _read_header(found, header, lines) if header else 0
    if web and not header:
        found.warnings.append('line 1 is not "WEBVTT"; read as SubRip')
    _read_body(found, lines, begin, web=bool(header))
    if not found.cues and header is None:
        raise MalformedError(
            f"line {_first_text(lines)}: no times; expected cues such as 00:00:01,000 --> 00:00:04,000 with text below"
        )
    _warn_of_times(found)
    found.cues = [cue for cue in found.cues if cue.lines]
    if not found.cues:
        raise EmptyTranscriptError("the file holds no cue with text")
    _drop_repeats(found)
    return found


def unescaped(text: str) -> str:
    """Return a text with its entities as the characters that they stand for."""
    return text if _ENDLESS.search(text) else html.unescape(text)


def _read_header(found: CueFile, header: re.Match[str], lines: list[str]) -> int:
    """Read the lines up to the first empty one; return where the body begins."""
    title = (header["title"] or "").strip().lstrip("-–—: ")
    found.title = unescaped(title) or None
    for number, line in enumerate(lines[1:], 1):
        if not line.strip() or "-->" in line:
            return number
        if (match := _HEADER_KEY.fullmatch(line.strip())) and match["key"].lower() in ("title", "language"):
            key, value = match["key"].lower(), match["value"].strip()
            setattr(found, key, getattr(found, key) or value or None)
    return len(lines)


def _read_body(found: CueFile, lines: list[str], begin: int, *, web: bool) -> None:
    cue: _Open | None = None
    aside: str | None = None
    for number in range(begin, len(lines)):
        line = lines[number]
        blank = number == 0 or not lines[number - 1].strip()
        if "-->" in line and (cue is None or _ARROW.search(line)):
            if cue is not None:
                found.cues.append(cue.cue())
            cue, aside = _opened(line, number + 1), None
        elif _is_identifier(lines, number, cue is None, web=web, following=len(found.cues) + 2):
            continue
        elif web and blank and (match := _ASIDE.match(line)):
            aside = match["kind"]
            found.dropped.append(line.strip())
        elif not line.strip():
            aside = None if web and not line else aside
        elif aside is not None or cue is None:
            if not _HEADER.match(line):
                found.dropped.append(line.strip())
        else:
            cue.lines.append(line)
    if cue is not None:
        found.cues.append(cue.cue())


def _opened(line: str, number: int) -> _Open:
    match = _TIMES.match(line)
    if match is None:
        raise MalformedError(
            f"line {number}: no times of a cue: {line.strip()[:80]!r}; expected 00:00:01.000 --> 00:00:04.000"
        )
    return _Open(_seconds(match, "a"), _seconds(match, "b"), number)


def _seconds(match: re.Match[str], which: str) -> float:
    hours, minutes, seconds = (int(match[f"{which}_{unit}"] or 0) for unit in "hms")
    whole = hours * 3600 + minutes * 60 + seconds
    value = float(f"{whole}.{match[f'{which}_f'] or 0}")
    return -value if match[f"{which}_minus"] else value


def _is_identifier(lines: list[str], number: int, first: bool, *, web: bool, following: int) -> bool:
    """Whether a line above the times is the cue's number or, in WebVTT, its name.

    It stands below an empty line; where a file has no empty lines it has to be the number that follows.
    """
    if number + 1 >= len(lines) or not lines[number].strip() or not _TIMES.match(lines[number + 1]):
        return False
    if first:
        return True
    numbered = _NUMBER.fullmatch(lines[number])
    if lines[number - 1].strip():
        return numbered is not None and int(numbered["number"]) == following
    return web or numbered is not None


def _first_text(lines: list[str]) -> int:
    return next((number for number, line in enumerate(lines, 1) if line.strip()), 1)


def _warn_of_times(found: CueFile) -> None:
    """Say once that times are out of order; the file's order is kept."""
    last = 0.0
    for cue in found.cues:
        if cue.start_s < last or cue.end_s < cue.start_s:
            found.warnings.append(
                f"line {cue.number}: times run backwards ({cue.start_s:g} s after {last:g} s); the file's order is kept"
            )
            break
        last = cue.start_s
    found.cues = [replace(cue, start_s=max(0.0, cue.start_s), end_s=max(0.0, cue.end_s)) for cue in found.cues]


def _drop_repeats(found: CueFile) -> None:
    """Take out what rolling captions show again: a cue begins with the lines that the one before ended with.

    A phrase that somebody says twice is kept: a repeat counts as one only where the cues of the whole file roll.
    """
    repeats = [0, *map(_repeated, found.cues, found.cues[1:])]
    rolls = sum(map(_rolls, found.cues, repeats))
    if rolls < _ROLLING_MIN or rolls < _ROLLING_SHARE * len(repeats):
        return
    kept = []
    for cue, repeat in zip(found.cues, repeats, strict=True):
        if repeat:
            found.dropped.append(" ".join(_words(cue.lines)[:repeat]))
        if lines := _without(cue, repeat):
            kept.append(replace(cue, lines=lines))
    found.cues = kept


def _repeated(before: Cue, cue: Cue) -> int:
    """Return how many leading words of a cue repeat the lines that end the one before, or all of it."""
    if cue.start_s - before.end_s > _ROLLING_GAP_S:
        return 0
    for count in range(min(len(before.lines), len(cue.lines)), 0, -1):
        if before.lines[-count:] == cue.lines[:count]:
            return len(_words(cue.lines[:count]))
    earlier, words = _words(before.lines), _words(cue.lines)
    return len(earlier) if words[: len(earlier)] == earlier else 0


def _rolls(cue: Cue, repeat: int) -> bool:
    """Whether a repeat is a sign of rolling: something new follows it, or the cue only flashes up."""
    return repeat > 0 and (repeat < len(_words(cue.lines)) or cue.end_s - cue.start_s <= _FLASH_S)


def _without(cue: Cue, count: int) -> tuple[str, ...]:
    """Return the lines of a cue without its first words."""
    lines = []
    for line in cue.lines:
        words = line.split()
        left = words[count:] if count else None
        count = max(0, count - len(words))
        lines.append(line if left is None else " ".join(left))
    return tuple(line for line in lines if line)


def _words(lines: tuple[str, ...]) -> list[str]:
    return [word for line in lines for word in line.split()]
