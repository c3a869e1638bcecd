"""Opening an index to search reads again only what may have been touched, and what libraries parse."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from helpers import CountingEmbedder, current, reseal, write_files

from index import build, checked, manifest, representing
from index.errors import IndexDamagedError
from index.generations import Belief, IndexFolder
from index.manifest import sha256_of
from index.verify import verify
from search import SpeechSearch

if TYPE_CHECKING:
    from collections.abc import Iterator

PARSED = ("vectors.faiss", "lexical/")


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An index whose files count as long at rest."""
    monkeypatch.setattr(checked, "_SETTLED_NS", 0)
    source = write_files(tmp_path / "src", {"a.txt": "The wall of the harbour is high.\n\nThe ferry is quite fast."})
    build([source], tmp_path / "i.index", embedder=CountingEmbedder())
    return tmp_path / "i.index"


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The names of files that were hashed since this list was cleared, within their generation."""
    names: list[str] = []

    def counted(path: Path) -> str:
        names.append(path.relative_to(next(each for each in path.parents if each.name.startswith("gen-"))).as_posix())
        return sha256_of(path)

    monkeypatch.setattr(manifest, "sha256_of", counted)
    yield names


def open_to_search(index: Path) -> None:
    IndexFolder(index).open_current(Belief.UNPARSED).close()


def everything(index: Path) -> list[str]:
    return sorted(manifest.Manifest.read(current(index)).files)


def test_the_first_opening_reads_everything_and_the_next_what_libraries_parse(index: Path, hashed: list[str]) -> None:
    open_to_search(index)
    assert sorted(hashed) == everything(index)
    assert len(hashed) > 20
    hashed.clear()
    open_to_search(index)
    assert sorted(hashed) == [name for name in everything(index) if name.startswith(PARSED)]
    assert len(hashed) > 5


def test_an_engine_believes_and_check_does_not(index: Path, hashed: list[str]) -> None:
    open_to_search(index)
    hashed.clear()
    engine = SpeechSearch.open(index, embedder=CountingEmbedder())
    assert "passages.sqlite" not in hashed
    assert len(engine.search("ferry")) == 2
    hashed.clear()
    assert list(verify(index))
    assert set(everything(index)) <= set(hashed)


def changed(tmp_path: Path, word: str) -> Path:
    return write_files(tmp_path / "src", {"b.txt": f"The bell of the tower is {word} at noon.\n"})


@pytest.mark.parametrize(("shares", "arrays_read"), [(True, False), (False, True)])
def test_a_build_reads_what_it_copies_and_believes_what_it_shares(
    shares: bool, arrays_read: bool, index: Path, tmp_path: Path, hashed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(representing, "_MOST_APART", 9.0)
    monkeypatch.setattr(representing, "_SHARED_FROM_BYTES", 0 if shares else 1 << 60)
    open_to_search(index)
    old = [name for name in everything(index) if name.startswith("representations/")]
    before = current(index)
    monkeypatch.setattr(IndexFolder, "sweep", lambda _: None)
    hashed.clear()
    real = manifest.sha256_of
    read: list[Path] = []
    monkeypatch.setattr(manifest, "sha256_of", lambda path: read.append(path) or real(path))
    build([changed(tmp_path, "loud")], index, embedder=CountingEmbedder())
    names = {path.relative_to(before).as_posix() for path in read if path.is_relative_to(before)}
    assert {"passages.sqlite", "vectors.faiss"} <= names
    assert set(old) <= names if arrays_read else not set(old) & names


def test_an_array_that_was_altered_unseen_is_found_before_it_is_copied_and_all_is_built_anew(
    index: Path, tmp_path: Path
) -> None:
    path = current(index) / "representations" / "tokens.npy"
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    checked.remember(current(index), checked.stamps(current(index), everything(index)), time.time())  # as if sound
    with pytest.raises(IndexDamagedError, match=r"tokens\.npy: its bytes are not those that were written"):
        build([changed(tmp_path, "loud")], index, embedder=CountingEmbedder())
    report = build([tmp_path / "src"], index, embedder=CountingEmbedder())
    assert [each.text for each in report.warnings if "built anew" in each.text]
    assert list(verify(index))


@pytest.mark.parametrize("name", ["passages.sqlite", "representations/vectors.npy", "vectors.faiss"])
def test_a_byte_that_is_altered_is_told_though_size_and_time_are_put_back(index: Path, name: str) -> None:
    open_to_search(index)
    path = current(index) / name
    before, data = path.stat(), bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    with pytest.raises(IndexDamagedError, match=rf"{path.name}: its bytes are not those that were written"):
        open_to_search(index)


def test_what_libraries_parse_is_never_believed(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_to_search(index)
    monkeypatch.setattr(checked, "unchanged", lambda _, names: frozenset(names))
    for name in ("vectors.faiss", next(each for each in everything(index) if each.endswith(".term"))):
        path = current(index) / name
        data = path.read_bytes()
        path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
        with pytest.raises(IndexDamagedError, match=path.name):
            open_to_search(index)
        path.write_bytes(data)


def test_a_file_that_is_cut_or_gone_is_told_as_ever(index: Path) -> None:
    open_to_search(index)
    path = current(index) / "representations" / "turns.npy"
    data = path.read_bytes()
    path.write_bytes(data[:-1])
    with pytest.raises(IndexDamagedError, match=r"turns.npy: it has 135 bytes, expected 136"):
        open_to_search(index)
    path.unlink()
    with pytest.raises(IndexDamagedError, match=r"turns.npy: it is missing"):
        open_to_search(index)
    (current(index) / checked.NAME).unlink()
    with pytest.raises(IndexDamagedError, match=r"turns.npy: it is missing"):
        open_to_search(index)


def test_a_file_that_was_only_touched_is_read_again_and_then_believed(index: Path, hashed: list[str]) -> None:
    open_to_search(index)
    (current(index) / "passages.sqlite").touch()
    hashed.clear()
    open_to_search(index)
    assert sorted(hashed) == everything(index)
    hashed.clear()
    open_to_search(index)
    assert "passages.sqlite" not in hashed


def test_a_manifest_that_was_written_anew_is_not_that_of_the_check(index: Path, hashed: list[str]) -> None:
    open_to_search(index)
    reseal(index)
    hashed.clear()
    open_to_search(index)
    assert sorted(hashed) == everything(index)
    assert checked.NAME not in everything(index)  # nothing seals what a reader writes


@pytest.mark.parametrize("hours", [25, -1])
def test_a_check_is_believed_for_a_day(
    index: Path, hashed: list[str], hours: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_to_search(index)
    now = time.time() + hours * 3600
    monkeypatch.setattr(checked.time, "time", lambda: now)
    hashed.clear()
    open_to_search(index)
    assert sorted(hashed) == everything(index)


def test_what_was_written_just_before_is_not_believed(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checked, "_SETTLED_NS", 3600 * 10**9)
    open_to_search(index)
    assert not (current(index) / checked.NAME).exists()


def test_a_file_that_is_touched_while_all_are_checked_is_not_believed(index: Path) -> None:
    files = everything(index)
    before = checked.stamps(current(index), files)
    began = time.time()
    (current(index) / "passages.sqlite").touch()
    checked.remember(current(index), before, began)
    assert checked.unchanged(current(index), files) == frozenset()


def test_a_note_that_is_cut_or_changed_is_not_believed(index: Path, hashed: list[str]) -> None:
    open_to_search(index)
    note = current(index) / checked.NAME
    whole = note.read_text()
    for text in ("", whole[: len(whole) // 2], "[]", "{}", whole.replace("passages", "package")):
        note.write_text(text)
        hashed.clear()
        open_to_search(index)
        assert sorted(hashed) == everything(index)
        assert note.read_text() != text


def test_an_index_where_nothing_can_be_written_is_opened_all_the_same(
    index: Path, hashed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError("read-only file system")

    monkeypatch.setattr(Path, "write_text", refused)
    for _ in range(2):
        hashed.clear()
        open_to_search(index)
        assert sorted(hashed) == everything(index)
