"""From a file to transcripts: nothing is lost, and what is parsed survives JSON and the store."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from helpers import TOWN, write_files
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from index.errors import SourceError, UnknownFormatError
from index.formats.canonical import to_json
from index.parsing import parse_file
from index.passages import passages_of
from index.records import Source
from index.store import PassageStore

if TYPE_CHECKING:
    from pathlib import Path

    from index.documents import Parsed

LINES = st.sampled_from(
    [
        "Harbour opened again",
        "12 March 2021",
        "Press conference of 12 March 2021",
        "Marlhaven, 24 August 2022",
        "03/04/2022",
        "Date: soon",
        "Venue: Town hall",
        "Language: en",
        "Speaker: Ola Berg",
        "President: The sitting is open.",
        "© Marl Press",
        "Photo by Ina Ash",
        "Speech by Mayor Ola Berg",
        "Ola Berg: The wall is high.",
        "Q: How high?",
        "Q. And how wide?",
        "(Applause.)",
        "- Dear friends, the wall is high and the ferry is fast.",
        "The wall is high.",
    ]
)
MARKUP = st.sampled_from(
    [
        "---\nspeaker: Ola Berg\n---\n",
        "# Wall day",
        "#",
        "## Speech by Ola Berg",
        "**Ola Berg:** The wall is high.",
        "**Ola Berg** (aside): It is.",
        "***Ola***: x",
        "> quoted",
        "- item",
        "1. one",
        "2.",
        "***",
        "```\na verse\n",
        "![a ferry](f.png)",
        "| a | b |\n|---|---|\n| c | d |",
        "line  \nbreak",
        "&amp; \\*",
    ]
)
PLAIN = st.text(st.characters(codec="utf-8", exclude_characters="#\ufeff", exclude_categories=["Cc"]), max_size=30)


def letters(*texts: str | None) -> Counter[str]:
    return Counter(char for text in texts for char in text or "" if not char.isspace())


def parsed_or_skipped(path: Path) -> Parsed:
    """Parse a file; leave the example out when it holds nothing that was said."""
    try:
        return parse_file(path)
    except SourceError:
        assume(False)
        raise


@settings(max_examples=200)
@given(parts=st.lists(LINES | PLAIN, min_size=1, max_size=8), gap=st.sampled_from(["\n\n", "\n", " \n\t\n"]))
def test_every_character_of_a_plain_text_is_in_a_turn_the_title_or_told_to_be_dropped(
    parts: list[str], gap: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assume("updated" not in gap.join(parts).lower())
    assume("corrected" not in gap.join(parts).lower())
    folder = write_files(tmp_path_factory.getbasetemp() / "plain", {"a.txt": gap.join(parts)})
    parsed = parsed_or_skipped(folder / "a.txt")
    (transcript,) = parsed.transcripts
    kept = letters(transcript.title, *(turn.text for turn in transcript.turns), *parsed.dropped)
    assert kept == letters(*parts)


@settings(max_examples=200)
@given(
    parts=st.lists(LINES | MARKUP | st.text(st.characters(codec="utf-8"), max_size=30), min_size=1, max_size=8),
    gap=st.sampled_from(["\n\n", "\n"]),
    name=st.sampled_from(["a.txt", "a.md"]),
)
def test_what_is_parsed_survives_json_and_the_store(
    parts: list[str], gap: str, name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = write_files(tmp_path_factory.getbasetemp() / "any", {name: gap.join(parts)})
    parsed = parsed_or_skipped(folder / name)
    (transcript,) = parsed.transcripts
    write_files(folder, {"2.json": json.dumps(to_json(transcript))})
    assert parse_file(folder / "2.json").transcripts == (transcript,)
    store = PassageStore(":memory:")
    store.put_source(parsed.source, [(transcript, passages_of(transcript))])
    assert store.transcript("a") == transcript
    assert store.passages_of("a") == passages_of(transcript)
    store.close()


def test_the_source_is_the_path_below_the_root_and_the_hash_of_the_bytes(tmp_path: Path) -> None:
    data = b"The wall is very high."
    write_files(tmp_path, {"2021/may/a.b.TXT": data})
    parsed = parse_file(tmp_path / "2021" / "may" / "a.b.TXT", tmp_path)
    assert parsed.source == Source("2021/may/a.b.TXT", hashlib.sha256(data).hexdigest(), "plain")
    assert [transcript.id for transcript in parsed.transcripts] == ["2021/may/a.b"]
    alone = parse_file(tmp_path / "2021" / "may" / "a.b.TXT")
    assert (alone.source.path, alone.transcripts[0].id) == ("a.b.TXT", "a.b")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("talk.mp3", r"files ending in '\.mp3' are not read; known: \..*\.json, \.jsonl, \.markdown, \.md, .*\.txt"),
        ("README", r"files without a suffix are not read; known: \..*\.json"),
    ],
)
def test_an_unknown_suffix_is_refused_and_the_known_are_listed(name: str, said: str, tmp_path: Path) -> None:
    write_files(tmp_path, {name: "The wall is very high."})
    with pytest.raises(UnknownFormatError, match=said):
        parse_file(tmp_path / name)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read: No such file or directory"):
        parse_file(tmp_path / "a.txt")
    (tmp_path / "b.txt").mkdir()
    with pytest.raises(SourceError, match="cannot be read: Is a directory"):
        parse_file(tmp_path / "b.txt")


def test_the_other_suffixes_of_a_format_are_read_alike(tmp_path: Path) -> None:
    contents = {".txt": TOWN["ferry.txt"], ".md": TOWN["library.md"], ".json": TOWN["water.json"]}
    same = {".text": ".txt", ".markdown": ".md", ".jsonl": ".json"}
    for other, suffix in same.items():
        write_files(tmp_path, {f"a{suffix}": contents[suffix], f"a{other}": contents[suffix]})
        assert parse_file(tmp_path / f"a{other}").transcripts == parse_file(tmp_path / f"a{suffix}").transcripts
