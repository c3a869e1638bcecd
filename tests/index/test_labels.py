"""What may be a label, and when a document bears one out."""

from __future__ import annotations

import pytest

from index.attribution import attribute
from index.documents import Block, Document
from index.labels import in_capitals, is_asker, is_named, is_unnamed, is_vocative, is_voice
from index.marks import Candidate, Style, candidate, is_stage
from index.records import Kind


@pytest.mark.parametrize(
    "label",
    [
        "Ada Korvin",
        "KORVIN",
        "Mr. Lund (Eastport, PP)",
        "The Assistant Deputy Speaker (Mrs. Ada Korvin (Eastport, PP))",
        "Hon. Ada Korvin (Minister of State (Ferries), PP)",
        "Ada Korvin, head of the ferry office",
        "Ada Korvin, on behalf of the Harbour Group",
        "First Minister",
        "Le président",
        "An hon. member",
        "Speaker 2",
        "Host of the evening news Ada Korvin",
    ],
)
def test_names_offices_and_voices_may_be_labels(label: str) -> None:
    assert is_named(label)


@pytest.mark.parametrize(
    "label",
    [
        "Note",
        "Part Two",
        "SEC. 5531",
        "Similarly, in Eastport",
        "Ladies and gentlemen",
        "Mayor Lund, Governor Berg, and my friends",
        "Mr. Speaker, Members of the Council",
        "Mayor Lund, Governor Berg, Senator Korvin",
        "And Mayor Lund",
        "One on Senator Lund",
        "Ada Korvin said",
        "Ada Korvin, of the Harbour Board, said",
        "The first",
        "Tellers for the Ayes",
        "Ferries — The Plan",
        "x" * 400,
    ],
)
def test_greetings_lists_and_sentences_may_not(label: str) -> None:
    assert not is_named(label)


def test_bold_print_may_set_apart_what_is_no_name() -> None:
    assert is_voice("Call centre operator")
    assert not is_voice("Note")
    assert not is_voice("My dear friends")
    assert not is_voice("He said that it is late")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MR. LUND. Thank you.", Candidate(Style.DOT, "MR. LUND", "Thank you.", strong=True)),
        ("MR. LUND. One thing: the ferry.", Candidate(Style.DOT, "MR. LUND", "One thing: the ferry.", strong=True)),
        ("Ms. Simpson. Governor Clinton.", Candidate(Style.DOT, "Ms. Simpson", "Governor Clinton.", strong=True)),
        ("Ada Korvin (PP). – Well.", Candidate(Style.DASH, "Ada Korvin (PP)", "Well.", strong=True)),
        ("[00:01:02] Ada Korvin: Well.", Candidate(Style.COLON, "Ada Korvin", "Well.", 62.0, strong=True)),
        ("Ada Korvin (1:02):", Candidate(Style.COLON, "Ada Korvin", "", 62.0, strong=True)),
        ("Q    Is it late?", Candidate(Style.Q, "Q", "Is it late?", strong=True)),
        ("Q fever is a disease.", None),
        ("11:58 A.M. EDT", None),
        ("The wall is high.", None),
    ],
)
def test_a_block_may_begin_with_a_mark(text: str, expected: Candidate | None) -> None:
    assert candidate(text) == expected


@pytest.mark.parametrize("text", ["(Applause.)", "[Laughter] [Crosstalk]", "Applause.", "Prolonged applause"])
def test_stage_directions(text: str) -> None:
    assert is_stage(text)


@pytest.mark.parametrize("text", ["And", "General Lund.", "Applause came from all sides of the hall."])
def test_what_only_sounds_like_a_stage_direction(text: str) -> None:
    assert not is_stage(text)


def test_forms_of_labels() -> None:
    assert is_asker("Question (translated)")
    assert not is_asker("Question time")
    assert is_unnamed("Some hon. members")
    assert is_vocative("Mr. President")
    assert not is_vocative("Mr. Lund")
    assert in_capitals("Ms. KORVIN of Eastport")
    assert in_capitals("The SPEAKER pro tempore")
    assert not in_capitals("Mr. Lund (PP)")


def voices(*texts: str) -> list[tuple[str | None, str]]:
    turns, _ = attribute(Document(tuple(Block(text) for text in texts)))
    return [(turn.speaker, turn.text) for turn in turns if turn.kind is not Kind.NARRATION]


def test_a_document_that_prints_names_in_capitals_has_no_speaker_in_small_letters() -> None:
    said = voices(
        "ADA KORVIN: Good morning.",
        "JON LUND: Good morning.",
        "Remember Eastport: it was late.",
        "ADA KORVIN: Yes.",
    )
    assert said[1] == ("Jon Lund", "Good morning.\n\nRemember Eastport: it was late.")


def test_a_word_that_the_text_writes_in_small_letters_is_no_name() -> None:
    said = voices(
        "Ada Korvin: We came by ferry and we left by train.",
        "Ferry: nine boats.",
        "Train: two cars.",
        "Ferry: it was late.",
    )
    assert said == [
        (
            "Ada Korvin",
            "We came by ferry and we left by train.\n\nFerry: nine boats.\n\nTrain: two cars.\n\nFerry: it was late.",
        )
    ]


def test_an_abbreviation_is_no_name_though_it_is_in_capitals() -> None:
    said = voices("ADA KORVIN: The HHA decides, and the HHA pays.", "HHA: a board.", "JON LUND: So it is.")
    assert said == [("Ada Korvin", "The HHA decides, and the HHA pays.\n\nHHA: a board."), ("Jon Lund", "So it is.")]


