"""Random damage in small, and what was found by it at large."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from helpers import CountingEmbedder, contents, current, reseal, write_files

from index import build, checked
from index.errors import IndexDamagedError, IndexMismatchError
from index.generations import Belief, IndexFolder
from index.manifest import Manifest
from index.vectors import FlatIndex
from index.verify import verify
from search import SpeechSearch

ROOT = Path(__file__).parents[2]
WALL = "The wall of the harbour is high."


@pytest.fixture
def index(tmp_path: Path) -> Path:
    build([write_files(tmp_path / "c", {"a.txt": WALL})], tmp_path / "town.index", embedder=CountingEmbedder())
    return tmp_path / "town.index"


def damage(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "benchmarks.damage", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        timeout=240,
    )


def test_damage_to_any_file_is_told_by_its_name_or_does_no_harm() -> None:
    ran = damage("--count", 48)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "48 cases" in ran.stdout
    assert "0 failed" in ran.stdout


def test_without_seals_damage_does_harm_and_the_harness_finds_it() -> None:
    ran = damage("--count", 60, "--unchecked", "--seed", 1)
    assert ran.returncode == 1, ran.stderr
    assert "other results than before" in ran.stdout


# -- what is small enough to be told here ----------------------------------------------------------------------------


def test_a_manifest_of_brackets_without_end_is_damage(index: Path) -> None:
    (current(index) / "manifest.json").write_text("[" * 200_000)
    with pytest.raises(IndexDamagedError, match=r"manifest\.json: it cannot be read \(maximum recursion"):
        IndexFolder(index).open_current()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "[" * 200_000,
        '{"at": 1' + "0" * 400 + ', "files": {}, "seal": ""}',
        '{"at": null, "files": 3, "seal": 1}',
    ],
    ids=["empty", "list", "deep", "large", "other types"],
)
def test_a_spoilt_note_of_what_was_checked_is_not_believed(text: str, index: Path) -> None:
    (current(index) / checked.NAME).write_text(text)
    assert checked.unchanged(current(index), Manifest.read(current(index)).files) == frozenset()
    engine = SpeechSearch.open(index, embedder=CountingEmbedder())
    assert [hit.passage.text for hit in engine.search("harbour")] == [WALL]


def test_a_generation_that_is_swept_while_it_is_opened_is_opened_as_the_next_one(index: Path, tmp_path: Path) -> None:
    folder, name, asked = IndexFolder(index), current(index).name, []
    named = folder.current_name

    def late() -> str | None:
        asked.append(1)
        if len(asked) > 1:
            return named()
        write_files(tmp_path / "c", {"a.txt": "The ferry is quite fast today."})
        build([tmp_path / "c"], index, embedder=CountingEmbedder())
        return name

    folder.current_name = late  # type: ignore[method-assign]
    generation = folder.open_current()
    assert generation.path.name == "gen-000002"
    generation.close()


@pytest.mark.parametrize("schema", [1, 2, 99])
def test_an_index_of_another_schema_is_refused_and_a_build_makes_it_anew(
    schema: int, index: Path, tmp_path: Path
) -> None:
    reseal(index, schema_version=schema)
    said = f"^the index in {index} has schema {schema}, this Rostrum reads 3 and 4; rebuild it with: rostrum build PATH"
    for opening in (IndexFolder(index).open_current, lambda: list(verify(index)), lambda: SpeechSearch.open(index)):
        with pytest.raises(IndexMismatchError, match=said):
            opening()
    (warned,) = build([tmp_path / "c"], index, embedder=CountingEmbedder()).warnings
    assert warned.text == f"built anew, because the index in {index} has schema {schema}, this Rostrum reads 3 and 4"
    assert contents(index) == {"a": [WALL]}


# -- FAISS -----------------------------------------------------------------------------------------------------------


def saved(path: Path, count: int = 50) -> FlatIndex:
    vectors = FlatIndex(16)
    rows = np.random.default_rng(0).normal(size=(count, 16)).astype(np.float32)
    vectors.add(np.arange(count, dtype=np.int64), rows)
    vectors.save(path)
    return vectors


@pytest.mark.parametrize(
    ("to_change", "said"), [(True, "deserialization_vector_byte_limit"), (False, "read error in .* != 274877906944")]
)
def test_faiss_believes_no_size_that_is_larger_than_the_file(to_change: bool, said: str, tmp_path: Path) -> None:
    # 2**36 numbers would be 256 GB, which FAISS would otherwise try to have.
    saved(tmp_path / "v.faiss")
    data = (tmp_path / "v.faiss").read_bytes()
    count = (50 * 16).to_bytes(8, "little")
    assert data.count(count) == 1
    (tmp_path / "v.faiss").write_bytes(data.replace(count, (2**36).to_bytes(8, "little")))
    started = time.monotonic()
    with pytest.raises(IndexDamagedError, match=rf"v\.faiss cannot be read: .*{said}"):
        FlatIndex.load(tmp_path / "v.faiss", to_change=to_change)
    assert time.monotonic() - started < 5


def test_files_of_all_sizes_are_read_at_once_within_their_own_limits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import faiss

    sizes = (1, 3, 50, 700, 4000)
    for size in sizes:
        saved(tmp_path / f"{size}.faiss", size)
    read = faiss.read_index

    def slowly(name: str, *how: int) -> object:
        time.sleep(0.005)  # so that others would begin
        assert faiss.get_deserialization_vector_byte_limit() == Path(name).stat().st_size + 1
        return read(name, *how)

    monkeypatch.setattr(faiss, "read_index", slowly)
    found: list[int] = []
    threads = [
        threading.Thread(target=lambda size=size: found.append(len(FlatIndex.load(tmp_path / f"{size}.faiss"))))
        for size in sizes * 4
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == sorted(sizes * 4)


def test_others_in_the_process_keep_their_own_limits(tmp_path: Path) -> None:
    import faiss

    saved(tmp_path / "v.faiss")
    before = faiss.get_deserialization_vector_byte_limit(), faiss.get_deserialization_loop_limit()
    FlatIndex.load(tmp_path / "v.faiss")
    (tmp_path / "v.faiss").write_bytes(b"no index")
    with pytest.raises(IndexDamagedError):
        FlatIndex.load(tmp_path / "v.faiss")
    assert (faiss.get_deserialization_vector_byte_limit(), faiss.get_deserialization_loop_limit()) == before


def test_a_copy_of_an_index_elsewhere_is_whole(index: Path, tmp_path: Path) -> None:
    # What was believed of files is kept by inode; a copy has others, and is read from the first to the last byte.
    shutil.copytree(index, tmp_path / "copy.index")
    kept = json.dumps({"at": time.time(), "files": {}, "seal": "0" * 64})
    (current(tmp_path / "copy.index") / checked.NAME).write_text(kept)
    with (current(tmp_path / "copy.index") / "representations" / "words.npy").open("r+b") as file:
        file.seek(-1, os.SEEK_END)
        file.write(b"?")
    with pytest.raises(
        IndexDamagedError, match=r"representations/words\.npy: its bytes are not those that were written"
    ):
        IndexFolder(tmp_path / "copy.index").open_current(Belief.UNPARSED)
