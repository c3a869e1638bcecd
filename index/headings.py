"""Headings that name a speaker: "Speech by President X", "Rede von X", "Discours de M. X"."""

from __future__ import annotations

import re

from index.names import name_shaped
from index.printed import take_apart

_MAX_CHARS = 160
_ENGLISH = (
    r"(?:the\s+)?(?:(?:opening|closing|concluding|introductory|welcoming|inaugural|joint|full|press|keynote|farewell|"
    r"acceptance|budget|new year(?:['’]s)?|annual|national|televised|prepared|brief|remarks\s+and)\s+)*"
    r"(?:speech|statement|remarks|address|intervention|lecture|keynote|message|toast|comments|presentation|testimony|"
    r"eulogy|sermon|homily|oration|greetings|briefing|interview|reply|response|words|question|answer)\s+"
    r"(?:as\s+(?:prepared|delivered)(?:\s+for\s+delivery)?\s+)?(?:by|of|from|with)"
)
_OTHERS = (
    r"(?:eröffnungs|begrüßungs|schluss|antritts|regierungs|abschieds)?(?:rede|ansprache|erklärung|grußwort|statement|"
    r"vortrag)\s+(?:von|des|der)",
    r"(?:discours|allocution|déclaration|intervention|message|propos|réponse)\s+(?:de|du|par|d['’])",
    r"(?:discurso|intervención|palabras|declaración|alocución|mensaje|respuesta)\s+(?:de|del|por)",
    r"(?:discurso|intervenção|pronunciamento|declaração|mensagem|palavras)\s+(?:de|do|da|por)",
    r"(?:discorso|intervento|dichiarazione|messaggio|saluto|replica)\s+(?:di|del|della|dell['’])",
    r"(?:toespraak|verklaring|rede)\s+(?:van|door)",
    r"(?:przemówienie|wystąpienie|oświadczenie|orędzie)",
    r"(?:выступление|речь|заявление|обращение|послание|вступительное слово|слово)",
    r"(?:виступ|промова|заява|звернення)",
    r"(?:govor|nagovor|izjava)",
)
_HEADING = re.compile(rf"^(?:{'|'.join((_ENGLISH, *_OTHERS))})\s+(?P<who>\S.*?)[:.]?$", re.IGNORECASE)
_PLACE = re.compile(
    r"\s+(?:at|on|to|in|during|before|after|following|from|about|upon|regarding|concerning|via|with|as|"
    r"bei|beim|zum|zur|auf|vor|anlässlich|à|lors|devant|sur|en|ante|durante|sobre|em|na|no|al|alla|nel|op|bij|"
    r"на|в|по|перед|у|announcing|marking|celebrating|honoring|hosting|supporting|signing|delivering|welcoming|"
    r"opening|closing|introducing|commemorating|recognizing|presenting|meeting|[–—-])\s+.*$",
    re.IGNORECASE,
)
_DOING = re.compile(r"^(\S+ \S.*?) [A-Z]?[a-z]+ing \S.*$")
""""President Berg Laying Out His Plan"."""
_WHEN = re.compile(r"(?:[,;(–—]\s*(?:[^\W\d_]{3,12}\.?\s+)?|\s+)\d.*$")


def heading_names(text: str) -> tuple[str, ...]:
    """Return who is named, as printed, by a heading such as "Speech by President X at the opening of …".

    Empty for a text that is no such heading; more than one for "Joint statement by X and Y".
    """
    if len(text) > _MAX_CHARS or "\n" in text:
        return ()
    match = _HEADING.match(text.strip().strip("#*_ "))
    if match is None:
        return ()
    who = _DOING.sub(r"\1", _WHEN.sub("", _PLACE.sub("", match["who"]))).strip(" ,;–—-")
    if not who or not name_shaped(who):
        return ()
    return _apart(who)


def heading_name(text: str) -> str | None:
    """Return the one whom a heading names; None for no heading, and for a joint one."""
    names = heading_names(text)
    return names[0] if len(names) == 1 else None


def _apart(who: str) -> tuple[str, ...]:
    """Split "President X and Prime Minister Y", but not "Minister of Trade and Ports X"."""
    parts = [part.strip(" ,") for part in re.split(r"\s+(?:and|&|und|et|y|e|и)\s+|,\s+", who) if part.strip(" ,")]
    if len(parts) == 1 or not all(_is_person(part) for part in parts):
        return (who,)
    return tuple(parts)


def _is_person(printed: str) -> bool:
    taken = take_apart(printed)
    return not taken.office_only and (taken.role is not None or len(taken.name.split()) > 1)
