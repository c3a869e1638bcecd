from __future__ import annotations

import datetime as dt

import pytest

from index.errors import (
    DateRangeError,
    EmptyQueryError,
    QueryTooLongError,
    UnknownSpeakerError,
    UnknownTranscriptError,
)
from index.records import Conditions, Kind, Speaker, Wording
from search.answer_type import AnswerType
from search.constraints import Constraint, ConstraintKind
from search.results import Filters
from search.understand import MAX_CHARS, Query, conditions, merged, understand

SPEAKERS = (
    Speaker("Edda Quillfeather", ("Mayor",), ("Mayor Edda Quillfeather", "The Mayor")),
    Speaker("Tobin Ashgrove", ("Councillor",), ("Cllr Ashgrove",)),
    Speaker("Merle Ashgrove", (), ("Merle Ashgrove",)),
)


@pytest.mark.parametrize(
    ("question", "phrases", "text"),
    [
        ("trade", (), "trade"),
        ('who said "leaky pipes"?', ("leaky pipes",), "who said leaky pipes?"),
        ("“leaky pipes” and «cold water»", ("leaky pipes", "cold water"), "leaky pipes and cold water"),
        ("„kaltes Wasser“", ("kaltes Wasser",), "kaltes Wasser"),
        ('an "open quote', (), 'an "open quote'),
        ('empty "" and "…" quotes', (), "empty  and … quotes"),
        ("the council's pipes", (), "the council's pipes"),
    ],
)
def test_quoted_words_become_phrases_that_must_be_contained(question: str, phrases: tuple[str, ...], text: str) -> None:
    query = understand(question)

    assert (query.phrases, query.text) == (phrases, text)


def test_control_characters_and_lone_surrogates_are_no_part_of_a_question() -> None:
    assert understand("cold\x00 \x1bwater\ud800\n\tprice").text == "cold water price"


@pytest.mark.parametrize("question", ["", "   ", "\n\t", "?!…", '""', "\x00"])
def test_a_question_without_a_word_is_refused(question: str) -> None:
    with pytest.raises(EmptyQueryError, match="holds no word"):
        understand(question)


def test_a_question_of_a_hundred_thousand_characters_is_refused_with_the_limit() -> None:
    with pytest.raises(QueryTooLongError, match=r"100,000 characters; at most 5,000"):
        understand("a" * 100_000)
    assert understand("a" * MAX_CHARS).text == "a" * MAX_CHARS


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("What did Quillfeather say about the ferry?", "Quillfeather the ferry?"),
        ("How many books are there?", "books there?"),
        ("Who said what?", "Who said what?"),
    ],
)
def test_words_that_only_make_it_a_question_are_no_part_of_the_topic(question: str, topic: str) -> None:
    assert understand(question).topic == topic


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many books does it hold?", AnswerType.NUMBER),
        ("By how much did the price rise?", AnswerType.NUMBER),
        ("What percentage of pipes leak?", AnswerType.NUMBER),
        ("When does the ferry sail?", AnswerType.TIME),
        ("In which year was it built?", AnswerType.TIME),
        ("When and how much will it cost?", AnswerType.TIME),
        ("Who repaired the wall?", AnswerType.PERSON),
        ("Show me the whenabouts", None),
    ],
)
def test_what_a_question_asks_for_is_read_from_its_words(question: str, kind: AnswerType | None) -> None:
    assert understand(question).asks_for == kind


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Edda Quillfeather", {"Edda Quillfeather"}),
        ("quillfeather", {"Edda Quillfeather"}),
        ("Mayor Quillfeather", {"Edda Quillfeather"}),
        ("the mayor", {"Edda Quillfeather"}),
        ("Quillfeather Edda", {"Edda Quillfeather"}),
        ("Ashgrove", {"Tobin Ashgrove", "Merle Ashgrove"}),
        ("Tobin Ashgrove", {"Tobin Ashgrove"}),
        ("cllr. ashgrove", {"Tobin Ashgrove"}),
    ],
)
def test_a_speaker_filter_takes_any_spelling_of_a_name(name: str, found: set[str]) -> None:
    assert conditions(Filters(speakers=[name]), SPEAKERS, ()).speakers == found


def test_several_speakers_are_alternatives() -> None:
    found = conditions(Filters(speakers=["Tobin", "Merle"]), SPEAKERS, ()).speakers

    assert found == {"Tobin Ashgrove", "Merle Ashgrove"}


def test_an_unknown_speaker_is_refused_and_near_names_are_told() -> None:
    with pytest.raises(
        UnknownSpeakerError, match="no speaker is called 'Quilfether'; near: Edda Quillfeather"
    ) as caught:
        conditions(Filters(speakers=["Quilfether"]), SPEAKERS, ())
    assert caught.value.near == ("Edda Quillfeather",)


