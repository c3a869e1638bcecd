"""Quotes with their citation, in each style, word for word."""

from __future__ import annotations

import datetime as dt
import html

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from index import Kind, Passage, TranscriptHead
from search import Hit
from ui.citing import STYLES, apa, citations, escaped, markdown, permalink, plain, quoted, reference

WATER = TranscriptHead(
    "council/water",
    "Council session on water",
    dt.date(2023, 1, 7),
    "Town hall",
    "en",
    "https://example.org/water?part=(1)",
)
BARE = TranscriptHead("folder/file")
QUOTE = "The old pipes leak."


def passage(**more: object) -> Passage:
    return Passage(42, "council/water", 0, 0, 0, len(QUOTE), QUOTE, **more)  # type: ignore[arg-type]


SPOKEN = passage(speaker="Tobin Ashgrove", role="Councillor", start_s=61.5)
NARRATED = passage(kind=Kind.NARRATION)


def test_plain_text_is_the_quote_and_all_that_is_known_of_it_on_one_line() -> None:
    assert plain(QUOTE, SPOKEN, WATER) == (
        "“The old pipes leak.” — Tobin Ashgrove, Councillor, “Council session on water”, Town hall, 7 January 2023, "
        "at 1:01. https://example.org/water?part=(1)"
    )
    assert plain("One.\n\n Two.", NARRATED, BARE) == (
        "“One. Two.” — Narration, the reporter’s own words, “folder/file”, n.d."
    )


def test_a_reference_is_the_same_without_the_quote() -> None:
    assert reference(passage(speaker="Edda Quillfeather"), BARE) == "Edda Quillfeather, “folder/file”, n.d."


def test_markdown_is_a_block_quotation_with_the_title_as_a_link() -> None:
    assert markdown("One.\n\nTwo.", SPOKEN, WATER) == (
        "> One.\n>\n> Two.\n>\n> — **Tobin Ashgrove**, Councillor, "
        "[Council session on water](https://example.org/water?part=%281%29), Town hall, 7 January 2023, at 1:01"
    )
    assert markdown(QUOTE, passage(), BARE) == ("> The old pipes leak.\n>\n> — **Unknown speaker**, folder/file, n.d.")


def test_apa_has_the_quote_as_it_stands_in_a_text_and_the_entry_below() -> None:
    assert apa(QUOTE, SPOKEN, WATER) == (
        "“The old pipes leak.” (Ashgrove, 2023, 1:01)\n\n"
        "Ashgrove, T. (2023, January 7). Council session on water [Transcript]. Town hall. "
        "https://example.org/water?part=(1)"
    )
    assert apa(QUOTE, passage(speaker="J. Lund Jr."), BARE) == (
        "“The old pipes leak.” (Lund, n.d.)\n\nLund, J., Jr. (n.d.). folder/file [Transcript]."
    )


def test_in_apa_a_name_that_cannot_be_told_apart_stays_as_it_is() -> None:
    assert apa(QUOTE, passage(speaker="The President"), BARE) == (
        "“The old pipes leak.” (The President, n.d.)\n\nThe President. (n.d.). folder/file [Transcript]."
    )
    assert apa(QUOTE, passage(speaker="Ada Korvin"), TranscriptHead("f", language="hu")) == (
        "“The old pipes leak.” (Ada Korvin, n.d.)\n\nAda Korvin. (n.d.). f [Transcript]."
    )


def test_in_apa_the_title_stands_in_the_place_of_whoever_is_not_known() -> None:
    assert apa(QUOTE, NARRATED, WATER) == (
        "“The old pipes leak.” (“Council session on water”, 2023)\n\n"
        "Council session on water [Transcript]. (2023, January 7). Town hall. https://example.org/water?part=(1)"
    )


@pytest.mark.parametrize("style", STYLES)
def test_a_source_that_is_no_web_address_is_not_in_a_citation(style: str) -> None:
    head = TranscriptHead("w", "Water", source="javascript:alert(1)")
    assert "javascript" not in STYLES[style](QUOTE, SPOKEN, head)


APP = "http://localhost:8501/speakers"
HERE = "http://localhost:8501/transcript?id=council%2Fwater&passage=42"


def test_where_it_was_published_stands_in_every_citation_and_the_permalink_beside_them() -> None:
    texts = citations(QUOTE, SPOKEN, WATER, APP)
    assert list(texts) == [*STYLES, "Permalink"]
    assert [texts[style] for style in STYLES] == [style(QUOTE, SPOKEN, WATER) for style in STYLES.values()]
    assert texts["Permalink"] == HERE


def test_what_was_published_nowhere_is_cited_with_its_permalink_but_for_a_list_of_references() -> None:
    texts = citations(QUOTE, SPOKEN, BARE, APP)
    assert texts["Plain text"] == (
        f"“The old pipes leak.” — Tobin Ashgrove, Councillor, “folder/file”, n.d., at 1:01. {HERE}"
    )
    assert texts["Markdown"].endswith(f"[folder/file]({HERE}), n.d., at 1:01")
    assert texts["APA-like"] == apa(QUOTE, SPOKEN, BARE)
    assert citations(QUOTE, SPOKEN, BARE, "")["Plain text"] == plain(QUOTE, SPOKEN, BARE)


def test_of_a_hit_its_best_sentence_is_quoted() -> None:
    here = passage()
    assert quoted(Hit(here, BARE, 0.5, 1, highlights=((4, 13),))) == "old pipes"
    assert quoted(Hit(here, BARE, 0.5, 1)) == QUOTE


def test_markup_in_names_titles_and_quotes_stays_text_in_markdown() -> None:
    head = TranscriptHead("w", "[x](javascript:1) *t*", None, "<b>V</b>")
    said = markdown("# One\n\n1. `two`", passage(speaker="A_b_ **c**"), head)
    shown = MarkdownIt("commonmark", {"html": True}).render(said)
    assert shown == (
        "<blockquote>\n<p># One</p>\n<p>1. `two`</p>\n"
        "<p>— <strong>A_b_ **c**</strong>, [x](javascript:1) *t*, &lt;b&gt;V&lt;/b&gt;, n.d.</p>\n</blockquote>\n"
    )


@given(st.text(st.sampled_from("ab1 \\`*_{}[]<>()#+-.!|~&;$=:\n\t'\"/"), min_size=1).filter(str.strip))
def test_any_text_is_shown_as_it_is_in_markdown(text: str) -> None:
    rendered = MarkdownIt("gfm-like", {"linkify": False, "html": True}).render(escaped(text))
    assert html.unescape(rendered) == f"<p>{' '.join(text.split())}</p>\n"


@pytest.mark.parametrize(
    ("app", "address"),
    [
        ("http://localhost:8501", "http://localhost:8501/transcript?id=council%2Fwater&passage=42"),
        ("http://localhost:8501/", "http://localhost:8501/transcript?id=council%2Fwater&passage=42"),
        ("http://localhost:8501/compare", "http://localhost:8501/transcript?id=council%2Fwater&passage=42"),
        ("https://example.org/rostrum", "https://example.org/rostrum/transcript?id=council%2Fwater&passage=42"),
        (
            "https://example.org/rostrum/speakers",
            "https://example.org/rostrum/transcript?id=council%2Fwater&passage=42",
        ),
        ("", "transcript?id=council%2Fwater&passage=42"),
    ],
)
def test_a_permalink_leads_to_the_passage_from_any_page_under_any_path(app: str, address: str) -> None:
    assert permalink(app, SPOKEN) == address
