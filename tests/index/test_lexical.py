"""The contract of lexical indexes: BM25 against a formula written out here, phrases, stems and conditions."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from helpers import speech, transcript_of
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import IndexDamagedError
from index.lexical import TITLE_BOOST, WHO_BOOST, TantivyIndex, telling
from index.passages import passages_of
from index.records import Conditions, Kind, Passage, Reach, Term, Transcript, TranscriptHead, Turn, Wording
from index.words import exact_words, stems

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from index.lexical import LexicalIndex

NEW: dict[str, Callable[[], LexicalIndex]] = {"tantivy": TantivyIndex}
K1, B = 1.2, 0.75
EVERYTHING = Conditions()

TOWN = (
    "The ferry sails to the island on Monday.",
    "Granite walls of the harbour were repaired in winter.",
    "The harbour ferry carries four hundred passengers across the harbour to the island harbour.",
    "A loaf of rye bread costs four crowns.",
    "The island has no wall and no bread, and the ferry brings bread.",
    "Repairing the old wall costs ninety thousand crowns.",
)


@pytest.fixture(params=list(NEW))
def index(request: pytest.FixtureRequest) -> LexicalIndex:
    return NEW[request.param]()


def documents(*transcripts: Transcript) -> list[tuple[Passage, TranscriptHead]]:
    """Return the passages that a build puts into the lexical index."""
    return [(p, each.head) for each in transcripts for p in passages_of(each) if p.reach is not Reach.CONTEXT]


def texts(index: LexicalIndex, added: list[tuple[Passage, TranscriptHead]], *query: object) -> list[str]:
    """Return the texts found, best first."""
    by_id = {passage.id: passage.text for passage, _ in added}
    ids, _ = index.search(*query)  # type: ignore[arg-type]
    return [by_id[int(each)] for each in ids]


def matches(index: LexicalIndex, added: list[tuple[Passage, TranscriptHead]], *query: object) -> set[str]:
    by_id = {passage.id: passage.text for passage, _ in added}
    return {by_id[int(each)] for each in index.matching(*query)}  # type: ignore[arg-type]


def bm25(corpus: Iterable[str], query: str) -> dict[str, float]:
    """Return the score of every English text that shares a stem with the query, by the formula alone."""
    bags = {text: stems(text) for text in corpus}
    scores: dict[str, float] = {}
    for stem in set(stems(query)):
        for text, score in bm25_of_word(bags, {stem}).items():
            scores[text] = scores.get(text, 0.0) + score
    return scores


def bm25_of_word(bags: Mapping[str, list[str]], variants: Iterable[str]) -> dict[str, float]:
    """Return what a word adds to the score of every bag that holds a variant of it: the best variant's score."""
    average = sum(map(len, bags.values())) / len(bags)
    scores: dict[str, float] = {}
    for variant in variants:
        holding = [name for name, bag in bags.items() if variant in bag]
        idf = math.log(1 + (len(bags) - len(holding) + 0.5) / (len(holding) + 0.5))
        for name in holding:
            count = bags[name].count(variant)
            norm = K1 * (1 - B + B * len(bags[name]) / average)
            scores[name] = max(scores.get(name, 0.0), idf * count * (K1 + 1) / (count + norm))
    return scores


def check(index: LexicalIndex, corpus: Iterable[str], ids: dict[str, int], query: str) -> None:
    found, scores = index.search(query, 1000, EVERYTHING)
    expected = bm25(corpus, query)
    assert {int(i): float(s) for i, s in zip(found, scores, strict=True)} == pytest.approx(
        {ids[text]: score for text, score in expected.items()}, rel=1e-4
    )
    assert scores.tolist() == sorted(scores.tolist(), reverse=True)


