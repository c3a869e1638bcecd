from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import QueryError
from index.name_cards import cards_of
from index.records import Speaker, TranscriptHead
from search.constraints import ConstraintKind
from search.mentions import Known
from search.understand import Query, understand
from search.venues import is_at

ALIYEV, TOKAYEV, TRUDEAU, MAYOR = "Ilham Aliyev", "Kassym-Jomart Tokayev", "Justin Trudeau", "Edda Quillfeather"
TOBIN, MERLE, BROWN, MAY, HOPE = "Tobin Ashgrove", "Merle Ashgrove", "Osric Brown", "Thora May", "Lena Hope"
LEYEN, ONEILL, JORDAN, XI = "Ulla von der Leyen", "Ann O'Neill", "Milo Jordan", "Xi Jinping"
SPEAKERS = (
    Speaker(ALIYEV, ("President", "President of the Republic of Azerbaijan"), ("President Ilham Aliyev",)),
    Speaker(TOKAYEV, ("President", "President of the Republic of Kazakhstan"), ("Касым-Жомарт Токаев",)),
    Speaker(TRUDEAU, ("Right Hon.", "Prime Minister"), ("Right Hon. Justin Trudeau", "Mr. Trudeau")),
    Speaker(MAYOR, ("Mayor",), ("Mayor Edda Quillfeather", "The Mayor")),
    Speaker(TOBIN, ("Councillor",), ("Cllr Ashgrove",)),
    *map(
        Speaker,
        (MERLE, BROWN, MAY, HOPE, "Brown Tallow", "Hugo Grant", "Pavla Reading", "Pike", LEYEN, ONEILL, JORDAN, XI),
    ),
)
HEADS = (
    TranscriptHead("gas", "Expanded meeting", dt.date(2022, 8, 24), "Baku"),
    TranscriptHead("un", "Address to the General Assembly of the United Nations", dt.date(2019, 9, 24), "New York"),
    TranscriptHead("press", "Press conference", dt.date(2016, 5, 1), "Ottawa"),
    TranscriptHead("talks", "Trade talks: a meeting of ministers", dt.date(2012, 5, 1)),
    TranscriptHead("council", "Council meeting"),
)
KNOWN = Known(cards_of(SPEAKERS), HEADS)


def asked(question: str, *ignoring: str) -> Query:
    return understand(question, KNOWN, ignoring=ignoring)


@pytest.mark.parametrize(
    ("question", "speakers"),
    [
        ("What did Aliyev say about transport?", {ALIYEV}),
        ("what did aliev say about transport", {ALIYEV}),
        ("WHAT DID ALIYEV SAY ABOUT TRANSPORT?", {ALIYEV}),
        ("What Did Aliyev Say About Transport?", {ALIYEV}),
        ("according to Mr Trudeau", {TRUDEAU}),
        ("How large should trade become, according to Tokayev?", {TOKAYEV}),
        ("Tokayev on trade", {TOKAYEV}),
        ("tokaev on trade", {TOKAYEV}),
        ("Aliyev: trade", {ALIYEV}),
        ("What did Gloria Pike apologise for?", {"Pike"}),
        ("What did Ms. Gloria Pike say?", {"Pike"}),
        ("Summarize Justin Trudeau's opinion on housing", {TRUDEAU}),
        ("Tokayev said that trade grows", {TOKAYEV}),
        ("Trudeau, who promised lower taxes", {TRUDEAU}),
        ("In Tokayev's words, what is a corridor?", {TOKAYEV}),
        ("in the words of Tokayev", {TOKAYEV}),
        ("Trudeau's view on housing", {TRUDEAU}),
        ("What is Trudeau's opinion on housing?", {TRUDEAU}),
        ("Aliyev’s speech on transport", {ALIYEV}),
        ("Trudeau's answer to the opposition", {TRUDEAU}),
        ("speeches about transport by Aliyev", {ALIYEV}),
        ("anything from Trudeau on taxes", {TRUDEAU}),
        ("Did Trudeau promise lower taxes?", {TRUDEAU}),
        ("Why does Tokayev oppose sanctions?", {TOKAYEV}),
        ("How did Trudeau respond to the strike?", {TRUDEAU}),
        ("Has Trudeau ever apologised?", {TRUDEAU}),
        ("Is Trudeau against the pipeline?", {TRUDEAU}),
        ("What promises did Trudeau make?", {TRUDEAU}),
        ("Who did Trudeau thank?", {TRUDEAU}),
        ("Trade is good, said Tokayev", {TOKAYEV}),
        ("What did Aliyev and Tokayev say about trade?", {ALIYEV, TOKAYEV}),
        ("What did Tokayev, Aliyev and Trudeau say about gas?", {ALIYEV, TOKAYEV, TRUDEAU}),
        ("What did Aliyev say about trade, and what did Tokayev say?", {ALIYEV, TOKAYEV}),
        ("What did Aliyev say about Tokayev?", {ALIYEV}),
        ("What did Aliyev say about Tokayev's speech?", {ALIYEV}),
        ("What did Aliyev tell Tokayev?", {ALIYEV}),
        ("Tokayev's remarks on Aliyev", {TOKAYEV}),
        ("What did Ashgrove say about the wall?", {TOBIN, MERLE}),
        ("What did Merle Ashgrove say?", {MERLE}),
        ("What did T. Ashgrove say?", {TOBIN}),
        ("What did Mr. Tobin Ashgrove said?", {TOBIN}),
        ("What did Ms. Brown Tallow say?", {"Brown Tallow"}),
        ("What did Kassym-Jomart Kemelevich Tokayev say?", {TOKAYEV}),
        ("What did Kassym Jomart Tokayev say?", {TOKAYEV}),
        ("What did the Right Hon. Justin Trudeau say?", {TRUDEAU}),
        ("What did von der Leyen say about ports?", {LEYEN}),
        ("What did O’Neill say about ports?", {ONEILL}),
        ("What did Xi say about ports?", {XI}),
        ("What did Justin say about taxes?", {TRUDEAU}),
        ("What did Jordan say about gas?", {JORDAN}),
        ("What did Trudeu say about tax?", {TRUDEAU}),
        ("what did trudeu say about tax", {TRUDEAU}),
        ("What did Toqayev say?", {TOKAYEV}),
        ("What did the mayor say about the ferry?", {MAYOR}),
        ("the mayor's view on the ferry", {MAYOR}),
        ("What did the president of Kazakhstan say about gas?", {TOKAYEV}),
        ("What did Brown say about growth?", {BROWN}),
        ("Mr Brown on coal", {BROWN}),
        ("What did May say about ports?", {MAY}),
        ("thora may on ports", {MAY}),
        ("What did Mr Reading say about schools?", {"Pavla Reading"}),
    ],
)
def test_a_phrasing_that_says_who_speaks_makes_a_filter(question: str, speakers: set[str]) -> None:
    query = asked(question)

    assert (query.speakers_required, query.speakers_preferred) == (speakers, set())


