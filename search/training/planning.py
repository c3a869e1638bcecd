"""What the reader is shown: for each question one passage that answers, some that do not, and what it should refuse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from search.training.examples import sentences
from search.training.pairs import NOTHING, SOMEWHERE, Pairs, joined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from search.training.examples import Examples
    from search.training.mining import Mined
    from search.training.pairs import PairReader
    from search.training.tokens import Numbers, TokenizedExamples

NEGATIVES = 3
"""Passages that do not answer, beside the one that does."""
LIST = 1 + NEGATIVES
REPEATED = {"qmsum": 2, "kremlin": 2}
"""Sets whose questions are asked more than once in an epoch."""
_CUT = 0.35
"""How often the passage is also shown without the sentence that answers."""
_NAMED = 0.2
"""How often a passage of prose is given a speaker, so that answers are found behind a name too."""
_UNNAMED = 0.15
"""How often a passage of talk loses its speaker."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The pairs of one step: LIST for each question, the one that answers first, then those to be refused."""

    pairs: Pairs
    questions: int
    certain: NDArray[np.bool_]
    """(n,) whether it is marked where the question is answered, not only in which passage."""


class Plan:
    """Draws what an epoch shows, from a seed and the epoch's number alone."""

    def __init__(
        self,
        examples: Examples,
        tokens: TokenizedExamples,
        mined: Mined,
        reader: PairReader,
        questions: Numbers,
        seed: int,
    ) -> None:
        sets = [examples.questions[n].set for n in questions.tolist()]
        self._questions = np.repeat(questions, [REPEATED.get(each, 1) for each in sets])
        self._tokens, self._reader, self._seed = tokens, reader, seed
        self._negatives = mined.negatives.astype(np.int64)
        counts = [len(each.gold) for each in examples.questions]
        self._gold = np.array([n for each in examples.questions for n in each.gold], np.int64)
        self._first_gold = np.cumsum([0, *counts], dtype=np.int64)
        self._marks = marked(examples, tokens)
        self._holes = _answering_sentences(examples, tokens, self._marks)
        self._asked = len(examples.questions)

    def __len__(self) -> int:
        return len(self._questions)

    def epoch(self, number: int, questions_per_step: int) -> Iterator[Shown]:
        """Yield the steps of an epoch."""
        rng = np.random.default_rng([self._seed, number])
        asked = rng.permutation(self._questions)
        lists, altered, cut = self._lists(asked, rng), self._altered(asked, rng), self._cut(asked, rng)
        everything = joined([lists, altered, cut])
        total = len(asked)
        usable_altered = np.diff(self._tokens.first_altered)[asked] > 0
        usable_cut = (cut.hole_length > 0) & (rng.random(total) < _CUT)
        certain = np.concatenate([np.repeat(self._marks[asked, 0] >= 0, LIST), np.ones(2 * total, bool)])
        for start in range(0, total - questions_per_step + 1, questions_per_step):
            these = np.arange(start, start + questions_per_step)
            refused = [
                (LIST + 0) * total + these[usable_altered[these]],
                (LIST + 1) * total + these[usable_cut[these]],
            ]
            which = np.concatenate([np.arange(LIST * start, LIST * (start + questions_per_step)), *refused])
            yield Shown(everything.take(which), questions_per_step, certain[which])

    def _lists(self, asked: Numbers, rng: np.random.Generator) -> Pairs:
        counts = np.diff(self._first_gold)[asked]
        gold = self._gold[self._first_gold[asked] + (rng.random(len(asked)) * counts).astype(np.int64)]
        drawn = rng.random((len(asked), self._negatives.shape[1])).argsort(axis=1)[:, :NEGATIVES]
        wrong = np.take_along_axis(self._negatives[asked], drawn, axis=1)
        passages = np.concatenate([gold[:, None], wrong], axis=1).ravel()
        marks = np.full((len(asked), LIST, 2), NOTHING, np.int64)
        marks[:, 0] = self._marks[asked]
        first, last = marks.reshape(-1, 2).T
        return self._windows(np.repeat(asked, LIST), passages, first, last, rng)

    def _altered(self, asked: Numbers, rng: np.random.Generator) -> Pairs:
        counts = np.diff(self._tokens.first_altered)[asked]
        drawn = (rng.random(len(asked)) * np.maximum(counts, 1)).astype(np.int64)
        last = max(len(self._tokens.altered.first) - 2, 0)
        question = self._asked + np.minimum(self._tokens.first_altered[asked] + drawn, last)
        question = np.where(counts > 0, question, asked)
        nothing = np.full(len(asked), NOTHING)
        return self._windows(question, self._gold[self._first_gold[asked]], nothing, nothing, rng)

    def _cut(self, asked: Numbers, rng: np.random.Generator) -> Pairs:
        nothing = np.full(len(asked), NOTHING)
        passages = self._gold[self._first_gold[asked]]
        pairs = self._windows(asked, passages, nothing, nothing, rng)
        hole, length = self._holes[asked].T
        whole = pairs.length == self._reader.passage_length[passages]
        length = np.where(whole, length, 0)
        return Pairs(
            pairs.question, pairs.speaker, passages, pairs.start, pairs.length - length, hole, length, nothing, nothing
        )

    def _windows(
        self, question: Numbers, passage: Numbers, first: Numbers, last: Numbers, rng: np.random.Generator
    ) -> Pairs:
        """Return pairs whose windows hold what answers, and lie anywhere else."""
        speaker = self._speakers(passage, rng)
        full = self._reader.passage_length[passage]
        length = np.minimum(full, self._reader.room(question, speaker))
        lowest = np.maximum(np.where(last >= 0, last - length + 1, 0), 0)
        highest = np.where(first >= 0, np.minimum(first, full - length), full - length)
        start = lowest + (rng.random(len(passage)) * (np.maximum(highest - lowest, 0) + 1)).astype(np.int64)
        nowhere = np.full(len(passage), 1 << 40)
        return Pairs(question, speaker, passage, start, length, nowhere, np.zeros_like(start), first, last)

    def _speakers(self, passage: Numbers, rng: np.random.Generator) -> Numbers:
        speaker = self._tokens.speaker[passage]
        known = len(self._tokens.speakers.lengths)
        chance, other = rng.random(len(passage)), rng.integers(0, known, len(passage))
        return np.where(speaker == 0, np.where(chance < _NAMED, other, 0), np.where(chance < _UNNAMED, 0, speaker))


