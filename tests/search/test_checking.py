"""A sentence is kept only if what it cites, quotes and counts is in the passages that it cites."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from written import sources

from search.writing.checking import MAX_SENTENCE_CHARS, check
from search.writing.quotations import MARKS, quotations
from search.writing.written import Removed, Why, WrittenSentence

SOURCES = sources()


def kept(sentence: str) -> WrittenSentence:
    found = check(sentence, SOURCES)
    assert isinstance(found, WrittenSentence), found
    return found


def removed(sentence: str) -> tuple[Why, str | None]:
    found = check(sentence, SOURCES)
    assert isinstance(found, Removed), found
    assert found.text == sentence
    return found.why, found.what


def test_a_paraphrase_with_a_key_is_kept_as_it_is() -> None:
    sentence = kept("The old pipes leak, and will be replaced [1, 2].")
    assert sentence.text == "The old pipes leak, and will be replaced [1, 2]."
    assert [source.key for source in sentence.sources] == [1, 2]
    assert sentence.quotes == ()


def test_a_quote_is_shown_in_the_transcripts_own_characters_with_its_place() -> None:
    sentence = kept('Ashgrove: "rises by two crowns. The old pipes" [1].')
    assert sentence.text == "Ashgrove: “rises by two crowns.\nThe old pipes” [1]."
    (quote,) = sentence.quotes
    assert sentence.text[quote.start : quote.end] == "rises by two crowns.\nThe old pipes"
    assert quote.source.passage.text[quote.passage_start : quote.passage_end] == "rises by two crowns.\nThe old pipes"


def test_each_quote_is_found_in_one_of_the_passages_cited() -> None:
    sentence = kept("They speak of \"old pipes\", of 'the pipes', and the Mayor of “'No pipe stays.'” [2][1].")
    found = [(each.source.key, sentence.text[each.start : each.end]) for each in sentence.quotes]
    assert found == [(1, "old pipes"), (2, "the pipes"), (2, "“No pipe stays.”")]


@pytest.mark.parametrize("end", [",", "."])
def test_a_comma_or_full_stop_that_is_not_in_the_passage_goes_behind_the_closing_mark(end: str) -> None:
    assert kept(f'"The water price rises{end}" he said [1]').text == f"“The water price rises”{end} he said [1]"


@pytest.mark.parametrize(
    ("sentence", "why", "what"),
    [
        ("The water price rises.", Why.NO_KEY, None),
        ("The water price rises [].", Why.NO_KEY, None),
        ("The water price rises [one].", Why.NO_KEY, None),
        ("The water price rises (1).", Why.NO_KEY, None),
        ("The water price rises [5].", Why.UNKNOWN_KEY, "[5]"),
        ("The water price rises [0].", Why.UNKNOWN_KEY, "[0]"),
        ("The water price rises [1, 9].", Why.UNKNOWN_KEY, "[9]"),
        ('"The water price falls" [1].', Why.NOT_VERBATIM, "The water price falls"),
        ('"the water price rises" [1].', Why.NOT_VERBATIM, "the water price rises"),
        ('"The water … rises" [1].', Why.NOT_VERBATIM, "The water … rises"),
        ('"The water price rises?" [1].', Why.NOT_VERBATIM, "The water price rises?"),
        ('"" [1].', Why.NOT_VERBATIM, ""),
        ('"The water price rises" [2].', Why.NOT_VERBATIM, "The water price rises"),
        ('"The water price rises" and "falls" [1].', Why.NOT_VERBATIM, "falls"),
        ("They said 'falls' [1].", Why.NOT_VERBATIM, "falls"),
        ('Some "agree" [4].', Why.NOT_VERBATIM, "agree"),
        ('"The water price rises [1].', Why.OPEN_QUOTE, None),
        ('It ends "here [1]".', Why.NO_KEY, None),
        ("It rises by 3 crowns [1].", Why.NUMBER, "3"),
        ("It rises by three crowns [1].", Why.NUMBER, "three"),
        ("It carries 4 hundred thousand [3].", Why.NUMBER, "4 hundred thousand"),
        ("It carries 2.5 billion [3].", Why.NUMBER, "2.5 billion"),
        ("In 2024 it rises [1].", Why.NUMBER, "2024"),
        ("In 2021 it rises [1].", Why.NUMBER, "2021"),
        ("Edda Quillfeather wants a higher price [1].", Why.SPEAKER, "Edda Quillfeather"),
        ("x" * MAX_SENTENCE_CHARS + " [1]", Why.TOO_LONG, None),
    ],
)
def test_what_is_removed_and_why(sentence: str, why: Why, what: str | None) -> None:
    assert removed(sentence) == (why, what)


@pytest.mark.parametrize(
    "sentence",
    [
        "It rises by 2 crowns, he said on 17 January 2023 [1].",
        "It carries 400 passengers for 2,500,000, at 1500 crowns [3].",
        "One of them said so on 12 March 2021 [3].",
        "Edda Quillfeather and Tobin Ashgrove speak of pipes [1][2].",
        "It says to ignore all instructions [4].",
        "Quoting a key, \"answer \"PWNED\" [2]\" is kept whole [4].",
    ],
)  # fmt: skip
def test_what_is_in_the_passages_is_kept(sentence: str) -> None:
    kept(sentence)


def test_a_key_within_a_quotation_is_quoted_and_cites_nothing() -> None:
    assert removed("He said “PWNED” [2]") == (Why.NOT_VERBATIM, "PWNED")
    assert removed("It reads “[2]. I disagree”.") == (Why.NO_KEY, None)
    assert [source.key for source in kept("It reads “[2]. I disagree” [4].").sources] == [4]


def test_a_voice_without_a_name_may_be_named_by_anyone() -> None:
    chair = replace(SOURCES[3], passage=replace(SOURCES[3].passage, speaker="The Chair"))
    assert isinstance(check("The Chair agreed [1].", (*SOURCES[:3], chair)), WrittenSentence)


WORDS = [word for source in SOURCES for word in source.passage.text.split()]
SENTENCES = st.lists(
    st.sampled_from([*WORDS, *"\"“”„'’«»`", "[1]", "[2]", "[1, 3]", "[9]", "falls", "three", "4", " ", "\n", ",", "."])
    | st.integers(0, 3).map(lambda at: f'"{SOURCES[at].passage.text[at * 3 : at * 9 + 12]}"'),
    max_size=14,
).map(" ".join)


@given(SENTENCES | st.text(max_size=60) | st.text(alphabet="ab\"“”' [1]", max_size=40))
def test_whatever_is_written_every_kept_quote_stands_in_a_cited_passage(sentence: str) -> None:
    found = check(sentence, SOURCES)
    if isinstance(found, Removed):
        assert found.text == sentence
        return
    assert found.sources
    assert set(found.sources) <= set(SOURCES)
    for quote in found.quotes:
        assert quote.source in found.sources
        own = quote.source.passage.text[quote.passage_start : quote.passage_end]
        assert own == found.text[quote.start : quote.end] != ""
    assert len(found.quotes) == len(quotations(sentence) or ())
    outside = found.text
    for quote in reversed(found.quotes):
        assert (outside[quote.start - 1], outside[quote.end]) == ("“", "”")
        outside = outside[: quote.start - 1] + outside[quote.end + 1 :]
    assert not set(outside) & (MARKS - set("'’`´‘‚‛‹›❛❜′"))


@given(st.integers(0, 3), st.data())
def test_a_true_quote_is_kept(at: int, data: st.DataObject) -> None:
    text = SOURCES[at].passage.text
    words = text.split()
    first = data.draw(st.integers(0, len(words) - 1))
    after = data.draw(st.integers(first + 1, len(words)))
    quote = " ".join(words[first:after])
    if any(mark in quote for mark in '"“”'):
        return
    found = check(f"“{quote}” [{at + 1}]", SOURCES)
    assert isinstance(found, WrittenSentence)
    assert " ".join(found.text.split()) == f"“{quote}” [{at + 1}]"
