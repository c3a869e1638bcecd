"""Results as text for a terminal; rich lays it out, and nothing in a transcript is read as its markup."""

from __future__ import annotations

import os
import shlex
import sys
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from index.names import office_beside
from search.in_words import strangers_in_words, understood
from search.results import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from index.documents import Parsed
    from index.records import Kind, Passage, Speaker, TranscriptHead, Turn
    from index.report import BuildReport
    from search.results import Answer, Citation, Hit
    from search.understand import Query

_WHY_NOT: dict[Reason | None, str] = {
    Reason.NOTHING_FOUND: ": nothing fulfils what was asked for",
    Reason.NOTHING_NEAR: ": nothing near to this was said",
    Reason.NOTHING_ANSWERS: ": something near to this was said, but nothing that surely answers it",
    Reason.STRANGER: ": nobody called {strangers} speaks in them",
}
_MANY = 10
_WIDEST_CELL = 24
"""On a terminal."""
_ENDLESS = 1 << 20
"""Characters in a line that goes into a pipe or a file: there a paragraph is one line, as grep and paste need it."""


def console(*, stderr: bool = False) -> Console:
    """Return a console that guesses nothing about what it prints.

    Lines are folded on a terminal, and where COLUMNS says how wide they may be; elsewhere they are not.
    """
    folded = stderr or sys.stdout.isatty() or "COLUMNS" in os.environ
    width = None if folded else _ENDLESS
    return Console(stderr=stderr, highlight=False, markup=False, emoji=False, soft_wrap=False, width=width)


def print_indented(out: Console, text: Text, indent: int = 2) -> None:
    """Print a text some columns from the left, folded to what room there is, without blanks at the ends of lines."""
    for line in text.wrap(out, max(out.width - indent, 1)):
        line.rstrip()
        out.print(Text(" " * indent).append_text(line) if line else "", no_wrap=True)


def who_when_where(passage: Passage, head: TranscriptHead) -> str:
    """Return one line: speaker with role, date, title, venue."""
    if passage.speaker:
        office = office_beside(passage.speaker, passage.role)
        who = f"{passage.speaker}, {office}" if office else passage.speaker
    else:
        who = {"narration": "narration", "question": "a questioner"}.get(passage.kind.value, "unknown speaker")
    parts = (who, head.date.isoformat() if head.date else "undated", head.title or head.id, head.venue)
    return " · ".join(part for part in parts if part)


def print_answer(out: Console, answer: Answer) -> None:
    """Print question, quote, who and when; or that the transcripts do not say."""
    print_indented(out, Text(answer.question, style="bold"), 0)
    out.print()
    if not answer.citations:
        _print_abstention(out, answer)
        return
    if answer.who:
        print_indented(out, Text(answer.who, style="bold"))
    _print_citation(out, answer.citations[0])
    closely = ", read closely" if answer.read_closely else ""
    print_indented(out, Text(f"How sure: {answer.confidence:.0%}{closely}", style="dim"))
    for citation in answer.citations[1:]:
        out.print("\nAlso:", style="dim")
        _print_citation(out, citation)


def _print_abstention(out: Console, answer: Answer) -> None:
    why = _WHY_NOT.get(answer.reason, "").format(strangers=strangers_in_words(answer.constraints))
    out.print(Text(f"The transcripts do not say{why}."))
    near = [("Nearest passage", hit) for hit in answer.hits[:1]]
    near += [("By others, or at another time", hit) for hit in answer.elsewhere]
    for heading, hit in near:
        print_indented(out, Text(f"{heading}: {who_when_where(hit.passage, hit.transcript)}", style="dim"), 0)
        print_indented(out, Text(hit.passage.text, style="dim"))


def _print_citation(out: Console, citation: Citation) -> None:
    quote = Text(f"“{citation.quote}”", style="green")
    if citation.marked:
        quote.stylize("bold underline", citation.marked[0] + 1, citation.marked[1] + 1)
    print_indented(out, quote)
    print_indented(out, Text("— " + who_when_where(citation.passage, citation.transcript)))


def print_hits(out: Console, hits: Sequence[Hit], *, why: bool = False) -> None:
    """Print hits, the best sentence of each set off, words that matched in bold; on demand what they matched."""
    if not hits:
        out.print("Nothing found.")
    for hit in hits:
        print_indented(out, Text(f"{hit.rank}. {who_when_where(hit.passage, hit.transcript)}", style="bold"), 0)
        text = Text(hit.passage.text)
        for start, end in hit.highlights:
            text.stylize("green", start, end)
        for match in hit.why:
            text.stylize("bold", match.start, match.end)
        print_indented(out, text)
        for reply in hit.reply[:1]:
            by = reply.speaker or "an unknown speaker"
            print_indented(out, Text(f"↳ {by}: {reply.text}"), 4)
        for remark in _remarks(hit, why=why):
            print_indented(out, Text(remark, style="dim"))
        out.print()


def _remarks(hit: Hit, *, why: bool) -> Iterator[str]:
    if hit.repeats:
        times = "once more" if len(hit.repeats) == 1 else f"{len(hit.repeats):,} more times"
        yield f"(the same words {times})"
    if why:
        text = hit.passage.text
        met = (f"{each.question} → {text[each.start : each.end]} ({each.similarity:.2f})" for each in hit.why)
        yield f"why: {', '.join(met) or 'no word of the question is met by one of the passage'}"


def understood_line(query: Query) -> str | None:
    """Return in one line what was understood of a question, and how to switch it off; None when nothing was."""
    on = [each for each in understood(query) if each.on]
    if not on:
        return None
    off = " ".join(f"--ignore {shlex.quote(key)}" for each in on for key in each.keys)
    return f"understood: {'; '.join(map(str, on))} (switch off with {off})"


