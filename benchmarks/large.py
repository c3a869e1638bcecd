"""How costs grow from 10,000 to half a million passages, stage by stage: prints tables, writes results/large.json.

    python -m benchmarks.large

The passages are those of benchmarks/many_files.py. To embed them takes more than an hour on two cores, and how long
a search takes does not depend on what the vectors say. So here passages are embedded by the model's input layer alone
(a model of no encoder layers), and questions by the whole model. Times are of the real path; rankings mean nothing
here. Smaller indexes are made of the large one by taking files away, which embeds nothing.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks import corpora, many_files, results
from benchmarks.indexes import KEPT
from index import build
from index.checked import NAME as CHECKED
from index.embedders import load_embedder
from index.generations import IndexFolder
from index.manifest import NAME as MANIFEST
from index.manifest import Manifest
from index.sentence_transformer import SentenceTransformerEmbedder
from index.settings import DEFAULT_MODEL
from search import Filters, SpeechSearch
from search.cli import GARBAGE_EVERY
from search.retrieve import DEPTH

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from index.encoded import Encoded, EncodedQuery

FOLDER = KEPT / "many"
SIZES = (10_000, 50_000, 100_000, 300_000, 0)
"""Passages, about; 0 stands for all there are."""
_QUESTIONS = 120
_WARM_UP = 40
_ROUNDS = 2
_COLD_ROUNDS = 5


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


def folder_of(size: int) -> Path:
    """Return the folder of the index of about so many passages."""
    return FOLDER / (f"{size}" if size else "all")


def built(embedder: InputLayerEmbedder, size: int) -> int:
    """Build the index of about so many passages where it is missing; return how many they are."""
    files, home = many_files.write(FOLDER / "src"), folder_of(size)
    if size:
        whole = IndexFolder(folder_of(0) / "speeches.index").manifest()
        assert whole is not None
        files = files[: round(len(files) * size / whole.counts["passages"])]
        _linked(files, home / "src")
        if not (home / "speeches.index").exists():
            shutil.copytree(folder_of(0) / "speeches.index", home / "speeches.index", copy_function=os.link)
    else:
        _linked(files, home / "src")
    return build([home / "src"], home / "speeches.index", embedder=embedder).passages


def _linked(files: Sequence[Path], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        if not (folder / file.name).exists():
            os.link(file, folder / file.name)


def rebuilt(embedder: InputLayerEmbedder, size: int) -> dict[str, float]:
    """Return how long builds take when nothing changed, and when one file did, in seconds; median of some."""
    home = folder_of(size)
    found: dict[str, list[float]] = defaultdict(list)
    for number in range(_ROUNDS):
        file = sorted((home / "src").glob("*.json"))[number * 7 % size if size else number * 777]
        was = file.read_text(encoding="utf-8")
        text = was.replace('"text": "', f'"text": "It was said {number} times.\\n\\n', 1)
        for name, now in (("nothing changed", None), ("one file changed", text), ("and back", was)):
            if now is not None:
                file.unlink()  # a link to the file of other sizes
                file.write_text(now, encoding="utf-8")
                SpeechSearch.open(home / "speeches.index", embedder=embedder)  # as somebody will have done
            began = time.perf_counter()
            build([home / "src"], home / "speeches.index", embedder=embedder)
            found[name].append(time.perf_counter() - began)
    return {
        "build, nothing changed, s": round(statistics.median(found["nothing changed"]), 2),
        "build, one file changed, s": round(statistics.median(found["one file changed"] + found["and back"]), 2),
    }


def weight(size: int) -> dict[str, Any]:
    """Return what an index takes on the disk, in kB a passage, by part."""
    folder = folder_of(size) / "speeches.index"
    manifest = IndexFolder(folder).manifest()
    assert manifest is not None
    sizes: dict[str, int] = defaultdict(int)
    for name, seal in manifest.files.items():
        top = name.split("/")
        sizes[top[-1] if top[0] == "representations" else top[0]] += seal.bytes
    total = manifest.counts["passages"]
    return {"all": round(sum(sizes.values()) / total / 1000, 2)} | {
        name: round(bytes_ / total / 1000, 2) for name, bytes_ in sorted(sizes.items()) if bytes_ > 20 * total
    }


def opening(size: int) -> dict[str, float]:
    """Return what opening takes, in a process of its own: once everything is to be checked, and again."""
    line = "import sys; from benchmarks.large import report_opening; report_opening(sys.argv[1])"
    found: dict[str, float] = {}
    folder = folder_of(size) / "speeches.index"
    for name in ("open, first, s", "open, s"):
        if name == "open, first, s":
            (folder / str(IndexFolder(folder).current_name()) / CHECKED).unlink(missing_ok=True)
        done = subprocess.run([sys.executable, "-c", line, str(folder)], check=True, capture_output=True, text=True)
        told = json.loads(done.stdout)
        found |= {name: told["s"], "memory for the index, MB": told["MB"], "of it its own, MB": told["own MB"]}
    return found


def report_opening(folder: str) -> None:
    """Open an index, search once, and print what that took beyond the model."""
    embedder = InputLayerEmbedder(FOLDER)
    embedder.embed_query("What was said about the sea?")
    import faiss  # noqa: F401  # so that its import is not counted
    import tantivy  # noqa: F401

    before = memory_mb()
    began = time.perf_counter()
    engine = SpeechSearch.open(folder, embedder=embedder)
    took = time.perf_counter() - began
    engine.search("What was said about the law of the sea?")
    after = memory_mb()
    print(json.dumps({"s": round(took, 2), "MB": round(after[0] - before[0]), "own MB": round(after[1] - before[1])}))


def memory_mb() -> tuple[float, float]:
    """Return what is resident, and what of it no file backs."""
    lines = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines())
    resident, own = (int(lines[name].split()[0]) / 1000 for name in ("VmRSS", "RssAnon"))
    return resident, own


def cold_copy(size: int = 0) -> Path | None:
    """Return an index as if it were of the default model, for commands; None where there is none."""
    folder = IndexFolder(folder_of(size) / "speeches.index")
    generation = folder.current_name()
    if generation is None:
        return None
    copy = folder_of(size) / "cold.index"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder.path, copy, copy_function=os.link)
    for name in (MANIFEST, CHECKED):
        (copy / generation / name).unlink(missing_ok=True)
    Manifest.read(folder.path / generation).model_copy(update={"model": DEFAULT_MODEL}).write(copy / generation)
    return copy


def cold(size: int) -> dict[str, float]:
    """Return how long a whole command takes."""
    copy = cold_copy(size)
    command = [str(Path(sys.executable).with_name("rostrum")), "search", "nuclear disarmament", "--index", str(copy)]
    times = []
    for _ in range(_COLD_ROUNDS + 1):
        began = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        times.append(time.perf_counter() - began)
    return {"rostrum search, cold, s": round(statistics.median(times[1:]), 2)}


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


def stages(engine: SpeechSearch) -> dict[str, list[float]]:
    """Time the stages of each search and of each answer."""
    import search.engine as engine_module
    import search.rerank as rerank_module
    from search.close_reading import CloseReading
    from search.span_reader import SpanReader

    watch = Stopwatch()
    opened = engine._current()
    generation = opened.generation
    watch.wrap(engine_module, "understand", "understanding the question")
    watch.wrap(opened, "embedded", "embedding it")
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
    return watch.times


def timed(call: Callable[[str], Any], asked: Sequence[str]) -> list[float]:
    """Return how many milliseconds a call takes for each question."""
    found = []
    for question in asked:
        started = time.perf_counter()
        call(question)
        found.append((time.perf_counter() - started) * 1000)
    return found


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


def searching(embedder: InputLayerEmbedder, size: int, asked: Sequence[str]) -> tuple[dict[str, Any], dict[str, float]]:
    """Return the table's row about searching, and the median ms of each stage of an answer that is read closely."""
    engine = SpeechSearch.open(folder_of(size) / "speeches.index", embedder=embedder)
    for question in asked[:_WARM_UP]:
        engine.ask(question, rerank=True)
    asked = asked[_WARM_UP:]
    calls: dict[str, Callable[[str], Any]] = {
        "search": engine.search,
        "ask": lambda question: engine.ask(question, rerank=False),
        "ask, closely": lambda question: engine.ask(question, rerank=True),
    }
    found: dict[str, Any] = {}
    for name, call in calls.items():
        times = timed(call, asked)
        found |= {
            f"{name}, ms": round(statistics.median(times), 1),
            f"{name}, p99 ms": round(float(np.percentile(times, 99)), 1),
        }
    since = Filters(since=dt.date(2000, 1, 1))
    times = timed(lambda question: engine.search(question, filters=since), asked[:50])
    found["search since 2000, ms"] = round(statistics.median(times), 1)
    found["recall@10 of the dense arm"] = round(recall(engine), 4)
    watch = stages(engine)
    timed(lambda question: engine.ask(question, rerank=True), asked)
    return found, {name: round(statistics.median(times), 2) for name, times in watch.items()}


