"""DOCX: paragraphs and tables in order, with headings by style and bold leads; notes, heads and feet stay out."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lxml import etree

from index.documents import NO_HINTS, Document, Hints
from index.errors import EmptyTranscriptError, MalformedError
from index.formats.head import read_head
from index.formats.library import FAULTS, stated_title
from index.formats.runs import Mark, Paragraph, Run, paragraphs, to_blocks
from index.names import name_shaped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docx.document import Document as Word
    from docx.text.paragraph import Paragraph as WordParagraph

MAX_BYTES = 128 * 2**20
MAX_UNPACKED_BYTES = 300 * 2**20
_SUSPECT_BYTES = 10 * 2**20
_SUSPECT_RATIO = 200
"""Text shrinks to a tenth; only what was made to burst shrinks more than two hundred times."""
_HEADING_STYLE = re.compile(r"^(?:heading|title|subtitle|überschrift|titre|título|titolo|заголовок)\b", re.I)
_CONTENTS_STYLE = re.compile(r"^(?:toc|contents|verzeichnis)\b", re.I)
_SPEAKER_STYLE = re.compile(r"\b(?:speaker|talker)\b(?!.*\b(?:text|speech|words)\b)", re.I)
_NAME_MAX_CHARS = 120
_ROWS_WITH_NAMES = 0.6
_UNREADABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff]")
_ZIP_FAULTS: tuple[type[Exception], ...] = (zipfile.BadZipFile, zlib.error, *FAULTS)
_HEAD_PARAGRAPHS = 14
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WRAPPERS = tuple(_W + name for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"))


def read(data: bytes, _hints: Hints = NO_HINTS) -> list[Document]:
    """Read a word processor's file as one document.

    Raises:
        EmptyTranscriptError: It holds no text.
        MalformedError: It is no DOCX, broken, or would burst when unpacked.
    """
    _refuse_bombs(data)
    found, known, dropped = _contents(data)
    if not any(paragraph.text for paragraph in found):
        raise EmptyTranscriptError("the document holds no text")
    document = read_head(to_blocks(found), known=known)
    if not document.blocks:
        raise EmptyTranscriptError("the document has a head but no text")
    return [replace(document, dropped=(*dropped, *document.dropped))]


def _refuse_bombs(data: bytes) -> None:
    """Judge by the archive's directory, before anything is unpacked."""
    if len(data) > MAX_BYTES:
        raise MalformedError(f"the DOCX has {len(data):,} bytes, more than the {MAX_BYTES:,} that are read; split it")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except _ZIP_FAULTS as error:
        raise MalformedError(f"no DOCX: a DOCX is a zip archive, and this is none ({error}); save it again") from error
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED_BYTES or (unpacked > _SUSPECT_BYTES and unpacked > _SUSPECT_RATIO * len(data)):
        raise MalformedError(f"unpacked the DOCX would have {unpacked:,} bytes instead of {len(data):,}; not read")
    if not any(entry.filename == "[Content_Types].xml" for entry in entries):
        raise MalformedError("a zip archive but no DOCX: [Content_Types].xml is missing; save it from a word processor")


def _contents(data: bytes) -> tuple[list[Paragraph], dict[str, Any], list[str]]:
    """Return what a file prints and states; every fault of the library becomes ours."""
    import docx

    try:
        word = docx.Document(io.BytesIO(data))
        dropped = [*_margins(word), *_notes(word)]
        found = [each for part in _parts(word.element.body) for each in _part(part, word, dropped)]
        return found, _known(word, found), dropped
    except Exception as error:  # On broken files python-docx raises whatever its code runs into.
        what = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        raise MalformedError(f"the DOCX cannot be read ({what}); save it again from a word processor") from error


def _known(word: Word, found: list[Paragraph]) -> dict[str, Any]:
    """Return title and language; the dates in a file's properties are its own, not the speech's."""
    properties = word.core_properties
    printed = [paragraph.text for paragraph in found[:_HEAD_PARAGRAPHS] if paragraph.text]
    known = {"title": stated_title(_clean(properties.title or ""), printed)}
    known["language"] = " ".join(_clean(properties.language or "").split()) or None
    return {name: value for name, value in known.items() if value}


def _margins(word: Word) -> list[str]:
    """Return the lines of running heads and feet, each once."""
    lines: dict[str, None] = {}
    for section in word.sections:
        for part in (section.header, section.footer, section.first_page_header, section.first_page_footer):
            lines |= dict.fromkeys(text for each in part.paragraphs if (text := _clean(each.text).strip()))
    return list(lines)


