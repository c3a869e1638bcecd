"""Bad input gets a clear answer, one bad file never stops the rest, and nothing that was indexed is lost."""

from __future__ import annotations

import json
import os
import re
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from helpers import FERRY, CountingEmbedder, contents, current, tamper, write_files

from index import build
from index.discover import Skipped, compare, digests, discover
from index.errors import BuildError, IndexPlaceError, NothingToIndexError, UnknownFormatError
from index.formats import SUFFIXES
from index.generations import IndexFolder
from index.parsing import parse_file
from index.records import Source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from index import BuildReport

WALL = "The wall of the harbour is high."
BOAT = "The ferry is quite fast today."
KNOWN = ", ".join(sorted(SUFFIXES))
KEPT = "; what it held at the last build is kept"
NOBODY = 65534


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "town.index"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that holds one good file."""
    return write_files(tmp_path / "c", {"good.txt": WALL})


def reasons(report: BuildReport) -> dict[str, str]:
    return {each.path: each.reason for each in report.skipped}


@contextmanager
def without_privileges() -> Iterator[None]:
    """Let file permissions count, which they do not for root. Nothing may be imported inside."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def anyones(tmp_path: Path) -> Iterator[Path]:
    """A folder that someone without privileges can reach."""
    modes = {each: each.stat().st_mode for each in (tmp_path, *tmp_path.parents) if each.stat().st_mode & 0o077 == 0}
    for each, mode in modes.items():
        each.chmod(mode | 0o055)
    made = tmp_path / "anyones"
    made.mkdir()
    yield made
    for path in sorted(made.rglob("*")):
        path.chmod(0o755)
    for each, mode in modes.items():
        each.chmod(mode)


# -- nothing to read ---------------------------------------------------------------------------------------------------


def test_a_missing_folder_stops_the_build(folder: Path, index: Path, embedder: CountingEmbedder) -> None:
    with pytest.raises(NothingToIndexError, match=r"^.*/missing does not exist$"):
        build([folder, folder / "missing"], index, embedder=embedder)
    assert not index.exists()


def test_an_empty_folder_holds_no_transcript(tmp_path: Path, index: Path, embedder: CountingEmbedder) -> None:
    (tmp_path / "empty").mkdir()
    message = rf"^no transcript in {tmp_path}/empty; files that are read end in \..*\.json, .*\.txt, .*$"
    with pytest.raises(NothingToIndexError, match=message):
        build([tmp_path / "empty"], index, embedder=embedder)
    assert not index.exists()


def test_no_path_at_all_holds_no_transcript(index: Path, embedder: CountingEmbedder) -> None:
    with pytest.raises(NothingToIndexError, match=r"^no transcript in no path at all; "):
        build([], index, embedder=embedder)


def test_a_folder_of_unknown_files_names_one_of_them(tmp_path: Path, index: Path, embedder: CountingEmbedder) -> None:
    write_files(tmp_path / "c", {"a.xyz": "x", "b": "y"})
    with pytest.raises(NothingToIndexError, match=r"^no transcript in .*/c \(2 other files, such as a\.xyz\); files"):
        build([tmp_path / "c"], index, embedder=embedder)


def test_when_not_one_file_can_be_read_the_first_reason_is_told(
    tmp_path: Path, index: Path, embedder: CountingEmbedder
) -> None:
    write_files(tmp_path / "c", {"a.txt": "", "b.json": "[]", "c.json": "{"})
    message = r"^not one file could be read: a\.txt: the file holds no text, and 2 more$"
    with pytest.raises(NothingToIndexError, match=message):
        build([tmp_path / "c"], index, embedder=embedder)
    assert sorted(path.name for path in index.iterdir()) == [".lock"]


def test_when_only_bad_files_are_left_the_old_index_still_serves(
    folder: Path, index: Path, embedder: CountingEmbedder
) -> None:
    build([folder], index, embedder=embedder)
    (folder / "good.txt").unlink()
    write_files(folder, {"bad.json": "[]"})
    with pytest.raises(
        NothingToIndexError, match=r"not one file could be read: bad\.json: the file holds an empty list"
    ):
        build([folder], index, embedder=embedder)
    assert contents(index) == {"good": [WALL]}
    assert sorted(path.name for path in index.iterdir()) == [".lock", "CURRENT", "gen-000001"]


