"""The store: what is put in comes out, vectors survive what does not change, conditions against brute force."""

from __future__ import annotations

import datetime as dt
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import pytest
from helpers import cut, speech, transcript_of
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import IndexDamagedError, IndexMismatchError, PassageIdCollisionError
from index.lexical import TantivyIndex
from index.passages import passages_of
from index.records import Attribution, Conditions, Kind, Passage, Reach, Source, Speaker, Transcript, Turn, Wording
from index.rows import embeds_hash
from index.schema import MIGRATIONS
from index.speakers import Joined, Voice
from index.store import PassageStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WALL = "The wall is very high."
FERRY = "The ferry is quite fast."
BELL = "The bell rings at noon."


@pytest.fixture
def store() -> Iterator[PassageStore]:
    made = PassageStore(":memory:")
    yield made
    made.close()


def source(path: str, sha256: str = "0" * 64) -> Source:
    return Source(path, sha256, "txt")


def embed_all(store: PassageStore) -> None:
    """Note for every passage that waits for a vector that it has one; what it is does not matter to the store."""
    store.mark_embedded(store.pending_ids())


def waiting(store: PassageStore) -> list[str]:
    return sorted(text for _, text, _, _ in store.to_embed(store.pending_ids()))


def embedded(store: PassageStore) -> list[str]:
    return sorted(each.text for each in store.passages(store.embedded_ids().tolist()).values())


SESSION = Transcript(
    "council/7",
    "Session",
    dt.date(2021, 3, 1),
    "Town hall",
    "en",
    "https://example.org/7",
    turns=(
        Turn("The mayor met reporters.\n\nIt rained all day.", kind=Kind.NARRATION),
        Turn(f"{WALL}\n\nThank you.", "Ola Berg", "MAYOR BERG", "Mayor", Attribution.LABEL, start_s=1.25),
        Turn("(Applause in the hall.)", kind=Kind.STAGE),
        Turn(f"{WALL}\n\n{FERRY}", "Ola Berg", "MAYOR BERG", "Mayor", Attribution.CARRIED),
    ),
)


def test_a_transcript_comes_out_as_it_was_put_in(store: PassageStore) -> None:
    assert store.put_source(source("seven.txt"), cut(SESSION)) == ["council/7"]
    assert store.transcript("council/7") == SESSION
    assert store.head("council/7") == SESSION.head
    assert store.heads() == [SESSION.head]
    assert (store.transcript("council/8"), store.head("council/8")) == (None, None)


def test_passages_come_out_as_they_were_put_in(store: PassageStore) -> None:
    passages = passages_of(SESSION)
    store.put_source(source("seven.txt"), cut(SESSION))
    assert store.passages_of("council/7") == passages
    assert store.passages_of("council/7", 2, 4) == passages[2:5]
    assert store.passages([passages[3].id, 12345, passages[0].id]) == {
        passages[3].id: passages[3],
        passages[0].id: passages[0],
    }
    assert store.passages_of("council/8") == []


def test_more_passages_than_one_query_can_name_come_out(store: PassageStore) -> None:
    transcript = transcript_of("t", *(f"The wall has {number} stones." for number in range(1201)))
    store.put_source(source("t.txt"), cut(transcript))
    passages = passages_of(transcript)
    assert store.passages([passage.id for passage in passages]) == {passage.id: passage for passage in passages}


def test_counts_tell_what_there_is(store: PassageStore) -> None:
    store.put_source(source("seven.txt"), cut(SESSION))
    embed_all(store)
    # Passages: 2 of narration, wall, thanks, applause, wall again, ferry.
    assert store.counts() == {
        "sources": 1,
        "transcripts": 1,
        "turns": 4,
        "passages": 7,
        "meaning": 4,
        "exact": 1,
        "context": 2,
    }


def test_an_empty_store_counts_nothing(store: PassageStore) -> None:
    assert set(store.counts().values()) == {0}
    assert (store.speakers(), store.heads(), store.date_range(), store.sources()) == ([], [], None, {})


