"""Lines that say where something was said: "St. Olaf's Hall, Marlhaven", "Via teleconference"."""

from __future__ import annotations

import re

from index.names import PARTICLES, folded, has_office, is_capital
from index.titles import ARTICLES, COUNTRIES

_MAX_CHARS = 100
_MAX_WORDS = 12
_PART_WORDS = 8
_REMOTE = re.compile(
    r"^(?:via|by|per|par|por) (?:tele|video)(?:conference|-?link|konferenz|conférence|conferencia|conferência)$|"
    r"^(?:tele|video)conference$|^aboard [A-Z]\S.*$|^an bord [A-Z]\S.*$|^à bord [A-Z]\S.*$",
    re.IGNORECASE,
)
_ENDS = frozenset(
    """
    room hall palace centre center church cathedral chapel mosque synagogue square house garden gardens lawn airport
    university college school academy library theatre theater museum park street avenue headquarters office arena
    stadium embassy residence hotel base auditorium chamber capitol kremlin castle ballroom plaza pavilion cemetery
    memorial harbour harbor shipyard factory hospital station terminal building tower rotunda courtyard colonnade

    saal halle haus palast schloss dom kirche platz rathaus bundestag reichstag kanzleramt universitat hochschule museum
    messe stadthalle paulskirche paleis kasteel zaal plein stadhuis kerk universiteit
    """.split()
)
"""Places in languages that put what they are at the end: "Osk Town Hall"; folded."""
_GERMAN = re.compile(r"\w{3}(?:haus|saal|palast|schloss|platz|halle|kirche|zentrum|universitat|theater|paleis|plein)$")
_SURNAMES = frozenset("hall park house street church castle tower".split())
"""Names of persons, too."""
_OF_TOWNS = frozenset(
    "the town city village white opera state government parliament concert music assembly county national royal".split()
)
_BEGINS = frozenset(
    """
    palacio palazzo palais sala salle salon salao plaza piazza praca universidad universite universita universidade
    uniwersytet univerza iglesia eglise chiesa igreja kosciol teatro theatre teatr museo musee museu muzeum zamek palac
    plac hotel castello chateau castillo castelo aula auditorio dworzec кремль дворец зал площадь университет театр
    палац площа університет dvorec trg
    """.split()
)
"""Places in languages that put what they are at the beginning: "Palacio de la Lonja"; folded."""
_REGIONS = frozenset("region province county oblast district state territory prefecture canton island islands".split())
_STATES = frozenset(
    name.strip()
    for name in """
    alabama, alaska, arizona, arkansas, california, colorado, connecticut, delaware, florida, hawaii, idaho, illinois,
    indiana, iowa, kansas, kentucky, louisiana, maine, maryland, massachusetts, michigan, minnesota, mississippi,
    missouri, montana, nebraska, nevada, new hampshire, new jersey, new mexico, new york, north carolina, north dakota,
    ohio, oklahoma, oregon, pennsylvania, rhode island, south carolina, south dakota, tennessee, texas, utah, vermont,
    virginia, washington, west virginia, wisconsin, wyoming, d c, dc, puerto rico, ontario, british columbia, alberta,
    manitoba, nova scotia, uk, usa, u s a
    """.split(",")
)
"""Countries and states that stand behind the name of a town; folded."""
_SPEECHES = frozenset(
    """
    speech speeches statement remarks address interview transcript debate hearing briefing conference session sitting
    questions introduction summary report lecture keynote release minutes agenda draft version text news question
    discussion dialogue opening closing ceremony meeting visit politics world business economy opinion health sport
    culture society editorial translation rede ansprache discours discurso discorso debat речь
    """.split()
)
_ENDS_SENTENCE = re.compile(r"[!?;:…]$|(?<![A-Z])\.$")


def place_shaped(text: str) -> bool:
    """Whether a line has the shape of a place: few words, each with a capital, of no speech and no office."""
    words = text.replace(",", " ").split()
    if not 0 < len(words) <= _MAX_WORDS or len(text) > _MAX_CHARS or _ENDS_SENTENCE.search(text):
        return False
    if any(char.isdigit() for char in text) or ":" in text or text[0].islower():
        return False
    if folded(words[0]) in _SPEECHES or folded(words[-1]) in _SPEECHES or has_office(text.replace("’s", "").strip()):
        return False
    return all(is_capital(word) or folded(word) in PARTICLES for word in words)


def names_place(text: str) -> bool:
    """Whether a line is told by its own words to be a place."""
    if _REMOTE.match(text):
        return True
    if not place_shaped(text):
        return False
    parts = [part.strip() for part in text.split(",")]
    if not all(parts) or any(len(part.split()) > _PART_WORDS for part in parts):
        return False
    if len(parts) > 1 and (_key(parts[-1]) in COUNTRIES | _STATES or _key(parts[-1]).split()[-1] in _REGIONS):
        return True
    return any(_is_building(part, alone=len(parts) == 1) for part in parts)


def _key(part: str) -> str:
    words = folded(part).split()
    return " ".join(words[1:] if len(words) > 1 and words[0] in ARTICLES else words)


def _is_building(part: str, *, alone: bool) -> bool:
    """Whether words end or begin with what can be entered: "Osk Town Hall", "House of Assembly", "Sala Goya"."""
    words = [word for word in folded(part).split() if word]
    first = 1 if len(words) > 1 and words[0] in ARTICLES else 0
    if words[first] in _BEGINS or (words[first] in _ENDS and words[first + 1 : first + 2] == ["of"]):
        return len(words) > first + 1
    last = words[-1]
    if last not in _ENDS and not _GERMAN.search(last):
        return False
    if not {"to", "for", "and", "in", "on", "with", "from"}.isdisjoint(words[first:-1]):
        return False
    if last in _SURNAMES and len(words) == 2 and alone:
        return words[0] in _OF_TOWNS
    return len(words) > 1
