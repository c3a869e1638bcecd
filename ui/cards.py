"""What is found, as cards: who, when and where, and the words with the best sentence marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index import Kind, TranscriptHead
from index.names import office_beside
from search.in_words import day, strangers_in_words
from search.results import Reason
from ui.places import Place, href, onward
from ui.safe import Html, element, marked, together, web_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from index import Passage
    from search import Answer, Citation, Hit
    from search.results import Match

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
    (0.3, "Quite possibly the answer; read it in its context."),
    (0.0, "Possibly the answer; read it in its context."),
)
"""What an answer's confidence is called, from which confidence on."""


ABSTENTIONS: dict[Reason | None, tuple[str, str]] = {
    Reason.NOTHING_NEAR: (
        "Nothing in the transcripts comes near enough to this question to be quoted as an answer.",
        "The passages below are the nearest there are; they are probably about something else.",
    ),
    Reason.NOTHING_ANSWERS: (
        "Something near to this was said, but nothing that clearly answers it.",
        "The passages below come nearest, and the marked words in them nearest of all.",
    ),
    Reason.STRANGER: (
        "Nobody called {strangers} speaks in these transcripts, and nobody in them reports what they said.",
        "The passages below are the nearest to it that others said.",
    ),
}
"""Why nothing is quoted, and what follows instead, in words."""


def answer_card(answer: Answer) -> Html:
    """Return the quote that answers, and how sure that is."""
    sureness = next(words for least, words in SURENESS if answer.confidence >= least)
    closely = " The best passages were read closely." if answer.read_closely else ""
    return element(
        "section",
        element("h2", element("bdi", answer.who) if answer.who else "Answer"),
        _quote(answer.citations[0]),
        element("p", sureness + closely, look="sureness"),
        look="answer",
    )


def others_card(answer: Answer) -> Html:
    """Return what else was said to the point, beside the first quote; their titles lead to their places."""
    voices = {each.passage.speaker for each in answer.citations}
    also = (element("li", _quote(each)) for each in answer.citations[1:])
    heading = "Others on this" if len(voices) > 1 else "Also to the point"
    return element("section", element("p", heading, look="also"), element("ul", *also, look="others"), look="answer")


def abstention_card(answer: Answer) -> Html:
    """Return what is said when nothing answers, and what was said elsewhere where the question was held to somebody."""
    why, instead = ABSTENTIONS.get(answer.reason, ABSTENTIONS[Reason.NOTHING_NEAR])
    here = {hit.passage.id for hit in answer.hits}
    others = [hit for hit in answer.elsewhere if hit.passage.id not in here]
    elsewhere = [element("h3", "By others, or at another time"), *map(similar_card, others)]
    return element(
        "section",
        element("h2", "The transcripts do not say"),
        element("p", why.format(strangers=strangers_in_words(answer.constraints))),
        element("p", instead, look="aside"),
        *(elsewhere if others else ()),
        look="answer abstains",
    )


def hit_card(hit: Hit, *, best_marked: bool = True) -> Html:
    """Return who, when, where, and the passage with its best sentence marked and the words that matched set off."""
    passage = hit.passage
    text = marked(passage.text, hit.highlights if best_marked else (), [(each.start, each.end) for each in hit.why])
    return element(
        "article",
        element("h3", who(passage, linked=True)),
        element("p", when_where(hit.transcript, passage, linked=True), look="where"),
        element("div", text, look="text", language=hit.transcript.language or ""),
        look="hit",
    )


def repeats_card(repeats: Sequence[Passage], heads: Mapping[str, TranscriptHead]) -> Html:
    """Return, folded up, where else the same voice said the same words; ``heads`` are known transcripts by id."""
    places = ((heads.get(each.transcript_id) or TranscriptHead(each.transcript_id), each) for each in repeats)
    listed = (element("li", when_where(head, passage)) for head, passage in places)
    times = "once more" if len(repeats) == 1 else f"{len(repeats):,} more times"
    return element(
        "details",
        element("summary", f"Said {times} in the same words"),
        element("ul", *listed),
        look="fold",
    )


def why_card(hit: Hit) -> Html:
    """Return, folded up, which words of the passage met which of the question, and how near both are."""
    met = [element("li", element("bdi", asked), " → ", said) for asked, said in _met(hit.why, hit.passage.text)]
    near = (
        "This passage is too short for its meaning to be compared."
        if hit.dense is None
        else f"Nearness in meaning: {hit.dense:.2f} (cosine; 1 is the same meaning)."
    )
    shared = (
        "It shares no word with the question."
        if hit.lexical is None
        else f"Shared words: {hit.lexical:.0%} of the highest score possible (BM25)."
    )
    return element(
        "details",
        element("summary", "Why this matched"),
        element("p", "Words of the question → words of the passage:") if met else Html(),
        element("ul", *met) if met else Html(),
        element("p", f"{near} {shared}"),
        look="fold",
    )


