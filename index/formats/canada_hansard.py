"""The XML of the Canadian House of Commons: Hansard and committee evidence, in English and in French."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from index.documents import Document
from index.formats.elements import below, language_of, local_name, text_of
from index.formats.markup import Dialect, Part, Script, Voice

if TYPE_CHECKING:
    from lxml import etree

    from index.documents import Hints

_PARTS: dict[str, Part] = {
    "ExtractedInformation": Part.SKIPPED,
    "StartPageNumber": Part.SKIPPED,
    "DocumentTitle": Part.DROPPED,
    "CatchLine": Part.DROPPED,
    "FloorLanguage": Part.DROPPED,
    "Timestamp": Part.DROPPED,
    "DivisionType": Part.DROPPED,
    "MemberLists": Part.DROPPED,
    "OrderOfBusinessTitle": Part.HEADING,
    "SubjectOfBusinessTitle": Part.HEADING,
    "SubjectOfBusinessQualifier": Part.HEADING,
    "QuestionID": Part.HEADING,
    "DivisionNumber": Part.HEADING,
    "title": Part.HEADING,
    "ProceduralText": Part.NARRATION,
    "Prayer": Part.NARRATION,
    "Intervention": Part.VOICE,
    "QuestionContent": Part.VOICE,
    "ResponseContent": Part.VOICE,
    "PersonSpeaking": Part.LABEL,
    "Questioner": Part.LABEL,
    "Responder": Part.LABEL,
    "ParaText": Part.BLOCK,
    "QuotePara": Part.BLOCK,
    "Quote": Part.BLOCK,
    "CommitteeQuote": Part.BLOCK,
    "LegislationQuote": Part.BLOCK,
    "ThroneSpeech": Part.BLOCK,
    "ThroneSpeechPara": Part.BLOCK,
    "Poetry": Part.BLOCK,
    "Verse": Part.BLOCK,
    "Note": Part.BLOCK,
    "Query": Part.INLINE,
    "Line": Part.SPACED,
    "ForceColumnBreak": Part.SPACED,
}


_TITLE = ("InstitutionDebate", "Number", "Session", "Parliament")


def read_root(root: etree._Element, _hints: Hints) -> list[Document]:
    """Read one sitting of the House, or one meeting of a committee."""
    language = language_of(root)
    script = Script()
    script.walk(root, _DIALECT)
    blocks = script.turns({}, french=(language or "").lower() == "fr")
    if not blocks:
        return []
    head = {each.get("Name", ""): text_of(each) for each in below(root, "ExtractedItem")}
    title = ", ".join(part for name in _TITLE if (part := head.get(name)))
    return [
        Document(
            blocks=blocks,
            title=title or None,
            date=_date(head),
            venue=head.get("Institution") or head.get("MetaInstitution") or None,
            language=language.lower() if language else None,
            dropped=tuple(script.dropped),
        )
    ]


def _part(element: etree._Element, name: str) -> Part:
    if name == "B":
        if _bold_label(element):
            return Part.LABEL
        return Part.DROPPED if _bold_colon(element) else Part.INLINE
    return _PARTS.get(name, Part.INLINE)


def _bold_label(element: etree._Element) -> bool:
    """Whether a paragraph begins in bold with who speaks: "<B>Some hon. members:</B> Agreed."."""
    parent = element.getparent()
    if parent is None or local_name(parent) != "ParaText" or parent[0] is not element or (parent.text or "").strip():
        return False
    bold = text_of(element)
    if len(bold) < 2:
        return False
    behind = element.getnext()
    apart = behind is not None and local_name(behind) == "B" and _bold_colon(behind)
    return apart or bold.endswith(":") or (element.tail or "").lstrip().startswith(":")


def _bold_colon(element: etree._Element) -> bool:
    """Whether a bold is only the colon of the label in the bold before it: "<B>The Chair</B><B>:</B>"."""
    before = element.getprevious()
    if before is None or local_name(before) != "B" or text_of(element) != ":":
        return False
    return before.getprevious() is None and not (before.tail or "").strip()


def _voice(element: etree._Element, _around: Voice) -> Voice:
    """Tell people apart by the id that the House gives them in their office."""
    marked = element if local_name(element) == "Intervention" else element.getprevious()
    speaking = next(below(marked, "PersonSpeaking", "Questioner", "Responder"), None) if marked is not None else None
    affiliation = next(below(speaking, "Affiliation"), None) if speaking is not None else None
    identity = affiliation.get("DbId") if affiliation is not None else None
    return Voice(id=identity if identity not in ("", "0") else None)


def _date(head: dict[str, str]) -> dt.date | None:
    try:
        year, month, day = (int(head[f"MetaDateNum{part}"]) for part in ("Year", "Month", "Day"))
        return dt.date(year, month, day)
    except (KeyError, ValueError):
        return None


_DIALECT = Dialect(_part, _voice)
