"""Files as published, with what their own markup says of the speakers; read apart from the formats of the project.

Kremlin pages are held against the transcripts that were made from them. For XML the gold is the attribute or the
element that names the speaker; a name is right without its titles, or in a form that the file's list of persons gives.
Text that the markup gives to nobody (lists, headings, votes) is aligned and not counted.
"""

from __future__ import annotations

import re
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath
from xml.etree import ElementTree

from benchmarks import scripts
from benchmarks.corpora import DATA
from benchmarks.layouts import Printed, wrapped
from benchmarks.scoring import Said
from index.formats import FORMATS, SUFFIXES
from index.names import folded
from index.records import Kind

_TITLE = re.compile(
    r"^(?:(?:the |le très |l['’])?(?:right |rt\.? )?hon(?:ou?rable)?\.?|mrs?\.?|ms\.?|miss|mme|m\.|dr\.?|mag\.|"
    r"sir|dame|prof\.?|gospod|gospa|el señor|la señora|predsednik|predsedujoči|podpredsednik|prosecretario) ",
    re.IGNORECASE,
)
_OFFICE = re.compile(r"(?:speaker|members?|officer|chair\w*|president|président|clerk|countess of \w+)$", re.IGNORECASE)
"""What a voice is known by instead of a name; it may keep its title: "Mr. Speaker"."""
_EDGE = " .:,;-–—\t\n"
_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"


@dataclass(frozen=True, slots=True)
class Speech:
    """What one element of a file says, and who."""

    printed: str
    """As printed; empty where the file names nobody."""
    names: frozenset[str]
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Source:
    archive: str
    under: str
    speeches: Callable[[ElementTree.Element], Iterator[Speech]]


def names_of(printed: str) -> frozenset[str]:
    """Return what is right for a printed name: without brackets and titles, or who is bracketed after an office."""
    bare = re.sub(r"\s*\([^()]*(?:\([^()]*\))?[^()]*\)", "", printed).strip(_EDGE)
    inside = [part for part in re.findall(r"\(([^()]+)", printed) if "," not in part]
    of_office = re.match(r"^(?:The|Le|La) ", printed) is not None
    found = {folded(bare)} if _OFFICE.search(bare) else set()
    for form in (bare, *(part for part in inside if of_office or _TITLE.match(part))):
        name = form.strip(_EDGE)
        while (shorter := _TITLE.sub("", name)) != name:
            name = shorter
        found |= {folded(name), folded(re.sub(r"^(?:the|le|la) ", "", name, flags=re.IGNORECASE))}
        found.add(folded(re.sub(r"^(?:Lord|Lady|Baroness|Viscount|Earl) (?=\w)", "", name)))
    return frozenset(found - {""})


def available() -> list[str]:
    """Return the names of the originals that this version reads."""
    html = ["Kremlin pages"] if ".html" in SUFFIXES else []
    return [*html, *(f"{name}, XML" for name, each in _SOURCES.items() if "xml" in FORMATS), *_AS_LABELS]


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
                yield Printed(path, PurePosixPath(path).name, data, tuple(_said(speeches)))


def _kremlin_pages(sample: int) -> Iterator[Printed]:
    records = scripts.kremlin_records()
    for path, data in _members("kremlin", ""):
        number = PurePosixPath(path).stem
        if number.isdigit() and number in records and sample > 0:
            sample -= 1
            script = scripts.script_of(records[number])
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
                yield Said(paragraph, kind=Kind.QUESTION, turn=number)
            else:
                stage = re.match(r"^[(\[<][^()]{1,120}[)\]>]\.?$", paragraph)
                names = frozenset([folded(line.voice.name), folded(_person(line.voice.name))])
                yield Said(paragraph, frozenset() if stage else names, Kind.STAGE if stage else Kind.SPEECH, number)


def _person(speaker: str) -> str:
    """Return the person in "Prime Minister Mikhail Mishustin": the longest end that is somebody's name elsewhere."""
    words = speaker.split()
    ends = (" ".join(words[start:]) for start in range(1, len(words) - 1))
    return next((end for end in ends if end in _people()), speaker)


@cache
def _people() -> frozenset[str]:
    turns = (turn for record in scripts.kremlin_records().values() for turn in record["turns"])
    return frozenset(turn["speaker"] for turn in turns if turn["speaker"])


def _said(speeches: list[Speech]) -> Iterator[Said]:
    for number, speech in enumerate(speeches, start=1):
        for paragraph in speech.paragraphs:
            yield Said(paragraph, speech.names, Kind.SPEECH, number, free=not speech.names)


def _with_labels(path: str, speeches: list[Speech], label: str, wide: int | None) -> Printed:
    """Print the speeches that have a name as "Mr. X (Riding, Party): …"; the others would be narration in disguise."""
    named = [speech for speech in speeches if speech.names and speech.paragraphs]
    lines = [PurePosixPath(path).stem.replace("-", " "), ""]
    for speech in named:
        first, *others = speech.paragraphs
        lines += [text for each in (speech.printed + label + first, *others) for text in (wrapped(each, wide), "")]
    return Printed(path, "session.txt", "\n".join(lines).encode(), tuple(_said(named)))


