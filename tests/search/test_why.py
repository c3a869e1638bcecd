"""Which words met: those of the passage, whole, with the word of the question."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from ranking import engine_over, in_order, indexed, reading, seen

from index.encoded import EncodedQuery
from search.results import Match
from search.why import telling_words
from search.why import why as why_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from index.generations import SealedGeneration
    from index.records import Passage
    from search.engine import SpeechSearch
    from search.retrieve import Asked

WALLS = "Those walls were repaired; the granite wall of our harbour, though, was not."
SHORT = "Thank you again."
OTHER = "Bakers love their ovens very much."


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    said = [("Edda Quillfeather", text) for text in (WALLS, SHORT, OTHER)]
    return indexed(tmp_path_factory.mktemp("why"), {"harbour": said}, language="en")


@pytest.fixture
def generation(index: Path) -> Iterator[SealedGeneration]:
    with reading(index) as opened:
        yield opened


def why(generation: SealedGeneration, passage: Passage, asked: Asked) -> tuple[Match, ...]:
    return why_of(generation, passage, asked, telling_words(asked))


def met(generation: SealedGeneration, question: str, text: str = WALLS) -> list[tuple[str, str, float]]:
    """The words of a passage that met, the words of the question that they met, and how alike they are."""
    asked = seen(generation, question)
    passage = next(each for each in generation.store.passages_of("harbour") if each.text == text)
    return [(text[each.start : each.end], each.question, each.similarity) for each in why(generation, passage, asked)]


def test_words_that_met_come_in_the_order_of_the_passage(generation: SealedGeneration) -> None:
    assert met(generation, "Harbours of granite") == [("granite", "granite", 1.0), ("harbour", "Harbours", 1.0)]


def test_a_word_met_twice_is_told_once_with_the_word_that_is_most_like_it(generation: SealedGeneration) -> None:
    # The first of equal places stands for a word; two words of the question may not claim it both.
    asked = seen(generation, "granite repair")
    tokens = asked.encoded.tokens.copy()
    tokens[1] = 0.6 * tokens[0]  # as if "repair" were a bit like "granite", and like nothing else
    (passage, *_) = in_order(generation)
    found = why(generation, passage, replace(asked, encoded=replace(asked.encoded, tokens=tokens)))

    assert [(WALLS[each.start : each.end], each.question, each.similarity) for each in found] == [
        ("granite", "granite", 1.0)
    ]


def test_what_is_hardly_alike_did_not_meet(generation: SealedGeneration) -> None:
    asked = seen(generation, "granite")
    (passage, *_) = in_order(generation)

    def similarities(share: float) -> list[float]:
        encoded = replace(asked.encoded, tokens=np.float32(share) * asked.encoded.tokens)
        return [each.similarity for each in why(generation, passage, replace(asked, encoded=encoded))]

    assert (similarities(0.49), similarities(0.51)) == ([], [0.51])


def test_words_that_only_make_it_a_question_meet_nothing(generation: SealedGeneration) -> None:
    assert [each[1] for each in met(generation, "Who was it that repaired walls, or not?")] == [
        "walls",
        "repaired",
    ]


def test_a_passage_that_shares_nothing_has_no_reason(generation: SealedGeneration) -> None:
    assert met(generation, "granite wall", OTHER) == []


def test_a_passage_that_is_not_ranked_has_no_reason(generation: SealedGeneration) -> None:
    assert met(generation, "thank again", SHORT) == []


def test_a_question_without_tokens_has_no_reason(generation: SealedGeneration) -> None:
    asked = seen(generation, "granite")
    silent = EncodedQuery(asked.encoded.vector, np.zeros((0, 2), np.int32), np.zeros((0, 512), np.float32))

    assert why(generation, in_order(generation)[0], replace(asked, encoded=silent)) == ()


def pieces(text: str, *parts: str) -> np.ndarray[tuple[int, int], np.dtype[np.int32]]:
    return np.array([(text.index(part), text.index(part) + len(part)) for part in parts], np.int32)


def test_tokens_that_are_parts_of_words_are_told_as_whole_words(generation: SealedGeneration) -> None:
    # As a model with word pieces would have it: "gran" and "ite" in the question, "ran" in the passage.
    asked = seen(generation, "granite?")
    ((_, word),) = [(asked.encoded.spans, asked.encoded.tokens[0])]
    encoded = replace(
        asked.encoded,
        spans=pieces("granite?", "gran", "ite", "?"),
        tokens=np.stack([0.2 * word, 0.9 * word, word]).astype(np.float32),
    )
    representations = generation.representations
    spans = representations.token_spans.copy()
    at = next(
        n for n, (start, end) in enumerate(spans[: representations.token_first[1]]) if WALLS[start:end] == "granite"
    )
    spans[at] = (WALLS.index("ran"), WALLS.index("ran") + 3)
    cut = replace(generation, representations=replace(representations, token_spans=spans))

    (match,) = why(cut, in_order(generation)[0], replace(asked, encoded=encoded))

    assert (WALLS[match.start : match.end], match.question, match.similarity) == ("granite", "granite", 0.9)


def test_similarity_is_never_above_one(generation: SealedGeneration) -> None:
    asked = seen(generation, "granite")
    longer = replace(asked.encoded, tokens=np.float32(1.004) * asked.encoded.tokens)  # as rounding to bytes makes it

    (match,) = why(generation, in_order(generation)[0], replace(asked, encoded=longer))

    assert match.similarity == 1.0


def test_words_are_whole_in_scripts_whose_vowels_are_marks(tmp_path: Path) -> None:
    text = "नगर महल शहर बरस पुरानी दीवार नदी"
    with reading(indexed(tmp_path, {"wall": [("Edda Quillfeather", text)]}, language="hi")) as generation:
        (passage,) = in_order(generation)
        asked = seen(generation, "दीवार नदी")
        found = why(generation, passage, asked)

    assert {each.question for each in found} == {"दीवार", "नदी"}
    assert {text[each.start : each.end] for each in found} <= set(text.split())


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> SpeechSearch:
    folder = tmp_path_factory.mktemp("hits")
    said = [("Edda Quillfeather", text) for text in (WALLS, SHORT, OTHER)]
    return engine_over(folder, {"harbour": said}, language="en")


def test_hits_tell_why_they_were_found(engine: SpeechSearch) -> None:
    (first, *_) = engine.search("granite harbours")

    assert [(first.passage.text[each.start : each.end], each.question) for each in first.why] == [
        ("granite", "granite"),
        ("harbour", "harbours"),
    ]


def test_a_hit_by_phrase_that_is_too_short_to_be_ranked_tells_nothing(engine: SpeechSearch) -> None:
    (hit,) = engine.search('"thank you again"')

    assert (hit.why, hit.dense, hit.highlights) == ((), None, ((0, len(SHORT)),))
