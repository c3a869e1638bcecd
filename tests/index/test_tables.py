"""Tables: which columns hold what, which rows are one transcript, and how text tables are taken apart."""

from __future__ import annotations

import datetime as dt
import json
import lzma
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from helpers import write_files
from hypothesis import given
from hypothesis import strategies as st

from index.documents import Block, Hints
from index.errors import EmptyTranscriptError, MalformedError, SourceError
from index.formats.columns import NAMES, find_columns
from index.formats.delimited import read
from index.formats.json_file import read as read_json
from index.formats.json_file import read_lines
from index.parsing import parse_file
from index.records import Attribution, Kind, Turn

if TYPE_CHECKING:
    from index.documents import Document

UN = Path(__file__).parents[3] / "shared" / "data" / "speeches" / "large" / "un-general-debate.jsonl.xz"

COUNCIL = """meeting,turn,date,title,place,speaker,role,text,url
water,2,2023-01-17,Session on water,Town hall,Mayor Edda Quillfeather,,"We shall replace the pipes.

""Before"" the summer ends.",https://example.org/water
water,1,2023-01-17,Session on water,Town hall,Tobin Ashgrove,Councillor,"The water, they say, is dear.",
ferry,10,2023-02-01,Session on the ferry,,Q,,What does a ticket cost?,
water,3,,,,,,[Laughter],
ferry,11,2023-02-01,Session on the ferry,,Ola Berg,nan,Three crowns.,
ferry,12,2023-02-01,Session on the ferry,,Ola Berg,,  ,
ferry,13,2023-02-01,Session on the ferry,,,,Shame!,
"""


def table(source: str, /, **columns: str) -> list[Document]:
    return read(source.encode(), Hints("a.csv", columns))


def rows(*items: dict[str, Any], **columns: str) -> list[Document]:
    return read_json(json.dumps(items).encode(), Hints("a.json", columns))


def said(document: Document) -> list[tuple[str | None, str]]:
    return [(block.turn.as_printed if block.turn else None, block.text) for block in document.blocks]


def test_rows_of_one_id_are_one_transcript_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    write_files(tmp_path, {"council.csv": COUNCIL})
    water, ferry = parse_file(tmp_path / "council.csv").transcripts
    assert (water.id, water.title, water.date, water.venue, water.source) == (
        "water",
        "Session on water",
        dt.date(2023, 1, 17),
        "Town hall",
        "https://example.org/water",
    )
    assert water.turns == (
        Turn(
            "The water, they say, is dear.",
            speaker="Tobin Ashgrove",
            as_printed="Tobin Ashgrove",
            role="Councillor",
            attribution=Attribution.MARKUP,
        ),
        Turn(
            'We shall replace the pipes.\n\n"Before" the summer ends.',
            speaker="Edda Quillfeather",
            as_printed="Mayor Edda Quillfeather",
            role="Mayor",
            attribution=Attribution.MARKUP,
        ),
        Turn("[Laughter]", kind=Kind.STAGE),
    )
    assert (ferry.id, ferry.venue) == ("ferry", None)
    assert ferry.turns == (
        Turn("What does a ticket cost?", as_printed="Q", attribution=Attribution.MARKUP, kind=Kind.QUESTION),
        Turn("Three crowns.", speaker="Ola Berg", as_printed="Ola Berg", attribution=Attribution.MARKUP),
        Turn("Shame!"),
    )


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_what_stands_between_cells_is_found_out(mark: str, ends: str) -> None:
    lines = [["Speaker", "Text"], ["Ola Berg", '"One, two; three | four.\nFive."'], ["Ina Ash", "Six."], [""]]
    (found,) = read("\ufeff".encode() + ends.join(mark.join(line) for line in lines).encode())
    assert said(found) == [("Ola Berg", "One, two; three | four.\n\nFive."), ("Ina Ash", "Six.")]


def test_a_first_line_may_say_what_stands_between_cells() -> None:
    (found,) = table("sep=;\nspeaker;text\nOla, Berg;Yes, we do.\n")
    assert said(found) == [("Ola, Berg", "Yes, we do.")]


def test_quotes_in_a_tab_separated_table_may_be_quotes() -> None:
    (found,) = table('speaker\ttext\nOla Berg\t"Yes," he said\nIna Ash\t"No\nOla Berg\tWhy?\n')
    assert said(found) == [("Ola Berg", '"Yes," he said'), ("Ina Ash", '"No'), ("Ola Berg", "Why?")]


