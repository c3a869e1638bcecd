"""Passages: offsets, ids, lengths and how each can be found."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from helpers import speech, transcript_of
from hypothesis import given
from hypothesis import strategies as st

from index.errors import PassageIdCollisionError
from index.passages import MAX_CHARS, passage_spans, passages_of
from index.records import Attribution, Kind, Passage, Reach, Transcript, Turn, passage_id, refuse_collisions
from index.sentences import sentence_spans

CHARS = st.text(st.sampled_from("ab.!? \n\t\u00a0\u2003é😀\u0301“”-"), max_size=60)
LONG = st.builds(
    lambda word, count, end: (word * count + end) * 40,
    st.sampled_from(["a", "wall ", "ferry, ", "é😀", "Mr. Berg "]),
    st.integers(1, 30),
    st.sampled_from(["", ". ", "! ", "\n", "\n\n"]),
)
TEXTS = st.builds(
    lambda pieces, gap: gap.join(pieces),
    st.lists(CHARS | LONG, min_size=1, max_size=4),
    st.sampled_from(["\n\n", " "]),
).filter(str.strip)
TURNS = st.builds(Turn, text=TEXTS, speaker=st.sampled_from([None, "Ola Berg"]), kind=st.sampled_from(Kind))
TRANSCRIPTS = st.lists(TURNS, max_size=5).map(lambda turns: Transcript("t", turns=tuple(turns)))


def turn_spans(transcript: Transcript) -> list[tuple[int, int]]:
    spans, start = [], 0
    for turn in transcript.turns:
        spans.append((start, start + len(turn.text)))
        start += len(turn.text) + 2
    return spans


@given(transcript=TRANSCRIPTS)
def test_a_passage_is_what_its_transcript_holds_there(transcript: Transcript) -> None:
    for passage in passages_of(transcript):
        assert transcript.text[passage.start : passage.end] == passage.text


@given(transcript=TRANSCRIPTS)
def test_a_passage_stays_inside_its_turn(transcript: Transcript) -> None:
    spans = turn_spans(transcript)
    for passage in passages_of(transcript):
        first, last = spans[passage.turn]
        assert first <= passage.start < passage.end <= last


@given(transcript=TRANSCRIPTS)
def test_every_character_of_a_turn_lies_in_exactly_one_passage(transcript: Transcript) -> None:
    covered = Counter(place for p in passages_of(transcript) for place in range(p.start, p.end))
    text = transcript.text
    assert all(covered[place] == 1 for place, char in enumerate(text) if not char.isspace())
    assert not [place for place, times in covered.items() if times > 1]


@given(transcript=TRANSCRIPTS)
def test_no_passage_is_too_long_or_has_space_around_it(transcript: Transcript) -> None:
    for passage in passages_of(transcript):
        assert 1 <= len(passage.text) <= MAX_CHARS
        assert passage.text == passage.text.strip()


@given(transcript=TRANSCRIPTS)
def test_passages_are_numbered_in_the_order_of_the_text(transcript: Transcript) -> None:
    passages = passages_of(transcript)
    assert [passage.ordinal for passage in passages] == list(range(len(passages)))
    assert all(one.end <= other.start for one, other in pairwise(passages))


@given(transcript=TRANSCRIPTS)
def test_ids_are_unique_positive_and_the_same_each_time(transcript: Transcript) -> None:
    ids = [passage.id for passage in passages_of(transcript)]
    assert len(set(ids)) == len(ids)
    assert all(0 <= each < 2**63 for each in ids)
    assert ids == [passage.id for passage in passages_of(transcript)]


@given(transcript=TRANSCRIPTS, inserted=TURNS, data=st.data())
def test_ids_outlive_a_turn_inserted_anywhere(transcript: Transcript, inserted: Turn, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(transcript.turns)))
    longer = Transcript("t", turns=(*transcript.turns[:place], inserted, *transcript.turns[place:]))
    before = {passage.id: passage.text for passage in passages_of(transcript)}
    after = {passage.id: passage.text for passage in passages_of(longer)}
    assert before.items() <= after.items()


@given(transcript=TRANSCRIPTS)
def test_a_passage_has_the_voice_of_its_turn(transcript: Transcript) -> None:
    for passage in passages_of(transcript):
        turn = transcript.turns[passage.turn]
        assert (passage.speaker, passage.kind, passage.attribution) == (turn.speaker, turn.kind, turn.attribution)


@given(transcript=TRANSCRIPTS)
def test_each_text_of_a_voice_is_found_by_itself_at_most_once(transcript: Transcript) -> None:
    findable = [(p.text, p.speaker, p.kind) for p in passages_of(transcript) if p.reach is not Reach.CONTEXT]
    assert len(set(findable)) == len(findable)


def test_a_paragraph_is_a_passage() -> None:
    transcript = transcript_of("t", "The wall is very high.\n\nThe ferry is quite fast.", "The bell rings at noon.")
    assert [(p.turn, p.ordinal, p.start, p.end, p.text) for p in passages_of(transcript)] == [
        (0, 0, 0, 22, "The wall is very high."),
        (0, 1, 24, 48, "The ferry is quite fast."),
        (1, 2, 50, 73, "The bell rings at noon."),
    ]


def test_a_passage_carries_what_its_turn_says() -> None:
    turn = Turn("The wall is very high.", "Ola Berg", "Mayor Berg", "Mayor", Attribution.LABEL, Kind.SPEECH, 12.5)
    assert passages_of(Transcript("t", turns=(turn,))) == [
        Passage(
            id=passage_id("t", "The wall is very high.", 0),
            transcript_id="t",
            turn=0,
            ordinal=0,
            start=0,
            end=22,
            text="The wall is very high.",
            speaker="Ola Berg",
            role="Mayor",
            attribution=Attribution.LABEL,
            kind=Kind.SPEECH,
            reach=Reach.MEANING,
            start_s=12.5,
        )
    ]


def test_a_single_line_break_does_not_end_a_passage_and_an_empty_line_with_blanks_does() -> None:
    assert passage_spans("one\ntwo\n \t\n  three") == [(0, 7), (13, 18)]


def test_a_paragraph_of_exactly_the_limit_stays_whole() -> None:
    assert passage_spans("a" * MAX_CHARS) == [(0, MAX_CHARS)]


def test_a_long_paragraph_is_cut_at_sentence_ends_into_even_pieces() -> None:
    sentence = "Granite " * 24 + "holds."  # 198 characters
    text = " ".join([sentence] * 8)  # 1,591: two pieces of about 795
    spans = passage_spans(text)
    assert [text[a:b] for a, b in spans] == [" ".join([sentence] * 4)] * 2


def test_a_sentence_that_is_too_long_is_cut_at_white_space() -> None:
    text = "wall " * 300 + "end."  # 1,504 characters, no sentence end inside
    assert passage_spans(text) == [(0, 999), (1000, 1504)]


def test_a_word_that_is_too_long_is_cut_anywhere() -> None:
    assert passage_spans("a" * 2500) == [(0, 1000), (1000, 2000), (2000, 2500)]


def test_abbreviations_do_not_end_a_sentence() -> None:
    text = "Mr. Berg paid 3.5 crowns. Dr. Ash did not! Did “she”? Yes."
    assert [text[a:b] for a, b in sentence_spans(text, "en")] == [
        "Mr. Berg paid 3.5 crowns.",
        "Dr. Ash did not!",
        "Did “she”?",
        "Yes.",
    ]


@given(text=st.text(max_size=200) | LONG)
def test_sentences_cover_all_but_white_space_in_order(text: str) -> None:
    spans = sentence_spans(text)
    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


def test_sentences_of_a_text_beyond_the_window_are_found_all_the_same() -> None:
    sentence = "The wall is high and the ferry is quick now."  # 44 characters; 4,500 of them pass the window of 200,000
    text = " ".join([sentence] * 4500)
    texts = Counter(text[a:b] for a, b in sentence_spans(text))
    # The window is cut at a space, so that one sentence is in two pieces and no word is.
    assert texts[sentence] == 4499
    assert {word for text in texts for word in text.split()} == set(sentence.split())
    assert "".join(text[a:b] for a, b in sentence_spans(text)).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    ("text", "reach"),
    [
        ("Thank you.", Reach.EXACT),
        ("Thank you again.", Reach.EXACT),
        ("Thank you once again.", Reach.MEANING),
        ("…", Reach.EXACT),
        ("Спасибо вам всем большое.", Reach.MEANING),
    ],
)
def test_a_passage_of_fewer_than_four_words_is_found_by_its_exact_words_only(text: str, reach: Reach) -> None:
    assert [passage.reach for passage in passages_of(transcript_of("t", text))] == [reach]


def test_repeats_of_a_voice_are_context_and_those_of_another_voice_are_not() -> None:
    text = "The wall is very high."
    transcript = Transcript(
        "t",
        turns=(
            speech("Ola Berg", text),
            speech("Edda Quillfeather", text),
            speech("Ola Berg", text),
            Turn(text, kind=Kind.NARRATION),
            Turn("(Long applause in all of the hall)", kind=Kind.STAGE),
        ),
    )
    passages = passages_of(transcript)
    assert [passage.reach for passage in passages] == [
        Reach.MEANING,
        Reach.MEANING,
        Reach.CONTEXT,
        Reach.MEANING,
        Reach.CONTEXT,
    ]
    assert [p.id for p in passages[:4]] == [passage_id("t", text, occurrence) for occurrence in range(4)]


def test_the_same_text_in_two_transcripts_has_two_ids() -> None:
    (one,), (other,) = (passages_of(transcript_of(name, "The wall is very high.")) for name in ("a", "b"))
    assert one.id != other.id


def test_the_id_is_the_keyed_hash_of_transcript_text_and_occurrence() -> None:
    # Written into every index: if these change, indexes must be built anew.
    assert passage_id("t", "The wall is very high.", 0) == 2168496058248766472
    assert passage_id("t", "The wall is very high.", 1) == 1534064942139525065


def test_neither_part_of_an_id_can_borrow_from_the_other() -> None:
    assert passage_id("ab", "c", 0) != passage_id("a", "bc", 0)


def test_two_passages_with_one_id_are_refused() -> None:
    one = Passage(7, "a", 0, 0, 0, 3, "one")
    other = Passage(7, "b", 0, 0, 0, 3, "two")
    with pytest.raises(PassageIdCollisionError, match=r"two passages have the id 7: 'one' in a and 'two' in b"):
        refuse_collisions([one, other])
    refuse_collisions([one, one])


@pytest.mark.parametrize(
    ("text", "reach"),
    [
        ("Thank you again.", Reach.EXACT),
        ("11:20 A.M. CET", Reach.EXACT),
        ("谢谢。", Reach.EXACT),
        ("渡轮星期一开航。", Reach.MEANING),
        ("Ferries sail every Monday.", Reach.MEANING),
    ],
)
def test_how_short_is_too_short_counts_words_also_where_no_spaces_part_them(text: str, reach: Reach) -> None:
    assert [passage.reach for passage in passages_of(transcript_of("a", text))] == [reach]


def test_a_sentence_does_not_end_after_a_title() -> None:
    text = "We hear Mr. Abel Finch and Ms. Cora Finch of the union. Then we vote."

    assert [text[start:end] for start, end in sentence_spans(text, "en")] == [
        "We hear Mr. Abel Finch and Ms. Cora Finch of the union.",
        "Then we vote.",
    ]


def test_each_passage_starts_when_its_paragraph_does() -> None:
    long = " ".join(f"The wall has {number} stones and each of them is heavy." for number in range(22))
    turn = Turn(f"The bell rings at noon.\n\n{long}\n\nThe ferry is fast.", start_s=1.0, starts_s=(1.0, 5.5, 90.0))
    passages = passages_of(Transcript("t", turns=(turn, Turn("The wall is high.", start_s=120.0), Turn("It is old."))))
    assert [passage.start_s for passage in passages] == [1.0, 5.5, 5.5, 5.5, 90.0, 120.0, None]


def test_times_that_do_not_fit_the_paragraphs_give_way_to_that_of_the_turn() -> None:
    turn = Turn("The bell rings at noon.\n\nThe ferry is fast.", start_s=3.0, starts_s=(3.0,))
    assert [passage.start_s for passage in passages_of(Transcript("t", turns=(turn,)))] == [3.0, 3.0]


@pytest.mark.parametrize(
    "text",
    [
        "PARTICIPANTS: KORVIN, LUND",
        "Present: Mayor Ada Korvin, Councillor Jon Lund\nApologies: Councillor Ina Berg",
        "Speakers: Ada Korvin, Minister of Transport; Jon Lund, Chief of the Coast Guard",
    ],
)
def test_a_list_of_people_is_context_where_nobody_speaks_it(text: str) -> None:
    def reach(kind: Kind) -> Reach:
        (passage,) = passages_of(Transcript("t", turns=(Turn(text, kind=kind),)))
        return passage.reach

    assert (reach(Kind.NARRATION), reach(Kind.SPEECH) is Reach.CONTEXT) == (Reach.CONTEXT, False)


@pytest.mark.parametrize(
    "text",
    [
        "Present: the whole council was there, and the mayor spoke first",
        "Ada Korvin and Jon Lund were present at the opening",
        "Speakers: they were asked to keep to two minutes",
        "Present: Ada Korvin\nThe mayor opened the meeting at nine",
    ],
)
def test_what_is_told_of_people_is_no_list_of_them(text: str) -> None:
    (passage,) = passages_of(Transcript("t", turns=(Turn(text, kind=Kind.NARRATION),)))
    assert passage.reach is Reach.MEANING
