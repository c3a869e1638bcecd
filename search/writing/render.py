"""What a language model wrote as text for a terminal, sentence by sentence while it writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.text import Text

from search.render import who_when_where
from search.writing.written import WrittenSentence, removed_line

if TYPE_CHECKING:
    from rich.console import Console

    from search.writing import Writing

_ABOUT = "quotes and numbers were compared with the passages cited, the rest was not"
_INDENT, _DEEPER = (0, 0, 0, 2), (0, 0, 0, 4)


def print_writing(out: Console, writing: Writing) -> None:
    """Print sentences as they come, quotes in green, each passage where it is first cited; then what was removed."""
    out.print(Text(f"\nWritten by {writing.written.model}; {_ABOUT}:", style="dim"))
    told: set[int] = set()
    for sentence in writing:
        if isinstance(sentence, WrittenSentence):
            _print_sentence(out, sentence, told)
    written = writing.written
    removed = removed_line(written.removed)
    for line, style in ((removed, "yellow"), (written.note, "dim")):
        if line:
            out.print(Padding(Text(line, style=style), _INDENT, expand=False))


def _print_sentence(out: Console, sentence: WrittenSentence, told: set[int]) -> None:
    text = Text(sentence.text)
    for quote in sentence.quotes:
        text.stylize("green", quote.start - 1, quote.end + 1)
    out.print(Padding(text, _INDENT, expand=False))
    for source in sentence.sources:
        if source.key not in told:
            told.add(source.key)
            about = f"[{source.key}] {who_when_where(source.passage, source.transcript)}"
            out.print(Padding(Text(about, style="dim"), _DEEPER, expand=False))
