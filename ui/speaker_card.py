"""One speaker as a card: roles, names as printed, how much, when and of what they speak."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.cards import when_where
from ui.facts import dotted, span_of
from ui.known import counted
from ui.places import Place, href
from ui.safe import Html, element
from ui.voices import KNOWN_BY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index import Passage, Speaker, TranscriptHead
    from search import Profile


def profile_card(profile: Profile) -> Html:
    """Return who it is."""
    speaker = profile.speaker
    sums = (
        counted(speaker.turns, "turn"),
        counted(speaker.words, "word"),
        counted(speaker.transcripts, "transcript"),
        span_of((profile.first, profile.last)),
    )
    roles = element("p", dotted(element("bdi", role) for role in speaker.roles)) if speaker.roles else Html()
    return element(
        "section",
        element("h2", element("bdi", speaker.name)),
        roles,
        element("p", dotted(sums), look="where"),
        _names(speaker),
        look="facts",
    )


def _names(speaker: Speaker) -> Html:
    """Return, folded up, the names as printed with the rules that joined them, and how the turns are attributed."""
    rules = dict(speaker.joined)
    listed = [
        element("li", element("bdi", alias), f": {rules[alias]}" if alias in rules else "") for alias in speaker.aliases
    ]
    known = "; ".join(f"{KNOWN_BY[how][0]}: {turns:,}" for how, turns in speaker.attributions)
    names = [element("p", "Printed as, and why that is the same speaker:"), element("ul", *listed)] if listed else []
    return element(
        "details",
        element("summary", "Names as printed, and how the speaker is known"),
        *names,
        element("p", f"How turns got their speaker: {known}."),
        look="fold",
    )


def topics_card(profile: Profile) -> Html:
    """Return the words that this speaker uses more than all the others, each leading to where it is said."""
    listed = (
        element("li", element("a", each.word, href=href(Place.SPEAKERS, _asking(profile, each.word)), within=True))
        for each in profile.topics
    )
    return element(
        "section",
        element("h3", "Speaks more than others of"),
        element("ul", *listed, look="topics"),
        look="facts",
    )


def _asking(profile: Profile, word: str) -> dict[str, str]:
    return {"name": profile.speaker.name, "q": word}


def recent_card(profile: Profile) -> Html:
    """Return what was said last, each passage with a link to its place."""
    heading = element("h3", "Last heard")
    return element("section", heading, *_recent(profile), look="facts")


def _recent(profile: Profile) -> Iterator[Html]:
    for passage, head in profile.recent:
        yield element(
            "div",
            element("p", when_where(head, passage), look="where"),
            element("div", passage.text, look="text", language=head.language or ""),
            element("p", opening(passage, head), look="where"),
            look="near",
        )


def opening(passage: Passage, head: TranscriptHead) -> Html:
    """Return a link to a passage in its transcript."""
    address = {"id": head.id, "passage": str(passage.id)}
    return element("a", "Open in transcript", href=href(Place.TRANSCRIPT, address), within=True)
