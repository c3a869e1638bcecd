"""An answer written by a language model, where the person has set one up and asks for it; see search/writing.py."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import streamlit as st

from index.settings import load_settings
from search.writing import Writer
from search.writing.written import removed_line
from ui.cards import when_where, who
from ui.notices import failures_told
from ui.safe import Html, element, label, marked, together

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from search import Answer
    from search.writing.written import Source, Written, WrittenSentence

_ABOUT = "A language model’s words: quotes and numbers were compared with the passages cited, the rest was not."
_ASKED = "write"
_HELD = "what was written, and of what"


def offered() -> bool:
    """Return whether the settings name a language model, or half of one, which is told when it is asked for."""
    settings = load_settings()
    return settings.llm_url is not None or settings.llm_model is not None


@st.fragment
def show_written(answer: Answer) -> None:
    """Draw a switch, and below it what the model writes, while it writes; a fragment, so that it asks nothing anew.

    What was written is kept until something else is asked, or it is switched off.
    """
    settings = load_settings()
    if not st.toggle(label(f"Also let {settings.llm_model or 'a language model'} write an answer"), key=_ASKED):
        st.session_state.pop(_HELD, None)
        return
    place = st.empty()
    with failures_told("written"):
        writer = Writer.from_settings(settings)
        asked = (answer, writer.model)
        held: tuple[object, Written] | None = st.session_state.get(_HELD)
        if held is None or held[0] != asked:
            held = (asked, _written(writer, answer, place))
            st.session_state[_HELD] = held
        place.html(written_card(held[1]))


def _written(writer: Writer, answer: Answer, place: DeltaGenerator) -> Written:
    """Let it be written, showing each sentence when it has stood the check."""
    with closing(writer.stream(answer)) as writing:
        place.html(written_card(writing.written, writing=True))
        for _ in writing:
            place.html(written_card(writing.written, writing=True))
        return writing.written


def written_card(written: Written, *, writing: bool = False) -> Html:
    """Return the sentences with the passages they cite, what was removed, folded up, and the note.

    Where nothing came of it, the note is all.
    """
    if written.empty and not writing:
        return element("section", element("p", written.note or "", look="aside", role="status"), look="written")
    sources = {source.key: source for each in written.sentences for source in each.sources}
    said = [element("p", _sentence(each), language="") for each in written.sentences]
    cited = [element("li", _source(sources[key])) for key in sorted(sources)]
    state = "Writing; each sentence is checked before it is shown." if writing else written.note
    return element(
        "section",
        element("h2", "Written by ", element("bdi", written.model)),
        element("p", _ABOUT, look="aside"),
        *said,
        element("ul", *cited, look="sources") if cited else Html(),
        _removed(written),
        element("p", state, look="aside", role="status") if state else Html(),
        look="written",
    )


def _sentence(sentence: WrittenSentence) -> Html:
    """Return a sentence with its quotes set off."""
    return marked(sentence.text, [(each.start, each.end) for each in sentence.quotes])


def _source(source: Source) -> Html:
    where = element("span", when_where(source.transcript, source.passage), look="where")
    return together([f"[{source.key}] ", who(source.passage), " · ", where])


def _removed(written: Written) -> Html:
    line = removed_line(written.removed)
    if line is None:
        return Html()
    listed = (element("li", element("bdi", each.text[:500]), f" — {each.reason[:300]}") for each in written.removed)
    return element("details", element("summary", line), element("ul", *listed), look="fold")
