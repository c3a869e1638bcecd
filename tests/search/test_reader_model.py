"""The shipped reader: what it finds, what it refuses, and that its arithmetic is that of training."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest

from index.embedders import WEIGHTS_SHA256
from index.errors import ModelError
from search import reader_model as module
from search.reader_layers import Precision, ReaderLayers
from search.reader_model import AnswerSpan, ReaderModel, Reading, base_folder, reader_model
from search.reader_plain import PlainReaderLayers

if TYPE_CHECKING:
    from pathlib import Path

OPENING = (
    "Dear neighbours, the museum opens its doors today. It was built in 1950 by the town. "
    "The harbour museum was opened on 3 May 2021 by the mayor."
)
PRICES = "Nothing of it here. Bread costs two euros at the market."


def shipped() -> ReaderModel:
    model = reader_model(WEIGHTS_SHA256)
    assert model is not None
    return model


def reading(starts: list[float], ends: list[float]) -> Reading:
    """Word pieces of three letters, a space between them."""
    offsets = np.array([(4 * n, 4 * n + 3) for n in range(len(starts))], np.int32)
    return Reading(0.0, 0.0, offsets, np.array(starts, np.float32), np.array(ends, np.float32))


def test_the_best_span_has_the_largest_sum_of_a_start_and_an_end_behind_it() -> None:
    found = reading([1, 5, 0, 2], [6, 0, 3, 1])
    assert found.best == AnswerSpan(4, 11, 8.0)  # the end with 6 lies before the start with 5; 1 + 6 is less


def test_the_best_span_of_a_sentence_lies_inside_it() -> None:
    found = reading([1, 5, 0, 2], [6, 0, 3, 1])
    assert found.best_in(8, 15) == AnswerSpan(8, 11, 3.0)
    assert found.best_in(0, 3) == AnswerSpan(0, 3, 7.0)
    assert found.best_in(1, 3) is None


def test_an_answer_has_at_most_thirty_word_pieces() -> None:
    found = reading([9, *[0] * 30], [*[0] * 30, 9])
    assert found.best == AnswerSpan(0, 3, 9.0)


def test_a_window_lies_around_its_focus_and_inside_the_text() -> None:
    offsets = np.array([(2 * n, 2 * n + 1) for n in range(100)], np.int32)
    assert module._window(offsets, 200, 150) == (0, 100)
    assert module._window(offsets, 10, None) == (0, 10)
    assert module._window(offsets, 10, 100) == (46, 56)
    assert module._window(offsets, 10, 199) == (90, 100)


def test_no_reader_for_the_embeddings_of_another_model() -> None:
    assert reader_model("0" * 64) is None


def test_no_reader_where_its_files_are_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "__file__", str(tmp_path / "reader_model.py"))
    assert reader_model.__wrapped__(WEIGHTS_SHA256) is None


def test_damaged_weights_are_told(tmp_path: Path) -> None:
    (tmp_path / "reader.safetensors").write_bytes(b"cut")
    folder = base_folder()
    assert folder is not None
    model = ReaderModel(folder, tmp_path / "reader.safetensors", shipped().description)
    expected = shipped().description["sha256"][:12]
    with pytest.raises(
        ModelError, match=rf"reader.safetensors, are damaged: sha256 is [0-9a-f]{{12}}…, expected {expected}…"
    ):
        model.read("Who?", [(None, "Somebody.")])


def test_the_description_says_what_was_trained_on_under_which_licence() -> None:
    sources = {name: each["source"] for name, each in shipped().description["trained on"].items()}
    assert sources["squad"].endswith("CC BY-SA 4.0")
    assert sources["qmsum"].endswith("MIT")
    assert sources["kremlin"].endswith("CC BY 4.0")
    assert sources["whitehouse"].endswith("CC0 1.0")
    assert shipped().description["bytes"] <= 25_000_000


@pytest.mark.model
def test_the_passage_that_answers_is_told_from_the_one_that_does_not_and_its_answer_is_marked() -> None:
    opening, prices = shipped().read("When was the harbour museum opened?", [("Jane Roe", OPENING), (None, PRICES)])
    assert opening.best is not None
    assert OPENING[opening.best.start : opening.best.end] == "3 May 2021"
    assert opening.best.score > 0
    assert opening.answers > 0 > prices.answers
    assert opening.relevance > prices.relevance


@pytest.mark.model
def test_a_question_that_the_passage_does_not_answer_gets_no_answer() -> None:
    asked, other = "Who opened the harbour museum?", "Who robbed the railway museum?"
    (right,), (wrong,) = (shipped().read(question, [(None, OPENING)]) for question in (asked, other))
    assert right.answers > 0 > wrong.answers
    assert right.best is not None
    assert wrong.best is not None
    assert right.best.score > 0 > wrong.best.score


@pytest.mark.model
def test_readings_do_not_depend_on_what_is_read_with_them() -> None:
    question = "When was the harbour museum opened?"
    together = shipped().read(question, [(None, PRICES), (None, OPENING), ("Jane Roe", PRICES)])
    (alone,) = shipped().read(question, [(None, OPENING)])
    assert together[1].relevance == pytest.approx(alone.relevance, abs=0.1)
    assert together[1].best is not None
    assert alone.best is not None
    assert (together[1].best.start, together[1].best.end) == (alone.best.start, alone.best.end)
    assert len(together[0].offsets) == len(together[2].offsets)


@pytest.mark.model
def test_an_answer_deep_in_a_long_passage_is_read_where_the_focus_is() -> None:
    text = "The weather was fine on that day. " * 100 + OPENING
    question = "When was the harbour museum opened?"
    (blind,), (aimed,) = (shipped().read(question, [(None, text)], [focus]) for focus in (None, 3500))
    assert aimed.best is not None
    assert text[aimed.best.start : aimed.best.end] == "3 May 2021"
    assert aimed.answers > blind.answers


@pytest.mark.model
def test_nothing_and_empty_passages_can_be_read() -> None:
    assert shipped().read("Who?", []) == []
    (empty,) = shipped().read("Who?", [("Jane Roe", "")])
    assert empty.best is None


@pytest.mark.model
@pytest.mark.parametrize(
    ("precision", "away"),
    [(None, 1e-3), (Precision.FLOAT32, 1e-3), (Precision.INT8, 1.0), (Precision.BFLOAT16, 0.5)],
)
def test_its_arithmetic_is_that_of_training(precision: Precision | None, away: float) -> None:
    """None stands for the arithmetic without PyTorch."""
    import torch
    from safetensors.torch import load_file

    from search.training.base import read_base
    from search.training.network import ReaderNetwork

    folder = base_folder()
    assert folder is not None
    model = shipped()
    network = ReaderNetwork(read_base(folder))
    network.load_state_dict({name: each.float() for name, each in load_file(model._weights).items()})
    pairs = model._pairs("When was the museum opened?", [("Jane Roe", OPENING), (None, PRICES)], [None, None])
    files = model._files()
    exact = ReaderLayers(*files, heads=12, precision=precision) if precision else PlainReaderLayers(*files, heads=12)
    judged, spans = exact.read([pair.ids for pair in pairs], [pair.asked for pair in pairs])
    for pair, found, span in zip(pairs, judged, spans, strict=True):
        ids = torch.tensor([pair.ids])
        types = (torch.arange(len(pair.ids)) >= pair.asked).long()[None]
        everything = torch.ones_like(ids, dtype=torch.bool)
        with torch.inference_mode():
            wanted = network.eval()(ids, types, everything, everything)
        assert found == pytest.approx([wanted.relevance.item(), wanted.answers.item()], abs=away)
        assert span[:, 0] == pytest.approx(wanted.starts[0].numpy(), abs=away)
        assert span[:, 1] == pytest.approx(wanted.ends[0].numpy(), abs=away)


@pytest.mark.model
def test_the_first_reading_of_a_process_does_without_pytorch_and_the_next_says_the_same_with_it() -> None:
    program = f"""
