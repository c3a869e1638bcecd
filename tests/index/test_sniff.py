"""What a file is by its content, and when that wins over its suffix."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING

import pytest
from helpers import FERRY, LIBRARY, WATER, write_files
from hypothesis import given
from hypothesis import strategies as st

from index.errors import SourceError, UnknownFormatError
from index.formats import FORMATS, SUFFIXES
from index.formats.sniff import ARCHIVE, FOREIGN, chosen, sniff
from index.parsing import parse_bytes, parse_file

if TYPE_CHECKING:
    from pathlib import Path

HTML = b"<!DOCTYPE html>\n<html><body><p>The wall of the harbour is high.</p></body></html>"
SRT = b"1\r\n00:00:01,000 --> 00:00:03,500\r\nThe wall is high.\r\n"
VTT = b"\xef\xbb\xbfWEBVTT\n\n00:01.000 --> 00:03.500\nThe wall is high.\n"
TEI = b'<?xml version="1.0"?>\n<!-- a session -->\n<TEI xmlns="http://www.tei-c.org/ns/1.0"></TEI>'
LINES = "\n".join(json.dumps(json.loads(WATER) | {"id": name}) for name in ("one", "two")).encode()


def packed(*names: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return held.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n", "pdf"),
        (b"{\\rtf1\\ansi The wall is high.}", "rtf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "ole"),
        (b"\x89PNG\r\n\x1a\nrest", "image"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "audio"),
        (b"\x00\x00\x00\x20ftypM4A ", "audio"),
        (b"\x1f\x8b\x08\x00", "packed"),
        (packed("a.txt"), ARCHIVE),
        (packed("word/notes.txt"), ARCHIVE),
        (packed("[Content_Types].xml", "word/document.xml"), "docx"),
        (packed("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        (packed("mimetype", "content.xml"), "odt"),
        (packed("mimetype", "META-INF/container.xml"), "epub"),
        (b"PK\x03\x04 cut off", ARCHIVE),
        (HTML, "html"),
        (b"<html lang='en'><p>x", "html"),
        (b"<?xml version='1.0'?><!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0'><html/>", "html"),
        (TEI, "xml"),
        ("<TEI></TEI>".encode("utf-16"), "xml"),
        (b"<akn:akomaNtoso xmlns:akn='x'/>", "xml"),
        (b"<aside> he said", None),
        (SRT, "srt"),
        (VTT, "vtt"),
        (b"WEBVTTs are files.", None),
        (b"1\nThe wall is high.", None),
        (WATER.encode(), "json"),
        (json.dumps(json.loads(WATER), indent=1).encode(), "json"),
        (LINES, "jsonl"),
        (b"[Applause.]\n\nThe wall is high.", None),
        (b"{laughter} {", None),
        (LIBRARY.encode(), "markdown"),
        (b"---\n\nThe wall is high.\n---\n", None),
        (FERRY.encode(), None),
        (b"", None),
    ],
)
def test_content_is_told_by_its_first_bytes_and_nothing_is_guessed(data: bytes, kind: str | None) -> None:
    assert sniff(data) == kind


@pytest.mark.parametrize(
    ("name", "data", "kind", "seen"),
    [
        ("a.txt", HTML, "html", "an HTML page"),
        ("a.vtt", SRT, "srt", "SRT subtitles"),
        ("a.srt", VTT, "vtt", "WebVTT subtitles"),
        ("a.json", LINES, "jsonl", "JSON lines"),
        ("a.txt", WATER.encode(), "json", "JSON"),
        ("a.html", packed("a.txt"), ARCHIVE, "a zip archive"),
    ],
)
def test_content_wins_over_a_suffix_that_lies_with_a_warning(name: str, data: bytes, kind: str, seen: str) -> None:
    suffix = name[1:]
    warning = f"read as {seen}, which it is by its content; its name ends in {suffix!r}"
    assert chosen(data, suffix, SUFFIXES, FORMATS) == (kind, warning)


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.TXT", FERRY.encode(), "plain"),
        ("a.txt", LIBRARY.encode(), "plain"),
        ("a.md", LIBRARY.encode(), "markdown"),
        ("a.md", b"<div>Not **HTML**.</div>", "markdown"),
        ("a.jsonl", WATER.encode(), "jsonl"),
        ("a.json", WATER.encode(), "json"),
        ("a.json", b'{"a": ', "json"),
        ("a.transcript", WATER.encode(), "json"),
        ("a", VTT, "vtt"),
        ("minutes.dat", LIBRARY.encode(), "markdown"),
    ],
)
def test_the_suffix_is_believed_where_content_does_not_contradict_it(name: str, data: bytes, kind: str) -> None:
    suffix = name[name.find(".") :] if "." in name else ""
    assert chosen(data, suffix, SUFFIXES, FORMATS) == (kind, None)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"{\\rtf1}", r"^it is a Rich Text file; save it as \.docx or as plain text$"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", r"^it is an old Word or Office file .*; save it as \.docx$"),
        (b"\xff\xd8\xff\xe0", r"^it is an image; recognise its text \(OCR\) and save that as plain text$"),
        (b"ID3\x04rest", "^it is a recording; transcribe it, "),
    ],
)
def test_what_is_not_read_is_named_with_what_to_save_it_as(data: bytes, said: str) -> None:
    with pytest.raises(UnknownFormatError, match=said):
        chosen(data, ".txt", SUFFIXES, FORMATS)


def test_a_format_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnknownFormatError, match=r"^it is a PDF by its content, which is not read; known: "):
        chosen(b"%PDF-1.4", ".txt", SUFFIXES, {"plain"})
    with pytest.raises(UnknownFormatError, match=r"^files ending in '\.xyz' are not read; known: "):
        parse_file(write_files(tmp_path, {"a.xyz": "The wall is high."}) / "a.xyz")


def test_the_warning_reaches_the_person_who_parses(tmp_path: Path) -> None:
    parsed = parse_file(write_files(tmp_path, {"water.txt": WATER}) / "water.txt")
    assert [len(each.turns) for each in parsed.transcripts] == [2]
    assert (parsed.source.format, parsed.warnings[0]) == (
        "json",
        "read as JSON, which it is by its content; its name ends in '.txt'",
    )


STARTS = st.sampled_from(
    [b"", b"PK\x03\x04", b"PK\x05\x06", b"<?xml ", b"<!doctype ", b"[{", b'{"a":', b"1\n00:00:01,0 -->", b"---\na:"]
)


@given(start=STARTS, rest=st.binary(max_size=200), suffix=st.sampled_from(["", ".txt", ".json", ".zip", ".xyz"]))
def test_any_bytes_give_a_format_or_an_error_of_ours(start: bytes, rest: bytes, suffix: str) -> None:
    try:
        parse_bytes(start + rest, f"a{suffix}")
    except SourceError as error:
        assert str(error)


def test_json_that_is_nested_without_end_is_no_json() -> None:
    assert sniff(b"[{" + b'"a":[{' * 100_000) is None


def test_every_foreign_kind_says_what_to_do() -> None:
    assert all("; " in said for said in FOREIGN.values())
