"""Print a script as news sites, parliaments and subtitlers do, and say whose each word is.

A layout prints one of three things of a person: the full name, the surname, or an office ("THE PRESIDENT"). What is
right for a voice is what its label prints, without titles, or the full name. Only layouts that a person can decode
are here: no two speakers of one transcript share a surname, and paragraphs are told apart by an empty line, by an
indent, or by being one line each; the layout "wrapped tight" has none of these, and its labels start a line.
"""

from __future__ import annotations

import html
import re
import textwrap
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from benchmarks.scoring import Said
from benchmarks.scripts import Line, Script, Voice
from index.names import folded
from index.records import Kind

_STAGE = re.compile(r"^[(\[<][^()\[\]<>]{1,120}[)\]>][.]?$")
_PARTIES = ("PP", "S&D", "Renew", "Verts/ALE", "ECR", "Lib.", "NDP", "CPC")
_PLACES = ("Kazakhstan", "United Kingdom", "Mexico", "Côte d'Ivoire", "Trinidad and Tobago", "Lund", "Avignon North")
_CUE_WORDS = 12
_CUE_SECONDS = 4


@dataclass(frozen=True, slots=True)
class Printed:
    """One transcript as a file, and what is known of it."""

    id: str
    file: str
    data: bytes
    gold: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """How speakers and paragraphs are printed."""

    label: Callable[[Voice], str]
    """A named voice to what is printed in front of its words, with the colon, dot or dash."""
    question: str = "Question: "
    """What stands in front of the words of a questioner without a name."""
    own_line: bool = False
    """The label stands alone above the words."""
    indent: str = ""
    """What each paragraph begins with."""
    width: int | None = None
    """Columns that lines are wrapped at; None for a paragraph a line."""
    tight: bool = False
    """No empty line between paragraphs."""
    full: bool = True
    """The label prints the full name, not the surname alone."""
    kept: Callable[[Script], Script] = lambda script: script
    page: Callable[[Script, Sequence[str], Layout], str] | None = None
    suffix: str = ".txt"

    def print(self, script: Script) -> Printed:
        """Return the script as a file of this layout."""
        script = self.kept(script)
        paragraphs = [text for line in script.lines for text in self._paragraphs(line)]
        page = self.page or _plain_page
        gold = (*_head_said(script), *_said(script, self))
        return Printed(script.id, script.id + self.suffix, page(script, paragraphs, self).encode(), gold)

    def prefix(self, voice: Voice) -> str:
        """Return what is printed in front of a voice's words."""
        return self.label(voice) if voice.name else self.question

    def names(self, voice: Voice) -> frozenset[str]:
        """Return the folded names that are right for a voice."""
        if voice.name is None:
            return frozenset()
        right = {folded(voice.name)} | (set() if self.full else {folded(voice.surname)})
        office = self.label(voice).rstrip(":. ").casefold()
        return frozenset(right | ({office, office.removeprefix("the ")} if office.startswith("the ") else set()))

    def _paragraphs(self, line: Line) -> Iterator[str]:
        if line.voice is None:
            yield from line.paragraphs
        elif self.own_line:
            yield self.prefix(line.voice).strip()
            yield from line.paragraphs
        else:
            yield self.prefix(line.voice) + line.paragraphs[0]
            yield from line.paragraphs[1:]


def _mister(voice: Voice) -> str:
    return "Ms." if (voice.name or "").endswith(("a", "ya")) else "Mr."


def _surname(voice: Voice) -> str:
    return f"{_mister(voice)} {voice.surname}"


def _office(voice: Voice) -> str:
    if voice.role and voice.role.startswith("Prime Minister"):
        return f"PRIME MINISTER {voice.surname.upper()}:"
    return "THE PRESIDENT:" if voice.name == "Vladimir Putin" else f"{_surname(voice).upper()}:"


def _drawn(voice: Voice, choices: Sequence[str]) -> str:
    return choices[zlib.crc32((voice.name or "").encode()) % len(choices)]


def _time(seconds: float, comma: str = ".") -> str:
    whole = int(seconds)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}{comma}{round(seconds % 1 * 1000):03}"


def _seconds(voice: Voice) -> str:
    """Return some time of day; which one does not matter."""
    return _time(zlib.crc32((voice.name or "?").encode()) % 5000)[:8]


def _name_and_office(voice: Voice) -> str:
    return f"{voice.name}, {voice.role}: " if voice.role else f"{voice.name}: "


def _plain_page(script: Script, paragraphs: Sequence[str], layout: Layout) -> str:
    head = [script.title, script.date, *([script.venue] if script.venue else [])]
    between = "\n" if layout.tight else "\n\n"
    return (
        "\n".join(head)
        + "\n\n"
        + between.join(wrapped(text, layout.width, layout.indent) for text in paragraphs)
        + "\n"
    )


