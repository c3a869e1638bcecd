"""Pairs of a question and a window of a passage, and how they become the reader's input."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import torch

if TYPE_CHECKING:
    from search.training.tokens import Flat, Numbers, TokenizedExamples

MAX_TOKENS = 320
"""Of a pair, special tokens included."""
MAX_QUESTION = 64
"""Word pieces of a question that are read: the last ones, as it is there that a long turn asks."""
MAX_SPEAKER = 16
CLS, SEP = 101, 102
_SPECIAL = 3
_MULTIPLE = 8
"""Lengths are padded to a multiple of this, which attention on a graphics card wants."""

NOTHING = -1
"""In place of a token: the window holds no answer."""
SOMEWHERE = -2
"""The window answers, but nobody has marked where."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """n pairs; all fields are (n,) int64."""

    question: Numbers
    """Number of a question, or of an altered one after the last question."""
    speaker: Numbers
    passage: Numbers
    start: Numbers
    """The window's first token in the passage."""
    length: Numbers
    """Tokens of the window, those left out not counted."""
    hole: Numbers
    """The first of the tokens that are left out of the window, counted in the passage."""
    hole_length: Numbers
    first: Numbers
    """The answer's first token in the passage, or NOTHING, or SOMEWHERE."""
    last: Numbers
    """Its last token."""

    def __len__(self) -> int:
        return len(self.passage)

    def take(self, which: Numbers) -> Pairs:
        """Return some of them, in the order given."""
        return Pairs(*(getattr(self, each.name)[which] for each in fields(self)))


def joined(parts: list[Pairs]) -> Pairs:
    """Return pairs one after the other."""
    return Pairs(*(np.concatenate([getattr(part, each.name) for part in parts]) for each in fields(Pairs)))


class Batch(NamedTuple):
    """Pairs as the network takes them; (b, t), t a multiple of 8."""

    ids: torch.Tensor
    types: torch.Tensor
    held: torch.Tensor
    spanned: torch.Tensor
    targets: torch.Tensor
    """(b, 2) positions of the answer's first and last token; 0 for none, SOMEWHERE where nobody knows."""


class _Lookup:
    """Word pieces on the device."""

    def __init__(self, flat: Flat, device: torch.device) -> None:
        self.ids = torch.from_numpy(np.append(flat.ids, 0)).to(device)


class PairReader:
    """Makes batches by looking tokens up where they lie, so that no text is copied on the way."""

    def __init__(self, tokens: TokenizedExamples, device: torch.device) -> None:
        self._device = device
        self._passages, self._speakers = _Lookup(tokens.passages, device), _Lookup(tokens.speakers, device)
        questions = np.concatenate([tokens.questions.ids, tokens.altered.ids, [0]]).astype(np.int32)
        self._questions = torch.from_numpy(questions).to(device)
        shifted = tokens.altered.first + len(tokens.questions.ids)
        ends = np.concatenate([tokens.questions.first[1:], shifted[1:]])
        lengths = np.concatenate([tokens.questions.lengths, tokens.altered.lengths])
        self._question_length = np.minimum(lengths, MAX_QUESTION)
        self._question_first = ends - self._question_length
        self._passage_first = tokens.passages.first[:-1]
        self.passage_length = tokens.passages.lengths
        self._speaker_first = tokens.speakers.first[:-1]
        self._speaker_length = np.minimum(tokens.speakers.lengths, MAX_SPEAKER)

    def room(self, question: Numbers, speaker: Numbers) -> Numbers:
        """Return how many tokens of a passage can be read beside a question and a speaker."""
        return np.asarray(MAX_TOKENS - _SPECIAL - self._question_length[question] - self._speaker_length[speaker])

    def lengths(self, pairs: Pairs) -> Numbers:
        """Return how many tokens each pair has."""
        before = self._question_length[pairs.question] + self._speaker_length[pairs.speaker]
        return np.asarray(before + pairs.length + _SPECIAL)

    def batch(self, pairs: Pairs) -> Batch:
        """Return pairs as the network takes them."""
        asked = self._question_length[pairs.question]
        named = self._speaker_length[pairs.speaker]
        text = 2 + asked + named
        longest = -(-int((text + pairs.length + 1).max()) // _MULTIPLE) * _MULTIPLE
        columns = {
            "asked": asked,
            "question": self._question_first[pairs.question] - 1,
            "speaker": self._speaker_first[pairs.speaker] - asked - 2,
            "text": text,
            "passage": self._passage_first[pairs.passage] + pairs.start - text,
            "hole": pairs.hole - pairs.start + text,
            "hole_length": pairs.hole_length,
            "end": text + pairs.length,
        }
        moved = torch.from_numpy(np.stack(list(columns.values()))).to(self._device, non_blocking=True)
        at = {name: moved[n][:, None] for n, name in enumerate(columns)}
        return self._assembled(at, torch.arange(longest, device=self._device)[None], self._targets(pairs, text))

    def _targets(self, pairs: Pairs, text: Numbers) -> torch.Tensor:
        marks = np.stack([pairs.first, pairs.last], axis=1)
        inside = marks - (pairs.start - text)[:, None]
        targets = np.where(marks >= 0, inside, np.where(marks == NOTHING, 0, SOMEWHERE))
        return torch.from_numpy(targets).to(self._device, non_blocking=True)

    def _assembled(self, at: dict[str, torch.Tensor], place: torch.Tensor, targets: torch.Tensor) -> Batch:
        in_text = (place >= at["text"]) & (place < at["end"])
        shift = torch.where(place >= at["hole"], at["hole_length"], 0)
        passage = self._passages.ids[torch.where(in_text, at["passage"] + place + shift, 0)]
        in_question = (place >= 1) & (place <= at["asked"])
        question = self._questions[torch.where(in_question, at["question"] + place, 0)]
        in_speaker = (place > at["asked"] + 1) & (place < at["text"])
        speaker = self._speakers.ids[torch.where(in_speaker, at["speaker"] + place, 0)]
        ids = torch.where(in_text, passage, torch.where(in_question, question, torch.where(in_speaker, speaker, 0)))
        ids = torch.where((place == at["asked"] + 1) | (place == at["end"]), SEP, ids)
        ids = torch.where(place == 0, CLS, ids)
        types = ((place > at["asked"] + 1) & (place <= at["end"])).long()
        return Batch(ids.long(), types, place <= at["end"], in_text | (place == 0), targets)