# -- putting again ---------------------------------------------------------------------------------------------------


def test_only_passages_found_by_meaning_wait_for_a_vector(store: PassageStore) -> None:
    store.put_source(source("seven.txt"), cut(SESSION))
    assert waiting(store) == sorted(["The mayor met reporters.", "It rained all day.", WALL, FERRY])
    passages = passages_of(SESSION)
    assert store.pending_ids() == [each.id for each in passages if each.reach is Reach.MEANING]
    (wall, ferry) = (next(each.id for each in passages if each.text == text) for text in (WALL, FERRY))
    assert store.to_embed([ferry, wall]) == [
        (ferry, FERRY, embeds_hash(FERRY, "en"), "en"),
        (wall, WALL, embeds_hash(WALL, "en"), "en"),
    ]


def test_putting_the_same_again_keeps_every_vector(store: PassageStore) -> None:
    store.put_source(source("t.txt"), cut(transcript_of("t", WALL, FERRY)))
    embed_all(store)
    store.put_source(source("t.txt"), cut(transcript_of("t", WALL, FERRY)))
    assert (waiting(store), embedded(store)) == ([], [FERRY, WALL])


def test_a_changed_paragraph_alone_waits_for_a_vector(store: PassageStore) -> None:
    store.put_source(source("t.txt"), cut(transcript_of("t", WALL, FERRY)))
    embed_all(store)
    changed = transcript_of("t", BELL, WALL)
    store.put_source(source("t.txt", "1" * 64), cut(changed))
    assert waiting(store) == [BELL]
    assert store.passages_of("t") == passages_of(changed)
    assert embedded(store) == [WALL]
    assert store.sources() == {"t.txt": source("t.txt", "1" * 64)}


def test_a_passage_that_stops_being_found_by_meaning_loses_its_vector(store: PassageStore) -> None:
    store.put_source(source("t.txt"), cut(Transcript("t", turns=(Turn(WALL), Turn(FERRY)))))
    embed_all(store)
    staged = Transcript("t", turns=(Turn(WALL), Turn(FERRY, kind=Kind.STAGE)))
    store.put_source(source("t.txt"), cut(staged))
    assert (waiting(store), embedded(store), store.embedded_twin(embeds_hash(FERRY, None))) == ([], [WALL], None)
    store.put_source(source("t.txt"), cut(Transcript("t", turns=(Turn(WALL), Turn(FERRY)))))
    assert waiting(store) == [FERRY]


def test_a_repeat_that_becomes_one_of_the_same_voice_loses_its_vector(store: PassageStore) -> None:
    store.put_source(source("t.txt"), cut(Transcript("t", turns=(speech("Ola Berg", WALL), speech("Ina Ash", WALL)))))
    embed_all(store)
    assert embedded(store) == [WALL, WALL]
    store.put_source(source("t.txt"), cut(Transcript("t", turns=(speech("Ina Ash", WALL), speech("Ina Ash", WALL)))))
    assert (embedded(store), store.counts()["context"]) == ([WALL], 1)


def test_transcripts_that_a_file_no_longer_gives_are_dropped(store: PassageStore) -> None:
    store.put_source(source("all.json"), cut(transcript_of("a", WALL), transcript_of("b", FERRY)))
    embed_all(store)
    assert sorted(store.put_source(source("all.json"), cut(transcript_of("b", FERRY)))) == ["a", "b"]
    assert [head.id for head in store.heads()] == ["b"]
    assert (store.counts()["passages"], embedded(store), store.counts()["turns"]) == (1, [FERRY], 1)


def test_a_transcript_moves_to_the_file_that_gives_it_now_and_keeps_its_vectors(store: PassageStore) -> None:
    store.put_source(source("old.json"), cut(transcript_of("a", WALL)))
    embed_all(store)
    assert store.put_source(source("new.json"), cut(transcript_of("a", WALL))) == ["a"]
    assert (store.owner("a"), store.owner("b"), waiting(store)) == ("new.json", None, [])
    assert (store.transcripts_of("old.json"), store.transcripts_of("new.json")) == ([], ["a"])
    assert store.drop_source("old.json") == []
    assert [head.id for head in store.heads()] == ["a"]
    assert list(store.sources()) == ["new.json"]


