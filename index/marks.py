"""The marks that printers put before a speaker's words, block by block; evidence.py tells which to believe.

Five layouts: a colon after the name ("Ada Korvin:"), a dot ("MR. KORVIN."), a dash ("Ada Korvin (PP). –"), a line of
its own, and the bare Q of questions. A time may stand before or after the name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from index.labels import MAX_CHARS, in_capitals, is_named, tells_of_itself
from index.names import folded, with_role_comma, without_asides
from index.titles import ABBREVIATED, HONORIFICS

_NESTED = r"[(\[](?:[^()\[\]\n]|\([^()\n]{0,80}\)){0,220}[)\]]"
_OUTSIDE = r"[^\n:：()\[\]]"
_COLON = re.compile(
    rf"^(?P<label>[^\s:：()\[\]]{_OUTSIDE}{{0,160}}(?:{_NESTED}{_OUTSIDE}{{0,80}}){{0,3}}?)\s*(?::(?=\s|$)|：)\s*"
)
_DASHED = re.compile(
    rf"^(?P<label>[^\s:–—()\[\]][^\n:–—()\[\]]{{0,120}}?(?:{_NESTED}[^\n:–—()\[\]]{{0,40}}?){{0,3}}?)"
    r"(?P<dot>\.)?\s*(?:[–—]|-{1,2})\s+(?=\S)"
)
_Q = re.compile(r"^(?P<label>[QA])(?:(?P<sign>[.:])\s+(?=\S)|(?P<gap>\s{2,})(?=\S)|\s(?=[A-Z“\"(\[—–-]))")
_IN_BRACKETS = re.compile(r"^\[(?P<label>[^\[\]\d:][^\[\]:]{1,60})\]\s*(?::\s*|(?=\d{1,2}:\d{2}))")
_CIRCLED = re.compile(r"^[○◯〇●]\s*(?P<label>[^\s(（]{1,20}(?:[(（][^()（）]{1,20}[)）])?)\s+(?=\S)")
_NUMBERED = re.compile(r"^(?:[^\W\d_]{2,4}\.\s+)?\d{1,4}[.)]?\s+(?=[^\W\d_])")
_INITIALS = re.compile(r"^(?P<label>[^\W\d_]{2,}(?:-[^\W\d_]+)?\s+[^\W\d_]\.\s?(?:[^\W\d_]\.)?)\s+(?=\S)")
_EXAMINING = re.compile(r"^BY (?=M[RS]S?\. )")
""""BY MR. LUND:" stands before counsel's questions in a court."""
_LINE_CHARS = 80
_LEAD_DASH = re.compile(r"^[–—]\s+")
_CLOCK = r"(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?"
_TIME_BEFORE = re.compile(
    rf"^(?:[\[(<]\s*(?P<a>{_CLOCK})\s*[\])>]|(?P<b>{_CLOCK})(?!\s*[AaPp]\.?\s?[Mm]\b))\s*[-–—|]?\s*"
)
_TIME_AFTER = re.compile(
    rf"^(?P<name>.{{2,100}}?)[\s,|–—-]*(?:[\[(<]\s*(?P<a>{_CLOCK})\s*[\])>]|(?<=\s)(?P<b>{_CLOCK}))\s*:?$"
)
_STAGE_BRACKETS = re.compile(r"^(?:[(\[][^()\[\]]{1,120}[)\]][.,]?\s*)+$")
_STAGE_WORDS = frozenset(
    """
    applause laughter cheers cheering laughs crosstalk cross talk inaudible music pause silence booing boos chanting
    prolonged loud stormy sustained and general interruption hear beifall heiterkeit applaudissements rires aplausos
    risas applausi zurufe
    """.split()
)


