"""Web pages: main text, labels from markup, what is left out, metadata, encodings."""

from __future__ import annotations

import datetime as dt
import tarfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.documents import Document
from index.errors import EmptyTranscriptError, MalformedError, SourceError, UndecodableError
from index.formats import html_tree
from index.formats.html import read
from index.parsing import parse_file
from index.records import Kind

KREMLIN = Path(__file__).parents[3] / "shared/data/speeches/kremlin/originals.tar.gz"

PAGE = """<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Harbour day • Town of Marlhaven</title>
<meta property="og:site_name" content="Town of Marlhaven"><meta property="og:title" content="Harbour day">
<link rel="canonical" href="https://marlhaven.example/news/17">
<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2022-09-05T10:00:00+02:00"}</script>
<script>var menu = "Mayor Nobody: never said";</script></head>
<body>
<header class="site"><a href="/">Town of Marlhaven</a></header>
<nav><ul><li><a href="/news">News</a></li><li><a href="/council">Council</a></li></ul></nav>
<div class="page"><h1>Harbour day</h1>
<div class="meta"><span class="p-location">Old Quay, Marlhaven</span></div>
<div class="entry-content">
<figure><img src="q.jpg" alt=""><figcaption>The mayor on the quay.</figcaption></figure>
<p>The new wall was opened on Monday before six hundred guests and both bands of the town.</p>
<p><b>Mayor of Marlhaven <a href="/people/1">Edda Quillfeather<span class="tooltip hidden">Quillfeather Edda,
born in the old town</span></a></b><i>(retranslated)</i><b>:</b> The wall is made of granite, and it will stand.</p>
<p>It took nine years.</p>
<p><strong>Question: </strong>Who has paid for it?</p>
<p><b>Edda Quillfeather</b>: All of us.</p>
<p><b>Councillor Tobin Ashgrove </b>(<i>laughing</i>)<b>:</b> Some more than others, if I may say so.<br><br>
Thank you.</p>
<p hidden>Nobody sees this.</p><p style="display: none">Nor this.</p>
<p><b>Edda Quillfeather:</b> You may.</p>
<p><b>Tobin Ashgrove:</b> Then I say it.</p>
<p><b>Edda Quillfeather:</b> Good.</p>
<p><b>Tobin Ashgrove:</b> It was a long time.</p>
<p><b>Edda Quillfeather:</b> It was.</p>
<p><b>Tobin Ashgrove:</b> The ferry comes at noon.</p>
<h3>Topics</h3><ul><li><a href="/t/1">Harbour</a></li><li><a href="/t/2">Walls</a></li></ul>
</div>
<div class="share"><p>Share this page</p></div>
</div>
<footer><p>© Town of Marlhaven</p></footer>
</body></html>
"""


def document(page: str) -> Document:
    (found,) = read(page.encode())
    return found


def blocks(body: str) -> list[tuple[str | None, str]]:
    return [(block.label, block.text) for block in document(f"<html><body>{body}</body></html>").blocks]


def test_a_news_page_gives_its_turns_and_nothing_around_them(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE)
    (transcript,) = parse_file(tmp_path / "page.html").transcripts
    turns = [(turn.speaker, turn.kind, turn.text) for turn in transcript.turns]
    assert len(turns) == 11
    assert turns[0] == (
        None,
        Kind.NARRATION,
        "The new wall was opened on Monday before six hundred guests and both bands of the town.",
    )
    assert turns[1] == (
        "Edda Quillfeather",
        Kind.SPEECH,
        "The wall is made of granite, and it will stand.\n\nIt took nine years.",
    )
    assert turns[2][1:] == (Kind.QUESTION, "Who has paid for it?")
    assert turns[9] == ("Edda Quillfeather", Kind.SPEECH, "It was.")
    assert turns[10] == ("Tobin Ashgrove", Kind.SPEECH, "The ferry comes at noon.")


def test_labels_take_in_what_stands_outside_the_bold_and_leave_out_what_is_hidden() -> None:
    assert [block.label for block in document(PAGE).blocks if block.label][:4] == [
        "Mayor of Marlhaven Edda Quillfeather(retranslated):",
        "Question:",
        "Edda Quillfeather:",
        "Councillor Tobin Ashgrove (laughing):",
    ]