def test_one_score_by_hand(index: LexicalIndex) -> None:
    corpus = ("wall wall ferry bell", "bell bread loaf crown", "ferry bread loaf rye island hill")
    added = documents(transcript_of("t", *corpus))
    index.update([], added)
    # "wall": 1 of 3 passages holds it, twice, among 4 words; 14 words / 3 passages on average.
    idf = math.log(1 + 2.5 / 1.5)
    expected = idf * 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 4 / (14 / 3)))
    ids, scores = index.search("walls", 10, EVERYTHING)
    assert ids.tolist() == [added[0][0].id]
    assert scores.tolist() == pytest.approx([expected], rel=1e-5)
    assert index.weights("walls") == [Term("walls", frozenset(["wall"]), pytest.approx(idf, rel=1e-6))]


@pytest.mark.parametrize(
    "query", ["ferry", "island ferry", "the harbour wall", "four crowns for bread", "repairs repair"]
)
def test_scores_are_those_of_bm25(index: LexicalIndex, query: str) -> None:
    added = documents(transcript_of("t", *TOWN))
    index.update([], added)
    check(index, TOWN, {passage.text: passage.id for passage, _ in added}, query)


WORDS = st.sampled_from(["wall", "ferry", "bread", "bell", "crown", "harbour", "island", "granite"])
TEXTS = st.lists(WORDS, min_size=4, max_size=30).map(" ".join)


@settings(max_examples=40)
@given(
    one=st.lists(TEXTS, unique=True, min_size=1, max_size=8),
    other=st.lists(TEXTS, unique=True, max_size=8),
    query=st.lists(WORDS, min_size=1, max_size=4).map(" ".join),
)
def test_scores_are_those_of_bm25_over_what_was_added_in_two_steps(
    one: list[str], other: list[str], query: str
) -> None:
    other = [text for text in other if text not in one]
    for make in NEW.values():
        index = make()
        added = documents(transcript_of("one", *one)), documents(transcript_of("other", *other))
        index.update([], added[0])
        index.update([], added[1])
        check(index, [*one, *other], {p.text: p.id for each in added for p, _ in each}, query)


def test_an_index_emptied_and_filled_again_in_one_step_counts_nothing_of_the_past(index: LexicalIndex) -> None:
    index.update(
        [], documents(transcript_of("t", *TOWN), transcript_of("u", "wall wall wall bell", "wall of the ferry"))
    )
    added = documents(transcript_of("t", *TOWN))
    index.update(["t", "u"], added)
    check(index, TOWN, {passage.text: passage.id for passage, _ in added}, "harbour wall")
    assert len(index) == 6


def test_words_are_found_by_their_stems_without_case_and_accents(index: LexicalIndex) -> None:
    added = documents(transcript_of("t", "The cafés were REPAIRING their walls.", "Nothing of that sort happened."))
    index.update([], added)
    for query in ("cafe", "repairs", "wall", "Walled", "CAFÉ"):
        assert texts(index, added, query, 10, EVERYTHING) == ["The cafés were REPAIRING their walls."]


@pytest.mark.parametrize("query", ["", "the of and", "?!", "zeppelin"])
def test_a_query_without_content_words_or_with_unknown_ones_finds_nothing(index: LexicalIndex, query: str) -> None:
    index.update([], documents(transcript_of("t", *TOWN)))
    ids, scores = index.search(query, 10, EVERYTHING)
    assert (ids.tolist(), scores.tolist()) == ([], [])


@pytest.mark.parametrize("query", ['wall AND "ferry', "text:wall", "wall^9 -ferry +(", "wall* ~ [a TO b] \\"])
def test_a_query_is_words_and_never_syntax(index: LexicalIndex, query: str) -> None:
    added = documents(transcript_of("t", *TOWN))
    index.update([], added)
    check(index, TOWN, {passage.text: passage.id for passage, _ in added}, query)


def test_at_most_k_are_found_best_first(index: LexicalIndex) -> None:
    added = documents(transcript_of("t", *TOWN))
    index.update([], added)
    ranked = sorted(bm25(TOWN, "ferry bread"), key=bm25(TOWN, "ferry bread").__getitem__, reverse=True)
    assert texts(index, added, "ferry bread", 2, EVERYTHING) == ranked[:2]
    assert texts(index, added, "ferry bread", 0, EVERYTHING) == []


