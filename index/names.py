"""Printed names: split role from name, tell a name from other words, compare names."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from index.titles import (
    ABBREVIATED,
    ADJECTIVES,
    ARTICLES,
    BODIES,
    COUNTRIES,
    FEMALE,
    HONORIFICS,
    MALE,
    OF,
    OFFICES,
    POLITIES,
    POST_NOMINALS,
    RANKS,
    SPEAKS_AS,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

PARTICLES = frozenset(
    """
    de da di do dos das del della du la le les van von der den ter ten of the and for to on at in al el bin bint ibn ben
    abu y e und et zu af av as or et-al - – — & pro tempore tem a o os las los
    """.split()
)
"""Small words inside names and offices."""
_ROMANCE_OF = frozenset("de du des da do del della dei delle di von van".split())
"""Also parts of surnames: "President de Gaulle"."""
_JOINED = re.compile(r"(?:of|and|&|–|—|-|/)$")
_GLUED_TITLE = re.compile(r"\b(Mr|Mrs|Ms|Dr|Hon|Prof|MR|MRS|MS|DR)\.(?=[^\W\d_])")
_TYPO_TITLE = re.compile(r"^(Mr|Mrs|Ms|Dr|MR|MRS|MS|DR),(?=\s)")
_EXCELLENCY = re.compile(r"^(?:H\. ?E\.|HE|S\. ?E\.) (?=\S)")
_ROLE_DASH = re.compile(r"\s+(?:--|[–—])\s+")
_COUNTED = frozenset("speaker participant voice witness moderator panelist interviewer interviewee respondent".split())
_VOWEL = re.compile(r"[aeiouyаеиоуыэюяαεηιουω]|[^a-zа-яα-ω]")
_LOWER = re.compile(r"(?<=\s)(Of|And|For|The|To|At|In)(?=\s)")
_MONSIEUR = re.compile(r"^(?:M\.|MM?\.?)\s+(?=\w{2})")
_ASIDE = re.compile(r"\s*[(\[]((?:[^()\[\]]|[(\[][^()\[\]]*[)\]])*)[)\]]?\s*")
_WORD_PARTS = re.compile(r"[^\W\d_]+")
_MAX_WORDS = 16
_MAX_CHARS = 400
_WORD_CHARS = 40
"""Words and names come again and again; what is longer is not worth keeping."""


@dataclass(frozen=True, slots=True)
class PrintedName:
    """What is printed where a speaker is named, taken apart."""

    role: str | None
    """Titles and offices as printed; None if there are none."""
    name: str
    """Without titles; the office itself for a voice that is known by its office alone."""
    office_only: bool = False
    male: bool | None = None
    """As the form of address tells ("Mr.", "Mrs."); None where it does not."""


def folded(text: str) -> str:
    """Return a form for comparison: no case, accents, dots, or doubled spaces."""
    return _folded_word(text) if len(text) <= _WORD_CHARS else _folded(text)


def _folded(text: str) -> str:
    plain = text
    if not text.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(plain.casefold().replace(".", " ").replace("’", "'").split())


_folded_word = lru_cache(maxsize=1 << 15)(_folded)


def without_asides(text: str) -> str:
    """Return a text without what stands in brackets, one pair inside another included."""
    return _ASIDE.sub(" ", text).strip()


def is_counted(printed: str) -> bool:
    """Whether a voice is known by a number or letter alone: "Speaker 2", "SPEAKER_01", "Witness A"."""
    words = folded(printed).replace("_", " ").replace("#", " ").split()
    return len(words) == 2 and words[0] in _COUNTED and (words[1].isdigit() or len(words[1]) == 1)


def split_name(printed: str) -> tuple[str | None, str]:
    """Split what is printed into (role, name).

    "President of Turkey Recep Tayyip Erdogan" gives ("President of Turkey", "Recep Tayyip Erdogan"). A voice known
    by its office alone keeps it as its name: "THE PRESIDENT" gives ("The President", "The President").
    """
    taken = take_apart(printed)
    return taken.role, taken.name


def take_apart(printed: str, known: Collection[str] = (), *, french: bool = False) -> PrintedName:
    """Take a printed name apart.

    Args:
        printed: As it stands in the transcript, without the colon or dot after it.
        known: Folded names of two words or more that stand alone elsewhere in the same transcript; a printed text
            that ends with one of them is that name and a role.
        french: Whether "M." is a form of address in this transcript, and no initial.
    """
    if len(printed) > _MAX_CHARS:
        return PrintedName(None, printed)  # no name, whatever it is
    if is_counted(printed):
        return PrintedName(None, capitalised(printed.strip()))
    printed = _ROLE_DASH.sub(", ", printed)
    printed = _GLUED_TITLE.sub(r"\1. ", _TYPO_TITLE.sub(r"\1.", printed))
    if french:
        printed = _MONSIEUR.sub("Monsieur ", printed)
        taken = take_apart(printed, known)
        return replace(taken, role=taken.role and taken.role.replace("Monsieur", "M."))
    if match := _EXCELLENCY.match(printed):
        taken = take_apart(printed[match.end() :], known)
        return replace(taken, role=" ".join(part for part in (match[0].strip(), taken.role) if part))
    bare = without_asides(printed).strip(" :-–—\t,;")
    asides = [aside.strip() for aside in _ASIDE.findall(printed)]
    if not bare:
        return PrintedName(None, printed.strip(" :()[]\t"))
    role, name = _split(bare, known)
    person = next((aside for aside in asides if _is_person(aside)), None)
    if person is not None and folded(bare.split()[0]) in ARTICLES and has_office(bare):
        role, name = bare, ""  # "The Secretary for Schools and Ferries (Ada Korvin)"
    if not name and person is None:
        office = capitalised(bare)
        return PrintedName(office, office, office_only=True)
    if not name and person is not None:
        bare = without_asides(person)
        inner, name = _split(bare, known)
        role = " ".join(part for part in (role, inner) if part)
    elif office := next((aside for aside in asides if has_office(aside)), None):
        role = ", ".join(part for part in (role, office) if part)
    male = _gender(bare)
    name = name.capitalize() if role and name.isupper() and len(name) == 2 else capitalised(name)
    return PrintedName(capitalised(role) if role else None, name, male=male)


def _split(bare: str, known: Collection[str]) -> tuple[str | None, str]:
    """Split what stands outside brackets; the name is empty when all of it is an office."""
    words = bare.replace(",", " ").split()
    for length in range(len(words) - 1, 1, -1):
        if known and folded(" ".join(words[-length:])) in known:
            return bare.rsplit(None, length)[0].strip(" ,") or None, " ".join(words[-length:])
    before, comma, after = bare.partition(",")
    if comma and after.strip():
        return _split_at_comma(before.strip(), after.strip(), bare)
    return _cut(words, _role_length(words))


def _split_at_comma(before: str, after: str, bare: str) -> tuple[str | None, str]:
    """Tell "Name, role" from "Minister of Trade, Tourism and Ports Name" and "SURNAME, Given"."""
    first = before.split()
    role, name = _cut(first, _role_length(first))
    if folded(after) in POST_NOMINALS or folded(after) in {"jr", "sr", "ii", "iii"}:
        return role, name or before
    if role and folded(first[0]) not in HONORIFICS:
        tail = after.split()
        title, person = _cut(tail, _role_length(tail))
        if not name and person and title:
            return f"{before}, {title}", person
        if len(name.split()) < 2 or (_is_list(after) and not _after_country(first, 0)):
            words = bare.replace(",", " ").split()
            role, name = _cut(words, _role_length(words))
            return role, name
    if before.isupper() and len(first) == 1 and not has_office(after) and after.istitle() and len(after.split()) < 3:
        return None, f"{after} {before}"
    return ", ".join(part for part in (role, after) if part) or None, name


def _is_list(after: str) -> bool:
    """Whether the words after a comma go on with what an office is of and end in a name."""
    words = after.split()
    joins = [position for position, word in enumerate(words) if folded(word) in {"and", "&"}]
    return bool(joins) and len(words) - joins[-1] > 3 and all(_capital(word) for word in words[-2:])


def _cut(words: list[str], length: int) -> tuple[str | None, str]:
    name = words[length:]
    while len(name) > 1 and folded(name[-1]).replace(" ", "") in POST_NOMINALS:
        name.pop()
    return " ".join(words[:length]) or None, " ".join(name)


def _gender(bare: str) -> bool | None:
    for word in folded(bare).split():
        if word in MALE or word == "m":
            return True
        if word in FEMALE:
            return False
    return None


def _is_person(aside: str) -> bool:
    """Whether a text in brackets after an office names who holds it, and not a party or a constituency."""
    words = without_asides(aside).split()
    if not words or not name_shaped(aside) or len(words) > 5:
        return False
    return len(words) > 1 and (folded(words[0]) in HONORIFICS or (not has_office(aside) and not aside.isupper()))


def capitalised(name: str) -> str:
    """Return a name printed in capitals as names are written: "MR. O'NEILL" becomes "Mr. O'Neill".

    Of a name of which only a part is in capitals ("Ada KORVIN"), only that part changes.
    """
    if not name.isupper():
        return " ".join(capitalised(word) if _shouted(word) else word for word in name.split(" "))
    if len(name) <= 2 or (len(name) <= 4 and _VOWEL.search(folded(name)) is None):
        return name  # initials
    titled = re.sub(r"[^\W\d_]+", lambda match: match[0].capitalize().replace("i̇", "i"), name)
    titled = re.sub(r"\bMc([a-z])", lambda match: "Mc" + match[1].upper(), titled)
    titled = re.sub(r"\b(I[iv]|I{1,3}|Vi{0,3}|Xi{0,2}v?)\b(?!['’.])", lambda match: match[0].upper(), titled)
    return _LOWER.sub(lambda match: match[0].lower(), re.sub(r"(['’])S\b", r"\1s", titled))


def _shouted(word: str) -> bool:
    return word.isupper() and sum(char.isalpha() for char in word) > 4


def _role_length(words: Sequence[str]) -> int:
    """Return how many leading words are titles, offices and what the office is of.

    An office may stand after words that tell of what it is ("Harbour Board Chairman Ada Korvin"), but the last word
    of several is taken for a surname if it could be one ("John Major").
    """
    folds = [_title_fold(word) for word in words]
    cut, titled = 0, False
    while (found := _next_title(folds, cut, titled)) is not None:
        titled = True
        office = folds[found] not in HONORIFICS
        cut = found + 1
        while office and cut < len(words) and (folds[cut] in {"pro", "tempore", "tem", "elect"}):
            cut += 1
        if office and cut < len(words) and _leads_on(folds, cut):
            cut = _after_domain(words, folds, cut + 1)
        elif office and cut + 1 < len(words) and folds[cut] in {"and", "&", "–", "—", "-", "e", "y", "et", "und"}:
            cut += 1
            if _next_title(folds, cut, True) is None:
                cut = _before_name(words, cut)
    if cut > len(words) - 1:
        return len(words)
    return cut


def _title_fold(word: str) -> str:
    """Return a word for comparison; an office cut short ("Gov.") as "governor", any office will do."""
    fold = folded(word).replace(" ", "").strip("-")
    return "governor" if fold in ABBREVIATED and word.rstrip(",").endswith(".") else fold


def _leads_on(folds: Sequence[str], cut: int) -> bool:
    if folds[cut] not in OF or cut + 1 >= len(folds):
        return False
    if folds[cut] in _ROMANCE_OF:
        return folds[cut + 1] in ARTICLES or len(folds) - cut > 3 or folds[cut + 1] in COUNTRIES
    return True


def _next_title(folds: Sequence[str], start: int, titled: bool) -> int | None:
    """Return where the next title or office stands, or None; a name may stand before none of them."""
    for place in range(start, len(folds)):
        fold = folds[place]
        direct = all(each in ARTICLES for each in folds[start:place])
        if fold in SPEAKS_AS:
            following = folds[place + 1] if place + 1 < len(folds) else ""
            if place and folds[place - 1] == "first":
                return place
            return place if direct and following in OFFICES - RANKS else None
        if fold in HONORIFICS:
            return place if direct or place - start <= 0 else None
        if not _is_office(fold):
            continue
        if fold not in RANKS or (direct and not (titled and place + 1 == len(folds))):
            return place
    return None


def _after_domain(words: Sequence[str], folds: Sequence[str], cut: int) -> int:
    """Step over what an office is of: "the Republic of Kazakhstan", "Natural Resources and Ports"."""
    while cut < len(words) and (folds[cut] in ARTICLES or folds[cut] in {"his", "her", "their", "all"}):
        cut += 1
    country = _after_country(folds, cut)
    if country:
        return _after_country(folds, country + 1) or country if folds[country : country + 1] == ["and"] else country
    for place in range(cut, min(cut + 5, len(words) - 1)):
        if folds[place] in POLITIES and folds[place + 1] in OF:
            return _after_domain(words, folds, place + 2)
        if folds[place] in OF:
            break
    joins = [place for place in range(cut, len(words) - 1) if folds[place] in OF | {"and", "&"}]
    if joins and _next_title(folds, cut, True) is None:
        deeper = joins[-1] + 1
        return max(_after_country(folds, deeper), _before_name(words, deeper))
    if joins and joins[0] > cut and folds[joins[0]] in {"and", "&"} and joins[0] + 1 < len(words):
        return _before_name(words, joins[-1] + 1)
    return _before_name(words, cut)


def _before_name(words: Sequence[str], cut: int) -> int:
    """Return where the name starts, taken to be the last two capitalised words: "Affairs" and "Party" end none."""
    rest = words[cut:]
    folds = [folded(word) for word in rest]
    if len(rest) < 2 or folds[-1] in BODIES or folds[-1] in OFFICES - RANKS or not _capital(rest[-1]):
        return len(words)
    if len(rest) == 2:
        return cut + 2 if folds[0] in ADJECTIVES and folds[1] in BODIES else cut + 1
    wanted, place = 2, len(rest)
    while place > 1 and wanted:
        place -= 1
        if len(folds[place].replace(" ", "")) > 1 and folds[place] not in PARTICLES and rest[place][0] != "al-":
            wanted -= 1
    while place > 1 and folds[place - 1] in PARTICLES - {"of", "and", "for", "the"}:
        place -= 1
    while place < len(rest) - 1 and folds[place] in BODIES:
        place += 1
    return cut + max(place, 1)


def _after_country(folds: Sequence[str], cut: int) -> int:
    """Return the place after a country's name that starts at ``cut``, or 0."""
    start = cut
    while start < len(folds) and folds[start] in ARTICLES:
        start += 1
    for length in (4, 3, 2, 1):
        if " ".join(folds[start : start + length]) in COUNTRIES and start + length <= len(folds):
            return start + length
    return 0