def test_one_paragraph_that_addresses_somebody_is_no_turn_of_theirs() -> None:
    said = voices("Ada Korvin: I ask you.", "Mr. Lund. You know it.", "Jon Lund: I do.")
    assert said == [("Ada Korvin", "I ask you.\n\nMr. Lund. You know it."), ("Jon Lund", "I do.")]


def test_a_list_of_offices_and_their_holders_is_no_dialogue() -> None:
    said = voices(
        "Ada Korvin: I propose these people.",
        "Minister of Ferries: Jon Lund;",
        "Minister of Ports: Ina Berg.",
        "Thanks.",
    )
    assert [speaker for speaker, _ in said] == ["Ada Korvin"]


def test_times_of_day_are_no_times_of_a_recording() -> None:
    turns, _ = attribute(Document((Block("Ada Korvin (14:02): Well."), Block("Jon Lund (14:05): So."))))
    assert [turn.start_s for turn in turns] == [None, None]
    turns, _ = attribute(Document((Block("Ada Korvin (0:02): Well."), Block("Jon Lund (14:05): So."))))
    assert [turn.start_s for turn in turns] == [2.0, 845.0]


def test_what_stands_after_a_speech_is_the_reporters() -> None:
    turns, _ = attribute(
        Document((Block("ADA KORVIN: Well."), Block("END 11:58 A.M."), Block("NOTE: The mayor spoke at noon.")))
    )
    assert [(turn.kind, turn.text) for turn in turns] == [
        (Kind.SPEECH, "Well."),
        (Kind.NARRATION, "END 11:58 A.M."),
        (Kind.NARRATION, "NOTE: The mayor spoke at noon."),
    ]


def test_knights_and_those_who_go_on_are_voices() -> None:
    said = voices(
        "Jon Lund: No.", "Sir Rita Moll: I do not.", "JON LUND, continuing: Never.", "The Prime Minister: Yes, in June."
    )
    assert [speaker for speaker, _ in said] == ["Jon Lund", "Rita Moll", "Jon Lund", "The Prime Minister"]


def test_french_dots_after_office_and_name() -> None:
    said = voices(
        "Mme la présidente. La séance est ouverte.",
        "M. Jean Morel. Le port est fermé.",
        "Mme la présidente. Merci.",
        "M. Jean Morel. Je continue.",
    )
    assert [speaker for speaker, _ in said] == ["Mme la présidente", "Jean Morel"] * 2


def test_counsel_examines() -> None:
    turns, dropped = attribute(
        Document(
            (
                Block("THE COURT: Go on."),
                Block("CROSS-EXAMINATION"),
                Block("BY MR. DOSSER: Were you there?"),
                Block("THE WITNESS: I was."),
            )
        )
    )
    assert [(turn.kind, turn.speaker) for turn in turns] == [
        (Kind.SPEECH, "The Court"),
        (Kind.NARRATION, None),
        (Kind.SPEECH, "Dosser"),
        (Kind.SPEECH, "The Witness"),
    ]
    assert "BY MR. DOSSER:" in dropped


def test_a_heading_of_several_lines_begins_no_speech() -> None:
    turns, _ = attribute(
        Document(
            (
                Block("REMARKS BY PRESIDENT ORLA QUINCE", heading=True),
                Block("AND PRIME MINISTER DAVI ROCHA", heading=True),
                Block("East Room", heading=True),
                Block("THE PRESIDENT: Good morning."),
                Block("PRIME MINISTER ROCHA: Good morning."),
            )
        )
    )
    assert [(turn.kind, turn.speaker) for turn in turns[2:]] == [
        (Kind.NARRATION, None),
        (Kind.SPEECH, "Orla Quince"),
        (Kind.SPEECH, "Rocha"),
    ]
    assert {turn.kind for turn in turns[:2]} == {Kind.NARRATION}


def test_a_bold_word_that_stands_once_is_no_voice() -> None:
    turns, _ = attribute(
        Document(
            (
                Block("Good morning.", label="Ada Korvin:"),
                Block("the doors close at nine.", label="Important:"),
                Block("Good morning.", label="Jon Lund:"),
                Block("Whom do you call?", label="Call centre operator:"),
                Block("Nobody.", label="Korvin:"),
            )
        )
    )
    assert [(turn.speaker, turn.text) for turn in turns] == [
        ("Ada Korvin", "Good morning.\n\nImportant: the doors close at nine."),
        ("Jon Lund", "Good morning."),
        ("Call centre operator", "Whom do you call?"),
        ("Ada Korvin", "Nobody."),
    ]


def test_what_the_clerk_writes_down_is_the_reporters() -> None:
    turns, _ = attribute(
        Document((Block("Mr. Lund: Order."), Block("Several hon. Members rose—"), Block("Question put and agreed to.")))
    )
    assert [turn.kind for turn in turns] == [Kind.SPEECH, Kind.NARRATION, Kind.NARRATION]


def test_a_speaker_may_say_that_a_bill_was_adopted() -> None:
    said = voices("Mr. Lund: Order.", "The bill was adopted last year.", "The meeting began well.")
    assert said == [("Lund", "Order.\n\nThe bill was adopted last year.\n\nThe meeting began well.")]
