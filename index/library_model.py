"""A model as sentence-transformers applies it: any kind that the library knows, after seconds of importing it.

Reimers & Gurevych, "Sentence-BERT", EMNLP 2019.
"""

from __future__ import annotations

import os
import threading
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from index.errors import ModelError
from index.packed import pack_linear_layers
from index.reduction import text_tokens
from index.text_model import TextVectors, no_tokens
from index.threads import settle
from index.tokenizer import load_tokenizer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    Rows = NDArray[np.float32]

_TOKENS_PER_BATCH = 4096
"""More at once gains nothing on two cores, and costs memory."""
_CHARS_PER_TOKEN = 4


class LibraryModel:
    """Reads texts by sentence-transformers; one thread at a time, since its models are not to be shared."""

    def __init__(self, name: str, folder: Path) -> None:
        """Take a model folder; it is read when first used."""
        self._name, self._folder = name, folder
        self._lock = threading.Lock()
        self._cut = 0

    @property
    def dim(self) -> int:
        return int(self._model.get_embedding_dimension())

    @property
    def prompts(self) -> Mapping[str, str]:
        found: dict[str, str] = dict(self._model.prompts)
        default = found.get(self._model.default_prompt_name or "")
        return found | ({"": default} if default else {})

    @property
    def cut(self) -> int:
        return self._cut

    def question(self, text: str, prompt: str) -> TextVectors:
        with self._lock:
            (output,) = self._outputs(self._model.encode_query, [text], prompt)
            return self._split(output, prompt, text, content_only=False)

    def documents(
        self, texts: Sequence[str], prompt: str, *, tokens: bool
    ) -> Iterator[tuple[Sequence[int], Sequence[TextVectors]]]:
        with self._lock:
            self._cut += self._longer_than_window(texts)
            for batch in self._batches(texts):
                given = [texts[n] for n in batch]
                outputs = self._outputs(self._model.encode_document, given, prompt)
                if tokens:
                    pairs = zip(outputs, given, strict=True)
                    yield batch, [self._split(each, prompt, text, content_only=True) for each, text in pairs]
                else:
                    yield batch, [no_tokens(_vector(output), 1) for output in outputs]

    def _outputs(self, encode: Any, texts: list[str], prompt: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = encode(
            texts,
            prompt=prompt,
            output_value=None,
            batch_size=len(texts),
            show_progress_bar=False,
            convert_to_numpy=False,
        )
        return found

    def _split(self, output: dict[str, Any], prompt: str, text: str, *, content_only: bool) -> TextVectors:
        """Return a text's vector, its tokens' vectors and spans."""
        vector = _vector(output)
        if "token_embeddings" not in output or self._tokenizer is None:
            return no_tokens(vector, self._width)
        mask = output["attention_mask"].bool()
        rows = output["token_embeddings"][mask].float().cpu().numpy()
        encoding = self._tokenizer.encode(prompt + text)
        return TextVectors(vector, *text_tokens(text, len(prompt), encoding, rows, content_only=content_only))

    def _batches(self, texts: Sequence[str]) -> Iterator[list[int]]:
        """Yield positions of texts of about equal length, few enough at once."""
        order = sorted(range(len(texts)), key=lambda n: -len(texts[n]))
        batch: list[int] = []
        for n in order:
            if batch and (len(batch) + 1) * self._tokens_about(texts[batch[0]]) > _TOKENS_PER_BATCH:
                yield batch
                batch = []
            batch.append(n)
        if batch:
            yield batch

    def _tokens_about(self, text: str) -> int:
        return min(len(text) // _CHARS_PER_TOKEN + 2, self._window)

    @property
    def _window(self) -> int:
        return int(self._model.max_seq_length or 512)

    def _longer_than_window(self, texts: Sequence[str]) -> int:
        window = self._model.max_seq_length
        suspects = [text for text in texts if window and len(text) > window]
        if not suspects:
            return 0
        backend = self._model.tokenizer.backend_tokenizer
        backend.no_truncation()
        return sum(sum(encoding.attention_mask) > window for encoding in backend.encode_batch(suspects))

    @cached_property
    def _model(self) -> Any:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "64")  # 1,024 by default, some MB each
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        settle()
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            model = SentenceTransformer(str(self._folder), device="cpu", local_files_only=True)
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            raise ModelError(f"the model {self._name} cannot be loaded: {error}") from error
        pack_linear_layers(model)
        return model

    @cached_property
    def _tokenizer(self) -> Any:
        return load_tokenizer(self._folder, self._window)

    @cached_property
    def _width(self) -> int:
        """Length of a token's full vector."""
        (output,) = self._outputs(self._model.encode_document, ["a"], "")
        return int(output["token_embeddings"].shape[-1]) if "token_embeddings" in output else 1


def _vector(output: dict[str, Any]) -> Rows:
    rows: Rows = output["sentence_embedding"].float().cpu().numpy()
    return rows