def test_an_empty_index_finds_nothing_and_weighs_nothing(index: LexicalIndex) -> None:
    assert (len(index), index.search("wall", 10, EVERYTHING)[0].tolist()) == (0, [])
    assert index.matching(Wording(("wall",)), EVERYTHING).tolist() == []
    assert index.scores("wall", [1, 2]).tolist() == [0.0, 0.0]
    assert index.weights("wall") == [Term("wall", frozenset(["wall"]), math.log(1 + 0.5 / 0.5))]


def test_weights_are_the_inverse_document_frequencies_in_order_of_the_text(index: LexicalIndex) -> None:
    index.update([], documents(transcript_of("t", *TOWN)))
    # Of 6 passages 3 hold "wall", 2 "crown", none "zeppelin".
    terms = index.weights("The Wall, the walls, of crowns and zeppelins")
    assert [(term.word, term.stems) for term in terms] == [
        ("wall", {"wall"}),
        ("crowns", {"crown"}),
        ("zeppelins", {"zeppelin"}),
    ]
    assert [term.idf for term in terms] == pytest.approx(
        [math.log(1 + 3.5 / 3.5), math.log(1 + 4.5 / 2.5), math.log(14)]
    )


# -- phrases ---------------------------------------------------------------------------------------------------------


def test_a_phrase_must_stand_there_word_by_word_stop_words_too(index: LexicalIndex) -> None:
    added = documents(transcript_of("t", *TOWN))
    index.update([], added)
    assert matches(index, added, Wording(("the island",)), EVERYTHING) == {TOWN[0], TOWN[2], TOWN[4]}
    assert matches(index, added, Wording(("to the island on",)), EVERYTHING) == {TOWN[0]}
    assert matches(index, added, Wording(("TO THE ISLAND",)), EVERYTHING) == {TOWN[0], TOWN[2]}
    assert matches(index, added, Wording(("island the",)), EVERYTHING) == set()
    assert matches(index, added, Wording(("walls",)), EVERYTHING) == {TOWN[1]}
    assert matches(index, added, Wording(("wall", "crowns")), EVERYTHING) == {TOWN[5]}
    assert matches(index, added, Wording(("…",)), EVERYTHING) == set(TOWN)


def test_phrases_limit_what_is_ranked_and_other_words_rank_it(index: LexicalIndex) -> None:
    added = documents(transcript_of("t", *TOWN))
    index.update([], added)
    scores = bm25(TOWN, "ferry bread")
    found, values = index.search("ferry bread", 10, EVERYTHING, Wording(("the island",)))
    ids = {passage.text: passage.id for passage, _ in added}
    assert {int(i): float(v) for i, v in zip(found, values, strict=True)} == pytest.approx(
        {ids[text]: scores.get(text, 0.0) for text in (TOWN[0], TOWN[2], TOWN[4])}, rel=1e-4
    )


def test_very_short_passages_are_found_by_their_exact_words_only(index: LexicalIndex) -> None:
    added = documents(transcript_of("t", "Thank you, dear Ola.", "Thank you again.", "We thank the good people."))
    index.update([], added)
    assert len(index) == 3
    assert set(texts(index, added, "thank", 10, EVERYTHING)) == {"Thank you, dear Ola.", "We thank the good people."}
    assert matches(index, added, Wording(("thank you",)), EVERYTHING) == {"Thank you, dear Ola.", "Thank you again."}
    assert texts(index, added, "again", 10, EVERYTHING, Wording(("you again",))) == ["Thank you again."]


@settings(max_examples=40)
@given(
    corpus=st.lists(TEXTS, unique=True, min_size=1, max_size=10),
    phrases=st.lists(st.lists(WORDS, min_size=1, max_size=3).map(" ".join), min_size=1, max_size=2),
)
def test_phrases_are_found_as_brute_force_finds_them(corpus: list[str], phrases: list[str]) -> None:
    expected = {text for text in corpus if all(f" {phrase} " in f" {text} " for phrase in phrases)}
    for make in NEW.values():
        index, added = make(), documents(transcript_of("t", *corpus))
        index.update([], added)
        assert matches(index, added, Wording(tuple(phrases)), EVERYTHING) == expected


