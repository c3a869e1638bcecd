from __future__ import annotations

import numpy as np
import pytest

from index.embedders import HashedWordsEmbedder
from index.records import Passage
from index.rows import Sentences
from index.sentences import sentence_spans
from search.answer_type import AnswerType, shows
from search.retrieve import Asked
from search.sentence_scores import coverage, score_sentences
from search.understand import understand

TEXT = "The wall is old. Granite was used in 1902. A ticket costs three crowns."


def scores_of(question: str, weights: dict[str, float], *, speaker: str | None = None):  # type: ignore[no-untyped-def]
    embedder = HashedWordsEmbedder()
    spans = sentence_spans(TEXT, "en")
    sentences = Sentences(
        np.array(spans, np.int32), embedder.embed_documents([TEXT[start:end] for start, end in spans])
    )
    passage = Passage(1, "t", 0, 0, 0, len(TEXT), TEXT, speaker=speaker)
    return score_sentences(passage, sentences, Asked(understand(question), embedder.embed_query(question), weights))


def test_the_sentence_that_shares_the_rarest_words_is_best() -> None:
    scores = scores_of("ticket wall", {"ticket": 3.0, "wall": 1.0})

    assert scores.coverage.tolist() == pytest.approx([0.25, 0.0, 0.75])
    assert TEXT[slice(*scores.spans[scores.best])] == "A ticket costs three crowns."


def test_of_two_sentences_alike_the_one_with_the_kind_of_thing_asked_for_is_best() -> None:
    scores = scores_of("When?", {})

    assert scores.fits.tolist() == [-1.0, 1.0, -1.0]
    assert scores.best == 1


def test_the_speakers_name_covers_words_of_the_question() -> None:
    assert scores_of("Ashgrove", {"ashgrov": 1.0}, speaker="Tobin Ashgrove").coverage.tolist() == [1.0, 1.0, 1.0]


def test_coverage_counts_each_word_once_and_is_zero_without_words() -> None:
    assert coverage("pipes, pipes and more pipes", {"pipe": 1.0, "water": 3.0}) == pytest.approx(0.25)
    assert coverage("pipes", {}) == 0.0


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("It costs 3 crowns", AnswerType.NUMBER, 1.0),
        ("It costs three crowns", AnswerType.NUMBER, 1.0),
        ("It costs little", AnswerType.NUMBER, -1.0),
        ("It sails on Monday", AnswerType.TIME, 1.0),
        ("It sails at low tide", AnswerType.TIME, -1.0),
        ("It sails", None, 0.0),
    ],
)
def test_a_sentence_shows_the_kind_asked_for_or_does_not(text: str, kind: AnswerType | None, value: float) -> None:
    assert shows(text, kind) == value
