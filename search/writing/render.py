"""What a language model wrote as text for a terminal, sentence by sentence while it writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from search.render import print_indented, who_when_where
from search.writing.written import WrittenSentence, removed_line

if TYPE_CHECKING:
    from rich.console import Console

    from search.writing import Writing

_ABOUT = "quotes and numbers were compared with the passages cited, the rest was not"
_DEEPER = 4


def print_writing(out: Console, writing: Writing) -> None:
    """Print sentences as they come, quotes in green, each passage where it is first cited; then what was removed.

    Where nothing came, there is nothing to be headed, and of a failure the caller tells.
    """
    told: set[int] = set()
    for number, sentence in enumerate(writing):
        if number == 0:
            out.print(Text(f"\nWritten by {writing.written.model}; {_ABOUT}:", style="dim"))
        if isinstance(sentence, WrittenSentence):
            _print_sentence(out, sentence, told)
    written = writing.written
    note = None if written.failed and written.empty else written.note
    for line, style in ((removed_line(written.removed), "yellow"), (note, "dim")):
        if line:
            print_indented(out, Text(line, style=style))


def _print_sentence(out: Console, sentence: WrittenSentence, told: set[int]) -> None:
    text = Text(sentence.text)
    for quote in sentence.quotes:
        text.stylize("green", quote.start - 1, quote.end + 1)
    print_indented(out, text)
    for source in sentence.sources:
        if source.key not in told:
            told.add(source.key)
            about = f"[{source.key}] {who_when_where(source.passage, source.transcript)}"
            print_indented(out, Text(about, style="dim"), _DEEPER)