def test_an_unknown_speaker_with_none_near_is_told_so() -> None:
    with pytest.raises(UnknownSpeakerError, match="none of the 3 speakers is near"):
        conditions(Filters(speakers=["Xyzzyx"]), SPEAKERS, ())


def test_an_unknown_transcript_is_refused_and_near_ids_are_told() -> None:
    with pytest.raises(UnknownTranscriptError, match="no transcript has the id 'council/watr'; near: council/water"):
        conditions(Filters(transcripts=["council/watr"]), (), ["council/water", "harbour"])


def test_since_after_until_is_refused() -> None:
    with pytest.raises(DateRangeError, match="the first day, 2023-01-02, is after the last, 2023-01-01; swap them"):
        conditions(Filters(since=dt.date(2023, 1, 2), until=dt.date(2023, 1, 1)), (), ())


def test_one_day_is_a_range_and_no_filter_is_no_condition() -> None:
    day = dt.date(2023, 1, 2)

    assert conditions(Filters(since=day, until=day, kinds=[Kind.SPEECH]), (), ()) == Conditions(
        since=day, until=day, kinds=frozenset({Kind.SPEECH})
    )
    assert conditions(Filters(), SPEAKERS, ["a"]).any


@pytest.mark.parametrize(
    ("question", "excluded", "text"),
    [
        ("ferry -price", ("price",), "ferry"),
        ("-price ferry", ("price",), "ferry"),
        ('ferry -"ticket price" north', ("ticket price",), "ferry north"),
        ("ferry -“ticket price”", ("ticket price",), "ferry"),
        ("pipes -well-known, cold", ("well-known",), "pipes, cold"),
        ("pipes -leak?", ("leak",), "pipes?"),
        ("well-known pipes", (), "well-known pipes"),
        ("below -5 degrees", (), "below -5 degrees"),
        ("pipes - and walls", (), "pipes - and walls"),
        ("pipes –walls —walls", (), "pipes –walls —walls"),
        ("pipes --walls", (), "pipes --walls"),
        ('who said "pipes -walls"', (), "who said pipes -walls"),
    ],
)
def test_a_minus_before_a_word_excludes_it(question: str, excluded: tuple[str, ...], text: str) -> None:
    query = understand(question)

    assert (query.excluded, query.text, query.topic.count("price")) == (excluded, text, 0)


@pytest.mark.parametrize("question", ["-price", '-"ticket price" -ferry', "-price ?"])
def test_a_question_of_exclusions_alone_is_refused(question: str) -> None:
    with pytest.raises(EmptyQueryError, match="only says what must not be found; add what to look for"):
        understand(question)


def test_a_phrase_that_is_switched_off_is_words_and_an_exclusion_is_dropped() -> None:
    query = understand('"cold water" -price', ignoring=["phrase:cold water", "excluded:price"])

    assert (query.text, query.topic, query.wording) == ("cold water", "cold water", Wording())
    assert [each.key for each in query.switched_off] == ["phrase:cold water", "excluded:price"]


def test_marked_words_are_constraints_that_point_at_the_question() -> None:
    query = understand("  who said “leaky pipes”  -cold ")

    assert query.asked == "who said “leaky pipes” -cold"
    assert query.wording == Wording(("leaky pipes",), ("cold",))
    assert [(each.key, each.text, each.required) for each in query.constraints] == [
        ("phrase:leaky pipes", "“leaky pipes”", True),
        ("excluded:cold", "-cold", True),
    ]


DAY = dt.date(2023, 1, 2)
DEMANDING = Query(
    *("ferry", "ferry"),
    constraints=(
        Constraint(ConstraintKind.SPEAKER, "Edda Quillfeather", "Quillfeather", 0, 12, True),
        Constraint(ConstraintKind.SPEAKER, "Tobin Ashgrove", "Tobin", 0, 5, False),
        Constraint(ConstraintKind.DATE, "2023-01-02/", "since", 0, 5, True),
    ),
)


@pytest.mark.parametrize(
    ("where", "both"),
    [
        (Conditions(), Conditions(frozenset({"Edda Quillfeather"}), since=DAY)),
        (
            Conditions(frozenset({"Edda Quillfeather", "Merle Ashgrove"}), until=DAY),
            Conditions(frozenset({"Edda Quillfeather"}), since=DAY, until=DAY),
        ),
        (
            Conditions(frozenset({"Merle Ashgrove"}), until=dt.date(2022, 1, 1)),
            Conditions(frozenset({"Merle Ashgrove"}), until=dt.date(2022, 1, 1)),
        ),
        (
            Conditions(kinds=frozenset({Kind.SPEECH}), since=dt.date(2024, 1, 1)),
            Conditions(frozenset({"Edda Quillfeather"}), since=dt.date(2024, 1, 1), kinds=frozenset({Kind.SPEECH})),
        ),
    ],
)
def test_a_question_narrows_filters_but_never_to_nothing(where: Conditions, both: Conditions) -> None:
    assert merged(where, DEMANDING) == both
