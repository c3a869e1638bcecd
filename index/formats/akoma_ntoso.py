"""Akoma Ntoso debates (OASIS LegalDocML and its drafts 1.0 and 2.0): speeches, questions, scenes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.documents import Document
from index.formats.elements import below, iso_day, local_name, text_of, two_letters
from index.formats.markup import Dialect, Part, Script, Voice
from index.formats.named import called
from index.records import Kind

if TYPE_CHECKING:
    import datetime as dt

    from lxml import etree

    from index.documents import Hints

_PARTS: dict[str, Part] = (
    dict.fromkeys(["meta", "proprietary", "presentation"], Part.SKIPPED)
    | dict.fromkeys(["toc"], Part.DROPPED)
    | dict.fromkeys(["from"], Part.LABEL)
    | dict.fromkeys(["speech", "speechGroup", "question", "answer"], Part.VOICE)
    | dict.fromkeys(["heading", "subheading", "crossHeading", "docTitle", "longTitle"], Part.HEADING)
    | dict.fromkeys(["narrative", "summary", "authorialNote", "rollCall", "voting", "quorum"], Part.NARRATION)
    | dict.fromkeys(["scene", "remark"], Part.STAGE)
    | dict.fromkeys(["eol", "td", "th", "num"], Part.SPACED)
    | dict.fromkeys(
        """
        p block li item tr intro wrapUp wrap listIntroduction listWrapUp other communication outcome count
        content paragraph coverPage preface preamble conclusions debateSection debateBody administrationOfOath
        declarationOfVote ministerialStatements nationalInterest noticesOfMotion oralStatements papers petitions
        pointOfOrder personalStatements prayers proceduralMotions questions resolutions writtenStatements
        adjournment address body mainBody section article chapter part title
        """.split(),
        Part.BLOCK,
    )
)


def read_root(root: etree._Element, _hints: Hints) -> list[Document]:
    """Read one document: a debate, or a text in which nobody is marked as speaking."""
    _join_numbers(root)
    references = {
        identity: (local_name(each), " ".join(each.get("showAs", "").split()))
        for each in root.iter("{*}TLCPerson", "{*}TLCRole", "{*}TLCOrganization")
        if (identity := each.get("eId") or each.get("id"))
    }
    script = Script()
    title = _title(root)
    script.walk(
        root,
        Dialect(
            lambda element, name: Part.DROPPED if _is_title(element, name, title) else _part(element, name),
            lambda element, around: _voice(element, around, references),
        ),
    )
    people = {key: called(shown) for key, (kind, shown) in references.items() if kind == "TLCPerson" and shown}
    blocks = script.turns(people) if script.marked() else script.paragraphs()
    if not blocks:
        return []
    language = next((each.get("language") for each in below(root, "FRBRlanguage")), None)
    return [
        Document(
            blocks=blocks,
            title=title,
            date=_date(root),
            venue=_first(root, "docProponent"),
            language=two_letters(language) if language else None,
            source=_source(root),
            dropped=tuple(script.dropped),
        )
    ]


def _part(element: etree._Element, name: str) -> Part:
    if name in ("docTitle", "num") and (parent := element.getparent()) is not None and local_name(parent) in _LINES:
        return Part.INLINE if name == "docTitle" else Part.SPACED
    return _PARTS.get(name, Part.INLINE)


def _is_title(element: etree._Element, name: str, title: str | None) -> bool:
    """Whether an element prints the title that the document goes by, and nothing else stands on its line."""
    if name != "docTitle" or text_of(element) != title:
        return False
    parent = element.getparent()
    return parent is None or local_name(parent) not in _LINES or text_of(parent) == title


_LINES = frozenset(["p", "block", "longTitle", "heading"])


def _voice(element: etree._Element, around: Voice, references: dict[str, tuple[str, str]]) -> Voice:
    """Name a voice by whom "by" refers to, acting "as" a role; one without either goes on with the voice around it."""
    by, role = ((element.get(name) or "").lstrip("#") for name in ("by", "as"))
    kind, shown = references.get(by, ("", ""))
    printed = shown or None
    named = bool(by) or any(local_name(child) == "from" for child in element)
    if not named and around.kind is Kind.SPEECH:
        return Voice(id=around.id, printed=around.printed, role=around.role)
    asks = local_name(element) == "question" and not named
    return Voice(
        Kind.QUESTION if asks else Kind.SPEECH,
        id=by if by and kind in ("", "TLCPerson") else None,
        fallback=printed,
        role=references.get(role, ("", ""))[1] or None,
    )


def _join_numbers(root: etree._Element) -> None:
    """Put the number of a section into its heading, as it is printed: "III. PAPERS"."""
    for number in list(below(root, "num")):
        heading = number.getnext()
        if heading is not None and local_name(heading) == "heading":
            heading.text = f"{text_of(number)} {heading.text or ''}"
            for child in list(number):
                number.remove(child)
            number.text = None


def _title(root: etree._Element) -> str | None:
    alias = (each.get("value") for each in below(root, "FRBRalias", "FRBRname") if each.get("name") == "title")
    return _first(root, "docTitle") or next((value for value in alias if value), None)


def _first(root: etree._Element, name: str) -> str | None:
    return next((text for each in below(root, name) if (text := text_of(each))), None)


def _date(root: etree._Element) -> dt.date | None:
    """Return the day that the record prints at its head, else the day of the work (FRBR)."""
    heads = list(below(root, "coverPage", "preface"))
    printed = {each.get("date", "") for head in heads for each in below(head, "date")}
    work = next(below(root, "FRBRWork"), None)
    candidates = [
        *(each.get("date", "") for each in below(root, "docDate")),
        *(printed if len(printed) == 1 else ()),
        *((each.get("date", "") for each in below(work, "FRBRdate")) if work is not None else ()),
    ]
    return next((day for text in candidates if (day := iso_day(text))), None)


def _source(root: etree._Element) -> str | None:
    values = (each.get("value", "") for each in below(root, "FRBRthis", "FRBRuri", "FRBRalias"))
    return next((value for value in values if value.startswith(("https://", "http://"))), None)