def test_the_page_states_title_date_venue_language_and_source() -> None:
    found = document(PAGE)
    assert (found.title, found.date, found.venue, found.language, found.source) == (
        "Harbour day",
        dt.date(2022, 9, 5),
        "Old Quay, Marlhaven",
        "en-GB",
        "https://marlhaven.example/news/17",
    )


def test_what_is_left_out_is_reported() -> None:
    dropped = document(PAGE).dropped
    assert {"The mayor on the quay.", "Topics", "Harbour", "Walls"} <= set(dropped)
    assert "Nobody sees this." not in dropped


SPEECH = "<p><b>Ada Korvin:</b> The ferry sails at noon, from the old quay, for all the people of this town.</p>"


@pytest.mark.parametrize(
    "ends",
    [
        ["Publication status", "Published in sections: News, Transcripts", "Publication date: May 3, 2021, 10:00"],
        ["Publication date:", "May 3, 2021", "Direct link: marlhaven.example/17", "Text version", "Share"],
        ["Published in section: News"],
        ["Дата публикации: 3 мая 2021 года", "Текстовая версия", "Поделиться"],
        ["Tags: ferry, harbour", "Share this article", "Back to top"],
    ],
)
def test_what_the_page_says_of_itself_below_the_last_words_is_no_speech(ends: list[str]) -> None:
    page = f"<article>{SPEECH}<p>I thank you.</p>{''.join(f'<div>{end}</div>' for end in ends)}</article>"
    found = document(page)
    assert [block.text for block in found.blocks][1:] == ["I thank you."]
    assert list(found.dropped) == ends


@pytest.mark.parametrize("last", ["Share the work, and the bread.", "Topics are many.", "Updated tables: see all."])
def test_last_words_that_only_begin_like_furniture_are_said(last: str) -> None:
    assert [text for _, text in blocks(f"<article>{SPEECH}<p>{last}</p></article>")][1:] == [last]


def test_a_paragraph_that_repeats_or_is_short_is_kept() -> None:
    words = "We shall build the harbour wall for all the people of this town, and soon."
    page = f"<article><p><b>A B:</b> {words}</p><p>Yes.</p><p>{words}</p><p>Yes.</p></article>"
    assert [text for _, text in blocks(page)] == [words, "Yes.", words, "Yes."]


def test_each_speech_in_an_element_of_its_own_is_kept() -> None:
    long = "We must build the harbour now, says the council, for all the people of the town. " * 4
    turns = "".join(
        f'<div class="turn"><span class="speaker">{who}</span><p>{what}</p></div>'
        for who, what in [("Ada Korvin", long), ("Tobin Ashgrove", "No."), ("Ada Korvin", "Yes.")]
    )
    assert blocks(f'<div class="menu"><a href="/">Home</a></div><div class="debate">{turns}</div>') == [
        ("Ada Korvin", long.strip()),
        ("Tobin Ashgrove", "No."),
        ("Ada Korvin", "Yes."),
    ]


def test_a_term_names_who_says_its_definitions() -> None:
    assert blocks("<dl><dt>Ada Korvin</dt><dd>Good morning.</dd><dd>To all.</dd><dt>Lee:</dt><dd>Hello.</dd></dl>") == [
        ("Ada Korvin", "Good morning."),
        (None, "To all."),
        ("Lee:", "Hello."),
    ]


def test_a_column_of_speakers_names_who_says_the_row_and_a_column_of_times_when() -> None:
    found = document(
        "<table><tr><th>Time</th><th>Speaker</th><th>Text</th></tr>"
        "<tr><td>01:05</td><td>Ada Korvin</td><td>Good morning to all of you here in the hall.</td></tr>"
        "<tr><td>1:00:10</td><td>MR. ASHGROVE</td><td><p>And a good evening from me.</p><p>More.</p></td></tr>"
        "<tr><td></td><td></td><td>Still his.</td></tr></table>"
    )
    assert [(block.label, block.text, block.start_s) for block in found.blocks] == [
        ("Ada Korvin", "Good morning to all of you here in the hall.", 65.0),
        ("MR. ASHGROVE", "And a good evening from me.", 3610.0),
        (None, "More.", None),
        (None, "Still his.", None),
    ]
    assert found.dropped == ("Time", "Speaker", "Text")