def wrapped(text: str, width: int | None, indent: str = "") -> str:
    """Return a paragraph as lines of at most ``width`` columns, the first one indented."""
    if width is None:
        return indent + text
    lines = textwrap.wrap(text, width, initial_indent=indent, break_long_words=False, break_on_hyphens=False)
    return "\n".join(lines)


def _markdown_page(script: Script, paragraphs: Sequence[str], layout: Layout) -> str:
    head = f"# {script.title}\n\n{script.date}\n\n" + (f"{script.venue}\n\n" if script.venue else "")
    return head + "\n\n".join(wrapped(_escaped(text), layout.width) for text in paragraphs) + "\n"


def _escaped(text: str) -> str:
    """Escape what Markdown would take for its own at the start of a paragraph, and all angle brackets."""
    return re.sub(r"^(\d+)([.)])", r"\1\\\2", re.sub(r"^([#>+-])", r"\\\1", text)).replace("<", "\\<")


def _html_page(script: Script, paragraphs: Sequence[str], layout: Layout) -> str:
    del layout
    body = "\n".join(f"<p>{_bold_label(text)}</p>" for text in paragraphs)
    venue = f"<p>{html.escape(script.venue)}</p>" if script.venue else ""
    title = html.escape(script.title)
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head><body>'
        f"<article><h1>{title}</h1><time>{script.date}</time>{venue}\n{body}\n</article></body></html>\n"
    )


def _bold_label(text: str) -> str:
    return re.sub(r"^\*\*(.*?)\*\*", r"<b>\1</b>", html.escape(text, quote=False))


def _cues(script: Script, layout: Layout) -> Iterator[tuple[float, str]]:
    """Cut each line into cues; the first cue of a line carries the label."""
    start = 1.0
    for line in script.lines:
        prefix = layout.prefix(line.voice) if line.voice else ""
        for paragraph in line.paragraphs:
            words = paragraph.split()
            for cut in range(0, len(words), _CUE_WORDS):
                yield start, prefix + " ".join(words[cut : cut + _CUE_WORDS])
                prefix = layout.prefix(line.voice) if line.voice and layout.label is _voice_tag else ""
                start += _CUE_SECONDS


def _vtt_page(script: Script, paragraphs: Sequence[str], layout: Layout) -> str:
    del paragraphs
    cues = (f"{_time(at)} --> {_time(at + 3.9)}\n{_cue_text(text)}\n" for at, text in _cues(script, layout))
    return "WEBVTT\n\n" + "\n".join(cues)


def _srt_page(script: Script, paragraphs: Sequence[str], layout: Layout) -> str:
    del paragraphs
    numbered = enumerate(_cues(script, layout), start=1)
    cues = (f"{n}\n{_time(at, ',')} --> {_time(at + 3.9, ',')}\n{_halved(text)}\n" for n, (at, text) in numbered)
    return "\n".join(cues)


def _cue_text(text: str) -> str:
    tag = re.match(r"<v [^>]*>", text)
    rest = text[tag.end() :] if tag else text
    return (tag[0] if tag else "") + _halved(rest.replace("&", "&amp;").replace("<", "&lt;"))


def _halved(text: str) -> str:
    return "\n".join(textwrap.wrap(text, 42, break_long_words=False, break_on_hyphens=False)) or text


def _voice_tag(voice: Voice) -> str:
    return f"<v {voice.name}>"


def _spoken_at_length(script: Script) -> Script:
    """Keep the lines that a heading would stand above."""
    lines = tuple(line for line in script.lines if line.voice and line.voice.name and _length(line) >= 40)
    return replace(script, lines=lines)


def _length(line: Line) -> int:
    return sum(len(paragraph.split()) for paragraph in line.paragraphs)


def _heading(voice: Voice) -> str:
    what = "Speech" if voice.role and voice.role.startswith("President") else "Statement"
    return f"{what} by {f'{voice.role} ' if what == 'Speech' else ''}{voice.name}"


def _without_narration(script: Script) -> Script:
    """Subtitles have no reporter."""
    return replace(script, title="", date="", venue=None, lines=tuple(line for line in script.lines if line.voice))


def _head_said(script: Script) -> Iterator[Said]:
    for text in (script.title, script.date, script.venue):
        if text:
            yield Said(text, kind=Kind.NARRATION, optional=True)


