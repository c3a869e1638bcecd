"""The contract of embedders, over the fake one and the real one, and how they are found by name."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from helpers import tiny_model

import index.embedders
from index.embedders import (
    EMBEDDERS,
    WEIGHTS_SHA256,
    HashedWordsEmbedder,
    SentenceTransformerEmbedder,
    load_embedder,
)
from index.errors import ModelError
from index.reduction import unit_rows
from index.words import stems

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.embedders import Embedder
    from index.encoded import Encoded

HALF = 0.005
"""How far a value may be off where documents are encoded in bfloat16."""
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
    row = embedder.embed_query("When does the ferry sail?").vector
    assert (row.shape, row.dtype) == ((DIMS[embedder.id],), np.float32)
    assert np.linalg.norm(row) == pytest.approx(1, abs=1e-6)


def test_no_texts_give_no_rows(embedder: Embedder) -> None:
    assert embedder.embed_documents([]).shape == (0, DIMS[embedder.id])


def test_rows_stand_in_the_order_of_the_texts_whatever_their_length(embedder: Embedder) -> None:
    texts = [LOAF, FERRY + " " + WALL + " " + LOAF, WALL, "Yes.", FERRY]
    alone = np.stack([embedder.embed_documents([text])[0] for text in texts])
    assert embedder.embed_documents(texts) == pytest.approx(alone, abs=HALF)


def test_the_same_text_gives_the_same_row_each_time(embedder: Embedder) -> None:
    first, second = embedder.embed_documents([FERRY, FERRY])
    assert first == pytest.approx(second, abs=1e-6)
    one, other = embedder.embed_query(FERRY), embedder.embed_query(FERRY)
    assert np.array_equal(one.vector, other.vector)
    assert np.array_equal(one.tokens, other.tokens)


def test_a_query_is_nearest_to_the_text_about_the_same_thing(embedder: Embedder) -> None:
    rows = embedder.embed_documents([FERRY, WALL, LOAF])
    for number, query in enumerate(["When does the ferry sail?", "repairing the wall with granite", "price of bread"]):
        assert int((rows @ embedder.embed_query(query).vector).argmax()) == number


def test_another_embedder_of_the_same_name_has_the_same_weights(embedder: Embedder) -> None:
    assert load_embedder(embedder.id).sha256 == embedder.sha256
    assert load_embedder(embedder.id).token_recipe == embedder.token_recipe


# -- tokens ----------------------------------------------------------------------------------------------------------

STRANGE = "İçel, naïve cafés 🎉 and a granite wall; the Ünal family's éclair — “really”?"
DECOMPOSED = "Un e\u0301clair, u\u0308ber 🎉 granite"
TEXTS = [FERRY, WALL, FERRY + " " + LOAF + " " + WALL, STRANGE, "", "…", "The, of and to.", LOAF]


def content_words(text: str) -> dict[tuple[int, int], str]:
    """Return the spans of words that have a stem."""
    return {match.span(): match[0] for match in re.finditer(r"\w+", text) if stems(match[0])}


def tokens_of(encoded: Encoded, number: int) -> tuple[list[tuple[int, int]], NDArray[np.int8]]:
    rows = slice(int(encoded.first[number]), int(encoded.first[number + 1]))
    return [(int(a), int(b)) for a, b in encoded.spans[rows]], encoded.tokens[rows]


def test_passages_have_the_vectors_of_documents(embedder: Embedder) -> None:
    vectors = embedder.embed_passages(TEXTS).vectors
    assert (vectors.shape, vectors.dtype) == ((8, DIMS[embedder.id]), np.float32)
    assert vectors == pytest.approx(embedder.embed_documents(TEXTS), abs=1e-5)


def test_tokens_are_those_of_the_content_words_and_stand_in_the_text(embedder: Embedder) -> None:
    encoded = embedder.embed_passages(TEXTS)
    assert (encoded.first[0], len(encoded.first), encoded.first[-1]) == (0, 9, len(encoded.spans))
    for number, text in enumerate(TEXTS):
        spans, tokens = tokens_of(encoded, number)
        assert len(spans) == len(tokens)
        words = content_words(text)
        around = [next(word for word in words if word[0] <= a < b <= word[1]) for a, b in spans]
        assert set(around) == set(words)  # every content word has a token, and no token is of another word
        assert spans == sorted(spans)
    assert [int(encoded.first[n + 1] - encoded.first[n]) for n in (4, 5, 6)] == [0, 0, 0]
    assert (encoded.spans.dtype, encoded.tokens.dtype) == (np.uint16, np.int8)
    assert encoded.tokens.shape == (len(encoded.spans), embedder.token_dim)


def test_spans_count_code_points_whatever_stands_before(embedder: Embedder) -> None:
    for number, text in enumerate((STRANGE, DECOMPOSED)):
        spans, _ = tokens_of(embedder.embed_passages([STRANGE, DECOMPOSED]), number)
        assert (text.index("granite"), text.index("granite") + len("granite")) in spans


def test_tokens_have_the_length_of_one_in_bytes(embedder: Embedder) -> None:
    tokens = embedder.embed_passages(TEXTS).tokens.astype(np.float32)
    assert np.linalg.norm(tokens, axis=1) == pytest.approx(np.full(len(tokens), 127), abs=4)


def test_tokens_do_not_depend_on_the_texts_beside_them(embedder: Embedder) -> None:
    together = embedder.embed_passages(TEXTS)
    for number, text in enumerate(TEXTS):
        spans, tokens = tokens_of(together, number)
        alone = embedder.embed_passages([text])
        assert tokens_of(alone, 0)[0] == spans
        assert tokens_of(alone, 0)[1].astype(int) == pytest.approx(tokens.astype(int), abs=1)


def test_no_passages_have_no_tokens(embedder: Embedder) -> None:
    encoded = embedder.embed_passages([])
    assert (encoded.vectors.shape, encoded.first.tolist()) == ((0, DIMS[embedder.id]), [0])
    assert (encoded.spans.shape, encoded.tokens.shape) == ((0, 2), (0, embedder.token_dim))


def test_the_tokens_of_a_query_are_unit_rows_that_stand_in_it(embedder: Embedder) -> None:
    question = "Who repaired the granite wall?"
    query = embedder.embed_query(question)
    assert (query.tokens.shape, query.tokens.dtype) == ((len(query.spans), embedder.token_dim), np.float32)
    assert np.linalg.norm(query.tokens, axis=1) == pytest.approx(np.ones(len(query.spans)), abs=1e-5)
    assert {"repaired", "granite", "wall"} <= {question[a:b] for a, b in query.spans}
    assert query.vector == pytest.approx(embedder.embed_documents([question])[0], abs=HALF)


def test_a_word_of_a_query_is_nearest_to_its_own_kind_in_a_passage(embedder: Embedder) -> None:
    query = embedder.embed_query("granite ferry")
    encoded = embedder.embed_passages([f"{WALL} {FERRY} {LOAF}"])
    text = f"{WALL} {FERRY} {LOAF}"
    nearest = (query.tokens @ encoded.tokens.astype(np.float32).T).argmax(axis=1)
    assert [text[slice(*encoded.spans[n])].lower() for n in nearest] == ["granite", "ferry"]


def test_a_query_without_a_word_has_no_tokens_that_matter(embedder: Embedder) -> None:
    query = embedder.embed_query("")
    assert (query.vector.shape, query.tokens.shape) == ((DIMS[embedder.id],), (0, embedder.token_dim))


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
    query = embedder.embed_query("When does the vessel depart from the harbour?").vector
    assert rows @ query == pytest.approx([0.66, 0.06], abs=0.1)


@pytest.mark.model
def test_the_default_model_keeps_64_orthogonal_dimensions_of_a_token() -> None:
    embedder = load_embedder("all-MiniLM-L6-v2")
    matrix = np.load(Path(index.embedders.__file__).with_name("minilm_reduction.npy"), allow_pickle=False)
    assert (matrix.shape, matrix.dtype) == ((384, 64), np.float16)
    assert embedder.token_dim == 64
    assert matrix.T.astype(np.float32) @ matrix.astype(np.float32) == pytest.approx(np.eye(64), abs=1e-3)
    assert embedder.token_recipe.startswith("matrix ")


@pytest.mark.model
def test_reduced_tokens_are_the_full_ones_times_the_matrix() -> None:
    embedder = load_embedder("all-MiniLM-L6-v2")
    assert isinstance(embedder, SentenceTransformerEmbedder)
    matrix = np.load(Path(index.embedders.__file__).with_name("minilm_reduction.npy")).astype(np.float32)
    expected = unit_rows(embedder.token_vectors([WALL]) @ matrix)
    assert embedder.embed_passages([WALL]).tokens == pytest.approx(np.rint(expected * 127), abs=1)


@pytest.mark.model
def test_of_a_text_beyond_the_window_the_tokens_of_its_beginning_are_kept() -> None:
    embedder = load_embedder("all-MiniLM-L6-v2")
    assert isinstance(embedder, SentenceTransformerEmbedder)
    text = "granite wall " * 400
    spans, tokens = tokens_of(embedder.embed_passages([text, WALL]), 0)
    assert spans == [match.span() for match in re.finditer(r"\w+", text)][:254]  # 256 with [CLS] and [SEP]
    assert (len(tokens), embedder.texts_cut) == (254, 1)


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


# -- any model of sentence-transformers ------------------------------------------------------------------------------


@pytest.fixture(
    scope="module",
    params=["document", "passage"],
)
def prompted(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model folder whose prompts for passages go by one of the two names that there are for them."""
    prompts = {"query": "query: ", request.param: "passage: "}
    return tiny_model(tmp_path_factory.mktemp("prompted"), prompts)


