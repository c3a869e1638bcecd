"""The README's examples are run as they stand, with the real model, in a copy of the project's folder."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from index.parsing import parse_file
from search.cli import main

pytestmark = pytest.mark.model
ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
_PERCENT = re.compile(r"\d+%")
"""How sure an answer is differs a little from one processor to another."""


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with seeds/ in it, where examples leave their index."""
    path = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "seeds", path / "seeds")
    return path


def test_the_commands_run_and_print_what_is_shown(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (console,) = blocks("console")
    sessions = [part.partition("\n") for part in console.removeprefix("$ ").split("\n$ ")]
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "80")

    assert [command.split()[1] for command, _, _ in sessions] == [
        *("build", "ask", "ask", "search", "search", "compare", "timeline", "parse", "check", "ui")
    ]
    for command, _, shown in sessions:
        monkeypatch.setattr(sys, "argv", shlex.split(command))
        with pytest.raises(SystemExit, match="0"):
            main()
        printed = capsys.readouterr().out
        if shown.strip():
            lines = [line.rstrip() for line in printed.strip().splitlines()]
            assert [_PERCENT.sub("%", line) for line in lines] == [
                _PERCENT.sub("%", line) for line in shown.strip().splitlines()
            ]


def test_the_python_example_runs_and_answers(folder: Path) -> None:
    (example,) = blocks("python")

    done = subprocess.run([sys.executable, "-c", example], cwd=folder, capture_output=True, text=True, check=True)
    lines = done.stdout.splitlines()

    assert lines[1].endswith("one billion dollars in the near future.")
    assert lines[2].startswith("Kassym-Jomart Tokayev 2022-08-24 0.")
    assert lines[3].startswith("1 Kassym-Jomart Tokayev Presidents of Azerbaijan and Kazakhstan held expanded meeting ")
    hits = [line for line in lines[3:-2] if line[0].isdigit()]
    assert {line.split(" ", 1)[1][:21] for line in hits} == {"Kassym-Jomart Tokayev"}
    assert "('trade', 'trade')" in lines[4]
    assert "['speaker:Kassym-Jomart Tokayev']" in lines
    assert [line.split(" [")[0] for line in lines[-4:-2]] == ["Ilham Aliyev", "Kassym-Jomart Tokayev"]
    assert lines[-2] == "Counter({'Kassym-Jomart Tokayev': 1, 'Ilham Aliyev': 1})"
    assert lines[-1].startswith("2022-08-24 2022-08-24 ['states', ")


def test_the_example_transcript_is_understood_as_the_text_says(tmp_path: Path) -> None:
    (example,) = blocks("text")
    (tmp_path / "museum.txt").write_text(example)

    (transcript,) = parse_file(tmp_path / "museum.txt").transcripts

    assert (transcript.title, str(transcript.date)) == ("Opening of the harbour museum", "2021-05-03")
    assert [(turn.speaker, turn.role, turn.text) for turn in transcript.turns] == [
        ("Jane Roe", "Mayor", "Dear neighbours, the museum opens its doors today."),
        ("John Doe", None, "Thank you, Jane."),
    ]


def test_the_json_example_is_read(tmp_path: Path) -> None:
    (example,) = blocks("json")
    (tmp_path / "museum.json").write_text(example)

    (transcript,) = parse_file(tmp_path / "museum.json").transcripts

    assert transcript.id == json.loads(example)["id"] == "museum"
    assert [(turn.speaker, turn.role, turn.attribution) for turn in transcript.turns] == [
        ("Jane Roe", "Mayor", "markup")
    ]


def test_the_two_commands_are_targets_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text()

    assert re.findall(r"^make (\w+)", blocks("sh")[0], re.MULTILINE) == ["run", "test"]
    assert re.search(r"^run: .*\n(?:\t.*\n)*?\t@exec \$\(BIN\)/rostrum ui", makefile, re.MULTILINE)
    assert re.search(r"^test: .*\n\t@\$\(BIN\)/python -m pytest", makefile, re.MULTILINE)


def test_every_link_to_a_file_leads_somewhere() -> None:
    pages = [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md")]
    links = [
        (page, target)
        for page in pages
        for target in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8"))
        if not target.startswith("http")
    ]

    assert [(page.name, target) for page, target in links if not (page.parent / target).exists()] == []
