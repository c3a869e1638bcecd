"""A transcript's turns as a page to read: who speaks, in their colour, and what is said, word for word."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from index import Kind
from ui.cards import UNNAMED, clock, who
from ui.finding import places
from ui.places import Place, href
from ui.safe import Html, element, escape, together
from ui.scrolling import Anchor, anchor
from ui.voices import colours, how_known

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from index import Passage, Speaker, Transcript, Turn

MOST_TURNS = 150
MOST_CHARS = 120_000
"""Of a part: a transcript of 3,000 turns is drawn in parts, since a page of all of them takes seconds."""
_BREAK = "\n\n"


@dataclass(frozen=True, slots=True)
class Found:
    """A place where the words stand that are looked for."""

    turn: int
    start: int
    end: int
    """Half-open span of the turn's text."""


@dataclass(frozen=True, slots=True)
class Read:
    """A transcript as it is read: with its passages, what is looked for in it, and what is to be seen."""

    transcript: Transcript
    passages: dict[int, list[Passage]]
    """By turn; a turn without a letter has none."""
    found: tuple[Found, ...] = ()
    current: int | None = None
    """Which of these is looked at, counted from 0."""
    here: int | None = None
    """The id of the passage that the page was opened at."""
    colours: dict[str, int] = field(default_factory=dict)

    def begins(self, passage: Passage | None) -> tuple[int, int]:
        """Return in which turn a passage begins, and where in it; without one, where the transcript begins."""
        if passage is None:
            return 0, 0
        before = self.transcript.turns[: passage.turn]
        return passage.turn, passage.start - sum(len(turn.text) + len(_BREAK) for turn in before)


def found_in(transcript: Transcript, words: str) -> tuple[Found, ...]:
    """Return the places where words stand, in the order of reading."""
    return tuple(
        Found(number, *span) for number, turn in enumerate(transcript.turns) for span in places(turn.text, words)
    )


def next_from(found: Sequence[Found], begins: tuple[int, int]) -> int:
    """Return the number, from 0, of the first place from a turn and a place in it on; behind the last, the first."""
    return next((at for at, each in enumerate(found) if (each.turn, each.start) >= begins), 0)


def read(
    transcript: Transcript,
    passages: Sequence[Passage],
    *,
    find: str = "",
    current: int | None = None,
    here: int | None,
    everybody: Iterable[Speaker] = (),
) -> Read:
    """Return a transcript as it is read; ``everybody`` are all speakers of the index, for the colours."""
    by_turn: dict[int, list[Passage]] = {}
    for each in passages:
        by_turn.setdefault(each.turn, []).append(each)
    found = found_in(transcript, find)
    at = min(current, len(found) - 1) if current is not None and found else None
    slots = colours((turn.speaker for turn in transcript.turns if turn.speaker), everybody)
    return Read(transcript, by_turn, found, at, here, slots)


def parts(turns: Sequence[Turn]) -> list[range]:
    """Return the turns that are shown together, as ranges; at least one."""
    found: list[range] = []
    first = chars = 0
    for number, turn in enumerate(turns):
        if number > first and (number - first == MOST_TURNS or chars + len(turn.text) > MOST_CHARS):
            found.append(range(first, number))
            first, chars = number, 0
        chars += len(turn.text)
    return [*found, range(first, len(turns))]


def turns_card(read: Read, part: range) -> Html:
    """Return the turns of a part."""
    offset = sum(len(turn.text) + len(_BREAK) for turn in read.transcript.turns[: part.start])
    shown = []
    for number in part:
        turn = read.transcript.turns[number]
        passages = read.passages.get(number, [])
        words = _Words(
            turn.text,
            [(each.start - offset, each.end - offset, each.id) for each in passages],
            [(each.start, each.end, at) for at, each in enumerate(read.found) if each.turn == number],
            read,
        )
        text = element("div", *_paragraphs(words), look="text", language=read.transcript.language or "")
        shown.append(_turn(read, turn, passages, text))
        offset += len(turn.text) + len(_BREAK)
    return element("section", *shown, look="transcript")


def _turn(read: Read, turn: Turn, passages: Sequence[Passage], text: Html) -> Html:
    """Return a turn: what no speaker says is set apart."""
    link = _permalink(read, passages)
    if turn.kind is Kind.STAGE:
        return element("div", text, element("div", link, look="beside"), look="turn stage")
    if turn.kind is Kind.NARRATION and not turn.speaker:
        name, remark = UNNAMED[turn.kind]
        beside = element("div", element("span", f"{name}: {remark}"), link, look="beside")
        return element("div", beside, text, look="turn narration")
    name = who(passages[0]) if passages else element("bdi", turn.speaker or UNNAMED[turn.kind][0])
    if turn.speaker:
        name = element("a", name, href=href(Place.SPEAKERS, {"name": turn.speaker}), within=True)
    colour = f" voice-{read.colours[turn.speaker]}" if turn.speaker else ""
    top = element("div", element("h3", name), _beside(turn, link), look="top")
    return element("article", top, text, look=f"turn{colour}")


def _beside(turn: Turn, link: Html) -> Html:
    """Return when it was said, how the speaker is known (on hover, and unfolded by a click), and the permalink."""
    word, sentence = how_known(turn)
    known = element("details", element("summary", word, tip=sentence), element("p", sentence), look="known")
    time = element("span", clock(turn.start_s)) if turn.start_s is not None else Html()
    return element("div", time, known, link, look="beside")


def _permalink(read: Read, passages: Sequence[Passage]) -> Html:
    if not passages:
        return Html()
    address = {"id": read.transcript.id, "passage": str(passages[0].id)}
    return element("a", "Link", href=href(Place.TRANSCRIPT, address), within=True, tip="Link to this turn", look="link")


@dataclass(frozen=True, slots=True)
class _Words:
    """The text of a turn, with spans of it, half-open and in order."""

    text: str
    passages: Sequence[tuple[int, int, int]]
    """With their ids."""
    found: Sequence[tuple[int, int, int]]
    """With their numbers."""
    read: Read


def _paragraphs(words: _Words) -> Iterator[Html]:
    """Yield the paragraphs of a turn, with the passages in it as places to come to."""
    start = 0
    for paragraph in words.text.split(_BREAK):
        end = start + len(paragraph)
        yield element("p", *_pieces(words, start, end))
        start = end + len(_BREAK)


def _pieces(words: _Words, done: int, end: int) -> Iterator[Html]:
    """Yield the passages of a paragraph, and what stands between them."""
    for first, after, identity in words.passages:
        start, stop = max(first, done), min(after, end)
        if start < stop:
            here = identity == words.read.here
            place = anchor(Anchor.PASSAGE, identity) if start == first else ""
            yield _marked(words, done, start)
            piece = _marked(words, start, stop)
            yield element("span", piece, look="here" if here else "", role="mark" if here else "", anchor=place)
            done = stop
    yield _marked(words, done, end)


def _marked(words: _Words, done: int, end: int) -> Html:
    """Return a stretch with what was found in it marked; a place that reaches beyond is marked on both sides."""
    pieces: list[Html] = []
    for first, after, at in words.found:
        start, stop = max(first, done), min(after, end)
        if start < stop:
            place = anchor(Anchor.FOUND, at) if start == first else ""
            look = "now" if at == words.read.current else ""
            pieces += [escape(words.text[done:start]), element("mark", words.text[start:stop], look=look, anchor=place)]
            done = stop
    return together([*pieces, escape(words.text[done:end])])
