"""Web pages: the main text with its headings and bold leads; menus, captions and hidden text are left out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from index.documents import NO_HINTS, Document, Hints
from index.errors import EmptyTranscriptError
from index.formats.head import read_head
from index.formats.html_blocks import pieces
from index.formats.html_main import main_element, parted
from index.formats.html_meta import metadata
from index.formats.html_tail import without_tail
from index.formats.html_tree import parse_html
from index.formats.runs import to_blocks

if TYPE_CHECKING:
    from index.documents import Block


def read(data: bytes, _hints: Hints = NO_HINTS) -> list[Document]:
    """Read a page as one document.

    Raises:
        EmptyTranscriptError: It shows no text.
        MalformedError: It is too large.
        UndecodableError: It is binary, or in no encoding that is read.
    """
    root, warnings = parse_html(data)
    body = root.find("body")
    dropped: list[str] = []
    if body is None:
        raise EmptyTranscriptError("the page has no body; frames are saved as files of their own")
    every = pieces(body, dropped)
    inside, outside = parted(main_element(body, every), every)
    shown = without_tail(inside, dropped)
    found = to_blocks([paragraph for piece in shown for paragraph in piece.paragraphs])
    if not any(block.text for block in found):
        raise EmptyTranscriptError("the page shows no text; if a script writes it, save the page from a browser")
    around = [paragraph.text for piece in outside for paragraph in piece.paragraphs if paragraph.text]
    known, meta_warnings = metadata(root)
    document = read_head(found, known=known) if _headed(found, known) else Document(tuple(found), **known)
    return [
        replace(
            document,
            warnings=(*warnings, *meta_warnings, *document.warnings),
            dropped=(*around, *dropped, *document.dropped),
        )
    ]


def _headed(found: list[Block], known: dict[str, object]) -> bool:
    """Whether the first lines must tell what the markup does not."""
    return bool(found) and not {"title", "date"} <= known.keys()
