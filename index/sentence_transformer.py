"""Any sentence-transformers model as an embedder: a vector for each text, and one for each of its tokens."""

from __future__ import annotations

import hashlib
import os
import threading
from contextlib import nullcontext
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from index.bert import BertEncoder, bert_of, bulk_encoder, mean_vector, question_encoder
from index.encoded import Encoded, EncodedQuery
from index.errors import ModelError
from index.packed import pack_linear_layers
from index.plain_bert import PlainBert, plain_bert
from index.reduction import TOKEN_DIM, principal_axes, quantised, reduced, sample_texts, text_tokens, unit_rows
from index.threads import settle

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    Rows = NDArray[np.float32]

_PROMPT_NAMES = {"query": ("query", "question"), "document": ("document", "passage", "corpus")}
"""What models call the prompts that they were trained with."""
_TOKENIZER = "tokenizer.json"
_TOKENS_PER_BATCH = 4096
"""More at once gains nothing on two cores, and costs memory."""


class SentenceTransformerEmbedder:
    """A sentence-transformers model in a folder; it is read into memory when first used.

    Questions are embedded without the library where the model is a plain BERT, so that a search need not wait for
    PyTorch to be imported. Reimers & Gurevych, "Sentence-BERT", EMNLP 2019. Prompts for queries and documents are the
    model's own.
    """

    def __init__(
        self,
        name: str,
        folder: Path,
        *,
        sha256: str | None = None,
        repair: str = "",
        reduction: Path | None = None,
        languages: frozenset[str] | None = None,
    ) -> None:
        """Take a model folder.

        Args:
            name: The name it is loaded by.
            folder: Where it lies.
            sha256: What its weights must hash to.
            repair: What to do if they do not.
            reduction: A file with the (d, r) matrix that reduces its token vectors; without one, the principal axes
                of the model's own vocabulary are taken.
            languages: Those it was trained on, by ISO 639-1 code, where that is known.
        """
        self._name = name
        self._folder = folder
        self._expected = sha256
        self._repair = repair
        self._reduction_file = reduction
        self._languages = languages
        self._lock = threading.Lock()
        self._cut = 0
        self._encoder: BertEncoder | None = None

    @property
    def id(self) -> str:
        return self._name

    @cached_property
    def sha256(self) -> str:
        digest = hashlib.sha256()
        for path in self._weights():
            with path.open("rb") as file:
                hashlib.file_digest(file, lambda: digest)
        if self._expected and digest.hexdigest() != self._expected:
            raise ModelError(
                f"the weights of {self._name} in {self._folder.name}/ are damaged: sha256 is "
                f"{digest.hexdigest()[:12]}…, "
                f"expected {self._expected[:12]}…; {self._repair}"
            )
        return digest.hexdigest()

    @property
    def dim(self) -> int:
        return self._plain.dim if self._plain else int(self._model.get_embedding_dimension())

    @property
    def token_dim(self) -> int:
        return int(self._reduction.shape[1])

    @cached_property
    def token_recipe(self) -> str:
        if self._reduction_file is None:
            return f"principal axes of the vocabulary, {TOKEN_DIM} dimensions; v1"
        return f"matrix {hashlib.sha256(self._reduction_file.read_bytes()).hexdigest()[:16]}"

    @property
    def languages(self) -> frozenset[str] | None:
        return self._languages

    @property
    def texts_cut(self) -> int:
        """How many documents so far were longer than the model's window, so that their ends were not embedded."""
        return self._cut

    def embed_documents(self, texts: Sequence[str]) -> Rows:
        rows = np.zeros((len(texts), self.dim), np.float32)
        with self._lock:
            self._cut += self._longer_than_window(texts)
            for batch in self._batches(texts):
                rows[batch] = self._vectors([texts[n] for n in batch])
        return unit_rows(rows)

    def embed_passages(self, texts: Sequence[str]) -> Encoded:
        vectors = np.zeros((len(texts), self.dim), np.float32)
        tokens: list[NDArray[np.int8]] = [np.zeros((0, self.token_dim), np.int8)] * len(texts)
        spans: list[NDArray[np.int32]] = [np.zeros((0, 2), np.int32)] * len(texts)
        reduction = self._reduction
        with self._lock:
            self._cut += self._longer_than_window(texts)
            for batch in self._batches(texts):
                found = self._encoded([texts[n] for n in batch], "document")
                small = quantised(reduced(np.concatenate([rows for _, rows, _ in found]), reduction))
                ends = np.cumsum([len(rows) for _, rows, _ in found])[:-1]
                for n, (vector, _, where), rows in zip(batch, found, np.split(small, ends), strict=True):
                    vectors[n], spans[n], tokens[n] = vector, where, rows
        first = np.concatenate([[0], np.cumsum([len(each) for each in tokens])]).astype(np.int64)
        return Encoded(
            unit_rows(vectors),
            first,
            np.concatenate([*spans, np.zeros((0, 2), np.int32)]).astype(np.uint16),
            np.concatenate([*tokens, np.zeros((0, self.token_dim), np.int8)]),
        )

    def embed_query(self, text: str) -> EncodedQuery:
        reduction = self._reduction
        with nullcontext() if self._plain else self._lock:  # the library's models are not to be shared
            ((vector, rows, spans),) = self._encoded([text], "query")
        return EncodedQuery(unit_rows(vector[None])[0], spans, reduced(rows, reduction))

    def _encoder_for(self, role: str) -> BertEncoder | PlainBert | None:
        """Return what reads texts without the library; None where only the library can."""
        if role == "query" and self._plain:
            return self._plain
        if self._model is None or self._tokenizer is None or self._encoder is None:
            return None
        return self._encoder if role == "query" else self._bulk

    @cached_property
    def _plain(self) -> PlainBert | None:
        """What reads questions; None where only PyTorch can. The weights are checked first."""
        _ = self.sha256
        settle()
        return plain_bert(self._folder) if (self._folder / _TOKENIZER).is_file() else None

    @cached_property
    def _bulk(self) -> BertEncoder:
        """The encoder of documents."""
        assert self._encoder is not None
        return bulk_encoder(self._encoder, bert_of(self._model), _TOKENS_PER_BATCH)

    def _vectors(self, texts: list[str]) -> Rows:
        """Return the (n, d) vectors of documents."""
        encoder, prompt = self._encoder_for("document"), self._prompt("document")
        if encoder is not None:
            encodings = self._tokenizer.encode_batch([prompt + text for text in texts])
            return np.stack([mean_vector(rows) for rows in encoder.encode_all([each.ids for each in encodings])])
        rows: Rows = self._model.encode_document(
            texts, prompt=prompt, batch_size=len(texts), show_progress_bar=False, convert_to_numpy=True
        )
        return rows

    def token_vectors(self, texts: Sequence[str]) -> Rows:
        """Return the (t, d) full vectors of the content words' tokens of all texts: what a reduction is fitted on."""
        with self._lock:
            batches = [self._encoded([texts[n] for n in batch], "document") for batch in self._batches(texts)]
        return np.concatenate([rows for found in batches for _, rows, _ in found])

    def _encoded(self, texts: list[str], role: str) -> list[tuple[Rows, Rows, NDArray[np.int32]]]:
        """Return the vector of each text, the full vectors of its tokens, and their spans."""
        encoder, prompt = self._encoder_for(role), self._prompt(role)
        if encoder is None:
            return self._encoded_by_library(texts, role)
        encodings = self._tokenizer.encode_batch([prompt + text for text in texts])
        found = encoder.encode_all([each.ids for each in encodings])
        return [
            (mean_vector(rows), *text_tokens(text, len(prompt), encoding, rows, content_only=role != "query"))
            for text, encoding, rows in zip(texts, encodings, found, strict=True)
        ]

    def _encoded_by_library(self, texts: list[str], role: str) -> list[tuple[Rows, Rows, NDArray[np.int32]]]:
        """Return the same for any model."""
        encode = self._model.encode_query if role == "query" else self._model.encode_document
        prompt, content_only = self._prompt(role), role != "query"
        outputs = encode(
            texts,
            prompt=prompt,
            output_value=None,
            batch_size=len(texts),
            show_progress_bar=False,
            convert_to_numpy=False,
        )
        return [
            self._split(output, prompt, text, content_only=content_only)
            for output, text in zip(outputs, texts, strict=True)
        ]

    def _split(
        self, output: dict[str, Any], prompt: str, text: str, *, content_only: bool
    ) -> tuple[Rows, Rows, NDArray[np.int32]]:
        """Return a text's vector, its tokens' vectors and spans."""
        vector = output["sentence_embedding"].float().cpu().numpy()
        if "token_embeddings" not in output or self._tokenizer is None:
            return vector, np.zeros((0, self._width), np.float32), np.zeros((0, 2), np.int32)
        mask = output["attention_mask"].bool()
        rows = output["token_embeddings"][mask].float().cpu().numpy()
        encoding = self._tokenizer.encode(prompt + text)
        return vector, *text_tokens(text, len(prompt), encoding, rows, content_only=content_only)

    def _prompt(self, role: str) -> str:
        """Return what the model's own settings put before a query or a document, under the names in use for it."""
        prompts: Mapping[str, str] = self._plain.prompts if self._plain else self._model.prompts
        default = self._plain.default_prompt if self._plain else self._model.default_prompt_name
        names = (*_PROMPT_NAMES[role], default or "")
        return next((prompts[name] for name in names if prompts.get(name)), "")

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
        return min(len(text) // 4 + 2, self._window)

    @property
    def _window(self) -> int:
        """The most tokens of a text that the model heeds."""
        return self._plain.window if self._plain else int(self._model.max_seq_length or 512)

    @cached_property
    def _model(self) -> Any:
        """The loaded model. Its weights are checked first."""
        _ = self.sha256
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
        self._encoder = question_encoder(model)
        if self._encoder is None:
            pack_linear_layers(model)
        return model

    @cached_property
    def _tokenizer(self) -> Any:
        """A tokenizer of our own that tells where tokens stand and cuts where the model does; None without one."""
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        from tokenizers import Tokenizer

        path = self._folder / _TOKENIZER
        if not path.is_file():
            return None
        tokenizer = Tokenizer.from_file(str(path))
        tokenizer.no_padding()
        tokenizer.enable_truncation(self._window)
        return tokenizer

    @cached_property
    def _width(self) -> int:
        """Length of a token's full vector."""
        output = self._model.encode_document(["a"], output_value=None, show_progress_bar=False, convert_to_numpy=False)
        return int(output[0]["token_embeddings"].shape[-1]) if "token_embeddings" in output[0] else 1

    @cached_property
    def _reduction(self) -> Rows:
        if self._reduction_file is not None:
            return np.asarray(np.load(self._reduction_file, allow_pickle=False), np.float32)
        return principal_axes(self.token_vectors(sample_texts(self._words())), TOKEN_DIM)

    def _words(self) -> list[str]:
        """Return the vocabulary in the order of its ids."""
        if self._tokenizer is None:
            return []
        vocabulary: dict[str, int] = self._tokenizer.get_vocab()
        return sorted(vocabulary, key=vocabulary.__getitem__)

    def _longer_than_window(self, texts: Sequence[str]) -> int:
        window = self._model.max_seq_length
        suspects = [text for text in texts if window and len(text) > window]
        if not suspects:
            return 0
        backend = self._model.tokenizer.backend_tokenizer
        backend.no_truncation()
        return sum(sum(encoding.attention_mask) > window for encoding in backend.encode_batch(suspects))

    def _weights(self) -> list[Path]:
        paths = sorted(self._folder.rglob("*.safetensors"))
        if not paths:
            raise ModelError(f"the model {self._name} has no .safetensors weights in {self._folder}")
        return paths
