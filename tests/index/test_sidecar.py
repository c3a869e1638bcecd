"""Sidecars: they correct their file, and fill what several transcripts do not say; their mistakes are told in full."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import TYPE_CHECKING

import pytest
from helpers import LIBRARY, CountingEmbedder, opened, tamper, write_files

from index import build
from index.discover import Skipped, compare, digests, discover
from index.documents import Document
from index.errors import MalformedError
from index.parsing import parse_bytes, parse_file
from index.sidecar import content_hash, read_sidecar

if TYPE_CHECKING:
    from pathlib import Path

WALL = "The wall of the harbour is high."
FULL = """
title = "Wall day"
date = 2021-03-01
venue = "Marlhaven"
language = "en"
source = "https://example.org/wall"
speaker = "Mayor Ola Berg"

[columns]
speaker = "Who"
text = "What was said"
"""


def test_a_sidecar_fills_what_the_file_does_not_say(tmp_path: Path) -> None:
    folder = write_files(tmp_path, {"wall.txt": WALL, "wall.meta.toml": FULL})
    (transcript,) = parse_file(folder / "wall.txt").transcripts
    assert (transcript.title, transcript.date, transcript.venue, transcript.language, transcript.source) == (
        "Wall day",
        dt.date(2021, 3, 1),
        "Marlhaven",
        "en",
        "https://example.org/wall",
    )
    assert [(turn.text, turn.speaker, turn.role) for turn in transcript.turns] == [(WALL, "Ola Berg", "Mayor")]


def test_what_a_person_wrote_beside_the_file_wins_and_where_it_is_silent_the_file(tmp_path: Path) -> None:
    folder = write_files(tmp_path, {"library.md": LIBRARY, "library.meta.toml": 'title = "Other"\ndate = 2020-01-01'})
    parsed = parse_file(folder / "library.md")
    (transcript,) = parsed.transcripts
    assert (transcript.title, transcript.date, transcript.venue) == ("Other", dt.date(2020, 1, 1), "Marlhaven")
    assert parsed.warnings == ()


def test_a_title_beside_the_file_takes_away_nothing_that_the_printed_one_tells() -> None:
    text = f"Speech by Mayor Ada Korvin\n\n3 May 2021\n\n{WALL} It was built by our grandparents, stone upon stone."
    (plain,) = parse_bytes(text.encode(), "a.txt").transcripts
    (titled,) = parse_bytes(text.encode(), "a.txt", sidecar=b'title = "The wall"').transcripts
    assert (plain.title, titled.title) == ("Speech by Mayor Ada Korvin", "The wall")
    assert [turn.speaker for turn in titled.turns] == [turn.speaker for turn in plain.turns] == ["Ada Korvin"]


def test_the_speaker_beside_the_file_wins_over_its_head() -> None:
    text = f"---\nspeaker: Bo Lund\n---\n{WALL}"
    (transcript,) = parse_bytes(text.encode(), "a.md", sidecar=b'speaker = "Ada Korvin"').transcripts
    assert [turn.speaker for turn in transcript.turns] == ["Ada Korvin"]


def test_a_sidecar_of_several_transcripts_fills_and_what_of_it_is_not_used_is_told() -> None:
    table = (
        "title,date,venue,speaker,text\nWall day,2021-03-01,,Ada Korvin,The wall is high.\n"
        ",2021-03-02,Osk,Bo Lund,The ferry is late today.\n"
    )
    parsed = parse_bytes(table.encode(), "a.csv", sidecar=b'title = "Minutes"\nvenue = "Osk"')
    assert [(each.title, each.venue) for each in parsed.transcripts] == [("Wall day", "Osk"), ("Minutes", "Osk")]
    assert parsed.warnings == (
        "title of the sidecar is not used for 1 of 2 transcripts: these have their own, and it is the sidecar of them "
        "all",
    )


def test_a_member_of_an_archive_is_corrected_by_its_own_sidecar_only() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in {"a.md": LIBRARY, "a.meta.toml": 'title = "Own"', "b.md": LIBRARY}.items():
            archive.writestr(name, text)
    parsed = parse_bytes(packed.getvalue(), "z.zip", sidecar=b'title = "All"\nsource = "https://example.org/z"')
    assert [(each.title, each.source) for each in parsed.transcripts] == [
        ("Own", "https://example.org/library"),
        ("Opening of the town library", "https://example.org/library"),
    ]
    assert [each[:54] for each in parsed.warnings] == [
        "title of the sidecar is not used for 2 of 2 transcript",
        "source of the sidecar is not used for 2 of 2 transcrip",
    ]


def test_columns_become_hints() -> None:
    assert read_sidecar(FULL.encode(), "wall.meta.toml").columns == {"speaker": "Who", "text": "What was said"}


def test_columns_reach_the_table(tmp_path: Path) -> None:
    table = "Person,Words\nOla Berg,The wall is high.\n"
    sidecar = '[columns]\nspeaker = "Person"\ntext = "Words"\n'
    folder = write_files(tmp_path, {"a.csv": table, "a.meta.toml": sidecar})
    (transcript,) = parse_file(folder / "a.csv").transcripts
    assert [(turn.speaker, turn.text) for turn in transcript.turns] == [("Ola Berg", "The wall is high.")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('title = "x"\ncolour = 1', r"^a\.meta\.toml, line 2: unknown key 'colour'; known: title, date, venue, "),
        ("date = 2021-02-30", r"^a\.meta\.toml: not TOML: "),
        ('\n\ndate = "1/2/2021"', r"^a\.meta\.toml, line 3: date: .*'1/2/2021' is no day; write it as 2022-08-24$"),
        ("date = 1614556800", r"^a\.meta\.toml, line 1: date: .* is no day; write it as"),
        ('language = "English"', r"^a\.meta\.toml, line 1: language: .*'English' is no language; write an ISO 639-1"),
        ("title = 3", r"^a\.meta\.toml, line 1: title: is no text; write it in quotes$"),
        ('title = ""', r"^a\.meta\.toml, line 1: title: is empty$"),
        ('title = "x"\n[columns]\ntext = 3', r"^a\.meta\.toml, line 3: columns\.text: is no text; write it in quotes$"),
        ("title", r"^a\.meta\.toml: not TOML: .*line 1"),
        ('title = "x"\ntitle = "y"', r"^a\.meta\.toml: not TOML: Cannot overwrite a value \(at line 2"),
        (b"title = '\xff'", r"^a\.meta\.toml, line 1: not UTF-8"),
        ("a=" + "[" * 5000, r"^a\.meta\.toml: not TOML: "),
    ],
)
def test_a_mistake_in_a_sidecar_is_told_with_file_line_and_key(text: str | bytes, said: str) -> None:
    data = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(MalformedError, match=said):
        parse_bytes(WALL.encode(), "a.txt", sidecar=data)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2022-08-24-baku.txt", dt.date(2022, 8, 24)),
        ("baku_2022-08-24.txt", dt.date(2022, 8, 24)),
        ("2022-08-24.txt", dt.date(2022, 8, 24)),
        ("2022-08-24_2022-08-24.txt", dt.date(2022, 8, 24)),
        ("2022-08-24-to-2022-08-26.txt", None),
        ("20220824.txt", None),
        ("24-08-2022.txt", None),
        ("2022-8-24.txt", None),
        ("2022-02-30.txt", None),
        ("12022-08-241.txt", None),
    ],
)
def test_a_file_name_gives_a_day_only_when_it_is_one_iso_day(name: str, day: dt.date | None) -> None:
    assert parse_bytes(WALL.encode(), name).transcripts[0].date == day


def test_the_day_in_the_file_name_comes_last() -> None:
    name = "2022-08-24.txt"
    assert parse_bytes(WALL.encode(), name, sidecar=b"date = 2021-03-01").transcripts[0].date == dt.date(2021, 3, 1)
    assert parse_bytes(LIBRARY.encode(), "2023-01-01.md").transcripts[0].date == dt.date(2022, 9, 5)


def test_an_index_built_before_sidecars_won_reads_its_files_again(tmp_path: Path) -> None:
    folder = write_files(tmp_path / "c", {"library.md": LIBRARY, "library.meta.toml": 'title = "Other"'})
    build([folder], tmp_path / "i", embedder=CountingEmbedder())
    tamper(tmp_path / "i", "UPDATE transcripts SET title = 'As printed'", attribution_recipe="attribution v4")
    build([folder], tmp_path / "i", embedder=CountingEmbedder())
    with opened(tmp_path / "i") as generation:
        assert [head.title for head in generation.store.heads()] == ["Other"]


def test_filling_changes_nothing_that_is_there() -> None:
    document = Document((), title="Own", date=dt.date(2020, 1, 1))
    filled = read_sidecar(FULL.encode(), "a").fill(document)
    assert (filled.title, filled.date, filled.venue) == ("Own", dt.date(2020, 1, 1), "Marlhaven")


# -- in a build ------------------------------------------------------------------------------------------------------


def test_a_changed_sidecar_reads_its_file_again_and_embeds_nothing(tmp_path: Path) -> None:
    folder = write_files(tmp_path / "c", {"wall.txt": WALL, "boat.txt": "The ferry is quite fast today."})
    embedder = CountingEmbedder()
    build([folder], tmp_path / "i", embedder=embedder)
    for sidecar, venue in (('venue = "Osk"', "Osk"), ('venue = "Marlhaven"', "Marlhaven"), (None, None)):
        if sidecar is None:
            (folder / "wall.meta.toml").unlink()
        else:
            write_files(folder, {"wall.meta.toml": sidecar})
        report = build([folder], tmp_path / "i", embedder=embedder)
        assert (report.changed, report.unchanged, report.skipped, report.embedded) == (
            ("wall.txt",),
            ("boat.txt",),
            (),
            0,
        )
        with opened(tmp_path / "i") as generation:
            head = generation.store.head("wall")
            assert head is not None
            assert head.venue == venue


def test_the_hash_that_a_build_compares_is_the_one_that_parsing_gives(tmp_path: Path) -> None:
    folder = write_files(tmp_path, {"a.txt": WALL, "a.meta.toml": FULL, "b.txt": WALL})
    found, _ = discover([folder])
    sources = {parsed.source.path: parsed.source for parsed in (parse_file(file.path, folder) for file in found)}
    assert [file.name for file in compare(digests(found), sources).unchanged] == ["a.txt", "b.txt"]
    assert sources["a.txt"].sha256 != sources["b.txt"].sha256


def test_the_hash_tells_apart_what_moves_from_file_to_sidecar() -> None:
    assert len({content_hash([b"ab"], None), content_hash([b"a"], b"b"), content_hash([b"ab"], b"")}) == 3


def test_a_broken_sidecar_skips_its_transcript_alone(tmp_path: Path) -> None:
    folder = write_files(
        tmp_path / "c", {"a.txt": WALL, "a.meta.toml": "colour = 1", "b.txt": "The bell rings at noon."}
    )
    report = build([folder], tmp_path / "i", embedder=CountingEmbedder())
    assert report.added == ("b.txt",)
    assert [(each.path, each.reason[:40]) for each in report.skipped] == [
        ("a.txt", "a.meta.toml, line 1: unknown key 'colour"),
    ]


def test_a_sidecar_of_nothing_is_told_and_others_are_passed_over(tmp_path: Path) -> None:
    files = {"a.txt": WALL, "a.meta.toml": "", "speakers.toml": "", "sub/b.meta.toml": "", "sub/speakers.toml": ""}
    found, skipped = discover([write_files(tmp_path, files)])
    assert [file.name for file in found] == ["a.txt"]
    assert sorted(skipped, key=lambda each: each.path) == [
        Skipped("sub/b.meta.toml", "it is the sidecar of no file that is read; rename or remove it"),
        Skipped("sub/speakers.toml", "only the one in a folder that is given to build is read"),
    ]


def test_a_key_without_end_is_refused_at_once() -> None:
    with pytest.raises(MalformedError, match="line 2: a key of a hundred parts"):
        read_sidecar(b'title = "Opening"\n' + b"a." * 100_000 + b"a = 1\n", "case.meta.toml")
