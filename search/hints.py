"""What a person could write to mend what parsing could not tell."""

from __future__ import annotations

from collections import Counter
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from index.headings import announces_speech, heading_name
from index.labels import is_answerer
from index.records import Kind
from index.sidecar import sidecar_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from index.documents import Parsed
    from index.records import Transcript


def hints(parsed: Parsed) -> list[str]:
    """Return a line for each thing that a word in the head, in a sidecar or in speakers.toml would mend."""
    sidecar = sidecar_of(PurePosixPath(parsed.source.path)).name
    several = len(parsed.transcripts) > 1
    found = [(each, line) for each in parsed.transcripts for line in _unnamed_answers(each, sidecar)]
    found += [(each, line) for each in parsed.transcripts for line in _unread_headings(each, parsed.dropped, sidecar)]
    return [f"{transcript.id}: {line}" if several else line for transcript, line in found]


def _unread_headings(transcript: Transcript, dropped: Sequence[str], sidecar: str) -> Iterator[str]:
    """Yield a line for each heading such as "Speech by the children" that does not tell who speaks below it."""
    nobody = all(turn.speaker is None for turn in transcript.turns)
    unknown = [turn for turn in transcript.turns if turn.speaker is None and turn.kind is Kind.SPEECH]
    if not nobody and all(turn.as_printed for turn in unknown):
        return
    lines = [turn.text.partition("\n")[0] for turn in transcript.turns if turn.kind is Kind.NARRATION]
    title = [transcript.title] if transcript.title and nobody else []
    for heading in dict.fromkeys((*title, *dropped, *lines)):
        if announces_speech(heading) and heading_name(heading) is None:
            yield (
                f"the heading “{heading}” names nobody that could be told to speak below it; if one person speaks "
                f'throughout, write speaker = "NAME" in {sidecar}, or speaker: NAME in the head'
            )


def _unnamed_answers(transcript: Transcript, sidecar: str) -> Iterator[str]:
    """Yield a line for each label that says no more than that somebody answers."""
    labels = Counter(
        turn.as_printed
        for turn in transcript.turns
        if turn.kind is Kind.SPEECH and turn.speaker is None and turn.as_printed and is_answerer(turn.as_printed)
    )
    named = {turn.speaker for turn in transcript.turns if turn.speaker}
    for label, turns in labels.items():
        have = "1 turn labelled “{}” has" if turns == 1 else f"{turns:,} turns labelled “{{}}” have"
        if len(named) > 1:
            mend = "tell who answers turn by turn in speakers.toml, as a [[correction]] each"
        else:
            mend = (
                f'if one person answers throughout, write speaker = "NAME" in {sidecar}, or speaker: NAME in the head'
            )
        yield f"{have.format(label)} no name; {mend}"