# -- exclusions ------------------------------------------------------------------------------------------------------


def test_what_is_excluded_must_not_stand_there_word_by_word(index: LexicalIndex) -> None:
    added = documents(transcript_of("t", *TOWN))
    index.update([], added)

    def without(*excluded: str) -> set[str]:
        return set(TOWN) - matches(index, added, Wording(excluded=excluded), EVERYTHING)

    assert without("bread") == {TOWN[3], TOWN[4]}
    assert without("the island") == {TOWN[0], TOWN[2], TOWN[4]}
    assert without("Rye Bread", "harbour") == {TOWN[1], TOWN[2], TOWN[3]}
    assert without("walls") == {TOWN[1]}
    assert without("…") == set()
    assert matches(index, added, Wording(("the island",), ("bread", "monday")), EVERYTHING) == {TOWN[2]}
    assert texts(index, added, "ferry bread", 10, EVERYTHING, Wording(excluded=("bread",))) == [TOWN[0], TOWN[2]]
    assert texts(index, added, "ferry", 10, EVERYTHING, Wording(("to the island",), ("monday",))) == [TOWN[2]]


def test_an_exclusion_does_not_change_scores(index: LexicalIndex) -> None:
    added = documents(transcript_of("t", *TOWN))
    index.update([], added)
    scores = bm25(TOWN, "ferry wall")
    found, values = index.search("ferry wall", 10, EVERYTHING, Wording(excluded=("bread",)))
    ids = {passage.text: passage.id for passage, _ in added}
    assert dict(zip(found.tolist(), values.tolist(), strict=True)) == pytest.approx(
        {ids[text]: score for text, score in scores.items() if "bread" not in text}, rel=1e-4
    )


def test_an_exclusion_alone_does_not_open_up_very_short_passages(index: LexicalIndex) -> None:
    added = documents(transcript_of("t", "Thank you again.", "We thank the good people.", "We thank the good mayor."))
    index.update([], added)
    assert matches(index, added, Wording(excluded=("people",)), EVERYTHING) == {"We thank the good mayor."}
    assert texts(index, added, "thank", 10, EVERYTHING, Wording(excluded=("people",))) == ["We thank the good mayor."]
    assert matches(index, added, Wording(("thank",), ("people",)), EVERYTHING) == {
        "Thank you again.",
        "We thank the good mayor.",
    }


# -- who speaks, and the title -----------------------------------------------------------------------------------------

BERG = Turn("The ferry sails to the island on Monday.", speaker="Ola Berg", role="Minister of Ports")
QUILLFEATHER = Turn("The wall of the harbour is Ola's pride.", speaker="Edda Quillfeather", role="Mayor")
COUNCIL = Transcript("council", title="Ferries and Walls of the Harbour", turns=(BERG, QUILLFEATHER))
PORTS = Transcript("ports", turns=(Turn("No port has a ferry without a wall.", speaker="Jan Osk"),))


def by_fields(query: str, who_boost: float, title_boost: float) -> dict[str, float]:
    """Return the scores of the passages of COUNCIL and PORTS by the formula alone."""
    turns = {turn.text: (turn, each) for each in (COUNCIL, PORTS) for turn in each.turns}
    fields = (
        ({text: stems(text) for text in turns}, stems, 1.0),
        (
            {k: exact_words(f"{turn.speaker} {turn.role or ''}") for k, (turn, _) in turns.items()},
            exact_words,
            who_boost,
        ),
        ({text: stems(each.title or "") for text, (_, each) in turns.items()}, stems, title_boost),
    )
    scores: dict[str, float] = {}
    for word in query.split():
        for bags, analyse, boost in fields:
            for text, score in bm25_of_word(bags, analyse(word)).items():
                scores[text] = scores.get(text, 0.0) + boost * score
    return {text: score for text, score in scores.items() if score}


