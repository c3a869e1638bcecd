"""One input of the fuzz run, by its number, and what must hold of it."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from benchmarks.fuzz_mutations import mutated
from benchmarks.fuzz_seeds import seeds
from benchmarks.fuzz_texts import Told, Written, compare, written
from index.attribution import attribute
from index.decoding import decode
from index.documents import Document, Hints, Parsed
from index.errors import SourceError
from index.formats import FORMATS, SUFFIXES
from index.parsing import parse_bytes
from index.records import Turn
from index.sidecar import read_sidecar
from index.speakers_file import NAME as SPEAKERS
from index.speakers_file import read_declared

SEEDS = Path(__file__).resolve().parents[1] / "seeds"
_KINDS = ("format", "format", "file", "file", "text", "text", "beside")
"""Straight to one format; a file of any suffix, often with a sidecar; known text written in a format; a TOML file."""
_MARKUP = frozenset("[]<>&`|\\\x00")
"""Markdown with one of these may lose words that are markup: addresses, tags, entities."""


@dataclass(frozen=True, slots=True)
class Case:
    """One input."""

    number: int
    kind: str
    """One of _KINDS."""
    name: str
    """Of a format, of a file (its suffix decides), or of the layout that the text was written in."""
    data: bytes
    sidecar: bytes | None = None
    source: Written | None = None
    """What it must give back."""

    @property
    def group(self) -> str:
        """What the report counts it as."""
        return {"file": f"*{Path(self.name).suffix}", "text": f"{self.name} text"}.get(self.kind, self.name)


def case(seed: int, number: int, only: str | None = None) -> Case:
    """Return one input; the same for the same arguments."""
    draw = random.Random(f"{seed}/{number}")
    kind = "format" if only else draw.choice(_KINDS)
    return _MAKERS[kind](draw, number, only)


def _format_case(draw: random.Random, number: int, only: str | None) -> Case:
    name = only or draw.choice(sorted(FORMATS))
    return Case(number, "format", name, _spoilt(draw, [suffix for suffix, kind in SUFFIXES.items() if kind == name]))


def _file_case(draw: random.Random, number: int, _: str | None) -> Case:
    suffix = draw.choice((*SUFFIXES, ".zip", ""))
    sidecar = mutated(draw, draw.choice(seeds()[".meta.toml"]), lambda: b"") if draw.random() < 0.3 else None
    return Case(number, "file", f"a/2021-03-03 case{suffix}", _spoilt(draw, [suffix]), sidecar)


def _text_case(draw: random.Random, number: int, _: str | None) -> Case:
    source = written(draw)
    return Case(number, "text", source.layout, source.data, source=source)


def _beside_case(draw: random.Random, number: int, _: str | None) -> Case:
    name = draw.choice((".meta.toml", SPEAKERS))
    return Case(number, "beside", name, mutated(draw, draw.choice(seeds()[name]), lambda: draw.choice(seeds()[".md"])))


_MAKERS: dict[str, Callable[[random.Random, int, str | None], Case]] = {
    "format": _format_case,
    "file": _file_case,
    "text": _text_case,
    "beside": _beside_case,
}


def _spoilt(draw: random.Random, suffixes: Sequence[str]) -> bytes:
    """Return a mutated seed, mostly of one of these suffixes or of one that is read alike."""
    inputs = _inputs()
    kinds = {SUFFIXES.get(suffix) for suffix in suffixes}
    own = [suffix for suffix in inputs if SUFFIXES.get(suffix) in kinds]
    suffix = draw.choice(own) if own and draw.random() < 0.85 else draw.choice(tuple(inputs))
    return mutated(draw, draw.choice(inputs[suffix]), lambda: draw.choice(inputs[draw.choice(tuple(inputs))]))


@cache
def _inputs() -> dict[str, tuple[bytes, ...]]:
    inputs = {suffix: files for suffix, files in seeds().items() if suffix in SUFFIXES}
    for path in sorted(SEEDS.iterdir()):
        inputs[path.suffix] = (*inputs.get(path.suffix, ()), path.read_bytes())
    return inputs


def check(each: Case) -> bool:
    """Parse one input; whether it was accepted.

    Raises:
        Exception: Whatever is not ours to raise; TextChangedError.
    """
    try:
        _CHECKS[each.kind](each)
    except SourceError as error:
        str(error).encode()  # a message must be printable
        if each.kind == "text":
            raise AssertionError(f"text that was written well is refused: {error}") from error
        return False
    return True


def _check_format(each: Case) -> None:
    documents = FORMATS[each.name](each.data, Hints(f"case.{each.name}"))
    outcome = [(document, *attribute(document)) for document in documents]
    if each.name == "plain" or (each.name == "markdown" and _is_bare(each.data)):
        compare([decode(each.data)[0]], _told(outcome), words=False)


def _is_bare(data: bytes) -> bool:
    text, _ = decode(data)
    return _MARKUP.isdisjoint(text) and not text.lstrip().startswith("---")


def _told(outcome: Sequence[tuple[Document, tuple[Turn, ...], tuple[str, ...]]]) -> Told:
    turns = [turn.text for _, turns, _ in outcome for turn in turns]
    dropped = [text for document, _, left in outcome for text in (*document.dropped, *left)]
    head = [text for document, _, _ in outcome for text in (document.title, document.venue, document.speaker) if text]
    return Told(turns, dropped, head)


def _check_file(each: Case) -> None:
    _consistent(parse_bytes(each.data, each.name, sidecar=each.sidecar))


def _check_text(each: Case) -> None:
    assert each.source is not None
    parsed = parse_bytes(each.data, f"case{each.source.suffix}")
    _consistent(parsed)
    turns = [turn.text for transcript in parsed.transcripts for turn in transcript.turns]
    head = [text for each in parsed.transcripts for text in (each.title, each.venue) if text]
    compare(each.source.texts, Told(turns, list(parsed.dropped), head), words=each.source.words)


def _consistent(parsed: Parsed) -> None:
    """What holds of every transcript: something is said in each turn, and each time belongs to a paragraph."""
    assert parsed.transcripts and len({each.id for each in parsed.transcripts}) == len(parsed.transcripts)
    for transcript in parsed.transcripts:
        transcript.text.encode()
        for turn in transcript.turns:
            assert turn.text.strip(), "an empty turn"
            assert len(turn.starts_s) in (0, turn.text.count("\n\n") + 1), "times without paragraphs"


def _check_beside(each: Case) -> None:
    if each.name != SPEAKERS:
        read_sidecar(each.data, "case.meta.toml")
        return
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / SPEAKERS).write_bytes(each.data)
        read_declared([Path(folder)])


_CHECKS: dict[str, Callable[[Case], None]] = {
    "format": _check_format,
    "file": _check_file,
    "text": _check_text,
    "beside": _check_beside,
}
