"""Texts get the same vectors from us as from the library, and other models are left to the library."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from helpers import tiny_model

from index import plain_model
from index.bert import BertEncoder
from index.embedders import SentenceTransformerEmbedder, load_embedder
from index.library_model import LibraryModel
from index.packed import can_pack
from index.plain_bert import plain_bert
from index.plain_model import PlainModel
from index.settings import DEFAULT_MODEL
from index.threads import one_thread_only

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from index.text_model import TextVectors

WORDS = "the harbour wall of granite costs four crowns and was repaired in winter".split()
VARIED = [
    *("", " ", "…", "?", "a", "Trade?", "\n\t", "\u200b", "\ufeffharbour", "x" * 300, "granite " * 400),
    *("Who said that the ferry is late?", "WHO REPAIRED THE WALL", "co-operation & re-election", "3,5 % of 1,000.50 €"),
    *(
        "🎉",
        "👩‍👩‍👧 family 🏳️‍🌈",
        "wall🎉wall",
        "Qazaqstan — “Қазақстан”",
        "İçel, naïve cafés",
        "Un e\u0301clair, u\u0308ber",
    ),
    *("торговля между странами", "贸易 回廊", "سعر الخبز", "שלום", "貿易は?", "ราคาน้ำ", "ﬁnancial ½ ² №", "Straße ẞ"),
    *(
        "a\x00b",
        "\x07bell",
        "<b>harbour</b> &amp; 'quoted'",
        "[CLS] wall [SEP]",
        "[MASK]",
        "##wall",
        "http://a.example/b?c=d",
    ),
    *(" ".join(WORDS[: n + 1]) for n in range(len(WORDS))),
    *(" ".join(WORDS * n) for n in (2, 19, 20, 25)),
]
"""Around and beyond the window of 256 tokens, too."""


@pytest.fixture(scope="module")
def default() -> SentenceTransformerEmbedder:
    embedder = load_embedder(DEFAULT_MODEL)
    assert isinstance(embedder, SentenceTransformerEmbedder)
    return embedder


@pytest.fixture(scope="module")
def library(default: SentenceTransformerEmbedder) -> LibraryModel:
    return LibraryModel(DEFAULT_MODEL, default._folder)


def model_of(embedder: SentenceTransformerEmbedder) -> PlainModel:
    assert isinstance(embedder._model, PlainModel)
    return embedder._model


def check_question(ours: PlainModel, library: LibraryModel, text: str, prompt: str) -> None:
    check(ours.question(text, prompt), library.question(text, prompt), text)


def check(found: TextVectors, wanted: TextVectors, text: str) -> None:
    assert found.vector == pytest.approx(wanted.vector / np.linalg.norm(wanted.vector), abs=1e-5), text
    assert found.rows == pytest.approx(wanted.rows, abs=1e-4), text
    assert found.spans.tolist() == wanted.spans.tolist(), text


@pytest.mark.model
def test_varied_questions_get_what_the_library_gives(
    default: SentenceTransformerEmbedder, library: LibraryModel
) -> None:
    assert len(VARIED) >= 50
    for text in VARIED:
        check_question(model_of(default), library, text, "")


@pytest.mark.model
def test_questions_get_the_same_once_pytorch_is_there(
    default: SentenceTransformerEmbedder, library: LibraryModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = PlainModel(default._folder, model_of(default)._bert)
    monkeypatch.setattr(plain_model, "has_pytorch", lambda: False)
    assert ours._question_encoder is ours._bert
    monkeypatch.undo()
    assert can_pack() is isinstance(ours._question_encoder, BertEncoder)
    for text in VARIED:
        check_question(ours, library, text, "")


@pytest.mark.model
def test_documents_get_what_the_library_gives(default: SentenceTransformerEmbedder, library: LibraryModel) -> None:
    ours = PlainModel(default._folder, model_of(default)._bert)
    ours._bulk = ours._bert  # in float32
    before = library.cut
    found, wanted = (
        {
            n: each
            for batch, vectors in model.documents(VARIED, "", tokens=True)
            for n, each in zip(batch, vectors, strict=True)
        }
        for model in (ours, library)
    )
    assert sorted(found) == sorted(wanted) == list(range(len(VARIED)))
    for n, text in enumerate(VARIED):
        check(found[n], wanted[n], text)
    assert ours.cut == library.cut - before == sum(len(text.split()) > 254 for text in VARIED)


@pytest.mark.model
def test_questions_of_many_threads_at_once_get_what_they_get_alone(default: SentenceTransformerEmbedder) -> None:
    alone = [default.embed_query(text).vector for text in VARIED]
    fresh = load_embedder(DEFAULT_MODEL)  # so that the threads also read the model
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda text: fresh.embed_query(text).vector, VARIED))
    for one, other in zip(alone, found, strict=True):
        assert one == pytest.approx(other, abs=1e-6)


@pytest.mark.model
def test_a_question_imports_neither_pytorch_nor_the_library() -> None:
    program = (
        "import sys; from index.embedders import load_embedder; model = load_embedder('all-MiniLM-L6-v2');"
        "print(model.dim, model.token_dim, model.embed_query('Trade?').tokens.shape);"
        "print(sorted({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["384 64 (2, 64)", "[]"]


# -- other models ------------------------------------------------------------------------------------------------------

PROMPTS = {"query": "query: ", "document": "passage: "}
HEAD = {"max_seq_length": 64, "do_lower_case": False}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of random weights whose folder tells its window the way that those of the hub do."""
    folder = tiny_model(tmp_path_factory.mktemp("plain"), PROMPTS)
    (folder / "sentence_bert_config.json").write_text(json.dumps(HEAD))
    return folder


