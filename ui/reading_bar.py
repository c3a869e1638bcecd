"""The bar above a transcript that stays in view: the way back, what is read, words to find in it, the way to its top.

Where the reader is, the server does not know. It needs it once, when words are looked for: they are found from there
on, as they are in a browser. So a component without a face tells it when somebody types.
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

import streamlit as st

from ui.facts import dated, dotted
from ui.places import Place, link
from ui.safe import element

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from streamlit.components.v2.types import ComponentRenderer

    from index import Transcript

READING = """
(() => {
  if (window.rostrumReads) { return; }
  window.rostrumReads = true;
  const root = document.documentElement;
  const main = () => document.querySelector("[data-testid=stMain]");
  const bar = () => document.querySelector(".st-key-reading");
  const box = (target) => target.closest?.(".st-key-find input");

  let waits = false;
  const see = () => {
    waits = false;
    if (!bar()) { return; }
    const title = document.querySelector(".rostrum-head h2");
    root.toggleAttribute("data-rostrum-reading", title?.getBoundingClientRect().bottom < bar().offsetHeight);
    root.style.setProperty("--rostrum-bar", `${bar().offsetHeight}px`);
  };
  const look = () => { if (!waits) { waits = true; requestAnimationFrame(see); } };
  document.addEventListener("scroll", look, { capture: true, passive: true });
  addEventListener("resize", look);

  document.addEventListener("click", (event) => {
    if (!event.target.closest?.(".rostrum-to-top")) { return; }
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    main().scrollTo({ top: 0, behavior: still ? "auto" : "smooth" });
    const title = document.querySelector(".rostrum-head h2");
    title.tabIndex = -1;
    title.focus({ preventScroll: true });
  });

  const press = (place, key) =>
    place.dispatchEvent(new KeyboardEvent("keydown", { key, code: key, bubbles: true, cancelable: true }));
  document.addEventListener("keydown", (event) => {
    const words = box(event.target);
    if (!words || !event.isTrusted || event.isComposing) { return; }
    const sought = new URLSearchParams(location.search).get("find") ?? "";
    if (event.key === "Enter" && words.value && words.value === sought) {  // once more: the next, as in a browser
      document.querySelector(`.st-key-${event.shiftKey ? "Previous" : "Next"}-place button`)?.click();
    } else if (event.key === "Escape") {  // the browser empties it, which the server hears by Enter
      setTimeout(() => { if (!words.value && sought) { press(words, "Enter"); } }, 50);
    }
  }, true);
  const emptied = (event) => {  // what is no longer looked for leaves the page where it is
    const words = box(event.target);
    if (words && !words.value && /[?&]find=/.test(location.search)) { window.rostrumStays = Date.now() + 20000; }
  };
  for (const each of ["input", "keydown", "focusout"]) { document.addEventListener(each, emptied, true); }
})();
"""
"""On every page; it does nothing without a bar. CSS is told how high that is, and whether the title is out of view."""

_TELLS = """
export default ({ setStateValue }) => {
  const NAME_PX = 24;  // who speaks stands below the bar
  const inView = (place) => {
    const top = NAME_PX + (document.querySelector(".st-key-reading")?.offsetHeight ?? 0);
    const box = place?.getBoundingClientRect();
    return box && box.bottom > top && box.top < innerHeight;
  };
  const passage = (place) => place?.closest("[id^=passage-]")?.id.slice("passage-".length);
  const tell = (event) => {
    if (!event.target.closest?.(".st-key-find input")) { return; }
    const read = document.querySelector(".rostrum-transcript");
    const marked = [".rostrum-now", ".rostrum-here"].map((each) => read?.querySelector(each));
    const seen = [...marked, ...(read?.querySelectorAll("[id^=passage-]") ?? [])].find(inView);
    setStateValue("passage", passage(seen) ?? "");
  };
  document.addEventListener("input", tell, true);
  return () => document.removeEventListener("input", tell, true);
};
"""
_KEY = "passage that is read"


@cache
def _component() -> ComponentRenderer:
    return st.components.v2.component("rostrum_reader", js=_TELLS)


def passage_in_view() -> str:
    """Return the id of the passage that was in view when somebody began to type; the browser says so, or nothing."""
    told: Mapping[str, object] = st.session_state.get(_KEY) or {}
    return str(told.get("passage") or "")


@contextmanager
def reading_bar(transcript: Transcript, back: Mapping[str, list[str]]) -> Iterator[None]:
    """Draw it; in it, below, comes what is drawn within.

    Args:
        transcript: What is read.
        back: The address of the search that it was opened from, if it was.
    """
    with st.container(key="reading", gap=None):
        with st.container(key="reading-line", horizontal=True, vertical_alignment="center", gap="small"):
            way_back(back)
            title = element("bdi", transcript.title or transcript.id)
            st.html(element("p", dotted((title, dated(transcript.date))), look="reading"))
            st.html(element("button", "Top", look="to-top", tip="To the top of the page"), width="content")
        yield
        with st.container(key="reader"):
            _component()(key=_KEY, on_passage_change=_heard)


def way_back(back: Mapping[str, list[str]]) -> None:
    """Draw a link to the search that a transcript was opened from, else to all transcripts."""
    if not back:
        link(Place.TRANSCRIPT, "All transcripts", icon=":material/arrow_back:")
        return
    with st.container(key="back", width="content"):  # by which ui/returning.py knows it
        link(Place.SEARCH, "Back to the results", back, icon=":material/arrow_back:")


def _heard() -> None:
    """What is told is read when words are looked for."""