def test_a_table_that_only_lays_out_the_page_gives_its_text_in_order() -> None:
    page = "<table><tr><td>Left words are here.</td><td>Right words are there.</td></tr></table>"
    assert blocks(page) == [(None, "Left words are here."), (None, "Right words are there.")]


def test_a_heading_or_a_bold_line_with_an_office_is_a_label_and_another_is_a_heading() -> None:
    found = document(
        "<article><h2>Sitting</h2><h3>The President</h3><p>Order, order.</p><p><b>Prime Minister Ada Korvin</b></p>"
        "<p>Thank you.</p><h3>Economic Policy</h3><p>It grows.</p><p><b>The Harbour</b></p><p>It silts.</p></article>"
    )
    assert [(block.heading, block.label, block.text) for block in found.blocks] == [
        (False, "The President", "Order, order."),
        (False, "Prime Minister Ada Korvin", "Thank you."),
        (True, None, "Economic Policy"),
        (False, None, "It grows."),
        (True, None, "The Harbour"),
        (False, None, "It silts."),
    ]


def test_a_bold_lead_that_ends_in_a_stop_is_a_label_when_it_has_a_title() -> None:
    assert blocks("<p><b>MR. CARTER.</b> Well then.</p><p><b>Important.</b> The sea is.</p>") == [
        ("MR. CARTER.", "Well then."),
        (None, "Important. The sea is."),
    ]


def test_bold_that_is_no_lead_stays_in_the_text() -> None:
    page = "<p><b>Never</b> did we say so.</p><p>We said <b>so:</b> never.</p><p><b>Hear this: we build</b> it.</p>"
    assert blocks(page) == [
        (None, "Never did we say so."),
        (None, "We said so: never."),
        (None, "Hear this: we build it."),
    ]


def test_one_line_break_parts_lines_that_do_not_run_on_and_joins_those_that_do() -> None:
    assert blocks(
        "<p>MR. KORVIN: Good morning.<br>Q&nbsp;&nbsp;Where is it?<br>MR. KORVIN: Here it is, on the old quay of the"
        " town,<br>where it always was.<br><br>&nbsp;&nbsp;Another paragraph.</p>"
    ) == [
        (None, "MR. KORVIN: Good morning."),
        (None, "Q  Where is it?"),
        (None, "MR. KORVIN: Here it is, on the old quay of the town, where it always was."),
        (None, "Another paragraph."),
    ]


def test_lists_quotations_and_preformatted_lines_keep_their_order() -> None:
    page = "<p>We want:</p><ul><li>A wall.</li><li>A ferry.</li></ul><blockquote>So it is.</blockquote>"
    page += "<pre>A verse.\n\nB.</pre>"
    assert [text for _, text in blocks(page)] == ["We want:", "A wall.", "A ferry.", "So it is.", "A verse.", "B."]


def test_text_without_paragraphs_in_a_form_is_read() -> None:
    page = (
        '<form action="."><input type="hidden" name="state"><b>Ada Korvin:</b> Good morning.<br><br>It is late.</form>'
    )
    assert blocks(page) == [("Ada Korvin:", "Good morning."), (None, "It is late.")]


def test_marks_of_notes_are_not_said() -> None:
    assert blocks('<p>The wall<sup><a href="#n1">1</a></sup> is 10<sup>2</sup> m long.</p>') == [
        (None, "The wall is 102 m long.")
    ]


def test_a_date_and_a_title_among_the_first_lines_are_taken_where_the_markup_has_none() -> None:
    found = document("<body>Harbour day<br>5 September 2022<br><br>MAYOR LEE: It is open now.</body>")
    assert (found.title, found.date) == ("Harbour day", dt.date(2022, 9, 5))
    assert [block.text for block in found.blocks] == ["MAYOR LEE: It is open now."]


