"""Words by language: what is stemmed, folded, left out and cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from index.words import STEMMERS, analysed_as, content_words, exact_words, raw_words, stems

STOP_WORDS = {"a", "and", "are", "at", "is", "of", "on", "the", "to", "was"}


def analyzer(*filters: Filter) -> TextAnalyzer:
    builder = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(80))
    for each in filters:
        builder = builder.filter(each)
    return builder.build()


ENGLISH = analyzer(Filter.lowercase(), Filter.ascii_fold(), Filter.stopword("english"), Filter.stemmer("english"))
EXACT = analyzer(Filter.lowercase(), Filter.ascii_fold())


@given(
    st.text(st.characters(max_codepoint=0x2FF))
    | st.lists(st.sampled_from(["Ferries", "the", "CAFÉS'", "naïve", "it's", "€5", "walls_of", "x" * 81])).map(" ".join)
)
def test_english_is_what_tantivys_own_english_analysis_gives(text: str) -> None:
    assert stems(text) == stems(text, "en") == ENGLISH.analyze(text)
    assert exact_words(text) == EXACT.analyze(text)


def test_stems_leave_out_stop_words_and_fold_case_and_accents() -> None:
    assert stems("The Ferries, sailing; CAFÉS' walls & an island!") == ["ferri", "sail", "cafe", "wall", "island"]
    assert not STOP_WORDS.intersection(stems(" ".join(STOP_WORDS)))


def test_exact_words_keep_every_word_as_it_is() -> None:
    assert exact_words("The Ferries, sailing: CAFÉS!") == ["the", "ferries", "sailing", "cafes"]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("de", "Die Häuser, das Haus, den Hausern", ["haus", "haus", "haus"]),
        ("de", "Ha\u0308user", ["haus"]),
        ("vi", "gia\u0301", ["giá"]),
        ("el", "η Κυβέρνηση", ["η", "κυβερνησ"]),
        ("fr", "L'économie, les économiques", ["econom", "econom"]),
        ("es", "la canción y las canciones", ["cancion", "cancion"]),
        ("ro", "țării ţării tara", ["tar", "tar", "tar"]),
        ("el", "τόνος τονος ΤΌΝΟΣ τόνου", ["τον", "τον", "τον", "τον"]),
        ("ru", "счёт и счета", ["счет", "счет"]),
        ("tr", "İstanbul istanbul", ["istanbul", "istanbul"]),
        ("vi", "giá và gia", ["giá", "và", "gia"]),
        ("hi", "लड़का लड़के", ["लड़क", "लड़क"]),
        ("zh", "GDP增长了 5.1%", ["gdp", "增长", "长了", "5", "1"]),
        (None, "The Walls", ["wall"]),
        ("xx", "The Walls", ["wall"]),
    ],
)
def test_stems_are_of_the_language(language: str | None, text: str, expected: list[str]) -> None:
    assert stems(text, language) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("经济发展", ["经济", "济发", "发展"]),
        ("国", ["国"]),
        ("在GDP，国", ["在", "gdp", "国"]),
        ("コーヒーを", ["コー", "ーヒ", "ヒー", "ーを"]),
        ("한국 경제는", ["한국", "경제", "제는"]),
        ("ราคา", ["ราค", "าคา"]),
        ("ปี", ["ปี"]),
    ],
)
def test_scripts_without_spaces_are_cut_into_overlapping_runs(text: str, expected: list[str]) -> None:
    assert exact_words(text) == stems(text) == stems(text, "de") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Cafe\u0301s NAÏVE Łódź", ["cafes", "naive", "lodz"]),
        ("Τόνος ΤΌΝΟΣ", ["τονοσ", "τονοσ"]),
        ("Ещё мой", ["еще", "мои"]),
        ("وَزِير أمس", ["وزير", "امس"]),
        ("हिन्दी", ["हिन्दी"]),
        ("がく", ["がく"]),
        ("a \u0650 b", ["a", "\u0650", "b"]),
    ],
)
def test_accents_are_folded_in_every_script_that_has_them(text: str, expected: list[str]) -> None:
    assert exact_words(text) == expected


@given(st.text(), st.sampled_from([*STEMMERS, "vi", "zh", None]))
def test_a_raw_word_is_one_word_to_the_other_functions(text: str, language: str | None) -> None:
    words = raw_words(text)
    assert [each for word in words for each in exact_words(word)] == exact_words(text)
    assert [each for word in words for each in stems(word, language)] == stems(text, language)
    assert all(len(exact_words(word)) == 1 for word in words)
    assert not any(char.isspace() for word in [*words, *stems(text, language)] for char in word)


def test_a_language_without_rules_is_taken_for_english() -> None:
    assert [analysed_as(each) for each in ("de", "vi", "zh", "xx", None)] == ["de", "vi", "en", "en", "en"]


def test_content_words_carry_their_stems_in_every_language() -> None:
    assert content_words("The ferries of Häfen", ["en", "de"]) == [
        ("ferries", {"ferri"} | set(stems("ferries", "de"))),
        ("hafen", {"hafen", "haf"}),
    ]
    assert content_words("", ["en", "de"]) == []
