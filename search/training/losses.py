"""What training makes small."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import torch
from torch.nn import functional

from search.training.pairs import SOMEWHERE
from search.training.planning import LIST

if TYPE_CHECKING:
    from search.training.network import Read

BINARY, ANSWERS, SPAN = 0.2, 1.0, 1.5
"""Weights beside that of the order, which is 1."""
_UNMARKED = 0.3
"""What a passage counts for the heads of answers where nobody has marked the answer itself."""
_NULL = 0.2
"""What a passage without an answer counts for the span, there being several for each that has one."""


class Losses(NamedTuple):
    """Means over a step, and their weighted sum."""

    total: torch.Tensor
    order: torch.Tensor
    binary: torch.Tensor
    answers: torch.Tensor
    span: torch.Tensor


def losses(
    relevance: torch.Tensor,
    answers: torch.Tensor,
    spans: torch.Tensor,
    targets: torch.Tensor,
    certain: torch.Tensor,
    questions: int,
) -> Losses:
    """Return the losses of a step.

    The passage that answers is to get the largest share of a softmax over its list (Cao et al., "Learning to rank: from
    pairwise approach to listwise approach", ICML 2007).

    Args:
        relevance: (n,) float32 for all pairs; the first ``questions * LIST`` are lists, the passage that answers first.
        answers: (n,) float32.
        spans: (n,) float32, what ``span_losses`` says of each pair.
        targets: (n, 2) positions of answers, as in a batch.
        certain: (n,) bool, whether the question's answer is marked.
        questions: How many lists there are.
    """
    lists = relevance[: questions * LIST].view(questions, LIST)
    order = functional.cross_entropy(lists, torch.zeros(questions, dtype=torch.long, device=lists.device))
    wanted = torch.zeros_like(lists)
    wanted[:, 0] = 1
    binary = functional.binary_cross_entropy_with_logits(lists, wanted)
    has_answer = targets[:, 0] != 0
    share = torch.where(certain, 1.0, _UNMARKED)
    judged = functional.binary_cross_entropy_with_logits(answers, has_answer.float(), reduction="none")
    answering = (share * judged).sum() / share.sum()
    share = share * torch.where(has_answer, 1.0, _NULL)
    span = (share * spans).sum() / share.sum()
    return Losses(order + BINARY * binary + ANSWERS * answering + SPAN * span, order, binary, answering, span)


def span_losses(read: Read, targets: torch.Tensor) -> torch.Tensor:
    """Return (b,) the mean cross entropy of start and end; where no answer is marked, that of there being one."""
    total = torch.zeros(len(targets), device=targets.device)
    for logits, target in ((read.starts, targets[:, 0]), (read.ends, targets[:, 1])):
        chances = functional.log_softmax(logits, dim=1)
        marked = -chances.gather(1, target.clamp_min(0)[:, None])[:, 0]
        somewhere = -torch.log1p(-chances[:, 0].exp().clamp_max(1 - 1e-6))
        total = total + torch.where(target == SOMEWHERE, somewhere, marked) / 2
    return total
