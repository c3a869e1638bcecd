"""What a page says of itself in its markup: title, date, venue, language, source; never what a machine guessed."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from index.dates import find_date
from index.formats.html_tree import class_parts, classes, unseen
from index.names import folded

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from lxml.html import HtmlElement

_SEPARATOR = re.compile(r"\s+[|•·»«–—\-:]+\s+|\s*::\s*")
_ISO_DAY = re.compile(r"^\s*(\d{4}-\d{2}-\d{2})(?=$|[T\s])")
_DATE_NAMES = (
    "article:published_time",
    "datepublished",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "dcterms.date",
    "citation_date",
    "citation_publication_date",
    "pubdate",
    "publish-date",
    "date",
)
_VENUE_PARTS = frozenset(["location", "place", "venue"])
_MAX_CHARS = 300
_VENUE_MAX_CHARS = 120
_LD_MAX_CHARS = 1_000_000


def metadata(root: HtmlElement) -> tuple[dict[str, Any], list[str]]:
    """Return the fields of a document that a page's markup states, and warnings about those it states badly."""
    metas = _metas(root)
    day, warnings = _date(root, metas)
    fields = {
        "title": _title(root, metas),
        "date": day,
        "venue": _venue(root),
        "language": _line(root.get("lang") or root.get("xml:lang") or metas.get("og:locale") or ""),
        "source": _source(root, metas),
    }
    return {name: value for name, value in fields.items() if value}, warnings


def _metas(root: HtmlElement) -> dict[str, str]:
    metas: dict[str, str] = {}
    for element in root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        if value := _line(element.get("content") or ""):
            metas.setdefault(name.lower(), value)
    return metas


def _line(text: str) -> str:
    return " ".join(text.split())


def _text(element: HtmlElement) -> str:
    return _line(" ".join(element.itertext()))[:_MAX_CHARS]


def _title(root: HtmlElement, metas: dict[str, str]) -> str | None:
    """Return the page's title without its site's name: the heading that the page's own titles repeat, first."""
    site = metas.get("og:site_name")
    heads = [text for each in root.iter("h1") if not _gone(each) and (text := _text(each))]
    stated = [metas.get("og:title"), _line(next((each.text or "" for each in root.iter("title")), ""))]
    titles = [title for each in stated if each and (title := _without_site(each, site))]
    for head in heads:
        if any(folded(head) in folded(title) for title in titles) and folded(head) != folded(site or ""):
            return head
    if metas.get("og:title") and titles:
        return titles[0]
    return heads[0] if len(heads) == 1 else next(iter(titles), None)


def _gone(element: HtmlElement) -> bool:
    return unseen(element) or any(unseen(each) for each in element.iterancestors() if isinstance(each.tag, str))


def _without_site(title: str, site: str | None) -> str:
    if site:
        for separator in _SEPARATOR.finditer(title):
            if folded(title[separator.end() :]) == folded(site):
                return title[: separator.start()]
            if folded(title[: separator.start()]) == folded(site):
                return title[separator.end() :]
    return title


def _date(root: HtmlElement, metas: dict[str, str]) -> tuple[dt.date | None, list[str]]:
    stated = [
        *(value for each in root.iter("time", "span", "p", "div", "abbr") if (value := _published(each))),
        *(metas[name] for name in _DATE_NAMES if name in metas),
        *_linked_data_dates(root),
    ]
    warnings = []
    for value in stated:
        day, warning = _day(value)
        if day is not None:
            return day, []
        warnings.append(warning or f"the date {value[:40]!r} cannot be read; write it as YYYY-MM-DD")
    times = [day for each in root.iter("time") if not _gone(each) and (day := _day(each.get("datetime") or "")[0])]
    # Two days on a page ("next session", "updated") cannot be told apart.
    return (times[0] if len(set(times)) == 1 else None), warnings


def _day(value: str) -> tuple[dt.date | None, str | None]:
    match = _ISO_DAY.match(value)
    return find_date(match[1] if match else value[:_MAX_CHARS])


def _published(element: HtmlElement) -> str | None:
    """Return the day of an element that the page marks as the date of publication."""
    marked = "datePublished" in (element.get("itemprop") or "").split() or "dt-published" in classes(element)
    if not marked and not (element.tag == "time" and "published" in class_parts(element)):
        return None
    return element.get("datetime") or element.get("content") or element.get("title") or _text(element)


def _linked_data_dates(root: HtmlElement) -> Iterator[str]:
    for script in root.iter("script"):
        source = script.text or ""
        if script.get("type") != "application/ld+json" or len(source) > _LD_MAX_CHARS:
            continue
        try:
            data = json.loads(source)
        except (ValueError, RecursionError):
            continue
        for item in _items(data):
            if isinstance(day := item.get("datePublished"), str):
                yield day


def _items(data: object) -> Iterator[dict[str, Any]]:
    for item in data if isinstance(data, list) else [data]:
        if isinstance(item, dict):
            yield item
            graph = item.get("@graph")
            yield from (each for each in graph if isinstance(each, dict)) if isinstance(graph, list) else ()


def _venue(root: HtmlElement) -> str | None:
    """Return the place that the markup names as one, where it names one only."""
    found = []
    for element in root.iter("span", "div", "p", "a", "address", "li", "td"):
        marked = "location" in (element.get("itemprop") or "").split() or any(
            name.lower() in _VENUE_PARTS or name == "p-location" or _ends_in_place(name) for name in classes(element)
        )
        if marked and not _gone(element) and (text := _text(element)) and len(text) <= _VENUE_MAX_CHARS:
            found.append(text)
    return found[0] if found and all(folded(text) in folded(found[0]) for text in found) else None


def _ends_in_place(name: str) -> bool:
    return bool(re.search(r"[-_](?:venue|place|location)$", name, re.I))


def _source(root: HtmlElement, metas: dict[str, str]) -> str | None:
    links = (each.get("href") or "" for each in root.iter("link") if "canonical" in (each.get("rel") or "").split())
    for address in (*links, metas.get("og:url", "")):
        if address.startswith(("http://", "https://")):
            return _line(address)
    return None
