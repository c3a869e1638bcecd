"""Known text written in every layout, and whether a parse gives all of it back and nothing else."""

from __future__ import annotations

import html
import json
import random
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.fuzz_seeds import NAMES, SENTENCES, docx_of, zipped

_WORD = re.compile(r"[^\W_]+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_ODD = (
    "e\u0301t\u00e9", "\u0130stanbul", "stra\u00dfe", "\u5c71\u7530\u4e00\u90ce", "\U0001f600", "\u0661\u0662",
    "\u0928\u092e\u0938\u094d\u0924\u0947", "\u05e9\u05dc\u05d5\u05dd",
    "x" * 400, "a.b.c.d", "U.S.A.", "don\u2019t", "(laughs)", "[sic]", "(Applause.)", "((", "]", "1.", "12:30", "--",
    "\u2014", "Note:", "Q", "END", "UPDATED", "http://lund.example/a?b=c", "100%", "A-B", "\u00abquoted\u00bb", "...",
)  # fmt: skip


class TextChangedError(Exception):
    """Words of the source are missing from turns and dropped text, or there are more of them."""


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was made of known text."""

    layout: str
    suffix: str
    data: bytes
    texts: tuple[str, ...]
    """All that a reader is shown, in order."""
    words: bool = True
    """Whether words must come back; else letters, since joined lines of some scripts have no space between."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a parse gave."""

    turns: Sequence[str]
    dropped: Sequence[str]
    head: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Said:
    name: str
    text: str


def compare(source: Sequence[str], told: Told, *, words: bool) -> None:
    """Raise TextChangedError unless turns and dropped text are the source, and turns keep its order."""
    count = _words if words else _letters
    before, kept = count(source), count([*told.turns, *told.dropped])
    if invented := kept - before:
        raise TextChangedError(f"invented {' '.join(invented.elements())[:80]!r}")
    if lost := before - kept - count(told.head):
        raise TextChangedError(f"lost {' '.join(lost.elements())[:80]!r}")
    letters = iter(_line(source))
    if not all(any(letter == other for other in letters) for letter in _line(told.turns)):
        raise TextChangedError("turns are not in the order of the source")


def _line(texts: Sequence[str]) -> str:
    return "".join(char for char in _plain(texts) if char.isalnum())


def _words(texts: Sequence[str]) -> Counter[str]:
    return Counter(_WORD.findall(_plain(texts)))


def _letters(texts: Sequence[str]) -> Counter[str]:
    return Counter(_line(texts))


def _plain(texts: Sequence[str]) -> str:
    return unicodedata.normalize("NFKD", _INVISIBLE.sub("", "\n".join(texts)))


def written(draw: random.Random) -> Written:
    """Return a transcript of chance in a layout of chance."""
    layout = draw.choice(tuple(LAYOUTS))
    said = [_Said(draw.choice(NAMES), _text(draw)) for _ in range(draw.choice((2, 3, 5, 9, 30)))]
    for _ in range(draw.choice((0, 0, 1, 3))):
        said.insert(draw.randint(0, len(said)), draw.choice(said))
    return LAYOUTS[layout](draw, layout, said)


def _text(draw: random.Random) -> str:
    words = " ".join(draw.choices(SENTENCES, k=draw.choice((1, 1, 2, 4)))).split()
    for _ in range(draw.choice((0, 0, 1, 2, 5))):
        words.insert(draw.randint(0, len(words)), draw.choice((*_ODD, f"{draw.choice(NAMES)}:")))
    if draw.random() < 0.2:
        words = words[draw.randrange(len(words)) :]
    text = " ".join(words)
    return text if any(map(str.isalnum, text)) else f"{text} yes"


def _flat(draw: random.Random, layout: str, said: Sequence[_Said]) -> Written:
    mark = draw.choice(("{}: ", "{}: ", "{}. ", "{}\n\n", "{} – ", "[{}]: "))
    caps = draw.random() < 0.3
    lines = [f"{mark.format(each.name.upper() if caps else each.name)}{each.text}" for each in said]
    head = draw.choice(((), ("Opening of the ferry line",), ("Opening of the ferry line - UPDATED", "March 3, 2021")))
    text = draw.choice(("\n\n", "\n\n", "\r\n\r\n", "\n")).join((*head, *lines))
    return Written(layout, ".txt", text.encode(), (text,))


def _markdown(draw: random.Random, layout: str, said: Sequence[_Said]) -> Written:
    mark = draw.choice(("**{}:** ", "**{}**: ", "{}: ", "## {}\n\n", "- **{}:** ", "> {}: "))
    lines = [f"{mark.format(each.name)}{_escaped(each.text)}" for each in said]
    shown = tuple(text for each in said for text in (each.name, each.text))
    return Written(layout, ".md", "\n\n".join(lines).encode(), shown)


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>()#+.!|&~-])", r"\\\1", text)


def _cues(draw: random.Random, layout: str, said: Sequence[_Said]) -> Written:
    web = layout == "vtt"
    mark = draw.choice(("<v {}>", "{}: ", "- ", ">> {}: ") if web else ("{}: ", "- ", ">> {}: ", ""))
    escape = html.escape if web else str
    cues, second = ["WEBVTT"] if web else [], 0
    for number, each in enumerate(said, 1):
        clock = [f"00:{at // 60 % 60:02}:{at % 60:02}{'.' if web else ','}000" for at in (second, second + 2)]
        cues.append(f"{number}\n{clock[0]} --> {clock[1]}\n{mark.format(escape(each.name))}{escape(each.text)}")
        second += draw.choice((2, 2, 5, 9))
    names = "{}" in mark and mark != "<v {}>"
    shown = tuple(text for each in said for text in ([each.name] if names else []) + [each.text])
    return Written(layout, f".{layout}", "\n\n".join(cues).encode(), shown, words=False)


