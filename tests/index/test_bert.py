"""Texts get the same vectors in PyTorch, together and alone, as without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from helpers import tiny_model

from index import bert
from index.bert import BertEncoder, bulk_encoder, question_encoder
from index.packed import can_pack
from index.plain_bert import plain_bert
from index.text_model import mean_vector

if TYPE_CHECKING:
    from index.plain_bert import PlainBert

needs_onednn = pytest.mark.skipif(not can_pack(), reason="this PyTorch has no oneDNN, so the library does it all")


def test_the_mean_of_tokens_is_of_unit_length() -> None:
    assert mean_vector(np.array([[3.0, 0.0], [3.0, 8.0]], np.float32)).tolist() == pytest.approx([0.6, 0.8])


# -- many texts at once ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> PlainBert:
    """A BERT of two layers with weights drawn by lot."""
    folder = tiny_model(tmp_path_factory.mktemp("small"), {})
    (folder / "sentence_bert_config.json").write_text('{"max_seq_length": 64, "do_lower_case": false}')
    found = plain_bert(folder)
    assert found is not None
    return found


@needs_onednn
def test_texts_of_different_lengths_get_the_same_vectors_together_as_alone(small: PlainBert) -> None:
    encoder = BertEncoder(small)
    texts = [[2, 7, 3], [2, *range(20, 60), 3], [2, 3], [2, 9, 9, 3]]

    together = encoder.encode_all(texts)

    assert [rows.shape for rows in together] == [(len(ids), 32) for ids in texts]
    for rows, ids in zip(together, texts, strict=True):
        assert rows == pytest.approx(encoder.encode(ids), abs=1e-5)


@needs_onednn
def test_without_and_with_pytorch_texts_get_the_same_vectors(small: PlainBert) -> None:
    encoder = question_encoder(small)
    assert encoder is not None
    for ids in ([2, 7, 3], [2, *range(20, 60), 3]):
        assert encoder.encode(ids) == pytest.approx(small.encode_all([ids])[0], abs=1e-5)


@needs_onednn
def test_an_encoder_that_gives_something_else_is_not_used(small: PlainBert, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bert, "_LAYER_NORM_EPS", 0.1)
    assert question_encoder(small) is None
    assert bulk_encoder(small, 64) is small


@needs_onednn
def test_half_precision_stays_near(small: PlainBert) -> None:
    texts = [[2, *range(20, 60), 3], [2, 7, 3]]
    for exact, near in zip(
        BertEncoder(small).encode_all(texts), BertEncoder(small, half=True).encode_all(texts), strict=True
    ):
        assert near.dtype == np.float32
        assert float(mean_vector(exact) @ mean_vector(near)) > 0.999
        assert not np.array_equal(exact, near)


@needs_onednn
@pytest.mark.parametrize(("seconds", "half"), [((1.0, 2.0), True), ((1.0, 1.2), False), ((2.0, 1.0), False)])
def test_documents_are_encoded_in_half_precision_where_that_is_faster(
    small: PlainBert, seconds: tuple[float, float], half: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    took = dict(zip((True, False), seconds, strict=True))
    monkeypatch.setattr(bert, "_seconds", lambda encoder, _: took[encoder.half])
    monkeypatch.setattr(bert, "_HALF_FROM_DIM", 1)
    chosen = bulk_encoder(small, 64)

    assert isinstance(chosen, BertEncoder)
    assert chosen.half is half


@needs_onednn
def test_half_precision_that_is_far_off_is_not_used(small: PlainBert, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bert, "_seconds", lambda encoder, _: 1.0 if encoder.half else 2.0)
    monkeypatch.setattr(bert, "_HALF_COSINE", 1.1)
    monkeypatch.setattr(bert, "_HALF_FROM_DIM", 1)
    chosen = bulk_encoder(small, 64)

    assert isinstance(chosen, BertEncoder)
    assert not chosen.half


@needs_onednn
def test_a_narrow_model_is_not_even_tried_in_half_precision(small: PlainBert, monkeypatch: pytest.MonkeyPatch) -> None:
    # To time it tells nothing: it was chosen or not by what else the machine did.
    monkeypatch.setattr(bert, "_seconds", lambda encoder, _: 1.0 if encoder.half else 2.0)
    chosen = bulk_encoder(small, 64)

    assert isinstance(chosen, BertEncoder)
    assert not chosen.half
