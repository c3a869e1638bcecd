"""PDF: lines to paragraphs, running heads, columns, broken words, labels in bold, scans and locked files."""

from __future__ import annotations

import datetime as dt
import io
from textwrap import wrap
from typing import TYPE_CHECKING

import pytest
from fpdf import FPDF
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import EmptyTranscriptError, MalformedError, SourceError
from index.formats import pdf
from index.formats.pdf import read
from index.parsing import parse_file

if TYPE_CHECKING:
    from pathlib import Path

    from index.documents import Document

WALL = "The harbour wall is made of granite and the ferry is fast, says the council of the town."


class Minutes(FPDF):
    """Minutes of a council with a running head and a page number at the foot."""

    def header(self) -> None:
        self.set_font("Helvetica", "I", 8)
        self.cell(0, 10, f"Marlhaven Council, {self.page_no()}/2022", align="C", new_x="LMARGIN", new_y="NEXT")

    def footer(self) -> None:
        self.set_y(-15)
        self.set_font("Helvetica", "", 8)
        self.cell(0, 10, f"Page {self.page_no()}", align="C")

    def say(self, label: str, text: str) -> None:
        self.set_font("Times", "B", 12)
        self.write(6, label)
        self.set_font("Times", "", 12)
        self.write(6, f" {text}" if label else text)
        self.ln(9)


def minutes() -> Minutes:
    paper = Minutes()
    paper.set_title("Microsoft Word - harbour_final2.doc")
    paper.set_lang("en-GB")
    paper.add_page()
    paper.set_font("Times", "B", 18)
    paper.cell(0, 12, "Harbour day", new_x="LMARGIN", new_y="NEXT")
    paper.set_font("Times", "", 12)
    paper.cell(0, 8, "5 September 2022", new_x="LMARGIN", new_y="NEXT")
    for number in range(12):
        paper.say("Mayor Edda Quillfeather:", f"Number {number}. " + f"{WALL} " * 4)
        paper.say("", f"Another paragraph of hers, number {number}. {WALL} {WALL}")
        paper.say("Tobin Ashgrove:", f"So it is, number {number}.")
    return paper


def plain_paper(size: int = 11) -> FPDF:
    paper = FPDF()
    paper.add_page()
    paper.set_font("Times", "", size)
    return paper


def document(paper: FPDF) -> Document:
    (found,) = read(bytes(paper.output()))
    return found


def texts(paper: FPDF) -> list[str]:
    return [block.text for block in document(paper).blocks]


def test_minutes_over_several_pages_give_whole_turns(tmp_path: Path) -> None:
    (tmp_path / "minutes.pdf").write_bytes(bytes(minutes().output()))
    (transcript,) = parse_file(tmp_path / "minutes.pdf").transcripts
    turns = [(turn.speaker, turn.text) for turn in transcript.turns]
    assert len(turns) == 24
    assert turns[0] == (
        "Edda Quillfeather",
        f"Number 0. {WALL} {WALL} {WALL} {WALL}\n\nAnother paragraph of hers, number 0. {WALL} {WALL}",
    )
    assert turns[9] == ("Tobin Ashgrove", "So it is, number 4.")
    assert turns[10] == (
        "Edda Quillfeather",
        f"Number 5. {WALL} {WALL} {WALL} {WALL}\n\nAnother paragraph of hers, number 5. {WALL} {WALL}",
    )
    assert turns[23] == ("Tobin Ashgrove", "So it is, number 11.")


def test_the_biggest_line_is_the_title_where_the_properties_hold_a_file_name() -> None:
    found = document(minutes())
    assert (found.title, found.date, found.language) == ("Harbour day", dt.date(2022, 9, 5), "en-GB")


def test_a_title_in_the_properties_that_the_page_prints_is_the_title() -> None:
    paper = plain_paper()
    paper.set_title("Harbour day")
    paper.multi_cell(0, 6, f"Harbour day\n\nMAYOR LEE: {WALL}")
    assert document(paper).title == "Harbour day"


