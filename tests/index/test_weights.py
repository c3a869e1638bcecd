"""Weights are mapped as they were written, and a file that is not whole is told."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import numpy as np
import pytest
from safetensors.numpy import save_file

from index.weights import mapped_weights

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "w.safetensors"
    whole = np.arange(6, dtype=np.float32).reshape(2, 3)
    save_file({"a": whole, "b": np.array([0.5, -2], np.float16), "n": np.array([7])}, path, {"made": "by lot"})
    return path


def test_arrays_are_those_that_were_written(file: Path) -> None:
    found = mapped_weights(file)
    assert set(found) == {"a", "b"}  # whole numbers are no weights
    assert (found["a"].dtype, found["a"].tolist()) == (np.float32, [[0, 1, 2], [3, 4, 5]])
    assert (found["b"].dtype, found["b"].tolist()) == (np.float16, [0.5, -2])


def test_nothing_can_be_written_into_them(file: Path) -> None:
    with pytest.raises(ValueError, match="read-only"):
        mapped_weights(file)["a"][0, 0] = 1


@pytest.mark.parametrize("size", [0, 5, 8, 40])
def test_a_file_without_a_whole_head_is_told(file: Path, size: int) -> None:
    file.write_bytes(file.read_bytes()[:size])
    with pytest.raises(ValueError, match=re.escape("w.safetensors has no head of safetensors")):
        mapped_weights(file)


def test_numbers_that_are_cut_off_are_told(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-30])
    with pytest.raises(ValueError, match=r"an array of shape \(.*\) does not lie at \d+:\d+"):
        mapped_weights(file)


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ({"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 4]}}, "an array of shape (2,) does not lie at 0:4"),
        ({"a": {"dtype": "F32", "shape": [1], "data_offsets": [-4, 0]}}, "an array of shape (1,) does not lie at -4:0"),
        ({"a": {"dtype": "F32", "shape": [1]}}, "w.safetensors has a head that is not that of safetensors"),
        ([1, 2], "w.safetensors has a head that is not that of safetensors"),
        ({"a": 3}, "w.safetensors has a head that is not that of safetensors"),
    ],
)
def test_a_head_that_says_something_else_is_told(file: Path, head: object, told: str) -> None:
    said = json.dumps(head).encode()
    file.write_bytes(len(said).to_bytes(8, "little") + said + bytes(8))
    with pytest.raises(ValueError, match=re.escape(told)):
        mapped_weights(file)
