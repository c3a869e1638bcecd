"""Indexes over the open sets, kept between runs in .quality/ since builds are incremental."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from index import build
from search import SpeechSearch

if TYPE_CHECKING:
    from benchmarks.corpora import Corpus
    from search.answer import Reader
    from search.rerank import Reranker

HOME = Path(__file__).resolve().parents[1]
KEPT = HOME / ".quality"


def engine_over(
    corpus: Corpus, *, reader: Reader | None = None, reranker: Reranker | None = None, rerank: bool = False
) -> SpeechSearch:
    """Return an engine over an index of a corpus, building what is missing."""
    folder = KEPT / corpus.name
    corpus.write(folder / "src")
    report = build([folder / "src"], folder / "speeches.index")
    if report.embedded:
        print(f"{corpus.name}: {report.embedded:,} passages embedded in {report.seconds:.0f} s", flush=True)
    return SpeechSearch.open(folder / "speeches.index", reader=reader, reranker=reranker, rerank=rerank)
