"""Quotes with who said them, when and where, as text to be pasted elsewhere. Pure: strings in, strings out."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from search.in_words import day
from ui.cards import clock, in_transcript, named
from ui.family_names import inverted
from ui.places import Place, href
from ui.safe import showable, web_address

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from index import Passage, TranscriptHead
    from search import Hit

    Style = Callable[[str, Passage, TranscriptHead], str]

UNDATED = "n.d."
_ACTIVE = re.compile(r"([\\`*_\[\]<>~|&#$])")
"""What means something in Markdown wherever it stands."""
_BEGINS = re.compile(r"^([-+=]|\d{1,9}(?=[.)]))")
"""What means something at the beginning of a line: a list, a rule, a heading's underline."""
_IN_LINKS = {"(": "%28", ")": "%29", "<": "%3C", ">": "%3E", "\\": "%5C"}


def plain(quote: str, passage: Passage, head: TranscriptHead) -> str:
    """Return a quote between quotation marks, and what :func:`reference` says, on one line."""
    return f"“{_line(quote)}” — {reference(passage, head)}"


def markdown(quote: str, passage: Passage, head: TranscriptHead) -> str:
    """Return a quote as a block quotation in Markdown; where it was published is the title's link."""
    name, beside = named(passage)
    title, link = escaped(head.title or head.id), web_address(head.source)
    if link:
        title = f"[{title}]({''.join(_IN_LINKS.get(each, each) for each in link)})"
    said = "\n>\n".join(f"> {escaped(part)}" for part in re.split(r"\n\s*\n", quote) if part.strip())
    where = [f"**{escaped(name)}**", *map(escaped, beside), title, *map(escaped, _when_and_where(passage, head))]
    return f"{said}\n>\n> — {', '.join(where)}"


def apa(quote: str, passage: Passage, head: TranscriptHead) -> str:
    """Return a quote as it stands in a text, and below it the entry of the reference list, as APA 7 has them.

    A name is turned round where it can be told which part is the family name, else it is left as it is. Where nobody is
    known to speak, the title stands in their place, as APA has it for works without an author.
    """
    year = f"{head.date.year}" if head.date else UNDATED
    title = _line(head.title or head.id)
    name = inverted(passage.speaker, head.language) if passage.speaker else None
    by = _line(name.family if name else passage.speaker) if passage.speaker else f"“{title}”"
    time = [clock(passage.start_s)] if passage.start_s is not None else []
    cited = f"“{_line(quote)}” ({', '.join([by, year, *time])})"
    when = f"({_year_first(head.date) if head.date else UNDATED})"
    begins = (
        [_line(str(name or passage.speaker)), when, f"{title} [Transcript]"]
        if passage.speaker
        else [f"{title} [Transcript]", when]
    )
    entry = " ".join(_with_stop(each) for each in [*begins, *([_line(head.venue)] if head.venue else [])])
    link = web_address(head.source)
    return f"{cited}\n\n{entry}{f' {link}' if link else ''}"


STYLES: dict[str, Style] = {"Plain text": plain, "Markdown": markdown, "APA-like": apa}
"""How a quote can be copied, by what it is called."""
PERMALINK = "Permalink"


def citations(quote: str, passage: Passage, head: TranscriptHead, app: str) -> dict[str, str]:
    """Return a quote in each style, and the address of the passage in the app, by what they are called.

    A citation ends with the address where the transcript was published. Where it was published nowhere, the app's own
    address stands there instead, so that whoever finds the quote in their notes can go back to it; but not in a list of
    references, which names what every reader can reach.

    Args:
        quote: What of the passage is quoted.
        passage: Where it stands.
        head: Of its transcript.
        app: The address of any page of the app, as the browser shows it; an empty one where it is not known.
    """
    lasting = permalink(app, passage)
    reached = head if web_address(head.source) or not app else replace(head, source=lasting)
    texts = {name: style(quote, passage, head if style is apa else reached) for name, style in STYLES.items()}
    return {**texts, PERMALINK: lasting}


def quoted(hit: Hit) -> str:
    """Return what is to be quoted of a hit: its best sentence, which is marked; the passage where it has none."""
    start, end = hit.highlights[0] if hit.highlights else (0, len(hit.passage.text))
    return hit.passage.text[start:end]


def reference(passage: Passage, head: TranscriptHead) -> str:
    """Return who, in what, where and when, on one line, with the address where it was published."""
    name, beside = named(passage)
    parts = [name, *beside, f"“{head.title or head.id}”", *_when_and_where(passage, head)]
    link = web_address(head.source)
    return _line(", ".join(parts)) + (f". {link}" if link else "")


def permalink(app: str, passage: Passage) -> str:
    """Return the address of a passage in its transcript.

    Args:
        app: The address of any page of the app, as the browser shows it; an empty one gives a relative address.
        passage: The passage.
    """
    page = app.rstrip("/").rpartition("/")[2]
    folder = app if not app or page in {each.value for each in Place if each.value} else f"{app.rstrip('/')}/"
    return urljoin(folder, href(Place.TRANSCRIPT, in_transcript(passage)))


def escaped(text: str) -> str:
    """Return Markdown that shows a text as it is, on one line."""
    return _BEGINS.sub(lambda found: _escape_begin(found[0]), _ACTIVE.sub(r"\\\1", _line(text)))


def _escape_begin(found: str) -> str:
    return f"{found}\\" if found.isdigit() else f"\\{found}"


def _when_and_where(passage: Passage, head: TranscriptHead) -> list[str]:
    parts = [head.venue, day(head.date) if head.date else UNDATED]
    if passage.start_s is not None:
        parts.append(f"at {clock(passage.start_s)}")
    return [each for each in parts if each]


def _year_first(date: dt.date) -> str:
    """Return "2023, January 17"."""
    number, month, year = day(date).split()
    return f"{year}, {month} {number}"


def _with_stop(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _line(text: str) -> str:
    return " ".join(showable(text).split())