@pytest.mark.parametrize("query", ["mayor", "ferries", "Berg ferry wall", "minister ola harbour", "ports"])
@pytest.mark.parametrize("boosts", [(WHO_BOOST, TITLE_BOOST), (0.0, 0.0), (2.0, 0.0), (0.0, 1.5)])
def test_words_count_in_the_name_the_role_and_the_title_too(
    index: LexicalIndex, monkeypatch: pytest.MonkeyPatch, query: str, boosts: tuple[float, float]
) -> None:
    monkeypatch.setattr("index.lexical.WHO_BOOST", boosts[0])
    monkeypatch.setattr("index.lexical.TITLE_BOOST", boosts[1])
    added = documents(COUNCIL, PORTS)
    index.update([], added)
    ids = {passage.text: passage.id for passage, _ in added}
    found, values = index.search(query, 10, EVERYTHING)
    assert dict(zip(found.tolist(), values.tolist(), strict=True)) == pytest.approx(
        {ids[text]: score for text, score in by_fields(query, *boosts).items()}, rel=1e-4
    )


def test_names_are_not_stemmed_and_titles_are(index: LexicalIndex) -> None:
    added = documents(COUNCIL, PORTS)
    index.update([], added)
    assert texts(index, added, "minister", 10, EVERYTHING) == [BERG.text]
    assert texts(index, added, "ministers", 10, EVERYTHING) == []
    assert set(texts(index, added, "harbours", 10, EVERYTHING)) == {BERG.text, QUILLFEATHER.text}


def test_weights_are_of_words_in_passages_only(index: LexicalIndex) -> None:
    index.update([], documents(COUNCIL, PORTS))
    assert index.weights("quillfeather")[0].idf == pytest.approx(math.log(1 + 3.5 / 0.5))


# -- scores of given passages ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["ferry", "Berg ferry wall", "mayor of the harbour", "zeppelin", "the of", ""])
def test_scores_are_those_of_search_in_the_order_of_the_ids(index: LexicalIndex, query: str) -> None:
    added = documents(COUNCIL, PORTS, transcript_of("t", *TOWN))
    index.update([], added)
    found = dict(zip(*(each.tolist() for each in index.search(query, 100, EVERYTHING)), strict=True))
    ids = [passage.id for passage, _ in reversed(added)]
    asked = [7, *ids, ids[0]]
    scores = index.scores(query, asked)
    assert scores.dtype == np.float32
    assert scores.tolist() == pytest.approx([found.get(each, 0.0) for each in asked], rel=1e-6)
    assert index.scores(query, np.array(ids[:2])).tolist() == scores[1:3].tolist()
    assert index.scores(query, []).tolist() == []


def test_scores_of_many_passages_among_more(index: LexicalIndex) -> None:
    corpus = [f"The {WALLS[at % 7]} of house {at} and the {WALLS[at % 11 % 7]} of the harbour" for at in range(3000)]
    added = documents(transcript_of("t", *corpus))
    index.update([], added)
    found = dict(zip(*(each.tolist() for each in index.search("granite bell 77", 3000, EVERYTHING)), strict=True))
    ids = [passage.id for passage, _ in added[::2]]
    assert index.scores("granite bell 77", ids).tolist() == pytest.approx([found.get(each, 0.0) for each in ids])


WALLS = ("wall", "ferry", "bread", "bell", "crown", "granite", "island")


def test_scores_of_very_short_passages_count_too(index: LexicalIndex) -> None:
    added = documents(transcript_of("t", "Thank you again.", "We thank the good people."))
    index.update([], added)
    short, long = index.scores("thank", [passage.id for passage, _ in added]).tolist()
    assert short > long > 0


# -- languages ---------------------------------------------------------------------------------------------------------