def test_the_day_of_printing_is_not_the_date() -> None:
    paper = plain_paper()
    paper.set_creation_date(dt.datetime(2020, 1, 2, tzinfo=dt.UTC))
    paper.multi_cell(0, 6, f"MAYOR LEE: {WALL}")
    assert document(paper).date is None


def test_running_heads_and_page_numbers_are_dropped_and_reported() -> None:
    found = document(minutes())
    assert not [block.text for block in found.blocks if "Marlhaven Council" in block.text or "Page" in block.text]
    assert {"Marlhaven Council, 1/2022", "Marlhaven Council, 3/2022", "Page 1", "Page 3"} <= set(found.dropped)


def test_what_is_said_at_the_top_of_two_pages_is_no_running_head() -> None:
    paper = FPDF()
    for word in ("one", "two"):
        paper.add_page()
        paper.set_font("Times", "", 12)
        paper.multi_cell(0, 6, f"(Applause.)\n\nMAYOR LEE: Here is page {word}.")
    assert texts(paper).count("(Applause.)") == 2


def test_a_word_broken_at_the_end_of_a_line_is_whole_again_and_a_compound_keeps_its_hyphen() -> None:
    paper = plain_paper()
    for line in (
        "The govern-",
        "ment of the town is well-",
        "known, the Anglo-",
        "Marlish ferry fast, and its far-",
        "reaching horn is heard; a far-reaching horn",
        "is a self-",
        "made joy.",
    ):
        paper.cell(0, 5, line, new_x="LMARGIN", new_y="NEXT")
    assert texts(paper) == [
        "The government of the town is well-known, the Anglo-Marlish ferry fast, and its far-reaching horn is heard; "
        "a far-reaching horn is a self-made joy."
    ]


def test_indented_first_lines_begin_paragraphs() -> None:
    paper = plain_paper()
    for number in range(6):
        paper.set_x(paper.l_margin + 8)
        paper.write(5, f"Paragraph {number}. {WALL} {WALL}")
        paper.ln(5)
    assert texts(paper) == [f"Paragraph {number}. {WALL} {WALL}" for number in range(6)]


def test_a_label_begins_a_paragraph_where_nothing_else_parts_them() -> None:
    paper = plain_paper()
    for who in ("MR. KORVIN:", "MS. LEE:", "MR. KORVIN:"):
        paper.multi_cell(0, 5, f"{who} {WALL} {WALL}", align="L", new_x="LMARGIN", new_y="NEXT")
    assert texts(paper) == [f"{who} {WALL} {WALL}" for who in ("MR. KORVIN:", "MS. LEE:", "MR. KORVIN:")]


@pytest.mark.parametrize("by_rows", [False, True], ids=["column by column", "row by row"])
def test_two_columns_are_read_one_after_the_other(by_rows: bool) -> None:
    paper = plain_paper(9)
    left = [f"Mr. Korvin: Left {number}. {WALL} {WALL}" for number in range(3)]
    right = [f"Ms. Lee: Right {number}. {WALL} {WALL}" for number in range(3)]
    lines = [
        (column, row, line)
        for column, said in enumerate((left, right))
        for row, line in enumerate(part for text in said for part in wrap(text, 50))
    ]
    for column, row, line in sorted(lines, key=lambda each: (each[1], each[0])) if by_rows else lines:
        paper.set_xy(15 + 95 * column, 20 + 5 * row)
        paper.cell(80, 5, line)
    assert texts(paper) == [*left, *right]


