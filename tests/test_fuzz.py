"""A slice of the fuzz run (`make fuzz`), and that its checks see what they are there to see."""

from __future__ import annotations

import random
import time
from contextlib import suppress

import pytest

from benchmarks.fuzz_checks import Case, case, check
from benchmarks.fuzz_mutations import mutated
from benchmarks.fuzz_seeds import seeds
from benchmarks.fuzz_texts import LAYOUTS, TextChangedError, Told, Written, compare, written
from index.errors import SourceError
from index.formats import FORMATS, SUFFIXES
from index.parsing import parse_bytes

SEED = 3
SLICE = 600


@pytest.mark.parametrize("start", range(0, SLICE, 100))
def test_a_slice_of_the_fuzz_run_ends_in_nothing_but_our_own_errors(start: int) -> None:
    for number in range(start, start + 100):
        check(case(SEED, number))


def test_the_slice_goes_through_files_formats_text_and_toml() -> None:
    seen = {(each.kind, each.name) for each in (case(SEED, number) for number in range(SLICE))}
    assert {name for kind, name in seen if kind == "format"} == set(FORMATS)
    assert {name for kind, name in seen if kind == "text"} == set(LAYOUTS)
    assert {name for kind, name in seen if kind == "beside"} == {".meta.toml", "speakers.toml"}
    assert {name.removeprefix("a/2021-03-03 case") for kind, name in seen if kind == "file"} == {*SUFFIXES, ""}


def test_a_number_names_the_same_input_every_time() -> None:
    assert [case(5, number).data for number in range(40)] == [case(5, number).data for number in range(40)]
    assert case(5, 0).data != case(6, 0).data


@pytest.mark.parametrize("suffix", sorted(suffix for suffix in seeds() if suffix in SUFFIXES))
def test_seeds_are_read_as_they_are(suffix: str) -> None:
    for data in seeds()[suffix]:
        columns = b'[columns]\nspeaker = "who"\ntext = "words"\n' if b"who;words" in data else None
        assert parse_bytes(data, f"seed{suffix}", sidecar=columns).transcripts


def test_mutations_spoil_most_files_and_leave_some_alone() -> None:
    draw = random.Random(1)
    changed = sum(
        mutated(draw, b"Ada Korvin: yes\n" * 9, lambda: b"<b>") != b"Ada Korvin: yes\n" * 9 for _ in range(100)
    )
    assert 50 < changed < 100


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_each_layout_gives_back_the_words_it_was_written_with(layout: str) -> None:
    draw = random.Random(layout)
    found = [each for each in (written(draw) for _ in range(400)) if each.layout == layout]
    assert len(found) > 5
    for source in found:
        check(Case(0, "text", layout, source.data, source=source))


def told(*turns: str, dropped: tuple[str, ...] = ()) -> Told:
    return Told(turns, dropped, ())


def test_lost_invented_and_swapped_words_are_seen() -> None:
    source = ["The ferry sails.", "At nine."]
    compare(source, told("The ferry sails.", dropped=("At nine.",)), words=True)
    with pytest.raises(TextChangedError, match="lost 'nine'"):
        compare(source, told("The ferry sails.", "At."), words=True)
    with pytest.raises(TextChangedError, match="invented 'At'"):
        compare(source, told("The ferry sails.", "At nine. At"), words=True)
    with pytest.raises(TextChangedError, match="not in the order"):
        compare(source, told("At nine.", "The ferry sails."), words=True)


def test_a_refusal_of_text_that_was_written_well_is_a_failure() -> None:
    source = Written("plain", ".txt", b"\0\0\0", ("Good morning.",))
    with pytest.raises(AssertionError, match="written well is refused"):
        check(Case(0, "text", "plain", source.data, source=source))


SLOW_ONCE: dict[str, tuple[str, bytes]] = {
    "a page of one paragraph with a break after each word": ("case.html", b"<body>" + b"word<br>" * 20_000),
    "a page whose paragraphs stand two hundred elements deep": (
        "case.html",
        b"<body>" + b"<div>" * 200 + b"<p>hi there" * 16_000,
    ),
    "a cue of twenty thousand lines": ("case.srt", b"1\n00:00:01,000 --> 00:00:02,000\n" + b"ab c\n" * 20_000),
    "a table with a day of its own in each row": (
        "case.csv",
        b"speaker,date,text\n"
        + b"".join(b"Ada,%d March %d,yes\n" % (n % 28 + 1, 1000 + n % 1000) for n in range(5000)),
    ),
}
"""Files of 300 kB at most, of what once took seconds or minutes."""


@pytest.mark.parametrize("what", sorted(SLOW_ONCE))
def test_no_small_file_takes_seconds(what: str) -> None:
    name, data = SLOW_ONCE[what]
    started = time.process_time()
    with suppress(SourceError):
        parse_bytes(data, name)
    assert time.process_time() - started < 6  # of the processor; 0.7 to 1.7 s alone, twice that beside other work


def test_lists_without_end_keep_their_text() -> None:
    parsed = parse_bytes(b"Opening\n\n" + b"- " * 400 + b"the ferry sails.\n\nAt nine.\n", "case.md")
    assert parsed.transcripts[0].turns[0].text == "- " * 399 + "the ferry sails.\n\nAt nine."
    assert parsed.warnings == ("read as plain text: its lists or quotations are nested without end",)
