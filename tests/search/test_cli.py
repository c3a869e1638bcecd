"""The rostrum command as a person runs it: in a process of its own, with the fake model."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from helpers import write_files

ROOT = Path(__file__).resolve().parents[2]


def rostrum(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "search.cli", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"COLUMNS": "200", "NO_COLOR": "1"} | environment,
    )


def test_help_names_every_command_and_imports_nothing_heavy() -> None:
    shown = rostrum("--help")

    assert shown.returncode == 0
    for name in ("build", "parse", "speakers", "search", "similar", "ask", "check", "evaluate", "ui"):
        assert f"  {name}" in shown.stdout
    heavy = "import sys; sys.argv = ['rostrum', '--help']\nimport search.cli\n"
    heavy += "try: search.cli.main()\nexcept SystemExit: pass\n"
    heavy += "print(sorted({'numpy', 'pydantic', 'torch', 'faiss', 'rich', 'index'} & set(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", heavy], capture_output=True, text=True, check=True)
    assert loaded.stdout.splitlines()[-1] == "[]"


def test_a_build_ends_with_a_summary_and_says_what_it_skipped_and_why(corpus: Path, tmp_path: Path) -> None:
    write_files(corpus, {"slides.ppt": b"\x00\x01", "empty.txt": ""})

    built = rostrum("build", corpus, "--index", tmp_path / "i.index", "--model", "hashed-words")

    assert built.returncode == 0
    lines = built.stdout.splitlines()
    assert lines[0].endswith("i.index: 3 added, 0 changed, 0 removed, 0 unchanged, 2 skipped")
    assert lines[1].startswith("3 transcripts, 12 passages; 11 passages embedded")
    assert lines[2].startswith("skipped slides.ppt: files ending in '.ppt' are not read; known: ")
    assert lines[3].startswith("skipped empty.txt: ")


def test_a_second_build_embeds_nothing_and_says_so(corpus: Path, tmp_path: Path) -> None:
    arguments = ("build", corpus, "--index", tmp_path / "i.index")
    rostrum(*arguments, ROSTRUM_MODEL="hashed-words")

    again = rostrum(*arguments)

    assert "0 added, 0 changed, 0 removed, 3 unchanged, 0 skipped" in again.stdout
    assert "nothing to embed" in again.stdout


def test_progress_goes_to_stderr_only(corpus: Path, tmp_path: Path) -> None:
    built = rostrum("build", corpus, "--index", tmp_path / "i.index", "--model", "hashed-words", TTY_COMPATIBLE="1")

    assert "embedding passages" in built.stderr
    assert "embedding passages" not in built.stdout


def test_parse_shows_turn_by_turn_who_and_how_it_is_known(corpus: Path) -> None:
    shown = rostrum("parse", corpus / "ferry.txt").stdout

    rows = [line.split() for line in shown.splitlines() if line[:1].isdigit()]
    assert [(row[0], row[1], *row[2:5]) for row in rows[:2]] == [
        ("0", "narration", "—", "unknown", "10"),
        ("1", "speech", "Edda", "Quillfeather", "label"),
    ]
    assert "not part of what was said: " in shown


def test_parse_json_is_the_canonical_form_and_reads_back(corpus: Path, tmp_path: Path) -> None:
    first = rostrum("parse", corpus / "library.md", "--json").stdout
    (tmp_path / "again.json").write_text(first)

    assert json.loads(rostrum("parse", tmp_path / "again.json", "--json").stdout) == json.loads(first)
    assert list(json.loads(first)) == ["id", "title", "date", "venue", "language", "source", "turns"]


def test_parse_heeds_a_sidecar_and_a_speakers_toml_beside_the_file(corpus: Path) -> None:
    declared = """
        [[speaker]]
        name = "Edda of the Quill"
        aliases = ["Edda Quillfeather"]

        [[correction]]
        transcript = "ferry"
        turn = 0
        speaker = "Ola Berg"
    """
    write_files(corpus, {"speakers.toml": declared, "ferry.meta.toml": 'venue = "Marlhaven"'})

    shown = rostrum("parse", corpus / "ferry.txt").stdout.splitlines()

    assert shown[1] == "ferry · 2021-03-12 · Marlhaven · en"
    rows = [" ".join(line.split()) for line in shown if line[:1].isdigit()]
    assert rows[0].startswith("0 speech Ola Berg metadata 10 Mayor Edda Quillfeather met reporters")
    assert rows[1].startswith("1 speech Edda of the Quill label 16 [Mayor Edda Quillfeather] The ferry to Osk")


def test_parse_shows_every_transcript_of_a_file_of_many(corpus: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "town.zip", "w") as archive:
        for path in sorted(corpus.iterdir()):
            archive.write(path, path.name)
        archive.writestr("slides.ppt", "x")

    shown = rostrum("parse", tmp_path / "town.zip")

    assert [line for line in shown.stdout.splitlines() if " · " in line] == [
        "town/ferry · 2021-03-12 · en",
        "town/library · 2022-09-05 · Marlhaven · en",
        "council/water · 2023-01-17 · Town hall · en",
    ]
    assert "warning: slides.ppt is not read: files ending in '.ppt' are not read" in shown.stdout
    as_json = json.loads(rostrum("parse", tmp_path / "town.zip", "--json").stdout)
    assert [each["id"] for each in as_json] == ["town/ferry", "town/library", "council/water"]


def test_speakers_are_listed_with_how_they_are_known_and_the_rule_of_each_alias(town_index: Path) -> None:
    shown = rostrum("speakers", "--index", town_index).stdout.splitlines()

    assert [" ".join(line.split()) for line in shown[:4]] == [
        "speaker turns words transcripts how known",
        "Edda Quillfeather 5 56 3 markup 1, label 3, carried 1",
        "roles: Mayor",
        "also The Mayor (resolved inside its transcript)",
    ]
    assert "  also Mayor Edda Quillfeather" in shown
    assert "  also Quillfeather (resolved inside its transcript)" in shown
    assert "  also Cllr Ashgrove (resolved inside its transcript)" in shown
    assert shown[-3:] == [
        "narration: 1 turn, 10 words",
        "questions from unnamed persons: 1 turn, 5 words",
        "stage directions: 1 turn, 1 word",
    ]


def test_speakers_json_prints_the_fields_that_are_promised(town_index: Path) -> None:
    told = json.loads(rostrum("speakers", "--index", town_index, "--json").stdout)

    assert told["speakers"][1] | {"aliases": told["speakers"][1]["aliases"][:1]} == {
        "name": "Tobin Ashgrove",
        "turns": 2,
        "words": 37,
        "transcripts": 2,
        "attributions": {"markup": 1, "label": 1},
        "roles": ["Councillor"],
        "aliases": [{"as_printed": "Cllr Ashgrove", "rule": "resolved inside its transcript"}],
    }
    assert told["unnamed"]["question"] == {"turns": 1, "words": 5}


def test_a_mistake_in_speakers_toml_is_told_with_its_line(corpus: Path, tmp_path: Path) -> None:
    write_files(corpus, {"speakers.toml": '[[speaker]]\nnmae = "Edda"\n'})

    for command in (("build", corpus, "--index", tmp_path / "i.index"), ("parse", corpus / "ferry.txt")):
        failed = rostrum(*command, ROSTRUM_MODEL="hashed-words")
        assert failed.returncode == 1
        assert "speakers.toml, line " in failed.stderr
        assert "Traceback" not in failed.stderr


def test_parse_tells_a_correction_of_a_turn_that_its_file_does_not_have(corpus: Path) -> None:
    there = '[[correction]]\ntranscript = "ferry"\nturn = 99\nspeaker = "Ola Berg"\n'
    write_files(corpus, {"speakers.toml": there})

    failed = rostrum("parse", corpus / "ferry.txt")

    assert failed.returncode == 1
    assert failed.stderr == (
        f"rostrum: {corpus}/speakers.toml, line 1: turn 99 of transcript 'ferry' does not exist; turns count from 0\n"
    )
    assert rostrum("parse", corpus / "water.json").returncode == 0


def test_a_build_tells_of_speakers_toml_apart_from_transcripts(corpus: Path, tmp_path: Path) -> None:
    write_files(corpus, {"speakers.toml": '[[speaker]]\nname = "Ola Berg"\n'})

    report = rostrum("build", corpus, "--index", tmp_path / "i.index", ROSTRUM_MODEL="hashed-words")

    lines = report.stdout.splitlines()
    assert lines[0].endswith("i.index: 3 added, 0 changed, 0 removed, 0 unchanged, 0 skipped")
    assert lines[1] == "speakers.toml: added"


def test_search_json_prints_the_fields_that_are_promised(town_index: Path) -> None:
    hits = json.loads(rostrum("search", "water price", "-k", 2, "--index", town_index, "--json").stdout)

    assert len(hits) == 2
    assert hits[0] | {"passage_id": 0, "score": 0} == {
        "passage_id": 0,
        "transcript_id": "council/water",
        "turn": 0,
        "title": "Council session on water",
        "date": "2023-01-17",
        "speaker": "Tobin Ashgrove",
        "role": "Councillor",
        "kind": "speech",
        "text": "The water price rises by two crowns.",
        "score": 0,
        "highlights": [[0, 36]],
        "why": [
            {"start": 4, "end": 9, "question": "water", "similarity": 1.0},
            {"start": 10, "end": 15, "question": "price", "similarity": 1.0},
        ],
        "repeats": [],
        "reply": [],
    }


def test_ask_json_prints_the_fields_that_are_promised(town_index: Path) -> None:
    answer = json.loads(rostrum("ask", "What does a ticket cost in crowns?", "--index", town_index, "--json").stdout)

    assert list(answer) == [
        "question", "answer", "who", "confidence", "reason", "citations", "read_closely", "elsewhere", "constraints",
        "hits",
    ]  # fmt: skip
    assert answer["constraints"] == []
    assert answer["answer"] == "A ticket costs three crowns."
    first = answer["citations"][0]
    assert (first["quote"], first["speaker"], first["title"], first["date"]) == (
        "A ticket costs three crowns.",
        "Edda Quillfeather",
        "New ferry line to Osk Island",
        "2021-03-12",
    )


BY_TOBIN = "What did Tobin Ashgrove say about the library?"
UNDERSTOOD = "understood: only what Tobin Ashgrove says (switch off with --ignore 'speaker:Tobin Ashgrove')\n"


@pytest.mark.parametrize("command", ["search", "ask"])
def test_what_was_understood_is_told_on_stderr_with_what_switches_it_off(command: str, town_index: Path) -> None:
    asked = rostrum(command, BY_TOBIN, "--index", town_index)
    plain = rostrum(command, "library", "--index", town_index)

    assert (asked.returncode, asked.stderr) == (0, UNDERSTOOD)
    assert "understood" not in asked.stdout
    assert plain.stderr == ""


def test_several_things_understood_are_one_line(town_index: Path) -> None:
    asked = rostrum("search", "What did Ashgrove say in 2022 at Marlhaven? -pipes", "--index", town_index)

    assert asked.stderr == (
        "understood: only what Tobin Ashgrove says; only in 2022; first at Marlhaven, then elsewhere; without “pipes” "
        "(switch off with --ignore 'speaker:Tobin Ashgrove' --ignore date:2022-01-01/2022-12-31 "
        "--ignore venue:marlhaven --ignore excluded:pipes)\n"
    )


def test_json_comes_without_a_word_on_stderr(town_index: Path) -> None:
    asked = rostrum("ask", BY_TOBIN, "--index", town_index, "--json")

    assert asked.stderr == ""
    assert json.loads(asked.stdout)["constraints"] == [
        {
            "key": "speaker:Tobin Ashgrove",
            "kind": "speaker",
            "value": "Tobin Ashgrove",
            "text": "Tobin Ashgrove",
            "required": True,
        }
    ]


def test_what_was_understood_is_switched_off_by_its_key(town_index: Path) -> None:
    told = (BY_TOBIN, "--index", town_index, "--json")
    on = json.loads(rostrum("search", *told).stdout)
    off = rostrum("search", *told, "--ignore", "speaker:Tobin Ashgrove")
    asked = json.loads(rostrum("ask", *told, "--ignore", "speaker:Tobin Ashgrove").stdout)

    assert {hit["speaker"] for hit in on} == {"Tobin Ashgrove"}
    assert "Edda Quillfeather" in {hit["speaker"] for hit in json.loads(off.stdout)}
    assert off.stderr == ""
    assert asked["constraints"] == []


def test_a_key_that_the_question_lacks_is_told_and_does_no_harm(town_index: Path) -> None:
    asked = rostrum("search", BY_TOBIN, "--index", town_index, "--ignore", "speaker:Tobin")

    assert asked.returncode == 0
    assert asked.stderr == (
        "rostrum: --ignore 'speaker:Tobin': no such thing was understood; there is: 'speaker:Tobin Ashgrove'\n"
        + UNDERSTOOD
    )


def test_literally_only_quotation_marks_and_minuses_are_understood(town_index: Path) -> None:
    arguments = ("search", 'What did Tobin Ashgrove say? "pipes" -winter', "--index", town_index)
    literally = rostrum(*arguments, "--literal")

    assert rostrum(*arguments).stdout == "Nothing found.\n"
    assert literally.stderr == (
        "understood: contains “pipes”; without “winter” "
        "(switch off with --ignore phrase:pipes --ignore excluded:winter)\n"
    )
    assert literally.stdout.startswith("1. Edda Quillfeather, Mayor · 2023-01-17")
    assert "We shall replace the pipes before the summer ends." in literally.stdout


def test_why_prints_the_words_that_matched_under_each_hit(town_index: Path) -> None:
    arguments = ("search", "water price", "-k", 1, "--index", town_index)

    assert "  why: water → water (1.00), price → price (1.00)\n" in rostrum(*arguments, "--why").stdout
    assert "why:" not in rostrum(*arguments).stdout


def test_passages_like_one_are_found_by_its_id(town_index: Path) -> None:
    (pipes,) = json.loads(rostrum("search", "pipes Fennel Street", "-k", 1, "--index", town_index, "--json").stdout)
    like = rostrum("similar", pipes["passage_id"], "-k", 2, "--index", town_index, "--json")
    shown = rostrum("similar", pipes["passage_id"], "-k", 2, "--index", town_index)

    hits = json.loads(like.stdout)
    assert len(hits) == 2
    assert hits[0]["text"] == "We shall replace the pipes before the summer ends."
    assert list(hits[0]) == list(pipes)
    assert shown.stdout.startswith("1. Edda Quillfeather, Mayor · 2023-01-17 · Council session on water · Town hall\n")


def test_an_abstention_is_null_and_no_failure(town_index: Path) -> None:
    asked = rostrum("ask", "Which comet collided with Jupiter?", "--index", town_index, "--json")

    assert asked.returncode == 0
    assert (json.loads(asked.stdout)["answer"], json.loads(asked.stdout)["reason"]) == (None, "nothing near")


def test_filters_work_from_the_command_line(town_index: Path) -> None:
    arguments = ("--speaker", "quillfeather", "--since", "2021", "--until", "2021-03", "--json", "--index", town_index)

    hits = json.loads(rostrum("search", "ticket library pipes", *arguments).stdout)

    assert {(hit["speaker"], hit["date"]) for hit in hits} == {("Edda Quillfeather", "2021-03-12")}


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (
            ("search", "x", "--index", "{none}"),
            2,
            "Invalid value for '--index': there is no index in {none}; build one with: rostrum build",
        ),
        (("search", "…", "--index", "{town}"), 2, "rostrum: nothing was asked"),
        (("search", "x", "--speaker", "Edda Quilfether", "--index", "{town}"), 2, "near: Edda Quillfeather"),
        (("search", "x", "--since", "2023", "--until", "2022", "--index", "{town}"), 2, "is after the last, 2022-12"),
        (("search", "x", "--since", "soon", "--index", "{town}"), 2, "'soon' is no day; write YYYY"),
        (("search", "x", "-k", "0", "--index", "{town}"), 2, "Invalid value for '-k'"),
        (("search", "-x", "--index", "{town}"), 2, "No such option"),
        (("ask", "…", "--literal", "--index", "{town}"), 2, "rostrum: nothing was asked"),
        (("similar", "7", "--index", "{town}"), 2, "rostrum: passage 7 is not in the index"),
        (("similar", "seven", "--index", "{town}"), 2, "Invalid value for 'passage_id'"),
        (("build", "{none}"), 2, "Invalid value for 'paths': path '{none}' does not exist."),
        (("build", "{odd}", "{none}"), 2, "path '{none}' does not exist."),
        (("build", "{odd}"), 1, "rostrum: no transcript in {odd}"),
        (("parse", "{none}.txt"), 2, "Invalid value for 'file': file '{none}.txt' does not exist."),
        (("parse", "{folder}"), 2, "file '{folder}' is a directory."),
        (("parse", "{odd}"), 1, "files ending in '.xyz' are not read; known: ."),
        (
            ("evaluate", "{none}", "--index", "{town}"),
            2,
            "Invalid value for 'questions': file '{none}' does not exist.",
        ),
        (("check", "--index", "{none}"), 2, "Invalid value for '--index': there is no index in {none}"),
        (("check", "--index", "{folder}"), 1, "rostrum: there is no index in {folder}"),
        (("timeline", "x", "--index", "{none}"), 2, "Invalid value for '--index': there is no index in {none}"),
        (("frobnicate",), 2, "No such command 'frobnicate'"),
    ],
)
def test_mistakes_get_one_clear_line_and_never_a_stack_trace(
    arguments: tuple[str, ...], code: int, message: str, town_index: Path, tmp_path: Path
) -> None:
    write_files(tmp_path, {"odd.xyz": "The wall is high."})
    places = {
        "none": str(tmp_path / "none"),
        "town": str(town_index),
        "odd": str(tmp_path / "odd.xyz"),
        "folder": str(tmp_path),
    }

    failed = rostrum(*(each.format(**places) for each in arguments))

    assert failed.returncode == code
    assert message.format(**places) in failed.stderr
    assert "Traceback" not in failed.stderr
    assert failed.stdout == ""


def test_a_misspelt_setting_is_told(town_index: Path) -> None:
    failed = rostrum("search", "x", "--index", town_index, ROSTRUM_INDXE="a")

    assert failed.returncode == 2
    assert "unknown environment variable ROSTRUM_INDXE; known ones are ROSTRUM_INDEX" in failed.stderr


def test_check_tells_that_an_index_is_sound(town_index: Path) -> None:
    checked = rostrum("check", "--index", town_index)

    assert checked.returncode == 0
    assert checked.stdout.splitlines()[-1].endswith("town.index is sound: 3 transcripts, model hashed-words")


def test_a_port_that_is_taken_is_told_before_the_server_starts(town_index: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        failed = rostrum("ui", "--port", taken.getsockname()[1], "--index", town_index)

    assert failed.returncode == 2
    assert "cannot be used (Address already in use); name another with --port" in failed.stderr


def test_the_reference_of_commands_is_up_to_date() -> None:
    from benchmarks.cli_reference import reference

    assert (ROOT / "docs" / "cli.md").read_text() == reference(), "run: make docs"


def test_a_query_that_begins_with_a_minus_and_holds_a_blank_is_no_option(town_index: Path) -> None:
    def search(*arguments: str) -> tuple[int, str]:
        found = rostrum("search", "--index", town_index, *arguments, ROSTRUM_MODEL="hashed-words")
        return found.returncode, found.stdout

    plain = search("-k", "3", "pipes")
    wanted = search("-k", "3", "--", "-crowns pipes")

    assert wanted[0] == 0
    assert wanted != plain
    assert search("-crowns pipes", "-k", "3") == wanted
    assert search("-k", "3", "-crowns pipes") == wanted
    assert search("-nonsense")[0] == 2


def test_a_speaker_in_a_near_spelling_is_told_and_found(town_index: Path) -> None:
    arguments = ("search", "pipes", "--index", town_index, "--json")
    exact = rostrum(*arguments, "--speaker", "Quillfeather")

    near = rostrum(*arguments, "--speaker", "Quilfeather")

    assert (near.returncode, near.stdout) == (0, exact.stdout)
    assert near.stderr == "rostrum: --speaker 'Quilfeather' is taken for Edda Quillfeather\n"
    assert exact.stderr == ""