def marked(examples: Examples, tokens: TokenizedExamples) -> Numbers:
    """Return (q, 2) first and last token of the answer in the first gold passage; SOMEWHERE where none is marked."""
    marks = np.full((len(examples.questions), 2), SOMEWHERE, np.int64)
    flat = tokens.passages
    for n, each in enumerate(examples.questions):
        if each.impossible:
            marks[n] = NOTHING
        elif each.spans:
            passage, start, end = each.spans[0]
            spans = flat.spans[flat.first[passage] : flat.first[passage + 1]]
            first = int(np.searchsorted(spans[:, 1], start, side="right"))
            last = int(np.searchsorted(spans[:, 0], end, side="left")) - 1
            if first <= last:
                marks[n] = first, last
    return marks


def _answering_sentences(examples: Examples, tokens: TokenizedExamples, marks: Numbers) -> Numbers:
    """Return (q, 2) the sentence without which a passage does not answer, as first token and count; else 0, 0."""
    holes = np.zeros((len(examples.questions), 2), np.int64)
    flat = tokens.passages
    for n, each in enumerate(examples.questions):
        if marks[n, 0] < 0 or not each.spans:
            continue
        passage, start, end = each.spans[0]
        text = examples.passages[passage].text
        if text.count(text[start:end]) > 1:
            continue
        starts = flat.spans[flat.first[passage] : flat.first[passage + 1], 0]
        for left, right in sentences(examples.passages[passage]):
            if left <= start and end <= right:
                first, last = (int(place) for place in np.searchsorted(starts, (left, right)))
                if last - first < len(starts):
                    holes[n] = first, last - first
    return holes