class Style(StrEnum):
    """Where a mark ends and the words begin."""

    COLON = "colon"
    DASH = "dash"
    DOT = "dot"
    LINE = "line"
    Q = "q"


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may be the mark of a speaker at the start of a block."""

    style: Style
    label: str
    """The name as printed, without the sign that ends it."""
    rest: str
    """The words after the mark."""
    start_s: float | None = None
    strong: bool = False
    """It has a form of address, an office, or a time beside it; or it is an unnamed voice."""

    @property
    def key(self) -> str:
        """The label for comparison, without what stands in brackets."""
        return _key(self.label)


@lru_cache(maxsize=1 << 13)
def _key(label: str) -> str:
    return folded(without_asides(label))


def candidate(text: str) -> Candidate | None:
    """Return what may be a mark at the start of a block, the first layout that fits."""
    start_s, bare = _timed(text.lstrip())
    found = _numbered(bare) or _marked(bare)
    if found is None:
        return None
    if found.style is Style.COLON:
        found = replace(found, rest=_LEAD_DASH.sub("", found.rest))
    return found if start_s is None else replace(found, start_s=start_s, strong=True)


def _numbered(text: str) -> Candidate | None:
    """Find a mark behind the number of the speech: "12. Mr LUND: …"."""
    match = _NUMBERED.match(text)
    found = _marked(text[match.end() :]) if match else None
    return found if found and found.style is Style.COLON and (found.strong or found.label.isupper()) else None


def _enclosed(text: str) -> Candidate | None:
    """Find "[Ada Korvin]: …", "[Ada Korvin] 00:12" and "○山田一郎君 …"."""
    if match := _CIRCLED.match(text):
        return Candidate(Style.COLON, match["label"], text[match.end() :], strong=True)
    match = _IN_BRACKETS.match(text)
    if match is None or not is_named(match["label"]):
        return None
    rest = text[match.end() :].strip()
    clock = re.fullmatch(_CLOCK, rest)
    if clock is None:
        return Candidate(Style.COLON, match["label"], rest)
    return Candidate(Style.LINE, match["label"], "", seconds(rest), strong=True)


def _marked(text: str) -> Candidate | None:
    if text[:1] in "[○◯〇●" and (found := _enclosed(text)):
        return found
    if match := _Q.match(text):
        asked = match["label"] == "Q" or match["sign"] is not None or match["gap"] is not None
        if asked:
            return Candidate(Style.Q, match["label"], text[match.end() :], strong=not _single_space(match))
    dotted = _dotted(text)
    if dotted and not dotted.strong:
        dotted = None  # to be tried last
    if (
        (match := _COLON.match(text))
        and not _after(dotted, match["label"])
        and is_named(_EXAMINING.sub("", match["label"]))
    ):
        after, name = _time_after(_EXAMINING.sub("", match["label"]))
        rest = text[match.end() :]
        return Candidate(Style.COLON, name, rest, after, strong=tells_of_itself(name) or after is not None)
    if len(text) <= MAX_CHARS and (match := _TIME_AFTER.match(text)) and is_named(match["name"]):
        return Candidate(Style.LINE, match["name"].strip(" :,"), "", seconds(match["a"] or match["b"]), strong=True)
    if (match := _DASHED.match(text)) and not _after(dotted, match["label"]) and is_named(match["label"]):
        label, rest = match["label"].strip(), text[match.end() :]
        goes_on = rest[0].islower() and not match["dot"]  # "The EU — the European Union — has announced"
        if not goes_on and (match["dot"] or tells_of_itself(label) or in_capitals(label)):
            strong = match["dot"] is not None or in_capitals(label)
            return Candidate(Style.DASH, label, rest, strong=strong)
    if dotted := dotted or _dotted(text):
        return dotted
    if _may_stand_alone(text):
        return Candidate(Style.LINE, text, "", strong=tells_of_itself(text))
    return None


def _may_stand_alone(text: str) -> bool:
    """Whether a block could be a name on a line of its own."""
    if len(text) > _LINE_CHARS or text.endswith((".", "!", "?", ";", ",")) or re.search(r":\s", text):
        return False
    return is_named(with_role_comma(text))


def _after(dotted: Candidate | None, label: str) -> bool:
    """Whether a label holds a shorter one that ends in a dot: "MR. KORVIN. One thing: the ferry"."""
    return dotted is not None and len(dotted.label) < len(label)


def _single_space(match: re.Match[str]) -> bool:
    return match["sign"] is None and match["gap"] is None


def _dotted(text: str) -> Candidate | None:
    """Find "MR. KORVIN. Thank you": the first dot that does not end a form of address or an initial."""
    if (match := _INITIALS.match(text)) and not match["label"].isupper() and is_named(match["label"]):
        return Candidate(Style.DOT, match["label"], text[match.end() :])
    for match in re.finditer(r"\.\s+(?=\S)", text[:MAX_CHARS]):
        label = text[: match.start()]
        last = label.rsplit(None, 1)[-1] if label.split() else ""
        if label.endswith("."):
            return None  # "But... "
        if label.count("(") != label.count(")") or label.count("[") != label.count("]"):
            continue
        if folded(last) in HONORIFICS or len(folded(last)) == 1 or folded(last) in _SHORT_TITLES:
            continue
        if not is_named(label) or len(label.split()) > 8:
            return None
        return Candidate(Style.DOT, label, text[match.end() :], strong=tells_of_itself(label))
    return None


_SHORT_TITLES = ABBREVIATED | frozenset("st jr sr hon prof rev m mme h e".split())


def _timed(text: str) -> tuple[float | None, str]:
    """Take a time off the start of a block: "[00:01:02] Ada Korvin: …"."""
    match = _TIME_BEFORE.match(text)
    if match is None or match.end() >= len(text):
        return None, text
    return seconds(match["a"] or match["b"]), text[match.end() :]


def _time_after(label: str) -> tuple[float | None, str]:
    match = _TIME_AFTER.match(label)
    return (None, label.strip()) if match is None else (seconds(match["a"] or match["b"]), match["name"].strip())


def seconds(clock: str) -> float:
    """Return the seconds that "1:02:03.5" or "02:03" stand for."""
    total = 0.0
    for part in clock.replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return total


def is_stage(text: str) -> bool:
    """Whether a block is a stage direction: all of it in brackets, or nothing but "Applause." and the like."""
    if _STAGE_BRACKETS.match(text):
        return True
    words = folded(text.strip(" .,!*-–—")).replace(",", " ").split()
    return bool(words) and len(words) <= 4 and _STAGE_WORDS.issuperset(words) and words != ["and"]
