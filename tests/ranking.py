"""What the tests of ranking share: a small index with the fake embedder, and a question as that index sees it."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from helpers import opened, write_files

from index import build
from index.embedders import HashedWordsEmbedder
from index.generations import SealedGeneration
from index.records import Conditions
from search import SpeechSearch
from search.retrieve import Asked, retrieve
from search.speaker_words import SpeakerWords
from search.understand import understand

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from index.records import Passage
    from search.retrieve import Retrieved

    Said = tuple[str | None, str]
    """A speaker and what they say."""


def indexed(folder: Path, transcripts: Mapping[str, Sequence[Said]], **head: str) -> Path:
    """Build an index over transcripts, each a list of turns; ``head`` is what all of them say of themselves."""
    files = {
        f"{name}.json": json.dumps({**head, "turns": [{"speaker": who, "text": text} for who, text in turns]})
        for name, turns in transcripts.items()
    }
    build([write_files(folder / "src", files)], folder / "i.index", embedder=HashedWordsEmbedder())
    return folder / "i.index"


def engine_over(folder: Path, transcripts: Mapping[str, Sequence[Said]], **head: str) -> SpeechSearch:
    """Return the engine over such an index."""
    return SpeechSearch.open(indexed(folder, transcripts, **head), embedder=HashedWordsEmbedder())


@contextmanager
def reading(index: Path) -> Iterator[SealedGeneration]:
    """Open the current generation of an index folder, and close it again."""
    with opened(index) as generation:
        yield cast("SealedGeneration", generation)


def seen(
    generation: SealedGeneration,
    question: str,
    *,
    preferred_days: frozenset[str] = frozenset(),
    preferred_places: frozenset[str] = frozenset(),
) -> Asked:
    """Return a question as the index sees it, without names and dates being read in it."""
    query = understand(question)
    terms = generation.lexical.weights(query.topic)
    names = SpeakerWords(generation.store.voices_of_passages()).shares(terms)
    encoded = HashedWordsEmbedder().embed_query(query.text)
    return Asked(query, encoded, terms, names, preferred_days, preferred_places)


def found(generation: SealedGeneration, asked: Asked, where: Conditions | None = None) -> Retrieved:
    """Return what both arms find."""
    return retrieve(generation, asked, where or Conditions())


def in_order(generation: SealedGeneration) -> list[Passage]:
    """Return the passages that have rows of the representations, in the order of these."""
    ids = generation.representations.ids.tolist()
    held = generation.store.passages(ids)
    return [held[each] for each in ids]


def row_of(generation: SealedGeneration, text: str) -> int:
    """Return the row of the passage with this text."""
    return [each.text for each in in_order(generation)].index(text)


def unit(text: str) -> NDArray[np.float32]:
    """Return the fake embedder's vector of a text."""
    return HashedWordsEmbedder().embed_documents([text])[0]
