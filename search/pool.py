"""The candidates of both arms, each with its neighbours in the transcript.

In talk, neighbours carry the topic: what is asked about is named once and then discussed. Their scores cost little,
since what the index keeps of them are the rows next to a passage's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from search.matched import Matched

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.generations import SealedGeneration
    from index.representations import Representations
    from search.retrieve import Asked

    Rows = NDArray[np.int64]
    Values = NDArray[np.float32]

REACH = 8
"""Neighbours on each side whose words count."""
NEAR = 2
"""Neighbours on each side whose vectors count: a vector blurs faster than a word."""
_OFFSETS = np.arange(-REACH, REACH + 1)
OWN = REACH
"""The place of a candidate in its own window."""


@dataclass(frozen=True, slots=True)
class Window:
    """m candidates, and around each the w passages that stand near it in the transcript, itself in the middle."""

    around: Rows
    """(m, w) rows; where there is none, the candidate's own."""
    held: NDArray[np.bool_]
    """(m, w) whether there is a passage of the same transcript at this place."""
    same_turn: NDArray[np.bool_]
    """(m, w) whether it is of the same turn."""


@dataclass(frozen=True, slots=True)
class Pool:
    """The candidates with the scores of all passages in their windows; 0 where none is held."""

    rows: Rows
    """(m,) rows of the representations."""
    window: Window
    dense: Values
    """(m, 2 · NEAR + 1) cosine with the question."""
    words: Values
    """(m, w) BM25 score of the passage's own words, as a share of what could be reached."""
    named: Values
    """(m, w) share of the question's words that stand in the speaker's name, weighted by idf."""

    def __len__(self) -> int:
        return len(self.rows)


def pool_of(generation: SealedGeneration, rows: Rows, asked: Asked) -> Pool:
    """Return a pool of these rows, with exact scores for all passages in their windows."""
    representations = generation.representations
    window = window_of(representations, rows)
    unique, place = np.unique(window.around, return_inverse=True)
    place = place.reshape(window.around.shape)
    near = slice(OWN - NEAR, OWN + NEAR + 1)
    close, close_place = np.unique(window.around[:, near], return_inverse=True)
    dense = np.asarray(representations.vectors[close], np.float32) @ asked.encoded.vector
    words = Matched(representations, unique, asked.terms).bm25()
    named = asked.named[representations.speakers[unique]]
    return Pool(
        rows,
        window,
        dense[close_place.reshape(len(rows), 2 * NEAR + 1)] * window.held[:, near],
        words[place] * window.held,
        named[place] * window.held,
    )


def window_of(representations: Representations, rows: Rows, reach: int = REACH) -> Window:
    """Return what stands near each of these rows."""
    offsets = _OFFSETS[OWN - reach : OWN + reach + 1]
    around = rows[:, None] + offsets[None]
    inside = (around >= 0) & (around < len(representations))
    around = np.where(inside, around, rows[:, None])
    transcripts, turns = representations.transcripts, representations.turns
    held = inside & (transcripts[around] == transcripts[rows][:, None])
    same_turn = held & (turns[around] == turns[rows][:, None])
    return Window(np.where(held, around, rows[:, None]), held, same_turn)