@pytest.mark.parametrize("inside", ["", "/deeper/town.index"])
def test_a_file_where_the_index_should_be_is_said(
    inside: str, folder: Path, tmp_path: Path, embedder: CountingEmbedder
) -> None:
    write_files(tmp_path, {"taken": "a file"})
    with pytest.raises(BuildError, match=rf"^{tmp_path}/taken{inside} cannot be the index folder: .*; name another$"):
        build([folder], f"{tmp_path}/taken{inside}", embedder=embedder)


def test_an_index_folder_that_may_not_be_written_is_said(anyones: Path) -> None:
    (anyones / "closed").mkdir(mode=0o555)
    index = IndexFolder(anyones / "closed" / "town.index")
    message = r"closed/town\.index cannot be the index folder: Permission denied; name another"
    with without_privileges(), pytest.raises(BuildError, match=message), index.locked(0):
        pass


# -- bad files among good ones -----------------------------------------------------------------------------------------


def test_every_bad_file_is_skipped_with_its_reason_and_the_rest_is_indexed(
    folder: Path, index: Path, embedder: CountingEmbedder
) -> None:
    write_files(
        folder,
        {
            "empty.txt": b"",
            "white.txt": b" \n\t \n",
            "binary.txt": bytes(range(256)) * 4,
            "broken-bom.txt": b"\xff\xfea\0b",
            "nothing-said.txt": "Title: Wall day\nDate: 2021-03-01\n",
            "head.md": "---\ntitle: [\n---\n\nText of it.\n",
            "only-head.md": "---\ntitle: Wall day\n---\n",
            "broken.json": "{",
            "list.json": "[]",
            "field.json": '{"turns": [{"text": "Yes.", "voice": "low"}]}',
            "line.jsonl": '{"turns": [{"text": "Yes."}]}\nno\n',
            "talk.mp3": b"ID3",
            "README": "read me",
            "sub/fine.md": BOAT,
        },
    )
    (folder / "dangling.txt").symlink_to("nowhere.txt")
    (folder / "folder.txt").mkdir()
    os.mkfifo(folder / "pipe.txt")
    report = build([folder], index, embedder=embedder)
    assert report.added == ("good.txt", "sub/fine.md")
    assert contents(index) == {"good": [WALL], "sub/fine": [BOAT]}
    assert reasons(report) == {
        "README": f"files without a suffix are not read; known: {KNOWN}",
        "talk.mp3": f"files ending in '.mp3' are not read; known: {KNOWN}",
        "dangling.txt": "cannot be read: No such file or directory",
        "pipe.txt": "cannot be read: it is not a regular file",
        "empty.txt": "the file holds no text",
        "white.txt": "the file holds no text",
        "binary.txt": "a binary file: 100 control bytes in the first 1,024",
        "broken-bom.txt": "announces utf-16-le but is broken at byte 2 (truncated data); save it as UTF-8",
        "nothing-said.txt": "the file holds a head but nothing that was said",
        "head.md": "the YAML head is broken at line 2: expected the node content, but found '<stream end>'",
        "only-head.md": "the file has a head but no text",
        "broken.json": "not JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
        "list.json": "the file holds an empty list",
        "field.json": (
            'unknown field "voice" in turn 0; '
            "known: text, speaker, as_printed, role, attribution, kind, start_s, starts_s"
        ),
        "line.jsonl": "line 2: not JSON: Expecting value: line 1 column 1 (char 0)",
    }


def test_a_file_that_cannot_be_read_any_more_is_skipped_and_what_it_held_is_kept(
    folder: Path, index: Path, embedder: CountingEmbedder
) -> None:
    write_files(folder, {"loop.txt": BOAT})
    build([folder], index, embedder=embedder)
    (folder / "loop.txt").unlink()
    (folder / "loop.txt").symlink_to("loop.txt")
    report = build([folder], index, embedder=embedder)
    assert reasons(report) == {"loop.txt": f"cannot be read: Too many levels of symbolic links{KEPT}"}
    assert (report.unchanged, report.removed) == (("good.txt",), ())
    assert contents(index) == {"good": [WALL], "loop": [BOAT]}


