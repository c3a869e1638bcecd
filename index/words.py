"""Words of a text as the lexical index sees them, by the text's language: Tantivy's analyzers, made once.

Snowball's stemmers want a language's own spelling (German "Häuser" to "haus"), so accents go after the stem; only
English, which has none of its own, folds before. Scripts without spaces between words, and Korean, whose particles
stick to the word, are cut into overlapping runs of characters. Measured as MRR of BM25 alone over the 240 paragraphs
and 1,190 questions of XQuAD (Artetxe et al., 2020), English rules against these: de 0.911 to 0.931, el 0.894 to 0.936,
es 0.941 to 0.955, hi 0.939 to 0.948, ro 0.911 to 0.959, th 0.651 to 0.959, vi 0.917 to 0.949, zh 0.109 to 0.954.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from index.spellings import spellings

if TYPE_CHECKING:
    from collections.abc import Sequence

STEMMERS = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nb": "norwegian",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}
"""Snowball's names of the languages that Tantivy stems, by ISO 639-1 code."""
_WITHOUT_STOP_WORDS = frozenset({"ar", "el", "ro", "ta", "tr"})
"""Tantivy has no lists for these; idf alone keeps such words down (lists of 40 to 900 words made el, ro worse)."""
_WITH_TONES = frozenset({"vi"})
"""Languages without a stemmer whose accents tell words apart, as much as letters do."""
ANALYSED = frozenset(STEMMERS) | _WITH_TONES
"""The languages that have rules of their own."""

_ENGLISH = frozenset(
    "about been did do does from had has have he her his how i me my our she they we were what when where which who "
    "whom whose why would you your".split()
)
"""They tell an English question though they are kept: Tantivy has 33 English stop words, 231 German ones."""

_LONGEST_WORD_BYTES = 80
_WORD = r"[\p{Alphabetic}\p{N}][\p{Alphabetic}\p{N}\p{M}]*"
"""Tantivy's "simple" words, with the marks that belong to a letter (in Hindi, in Tamil, on rare accented letters)."""
_ACCENTS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u20d0-\u20ff\ufe00-\ufe0f]"
)
"""Of Latin, Greek, Cyrillic, Hebrew and Arabic; in other scripts marks are letters in their own right."""
_DEVANAGARI_ENDING = re.compile("(?<=[\u0904-\u0939])[\u0900-\u0903\u093e-\u094c]+$")
"""Vowel signs that inflect: the shortest endings of Ramanathan & Rao's light stemmer for Hindi, 2003."""
_UNSPACED = re.compile(
    "([\u3005\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7a3\uf900-\ufaff\U00020000-\U000323af]+|[\u0e00-\u0eff\u1000-\u109f\u1780-\u17d3\u17dc-\u17dd]+)"
)
"""Runs of Japanese, Chinese and Korean; of Thai, Lao, Burmese and Khmer."""
_FIRST_IDEOGRAPHIC = "\u3005"


def analysed_as(language: str | None) -> str:
    """Return the ISO 639-1 code of the language by whose rules a text is stemmed: its own, or English."""
    return language if language in ANALYSED else "en"


def stems(text: str, language: str | None = None) -> list[str]:
    """Return the stems of the content words of a text, in order, with repetitions, without case and accents.

    Args:
        text: Any text.
        language: ISO 639-1 code; None, and a language that has no rules here, are taken for English.
    """
    rules = analysed_as(language)
    words = _cut(text, _analyzer(rules, marks=not text.isascii()))
    if rules in _WITH_TONES or text.isascii():
        return words
    return [_DEVANAGARI_ENDING.sub("", _folded(word)) for word in words]


def exact_words(text: str) -> list[str]:
    """Return all words of a text, in order, in lower case and without accents."""
    return [_folded(word) for word in _cut(text, _analyzer(_EXACT, marks=not text.isascii()))]


def raw_words(text: str) -> list[str]:
    """Return all words of a text as they stand, in order: each is one word to the other functions, too."""
    return _cut(text, _analyzer(_RAW, marks=not text.isascii()))


def content_words(text: str, languages: Sequence[str]) -> list[tuple[str, frozenset[str]]]:
    """Return the content words of a question that may be in any of these languages, each with its stems in them.

    Nobody says which language a question is in. It is taken for the one that most of its words are stop words of, so
    that "the" is left out where English and German are searched, though German has no such stop word, and would find it
    rare and telling. Words that share a stem are one.
    """
    words = {word: [_stems_of(word, each) for each in languages] for word in dict.fromkeys(raw_words(text))}
    signs = [
        sum(not each[at] or (language == "en" and word.lower() in _ENGLISH) for word, each in words.items())
        for at, language in enumerate(languages)
    ]
    likely = [at for at, count in enumerate(signs) if count == max(signs)]
    found: list[tuple[str, frozenset[str]]] = []
    at_stem: dict[str, int] = {}
    for word, by_language in words.items():
        if not any(by_language[at] for at in likely):
            continue
        variants = frozenset().union(*by_language)
        at = next((at_stem[stem] for stem in sorted(variants) if stem in at_stem), len(found))
        if at == len(found):
            found.append((exact_words(word)[0], variants))
        else:
            found[at] = (found[at][0], found[at][1] | variants)
        at_stem |= dict.fromkeys(variants, at)
    return found


def _stems_of(word: str, language: str) -> frozenset[str]:
    """Return the stems of a word of a question; of an English one in either spelling."""
    if language != "en":
        return frozenset(stems(word, language))
    return frozenset(stem for each in spellings(word) for stem in stems(each, language))


def _cut(text: str, analyzer: TextAnalyzer) -> list[str]:
    if text.isascii():
        return list(analyzer.analyze(text))
    words: list[str] = []
    for position, part in enumerate(_UNSPACED.split(unicodedata.normalize("NFC", text))):
        words += _overlapping(part) if position % 2 else analyzer.analyze(part)
    return words


def _overlapping(run: str) -> list[str]:
    """Cut a run into pairs (as Lucene's CJKBigramFilter does), or into triples where letters stand for sounds only."""
    size = 2 if run[0] >= _FIRST_IDEOGRAPHIC else 3
    return [run[at : at + size] for at in range(max(1, len(run) - size + 1))]


def _folded(word: str) -> str:
    if word.isascii():
        return word
    bare = _ACCENTS.sub("", unicodedata.normalize("NFD", word)) or word
    return unicodedata.normalize("NFC", bare).replace("ς", "σ")


_EXACT, _RAW = "exact", "raw"


@cache
def _analyzer(rules: str, *, marks: bool) -> TextAnalyzer:
    """Return an analyzer by a language, or by no language; with marks it takes three times as long to find words."""
    builder = TextAnalyzerBuilder(Tokenizer.regex(_WORD) if marks else Tokenizer.simple())
    for each in (Filter.remove_long(_LONGEST_WORD_BYTES), *_filters(rules)):
        builder = builder.filter(each)
    return builder.build()


def _filters(rules: str) -> list[Filter]:
    if rules == _RAW:
        return []
    if rules in _WITH_TONES:
        return [Filter.lowercase()]
    if rules == _EXACT:
        return [Filter.lowercase(), Filter.ascii_fold()]
    name = STEMMERS[rules]
    stop_words = [] if rules in _WITHOUT_STOP_WORDS else [Filter.stopword(name)]
    if rules == "en":
        return [Filter.lowercase(), Filter.ascii_fold(), *stop_words, Filter.stemmer(name)]
    return [Filter.lowercase(), *stop_words, Filter.stemmer(name), Filter.ascii_fold()]
