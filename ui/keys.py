"""What a page must do by itself, since the server hears of no key and has no clipboard: one script for all pages.

It is a constant, stands in an element of its own, and listens at the document, so that it need not know what is drawn
when. What it copies is the text of an element, which came there through ``ui.safe`` and is read as text.
"""

from __future__ import annotations

import streamlit as st

from ui.reading_bar import READING
from ui.returning import RETURNING

CONTENT = "content"
"""The id of where a page begins, behind the title and the links to the pages; see :func:`ui.frame.frame`."""
_KEYS = """
(() => {
  if (window.rostrumKeys) { return; }
  window.rostrumKeys = true;

  const select = (place) => {
    const range = document.createRange();
    range.selectNodeContents(place);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  };
  const copy = async (place) => {
    try {
      await navigator.clipboard.writeText(place.textContent);
      return true;
    } catch {
      select(place);
      return document.execCommand("copy");
    }
  };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.(".rostrum-copy");
    if (!button) { return; }
    const place = button.closest(".rostrum-copyable");
    const done = await copy(place.querySelector(".rostrum-to-copy"));
    document.querySelectorAll(".rostrum-copied").forEach((each) => { each.textContent = ""; });
    const said = place.querySelector(".rostrum-copied");
    setTimeout(() => {  // emptied first, so that the same word is announced again
      said.textContent = done ? "Copied" : "The browser does not allow it; the text is selected, copy it by hand";
    }, 100);
  });

  const unfolded = "st-key-unfolded-", unfolds = "st-key-unfolds-";
  const keyOf = (place, begins) => [...(place?.classList ?? [])].find((each) => each.startsWith(begins));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) { return; }
    const here = document.activeElement;
    const inside = keyOf(here?.closest(`[class*="${unfolded}"]`), unfolded)?.replace(unfolded, "");
    const above = keyOf(here?.closest(`[class*="${unfolds}"]`), unfolds)?.replace(unfolds, "");
    const name = inside ?? above;
    if (!name || !document.querySelector(`.${unfolded}${name}`)) { return; }
    const button = document.querySelector(`.${unfolds}${name} button`);
    button?.focus();
    button?.click();
  });

  document.addEventListener("keydown", (event) => {  // a day that is typed counts once its box is left
    const part = event.target.closest?.("[data-testid=stDateInput] [role=spinbutton]");
    if (!part || event.key !== "Enter") { return; }
    const aside = document.getElementById("content");
    aside.tabIndex = -1;
    aside.focus({ preventScroll: true });
    setTimeout(() => { if (document.activeElement === aside) { part.focus({ preventScroll: true }); } }, 100);
  }, true);

  document.addEventListener("click", (event) => {  // Streamlit's own link skips neither the title nor the pages
    if (!event.target.closest?.("[data-testid=stSkipToContent]")) { return; }
    event.preventDefault();
    event.stopPropagation();
    const place = document.getElementById("content");
    place.tabIndex = -1;
    place.focus({ preventScroll: true });
    place.scrollIntoView();
  }, true);
})();
"""
SCRIPT = f"<script>{_KEYS}{READING}{RETURNING}</script>"
"""Copying falls back on selecting where a page may not reach the clipboard: over plain HTTP from another machine."""


def heed_keys() -> None:
    """Let "Copy" copy, Escape fold up what :func:`ui.unfolding.unfolding` has unfolded, Enter take a day typed."""
    with st.container(key="keys"):
        st.html(SCRIPT, unsafe_allow_javascript=True)
