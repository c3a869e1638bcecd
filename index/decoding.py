"""Bytes to text: Unicode by its byte order mark or by its validity, else Windows-1252, else refused."""

from __future__ import annotations

import codecs

from index.errors import EmptyTranscriptError, UndecodableError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE_BYTES = 65_536
_CONTROL = frozenset(range(32)) - frozenset(b"\t\n\v\f\r\x1a\x1b")


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    r"""Return the text of a file, its line ends made ``\n``, and warnings about how it was read.

    Raises:
        EmptyTranscriptError: There is nothing but white space.
        UndecodableError: The file is binary, or broken in the encoding it announces.
    """
    text, warnings = _decode(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip("\ufeff \n\t\f\v\x1a"):
        raise EmptyTranscriptError("the file holds no text")
    return text.removeprefix("\ufeff"), warnings


def _decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], encoding), ()
    if (utf16 := _utf16_without_mark(data)) is not None:
        return _strict(data, utf16), (f"read as {utf16}: it has no byte order mark",)
    _refuse_binary(data)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        try:
            return data.decode("cp1252"), ("read as Windows-1252: it is not valid UTF-8",)
        except UnicodeDecodeError:
            raise UndecodableError(
                f"neither UTF-8 (byte {error.start} is {data[error.start]:#04x}) nor Windows-1252; save it as UTF-8"
            ) from None


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UndecodableError(
            f"announces {encoding} but is broken at byte {error.start} ({error.reason}); save it as UTF-8"
        ) from None


def _utf16_without_mark(data: bytes) -> str | None:
    """Tell UTF-16 of mostly Latin text: every second byte of it is zero."""
    sample = data[:_SAMPLE_BYTES]
    if len(sample) < 4 or len(data) % 2:
        return None
    even, odd = sample[0::2], sample[1::2]
    if odd.count(0) > 0.7 * len(odd) and even.count(0) == 0:
        return "utf-16-le"
    if even.count(0) > 0.7 * len(even) and odd.count(0) == 0:
        return "utf-16-be"
    return None


def _refuse_binary(data: bytes) -> None:
    sample = data[:_SAMPLE_BYTES]
    controls = sum(byte in _CONTROL for byte in sample)
    if 0 in sample or controls > 0.01 * len(sample):
        raise UndecodableError(f"a binary file: {controls} control bytes in the first {len(sample):,}")