import sys
from search.reader_model import reader_model
model = reader_model({WEIGHTS_SHA256!r})
for _ in range(3):
    (read,) = model.read("When was the harbour museum opened?", [("Jane Roe", {OPENING!r})])
    print("torch" in sys.modules, {OPENING!r}[read.best.start:read.best.end], read.answers)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    without, first_with, again = (line.split(" ", 1) for line in done.stdout.splitlines())
    assert [without[0], first_with[0], again[0]] == ["False", "True", "True"]
    assert first_with == again
    assert without[1].rpartition(" ")[0] == first_with[1].rpartition(" ")[0] == "3 May 2021"
    sure = [float(each[1].rpartition(" ")[2]) for each in (without, first_with)]
    assert sure[0] == pytest.approx(sure[1], abs=0.5)


@pytest.mark.parametrize(
    ("precision", "has_pytorch", "first"),
    [(None, False, "plain"), (None, True, "layers"), (Precision.FLOAT32, False, "layers")],
)
def test_only_the_first_reading_without_pytorch_and_a_precision_does_without_it(
    precision: Precision | None, has_pytorch: bool, first: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ReaderModel, "_plain", "plain")
    monkeypatch.setattr(ReaderModel, "_layers", "layers")
    monkeypatch.delitem(sys.modules, "torch", raising=False)
    if has_pytorch:
        monkeypatch.setitem(sys.modules, "torch", object())
    model = reader_model.__wrapped__(WEIGHTS_SHA256, precision)
    assert model is not None
    assert [model._layers_now() for _ in range(3)] == [first, "layers", "layers"]


def test_its_description_is_that_of_its_weights() -> None:
    import hashlib

    model = shipped()
    assert hashlib.sha256(model._weights.read_bytes()).hexdigest() == model.description["sha256"]
    assert json.loads(json.dumps(model.description)) == model.description