def _table(draw: random.Random, layout: str, said: Sequence[_Said]) -> Written:
    mark = {"csv": draw.choice(",;"), "tsv": "\t"}[layout]
    rows = [("speaker", "text"), *((each.name, each.text) for each in said)]
    lines = [mark.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    return Written(layout, f".{layout}", "\n".join(lines).encode(), _texts(said))


def _json_lines(_: random.Random, layout: str, said: Sequence[_Said]) -> Written:
    lines = [json.dumps({"speaker": each.name, "text": each.text}) for each in said]
    return Written(layout, ".jsonl", "\n".join(lines).encode(), _texts(said))


def _canonical(_: random.Random, layout: str, said: Sequence[_Said]) -> Written:
    turns = [{"speaker": each.name, "text": each.text} for each in said]
    return Written(layout, ".json", json.dumps({"title": "Opening", "turns": turns}).encode(), _texts(said))


def _recognised(draw: random.Random, layout: str, said: Sequence[_Said]) -> Written:
    timed = [(2.0 * number, each) for number, each in enumerate(said)]
    shapes: dict[str, dict[str, object]] = {
        "segments": {"segments": [{"start": at, "end": at + 1, "text": e.text, "speaker": e.name} for at, e in timed]},
        "podcast": {"segments": [{"startTime": at, "endTime": at + 1, "body": e.text} for at, e in timed]},
        "utterances": {
            "text": "",
            "utterances": [{"start": at, "end": at + 1, "text": e.text, "speaker": "A"} for at, e in timed],
        },
        "results": {
            "results": {
                "channels": [],
                "utterances": [{"start": at, "end": at + 1, "transcript": e.text, "speaker": 0} for at, e in timed],
            }
        },
    }
    body = shapes[draw.choice(tuple(shapes))]
    return Written(layout, ".json", json.dumps(body).encode(), _texts(said), words=False)


def _page(draw: random.Random, layout: str, said: Sequence[_Said]) -> Written:
    mark = draw.choice(("<p><b>{}:</b> {}</p>", "<p><b>{}</b>: {}</p>", "<h3>{}</h3><p>{}</p>", "<div>{}: {}</div>",
                        "<dl><dt>{}</dt><dd>{}</dd></dl>", "<p><strong>{}</strong><br><br>{}</p>"))  # fmt: skip
    body = "".join(mark.format(html.escape(each.name), html.escape(each.text)) for each in said)
    shown = tuple(text for each in said for text in (each.name, each.text))
    page = f"<html><head><meta charset=utf-8><title>x</title></head><body><div>{body}</div></body></html>"
    return Written(layout, ".html", page.encode(), shown)


def _word_file(draw: random.Random, layout: str, said: Sequence[_Said]) -> Written:
    bold = draw.random() < 0.7
    parts = [(each.name, each.text, bold) for each in said]
    return Written(layout, ".docx", docx_of(parts), tuple(f"{each.name}: {each.text}" for each in said))


_XML = {
    "tei": ('<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body><div>{}</div></body></text></TEI>',
            '<u who="#{0}"><seg>{1}</seg></u>'),
    "akoma_ntoso": ("<akomaNtoso><debate><debateBody>{}</debateBody></debate></akomaNtoso>",
                    '<speech by="#{0}"><p>{1}</p></speech>'),
    "parlparse": ("<publicwhip>{}</publicwhip>", '<speech id="a" speakername="{0}"><p>{1}</p></speech>'),
    "canada_hansard": ("<Hansard><HansardBody>{}</HansardBody></Hansard>",
                       "<Intervention><PersonSpeaking><Affiliation/></PersonSpeaking><Content><ParaText>{1}</ParaText>"
                       "</Content></Intervention>"),
}  # fmt: skip
"""The file around speeches, and one speech of a name and what was said."""


def _speeches(_: random.Random, layout: str, said: Sequence[_Said]) -> Written:
    around, speech = _XML[layout]
    body = "".join(speech.format(html.escape(each.name), html.escape(each.text)) for each in said)
    return Written(layout, ".xml", around.format(body).encode(), _texts(said))


def _archive(draw: random.Random, layout: str, said: Sequence[_Said]) -> Written:
    inside = [_table(draw, "csv", said), _canonical(draw, "canonical", said), _json_lines(draw, "jsonl", said)]
    files = {f"{place}/case{each.suffix}": each.data for place, each in enumerate(inside)}
    return Written(layout, ".zip", zipped(files), tuple(text for each in inside for text in each.texts))


def _texts(said: Sequence[_Said]) -> tuple[str, ...]:
    return tuple(each.text for each in said)


LAYOUTS: dict[str, Callable[[random.Random, str, Sequence[_Said]], Written]] = {
    "plain": _flat,
    "markdown": _markdown,
    "srt": _cues,
    "vtt": _cues,
    "csv": _table,
    "tsv": _table,
    "jsonl": _json_lines,
    "canonical": _canonical,
    "recogniser": _recognised,
    "html": _page,
    "docx": _word_file,
    **dict.fromkeys(_XML, _speeches),
    "zip": _archive,
}
"""By name; each writes the same text in another way."""
