"""speakers.toml: what it says is taken, and every bad entry is told with file and line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from helpers import write_files

from index.errors import MalformedError
from index.speakers_file import NOTHING_DECLARED, Correction, read_declared

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """\
# who is who in Marlhaven
[[speaker]]
name = "Ada Korvin"
aliases = ["Mrs Korvin", "A. Korvin"]
roles = ["Mayor"]

[[speaker]]
name = "Jane Lund"

[[never_join]]
names = ["John Lund", "Jane Lund", "J. Lund"]

[[correction]]
transcript = "2021/council-05"
turn = 3
speaker = "Mrs. Korvin"
"""


def test_names_aliases_roles_pairs_and_corrections_are_read(tmp_path: Path) -> None:
    declared = read_declared([write_files(tmp_path, {"speakers.toml": GOOD})])
    assert declared.names == {
        "ada korvin": "Ada Korvin",
        "mrs korvin": "Ada Korvin",
        "a korvin": "Ada Korvin",
        "jane lund": "Jane Lund",
    }
    assert declared.roles == {"Ada Korvin": ("Mayor",), "Jane Lund": ()}
    assert {tuple(sorted(pair)) for pair in declared.apart} == {
        ("jane lund", "john lund"),
        ("j lund", "jane lund"),
        ("j lund", "john lund"),
    }
    where = f"{tmp_path}/speakers.toml, line 13"
    assert declared.corrections == (Correction("2021/council-05", 3, "Ada Korvin", where),)


def test_a_name_is_recognised_but_for_capitals_accents_and_dots(tmp_path: Path) -> None:
    declared = read_declared([write_files(tmp_path, {"speakers.toml": GOOD})])
    assert declared.canonical("MRS. KORVIN:", "Korvin") == "Ada Korvin"
    assert declared.canonical("Korvin", "Ada Kórvin") == "Ada Korvin"
    assert declared.canonical("Korvin", None) is None


def test_no_file_declares_nothing_and_the_files_of_several_folders_are_taken_together(tmp_path: Path) -> None:
    one = write_files(tmp_path / "one", {"speakers.toml": GOOD})
    two = write_files(tmp_path / "two", {"speakers.toml": '[[speaker]]\nname = "Piet Osk"\n'})
    bare = write_files(tmp_path / "three", {})
    assert read_declared([bare]) == NOTHING_DECLARED
    both = read_declared([one, bare, two])
    assert list(both.roles) == ["Ada Korvin", "Jane Lund", "Piet Osk"]
    hashes = {read_declared(roots).sha256 for roots in ([one], [two], [one, two], [bare])}
    assert (len(hashes), None in hashes) == (4, True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '[[speaker]]\nname = "A"\n[[speaker]]\nname = "B"\nalias = "x"',
            "line 5: unknown key 'alias'; known: name, ali",
        ),
        ('\n[[speakers]]\nname = "A"', r"line 2: unknown key 'speakers'; known: \[\[speaker\]\], \[\[never_join\]\]"),
        ('[[speaker]]\naliases = ["x"]', r"line 1: speaker\.name: is missing$"),
        ('[[speaker]]\nname = "A"\naliases = "x"', r'line 3: speaker\.aliases: is no list; write \["…"\]$'),
        ('[[speaker]]\nname = "A"\n\naliases = ["x", 3]', r"line 4: speaker\.aliases: is no text; write it in quotes$"),
        ('[speaker]\nname = "A"', r"line 1: speaker: write \[\[speaker\]\], with two brackets, above each entry$"),
        ('[[speaker]]\nname = "A"\n[[speaker]]\nname = "A"', "line 4: 'A' has an entry already"),
        (
            '[[speaker]]\nname = "A B"\naliases = ["X"]\n[[speaker]]\nname = "C D"\naliases = ["x."]',
            "line 6: 'x.' is claimed twice: by 'A B' and by 'C D'",
        ),
        ('[[speaker]]\nname = "A"\n[[never_join]]\nnames = ["A"]', r"line 4: never_join\.names: names at least two$"),
        (
            '[[speaker]]\nname = "A B"\naliases = ["X"]\n[[never_join]]\nnames = ["x", "A B"]',
            "line 5: a b and x are both 'A B' above",
        ),
        ('[[correction]]\ntranscript = "t"\nturn = "3"\nspeaker = "A"', r"line 3: correction\.turn: is no whole num"),
        (
            '[[correction]]\ntranscript = "t"\nturn = -1\nspeaker = "A"',
            r"line 3: correction\.turn: is less than 0$",
        ),
        ('[[correction]]\ntranscript = "t"\nspeaker = "A"', r"line 1: correction\.turn: is missing$"),
        (
            '[[correction]]\ntranscript = "t"\nturn = 1\nspeaker = "A"\n'
            '[[correction]]\ntranscript = "t"\nturn = 1\nspeaker = "B"',
            "line 5: turn 1 of 't' is corrected twice; leave one of them",
        ),
    ],
)
def test_a_bad_entry_is_told_with_file_and_line(text: str, said: str, tmp_path: Path) -> None:
    folder = write_files(tmp_path, {"speakers.toml": text})
    with pytest.raises(MalformedError, match=rf"^{folder}/speakers\.toml, {said}"):
        read_declared([folder])


def test_what_is_no_toml_is_told(tmp_path: Path) -> None:
    with pytest.raises(MalformedError, match=r"speakers\.toml: not TOML: .* \(at line 2, column 6\)$"):
        read_declared([write_files(tmp_path, {"speakers.toml": '[[speaker]]\nname "A"'})])


def test_two_files_may_not_claim_one_alias(tmp_path: Path) -> None:
    roots = [
        write_files(tmp_path / name, {"speakers.toml": f'[[speaker]]\nname = "{who}"\naliases = ["Korvin"]'})
        for name, who in (("one", "Ada Korvin"), ("two", "Piet Korvin"))
    ]
    with pytest.raises(MalformedError, match=r"two/speakers\.toml, line 3: 'Korvin' is claimed twice: by 'Ada Korvin'"):
        read_declared(roots)