def _met(matches: Iterable[Match], text: str) -> Iterator[tuple[str, Html]]:
    """Yield each word of the question that was met, and the words of the passage that met it."""
    words: dict[str, dict[str, None]] = {}
    for each in matches:
        words.setdefault(each.question, {})[text[each.start : each.end]] = None
    for asked, said in words.items():
        first, *others = (element("bdi", word) for word in said)
        yield asked, together([first, *(piece for word in others for piece in (", ", word))])


def reply_card(hit: Hit) -> Html:
    """Return how the reply to a question begins."""
    first = hit.reply[0]
    return element(
        "div",
        element("p", "Reply · ", who(first), look="voice"),
        element("div", first.text, look="text", language=hit.transcript.language or ""),
        look="near",
    )


def similar_card(hit: Hit) -> Html:
    """Return a passage that is like another one, with the way to its place."""
    there = href(Place.TRANSCRIPT, onward(in_transcript(hit.passage)))
    return element(
        "div",
        element("p", who(hit.passage, linked=True), look="voice"),
        element("p", when_where(hit.transcript, hit.passage, linked=True), look="where"),
        element("div", hit.passage.text, look="text", language=hit.transcript.language or ""),
        element("p", element("a", "Open in transcript", href=there, within=True), look="there"),
        look="near",
    )


def neighbour_card(passage: Passage, *, place: str, language: str | None) -> Html:
    """Return the passage before or after a hit; ``place`` says which."""
    return element(
        "div",
        element("p", f"{place} · ", who(passage), look="voice"),
        element("div", passage.text, look="text", language=language or ""),
        look="near",
    )


def citations_card(texts: Mapping[str, str]) -> Html:
    """Return texts by what each is called, each with a button that copies it (ui/keys.py) and says so.

    "Copied" stands beside the button, where screen readers hear of it, too.
    """
    return element("section", *(_copyable(name, text) for name, text in texts.items()), look="citations")


def _copyable(name: str, text: str) -> Html:
    button = element("button", "Copy", element("span", f" as {name}", look="unseen"), look="copy")
    return element(
        "div",
        element("p", element("span", name, look="aside"), button, element("span", look="copied", role="status")),
        element("div", text, look="to-copy", language=""),
        look="copyable",
    )


def edge_card(words: str) -> Html:
    """Return what is said where a transcript begins or ends."""
    return element("p", words, look="near edge")


def who(passage: Passage, *, linked: bool = False) -> Html:
    """Return the speaker with role, or what kind of words these are; ``linked`` to what else the speaker says."""
    name, beside = named(passage)
    speaker = element("bdi", name)
    if linked and passage.speaker:
        speaker = element("a", speaker, href=href(Place.SPEAKERS, {"name": passage.speaker}), within=True)
    return together([speaker, *(element("span", ", ", element("bdi", each), look="role") for each in beside)])


def named(passage: Passage) -> tuple[str, list[str]]:
    """Return the speaker's name, or what stands in its place, and what is told beside it: the office, the kind."""
    unnamed, remark = UNNAMED[passage.kind]
    name = passage.speaker or unnamed
    beside = [office_beside(name, passage.role)] if passage.speaker else [remark]
    if passage.speaker and passage.kind is not Kind.SPEECH:
        beside.append(passage.kind.value)
    return name, [each for each in beside if each]


def when_where(head: TranscriptHead, passage: Passage, *, linked: bool = False) -> Html:
    """Return date, title, venue, the place in the recording, and a link to where the transcript was published.

    Where ``linked``, the title leads to the passage in its transcript.
    """
    source = web_address(head.source)
    title = element("bdi", head.title or head.id)
    if linked:
        title = element("a", title, href=href(Place.TRANSCRIPT, onward(in_transcript(passage))), within=True)
    parts = (
        element("time", day(head.date), datetime=head.date.isoformat()) if head.date else "undated",
        title,
        element("bdi", head.venue) if head.venue else None,
        f"at {clock(passage.start_s)}" if passage.start_s is not None else None,
        element("a", "source", href=source) if source else None,
    )
    shown = [part for part in parts if part]
    return together([shown[0], *(piece for part in shown[1:] for piece in (" · ", part))])


def in_transcript(passage: Passage) -> dict[str, str]:
    """Return the address of a passage on the page of its transcript."""
    return {"id": passage.transcript_id, "passage": str(passage.id)}


def clock(seconds: float) -> str:
    """Return a place in a recording as "1:02:03" or "2:03"."""
    minutes, second = divmod(int(seconds), 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour}:{minute:02}:{second:02}" if hour else f"{minute}:{second:02}"


def _quote(citation: Citation) -> Html:
    said = marked(citation.quote, [citation.marked] if citation.marked else [])
    said = element("blockquote", "“", said, "”", language=citation.transcript.language or "")
    by = element("span", "— ", who(citation.passage, linked=True), look="by")
    where = element("span", when_where(citation.transcript, citation.passage, linked=True), look="where")
    return together([said, element("footer", by, where)])
