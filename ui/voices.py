"""How a transcript's voices look and are told apart, and how it is known who they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index import Attribution

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from index import Speaker, Turn

PALETTE = ("#3b7dd8", "#c7641e", "#2f8f5b", "#9563c9", "#d0494f", "#1f8f99", "#8a7f1f", "#c2558f")
"""The colours of style.css, in its order; each has a contrast of at least 3 to 1 with either background, as AA asks."""
COLOURS = len(PALETTE)

KNOWN_BY: Mapping[Attribution, tuple[str, str]] = {
    Attribution.MARKUP: ("named by the file", "The file itself names the speaker of these words"),
    Attribution.HEADING: ("by heading", "A heading above these words names the speaker"),
    Attribution.LABEL: ("by label", "A name is printed in front of these words"),
    Attribution.CARRIED: ("carried on", "The speaker goes on after an interruption; no name is printed here"),
    Attribution.METADATA: (
        "by the whole",
        "No name is printed here; the transcript as a whole, or a correction of it, tells who speaks",
    ),
    Attribution.UNKNOWN: ("not known", "Nobody can tell who speaks here"),
}
"""How a turn got its speaker: in a word, and in a sentence."""


def how_known(turn: Turn) -> tuple[str, str]:
    """Return how a turn got its speaker, in a word and in a sentence."""
    word, sentence = KNOWN_BY[turn.attribution]
    printed = turn.as_printed if turn.speaker else None
    return word, f"{sentence}: “{printed}”." if printed else f"{sentence}."


def colours(shown: Iterable[str], everybody: Iterable[Speaker]) -> dict[str, int]:
    """Return a colour for each speaker who is shown, in the order given.

    Everybody has one by their place among all speakers of the index, who has most turns first, so that the eight who
    speak most have colours of their own, the same on every page. Of those shown together who would share one, whoever
    speaks most keeps it, and the others take the next free one, as long as there is one; so the same speakers shown
    together look the same wherever that is.

    Args:
        shown: Their names.
        everybody: All speakers of the index, in any order.
    """
    ranked = sorted(everybody, key=lambda each: (-each.turns, each.name))
    place = {each.name: number for number, each in enumerate(ranked)}
    names = list(dict.fromkeys(shown))
    taken: dict[str, int] = {}
    for name in sorted(names, key=lambda each: (place.get(each, len(place)), each)):
        own = place.get(name, len(place)) % COLOURS
        around = [(own + step) % COLOURS for step in range(COLOURS)]
        taken[name] = next((each for each in around if each not in taken.values()), own)
    return {name: taken[name] for name in names}
