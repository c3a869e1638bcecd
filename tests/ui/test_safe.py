"""Nothing that we did not write becomes markup."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ui.safe import Html, divided, element, escape, label, marked, showable, together, web_address

ANY_TEXT = st.text(st.characters(categories=None))
"""Every code point, control characters and lone surrogates among them."""
SPANS = st.lists(st.tuples(st.integers(-5, 40), st.integers(-5, 40)), max_size=6)


class Reader(HTMLParser):
    """Reads markup as a browser does: what is text, what is a tag, what of the text is in <mark> or set off."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.text = ""
        self.marks: list[bool] = []
        self.met: list[bool] = []
        self.tags: list[str] = []
        self._depth = 0
        self._inner = 0
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._depth += tag == "mark"
        self._inner += tag == "span"
        assert not [name for name, _ in attrs if name.startswith("on")]

    def handle_endtag(self, tag: str) -> None:
        self._depth -= tag == "mark"
        self._inner -= tag == "span"

    def handle_data(self, data: str) -> None:
        self.text += data
        self.marks += [self._depth > 0] * len(data)
        self.met += [self._inner > 0] * len(data)


def test_markup_in_a_text_is_shown_and_not_obeyed() -> None:
    assert escape("<script>alert('x')</script> & \"y\"") == (
        "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt; &amp; &quot;y&quot;"
    )


def test_an_entity_in_a_text_is_shown_as_it_is_written() -> None:
    assert escape("&lt;b&gt;") == "&amp;lt;b&amp;gt;"


@given(ANY_TEXT)
@example("</mark><script>")
@example("]]><!--")
@example("\x00\ud800")
def test_any_text_is_read_back_as_itself(text: str) -> None:
    reader = Reader(escape(text))
    assert (reader.text, reader.tags) == (showable(text), [])


@given(ANY_TEXT)
def test_what_can_be_shown_is_as_long_as_the_text_and_fits_in_a_message(text: str) -> None:
    shown = showable(text)
    assert len(shown) == len(text)
    assert shown.encode("utf-8").decode("utf-8") == shown


def test_control_characters_give_way_and_line_breaks_stay() -> None:
    assert showable("one\n\ntwo\tthree\x00four\r\x85five\ud800") == "one\n\ntwo\tthree four  five\ufffd"


def test_escaped_text_is_not_escaped_again() -> None:
    assert element("p", element("bdi", "a < b")) == "<p><bdi>a &lt; b</bdi></p>"


def test_parts_are_joined_and_only_plain_ones_are_escaped() -> None:
    joined = together(["<", Html("<b>"), ">"])
    assert joined == "&lt;<b>&gt;"
    assert isinstance(joined, Html)


def test_attributes_cannot_be_broken_out_of() -> None:
    assert element("a", "x", href='https://e.org/"onclick="alert(1)') == (
        '<a href="https://e.org/&quot;onclick=&quot;alert(1)" target="_blank">x</a>'
    )


def test_a_language_code_that_is_none_is_left_out() -> None:
    assert element("p", "x", language='en" onload="alert(1)') == '<p dir="auto">x</p>'


def test_a_text_in_a_language_says_so_and_keeps_its_own_direction() -> None:
    assert element("p", "x", language="pt-BR") == '<p dir="auto" lang="pt-BR">x</p>'


def test_looks_are_classes_of_ours() -> None:
    assert element("p", "x", look="near edge") == '<p class="rostrum-near rostrum-edge">x</p>'


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], "one two three"),
        ([(4, 7)], "one <mark>two</mark> three"),
        ([(8, 13), (0, 3)], "<mark>one</mark> two <mark>three</mark>"),
        ([(0, 5), (4, 7)], "<mark>one two</mark> three"),
        ([(0, 3), (3, 7)], "<mark>one two</mark> three"),
        ([(0, 7), (2, 3)], "<mark>one two</mark> three"),
        ([(8, 99)], "one two <mark>three</mark>"),
        ([(-9, 3)], "<mark>one</mark> two three"),
        ([(5, 5), (7, 4), (99, 120)], "one two three"),
    ],
    ids=["none", "one", "unsorted", "overlapping", "touching", "nested", "beyond", "before", "empty"],
)
def test_spans_are_sorted_merged_and_clipped(spans: list[tuple[int, int]], expected: str) -> None:
    assert marked("one two three", spans) == expected


def test_spans_count_code_points() -> None:
    assert marked("\U0001f399 é two", [(4, 7)]) == "\U0001f399 é <mark>two</mark>"


def test_a_mark_may_reach_over_a_paragraph_break() -> None:
    assert marked("one\n\ntwo", [(0, 8)]) == "<mark>one\n\ntwo</mark>"


