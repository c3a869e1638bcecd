"""File to documents: one module per format, and the tables that name them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from index.errors import UnknownFormatError
from index.formats import canonical, markdown, plain

if TYPE_CHECKING:
    from index.documents import Document, Hints


class Format(Protocol):
    """Reads the bytes of one file into documents; raises a SourceError when it cannot."""

    def __call__(self, data: bytes, hints: Hints, /) -> list[Document]: ...


FORMATS: dict[str, Format] = {
    "plain": plain.read,
    "markdown": markdown.read,
    "json": canonical.read_json,
    "jsonl": canonical.read_jsonl,
}
"""By name. To add a format is to add a module, a line here and its suffixes below."""

SUFFIXES: dict[str, str] = {
    ".txt": "plain",
    ".text": "plain",
    ".md": "markdown",
    ".markdown": "markdown",
    ".json": "json",
    ".jsonl": "jsonl",
}
"""What a file is taken for by its suffix, in lower case, unless its content says otherwise."""


def format_of(suffix: str) -> str:
    """Return the name of the format that files with this suffix should have.

    Raises:
        UnknownFormatError: None reads it; the message lists those that are known.
    """
    try:
        return SUFFIXES[suffix.lower()]
    except KeyError:
        known = ", ".join(sorted(SUFFIXES))
        seen = f"files ending in {suffix!r}" if suffix else "files without a suffix"
        raise UnknownFormatError(f"{seen} are not read; known: {known}") from None
