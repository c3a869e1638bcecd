"""A question gets the same vectors from the short way as from the library."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from index import bert
from index.bert import BertEncoder, bulk_encoder, mean_vector, question_encoder
from index.embedders import load_embedder
from index.packed import can_pack
from index.sentence_transformer import SentenceTransformerEmbedder
from index.settings import DEFAULT_MODEL

needs_onednn = pytest.mark.skipif(not can_pack(), reason="this PyTorch has no oneDNN, so the library does it all")


@pytest.mark.model
@pytest.mark.parametrize("question", ["Trade?", "What did the mayor say about the harbour wall?", "granite " * 400])
def test_a_question_gets_what_the_library_gives(question: str) -> None:
    embedder = load_embedder(DEFAULT_MODEL)
    assert isinstance(embedder, SentenceTransformerEmbedder)
    embedder.embed_query("a")

    (short, rows, spans), ((whole, all_rows, all_spans),) = (
        embedder._encoded([question], "query")[0],
        embedder._encoded_by_library([question], "query"),
    )

    assert short == pytest.approx(whole / np.linalg.norm(whole), abs=1e-5)
    assert rows == pytest.approx(all_rows, abs=1e-4)
    assert spans.tolist() == all_spans.tolist()


def test_a_model_without_bert_is_left_to_the_library() -> None:
    import torch

    assert question_encoder(torch.nn.Linear(2, 2)) is None


def test_the_mean_of_tokens_is_of_unit_length() -> None:
    assert mean_vector(np.array([[3.0, 0.0], [3.0, 8.0]], np.float32)).tolist() == pytest.approx([0.6, 0.8])


# -- many texts at once ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def small() -> Any:
    """A BERT of two layers with weights drawn by lot."""
    import torch
    from transformers import BertConfig, BertModel

    torch.manual_seed(0)
    sizes = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 64}
    return BertModel(BertConfig(vocab_size=2000, **sizes)).eval()


@needs_onednn
def test_texts_of_different_lengths_get_the_same_vectors_together_as_alone(small: Any) -> None:
    encoder = BertEncoder(small)
    texts = [[101, 7, 102], [101, *range(20, 60), 102], [101, 102], [101, 9, 9, 102]]

    together = encoder.encode_all(texts)

    assert [rows.shape for rows in together] == [(len(ids), 32) for ids in texts]
    for rows, ids in zip(together, texts, strict=True):
        assert rows == pytest.approx(encoder.encode(ids), abs=1e-5)


@needs_onednn
def test_half_precision_stays_near(small: Any) -> None:
    texts = [[101, *range(20, 60), 102], [101, 7, 102]]
    for exact, near in zip(
        BertEncoder(small).encode_all(texts), BertEncoder(small, half=True).encode_all(texts), strict=True
    ):
        assert near.dtype == np.float32
        assert float(mean_vector(exact) @ mean_vector(near)) > 0.999
        assert not np.array_equal(exact, near)


@needs_onednn
@pytest.mark.parametrize(("seconds", "half"), [((1.0, 2.0), True), ((1.0, 1.2), False), ((2.0, 1.0), False)])
def test_documents_are_encoded_in_half_precision_where_that_is_faster(
    small: Any, seconds: tuple[float, float], half: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    took = dict(zip((True, False), seconds, strict=True))
    monkeypatch.setattr(bert, "_seconds", lambda encoder: took[encoder.half])
    encoder = BertEncoder(small)

    chosen = bulk_encoder(encoder, small, 64)

    assert chosen.half is half
    assert half or chosen is encoder


@needs_onednn
def test_half_precision_that_is_far_off_is_not_used(small: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bert, "_seconds", lambda encoder: 1.0 if encoder.half else 2.0)
    monkeypatch.setattr(bert, "_HALF_COSINE", 1.1)
    encoder = BertEncoder(small)

    assert bulk_encoder(encoder, small, 64) is encoder