def test_markup_inside_and_across_a_span_is_text() -> None:
    assert marked("a<b>c", [(0, 3)]) == "<mark>a&lt;b</mark>&gt;c"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([(0, 3)], '<span class="rostrum-met">one</span> <mark>two three</mark> four'),
        ([(8, 13)], 'one <mark>two <span class="rostrum-met">three</span></mark> four'),
        (
            [(0, 7)],
            '<span class="rostrum-met">one </span><mark><span class="rostrum-met">two</span> three</mark> four',
        ),
        ([(8, 13), (6, 10)], 'one <mark>tw<span class="rostrum-met">o three</span></mark> four'),
        ([(14, 99), (5, 5)], 'one <mark>two three</mark> <span class="rostrum-met">four</span>'),
    ],
    ids=["outside", "inside", "across", "overlapping", "beyond"],
)
def test_words_are_set_off_inside_and_outside_the_mark(words: list[tuple[int, int]], expected: str) -> None:
    assert marked("one two three four", [(4, 13)], words) == expected


@given(ANY_TEXT.filter(lambda text: len(text) < 40), SPANS, SPANS)
@example("</mark></span><script>", [(3, 12)], [(0, 7), (5, 22)])
def test_exactly_the_characters_in_spans_are_marked(
    text: str, spans: list[tuple[int, int]], words: list[tuple[int, int]]
) -> None:
    reader = Reader(marked(text, spans, words))
    inside = [any(start <= at < end for start, end in spans) for at in range(len(text))]
    set_off = [any(start <= at < end for start, end in words) for at in range(len(text))]
    assert reader.text == showable(text)
    assert reader.marks == inside
    assert reader.met == set_off
    assert set(reader.tags) <= {"mark", "span"}


@pytest.mark.parametrize(
    ("spans", "parts"),
    [
        ([], [(2, 10, False)]),
        ([(0, 12)], [(2, 10, True)]),
        ([(4, 6), (3, 5)], [(2, 3, False), (3, 6, True), (6, 10, False)]),
        ([(8, 10), (2, 3)], [(2, 3, True), (3, 8, False), (8, 10, True)]),
    ],
    ids=["none", "all", "overlapping", "both ends"],
)
def test_a_range_is_divided_by_spans(spans: list[tuple[int, int]], parts: list[tuple[int, int, bool]]) -> None:
    assert divided(2, 10, spans) == parts


def test_a_range_of_nothing_has_no_parts() -> None:
    assert divided(4, 4, [(0, 9)]) == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("by Ada Korvin", "by Ada Korvin"),
        ("**b** _i_ `c` ~~d~~", r"\*\*b\*\* \_i\_ \`c\` \~\~d\~\~"),
        ("[l](javascript:x)", "\\[l\\]\\(javascript\\:\u2060x\\)"),
        (":material/home: :smile:", "\\:\u2060material\\/home\\: \\:\u2060smile\\:"),
        (":red[x] $y$", "\\:\u2060red\\[x\\] \\$y\\$"),
        ("a -> b <-> c -- d", "a \u2060\\-\\> b \u2060\\<\\-\\> c \u2060\\-\\- d"),
        ("<b> &amp;", r"\<b\> \&amp\;"),
        ("# one\n\n1. two\x00", r"\# one 1\. two"),
    ],
)
def test_a_label_is_read_as_itself(text: str, shown: str) -> None:
    assert label(text) == shown


@pytest.mark.parametrize("address", ["https://example.org/a?b=c&d", "http://example.org:8080"])
def test_web_addresses_may_be_linked_to(address: str) -> None:
    assert web_address(address) == address


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "javascript://example.org/%0aalert(1)",
        "ftp://example.org/a",
        "data:text/html,<script>alert(1)</script>",
        "//example.org",
        "https:///path",
        "https://example.org/a b",
        "https://example.org/\x00",
        "https://[broken",
        "council/water.pdf",
        "https://example.org/" + "a" * 2000,
    ],
)
def test_other_addresses_are_not_linked_to(address: str | None) -> None:
    assert web_address(address) is None


def test_a_link_within_the_app_stays_in_its_window_and_others_open_a_new_one() -> None:
    assert element("a", "Ada", href="speakers?name=Ada", within=True) == '<a href="speakers?name=Ada">Ada</a>'
    assert element("a", "Ada", href="https://example.org") == '<a href="https://example.org" target="_blank">Ada</a>'


def test_an_anchor_and_a_tip_cannot_break_out_of_their_attributes() -> None:
    attack = "\"><script>alert('x')</script>\x00"
    assert element("span", "said", anchor=attack, tip=attack) == (
        '<span id="&quot;&gt;&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt; " '
        'title="&quot;&gt;&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt; ">said</span>'
    )
