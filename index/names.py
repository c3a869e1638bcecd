"""Printed names as text: forms to compare, capitals, and whether a text has the shape of a name."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from index.titles import ABBREVIATED, ARTICLES, COUNTRIES, HONORIFICS, OFFICES, SPEAKS_AS

PARTICLES = frozenset(
    """
    de da di do dos das del della du la le les van von der den ter ten of the and for to on at in al el bin bint ibn ben
    abu y e und et zu af av as or et-al - – — & pro tempore tem a o os las los
    """.split()
)
"""Small words inside names and offices."""
_COUNTED = frozenset("speaker participant voice witness moderator panelist interviewer interviewee respondent".split())
_ADDRESSES = HONORIFICS | {"m", "he", "se"}
"""Of persons; "M.", "H.E." and "S.E." are so only where a role is printed, elsewhere initials or words."""
_VOWEL = re.compile(r"[aeiouyаеиоуыэюяαεηιουω]|[^a-zа-яα-ω]")
_LOWER = re.compile(r"(?<=\s)(Of|And|For|The|To|At|In)(?=\s)")
_ASIDE = re.compile(r"\s*[(\[]((?:[^()\[\]]|[(\[][^()\[\]]*[)\]])*)[)\]]?\s*")
_WORD_PARTS = re.compile(r"[^\W\d_]+")
_MAX_WORDS = 16
_ROLE_DASH = re.compile(r"\s+(?:--|[–—])\s+")
_ASIDES_CHARS = 1000
_WORD_CHARS = 40
"""Words and names come again and again; what is longer is not worth keeping."""


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
    return _ASIDE.sub(" ", text).strip() if "(" in text or "[" in text else text.strip()


def with_role_comma(text: str) -> str:
    """Return a text with a comma for the dash before a role: "Ada Korvin -- Mayor" becomes "Ada Korvin, Mayor"."""
    return _ROLE_DASH.sub(", ", text)


def asides_of(text: str) -> list[str]:
    """Return what stands in brackets."""
    return [aside.strip() for aside in _ASIDE.findall(text[:_ASIDES_CHARS])]


def capitalised(name: str) -> str:
    """Return a name printed in capitals as names are written: "MR. O'NEILL" becomes "Mr. O'Neill".

    Of a name of which only a part is in capitals ("Ada KORVIN"), only that part changes.
    """
    if not name.isupper():
        return " ".join(capitalised(word) if _shouted(word) else word for word in name.split(" "))
    fold = folded(name)
    if len(name) <= 2 or (len(name) <= 4 and _VOWEL.search(fold) is None and fold not in HONORIFICS):
        return name  # initials
    titled = re.sub(r"[^\W\d_]+", lambda match: match[0].capitalize().replace("i̇", "i"), name)
    titled = re.sub(r"\bMc([a-z])", lambda match: "Mc" + match[1].upper(), titled)
    titled = re.sub(r"\b(I[iv]|I{1,3}|Vi{0,3}|Xi{0,2}v?)\b(?!['’.])", lambda match: match[0].upper(), titled)
    return _LOWER.sub(lambda match: match[0].lower(), re.sub(r"(['’])S\b", r"\1s", titled))


def _shouted(word: str) -> bool:
    return word.isupper() and sum(char.isalpha() for char in word) > 4


def title_fold(word: str) -> str:
    """Return a word for comparison; an office cut short ("Gov.") as "governor", any office will do."""
    fold = folded(word).replace(" ", "").strip("-")
    return "governor" if fold in ABBREVIATED and word.rstrip(",").endswith(".") else fold


def is_title(word: str) -> bool:
    """Whether a word is a form of address, an office, or a title of nobility."""
    fold = title_fold(word).strip(" ,")
    return fold in HONORIFICS or fold in SPEAKS_AS or is_office(fold)


def is_office(fold: str) -> bool:
    """Whether a folded word is an office, or is put together of such: "director-general", "editor-in-chief"."""
    if fold in OFFICES:
        return True
    parts = [part for part in fold.split("-") if part and part not in {"in", "of", "at"}]
    return len(parts) > 1 and all(part in OFFICES for part in parts)


@lru_cache(maxsize=1 << 13)
def has_office(printed: str) -> bool:
    """Whether a title or an office is among the words."""
    return any(is_title(word) for word in re.split(r"[\s,()/-]+", printed) if word)


def office_of(role: str | None) -> str | None:
    """Return what a role says beyond how its bearer is addressed: "The Hon. Minister" gives "Minister", "Mr." None."""
    words = (role or "").split()
    while words and not (folded(words[0]) in ARTICLES and folded(" ".join(words[:2])) in COUNTRIES):
        if folded(words[0]).replace(" ", "").strip(",;:") not in _ADDRESSES | ARTICLES:
            break
        del words[0]
    return " ".join(words) or None


def office_beside(name: str | None, role: str | None) -> str | None:
    """Return the office to print beside a name; None where the name is an office: "The President (debate)"."""
    if role is not None and name is not None and (name == role or name.startswith(f"{role} (")):
        return None
    office = office_of(role)
    return office if office != name else None


def is_counted(printed: str) -> bool:
    """Whether a voice is known by a number or letter alone: "Speaker 2", "SPEAKER_01", "Witness A"."""
    words = folded(printed).replace("_", " ").replace("#", " ").split()
    return len(words) == 2 and words[0] in _COUNTED and (words[1].isdigit() or len(words[1]) == 1)


def name_shaped(printed: str) -> bool:
    """Whether a printed text has the shape of names and offices: capitals (where the script has them) and particles."""
    words = re.findall(r"[^\s,/&]+", without_asides(printed))
    while words and folded(words[-1]) in {"pro", "tempore", "tem"}:
        words.pop()
    if not 1 <= len(words) <= _MAX_WORDS or not is_capital(words[-1]):
        return False
    if not is_capital(words[0]) and folded(words[0]) not in ARTICLES | {"m", "hon"}:
        return False
    names = sum(1 for word in words if is_capital(word))
    if len(words) > 1 and folded(words[0]) in ARTICLES and folded(words[1]) in HONORIFICS:
        words = words[2:] or words  # "El señor LUND", "De heer Lund"
    return all(is_capital(word) or folded(word) in PARTICLES for word in words) and (names <= 10 or has_office(printed))


def is_capital(word: str) -> bool:
    """Whether a word can stand in a name: it begins with a capital, or its script has none; no sentence ends in it."""
    letters = _WORD_PARTS.search(word)
    if letters is None:
        return word.isdigit()
    if letters[0][0].islower() and not (len(letters[0]) <= 2 and any(c.isupper() for c in word)):
        return False
    return not re.search(r"[!?;:\"“”]\S", word.rstrip(".")) and not re.search(r"\.[^\W\d_]{3,}", word.rstrip("."))


def in_transcript(name: str, transcript: str) -> str:
    """Return the name of a voice that is known in one transcript only; it can be an alias in speakers.toml."""
    return f"{name} ({transcript})"
