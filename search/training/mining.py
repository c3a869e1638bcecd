"""Which passages look as if they answered: a ranking in bulk, like that of searching, and what it gets wrong.

Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009; negatives from a ranking's top
as in Karpukhin et al., "Dense Passage Retrieval for Open-Domain Question Answering", EMNLP 2020.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import torch
from scipy.sparse import csr_matrix
from torch.nn import functional

from search.training.examples import sentences
from search.training.pairs import CLS, SEP

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from search.training.examples import Examples
    from search.training.network import Encoder
    from search.training.tokens import Flat, Numbers, TokenizedExamples

KEPT = 30
"""Passages of a ranking that are kept to be judged."""
HARD = 10
"""Negatives from the top of the ranking."""
NEGATIVES = 12
"""With some drawn at random."""
_LOOKED_AT = 48
_MAX_TOKENS = 254
_TOKENS_AT_ONCE = {"cuda": 262_144, "cpu": 4096}
_QUESTIONS_AT_ONCE = 512
_NEIGHBOURS = ((1, 0.25), (2, 0.25))
"""How far away a passage of talk counts, and how much: its topic is its neighbours' too."""
_K1, _B = 1.2, 0.75
_WORD = re.compile(r"[^\W_]+")
_ENDING = re.compile(r"(?<=\w{3})(?:ies|ing|ed|es|s|y)$")
_STOP_WORDS = frozenset(
    "a an and are as at be but by did do does for from had has have he how if in into is it its not of on or s "
    "she so such t that the their them then there these they this to was we were what when where which who whom "
    "whose why will with would you your about can could i my our us".split()
)


@dataclass(frozen=True, slots=True)
class Mined:
    """What the ranking found for each question."""

    ranked: NDArray[np.int32]
    """(q, KEPT) passages, best first; -1 where a pool has fewer."""
    scores: NDArray[np.float32]
    """(q, KEPT) their scores."""
    negatives: NDArray[np.int32]
    """(q, NEGATIVES) passages that do not answer."""


def mine(examples: Examples, tokens: TokenizedExamples, encoder: Encoder, seed: int) -> Mined:
    """Rank the passages of each question's pool."""
    rng = np.random.default_rng(seed)
    count = len(examples.questions)
    ranked, scores = np.full((count, _LOOKED_AT), -1, np.int32), np.zeros((count, _LOOKED_AT), np.float32)
    negatives = np.zeros((count, NEGATIVES), np.int32)
    pools = np.array([each.pool for each in examples.passages])
    asked = np.array([each.pool for each in examples.questions])
    for pool in dict.fromkeys(asked.tolist()):
        passages, questions = np.flatnonzero(pools == pool), np.flatnonzero(asked == pool)
        ranker = PoolRanker(examples, tokens, encoder, passages)
        for start in range(0, len(questions), _QUESTIONS_AT_ONCE):
            chunk = questions[start : start + _QUESTIONS_AT_ONCE]
            found, worth = ranker.top(chunk, min(_LOOKED_AT, len(passages)))
            ranked[chunk, : found.shape[1]], scores[chunk, : found.shape[1]] = found, worth
            drawn = rng.choice(passages, (len(chunk), NEGATIVES))
            for n, others in zip(chunk.tolist(), drawn, strict=True):
                negatives[n] = _wrong(examples, n, ranked[n], others)
    return Mined(np.ascontiguousarray(ranked[:, :KEPT]), np.ascontiguousarray(scores[:, :KEPT]), negatives)


def _wrong(examples: Examples, question: int, ranked: NDArray[np.int32], drawn: Numbers) -> list[int]:
    """Return the highest passages that do not answer, and some of those drawn."""
    asked = examples.questions[question]
    right = {*asked.gold, *asked.neither}
    answers = [answer.lower() for answer in asked.answers]
    found: list[int] = []
    for passage in ranked.tolist():
        if passage < 0 or len(found) == HARD:
            break
        text = examples.passages[passage].text.lower() if answers else ""
        if passage not in right and not any(answer in text for answer in answers):
            found.append(passage)
    others = [each for each in drawn.tolist() if each not in right] or drawn.tolist()
    return (found + others * NEGATIVES)[:NEGATIVES]