def main() -> None:
    """Build, search, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--build-only", action="store_true", help="only build what is missing")
    options = parser.parse_args()
    gc.set_threshold(GARBAGE_EVERY)  # builds are timed here that a command would do
    embedder = InputLayerEmbedder(FOLDER)
    built(embedder, 0)
    passages = {size: built(embedder, size) for size in options.sizes}
    if options.build_only:
        return
    asked = questions(_QUESTIONS + _WARM_UP)
    rows, by_stage = [], []
    for size, count in passages.items():
        known = {"passages": count, "files": len(list((folder_of(size) / "src").iterdir()))}
        builds = rebuilt(embedder, size)  # first, since it brings an index up to date
        told, at = searching(embedder, size, asked)
        row = known | {"kB a passage": weight(size)["all"]} | opening(size) | told | cold(size) | builds
        rows.append(row)
        by_stage.append({"passages": count} | at)
        print(json.dumps(row), flush=True)
    table = [{"what": name, **{f"{row['passages']:,}": row[name] for row in rows}} for name in rows[0]]
    stage_table = [{"ms": name, **{f"{row['passages']:,}": row[name] for row in by_stage}} for name in by_stage[0]]
    print(results.table("Growth", table), results.table("Stages of an answer that is read closely", stage_table))
    results.write("large", {"rows": rows, "stages": by_stage, "kB a passage": weight(0)})


if __name__ == "__main__":
    main()
