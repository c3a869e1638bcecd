"""What the embedder needs of a model: the TextModel protocol, and what it gives of a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    Rows = NDArray[np.float32]


class TextVectors(NamedTuple):
    """What a model makes of one text; special tokens, and those of a prompt, have no row."""

    vector: Rows
    """(d,), of any length."""
    rows: Rows
    """(t, d) vectors of the text's tokens."""
    spans: NDArray[np.int32]
    """(t, 2) half-open spans of the tokens in the text, in code points."""


class TextModel(Protocol):
    """A model that reads texts; may be shared between threads."""

    @property
    def dim(self) -> int:
        """Length of a vector."""

    @property
    def prompts(self) -> Mapping[str, str]:
        """What is put before a text, by the names that the model has for it; "" stands for all texts."""

    @property
    def cut(self) -> int:
        """How many documents so far were longer than what it heeds."""

    def question(self, text: str, prompt: str) -> TextVectors:
        """Return what it makes of a question."""

    def documents(
        self, texts: Sequence[str], prompt: str, *, tokens: bool
    ) -> Iterator[tuple[Sequence[int], Sequence[TextVectors]]]:
        """Yield documents a batch at a time: their places among the texts, and what it makes of each.

        Rows are those of tokens in content words only, and none at all where ``tokens`` is not set.
        """


def mean_vector(rows: Rows) -> Rows:
    """Return the (d,) unit mean of token vectors."""
    mean = rows.mean(axis=0)
    return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-12), np.float32)


def no_tokens(vector: Rows, width: int) -> TextVectors:
    """Return a text's vector without any tokens."""
    return TextVectors(vector, np.zeros((0, width), np.float32), np.zeros((0, 2), np.int32))
