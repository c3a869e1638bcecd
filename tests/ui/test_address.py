"""The address describes the view, and no address breaks the page."""

from __future__ import annotations

import datetime as dt
from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Kind, Speaker, TranscriptHead
from ui.address import KINDS, MAX_OFF, MAX_SPEAKERS, MAX_TRANSCRIPTS, Layout, Sort, View, read, write
from ui.known import Known

DAYS = (dt.date(2021, 3, 12), dt.date(2023, 1, 17))
KNOWN = Known(
    transcripts=(TranscriptHead("ferry", date=DAYS[0]), TranscriptHead("water", date=DAYS[1])),
    speakers=(
        Speaker("Edda Quillfeather", aliases=("Mayor Edda Quillfeather", "Mayor Quillfeather"), turns=5),
        Speaker("Tobin Ashgrove", aliases=("Cllr Ashgrove",), turns=2),
    ),
    days=DAYS,
)
UNDATED = Known((TranscriptHead("ferry"),), KNOWN.speakers, None)

QUESTIONS = st.text().filter(str.strip) | st.just("")
VIEWS = st.builds(
    View,
    question=QUESTIONS,
    speakers=st.lists(st.sampled_from([each.name for each in KNOWN.speakers]), unique=True).map(tuple),
    since=st.none() | st.dates(),
    until=st.none() | st.dates(),
    off=st.lists(st.text(min_size=1).filter(str.strip), unique=True, max_size=4).map(tuple),
    transcripts=st.lists(st.sampled_from(["ferry", "water"]), unique=True).map(tuple),
    kinds=st.sets(st.sampled_from(KINDS)).map(lambda kinds: tuple(each for each in KINDS if each in kinds)),
    layout=st.builds(Layout, st.sampled_from(Sort), st.booleans(), st.sampled_from([0, 10, 20, 30, 40])),
)


@given(VIEWS)
def test_a_view_written_into_an_address_is_read_back(view: View) -> None:
    query = urlencode(write(view), doseq=True)
    assert read(parse_qs(query, keep_blank_values=True), KNOWN) == (view, ())


def test_an_address_names_only_what_is_set() -> None:
    assert write(View()) == {}
    assert write(View("  ")) == {}
    assert write(View("ferry", ("Tobin Ashgrove",), dt.date(2022, 1, 1))) == {
        "q": ["ferry"],
        "speaker": ["Tobin Ashgrove"],
        "since": ["2022-01-01"],
    }


def test_a_question_too_long_to_be_asked_stays_out_of_the_address() -> None:
    assert write(View("x" * 5_000)) == {"q": ["x" * 5_000]}
    assert write(View("x" * 5_001)) == {}


@given(
    st.dictionaries(
        st.sampled_from(
            ["q", "speaker", "since", "until", "off", "transcript", "kind", "sort", "group", "more", "other"]
        ),
        st.lists(st.text(st.characters(categories=None)), max_size=4),
    )
)
def test_any_address_gives_a_view_that_the_index_can_be_asked(address: dict[str, list[str]]) -> None:
    view, _ = read(address, KNOWN)
    assert {*view.speakers} <= {"Edda Quillfeather", "Tobin Ashgrove"}
    assert {*view.transcripts} <= {"ferry", "water"}
    assert view.question == next(iter(address.get("q", [])), "")


@pytest.mark.parametrize("name", ["Ashgrove", "tobin ashgrove", "Cllr Ashgrove"])
def test_a_speaker_may_be_named_as_in_a_filter(name: str) -> None:
    assert read({"speaker": [name]}, KNOWN)[0].speakers == ("Tobin Ashgrove",)


def test_a_speaker_written_as_the_filter_writes_it_is_no_one_else() -> None:
    known = Known((), (Speaker("Ash", turns=1), Speaker("Tobin Ashgrove", aliases=("Ash",), turns=2)), None)
    assert read({"speaker": ["Ash"]}, known)[0].speakers == ("Ash",)
    assert read({"speaker": ["ash"]}, known)[0].speakers == ("Ash", "Tobin Ashgrove")


def test_a_speaker_named_twice_counts_once() -> None:
    assert read({"speaker": ["Ashgrove", "Tobin Ashgrove"]}, KNOWN)[0].speakers == ("Tobin Ashgrove",)


def test_an_unknown_speaker_is_left_out_with_a_note_that_names_who_is_near() -> None:
    view, notes = read({"q": ["ferry"], "speaker": ["Edda Quilfeather", "Ashgrove"]}, KNOWN)
    assert view == View("ferry", ("Tobin Ashgrove",))
    assert notes == ("A speaker was left out: no speaker is called 'Edda Quilfeather'; near: Edda Quillfeather.",)


def test_a_name_far_too_long_is_left_out_and_not_repeated() -> None:
    assert read({"speaker": ["x" * 100_000]}, KNOWN) == (
        View(),
        ("A speaker's name of 100,000 characters was left out.",),
    )


def test_only_so_many_speakers_are_looked_at() -> None:
    view, notes = read({"speaker": ["Ashgrove"] * 300}, KNOWN)
    assert view.speakers == ("Tobin Ashgrove",)
    assert notes == (f"The address names 300 speakers; only the first {MAX_SPEAKERS} were looked at.",)


