"""Files as published, with what their own markup says of the speakers; read apart from the formats of the project.

Kremlin pages are held against the transcripts that were made from them, mended where those are in doubt
(`scripts.mended`, `scripts.persons_of`). What is gold in XML is told in `marked_up`; of those files only what is said
counts: headings, votes and notes that are parsed as narration or stage directions are not held against the parse, and
neither is whose they are where they are parsed as said.
"""

from __future__ import annotations

import re
import tarfile
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import PurePosixPath
from xml.etree import ElementTree

from benchmarks import scripts
from benchmarks.corpora import DATA
from benchmarks.layouts import Printed, wrapped
from benchmarks.marked_up import Speech, speeches_of
from benchmarks.scoring import Said, SpokenOnly
from index.formats import FORMATS, SUFFIXES
from index.names import folded
from index.records import Kind

_STAGE = re.compile(r"^[(\[<][^()]{1,120}[)\]>]\.?$")


def available() -> list[str]:
    """Return the names of the originals that this version reads."""
    html = ["Kremlin pages"] if ".html" in SUFFIXES else []
    return [*html, *(f"{name}, XML" for name in _SOURCES if "xml" in FORMATS), *_AS_LABELS]


def printed(name: str, sample: int) -> Iterator[Printed]:
    """Yield the files of one kind, or their speeches printed with labels."""
    if name == "Kremlin pages":
        yield from _kremlin_pages(sample)
    elif name in _AS_LABELS:
        corpus, suffix, wide = _AS_LABELS[name]
        for path, _, speeches in _files(corpus):
            yield _with_labels(path, speeches, suffix, wide)
    else:
        for path, data, speeches in _files(name.removesuffix(", XML")):
            if speeches:
                yield Printed(path, PurePosixPath(path).name, data, SpokenOnly(_said(speeches)))


def _kremlin_pages(sample: int) -> Iterator[Printed]:
    records = scripts.kremlin_records()
    for path, data in _members("kremlin", ""):
        number = PurePosixPath(path).stem
        if number.isdigit() and number in records and sample > 0:
            sample -= 1
            script = scripts.mended(scripts.script_of(records[number]))
            yield Printed(number, path, data, tuple(_script_said(script)))


def _script_said(script: scripts.Script) -> Iterator[Said]:
    for text in (script.title, script.venue):
        if text:
            yield Said(text, kind=Kind.NARRATION, optional=True)
    for number, line in enumerate(script.lines, start=1):
        for paragraph in line.paragraphs:
            if line.voice is None:
                yield Said(paragraph, kind=Kind.NARRATION)
            elif line.voice.name is None:
                yield Said(paragraph, kind=Kind.QUESTION, turn=number, unnamed=line.voice.role is not None)
            elif _STAGE.match(paragraph):
                yield Said(paragraph, kind=Kind.STAGE, turn=number)
            else:
                yield Said(paragraph, frozenset(map(folded, scripts.persons_of(line.voice.name))), turn=number)


def _said(speeches: Sequence[Speech]) -> Iterator[Said]:
    for number, each in enumerate(speeches, start=1):
        for paragraph in each.paragraphs:
            yield Said(paragraph, each.names, turn=number, free=not each.names, unnamed=each.crowd)


def _with_labels(path: str, speeches: list[Speech], label: str, wide: int | None) -> Printed:
    """Print the speeches that have a name as "Mr. X (Riding, Party): …"; the others would be narration in disguise."""
    named = [speech for speech in speeches if speech.names and speech.paragraphs]
    lines = [PurePosixPath(path).stem.replace("-", " "), ""]
    for speech in named:
        first, *others = speech.paragraphs
        lines += [text for each in (speech.printed + label + first, *others) for text in (wrapped(each, wide), "")]
    return Printed(path, "session.txt", "\n".join(lines).encode(), tuple(_said(named)))


def _files(corpus: str) -> Iterator[tuple[str, bytes, list[Speech]]]:
    for path, data in _members(*_SOURCES[corpus]):
        if path.endswith(".xml") and (root := _root(data)) is not None:
            speeches = speeches_of(corpus, root)
            if any(speech.names for speech in speeches):
                yield path, data, speeches


def _root(data: bytes) -> ElementTree.Element | None:
    """Return the root element, or None for a file that is not well-formed: its gold would be a guess."""
    try:
        return ElementTree.fromstring(data)
    except ElementTree.ParseError:
        return None


@cache
def _archive(folder: str) -> tuple[tuple[str, bytes], ...]:
    with tarfile.open(DATA / "speeches" / folder / "originals.tar.gz") as archive:
        files = [(member.name, archive.extractfile(member)) for member in archive if member.isfile()]
        return tuple(sorted((name, file.read()) for name, file in files if file))


def _members(folder: str, under: str) -> Iterator[tuple[str, bytes]]:
    return ((name, data) for name, data in _archive(folder) if under in name)


_SOURCES: dict[str, tuple[str, str]] = {
    "UK Hansard": ("uk-hansard", ""),
    "Canadian Hansard": ("canada-hansard", ""),
    "Akoma Ntoso": ("tei-parliaments", "AkomaNtoso/Examples"),
    "TEI": ("tei-parliaments", ""),
}
"""Name of the row to folder of the corpus and what is in the path of its files."""
_AS_LABELS: dict[str, tuple[str, str, int | None]] = {
    "UK Hansard as Name: text": ("UK Hansard", ": ", None),
    "Canadian Hansard as Mr. Name (Seat, Party): text": ("Canadian Hansard", ": ", None),
    "Canadian Hansard as Mr. Name (Seat, Party): text, wrapped": ("Canadian Hansard", ": ", 72),
}
"""Name of the row to corpus, what ends the label, and the column to wrap at."""
