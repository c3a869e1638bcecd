"""File to documents: one module per format, and the table that names them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from index.errors import UnknownFormatError
from index.formats import canonical, markdown, plain

if TYPE_CHECKING:
    from index.documents import Document


class Format(Protocol):
    """Reads the bytes of one file into documents; raises a SourceError when it cannot."""

    def __call__(self, data: bytes, /) -> list[Document]: ...


FORMATS: dict[str, Format] = {
    ".txt": plain.read,
    ".text": plain.read,
    ".md": markdown.read,
    ".markdown": markdown.read,
    ".json": canonical.read_json,
    ".jsonl": canonical.read_jsonl,
}
"""By suffix, in lower case. To add a format is to add a module and a line here."""


def format_of(suffix: str) -> Format:
    """Return the format of files with this suffix.

    Raises:
        UnknownFormatError: None reads it; the message lists those that are known.
    """
    try:
        return FORMATS[suffix.lower()]
    except KeyError:
        known = ", ".join(sorted(FORMATS))
        seen = f"files ending in {suffix!r}" if suffix else "files without a suffix"
        raise UnknownFormatError(f"{seen} are not read; known: {known}") from None
