"""XML made safe and told apart: nothing outside the file is ever read, and the root element names the dialect."""

from __future__ import annotations

import codecs
import re
from dataclasses import replace
from html.entities import html5
from typing import TYPE_CHECKING, Protocol

from lxml import etree

from index.decoding import decode
from index.documents import NO_HINTS, Hints
from index.errors import EmptyTranscriptError, MalformedError, UnknownFormatError
from index.formats import akoma_ntoso, canada_hansard, parlparse, tei
from index.formats.elements import local_name

if TYPE_CHECKING:
    from index.documents import Document

MAX_DEPTH = 200
"""Elements within elements; transcripts reach 20."""
_MAX_ENTITY_CHARS = 64
"""What an entity may stand for; more would let a small file grow without bound."""
_MAX_GROWTH_CHARS = 1_000_000
_MAX_ENTITIES = 1000


class Dialect(Protocol):
    """Reads one parsed file; raises a SourceError when it cannot."""

    def __call__(self, root: etree._Element, hints: Hints, /) -> list[Document]: ...


DIALECTS: dict[str, Dialect] = {
    "TEI": tei.read_root,
    "TEI.2": tei.read_root,
    "teiCorpus": tei.read_root,
    "teiCorpus.2": tei.read_root,
    "akomaNtoso": akoma_ntoso.read_root,
    "akomantoso": akoma_ntoso.read_root,
    "publicwhip": parlparse.read_root,
    "Hansard": canada_hansard.read_root,
}
"""By the local name of the root element."""