def _files(corpus: str) -> Iterator[tuple[str, bytes, list[Speech]]]:
    source = _SOURCES[corpus]
    for path, data in _members(source.archive, source.under):
        if path.endswith(".xml") and (root := _root(data)) is not None:
            speeches = list(source.speeches(root))
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


def _parlparse(root: ElementTree.Element) -> Iterator[Speech]:
    for element in root:
        printed_name = element.get("speakername") or ""
        texts = [_text(child) for child in element] if element.tag == "speech" else [_text(element)]
        yield Speech(printed_name, names_of(printed_name), _solid(texts))


def _canada(root: ElementTree.Element) -> Iterator[Speech]:
    body = root.find("HansardBody")
    yield from _canada_inside(body if body is not None else root)


def _canada_inside(element: ElementTree.Element) -> Iterator[Speech]:
    for child in element:
        if child.tag == "Intervention":
            name = _text(child.find("PersonSpeaking")).strip().rstrip(":").strip()
            content = child.find("Content")
            for part in content if content is not None else ():
                known = part.tag in ("ParaText", "Quote")
                yield Speech(name if known else "", names_of(name) if known else frozenset(), _solid([_text(part)]))
        elif child.tag in ("ParaText", "Timestamp", "FloorLanguage", "ProceduralText") or not len(child):
            yield Speech("", frozenset(), _solid([_text(child)]))
        else:
            yield from _canada_inside(child)


def _akoma_ntoso(root: ElementTree.Element) -> Iterator[Speech]:
    people = {each.get("eId"): each.get("showAs") or "" for each in root.iter() if _tag(each) == "TLCPerson"}
    body = next((each for each in root.iter() if _tag(each) == "debateBody"), root)
    yield from _akoma_inside(body, people)


def _akoma_inside(element: ElementTree.Element, people: dict[str | None, str]) -> Iterator[Speech]:
    for child in element:
        if _tag(child) in ("speech", "question", "answer"):
            name = " ".join(_text(part).strip() for part in child if _tag(part) == "from")
            by = (child.get("by") or "").lstrip("#")
            sure = bool(name) and len(name) < 80
            names = names_of(name) | names_of(people.get(by, "")) if sure else frozenset()
            yield Speech(name, names, _solid([_text(part) for part in child if _tag(part) != "from"]))
        elif any(_tag(each) in ("speech", "question", "answer") for each in child.iter()):
            yield from _akoma_inside(child, people)
        else:
            yield Speech("", frozenset(), _solid([_text(child)]))


def _tei(root: ElementTree.Element) -> Iterator[Speech]:
    people = {each.get(_XML_ID): _persons_name(each) for each in root.iter() if _tag(each) == "person"}
    note = speaking = ""
    for element in root.iter():
        if _tag(element) == "note" and element.get("type") == "speaker":
            note, speaking = " ".join(_text(element).split()).rstrip(":"), ""
        elif _tag(element) == "u":
            by = (element.get("who") or "").lstrip("#")
            note, speaking = note if speaking in ("", by) else "", by
            inner = next((_text(part) for part in element if part.get("type") == "speaker"), "")
            names = names_of(people.get(by, "")) | names_of(inner or note)
            parts = [_text(part) for part in element if _tag(part) in ("seg", "s", "p")]
            yield Speech((inner or note).strip(), names, _solid(parts))


def _persons_name(person: ElementTree.Element) -> str:
    parts = [each for each in person.iter() if _tag(each) in ("forename", "surname", "addName")]
    ordered = [part for tag in ("forename", "surname") for part in parts if _tag(part) == tag]
    if ordered:
        return " ".join(_text(part).strip() for part in ordered)
    return next((_text(each) for each in person.iter() if _tag(each) == "persName"), "")


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _text(element: ElementTree.Element | None) -> str:
    return "" if element is None else "".join(element.itertext())


def _solid(texts: list[str]) -> tuple[str, ...]:
    joined = (" ".join(text.split()) for text in texts)
    return tuple(text for text in joined if text)


_SOURCES: dict[str, _Source] = {
    "UK Hansard": _Source("uk-hansard", "", _parlparse),
    "Canadian Hansard": _Source("canada-hansard", "", _canada),
    "Akoma Ntoso": _Source("tei-parliaments", "AkomaNtoso/Examples", _akoma_ntoso),
    "TEI": _Source("tei-parliaments", "", _tei),
}
_AS_LABELS: dict[str, tuple[str, str, int | None]] = {
    "UK Hansard as Name: text": ("UK Hansard", ": ", None),
    "Canadian Hansard as Mr. Name (Seat, Party): text": ("Canadian Hansard", ": ", None),
    "Canadian Hansard as Mr. Name (Seat, Party): text, wrapped": ("Canadian Hansard", ": ", 72),
}
"""Name of the row to corpus, what ends the label, and the column to wrap at."""