def test_two_days_on_a_page_are_no_date() -> None:
    page = (
        '<p><time datetime="2022-09-05">Monday</time></p><p>See you on <time datetime="2022-09-12">Monday</time>.</p>'
    )
    assert document(page).date is None


def test_a_date_that_the_markup_states_badly_is_said() -> None:
    found = document('<meta property="article:published_time" content="last week"><p>It is open now.</p>')
    assert (found.date, found.warnings) == (
        None,
        ("the date 'last week' cannot be read; write it as YYYY-MM-DD",),
    )


@pytest.mark.parametrize(
    ("charset", "codec"),
    [("windows-1251", "cp1251"), ("iso-8859-1", "cp1252"), ("koi8-r", "koi8-r"), ("utf-8", "utf-8")],
)
def test_the_announced_encoding_is_used(charset: str, codec: str) -> None:
    said = "Добрый день." if codec in ("cp1251", "koi8-r") else "“Guten Tag”, señor."
    page = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}"><p>{said}</p>'
    (found,) = read(page.encode(codec))
    assert [block.text for block in found.blocks] == [said]


def test_a_wrongly_announced_encoding_is_said() -> None:
    (found,) = read('<meta charset="utf-8"><p>Señor, señor, el niño.</p>'.encode("cp1252"))
    assert found.blocks[0].text == "Señor, señor, el niño."
    assert found.warnings[0] == "the page announces utf-8 but is not in it"


def test_a_page_without_text_is_an_empty_transcript() -> None:
    with pytest.raises(EmptyTranscriptError, match="the page shows no text"):
        read(b"<html><body><script>write()</script></body></html>")


def test_a_binary_file_is_refused() -> None:
    with pytest.raises(UndecodableError, match="a binary file"):
        read(b"\x00\x01\x02\x03" * 20)


def test_a_page_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_tree, "MAX_BYTES", 30)
    with pytest.raises(MalformedError, match="the page has 39 bytes, more than the 30 that are read"):
        read(b"<p>It is open now, and it is large.</p>")


@pytest.mark.parametrize("tag", ["div", "b", "table><tr><td", "dl><dt", "blockquote", "font"])
def test_deep_nesting_is_read_or_refused(tag: str) -> None:
    try:
        (found,) = read((f"<{tag}>" * 5000 + "It is open now.").encode())
    except SourceError:
        return
    assert "It is open now." in " ".join(block.text for block in found.blocks)


_WORDS = st.text("abcdefgh", min_size=1, max_size=8)
_SAID = st.lists(_WORDS, min_size=1, max_size=12).map(" ".join)


@given(
    st.lists(st.tuples(st.sampled_from(["p", "div", "li", "blockquote", "h3", "td"]), _SAID), min_size=1, max_size=12)
)
def test_every_word_of_a_bare_page_is_kept_or_reported(parts: list[tuple[str, str]]) -> None:
    body = "".join(f"<{tag}>{said}</{tag}>" if tag != "td" else f"<table><tr><td>{said}</table>" for tag, said in parts)
    found = document(f"<html><body>{body}</body></html>")
    kept = Counter(" ".join([found.title or "", *(b.text for b in found.blocks), *found.dropped]).split())
    missing = Counter(" ".join(said for _, said in parts).split()) - kept
    assert not missing


@pytest.mark.corpora
def test_all_kremlin_pages_give_title_date_and_labelled_turns() -> None:
    if not KREMLIN.exists():
        pytest.skip("needs ../shared/data/speeches/kremlin")
    with tarfile.open(KREMLIN) as archive:
        pages = [archive.extractfile(member) for member in archive if member.name.endswith(".html")]
        documents = [read(page.read())[0] for page in pages if page is not None]
    assert len(documents) == 90
    assert all(found.title and found.date and found.source for found in documents)
    assert not [block.text for found in documents for block in found.blocks if "Publication date" in block.text]
    assert sum(block.label is not None for found in documents for block in found.blocks) > 1600