def print_parsed(out: Console, parsed: Parsed) -> None:
    """Print turn by turn who speaks, how that is known, and the first words."""
    from search.hints import hints  # here, since it loads the parsing, which an answer does not need

    for transcript in parsed.transcripts:
        out.print(Text(transcript.title or transcript.id, style="bold"))
        facts = (
            transcript.id,
            transcript.date or "no date",
            transcript.venue,
            transcript.language or "language unknown",
        )
        out.print(" · ".join(str(fact) for fact in facts if fact))
        for line in _turn_lines(transcript.turns, out.width):
            out.print(line)
    for warning in parsed.warnings:
        out.print(f"warning: {warning}", style="yellow")
    for hint in hints(parsed):
        out.print(f"hint: {hint}", style="yellow")
    if parsed.dropped:
        shown = ", ".join(repr(text if len(text) <= 60 else text[:57] + "…") for text in parsed.dropped[:_MANY])
        more = f" and {len(parsed.dropped) - _MANY} more" if len(parsed.dropped) > _MANY else ""
        out.print(f"not part of what was said: {shown}{more}", style="dim")


def _turn_lines(turns: Sequence[Turn], width: int) -> Iterator[Text]:
    """Yield a line for each turn, cut to the width of the terminal."""
    header = ("turn", "kind", "speaker", "how known", "words", "[as printed] begins")
    yield from _table([header, *(_turn_row(position, turn) for position, turn in enumerate(turns))], width)


def _table(rows: Sequence[tuple[str, ...]], width: int) -> Iterator[Text]:
    """Yield lines with columns, of which the last takes what room is left."""
    widest = _WIDEST_CELL if width < _ENDLESS else width
    widths = [min(widest, max(len(row[column]) for row in rows)) for column in range(len(rows[0]) - 1)]
    for number, row in enumerate(rows):
        cells = [_fitted(cell, room) for cell, room in zip(row, widths, strict=False)]
        line = Text("  ".join([*cells, row[-1]]), style="" if number else "bold", no_wrap=True)
        line.truncate(width, overflow="ellipsis")
        yield line


def _turn_row(position: int, turn: Turn) -> tuple[str, ...]:
    begins = turn.text.replace("\n", " ")[:200]
    words = str(len(turn.text.split()))
    if turn.as_printed and turn.as_printed != turn.speaker:
        begins = f"[{turn.as_printed}] {begins}"
    return (str(position), turn.kind.value, turn.speaker or "—", turn.attribution.value, words, begins)


def _fitted(cell: str, width: int) -> str:
    return (cell if len(cell) <= width else cell[: width - 1] + "…").ljust(width)


_UNNAMED = {
    "speech": "unknown speakers",
    "question": "questions from unnamed persons",
    "narration": "narration",
    "stage": "stage directions",
}
"""What to call turns of each kind that nobody is named for."""


def print_speakers(out: Console, speakers: Sequence[Speaker], unnamed: Mapping[Kind, tuple[int, int]]) -> None:
    """Print who speaks, most turns first, each with its roles and other names; then what has no speaker."""
    header = ("speaker", "turns", "words", "transcripts", "how known")
    ordered = sorted(speakers, key=lambda each: (-each.turns, each.name))
    lines = _table([header, *map(_speaker_row, ordered)], out.width)
    out.print(next(lines))
    for speaker, line in zip(ordered, lines, strict=True):
        out.print(line)
        rules = dict(speaker.joined)
        if speaker.roles:
            print_indented(out, Text(f"roles: {'; '.join(speaker.roles)}", style="dim"))
        for alias in speaker.aliases:
            if alias != speaker.name:
                rule = f" ({rules[alias]})" if alias in rules else ""
                print_indented(out, Text(f"also {alias}{rule}", style="dim"))
    if not speakers:
        out.print("nobody is named")
    for kind, (turns, words) in unnamed.items():
        out.print(f"{_UNNAMED[kind.value]}: {_count(turns, 'turn')}, {_count(words, 'word')}")


def _speaker_row(speaker: Speaker) -> tuple[str, ...]:
    how = ", ".join(f"{each.value} {turns:,}" for each, turns in speaker.attributions)
    return (speaker.name, f"{speaker.turns:,}", f"{speaker.words:,}", f"{speaker.transcripts:,}", how)


def print_report(out: Console, report: BuildReport) -> None:
    """Print what a build did, what it skipped and why."""
    from index.speakers_file import NAME  # here, since an answer does not need it

    counts = (
        f"{len(getattr(report, name))} {name}" for name in ("added", "changed", "removed", "unchanged", "skipped")
    )
    out.print(f"{report.index}: {', '.join(counts)}")
    if report.speakers_file:
        out.print(f"{NAME}: {report.speakers_file}")
    out.print(f"{_count(report.transcripts, 'transcript')}, {_count(report.passages, 'passage')}; {_embedding(report)}")
    _print_some(out, [f"skipped {each.path}: {each.reason}" for each in report.skipped], "red")
    _print_some(
        out,
        [f"warning: {f'{each.path}: ' if each.path else ''}{each.text}" for each in report.warnings],
        "yellow",
    )


def _embedding(report: BuildReport) -> str:
    if not report.embedded and not report.reused:
        return f"nothing to embed ({report.seconds:.1f} s)"
    reused = f", {report.reused:,} reused" if report.reused else ""
    return f"{_count(report.embedded, 'passage')} embedded{reused} ({report.seconds:.1f} s)"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _print_some(out: Console, lines: Iterable[str], style: str) -> None:
    listed = list(lines)
    for line in listed[: 5 * _MANY]:
        out.print(line, style=style)
    if len(listed) > 5 * _MANY:
        out.print(f"… and {len(listed) - 5 * _MANY:,} more like these", style=style)
