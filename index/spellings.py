"""British and American spellings of English words: a question in one finds what was written down in the other.

The rules are those of the families that differ as a whole (-ise and -ize, -our and -or, -re and -er, -ence and -ense,
doubled l, -ogue and -og); they are applied to the words of questions only, so that a rule which makes no word of a word
finds nothing and does no harm. Short words are left alone: "filled" is not "filed".
"""

from __future__ import annotations

import re

_MIN_CHARS = 5
_RULES = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        (r"(?<=\w{3}[^aeiou])is(?=(?:e|es|ed|er|ers|ing|ation|ations)$)", "iz"),
        (r"(?<=\w{3}[^aeiou])iz(?=(?:e|es|ed|er|ers|ing|ation|ations)$)", "is"),
        (r"(?<=ly)s(?=(?:e|es|ed|er|ers|ing)$)", "z"),
        (r"(?<=ly)z(?=(?:e|es|ed|er|ers|ing)$)", "s"),
        (r"(?<=\w\w)our(?=(?:s|ed|ing|ful|able|ite|ites|hood|hoods|er|ers|ly|less)?$)", "or"),
        (r"(?<=\w\w)or(?=(?:s|ed|ing|ful|able|ite|ites|hood|hoods|er|ers|ly|less)?$)", "our"),
        (r"(?<=[tb])re(?=s?$)", "er"),
        (r"(?<=[tb])er(?=s?$)", "re"),
        (r"(?<=defen|offen|licen|reten)c(?=(?:e|es|eless)$)", "s"),
        (r"(?<=defen|offen|licen|reten)s(?=(?:e|es|eless)$)", "c"),
        (r"(?<=\w{3}[ae])ll(?=(?:ed|ing|er|ers)$)", "l"),
        (r"(?<=\w{3}[ae])l(?=(?:ed|ing|er|ers)$)", "ll"),
        (r"(?<=og)ue(?=s?$)", ""),
        (r"(?<=alog)(?=s?$)", "ue"),
        (r"^programme(?=s?$)", "program"),
        (r"^program(?=s?$)", "programme"),
        (r"^grey", "gray"),
        (r"^gray", "grey"),
        (r"(?<=judg)e(?=ments?$)", ""),
        (r"(?<=judg)(?=ments?$)", "e"),
        (r"^aluminium$", "aluminum"),
        (r"^aluminum$", "aluminium"),
    )
)


def spellings(word: str) -> list[str]:
    """Return an English word in small letters as it is, and in the other spelling if a rule knows one."""
    word = word.lower()
    if not word.isascii() or len(word) < _MIN_CHARS - (word in ("grey", "gray")):
        return [word]
    return list(dict.fromkeys([word, *(pattern.sub(to, word) for pattern, to in _RULES)]))