def _notes(word: Word) -> Iterator[str]:
    """Yield the text of footnotes and of boxes that stand beside the text."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for relation in word.part.rels.values():
        if relation.reltype.endswith(("/footnotes", "/endnotes")) and not relation.is_external:
            yield from _texts(etree.fromstring(relation.target_part.blob, parser))
    for box in word.element.body.iter(f"{_W}txbxContent"):
        if next(box.iterancestors("{*}Fallback"), None) is None:
            yield from _texts(box)


def _texts(root: etree._Element) -> Iterator[str]:
    for paragraph in root.iter(f"{_W}p"):
        if text := _clean("".join(each.text or "" for each in paragraph.iter(f"{_W}t"))).strip():
            yield text


def _clean(text: str) -> str:
    return _UNREADABLE.sub("", text)


def _parts(container: etree._Element) -> Iterator[etree._Element]:
    """Yield paragraphs and tables in order, those inside content controls and insertions, too."""
    for child in container.iterchildren(f"{_W}p", f"{_W}tbl", *_WRAPPERS):
        if child.tag in _WRAPPERS:
            yield from _parts(child)
        else:
            yield child


def _part(part: Any, word: Word, dropped: list[str]) -> Iterator[Paragraph]:
    from docx.text.paragraph import Paragraph as WordParagraph

    if part.tag == f"{_W}tbl":
        yield from _table(part, word, dropped)
    else:
        yield from _paragraph(WordParagraph(part, word._body), dropped)


def _paragraph(source: WordParagraph, dropped: list[str]) -> list[Paragraph]:
    style = (source.style.name if source.style is not None else None) or ""
    found = paragraphs(_runs(source))
    if _CONTENTS_STYLE.match(style):
        dropped.extend(each.text for each in found)
        return []
    if _SPEAKER_STYLE.search(style) and len(found) == 1 and name_shaped(found[0].text.rstrip(": ")):
        return [Paragraph("", "", label=found[0].text)]
    if _HEADING_STYLE.match(style):
        return [replace(each, heading=True) for each in found]
    return found


def _runs(source: WordParagraph) -> Iterator[Run]:
    """Yield the runs of a paragraph, those inside links and insertions too; what was deleted or hidden is not text."""
    from docx.text.run import Run as WordRun

    bold_style = bool(source.style is not None and source.style.font.bold)
    runs: Iterator[Any] = source._p.iter(f"{_W}r")
    for element in runs:  # python-docx lists no runs inside insertions and content controls.
        if next(element.iterancestors(f"{_W}del", f"{_W}txbxContent", f"{_W}moveFrom"), None) is not None:
            continue
        run = WordRun(element, source)
        if run.font.hidden or not (text := _clean(run.text)):
            continue
        style = run.style.font.bold if run.style is not None else None
        bold = next((value for value in (run.bold, style) if value is not None), bold_style)
        mark = Mark.BOLD if bold else Mark.SLANTED if run.italic or run.underline else Mark.NONE
        yield Run(text, mark)


def _table(table: etree._Element, word: Word, dropped: list[str]) -> Iterator[Paragraph]:
    """Yield a table's text; one of speakers and what they said gives each row its label."""
    rows = [
        [[each for part in _parts(cell) for each in _part(part, word, dropped)] for cell in _own(row, "tc", "tr")]
        for row in _own(table, "tr", "tbl")
    ]
    full = [cells for cells in rows if len(cells) in (2, 3)]
    named = [cells for cells in full if _name(cells[-2])]
    said = sum(len(paragraph.text) for cells in named for paragraph in cells[-1])
    names = sum(len(paragraph.text) for cells in named for paragraph in cells[-2])
    unnamed = sum(not cells[-2] for cells in full)
    speakers = len(named) >= 2 and len(named) >= _ROWS_WITH_NAMES * (len(full) - unnamed) and said > 2 * names
    for cells in rows:
        name = _name(cells[-2]) if speakers and len(cells) in (2, 3) else None
        if name is None:
            yield from (paragraph for cell in cells for paragraph in cell)
            continue
        yield from (paragraph for cell in cells[:-2] for paragraph in cell)
        yield Paragraph("", "", label=name)
        yield from cells[-1]


def _own(element: etree._Element, inner: str, outer: str) -> Iterator[etree._Element]:
    """Yield the rows of a table, or the cells of a row, that are not those of a table inside it."""
    for each in element.iter(f"{_W}{inner}"):
        if next(each.iterancestors(f"{_W}{outer}"), None) is element:
            yield each


def _name(cell: list[Paragraph]) -> str | None:
    text = " ".join(paragraph.text for paragraph in cell)
    return text if len(text) <= _NAME_MAX_CHARS and name_shaped(text.rstrip(": ")) else None
