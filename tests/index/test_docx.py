"""DOCX: styles, bold leads, tables of speakers, what stays out, bombs and entities."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import TYPE_CHECKING

import docx as library
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import EmptyTranscriptError, MalformedError, SourceError
from index.formats.docx import read
from index.parsing import parse_file
from index.records import Kind

if TYPE_CHECKING:
    from pathlib import Path

    from docx.document import Document as Word

    from index.documents import Document


def packed(word: Word) -> bytes:
    data = io.BytesIO()
    word.save(data)
    return data.getvalue()


def document(word: Word) -> Document:
    (found,) = read(packed(word))
    return found


def blocks(word: Word) -> list[tuple[str | None, str]]:
    return [(block.label, block.text) for block in document(word).blocks]


def say(word: Word, label: str, text: str, *, aside: str = "", colon: str = ":") -> None:
    paragraph = word.add_paragraph()
    paragraph.add_run(label).bold = True
    if aside:
        paragraph.add_run(f" ({aside})").italic = True
    paragraph.add_run(f"{colon} {text}")


def minutes() -> Word:
    word = library.Document()
    word.core_properties.title = "Template of 2009"
    word.core_properties.language = "en-GB"
    word.core_properties.created = dt.datetime(2020, 1, 2)
    word.sections[0].header.paragraphs[0].text = "Marlhaven Council"
    word.sections[0].footer.paragraphs[0].text = "Confidential until read"
    word.add_heading("Harbour day", 0)
    word.add_paragraph("5 September 2022")
    word.add_paragraph("Six hundred guests came to the quay.")
    say(word, "Mayor Edda Quillfeather", "The wall is made of granite.", aside="laughing")
    word.add_paragraph("It took nine years.")
    for number in range(5):
        say(word, "Tobin Ashgrove", f"So it is, number {number}.")
        say(word, "Edda Quillfeather", f"It is, number {number}.")
    return word


def wrapped(inner: str) -> str:
    return f"<w:p {nsdecls('w')}>{inner}</w:p>"


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """Return an archive with one part replaced."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            new.writestr(entry, content if entry == name else old.read(entry))
    return packed.getvalue()


def test_minutes_give_their_turns(tmp_path: Path) -> None:
    (tmp_path / "minutes.docx").write_bytes(packed(minutes()))
    (transcript,) = parse_file(tmp_path / "minutes.docx").transcripts
    turns = [(turn.speaker, turn.kind, turn.text) for turn in transcript.turns]
    assert len(turns) == 12
    assert turns[0] == (None, Kind.NARRATION, "Six hundred guests came to the quay.")
    assert turns[1] == ("Edda Quillfeather", Kind.SPEECH, "The wall is made of granite.\n\nIt took nine years.")
    assert turns[9] == ("Edda Quillfeather", Kind.SPEECH, "It is, number 3.")
    assert turns[11] == ("Edda Quillfeather", Kind.SPEECH, "It is, number 4.")


def test_the_printed_title_wins_over_a_stale_property_and_the_file_s_own_day_is_no_date() -> None:
    found = document(minutes())
    assert (found.title, found.date, found.language) == ("Harbour day", dt.date(2022, 9, 5), "en-GB")


def test_running_heads_and_feet_are_dropped_and_reported() -> None:
    assert {"Marlhaven Council", "Confidential until read"} <= set(document(minutes()).dropped)


def test_a_bold_lead_is_a_label_with_the_aside_and_the_colon_outside_the_bold() -> None:
    word = library.Document()
    say(word, "Edda Quillfeather", "Good morning.", aside="laughing")
    say(word, "Tobin Ashgrove:", "Good evening.", colon="")
    say(word, "Never", "did we say so.", colon="")
    assert blocks(word) == [
        ("Edda Quillfeather (laughing):", "Good morning."),
        ("Tobin Ashgrove:", "Good evening."),
        (None, "Never did we say so."),
    ]


def test_a_heading_by_style_is_a_heading_and_a_list_of_contents_is_dropped() -> None:
    word = library.Document()
    word.styles.add_style("TOC 1", 1)
    say(word, "Edda Quillfeather", "Good morning.")
    word.add_paragraph("The ferry 12", style="TOC 1")
    word.add_heading("The ferry", 2)
    word.add_paragraph("It is fast.")
    found = document(word)
    assert [(block.heading, block.text) for block in found.blocks] == [
        (False, "Good morning."),
        (True, "The ferry"),
        (False, "It is fast."),
    ]
    assert found.dropped == ("The ferry 12",)


