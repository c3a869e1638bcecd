"""A question gets the same vectors from the short way as from the library."""

from __future__ import annotations

import numpy as np
import pytest

from index.bert import mean_vector, short_text_encoder
from index.embedders import load_embedder
from index.sentence_transformer import SentenceTransformerEmbedder
from index.settings import DEFAULT_MODEL


@pytest.mark.model
@pytest.mark.parametrize("question", ["Trade?", "What did the mayor say about the harbour wall?", "granite " * 400])
def test_a_question_gets_what_the_library_gives(question: str) -> None:
    embedder = load_embedder(DEFAULT_MODEL)
    assert isinstance(embedder, SentenceTransformerEmbedder)
    embedder.embed_query("a")

    (short, rows, spans), ((whole, all_rows, all_spans),) = (
        embedder._encoded_short(question),
        embedder._encoded([question], "query"),
    )

    assert short == pytest.approx(whole / np.linalg.norm(whole), abs=1e-5)
    assert rows == pytest.approx(all_rows, abs=1e-4)
    assert spans.tolist() == all_spans.tolist()


def test_a_model_without_bert_is_left_to_the_library() -> None:
    import torch

    assert short_text_encoder(torch.nn.Linear(2, 2)) is None


def test_the_mean_of_tokens_is_of_unit_length() -> None:
    assert mean_vector(np.array([[3.0, 0.0], [3.0, 8.0]], np.float32)).tolist() == pytest.approx([0.6, 0.8])
