"""What is shown as files: a table for spreadsheets, JSON for programs, Markdown for people. Pure: bytes come out."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from search.in_words import day
from search.results import answer_json, hit_json
from ui.address import write
from ui.cards import named
from ui.citing import escaped, markdown, permalink, reference

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from search import Answer, Hit
    from ui.address import View

_NO_FILTERS = frozenset({"q", "sort", "group", "more"})
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""With these a spreadsheet takes the text of a cell for a formula (OWASP, CSV injection)."""


_TEXT = "id-"
"""Before a passage's number: it has up to 19 digits, of which a spreadsheet, taking it for a number, keeps 15. Nothing
else says "text" in a CSV file to Excel and LibreOffice alike, with whatever settings it is opened."""
_MAX_NAME_CHARS = 60
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer and its passages as they stand on the page; what is folded up as less close is not among them."""

    view: View
    answer: Answer
    hits: Sequence[Hit]
    """In the order in which they are shown."""
    app: str
    """The address of the app, for permalinks."""
    asked: bool = True
    """Whether something was asked, and not words given to find."""
    close: bool = True
    """Whether any of the passages is close to what was asked."""

    @property
    def answered(self) -> bool:
        """Whether there is a question and something that answers it."""
        return self.asked and bool(self.answer.citations)

    @property
    def heading(self) -> str:
        """What the passages stand under."""
        return "Passages" if self.answered or (self.close and not self.asked) else "Nearest passages"

    @property
    def filters(self) -> dict[str, list[str]]:
        """What narrows the search beside the question, by the names that it has in the address."""
        return {name: values for name, values in write(self.view).items() if name not in _NO_FILTERS}


def file_name(question: str, suffix: str, day: dt.date) -> str:
    """Return what a file is called: "rostrum-trade-turnover-2026-11-27.csv".

    Of the question, letters that ASCII lacks become those that it has where that is a matter of accents, and are left
    out otherwise; so that every system takes the name, and no part of it is a path.
    """
    plain = unicodedata.normalize("NFKD", question.casefold()).encode("ascii", "ignore").decode()
    words = _NOT_IN_NAMES.sub("-", plain).strip("-")
    short = words if len(words) <= _MAX_NAME_CHARS else words[: _MAX_NAME_CHARS + 1].rpartition("-")[0]
    return "-".join(part for part in ("rostrum", short, day.isoformat()) if part) + f".{suffix}"


def as_csv(shown: Shown) -> bytes:
    """Return a row for each passage, in UTF-8 with the mark by which spreadsheets know it.

    A text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    filters = "; ".join(f"{name}: {value}" for name, values in shown.filters.items() for value in values)
    rows = [
        {
            "question": shown.answer.question,
            "filters": filters,
            "rank": hit.rank,
            "score": round(hit.score, 4),
            "speaker": hit.passage.speaker,
            "role": hit.passage.role,
            "kind": hit.passage.kind.value,
            "title": hit.transcript.title,
            "date": hit.transcript.date.isoformat() if hit.transcript.date else None,
            "venue": hit.transcript.venue,
            "text": hit.passage.text,
            "citation": reference(hit.passage, hit.transcript),
            "permalink": permalink(shown.app, hit.passage),
            "passage_id": f"{_TEXT}{hit.passage.id}",
        }
        for hit in shown.hits
    ]
    written = io.StringIO(newline="")
    table = csv.DictWriter(written, fieldnames=list(rows[0]) if rows else ["question"])
    table.writeheader()
    table.writerows({name: _defused(value) for name, value in row.items()} for row in rows)
    return written.getvalue().encode("utf-8-sig", "replace")


def _defused(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def as_json(shown: Shown) -> bytes:
    """Return what ``rostrum ask --json`` prints, with the filters, and rank, citation and permalink for each hit."""
    found = answer_json(shown.answer)
    found["filters"] = shown.filters
    for cited, citation in zip(found["citations"], shown.answer.citations, strict=True):
        cited["citation"] = reference(citation.passage, citation.transcript)
        cited["permalink"] = permalink(shown.app, citation.passage)
    found["hits"] = [_hit(shown, hit) for hit in shown.hits]
    return json.dumps(found, ensure_ascii=False, indent=2).encode("utf-8", "replace")


def _hit(shown: Shown, hit: Hit) -> dict[str, Any]:
    return {
        "rank": hit.rank,
        **hit_json(hit),
        "venue": hit.transcript.venue,
        "citation": reference(hit.passage, hit.transcript),
        "permalink": permalink(shown.app, hit.passage),
    }


def as_markdown(shown: Shown) -> bytes:
    """Return a page: the question, the answer, and each passage as a quotation with where it stands."""
    answer = shown.answer
    parts = [f"# {escaped(answer.question)}"]
    if shown.filters:
        parts.append(
            "\n".join(f"- {name}: {escaped(value)}" for name, values in shown.filters.items() for value in values)
        )
    if shown.answered:
        quotes = (markdown(each.quote, each.passage, each.transcript) for each in answer.citations)
        parts += ["## Answer", *(f"{quote}\n" for quote in quotes)]
    elif shown.asked:
        parts.append("The transcripts do not say.")
    parts.append(f"## {shown.heading}")
    parts += [_passage(shown, hit, number) for number, hit in enumerate(shown.hits, 1)]
    return ("\n\n".join(part.rstrip("\n") for part in parts) + "\n").encode("utf-8", "replace")


def _passage(shown: Shown, hit: Hit, number: int) -> str:
    when = day(hit.transcript.date) if hit.transcript.date else "undated"
    link = f"[open in transcript](<{permalink(shown.app, hit.passage)}>)"
    return "\n\n".join(
        (
            f"### {number}\\. {escaped(named(hit.passage)[0])}, {when}",
            markdown(hit.passage.text, hit.passage, hit.transcript),
            f"Rank {hit.rank} · score {hit.score:.4f} · passage {hit.passage.id} · {link}",
        )
    )


FILES: dict[str, tuple[str, str, str, Callable[[Shown], bytes]]] = {
    "CSV": ("table for spreadsheets", "csv", "text/csv", as_csv),
    "JSON": ("for programs", "json", "application/json", as_json),
    "Markdown": ("to read and edit", "md", "text/markdown", as_markdown),
}
"""What can be downloaded: what it is good for, suffix, media type, what makes it."""
