"""Words of a question in passages: BM25 against brute force and against Tantivy; sentences and pairs by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from helpers import cut, transcript_of
from hypothesis import given
from hypothesis import strategies as st

from index import lexical
from index.lexical import TantivyIndex
from index.records import Conditions, Term
from index.representations import Representations, words_by_sentence
from index.words import stems
from search.matched import Matched

if TYPE_CHECKING:
    from collections.abc import Sequence

A, B, C = (Term(word, frozenset({word}), idf) for word, idf in (("a", 1.0), ("b", 2.0), ("c", 3.0)))


def said(*passages: str) -> Representations:
    """Passages by their stems; a full stop ends a sentence."""
    parts = [words_by_sentence(sentence.split() for sentence in text.split(".")) for text in passages]
    return replace(
        Representations.empty(1, 1),
        ids=np.arange(len(passages)),
        word_first=np.cumsum([0, *(len(words) for words, _ in parts)]),
        words=np.concatenate([np.zeros(0, np.uint32), *(words for words, _ in parts)]),
        word_sentences=np.concatenate([np.zeros(0, np.uint8), *(numbers for _, numbers in parts)]),
    )


def matched(representations: Representations, *terms: Term, rows: Sequence[int] | None = None) -> Matched:
    wanted = range(len(representations)) if rows is None else rows
    return Matched(representations, np.array(wanted, np.int64), terms)


def brute_force(texts: Sequence[str], terms: Sequence[Term]) -> list[float]:
    """BM25 as in Robertson & Zaragoza (2009), as a share of the highest that it can reach."""
    k1, b = 1.2, 0.75
    words = [text.replace(".", " ").split() for text in texts]
    mean = sum(map(len, words)) / len(words)
    scores = []
    for each in words:
        score = 0.0
        for term in terms:
            count = sum(word in term.stems for word in each)
            if count:
                score += term.idf * (k1 + 1) * count / (count + k1 * (1 - b + b * len(each) / mean))
        scores.append(score / ((k1 + 1) * sum(term.idf for term in terms)))
    return scores


def test_bm25_of_passages_as_computed_by_hand() -> None:
    # Two passages of 2 and 4 words, 3 on the mean: damping 1.2 · (0.25 + 0.75 · 2/3) = 0.9 and 1.2 · 1.25 = 1.5.
    scores = matched(said("a x", "a a b x"), A, C).bm25()

    assert scores.tolist() == pytest.approx([(1 / 1.9) / 4, (2 / 3.5) / 4])


@given(st.lists(st.lists(st.sampled_from("abcdx."), max_size=12).map(" ".join), min_size=1, max_size=6))
def test_bm25_is_what_brute_force_finds(texts: list[str]) -> None:
    terms = [A, C, Term("d", frozenset({"d", "b"}), 0.5)]
    if not any(text.replace(".", " ").split() for text in texts):
        texts = [*texts, "x"]

    assert matched(said(*texts), *terms).bm25().tolist() == pytest.approx(brute_force(texts, terms), abs=1e-6)


def tantivy_and_own(texts: Sequence[str], question: str) -> tuple[list[float], list[float]]:
    index = TantivyIndex()
    passages = [passage for _, held in cut(transcript_of("t", *texts)) for passage in held]
    assert [each.text for each in passages] == list(texts)
    index.update([], [(passage, transcript_of("t").head) for passage in passages])
    terms = index.weights(question)
    ids, scores = index.search(question, len(texts), Conditions())
    by_id = dict(zip(ids.tolist(), scores.tolist(), strict=True))
    highest = 2.2 * sum(term.idf for term in terms)
    theirs = [by_id.get(each.id, 0.0) / highest for each in passages]
    own = matched(said(*(" ".join(stems(text)) for text in texts)), *terms).bm25().tolist()
    return theirs, own


@pytest.fixture
def _passages_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave speakers and titles out of Tantivy's scores."""
    monkeypatch.setattr(lexical, "WHO_BOOST", 0.0)
    monkeypatch.setattr(lexical, "TITLE_BOOST", 0.0)


@pytest.mark.usefixtures("_passages_only")
def test_bm25_is_tantivys_for_passages_of_up_to_forty_words() -> None:
    # Tantivy keeps lengths up to 40 as they are; both are float32.
    texts = [
        "The harbour wall was built of granite.",
        "Granite, granite and again granite: that is what harbours need in winter storms.",
        "Bakers sell bread and butter every morning.",
        "In winter the bakers of the harbour close early, and bread is rare behind the old granite wall of the town.",
    ]
    theirs, own = tantivy_and_own(texts, "How was the granite wall of the harbour built in winter?")

    assert own == pytest.approx(theirs, abs=1e-5)
    assert own[2] == 0.0 < min(own[0], own[1], own[3])


