"""Results as text: one line of who, when and where."""

from __future__ import annotations

import datetime as dt
from io import StringIO

import pytest
from rich.console import Console

from index.records import Passage, TranscriptHead
from search.render import console, print_hits, who_when_where
from search.results import Hit, Match

HEAD = TranscriptHead("dues", "Call on the dues", dt.date(2021, 7, 2), "Marlhaven")


@pytest.mark.parametrize(
    ("speaker", "role", "who"),
    [
        ("Jon Lund", "Mr.", "Jon Lund"),
        ("Ada Korvin", "The Hon. Mayor of Marlhaven", "Ada Korvin, Mayor of Marlhaven"),
        ("The Chair", "The Chair", "The Chair"),
        ("The Chair (dues)", "The Chair", "The Chair (dues)"),
        (None, None, "unknown speaker"),
    ],
)
def test_a_form_of_address_is_no_role_to_show(speaker: str | None, role: str | None, who: str) -> None:
    passage = Passage(1, "dues", 0, 0, 0, 4, "Yes.", speaker=speaker, role=role)
    assert who_when_where(passage, HEAD) == f"{who} · 2021-07-02 · Call on the dues · Marlhaven"


def printed(hit: Hit, *, why: bool = False, colours: bool = False) -> list[str]:
    out = Console(file=StringIO(), width=80, force_terminal=colours, color_system="standard" if colours else None)
    print_hits(out, [hit], why=why)
    assert isinstance(out.file, StringIO)
    return [line.rstrip() for line in out.file.getvalue().splitlines()]


PASSAGE = Passage(1, "dues", 0, 0, 0, 15, "Yes. Dues rise.", speaker="Jon Lund")
MET = (Match(0, 3, "yea", 0.51), Match(5, 9, "[bold]fees[/bold]", 0.749))


def test_the_best_sentence_is_green_and_words_that_matched_are_bold() -> None:
    lines = printed(Hit(PASSAGE, HEAD, 1.0, 1, ((5, 15),), why=MET), colours=True)
    assert lines[1] == "  \x1b[1mYes\x1b[0m. \x1b[1;32mDues\x1b[0m\x1b[32m rise.\x1b[0m"


def test_what_matched_and_how_often_it_was_said_are_told_below() -> None:
    hit = Hit(PASSAGE, HEAD, 1.0, 1, ((5, 15),), why=MET, repeats=(PASSAGE, PASSAGE))
    assert printed(hit, why=True)[2:4] == [
        "  (the same words 2 more times)",
        "  why: yea → Yes (0.51), [bold]fees[/bold] → Dues (0.75)",
    ]
    assert printed(Hit(PASSAGE, HEAD, 1.0, 1, repeats=(PASSAGE,)))[2] == "  (the same words once more)"
    assert "why" not in "".join(printed(hit))


def test_where_no_word_matched_it_says_so() -> None:
    assert (
        printed(Hit(PASSAGE, HEAD, 1.0, 1), why=True)[2]
        == "  why: no word of the question is met by one of the passage"
    )


def test_into_a_pipe_a_passage_is_one_line_without_blanks_at_its_end(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "The dues rise by four per cent. " * 20 + "They rose last year.\nThey will not rise again."
    monkeypatch.delenv("COLUMNS", raising=False)

    print_hits(console(), [Hit(Passage(1, "dues", 0, 0, 0, len(text), text, speaker="Jon Lund"), HEAD, 1.0, 1)])

    first, *said = capsys.readouterr().out.splitlines()
    assert first == "1. Jon Lund · 2021-07-02 · Call on the dues · Marlhaven"
    assert said == [*(f"  {line}" for line in text.split("\n")), ""]

    monkeypatch.setenv("COLUMNS", "40")
    print_hits(console(), [Hit(Passage(1, "dues", 0, 0, 0, len(text), text, speaker="Jon Lund"), HEAD, 1.0, 1)])

    folded = capsys.readouterr().out.splitlines()
    assert max(map(len, folded)) <= 40
    assert [line for line in folded if line.endswith(" ")] == []