def test_a_dropped_file_takes_all_that_was_its_own(store: PassageStore) -> None:
    store.put_source(source("a.txt"), cut(transcript_of("a", WALL)))
    store.put_source(source("b.txt"), cut(transcript_of("b", FERRY)))
    embed_all(store)
    assert store.drop_source("a.txt") == ["a"]
    assert (store.ids().tolist(), list(store.sources())) == ([passages_of(transcript_of("b", FERRY))[0].id], ["b.txt"])
    assert embedded(store) == [FERRY]


def test_two_texts_under_one_id_are_refused(store: PassageStore) -> None:
    store.put_source(source("a.txt"), cut(transcript_of("a", WALL)))
    taken = passages_of(transcript_of("a", WALL))[0].id
    stranger = Passage(taken, "b", 0, 0, 0, len(FERRY), FERRY)
    with pytest.raises(PassageIdCollisionError, match=r"1 passages of b need as many ids, 0 are free"):
        store.put_source(source("b.txt"), [(transcript_of("b", FERRY), [stranger])])


def test_a_twin_is_a_passage_of_the_same_text_that_has_a_vector(store: PassageStore) -> None:
    store.put_source(source("a.txt"), cut(transcript_of("a", WALL)))
    assert store.embedded_twin(embeds_hash(WALL, None)) is None
    embed_all(store)
    assert store.embedded_twin(embeds_hash(WALL, None)) == passages_of(transcript_of("a", WALL))[0].id
    # In another language it has other sentences and stems.
    assert store.embedded_twin(embeds_hash(WALL, "de")) is None


def test_a_transcript_in_another_language_waits_for_its_sentences_and_words(store: PassageStore) -> None:
    store.put_source(source("a.txt"), cut(transcript_of("a", WALL, language="en")))
    embed_all(store)
    store.put_source(source("a.txt"), cut(transcript_of("a", WALL, language="de")))
    assert (waiting(store), embedded(store)) == ([WALL], [])


def test_passages_wait_in_the_order_of_transcripts_and_of_places_in_them(store: PassageStore) -> None:
    store.put_source(source("z.txt"), cut(transcript_of("z", WALL, FERRY)))
    store.put_source(source("b.txt"), cut(transcript_of("b", BELL, "Thank you.", WALL)))
    texts = [text for _, text, _, _ in store.to_embed(store.pending_ids())]
    assert texts == [BELL, WALL, WALL, FERRY]


def test_places_tell_where_passages_of_meaning_stand_and_who_speaks(store: PassageStore) -> None:
    ids, transcripts, turns, speakers = store.places()
    assert (ids.tolist(), transcripts.tolist(), turns.tolist(), speakers.tolist()) == ([], [], [], [])
    one = Transcript("z", turns=(speech("Ola Berg", f"{WALL}\n\n{FERRY}"), Turn(BELL), speech("Ina Ash", FERRY)))
    store.put_source(source("z.txt"), cut(one))
    # Never found by meaning: neither the transcript nor its speaker may shift the numbers of the others wrongly.
    store.put_source(source("m.txt"), cut(Transcript("m", turns=(speech("Kim Low", "Thank you."),))))
    store.put_source(source("b.txt"), cut(Transcript("b", turns=(Turn("Thanks."), speech("Ünal", WALL)))))
    ids, transcripts, turns, speakers = store.places()
    assert [store.passages([each])[each].text for each in ids.tolist()] == [WALL, WALL, FERRY, BELL, FERRY]
    assert transcripts.tolist() == [0, 1, 1, 1, 1]
    assert turns.tolist() == [1, 0, 0, 1, 2]
    assert store.voices_of_passages() == ("Ina Ash", "Kim Low", "Ola Berg", "Ünal")
    assert speakers.tolist() == [3, 2, 2, -1, 0]
    assert [each.dtype for each in (ids, transcripts, turns, speakers)] == [np.int64, np.int32, np.int32, np.int32]