@pytest.mark.parametrize(
    ("question", "speakers"),
    [
        ("tokayev trade", {TOKAYEV}),
        ("Trade between Aliyev and Tokayev", {ALIYEV, TOKAYEV}),
        ("aliev transport", {ALIYEV}),
        ("Did Trudeau visit Baku?", {TRUDEAU}),
        ("countries led by Tokayev", {TOKAYEV}),
        ("the gift from Aliyev", {ALIYEV}),
        ("What was Trudeau asked about housing?", {TRUDEAU}),
        ("What did the president say about gas?", {ALIYEV, TOKAYEV}),
        ("Что сказал Токаев о торговле?", {TOKAYEV}),
    ],
)
def test_a_name_that_only_stands_there_and_an_office_of_several_are_preferences(
    question: str, speakers: set[str]
) -> None:
    query = asked(question)

    assert (query.speakers_required, query.speakers_preferred) == (set(), speakers)


@pytest.mark.parametrize(
    "question",
    [
        "Who spoke about Tokayev?",
        "Who criticised Trudeau?",
        "Who supports Trudeau?",
        "Who is Tokayev?",
        "Why did people oppose Trudeau?",
        "tribute to Trudeau",
        "What did Trudeau's minister say about housing?",
        "the Trudeau government and housing",
        "Ashgrove Lane repairs",
    ],
)
def test_whoever_is_spoken_of_is_no_constraint(question: str) -> None:
    assert asked(question).constraints == ()


@pytest.mark.parametrize(
    ("question", "barred"),
    [
        ("What did others say about Aliyev?", {ALIYEV}),
        ("What did the other speakers think of Trudeau's plan?", {TRUDEAU}),
        ("Who else spoke about Tokayev?", {TOKAYEV}),
        ("Did anybody else mention Aliyev or Tokayev?", {ALIYEV, TOKAYEV}),
        ("What did anyone but Aliyev say about transport?", {ALIYEV}),
        ("What did everyone except Aliyev and Tokayev say about gas?", {ALIYEV, TOKAYEV}),
        ("What did speakers other than Tokayev say?", {TOKAYEV}),
        ("not Tokayev", {TOKAYEV}),
    ],
)
def test_where_the_others_are_asked_whoever_is_named_must_not_be_the_speaker(question: str, barred: set[str]) -> None:
    query = asked(question)

    assert query.speakers_barred == barred
    assert {each.kind for each in query.constraints} == {ConstraintKind.NOT_SPEAKER}


