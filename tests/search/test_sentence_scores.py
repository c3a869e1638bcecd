from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from ranking import indexed, reading, seen, unit

from index.records import Term
from search.answer_type import AnswerType, shows
from search.late import late_scores, token_weights
from search.sentence_scores import COVERAGE_WEIGHT, FIT_WEIGHT, LATE_WEIGHT, SentenceScores, coverage, score_sentences

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from index.generations import SealedGeneration
    from index.records import Passage

TEXT = "The wall is old. Granite was used in 1902. A ticket costs three crowns."
OTHER = "Nobody mends the wall. Nets hang there."
SHORT = "Thank you again."


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    said = [("Tobin Ashgrove", TEXT), ("Edda Quillfeather", SHORT), (None, OTHER)]
    return indexed(tmp_path_factory.mktemp("sentences"), {"town": said}, language="en")


@pytest.fixture
def generation(index: Path) -> Iterator[SealedGeneration]:
    with reading(index) as opened:
        yield opened


def passages(generation: SealedGeneration) -> list[Passage]:
    return generation.store.passages_of("town")


def term(word: str, idf: float, *stems: str) -> Term:
    return Term(word, frozenset(stems or {word}), idf)


def scores_of(generation: SealedGeneration, question: str, *terms: Term) -> SentenceScores:
    """Scores of the sentences of TEXT."""
    asked = replace(seen(generation, question), terms=terms)
    (passage, *_) = passages(generation)
    return score_sentences(generation, [passage], asked)[passage.id]


def test_the_sentence_that_shares_the_rarest_words_is_best(generation: SealedGeneration) -> None:
    scores = scores_of(generation, "ticket wall", term("ticket", 3.0), term("wall", 1.0))

    assert scores.coverage.tolist() == pytest.approx([0.25, 0.0, 0.75])
    assert TEXT[slice(*scores.spans[scores.best])] == "A ticket costs three crowns."


def test_spans_are_the_sentences_and_cosines_theirs(generation: SealedGeneration) -> None:
    scores = scores_of(generation, "ticket wall")
    sentences = [TEXT[start:end] for start, end in scores.spans.tolist()]

    assert sentences == ["The wall is old.", "Granite was used in 1902.", "A ticket costs three crowns."]
    assert scores.cosine.tolist() == pytest.approx(
        [float(unit(each) @ unit("ticket wall")) for each in sentences], abs=1e-3
    )


def test_the_total_weighs_cosine_coverage_fit_and_late_interaction(generation: SealedGeneration) -> None:
    scores = scores_of(generation, "How many tickets?", term("tickets", 3.0, "ticket"))

    expected = scores.cosine + COVERAGE_WEIGHT * scores.coverage + FIT_WEIGHT * scores.fits + LATE_WEIGHT * scores.late
    assert scores.total.tolist() == pytest.approx(expected.tolist())
    trusting_less = replace(scores, trust=0.2)
    weighted = COVERAGE_WEIGHT * scores.coverage + FIT_WEIGHT * scores.fits
    expected = 0.2 * (scores.cosine + LATE_WEIGHT * scores.late) + weighted
    assert trusting_less.total.tolist() == pytest.approx(expected.tolist())
    assert scores.fits.tolist() == [-1.0, 1.0, 1.0]
    assert scores.late[2] > scores.late[0] == scores.late[1] == 0.0


def test_of_two_sentences_alike_the_one_with_the_kind_of_thing_asked_for_is_best(generation: SealedGeneration) -> None:
    scores = scores_of(generation, "When?")

    assert scores.fits.tolist() == [-1.0, 1.0, -1.0]
    assert scores.best == 1


def test_the_speakers_name_covers_words_of_the_question(generation: SealedGeneration) -> None:
    assert scores_of(generation, "Ashgrove", term("ashgrove", 1.0, "ashgrov")).coverage.tolist() == [1.0, 1.0, 1.0]


def test_each_passage_gets_its_own_scores_and_a_short_one_none(generation: SealedGeneration) -> None:
    asked = seen(generation, "wall")
    text, short, other = passages(generation)

    found = score_sentences(generation, [other, short, text], asked)

    assert list(found) == [other.id, text.id]
    assert [OTHER[slice(*span)] for span in found[other.id].spans] == ["Nobody mends the wall.", "Nets hang there."]
    assert found[text.id].total.tolist() == score_sentences(generation, [text], asked)[text.id].total.tolist()
    rows = generation.rows.rows(np.array([other.id]))
    late = late_scores(
        generation.representations, rows, asked.encoded, token_weights(asked.encoded, "wall", asked.terms)
    )
    assert found[other.id].late.tolist() == pytest.approx(late.sentences.tolist())
    assert score_sentences(generation, [], asked) == score_sentences(generation, [short], asked) == {}


def test_coverage_counts_each_word_once_and_is_zero_without_words() -> None:
    assert coverage("pipes, pipes and more pipes", [term("pipes", 1.0, "pipe"), term("water", 3.0)]) == pytest.approx(
        0.25
    )
    assert coverage("pipes", []) == coverage("pipes", [term("pipes", 0.0, "pipe")]) == 0.0


def test_coverage_stems_a_text_by_its_language() -> None:
    houses = term("hauser", 2.0, "haus", "hauser")  # in German and in English

    assert coverage("Das Haus", [houses], "de") == coverage("Die Häuser", [houses], "de") == 1.0
    assert coverage("The huts", [houses], "en") == 0.0
    assert coverage("Der Häuser wegen", [term("hauser", 2.0, "haus")], "en") == 0.0


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
