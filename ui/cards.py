"""What is found, as cards: who, when and where, and the words with the best sentence marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index import Kind
from index.names import office_of
from ui.safe import Html, element, marked, together, web_address

if TYPE_CHECKING:
    import datetime as dt

    from index import Passage, TranscriptHead
    from search import Answer, Citation, Hit

UNNAMED = {
    Kind.SPEECH: ("Unknown speaker", None),
    Kind.QUESTION: ("Questioner", "not named"),
    Kind.NARRATION: ("Narration", "the reporter’s own words"),
    Kind.STAGE: ("Stage direction", None),
}
"""What stands in a speaker's place, and beside it, where a passage has none."""

SURENESS = (
    (0.8, "Very likely the answer."),
    (0.5, "Likely the answer."),
    (0.3, "Quite possibly the answer; see it in its context below."),
    (0.0, "Possibly the answer; see it in its context below."),
)
"""What an answer's confidence is called, from which confidence on."""


def answer_card(answer: Answer) -> Html:
    """Return the quote that answers, how sure that is, and what else was said to the point."""
    first, *others = answer.citations
    sureness = next(words for least, words in SURENESS if answer.confidence >= least)
    parts = [
        element("h2", "Answer"),
        _quote(first),
        element("p", sureness, look="sureness"),
    ]
    if others:
        also = (element("li", _quote(each)) for each in others)
        parts += [element("p", "Also to the point", look="also"), element("ul", *also, look="others")]
    return element("section", *parts, look="answer")


def abstention_card() -> Html:
    """Return what is said when nothing answers."""
    return element(
        "section",
        element("h2", "The transcripts do not say"),
        element("p", "No passage answers this question surely enough to be quoted as an answer."),
        look="answer abstains",
    )


def hit_card(hit: Hit) -> Html:
    """Return who, when, where, and the passage with the best sentence marked."""
    passage = hit.passage
    return element(
        "article",
        element("h3", who(passage)),
        element("p", when_where(hit.transcript, passage), look="where"),
        element("div", marked(passage.text, hit.highlights), look="text", language=hit.transcript.language or ""),
        look="hit",
    )


def neighbour_card(passage: Passage, *, place: str, language: str | None) -> Html:
    """Return the passage before or after a hit; ``place`` says which."""
    return element(
        "div",
        element("p", f"{place} · ", who(passage), look="voice"),
        element("div", passage.text, look="text", language=language or ""),
        look="near",
    )


def edge_card(words: str) -> Html:
    """Return what is said where a transcript begins or ends."""
    return element("p", words, look="near edge")


def who(passage: Passage) -> Html:
    """Return the speaker with role, or what kind of words these are."""
    unnamed, remark = UNNAMED[passage.kind]
    name = passage.speaker or unnamed
    office = office_of(passage.role) if passage.role != name else None
    beside = [office if office != name else None] if passage.speaker else [remark]
    if passage.speaker and passage.kind is not Kind.SPEECH:
        beside.append(passage.kind.value)
    shown = [element("span", ", ", element("bdi", each), look="role") for each in beside if each]
    return together([element("bdi", name), *shown])


def when_where(head: TranscriptHead, passage: Passage) -> Html:
    """Return date, title, venue, the place in the recording, and a link to where the transcript was published."""
    link = web_address(head.source)
    parts = (
        element("time", day(head.date), datetime=head.date.isoformat()) if head.date else "undated",
        element("bdi", head.title or head.id),
        element("bdi", head.venue) if head.venue else None,
        f"at {clock(passage.start_s)}" if passage.start_s is not None else None,
        element("a", "source", href=link) if link else None,
    )
    shown = [part for part in parts if part]
    return together([shown[0], *(piece for part in shown[1:] for piece in (" · ", part))])


def day(date: dt.date) -> str:
    """Return a day as "24 August 2022"."""
    return f"{date.day} {date:%B} {date.year}"


def clock(seconds: float) -> str:
    """Return a place in a recording as "1:02:03" or "2:03"."""
    minutes, second = divmod(int(seconds), 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour}:{minute:02}:{second:02}" if hour else f"{minute}:{second:02}"


def _quote(citation: Citation) -> Html:
    said = element("blockquote", "“", citation.quote, "”", language=citation.transcript.language or "")
    by = element("span", "— ", who(citation.passage), look="by")
    where = element("span", when_where(citation.transcript, citation.passage), look="where")
    return together([said, element("footer", by, where)])