@pytest.mark.parametrize("question", ["Which other countries did Tokayev mention?", "What other plans has Trudeau?"])
def test_other_things_do_not_bar_whoever_is_named(question: str) -> None:
    assert asked(question).speakers_barred == frozenset()


def test_those_whom_others_speak_of_stay_in_the_topic_and_those_left_out_do_not() -> None:
    assert asked("What did others say about Aliyev?").topic == "others Aliyev?"
    assert asked("What did anyone but Aliyev say about transport?").topic == "transport?"


@pytest.mark.parametrize(
    ("question", "strangers"),
    [
        ("What did Merkle say about gas?", ("Merkle",)),
        ("what did merkle say about gas", ("merkle",)),
        ("What did Ms. Merkle promise?", ("Merkle",)),
        ("According to Boris Johnston, what is trade?", ("Boris Johnston",)),
        ("Merkle's view on gas", ("Merkle",)),
        ("Did Merkle ever mention Baku?", ("Merkle",)),
        ("What did Merkle and Macro say?", ("Merkle", "Macro")),
        ("What did Hannah Ashgrove say?", ("Hannah Ashgrove",)),
        ("What did Justin Bieber say?", ("Justin Bieber",)),
        ("What did Jordan Bieber say?", ("Jordan Bieber",)),
        ("What did Ashgrove Bieber say?", ("Ashgrove Bieber",)),
        ("What did Tokayeva say?", ("Tokayeva",)),
    ],
)
def test_whoever_is_said_to_speak_and_is_nobody_here_is_a_stranger(question: str, strangers: tuple[str, ...]) -> None:
    query = asked(question)

    assert query.strangers == strangers
    assert (query.speakers_required, query.speakers_preferred) == (frozenset(), frozenset())


@pytest.mark.parametrize(
    "question",
    [
        "What did Kasym Tokayev say?",
        "What did Trudeu say about gas?",
        "What does photosynthesis mean?",
        "what do economists say about gas",
        "How did Merkle travel?",
        "Who is Merkle?",
        "What was said about Merkle?",
        "What did Azerbaijan say about gas?",
        "How many trees does New Zealand want to plant?",
        "What has the United Kingdom promised?",
        "What did the White House say?",
        "What did the Khabarovsk Territory say?",
        "Summarize the opinion of Tokayev.",
        "What Did Merry Men Say About Gas?",
    ],
)
def test_known_people_places_and_those_only_spoken_of_are_no_strangers(question: str) -> None:
    assert asked(question).strangers == ()


def test_beside_a_speaker_who_is_known_a_stranger_is_told_and_demands_nothing() -> None:
    query = asked("What did Angela Merkle and Tokayev say about trade?")

    assert query.speakers_required == {TOKAYEV}
    assert [each.key for each in query.constraints] == ["stranger:Angela Merkle", f"speaker:{TOKAYEV}"]
    assert (query.strangers, query.topic) == ((), "and trade?")


def test_where_nobody_is_known_to_speak_there_are_no_strangers() -> None:
    assert understand("What did Merkle say about gas?", Known((), HEADS)).constraints == ()


@pytest.mark.parametrize(
    "question",
    [
        "What did ministers say?",
        "What did the president of France say about gas?",
        "What did the mayor's office say?",
        "Is the mayor elected?",
        "elect a president",
        "brown coal",
        "what did brown say about coal",
        "Brown on coal",
        "will brown coal be banned",
        "Will there be growth in May?",
        "Growth in May",
        "may on ports",
        "Reading and writing in schools",
        "Hope for peace",
        "What is the hope of the nation?",
        "Grant money for schools",
        "growth with Jordan",
        "Trade with the EU",
        "trust in banks",
    ],
)
def test_ordinary_words_places_and_other_people_are_no_speakers(question: str) -> None:
    assert asked(question).constraints == ()


@pytest.mark.parametrize(
    ("question", "value", "required"),
    [
        ("What did Tokayev say in 2022 about gas?", "2022-01-01/2022-12-31", True),
        ("speeches in 2022", "2022-01-01/2022-12-31", True),
        ("What was said before the election of 2016?", "/2016-12-31", True),
        ("Tokayev on gas since 2019", "2019-01-01/", True),
        ("Did Trudeau visit Baku in 2022?", "2022-01-01/2022-12-31", True),
        ("What happened in 2022?", "2022-01-01/2022-12-31", False),
        ("gas price in 2022", "2022-01-01/2022-12-31", False),
        ("Do we see growth in 2022?", "2022-01-01/2022-12-31", False),
        ("What happened in 1986?", "1986-01-01/1986-12-31", False),
        ("What did Tokayev say in 1986?", "1986-01-01/1986-12-31", False),
        ("What did Tokayev say about the war in 2022?", "2022-01-01/2022-12-31", False),
        ("Tokayev on gas, 24 August 2022", "2022-08-24/2022-08-24", False),
    ],
)
def test_a_date_is_a_filter_where_it_is_that_of_the_speech_and_the_index_has_such_days(
    question: str, value: str, required: bool
) -> None:
    dates = [each for each in asked(question).constraints if each.kind is ConstraintKind.DATE]

    assert [(each.value, each.required) for each in dates] == [(value, required)]


