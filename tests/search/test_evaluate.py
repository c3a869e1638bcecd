from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from helpers import write_files

from index import build
from index.embedders import HashedWordsEmbedder
from index.errors import MalformedError, SourceError
from search import SpeechSearch
from search.evaluate import GoldQuestion, evaluate, read_questions


@pytest.fixture
def engine(tmp_path: Path) -> SpeechSearch:
    """Four passages; for "red apple" they rank 0, 1, 2, 3 because each shares less with it than the one before."""
    turns = [
        "red apple",
        "red apple pie with cinnamon and sugar",
        "an apple tree grows behind that old barn",
        "the barn door stays open",
    ]
    said = [{"text": f"{text} every single day"} for text in turns]
    write_files(tmp_path / "src", {"fruit.json": json.dumps({"turns": said})})
    build([tmp_path / "src"], tmp_path / "i.index", embedder=HashedWordsEmbedder())
    return SpeechSearch.open(tmp_path / "i.index", embedder=HashedWordsEmbedder())


def test_measures_are_those_computed_by_hand(engine: SpeechSearch) -> None:
    assert [hit.passage.turn for hit in engine.search("red apple")][:3] == [0, 1, 2]

    report = evaluate(
        engine,
        [
            GoldQuestion("red apple", turns=frozenset({("fruit", 1)})),
            GoldQuestion("red apple", turns=frozenset({("fruit", 0), ("fruit", 2)})),
        ],
    )

    ideal = 1 + 1 / math.log2(3)
    assert report == {
        "questions": 2,
        "nDCG@10": pytest.approx((1 / math.log2(3) + (1 + 1 / math.log2(4)) / ideal) / 2),
        "MRR@10": pytest.approx((1 / 2 + 1) / 2),
        "hit@1": pytest.approx(0.5),
        "hit@5": pytest.approx(1.0),
        "hit@10": pytest.approx(1.0),
    }


def test_gold_may_be_passages(engine: SpeechSearch) -> None:
    second = engine.search("red apple")[1].passage.id

    assert evaluate(engine, [GoldQuestion("red apple", frozenset({second}))])["MRR@10"] == pytest.approx(0.5)


def test_gold_that_the_index_does_not_hold_is_refused(engine: SpeechSearch) -> None:
    with pytest.raises(MalformedError, match="the index holds nothing of what should answer 'red apple'"):
        evaluate(engine, [GoldQuestion("red apple", turns=frozenset({("vegetables", 0)}))])


def test_questions_are_read_from_lines(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text('{"question": "a?", "turns": [["t", 3]]}\n\n{"question": "b?", "passages": [7]}\n')

    assert read_questions(path) == [
        GoldQuestion("a?", turns=frozenset({("t", 3)})),
        GoldQuestion("b?", frozenset({7})),
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "holds no question"),
        ("{", "line 1: expected"),
        ('{"question": "a?"}', "line 1: neither passages nor turns say what answers 'a\\?'"),
        ('{"question": "a?", "turns": [["t", 1]]}\n{"turns": [["t", 1]]}', "line 2: expected"),
        ('{"question": "a?", "turns": [["t"]]}', "line 1: expected"),
        ("[]", "line 1: expected"),
    ],
)
def test_a_broken_file_of_questions_is_refused_with_its_line(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(content)

    with pytest.raises(SourceError, match=message):
        read_questions(path)
