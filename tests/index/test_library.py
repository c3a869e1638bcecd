"""The library: where transcripts live, what is in the index of them, and how files leave it without being lost."""

from __future__ import annotations

import datetime as dt
import json
import os
from typing import TYPE_CHECKING

import pytest
from helpers import TOWN, CountingEmbedder, contents, current, reseal, write_files

from index import build
from index.errors import IndexMissingError, LibraryError, ReadOnlyError
from index.library import Library, remove

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def index(corpus: Path, tmp_path: Path) -> Path:
    build([corpus], tmp_path / "i", embedder=CountingEmbedder())
    return tmp_path / "i"


def open_library(index: Path) -> Library:
    return Library.open(index, write=True)


def test_a_build_remembers_where_the_transcripts_live(
    index: Path, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert open_library(index).roots == (corpus,)
    monkeypatch.chdir(tmp_path)
    build(["corpus/ferry.txt", "./corpus/", "corpus"], tmp_path / "other", embedder=CountingEmbedder())
    assert open_library(tmp_path / "other").roots == (corpus / "ferry.txt", corpus)


def test_the_same_transcripts_at_another_place_are_remembered_there_and_not_embedded_again(
    index: Path, corpus: Path
) -> None:
    moved = corpus.rename(corpus.with_name("moved"))
    embedder = CountingEmbedder()
    report = build([moved], index, embedder=embedder)
    assert (open_library(index).roots, embedder.texts, len(report.unchanged)) == ((moved,), [], 3)
    generation = current(index)
    build([moved], index, embedder=embedder)
    assert current(index) == generation


def test_an_index_from_before_roots_were_kept_opens_and_tells_what_to_do(index: Path, corpus: Path) -> None:
    manifest = current(index) / "manifest.json"
    reseal(index, roots=None, warnings=None)
    body = json.loads(manifest.read_text())
    assert body["roots"] is None
    library = open_library(index)
    assert library.why_not_rebuilt() is not None
    assert "does not tell where its transcripts lie" in (library.why_nothing_added() or "")
    assert library.command == f"rostrum build FOLDER --index {index}"
    with pytest.raises(LibraryError, match="does not tell where its transcripts lie"):
        _ = library.home
    build([corpus], index, embedder=CountingEmbedder())
    assert open_library(index).home == corpus


def test_a_manifest_without_the_new_fields_is_read(index: Path) -> None:
    from index import manifest as module

    path = current(index) / "manifest.json"
    body = json.loads(path.read_text())
    for field in ("sha256", "roots", "warnings"):
        del body[field]
    path.write_text(json.dumps(body | {"sha256": module._digest(body)}))
    assert open_library(index).manifest.roots is None
    assert len(contents(index)) == 3


def test_a_folder_that_is_gone_keeps_nobody_from_opening(index: Path, corpus: Path) -> None:
    corpus.rename(corpus.with_name("gone"))
    library = open_library(index)
    assert library.why_not_rebuilt() == f"{corpus}, which this index was built from, is not there any more."
    assert library.why_nothing_added() == library.why_not_rebuilt()
    assert len(contents(index)) == 3
    assert library.not_indexed(library.contents()) == ([], ["ferry.txt", "library.md", "water.json"])


def test_nothing_is_added_to_an_index_of_several_places_or_of_a_file(corpus: Path, tmp_path: Path) -> None:
    second = write_files(tmp_path / "second", {"wall.txt": "The wall is high and made of granite."})
    build([corpus, second], tmp_path / "i", embedder=CountingEmbedder())
    library = open_library(tmp_path / "i")
    assert library.why_not_rebuilt() is None
    assert "built from several places" in (library.why_nothing_added() or "")
    build([second / "wall.txt"], tmp_path / "j", embedder=CountingEmbedder())
    assert "built from the file wall.txt alone" in (open_library(tmp_path / "j").why_nothing_added() or "")


def test_nothing_is_added_to_a_folder_that_cannot_be_written_to(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda _, mode: mode != os.W_OK)  # root, who runs tests, writes everywhere
    assert "cannot be written to by this server" in (open_library(index).why_nothing_added() or "")


def test_there_is_no_library_without_an_index(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError, match="rostrum build PATH --index"):
        open_library(tmp_path / "none")


def test_every_transcript_is_listed_with_its_file_its_speakers_and_its_words(index: Path) -> None:
    found = open_library(index).contents()
    assert [(each.path, each.id, each.format) for each in found] == [
        ("ferry.txt", "ferry", "plain"),
        ("library.md", "library", "markdown"),
        ("water.json", "council/water", "json"),
    ]
    water = found[2]
    assert (water.title, water.date) == ("Council session on water", dt.date(2023, 1, 17))
    assert (water.speakers, water.words) == (("Edda Quillfeather", "Tobin Ashgrove"), 25)
    assert len(water.sha256) == 64


def test_names_with_commas_and_transcripts_without_any_are_listed(tmp_path: Path) -> None:
    turns = [{"speaker": "Korvin, Ada, MP", "text": "The wall is high."}, {"speaker": "Bo", "text": "It is."}]
    files = {"a.json": json.dumps({"turns": turns}), "b.txt": "The harbour wall is quite high."}
    build([write_files(tmp_path / "c", files)], tmp_path / "i", embedder=CountingEmbedder())
    found = open_library(tmp_path / "i").contents()
    assert [(each.speakers, each.words) for each in found] == [(("Bo", "Korvin, Ada, MP"), 6), ((), 6)]


def test_warnings_are_kept_until_the_file_is_read_again(corpus: Path, tmp_path: Path) -> None:
    twofold = "The wall\n\n03/04/2020\n\nThe harbour wall is quite high.\n"
    write_files(corpus, {"wall.txt": twofold})
    index = tmp_path / "i"
    build([corpus], index, embedder=CountingEmbedder())
    warned = open_library(index).manifest.warnings
    assert warned is not None
    assert list(warned) == ["wall.txt"]
    assert "03/04/2020" in warned["wall.txt"][0]
    write_files(corpus, {"ferry.txt": TOWN["ferry.txt"] + "\nThe end of it all.\n"})
    build([corpus], index, embedder=CountingEmbedder())
    assert open_library(index).manifest.warnings == warned
    write_files(corpus, {"wall.txt": twofold.replace("03/04/2020", "3 April 2020")})
    build([corpus], index, embedder=CountingEmbedder())
    assert open_library(index).manifest.warnings == {}


def test_what_is_there_and_not_indexed_is_told_and_what_is_gone(index: Path, corpus: Path) -> None:
    library = open_library(index)
    assert library.not_indexed(library.contents()) == ([], [])
    write_files(corpus, {"uploads/new.txt": "New.", ".removed/old.txt": "Old.", "notes.xyz": "x"})
    (corpus / "water.json").unlink()
    assert library.not_indexed(library.contents()) == (["uploads/new.txt"], ["water.json"])


def test_what_holds_something_else_is_told_and_what_was_only_touched_is_not(index: Path, corpus: Path) -> None:
    library = open_library(index)
    assert library.changed(library.contents()) == []
    (corpus / "ferry.txt").touch()
    write_files(corpus, {"library.md": "The library is closed.", "water.meta.toml": 'venue = "Osk"', "new.txt": "New."})
    assert library.changed(library.contents()) == ["library.md", "water.json"]
    build([corpus], index, embedder=CountingEmbedder())
    library = open_library(index)
    assert library.changed(library.contents()) == []


def test_a_removed_file_is_moved_where_no_build_looks_with_its_sidecar(index: Path, corpus: Path) -> None:
    write_files(corpus, {"ferry.meta.toml": 'venue = "Osk"'})
    library = open_library(index)
    assert remove(library, ["ferry.txt"]) == [corpus / ".removed/ferry.txt", corpus / ".removed/ferry.meta.toml"]
    assert (corpus / ".removed/ferry.txt").read_text() == TOWN["ferry.txt"]
    build([corpus], index, embedder=CountingEmbedder())
    assert set(contents(index)) == {"library", "council/water"}


def test_a_sidecar_stays_with_the_other_file_that_it_belongs_to(index: Path, corpus: Path) -> None:
    write_files(corpus, {"ferry.meta.toml": 'venue = "Osk"', "ferry.md": "The ferry."})
    assert remove(open_library(index), ["ferry.txt"]) == [corpus / ".removed/ferry.txt"]
    assert (corpus / "ferry.meta.toml").exists()


def test_a_file_of_the_same_name_that_was_removed_before_is_not_written_over(index: Path, corpus: Path) -> None:
    library = open_library(index)
    for text in ("one", "two"):
        write_files(corpus, {"sub/a.txt": text})
        remove(library, ["sub/a.txt"])
    assert (corpus / ".removed/sub/a.txt").read_text() == "one"
    assert (corpus / ".removed/sub/a (2).txt").read_text() == "two"


@pytest.mark.parametrize(
    "name", ["../outside.txt", "/etc/hostname", "", ".", "sub/../ferry.txt", "none.txt", ".h/a.txt"]
)
def test_only_files_of_the_library_are_removed(name: str, index: Path, corpus: Path) -> None:
    write_files(corpus.parent, {"outside.txt": "Outside."})
    write_files(corpus, {"sub/a.txt": "x", ".h/a.txt": "x"})
    with pytest.raises(LibraryError, match=r"^There is no file .* in the library any more\.$"):
        remove(open_library(index), [name])
    assert (corpus.parent / "outside.txt").exists()


def test_nothing_is_removed_through_a_link_that_leads_out(index: Path, corpus: Path) -> None:
    outside = write_files(corpus.parent / "elsewhere", {"a.txt": "Outside."})
    (corpus / "link").symlink_to(outside)
    with pytest.raises(LibraryError, match="There is no file"):
        remove(open_library(index), ["link/a.txt"])
    assert (outside / "a.txt").exists()


def test_one_who_may_only_read_removes_nothing(index: Path, corpus: Path) -> None:
    with pytest.raises(ReadOnlyError, match=r"^The library may only be read from here\.$"):
        remove(Library.open(index, write=False), ["ferry.txt"])
    assert (corpus / "ferry.txt").exists()
