"""TEI: records of parliaments (ParlaMint, Parla-CLARIN), plays of voices (``sp``), and plain texts.

https://clarin-eric.github.io/ParlaMint/ and https://clarin-eric.github.io/parla-clarin/
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from index.documents import Document
from index.errors import EmptyTranscriptError
from index.formats.elements import below, language_of, local_name
from index.formats.markup import Dialect, Part, Script, Voice
from index.formats.tei_head import people_of, read_head, role_of
from index.formats.tei_words import lay_out_words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from lxml import etree

    from index.documents import Hints
    from index.formats.tei_head import Person

_PARTS: dict[str, Part] = (
    dict.fromkeys(
        """
        teiHeader timeline listEvent listRelation listPerson listOrg listPlace fLib fvLib fs f standOff include
        linkGrp spanGrp joinGrp facsimile sourceDoc figDesc graphic media gap binaryObject certainty respons
        """.split(),
        Part.SKIPPED,
    )
    | dict.fromkeys(["fw"], Part.DROPPED)
    | dict.fromkeys(["u", "sp"], Part.VOICE)
    | dict.fromkeys(["speaker"], Part.LABEL)
    | dict.fromkeys(["head", "titlePart", "docTitle", "docDate", "trailer", "argument"], Part.HEADING)
    | dict.fromkeys(["incident", "kinesic", "vocal", "stage", "camera", "sound"], Part.STAGE)
    | dict.fromkeys(["lb", "pb", "cb", "cell", "milestone"], Part.SPACED)
    | dict.fromkeys(
        """
        p seg ab l lg item list table row div div1 div2 div3 div4 div5 front body back text group floatingText opener
        closer dateline byline salute signed postscript epigraph docImprint titlePage castList castItem set cit
        listBibl bibl label
        """.split(),
        Part.BLOCK,
    )
)
_PHRASES = frozenset(["p", "seg", "ab", "l", "s", "head", "note", "cell", "item", "hi", "quote"])
"""In these, what may be a block elsewhere is a piece of the sentence."""
_INLINE_THERE = frozenset(["bibl", "label", "cit", "titlePart"])
_CONTENTS = frozenset(["contents", "toc", "index"])
_EDITED = frozenset(["corr", "reg", "expan"])


def read_root(root: etree._Element, _hints: Hints) -> list[Document]:
    """Read one transcript, or those of a corpus file that holds several.

    Raises:
        EmptyTranscriptError: A corpus file that only points to other files.
    """
    members = [each for each in below(root, "TEI", "TEI.2") if next(below(each, "text"), None) is not None]
    if not members and (kept := sum(1 for _ in below(root, "include"))):
        raise EmptyTranscriptError(
            f"the file is the head of a corpus whose {kept} parts are other files (xi:include); read those instead"
        )
    corpus = {} if root in members else people_of(root, language=language_of(root), skip=members)
    documents = [_document(each, root, corpus) for each in members]
    spoken = [document for document, anybody in documents if anybody]
    if not spoken:
        return [document for document, _ in documents if document.blocks]
    if silent := len(documents) - len(spoken):
        note = f"{silent} of {len(documents)} parts of the corpus are left out: nobody speaks in them"
        spoken[0] = replace(spoken[0], warnings=(note,))
    return spoken


def _document(member: etree._Element, root: etree._Element, corpus: Mapping[str, Person]) -> tuple[Document, bool]:
    """Return one transcript, and whether anybody in it is marked as speaking."""
    language = language_of(next(below(member, "text"), member))
    people = {**corpus, **people_of(member, language=language)}
    head = read_head(member, root, language)
    lay_out_words(member)
    script = Script()
    for text in member:
        if local_name(text) in ("text", "group"):
            script.walk(text, Dialect(_part, lambda element, _: _voice(element, people, head.date)))
    names = {key: person.name for key, person in people.items() if person.name}
    spoken = script.marked()
    blocks = script.turns(names) if spoken else script.paragraphs()
    return Document(blocks=blocks, dropped=tuple(script.dropped), **head.fields()), spoken


def _part(element: etree._Element, name: str) -> Part:
    if name == "note":
        return _note(element)
    parent = element.getparent()
    around = local_name(parent) if parent is not None else ""
    if name in _EDITED and around == "choice":
        return Part.SKIPPED
    if element.get("break") == "no":
        return Part.INLINE
    if name in ("div", "list") and (element.get("type") or "").lower() in _CONTENTS:
        return Part.DROPPED
    if name in _INLINE_THERE and around in _PHRASES:
        return Part.INLINE
    return _PARTS.get(name, Part.INLINE)


def _note(element: etree._Element) -> Part:
    """A note amid somebody's words interrupts them; between turns it is the record's own."""
    if element.get("type", "").lower() == "speaker":
        return Part.LABEL
    editorial = element.get("place") in ("foot", "bottom", "end", "margin") or "foot" in element.get("type", "").lower()
    within = any(local_name(each) in ("u", "sp") for each in element.iterancestors())
    return Part.STAGE if within and not editorial else Part.NARRATION


def _voice(element: etree._Element, people: Mapping[str, Person], day: dt.date | None) -> Voice:
    """Name a voice by the one id of "who"; several at once are nobody that a file lists."""
    ids = [each.rpartition("#")[2] for each in (element.get("who") or "").split()]
    identity = ids[0] if len(ids) == 1 else None
    return Voice(id=identity, role=role_of(element, people.get(identity or ""), day))
