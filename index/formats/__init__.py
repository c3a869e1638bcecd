"""File to documents: one module per format, and the tables that name them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from index.formats import delimited, docx, html, json_file, markdown, pdf, plain, subtitles, xml
from index.formats.sniff import ARCHIVE, refuse

if TYPE_CHECKING:
    from index.documents import Document, Hints


class Format(Protocol):
    """Reads the bytes of one file into documents; raises a SourceError when it cannot."""

    def __call__(self, data: bytes, hints: Hints, /) -> list[Document]: ...


FORMATS: dict[str, Format] = {
    "plain": plain.read,
    "markdown": markdown.read,
    "srt": subtitles.read_srt,
    "vtt": subtitles.read_vtt,
    "json": json_file.read,
    "jsonl": json_file.read_lines,
    "table": delimited.read,
    "html": html.read,
    "pdf": pdf.read,
    "docx": docx.read,
    "xml": xml.read,
}
"""By name. To add a format is to add a module, a line here and its suffixes below."""

SUFFIXES: dict[str, str] = {
    ".zip": ARCHIVE,
    ".txt": "plain",
    ".text": "plain",
    ".md": "markdown",
    ".markdown": "markdown",
    ".srt": "srt",
    ".vtt": "vtt",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "table",
    ".tsv": "table",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".xml": "xml",
    ".tei": "xml",
    ".akn": "xml",
}
"""What a file is taken for by its suffix, in lower case, unless its content says otherwise."""


def format_of(suffix: str) -> str:
    """Return the name of the format that files with this suffix should have.

    Raises:
        UnknownFormatError: None reads it; the message says what to do, or lists those that are known.
    """
    return SUFFIXES.get(suffix.lower()) or refuse(suffix, SUFFIXES)
