"""The canonical JSON and JSONL: a faithful round trip, and an answer to every way of breaking it."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from helpers import FERRY, LIBRARY, WATER, write_files
from hypothesis import given
from hypothesis import strategies as st

from index.documents import Document
from index.errors import EmptyTranscriptError, MalformedError, UndecodableError
from index.formats import Format
from index.formats.canonical import to_json
from index.formats.json_file import read as read_json
from index.formats.json_file import read_lines as read_jsonl
from index.parsing import parse_file
from index.records import Attribution, Kind, Transcript, Turn

SEED = Path(__file__).parents[2] / "seeds" / "000_db14b8a6da182283.txt"


def transcript(**fields: Any) -> dict[str, Any]:
    return {"turns": [{"text": "The ferry sails from Monday."}]} | fields


def turn(**fields: Any) -> dict[str, Any]:
    return {"turns": [{"text": "The ferry sails from Monday."} | fields]}


def encoded(value: object) -> bytes:
    return json.dumps(value).encode()


def reread(found: Transcript, folder: Path) -> Transcript:
    path = write_files(folder, {"2.json": json.dumps(to_json(found), ensure_ascii=False)}) / "2.json"
    (again,) = parse_file(path).transcripts
    return again


def test_the_water_transcript_gives_two_turns(tmp_path: Path) -> None:
    (found,) = parse_file(write_files(tmp_path, {"water.json": WATER}) / "water.json").transcripts
    assert found == Transcript(
        id="council/water",
        title="Council session on water",
        date=dt.date(2023, 1, 17),
        venue="Town hall",
        language="en",
        source="https://example.org/water",
        turns=(
            Turn(
                "The water price rises by two crowns.\n\nThe old pipes below Fennel Street leak every winter.",
                speaker="Tobin Ashgrove",
                as_printed="Cllr Ashgrove",
                role="Councillor",
                attribution=Attribution.MARKUP,
                start_s=1.5,
            ),
            Turn(
                "We shall replace the pipes before the summer ends.",
                speaker="Edda Quillfeather",
                as_printed="The Mayor",
                role="Mayor",
                attribution=Attribution.MARKUP,
                start_s=30.0,
            ),
        ),
    )


@pytest.mark.parametrize(("name", "content"), [("a.txt", FERRY), ("a.md", LIBRARY), ("a.json", WATER)])
def test_writing_and_reading_again_changes_nothing(name: str, content: str, tmp_path: Path) -> None:
    (found,) = parse_file(write_files(tmp_path, {name: content}) / name).transcripts
    assert reread(found, tmp_path) == found


def test_writing_and_reading_the_owners_transcript_again_changes_nothing(tmp_path: Path) -> None:
    (found,) = parse_file(SEED).transcripts
    assert reread(found, tmp_path) == found


WORDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30).filter(str.strip)
NAMES = st.none() | WORDS
TURNS = st.builds(
    Turn,
    text=WORDS,
    speaker=st.none(),
    as_printed=st.none(),
    role=NAMES,
    attribution=st.sampled_from(Attribution),
    kind=st.sampled_from(Kind),
    start_s=st.none() | st.floats(0, 1e6),
) | st.builds(
    Turn,
    text=WORDS,
    speaker=WORDS,
    as_printed=WORDS,
    role=NAMES,
    attribution=st.sampled_from(Attribution),
    kind=st.sampled_from(Kind),
)
TRANSCRIPTS = st.builds(
    Transcript,
    id=WORDS,
    title=NAMES,
    date=st.none() | st.dates(),
    venue=NAMES,
    language=st.sampled_from(["en", "kk", "de"]),
    source=NAMES,
    turns=st.lists(TURNS, min_size=1, max_size=4).map(tuple),
)


@given(found=TRANSCRIPTS)
def test_any_transcript_survives_the_round_trip(found: Transcript, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert reread(found, tmp_path_factory.getbasetemp() / "round-trip") == found


def test_a_turn_with_a_speaker_is_known_by_markup_and_one_without_by_nothing() -> None:
    (found,) = read_json(encoded({"turns": [{"text": "Yes, we do.", "speaker": "Ola Berg"}, {"text": "Hear, hear."}]}))
    assert [block.turn for block in found.blocks] == [
        Turn("Yes, we do.", speaker="Ola Berg", as_printed="Ola Berg", attribution=Attribution.MARKUP),
        Turn("Hear, hear."),
    ]


def test_a_list_holds_several_transcripts_which_get_numbered_ids(tmp_path: Path) -> None:
    write_files(tmp_path, {"all.json": encoded([transcript(title="One"), transcript(id="mine"), transcript()])})
    found = parse_file(tmp_path / "all.json").transcripts
    assert [(each.id, each.title) for each in found] == [("all#0", "One"), ("mine", None), ("all#2", None)]


def test_jsonl_holds_one_transcript_a_line_and_empty_lines_are_no_matter(tmp_path: Path) -> None:
    lines = json.dumps(transcript(title="One")) + "\n\n  \n" + json.dumps(transcript(title="Two")) + "\r\n"
    found = parse_file(write_files(tmp_path, {"all.jsonl": lines}) / "all.jsonl").transcripts
    assert [(each.id, each.title) for each in found] == [("all#0", "One"), ("all#1", "Two")]


def test_a_file_of_one_line_has_the_files_id(tmp_path: Path) -> None:
    write_files(tmp_path, {"a/one.jsonl": encoded(transcript())})
    assert [each.id for each in parse_file(tmp_path / "a" / "one.jsonl", tmp_path).transcripts] == ["a/one"]


@pytest.mark.parametrize(
    ("encoding", "warnings"),
    [
        ("utf-8-sig", ()),
        ("utf-16", ()),
        ("cp1252", ("read as Windows-1252: it is not valid UTF-8",)),
    ],
)
@pytest.mark.parametrize("read", [read_json, read_jsonl])
def test_other_encodings_are_read(read: Format, encoding: str, warnings: tuple[str, ...]) -> None:
    (found,) = read(json.dumps(transcript(title="Café"), ensure_ascii=False).encode(encoding))
    assert (found.title, found.warnings) == ("Café", warnings)


TURN_FIELDS = "text, speaker, as_printed, role, attribution, kind, start_s, starts_s"
BROKEN = [
    ("{", r"^not JSON: Expecting property name"),
    ("The ferry sails.", r"^not JSON: Expecting value: line 1 column 1"),
    ("3", r"^not a transcript but 3; expected \{\"title\": …, \"turns\": "),
    (
        json.dumps({"title": "No turns"}),
        r"^no column holds the text; columns seen: title; .*; expected \{\"title\": …, ",
    ),
    (json.dumps({"turns": []}), r'^the "turns" of the transcript hold nothing$'),
    (json.dumps({"turns": "Yes."}), r'^the "turns" of the transcript are not a list but "Yes\."$'),
    (json.dumps({"turns": ["Yes."]}), rf'^turn 0 is not an object but "Yes\."; known: {TURN_FIELDS}$'),
    (json.dumps({"turns": [{"speaker": "Ola"}]}), rf'^turn 0 has no "text"; known: {TURN_FIELDS}$'),
    (
        json.dumps(transcript(speakers=["Ola"])),
        r'^unknown field "speakers" in the transcript; known: turns, id, title, date, venue, language, source$',
    ),
    (json.dumps(transcript(id="")), r'^the "id" of the transcript is empty$'),
    (json.dumps(transcript(date="24.08.2022")), r'^date "24\.08\.2022" cannot be read; write YYYY-MM-DD$'),
    (json.dumps(transcript(date="2022-02-30")), r'^date "2022-02-30" does not exist; write YYYY-MM-DD$'),
    (json.dumps(transcript(date=86400)), r"^date 86400 cannot be read; write YYYY-MM-DD$"),
    (json.dumps(turn(speker="Ola")), rf'^unknown field "speker" in turn 0; known: {TURN_FIELDS}$'),
    (json.dumps(turn(text=" \n ")), r"^turn 0 says nothing: its text is only white space$"),
    (json.dumps(turn(text="")), r'^the "text" of turn 0 is empty$'),
    (json.dumps(turn(text=7)), r'^the "text" of turn 0 is not text but 7$'),
    (json.dumps(turn(kind="shout")), r'^the "kind" of turn 0 is "shout"; known: speech, question, narration, stage$'),
    (
        json.dumps(turn(attribution="guess")),
        r'^the "attribution" of turn 0 is "guess"; known: markup, heading, label, ',
    ),
    (json.dumps(turn(start_s=-1)), r'^the "start_s" of turn 0 is -1; seconds from the start are never below 0$'),
    (json.dumps(turn(start_s="soon")), r'^the "start_s" of turn 0 is not a number but "soon"$'),
    (json.dumps(turn(start_s=[])), r'^the "start_s" of turn 0 is not a number but a list$'),
    (json.dumps(turn(starts_s=[0, None])), r'^the "starts_s\[1\]" of turn 0 is not a number but null$'),
    ('{"turns": [{"text": "Yes.", "start_s": NaN}]}', r'^the "start_s" of turn 0 is not a finite number .* but nan$'),
    (json.dumps(turn(text="half \ud800 a pair")), r"holds half of a surrogate pair, which is no character"),
    (json.dumps(transcript(title="\udc00")), r"holds half of a surrogate pair, which is no character"),
]


@pytest.mark.parametrize(("text", "message"), BROKEN)
def test_a_broken_file_is_malformed_and_the_field_is_named(text: str, message: str) -> None:
    with pytest.raises(MalformedError, match=message):
        read_json(text.encode())


def test_the_broken_transcript_of_a_list_is_numbered() -> None:
    with pytest.raises(MalformedError, match=r'^transcript 1: unknown field "words" in turn 0; known: '):
        read_json(encoded([transcript(), turn(words=3)]))
    with pytest.raises(MalformedError, match=r'^transcript 1: the transcript has no "turns"; known: '):
        read_json(encoded([transcript(), {"title": "No turns"}]))
    with pytest.raises(MalformedError, match=r"^transcript 1: the transcript is not an object but 3; known: "):
        read_json(encoded([transcript(), 3]))


def test_the_broken_line_is_numbered() -> None:
    good = json.dumps(transcript())
    with pytest.raises(MalformedError, match=r"^line 3: not JSON: "):
        read_jsonl(f"{good}\n\n{{\n".encode())
    with pytest.raises(MalformedError, match=r'^line 2: the "title" of the transcript is not text but 3$'):
        read_jsonl(f"{good}\n{json.dumps(transcript(title=3))}\n".encode())


def test_an_empty_list_is_an_empty_file() -> None:
    with pytest.raises(EmptyTranscriptError, match="the file holds an empty list"):
        read_json(b"[]")


def test_a_file_of_empty_lines_is_empty() -> None:
    with pytest.raises(EmptyTranscriptError, match="the file holds no text"):
        read_jsonl("\u0085\n\t\u0085\n".encode())


def test_a_binary_file_is_refused() -> None:
    with pytest.raises(UndecodableError, match="a binary file"):
        read_json(b"\0\1\2{}")


def test_deep_nesting_is_malformed_at_every_depth() -> None:
    # Reading gives up at the interpreter's limit, writing it back a little earlier.
    for depth in (*range(800, 1001), 100_000):
        deep = '{"turns": [{"text": "Yes."}], "title": ' + "[" * depth + "]" * depth + "}"
        with pytest.raises(
            MalformedError, match=r"nested too deeply|\"title\" of the transcript is not text but a list"
        ):
            read_json(deep.encode())


def test_the_head_becomes_the_documents() -> None:
    (found,) = read_json(encoded(transcript(venue="Town hall", source="https://example.org", date="2022-08-24")))
    assert replace(found, blocks=()) == Document(
        blocks=(), venue="Town hall", source="https://example.org", date=dt.date(2022, 8, 24)
    )


@pytest.mark.parametrize(
    ("printed", "role", "name"),
    [
        ("Mr. Ivo Lund", "Mr.", "Ivo Lund"),
        ("President Ada Korvin", "President", "Ada Korvin"),
        ("Ada Korvin, Minister of Health", "Minister of Health", "Ada Korvin"),
        ("Minister of Culture Olga Berg", "Minister of Culture", "Olga Berg"),
        ("KORVIN, Ada", None, "Ada Korvin"),
        ("Ivo Lund, MP", None, "Ivo Lund"),
        ("The Chair (Mr. Ivo Lund)", "The Chair Mr.", "Ivo Lund"),
    ],
)
def test_an_office_in_a_speakers_name_is_a_role(printed: str, role: str | None, name: str) -> None:
    (found,) = read_json(encoded({"turns": [{"text": "Yes.", "speaker": printed}]}))
    assert [block.turn for block in found.blocks] == [
        Turn("Yes.", speaker=name, as_printed=printed, role=role, attribution=Attribution.MARKUP)
    ]


@pytest.mark.parametrize(
    "printed",
    [
        "The Chair",
        "President Pro Tempore",
        "Dr. Seuss",
        "Mr. Lund",
        "Project Manager",
        "Ada Korvin, Jon Lund",
        "Audience",
    ],
)
def test_an_office_alone_a_surname_with_its_title_and_two_names_are_left_as_they_are(printed: str) -> None:
    (found,) = read_json(encoded({"turns": [{"text": "Yes.", "speaker": printed}]}))
    assert [(block.turn.speaker, block.turn.role) for block in found.blocks if block.turn] == [(printed, None)]


def test_a_form_of_address_is_no_part_of_a_name_whatever_the_role() -> None:
    (found,) = read_json(encoded({"turns": [{"text": "Yes.", "speaker": "Ms. Ada Korvin", "role": "Mayor"}]}))
    assert [block.turn for block in found.blocks] == [
        Turn("Yes.", "Ada Korvin", "Ms. Ada Korvin", role="Mayor", attribution=Attribution.MARKUP)
    ]


@pytest.mark.parametrize("more", [{"role": "Mayor"}, {"as_printed": "Korvin"}])
def test_a_name_beside_its_role_or_what_is_printed_is_taken_as_it_stands(more: dict[str, str]) -> None:
    (found,) = read_json(encoded({"turns": [{"text": "Yes.", "speaker": "President Ada Korvin", **more}]}))
    assert [block.turn.speaker for block in found.blocks if block.turn] == ["President Ada Korvin"]
