"""Printed names: split titles from names, and tell which printed names are one person."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

HONORIFICS = frozenset(
    """
    mr mrs ms miss mx dr prof professor sir dame lord lady hon honourable honorable rt right rev
    """.split()
)
OFFICES = frozenset(
    """
    president premier prime minister chancellor secretary senator congressman congresswoman representative governor
    mayor councillor councilor speaker chair chairman chairwoman chairperson moderator ambassador king queen prince
    princess emperor pope archbishop bishop cardinal general admiral colonel major captain judge justice
    commissioner director leader head deputy vice first acting former foreign delegate envoy rapporteur member
    interpreter
    """.split()
)
_PARTICLES = frozenset(
    """
    de da di do dos das del della du la le les van von der den ter ten of the and for to on al el bin bint ibn ben
    abu y e und et zu af av
    """.split()
)
_POLITIES = frozenset(["republic", "kingdom", "federation", "state", "states", "union", "emirates", "commonwealth"])
_FIRST_OF_TWO = frozenset(
    """
    united south north east west new saudi great sri costa el san foreign internal external economic social public
    national international czech dominican central sierra burkina
    """.split()
)
_ASIDE = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*")


def folded(text: str) -> str:
    """Return a form for comparison: no case, accents, dots, or doubled spaces."""
    plain = text
    if not text.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(plain.casefold().replace(".", " ").replace("’", "'").split())


def split_name(printed: str) -> tuple[str | None, str]:
    """Split what is printed into (role, name).

    "President of Turkey Recep Tayyip Erdogan" gives ("President of Turkey", "Recep Tayyip Erdogan"). A voice known
    by its office alone keeps it as its name: "THE PRESIDENT" gives ("The President", "The President").
    """
    bare = _ASIDE.sub(" ", printed).strip(" :-–—\t")
    before, comma, after = bare.partition(",")
    if comma and _role_length(before.split()) < len(before.split()):
        role, name = split_name(before)
        return ", ".join(part for part in (role, after.strip()) if part) or None, name
    words = bare.replace(",", " ").split()
    cut = _role_length(words)
    role = capitalised(" ".join(words[:cut])) or None
    if cut == len(words):
        return role, role or printed.strip()
    return role, capitalised(" ".join(words[cut:]))


def capitalised(name: str) -> str:
    """Return a name printed in capitals as names are written: "MR. O'NEILL" becomes "Mr. O'Neill"."""
    if not name.isupper() or len(name) <= 2:
        return name
    titled = re.sub(r"[^\W\d_]+", lambda match: match[0].capitalize(), name)
    titled = re.sub(r"\bMc([a-z])", lambda match: "Mc" + match[1].upper(), titled)
    return re.sub(r"(['’])S\b", r"\1s", titled)


def _role_length(words: list[str]) -> int:
    """Return how many leading words are titles, offices and what the office is of."""
    cut = 0
    seen_office = False
    while cut < len(words):
        word = folded(words[cut]).strip()
        if word in HONORIFICS or (all(part in OFFICES for part in word.split("-") if part) and word):
            seen_office = seen_office or word not in HONORIFICS
            cut += 1
        elif word == "the" and cut + 1 < len(words):
            cut += 1
        elif word in {"of", "for", "to"} and seen_office:
            cut = _after_domain(words, cut + 1)
        elif word == "and" and seen_office and cut + 1 < len(words):
            cut += 1
        else:
            break
    return cut if seen_office or any(folded(word) in HONORIFICS for word in words[:cut]) else 0


def _after_domain(words: list[str], cut: int) -> int:
    """Step over "the Republic of Kazakhstan", "Foreign Affairs", "Turkey"."""
    while cut < len(words):
        word = folded(words[cut])
        if word == "the" or word in _FIRST_OF_TWO:
            cut += 1
            continue
        cut += 1
        if word in _POLITIES and cut < len(words) and folded(words[cut]) == "of":
            cut += 1
            continue
        return cut
    return cut


def has_office(printed: str) -> bool:
    """Whether a title or an office is among the words."""
    return any(word in OFFICES or word in HONORIFICS for word in folded(printed).replace("-", " ").split())


def name_shaped(printed: str) -> bool:
    """Whether a printed text has the shape of names and offices: capitals (where the script has them) and particles."""
    words = re.findall(r"[^\s,/&]+", _ASIDE.sub(" ", printed))
    if not 1 <= len(words) <= 10 or not _capital(words[0]) or not _capital(words[-1]):
        return False
    return all(_capital(word) or folded(word) in _PARTICLES for word in words)


def _capital(word: str) -> bool:
    letters = [char for char in word if char.isalpha()]
    if not letters:
        return word.isdigit()
    return not letters[0].islower() and not re.search(r"[.!?;:\"“”]\S", word.rstrip("."))


def join_names(names: Iterable[str]) -> dict[str, str]:
    """Map each name of one transcript to its canonical form.

    A shorter name joins a longer one when it is the end of exactly one of them: "Aliyev" joins "Ilham Aliyev" unless
    a second Aliyev speaks, too. Names that differ only in case, accents or dots are one.
    """
    distinct = list(dict.fromkeys(names))
    first_by_fold: dict[str, str] = {}
    for name in distinct:
        known = first_by_fold.get(folded(name))
        if known is None or (known.isupper() and not name.isupper()):
            first_by_fold[folded(name)] = name
    return {name: first_by_fold[_longest(folded(name), set(first_by_fold))] for name in distinct}


def _longest(name: str, names: set[str]) -> str:
    longer = {other for other in names if other.endswith(" " + name)}
    outermost = {other for other in longer if not any(third.endswith(" " + other) for third in longer)}
    return outermost.pop() if len(outermost) == 1 else name