def test_a_text_in_the_last_column_may_hold_commas_that_nobody_quoted() -> None:
    (found,) = table("speaker,text\nOla Berg,Yes, we do, today.\nIna Ash,No.\n")
    assert said(found) == [("Ola Berg", "Yes, we do, today."), ("Ina Ash", "No.")]
    (found,) = table('speaker, text\nOla Berg, Yes, we do, today.\nIna Ash, "No, no."\n')
    assert said(found) == [("Ola Berg", "Yes, we do, today."), ("Ina Ash", "No, no.")]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Speech Text", "text"),
        ("TEXTO", "text"),
        ("Redetext", "text"),
        ("discours", "text"),
        ("Текст", "text"),
        ("transcript", "text"),
    ],
)
def test_columns_are_known_by_their_names_in_several_forms_and_languages(header: str, field: str) -> None:
    names = ["Orador/a", "speakerName", "Título", "FECHA", "Lugar", "start_ms", header]
    assert find_columns(names, {}) == {
        "text": header,
        "speaker": "speakerName",
        "title": "Título",
        "date": "FECHA",
        "venue": "Lugar",
        "start_ms": "start_ms",
    }
    assert field == "text"


def test_no_name_of_a_column_stands_for_two_fields() -> None:
    names = [name for each in NAMES.values() for name in each]
    twice = {name for name in names if names.count(name) > 1}
    assert twice == {"transcript", "line"}  # the text where nothing else is, else the id and the number
    assert find_columns(["transcript", "text"], {}) == {"transcript": "transcript", "text": "text"}
    assert find_columns(["transcript", "speaker"], {}) == {"text": "transcript", "speaker": "speaker"}


def test_columns_may_be_mapped_and_the_map_wins() -> None:
    text = "a,text,who said it,n\nd1,note,Ola Berg,Yes.\nd2,note,Ina Ash,No.\n"
    found = table(text, text="n", speaker="Who said it", id="a")
    assert [(each.id, said(each)) for each in found] == [("d1", [("Ola Berg", "Yes.")]), ("d2", [("Ina Ash", "No.")])]


