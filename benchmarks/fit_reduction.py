"""Fit the matrix that reduces token vectors of the default model (index/minilm_reduction.npy).

    python -m benchmarks.fit_reduction

The principal axes of the content words' token vectors in a sample of SQuAD train and QMSum train passages.
"""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np

from benchmarks import corpora
from index.embedders import load_embedder
from index.reduction import TOKEN_DIM, principal_axes
from index.sentence_transformer import SentenceTransformerEmbedder
from index.settings import DEFAULT_MODEL

_TARGET = Path(__file__).resolve().parents[1] / "index" / "minilm_reduction.npy"
_TEXTS_PER_SET = 2500
_MIN_CHARS = 40


def main() -> None:
    """Fit and write it."""
    draw = random.Random(0)
    texts: list[str] = []
    for corpus in (corpora.squad("train-v1.1.json.gz", "sq-train"), corpora.qmsum("train")):
        turns = [turn["text"][:1000] for each in corpus.transcripts for turn in each["turns"]]
        texts += draw.sample([text for text in turns if len(text) >= _MIN_CHARS], _TEXTS_PER_SET)
    embedder = load_embedder(DEFAULT_MODEL)
    assert isinstance(embedder, SentenceTransformerEmbedder)
    axes = principal_axes(embedder.token_vectors(texts), TOKEN_DIM)
    np.save(_TARGET, axes.astype(np.float16), allow_pickle=False)
    print(f"{_TARGET.name}: {axes.shape} from {len(texts):,} passages")


if __name__ == "__main__":
    main()
