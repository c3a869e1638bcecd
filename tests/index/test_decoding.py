"""Bytes to text: every encoding that is read, and every refusal."""

from __future__ import annotations

import codecs

import pytest

from index.decoding import decode
from index.errors import EmptyTranscriptError, UndecodableError

TEXT = "The café on Fennel Street – “closed”.\nIt opens again on Monday.\n"


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_tells_the_encoding_and_is_not_text(mark: bytes, encoding: str) -> None:
    assert decode(mark + TEXT.encode(encoding)) == (TEXT, ())


def test_utf8_needs_no_mark() -> None:
    assert decode(TEXT.encode()) == (TEXT, ())


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_told_by_its_zero_bytes_and_said(encoding: str) -> None:
    latin = "The ferry sails on Monday.\n"
    assert decode(latin.encode(encoding)) == (latin, (f"read as {encoding}: it has no byte order mark",))


def test_windows_1252_is_read_and_said() -> None:
    assert decode(TEXT.encode("cp1252")) == (TEXT, ("read as Windows-1252: it is not valid UTF-8",))


def test_line_ends_of_all_systems_become_one() -> None:
    assert decode(b"one\r\ntwo\rthree\nfour") == ("one\ntwo\nthree\nfour", ())


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n ", codecs.BOM_UTF8, codecs.BOM_UTF16_LE + " \n".encode("utf-16-le")])
def test_a_file_without_anything_but_white_space_is_empty(data: bytes) -> None:
    with pytest.raises(EmptyTranscriptError, match="the file holds no text"):
        decode(data)


def test_a_zero_byte_makes_a_file_binary() -> None:
    with pytest.raises(UndecodableError, match=r"a binary file: 1 control bytes in the first 1,021"):
        decode(b"a picture\0 of a ferry" + b"." * 1000)
    with pytest.raises(UndecodableError, match=r"a binary file: 1,?000 control bytes in the first 1,000"):
        decode(bytes(1000))


def test_control_bytes_make_a_file_binary_but_form_feeds_do_not() -> None:
    with pytest.raises(UndecodableError, match=r"a binary file: 2 control bytes in the first 100"):
        decode(b"\x01\x02" + b"a" * 98)
    assert decode(b"\f" + b"a" * 98) == ("\f" + "a" * 98, ())


def test_a_file_that_breaks_the_encoding_its_mark_announces_is_refused() -> None:
    with pytest.raises(UndecodableError, match=r"announces utf-8 but is broken at byte 4 .*; save it as UTF-8"):
        decode(codecs.BOM_UTF8 + b"cafe\xe9")
    with pytest.raises(UndecodableError, match=r"announces utf-16-le but is broken at byte 2 .*; save it as UTF-8"):
        decode(codecs.BOM_UTF16_LE + b"a\0b")


def test_what_is_neither_utf8_nor_windows_1252_is_refused_with_the_offending_byte() -> None:
    with pytest.raises(UndecodableError, match=r"neither UTF-8 \(byte 3 is 0x81\) nor Windows-1252; save it as UTF-8"):
        decode(b"abc\x81def")
