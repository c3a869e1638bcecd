"""Search over 300,000 passages of UN speeches, stage by stage: prints a table, writes results/large.json.

    python -m benchmarks.large

To embed 84 million tokens takes hours without a GPU, and how long a search takes does not depend on what the vectors
say. So here passages are embedded by the model's input layer alone (a model of no encoder layers, in minutes), and
questions by the whole model. Times are of the real path; rankings mean nothing here.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import re
import statistics
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks import corpora, results
from benchmarks.indexes import KEPT
from index import build
from index.embedders import load_embedder
from index.generations import IndexFolder
from index.sentence_transformer import SentenceTransformerEmbedder
from index.settings import DEFAULT_MODEL
from search import SpeechSearch
from search.retrieve import DEPTH

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from index.encoded import Encoded, EncodedQuery

FOLDER = KEPT / "un-300k"
_QUESTIONS = 400
_PARAGRAPH_END = re.compile(r"(?<=[.!?:;”\"])[^\S\n]*\n\s*")
"""Other line breaks of these texts are a printer's."""
_WARM_UP = 40


class InputLayerEmbedder:
    """Embeds documents by the input layer of the default model, questions by all of it."""

    def __init__(self, folder: Path) -> None:
        self._whole = load_embedder(DEFAULT_MODEL)
        assert isinstance(self._whole, SentenceTransformerEmbedder)
        reduction = Path(corpora.__file__).parents[1] / "index" / "minilm_reduction.npy"
        self._input = SentenceTransformerEmbedder("input layer", _without_layers(folder), reduction=reduction)
        self.id, self.sha256, self.dim = "input layer of " + self._whole.id, self._whole.sha256, self._whole.dim
        self.token_dim, self.token_recipe = self._whole.token_dim, self._whole.token_recipe
        self.languages = self._whole.languages

    def embed_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._input.embed_documents(texts)

    def embed_passages(self, texts: Sequence[str]) -> Encoded:
        return self._input.embed_passages(texts)

    def embed_query(self, text: str) -> EncodedQuery:
        return self._whole.embed_query(text)


def _without_layers(folder: Path) -> Path:
    """Return a copy of the default model that keeps its input layer only."""
    target = folder / "input-layer"
    if not (target / "modules.json").exists():
        from sentence_transformers import SentenceTransformer
        from torch import nn

        whole = load_embedder(DEFAULT_MODEL)
        model = SentenceTransformer(str(whole._folder), device="cpu", local_files_only=True)  # type: ignore[attr-defined]
        bert: Any = next(each for each in model.modules() if hasattr(each, "encoder") and hasattr(each, "embeddings"))
        bert.encoder.layer = nn.ModuleList([])
        bert.config.num_hidden_layers = 0
        model.save(str(target))
    return target


def transcripts() -> list[dict[str, Any]]:
    """Return two of three speeches in canonical form, which are 300,000 passages."""
    found = []
    path = corpora.DATA / "speeches" / "large" / "un-general-debate.jsonl.xz"
    with lzma.open(path, "rt", encoding="utf-8") as file:
        for number, line in enumerate(file):
            if number % 3 == 2:
                continue
            each = json.loads(line)
            text = "\n\n".join(part for part in _PARAGRAPH_END.split(each["text"]) if part.strip())
            turn = {"speaker": each["speaker"] or None, "role": each["post"] or None, "text": text}
            head = {"id": each["id"], "title": f"General Debate, {each['country']}", "date": f"{each['year']}-09-25"}
            found.append(head | {"venue": "United Nations", "language": "en", "turns": [turn]})
    return found


def built(embedder: InputLayerEmbedder) -> dict[str, Any]:
    """Build what is missing; return what the index weighs."""
    corpora.Corpus("un", transcripts()).write(FOLDER / "src")
    report = build([FOLDER / "src"], FOLDER / "speeches.index", embedder=embedder)
    path = FOLDER / "speeches.index" / (IndexFolder(FOLDER / "speeches.index").current_name() or "")
    sizes: dict[str, int] = defaultdict(int)
    for file in path.rglob("*"):
        if file.is_file():
            top = file.relative_to(path).parts
            sizes[top[-1] if top[0] == "representations" else top[0]] += file.stat().st_size
    return {"passages": report.passages, "build s": round(report.seconds), "bytes per passage": {
        name: round(size / report.passages, 1) for name, size in sorted(sizes.items())
    }}  # fmt: skip


