"""Bringing a place of the page into view, and its number into the address: the scripts of the page of a transcript.

The address cannot do it by a fragment (``#passage-1``): the place does not exist yet when the browser looks for it, and
Streamlit's links and the back button carry no fragment. So a script waits for the place. It is a constant but for a
word of ours and a number, stands in an element of its own, and never in one with text of a transcript.

Streamlit makes a new entry of the browser's history whenever the server changes the address, so what is stepped through
is put there by a script, too, as constant: it changes one number, and takes one away.
"""

from __future__ import annotations

from enum import StrEnum

import streamlit as st

_SCRIPT = """<script>
(() => {
  if (window.rostrumComesBack?.() || (%s && Date.now() < window.rostrumStays)) { return; }
  const mine = window.rostrumLooks = {};
  let stop = Date.now() + 10000, seen = null, held = false;
  const hold = () => { held = true; };
  const hands = ["wheel", "touchmove", "keydown", "pointerdown"];
  hands.forEach((each) => window.addEventListener(each, hold, {passive: true}));
  const look = () => {
    if (held || window.rostrumLooks !== mine || Date.now() > stop) {
      hands.forEach((each) => window.removeEventListener(each, hold));
      return;
    }
    const place = document.getElementById("%s");
    if (place) {
      if (!seen) { stop = Date.now() + 1500; }
      if (place !== seen && %s) { place.tabIndex = -1; place.focus({preventScroll: true}); }
      seen = place;
      const fits = place.getBoundingClientRect().height < 0.6 * window.innerHeight;
      place.scrollIntoView({block: fits ? "%s" : "start"});
    }
    setTimeout(look, 100);
  };
  setTimeout(look, 0);
})();
</script>"""
"""It goes on for 1.5 seconds, while fonts and the rest of the page come in, unless a person takes over
or another place is to be seen. Who comes back is brought to where they were (ui/returning.py), and who has just emptied
the box stays there (ui/reading_bar.py)."""


_RENUMBER = """<script>
(() => {
  const here = window.location;
  if (!/[/]transcript$/.test(here.pathname) || !/[?&]find=/.test(here.search)) { return; }
  const rest = here.search.slice(1).split("&").filter((each) => !/^(at|part)=/.test(each));
  window.history.replaceState(window.history.state, "", here.pathname + "?" + [...rest, "at=%d"].join("&"));
})();
</script>"""
"""Where the person has left meanwhile, there is nothing to number."""


class Anchor(StrEnum):
    """What can be brought into view."""

    PASSAGE = "passage"
    FOUND = "found"
    PART = "part"


def anchor(kind: Anchor, number: int) -> str:
    """Return the id of a place."""
    return f"{kind.value}-{number:d}"


def scroll_to(kind: Anchor, number: int, *, at: int | None = None) -> None:
    """Bring a place into view as soon as it is there, once for each place.

    A passage takes the keyboard's focus too, so that reading aloud and tabbing go on from there; what was found leaves
    it to the box and the buttons.

    Args:
        kind: Of the place.
        number: Of the place.
        at: What is to stand in the address as the number of the place found, in place of the one there; None leaves
            the address as it is.
    """
    stays = "false" if kind is Anchor.FOUND else "true"
    focus = "true" if kind is Anchor.PASSAGE else "false"
    block = "start" if kind is Anchor.PART else "center"
    with st.container(key="scroll"):
        st.html(_SCRIPT % (stays, anchor(kind, number), focus, block), unsafe_allow_javascript=True)
        if at is not None:
            st.html(_RENUMBER % at, unsafe_allow_javascript=True)