_DECLARATION = re.compile(r"\s*<\?xml\b(?P<inside>[^>]*?)\?>")
_ENCODING = re.compile(r"""\bencoding\s*=\s*["']\s*([A-Za-z][\w.:-]*)\s*["']""")
_DOCTYPE = re.compile(r"<!DOCTYPE\b")
_BEFORE_ROOT = re.compile(r"<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|(?P<element><[^!?])", re.DOTALL)
_DOCTYPE_TOKEN = re.compile(r"""<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|"[^"]*"|'[^']*'|[\[\]>]""", re.DOTALL)
_ENTITY = re.compile(
    r"""<!--.*?(?:-->|\Z)|<!ENTITY\s+(?P<name>[^\s%"'>]+)\s+(?:(?P<value>"[^"]*"|'[^']*')|(?P<external>SYSTEM|PUBLIC)\b)""",
    re.DOTALL,
)
_REFERENCE = re.compile(
    r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)|&(?P<name>[^\s&;#<>]+);", re.DOTALL
)
_NUMERIC = re.compile(r"&#(?:x([0-9A-Fa-f]{1,6})|([0-9]{1,7}));")
_PREDEFINED = frozenset(["amp", "lt", "gt", "quot", "apos"])
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_NO_FILE_HAS = frozenset(["idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"])
_LATIN_1 = frozenset(["ascii", "iso8859-1"])


def read(data: bytes, hints: Hints = NO_HINTS) -> list[Document]:
    """Read an XML file in any dialect that is known.

    Raises:
        EmptyTranscriptError: The file holds nothing that was said.
        MalformedError: Not well-formed, nested too deeply, or in need of something outside the file.
        UndecodableError: In no encoding that is read.
        UnknownFormatError: The root element is that of no known dialect; the message names it.
    """
    root, warnings = parse(data)
    name = local_name(root)
    if name not in DIALECTS:
        known = ", ".join(f"<{each}>" for each in DIALECTS)
        raise UnknownFormatError(
            f"the root element <{name[:60]}> is that of no XML dialect that is read; known: {known}"
        )
    documents = DIALECTS[name](root, hints)
    if not documents:
        raise EmptyTranscriptError(f"the file holds a head but nothing that was said below <{name}>")
    first = replace(documents[0], warnings=(*warnings, *documents[0].warnings))
    return [first, *documents[1:]]


def parse(data: bytes) -> tuple[etree._Element, tuple[str, ...]]:
    """Return the root element, without comments, and warnings about how the bytes were read.

    No DTD, entity or other thing outside the file is read; entities that the file declares as plain text, and the
    named ones of HTML, are put in as text.
    """
    text, warnings = _decoded(data)
    if not text.lstrip().startswith("<"):
        raise MalformedError(f"not XML: the file begins with {text.lstrip()[:20]!r}, not with an element")
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
    try:
        root = etree.fromstring(_self_contained(text).encode(), parser)
    except etree.XMLSyntaxError as error:
        reason = str(error.msg).splitlines()[0][:200]
        raise MalformedError(f"not well-formed XML: {reason}; the file may be cut or edited by hand") from error
    _refuse_depth(root)
    return root, warnings


def _decoded(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Decode by byte order mark, else by what the XML declaration says if that holds, else as any text."""
    declared = _declared_encoding(data)
    if declared is None or data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text, warnings = decode(data)
        return _without_declaration(text), warnings
    if (text_as_declared := _as_declared(data, declared)) is not None:
        return _without_declaration(text_as_declared.replace("\r\n", "\n").replace("\r", "\n")), ()
    text, warnings = decode(data)
    lie = f"announces the encoding {declared!r}, which does not fit its bytes"
    return _without_declaration(text), (lie, *warnings)


def _declared_encoding(data: bytes) -> str | None:
    """Return the encoding of a declaration that can be read byte by byte."""
    head = _DECLARATION.match(data[:400].removeprefix(codecs.BOM_UTF8).decode("latin-1"))
    found = _ENCODING.search(head["inside"]) if head else None
    return found[1] if found else None


def _as_declared(data: bytes, declared: str) -> str | None:
    try:
        codec = codecs.lookup(declared).name
    except (LookupError, ValueError):
        return None
    # A declaration that reads as ASCII is not in UTF-16 or UTF-32.
    if codec.replace("_", "-") in _NO_FILE_HAS or codec.startswith(("utf-16", "utf-32")) or not data.strip():
        return None
    # Text in a one-byte encoding is never valid UTF-8 by accident, unless it is ASCII.
    if codec != "utf-8" and not data.isascii() and _decodes(data, "utf-8") is not None:
        return None
    # Files that say ISO-8859-1 mean Windows-1252 (https://encoding.spec.whatwg.org/#names-and-labels).
    if codec in _LATIN_1 and (text := _decodes(data, "cp1252")) is not None:
        return text
    return _decodes(data, codec)


def _decodes(data: bytes, codec: str) -> str | None:
    try:
        text = data.decode(codec)
        text.encode()
    except (ValueError, LookupError):  # LookupError: a codec such as rot13, which decodes no bytes
        return None
    return text


def _without_declaration(text: str) -> str:
    match = _DECLARATION.match(text)
    return text if match is None else text[match.end() :]


def _self_contained(text: str) -> str:
    """Return the text without its document type declaration, the entities put in."""
    entities, start, end = _declared_entities(text)
    body = text[:start] + "\n" * text.count("\n", start, end) + text[end:]
    growth = sum(body.count(f"&{name};") * len(value) for name, value in entities.items() if value)
    if growth > len(text) + _MAX_GROWTH_CHARS:
        raise MalformedError(f"its entities stand for {growth:,} characters in {len(text):,}; write the text itself")
    return _REFERENCE.sub(lambda match: _resolved(match, entities), body)


def _declared_entities(text: str) -> tuple[dict[str, str | None], int, int]:
    """Return the entities declared inside the file (None: one that is never read) and where the declaration lies."""
    start = _DOCTYPE.search(text, 0, _first_element(text))
    if start is None:
        return {}, 0, 0
    depth, end = 0, len(text)
    for token in _DOCTYPE_TOKEN.finditer(text, start.end()):
        depth += {"[": 1, "]": -1}.get(token[0], 0)
        if token[0] == ">" and depth <= 0:
            end = token.end()
            break
    entities: dict[str, str | None] = {}
    for declared in _ENTITY.finditer(text, start.end(), end):
        if declared["name"]:
            value = None if declared["value"] is None else _plain_value(declared["value"][1:-1])
            entities.setdefault(declared["name"], value)
    if len(entities) > _MAX_ENTITIES:
        raise MalformedError(f"it declares {len(entities):,} entities, where {_MAX_ENTITIES:,} are plenty")
    return entities, start.start(), end


def _first_element(text: str) -> int:
    return next((each.start() for each in _BEFORE_ROOT.finditer(text) if each["element"]), len(text))


def _plain_value(value: str) -> str | None:
    """Return what an entity stands for; None when that is long, holds elements or is made of other entities."""
    plain = _NUMERIC.sub(_character, value)
    return plain if len(plain) <= _MAX_ENTITY_CHARS and not re.search("[<&]", plain) else None


def _character(match: re.Match[str]) -> str:
    code = int(match[1], 16) if match[1] else int(match[2])
    allowed = code in (9, 10, 13) or 32 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF
    return chr(code) if allowed else match[0]


def _resolved(match: re.Match[str], entities: dict[str, str | None]) -> str:
    name = match["name"]
    if name is None or name in _PREDEFINED:
        return match[0]
    if name in entities:
        value = entities[name]
    elif f"{name};" in html5:
        value = html5[f"{name};"]
    else:
        raise MalformedError(
            f"&{name[:40]}; stands for nothing: the file does not declare it; write the character itself"
        )
    if value is None:
        raise MalformedError(
            f"&{name[:40]}; stands for another file, for markup or for other entities, which are never put in; "
            "write the text itself"
        )
    return "".join(_ESCAPES.get(char, char) for char in value)


def _refuse_depth(root: etree._Element) -> None:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            raise MalformedError(f"nested too deeply: more than {MAX_DEPTH} elements within one another")
