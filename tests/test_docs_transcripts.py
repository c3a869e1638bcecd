"""docs/transcripts.md: what it shows is what comes out, and what it lists is what is read."""

from __future__ import annotations

import re
import shlex
import sys
from io import StringIO
from pathlib import Path

import pytest
from helpers import CountingEmbedder, write_files
from rich.console import Console

from index import build
from index.formats import SUFFIXES
from index.parsing import parse_file
from index.sidecar import read_sidecar
from index.speakers_file import read_declared
from search.cli import main
from search.engine import SpeechSearch
from search.render import print_speakers

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "transcripts.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
TEXTS, TOMLS, JSONS = ([text for kind, text in BLOCKS if kind == wanted] for wanted in ("text", "toml", "json"))
DEBATE, PARSED, *_ = TEXTS
LISTED = next(text for text in TEXTS if text.startswith("$ rostrum speakers"))
CORRECTED = TEXTS[-1]
SIDECAR, TABLE, DECLARED = TOMLS
CALL = """\
Call on the harbour dues

Mayor Korvin: The dues will rise by four.

Jon Lund: Does that include the night ferry?

Mayor Korvin: Yes, it does: all four.
"""
"""The call that the page speaks of and does not show."""


def printed(command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    """Return what a command prints, in as many columns as the page has."""
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setattr(sys, "argv", shlex.split(command))
    with pytest.raises(SystemExit, match="0"):
        main()
    return "".join(f"{line.rstrip()}\n" for line in capsys.readouterr().out.splitlines())


def test_the_debate_is_parsed_as_the_page_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_files(tmp_path, {"harbour/debate.txt": DEBATE})
    monkeypatch.chdir(tmp_path)
    command, _, shown = PARSED.removeprefix("$ ").partition("\n")
    assert printed(command, monkeypatch, capsys) == shown


def test_a_correction_changes_the_turn_as_the_page_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_files(tmp_path, {"debate.txt": DEBATE, "speakers.toml": DECLARED})
    lines = printed(f"rostrum parse {tmp_path}/debate.txt", monkeypatch, capsys).splitlines()
    (turn,) = (line for line in lines if line.startswith("6 "))
    assert turn.split() == CORRECTED.split()


def test_speakers_of_a_corpus_are_listed_as_the_page_shows(tmp_path: Path) -> None:
    of_two = "".join(line for line in SIDECAR.splitlines(keepends=True) if not line.startswith("speaker"))
    corpus = write_files(tmp_path / "c", {"debate.txt": DEBATE, "call.txt": CALL, "call.meta.toml": of_two})
    build([corpus], tmp_path / "i.index", embedder=CountingEmbedder())
    engine = SpeechSearch.open(tmp_path / "i.index", embedder=CountingEmbedder())
    out = Console(width=100, record=True, highlight=False, markup=False, emoji=False, file=StringIO())
    print_speakers(out, engine.speakers(), engine.unnamed())
    lines = [line.rstrip() for line in out.export_text().splitlines()]
    assert lines == LISTED.splitlines()[1:]


def test_the_sidecars_and_the_speakers_toml_are_read(tmp_path: Path) -> None:
    assert (read_sidecar(SIDECAR.encode(), "a.meta.toml").venue, str(read_sidecar(SIDECAR.encode(), "a").date)) == (
        "Marlhaven",
        "2021-07-02",
    )
    columns = {"text": "Redebeitrag", "speaker": "Vortragende", "date": "Sitzungstag"}
    assert read_sidecar(TABLE.encode(), "b.meta.toml").columns == columns
    declared = read_declared([write_files(tmp_path, {"speakers.toml": DECLARED})])
    assert (list(declared.roles), len(declared.apart)) == (["Ada Korvin", "Jon Lund"], 1)
    assert [(each.transcript, each.turn) for each in declared.corrections] == [("debate", 6)]


def test_rostrums_own_form_is_read(tmp_path: Path) -> None:
    (example,) = JSONS
    (transcript,) = parse_file(write_files(tmp_path, {"dues.json": example}) / "dues.json").transcripts
    assert (transcript.id, str(transcript.date)) == ("dues", "2021-07-02")
    assert [(turn.speaker, turn.role, turn.starts_s) for turn in transcript.turns] == [
        ("Ada Korvin", "Mayor", (1.0, 6.5))
    ]


def test_every_suffix_that_is_read_is_in_the_table_and_no_other() -> None:
    table = PAGE.partition("| file | what is read |")[2].partition("\n\n")[0]
    listed = [suffix for row in table.splitlines()[2:] for suffix in re.findall(r"`(\.\w+)`", row.split(" | ")[0])]
    assert sorted(listed) == sorted(SUFFIXES)
