"""Questions to start with, drawn from the index itself.

A topic is an adjective and a noun that stand side by side more than once in what one speaker says ("regional
development"): told by their endings, which needs no model, so that the page need not wait for one. A question made
of a speaker and a topic of theirs finds its passages by both arms.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from index import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from index import Passage
    from search import SpeechSearch

COUNT = 4
MIN_TIMES = 2
_READ_TRANSCRIPTS = 25
_LANGUAGE = "en"
_TOPIC = re.compile(
    r"(?=\b("
    r"[a-z]{3,}(?:al|ic|ive|ian|ean|ary|ory|ous)"
    r" "
    r"[a-z]{3,}(?:tions?|sions?|ments?|ity|ities|ances?|ences?|ships?|omy|omies|ogy|ogies|ism|acy|ure|ures|ics|ers|ors)"
    r")\b)"
)
"""Looked ahead, so that overlapping pairs are found."""
_SPEAKER = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*\.?(?: [^\W\d_]+(?:[-’'][^\W\d_]+)*\.?){0,5}")
"""Letters, hyphens, initials: a button's label is read as Markdown, and such a name holds none."""


def examples(engine: SpeechSearch) -> list[str]:
    """Return up to COUNT questions, of different speakers where there are such, newest transcripts first."""
    heads = [head for head in engine.transcripts() if head.language == _LANGUAGE]
    heads.sort(key=lambda head: (head.date is not None, head.date or 0, head.id), reverse=True)
    said = (each for head in heads[:_READ_TRANSCRIPTS] for each in engine.passages_of(head.id))
    return [f"What did {speaker} say about {topic}?" for speaker, topic in _varied(_topics(said))]


def _topics(passages: Iterable[Passage]) -> Iterator[tuple[str, str]]:
    """Yield (speaker, topic), the most frequent first."""
    times: Counter[tuple[str, str]] = Counter()
    for passage in passages:
        if passage.kind is Kind.SPEECH and passage.speaker and _SPEAKER.fullmatch(passage.speaker):
            times.update((passage.speaker, topic) for topic in _TOPIC.findall(passage.text))
    ranked = sorted(times, key=lambda each: (-times[each], each))
    return (each for each in ranked if times[each] >= MIN_TIMES)


def _varied(topics: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Take COUNT topics, no word of a topic twice, going round the speakers."""
    words: set[str] = set()
    by_speaker: dict[str, list[str]] = {}
    for speaker, topic in topics:
        if words.isdisjoint(topic.split()):
            words.update(topic.split())
            by_speaker.setdefault(speaker, []).append(topic)
    rounds = [(turn, speaker, topic) for speaker, own in by_speaker.items() for turn, topic in enumerate(own)]
    return [(speaker, topic) for _, speaker, topic in sorted(rounds, key=lambda each: each[0])[:COUNT]]