def test_a_name_in_bold_in_a_column_of_its_own_is_a_label() -> None:
    paper = plain_paper()
    for who in ("Ada Korvin", "Tobin Ashgrove", "Ada Korvin", "Tobin Ashgrove"):
        top = paper.get_y()
        paper.set_font("Times", "B", 11)
        paper.cell(35, 6, who)
        paper.set_font("Times", "", 11)
        paper.set_xy(55, top)
        paper.multi_cell(130, 6, f"{WALL} {WALL}", align="L", new_x="LMARGIN", new_y="NEXT")
    assert [(block.label, block.text) for block in document(paper).blocks] == [
        (who, f"{WALL} {WALL}") for who in ("Ada Korvin", "Tobin Ashgrove", "Ada Korvin", "Tobin Ashgrove")
    ]


def test_a_line_set_bigger_is_a_heading() -> None:
    paper = plain_paper()
    paper.set_title("Session")
    paper.multi_cell(0, 6, f"Session\nMAYOR LEE: {WALL}", new_x="LMARGIN", new_y="NEXT")
    paper.set_font("Times", "B", 15)
    paper.cell(0, 9, "The ferry", new_x="LMARGIN", new_y="NEXT")
    paper.set_font("Times", "", 11)
    paper.multi_cell(0, 6, WALL)
    assert [(block.heading, block.text) for block in document(paper).blocks] == [
        (False, f"MAYOR LEE: {WALL}"),
        (True, "The ferry"),
        (False, WALL),
    ]


def test_pages_without_text_are_pictures() -> None:
    paper = FPDF()
    paper.add_page()
    paper.add_page()
    paper.rect(10, 10, 50, 50, style="F")
    with pytest.raises(EmptyTranscriptError, match=r"none of its 2 pages holds text: .* \(ocrmypdf IN OUT\)"):
        read(bytes(paper.output()))


def test_one_page_without_text_is_said() -> None:
    paper = plain_paper()
    paper.multi_cell(0, 6, f"MAYOR LEE: {WALL}")
    paper.add_page()
    assert document(paper).warnings == (
        "1 pages hold no text (2); if they are pictures, recognise them first (ocrmypdf)",
    )


@pytest.mark.parametrize("password", ["", "granite"])
def test_a_locked_file_is_read_only_when_its_password_is_empty(password: str) -> None:
    from pypdf import PdfReader, PdfWriter

    paper = plain_paper()
    paper.multi_cell(0, 6, f"MAYOR LEE: {WALL}")
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(bytes(paper.output()))))
    writer.encrypt(password, "owner", algorithm="RC4-128")
    data = io.BytesIO()
    writer.write(data)
    if password:
        with pytest.raises(MalformedError, match="the PDF is locked by a password; save it without one"):
            read(data.getvalue())
    else:
        assert [block.text for block in read(data.getvalue())[0].blocks] == [f"MAYOR LEE: {WALL}"]


def test_a_broken_file_is_malformed() -> None:
    with pytest.raises(MalformedError, match=r"the PDF cannot be read \(.*\); print it to a new PDF"):
        read(b"%PDF-1.7\n1 0 obj << /Type /Catalog")


def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MAX_PAGES", 1)
    with pytest.raises(MalformedError, match="the PDF has 3 pages, more than 1; split it"):
        read(bytes(minutes().output()))


def _small() -> bytes:
    paper = plain_paper()
    paper.set_compression(False)
    paper.multi_cell(0, 6, f"MAYOR LEE: {WALL}")
    return bytes(paper.output())


SMALL = _small()


@settings(deadline=None, max_examples=150)
@given(st.integers(0, len(SMALL) - 1), st.binary(max_size=12), st.integers(0, 40))
def test_a_damaged_file_is_read_or_refused(at: int, new: bytes, gone: int) -> None:
    try:
        read(SMALL[:at] + new + SMALL[at + gone :])
    except SourceError as error:
        assert str(error)


def test_a_pdf_so_damaged_that_reading_it_would_not_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = bytes(minutes().output())
    assert read(whole)
    monkeypatch.setattr(pdf, "READS_PER_BYTE", 0)
    monkeypatch.setattr(pdf, "MIN_READS", 10)
    with pytest.raises(MalformedError, match="so damaged that reading it does not end"):
        read(whole)
