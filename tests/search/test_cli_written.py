"""``rostrum ask --write`` as a person runs it, with an endpoint on this machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from fake_endpoint import Fake, fails, says, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

QUESTION = "What leaks every winter below Fennel Street?"
QUOTE = "The old pipes below Fennel Street leak every winter."


@pytest.fixture
def fake() -> Iterator[Fake]:
    with serving() as endpoint:
        yield endpoint


def ask(index: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "search.cli", "ask", QUESTION, "--index", str(index), *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"COLUMNS": "200", "NO_COLOR": "1", "ROSTRUM_MODEL": "hashed-words"} | environment,
    )


def set_up(fake: Fake) -> dict[str, str]:
    return {"ROSTRUM_LLM_URL": fake.url, "ROSTRUM_LLM_MODEL": "tiny"}


def test_the_written_answer_follows_the_quotes_with_its_passages_and_what_was_removed(
    town_index: Path, fake: Fake
) -> None:
    fake.behaviour = says(f'Ashgrove says: "{QUOTE}" [1] They leak [1]. They cost 9 crowns [1]. So much for that.')

    asked = ask(town_index, "--write", **set_up(fake))

    assert (asked.returncode, asked.stderr) == (0, "")
    about = "quotes and numbers were compared with the passages cited, the rest was not"
    quoted, heading, written = asked.stdout.partition(f"\nWritten by tiny; {about}:\n")
    assert heading
    assert f"“{QUOTE}”" in quoted
    assert written.splitlines() == [
        f"  Ashgrove says: “{QUOTE}” [1]",
        "    [1] Tobin Ashgrove, Councillor · 2023-01-17 · Council session on water · Town hall",
        "  They leak [1].",
        "  2 sentences removed: a number that no passage cited holds (1), no passage cited (1)",
    ]


def test_json_holds_what_was_written(town_index: Path, fake: Fake) -> None:
    fake.behaviour = says("They leak [1].")

    written = json.loads(ask(town_index, "--write", "--json", **set_up(fake)).stdout)["written"]

    assert list(written) == ["model", "sentences", "removed", "note"]
    assert [each["text"] for each in written["sentences"]] == ["They leak [1]."]
    assert "written" not in json.loads(ask(town_index, "--json", **set_up(fake)).stdout)


def test_where_the_endpoint_fails_the_quote_stands_and_a_note_says_so(town_index: Path, fake: Fake) -> None:
    fake.behaviour = fails(500)

    asked = ask(town_index, "--write", **set_up(fake))

    assert asked.returncode == 1
    assert asked.stderr == "rostrum: The language model's endpoint failed (HTTP status 500).\n"
    assert f"“{QUOTE}”" in asked.stdout
    assert asked.stdout == ask(town_index).stdout


def test_where_the_endpoint_fails_json_holds_the_note(town_index: Path, fake: Fake) -> None:
    fake.behaviour = fails(500)

    asked = ask(town_index, "--write", "--json", **set_up(fake))

    assert (asked.returncode, asked.stderr) == (1, "rostrum: The language model's endpoint failed (HTTP status 500).\n")
    told = json.loads(asked.stdout)
    assert (told["answer"], told["written"]["sentences"]) == (QUOTE, [])
    assert told["written"]["note"] == "The language model's endpoint failed (HTTP status 500)."


def test_without_being_asked_nothing_is_sent(town_index: Path, fake: Fake) -> None:
    assert "Written" not in ask(town_index, **set_up(fake)).stdout
    assert fake.requests == []


UNSET = "rostrum: no language model is set up: ROSTRUM_LLM_URL and ROSTRUM_LLM_MODEL not set"


def test_without_a_model_the_quote_stands_and_it_is_said_what_to_set(town_index: Path) -> None:
    asked, plain = ask(town_index, "--write"), ask(town_index)

    assert asked.returncode == 1
    assert asked.stderr.startswith(UNSET)
    assert f"“{QUOTE}”" in asked.stdout
    assert (asked.stdout, plain.returncode, plain.stderr) == (plain.stdout, 0, "")


def test_without_a_model_json_holds_the_answer_and_null_for_what_was_not_written(town_index: Path) -> None:
    asked = ask(town_index, "--write", "--json")

    told = json.loads(asked.stdout)
    assert (told["answer"], told["written"]) == (QUOTE, None)
    assert (asked.returncode, asked.stderr[: len(UNSET)]) == (1, UNSET)