def test_a_table_of_speakers_gives_labels_and_another_table_its_text_in_order() -> None:
    word = library.Document()
    for rows in (
        [("Ada Korvin", "It is fast, and it will be faster still."), ("Lee", "Is it?"), ("", "I doubt it, Mayor.")],
        [("The wall is ready.", "The ferry is not yet.")],
    ):
        table = word.add_table(0, 2)
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
        word.add_paragraph("After the table.")
    assert blocks(word) == [
        ("Ada Korvin", "It is fast, and it will be faster still."),
        ("Lee", "Is it?"),
        (None, "I doubt it, Mayor."),
        (None, "After the table."),
        (None, "The wall is ready."),
        (None, "The ferry is not yet."),
        (None, "After the table."),
    ]


def test_a_style_for_speakers_names_who_says_what_follows() -> None:
    word = library.Document()
    word.styles.add_style("Speaker Name", 1)
    word.add_paragraph("Ada Korvin", style="Speaker Name")
    word.add_paragraph("Good morning.")
    assert blocks(word) == [("Ada Korvin", "Good morning.")]


def test_text_in_content_controls_links_and_insertions_is_read_and_deleted_or_hidden_text_is_not() -> None:
    word = library.Document()
    word.add_paragraph("First, we open.")
    body = word.element.body
    inner = (
        '<w:ins w:id="1" w:author="A"><w:r><w:t xml:space="preserve">We </w:t></w:r></w:ins>'
        '<w:del w:id="2" w:author="A"><w:r><w:delText>never </w:delText></w:r></w:del>'
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>secretly </w:t></w:r>"
        '<w:hyperlink w:anchor="x"><w:r><w:t>build</w:t></w:r></w:hyperlink>'
        '<w:r><w:t xml:space="preserve"> it.</w:t></w:r>'
    )
    control = f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p>{inner}</w:p></w:sdtContent></w:sdt>"
    body.insert(1, parse_xml(control))
    assert [text for _, text in blocks(word)] == ["First, we open.", "We build it."]


def test_line_breaks_part_lines_that_stand_apart() -> None:
    word = library.Document()
    word.add_paragraph("MAYOR LEE: It is open.\nQ  Since when?\nMAYOR LEE: Since noon.")
    assert [text for _, text in blocks(word)] == ["MAYOR LEE: It is open.", "Q  Since when?", "MAYOR LEE: Since noon."]


def test_a_document_without_text_is_an_empty_transcript() -> None:
    with pytest.raises(EmptyTranscriptError, match="the document holds no text"):
        read(packed(library.Document()))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"It is open now.", "no DOCX: a DOCX is a zip archive, and this is none"),
        (b"PK\x05\x06" + b"\0" * 18, r"a zip archive but no DOCX: \[Content_Types\].xml is missing"),
        (packed(minutes())[:900], "no DOCX: a DOCX is a zip archive, and this is none"),
    ],
    ids=["text", "empty zip", "cut"],
)
def test_what_is_no_docx_is_malformed(data: bytes, said: str) -> None:
    with pytest.raises(MalformedError, match=said):
        read(data)


def test_a_document_whose_xml_is_broken_is_malformed() -> None:
    with pytest.raises(MalformedError, match=r"the DOCX cannot be read \(XMLSyntaxError: .*\); save it again"):
        read(with_part(packed(minutes()), "word/document.xml", b"<w:document><w:body>"))


def test_a_zip_that_would_burst_is_refused_before_it_is_unpacked() -> None:
    bomb = with_part(packed(minutes()), "word/document.xml", b"<" + b" " * (12 * 2**20))
    with pytest.raises(MalformedError, match=r"unpacked the DOCX would have 13,\d{3},\d{3} bytes instead of"):
        read(bomb)


def test_entities_are_not_resolved(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("granite")
    xml = (
        f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY out SYSTEM "{secret.as_uri()}"><!ENTITY in "wall">]>'
        f"<w:document {nsdecls('w')}><w:body>"
        "<w:p><w:r><w:t>It is &out; and &in; now.</w:t></w:r></w:p></w:body></w:document>"
    )
    found = read(with_part(packed(minutes()), "word/document.xml", xml.encode()))[0]
    said = " ".join(block.text for block in found.blocks)
    assert "It is" in said
    assert "granite" not in said
    assert "wall" not in said


SMALL = packed(minutes())
with zipfile.ZipFile(io.BytesIO(SMALL)) as _archive:
    XML = _archive.read("word/document.xml")


@settings(deadline=None, max_examples=100)
@given(st.integers(0, len(XML) - 1), st.binary(max_size=12), st.integers(0, 40))
def test_a_damaged_document_is_read_or_refused(at: int, new: bytes, gone: int) -> None:
    try:
        read(with_part(SMALL, "word/document.xml", XML[:at] + new + XML[at + gone :]))
    except SourceError as error:
        assert str(error)
