"""Headings that name a speaker: "Speech by President X", "Rede von X", "Discours de M. X"."""

from __future__ import annotations

import re

from index.names import name_shaped

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
    r"на|в|по|перед|у)\s+.*$"
)
_WHEN = re.compile(r"(?:[,;(–—]\s*(?:[^\W\d_]{3,12}\.?\s+)?|\s+)\d.*$")


def heading_name(text: str) -> str | None:
    """Return who is named, as printed, by a heading such as "Speech by President X at the opening of …"."""
    if len(text) > _MAX_CHARS or "\n" in text:
        return None
    match = _HEADING.match(text.strip().strip("#*_ "))
    if match is None:
        return None
    who = _WHEN.sub("", _PLACE.sub("", match["who"])).strip(" ,;–—-")
    return who if who and name_shaped(who) else None