def sources(*names: str) -> dict[str, Source]:
    return {name: Source(name, "0" * 64, "txt") for name in names}


def test_a_file_that_may_not_be_read_is_skipped(anyones: Path) -> None:
    folder = write_files(anyones / "c", {"a.txt": WALL, "b.txt": BOAT})
    (folder / "a.txt").chmod(0)
    with without_privileges():
        found, skipped = discover([folder])
        known = compare(digests(found), sources("a.txt"), skipped)
        unknown = compare(digests(found), {}, skipped)
    assert known.skipped == (Skipped("a.txt", f"cannot be read: Permission denied{KEPT}"),)
    assert unknown.skipped == (Skipped("a.txt", "cannot be read: Permission denied"),)
    assert ([file.name for file in known.added], known.removed) == (["b.txt"], ())


def test_files_of_a_folder_that_may_not_be_listed_do_not_count_as_removed(anyones: Path) -> None:
    folder = write_files(anyones / "c", {"sub/a.txt": WALL, "b.txt": BOAT})
    (folder / "sub").chmod(0)
    with without_privileges():
        found, skipped = discover([folder])
    assert skipped == [Skipped("sub/", "the folder cannot be listed: Permission denied")]
    changes = compare(digests(found), sources("sub/a.txt", "sub/deep/a.txt", "subway.txt", "b.txt"), skipped)
    assert changes.removed == ("subway.txt",)


def test_files_of_a_root_that_may_not_be_listed_do_not_count_as_removed(anyones: Path) -> None:
    one, two = write_files(anyones / "one", {"a.txt": WALL}), write_files(anyones / "two", {"b.txt": BOAT})
    one.chmod(0)
    with without_privileges():
        found, skipped = discover([one, two])
    assert skipped == [Skipped("./", "the folder cannot be listed: Permission denied")]
    assert compare(digests(found), sources("a.txt", "b.txt"), skipped).removed == ()


def test_a_path_that_may_not_even_be_looked_at_is_said(anyones: Path) -> None:
    write_files(anyones / "c" / "sub", {"a.txt": WALL})
    (anyones / "c").chmod(0)
    with without_privileges(), pytest.raises(NothingToIndexError, match=r"c/sub cannot be read: Permission denied"):
        discover([anyones / "c" / "sub"])


def test_a_file_name_that_is_not_utf8_is_skipped(folder: Path, index: Path, embedder: CountingEmbedder) -> None:
    try:
        (folder / os.fsdecode(b"caf\xe9.txt")).write_text(BOAT)
    except OSError:
        pytest.skip("this file system has no such names")
    report = build([folder], index, embedder=embedder)
    assert reasons(report) == {"caf\\udce9.txt": "its name is not UTF-8; rename it"}
    assert contents(index) == {"good": [WALL]}


def test_a_broken_file_does_not_make_an_unchanged_index_new(
    folder: Path, index: Path, embedder: CountingEmbedder
) -> None:
    write_files(folder, {"bad.txt": b"\0\0\0"})
    build([folder], index, embedder=embedder)
    report = build([folder], index, embedder=embedder)
    assert (report.unchanged, list(reasons(report))) == (("good.txt",), ["bad.txt"])
    assert [path.name for path in index.glob("gen-*")] == ["gen-000001"]
    assert current(index).name == "gen-000001"


# -- a file that was good once -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (b"", "the file holds no text"),
        (b"\0\0\0\0", "a binary file: 4 control bytes in the first 4"),
    ],
)
def test_a_file_that_breaks_keeps_its_last_good_content_and_says_so(
    broken: bytes, reason: str, folder: Path, index: Path, embedder: CountingEmbedder
) -> None:
    write_files(folder, {"b.txt": BOAT})
    build([folder], index, embedder=embedder)
    write_files(folder, {"b.txt": broken, "new.txt": "The bell rings at noon."})
    for added, unchanged in ((("new.txt",), ("good.txt",)), ((), ("good.txt", "new.txt"))):
        report = build([folder], index, embedder=embedder)
        assert reasons(report) == {"b.txt": reason + KEPT}
        assert (report.added, report.changed, report.removed, report.unchanged) == (added, (), (), unchanged)
        assert contents(index) == {"b": [BOAT], "good": [WALL], "new": ["The bell rings at noon."]}
    write_files(folder, {"b.txt": BOAT + " It sails."})
    assert build([folder], index, embedder=embedder).changed == ("b.txt",)
    assert contents(index)["b"] == [BOAT + " It sails."]