SENTENCES = {
    "de": ("Die alten Häuser am Hafen werden im Winter verkauft.", "Haus", "Hauser", "alten Hauser"),
    "fr": ("Les élections nationales auront lieu au printemps prochain.", "élection nationale", "nationaux"),
    "es": ("Las economías del norte crecieron muy despacio este año.", "economía", "crecieron", "ano"),
    "ro": ("Miniștrii economiei au vorbit despre prețul pâinii și al școlilor.", "ministrului", "şcoli", "scolile"),
    "el": ("Οι κυβερνήσεις της Ευρώπης συζήτησαν για τους ανθρώπους.", "κυβέρνηση", "ΑΝΘΡΩΠΟΙ", "κυβερνησης"),
    "ru": ("Торговля между нашими странами растёт каждый год.", "торговли", "страна", "растет"),
    "it": ("Le città della costa hanno aperto nuovi porti.", "nuova", "porto"),
    "tr": ("Bakanlar yeni limanların açılışını dün kutladılar.", "liman", "limanda"),
    "ar": ("تحدث الوزراء عن الاقتصاد الوطني في البرلمان أمس", "اقتصاد", "اقتصادية"),
    "hi": ("सरकार ने गाँव के लड़के को नई नौकरी दी।", "लड़का", "नौकरी"),
    "vi": ("Chính phủ nói về giá nước trong mùa đông này.", "giá nước", "CHÍNH PHỦ"),
    "zh": ("中国的经济发展很快，人民的生活也越来越好。", "经济", "中国经济怎么样？", "人民生活"),
    "ja": ("新しい図書館は真夜中まで開いています。", "図書館", "真夜中"),
    "ko": ("정부는 한국의 경제를 빠르게 키웠다고 말했다.", "경제가", "한국은"),
    "th": ("รัฐบาลพูดถึงเศรษฐกิจของประเทศในฤดูหนาว", "เศรษฐกิจ", "ประเทศไหน"),
}


@pytest.mark.parametrize("language", SENTENCES)
def test_inflected_words_find_a_sentence_in_its_own_language(index: LexicalIndex, language: str) -> None:
    sentence, *questions = SENTENCES[language]
    others = [transcript_of(code, text, language=code) for code, (text, *_) in SENTENCES.items() if code != language]
    added = meaningful(transcript_of(language, sentence, language=language), *others[:3])
    index.update([], added)
    for question in questions:
        assert texts(index, added, question, 1, EVERYTHING) == [sentence], question


def meaningful(*transcripts: Transcript) -> list[tuple[Passage, TranscriptHead]]:
    """Return passages as of a build, found by meaning whatever their length."""
    return [(replace(passage, reach=Reach.MEANING), head) for passage, head in documents(*transcripts)]


def test_phrases_are_found_without_spaces_and_without_accents(index: LexicalIndex) -> None:
    added = meaningful(*(transcript_of(code, text, language=code) for code, (text, *_) in SENTENCES.items()))
    index.update([], added)
    for code, phrase in (("zh", "经济发展很快"), ("zh", "人民"), ("el", "της ευρωπης"), ("ja", "真夜中まで")):
        assert matches(index, added, Wording((phrase,)), EVERYTHING) == {SENTENCES[code][0]}
    assert matches(index, added, Wording(("发展经济",)), EVERYTHING) == set()
    assert len(matches(index, added, Wording(excluded=("经济", "école")), EVERYTHING)) == len(SENTENCES) - 1


def test_of_a_words_stems_in_several_languages_the_best_one_counts(index: LexicalIndex) -> None:
    english = ("The nation votes on national parks.", "National parks are open.", "The ferry is late, said nobody.")
    french = ("La nation vote demain sur le parc national.", "Le conseil national est ouvert.")
    added = documents(transcript_of("en", *english), transcript_of("fr", *french, language="fr"))
    index.update([], added)
    (term,) = index.weights("national")
    assert term.stems == {"nation", "national"}
    bags = {text: stems(text) for text in english} | {text: stems(text, "fr") for text in french}
    assert term.idf == pytest.approx(math.log(1 + 2.5 / 3.5))  # 3 of 5 hold "nation", 2 of 5 "national"
    ids = {passage.text: passage.id for passage, _ in added}
    found, values = index.search("national", 10, EVERYTHING)
    assert dict(zip(found.tolist(), values.tolist(), strict=True)) == pytest.approx(
        {ids[text]: score for text, score in bm25_of_word(bags, term.stems).items()}, rel=1e-4
    )


