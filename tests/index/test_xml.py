"""XML: read safely whatever it holds, with its characters right, and handed to the dialect of its root."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import EmptyTranscriptError, MalformedError, SourceError, UndecodableError, UnknownFormatError
from index.formats import format_of, xml
from index.formats.xml import DIALECTS

PAPER = "<publicwhip><speech speakername='Ola Berg'><p>{}</p></speech></publicwhip>"


def text_of(data: str | bytes) -> str:
    (found,) = xml.read(data if isinstance(data, bytes) else data.encode())
    return "\n\n".join(block.text for block in found.blocks)


def test_the_suffixes_of_xml_are_known() -> None:
    assert [format_of(suffix) for suffix in (".xml", ".tei", ".akn", ".XML")] == ["xml"] * 4


def test_entities_that_the_file_declares_and_those_of_html_are_put_in() -> None:
    declared = '<!ENTITY crowns "&#8363;">\n<!ENTITY firm "Osk &#x26; Sons">'
    head = f'<?xml version="1.0"?>\n<!DOCTYPE publicwhip [\n{declared}]>\n'
    said = "A ticket costs &crowns;3&mdash;or &pound;2 &amp; a half, says &firm;, &lt;not&gt; more&hellip;"
    with pytest.raises(MalformedError, match=r"&firm; stands for another file, for markup"):
        text_of(head + PAPER.format(said))
    assert text_of(head + PAPER.format(said.replace("&firm;", "Osk"))) == (
        "A ticket costs ₫3—or £2 & a half, says Osk, <not> more…"
    )


def test_what_looks_like_an_entity_in_character_data_and_comments_stays() -> None:
    assert text_of(PAPER.format("Write <![CDATA[&harbour; and <b>]]> here<!-- &nothing; -->.")) == (
        "Write &harbour; and <b> here."
    )


def test_a_no_break_space_is_a_space_and_comments_leave_no_gap() -> None:
    assert text_of(PAPER.format("Mr.&nbsp;Berg  said\n so<!-- aside -->mehow.")) == "Mr. Berg said somehow."


def test_an_entity_that_nobody_declares_is_named() -> None:
    with pytest.raises(MalformedError, match=r"^&harbour; stands for nothing: the file does not declare it; write the"):
        text_of(PAPER.format("The &harbour; wall."))


def test_a_file_named_by_an_entity_is_never_read() -> None:
    doctype = '<!DOCTYPE publicwhip [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
    with pytest.raises(MalformedError, match=r"^&secret; stands for another file, .* never put in; write the text"):
        text_of(doctype + PAPER.format("&secret;"))
    assert text_of(doctype + PAPER.format("Nothing of it.")) == "Nothing of it."


def test_a_dtd_elsewhere_is_never_fetched() -> None:
    assert text_of('<!DOCTYPE publicwhip SYSTEM "http://127.0.0.1:9/p.dtd">' + PAPER.format("Here.")) == "Here."
    parameter = '<!DOCTYPE publicwhip [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>'
    assert text_of(parameter + PAPER.format("Here.")) == "Here."


def test_entities_made_of_entities_are_refused() -> None:
    laughs = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    with pytest.raises(MalformedError, match=r"^&a9; stands for .* other entities, which are never put in"):
        text_of(f"<!DOCTYPE publicwhip [{laughs}]>" + PAPER.format("&a9;"))


def test_entities_that_would_swell_the_file_are_refused() -> None:
    doctype = f'<!DOCTYPE publicwhip [<!ENTITY x "{"ha" * 30}">]>'
    with pytest.raises(MalformedError, match=r"^its entities stand for 3,000,000 characters in 150,\d{3}; write"):
        text_of(doctype + PAPER.format("&x;" * 50_000))
    many = "".join(f'<!ENTITY x{n} "y">' for n in range(1001))
    with pytest.raises(MalformedError, match=r"^it declares 1,001 entities, where 1,000 are plenty"):
        text_of(f"<!DOCTYPE publicwhip [{many}]>" + PAPER.format("Yes."))


def test_deep_nesting_is_refused_at_every_depth() -> None:
    for depth in (199, 250, 100_000):
        with pytest.raises(MalformedError, match=r"^nested too deeply: more than 200 elements|Excessive depth"):
            text_of(PAPER.format("<i>" * depth + "x" + "</i>" * depth))
    assert text_of(PAPER.format("<i>" * 190 + "x" + "</i>" * 190)) == "x"


@pytest.mark.parametrize(
    ("encoding", "declared", "warnings"),
    [
        ("utf-8", "UTF-8", ()),
        ("utf-8-sig", "UTF-8", ()),
        ("utf-16", "UTF-16", ()),
        ("iso-8859-1", "ISO-8859-1", ()),
        ("cp1252", "ISO-8859-1", ()),
        ("cp1250", "windows-1250", ()),
        ("utf-8", "ISO-8859-1", ("announces the encoding 'ISO-8859-1', which does not fit its bytes",)),
        ("utf-8", "UTF-16", ("announces the encoding 'UTF-16', which does not fit its bytes",)),
        ("utf-8", "no-such-code", ("announces the encoding 'no-such-code', which does not fit its bytes",)),
        ("utf-8", "unicode_escape", ("announces the encoding 'unicode_escape', which does not fit its bytes",)),
        (
            "cp1252",
            "UTF-8",
            (
                "announces the encoding 'UTF-8', which does not fit its bytes",
                "read as Windows-1252: it is not valid UTF-8",
            ),
        ),
    ],
)
def test_the_encoding_is_the_one_declared_unless_that_is_a_lie(
    encoding: str, declared: str, warnings: tuple[str, ...]
) -> None:
    text = f'<?xml version="1.0" encoding="{declared}"?>' + PAPER.format(
        "Müller’s café" if "8859" not in encoding else "Müller"
    )
    (found,) = xml.read(text.encode(encoding))
    assert (found.blocks[0].text, found.warnings) == ("Müller’s café" if "8859" not in encoding else "Müller", warnings)


BROKEN = [
    (
        "<publicwhip><speech>",
        r"^not well-formed XML: .*Premature end of data.*; the file may be cut or edited by hand$",
    ),
    ("<publicwhip><p></publicwhip>", r"^not well-formed XML: Opening and ending tag mismatch: p line 1 and publicwhip"),
    ("The ferry sails.", r"^not XML: the file begins with 'The ferry sails\.', not with an element$"),
    ("<publicwhip>&#1;</publicwhip>", r"^not well-formed XML: xmlParseCharRef: invalid xmlChar value 1"),
    ("<!DOCTYPE publicwhip [<!ENTITY a 'b'", r"^not well-formed XML: Document is empty"),
]


@pytest.mark.parametrize(("text", "message"), BROKEN)
def test_a_broken_file_is_malformed(text: str, message: str) -> None:
    with pytest.raises(MalformedError, match=message):
        xml.read(text.encode())


def test_an_unknown_root_is_named_with_those_that_are_known() -> None:
    known = ", ".join(f"<{name}>" for name in DIALECTS)
    with pytest.raises(UnknownFormatError, match=f"^the root element <menu> is that of no XML .*; known: {known}$"):
        xml.read(b'<menu xmlns="urn:x"><dish>Soup</dish></menu>')


@pytest.mark.parametrize("root", ["TEI", "teiCorpus", "akomaNtoso", "publicwhip", "Hansard"])
def test_an_empty_root_is_an_empty_transcript(root: str) -> None:
    with pytest.raises(EmptyTranscriptError, match=f"^the file holds a head but nothing that was said below <{root}>$"):
        xml.read(f"<{root}/>".encode())


def test_a_file_without_text_or_of_bytes_is_refused() -> None:
    with pytest.raises(EmptyTranscriptError, match=r"^the file holds no text$"):
        xml.read(b" \n")
    with pytest.raises(UndecodableError, match=r"^a binary file"):
        xml.read(b"\0\1\2<TEI/>")


@pytest.mark.parametrize(
    "data",
    [
        b"<!--" * 300_000,
        b"<?a " * 300_000,
        b"<publicwhip>" + b"<![CDATA[" * 200_000,
        b"<publicwhip>" + b"&a" * 500_000,
        b"<!DOCTYPE a [" + b'"' * 500_001,
        b"<!DOCTYPE a [" + b"<!ENTITY " * 200_000,
        b"<?xml " + b" " * 500_000,
        b"<Hansard><Intervention><PersonSpeaking>" + b"- " * 200_000 + b"</PersonSpeaking></Intervention></Hansard>",
        b"<Hansard><Intervention><PersonSpeaking>The "
        + b"a (" * 100_000
        + b"</PersonSpeaking></Intervention></Hansard>",
    ],
    ids=["comments", "instructions", "character data", "references", "quotes", "entities", "spaces", "dashes", "label"],
)
def test_repeated_openings_are_told_in_seconds(data: bytes) -> None:
    start = time.perf_counter()
    try:
        found = xml.read(data)
    except SourceError:
        found = []
    assert time.perf_counter() - start < 5
    assert len(found) <= 1


PIECES = st.sampled_from(
    """
    <TEI> </TEI> <text> </text> <u_who="#a"> </u> <seg> </seg> <note_type="speaker"> </note> <note> <s> </s> <w> </w>
    <akomaNtoso> </akomaNtoso> <speech_by="#a"> </speech> <from> </from> <p> </p> <num> </num> <heading> </heading>
    <publicwhip> </publicwhip> <Hansard> </Hansard> <Intervention> </Intervention> <PersonSpeaking> </PersonSpeaking>
    <ParaText> </ParaText> <B> </B> A: (b) . &nbsp; &x; <!-- --> <![CDATA[ ]]> <!DOCTYPE_a_[<!ENTITY_x_"y">]>
    """.split()
).map(lambda piece: piece.replace("_", " "))


@given(st.lists(PIECES, max_size=30).map("".join), st.sampled_from(list(DIALECTS)))
def test_any_pieces_are_read_or_refused(text: str, root: str) -> None:
    for whole in (text, f"<{root}>{text}</{root}>"):
        try:
            documents = xml.read(whole.encode())
        except SourceError:
            continue
        assert all(block.text.strip() for document in documents for block in document.blocks)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for whole in (data, b"<TEI><text>" + data + b"</text></TEI>"):
        try:
            documents = xml.read(whole)
        except SourceError:
            continue
        assert all(block.text.strip() for document in documents for block in document.blocks)


def test_a_large_file_takes_under_two_seconds() -> None:
    speech = "<speech speakername='Ola Berg'><p>" + "The ferry sails from Monday. " * 20 + "</p></speech>"
    data = ("<publicwhip>" + speech * 2500 + "</publicwhip>").encode()
    assert len(data) > 1_500_000
    start = time.perf_counter()
    (found,) = xml.read(data)
    assert time.perf_counter() - start < 2
    assert len(found.blocks) == 2500
