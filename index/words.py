"""Words of a text as the lexical index sees them: Tantivy's analyzers, made once."""

from __future__ import annotations

from functools import cache

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

_LONGEST_WORD_BYTES = 80


@cache
def stem_analyzer() -> TextAnalyzer:
    """Lower case, no accents, no stop words, Snowball's English stems."""
    filters = (
        Filter.remove_long(_LONGEST_WORD_BYTES),
        Filter.lowercase(),
        Filter.ascii_fold(),
        Filter.stopword("english"),
        Filter.stemmer("english"),
    )
    return _analyzer(filters)


@cache
def exact_analyzer() -> TextAnalyzer:
    """Lower case and no accents; every word stays."""
    return _analyzer((Filter.remove_long(_LONGEST_WORD_BYTES), Filter.lowercase(), Filter.ascii_fold()))


def stems(text: str) -> list[str]:
    """Return the stems of the content words of a text, in order, with repetitions."""
    return list(stem_analyzer().analyze(text))


def exact_words(text: str) -> list[str]:
    """Return all words of a text, in order."""
    return list(exact_analyzer().analyze(text))


def _analyzer(filters: tuple[Filter, ...]) -> TextAnalyzer:
    builder = TextAnalyzerBuilder(Tokenizer.simple())
    for each in filters:
        builder = builder.filter(each)
    return builder.build()