def test_a_word_in_two_forms_is_one_term_in_many_languages_too() -> None:
    index = TantivyIndex(languages=["en", "fr", "de"])
    index.update([], documents(transcript_of("t", *TOWN)))
    terms = index.weights("walls and a wall of the nation, national crowns")
    assert [term.word for term in terms] == ["walls", "nation", "crowns"]
    assert terms[1].stems == {"nation", "national"}


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (
            "What did the minister say about the will of the people?",
            ["what", "did", "minister", "say", "about", "people"],
        ),
        ("What do men die of?", ["what", "do", "men", "die"]),
        ("Was sagte der Minister über die Häfen?", ["sagte", "minister", "hafen"]),
        ("hafen minister", ["hafen", "minister"]),
        ("in der", []),
        ("in", []),
    ],
)
def test_stop_words_are_those_of_the_language_that_the_question_is_likeliest_in(
    question: str, words: list[str]
) -> None:
    assert [term.word for term in TantivyIndex(languages=["en", "de"]).weights(question)] == words


def test_an_index_knows_its_languages_those_of_most_passages_first(tmp_path: Path) -> None:
    index = TantivyIndex(tmp_path)
    assert index.languages == ("en",)
    index.update([], meaningful(transcript_of("zh", SENTENCES["zh"][0], language="zh")))
    assert index.languages == ("en",)  # Latin words in Chinese are taken for English
    german = transcript_of("de", "Der Hafen ist alt.", "Die Fähre fährt.", language="de")
    index.update([], meaningful(german, transcript_of("nobody knows", "The wall is high.")))
    assert index.languages == ("de", "en")
    assert TantivyIndex(tmp_path).languages == ("de", "en")
    assert TantivyIndex(tmp_path, languages=["xx", "en", "fr"]).languages == ("en", "fr")
    assert len(TantivyIndex(languages=["en", "de", "fr", "it", "es", "ro", "ru", "el", "tr", "sv"]).languages) == 8


# -- more like this ----------------------------------------------------------------------------------------------------


def test_the_most_telling_words_of_a_text_are_frequent_there_and_rare_elsewhere(index: LexicalIndex) -> None:
    index.update([], documents(transcript_of("t", *TOWN)))
    text = "The granite of the wall, the granite, the Walls and the ferry; crowns, and crowns."
    # Times in the text, passages of 6 that hold it: granite 2, 1; crown 2, 2; wall 2, 3; ferry 1, 3.
    assert telling(index, text) == "granite crowns wall ferry"
    assert telling(index, text, limit=2) == "granite crowns"
    assert telling(index, "the of and") == telling(index, "") == ""


def test_telling_words_stand_as_in_the_text_so_that_they_can_be_stemmed_again(index: LexicalIndex) -> None:
    added = meaningful(*(transcript_of(code, text, language=code) for code, (text, *_) in SENTENCES.items()))
    index.update([], added)
    assert telling(index, "Das Haus und die Häuser am Meer", "de").split() == ["Haus", "Meer"]
    for code in ("de", "el", "ru", "zh", "vi"):
        query = telling(index, SENTENCES[code][0], code)
        assert texts(index, added, query, 1, EVERYTHING) == [SENTENCES[code][0]]


# -- conditions, dropping, damage --------------------------------------------------------------------------------------


def session(identity: str, day: dt.date | None) -> Transcript:
    turns = (
        speech("Ola Berg", f"The wall of {identity} is high."),
        speech("Edda Quillfeather", f"The wall of {identity} is low."),
        Turn(f"How high is the wall of {identity}?", kind=Kind.QUESTION),
    )
    return Transcript(identity, date=day, turns=turns)