def raw(folder: Path, *texts: str) -> NDArray[np.float32]:
    """Return what the model makes of texts as they are."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(folder), device="cpu")
    return unit_rows(model.encode(list(texts), prompt=""))


def test_a_models_own_prompts_go_before_queries_and_documents(prompted: Path) -> None:
    embedder = load_embedder(str(prompted))
    query, documents = raw(prompted, f"query: {WALL}"), raw(prompted, f"passage: {WALL}", f"passage: {LOAF}")
    assert embedder.embed_query(WALL).vector == pytest.approx(query[0], abs=1e-5)
    assert embedder.embed_documents([WALL, LOAF]) == pytest.approx(documents, abs=1e-5)
    assert embedder.embed_passages([WALL, LOAF]).vectors == pytest.approx(documents, abs=1e-5)
    assert np.abs(query[0] - documents[0]).max() > 0.01


def test_prompts_have_no_tokens_and_do_not_shift_those_of_the_text(prompted: Path) -> None:
    embedder = load_embedder(str(prompted))
    encoded = embedder.embed_passages([WALL, f"query {FERRY}"])
    for number, text in enumerate([WALL, f"query {FERRY}"]):
        spans, _ = tokens_of(encoded, number)
        words = content_words(text)
        assert {next(word for word in words if word[0] <= a < b <= word[1]) for a, b in spans} == set(words)
    query = embedder.embed_query(WALL)
    assert [WALL[a:b] for a, b in query.spans][-2:] == ["wall", "."]
    assert query.spans[0].tolist()[0] == 0


def test_token_vectors_are_those_of_the_words_they_stand_at(prompted: Path) -> None:
    from sentence_transformers import SentenceTransformer

    embedder = load_embedder(str(prompted))
    assert isinstance(embedder, SentenceTransformerEmbedder)
    model = SentenceTransformer(str(prompted), device="cpu")
    text = "granite wall"
    pieces = model.tokenizer.tokenize(f"passage: {text}")
    assert pieces == ["passage", ":", "granite", "wall"]
    full = model.encode([f"passage: {text}"], prompt="", output_value="token_embeddings")[0].cpu().numpy()
    assert embedder.token_vectors([text]) == pytest.approx(full[3:5], abs=1e-5)  # after [CLS], "passage" and ":"


def test_a_model_without_a_reduction_takes_the_axes_of_its_own_vocabulary(prompted: Path) -> None:
    embedder = load_embedder(str(prompted))
    assert (embedder.dim, embedder.token_dim) == (32, 32)
    assert embedder.token_recipe == "principal axes of the vocabulary, 64 dimensions; v1"
    one, other = (load_embedder(str(prompted)).embed_passages([WALL]).tokens for _ in range(2))
    assert np.array_equal(one, other)


def test_a_model_without_prompts_reads_texts_as_they_are(tmp_path: Path) -> None:
    folder = tiny_model(tmp_path, {})
    embedder = load_embedder(str(folder))
    (expected,) = raw(folder, WALL)
    assert embedder.embed_query(WALL).vector == pytest.approx(expected, abs=1e-5)
    assert embedder.embed_documents([WALL])[0] == pytest.approx(expected, abs=1e-5)
