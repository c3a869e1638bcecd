"""Very large files are read in linear time and keep every invariant."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from helpers import CountingEmbedder, opened, write_files

from index import build
from index.parsing import parse_file
from index.passages import MAX_CHARS, passages_of
from index.records import Conditions, Reach, Wording

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from index.records import Transcript

MEGABYTE = 1_000_000
SENTENCE = "The wall of the harbour was repaired with granite stones. "  # 58 characters


def numbered(characters: int) -> str:
    """Return sentences on one line that are all different."""
    return " ".join(f"The wall number {n} of the harbour was repaired with granite." for n in range(characters // 62))


def check(transcript: Transcript, text: str) -> int:
    """Check the invariants of passages; return how many there are."""
    end, total = 0, 0
    passages = passages_of(transcript)
    whole = transcript.text
    for passage in passages:
        assert end <= passage.start < passage.end <= passage.start + MAX_CHARS
        assert whole[passage.start : passage.end] == passage.text
        end, total = passage.end, total + len("".join(passage.text.split()))
    assert total == len("".join(text.split()))
    assert len({passage.id for passage in passages}) == len(passages)
    return len(passages)


@pytest.mark.parametrize(
    ("unit", "fewest", "most"),
    [
        (SENTENCE, 50_000, 60_000),
        ("x", 50_000, 50_000),
    ],
    ids=["words", "no space at all"],
)
def test_fifty_megabytes_on_one_line_are_cut_into_passages(unit: str, fewest: int, most: int, tmp_path: Path) -> None:
    text = unit * (50 * MEGABYTE // len(unit))
    (transcript,) = parse_file(write_files(tmp_path, {"a.txt": text}) / "a.txt").transcripts
    assert len(transcript.turns) == 1
    assert fewest <= check(transcript, text) <= most


def one_line(characters: int) -> str:
    return SENTENCE * (characters // len(SENTENCE))


def one_word(characters: int) -> str:
    return "x" * characters


def paragraphs(characters: int) -> str:
    return (SENTENCE.strip() + "\n\n") * (characters // len(SENTENCE))


def wrapped_lines(characters: int) -> str:
    return (SENTENCE.strip() + "\n") * (characters // len(SENTENCE))


def labels(characters: int) -> str:
    return "".join(f"Ola Berg {n % 500}: {SENTENCE}\n\n" for n in range(characters // 72))


def surnames(characters: int) -> str:
    return "".join(f"Berg{n % 500}: {SENTENCE}\n\n" for n in range(characters // 66))


def blank_lines(characters: int) -> str:
    return SENTENCE + " \n" * (characters // 2) + SENTENCE


def accents(characters: int) -> str:
    return ("Ä" + SENTENCE[1:]) * (characters // len(SENTENCE))


@pytest.mark.parametrize(
    "make",
    [one_line, one_word, paragraphs, wrapped_lines, labels, surnames, blank_lines, accents],
    ids=lambda make: make.__name__,
)
def test_reading_and_cutting_take_linear_time(make: Callable[[int], str], tmp_path: Path) -> None:
    def seconds(characters: int) -> float:
        path = write_files(tmp_path, {"a.txt": make(characters)}) / "a.txt"
        started = time.process_time()
        for transcript in parse_file(path).transcripts:
            passages_of(transcript)
        return time.process_time() - started

    seconds(1000)  # the language model is loaded once
    small = min(seconds(MEGABYTE // 8) for _ in range(2))
    # Eight times the text takes about eight times as long; 64 times as long if time were quadratic.
    assert seconds(MEGABYTE) < 24 * small + 0.1


def test_three_megabytes_on_one_line_are_indexed(tmp_path: Path) -> None:
    text = numbered(3 * MEGABYTE)
    folder = write_files(tmp_path / "c", {"a.txt": text, "b.txt": "x" * MEGABYTE})
    report = build([folder], tmp_path / "town.index", embedder=CountingEmbedder())
    assert (report.added, report.skipped) == (("a.txt", "b.txt"), ())
    with opened(tmp_path / "town.index") as generation:
        (one, other) = (generation.store.transcript(name) for name in ("a", "b"))
        assert one is not None
        assert other is not None
        passages = check(one, text)
        assert (check(other, "x" * MEGABYTE), report.passages) == (1000, passages + 1000)
        counts = generation.store.counts()
        # Each thousand of x is one word, and a repeat of the first.
        assert (counts[Reach.MEANING], counts[Reach.EXACT], counts[Reach.CONTEXT]) == (passages, 1, 999)
        (found,) = generation.lexical.matching(Wording(("wall number 40000 of",)), Conditions())
        assert "The wall number 40000 of the harbour" in generation.store.passages([found])[found].text


def test_a_renamed_folder_of_many_passages_takes_linear_time(tmp_path: Path) -> None:
    def seconds(count: int) -> float:
        text = "\n\n".join(f"The wall number {n} is high." for n in range(count))
        folder, index = tmp_path / f"c{count}", tmp_path / f"{count}.index"
        build([write_files(folder, {"a.txt": text})], index, embedder=CountingEmbedder())
        (folder / "a.txt").rename(folder / "b.txt")
        started = time.process_time()
        report = build([folder], index, embedder=CountingEmbedder())
        assert (report.embedded, report.reused) == (0, count)
        return time.process_time() - started

    # Eight times the passages; 64 times as long if time were quadratic.
    assert seconds(4800) < 24 * seconds(600) + 0.1