def test_another_plain_model_gives_what_the_library_gives_with_its_prompt(plain: Path) -> None:
    embedder = SentenceTransformerEmbedder("plain", plain)
    ours, library = model_of(embedder), LibraryModel("plain", plain)
    assert (ours.dim, ours._bert.window) == (32, 64)
    for text in ("granite", "", "the wall of the harbour " * 30):
        check_question(ours, library, text, PROMPTS["query"])
    assert ours.prompts == PROMPTS
    alone = embedder.embed_query("granite").vector
    assert alone == pytest.approx(ours.question("granite", "query: ").vector, abs=1e-6)
    assert embedder.embed_documents(["granite"])[0] != pytest.approx(alone, abs=1e-3)


@pytest.mark.parametrize(("told", "of_tokenizer", "window"), [(64, 512, 64), (None, 50, 50), (None, 512, 128)])
def test_the_library_agrees_with_the_folder_about_window_width_and_prompts(
    told: int | None, of_tokenizer: int, window: int, plain: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(plain, folder)
    changed("sentence_bert_config.json", max_seq_length=told)(folder)
    changed("tokenizer_config.json", model_max_length=of_tokenizer)(folder)
    ours, library = model_of(SentenceTransformerEmbedder("plain", folder)), LibraryModel("plain", folder)
    assert (library._window, library.dim, library.prompts) == (window, ours.dim, ours.prompts)
    assert ours._bert.window == window


def changed(name: str, **values: object) -> Callable[[Path], None]:
    """Return what sets values in a JSON file of a model folder; None takes one away."""

    def change(folder: Path) -> None:
        body: dict[str, Any] = json.loads((folder / name).read_text()) | values
        (folder / name).write_text(json.dumps({key: value for key, value in body.items() if value is not None}))

    return change


def written(name: str, text: str) -> Callable[[Path], None]:
    """Return what puts something else in the place of a file of a model folder."""

    def write(folder: Path) -> None:
        (folder / name).write_text(text)

    return write


def with_dense(folder: Path) -> None:
    modules = json.loads((folder / "modules.json").read_text())
    modules.append({"idx": 2, "name": "2", "path": "2_Dense", "type": "sentence_transformers.models.Dense"})
    (folder / "modules.json").write_text(json.dumps(modules))


def in_half_precision(folder: Path) -> None:
    from safetensors.numpy import load_file, save_file

    weights = load_file(folder / "model.safetensors")
    save_file({name: each.astype(np.float16) for name, each in weights.items()}, folder / "model.safetensors")


def without_a_layer(folder: Path) -> None:
    from safetensors.numpy import load_file, save_file

    weights = load_file(folder / "model.safetensors")
    kept = {name: each for name, each in weights.items() if not name.startswith("encoder.layer.1.output")}
    save_file(kept, folder / "model.safetensors")


def without_a_window(folder: Path) -> None:
    changed("sentence_bert_config.json", max_seq_length=None)(folder)
    changed("tokenizer_config.json", model_max_length=None)(folder)


CHANGES: dict[str, Callable[[Path], None]] = {
    "another architecture": changed("config.json", model_type="roberta"),
    "another activation": changed("config.json", hidden_act="relu"),
    "another epsilon": changed("config.json", layer_norm_eps=1e-5),
    "relative positions": changed("config.json", position_embedding_type="relative_key"),
    "a decoder": changed("config.json", is_decoder=True),
    "more layers than weights": changed("config.json", num_hidden_layers=3),
    "the vector of the first token": changed("1_Pooling/config.json", pooling_mode="cls"),
    "two ways of pooling": changed(
        "1_Pooling/config.json", pooling_mode=None, pooling_mode_mean_tokens=True, pooling_mode_max_tokens=True
    ),
    "a mean without the prompt": changed("1_Pooling/config.json", include_prompt=False),
    "no window": without_a_window,
    "a window beyond the positions": changed("sentence_bert_config.json", max_seq_length=129),
    "text in small letters first": changed("sentence_bert_config.json", do_lower_case=True),
    "a layer behind": with_dense,
    "half precision": in_half_precision,
    "weights that are missing": without_a_layer,
    "weights that are cut": written("model.safetensors", "cut"),
    "a list for an object": written("config.json", "[]"),
    "no JSON": written("modules.json", "{"),
    "no modules": lambda folder: (folder / "modules.json").unlink(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_model_that_is_something_else_is_left_to_the_library(plain: Path, tmp_path: Path, change: str) -> None:
    folder = tmp_path / "model"
    shutil.copytree(plain, folder)
    assert plain_bert(folder) is not None
    CHANGES[change](folder)
    assert plain_bert(folder) is None


def test_the_old_names_of_pooling_are_understood(plain: Path, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(plain, folder)
    old = {"word_embedding_dimension": 32, "pooling_mode_cls_token": False, "pooling_mode_mean_tokens": True}
    (folder / "1_Pooling" / "config.json").write_text(json.dumps(old))
    assert plain_bert(folder) is not None


def test_a_model_without_a_tokenizer_of_its_own_is_left_to_the_library(plain: Path, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(plain, folder)
    (folder / "tokenizer.json").unlink()
    assert isinstance(SentenceTransformerEmbedder("plain", folder)._model, LibraryModel)


# -- batches in threads ------------------------------------------------------------------------------------------------


def test_batches_are_of_texts_of_like_length_and_no_larger_than_they_may_be() -> None:
    lengths = [3, 256, 40, 256, *[200] * 30, 2]
    batches = plain_model._batches(lengths)
    assert sorted(n for batch in batches for n in batch) == list(range(len(lengths)))
    assert [lengths[n] for batch in batches for n in batch] == sorted(lengths, reverse=True)
    assert max(len(batch) * max(lengths[n] for n in batch) for batch in batches) <= 2048
    assert len(batches) == 4


def test_batches_come_in_their_order_and_only_some_are_made_ahead() -> None:
    made: list[int] = []

    def read(batch: list[int]) -> tuple[list[int], list[TextVectors]]:
        made.extend(batch)
        return batch, []

    with ThreadPoolExecutor(1) as pool:
        found = plain_model._in_turn(pool, read, ([n] for n in range(50)), 3)
        assert [next(found)[0], next(found)[0]] == [[0], [1]]
        assert len(made) <= 5
        assert [batch for batch, _ in found] == [[n] for n in range(2, 50)]


def test_what_goes_wrong_in_a_thread_is_raised(plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = model_of(SentenceTransformerEmbedder("plain", plain))

    class Broken:
        def encode_all(self, _: object) -> list[object]:
            raise RuntimeError("out of memory")

    monkeypatch.setattr(model, "_bulk", Broken())
    with pytest.raises(RuntimeError, match="out of memory"):
        list(model.documents(["granite", "wall"] * 2000, "", tokens=False))


def test_threads_that_embed_leave_the_number_of_threads_of_others_as_it_was() -> None:
    import torch

    def number() -> int:
        return torch.get_num_threads()

    before = number()
    with ThreadPoolExecutor(1, initializer=one_thread_only) as pool:
        assert pool.submit(number).result() == 1
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(number).result() == before
    assert number() == before
