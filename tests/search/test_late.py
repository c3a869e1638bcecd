"""Late interaction over tokens chosen by hand."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from index.encoded import EncodedQuery
from index.records import Term
from index.representations import Representations
from search.late import late_scores, token_weights, word_around

if TYPE_CHECKING:
    from collections.abc import Sequence

    Token = tuple[int, tuple[int, int]]
    Spoken = tuple[list[tuple[int, int]], list[Token]]
    """The spans of a passage's sentences, and its tokens, each with its place in the text."""

WEIGHTS = np.array([0.75, 0.25], np.float32)
QUERY = EncodedQuery(np.zeros(1, np.float32), np.array([[0, 1], [2, 3]], np.int32), np.eye(2, dtype=np.float32))
"""Two tokens at right angles: a passage's token (x, y) has the cosines x / 127 and y / 127."""

TWO_SENTENCES: Spoken = ([(0, 10), (11, 20)], [(0, (127, 0)), (4, (-127, 0)), (11, (0, 127))])
FIRST_SILENT: Spoken = ([(0, 5), (6, 12)], [(6, (76, 102))])
LAST_SILENT: Spoken = ([(0, 5), (6, 12)], [(0, (-127, 0))])
MIDDLE_SILENT: Spoken = ([(0, 5), (6, 12), (13, 20)], [(1, (127, 0)), (14, (0, 127))])
SILENT: Spoken = ([(0, 9)], [])


def made(*passages: Spoken) -> Representations:
    sentences = [spans for spans, _ in passages]
    tokens = [held for _, held in passages]
    return replace(
        Representations.empty(1, 2),
        ids=np.arange(len(passages)),
        sentence_first=np.cumsum([0, *map(len, sentences)]),
        sentence_spans=np.array([span for spans in sentences for span in spans], np.int32).reshape(-1, 2),
        token_first=np.cumsum([0, *map(len, tokens)]),
        token_spans=np.array([(at, at + 1) for held in tokens for at, _ in held], np.uint16).reshape(-1, 2),
        tokens=np.array([vector for held in tokens for _, vector in held], np.int8).reshape(-1, 2),
    )


def scores(*passages: Spoken, rows: Sequence[int] | None = None) -> tuple[list[float], list[list[float]], list[float]]:
    """Scores of the passages, of the sentences of each, and of its best sentence."""
    wanted = np.array(range(len(passages)) if rows is None else rows, np.int64)
    late = late_scores(made(*passages), wanted, QUERY, WEIGHTS)
    first = late.sentence_first.tolist()
    sentences = [late.sentences[a:b].tolist() for a, b in pairwise(first)]
    return late.passages.tolist(), sentences, late.best_sentence().tolist()


def test_each_token_of_the_question_counts_with_its_best_match_in_passage_and_sentence() -> None:
    # The first sentence meets the first token only (0.75 · 1 + 0.25 · 0), the second the second, both meet both.
    assert scores(TWO_SENTENCES) == ([1.0], [[0.75, 0.25]], [0.75])


def test_a_sentence_without_tokens_takes_none_of_its_neighbours() -> None:
    met = pytest.approx(0.75 * 76 / 127 + 0.25 * 102 / 127)

    passages, sentences, best = scores(FIRST_SILENT, LAST_SILENT, MIDDLE_SILENT)

    assert passages == [met, -0.75, 1.0]
    assert sentences == [[-1.0, met], [-0.75, -1.0], [0.75, -1.0, 0.25]]
    assert best == [met, -0.75, 0.75]


@pytest.mark.parametrize("rows", [[0, 1, 2], [1, 0, 2], [0, 2, 1], [2, 1, 1, 0]])
def test_a_passage_without_tokens_is_as_far_as_can_be_wherever_it_stands(rows: list[int]) -> None:
    alone = {0: 1.0, 1: -1.0, 2: -0.75}

    passages, sentences, _ = scores(TWO_SENTENCES, SILENT, LAST_SILENT, rows=rows)

    assert passages == [alone[row] for row in rows]
    assert sentences == [{0: [0.75, 0.25], 1: [-1.0], 2: [-0.75, -1.0]}[row] for row in rows]


def test_nothing_but_passages_without_tokens() -> None:
    assert scores(SILENT, SILENT) == ([-1.0, -1.0], [[-1.0], [-1.0]], [-1.0, -1.0])


def test_no_passages_are_no_scores() -> None:
    assert scores(TWO_SENTENCES, rows=[]) == ([], [], [])


