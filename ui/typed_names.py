"""A speaker's name that is typed where one is chosen from a list.

The browser compares letters as they are, and finds no "Erdoğan" for "Erdogan". So what matches nobody there may be
handed in as it was typed, and is looked up here as a filter would: by words without their accents, in other spellings
and scripts, and with a slip of the pen; and by a part of a name, as in the list.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import streamlit as st

from index.errors import UnknownSpeakerError
from index.names import folded
from search import Filters
from search.namebook import nearly_called
from search.understand import conditions
from ui.safe import element

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index import Speaker

_UNKNOWN = "names that were typed and nobody has"
_MAX_CHARS, _FEWEST_CHARS = 120, 3
_MOST_ALIKE = 4
"""Speakers who may be meant by a part of a name."""
_COUNT = re.compile(r" \([^()]*\)$")
"""What a label has behind a name; a list that was drawn before the counts changed hands in such a label."""


def take_typed(key: str, speakers: Sequence[Speaker], most: int) -> None:
    """Put those who are meant in place of what was typed, and keep what nobody is called; for callbacks.

    Args:
        key: Of the list, which holds canonical names, and what was typed.
        speakers: Who can be chosen.
        most: How many may be chosen; the first are kept.
    """
    known = {each.name for each in speakers}
    found: dict[str, None] = {}
    for name in st.session_state[key]:
        bare = _COUNT.sub("", name)
        chosen = [each for each in (name, bare) if each in known][:1]
        try:
            found |= dict.fromkeys(chosen or _meant(bare[:_MAX_CHARS], speakers))
        except UnknownSpeakerError as error:
            why = str(error)
            st.session_state.setdefault(_UNKNOWN, []).append(f"{why[:1].upper()}{why[1:]}.")
    st.session_state[key] = list(found)[:most]


def _meant(name: str, speakers: Sequence[Speaker]) -> list[str]:
    try:
        return sorted(conditions(Filters(speakers=[name]), speakers, ()).speakers or ())
    except UnknownSpeakerError:
        near = _with_letters(name, speakers) or nearly_called(name, speakers)
        if not near:
            raise
        return near


def _with_letters(name: str, speakers: Sequence[Speaker]) -> list[str]:
    """Return the few speakers in whose names the letters stand side by side, accents aside."""
    asked = folded(name)
    found = [each.name for each in speakers if asked in folded(each.name)] if len(asked) >= _FEWEST_CHARS else []
    return sorted(found) if len(found) <= _MOST_ALIKE else []


def tell_unknown() -> None:
    """Say, once, which of the names that were typed nobody has."""
    if told := st.session_state.pop(_UNKNOWN, []):
        st.html(element("section", *(element("p", each) for each in told), look="notes", role="status"))
