"""Zip archives: each member by its own format, one bad member never stops the rest, and bombs are refused."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

import pytest
from helpers import FERRY, LIBRARY, WATER, CountingEmbedder, contents, write_files
from hypothesis import given
from hypothesis import strategies as st

from index import archives, build
from index.archives import Limits, members, refuse_hostile
from index.errors import EmptyTranscriptError, MalformedError, SourceError
from index.parsing import parse_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from index.documents import Parsed

WALL = "The wall of the harbour is high."


def packed(files: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return held.getvalue()


def ids(parsed: Parsed) -> list[str]:
    return [each.id for each in parsed.transcripts]


def test_each_member_is_read_by_its_own_format_under_the_archives_name() -> None:
    files = {"b/library.md": LIBRARY, "a/ferry.txt": FERRY, "water.json": WATER}
    parsed = parse_bytes(packed(files), "2021/town.zip")
    assert ids(parsed) == ["2021/town/a/ferry", "2021/town/b/library", "council/water"]
    assert [len(each.turns) for each in parsed.transcripts] == [6, 2, 2]
    first, last = parsed.transcripts[0].turns[0], parsed.transcripts[-1].turns[-1]
    assert first.text == "Mayor Edda Quillfeather met reporters at the harbour of Marlhaven."
    assert (last.text, last.speaker) == ("We shall replace the pipes before the summer ends.", "Edda Quillfeather")
    assert (parsed.source.path, parsed.source.format, parsed.warnings) == ("2021/town.zip", "zip", ())


def test_hidden_members_folders_and_what_macos_adds_are_passed_over() -> None:
    files = {"a.txt": WALL, ".DS_Store": "x", "__MACOSX/._a.txt": "x", "empty/": "", "b/.git/c.txt": "x"}
    assert [each.name for each in members(packed(files))] == ["a.txt"]


def test_a_sidecar_in_the_archive_fills_its_member_and_that_of_the_archive_all() -> None:
    files = {"a.txt": WALL, "a.meta.toml": 'venue = "Osk"', "b.txt": WALL + " Indeed."}
    parsed = parse_bytes(packed(files), "z.zip", sidecar=b'venue = "Marlhaven"\ndate = 2021-03-01')
    assert [(each.id, each.venue, str(each.date)) for each in parsed.transcripts] == [
        ("z/a", "Osk", "2021-03-01"),
        ("z/b", "Marlhaven", "2021-03-01"),
    ]


def test_one_bad_member_is_a_warning_that_names_it() -> None:
    inner = packed({"x.txt": WALL})
    files = {
        "a.txt": WALL,
        "a.md": LIBRARY,
        "bad.json": "{",
        "inner.zip": inner,
        "lost.meta.toml": "",
        "slides.ppt": "x",
        "../up.txt": WALL,
        "z.meta.toml": "colour = 1",
        "z.txt": WALL,
    }
    parsed = parse_bytes(packed(files), "c.zip")
    assert ids(parsed) == ["c/a"]
    said = {
        warning.partition(" is not read: ")[0]: warning.partition(" is not read: ")[2] for warning in parsed.warnings
    }
    assert {name: text[:45] for name, text in said.items()} == {
        "a.txt": "its transcript id 'c/a' is taken by a member ",
        "bad.json": said["bad.json"][:45],
        "inner.zip": "an archive inside an archive is not read; unp",
        "lost.meta.toml": "it belongs to no file of the archive; rename ",
        "slides.ppt": "files ending in '.ppt' are not read; known: .",
        "../up.txt": "its name leads out of the archive; pack it ag",
        "z.txt": "z.meta.toml, line 1: unknown key 'colour'; kn",
    }
    assert said["bad.json"].startswith("not JSON")


def test_when_no_member_can_be_read_the_archive_is_an_error_that_says_why() -> None:
    with pytest.raises(
        EmptyTranscriptError, match=r"^the archive holds no transcript; a\.ppt is not read: files ending"
    ):
        parse_bytes(packed({"a.ppt": "x"}), "c.zip")
    with pytest.raises(EmptyTranscriptError, match=r"^the archive holds no transcript$"):
        parse_bytes(packed({}), "c.zip")


def test_a_broken_archive_is_said() -> None:
    with pytest.raises(MalformedError, match=r"^not a zip archive that can be read: "):
        parse_bytes(packed({"a.txt": WALL})[:-30], "c.zip")
    with pytest.raises(MalformedError, match=r"^not a zip archive that can be read: "):
        parse_bytes(b"The wall is high.", "c.zip")


def test_a_member_whose_bytes_are_not_those_packed_is_not_read() -> None:
    data = bytearray(packed({"a.txt": WALL, "b.txt": WALL + " Indeed."}, zipfile.ZIP_STORED))
    data[data.index(b"The wall")] = ord("t")
    parsed = parse_bytes(bytes(data), "c.zip")
    assert (ids(parsed), parsed.warnings) == (
        ["c/b"],
        ("a.txt is not read: cannot be unpacked: Bad CRC-32 for file 'a.txt'; pack it again",),
    )


def test_a_member_without_a_name_is_passed_over() -> None:
    data = bytearray(packed({"a": "x", "b.txt": WALL}, zipfile.ZIP_STORED))
    entry = data.index(b"PK\x01\x02")
    data[entry + 28] = 0
    data[entry + 30] = 1  # its name's one byte is now an extra field
    assert (ids(parsed := parse_bytes(bytes(data), "c.zip")), parsed.warnings) == (["c/b"], ())


def test_an_encrypted_member_is_refused() -> None:
    data = bytearray(packed({"a.txt": WALL}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(
        EmptyTranscriptError, match=r"a\.txt is not read: it is encrypted; pack it again without a password"
    ):
        parse_bytes(bytes(data), "c.zip")


def test_an_unusual_method_of_packing_is_refused() -> None:
    with pytest.raises(EmptyTranscriptError, match=r"a\.txt is not read: it is packed with method 14; pack it again"):
        parse_bytes(packed({"a.txt": WALL}, zipfile.ZIP_LZMA), "c.zip")


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = packed({"bomb.txt": b"a" * (32 << 20), "a.txt": WALL})
    (_, refused) = sorted(members(bomb), key=lambda each: each.name)
    assert (refused.name, refused.data) == ("bomb.txt", b"")
    assert str(refused.error).startswith("it unpacks to 1,0") and str(refused.error).endswith(
        "times its size; at most 250"
    )


def test_too_many_or_too_large_members_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = packed({"a.txt": WALL, "b.txt": WALL})
    monkeypatch.setattr(archives, "USUAL", Limits(members=1))
    with pytest.raises(MalformedError, match=r"^it holds 2 files; at most 1 are read; unpack it into a folder$"):
        list(members(data))
    monkeypatch.setattr(archives, "USUAL", Limits(members=9, total_bytes=40))
    with pytest.raises(MalformedError, match=r"^it unpacks to 64 bytes; at most 40 are read"):
        list(members(data))
    monkeypatch.setattr(archives, "USUAL", Limits(total_bytes=100, member_bytes=31))
    assert {str(each.error) for each in members(data)} == {"it unpacks to 32 bytes; at most 31 are read"}


def test_an_archive_among_other_files_is_indexed_and_read_again_when_it_changes(tmp_path: Path) -> None:
    folder = write_files(tmp_path / "c", {"a.txt": "The ferry is quite fast today.", "z.zip": packed({"b.txt": WALL})})
    build([folder], tmp_path / "i", embedder=CountingEmbedder())
    assert contents(tmp_path / "i") == {"a": ["The ferry is quite fast today."], "z/b": [WALL]}
    write_files(folder, {"z.zip": packed({"b.txt": WALL, "c.txt": "The bell rings at noon."})})
    report = build([folder], tmp_path / "i", embedder=CountingEmbedder())
    assert (report.changed, report.embedded) == (("z.zip",), 1)
    assert contents(tmp_path / "i")["z/c"] == ["The bell rings at noon."]


@given(at=st.integers(0, 400), value=st.integers(0, 255), cut=st.integers(0, 400))
def test_a_mutated_archive_is_read_or_refused_with_an_error_of_ours(at: int, value: int, cut: int) -> None:
    data = bytearray(packed({"a.txt": WALL, "b/c.md": LIBRARY}))
    data[at % len(data)] = value
    try:
        parse_bytes(bytes(data[: len(data) - cut % 40]), "c.zip")
    except SourceError as error:
        assert str(error)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("../up.txt", "leads out of the archive"),
        ("/etc/up.txt", "leads out of the archive"),
        (".hidden/../../up.txt", "leads out of the archive"),
        ("a\\..\\up.txt", "leads out of the archive"),
        ("C:/up.txt", "leads out of the archive"),
        ("..", "leads out of the archive"),
        ("../folder/", "leads out of the archive"),
    ],
)
def test_an_archive_from_a_stranger_is_refused_whole_for_one_name_that_leads_out(name: str, why: str) -> None:
    with pytest.raises(MalformedError, match=f"^{re.escape(name)}: .*{why}"):
        refuse_hostile(packed({"a.txt": WALL, name: WALL}), Limits())


def test_an_archive_from_a_stranger_may_hold_no_archive_and_no_more_than_is_allowed() -> None:
    inner = packed({"x.txt": WALL})
    with pytest.raises(MalformedError, match=r"^b/inner\.txt: an archive inside an archive is not read"):
        refuse_hostile(packed({"a.txt": WALL, "b/inner.txt": inner}), Limits())
    with pytest.raises(MalformedError, match=r"^it holds 2 files; at most 1 are read"):
        refuse_hostile(packed({"a.txt": WALL, "b.txt": WALL}), Limits(members=1))
    with pytest.raises(MalformedError, match=r"^it unpacks to 64 bytes; at most 63 are read"):
        refuse_hostile(packed({"a.txt": WALL, "b.txt": WALL}), Limits(total_bytes=63))
    with pytest.raises(MalformedError, match=r"^a\.txt: it unpacks to 32 bytes; at most 31 are read"):
        refuse_hostile(packed({"a.txt": WALL}), Limits(member_bytes=31))
    with pytest.raises(MalformedError, match=r"^bomb\.txt: it unpacks to [\d,]+ times its size; at most 250"):
        refuse_hostile(packed({"a.txt": WALL, "bomb.txt": b"\0" * (8 << 20)}), Limits())
    refuse_hostile(packed({"a.txt": WALL, "b/": "", "b/c.txt": WALL, ".DS_Store": "x"}), Limits())