def _said(script: Script, layout: Layout) -> Iterator[Said]:
    for number, line in enumerate(script.lines, start=1):
        voice = line.voice
        spoken = Kind.SPEECH if voice and voice.name else Kind.QUESTION
        for paragraph in line.paragraphs:
            kind = Kind.STAGE if _STAGE.match(paragraph) else spoken if voice else Kind.NARRATION
            names = layout.names(voice) if voice and kind is Kind.SPEECH else frozenset()
            yield Said(paragraph, names, kind, number)


_FULL = Layout(lambda v: f"{v.name}: ")

LAYOUTS: dict[str, Layout] = {
    "Name: text": _FULL,
    "Name: text, a paragraph a line": replace(_FULL, tight=True),
    "Name: text, wrapped": replace(_FULL, width=72),
    "Office Name: text": replace(_FULL, label=lambda v: f"{v.role} {v.name}: " if v.role else f"{v.name}: "),
    "Name, Office: text": replace(_FULL, label=_name_and_office),
    "Name (Party): text": replace(_FULL, label=lambda v: f"{v.name} ({_drawn(v, _PARTIES)}): "),
    "Name (Seat, Party): text": replace(
        _FULL, label=lambda v: f"{_mister(v)} {v.name} ({_drawn(v, _PLACES)}, {_drawn(v, _PARTIES)}): "
    ),
    "NAME: text": replace(_FULL, label=lambda v: f"{(v.name or '').upper()}: ", question="QUESTION: "),
    "SURNAME: text": Layout(lambda v: f"{v.surname.upper()}: ", question="QUESTION: ", full=False),
    "Mr. SURNAME: text": Layout(lambda v: f"{_mister(v)} {v.surname.upper()}: ", full=False),
    "MR. SURNAME. text": Layout(lambda v: f"{_surname(v).upper()}. ", question="Q. ", full=False),
    "Mr. Surname. text": Layout(lambda v: f"{_surname(v)}. ", question="Q. ", full=False),
    "THE PRESIDENT: text": Layout(lambda v: f"{_office(v)} ", question="Q    ", full=False, width=72),
    "Name / text below": replace(_FULL, label=lambda v: f"{v.name}", question="Question", own_line=True),
    "Name: / text below": replace(_FULL, label=lambda v: f"{v.name}:", question="Question:", own_line=True),
    "Name (00:12): / text below": replace(
        _FULL, label=lambda v: f"{v.name} ({_seconds(v)[3:]}):", question="Question (00:47):", own_line=True
    ),
    "[00:01:02] Name: text": replace(
        _FULL, label=lambda v: f"[{_seconds(v)}] {v.name}: ", question="[00:10:11] Question: "
    ),
    "Markdown, **Name:** text": Layout(
        lambda v: f"**{v.name}:** ", question="**Question:** ", page=_markdown_page, suffix=".md"
    ),
    "Markdown, **Name**: text, wrapped": Layout(
        lambda v: f"**{v.name}**: ", question="**Q**: ", page=_markdown_page, suffix=".md", width=72
    ),
    "Markdown, **Name** / text below": Layout(
        lambda v: f"**{v.name}**", question="**Question**", own_line=True, page=_markdown_page, suffix=".md"
    ),
    "HTML, <b>Name:</b> text": Layout(
        lambda v: f"**{v.name}:** ", question="**Question:** ", page=_html_page, suffix=".html"
    ),
    "HTML, Name: text": replace(_FULL, page=_html_page, suffix=".html"),
    "Name: text, wrapped tight": replace(_FULL, width=72, tight=True),
    "Mr Name. – text": Layout(lambda v: f"{_mister(v)[:2]} {v.name}. – ", question="Question. – "),
    "Name (Party). – text": Layout(lambda v: f"{v.name} ({_drawn(v, _PARTIES)}). – ", question="Question. – "),
    "  Mr. SURNAME. text, indented and wrapped": Layout(
        lambda v: f"{_mister(v)} {v.surname.upper()}. ",
        question="Question. ",
        full=False,
        indent="  ",
        width=72,
        tight=True,
    ),
    "Mr. Surname (Country): text": Layout(lambda v: f"{_surname(v)} ({_drawn(v, _PLACES)}): ", full=False),
    "Speech by Office Name / text below": Layout(_heading, own_line=True, kept=_spoken_at_length),
    "WebVTT, NAME: text": Layout(
        lambda v: f"{(v.name or '').upper()}: ",
        question="QUESTION: ",
        page=_vtt_page,
        suffix=".vtt",
        kept=_without_narration,
    ),
    "WebVTT, <v Name>text": Layout(
        _voice_tag, question="<v Question>", page=_vtt_page, suffix=".vtt", kept=_without_narration
    ),
    "SRT, Name: text": replace(_FULL, page=_srt_page, suffix=".srt", kept=_without_narration),
}
"""By what a label looks like."""
