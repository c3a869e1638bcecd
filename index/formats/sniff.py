"""Tell what a file is by its content; the suffix is the first guess, and content wins where it is certain."""

from __future__ import annotations

import codecs
import io
import json
import re
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, NoReturn

from index.errors import UnknownFormatError

if TYPE_CHECKING:
    from collections.abc import Collection

ARCHIVE = "zip"
"""What an archive of transcripts is called; it is no format, since each of its members has one."""

_SAMPLE_BYTES = 65_536

_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF-", "pdf"),
    (0, b"{\\rtf", "rtf"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (0, b"\x89PNG\r\n\x1a\n", "image"),
    (0, b"\xff\xd8\xff", "image"),
    (0, b"GIF87a", "image"),
    (0, b"GIF89a", "image"),
    (0, b"II*\x00", "image"),
    (0, b"MM\x00*", "image"),
    (8, b"WEBPVP8", "image"),
    (8, b"WAVEfmt ", "audio"),
    (0, b"ID3\x02", "audio"),
    (0, b"ID3\x03", "audio"),
    (0, b"ID3\x04", "audio"),
    (0, b"\xff\xfb", "audio"),
    (0, b"\xff\xf3", "audio"),
    (0, b"\xff\xf1", "audio"),
    (0, b"fLaC", "audio"),
    (0, b"OggS", "audio"),
    (4, b"ftyp", "audio"),
    (0, b"\x1aE\xdf\xa3", "audio"),
    (0, b"\x1f\x8b\x08", "packed"),
    (4, b"1AY&SY", "packed"),
    (0, b"\xfd7zXZ\x00", "packed"),
    (0, b"7z\xbc\xaf\x27\x1c", "packed"),
    (0, b"Rar!\x1a\x07", "packed"),
)
"""Offset, bytes that stand there, and what the file then is."""

_PACKAGES: tuple[tuple[str, str], ...] = (
    ("word/", "docx"),
    ("xl/", "xlsx"),
    ("ppt/", "pptx"),
    ("META-INF/container.xml", "epub"),
    ("content.xml", "odt"),
)
"""A zip file with a member whose name begins so is a document of its own, not an archive of transcripts."""

FOREIGN: dict[str, str] = {
    "rtf": "a Rich Text file; save it as .docx or as plain text",
    "ole": "an old Word or Office file (.doc, .xls, .ppt); save it as .docx",
    "odt": "an OpenDocument file; save it as .docx",
    "xlsx": "an Excel workbook; save the sheet as .csv",
    "pptx": "a PowerPoint file; save it as .pdf",
    "epub": "an EPUB book; save it as .html or as plain text",
    "image": "an image; recognise its text (OCR) and save that as plain text",
    "audio": "a recording; transcribe it, and save that as .srt, .vtt or .json",
    "packed": "a compressed file; unpack it, or pack it as .zip",
}
"""What is told for certain and not read, and what a person can do about it."""

FOREIGN_SUFFIXES: dict[str, str] = {
    ".rtf": "rtf",
    ".doc": "ole",
    ".odt": "odt",
    ".xlsx": "xlsx",
    ".pptx": "pptx",
    ".epub": "epub",
}
"""What files are taken for by their suffix, in lower case, where they are not read."""

_CONTENT = {
    "docx": "docx",
    "html": "html",
    "json": "json",
    "jsonl": "jsonl",
    "pdf": "pdf",
    "srt": "srt",
    "vtt": "vtt",
    "xml": "xml",
    ARCHIVE: ARCHIVE,
    "markdown": "markdown",
}
"""What content shows, to the format that reads it."""

_NAMES = {
    "docx": "a Word document",
    "html": "an HTML page",
    "json": "JSON",
    "jsonl": "JSON lines",
    "pdf": "a PDF",
    "srt": "SRT subtitles",
    "vtt": "WebVTT subtitles",
    "xml": "XML",
    ARCHIVE: "a zip archive",
    "markdown": "text with a YAML head",
}

_PROLOGUE = re.compile(r"(?:\s|<\?[^>]*\?>|<!--.*?-->)*", re.DOTALL)
_DOCTYPE = re.compile(r"<!doctype\s+(?P<root>[\w:.-]++)(?:[^\[>]|\[[^\]]*\])*>\s*(?:<!--.*?-->\s*)*", re.I | re.DOTALL)
_TAG = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?(?P<root>[A-Za-z_][\w.-]*)(?=[\s/>])")
_XML_ROOTS = frozenset(["TEI", "teiCorpus", "TEI.2", "akomaNtoso", "publicwhip", "Hansard", "rss", "feed"])
_HTML_ROOTS = frozenset(["html", "head", "body"])
_VTT = re.compile(r"WEBVTT(?=\s|$)")
_SRT = re.compile(r"\d+[^\S\n]*\n\d{1,3}:\d\d:\d\d[,.]\d{1,3}[^\S\n]*-->[^\S\n]*\d{1,3}:\d\d:\d\d")
_JSON_START = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*\{)")
_YAML_HEAD = re.compile(r"---[^\S\n]*\n[A-Za-z_]\w*:.*\n(?:(?!---|\.\.\.).*\n){0,99}(?:---|\.\.\.)[^\S\n]*(?:\n|$)")


