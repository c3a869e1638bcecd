"""What the side-by-side run counts and reads, without the peer."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest
from helpers import write_files

from benchmarks.corpora import Corpus, Question
from benchmarks.peer import Contender, WorkerError, asked_of, measured, result_in, run
from benchmarks.peer_worker import ENGINES, MARK, Job, answer_all, passages_in, peak_bytes, written
from index import build
from index.embedders import HashedWordsEmbedder
from search import SpeechSearch

if TYPE_CHECKING:
    from pathlib import Path


class Recorder:
    """An engine that finds the passage whose number a question ends with."""

    package = "rostrum"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def build(self, job: Job) -> None:
        raise NotImplementedError

    def open(self, job: Job) -> None:
        self.asked.append(f"opened {job.folder}")

    def search(self, question: str) -> list[int]:
        self.asked.append(question)
        return [int(question.split()[-1])]


def test_measures_are_means_over_the_questions() -> None:
    found = measured([[7, 8], [1, 2, 3], []], [frozenset({7}), frozenset({3}), frozenset({9})])

    # nDCG: 1 at the first place, 1/log2(4) = 0.5 at the third, nothing found.
    assert found == {"hit@1": pytest.approx(1 / 3, abs=1e-4), "MRR@10": pytest.approx(4 / 9, abs=1e-4), "nDCG@10": 0.5}


def test_ranks_below_the_tenth_do_not_count() -> None:
    assert measured([list(range(1, 12))], [frozenset({11})]) == {"hit@1": 0.0, "MRR@10": 0.0, "nDCG@10": 0.0}


def test_ids_of_63_bits_are_told_apart() -> None:
    large = 2**63 - 1
    assert measured([[large - 1, large]], [frozenset({large})])["MRR@10"] == 0.5


def test_the_result_is_found_among_what_libraries_print() -> None:
    lines = iter(["Loading weights\n", "{}\n", MARK + '{"times_ms": [1.5]}\n', "never read\n"])

    assert result_in(lines) == {"times_ms": [1.5]}
    assert list(lines) == ["never read\n"]


def test_a_worker_that_tells_nothing_is_an_error() -> None:
    with pytest.raises(WorkerError, match="ended without a result"):
        result_in(["Loading weights\n"])


def test_a_job_is_read_as_it_was_written() -> None:
    job = Job("txtai", "search", "an index", options={"rerank": True}, warm_up=["Who?"], questions=["„Wo“?"])

    assert Job(**json.loads(written(job))) == job


def test_each_question_is_asked_once_after_those_that_warm_up() -> None:
    engine = Recorder()

    found = answer_all(engine, Job("", "search", "here", warm_up=["warm 1"], questions=["first 2", "then 3"]))

    assert engine.asked == ["opened here", "warm 1", "first 2", "then 3"]
    assert found["rankings"] == [[2], [3]]
    assert len(found["times_ms"]) == 2


def test_the_peak_is_read_from_what_linux_tells_of_a_process() -> None:
    assert peak_bytes("Name:\tpython\nVmPeak:\t 900 kB\nVmHWM:\t  512 kB\nVmRSS:\t 100 kB\n") == 512 * 1024


def test_passages_come_back_with_their_ids(tmp_path: Path) -> None:
    write_files(tmp_path, {"p.jsonl": f'[{2**62}, "One line."]\n[5, "A\\nbreak."]\n'})

    assert list(passages_in(tmp_path / "p.jsonl")) == [(2**62, "One line."), (5, "A\nbreak.")]


@pytest.fixture
def corpus() -> Corpus:
    said = ["The harbour wall of the old town is high.", "Thank you.", "My orchard bears pears and plums."]
    transcript = {"id": "a", "language": "en", "turns": [{"speaker": "Ada Korvin", "text": each} for each in said]}
    questions = [
        Question("How high is the harbour wall?", frozenset({("a", 0)})),
        Question("Who gives thanks?", frozenset({("a", 1)})),
        Question("What does the orchard bear?", frozenset({("a", 2), ("a", 1)})),
    ]
    return Corpus("made up", [transcript], questions)


@pytest.fixture
def engine(tmp_path: Path, corpus: Corpus) -> SpeechSearch:
    corpus.write(tmp_path / "src")
    build([tmp_path / "src"], tmp_path / "i.index", embedder=HashedWordsEmbedder())
    return SpeechSearch.open(tmp_path / "i.index", embedder=HashedWordsEmbedder())


def test_both_sides_get_what_can_be_found_by_meaning_and_what_it_answers(corpus: Corpus, engine: SpeechSearch) -> None:
    asked, passages = asked_of(corpus, engine, ["What is far?", corpus.questions[0].text], 10)

    texts = dict(passages)
    assert sorted(texts.values()) == ["My orchard bears pears and plums.", "The harbour wall of the old town is high."]
    assert asked.passages == 2
    assert asked.questions == ["How high is the harbour wall?", "What does the orchard bear?"]
    assert [[texts[each] for each in gold] for gold in asked.relevant] == [
        ["The harbour wall of the old town is high."],
        ["My orchard bears pears and plums."],
    ]
    assert asked.warm_up == ["What is far?"]


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_a_worker_searches_an_index_in_a_process_of_its_own(tmp_path: Path, engine: SpeechSearch) -> None:
    assert engine.search("harbour wall")
    job = Job("rostrum", "cold", str(tmp_path / "i.index"), questions=["harbour wall"])

    found, seconds = run(sys.executable, job)

    assert found["rankings"] == [[hit.passage.id for hit in engine.search("harbour wall")]]
    assert found["peak_bytes"] > 1_000_000
    assert seconds > 0


def test_only_rostrum_runs_in_this_environment() -> None:
    assert Contender("", "rostrum", "").python == sys.executable
    assert {each for each in ENGINES if Contender("", each, "").python != sys.executable} == {"txtai"}