def test_a_table_without_speakers_is_paragraphs_whose_labels_are_read(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.csv": "start,text\n00:00:01.5,OLA BERG: The wall is high.\n4,It is old.\n"})
    (found,) = parse_file(tmp_path / "a.csv").transcripts
    assert found.turns == (
        Turn(
            "The wall is high.\n\nIt is old.",
            speaker="Ola Berg",
            as_printed="OLA BERG",
            attribution=Attribution.LABEL,
            start_s=1.5,
            starts_s=(1.5, 4.0),
        ),
    )


@pytest.mark.parametrize(
    ("items", "groups"),
    [
        ([{"id": "x"}, {"id": "y"}, {"id": "x"}], [("x", 2), ("y", 1)]),
        ([{"id": "AB_1"}, {"id": "AB_2"}], [("AB_1", 1), ("AB_2", 1)]),
        ([{"id": 1, "date": "2020-01-02"}, {"id": 2, "date": "2020-01-02"}], [("1", 1), ("2", 1)]),
        ([{"id": 1, "title": "Ferry"}, {"id": 2, "title": "Ferry"}], [(None, 2)]),
        ([{"id": 1}, {"id": 2}], [(None, 2)]),
        ([{"id": "u1", "turn": 1}, {"id": "u2", "turn": 2}], [(None, 2)]),
        ([{"title": "A"}, {"title": "B"}, {"title": "A"}], [(None, 2), (None, 1)]),
        ([{"title": "A", "date": "2020-01-02"}, {"title": "A", "date": "2020-01-03"}], [(None, 1), (None, 1)]),
        ([{"meeting": "m", "id": "u1"}, {"meeting": "m", "id": "u2"}], [("m", 2)]),
        ([{}, {}], [(None, 2)]),
    ],
)
def test_what_rows_share_tells_which_are_one_transcript(items: list[Any], groups: list[tuple[str | None, int]]) -> None:
    found = rows(*({"speaker": "Ola Berg", "text": "Yes."} | item for item in items))
    assert [(each.id, len(each.blocks)) for each in found] == groups


def test_rows_of_one_speaker_stay_turns_of_their_own() -> None:
    (found,) = rows({"who": "Ola Berg", "text": "Yes."}, {"who": "Ola Berg", "text": "Sure."})
    assert said(found) == [("Ola Berg", "Yes."), ("Ola Berg", "Sure.")]


def test_a_year_is_no_date_and_what_is_no_day_is_told(tmp_path: Path) -> None:
    speech = {"id": "OSK_01_1946", "country": "Osk", "session": 1, "year": 1946, "speaker": "Mr. BERG", "post": "Envoy"}
    lines = [speech | {"text": "We shall sail."}, speech | {"id": "OSK_02_1947", "text": "We sail.", "post": None}]
    write_files(tmp_path, {"un.jsonl": "\n".join(map(json.dumps, lines))})
    first, second = parse_file(tmp_path / "un.jsonl").transcripts
    assert (first.id, first.date, second.id) == ("OSK_01_1946", None, "OSK_02_1947")
    assert [(turn.speaker, turn.role, turn.as_printed) for turn in first.turns] == [("Berg", "Envoy", "Mr. BERG")]
    (found,) = rows({"date": "2022-02-30", "text": "Yes."})
    assert (found.date, found.warnings) == (None, ("the date '2022-02-30' does not exist; write it as YYYY-MM-DD",))
    (found,) = rows({"date": "last spring", "text": "Yes."})
    assert found.warnings == ('the date "last spring" cannot be read; write it as YYYY-MM-DD',)
    assert rows({"date": 1946, "text": "Yes."})[0].warnings == ()


def test_many_dates_that_cannot_be_read_are_told_shortly() -> None:
    found = rows(*({"id": f"x{number}", "date": f"spring {number}", "text": "Yes."} for number in range(9)))
    assert [len(each.warnings) for each in found] == [6, *[0] * 8]
    assert found[0].warnings[5] == "4 more dates cannot be read"


def test_a_list_below_a_head_is_a_table_with_that_head() -> None:
    value = {"title": "Ferry", "date": "2020-01-02", "speeches": [{"speaker": "Ola Berg", "text": ["Yes.", "No."]}]}
    (found,) = read_json(json.dumps(value).encode())
    assert (found.title, found.date, said(found)) == ("Ferry", dt.date(2020, 1, 2), [("Ola Berg", "Yes.\n\nNo.")])


def test_one_object_with_a_text_is_a_transcript() -> None:
    (found,) = read_json(b'{"title": "Ferry", "language": "en", "text": "We sail.\\n\\nToday."}')
    assert (found.title, found.language, found.blocks) == ("Ferry", "en", (Block("We sail."), Block("Today.")))


def test_our_kinds_are_honoured_and_times_are_read() -> None:
    (found,) = rows(
        {"speaker": "Ina Ash", "kind": "Question", "text": "When?", "startTime": "01:02:03.5"},
        {"speaker": "Narrator", "kind": "narration", "text": "They wait.", "startTime": 3724},
        {"speaker": "1", "kind": "reply", "text": "Now.", "startTime": "soon"},
    )
    turns = [block.turn for block in found.blocks if block.turn]
    assert [(turn.kind, turn.as_printed, turn.speaker, turn.start_s) for turn in turns] == [
        (Kind.QUESTION, "Ina Ash", None, 3723.5),
        (Kind.NARRATION, "Narrator", None, 3724.0),
        (Kind.SPEECH, "Speaker 1", "Speaker 1", None),
    ]


def test_lines_wrapped_inside_a_sentence_are_joined_in_a_cell() -> None:
    cell = "The wall is high,\nand the ferry\nis fast.\nIt sails\nToday.\na) by day\n\nand by night. " + "x" * 130
    (found,) = rows({"text": cell})
    assert [block.text for block in found.blocks] == [
        "The wall is high, and the ferry is fast.",
        "It sails",
        "Today.",
        "a) by day",
        "and by night. " + "x" * 130,
    ]


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        (
            "name,words\nOla Berg,Yes.\n",
            MalformedError,
            r'^no column holds the text; columns seen: name, words; name one "text", or say which it is in '
            r'NAME\.meta\.toml: \[columns\] text = "…"$',
        ),
        ("text\n", EmptyTranscriptError, "no row of the table holds text"),
        ("speaker,text\nOla Berg,\n", EmptyTranscriptError, "no row of the table holds text"),
        (
            'speaker,text\nOla Berg,Yes.\nIna Ash,"No.\n',
            MalformedError,
            "a quote is opened and never closed, .* line 3$",
        ),
        (
            "text,speaker\nYes, we do.,Ola Berg\n",
            MalformedError,
            r"^line 2 has 3 cells where the head has 2 columns; put a cell that holds the mark ",
        ),
    ],
)
def test_a_broken_table_is_refused_and_the_place_is_named(text: str, error: type[SourceError], message: str) -> None:
    with pytest.raises(error, match=message):
        table(text)


