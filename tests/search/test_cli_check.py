"""rostrum check and check --repair, as a person runs them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from helpers import contents, current, write_files

from index import build
from index.embedders import HashedWordsEmbedder

if TYPE_CHECKING:
    from pathlib import Path

WALL = "The wall of the harbour is high."


@pytest.fixture
def index(tmp_path: Path) -> Path:
    folder = write_files(tmp_path / "c", {"a.txt": WALL})
    build([folder], tmp_path / "town.index", embedder=HashedWordsEmbedder())
    return tmp_path / "town.index"


def check(index: Path, *options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "search.cli", "check", "--index", str(index), *map(str, options)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"COLUMNS": "300", "NO_COLOR": "1"},
    )


def test_a_sound_index_is_told_with_its_files_and_a_sample_and_the_exit_code_is_0(index: Path) -> None:
    found = check(index)
    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout.splitlines()[-3:] == [
        "1 files as they are give the passages that are stored",
        "1 passages embedded again have the vectors that are stored",
        f"{index} is sound: 1 transcripts, model hashed-words",
    ]


def test_with_no_sample_nothing_is_embedded(index: Path) -> None:
    assert "embedded again" not in check(index, "--sample", 0).stdout


def test_damage_is_named_with_the_exit_code_1_and_repair_mends_it_with_0(index: Path) -> None:
    (current(index) / "vectors.faiss").write_bytes(b"")
    found = check(index)
    assert found.returncode == 1
    assert found.stderr.startswith(
        f"rostrum: the index in {index} is damaged: gen-000001/vectors.faiss: it has 0 bytes"
    )
    assert found.stderr.rstrip().endswith(f"; or mend it with: rostrum check --repair --index {index}")
    mended = check(index, "--repair")
    assert (mended.returncode, mended.stderr) == (0, "")
    assert mended.stdout.splitlines()[0].startswith(f"wrong: the index in {index} is damaged: gen-000001/vectors.faiss")
    assert "built anew: 1 files, 1 transcripts, 1 passages" in mended.stdout.splitlines()
    assert mended.stdout.splitlines()[-1] == f"{index} is sound: 1 transcripts, model hashed-words"
    assert contents(index) == {"a": [WALL]}


def test_what_cannot_be_mended_is_told_with_the_exit_code_1(index: Path, tmp_path: Path) -> None:
    (current(index) / "vectors.faiss").write_bytes(b"")
    shutil.rmtree(tmp_path / "c")
    found = check(index, "--repair")
    assert found.returncode == 1
    assert (
        f"{index} cannot be repaired, since its transcripts are not where they were, in {tmp_path / 'c'}"
        in found.stderr
    )


def test_a_sample_of_less_than_nothing_is_wrong_usage(index: Path) -> None:
    assert check(index, "--sample", -1).returncode == 2