def test_a_transaction_that_fails_leaves_no_trace(store: PassageStore) -> None:
    def half_done() -> None:
        with store.transaction():
            store.put_source(source("a.txt"), cut(transcript_of("a", WALL)))
            raise KeyboardInterrupt("in the middle")

    with pytest.raises(KeyboardInterrupt, match="in the middle"):
        half_done()
    assert set(store.counts().values()) == {0}
    with store.transaction():
        store.put_source(source("a.txt"), cut(transcript_of("a", WALL)))
    assert store.counts()["passages"] == 1


def test_many_threads_read_from_one_store(store: PassageStore) -> None:
    transcripts = [transcript_of(f"t{number}", f"{WALL} It has {number} stones.", FERRY) for number in range(20)]
    store.put_source(source("all.json"), cut(*transcripts))
    expected = {each.id: passages_of(each) for each in transcripts}
    names = [each.id for each in transcripts] * 20
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(store.passages_of, names)) == [expected[name] for name in names]


# -- speakers and days -----------------------------------------------------------------------------------------------


def test_speakers_gather_roles_and_printed_forms_in_order_of_first_use(store: PassageStore) -> None:
    def turn(printed: str, role: str | None, text: str) -> Turn:
        return Turn(text, "Ola Berg", printed, role, Attribution.LABEL)

    first = Transcript(
        "a",
        turns=(
            Turn("Nobody counts these words."),
            turn("OLA BERG", None, "one two"),
            turn("Mayor Berg", "Mayor", "three four five"),
            Turn("The floor is yours.", "Ina Ash", "Ina Ash"),
            turn("Mr. Berg", "Mr.", "six"),
        ),
    )
    second = Transcript(
        "b", turns=(turn("Mr. Berg", "Mr.", "seven"), turn("Minister Berg", "Minister", "eight, nine!"))
    )
    store.put_source(source("a.txt"), cut(first))
    store.put_source(source("b.txt"), cut(second))
    assert store.speakers() == [
        Speaker("Ina Ash", (), ("Ina Ash",), 1, 4, transcripts=1, attributions=((Attribution.UNKNOWN, 1),)),
        Speaker(
            "Ola Berg",
            ("Mayor", "Mr.", "Minister"),
            ("OLA BERG", "Mayor Berg", "Mr. Berg", "Minister Berg"),
            turns=5,
            words=9,
            transcripts=2,
            attributions=((Attribution.LABEL, 5),),
        ),
    ]


def test_the_range_of_days_leaves_out_transcripts_without_a_date(store: PassageStore) -> None:
    store.put_source(source("a.txt"), cut(transcript_of("a", WALL)))
    assert store.date_range() is None
    days = [dt.date(2021, 3, 1), dt.date(1999, 12, 31), dt.date(2020, 2, 29)]
    store.put_source(source("b.txt"), cut(*(transcript_of(str(day), WALL, date=day) for day in days)))
    assert store.date_range() == (dt.date(1999, 12, 31), dt.date(2021, 3, 1))


# -- opening ---------------------------------------------------------------------------------------------------------


def test_a_new_file_gets_the_newest_schema(tmp_path: Path) -> None:
    PassageStore(tmp_path / "p.sqlite").close()
    with sqlite3.connect(tmp_path / "p.sqlite") as plain:
        assert plain.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    plain.close()


def test_an_old_file_is_migrated_and_a_current_one_left_alone(tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "p.sqlite").close()
    for _ in range(2):
        store = PassageStore(tmp_path / "p.sqlite")
        store.put_source(source("a.txt"), cut(transcript_of("a", WALL)))
        store.close()
    store = PassageStore(tmp_path / "p.sqlite")
    assert store.transcript("a") == transcript_of("a", WALL)
    store.close()