class PoolRanker:
    """Ranks the passages of one pool by vectors of passages and sentences and by words, each as a share of its best."""

    def __init__(self, examples: Examples, tokens: TokenizedExamples, encoder: Encoder, passages: Numbers) -> None:
        self._examples, self._tokens, self._encoder, self._passages = examples, tokens, encoder, passages
        firsts, lasts, owners = _sentence_tokens(examples, tokens.passages, passages)
        begin = tokens.passages.first
        self._vectors = embed(encoder, tokens.passages, begin[passages], begin[passages + 1])
        self._sentences = embed(encoder, tokens.passages, firsts, lasts)
        self._owners = torch.from_numpy(owners).to(self._vectors.device)
        texts = [f"{each.speaker or ''} {each.text}" for each in (examples.passages[n] for n in passages.tolist())]
        self._words = Words(texts)
        self._is_talk = any(examples.passages[n].speaker for n in passages.tolist())

    def top(self, questions: Numbers, count: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Return the best passages of each question, best first, and their scores."""
        begin = self._tokens.questions.first
        asked = embed(self._encoder, self._tokens.questions, begin[questions], begin[questions + 1])
        dense = asked @ self._vectors.T
        best = torch.full((len(self._passages), len(questions)), -1.0, device=asked.device)
        owners = self._owners[:, None].expand(-1, len(questions))
        best.scatter_reduce_(0, owners, self._sentences @ asked.T, "amax")
        words = self._words.scores([self._examples.questions[n].text for n in questions.tolist()])
        parts = (dense, best.T, torch.from_numpy(words).to(asked.device))
        total = sum((part / part.amax(dim=1, keepdim=True).clamp_min(1e-6) for part in parts), torch.zeros_like(dense))
        if self._is_talk:
            total = _with_neighbours(total)
        worth, places = total.topk(count, dim=1)
        return self._passages[places.cpu().numpy()].astype(np.int32), worth.cpu().numpy()


def _with_neighbours(scores: torch.Tensor) -> torch.Tensor:
    total = scores.clone()
    for distance, share in _NEIGHBOURS:
        total[:, distance:] += share * scores[:, :-distance]
        total[:, :-distance] += share * scores[:, distance:]
    return total


def _sentence_tokens(examples: Examples, flat: Flat, passages: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Return where sentences begin and end among all tokens, and whose they are, as a place in ``passages``."""
    firsts, lasts, owners = list[int](), list[int](), list[int]()
    for place, passage in enumerate(passages.tolist()):
        begin, end = int(flat.first[passage]), int(flat.first[passage + 1])
        starts = flat.spans[begin:end, 0]
        for left, right in sentences(examples.passages[passage]):
            first, last = (int(each) for each in np.searchsorted(starts, (left, right)))
            if first < last:
                firsts.append(begin + first)
                lasts.append(begin + last)
                owners.append(place)
    return np.array(firsts, np.int64), np.array(lasts, np.int64), np.array(owners, np.int64)


@torch.inference_mode()
def embed(encoder: Encoder, flat: Flat, firsts: Numbers, lasts: Numbers) -> torch.Tensor:
    """Return (n, d) float32 unit means of the encoder's tokens for stretches of a flat text."""
    device = encoder.words.device
    lengths = np.minimum(lasts - firsts, _MAX_TOKENS)
    ids = np.append(flat.ids, 0)
    found = torch.zeros(len(firsts), encoder.words.shape[1], device=device)
    order = np.argsort(-lengths, kind="stable")
    at = 0
    while at < len(order):
        longest = int(lengths[order[at]]) + 2
        rows = order[at : at + max(1, _TOKENS_AT_ONCE[device.type] // longest)]
        place = np.arange(longest)[None]
        inside = (place >= 1) & (place <= lengths[rows, None])
        batch = ids[np.where(inside, firsts[rows, None] + place - 1, 0)]
        batch = np.where(place == 0, CLS, np.where(place == lengths[rows, None] + 1, SEP, batch))
        held = torch.from_numpy(place <= lengths[rows, None] + 1).to(device)
        given = torch.from_numpy(batch).long().to(device)
        hidden = encoder(given, torch.zeros_like(given), held).float()
        mean = (hidden * held[:, :, None]).sum(dim=1)
        found[torch.from_numpy(rows).to(device)] = functional.normalize(mean, dim=1)
        at += len(rows)
    return found


class Words:
    """BM25 over texts, with endings cut off."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._vocabulary: dict[str, int] = {}
        counts = [Counter(_terms(text)) for text in texts]
        for each in counts:
            for term in each:
                self._vocabulary.setdefault(term, len(self._vocabulary))
        length = np.array([max(sum(each.values()), 1) for each in counts], np.float64)
        matrix = self._matrix(counts)
        with_term = np.bincount(matrix.indices, minlength=len(self._vocabulary))
        self._idf = np.log(1 + (len(texts) - with_term + 0.5) / (with_term + 0.5))
        damped = _K1 * (1 - _B + _B * length / length.mean())
        matrix.data = matrix.data * (_K1 + 1) / (matrix.data + np.repeat(damped, np.diff(matrix.indptr)))
        self._weights = matrix.T.tocsr()

    def scores(self, questions: Sequence[str]) -> NDArray[np.float32]:
        """Return (q, n) scores of all texts."""
        asked = self._matrix([Counter(set(_terms(text))) for text in questions])
        asked.data = asked.data * self._idf[asked.indices]
        return np.asarray((asked @ self._weights).toarray(), np.float32)

    def _matrix(self, counts: Sequence[Counter[str]]) -> csr_matrix:
        known = [
            [(self._vocabulary[term], n) for term, n in each.items() if term in self._vocabulary] for each in counts
        ]
        first = np.cumsum([0, *(len(each) for each in known)])
        columns = np.array([term for each in known for term, _ in each], np.int64)
        values = np.array([n for each in known for _, n in each], np.float64)
        return csr_matrix((values, columns, first), shape=(len(counts), len(self._vocabulary)))


def _terms(text: str) -> list[str]:
    return [_stem(word) for word in _WORD.findall(text.lower()) if word not in _STOP_WORDS]


@cache
def _stem(word: str) -> str:
    return _ENDING.sub("", word)
