"""A speaker's profile: who that is, when and of what they speak, and what they said last."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.errors import UnknownSpeakerError
from index.near import did_you_mean, nearest
from index.records import Conditions, Reach
from index.representations import word_hashes
from index.words import exact_words, raw_words, stems
from search.distinctive import too_common, weighed_odds

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from index.generations import SealedGeneration
    from index.records import Passage, Speaker, TranscriptHead
    from index.representations import Representations
    from search.opened import Opened

    Rows = NDArray[np.int64]
    Hashes = NDArray[np.uint32]

TOPICS = 12
RECENT = 5
MOST_PASSAGES = 20_000
"""Of a speaker, whose words are counted: of more, these are taken evenly from first to last."""
MIN_TIMES = 3
"""How often a speaker must say a word for it to be a topic of theirs."""
_LOOKED_AT = 8 * TOPICS
"""Candidates that are spelt out, of which the common words and the names fall away."""
_READ_EACH = 3
"""Passages that are read to learn how a candidate is spelt."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A word that one speaker uses more than all the others do."""

    word: str
    """As this speaker's passages mostly print it."""
    times: int
    """How often it, or another form of it, stands in the passages that were counted."""
    z: float
    """How many standard errors its log-odds are above those of the others."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What an index tells of one speaker."""

    speaker: Speaker
    first: dt.date | None
    last: dt.date | None
    """The first and the last day; None when all that they say is undated."""
    topics: tuple[Topic, ...]
    """The most distinctive first; empty where there is too little to tell, and where nobody else speaks."""
    recent: tuple[tuple[Passage, TranscriptHead], ...]
    """The weightiest passage in each of the newest transcripts, newest first, undated ones last."""


def profile(opened: Opened, name: str) -> Profile:
    """Return the profile of the speaker of this canonical name.

    It takes about 0.2 s over 297,071 passages, and once for each generation 0.4 s to count all words.

    Raises:
        UnknownSpeakerError: There is none; ``.near`` lists the names that are close.
    """
    generation = opened.generation
    speakers = generation.store.speakers()
    found = next((each for each in speakers if each.name == name), None)
    if found is None:
        near = nearest(name, [each.name for each in speakers])
        raise UnknownSpeakerError(f"no speaker is called {name!r}{did_you_mean(near, 'speakers', len(speakers))}", near)
    first, last = generation.store.days_of_speakers().get(name, (None, None))
    rows = _rows_of(generation, name)
    topics = _topics(generation, found, rows, opened.words_in_all)
    return Profile(found, first, last, topics, _recent(generation, name, rows))


def _rows_of(generation: SealedGeneration, name: str) -> Rows:
    """Return the rows of a speaker's passages, in their order."""
    voices = generation.store.voices_of_passages()
    number = voices.index(name) if name in voices else len(voices)
    return np.flatnonzero(generation.representations.speakers == number)


def _recent(generation: SealedGeneration, name: str, rows: Rows) -> tuple[tuple[Passage, TranscriptHead], ...]:
    """Return a passage of each of the newest transcripts; of those found by meaning, if there are any."""
    store, representations = generation.store, generation.representations
    if not len(rows):
        held = store.passages(store.ids(Conditions(speakers=frozenset([name])))[:RECENT].tolist())
        heads = {head.id: head for head in store.heads_of({each.transcript_id for each in held.values()})}
        return tuple((each, heads[each.transcript_id]) for each in held.values())
    numbered = store.heads(reach=Reach.MEANING)
    numbers, first = np.unique(representations.transcripts[rows], return_index=True)
    newest = sorted(range(len(numbers)), key=lambda at: _age(numbered[numbers[at]]), reverse=True)[:RECENT]
    ends = [*first.tolist(), len(rows)]
    ids = [_weightiest(representations, rows[ends[at] : ends[at + 1]]) for at in newest]
    passages = store.passages(ids)
    return tuple((passages[each], numbered[numbers[at]]) for each, at in zip(ids, newest, strict=True))


def _weightiest(representations: Representations, rows: Rows) -> int:
    """Return the id of the passage with most content words, not "Thank you, Mr Chairman."; the first of several."""
    lengths = representations.word_first[rows + 1] - representations.word_first[rows]
    return int(representations.ids[rows[int(np.argmax(lengths))]])


def _age(head: TranscriptHead) -> tuple[bool, int, str]:
    return head.date is not None, head.date.toordinal() if head.date else 0, head.id


def _topics(
    generation: SealedGeneration, speaker: Speaker, rows: Rows, in_all: tuple[Hashes, NDArray[np.int64]]
) -> tuple[Topic, ...]:
    """Return a speaker's most distinctive words."""
    representations = generation.representations
    if len(rows) > MOST_PASSAGES:
        rows = rows[np.linspace(0, len(rows) - 1, MOST_PASSAGES).astype(np.int64)]
    said, at = _words_of(representations, rows)
    words, times = np.unique(said, return_counts=True)
    z = weighed_odds(times, in_all[1][np.searchsorted(in_all[0], words)], total=int(in_all[1].sum()))
    often = np.flatnonzero((times >= MIN_TIMES) & (z > 0))
    best = often[np.argsort(-z[often], kind="stable")][:_LOOKED_AT]
    spelt = _spelt(generation, words[best], said, at)
    own = {stem for name in (speaker.name, *speaker.aliases, *speaker.roles) for stem in exact_words(name)}
    found = ((spelt.get(int(words[each]), ""), each) for each in best.tolist())
    kept = [Topic(word, int(times[each]), float(z[each])) for word, each in found if _tells(word, own)]
    return tuple(kept[:TOPICS])


def _tells(word: str, own: set[str]) -> bool:
    folded = exact_words(word)
    return bool(folded) and not too_common(folded[0]) and own.isdisjoint(folded) and not word.isdigit()


def _words_of(representations: Representations, rows: Rows) -> tuple[Hashes, Rows]:
    """Return the hashes of all content words of some passages, and the row of the passage that each stands in."""
    first, after = representations.word_first[rows], representations.word_first[rows + 1]
    lengths = after - first
    starts = np.repeat(first - np.concatenate([[0], np.cumsum(lengths)[:-1]]), lengths)
    return representations.words[starts + np.arange(len(starts))], np.repeat(rows, lengths)


def _spelt(generation: SealedGeneration, words: Hashes, said: Hashes, at: Rows) -> Mapping[int, str]:
    """Return how words, given as hashes of their stems, are mostly printed in the passages where they first stand."""
    rows = {row for word in words.tolist() for row in dict.fromkeys(at[said == word][: 4 * _READ_EACH].tolist())}
    ids = generation.representations.ids[sorted(rows)].tolist()
    passages = generation.store.passages(ids)
    heads = generation.store.heads_of({each.transcript_id for each in passages.values()})
    languages = {head.id: head.language for head in heads}
    forms: Counter[tuple[int, str]] = Counter()
    for each in passages.values():
        forms.update(_forms(raw_words(each.text), languages[each.transcript_id]))
    wanted = set(words.tolist())
    found: dict[int, str] = {}
    for stem, form in sorted(forms, key=lambda each: (-forms[each], each[1][0].isupper(), each[1])):
        if stem in wanted:
            found.setdefault(stem, form)
    return found


def _forms(words: Iterable[str], language: str | None) -> list[tuple[int, str]]:
    """Return each word with the hash of its stem."""
    listed: Sequence[tuple[str, list[str]]] = [(word, stems(word, language)) for word in words]
    return [(int(word_hashes(each)[0]), word) for word, each in listed if each]
