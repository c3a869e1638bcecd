"""What the header of a TEI file says: title, day, place, source, and the people that ids refer to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from index.formats.elements import below, iso_day, local_name, text_of, two_letters
from index.formats.named import called
from index.names import capitalised

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml import etree

_XML = "{http://www.w3.org/XML/1998/namespace}"
_PLACES = frozenset(["place", "city", "country", "org", "settlement", "building"])
_LINKS = ("https://", "http://")
_CHAIRS = frozenset(["chair", "#chair", "#chairman", "#president"])


@dataclass(frozen=True, slots=True)
class Office:
    """What somebody was, and when."""

    title: str
    since: dt.date | None
    until: dt.date | None


@dataclass(frozen=True, slots=True)
class Person:
    """Whom an id stands for."""

    name: str | None
    offices: tuple[Office, ...] = ()


@dataclass(frozen=True, slots=True)
class Head:
    """The fields of a document that come from the header."""

    id: str | None
    title: str | None
    date: dt.date | None
    venue: str | None
    language: str | None
    source: str | None

    def fields(self) -> dict[str, Any]:
        """Return them by name."""
        return {name: getattr(self, name) for name in ("id", "title", "date", "venue", "language", "source")}


def read_head(member: etree._Element, root: etree._Element, language: str | None) -> Head:
    """Read the header of one transcript; the place may stand in that of its corpus."""
    header = next(below(member, "teiHeader"), member)
    around = next((each for each in root if local_name(each) == "teiHeader"), header)
    return Head(
        id=" ".join(member.get(f"{_XML}id", "").split()) or None,
        title=_title(header, language),
        date=_date(header, member),
        venue=_venue(header, language) or _venue(around, language),
        language=language,
        source=_source(header),
    )


def people_of(
    root: etree._Element, *, language: str | None = None, skip: Iterable[etree._Element] = ()
) -> dict[str, Person]:
    """Return the people that a header lists, by id."""
    skipped = set(skip)
    people: dict[str, Person] = {}
    for header in below(root, "teiHeader", "standOff", "particDesc", "listPerson"):
        if skipped.intersection(header.iterancestors()):
            continue
        for each in below(header, "person"):
            if identity := each.get(f"{_XML}id"):
                people.setdefault(identity, Person(_name(each, language), tuple(_offices(each, language))))
    return people


def role_of(utterance: etree._Element, person: Person | None, day: dt.date | None) -> str | None:
    """Return the offices that the file gives a speaker on this day, the chair's first."""
    roles = ["chair"] if _CHAIRS.intersection((utterance.get("ana") or "").split()) else []
    for office in person.offices if person else ():
        known = day is not None or (office.since is None and office.until is None)
        if known and (day is None or (office.since or day) <= day <= (office.until or day)):
            roles.append(office.title)
    return ", ".join(dict.fromkeys(roles)) or None


def _name(person: etree._Element, language: str | None) -> str | None:
    """Return forename and surname, as people are called, whatever the order in the file."""
    names = [each for each in person if local_name(each) == "persName"]
    chosen = _in_language(names, language)
    if chosen is None:
        return None
    given = [text_of(each) for each in below(chosen, "forename")]
    family = [text for each in below(chosen, "nameLink", "surname") if (text := text_of(each))]
    whole = " ".join(part for part in (*given, *family) if part)
    return capitalised(whole or called(text_of(chosen))) or None


def _offices(person: etree._Element, language: str | None) -> Iterator[Office]:
    for affiliation in person:
        if local_name(affiliation) not in ("affiliation", "persName"):
            continue
        role = _in_language(list(below(affiliation, "roleName")), language)
        if title := text_of(role):
            when = affiliation.get("when")
            since, until = (iso_day(affiliation.get(name) or when) for name in ("from", "to"))
            if (since or not affiliation.get("from")) and (until or not affiliation.get("to")):
                yield Office(title, since, until)


def _in_language(elements: list[etree._Element], language: str | None) -> etree._Element | None:
    """Return the first element in a language, else the first that states none, else the first."""
    stated = [two_letters(each.get(f"{_XML}lang", "")) for each in elements]
    for wanted in (language, None):
        if wanted in stated:
            return elements[stated.index(wanted)]
    return elements[0] if elements else None


def _title(header: etree._Element, language: str | None) -> str | None:
    """Return the main title; one that is given in several parts of no type is joined again."""
    statement = next(below(header, "titleStmt"), None)
    titles = list(below(statement, "title")) if statement is not None else []
    if not titles:
        return None
    main = [each for each in titles if each.get("type") == "main"]
    if main:
        return text_of(_in_language(main, language)) or None
    chosen = _in_language(titles, language)
    spoken = chosen.get(f"{_XML}lang") if chosen is not None else None
    parts = [text_of(each) for each in titles if each.get(f"{_XML}lang") == spoken and not each.get("type")]
    return ", ".join(part for part in parts if part) or text_of(chosen) or None


def _date(header: etree._Element, member: etree._Element) -> dt.date | None:
    """Return the day of the sitting, else of the source, else the one printed in the front."""
    for place in (*below(header, "setting"), *below(header, "sourceDesc"), *below(member, "front")):
        dates = list(below(place, "docDate", "date"))
        days = {day for each in dates for day in _days(each)}
        if len(days) == 1:
            return days.pop()
    return None


def _days(date: etree._Element) -> list[dt.date]:
    return [day for name in ("when", "from", "to") if (day := iso_day(date.get(name)))]


def _venue(header: etree._Element, language: str | None) -> str | None:
    setting = next(below(header, "setting"), None)
    if setting is None:
        return None
    chosen: dict[str, list[etree._Element]] = {}
    for each in below(setting, "name", "placeName", "orgName", "settlement", "country"):
        kind = each.get("type") or local_name(each)
        if local_name(each) != "name" or kind in _PLACES:
            chosen.setdefault(kind, []).append(each)
    parts = [text_of(_in_language(named, language)) for named in chosen.values()]
    return ", ".join(dict.fromkeys(part for part in parts if part)) or None


def _source(header: etree._Element) -> str | None:
    """Return the address of the source, else of the publication."""
    for place in (*below(header, "sourceDesc"), *below(header, "publicationStmt")):
        for each in below(place, "idno", "ref", "ptr"):
            link = text_of(each) if local_name(each) == "idno" else each.get("target", "")
            if link.startswith(_LINKS) and not _licence(each):
                return link
    return None


def _licence(element: etree._Element) -> bool:
    return any(local_name(each) in ("availability", "licence", "publisher") for each in element.iterancestors())
