"""Files that are handed in: what is checked before they are looked at, and how they are written."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest
from helpers import FERRY, LIBRARY, WATER, CountingEmbedder, contents
from hypothesis import given
from hypothesis import strategies as st

import ui
from index import build, intake
from index.archives import Limits
from index.errors import LibraryError, ReadOnlyError, RostrumError, UnknownFormatError
from index.formats import SUFFIXES
from index.intake import MAX_FILE_BYTES, MAX_FILES, add, already_there, look_at, refuse_too_many, safe_name, taken
from index.library import Library
from index.speakers_file import declared_in

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def library(corpus: Path, tmp_path: Path) -> Library:
    build([corpus], tmp_path / "i", embedder=CountingEmbedder())
    return Library.open(tmp_path / "i", write=True)


def packed(files: dict[str, str | bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return held.getvalue()


@pytest.mark.parametrize(
    ("shown", "name"),
    [
        ("debate.txt", "debate.txt"),
        ("Council, 3 May (final).TXT", "Council, 3 May (final).txt"),
        ("Дебаты 2021.md", "Дебаты 2021.md"),
        ("../../etc/debate.txt", "debate.txt"),
        ("/etc/debate.txt", "debate.txt"),
        ("C:\\Users\\me\\debate.txt", "debate.txt"),
        ("a\x00b\n<img src=x>.html", "a_b_img src=x.html"),
        ("\u202etxt.exe.txt", "txt.exe.txt"),
        ("*?.txt", "transcript.txt"),
        ("NUL.txt", "_NUL.txt"),
        ("com1.old.txt", "_com1.old.txt"),
        ("e\u0301te\u0301.txt", "été.txt"),
        (f"{'é' * 300}.txt", f"{'é' * 60}.txt"),
        ("debate. .txt", "debate.txt"),
    ],
)
def test_a_name_from_outside_becomes_one_of_our_own(shown: str, name: str) -> None:
    assert safe_name(shown) == name


def test_hidden_files_and_suffixes_that_no_format_reads_are_refused() -> None:
    for shown in (".debate.txt", "a/.debate.txt", "..", "../.."):
        with pytest.raises(LibraryError, match="Hidden files are not taken"):
            safe_name(shown)
    for shown in ("debate.exe", "speakers.toml", "debate.meta.toml", "debate", "debate.txt/", "", "debate.rtf"):
        with pytest.raises(UnknownFormatError):
            safe_name(shown)


@given(st.text(max_size=60), st.sampled_from(sorted(SUFFIXES)))
def test_whatever_the_name_it_is_one_plain_file_of_a_known_suffix(text: str, suffix: str) -> None:
    try:
        name = safe_name(text + suffix)
    except RostrumError:
        return
    assert not set(name) & set('/\\\x00\n:*?"<>|')
    assert not name.startswith((".", " "))
    assert name.endswith(suffix)
    assert len(name.encode()) <= 130
    assert safe_name(name) == name


def test_a_file_is_looked_at_as_a_build_would_read_it() -> None:
    found = look_at(FERRY.encode(), "C:\\ferry.txt")
    assert (found.shown, found.name, found.refused) == ("C:\\ferry.txt", "ferry.txt", None)
    assert found.parsed is not None
    (transcript,) = found.parsed.transcripts
    assert (transcript.id, transcript.title) == ("uploads/ferry", "New ferry line to Osk Island")
    assert [turn.speaker for turn in transcript.turns][1] == "Edda Quillfeather"


def test_what_speakers_toml_says_is_heeded_in_the_look() -> None:
    declared = declared_in(b'[[speaker]]\nname = "E. Q."\naliases = ["Edda Quillfeather"]\n', "speakers.toml")
    found = look_at(FERRY.encode(), "ferry.txt", declared)
    assert found.parsed is not None
    assert {turn.speaker for turn in found.parsed.transcripts[0].turns} == {"E. Q.", None}


@pytest.mark.parametrize(
    ("data", "shown", "why"),
    [
        (b"", "a.txt", "holds no text|is empty|nothing"),
        (b"{", "a.json", "JSON"),
        (b"\x89PNG\r\n\x1a\n", "a.txt", "an image"),
        (FERRY.encode(), "a.exe", r"\.exe"),
        (FERRY.encode(), ".a.txt", "Hidden files are not taken"),
        (packed({"../up.txt": FERRY, "a.txt": FERRY}), "a.zip", r"^\.\./up\.txt: its name leads out of the archive"),
        (packed({"/etc/up.txt": FERRY}), "a.zip", "its name leads out of the archive"),
        (packed({"../up.txt": FERRY}), "a.txt", "its name leads out of the archive"),
        (packed({"a.txt": FERRY, "b.zip": packed({"c.txt": FERRY})}), "a.zip", "an archive inside an archive"),
        (packed({"a.txt": b"\0" * (8 << 20)}), "a.zip", "times its size; at most 250"),
        (packed({"a.exe": b"x"}), "a.zip", "the archive holds no transcript"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_words(data: bytes, shown: str, why: str) -> None:
    import re

    found = look_at(data, shown)
    assert found.parsed is None
    assert re.search(why, found.refused or ""), found.refused


def test_limits_hold_whatever_a_browser_promised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "MAX_FILE_BYTES", 3 << 20)
    assert look_at(b"a" * ((3 << 20) + 1), "a.txt").refused == "it has 3 MB; at most 3 MB are taken"
    monkeypatch.setattr(intake, "ARCHIVES", Limits(members=1))
    assert (look_at(packed({"a.txt": FERRY, "b.txt": FERRY}), "a.zip").refused or "").startswith("it holds 2 files")
    refuse_too_many([1] * MAX_FILES)
    with pytest.raises(LibraryError, match=r"^These are 101 files; at most 100 are taken at a time"):
        refuse_too_many([1] * (MAX_FILES + 1))
    with pytest.raises(LibraryError, match=r"^These files have 300 MB together; at most 200 MB are taken"):
        refuse_too_many([100 << 20] * 3)


def test_the_server_is_told_the_same_limit() -> None:
    import tomllib
    from pathlib import Path

    config = tomllib.loads((Path(ui.__file__).parent / ".streamlit" / "config.toml").read_text())
    assert config["server"]["maxUploadSize"] << 20 == MAX_FILE_BYTES


def test_an_added_file_is_written_whole_and_found_by_the_next_build(library: Library, corpus: Path) -> None:
    assert add(library, b"The granite of the harbour is red.", "../Harbour wall.txt") == "uploads/Harbour wall.txt"
    assert [path.name for path in (corpus / "uploads").iterdir()] == ["Harbour wall.txt"]
    build(library.roots, library.index, embedder=CountingEmbedder())
    assert contents(library.index)["uploads/Harbour wall"] == ["The granite of the harbour is red."]


def test_an_added_archive_is_kept_packed(library: Library, corpus: Path) -> None:
    data = packed({"a/library.md": LIBRARY, "water.json": WATER.replace("council/water", "w")})
    assert add(library, data, "town.zip") == "uploads/town.zip"
    assert (corpus / "uploads/town.zip").read_bytes() == data


def test_a_file_of_the_same_name_is_kept_beside_the_new_one_or_put_away_for_it(library: Library, corpus: Path) -> None:
    assert not taken(library, "wall.txt")
    add(library, b"The wall is red.", "wall.txt")
    assert taken(library, "WALL.txt")
    assert add(library, b"The wall is blue.", "wall.txt") == "uploads/wall (2).txt"
    assert add(library, b"The wall is green.", "wall.txt", replace_old=True) == "uploads/wall.txt"
    assert (corpus / "uploads/wall.txt").read_text() == "The wall is green."
    assert (corpus / "uploads/wall (2).txt").read_text() == "The wall is blue."
    assert (corpus / ".removed/uploads/wall.txt").read_text() == "The wall is red."


def test_the_very_same_is_found_in_the_index_and_among_what_was_handed_in(library: Library, corpus: Path) -> None:
    held = library.contents()
    assert already_there(library, FERRY.encode(), held) == "ferry.txt"
    assert already_there(library, b"The wall is red.", held) is None
    add(library, b"The wall is red.", "wall.txt")
    assert already_there(library, b"The wall is red.", held) == "uploads/wall.txt"
    (corpus / "ferry.txt").write_text(FERRY.upper())
    assert already_there(library, FERRY.encode(), held) is None


def test_what_is_added_is_checked_again(library: Library, corpus: Path) -> None:
    with pytest.raises(LibraryError, match=r"^a\.zip is not taken: \.\./up\.txt: its name leads out"):
        add(library, packed({"../up.txt": FERRY}), "a.zip")
    assert not (corpus / "uploads").exists()


def test_uploads_that_is_a_link_or_a_file_is_not_written_into(library: Library, corpus: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (corpus / "uploads").symlink_to(outside)
    with pytest.raises(LibraryError, match="is a link, which no build follows"):
        add(library, FERRY.encode(), "ferry.txt")
    assert list(outside.iterdir()) == []
    (corpus / "uploads").unlink()
    (corpus / "uploads").write_text("x")
    with pytest.raises(LibraryError, match="The folder uploads cannot be made: File exists"):
        add(library, FERRY.encode(), "ferry.txt")


def test_one_who_may_only_read_adds_nothing(library: Library, corpus: Path) -> None:
    with pytest.raises(ReadOnlyError, match=r"^The library may only be read from here\.$"):
        add(Library.open(library.index, write=False), FERRY.encode(), "ferry.txt")
    assert not (corpus / "uploads").exists()