def test_a_broken_file_loses_its_content_with_another_model_and_does_not_claim_otherwise(
    folder: Path, index: Path, embedder: CountingEmbedder
) -> None:
    write_files(folder, {"b.txt": BOAT, "c.txt": BOAT})
    build([folder], index, embedder=embedder)
    tamper(index, model="another-model")
    write_files(folder, {"b.txt": b""})
    (folder / "c.txt").unlink()
    (folder / "c.txt").symlink_to("nowhere")
    report = build([folder], index, embedder=embedder)
    assert reasons(report) == {"b.txt": "the file holds no text", "c.txt": "cannot be read: No such file or directory"}
    assert contents(index) == {"good": [WALL]}


# -- one id, two files -------------------------------------------------------------------------------------------------


def test_of_two_files_with_one_id_the_first_by_name_is_read_and_the_other_said(
    tmp_path: Path, index: Path, embedder: CountingEmbedder
) -> None:
    folder = write_files(tmp_path / "c", {"a.txt": WALL, "a.md": BOAT})
    report = build([folder], index, embedder=embedder)
    assert report.added == ("a.md",)
    assert reasons(report) == {"a.txt": "its transcript id 'a' is taken by a.md; rename the file or give it another id"}
    assert contents(index) == {"a": [BOAT]}


def test_an_id_stays_with_the_file_that_has_it_until_that_is_gone(
    tmp_path: Path, index: Path, embedder: CountingEmbedder
) -> None:
    folder = write_files(tmp_path / "c", {"a.txt": WALL})
    build([folder], index, embedder=embedder)
    write_files(folder, {"a.md": BOAT})
    report = build([folder], index, embedder=embedder)
    assert (report.added, report.unchanged, list(reasons(report))) == ((), ("a.txt",), ["a.md"])
    assert contents(index) == {"a": [WALL]}
    (folder / "a.txt").unlink()
    report = build([folder], index, embedder=embedder)
    assert (report.added, report.removed, reasons(report)) == (("a.md",), ("a.txt",), {})
    assert contents(index) == {"a": [BOAT]}


def test_a_file_that_lost_its_id_to_another_is_said_in_every_build(
    tmp_path: Path, index: Path, embedder: CountingEmbedder
) -> None:
    folder = write_files(tmp_path / "c", {"a.txt": WALL})
    build([folder], index, embedder=embedder)
    write_files(folder, {"a.md": BOAT})
    tamper(index, passage_recipe="an older one")  # so that both are read again, in the order of their names
    for added, unchanged in ((("a.md",), ()), ((), ("a.md",))):
        report = build([folder], index, embedder=embedder)
        assert (report.added, report.unchanged) == (added, unchanged)
        assert reasons(report) == {
            "a.txt": "its transcript id 'a' is taken by a.md; rename the file or give it another id"
        }
        assert contents(index) == {"a": [BOAT]}


def test_an_id_given_twice_in_one_file_is_said(folder: Path, index: Path, embedder: CountingEmbedder) -> None:
    twice = json.dumps([{"id": "x", "turns": [{"text": WALL}]}] * 2)
    report = build([write_files(folder, {"twice.json": twice})], index, embedder=embedder)
    assert reasons(report) == {
        "twice.json": (
            "its transcript id 'x' is taken by an earlier transcript in it; rename the file or give it another id"
        )
    }


def test_two_files_may_swap_their_ids(tmp_path: Path, index: Path, embedder: CountingEmbedder) -> None:
    def files(first: str, second: str) -> dict[str, str]:
        return {
            "a.json": json.dumps({"id": first, "turns": [{"text": WALL}]}),
            "b.json": json.dumps({"id": second, "turns": [{"text": BOAT}]}),
        }

    build([write_files(tmp_path / "c", files("x", "y"))], index, embedder=embedder)
    report = build([write_files(tmp_path / "c", files("y", "x"))], index, embedder=embedder)
    assert (report.changed, reasons(report)) == (("a.json", "b.json"), {})
    assert contents(index) == {"x": [BOAT], "y": [WALL]}