SESSIONS = (session("March", dt.date(2021, 3, 1)), session("May", dt.date(2021, 5, 1)), session("Undated", None))


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (Conditions(speakers=frozenset(["Ola Berg"])), {"March 1", "May 1", "Undated 1"}),
        (Conditions(speakers=frozenset(["Ola Berg", "Nobody"])), {"March 1", "May 1", "Undated 1"}),
        (Conditions(speakers=frozenset(["Berg"])), set()),
        (Conditions(speakers=frozenset()), set()),
        (Conditions(since=dt.date(2021, 5, 1)), {"May 1", "May 2", "May 3"}),
        (Conditions(not_speakers=frozenset(["Ola Berg"]), since=dt.date(2021, 5, 1)), {"May 2", "May 3"}),
        (Conditions(not_speakers=frozenset(["Nobody"]), since=dt.date(2021, 5, 1)), {"May 1", "May 2", "May 3"}),
        (Conditions(until=dt.date(2021, 3, 1)), {"March 1", "March 2", "March 3"}),
        (Conditions(since=dt.date(2021, 3, 2), until=dt.date(2021, 4, 30)), set()),
        (Conditions(transcripts=frozenset(["Undated"])), {"Undated 1", "Undated 2", "Undated 3"}),
        (Conditions(kinds=frozenset([Kind.QUESTION, Kind.STAGE])), {"March 3", "May 3", "Undated 3"}),
        (Conditions(frozenset(["Edda Quillfeather"]), dt.date(2021, 3, 1), dt.date(2021, 3, 1)), {"March 2"}),
    ],
)
def test_conditions_hold_before_ranking(index: LexicalIndex, where: Conditions, expected: set[str]) -> None:
    added = documents(*SESSIONS)
    index.update([], added)
    names = {passage.id: f"{head.id} {passage.turn + 1}" for passage, head in added}
    assert {names[int(each)] for each in index.search("wall", 3, where)[0]} == expected
    assert {names[int(each)] for each in index.matching(Wording(("wall",)), where)} == expected
    assert {names[int(each)] for each in index.matching(Wording(), where)} == expected


def test_conditions_and_phrases_do_not_change_scores(index: LexicalIndex) -> None:
    added = documents(transcript_of("t", *TOWN))
    index.update([], added)
    free = dict(zip(*index.search("island wall", 10, EVERYTHING), strict=True))
    bound = dict(zip(*index.search("island wall", 10, Conditions(transcripts=frozenset(["t"]))), strict=True))
    assert {int(k): float(v) for k, v in bound.items()} == pytest.approx({int(k): float(v) for k, v in free.items()})


def test_dropped_transcripts_are_not_found_any_more(index: LexicalIndex) -> None:
    added = documents(*SESSIONS)
    index.update([], added)
    index.update(["May", "Unknown"], documents(transcript_of("June", "The wall of June is new.")))
    assert len(index) == 7
    assert matches(
        index,
        [*added, *documents(transcript_of("June", "The wall of June is new."))],
        Wording(("wall of",)),
        EVERYTHING,
    ) == {
        "The wall of March is high.",
        "The wall of March is low.",
        "How high is the wall of March?",
        "The wall of Undated is high.",
        "The wall of Undated is low.",
        "How high is the wall of Undated?",
        "The wall of June is new.",
    }


def test_tantivy_keeps_an_index_in_a_folder(tmp_path: Path) -> None:
    added = documents(transcript_of("t", *TOWN))
    TantivyIndex(tmp_path).update([], added)
    again = TantivyIndex(tmp_path)
    assert (len(again), matches(again, added, Wording(("rye bread",)), EVERYTHING)) == (6, {TOWN[3]})


def test_tantivy_says_when_its_folder_is_damaged(tmp_path: Path) -> None:
    TantivyIndex(tmp_path).update([], documents(transcript_of("t", *TOWN)))
    (tmp_path / "meta.json").write_text("{")
    with pytest.raises(IndexDamagedError, match="the lexical index cannot be read: "):
        TantivyIndex(tmp_path)
