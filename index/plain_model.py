"""A model that is a plain BERT, applied by ourselves: questions without PyTorch, documents on all cores.

PyTorch, let alone sentence-transformers, takes seconds to import. So questions are read in NumPy until something else
has imported PyTorch, which then takes half to three quarters of the time. Documents are read in batches, each by one
thread from its tokens to its vectors: threads that share a batch wait for one another at every layer, and for far
longer when the machine has other work.
"""

from __future__ import annotations

import threading
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import TYPE_CHECKING, Any

from index.reduction import text_tokens
from index.text_model import TextVectors, mean_vector, no_tokens
from index.threads import has_pytorch, one_thread_only, settle, threads_for_work
from index.tokenizer import load_tokenizer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from concurrent.futures import Executor, Future
    from pathlib import Path

    from index.bert import BertEncoder
    from index.plain_bert import PlainBert

    Batch = tuple[Sequence[int], Sequence[TextVectors]]

_TOKENS_PER_BATCH = 2048
"""More at once gains nothing, and costs memory."""


class PlainModel:
    """Reads texts by a plain BERT; its threads share it."""

    def __init__(self, folder: Path, bert: PlainBert) -> None:
        """Take the model, and the folder that has its tokenizer."""
        settle()
        self._folder, self._bert = folder, bert
        self._cut = 0
        self._lock = threading.Lock()
        self._quick: BertEncoder | PlainBert | None = None

    @property
    def dim(self) -> int:
        return self._bert.dim

    @property
    def prompts(self) -> Mapping[str, str]:
        default = self._bert.prompts.get(self._bert.default_prompt or "")
        return {**self._bert.prompts, **({"": default} if default else {})}

    @property
    def cut(self) -> int:
        return self._cut

    def question(self, text: str, prompt: str) -> TextVectors:
        encoding = self._cutting.encode(prompt + text)
        (rows,) = self._question_encoder.encode_all([encoding.ids])
        return TextVectors(mean_vector(rows), *text_tokens(text, len(prompt), encoding, rows, content_only=False))

    def documents(self, texts: Sequence[str], prompt: str, *, tokens: bool) -> Iterator[Batch]:
        encodings = self._tokenized([prompt + text for text in texts])

        def read(batch: Sequence[int]) -> Batch:
            found = self._bulk.encode_all([encodings[n].ids for n in batch])
            if not tokens:
                return batch, [no_tokens(mean_vector(rows), rows.shape[1]) for rows in found]
            return batch, [
                TextVectors(
                    mean_vector(rows), *text_tokens(texts[n], len(prompt), encodings[n], rows, content_only=True)
                )
                for n, rows in zip(batch, found, strict=True)
            ]

        batches = _batches([len(each.ids) for each in encodings])
        _ = self._bulk  # before threads could want it
        threads = min(threads_for_work(), max(1, len(batches)))
        with ThreadPoolExecutor(threads, "embedding", one_thread_only) as pool:
            yield from _in_turn(pool, read, batches, 2 * threads)

    def _tokenized(self, texts: list[str]) -> list[Any]:
        """Return the tokens of texts as far as the model heeds them, and count those that are longer."""
        found: list[Any] = self._whole.encode_batch(texts)
        long = [n for n, each in enumerate(found) if len(each.ids) > self._bert.window]
        for n, cut in zip(long, self._cutting.encode_batch([texts[n] for n in long]), strict=True):
            found[n] = cut
        with self._lock:
            self._cut += len(long)
        return found

    @property
    def _question_encoder(self) -> BertEncoder | PlainBert:
        """What reads questions now: PyTorch where it has been imported."""
        if self._quick is None and has_pytorch():
            from index.bert import question_encoder

            self._quick = question_encoder(self._bert) or self._bert
        return self._quick or self._bert

    @cached_property
    def _bulk(self) -> BertEncoder | PlainBert:
        """What reads documents."""
        from index.bert import bulk_encoder

        return bulk_encoder(self._bert, _TOKENS_PER_BATCH)

    @cached_property
    def _whole(self) -> Any:
        return load_tokenizer(self._folder, None)

    @cached_property
    def _cutting(self) -> Any:
        return load_tokenizer(self._folder, self._bert.window)


def _batches(lengths: Sequence[int]) -> list[list[int]]:
    """Return positions of texts, longest first, in batches of so many tokens, those that fill up included."""
    order = sorted(range(len(lengths)), key=lambda n: -lengths[n])
    batches: list[list[int]] = []
    for n in order:
        if not batches or (len(batches[-1]) + 1) * lengths[batches[-1][0]] > _TOKENS_PER_BATCH:
            batches.append([])
        batches[-1].append(n)
    return batches


def _in_turn(
    pool: Executor, read: Callable[[list[int]], Batch], batches: Iterable[list[int]], ahead: int
) -> Iterator[Batch]:
    """Yield what is made of each batch, in their order, working ahead by so many."""
    waiting: deque[Future[Batch]] = deque()
    try:
        for batch in batches:
            if len(waiting) >= ahead:
                yield waiting.popleft().result()
            waiting.append(pool.submit(read, batch))
        while waiting:
            yield waiting.popleft().result()
    finally:
        for each in waiting:
            each.cancel()