def test_two_roots_with_the_same_path_below_them_are_said(
    tmp_path: Path, index: Path, embedder: CountingEmbedder
) -> None:
    one, two = (
        write_files(tmp_path / "one", {"a.txt": WALL}),
        write_files(tmp_path / "two", {"a.txt": BOAT, "b.txt": BOAT}),
    )
    report = build([one, two], index, embedder=embedder)
    assert report.added == ("a.txt", "b.txt")
    assert reasons(report) == {"a.txt": f"{two}/a.txt has the same path under its root as {one}/a.txt"}
    assert contents(index) == {"a": [WALL], "b": [BOAT]}


def test_two_roots_with_the_same_dangling_link_are_said(
    tmp_path: Path, index: Path, embedder: CountingEmbedder
) -> None:
    one, two = write_files(tmp_path / "one", {"good.txt": WALL}), write_files(tmp_path / "two", {"b.txt": BOAT})
    for root in (one, two):
        (root / "a.txt").symlink_to("nowhere")
    report = build([one, two], index, embedder=embedder)
    assert [each.reason for each in report.skipped] == [
        f"{two}/a.txt has the same path under its root as {one}/a.txt",
        "cannot be read: No such file or directory",
    ]
    assert contents(index) == {"good": [WALL], "b": [BOAT]}


# -- encodings ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_a_transcript_in_any_encoding_gives_the_same_passages(
    encoding: str, tmp_path: Path, index: Path, embedder: CountingEmbedder
) -> None:
    text = FERRY.replace("harbour", "café")
    build([write_files(tmp_path / "c", {"a.txt": text.encode(encoding)})], index, embedder=embedder)
    assert contents(index)["a"][0] == "Mayor Edda Quillfeather met reporters at the café of Marlhaven."
    assert contents(index)["a"][-1] == "The café wall was repaired with granite last winter."


def test_an_index_put_among_its_transcripts_is_not_read_as_one(corpus: Path, tmp_path: Path) -> None:
    build([corpus], tmp_path / "first.index", embedder=CountingEmbedder())
    shutil.copytree(tmp_path / "first.index", corpus, dirs_exist_ok=True)

    report = build([corpus], tmp_path / "other.index", embedder=CountingEmbedder())

    assert report.added == ("ferry.txt", "library.md", "water.json")
    assert [each.path for each in report.skipped if each.path.startswith("gen-")] == []


def test_an_index_is_not_put_among_transcripts_nor_among_other_files(corpus: Path, tmp_path: Path) -> None:
    other = write_files(tmp_path / "other", {"notes.doc": "x"})
    for folder, why in ((corpus, "holds the transcripts"), (other, "is not empty and no index")):
        held = sorted(each.name for each in folder.iterdir())
        with pytest.raises(IndexPlaceError, match=f"^{re.escape(str(folder))} {why}; name another folder"):
            build([corpus], folder, embedder=CountingEmbedder())
        assert sorted(each.name for each in folder.iterdir()) == held
    with pytest.raises(IndexPlaceError, match="holds the transcripts"):
        build([corpus / "ferry.txt"], corpus, embedder=CountingEmbedder())
    assert build([corpus], corpus / "own", embedder=CountingEmbedder()).added
    (tmp_path / "empty").mkdir()
    assert build([corpus], tmp_path / "empty", embedder=CountingEmbedder()).added


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("a.rtf", "it is a Rich Text file; save it as .docx or as plain text"),
        ("a.ODT", "it is an OpenDocument file; save it as .docx"),
        ("a.doc", "it is an old Word or Office file (.doc, .xls, .ppt); save it as .docx"),
        ("a.epub", "it is an EPUB book; save it as .html or as plain text"),
    ],
)
def test_a_file_of_another_program_is_skipped_with_what_to_do_about_it(name: str, reason: str, tmp_path: Path) -> None:
    _, skipped = discover([write_files(tmp_path, {name: "x", "b.txt": "The wall is high."})])
    assert skipped == [Skipped(name, reason)]
    with pytest.raises(UnknownFormatError, match=f"^{re.escape(reason)}$"):
        parse_file(tmp_path / name)
