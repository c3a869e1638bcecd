"""The engine over the invented town, with the fake embedder; meaning is tested in test_seed_answers.py."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from helpers import CountingEmbedder, OtherEmbedder, opened, write_files
from ranking import engine_over, indexed

import search.engine
from index import Kind, build
from index.embedders import HashedWordsEmbedder
from index.errors import (
    EmptyQueryError,
    IndexMismatchError,
    IndexMissingError,
    QueryError,
    UnknownSpeakerError,
    UnknownTranscriptError,
)
from index.records import Conditions
from search import Filters, Reason, SpeechSearch
from search.confidence import SENTENCE, Calibration
from search.sentence_reader import SentenceReader
from search.spread import SPARE, spread

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from index.generations import SealedGeneration
    from search import Hit
    from search.rerank import Ranked


@pytest.fixture
def engine(town_index: Path) -> SpeechSearch:
    return SpeechSearch.open(town_index, embedder=HashedWordsEmbedder())


def many(tmp_path: Path) -> SpeechSearch:
    """An engine over 300 remarks on bridges by one speaker and two by another, who is rare."""
    turns = [
        {"speaker": "Ola Common", "text": f"The bridge number {n} is a fine bridge over the river."} for n in range(300)
    ]
    turns.insert(150, {"speaker": "Ida Rare", "text": "My cat sleeps all day long."})
    turns.append({"speaker": "Ida Rare", "text": "I like porridge with honey."})
    write_files(tmp_path / "src", {"bridges.json": json.dumps({"turns": turns})})
    build([tmp_path / "src"], tmp_path / "i.index", embedder=HashedWordsEmbedder())
    return SpeechSearch.open(tmp_path / "i.index", embedder=HashedWordsEmbedder())


def test_the_right_passage_comes_first_with_who_when_and_where(engine: SpeechSearch) -> None:
    first = engine.search("price of water")[0]

    assert first.passage.text == "The water price rises by two crowns."
    assert (first.passage.speaker, first.passage.role) == ("Tobin Ashgrove", "Councillor")
    assert (first.transcript.title, first.transcript.date) == ("Council session on water", dt.date(2023, 1, 17))
    assert (first.rank, first.passage.start_s) == (1, 1.5)


def test_both_arms_say_what_they_found(engine: SpeechSearch, town_index: Path) -> None:
    first = engine.search("water price")[0]

    # "water price rises two crowns": 5 stems, 2 shared with the question, so the cosine is 2 / (√5 · √2).
    assert first.dense == pytest.approx(2 / (5 * 2) ** 0.5, abs=1e-4)
    # Each word stands once among its 5 stems: 1 / (1 + damping), and so does their weighted mean.
    with opened(town_index) as generation:
        mean = len(generation.representations.words) / len(generation.representations)
    assert first.lexical == pytest.approx(1 / (1 + 1.2 * (0.25 + 0.75 * 5 / mean)))


def test_the_share_of_the_words_falls_with_each_that_is_missing(engine: SpeechSearch) -> None:
    shares = [engine.search(question)[0].lexical for question in ("water price", "water price zeppelin", "zeppelin")]

    assert shares[0] is not None
    assert shares[1] is not None
    assert shares[0] > shares[1] > 0
    assert shares[2] is None


def test_ranks_count_from_one_and_scores_fall(engine: SpeechSearch) -> None:
    hits = engine.search("library books pipes water", top_k=4)

    assert [hit.rank for hit in hits] == [1, 2, 3, 4]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_the_best_sentence_is_highlighted(engine: SpeechSearch) -> None:
    hit = engine.search("children travel free")[0]

    assert [hit.passage.text[start:end] for start, end in hit.highlights] == ["Children under twelve travel free."]


def test_a_rare_speaker_still_gets_all_their_passages(tmp_path: Path) -> None:
    hits = many(tmp_path).search("a fine bridge over the river", top_k=10, filters=Filters(speakers=["Rare"]))

    assert {hit.passage.text for hit in hits} == {"My cat sleeps all day long.", "I like porridge with honey."}


def test_top_k_beyond_the_pool_is_still_served(tmp_path: Path) -> None:
    assert len(many(tmp_path).search("a fine bridge", top_k=250)) == 250


def test_dates_filter_before_ranking(engine: SpeechSearch) -> None:
    filters = Filters(since=dt.date(2022, 1, 1), until=dt.date(2022, 12, 31))

    assert {hit.transcript.id for hit in engine.search("water ferry crowns", filters=filters)} == {"library"}


def test_transcripts_and_kinds_filter(engine: SpeechSearch) -> None:
    filters = Filters(transcripts=["ferry"], kinds=[Kind.QUESTION])

    assert [hit.passage.text for hit in engine.search("crowns", filters=filters)] == ["What does a ticket cost?"]


def test_a_quoted_phrase_must_be_contained(engine: SpeechSearch) -> None:
    assert [hit.transcript.id for hit in engine.search('"three crowns" water pipes')] == ["ferry"]
    assert engine.search('"crowns three" water pipes') == []


def test_a_short_turn_is_found_by_exact_phrase_and_does_not_crowd_results(tmp_path: Path) -> None:
    turns = [{"text": "Thank you again."}, {"text": "We thank you for the long road that you built."}]
    write_files(tmp_path / "src", {"thanks.json": json.dumps({"turns": turns})})
    build([tmp_path / "src"], tmp_path / "i.index", embedder=HashedWordsEmbedder())
    engine = SpeechSearch.open(tmp_path / "i.index", embedder=HashedWordsEmbedder())

    assert [hit.passage.text for hit in engine.search("thank you again")] == [turns[1]["text"]]
    assert [hit.passage.text for hit in engine.search('"thank you again"')] == ["Thank you again."]


@pytest.mark.parametrize("speaker", [None, "Ida Marsh"])
def test_identical_text_of_one_voice_in_two_transcripts_gives_one_hit_that_names_the_other(
    tmp_path: Path, speaker: str | None
) -> None:
    text = "The lighthouse keeper counts the ships every night."
    engine = engine_over(tmp_path, {"one": [(speaker, text), (speaker, text)], "two": [(speaker, text)]})

    (hit,) = engine.search("lighthouse keeper")

    assert len(hit.repeats) == 1
    assert {each.transcript_id for each in (hit.passage, *hit.repeats)} == {"one", "two"}
    assert hit.repeats[0].text == text


def test_identical_text_of_two_speakers_gives_two_hits(tmp_path: Path) -> None:
    text = "The lighthouse keeper counts the ships every night."
    engine = engine_over(tmp_path, {"one": [("Ida Marsh", text)], "two": [("Ola Fenn", text)]})

    hits = engine.search("lighthouse keeper")

    assert sorted((hit.transcript.id, hit.passage.speaker) for hit in hits) == [
        ("one", "Ida Marsh"),
        ("two", "Ola Fenn"),
    ]
    assert [hit.repeats for hit in hits] == [(), ()]


# -- what a question demands -----------------------------------------------------------------------------------------


def speakers_of(hits: Iterable[Hit]) -> set[str | None]:
    return {hit.passage.speaker for hit in hits}


def test_a_question_after_what_somebody_said_is_answered_by_them_only(engine: SpeechSearch) -> None:
    question = "What did Quillfeather say about the water pipes?"

    assert speakers_of(engine.search(question)) == {"Edda Quillfeather"}
    assert speakers_of(engine.ask(question).hits) == {"Edda Quillfeather"}


def test_a_demand_that_is_ignored_is_lifted(engine: SpeechSearch) -> None:
    question, key = "What did Quillfeather say about the water pipes?", "speaker:Edda Quillfeather"

    assert speakers_of(engine.search(question, ignoring=[key])) >= {"Edda Quillfeather", "Tobin Ashgrove"}
    assert speakers_of(engine.ask(question, ignoring=[key]).hits) >= {"Edda Quillfeather", "Tobin Ashgrove"}
    assert engine.search(question, ignoring=["speaker:Tobin Ashgrove"]) == engine.search(question)


def test_a_year_that_is_asked_for_leaves_out_the_others(engine: SpeechSearch) -> None:
    question, key = "What did Quillfeather say in 2022?", "date:2022-01-01/2022-12-31"

    assert {hit.transcript.id for hit in engine.search(question)} == {"library"}
    assert {hit.transcript.id for hit in engine.search(question, ignoring=[key])} == {
        "council/water",
        "ferry",
        "library",
    }


def test_filters_that_a_person_sets_win_over_the_question(engine: SpeechSearch) -> None:
    asked = "What did Quillfeather say about the water pipes in 2022?"

    assert speakers_of(engine.search(asked, filters=Filters(speakers=["Ashgrove"]))) == {"Tobin Ashgrove"}
    in_2021 = Filters(since=dt.date(2021, 1, 1), until=dt.date(2021, 12, 31))
    assert {hit.transcript.id for hit in engine.search(asked, filters=in_2021)} == {"ferry"}
    assert speakers_of(engine.search(asked, filters=in_2021)) == {"Edda Quillfeather"}


def test_a_word_after_a_minus_is_in_no_hit(engine: SpeechSearch) -> None:
    having = [hit.passage.text for hit in engine.search("crowns")]
    without = [hit.passage.text for hit in engine.search("crowns -ticket")]

    assert any("ticket costs" in text for text in having)
    assert without[0] == "The water price rises by two crowns."
    assert not any("ticket" in text for text in without)
    assert engine.search("crowns -ticket", ignoring=["excluded:ticket"])[0].passage.text in having


def test_what_is_read_in_a_question_is_told_with_keys_that_switch_it_off(engine: SpeechSearch) -> None:
    question = 'What did Quillfeather say about "the pipes" in 2023 -bread?'

    query = engine.understand(question)

    keys = ["speaker:Edda Quillfeather", "phrase:the pipes", "date:2023-01-01/2023-12-31", "excluded:bread"]
    assert [(each.key, each.required) for each in query.constraints] == [(key, True) for key in keys]
    assert [query.asked[each.start : each.end] for each in query.constraints] == [
        "Quillfeather",
        '"the pipes"',
        "in 2023",
        "-bread",
    ]
    for key in keys:
        other = engine.understand(question, ignoring=[key])
        assert [each.key for each in other.switched_off] == [key]
        assert [each.key for each in other.constraints] == [each for each in keys if each != key]


def test_an_answer_tells_what_was_read_in_the_question(engine: SpeechSearch) -> None:
    question = "What did Quillfeather say about the pipes?"

    answer = engine.ask(question)
    assert answer.text == "We shall replace the pipes before the summer ends."
    assert answer.constraints == engine.understand(question).constraints != ()
    assert [each.key for each in answer.constraints] == ["speaker:Edda Quillfeather"]
    assert engine.ask(question, ignoring=["speaker:Edda Quillfeather"]).constraints == ()
    nothing = engine.ask("What did Quillfeather say about comets?", filters=Filters(since=dt.date(2030, 1, 1)))
    assert (nothing.reason, [each.key for each in nothing.constraints]) == (
        Reason.NOTHING_FOUND,
        ["speaker:Edda Quillfeather"],
    )


def test_what_is_excluded_holds_for_what_is_too_short_to_be_ranked(tmp_path: Path) -> None:
    said: list[tuple[str | None, str]] = [("Ida Marsh", "Thank you again."), ("Ola Fenn", "Again, thank you.")]
    engine = engine_over(tmp_path, {"thanks": said})

    assert [hit.passage.text for hit in engine.search('"thank you" -again')] == []
    assert {hit.passage.text for hit in engine.search('"thank you"')} == {text for _, text in said}


def test_of_very_many_short_turns_that_hold_a_phrase_only_so_many_are_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Comparing each with each takes time and memory by the square: 20,000 turns of thanks would need 2 GB.
    compared: list[int] = []

    def counting(generation: SealedGeneration, ranked: Sequence[Ranked], *rest: int, **more: bool) -> list[Ranked]:
        compared.append(len(ranked))
        return spread(generation, ranked, *rest, **more)

    monkeypatch.setattr(search.engine, "spread", counting)
    turns: list[tuple[str | None, str]] = [(f"Member {n}", f"Thank you, {n}.") for n in range(200)]

    hits = engine_over(tmp_path, {"thanks": turns}).search('"thank you"', top_k=12)

    assert [hit.passage.text for hit in hits] == [f"Thank you, {n}." for n in range(12)]
    assert compared == [12 + SPARE]


# -- answers ---------------------------------------------------------------------------------------------------------


def test_an_answer_quotes_the_transcript_verbatim_and_cites_it(engine: SpeechSearch) -> None:
    answer = engine.ask("What does a ticket cost in crowns?")

    citation = answer.citations[0]
    assert answer.text == citation.quote == "A ticket costs three crowns."
    assert engine.transcript("ferry").text[citation.start : citation.end] == answer.text
    assert (citation.passage.speaker, citation.transcript.date) == ("Edda Quillfeather", dt.date(2021, 3, 12))
    assert citation.before is not None
    assert citation.before.text == "What does a ticket cost?"
    assert citation.after is not None
    assert citation.after.text == "(Laughter.)"
    assert answer.reason is None


def test_a_sentence_that_leans_back_is_quoted_with_the_one_before(engine: SpeechSearch) -> None:
    answer = engine.ask("How many passengers will it carry in a day?")

    assert answer.text == "The ferry to Osk Island sails from Monday. It will carry four hundred passengers a day."


def test_what_was_said_twice_is_cited_once(tmp_path: Path) -> None:
    text = "The lighthouse keeper counts ninety ships every night."
    engine = engine_over(tmp_path, {name: [("Ida Marsh", text)] for name in ("one", "two", "three")})

    answer = engine.ask("How many ships does the lighthouse keeper count every night?")

    assert [citation.quote for citation in answer.citations] == [text]


def test_a_question_inside_a_passage_is_no_answer(tmp_path: Path) -> None:
    engine = engine_over(
        tmp_path, {"fares": [("Ida Marsh", "What does a ferry ticket cost? Three crowns, ticket and all.")]}
    )

    answer = engine.ask("What does a ferry ticket cost?")

    assert answer.text in (None, "Three crowns, ticket and all.")
    assert [each.quote for each in engine.candidates("What does a ferry ticket cost?")] == [
        "Three crowns, ticket and all."
    ]


def test_a_sentence_beside_a_question_to_the_point_is_not_the_answer_for_that(tmp_path: Path) -> None:
    said = "Now to the debate. Should the town sell the water company to the bank?"
    engine = engine_over(tmp_path, {"debate": [("Ida Marsh", said)]})

    (found,) = engine.candidates("Who wants to sell the water company to the bank?")

    assert found.quote == "Now to the debate."
    assert (found.features[1], found.sure) == (0.0, False)


def test_an_unanswerable_question_abstains_and_still_shows_the_nearest(engine: SpeechSearch) -> None:
    answer = engine.ask("Which comet collided with Jupiter?")

    assert (answer.text, answer.citations, answer.reason) == (None, (), Reason.NOTHING_NEAR)
    assert str(answer) == "The transcripts do not say (nothing near)."


def test_the_words_of_a_stranger_are_not_answered_with_somebody_elses(engine: SpeechSearch) -> None:
    said = "What did Zebulon Harkaway say about the price of water?"

    answer = engine.ask(said)

    assert (answer.text, answer.reason, answer.elsewhere) == (None, Reason.STRANGER, ())
    assert answer.hits[0].passage.text == "The water price rises by two crowns."
    assert engine.ask(said, ignoring=["stranger:Zebulon Harkaway"]).text == "The water price rises by two crowns."


@pytest.mark.parametrize(
    "told",
    [
        "Zebulon Harkaway said that the price of water rises.",
        "The price of water, as the leader, Mr. Harkaway, called it, is a disgrace.",
    ],
)
def test_what_is_reported_of_a_stranger_may_answer(tmp_path: Path, told: str) -> None:
    engine = engine_over(tmp_path, {"talk": [("Ida Marsh", told)]})

    assert engine.ask("What did Harkaway say about the price of water?").text == told


@pytest.mark.parametrize(
    "said",
    [
        "I have nothing to say to Mr. Harkaway about the price of water.",
        "Harkaway pays the price of water.",
        "Harkaway spoke from this place, and he must be told the price of water.",
    ],
)
def test_that_somebody_names_a_stranger_is_not_enough(tmp_path: Path, said: str) -> None:
    engine = engine_over(tmp_path, {"talk": [("Ida Marsh", said)]})

    assert engine.ask("What did Harkaway say about the price of water?").reason is Reason.STRANGER


def test_the_reporters_own_words_do_not_answer_for_others(tmp_path: Path) -> None:
    text = "Ada Korvin met reporters.\n\nAda Korvin: I am Korvin.\n\nIda Marsh: Thank you, we begin.\n"
    build([write_files(tmp_path / "src", {"a.txt": text})], tmp_path / "i.index", embedder=HashedWordsEmbedder())
    engine = SpeechSearch.open(tmp_path / "i.index", embedder=HashedWordsEmbedder())

    told = "Ada Korvin met reporters."
    assert engine.ask("Ada Korvin met reporters?").text == told
    assert engine.ask("What did others say of Korvin, Ada Korvin met reporters?").text is None


def test_who_is_for_something_is_told_by_quotes_and_no_name_stands_over_them(tmp_path: Path) -> None:
    said = [("Ada Korvin", "I do support the long bypass."), ("Ida Marsh", "I never did support the bypass.")]
    engine = engine_over(tmp_path, {"talk": said})

    answer = engine.ask("Who supports the bypass?")

    assert answer.who is None
    assert {each.passage.speaker for each in answer.citations} == {"Ada Korvin", "Ida Marsh"}


@pytest.mark.parametrize(
    ("asked", "who"),
    [
        ("Who called for a long bypass round the old market?", "Ada Korvin"),
        ("Who called for a long bypass round the old market twice?", None),
    ],
)
def test_a_name_stands_over_an_answer_only_where_all_that_is_asked_for_is_said(
    tmp_path: Path, asked: str, who: str | None
) -> None:
    engine = engine_over(tmp_path, {"talk": [("Ada Korvin", "I want a long bypass round the old market.")]})

    answer = engine.ask(asked)

    assert (answer.text, answer.who) == ("I want a long bypass round the old market.", who)


def test_others_than_the_one_they_are_asked_about_answer(tmp_path: Path) -> None:
    said = {"Ada Korvin": "Ada Korvin, that is me, Korvin.", "Ida Marsh": "We all like Korvin."}
    engine = engine_over(tmp_path, {"talk": list(said.items())})

    assert {hit.passage.speaker for hit in engine.search("What did others say about Korvin?")} == {"Ida Marsh"}


def test_where_one_speaker_says_nothing_what_others_say_comes_along(engine: SpeechSearch) -> None:
    answer = engine.ask("What did Quillfeather say about the price of water, water price?")

    assert answer.text is None
    assert [hit.passage.text for hit in answer.elsewhere][:1] == ["The water price rises by two crowns."]
    assert engine.ask("Which comet collided with Jupiter?").elsewhere == ()


def test_what_comes_along_is_of_nobody_who_was_asked(town_index: Path) -> None:
    all_near_none_sure = Calibration((0.0,) * len(SENTENCE), 0.0, 0.9, -1.0)
    engine = SpeechSearch.open(town_index, embedder=HashedWordsEmbedder(), reader=SentenceReader(all_near_none_sure))

    answer = engine.ask("What did Quillfeather say about the ferry and the water price?")

    assert {hit.passage.speaker for hit in answer.hits} == {"Edda Quillfeather"}
    assert answer.elsewhere
    assert "Edda Quillfeather" not in {hit.passage.speaker for hit in answer.elsewhere}


def test_conditions_on_who_and_when_allow_what_fulfils_both() -> None:
    day = dt.date(2022, 8, 24)
    by_ada_since = Conditions(speakers=frozenset({"Ada Korvin"}), since=day)

    assert by_ada_since.allow("Ada Korvin", day)
    assert not by_ada_since.allow("Ada Korvin", dt.date(2022, 8, 23))
    assert not by_ada_since.allow("Ada Korvin", None)
    assert not by_ada_since.allow(None, day)
    assert Conditions().allow(None, None)
    assert Conditions(until=day).allow("Ben Lund", day)
    assert not Conditions(until=day).allow("Ben Lund", dt.date(2022, 8, 25))
    assert not Conditions(not_speakers=frozenset({"Ben Lund"})).allow("Ben Lund", day)


def test_beside_a_question_that_was_put_in_the_same_words_nothing_is_said_to_be_far(tmp_path: Path) -> None:
    engine = engine_over(
        tmp_path, {"talk": [("Ida Marsh", "Will the ferry captain resign?"), ("Ola Berg", "No, never so.")]}
    )

    assert engine.ask("Will the ferry captain resign?").reason is Reason.NOTHING_ANSWERS


def test_filters_that_leave_nothing_give_no_hits_and_an_abstention_that_says_so(engine: SpeechSearch) -> None:
    nothing = Filters(since=dt.date(2030, 1, 1))

    assert engine.search("water", filters=nothing) == []
    assert engine.ask("water?", filters=nothing).reason is Reason.NOTHING_FOUND


def test_context_gives_the_neighbours_in_order(engine: SpeechSearch) -> None:
    passage = engine.search("repaired with granite")[0].passage

    assert [each.text for each in engine.context(passage, before=2, after=5)] == [
        "A ticket costs three crowns. Children under twelve travel free.",
        "(Laughter.)",
        "The harbour wall was repaired with granite last winter.",
    ]


def test_speakers_transcripts_and_dates_are_listed(engine: SpeechSearch) -> None:
    assert [(each.name, each.turns) for each in engine.speakers()] == [("Edda Quillfeather", 5), ("Tobin Ashgrove", 2)]
    assert [head.id for head in engine.transcripts()] == ["council/water", "ferry", "library"]
    assert engine.date_range() == (dt.date(2021, 3, 12), dt.date(2023, 1, 17))


def test_what_cannot_be_asked_raises_our_errors(engine: SpeechSearch) -> None:
    with pytest.raises(EmptyQueryError, match="nothing was asked"):
        engine.ask("…")
    with pytest.raises(UnknownSpeakerError, match="near: Edda Quillfeather"):
        engine.search("x", filters=Filters(speakers=["Edda Quillfeder"]))
    with pytest.raises(UnknownTranscriptError, match="no transcript has the id 'nowhere'"):
        engine.transcript("nowhere")


def test_no_index_is_told_with_the_command_that_builds_one(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError, match=r"there is no index in .*; build one with: rostrum build PATH --index"):
        SpeechSearch.open(tmp_path / "none.index")


def test_another_model_than_the_indexs_is_refused(town_index: Path) -> None:
    with pytest.raises(
        IndexMismatchError, match=r"built with hashed-words .* asked for is other-words .* --model other-words"
    ):
        SpeechSearch.open(town_index, embedder=OtherEmbedder())


def test_an_open_engine_follows_a_rebuild(corpus: Path, tmp_path: Path) -> None:
    build([corpus], tmp_path / "i.index", embedder=HashedWordsEmbedder())
    engine = SpeechSearch.open(tmp_path / "i.index", embedder=HashedWordsEmbedder())
    write_files(corpus, {"zoo.txt": "The zoo bought a young giraffe in spring."})
    (corpus / "ferry.txt").unlink()

    build([corpus], tmp_path / "i.index", embedder=HashedWordsEmbedder())

    assert engine.search("giraffe")[0].passage.text == "The zoo bought a young giraffe in spring."
    assert [head.id for head in engine.transcripts()] == ["council/water", "library", "zoo"]


def test_an_index_that_went_away_keeps_serving_those_who_opened_it(town_index: Path, tmp_path: Path) -> None:
    shutil.copytree(town_index, tmp_path / "i.index")
    engine = SpeechSearch.open(tmp_path / "i.index", embedder=HashedWordsEmbedder())
    shutil.rmtree(tmp_path / "i.index")

    assert engine.search("water price")[0].transcript.id == "council/water"


def test_threads_share_one_engine(engine: SpeechSearch) -> None:
    questions = ["water price", "ninety thousand books", "ferry to Osk Island", "granite wall"]
    alone = {question: engine.search(question) for question in questions}
    wrong: list[str] = []

    def ask(question: str) -> None:
        wrong.extend(question for _ in range(20) if engine.search(question) != alone[question])

    threads = [threading.Thread(target=ask, args=(question,)) for question in questions * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_of_two_quotes_as_near_the_one_with_the_number_asked_for_is_the_answer(tmp_path: Path) -> None:
    turns = [
        {"text": "The terminal and its cost were much debated."},
        {"text": "The terminal cost ninety crowns, we hear."},
    ]
    write_files(tmp_path / "src", {"harbour.json": json.dumps({"turns": turns})})
    build([tmp_path / "src"], tmp_path / "i.index", embedder=HashedWordsEmbedder())
    engine = SpeechSearch.open(tmp_path / "i.index", embedder=HashedWordsEmbedder())

    answer = engine.ask("How much did the terminal cost?")

    assert answer.text == "The terminal cost ninety crowns, we hear."


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"speakers": "Ashgrove"}, "speakers is a list, such as \\['Ashgrove'\\], not the text 'Ashgrove' alone"),
        ({"transcripts": "water"}, "transcripts is a list"),
        ({"kinds": None}, "kinds is a list of texts, not None"),
        ({"speakers": [None]}, "speakers is a list of texts"),
        ({"since": "2022"}, "since is a datetime.date, such as date\\(2022, 1, 31\\), not '2022'"),
        ({"until": dt.datetime(2022, 1, 1)}, "until is a datetime.date"),
    ],
)
def test_filters_of_another_type_are_refused_in_words(fields: dict[str, object], said: str) -> None:
    with pytest.raises(QueryError, match=f"^{said}"):
        Filters(**fields)  # type: ignore[arg-type]


def test_a_count_or_a_question_that_is_none_is_refused_in_words(engine: SpeechSearch) -> None:
    for count in (-1, "5"):
        for asked in (engine.search, engine.ask):
            with pytest.raises(QueryError, match=r"^top_k is how many passages to return, a number from 0 on"):
                asked("pipes", top_k=count)  # type: ignore[arg-type]
        with pytest.raises(QueryError, match=r"^top_k is "):
            engine.similar(engine.search("pipes")[0].passage.id, top_k=count)  # type: ignore[arg-type]
    with pytest.raises(QueryError, match=r"^a question is a text, not None"):
        engine.search(None)  # type: ignore[arg-type]


def test_one_question_is_embedded_once_for_all_that_a_page_asks_of_it(town_index: Path) -> None:
    embedder = CountingEmbedder()
    engine = SpeechSearch.open(town_index, embedder=embedder)
    answer = engine.ask("How deep are the pipes?")
    engine.facets("How deep are the pipes?")
    engine.hits("How deep are the pipes?", [hit.passage.id for hit in answer.hits])
    assert embedder.texts == ["How deep are the pipes?"]
    engine.search("How deep is the harbour?")
    assert embedder.texts[1:] == ["How deep is the harbour?"]


def test_a_passage_that_holds_all_words_of_a_question_is_never_said_to_be_far(tmp_path: Path) -> None:
    class Unsure:
        def read(self, *_: object) -> list[object]:
            return []

    much = " ".join(f"Stone number {number} of the old quay is dry." for number in range(18))
    said = f"{much} The granite wharf is ours. {much}"
    folder = indexed(tmp_path, {"quay": [("Ida Marsh", said)]})
    engine = SpeechSearch.open(folder, embedder=HashedWordsEmbedder(), reader=Unsure())

    assert engine.ask("What does it say about the granite wharf?").reason is Reason.NOTHING_ANSWERS
    assert engine.ask("What does it say about the granite comet?").reason is Reason.NOTHING_NEAR
