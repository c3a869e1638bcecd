"""Family names, for citation styles that put them first, where it can be told which part of a name that is.

A wrong inversion is worse than none, so whatever leaves doubt stays as it is. Of "José Luis Rodríguez Zapatero" and
"Recep Tayyip Erdoğan" the form does not tell that the one has two family names and the other one; "Xi Jinping" begins
with it. nameparser (LGPL) takes each of these apart all the same, "The President" and "Speaker 2" among them; to know
when not to is the whole of the task. APA 7, sections 9.8 and 9.9, says how what was told apart is put.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from index.name_shapes import shape_of
from index.names import folded, has_office

_SUFFIXES = frozenset(["jr", "sr", "ii", "iii", "iv"])
_JUNIOR = frozenset(["jr", "sr"])
_PARTICLES = frozenset(
    "de da di do dos das del della der den du des la le les van von vom zu zur zum af av ter ten te al el ben".split()
)
"""Small words that a family name begins with; of "de la" and "van der" the first counts."""
_OF_THE_FATHER = frozenset(["bin", "ibn", "bint"])
"""What follows may be several names: "Mohammed bin Salman Al Saud"."""
_JOINED_ARTICLES = ("al-", "el-")
_IBERIAN = frozenset("de da do dos das del".split())
"""Before these a family name may stand, too: Lula da Silva."""
_INITIAL = re.compile(r"(?:[^\W\d_]\.-?)+|[^\W\d_]")
_TITLES_TOO = frozenset("sheikh sheikha shaykh imam mullah ayatollah mother father sister brother saint st".split())
"""What is printed like a given name, before what may be one."""
_LOWER_BEHIND_HYPHEN = re.compile(r"-[a-zà-ÿ]")
"""Korean and Chinese given names as newspapers print them ("Jong-un"), which stand last."""
_FAMILY_FIRST = frozenset(["hu", "ja", "ko", "vi", "zh"])
"""Languages in which names are printed the other way round; a transcript in one may do so."""
_EASTERN = frozenset(
    """
    ahn bae baek bai ban bao bui cai cao chan chang chen cheng cheung chiang cho choi chow chu chun chung cui dai dang
    deng ding dinh do doan dong du duan duong fan fang feng fu gao gong gu guo ha han hao he ho hoang hong hou hu hua
    huang hui huynh hwang im jang jeon jeong ji jia jiang jin jo jung kang kim ko kong koo ku kuo kwon lai lam lau le
    lee lei leung li lian liang liao lim lin ling liu long lu luo luong lv ma mai mao meng min mo moon nam ngo nguyen ni
    nie oh pak pan park pei peng pham phan qi qian qiao qin qiu quan ren rhee roh ru ryu seo shao shen shi shin sim so
    son song su suh sun suzuki tan tang tao tian tran trinh truong tsai tsang tu vo vu wan wang wei wen wong woo wu xi
    xia xiang xiao xie xin xing xiong xu xue yan yang yao ye yi yin ying yoo yoon you yu yuan yue yun zeng zhai zhan
    zhang zhao zheng zhong zhou zhu zhuang zou
    """.split()
)
"""Family names that stand first in Chinese, Korean and Vietnamese, without marks; a name that begins with one may be
either way round, as "Kim Jong-un" and "Kim Clark" are."""


@dataclass(frozen=True, slots=True)
class Inverted:
    """A name whose parts are known."""

    family: str
    initials: str
    suffix: str = ""

    def __str__(self) -> str:
        """Return it as a list of references has it: "Tokayev, K.-J."."""
        return ", ".join(part for part in (self.family, self.initials, self.suffix) if part)


def inverted(name: str, language: str | None = None) -> Inverted | None:
    """Return a name with its family name first, or None where it cannot be told which that is.

    Args:
        name: As a citation prints it.
        language: Of the transcript, as a BCP 47 code.
    """
    words, suffix = _without_suffix(name.split())
    if (language or "").partition("-")[0].lower() in _FAMILY_FIRST or not _plain(name, words):
        return None
    start = _family_start(words)
    if start is None or not _is_told(words, start, suffix):
        return None
    return Inverted(" ".join(words[start:]), " ".join(map(_initial, words[:start])), suffix)


def _without_suffix(words: list[str]) -> tuple[list[str], str]:
    if len(words) > 2 and folded(words[-1]) in _SUFFIXES:
        suffix = f"{words[-1]}." if folded(words[-1]) in _JUNIOR and not words[-1].endswith(".") else words[-1]
        return [*words[:-2], words[-2].rstrip(",")], suffix
    return words, ""


def _plain(name: str, words: list[str]) -> bool:
    """Tell whether a name is that of a person, in Latin letters, without office, and not of a family-first order."""
    letters = [char for char in name if char.isalpha()]
    return (
        len(words) > 1
        and all(unicodedata.name(char, "").startswith("LATIN ") for char in letters)
        and not any(char in ",;()[]/&_" or char.isdigit() for char in " ".join(words))
        and shape_of(name).person
        and not has_office(" ".join(words[:-1]))
        and folded(words[0]) not in _EASTERN | _TITLES_TOO
        and not any(_LOWER_BEHIND_HYPHEN.search(word) for word in words[1:] if word[:3].lower() not in _JOINED_ARTICLES)
    )


def _family_start(words: list[str]) -> int | None:
    """Return at which word the family name begins; None where more than one may be it."""
    small = [n for n, word in enumerate(words[:-1]) if n and folded(word) in _PARTICLES | _OF_THE_FATHER]
    if not small:
        return len(words) - 1
    first = small[0]
    if folded(words[first]) in _OF_THE_FATHER:
        return first
    return first if small == list(range(first, len(words) - 1)) else None


def _is_told(words: list[str], start: int, suffix: str) -> bool:
    """Tell whether all that stands before the family name can only be given names."""
    given, family = words[:start], words[start:]
    if any(
        word[:3].lower() in _JOINED_ARTICLES or (len(word) > 1 and word.isupper() and "." not in word) for word in given
    ):
        return False
    marked = suffix != "" or family[0][:3].lower() in _JOINED_ARTICLES
    marked = marked or (len(family) > 1 and folded(family[0]) not in _IBERIAN)
    return marked or all(_INITIAL.fullmatch(word) for word in given[1:])


def _initial(word: str) -> str:
    """Return "K.-J." for "Kassym-Jomart", and initials as they are."""
    if _INITIAL.fullmatch(word):
        return f"{word.rstrip('.')}.".replace(".", ". ").replace(". -", ".-").rstrip()
    return "-".join(f"{part[0].upper()}." for part in word.split("-") if part)
