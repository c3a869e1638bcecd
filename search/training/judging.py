"""What a reader in training can do, on questions it does not learn from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch

from search.training.figures import auroc, exact_match, f1, hit_at_1, ndcg, reciprocal_rank
from search.training.mining import KEPT
from search.training.pairs import NOTHING, Pairs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from search.training.examples import Examples
    from search.training.mining import Mined
    from search.training.network import ReaderNetwork
    from search.training.pairs import PairReader
    from search.training.tokens import Numbers, TokenizedExamples

    Values = NDArray[np.float64]

SPAN_TOKENS = 30
"""The longest answer."""
TOP = {"qmsum": KEPT}
"""How many passages are read for a question of a set, 10 if it is not named."""
_WEIGHTS = (0.0, 0.01, 0.02, 0.05, 0.08, 0.12, 0.2, 0.3, 0.5, 0.8, 1.2)
_TOKENS_AT_ONCE = {"cuda": 65_536, "cpu": 4096}


@dataclass(frozen=True, slots=True)
class Judged:
    """What the reader said of n pairs; float64, spans in tokens of the passage."""

    relevance: Values
    answers: Values
    first: Numbers
    last: Numbers
    span: Values
    """Start and end of the best answer, above those of none."""


class Judge:
    """Reads questions of parts ``held`` and ``test`` with the passages ranked for them."""

    def __init__(self, examples: Examples, tokens: TokenizedExamples, mined: Mined, reader: PairReader) -> None:
        self._examples, self._tokens, self._mined, self._reader = examples, tokens, mined, reader

    def figures(
        self, network: ReaderNetwork, part: str, weights: tuple[float, float] | None = None
    ) -> dict[str, float]:
        """Return the figures of a part.

        Args:
            network: The reader.
            part: Of the questions.
            weights: Of relevance and of answers beside the ranking's own score; None chooses the best for prose.
        """
        network.eval()
        found: dict[str, float] = {}
        questions = np.array(self._examples.part(part), np.int64)
        sets = np.array([self._examples.questions[n].set for n in questions.tolist()])
        for name in sorted(set(sets.tolist())):
            chosen = questions[sets == name]
            if name == "squad":
                found |= self._prose(network, chosen)
            possible = np.array([n for n in chosen.tolist() if not self._examples.questions[n].impossible], np.int64)
            ranking = self._ranking(network, possible, TOP.get(name, 10), weights)
            found |= {f"{name} {key}": value for key, value in ranking.items()}
        return found

    def _prose(self, network: ReaderNetwork, questions: Numbers) -> dict[str, float]:
        asked = [self._examples.questions[n] for n in questions.tolist()]
        gold = np.array([each.gold[0] for each in asked], np.int64)
        judged = self._read(network, self._pairs(questions, gold))
        possible = np.array([not each.impossible for each in asked])
        texts = [self._text(*each) for each in zip(gold, judged.first, judged.last, strict=True)]
        met = [
            (exact_match(t, q.answers), f1(t, q.answers)) for t, q in zip(texts, asked, strict=True) if not q.impossible
        ]
        found = {"span EM": float(np.mean(met, axis=0)[0]), "span F1": float(np.mean(met, axis=0)[1])}
        if possible.all():
            altered = self._altered(questions)
            refused = self._read(network, altered)
            judged = Judged(*(np.concatenate([getattr(judged, f), getattr(refused, f)]) for f in Judged.__slots__))
            possible = np.concatenate([possible, np.zeros(len(altered), bool)])
        signs = {"answers": judged.answers, "span": judged.span, "relevance": judged.relevance}
        signs["both"] = _standard(judged.answers) + _standard(judged.span)
        return found | {f"AUROC {name}": auroc(values, possible) for name, values in signs.items()}

    def _ranking(
        self, network: ReaderNetwork, questions: Numbers, top: int, weights: tuple[float, float] | None
    ) -> dict[str, float]:
        ranked = self._mined.ranked[questions, :top].astype(np.int64)
        held = ranked >= 0
        judged = self._read(network, self._pairs(np.repeat(questions, held.sum(axis=1)), ranked[held]))
        own = np.where(held, self._mined.scores[questions, :top], -np.inf).astype(np.float64)
        relevance, answers = np.zeros(ranked.shape), np.zeros(ranked.shape)
        relevance[held], answers[held] = judged.relevance, judged.answers
        asked = [self._examples.questions[n] for n in questions.tolist()]
        gold = np.array([[n in each.gold for n in row] for row, each in zip(ranked.tolist(), asked, strict=True)])
        total = np.array([len(each.gold) for each in asked])
        grid = [(a, b) for a in _WEIGHTS for b in _WEIGHTS] if weights is None else [weights]
        best = max(grid, key=lambda w: reciprocal_rank(own + w[0] * relevance + w[1] * answers, gold))
        mixed = own + best[0] * relevance + best[1] * answers
        alone = np.where(held, relevance, -np.inf)
        named = {"without": own, "reader alone": alone, "with": mixed}
        found = {"weight relevance": best[0], "weight answers": best[1]}
        for name, scores in named.items():
            found[f"hit@1 {name}"] = hit_at_1(scores, gold)
            found[f"MRR@10 {name}"] = reciprocal_rank(scores, gold)
            found[f"nDCG@10 {name}"] = ndcg(scores, gold, total)
        return found

    def _altered(self, questions: Numbers) -> Pairs:
        first = self._tokens.first_altered
        some = questions[np.diff(first)[questions] > 0]
        gold = np.array([self._examples.questions[n].gold[0] for n in some.tolist()], np.int64)
        return self._pairs(len(self._examples.questions) + first[some], gold)

    def _pairs(self, question: Numbers, passage: Numbers) -> Pairs:
        speaker = self._tokens.speaker[passage]
        length = np.minimum(self._reader.passage_length[passage], self._reader.room(question, speaker))
        zero = np.zeros(len(passage), np.int64)
        nowhere, nothing = np.full(len(passage), 1 << 40), np.full(len(passage), NOTHING)
        return Pairs(question, speaker, passage, zero, length, nowhere, zero, nothing, nothing)

    def _text(self, passage: int, first: int, last: int) -> str:
        flat = self._tokens.passages
        spans = flat.spans[flat.first[passage] : flat.first[passage + 1]]
        return self._examples.passages[int(passage)].text[int(spans[first, 0]) : int(spans[last, 1])]

    def _read(self, network: ReaderNetwork, pairs: Pairs) -> Judged:
        lengths = self._reader.lengths(pairs)
        found = np.zeros((5, len(pairs)))
        for rows in batches_by_length(lengths, _TOKENS_AT_ONCE[next(network.parameters()).device.type]):
            found[:, rows] = self._read_batch(network, pairs.take(rows))
        return Judged(found[0], found[1], found[2].astype(np.int64), found[3].astype(np.int64), found[4])

    @torch.inference_mode()
    def _read_batch(self, network: ReaderNetwork, pairs: Pairs) -> Values:
        batch = self._reader.batch(pairs)
        read = network(batch.ids, batch.types, batch.held, batch.spanned)
        first, last, worth = best_spans(read.starts, read.ends)
        offset = torch.from_numpy(self._reader.lengths(pairs) - pairs.length - 1).to(first.device)
        values = (read.relevance, read.answers, first - offset, last - offset, worth)
        return torch.stack([each.double() for each in values]).cpu().numpy()


def best_spans(starts: torch.Tensor, ends: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return first and last position of the best answers, and how far they are above there being none, each (b,)."""
    length = starts.shape[1]
    sums = starts[:, :, None] + ends[:, None, :]
    place = torch.arange(length, device=starts.device)
    apart = place[None, :] - place[:, None]
    allowed = (apart >= 0) & (apart < SPAN_TOKENS) & (place[:, None] > 0)
    best, where = sums.masked_fill(~allowed, -torch.inf).flatten(1).max(dim=1)
    return where // length, where % length, best - starts[:, 0] - ends[:, 0]


def batches_by_length(lengths: Numbers, tokens: int) -> list[Numbers]:
    """Return the places of lengths in batches of about equal ones, each of at most ``tokens`` with its padding."""
    order = np.argsort(-lengths, kind="stable")
    batches: list[Numbers] = []
    at = 0
    while at < len(order):
        count = max(1, tokens // int(lengths[order[at]]))
        batches.append(order[at : at + count])
        at += count
    return batches


def _standard(values: Values) -> Values:
    return np.asarray((values - values.mean()) / (values.std() + 1e-9))