def test_a_query_tells_the_days_it_demands_and_those_it_prefers() -> None:
    demanding, preferring = asked("What was said since 2019 and before 2023?"), asked("gas price in 2022")

    assert (demanding.since, demanding.until, demanding.preferred_days) == (
        *(dt.date(2019, 1, 1), dt.date(2022, 12, 31)),
        None,
    )
    assert (preferring.since, preferring.until) == (None, None)
    assert preferring.preferred_days == (dt.date(2022, 1, 1), dt.date(2022, 12, 31))


@pytest.mark.parametrize(
    ("question", "venue", "there"),
    [
        ("What was said at the UN?", ("un",), ["un"]),
        ("What did Aliyev say in Baku about gas?", ("baku",), ["gas"]),
        ("gas prices in baku", ("baku",), ["gas"]),
        ("questions at the press conference in Ottawa", ("press conference", "ottawa"), ["press"]),
        ("at the General Assembly of the United Nations", ("general assembly of the united nations",), ["un"]),
        ("taxes at the meeting", (), []),
        ("growth in trade", (), []),
        ("at the time", (), []),
        ("at the harbour", (), []),
    ],
)
def test_a_venue_is_what_some_transcripts_name_and_not_most(
    question: str, venue: tuple[str, ...], there: list[str]
) -> None:
    query = asked(question)

    assert query.venue == venue
    assert [head.id for head in HEADS if is_at(head, query.venue)] == there
    assert not any(each.required for each in query.constraints if each.kind is ConstraintKind.VENUE)


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("What did Aliyev say about transport?", "transport?"),
        ("What did Aliyev say about Tokayev?", "Tokayev?"),
        ("President Tokayev's closing remarks on gas", "gas"),
        ("tokayev trade", "tokayev trade"),
        ("What did Tokayev say in 2022 about gas?", "gas?"),
        ("What happened in 2022?", "happened in 2022?"),
        ("What did Merle Ashgrove say?", "Merle Ashgrove"),
        ("What did Aliyev and Tokayev say?", "Aliyev and Tokayev"),
        ('What did Aliyev say about "Aliyev street"?', "Aliyev street?"),
    ],
)
def test_names_and_dates_that_are_filters_are_no_part_of_the_topic(question: str, topic: str) -> None:
    assert asked(question).topic == topic


def test_names_and_dates_stay_in_the_text_for_meaning() -> None:
    assert asked("What did Aliyev say in 2022?").text == "What did Aliyev say in 2022?"


def test_a_speaker_that_is_switched_off_is_a_word_again() -> None:
    query = asked("What did Aliyev say about gas in 2022?", f"speaker:{ALIYEV}")

    assert (query.speakers_required, query.topic) == (set(), "Aliyev gas")
    assert [each.key for each in query.switched_off] == [f"speaker:{ALIYEV}"]
    assert [each.key for each in query.constraints] == ["date:2022-01-01/2022-12-31"]


def test_constraints_come_in_order_with_their_words_and_each_once() -> None:
    question = 'Tokayev\'s "green corridor" in 2022: what did Tokayev say in Baku? -gas'

    assert [(each.key, each.text) for each in asked(question).constraints] == [
        ("phrase:green corridor", '"green corridor"'),
        ("date:2022-01-01/2022-12-31", "in 2022"),
        (f"speaker:{TOKAYEV}", "Tokayev"),
        ("venue:baku", "in Baku"),
        ("excluded:gas", "-gas"),
    ]


def test_an_index_without_speakers_and_transcripts_recognises_only_dates() -> None:
    query = understand("What did Aliyev say in 2022 in Baku?", Known((), ()))

    assert [(each.key, each.required) for each in query.constraints] == [("date:2022-01-01/2022-12-31", False)]


PIECES = st.sampled_from(
    """
    What did say about Aliyev Tokayev's the president , and ? : - -" " “ ” in 2022 before Brown May -gas at UN 's
    """.split()
)


@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=30).map(" ".join)))
def test_any_text_is_read_or_refused_and_spans_point_at_it(text: str) -> None:
    try:
        query = asked(text)
    except QueryError:
        return

    for each in query.constraints:
        assert query.asked[each.start : each.end] == each.text
        assert each.text.strip() == each.text != ""
    off = asked(text, *(each.key for each in query.constraints))
    assert (off.constraints, off.switched_off) == ((), query.constraints)