def chosen(data: bytes, suffix: str, suffixes: dict[str, str], formats: Collection[str]) -> tuple[str, str | None]:
    """Return the name of the format to read a file with, and a warning when its suffix says another.

    Args:
        data: The whole file.
        suffix: Of its name, such as ".txt".
        suffixes: What files are taken for by their suffix, in lower case.
        formats: The formats there are.

    Raises:
        UnknownFormatError: Its suffix is unknown and its content not certain, or it is certainly something that is
            not read; the message says what it is.
    """
    guess = suffixes.get(suffix.lower())
    seen = sniff(data, guess)
    if seen in FOREIGN:
        raise UnknownFormatError(f"it is {FOREIGN[seen]}")
    if seen is None or (guess is not None and _agree(guess, seen, formats)):
        return guess or refuse(suffix, suffixes), None
    name = _CONTENT[seen]
    if name != ARCHIVE and name not in formats:
        raise UnknownFormatError(f"it is {_NAMES[seen]} by its content, which is not read; known: {_known(suffixes)}")
    if guess is None:
        return name, None
    return name, f"read as {_NAMES[seen]}, which it is by its content; its name ends in {suffix!r}"


def sniff(data: bytes, guess: str | None = None) -> str | None:
    """Return what a file certainly is by its content: a key of FOREIGN, or "html", "pdf", "zip", …; None if unsure.

    Args:
        data: The whole file.
        guess: The format that its suffix promises; JSON is looked at closely only where it promises something else.
    """
    head = data[:1024]
    for offset, magic, kind in _MAGIC:
        if head.startswith(magic, offset):
            return kind
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _package(data)
    text = _sample(data)
    if _VTT.match(text):
        return "vtt"
    if _SRT.match(text):
        return "srt"
    if text.startswith("<"):
        return _markup(text)
    if text[:1] in ("{", "["):
        return _json(data, guess)
    return "markdown" if _YAML_HEAD.match(text) else None


def _agree(guess: str, seen: str, formats: Collection[str]) -> bool:
    """Whether content may be what the suffix promises: text may begin with a YAML head, and JSON lines may be one."""
    if seen == "markdown":
        return guess in formats
    return guess == _CONTENT[seen]


def refuse(suffix: str, suffixes: dict[str, str]) -> NoReturn:
    """Raise the error for a suffix that is not known; it says what to do where that can be told."""
    if (kind := FOREIGN_SUFFIXES.get(suffix.lower())) is not None:
        raise UnknownFormatError(f"it is {FOREIGN[kind]}")
    seen = f"files ending in {suffix!r}" if suffix else "files without a suffix"
    raise UnknownFormatError(f"{seen} are not read; known: {_known(suffixes)}")


def _known(suffixes: dict[str, str]) -> str:
    return ", ".join(sorted(suffixes))


def _package(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, zlib.error, struct.error, ValueError, NotImplementedError, OSError, EOFError):
        return ARCHIVE  # whoever reads it will say what is wrong with it
    for prefix, kind in _PACKAGES:
        if "[Content_Types].xml" in names or kind in ("epub", "odt"):
            found = any(name.startswith(prefix) for name in names)
            if found and (kind != "odt" or "mimetype" in names):
                return kind
    return ARCHIVE


def _sample(data: bytes) -> str:
    """Return the beginning as text, whatever its encoding; only ASCII characters of it are looked at."""
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if data.startswith(mark) and not data.startswith(codecs.BOM_UTF32_LE):
            text = data[2 : _SAMPLE_BYTES + 2].decode(encoding, "replace")
            break
    else:
        text = data[:_SAMPLE_BYTES].decode("utf-8", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff \t\n\f\v")


def _markup(text: str) -> str | None:
    start = _PROLOGUE.match(text)
    rest = text[start.end() :] if start else text
    doctype = _DOCTYPE.match(rest)
    if doctype:
        return "html" if doctype["root"].lower() == "html" else "xml"
    tag = _TAG.match(rest)
    root = tag["root"] if tag else ""
    if root.lower() in _HTML_ROOTS:
        return "html"
    return "xml" if text.startswith("<?xml") or root in _XML_ROOTS else None


def _json(data: bytes, guess: str | None) -> str | None:
    """Tell JSON from JSON lines, and both from text that begins with a bracket."""
    text = data.decode("utf-8-sig", "replace")
    lines = (line for line in io.StringIO(text) if line.strip())
    first, second = next(lines, ""), next(lines, None)
    if guess in {"json", "jsonl"} and second is None:
        return guess  # a single line may be either, and may be long
    if second is not None and _JSON_START.match(second) and _is_json(first):
        return "jsonl" if _is_json(second) else None
    return guess if guess == "json" else "json" if _is_json(text) else None


def _is_json(text: str) -> bool:
    """Whether a text is a JSON object or a list of some; one that is nested too deeply to be read is not."""
    if not _JSON_START.match(text):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