def test_a_question_without_tokens_tells_nothing() -> None:
    silent = EncodedQuery(np.zeros(1, np.float32), np.zeros((0, 2), np.int32), np.zeros((0, 2), np.float32))
    late = late_scores(made(TWO_SENTENCES, SILENT), np.array([1, 0]), silent, np.zeros(0, np.float32))

    assert (late.passages.tolist(), late.sentences.tolist()) == ([0.0, 0.0], [0.0, 0.0, 0.0])
    assert (late.sentence_first.tolist(), late.best_sentence().tolist()) == ([0, 1, 3], [0.0, 0.0])


@pytest.mark.parametrize("seed", range(10))
def test_scores_are_what_brute_force_finds(seed: int) -> None:
    draw = np.random.default_rng(seed)
    passages: list[Spoken] = []
    for _ in range(5):
        spans = [(10 * n, 10 * n + 9) for n in range(draw.integers(1, 4))]
        places = sorted(draw.choice(10 * len(spans), draw.integers(0, 5), replace=False).tolist())
        passages.append((spans, [(at, tuple(draw.integers(-90, 90, 2).tolist())) for at in places]))
    expected = []
    for spans, tokens in passages:
        for start, _ in spans:
            inside = [vector for at, vector in tokens if start <= at < start + 10]
            best = [max((vector[n] / 127 for vector in inside), default=-1.0) for n in (0, 1)]
            expected.append(0.75 * best[0] + 0.25 * best[1])

    _, sentences, _ = scores(*passages)

    assert [each for held in sentences for each in held] == pytest.approx(expected, abs=1e-6)


# -- what tokens weigh -----------------------------------------------------------------------------------------------


def weighed(text: str, parts: Sequence[str], idf: dict[str, float]) -> list[float]:
    """Weights of the tokens that a text is cut into."""
    spans, at = [], 0
    for part in parts:
        at = text.index(part, at)
        spans.append((at, at + len(part)))
        at += len(part)
    tokens = np.zeros((len(spans), 2), np.float32)
    query = EncodedQuery(np.zeros(1, np.float32), np.array(spans, np.int32).reshape(-1, 2), tokens)
    terms = [Term(word, frozenset({word[:4]}), value) for word, value in idf.items()]
    return token_weights(query, text, terms).tolist()


def test_a_words_idf_is_shared_by_its_tokens_and_other_words_weigh_little() -> None:
    weights = weighed("What did harbours cost?", ["What", "harb", "ours", "cost", "?"], {"harbours": 3.0, "cost": 1.0})

    # The known tokens weigh 1.5, 1.5 and 1, a mean of 4/3; others a tenth of that.
    frame = 0.1 * 4 / 3
    assert weights == pytest.approx(np.array([frame, 1.5, 1.5, 1.0, frame]) / (4 + 2 * frame))


def test_case_and_accents_do_not_keep_a_word_from_its_idf() -> None:
    assert weighed("Die KÄLTE", ["Die", "KÄLTE"], {"kalte": 2.0}) == pytest.approx([1 / 11, 10 / 11])


def test_tokens_of_no_known_word_weigh_the_same() -> None:
    assert weighed("what is it", ["what", "is", "it"], {}) == pytest.approx([1 / 3] * 3)


def test_no_tokens_have_no_weights() -> None:
    assert weighed("…", [], {"harbours": 3.0}) == []


@pytest.mark.parametrize("idf", [{}, {"harbours": 0.0}, {"harbours": 7.5}, {"harbours": 0.3, "cost": 9.0, "did": 0.1}])
def test_weights_sum_to_one(idf: dict[str, float]) -> None:
    assert sum(weighed("What did harbours cost?", ["What", "did", "harb", "ours", "cost"], idf)) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("text", "token", "word"),
    [
        ("the harbours, then", "rbo", "harbours"),
        ("harbours", "harb", "harbours"),
        ("a 42nd time", "42", "42nd"),
        ("die Häuser am See", "user", "Häuser"),
        ("a well-known one", "well", "well"),
        ("it costs 3!", "!", "!"),
        ("what? so", "? ", "? "),
        ("Ashgrove's ferry", "grove", "Ashgrove"),
        ("cafe\u0301s open", "af", "cafe\u0301s"),  # an accent that stands by itself
        ("यह दीवार पुरानी है", "व", "दीवार"),  # vowel signs, which are marks
    ],
)
def test_the_word_around_a_token_is_whole(text: str, token: str, word: str) -> None:
    start = text.index(token)

    start, end = word_around(text, start, start + len(token))

    assert text[start:end] == word