@lru_cache(maxsize=1 << 13)
def has_office(printed: str) -> bool:
    """Whether a title or an office is among the words."""
    return any(is_title(word) for word in re.split(r"[\s,()/-]+", printed) if word)


def is_title(word: str) -> bool:
    """Whether a word is a form of address, an office, or a title of nobility."""
    fold = _title_fold(word).strip(" ,")
    return fold in HONORIFICS or fold in SPEAKS_AS or _is_office(fold)


def _is_office(fold: str) -> bool:
    """Whether a folded word is an office, or is put together of such: "director-general", "editor-in-chief"."""
    if fold in OFFICES:
        return True
    parts = [part for part in fold.split("-") if part and part not in {"in", "of", "at"}]
    return len(parts) > 1 and all(part in OFFICES for part in parts)


def name_shaped(printed: str) -> bool:
    """Whether a printed text has the shape of names and offices: capitals (where the script has them) and particles."""
    words = re.findall(r"[^\s,/&]+", without_asides(printed))
    while words and folded(words[-1]) in {"pro", "tempore", "tem"}:
        words.pop()
    if not 1 <= len(words) <= _MAX_WORDS or not _capital(words[-1]):
        return False
    if not _capital(words[0]) and folded(words[0]) not in ARTICLES | {"m", "hon"}:
        return False
    names = sum(1 for word in words if _capital(word))
    if len(words) > 1 and folded(words[0]) in ARTICLES and folded(words[1]) in HONORIFICS:
        words = words[2:] or words  # "El señor LUND", "De heer Lund"
    return all(_capital(word) or folded(word) in PARTICLES for word in words) and (names <= 10 or has_office(printed))


def _capital(word: str) -> bool:
    letters = _WORD_PARTS.search(word)
    if letters is None:
        return word.isdigit()
    if letters[0][0].islower() and not (len(letters[0]) <= 2 and any(c.isupper() for c in word)):
        return False
    return not re.search(r"[!?;:\"“”]\S", word.rstrip(".")) and not re.search(r"\.[^\W\d_]{3,}", word.rstrip("."))
