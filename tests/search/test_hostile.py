"""Some hundred of the hostile queries that benchmarks/hostile.py has 100,000 of, and some that are worth a name."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from helpers import TOWN, write_files

from benchmarks.hostile_queries import query
from index import build
from index.embedders import HashedWordsEmbedder
from index.errors import EmptyQueryError, QueryTooLongError
from search import SpeechSearch

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> SpeechSearch:
    folder = tmp_path_factory.mktemp("hostile")
    build([write_files(folder / "c", TOWN)], folder / "i", embedder=HashedWordsEmbedder())
    return SpeechSearch.open(folder / "i")


def test_hostile_queries_and_arguments_give_results_or_our_errors() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks.hostile", "--count", "300", "--commands", "27", "--seed", "7"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        timeout=240,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_the_same_number_is_the_same_query_and_there_are_all_kinds() -> None:
    found = [query(1, number) for number in range(2000)]
    assert found[:50] == [query(1, number) for number in range(50)]
    assert any("\ud800" <= char <= "\udfff" for text in found for char in text)
    assert any(len(text) == 1_000_000 for text in found)
    assert any("\0" in text for text in found)
    assert any(text.count('"') % 2 for text in found)
    assert any("DROP TABLE" in text for text in found)


@pytest.mark.parametrize(
    "text", ["", " \n ", "\ud800", "\0\0", '""', '-""', "- - -", "“”", "?", "\N{ZERO WIDTH JOINER}"]
)
def test_what_holds_no_word_is_refused(text: str, engine: SpeechSearch) -> None:
    for door in (engine.search, engine.ask):
        with pytest.raises(EmptyQueryError):
            door(text)


def test_a_megabyte_is_refused(engine: SpeechSearch) -> None:
    for piece in ("a", "ferry ", '"', " -a", "\ud800"):
        with pytest.raises(QueryTooLongError):
            engine.search((piece * 1_000_000)[:1_000_000])


@pytest.mark.parametrize(
    "text",
    ["text:ferry", "ferry^1e308", '"ferry', "ferry) OR (1=1", "ferry'; DROP TABLE passages; --", "+ferry", "ferry*"],
)
def test_the_syntax_of_databases_is_words(text: str, engine: SpeechSearch) -> None:
    assert "ferry" in engine.search(text)[0].passage.text
    assert len(engine.transcripts()) == 3


def test_half_a_pair_and_control_characters_are_left_out_of_a_question(engine: SpeechSearch) -> None:
    plain = [hit.passage.id for hit in engine.search("ferry ticket")]
    assert [hit.passage.id for hit in engine.search("\x07ferry\ud83d \x1b\x00ticket\udfff")] == plain
