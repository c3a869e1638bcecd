"""Texts as word pieces in one flat array, with where each piece stands in its text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from search.training.examples import Examples

    Numbers = NDArray[np.int64]

_BATCH = 20_000


@dataclass(frozen=True, slots=True)
class Flat:
    """Word pieces of many texts, one after the other."""

    ids: NDArray[np.int32]
    """(t,) of all texts."""
    first: Numbers
    """(n + 1,) where each text begins in them, and the end of the last."""
    spans: NDArray[np.int32]
    """(t, 2) half-open offsets in the text."""

    @property
    def lengths(self) -> Numbers:
        """(n,) how many pieces each text has."""
        return np.diff(self.first)


@dataclass(frozen=True, slots=True)
class TokenizedExamples:
    """The texts of examples, numbered as they are there."""

    passages: Flat
    questions: Flat
    altered: Flat
    """Altered questions of all questions, one after the other."""
    first_altered: Numbers
    """(q + 1,) where those of each question begin."""
    speakers: Flat
    """"Name:" of each speaker; the first is empty."""
    speaker: Numbers
    """(p,) who speaks each passage; 0 is nobody."""


class WordPieces:
    """The tokenizer of a model folder, without special tokens and without cutting."""

    def __init__(self, file: Path) -> None:
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str(file))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

    def flat(self, texts: Sequence[str]) -> Flat:
        """Return the word pieces of texts."""
        ids, spans, lengths = [np.zeros(0, np.int32)], [np.zeros((0, 2), np.int32)], [0]
        for start in range(0, len(texts), _BATCH):
            for each in self._tokenizer.encode_batch(list(texts[start : start + _BATCH]), add_special_tokens=False):
                ids.append(np.array(each.ids, np.int32))
                spans.append(np.array(each.offsets, np.int32).reshape(-1, 2))
                lengths.append(len(each.ids))
        return Flat(np.concatenate(ids), np.cumsum(lengths, dtype=np.int64), np.concatenate(spans))


def tokenized(examples: Examples, pieces: WordPieces) -> TokenizedExamples:
    """Return the word pieces of everything that examples hold."""
    speakers = ["", *dict.fromkeys(each.speaker for each in examples.passages if each.speaker)]
    place = {name: n for n, name in enumerate(speakers)}
    counts = [len(each.altered) for each in examples.questions]
    return TokenizedExamples(
        pieces.flat([each.text for each in examples.passages]),
        pieces.flat([each.text for each in examples.questions]),
        pieces.flat([text for each in examples.questions for text in each.altered]),
        np.cumsum([0, *counts], dtype=np.int64),
        pieces.flat([f"{name}:" if name else "" for name in speakers]),
        np.array([place[each.speaker or ""] for each in examples.passages], np.int64),
    )
