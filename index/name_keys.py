"""Forms in which names that differ by script, romanisation or accents are equal.

A strict form for names in Latin letters changes only what is a matter of romanisation ("Zelenskyy", "Zelenskiy"),
never what tells families apart ("Smith", "Smyth"). A loose form compares a name in another script with one in Latin
letters, where every word has to be equal.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from anyascii import anyascii

from index.names import folded

Words = tuple[str, ...]

_GIVEN: tuple[tuple[str, str], ...] = (
    (r"(?<=[a-z])(?:iy|yy|ii|ij|yj|ey|ei|ej|y)$", "i"),  # Sergey, Sergei; Dmitriy, Dmitry; Andrij, Andrii
    (r"ks", "x"),  # Aleksei, Alexei
    (r"^ye(?=[^aeiouy])", "e"),  # Yevgeny, Evgeny
)
_SURNAME: tuple[tuple[str, str], ...] = (
    (r"(?<=sk|ck)(?:yy|iy|ii|ij|yj|i)$", "y"),  # Zelenskyy, Zelenskiy, Zelenskij, Zelenski
    (r"(?<=sk|ck)aya$", "aia"),  # Kovalevskaya, Kovalevskaia
    (r"(?<=[aeiou])y(?=ev[a]?$)", ""),  # Tokayev, Tokaev
    (r"^ye(?=l'?tsin|vt|vd|g[oe]r|zh|rm|fr)", "e"),  # Yeltsin, Eltsin
)
"""Between Latin spellings: endings of Slavic and Turkic names, on which the romanisations differ."""

_LOOSE: tuple[tuple[str, str], ...] = (
    (r"zh", "j"),  # Zhomart, Jomart
    (r"kh", "h"),
    (r"ph", "f"),
    (r"ck|q", "k"),
    (r"x", "ks"),
    (r"w", "v"),
    (r"tz", "ts"),
    (r"shch|sch", "sh"),
    (r"y", "i"),
    (r"(?<=[aeiou])ie|^ie", "e"),  # Tokayev, Yeltsin
    (r"i?o(?=$)", "o"),
    (r"(.)\1+", r"\1"),  # Kassym, Kasym; -skyy
)
_IDEOGRAPH = re.compile(r"[\u3400-\u9fff\uac00-\ud7af]")
_NOT_LETTERS = re.compile(r"[^a-z]")


@cache
def strict_key(name: str) -> Words:
    """Return the words of a name as they compare with others in the same script."""
    words = _latin_words(name)
    given = [_rewritten(word, _GIVEN) for word in words[:-1]]
    return (*given, *(_rewritten(word, _SURNAME) for word in words[-1:]))


@cache
def loose_key(name: str) -> str:
    """Return a name as it compares with one in another script.

    Ideographs put no space between family and given name, so that spaces do not count.
    """
    return "".join(_rewritten(word, _LOOSE) for word in _latin_words(name))


def is_latin(name: str) -> bool:
    """Whether all letters of a name are Latin ones."""
    return name.isascii() or all(
        not char.isalpha() or char < "\u0250" or "LATIN" in unicodedata.name(char, "") for char in name
    )


def has_ideographs(name: str) -> bool:
    """Whether a name is written in Chinese characters or Korean syllables."""
    return _IDEOGRAPH.search(name) is not None


def _latin_words(name: str) -> list[str]:
    spelt = folded(name.replace("'", "").replace("’", "").replace("-", ""))
    words = (_NOT_LETTERS.sub("", anyascii(word).lower()) for word in spelt.split())
    return [word for word in words if word]


def _rewritten(word: str, table: tuple[tuple[str, str], ...]) -> str:
    for pattern, replacement in table:
        word = re.sub(pattern, replacement, word)
    return word
