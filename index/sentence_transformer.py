"""Any sentence-transformers model as an embedder: a vector for each text, and one for each of its tokens."""

from __future__ import annotations

import hashlib
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from index.encoded import Encoded, EncodedQuery
from index.errors import ModelError
from index.library_model import LibraryModel
from index.plain_bert import plain_bert
from index.plain_model import PlainModel
from index.reduction import TOKEN_DIM, principal_axes, quantised, reduced, sample_texts, unit_rows
from index.tokenizer import FILE as TOKENIZER
from index.tokenizer import load_tokenizer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from index.text_model import TextModel

    Rows = NDArray[np.float32]

_PROMPT_NAMES = {"query": ("query", "question", ""), "document": ("document", "passage", "corpus", "")}
"""What models call the prompts that they were trained with."""


class SentenceTransformerEmbedder:
    """A sentence-transformers model in a folder; it is read into memory when first used.

    Where the model is a plain BERT, as the default one is, the library is not needed and not waited for; tests hold
    what is computed against the library's. Reimers & Gurevych, "Sentence-BERT", EMNLP 2019. Prompts for queries and
    documents are the model's own.
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
        return self._model.dim

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
        return self._model.cut

    def load(self) -> None:
        """Load what reads documents, for whose sake the first of them would wait some seconds."""
        self.embed_documents(["a"])

    def embed_documents(self, texts: Sequence[str]) -> Rows:
        rows = np.zeros((len(texts), self.dim), np.float32)
        for batch, found in self._model.documents(texts, self._prompt("document"), tokens=False):
            rows[batch] = [each.vector for each in found]
        return unit_rows(rows)

    def embed_passages(self, texts: Sequence[str]) -> Encoded:
        vectors = np.zeros((len(texts), self.dim), np.float32)
        tokens: list[NDArray[np.int8]] = [np.zeros((0, self.token_dim), np.int8)] * len(texts)
        spans: list[NDArray[np.int32]] = [np.zeros((0, 2), np.int32)] * len(texts)
        reduction = self._reduction
        for batch, found in self._model.documents(texts, self._prompt("document"), tokens=True):
            small = quantised(reduced(np.concatenate([each.rows for each in found]), reduction))
            ends = np.cumsum([len(each.rows) for each in found])[:-1]
            for n, each, rows in zip(batch, found, np.split(small, ends), strict=True):
                vectors[n], spans[n], tokens[n] = each.vector, each.spans, rows
        first = np.concatenate([[0], np.cumsum([len(each) for each in tokens])]).astype(np.int64)
        return Encoded(
            unit_rows(vectors),
            first,
            np.concatenate([*spans, np.zeros((0, 2), np.int32)]).astype(np.uint16),
            np.concatenate([*tokens, np.zeros((0, self.token_dim), np.int8)]),
        )

    def embed_query(self, text: str) -> EncodedQuery:
        found = self._model.question(text, self._prompt("query"))
        return EncodedQuery(unit_rows(found.vector[None])[0], found.spans, reduced(found.rows, self._reduction))

    def token_vectors(self, texts: Sequence[str]) -> Rows:
        """Return the (t, d) full vectors of the content words' tokens of all texts: what a reduction is fitted on."""
        found = self._model.documents(texts, self._prompt("document"), tokens=True)
        return np.concatenate([each.rows for _, batch in found for each in batch])

    @cached_property
    def _model(self) -> TextModel:
        """What reads texts. Its weights are checked first."""
        _ = self.sha256
        bert = plain_bert(self._folder) if (self._folder / TOKENIZER).is_file() else None
        return PlainModel(self._folder, bert) if bert else LibraryModel(self._name, self._folder)

    def _prompt(self, role: str) -> str:
        """Return what the model's own settings put before a query or a document, under the names in use for it."""
        prompts = self._model.prompts
        return next((prompts[name] for name in _PROMPT_NAMES[role] if prompts.get(name)), "")

    @cached_property
    def _reduction(self) -> Rows:
        if self._reduction_file is not None:
            return np.asarray(np.load(self._reduction_file, allow_pickle=False), np.float32)
        return principal_axes(self.token_vectors(sample_texts(self._words())), TOKEN_DIM)

    def _words(self) -> list[str]:
        """Return the vocabulary in the order of its ids."""
        tokenizer: Any = load_tokenizer(self._folder, None)
        vocabulary: dict[str, int] = tokenizer.get_vocab() if tokenizer else {}
        return sorted(vocabulary, key=vocabulary.__getitem__)

    def _weights(self) -> list[Path]:
        paths = sorted(self._folder.rglob("*.safetensors"))
        if not paths:
            raise ModelError(f"the model {self._name} has no .safetensors weights in {self._folder}")
        return paths
