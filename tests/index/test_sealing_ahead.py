"""A large file is hashed while others are written; what was written to it since counts, and it is hashed again."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

import pytest
from helpers import CountingEmbedder, current, write_files

from index import build, manifest
from index.manifest import SealedAhead, inode_of, seals
from index.store import PassageStore

if TYPE_CHECKING:
    from pathlib import Path

    from index.generations import Generation


def test_a_file_that_stays_is_hashed_and_flushed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, flushed = tmp_path / "passages.sqlite", list[str]()
    store.write_bytes(b"The ferry sails at nine.")
    monkeypatch.setattr(manifest, "fsync_path", lambda path: flushed.append(path.name))
    ahead = SealedAhead(store).seals()
    assert ahead[inode_of(store)].sha256 == hashlib.sha256(b"The ferry sails at nine.").hexdigest()
    assert flushed == ["passages.sqlite"]
    monkeypatch.setattr(manifest, "sha256_of", lambda path: pytest.fail(f"{path} was hashed again"))
    assert seals(tmp_path, ahead)["passages.sqlite"] == ahead[inode_of(store)]


@pytest.mark.parametrize("later", [b"The ferry sails at ten.", b"The ferry sails at ten. "])
def test_a_file_that_was_written_to_since_has_no_seal_yet(tmp_path: Path, later: bytes) -> None:
    store = tmp_path / "passages.sqlite"
    store.write_bytes(b"The ferry sails at six. ")
    ahead = SealedAhead(store)
    ahead.seals()
    store.write_bytes(later)
    os.utime(store, ns=(10**18, 10**18))
    assert ahead.seals() == {}


def test_a_store_that_is_written_to_after_all_is_sealed_as_it_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from index.generations import IndexFolder

    publish = IndexFolder.publish

    def touched(folder: IndexFolder, generation: Generation, *rest: object, **more: object) -> object:
        with generation.store.transaction():
            generation.store.put_names((), {"Ina Marrow": ("Mayor",)})
        return publish(folder, generation, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(IndexFolder, "publish", touched)
    source = write_files(tmp_path / "src", {"a.txt": "Ina Marrow: The wall of the harbour is high.\n"})
    build([source], tmp_path / "i.index", embedder=CountingEmbedder())
    store = PassageStore((current(tmp_path / "i.index") / "passages.sqlite").resolve(), read_only=True)
    assert store._all("SELECT speaker FROM declared") == [("Ina Marrow",)]
    IndexFolder(tmp_path / "i.index").open_current().close()


def test_a_build_flushes_each_file_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Were one flushed twice, a flush that is missing would not be noticed (see benchmarks/disks.py).
    flush, flushed = manifest.fsync_path, list["Path"]()

    def noted(path: Path) -> None:
        flushed.append(path)
        flush(path)

    monkeypatch.setattr(manifest, "fsync_path", noted)
    source = write_files(tmp_path / "src", {"a.txt": "Ina Marrow: The wall of the harbour is high.\n"})
    build([source], tmp_path / "i.index", embedder=CountingEmbedder())
    files = [each for each in current(tmp_path / "i.index").rglob("*") if each.is_file()]
    assert sorted(flushed.count(each) for each in files) == [1] * len(files)
