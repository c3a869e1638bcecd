"""The contract of lexical indexes: BM25 against a formula written out here, phrases, stems and conditions."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING

import pytest
from helpers import speech, transcript_of
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import IndexDamagedError
from index.lexical import TantivyIndex
from index.passages import passages_of
from index.records import Conditions, Kind, Passage, Reach, Transcript, TranscriptHead, Turn
from index.words import exact_words, stems

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from index.lexical import LexicalIndex

NEW: dict[str, Callable[[], LexicalIndex]] = {"tantivy": TantivyIndex}
K1, B = 1.2, 0.75
EVERYTHING = Conditions()
STOP_WORDS = {"a", "and", "are", "at", "is", "of", "on", "the", "to", "was"}

TOWN = (
    "The ferry sails to the island on Monday.",
    "Granite walls of the harbour were repaired in winter.",
    "The harbour ferry carries four hundred passengers across the harbour to the island harbour.",
    "A loaf of rye bread costs four crowns.",
    "The island has no wall and no bread, and the ferry brings bread.",
    "Repairing the old wall costs ninety thousand crowns.",
)


@pytest.fixture(params=list(NEW))
def index(request: pytest.FixtureRequest) -> LexicalIndex:
    return NEW[request.param]()


def documents(*transcripts: Transcript) -> list[tuple[Passage, TranscriptHead]]:
    """Return the passages that a build puts into the lexical index."""
    return [(p, each.head) for each in transcripts for p in passages_of(each) if p.reach is not Reach.CONTEXT]


def texts(index: LexicalIndex, added: list[tuple[Passage, TranscriptHead]], *query: object) -> list[str]:
    """Return the texts found, best first."""
    by_id = {passage.id: passage.text for passage, _ in added}
    ids, _ = index.search(*query)  # type: ignore[arg-type]
    return [by_id[int(each)] for each in ids]


def matches(index: LexicalIndex, added: list[tuple[Passage, TranscriptHead]], *query: object) -> set[str]:
    by_id = {passage.id: passage.text for passage, _ in added}
    return {by_id[int(each)] for each in index.matching(*query)}  # type: ignore[arg-type]


def bm25(corpus: Iterable[str], query: str) -> dict[str, float]:
    """Return the score of every text that shares a stem with the query, by the formula alone."""
    bags = {text: stems(text) for text in corpus}
    average = sum(map(len, bags.values())) / len(bags)
    scores: dict[str, float] = {}
    for stem in set(stems(query)):
        holding = [text for text, bag in bags.items() if stem in bag]
        idf = math.log(1 + (len(bags) - len(holding) + 0.5) / (len(holding) + 0.5))
        for text in holding:
            count = bags[text].count(stem)
            norm = K1 * (1 - B + B * len(bags[text]) / average)
            scores[text] = scores.get(text, 0.0) + idf * count * (K1 + 1) / (count + norm)
    return scores


def check(index: LexicalIndex, corpus: Iterable[str], ids: dict[str, int], query: str) -> None:
    found, scores = index.search(query, 1000, EVERYTHING)
    expected = bm25(corpus, query)
    assert {int(i): float(s) for i, s in zip(found, scores, strict=True)} == pytest.approx(
        {ids[text]: score for text, score in expected.items()}, rel=1e-4
    )
    assert scores.tolist() == sorted(scores.tolist(), reverse=True)


def test_one_score_by_hand(index: LexicalIndex) -> None:
    corpus = ("wall wall ferry bell", "bell bread loaf crown", "ferry bread loaf rye island hill")
    added = documents(transcript_of("t", *corpus))
    index.update([], added)
    # "wall": 1 of 3 passages holds it, twice, among 4 words; 14 words / 3 passages on average.
    idf = math.log(1 + 2.5 / 1.5)
    expected = idf * 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 4 / (14 / 3)))
    ids, scores = index.search("walls", 10, EVERYTHING)
    assert ids.tolist() == [added[0][0].id]
    assert scores.tolist() == pytest.approx([expected], rel=1e-5)
    assert index.weights("walls") == pytest.approx({"wall": idf}, rel=1e-6)


@pytest.mark.parametrize(
    "query", ["ferry", "island ferry", "the harbour wall", "four crowns for bread", "repairs repair"]
)
def test_scores_are_those_of_bm25(index: LexicalIndex, query: str) -> None:
    added = documents(transcript_of("t", *TOWN))
    index.update([], added)
    check(index, TOWN, {passage.text: passage.id for passage, _ in added}, query)


WORDS = st.sampled_from(["wall", "ferry", "bread", "bell", "crown", "harbour", "island", "granite"])
TEXTS = st.lists(WORDS, min_size=4, max_size=30).map(" ".join)


@settings(max_examples=40)
@given(
    one=st.lists(TEXTS, unique=True, min_size=1, max_size=8),
    other=st.lists(TEXTS, unique=True, max_size=8),
    query=st.lists(WORDS, min_size=1, max_size=4).map(" ".join),
)
def test_scores_are_those_of_bm25_over_what_was_added_in_two_steps(
    one: list[str], other: list[str], query: str
) -> None:
    other = [text for text in other if text not in one]
    for make in NEW.values():
        index = make()
        added = documents(transcript_of("one", *one)), documents(transcript_of("other", *other))
        index.update([], added[0])
        index.update([], added[1])
        check(index, [*one, *other], {p.text: p.id for each in added for p, _ in each}, query)


def test_an_index_emptied_and_filled_again_in_one_step_counts_nothing_of_the_past(index: LexicalIndex) -> None:
    index.update(
        [], documents(transcript_of("t", *TOWN), transcript_of("u", "wall wall wall bell", "wall of the ferry"))
    )
    added = documents(transcript_of("t", *TOWN))
    index.update(["t", "u"], added)
    check(index, TOWN, {passage.text: passage.id for passage, _ in added}, "harbour wall")
    assert len(index) == 6


def test_words_are_found_by_their_stems_without_case_and_accents(index: LexicalIndex) -> None:
    added = documents(transcript_of("t", "The cafés were REPAIRING their walls.", "Nothing of that sort happened."))
    index.update([], added)
    for query in ("cafe", "repairs", "wall", "Walled", "CAFÉ"):
        assert texts(index, added, query, 10, EVERYTHING) == ["The cafés were REPAIRING their walls."]


@pytest.mark.parametrize("query", ["", "the of and", "?!", "zeppelin"])
def test_a_query_without_content_words_or_with_unknown_ones_finds_nothing(index: LexicalIndex, query: str) -> None:
    index.update([], documents(transcript_of("t", *TOWN)))
    ids, scores = index.search(query, 10, EVERYTHING)
    assert (ids.tolist(), scores.tolist()) == ([], [])


@pytest.mark.parametrize("query", ['wall AND "ferry', "text:wall", "wall^9 -ferry +(", "wall* ~ [a TO b] \\"])
def test_a_query_is_words_and_never_syntax(index: LexicalIndex, query: str) -> None:
    added = documents(transcript_of("t", *TOWN))
    index.update([], added)
    check(index, TOWN, {passage.text: passage.id for passage, _ in added}, query)


def test_at_most_k_are_found_best_first(index: LexicalIndex) -> None:
    added = documents(transcript_of("t", *TOWN))
    index.update([], added)
    ranked = sorted(bm25(TOWN, "ferry bread"), key=bm25(TOWN, "ferry bread").__getitem__, reverse=True)
    assert texts(index, added, "ferry bread", 2, EVERYTHING) == ranked[:2]
    assert texts(index, added, "ferry bread", 0, EVERYTHING) == []


def test_an_empty_index_finds_nothing_and_weighs_nothing(index: LexicalIndex) -> None:
    assert (len(index), index.search("wall", 10, EVERYTHING)[0].tolist()) == (0, [])
    assert index.matching(["wall"], EVERYTHING).tolist() == []
    assert index.weights("wall") == {"wall": math.log(1 + 0.5 / 0.5)}


def test_weights_are_the_inverse_document_frequencies_in_order_of_the_text(index: LexicalIndex) -> None:
    index.update([], documents(transcript_of("t", *TOWN)))
    # Of 6 passages 3 hold "wall", 2 "crown", none "zeppelin".
    weights = index.weights("The wall, the walls, of crowns and zeppelins")
    assert list(weights) == ["wall", "crown", "zeppelin"]
    assert list(weights.values()) == pytest.approx([math.log(1 + 3.5 / 3.5), math.log(1 + 4.5 / 2.5), math.log(14)])


# -- phrases ---------------------------------------------------------------------------------------------------------


def test_a_phrase_must_stand_there_word_by_word_stop_words_too(index: LexicalIndex) -> None:
    added = documents(transcript_of("t", *TOWN))
    index.update([], added)
    assert matches(index, added, ["the island"], EVERYTHING) == {TOWN[0], TOWN[2], TOWN[4]}
    assert matches(index, added, ["to the island on"], EVERYTHING) == {TOWN[0]}
    assert matches(index, added, ["TO THE ISLAND"], EVERYTHING) == {TOWN[0], TOWN[2]}
    assert matches(index, added, ["island the"], EVERYTHING) == set()
    assert matches(index, added, ["walls"], EVERYTHING) == {TOWN[1]}
    assert matches(index, added, ["wall", "crowns"], EVERYTHING) == {TOWN[5]}
    assert matches(index, added, ["…"], EVERYTHING) == set(TOWN)


def test_phrases_limit_what_is_ranked_and_other_words_rank_it(index: LexicalIndex) -> None:
    added = documents(transcript_of("t", *TOWN))
    index.update([], added)
    scores = bm25(TOWN, "ferry bread")
    found, values = index.search("ferry bread", 10, EVERYTHING, ["the island"])
    ids = {passage.text: passage.id for passage, _ in added}
    assert {int(i): float(v) for i, v in zip(found, values, strict=True)} == pytest.approx(
        {ids[text]: scores.get(text, 0.0) for text in (TOWN[0], TOWN[2], TOWN[4])}, rel=1e-4
    )


def test_very_short_passages_are_found_by_their_exact_words_only(index: LexicalIndex) -> None:
    added = documents(transcript_of("t", "Thank you, dear Ola.", "Thank you again.", "We thank the good people."))
    index.update([], added)
    assert len(index) == 3
    assert set(texts(index, added, "thank", 10, EVERYTHING)) == {"Thank you, dear Ola.", "We thank the good people."}
    assert matches(index, added, ["thank you"], EVERYTHING) == {"Thank you, dear Ola.", "Thank you again."}
    assert texts(index, added, "again", 10, EVERYTHING, ["you again"]) == ["Thank you again."]


@settings(max_examples=40)
@given(
    corpus=st.lists(TEXTS, unique=True, min_size=1, max_size=10),
    phrases=st.lists(st.lists(WORDS, min_size=1, max_size=3).map(" ".join), min_size=1, max_size=2),
)
def test_phrases_are_found_as_brute_force_finds_them(corpus: list[str], phrases: list[str]) -> None:
    expected = {text for text in corpus if all(f" {phrase} " in f" {text} " for phrase in phrases)}
    for make in NEW.values():
        index, added = make(), documents(transcript_of("t", *corpus))
        index.update([], added)
        assert matches(index, added, phrases, EVERYTHING) == expected


# -- conditions, dropping, damage --------------------------------------------------------------------------------------


def session(identity: str, day: dt.date | None) -> Transcript:
    turns = (
        speech("Ola Berg", f"The wall of {identity} is high."),
        speech("Edda Quillfeather", f"The wall of {identity} is low."),
        Turn(f"How high is the wall of {identity}?", kind=Kind.QUESTION),
    )
    return Transcript(identity, date=day, turns=turns)


SESSIONS = (session("March", dt.date(2021, 3, 1)), session("May", dt.date(2021, 5, 1)), session("Undated", None))


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (Conditions(speakers=frozenset(["Ola Berg"])), {"March 1", "May 1", "Undated 1"}),
        (Conditions(speakers=frozenset(["Ola Berg", "Nobody"])), {"March 1", "May 1", "Undated 1"}),
        (Conditions(speakers=frozenset(["Berg"])), set()),
        (Conditions(speakers=frozenset()), set()),
        (Conditions(since=dt.date(2021, 5, 1)), {"May 1", "May 2", "May 3"}),
        (Conditions(until=dt.date(2021, 3, 1)), {"March 1", "March 2", "March 3"}),
        (Conditions(since=dt.date(2021, 3, 2), until=dt.date(2021, 4, 30)), set()),
        (Conditions(transcripts=frozenset(["Undated"])), {"Undated 1", "Undated 2", "Undated 3"}),
        (Conditions(kinds=frozenset([Kind.QUESTION, Kind.STAGE])), {"March 3", "May 3", "Undated 3"}),
        (Conditions(frozenset(["Edda Quillfeather"]), dt.date(2021, 3, 1), dt.date(2021, 3, 1)), {"March 2"}),
    ],
)
def test_conditions_hold_before_ranking(index: LexicalIndex, where: Conditions, expected: set[str]) -> None:
    added = documents(*SESSIONS)
    index.update([], added)
    names = {passage.id: f"{head.id} {passage.turn + 1}" for passage, head in added}
    assert {names[int(each)] for each in index.search("wall", 3, where)[0]} == expected
    assert {names[int(each)] for each in index.matching(["wall"], where)} == expected
    assert {names[int(each)] for each in index.matching([], where)} == expected


def test_conditions_and_phrases_do_not_change_scores(index: LexicalIndex) -> None:
    added = documents(transcript_of("t", *TOWN))
    index.update([], added)
    free = dict(zip(*index.search("island wall", 10, EVERYTHING), strict=True))
    bound = dict(zip(*index.search("island wall", 10, Conditions(transcripts=frozenset(["t"]))), strict=True))
    assert {int(k): float(v) for k, v in bound.items()} == pytest.approx({int(k): float(v) for k, v in free.items()})


def test_dropped_transcripts_are_not_found_any_more(index: LexicalIndex) -> None:
    added = documents(*SESSIONS)
    index.update([], added)
    index.update(["May", "Unknown"], documents(transcript_of("June", "The wall of June is new.")))
    assert len(index) == 7
    assert matches(
        index, [*added, *documents(transcript_of("June", "The wall of June is new."))], ["wall of"], EVERYTHING
    ) == {
        "The wall of March is high.",
        "The wall of March is low.",
        "How high is the wall of March?",
        "The wall of Undated is high.",
        "The wall of Undated is low.",
        "How high is the wall of Undated?",
        "The wall of June is new.",
    }


def test_tantivy_keeps_an_index_in_a_folder(tmp_path: Path) -> None:
    added = documents(transcript_of("t", *TOWN))
    TantivyIndex(tmp_path).update([], added)
    again = TantivyIndex(tmp_path)
    assert (len(again), matches(again, added, ["rye bread"], EVERYTHING)) == (6, {TOWN[3]})


def test_tantivy_says_when_its_folder_is_damaged(tmp_path: Path) -> None:
    TantivyIndex(tmp_path).update([], documents(transcript_of("t", *TOWN)))
    (tmp_path / "meta.json").write_text("{")
    with pytest.raises(IndexDamagedError, match="the lexical index cannot be read: "):
        TantivyIndex(tmp_path)


# -- words -----------------------------------------------------------------------------------------------------------


def test_stems_leave_out_stop_words_and_fold_case_and_accents() -> None:
    assert stems("The Ferries, sailing; CAFÉS' walls & an island!") == ["ferri", "sail", "cafe", "wall", "island"]
    assert not STOP_WORDS.intersection(stems(" ".join(STOP_WORDS)))


def test_exact_words_keep_every_word_as_it_is() -> None:
    assert exact_words("The Ferries, sailing: CAFÉS!") == ["the", "ferries", "sailing", "cafes"]