def test_a_month_or_a_year_is_its_first_and_its_last_day() -> None:
    view, notes = read({"since": ["2022-02"], "until": ["2022-02"]}, KNOWN)
    assert (view.since, view.until, notes) == (dt.date(2022, 2, 1), dt.date(2022, 2, 28), ())


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("2022-13-45", "'2022-13-45' is no day of the calendar"),
        ("yesterday", "'yesterday' is no day; write YYYY, YYYY-MM or YYYY-MM-DD"),
        ("0000", "'0000' is no day of the calendar"),
        ("9" * 100_000, f"'{'9' * 40}' is no day; write YYYY, YYYY-MM or YYYY-MM-DD"),
    ],
)
def test_a_broken_date_is_left_out_with_a_note(written: str, why: str) -> None:
    assert read({"since": [written]}, KNOWN) == (View(), (f"The date “since” was left out: {why}.",))


def test_dates_are_left_out_with_a_note_where_no_transcript_has_one() -> None:
    assert read({"until": ["2022"]}, UNDATED) == (
        View(),
        ("The date “until” was left out: no transcript has a date.",),
    )


def test_empty_parameters_are_as_good_as_none() -> None:
    assert read({"q": [""], "speaker": ["", "  "], "since": [""], "until": [" "]}, KNOWN) == (View(), ())


def test_of_repeated_questions_the_first_is_asked() -> None:
    assert read({"q": ["one", "two"]}, KNOWN)[0].question == "one"


def test_what_is_switched_off_is_told_by_its_key_each_once() -> None:
    assert write(View("ferry", off=("speaker:Tobin Ashgrove", "date:/2021-12-31"))) == {
        "q": ["ferry"],
        "off": ["speaker:Tobin Ashgrove", "date:/2021-12-31"],
    }
    assert read({"off": ["phrase:ferry", "", " ", "phrase:ferry"]}, KNOWN) == (View(off=("phrase:ferry",)), ())


def test_a_key_longer_than_any_that_a_question_can_have_is_left_out() -> None:
    longest = "excluded:" + "x" * 5_000
    assert read({"off": [longest, "x" * 5_021]}, KNOWN) == (
        View(off=(longest,)),
        ("A thing to switch off, of 5,021 characters, was left out.",),
    )


def test_only_so_many_keys_are_looked_at() -> None:
    view, notes = read({"off": [f"excluded:{number}" for number in range(1_000)]}, KNOWN)
    assert len(view.off) == MAX_OFF
    assert notes == (f"The address switches 1,000 things off; only the first {MAX_OFF} were looked at.",)


def test_transcripts_and_kinds_are_told_by_id_and_name_each_once() -> None:
    view = View("ferry", transcripts=("water", "ferry"), kinds=(Kind.SPEECH, Kind.NARRATION))
    assert write(view) == {"q": ["ferry"], "transcript": ["water", "ferry"], "kind": ["speech", "narration"]}
    address = {"transcript": ["water", " ", "water"], "kind": ["narration", "", "speech", "speech"]}
    assert read(address, KNOWN) == (View(transcripts=("water",), kinds=(Kind.SPEECH, Kind.NARRATION)), ())


def test_an_unknown_transcript_is_left_out_with_a_note_that_names_what_is_near() -> None:
    view, notes = read({"transcript": ["watr", "ferry"]}, KNOWN)
    assert view == View(transcripts=("ferry",))
    assert notes == ("A transcript was left out: no transcript has the id 'watr'; near: water.",)


def test_an_id_far_too_long_is_left_out_and_not_repeated() -> None:
    assert read({"transcript": ["x" * 100_000]}, KNOWN) == (
        View(),
        ("A transcript's id of 100,000 characters was left out.",),
    )


def test_only_so_many_transcripts_are_looked_at() -> None:
    view, notes = read({"transcript": ["ferry"] * 300}, KNOWN)
    assert view.transcripts == ("ferry",)
    assert notes == (f"The address names 300 transcripts; only the first {MAX_TRANSCRIPTS} were looked at.",)


def test_applause_is_no_kind_that_can_be_asked_for() -> None:
    assert read({"kind": ["stage", "question"]}, KNOWN) == (
        View(kinds=(Kind.QUESTION,)),
        ("A kind of passage was left out: there is no 'stage', only speech, question, narration.",),
    )


def test_the_layout_is_in_the_address_where_it_is_not_the_usual_one() -> None:
    view = View(layout=Layout(Sort.NEWEST, by_speaker=True, more=20))
    assert write(view) == {"sort": ["date"], "group": ["speaker"], "more": ["20"]}
    assert write(View(layout=Layout(Sort.BEST))) == {}


def test_a_layout_that_there_is_not_is_left_out_with_a_note() -> None:
    address = {"sort": ["x" * 1_000], "group": ["title"], "more": ["1000000"]}
    assert read(address, KNOWN) == (
        View(),
        (
            f"An order was left out: there is no '{'x' * 20}', only best, date, oldest.",
            "A grouping was left out: there is no 'title', only speaker.",
            "A number of further passages was left out: there is no '1000000', only 10, 20, 30, 40.",
        ),
    )
