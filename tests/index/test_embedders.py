"""The contract of embedders, over the fake one and the real one, and how they are found by name."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
import pytest

from index.embedders import (
    EMBEDDERS,
    WEIGHTS_SHA256,
    HashedWordsEmbedder,
    SentenceTransformerEmbedder,
    load_embedder,
    unit_rows,
)
from index.errors import ModelError

if TYPE_CHECKING:
    from pathlib import Path

    from index.embedders import Embedder

DIMS = {"hashed-words": 512, "all-MiniLM-L6-v2": 384}
NAMES = [pytest.param("hashed-words"), pytest.param("all-MiniLM-L6-v2", marks=pytest.mark.model)]
FERRY = "The ferry to the island sails on Monday."
WALL = "Granite repairs of the old harbour wall."
LOAF = "A loaf of rye bread costs four crowns."


@pytest.fixture(scope="module", params=NAMES)
def embedder(request: pytest.FixtureRequest) -> Embedder:
    return load_embedder(request.param)


def test_every_embedder_at_hand_is_held_to_the_contract() -> None:
    assert set(EMBEDDERS) == set(DIMS)


def test_rows_are_float32_of_unit_length_one_for_each_text(embedder: Embedder) -> None:
    rows = embedder.embed_documents([FERRY, WALL, LOAF, "", "…"])
    assert (rows.shape, rows.dtype) == ((5, DIMS[embedder.id]), np.float32)
    assert np.linalg.norm(rows, axis=1) == pytest.approx(np.ones(5), abs=1e-6)


def test_a_query_is_one_float32_vector_of_unit_length(embedder: Embedder) -> None:
    row = embedder.embed_query("When does the ferry sail?")
    assert (row.shape, row.dtype) == ((DIMS[embedder.id],), np.float32)
    assert np.linalg.norm(row) == pytest.approx(1, abs=1e-6)


def test_no_texts_give_no_rows(embedder: Embedder) -> None:
    assert embedder.embed_documents([]).shape == (0, DIMS[embedder.id])


def test_rows_stand_in_the_order_of_the_texts_whatever_their_length(embedder: Embedder) -> None:
    texts = [LOAF, FERRY + " " + WALL + " " + LOAF, WALL, "Yes.", FERRY]
    alone = np.stack([embedder.embed_documents([text])[0] for text in texts])
    assert embedder.embed_documents(texts) == pytest.approx(alone, abs=1e-5)


def test_the_same_text_gives_the_same_row_each_time(embedder: Embedder) -> None:
    first, second = embedder.embed_documents([FERRY, FERRY])
    assert first == pytest.approx(second, abs=1e-6)
    assert np.array_equal(embedder.embed_query(FERRY), embedder.embed_query(FERRY))


def test_a_query_is_nearest_to_the_text_about_the_same_thing(embedder: Embedder) -> None:
    rows = embedder.embed_documents([FERRY, WALL, LOAF])
    for number, query in enumerate(["When does the ferry sail?", "repairing the wall with granite", "price of bread"]):
        assert int((rows @ embedder.embed_query(query)).argmax()) == number


def test_another_embedder_of_the_same_name_has_the_same_weights(embedder: Embedder) -> None:
    assert load_embedder(embedder.id).sha256 == embedder.sha256


def test_the_fake_embedder_counts_stems_into_buckets() -> None:
    (row,) = HashedWordsEmbedder().embed_documents(["Walls, a wall and the ferry"])
    # Stems: wall, wall, ferri; "a", "and", "the" are stop words. Length: sqrt(2² + 1²).
    expected = np.zeros(512)
    for stem, count in (("wall", 2), ("ferri", 1)):
        digest = hashlib.blake2b(stem.encode(), digest_size=8).digest()
        expected[int.from_bytes(digest, "little") % 512] = count / 5**0.5
    assert row == pytest.approx(expected, abs=1e-6)


def test_unit_rows_divides_by_length_and_leaves_zeros() -> None:
    rows = unit_rows(np.array([[3.0, 4.0], [0.0, 0.0]]))
    assert rows == pytest.approx(np.array([[0.6, 0.8], [0.0, 0.0]]))
    assert rows.dtype == np.float32


@pytest.mark.model
def test_the_default_model_is_the_published_one_and_knows_meaning_beyond_words() -> None:
    embedder = load_embedder("all-MiniLM-L6-v2")
    assert embedder.sha256 == WEIGHTS_SHA256
    rows = embedder.embed_documents(["The ship leaves the port at dawn.", "The bakery sells rye loaves."])
    query = embedder.embed_query("When does the vessel depart from the harbour?")
    assert rows @ query == pytest.approx([0.66, 0.06], abs=0.1)


@pytest.mark.model
def test_texts_beyond_the_window_are_counted_and_do_not_change_those_after_them() -> None:
    embedder = load_embedder("all-MiniLM-L6-v2")
    assert isinstance(embedder, SentenceTransformerEmbedder)
    (before,) = embedder.embed_documents([FERRY])
    embedder.embed_documents([FERRY * 40, "wall " * 300, WALL])
    assert embedder.texts_cut == 2
    (after,) = embedder.embed_documents([FERRY])
    assert after == pytest.approx(before, abs=1e-6)
    assert embedder.texts_cut == 2


def test_weights_that_are_not_the_expected_ones_are_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"cut")
    seen = hashlib.sha256(b"cut").hexdigest()[:12]
    damaged = SentenceTransformerEmbedder("some-model", tmp_path, sha256="f" * 64)
    with pytest.raises(
        ModelError, match=f"the weights of some-model in .*/ are damaged: sha256 is {seen}…, expected f{{12}}…"
    ):
        damaged.embed_query("wall")


def test_a_folder_without_weights_is_no_model(tmp_path: Path) -> None:
    embedder = load_embedder(str(tmp_path))
    with pytest.raises(ModelError, match=r"has no \.safetensors weights in"):
        _ = embedder.sha256


@pytest.mark.model
def test_a_folder_whose_files_are_no_model_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"nothing")
    with pytest.raises(ModelError, match=r"the model .* cannot be loaded: "):
        load_embedder(str(tmp_path)).embed_query("wall")


def test_an_impossible_name_is_no_model_and_those_at_hand_are_listed() -> None:
    with pytest.raises(ModelError, match=r"there is no model 'a b/c/d'.*on hand \(all-MiniLM-L6-v2, hashed-words\)"):
        load_embedder("a b/c/d")