@pytest.mark.usefixtures("_passages_only")
def test_bm25_is_nearly_tantivys_for_long_passages() -> None:
    # Of lengths above 40 Tantivy keeps three binary digits after the first, rounding down: up to 1/8 less. A length
    # has 0.75 of the damping, and damping has at most the whole of the quotient's denominator: up to 0.094 of a score.
    texts = [f"Granite {'storm tide rope sail mast ' * n}winter." for n in (1, 9, 14, 27, 31)]
    theirs, own = tantivy_and_own(texts, "granite in winter")

    assert own == pytest.approx(theirs, rel=0.094)
    assert own == sorted(own, reverse=True)


def test_stems_of_one_word_count_together() -> None:
    either = Term("haus", frozenset({"haus", "hous"}), 2.0)
    scores = matched(said("haus hous", "haus haus", "haus x", "x y"), either).bm25().tolist()

    assert scores[0] == scores[1] > scores[2] > scores[3] == 0.0


def test_the_best_sentence_counts_as_if_it_were_a_passage() -> None:
    # Damping of a sentence of n words: 1.2 · (0.25 + 0.75 · n / 12).
    three, four, one = (1.2 * (0.25 + 0.75 * n / 12) for n in (3, 4, 1))
    best = matched(said("a x x. a c x x", "x x. c", "x. y", ""), A, C).best_sentence()

    assert best.tolist() == pytest.approx([(1 + 3) / (1 + four) / 4, 3 / (1 + one) / 4, 0.0, 0.0])
    assert best[0] > 1 / (1 + three) / 4


def test_sentences_of_neighbouring_passages_do_not_run_together() -> None:
    best = matched(said("a x", "b x"), A, B).best_sentence().tolist()

    assert best == pytest.approx([1 / (1 + 1.2 * (0.25 + 0.125)) / 3, 2 / (1 + 1.2 * (0.25 + 0.125)) / 3])


def test_pairs_stand_side_by_side_in_the_questions_order_or_near_in_any() -> None:
    # Weights of the pairs: a b = 1 + 2, b c = 2 + 3, of 8 in all.
    texts = ("a b x c", "b a", "c x x x b", "c x x x x b", "a b c", "a. b", "x x", "")
    beside, near = matched(said(*texts), A, B, C).pairs()

    assert beside.tolist() == pytest.approx([3 / 8, 0, 0, 0, 1, 3 / 8, 0, 0])
    assert near.tolist() == pytest.approx([1, 3 / 8, 5 / 8, 0, 1, 3 / 8, 0, 0])


def test_a_pair_that_recurs_counts_once() -> None:
    beside, near = matched(said("a b a b a b"), A, B).pairs()

    assert (beside.tolist(), near.tolist()) == ([1.0], [1.0])


def test_no_pair_reaches_over_the_end_of_a_passage() -> None:
    for pairs in matched(said("x a", "b x"), A, B).pairs():
        assert pairs.tolist() == [0.0, 0.0]


def test_one_word_has_no_pairs_and_no_words_score_nothing() -> None:
    assert [each.tolist() for each in matched(said("a b"), A).pairs()] == [[0.0], [0.0]]
    nothing = matched(said("a b", "c"))
    assert nothing.bm25().tolist() == nothing.best_sentence().tolist() == [0.0, 0.0]
    assert [each.tolist() for each in nothing.pairs()] == [[0.0, 0.0], [0.0, 0.0]]


@pytest.mark.parametrize("texts", [("",), ("", "", ""), ("", "a b", "")])
def test_passages_without_words_score_nothing(texts: tuple[str, ...]) -> None:
    representations = said(*texts)
    expected = [float("a" in text) for text in texts]
    for found in (matched(representations, A, B).bm25(), matched(representations, A, B).best_sentence()):
        assert np.sign(found).tolist() == expected
    assert [each.tolist() for each in matched(representations, A, B).pairs()] == [expected, expected]


def test_no_passages_are_no_scores() -> None:
    none = matched(said("a b"), A, B, rows=[])

    assert [len(each) for each in (none.bm25(), none.best_sentence(), *none.pairs())] == [0, 0, 0, 0]


def test_rows_may_come_in_any_order_and_twice() -> None:
    texts = ("a b x. c", "", "b a x x x", "c. a c b", "x x")
    rows = [3, 1, 0, 0, 4, 2]
    every, some = matched(said(*texts), A, B, C), matched(said(*texts), A, B, C, rows=rows)

    for whole, part in zip(
        (every.bm25(), every.best_sentence(), *every.pairs()),
        (some.bm25(), some.best_sentence(), *some.pairs()),
        strict=True,
    ):
        assert part.tolist() == whole[rows].tolist()
