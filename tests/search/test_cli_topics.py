"""rostrum compare and rostrum timeline, over an invented council, with the fake model."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import typer
from helpers import write_files
from typer.testing import CliRunner

from index import build
from index.embedders import HashedWordsEmbedder
from index.errors import QueryError, UnknownSpeakerError
from search.topics.cli import register

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

ADA, TOBIN = "Ada Korvin", "Tobin Ashgrove"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("council")
    spoken = {
        "2015-04-01": [(ADA, "The harbour wall [old] needs granite."), (ADA, "The harbour wall is too low.")],
        "2016-05-01": [(TOBIN, "My orchard bears pears.")],
        "2021-06-01": [(TOBIN, "Build the harbour wall of timber."), (None, "A harbour wall is dear.")],
        None: [(ADA, "A harbour wall by moonlight.")],
    }
    files = {
        f"{day}.json": json.dumps(
            {"title": "Council", "date": day, "turns": [{"speaker": who, "text": text} for who, text in turns]}
        )
        for day, turns in spoken.items()
    }
    build([write_files(folder / "src", files)], folder / "i.index", embedder=HashedWordsEmbedder())
    return folder / "i.index"


def rostrum(index: Path, *arguments: str, width: int = 120) -> Result:
    app = typer.Typer(pretty_exceptions_enable=False)
    register(app)
    environment = {"COLUMNS": str(width), "NO_COLOR": "1", "ROSTRUM_INDEX": str(index)}
    return CliRunner().invoke(app, list(arguments), env=environment)


def test_compare_prints_a_block_for_each_speaker(index: Path) -> None:
    shown = rostrum(index, "compare", "harbour wall", "--speaker", "Korvin", "--speaker", "Ashgrove", "-k", "1")

    assert shown.exit_code == 0
    assert [line.rstrip() for line in shown.stdout.splitlines() if line.strip()] == [
        "Ada Korvin on harbour wall",
        "1. Ada Korvin · 2015-04-01 · Council",
        "  The harbour wall is too low.",
        "Tobin Ashgrove on harbour wall",
        "1. Tobin Ashgrove · 2021-06-01 · Council",
        "  Build the harbour wall of timber.",
    ]


def test_compare_says_who_says_nothing_about_it(index: Path) -> None:
    shown = rostrum(index, "compare", "pears", "--speaker", "Ashgrove", "--speaker", "Korvin").stdout

    assert "My orchard bears pears." in shown
    assert "Ada Korvin on pears\n  Nothing about this (3 passages looked at)." in shown


def test_compare_tells_what_narrows_all_and_not_who_is_named(index: Path) -> None:
    both = ("--speaker", "Ashgrove", "--speaker", "Korvin")
    named = rostrum(index, "compare", "What did Korvin say about the harbour wall?", *both)
    day = rostrum(index, "compare", "What did Korvin say in 2021 about the harbour wall?", *both)

    assert (named.stderr, "Build the harbour wall of timber." in named.stdout) == ("", True)
    assert day.stderr == "understood: only in 2021 (switch off with --ignore date:2021-01-01/2021-12-31)\n"
    assert "Nothing about this (0 passages looked at)." in day.stdout


def test_compare_in_json(index: Path) -> None:
    both = ("--speaker", "Ashgrove", "--speaker", "Korvin")
    shown = rostrum(index, "compare", "harbour wall", *both, "--since", "2020", "--json")

    found = json.loads(shown.stdout)
    assert (found["topic"], found["constraints"]) == ("harbour wall", [])
    column, silent = found["columns"]
    assert (silent["asked"], silent["scope"], silent["hits"]) == ("Korvin", 0, [])
    assert (column["asked"], column["speakers"], column["scope"]) == ("Ashgrove", [TOBIN], 1)
    assert [hit["text"] for hit in column["hits"]] == ["Build the harbour wall of timber."]


def test_timeline_prints_a_line_for_each_period_and_one_for_a_long_silence(index: Path) -> None:
    shown = rostrum(index, "timeline", "harbour wall")

    assert shown.exit_code == 0
    assert [line.rstrip() for line in shown.stdout.splitlines()] == [
        "2015     ████████████████████████ 2 of 2 100.0%  Ada Korvin 2",
        "2016 to 2020: nothing in 1 passage",
        "2021     ████████████████████████ 2 of 2 100.0%  Tobin Ashgrove 1, unknown 1",
        "undated  ████████████             1 of 1 100.0%  Ada Korvin 1",
        "5 passages about this",
    ]


def test_timeline_by_month_in_a_narrow_terminal_has_a_shorter_bar_and_the_whole_name(index: Path) -> None:
    lines = rostrum(index, "timeline", "pears", "--by", "month", "--until", "2016", width=52).stdout.splitlines()

    assert [line.rstrip() for line in lines] == [
        "2015-04 to 2016-04: nothing in 2 passages",
        "2016-05  ███████████ 1 of 1 100.0%  Tobin Ashgrove 1",
        "1 passage about this",
    ]


def test_timeline_breaks_lines_between_names(index: Path) -> None:
    lines = rostrum(index, "timeline", "harbour wall", width=50).stdout.splitlines()

    assert [line.rstrip() for line in lines] == [
        "2015     ████████ 2 of 2 100.0%  Ada Korvin 2",
        "2016 to 2020: nothing in 1 passage",
        "2021     ████████ 2 of 2 100.0%  Tobin Ashgrove 1,",
        "                                 unknown 1",
        "undated  ████     1 of 1 100.0%  Ada Korvin 1",
        "5 passages about this",
    ]


def test_timeline_puts_names_below_where_there_is_no_room_beside(index: Path) -> None:
    lines = rostrum(index, "timeline", "harbour wall", width=40).stdout.splitlines()

    assert [line.rstrip() for line in lines] == [
        "2015     ████████ 2 of 2 100.0%",
        "  Ada Korvin 2",
        "2016 to 2020: nothing in 1 passage",
        "2021     ████████ 2 of 2 100.0%",
        "  Tobin Ashgrove 1, unknown 1",
        "undated  ████     1 of 1 100.0%",
        "  Ada Korvin 1",
        "5 passages about this",
    ]


@pytest.mark.parametrize("width", [20, 30, 41, 47, 60, 80, 200])
def test_timeline_cuts_no_name_at_any_width(index: Path, width: int) -> None:
    shown = " ".join(rostrum(index, "timeline", "harbour wall", width=width).stdout.split())

    assert shown.count("Ada Korvin") == 2
    assert ("Tobin Ashgrove 1, unknown 1" in shown, "…" in shown) == (True, False)


def test_timeline_tells_what_it_understood(index: Path) -> None:
    asked = ["timeline", "What did Korvin say about the harbour wall?"]

    shown, ignoring = rostrum(index, *asked), rostrum(index, *asked, "--ignore", "speaker:Ada Korvin")
    literal, wrong = rostrum(index, *asked, "--literal"), rostrum(index, *asked, "--ignore", "speaker:Nobody")

    assert shown.stderr == "understood: only what Ada Korvin says (switch off with --ignore 'speaker:Ada Korvin')\n"
    assert shown.stdout.splitlines()[-1] == "3 passages about this"
    assert (ignoring.stderr, literal.stderr) == ("", "")
    assert "--ignore 'speaker:Nobody': no such thing was understood; there is: 'speaker:Ada Korvin'" in wrong.stderr


def test_timeline_in_json(index: Path) -> None:
    found = json.loads(rostrum(index, "timeline", "harbour wall", "--speaker", "Korvin", "--json").stdout)

    assert (found["topic"], found["by"], found["total"], found["complete"]) == ("harbour wall", "year", 3, True)
    (period,) = found["periods"]
    assert {key: period[key] for key in ("label", "since", "until", "count", "scope")} == {
        "label": "2015",
        "since": "2015-01-01",
        "until": "2015-12-31",
        "count": 2,
        "scope": 2,
    }
    (cell,) = period["speakers"]
    assert (cell["speaker"], cell["count"], cell["scope"], len(cell["passage_ids"])) == (ADA, 2, 2, 2)
    assert (found["undated"]["label"], found["undated"]["since"], found["undated"]["count"]) == ("undated", None, 1)


def test_nothing_about_a_topic_is_said_in_one_line(index: Path) -> None:
    assert rostrum(index, "timeline", "zeppelin").stdout.splitlines() == [
        "2015 to 2021: nothing in 5 passages",
        "0 passages about this",
    ]


@pytest.mark.parametrize(
    ("arguments", "error", "told"),
    [
        (
            ["compare", "pears", "--speaker", "Ashgrove", "--speaker", "Merkel"],
            UnknownSpeakerError,
            "no speaker is called 'Merkel'",
        ),
        (["timeline", "pears", "--by", "week"], QueryError, "time can be counted by year or month, not by 'week'"),
    ],
)
def test_what_cannot_be_asked_is_told(index: Path, arguments: list[str], error: type[Exception], told: str) -> None:
    with pytest.raises(error, match=told):
        raise rostrum(index, *arguments).exception or AssertionError("it went well")


@pytest.mark.parametrize("named", [[], ["--speaker", "Korvin"]])
def test_fewer_than_two_speakers_are_not_compared(index: Path, named: list[str]) -> None:
    shown = rostrum(index, "compare", "pears", *named)

    assert (shown.exit_code, shown.stdout) == (2, "")
    assert "name at least two speakers to compare; what one says is found by: rostrum" in shown.stderr


@pytest.mark.parametrize(
    "command", [["compare", "harbour wall", "--speaker", "Ashgrove"], ["timeline", "harbour wall"]]
)
def test_a_near_spelling_of_a_speaker_is_taken_and_told(index: Path, command: list[str]) -> None:
    shown = rostrum(index, *command, "--speaker", "Korvinn")

    assert shown.exit_code == 0
    assert "--speaker 'Korvinn' is taken for Ada Korvin" in shown.stderr


def test_a_day_that_is_none_is_told(index: Path) -> None:
    shown = rostrum(index, "timeline", "pears", "--since", "tomorrow")

    assert shown.exit_code == 2
    assert "'tomorrow' is no day; write YYYY, YYYY-MM or YYYY-MM-DD" in shown.stderr


def test_the_commands_import_nothing_heavy_before_they_run() -> None:
    code = "import sys, search.topics.cli; print(sorted({'numpy', 'rich', 'index', 'pydantic'} & set(sys.modules)))"

    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert shown.stdout == "[]\n"
