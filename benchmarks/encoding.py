"""How fast texts become vectors, ours against SentenceTransformer.encode as it comes; writes results/encoding.json.

    python -m benchmarks.encoding

Both read the same paragraphs of speeches with the same weights on the same cores, turn by turn in one process. Beside
them stands what the processor can do: the fastest that it multiplies matrices of the model's shapes.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks import corpora, many_files, nearest, results
from index import build
from index.embedders import load_embedder
from index.sentence_transformer import SentenceTransformerEmbedder
from index.settings import DEFAULT_MODEL
from index.tokenizer import load_tokenizer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Rows = NDArray[np.float32]

_TEXTS, _ROUNDS = 3000, 5
_SPEECHES = 100
"""For a whole build, from files to an index."""
_WIDTH, _WIDE, _LAYERS = 384, 1536, 6
_PEAK_ROWS, _PEAK_ROUNDS = 2048, 40


def peak_flops(dtype: Any) -> float:
    """Return the most multiplications and additions in a second in products of the shapes that the model has."""
    import torch

    rows = torch.randn(_PEAK_ROWS, _WIDTH, dtype=dtype)
    weights = torch.randn(_WIDTH, _WIDE, dtype=dtype)
    best = 0.0
    for _ in range(_PEAK_ROUNDS):
        began = time.perf_counter()
        rows @ weights
        best = max(best, 2 * _PEAK_ROWS * _WIDTH * _WIDE / (time.perf_counter() - began))
    return best


def flops(lengths: Sequence[int]) -> float:
    """Return how many multiplications and additions texts of so many tokens take, layers and attention."""
    dense = 2 * (4 * _WIDTH * _WIDTH + 2 * _WIDTH * _WIDE)
    return float(sum(_LAYERS * (dense * count + 4 * count * count * _WIDTH) for count in lengths))


def rows_of(texts: list[str], embedder: SentenceTransformerEmbedder) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return the table's rows, and what was compared."""
    import torch
    from sentence_transformers import SentenceTransformer

    library = SentenceTransformer(str(embedder._folder), device="cpu", local_files_only=True)
    ways: dict[str, Callable[[list[str]], Any]] = {
        "SentenceTransformer.encode, as it comes": lambda given: library.encode(given, show_progress_bar=False),
        "ours, a vector for each text": embedder.embed_documents,
        "ours, and one for each token": lambda given: embedder.embed_passages(given).vectors,
    }
    took: dict[str, list[float]] = {name: [] for name in ways}
    vectors: dict[str, Rows] = {}
    for way in ways.values():
        way(texts[:200])
    for _ in range(_ROUNDS):
        for name, way in ways.items():
            began = time.perf_counter()
            vectors[name] = way(texts)
            took[name].append(time.perf_counter() - began)
    lengths = [len(each.ids) for each in load_tokenizer(embedder._folder, library.max_seq_length).encode_batch(texts)]
    model: Any = embedder._model
    half = bool(getattr(model._bulk, "half", False))
    peak = peak_flops(torch.bfloat16 if half else torch.float32)
    first = next(iter(ways))
    units = vectors[first] / np.linalg.norm(vectors[first], axis=1, keepdims=True)
    rows = [
        {
            "what": name,
            "texts/s": round(len(texts) / statistics.median(seconds)),
            "tokens/s": round(sum(lengths) / statistics.median(seconds)),
            "times the library": round(statistics.median(took[first]) / statistics.median(seconds), 2),
            "share of peak": round(flops(lengths) / statistics.median(seconds) / peak, 3),
            "mean cosine": round(float((vectors[name] * units).sum(axis=1).mean()), 5),
        }
        for name, seconds in took.items()
    ]
    facts = {"texts": len(texts), "tokens": sum(lengths), "bfloat16": half, "peak TFLOP/s": round(peak / 1e12, 3)}
    return rows, facts


def whole_build(speeches: int) -> dict[str, Any]:
    """Return what a build from nothing takes, per second."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        corpora.Corpus("un", random.Random(0).sample(list(many_files.un_speeches()), speeches)).write(home / "src")
        report = build([home / "src"], home / "speeches.index")
    return {
        "build: passages": report.passages,
        "build: seconds": round(report.seconds, 1),
        "build: passages/s": round(report.passages / report.seconds),
    }


def main() -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=_TEXTS)
    options = parser.parse_args()
    embedder = load_embedder(DEFAULT_MODEL)
    assert isinstance(embedder, SentenceTransformerEmbedder)
    rows, facts = rows_of(nearest.texts()[: options.texts], embedder)
    facts |= whole_build(_SPEECHES)
    print(results.table("Texts to vectors", rows))
    print(facts)
    results.write("encoding", {"rows": rows, **facts})


if __name__ == "__main__":
    main()