def test_a_file_of_a_newer_schema_is_refused(tmp_path: Path) -> None:
    plain = sqlite3.connect(tmp_path / "p.sqlite")
    plain.execute("PRAGMA user_version = 99")
    plain.close()
    with pytest.raises(
        IndexMismatchError, match=r"passages\.sqlite has schema 99, newer than the \d+ known here; update"
    ):
        PassageStore(tmp_path / "p.sqlite")


def test_a_read_only_store_reads_and_does_not_write(tmp_path: Path) -> None:
    store = PassageStore(tmp_path / "a b%?.sqlite")
    store.put_source(source("a.txt"), cut(SESSION))
    store.close()
    before = (tmp_path / "a b%?.sqlite").read_bytes()
    reader = PassageStore(tmp_path / "a b%?.sqlite", read_only=True)
    assert reader.transcript("council/7") == SESSION
    with pytest.raises(sqlite3.OperationalError, match="readonly database"):
        reader.put_source(source("b.txt"), cut(transcript_of("b", WALL)))
    reader.close()
    assert [path.name for path in tmp_path.iterdir()] == ["a b%?.sqlite"]
    assert (tmp_path / "a b%?.sqlite").read_bytes() == before


@pytest.mark.parametrize("read_only", [True, False])
def test_a_file_that_is_no_database_is_damaged(read_only: bool, tmp_path: Path) -> None:
    (tmp_path / "p.sqlite").write_bytes(b"no database " * 100)
    with pytest.raises(IndexDamagedError, match=r"passages\.sqlite cannot be read: file is not a database"):
        PassageStore(tmp_path / "p.sqlite", read_only=read_only)


def test_a_missing_or_empty_file_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(IndexDamagedError, match=r"passages\.sqlite cannot be read: unable to open"):
        PassageStore(tmp_path / "p.sqlite", read_only=True)
    (tmp_path / "p.sqlite").touch()
    with pytest.raises(IndexDamagedError, match=r"passages\.sqlite cannot be read: no such table"):
        PassageStore(tmp_path / "p.sqlite", read_only=True)


# -- conditions ------------------------------------------------------------------------------------------------------

SPEAKERS = ["Ola Berg", "Ina Ash", 'O\'Neill "X"', "Ünal"]
DAYS = [dt.date(1, 1, 1), dt.date(2020, 2, 29), dt.date(2021, 3, 1), dt.date(9999, 12, 31)]
IDS = ["a", "a/b", "ä 'quoted'", "z"]
TURNS = st.builds(
    Turn,
    text=st.sampled_from([WALL, FERRY, BELL, "Thank you.", f"{WALL}\n\n{FERRY}"]),
    speaker=st.sampled_from([None, *SPEAKERS]),
    kind=st.sampled_from(Kind),
)
CORPORA = st.lists(
    st.builds(
        lambda identity, day, turns: Transcript(identity, date=day, turns=tuple(turns)),
        st.sampled_from(IDS),
        st.none() | st.sampled_from(DAYS),
        st.lists(TURNS, min_size=1, max_size=4),
    ),
    min_size=1,
    unique_by=lambda transcript: transcript.id,
)
CONDITIONS = st.builds(
    Conditions,
    speakers=st.none() | st.frozensets(st.sampled_from([*SPEAKERS, "Nobody"]), max_size=3),
    since=st.none() | st.sampled_from(DAYS) | st.dates(),
    until=st.none() | st.sampled_from(DAYS) | st.dates(),
    transcripts=st.none() | st.frozensets(st.sampled_from([*IDS, "none"]), max_size=3),
    kinds=st.none() | st.frozensets(st.sampled_from(Kind), max_size=3),
    not_speakers=st.none() | st.frozensets(st.sampled_from([*SPEAKERS, "Nobody"]), max_size=3),
)