def test_a_map_to_what_is_not_there_is_refused() -> None:
    with pytest.raises(MalformedError, match=r'^no column "words"; columns seen: speaker, text$'):
        table("speaker,text\nOla Berg,Yes.\n", text="words")
    with pytest.raises(MalformedError, match=r'^no field "txet" to map a column to; known: date, id, kind, '):
        table("speaker,text\nOla Berg,Yes.\n", txet="text")


def test_rows_that_are_no_objects_are_refused() -> None:
    with pytest.raises(MalformedError, match=r"^row 1: not an object but 3; expected "):
        read_json(b'[{"text": "Yes."}, 3]')
    with pytest.raises(MalformedError, match=r"^line 3: not an object but a list; expected "):
        read_lines(b'{"text": "Yes."}\n\n[]\n')


CELLS = st.text(st.characters(codec="utf-8"), max_size=30)


@given(cells=st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=6), mark=st.sampled_from(",;\t|"))
def test_no_letter_of_a_cell_is_lost(cells: list[tuple[str, str]], mark: str) -> None:
    quoted = [mark.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in [("speaker", "text"), *cells]]
    try:
        (found,) = table("\n".join(quoted))
    except SourceError:
        return
    kept = "".join(char for block in found.blocks for char in block.text if not char.isspace())
    assert kept == "".join(char for _, text in cells for char in text if not char.isspace() and char != "\x00")


@given(data=st.binary(max_size=100) | st.text('speaker,text;\t|"\n\r ', max_size=100).map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for head in (b"", b"speaker,text\n", b"speaker\ttext\n"):
        try:
            read(head + data)
        except SourceError as error:
            assert str(error)


@pytest.mark.parametrize("filler", ["a ", '"', ",", "a\n", "\n", " \n b", '","'])
def test_an_endless_cell_is_read_at_once(filler: str) -> None:
    text = 'speaker,text\nOla Berg,"' + filler * (2_000_000 // len(filler)) + '"\n'
    begin = time.perf_counter()
    try:
        table(text)
    except SourceError as error:
        assert "line" in str(error) or "holds" in str(error)
    assert time.perf_counter() - begin < 5


@pytest.mark.corpora
@pytest.mark.skipif(not UN.is_file(), reason="the public corpora are not here")
def test_the_public_table_of_speeches_gives_one_transcript_a_row() -> None:
    with lzma.open(UN) as file:
        lines = [next(file) for _ in range(400)]
    found = read_lines(b"".join(lines))
    wanted = [json.loads(line) for line in lines]
    assert [each.id for each in found] == [row["id"] for row in wanted]
    for each, row in zip(found, wanted, strict=True):
        assert "".join("".join(block.text.split()) for block in each.blocks) == "".join(row["text"].split())
        assert {block.turn.as_printed if block.turn else None for block in each.blocks} == {row["speaker"] or None}


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (
            ["Lund, Jon", "van der Berg, Ina (PP)", "Major, Ada", "THE CHAIR", "Lund, Jon"],
            ["Jon Lund", "Ina van der Berg", "Ada Major", None, "Jon Lund"],
        ),
        (["Lund, Jon", "García Korvin, Ada", "Ash, Tom B."], ["Jon Lund", "Ada García Korvin", "Tom B. Ash"]),
        (["Lund, Jon", "Berg, Jr.", "Korvin, Ada"], ["Jon Lund", None, "Ada Korvin"]),
        (["Jon Lund, Marlhaven", "Ada Korvin, Osk", "Berg, Ina"], [None, None, None]),
        (["Lund, Mayor", "Korvin, Ada"], [None, None]),
        (["Jon Lund", "Ada Korvin"], [None, None]),
        (["Chair, Ina", "Lund, Minister of Ports"], [None, None]),
    ],
)
def test_a_column_with_the_surname_first_is_turned_round_as_a_whole(
    cells: list[str], expected: list[str | None]
) -> None:
    (found,) = rows(*({"speaker": cell, "text": f"Yes, {n}."} for n, cell in enumerate(cells)))
    taken = [block.turn for block in found.blocks if block.turn]
    assert [turn.speaker for turn in taken] == expected
    assert [turn.as_printed for turn in taken] == cells
    assert {turn.role for turn in taken if turn.speaker} <= {None}


def test_a_surname_first_keeps_the_role_of_its_column(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.csv": 'speaker,role,text\n"Lund, Jon",Mayor,Yes.\n"Korvin, Ada",,No.\n'})
    (found,) = parse_file(tmp_path / "a.csv").transcripts
    assert [(turn.speaker, turn.role, turn.as_printed) for turn in found.turns] == [
        ("Jon Lund", "Mayor", "Lund, Jon"),
        ("Ada Korvin", None, "Korvin, Ada"),
    ]
