"""Headings that name a speaker: "Speech by President X", "Rede von X", "Discurso de la alcaldesa X"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.heading_words import WORDINGS
from index.names import PARTICLES, folded, is_capital, is_title, name_shaped
from index.offices_behind import is_office_behind
from index.printed import take_apart
from index.titles import ARTICLES, HONORIFICS

if TYPE_CHECKING:
    from index.heading_words import Wording

_MAX_CHARS = 160
_SPEECH = re.compile(rf"^(?:{'|'.join(each.speech for each in WORDINGS)})(?:\s|$)", re.IGNORECASE)
"""Most texts are told by their first words to be no heading."""
_PLACE = re.compile(
    r"\s+(?:(?:at|on|to|in|during|before|after|following|from|about|upon|regarding|concerning|via|with|as|"
    r"bei|beim|zum|zur|auf|vor|anlässlich|à|lors|devant|sur|en|ante|durante|sobre|em|na|no|al|alla|nel|op|bij|"
    r"на|в|по|перед|у|announcing|marking|celebrating|honoring|hosting|supporting|signing|delivering|welcoming|"
    r"opening|closing|introducing|commemorating|recognizing|presenting|meeting|podczas|ob|[–—-])\s+|"
    r"(?:all|nell|à\s+l)['’]).*$",
    re.IGNORECASE,
)
_DOING = re.compile(r"^(\S+ \S.*?) [A-Z]?[a-z]+ing \S.*$")
""""President Berg Laying Out His Plan"."""
_WHEN = re.compile(r"(?:[,;(–—]\s*(?:[^\W\d_]{3,12}\.?\s+)?|\s+)\d.*$")
_AND = re.compile(r",?\s+(?:and|&|und|et|y|e|и)\s+|,\s+")
_FIRST = frozenset("premier premiere primer primera primo prima primeiro primeira".split())
"""Of a minister: "primer ministro"; elsewhere names and words like others."""
_FORMS_OF_ADDRESS = HONORIFICS | {"m"}
_MOST_SMALL = 8
"""Words in small letters that tell what an office is of: "ministre de l'économie et des finances"."""
_FULL_NAME = 2
_MOST_BEHIND = 12
"""Words behind a name that are taken for what its bearer is, though they are no office that is known."""
_SENTENCE = re.compile(r"[.!?…][\"'”’»)]*$")


def heading_names(text: str) -> tuple[str, ...]:
    """Return who is named, as printed, by a heading such as "Speech by President X at the opening of …".

    An office is told as it stands before a name ("Bürgermeister X" for "Rede des Bürgermeisters X"). Empty for a text
    that is no such heading; more than one for "Joint statement by X and Y".
    """
    if len(text) > _MAX_CHARS or "\n" in text:
        return ()
    bare = text.strip().strip("#*_ ")
    if _SPEECH.match(bare) is None:
        return ()
    return next((names for wording, heading in _HEADINGS if (names := _named(bare, wording, heading))), ())


def heading_name(text: str) -> str | None:
    """Return the one whom a heading names; None for no heading, and for a joint one."""
    names = heading_names(text)
    return names[0] if len(names) == 1 else None


def announces_speech(text: str) -> bool:
    """Whether a text is worded like a heading above a speech, whoever it may be by."""
    bare = text.strip().strip("#*_ ")
    if len(text) > _MAX_CHARS or "\n" in text or not bare[:1].isupper() or _SENTENCE.search(bare):
        return False
    return any(wording.of and heading.match(bare) for wording, heading in _HEADINGS)


def _heading(wording: Wording) -> re.Pattern[str]:
    """Return the pattern of a whole heading in one language."""
    before = f"(?:(?P<the>{wording.of_the})|{wording.of})" if wording.of_the else f"(?P<the>){wording.of}"
    return re.compile(rf"^(?:{wording.speech})\s+{before}(?P<who>\S.*?)[:.]?$", re.IGNORECASE)


_HEADINGS = tuple((wording, _heading(wording)) for wording in WORDINGS)


def _named(text: str, wording: Wording, heading: re.Pattern[str]) -> tuple[str, ...]:
    match = heading.match(text)
    if match is None:
        return ()
    who = _DOING.sub(r"\1", _WHEN.sub("", _PLACE.sub("", match["who"]))).strip(" ,;–—-")
    parts = _parts(who, wording)
    if len(parts) > 1 and all(map(_is_person, parts)) and not ("," in who and _ends_in_domain(parts[0])):
        return tuple(parts)
    whole = parts[0] if len(parts) == 1 else _with_office(who, wording)
    if match["the"] and " " not in whole and not is_title(whole):
        return ()  # "Rede der Woche"
    if whole and _is_named(whole):
        return (whole,)
    return () if _SENTENCE.search(text) else _with_anything_behind(who, wording)


def _parts(who: str, wording: Wording) -> list[str]:
    """Return what is joined by commas and "and"; an office that stands behind a name stays with it."""
    parts: list[str] = []
    listed = _joined(who)
    for number, (joint, part) in enumerate(listed):
        told = bool(parts) and is_office_behind(listed[number - 1][1])
        next_told = is_office_behind(listed[number + 1][1]) if number + 1 < len(listed) else False
        bare = told and take_apart(part).role is None
        where = bare and joint.strip() == "," and not next_told  # "…, Chief Executive Officer, Lake Bank"
        what = bare and folded(part.split()[0]) in ARTICLES  # "…, Director of the Theatre and the Museum"
        behind = parts and "," in joint and is_office_behind(part) and _is_person(parts[-1])
        if where or what or (behind and not _ends_in_domain(parts[-1])):
            parts[-1] = f"{parts[-1]}{joint}{part}"
        else:
            parts.append(_with_office(part, wording))
    return parts


def _joined(who: str) -> list[tuple[str, str]]:
    """Return the parts of a list, each with what joins it to the one before."""
    parts, joint, start = [], "", 0
    for match in [*_AND.finditer(who), None]:
        end = match.start() if match else len(who)
        if part := who[start:end].strip(" ,"):
            parts.append((joint, part))
            joint = ""
        if match:
            joint, start = joint + match[0], match.end()
    return parts


def _with_anything_behind(who: str, wording: Wording) -> tuple[str, ...]:
    """Return a name with what its bearer is, in words that are no known office: "Ada Korvin, head gardener"."""
    name, comma, behind = (part.strip() for part in who.partition(","))
    name = _with_office(name, wording)
    if not comma or not behind or len(behind.split()) > _MOST_BEHIND or not _is_person(name):
        return ()
    taken = take_apart(f"{name}, {behind}")
    as_printed = taken.name == take_apart(name).name and taken.role is not None
    return (f"{name}, {behind}" if as_printed else name,)


def _with_office(who: str, wording: Wording) -> str:
    """Return a name with its office as that stands before a name alone: "la alcaldesa X" gives "Alcaldesa X"."""
    if not wording.small:
        return who
    words = [word for word in who.split() if folded(word) not in wording.left_out]
    start = 0
    while start < len(words) and folded(words[start]) in ARTICLES | _FORMS_OF_ADDRESS:
        start += 1
    end = start
    while end < len(words) and (office := _office(words[end], words[end + 1 : end + 2], wording)) is not None:
        words[end] = office
        end += 1
    addressed = any(folded(word) in _FORMS_OF_ADDRESS for word in words[:start])
    return " ".join(words if addressed or end == start else words[start:])


def _office(word: str, following: list[str], wording: Wording) -> str | None:
    """Return an office with a capital and not inflected; None for another word."""
    if (base := wording.offices.get(folded(word))) is not None:
        return base
    first = folded(word) in _FIRST and any(map(is_title, following))
    return word[:1].upper() + word[1:] if first or is_title(word) else None


def _is_named(who: str) -> bool:
    """Whether a text has the shape of a name; behind an office there may be small words that tell what it is of."""
    if name_shaped(who):
        return True
    words = who.split()
    small = [place for place, word in enumerate(words) if not is_capital(word) and folded(word) not in PARTICLES]
    if not is_title(words[0]) or not 0 < len(small) <= _MOST_SMALL or any(is_title(words[place]) for place in small):
        return False
    name = words[small[-1] + 1 :]
    return sum(map(is_capital, name)) >= _FULL_NAME and name_shaped(" ".join(name))


def _ends_in_domain(printed: str) -> bool:
    """Whether what looks like the holder of an office may be what it is of: "Ministro de Hacienda"."""
    return take_apart(printed).name[:1].islower()


def _is_person(printed: str) -> bool:
    if not printed or not _is_named(printed):
        return False
    taken = take_apart(printed)
    return not taken.office_only and (taken.role is not None or len(taken.name.split()) > 1)