def fulfils(transcript: Transcript, passage: Passage, where: Conditions) -> bool:
    return (
        (where.speakers is None or passage.speaker in where.speakers)
        and (where.since is None or (transcript.date is not None and transcript.date >= where.since))
        and (where.until is None or (transcript.date is not None and transcript.date <= where.until))
        and (where.transcripts is None or transcript.id in where.transcripts)
        and (where.kinds is None or passage.kind in where.kinds)
        and (where.not_speakers is None or passage.speaker not in where.not_speakers)
    )


@settings(max_examples=200)
@given(corpus=CORPORA, where=CONDITIONS)
def test_ids_under_conditions_are_those_of_brute_force(corpus: list[Transcript], where: Conditions) -> None:
    store = PassageStore(":memory:")
    store.put_source(source("all.json"), cut(*corpus))
    chosen = [p for each in corpus for p in passages_of(each) if fulfils(each, p, where)]
    assert sorted(store.ids(where).tolist()) == sorted(p.id for p in chosen)
    for reach in Reach:
        expected = sorted(p.id for p in chosen if p.reach is reach)
        assert sorted(store.ids(where, reach=reach).tolist()) == expected
    store.close()


@settings(max_examples=50)
@given(corpus=CORPORA, wheres=st.lists(CONDITIONS, min_size=1, max_size=8))
def test_store_and_lexical_index_agree_on_conditions(corpus: list[Transcript], wheres: list[Conditions]) -> None:
    store, lexical = PassageStore(":memory:"), TantivyIndex()
    store.put_source(source("all.json"), cut(*corpus))
    found_by_words = ((p, each.head) for each in corpus for p in passages_of(each) if p.reach is not Reach.CONTEXT)
    lexical.update([], found_by_words)
    for where in wheres:
        meaning = store.ids(where, reach=Reach.MEANING).tolist()
        exact = store.ids(where, reach=Reach.EXACT).tolist()
        texts = {each.id: each.text for each in store.passages(meaning + exact).values()}
        assert sorted(lexical.matching(Wording(), where).tolist()) == sorted(meaning)
        assert sorted(lexical.search("wall ferry bell", 1000, where)[0].tolist()) == sorted(meaning)
        for word in ("the", "you", "wall"):
            held = [each for each in chain(meaning, exact) if word in texts[each].lower().rstrip(".").split()]
            assert sorted(lexical.matching(Wording((word,)), where).tolist()) == sorted(held)
    store.close()


# -- names over all transcripts --------------------------------------------------------------------------------------

TWO = Transcript(
    "a",
    turns=(
        Turn(WALL, "Berg", "Mr. Berg", "Mr.", Attribution.LABEL, start_s=1.0, starts_s=(1.0,)),
        Turn("It rained all day.", kind=Kind.NARRATION),
        Turn("(Applause in the hall.)", kind=Kind.STAGE),
        Turn(f"{FERRY}\n\n{BELL}", "Ina Ash", "ASH", None, Attribution.LABEL, starts_s=(7.5, 9.0)),
    ),
)


def test_times_of_paragraphs_come_out_as_they_were_put_in(store: PassageStore) -> None:
    store.put_source(source("a.txt"), cut(TWO))
    assert store.transcript("a") == TWO
    assert [each.start_s for each in store.passages_of("a")] == [1.0, None, None, 7.5, 9.0]


def test_a_voice_gets_another_name_in_turns_and_passages_and_its_own_is_kept(store: PassageStore) -> None:
    store.put_source(source("a.txt"), cut(TWO))
    voices = dict(store.voices())
    berg = Voice("a", "Berg", "Mr. Berg", "Mr.")
    assert voices == {berg: "Berg", Voice("a", "Ina Ash", "ASH"): "Ina Ash"}
    store.rename({berg: "Ola Berg"})
    store.put_names([(berg, Joined("Ola Berg", "a rule"))], {"Ola Berg": ("Mayor",)})
    assert [each.speaker for each in store.passages_of("a")] == ["Ola Berg", None, None, "Ina Ash", "Ina Ash"]
    assert dict(store.voices())[berg] == "Ola Berg"
    assert store.speakers()[1] == Speaker(
        "Ola Berg", ("Mayor", "Mr."), ("Mr. Berg",), 1, 5, 1, ((Attribution.LABEL, 1),), (("Mr. Berg", "a rule"),)
    )


