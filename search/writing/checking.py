"""The check of a sentence that a language model wrote: it is kept only if what it cites and quotes is there.

Nothing here trusts the model, nor the text it was given: a sentence is compared with the passages, and that is all.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.names import has_office
from search.writing.numbers import numbers, readings
from search.writing.quotations import locate, quotations
from search.writing.written import Quoted, Removed, Why, WrittenSentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from index.sentences import Span
    from search.writing.written import Source

KEYS = re.compile(r"\[ ?[0-9]{1,3}(?: ?[,;] ?[0-9]{1,3})* ?\]")
"""Keys of passages: "[1]" or "[1, 2]"."""
_WORD = re.compile(r"\w+")
MAX_SENTENCE_CHARS = 1500
"""A passage has at most 1,000."""


def check(sentence: str, sources: Sequence[Source]) -> WrittenSentence | Removed:
    """Return a sentence with what it cites and quotes, or why it is removed.

    It is kept only if it cites at least one source and none that does not exist; if each quotation in it stands in a
    source it cites, verbatim but for the style of quotation marks and white space; and if each number in it, and each
    speaker of the sources that it names, occurs in a source it cites.
    """
    spans = quotations(sentence)
    if len(sentence) > MAX_SENTENCE_CHARS:
        return Removed(sentence, Why.TOO_LONG)
    if spans is None:
        return Removed(sentence, Why.OPEN_QUOTE)
    keys = list(dict.fromkeys(_keys(_outside(sentence, spans))))
    known = {each.key: each for each in sources}
    if not keys:
        return Removed(sentence, Why.NO_KEY)
    for key in keys:
        if key not in known:
            return Removed(sentence, Why.UNKNOWN_KEY, f"[{key}]")
    cited = tuple(known[key] for key in keys)
    wrong = _wrong_number(sentence, spans, cited) or _wrong_speaker(sentence, spans, cited, sources)
    return wrong or _with_quotes(sentence, spans, cited)


def _outside(sentence: str, spans: Sequence[Span]) -> str:
    """Return what is not quoted; quotations leave a mark, so that what stands beside them does not become one word."""
    starts = [0, *(end for _, end in spans)]
    ends = [*(start for start, _ in spans), len(sentence)]
    return "".join(sentence[start:end] for start, end in zip(starts, ends, strict=True))


def _keys(text: str) -> Iterable[int]:
    return (int(key) for group in KEYS.findall(text) for key in re.findall(r"[0-9]+", group))


def _wrong_number(sentence: str, spans: Sequence[Span], cited: Sequence[Source]) -> Removed | None:
    said = numbers(KEYS.sub(" ; ", _outside(sentence, spans)))
    held = frozenset[object]().union(*(readings(_all_of(source)) for source in cited)) if said else frozenset()
    wrong = next((each for each in said if each.value not in held), None)
    return Removed(sentence, Why.NUMBER, wrong.text) if wrong else None


def _wrong_speaker(
    sentence: str, spans: Sequence[Span], cited: Sequence[Source], sources: Sequence[Source]
) -> Removed | None:
    """Catch a wrong name on a quote; office holders without a name ("The Chair") may be anybody's."""
    said = set(_WORD.findall(_outside(sentence, spans)))
    held = {word for source in cited for word in _WORD.findall(_all_of(source))}
    for name in dict.fromkeys(each.passage.speaker for each in sources if each.passage.speaker):
        last = _WORD.findall(name)[-1:]
        if last and not has_office(name) and said.issuperset(last) and held.isdisjoint(last):
            return Removed(sentence, Why.SPEAKER, name)
    return None


def _all_of(source: Source) -> str:
    """Return all that a source says, and that is said of it."""
    passage, head = source.passage, source.transcript
    date = f"{head.date.isoformat()} ; " if head.date else None
    parts = (passage.text, passage.speaker, passage.role, date, head.title, head.venue)
    return " ; ".join(part for part in parts if part)


def _with_quotes(sentence: str, spans: Sequence[Span], cited: tuple[Source, ...]) -> WrittenSentence | Removed:
    """Put the transcript's own characters into each quotation."""
    text, done = "", 0
    quotes: list[Quoted] = []
    for start, end in spans:
        found = _found(sentence[start:end], cited)
        if found is None:
            return Removed(sentence, Why.NOT_VERBATIM, sentence[start:end])
        source, (first, after), left_over = found
        text += sentence[done : start - 1] + "“"
        own = source.passage.text[first:after]
        quotes.append(Quoted(len(text), len(text) + len(own), source, first, after))
        text += f"{own}”{left_over}"
        done = end + 1
    return WrittenSentence(text + sentence[done:], cited, tuple(quotes))


def _found(quote: str, cited: Sequence[Source]) -> tuple[Source, Span, str] | None:
    """Return the first source that holds a quote, where, and what of the quote's end is put behind its closing mark.

    That is a comma or full stop which English typesetting puts inside the marks: “It rises,” he said.
    """
    variants = [(quote, "")]
    if quote.rstrip().endswith((",", ".")):
        variants.append((quote.rstrip()[:-1], quote.rstrip()[-1]))
    for words, left_over in variants:
        for source in cited:
            span = locate(words, source.passage.text)
            if span is not None:
                return source, span, left_over
    return None