def questions(count: int) -> list[str]:
    """Return questions of the length that people ask: about what sentences of these speeches speak of."""
    asked = [question.text for question in corpora.squad("dev-half.json.gz", "sq-dev").questions]
    asked += [question.text for question in corpora.qmsum("val").questions]
    topics = (
        "nuclear disarmament", "the right to self-determination", "climate change and small island States",
        "the reform of the Security Council", "apartheid in South Africa", "debt relief for developing countries",
        "peacekeeping in Cyprus", "the Palestinian people", "HIV/AIDS in Africa", "the law of the sea",
    )  # fmt: skip
    asked += [f"What was said about {topic}?" for topic in topics] * 20
    return random.Random(0).sample(asked, count)


class Stopwatch:
    """Adds up how long functions take, by wrapping them where they are looked up."""

    def __init__(self) -> None:
        self.times: dict[str, list[float]] = defaultdict(list)

    def wrap(self, owner: Any, name: str, stage: str) -> None:
        """Time each call of ``owner.name`` as a part of a stage."""
        inner: Callable[..., Any] = getattr(owner, name)

        def timed(*arguments: Any, **options: Any) -> Any:
            started = time.perf_counter()
            try:
                return inner(*arguments, **options)
            finally:
                self.times[stage].append((time.perf_counter() - started) * 1000)

        setattr(owner, name, timed)


def stages(engine: SpeechSearch, embedder: InputLayerEmbedder) -> Stopwatch:
    """Time the stages of each search and of each answer."""
    import search.engine as engine_module
    import search.rerank as rerank_module
    from search.close_reading import CloseReading
    from search.span_reader import SpanReader

    watch = Stopwatch()
    generation = engine._current().generation
    watch.wrap(engine_module, "understand", "understanding the question")
    watch.wrap(embedder, "embed_query", "embedding it")
    watch.wrap(type(generation.vectors), "search", "dense arm")
    watch.wrap(type(generation.lexical), "search", "lexical arm")
    watch.wrap(rerank_module, "pool_of", "context: vectors and words of neighbours")
    watch.wrap(rerank_module, "stage_one", "features of all candidates")
    watch.wrap(rerank_module, "passages_at", "reading passages")
    watch.wrap(rerank_module, "stage_two", "sentences and late interaction")
    watch.wrap(engine_module, "spread", "repeats and spread")
    watch.wrap(engine_module, "hits_of", "highlights and reasons")
    watch.wrap(CloseReading, "reread", "reading closely")
    watch.wrap(SpanReader, "read", "choosing quotes")
    watch.wrap(engine_module, "compose", "checking quotes")
    return watch


def timed(call: Callable[[str], Any], asked: Sequence[str]) -> list[float]:
    """Return how many milliseconds a call takes for each question."""
    found = []
    for question in asked:
        started = time.perf_counter()
        call(question)
        found.append((time.perf_counter() - started) * 1000)
    return found


def row(what: str, times_ms: Sequence[float]) -> dict[str, Any]:
    """Return a row of the table."""
    return {
        "what": what,
        "median ms": round(statistics.median(times_ms), 2),
        "p99 ms": round(float(np.percentile(times_ms, 99)), 2),
        "calls": len(times_ms),
    }


def recall(engine: SpeechSearch, count: int = 100) -> float:
    """Return which share of the ten nearest vectors is among those that the dense arm hands on, to be scored exactly.

    Passages are the questions here: those of the whole model would be of another kind than the vectors of this index.
    """
    generation = engine._current().generation
    vectors = np.asarray(generation.representations.vectors, np.float32)
    ids = np.asarray(generation.representations.ids)
    found = []
    for row in np.random.default_rng(0).integers(0, len(vectors), count):
        exact = set(ids[np.argpartition(-(vectors @ vectors[row]), 10)[:10]].tolist())
        found.append(len(exact & set(generation.vectors.search(vectors[row], DEPTH)[0].tolist())) / 10)
    return float(np.mean(found))


def main() -> None:
    """Build, search, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=_QUESTIONS)
    asked = questions(parser.parse_args().questions + _WARM_UP)
    embedder = InputLayerEmbedder(FOLDER)
    weight = built(embedder)
    engine = SpeechSearch.open(FOLDER / "speeches.index", embedder=embedder)
    for question in asked[:_WARM_UP]:
        engine.ask(question, rerank=True)
    asked = asked[_WARM_UP:]
    rows = [
        row("search, end to end", timed(engine.search, asked)),
        row("ask, not reading closely", timed(lambda question: engine.ask(question, rerank=False), asked)),
        row("ask, reading closely", timed(lambda question: engine.ask(question, rerank=True), asked)),
    ]
    watch = stages(engine, embedder)
    timed(lambda question: engine.ask(question, rerank=True), asked)
    rows += [row(stage, times) for stage, times in watch.times.items()]
    facts = {"recall@10 of the dense arm": round(recall(engine), 4), **weight}
    print(results.table("Search over UN speeches", rows))
    print(json.dumps(facts, indent=1))
    results.write("large", {"rows": rows, **facts})


if __name__ == "__main__":
    main()