def test_a_printed_form_that_its_own_transcript_resolved_is_said_to_be(store: PassageStore) -> None:
    store.put_source(source("a.txt"), cut(TWO))
    store.put_names([(voice, Joined(voice.name)) for voice, _ in store.voices()], {})
    assert {each.name: each.joined for each in store.speakers()} == {
        "Berg": (),
        "Ina Ash": (("ASH", "resolved inside its transcript"),),
    }


def test_a_correction_is_made_and_taken_back(store: PassageStore) -> None:
    store.put_source(source("a.txt"), cut(TWO))
    before = (store.transcript("a"), store.passages_of("a"), store.voices(), store.speakers())
    assert store.correct({("a", 0): "Ina Ash", ("a", 1): "Ola Berg"}) == ({"a"}, {})
    first, second = store.passages_of("a")[:2]
    assert (first.speaker, first.role, first.attribution, first.kind) == (
        "Ina Ash",
        None,
        Attribution.METADATA,
        Kind.SPEECH,
    )
    assert (second.speaker, second.kind) == ("Ola Berg", Kind.SPEECH)
    assert [(each.name, each.aliases, each.turns) for each in store.speakers()] == [
        ("Ina Ash", ("ASH",), 2),
        ("Ola Berg", (), 1),
    ]
    assert store.correct({("a", 0): "Ina Ash", ("a", 1): "Ola Berg"}) == (set(), {})
    assert store.correct({}) == ({"a"}, {})
    assert (store.transcript("a"), store.passages_of("a"), store.voices(), store.speakers()) == before


def test_a_turn_that_is_not_there_or_nobodys_is_not_corrected(store: PassageStore) -> None:
    store.put_source(source("a.txt"), cut(TWO))
    wrong = {("a", 2): "Ina Ash", ("a", 4): "Ina Ash", ("b", 0): "Ina Ash"}
    assert store.correct(wrong)[1] == {("a", 2): Kind.STAGE, ("a", 4): None, ("b", 0): None}


def test_a_transcript_that_is_put_again_forgets_its_corrections(store: PassageStore) -> None:
    store.put_source(source("a.txt"), cut(TWO))
    store.correct({("a", 0): "Ina Ash"})
    store.put_source(source("a.txt"), cut(TWO))
    assert store.transcript("a") == TWO
    assert store.correct({}) == (set(), {})


def test_turns_without_a_speaker_are_counted_by_kind(store: PassageStore) -> None:
    store.put_source(source("a.txt"), cut(TWO, transcript_of("b", WALL)))
    assert store.unnamed() == {Kind.NARRATION: (1, 4), Kind.SPEECH: (1, 5), Kind.STAGE: (1, 4)}


def test_room_of_what_was_taken_away_is_given_back_once_it_is_most_of_the_file(tmp_path: Path) -> None:
    store = PassageStore(tmp_path / "passages.sqlite")
    for number in range(40):
        long = speech("Ina Marrow", f"The wall of house {number} is very high. " * 200)
        store.put_source(source(f"{number}.txt"), cut(Transcript(str(number), turns=(long,))))
    whole = (tmp_path / "passages.sqlite").stat().st_size
    kept = store.passages_of("0")
    for number in range(1, 15):
        store.drop_source(f"{number}.txt")
    store.give_back()
    assert (tmp_path / "passages.sqlite").stat().st_size == whole
    for number in range(15, 40):
        store.drop_source(f"{number}.txt")
    store.give_back()
    assert (tmp_path / "passages.sqlite").stat().st_size < whole / 4
    assert store.passages_of("0") == kept
    store.close()
