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
    names = [element("p", "Each name as printed, and why it is the same:"), element("ul", *listed)] if listed else []
    return element(
        "details",
        element("summary", "Names as printed, and how the speaker is known"),
        *names,
        element("p", f"How the speaker of each turn is known: {known}."),
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
        element("h3", "Mentions more than others do"),
        element("ul", *listed, look="topics"),
        look="facts",
    )


def _asking(profile: Profile, word: str) -> dict[str, str]:
    return {"name": profile.speaker.name, "q": word}


def recent_card(passage: Passage, head: TranscriptHead) -> Html:
    """Return a passage that was said lately."""
    return element(
        "div",
        element("p", when_where(head, passage), look="where"),
        element("div", passage.text, look="text", language=head.language or ""),
        look="near",
    )
