"""Words of English that are no names, or names of nobody: what a surname has to be told apart from."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files

from index.titles import COUNTRIES

FUNCTION = frozenset(
    """
    a an the this that these those i you he she it we they me him her us them my your his its our their one who whom
    whose which what when where why how do does did done doing am is are was were be been being has have had having
    can could would shall should might must not no nor and or but if then than so as of to in on at by for
    from with without about into onto over under up down out off again against between through during before after
    since until till upon within among per via there here very too also just only even ever never both either neither
    each every any all some such own same other another others more most much many few less least re us
    """.split()
)
"""They carry grammar only; never a name without a title before it."""
_IMPERATIVES = frozenset("summarize summarise paraphrase elaborate recap outline clarify compare".split())
"""Questions begin with them, and speeches seldom hold them: "Summarize Ada's view" names no Summarize Ada."""
_ENDING = re.compile(r"(?:'s|s|es|ed|d|ing|er|ers)$")


@cache
def _lists() -> dict[str, frozenset[str]]:
    """Return the lists that come with the package (search/ordinary.json).

    ``words`` are the 4,000 that speeches at the United Nations, speeches and remarks of US presidents, committee
    meetings and encyclopedia articles write most often in small letters, and some hundred rarer ones that are
    surnames, too. ``places`` are peoples, continents, large cities, months, weekdays and faiths.
    """
    data = json.loads(files("search").joinpath("ordinary.json").read_text(encoding="utf-8"))
    return {name: frozenset(" ".join(lines).split()) for name, lines in data.items()}


def is_ordinary(word: str) -> bool:
    """Whether a folded word is one that English texts write in small letters."""
    return word in FUNCTION or word in _IMPERATIVES or word in _lists()["words"]


def is_place(word: str) -> bool:
    """Whether a folded word is a country, a people, a large city, a month or the like."""
    return word in _lists()["places"] or word in COUNTRIES


def could_be_misspelt(word: str) -> bool:
    """Whether a folded word may be a name that is spelt in another way: it is no form of a known word."""
    if is_ordinary(word) or is_place(word):
        return False
    stem = _ENDING.sub("", word)
    forms = (stem, stem + "e", stem[:-1] + "y" if stem.endswith("i") else stem, word + "s")
    return not any(len(form) > 2 and (is_ordinary(form) or is_place(form)) for form in forms)
