"""PDF: the text layer's lines to paragraphs; a scan without one is told to need recognition."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from math import isfinite
from typing import TYPE_CHECKING, Any

from index.documents import NO_HINTS, Document, Hints
from index.errors import EmptyTranscriptError, MalformedError, SourceError
from index.formats.head import read_head
from index.formats.library import TITLE_MAX_CHARS, quiet, stated_title
from index.formats.pdf_layout import to_paragraphs
from index.formats.pdf_pages import Line, Page, body_size, in_reading_order, without_running_heads
from index.formats.runs import Mark, Run, to_blocks
from index.names import folded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypdf import PageObject, PdfReader

MAX_BYTES = 128 * 2**20
MAX_PAGES = 5_000
MAX_CONTENT_BYTES = 4 * 2**20
"""Of one page's drawing commands; text of a page has some ten thousand."""
READS_PER_BYTE = 40
MIN_READS = 2_000_000
"""A damaged file can send the library through it again and again; a sound one is read through a few times."""
_BOLD = re.compile(r"bold|black|heavy|demi|-B(?:d|lk)?$", re.I)
_SLANTED = re.compile(r"ital|obliq|slant", re.I)
_TITLE_TYPE = 1.2
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_UNREADABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff]")


def read(data: bytes, _hints: Hints = NO_HINTS) -> list[Document]:
    """Read a PDF as one document.

    Raises:
        EmptyTranscriptError: Its pages are pictures.
        MalformedError: It is broken, locked or too large.
    """
    if len(data) > MAX_BYTES:
        raise MalformedError(f"the PDF has {len(data):,} bytes, more than the {MAX_BYTES:,} that are read; split it")
    with quiet("pypdf"):
        pages, known = _pages(data)
    empty = [number for number, page in enumerate(pages, start=1) if not page.lines]
    if not any(char.isalpha() for page in pages for line in page.lines for char in line.text):
        raise EmptyTranscriptError(
            f"none of its {len(pages)} pages holds text: they are pictures; recognise them first (ocrmypdf IN OUT)"
        )
    pages, dropped = without_running_heads(pages)
    lines = [in_reading_order(page) for page in pages]
    title = _title(lines, known.pop("title", None))
    document = read_head(to_blocks(to_paragraphs(lines)), known=known | ({"title": title} if title else {}))
    if not document.blocks:
        raise EmptyTranscriptError("the file holds a title but nothing that was said")
    warnings = (*_without_text(empty), *document.warnings)
    return [replace(document, warnings=warnings, dropped=(*dropped, *document.dropped))]


def _without_text(empty: list[int]) -> Iterator[str]:
    if empty:
        numbers = ", ".join(map(str, empty[:10])) + (", …" if len(empty) > 10 else "")
        yield f"{len(empty)} pages hold no text ({numbers}); if they are pictures, recognise them first (ocrmypdf)"


def _pages(data: bytes) -> tuple[list[Page], dict[str, Any]]:
    """Return the pages of a file and what it says of itself; every fault of the library becomes ours."""
    from pypdf import PdfReader

    try:
        reader = PdfReader(_Metered(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise MalformedError("the PDF is locked by a password; save it without one")
        if len(reader.pages) > MAX_PAGES:
            raise MalformedError(f"the PDF has {len(reader.pages):,} pages, more than {MAX_PAGES:,}; split it")
        known = _known(reader)
        return [_page(page, number) for number, page in enumerate(reader.pages)], known
    except SourceError:
        raise
    except Exception as error:  # On broken files pypdf raises whatever its code runs into.
        what = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        raise MalformedError(f"the PDF cannot be read ({what}); print it to a new PDF") from error


class _Metered(io.BytesIO):
    """Bytes that may be read so often, and no more."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self._left = max(MIN_READS, READS_PER_BYTE * len(data))

    def read(self, size: int | None = -1, /) -> bytes:
        self._left -= 1
        if self._left < 0:
            raise MalformedError("the PDF is so damaged that reading it does not end; print it to a new PDF")
        return super().read(size)


def _known(reader: PdfReader) -> dict[str, Any]:
    """Return title and language; the date of a PDF is the day on which it was printed, not the speech's."""
    known: dict[str, Any] = {}
    title = reader.metadata.title if reader.metadata else None
    if isinstance(title, str) and (sane := stated_title(_clean(title))):
        known["title"] = sane
    language = reader.root_object.get("/Lang")
    if isinstance(language, str) and language.strip():
        known["language"] = _clean(language.strip())
    return known


def _clean(text: str) -> str:
    return _UNREADABLE.sub("", text).translate(_LIGATURES)


def _page(page: PageObject, number: int) -> Page:
    contents = page.get_contents()
    if contents is not None and len(contents.get_data()) > MAX_CONTENT_BYTES:
        raise MalformedError(
            f"page {number + 1} of the PDF is drawn by more than {MAX_CONTENT_BYTES:,} bytes; split it"
        )
    box = page.mediabox
    collector = _Collector(number)
    page.extract_text(visitor_text=collector.visit)
    return Page(tuple(collector.lines()), abs(float(box.width)), abs(float(box.height)))


class _Collector:
    """Gathers the runs that the library draws into lines."""

    def __init__(self, page: int) -> None:
        self._page = page
        self._lines: list[list[tuple[Run, float, float, float]]] = [[]]

    def visit(self, text: str, around: list[float], at: list[float], font: Any, size: float) -> None:
        """Take one run; a new line in it ends a line."""
        x, y = (at[4] * around[i] + at[5] * around[i + 2] + around[i + 4] for i in (0, 1))
        height = abs(size * _scale(at) * _scale(around))
        if not all(map(isfinite, (x, y, height))):
            x = y = height = 0.0
        mark = _mark(str((font or {}).get("/BaseFont", "")))
        for number, part in enumerate(text.split("\n")):
            if number:
                self._lines.append([])
            if part:
                self._lines[-1].append((Run(_clean(part), mark), x, y, height))

    def lines(self) -> Iterator[Line]:
        """Yield the lines that print something."""
        for drawn in self._lines:
            while drawn and not drawn[-1][0].text.strip():
                drawn.pop()
            first = next((index for index, each in enumerate(drawn) if each[0].text.strip()), None)
            if first is None:
                continue
            drawn = drawn[first:]
            _, x, y, _ = drawn[0]
            size = max(drawn, key=lambda each: len(each[0].text))[3]
            yield Line(tuple(run for run, *_ in drawn), x, y, size, self._page, tuple(each[1] for each in drawn))


def _scale(matrix: list[float]) -> float:
    return float((matrix[2] ** 2 + matrix[3] ** 2) ** 0.5)


def _mark(font: str) -> Mark:
    if _BOLD.search(font):
        return Mark.BOLD
    return Mark.SLANTED if _SLANTED.search(font) else Mark.NONE


def _title(pages: list[list[Line]], stated: str | None) -> str | None:
    """Return the title: as stated, if the first page prints it; else what that page sets biggest; else as stated."""
    first = next((page for page in pages if page), [])
    if stated and folded(stated) in folded(" ".join(line.text for line in first)):
        return stated
    biggest = max((line.size for line in first), default=0.0)
    if biggest < _TITLE_TYPE * body_size([line for page in pages for line in page]):
        return stated
    start = next(index for index, line in enumerate(first) if line.size == biggest)
    lines = []
    for line in first[start:]:
        if abs(line.size - biggest) > 0.05 * biggest:
            break
        lines.append(line.text)
    title = " ".join(lines)
    return title if len(title) <= TITLE_MAX_CHARS else stated
