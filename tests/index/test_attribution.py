"""Who speaks: headings, labels, questions, stage directions, narration, and that no text is lost."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.attribution import attribute
from index.documents import Block, Document
from index.formats import markdown
from index.headings import heading_name, heading_names
from index.printed import split_name, take_apart
from index.records import Attribution, Kind, Turn


def spoken(*blocks: str | Block, title: str | None = None, speaker: str | None = None) -> tuple[Turn, ...]:
    made = tuple(block if isinstance(block, Block) else Block(block) for block in blocks)
    return attribute(Document(made, title=title, speaker=speaker))[0]


def voices(*blocks: str | Block, title: str | None = None) -> list[tuple[str | None, Attribution, str]]:
    return [(turn.speaker, turn.attribution, turn.text) for turn in spoken(*blocks, title=title)]


def narration(text: str) -> Turn:
    return Turn(text, kind=Kind.NARRATION)


@pytest.mark.parametrize(
    ("heading", "who"),
    [
        ("Speech by President Ola Berg", "President Ola Berg"),
        ("Opening speech by Mayor Edda Quillfeather:", "Mayor Edda Quillfeather"),
        ("REMARKS BY OLA BERG", "OLA BERG"),
        ("The full statement of Prime Minister Ola Berg at the opening of the port", "Prime Minister Ola Berg"),
        ("Statement by Edda Quillfeather, Mayor of Marlhaven", "Edda Quillfeather, Mayor of Marlhaven"),
        ("Address of King Olo II", "King Olo II"),
        (
            "Speech by Dr Edda Quillfeather, Director of the Lake Theatre",
            "Dr Edda Quillfeather, Director of the Lake Theatre",
        ),
        ("Speech by Ola Berg, Chief of the Coast Guard at the quay", "Ola Berg, Chief of the Coast Guard"),
        ("Speech by Ola Berg, Keeper of the Lighthouse", "Ola Berg, Keeper of the Lighthouse"),
        (
            "Speech by Ola Berg, Director of the Theatre and the Museum",
            "Ola Berg, Director of the Theatre and the Museum",
        ),
        ("Speech by Ola Berg, Chief Executive Officer, Lake Bank", "Ola Berg, Chief Executive Officer, Lake Bank"),
        ("Speech by Ola Berg, head gardener of the castle", "Ola Berg, head gardener of the castle"),
        ("Rede von Ola Berg, dem Retter der Brücke", "Ola Berg, dem Retter der Brücke"),
        ("Speech by Minister Ola Berg, 12 March 2021", "Minister Ola Berg"),
        ("Speech by Minister Ola Berg, March 12, 2021", "Minister Ola Berg"),
        ("Remarks by Ola Berg (12.03.2021)", "Ola Berg"),
        ("## Toast by Ola Berg", "Ola Berg"),
    ],
)
def test_a_heading_names_who_delivers(heading: str, who: str) -> None:
    assert heading_name(heading) == who


@pytest.mark.parametrize(
    ("heading", "role", "name"),
    [
        ("Discurso de la alcaldesa Marta Ruidera", "Alcaldesa", "Marta Ruidera"),
        ("Palabras del presidente Jorge Ruidera en la apertura del puerto", "Presidente", "Jorge Ruidera"),
        ("Discurso de apertura de la alcaldesa, doña Marta Ruidera", "Alcaldesa", "Marta Ruidera"),
        ("Intervención del ministro de Hacienda, Jorge Ruidera", "Ministro de Hacienda", "Jorge Ruidera"),
        ("Discurso del primer ministro Jorge Ruidera", "Primer Ministro", "Jorge Ruidera"),
        ("Discurso del ministro de asuntos exteriores Jorge Luis Ruidera", "Ministro de asuntos exteriores",
         "Jorge Luis Ruidera"),
        ("Discours de la maire Ada Korvin", "Maire", "Ada Korvin"),
        ("Discours du maire Jon Lund à l’ouverture du port", "Maire", "Jon Lund"),
        ("Discours d'ouverture de M. le maire Jon Lund", "M. le Maire", "Jon Lund"),
        ("Discours de Mme la maire Ada Korvin", "Mme la Maire", "Ada Korvin"),
        ("Déclaration de l’ambassadrice Ada Korvin", "Ambassadrice", "Ada Korvin"),
        ("Allocution du ministre de l'économie et des finances Jon Lund", "Ministre de l'économie et des finances",
         "Jon Lund"),
        ("Discours d’Ada Korvin", None, "Ada Korvin"),
        ("Rede der Bürgermeisterin Ada Korvin", "Bürgermeisterin", "Ada Korvin"),
        ("Rede des Bürgermeisters Jon Lund zur Eröffnung des Hafens", "Bürgermeister", "Jon Lund"),
        ("Ansprache des Bundespräsidenten Jon Lund, 3. Mai 2021", "Bundespräsident", "Jon Lund"),
        ("Rede der Ministerin für Verkehr Ada Korvin", "Ministerin für Verkehr", "Ada Korvin"),
        ("Discorso del presidente Jon Lund all'apertura del porto", "Presidente", "Jon Lund"),
        ("Discorso della sindaca Ada Korvin", "Sindaca", "Ada Korvin"),
        ("Intervento dell’assessora Ada Korvin", "Assessora", "Ada Korvin"),
        ("Discurso do presidente Jon Lund", "Presidente", "Jon Lund"),
        ("Discurso da prefeita Ada Korvin na abertura do porto", "Prefeita", "Ada Korvin"),
        ("Toespraak van de burgemeester Ada Korvin bij de opening", "Burgemeester", "Ada Korvin"),
        ("Toespraak van minister Jon Lund", "Minister", "Jon Lund"),
        ("Przemówienie prezydenta Jana Lunda", "Prezydent", "Jana Lunda"),
        ("Wystąpienie pani burmistrz Ady Korwin", "Burmistrz", "Ady Korwin"),
        ("Выступление президента России Ивана Корвина", "Президент России", "Ивана Корвина"),
        ("Речь министра транспорта Ивана Корвина", "Министр транспорта", "Ивана Корвина"),
        ("Промова міністра Івана Корвіна", "Міністр", "Івана Корвіна"),
        ("Govor županje Ade Korvin ob odprtju pristanišča", "Županja", "Ade Korvin"),
        ("Discurso de la alcaldesa", "Alcaldesa", "Alcaldesa"),
    ],
)  # fmt: skip
def test_an_office_in_small_letters_or_inflected_is_told_from_the_name(
    heading: str, role: str | None, name: str
) -> None:
    assert split_name(heading_name(heading) or "") == (role, name)


@pytest.mark.parametrize(
    ("heading", "role", "name"),
    [
        (
            "Speech by Edda Quillfeather, Director of the Lake Theatre",
            "Director of the Lake Theatre",
            "Edda Quillfeather",
        ),
        ("Speech by Ola Berg, head gardener of the castle", "head gardener of the castle", "Ola Berg"),
        ("Remarks by APNSA Ola Berg", "Apnsa", "Ola Berg"),
        ("Rede von Ola Berg, dem Retter der Brücke", "dem Retter der Brücke", "Ola Berg"),
    ],
)
def test_whatever_stands_behind_a_name_in_a_heading_is_the_role(heading: str, role: str, name: str) -> None:
    assert split_name(heading_name(heading) or "") == (role, name)


@pytest.mark.parametrize(
    ("heading", "names"),
    [
        ("Remarks by President Berg, Mayor Quillfeather", ("President Berg", "Mayor Quillfeather")),
        ("Remarks by Ola Berg, Mayor Edda Quillfeather", ("Ola Berg", "Mayor Edda Quillfeather")),
        (
            "Remarks by President Berg, President of Ukraine Piet Lund",
            ("President Berg", "President of Ukraine Piet Lund"),
        ),
        (
            "Statement by Ola Berg, Director of the Theatre, and Edda Quillfeather, Mayor",
            ("Ola Berg, Director of the Theatre", "Edda Quillfeather, Mayor"),
        ),
    ],
)
def test_another_person_behind_a_comma_is_no_role(heading: str, names: tuple[str, ...]) -> None:
    assert heading_names(heading) == names


def test_a_joint_speech_of_two_offices_in_small_letters_names_both() -> None:
    assert heading_names("Discurso del presidente Jorge Ruidera y de la alcaldesa Marta Ruidera") == (
        "Presidente Jorge Ruidera",
        "Alcaldesa Marta Ruidera",
    )


@pytest.mark.parametrize(
    "text",
    [
        "Discurso de la libertad",
        "Rede der Woche",
        "Message de la Commission",
        "Discours de la méthode",
        "Discurso del presidente sobre todo lo que Marta Ruidera dijo",
        "Palabras del presidente dichas ayer",
        "Palabras del presidente dichas por Ruidera",
        "Discurso del presidente contra la ministra Marta Ruidera",
        "Речь идёт о портах",
        "Слово министра",
    ],
)
def test_what_only_begins_like_a_heading_of_another_language_names_no_person(text: str) -> None:
    named = heading_names(text)

    assert named == () or take_apart(named[0]).office_only


@pytest.mark.parametrize(
    "text",
    [
        "Speech by the people who came",
        "Speech of Ola Berg, who came late, was heard in the harbour.",
        "A speech by Ola Berg was heard in the harbour",
        "Speeches by Ola Berg",
        "Speech of thanks",
        "Statement by " + "Ola Berg and " * 12 + "Edda Quillfeather",
        "Speech by Ola Berg\nand more",
    ],
)
def test_a_sentence_about_a_speech_is_no_heading(text: str) -> None:
    assert heading_name(text) is None


def test_a_heading_begins_a_turn_and_is_not_text() -> None:
    turns, dropped = attribute(
        Document((Block("Speech by Mayor Edda Quillfeather"), Block("The wall is high."), Block("The ferry is fast.")))
    )
    assert turns == (
        Turn(
            "The wall is high.\n\nThe ferry is fast.",
            speaker="Edda Quillfeather",
            as_printed="Mayor Edda Quillfeather",
            role="Mayor",
            attribution=Attribution.HEADING,
        ),
    )
    assert dropped == ("Speech by Mayor Edda Quillfeather",)


def test_a_label_begins_a_turn_and_is_not_text() -> None:
    turns, dropped = attribute(Document((Block("Mayor Edda Quillfeather: The wall is high."), Block("It stands."))))
    assert turns == (
        Turn(
            "The wall is high.\n\nIt stands.",
            speaker="Edda Quillfeather",
            as_printed="Mayor Edda Quillfeather",
            role="Mayor",
            attribution=Attribution.LABEL,
        ),
    )
    assert dropped == ("Mayor Edda Quillfeather:",)


def test_a_sentence_with_an_insertion_between_dashes_has_no_label() -> None:
    said = ("NATO — the alliance — stands with us.", "The EU — the European Union — has announced more ships.")
    found = voices("THE MAYOR: We are not alone.", *said, "THE MAYOR: Thank you.")
    assert [(speaker, text) for speaker, _, text in found] == [
        ("The Mayor", "\n\n".join(("We are not alone.", *said))),
        ("The Mayor", "Thank you."),
    ]


def test_what_is_read_out_in_a_list_of_quotations_is_the_readers() -> None:
    read_out = ("Hull Bank: “We expect a good year for the harbour.”", "Pike Lines: “The ferries are full.”")
    asked = ("Mr. Lund: When?", "Ms. Korvin: Now.", "Mr. Lund: Good.", "Ms. Korvin: Yes.")
    found = voices("Ms. Korvin: Here is what they say.", *read_out, *asked)
    assert [speaker for speaker, _, _ in found] == ["Korvin", "Lund", "Korvin", "Lund", "Korvin"]
    assert found[0][2] == "\n\n".join(("Here is what they say.", *read_out))


def test_where_all_that_is_said_stands_in_quotation_marks_they_take_nobody_away() -> None:
    found = voices("Ada Korvin: “The ferry is late.”", "Jon Lund: “Why?”", "Ida Marsh: “Nobody knows.”")
    assert [speaker for speaker, _, _ in found] == ["Ada Korvin", "Jon Lund", "Ida Marsh"]


def test_a_label_may_stand_on_a_line_of_its_own() -> None:
    assert voices("Ola Berg:", "The wall is high.") == [("Ola Berg", Attribution.LABEL, "The wall is high.")]


def test_two_labels_of_one_speaker_in_a_row_are_two_turns() -> None:
    assert voices("Ola Berg: One thing.", "Ola Berg: Another thing.") == [
        ("Ola Berg", Attribution.LABEL, "One thing."),
        ("Ola Berg", Attribution.LABEL, "Another thing."),
    ]


@pytest.mark.parametrize("mark", ["Q: ", "Q. ", "Q  ", "Question: ", "Reporter: ", "JOURNALIST: "])
def test_a_question_has_no_speaker_but_a_kind(mark: str) -> None:
    (turn,) = spoken(f"{mark}What does it cost?")
    assert (turn.text, turn.speaker, turn.kind) == ("What does it cost?", None, Kind.QUESTION)
    assert turn.as_printed == mark.strip(" :.")


def test_a_word_that_begins_with_q_is_no_question() -> None:
    assert [turn.kind for turn in spoken("Q marks the spot.", "Quite so: yes.")] == [Kind.SPEECH]


def test_before_the_first_mark_the_reporter_speaks() -> None:
    assert spoken("The mayor met reporters.", "It rained.", "Ola Berg: The wall is high.")[0] == narration(
        "The mayor met reporters.\n\nIt rained."
    )


def test_the_reporters_words_repeated_are_narration_again() -> None:
    turns = spoken("The mayor met reporters.", "Ola Berg: The wall is high.", "THE  MAYOR met reporters", "Goodbye.")
    assert [(turn.speaker, turn.kind, turn.text) for turn in turns] == [
        (None, Kind.NARRATION, "The mayor met reporters."),
        ("Ola Berg", Kind.SPEECH, "The wall is high."),
        (None, Kind.NARRATION, "THE  MAYOR met reporters\n\nGoodbye."),
    ]


def test_without_any_mark_nobody_can_tell_who_speaks() -> None:
    assert voices("The wall is high.", "The ferry is fast.") == [
        (None, Attribution.UNKNOWN, "The wall is high.\n\nThe ferry is fast.")
    ]


def test_without_any_mark_a_title_may_name_the_speaker() -> None:
    assert voices("The wall is high.", title="Speech by Mayor Edda Quillfeather at the harbour") == [
        ("Edda Quillfeather", Attribution.HEADING, "The wall is high.")
    ]


def test_a_document_of_one_speaker_is_all_theirs_but_for_questions() -> None:
    turns = spoken("The wall is high.", "Q: How high?", speaker="Mayor Edda Quillfeather")
    assert [(turn.speaker, turn.attribution, turn.kind) for turn in turns] == [
        ("Edda Quillfeather", Attribution.METADATA, Kind.SPEECH),
        (None, Attribution.LABEL, Kind.QUESTION),
    ]


@pytest.mark.parametrize("stage", ["(Applause.)", "[Laughter]", "(The council rose for a minute of silence)."])
def test_after_a_stage_direction_the_speaker_goes_on_as_carried(stage: str) -> None:
    turns = spoken("Ola Berg: The wall is high.", stage, "- The ferry is fast.", stage, "It sails.")
    assert [(turn.speaker, turn.attribution, turn.kind, turn.text) for turn in turns] == [
        ("Ola Berg", Attribution.LABEL, Kind.SPEECH, "The wall is high."),
        (None, Attribution.UNKNOWN, Kind.STAGE, stage),
        ("Ola Berg", Attribution.CARRIED, Kind.SPEECH, "The ferry is fast."),
        (None, Attribution.UNKNOWN, Kind.STAGE, stage),
        ("Ola Berg", Attribution.CARRIED, Kind.SPEECH, "It sails."),
    ]


def test_a_stage_direction_before_the_first_words_leaves_how_the_speaker_is_known() -> None:
    assert voices("Speech by Ola Berg", "(Applause.)", "The wall is high.") == [
        (None, Attribution.UNKNOWN, "(Applause.)"),
        ("Ola Berg", Attribution.HEADING, "The wall is high."),
    ]


def test_brackets_inside_a_paragraph_are_text() -> None:
    assert voices("Ola Berg: The wall (of granite) is high.", "(It stands) and stands.") == [
        ("Ola Berg", Attribution.LABEL, "The wall (of granite) is high.\n\n(It stands) and stands.")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Note: the wall was closed on Monday.",
        "Remember: the wall is high.",
        "Dear friends: the wall is high.",
        "Participants: Edda Quillfeather and Tobin Ashgrove.",
        "Our aim is simple: a higher wall.",
        "At 10:30 we begin.",
        "The wall: a history.",
        "First: the wall. Second: the ferry.",
    ],
)
def test_a_colon_does_not_make_a_speaker(text: str) -> None:
    assert voices("Ola Berg: Good morning.", text) == [("Ola Berg", Attribution.LABEL, f"Good morning.\n\n{text}")]


def test_a_lone_surname_is_a_speaker_when_the_full_name_stands_elsewhere() -> None:
    assert voices("Ola Berg: Good morning.", "Edda Quillfeather: Good day.", "Berg: The wall is high.") == [
        ("Ola Berg", Attribution.LABEL, "Good morning."),
        ("Edda Quillfeather", Attribution.LABEL, "Good day."),
        ("Ola Berg", Attribution.LABEL, "The wall is high."),
    ]


def test_a_lone_name_is_a_speaker_when_it_is_repeated_or_in_capitals() -> None:
    assert voices("Berg: Good morning.", "Berg: The wall is high.") == [
        ("Berg", Attribution.LABEL, "Good morning."),
        ("Berg", Attribution.LABEL, "The wall is high."),
    ]
    assert voices("BERG: Good morning.") == [("Berg", Attribution.LABEL, "Good morning.")]


def test_an_office_alone_is_a_speaker() -> None:
    (turn,) = spoken("THE PRESIDENT: The sitting is open.")
    assert (turn.speaker, turn.as_printed, turn.role) == ("The President", "THE PRESIDENT", "The President")


def test_a_surname_shared_by_two_speakers_joins_neither() -> None:
    assert [turn.speaker for turn in spoken("Ola Berg: One.", "Ina Berg: Two.", "Berg: Three.")] == [
        "Ola Berg",
        "Ina Berg",
        "Berg",
    ]


def test_what_is_printed_is_kept_for_every_form_of_a_name() -> None:
    turns = spoken("President Ola Berg: One.", "BERG: Two.", "Mr. Berg: Three.", "Ola Berg (laughing): Four.")
    assert [(turn.speaker, turn.as_printed, turn.role) for turn in turns] == [
        ("Ola Berg", "President Ola Berg", "President"),
        ("Ola Berg", "BERG", None),
        ("Ola Berg", "Mr. Berg", "Mr."),
        ("Ola Berg", "Ola Berg (laughing)", None),
    ]


def test_a_dash_before_direct_speech_is_left_out_only_where_a_turn_begins() -> None:
    turns, dropped = attribute(
        Document((Block("Speech by Ola Berg"), Block("– The wall is high."), Block("- granite"), Block("-5 degrees")))
    )
    assert [turn.text for turn in turns] == ["The wall is high.\n\n- granite\n\n-5 degrees"]
    assert dropped == ("Speech by Ola Berg", "–")


def test_the_title_repeated_is_left_out_and_told() -> None:
    turns, dropped = attribute(Document((Block("Wall day."), Block("The wall is high.")), title="WALL DAY"))
    assert ([turn.text for turn in turns], dropped) == (["The wall is high."], ("Wall day.",))


def test_what_the_file_marks_up_is_taken_as_it_is() -> None:
    given_turn = Turn("Ola Berg: quoted.", speaker="Edda Quillfeather", attribution=Attribution.MARKUP)
    assert spoken(Block(given_turn.text, turn=given_turn), Block("(Applause.)", turn=Turn("(Applause.)"))) == (
        given_turn,
        Turn("(Applause.)"),
    )


# -- nothing is lost -------------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        "Ola Berg: The wall is high.",
        "Mayor Edda Quillfeather: Good day",
        "Berg: Yes.",
        "BERG:",
        "Q: How high?",
        "Q  How much?",
        "Speech by President Ola Berg",
        "(Applause.)",
        "[Laughter]",
        "- A dash first.",
        "The mayor met reporters.",
        "Note: closed.",
        "Remember: granite.",
        "Wall day",
        "– ",
        ":",
        "Q:",
    ]
)
TEXTS = PIECES | st.text(max_size=40).filter(str.strip) | st.lists(PIECES, max_size=3).map(" ".join).filter(str.strip)


def letters(*texts: str) -> Counter[str]:
    return Counter(char for text in texts for char in text if not char.isspace())


@given(texts=st.lists(TEXTS, max_size=12), title=st.none() | st.just("Wall day"), heading=st.booleans())
def test_every_character_is_in_a_turn_or_told_to_be_dropped(texts: list[str], title: str | None, heading: bool) -> None:
    blocks = tuple(Block(text, heading=heading and "\n" not in text) for text in texts)
    turns, dropped = attribute(Document(blocks, title=title))
    assert letters(*(turn.text for turn in turns), *dropped) == letters(*texts)


@given(texts=st.lists(TEXTS, max_size=12))
def test_turns_keep_the_order_of_the_text(texts: list[str]) -> None:
    turns, _ = attribute(Document(tuple(Block(text) for text in texts)))
    position = 0
    whole = "\n\n".join(texts)
    for turn in turns:
        for paragraph in turn.text.split("\n\n"):
            position = whole.index(paragraph, position) + len(paragraph)


@given(texts=st.lists(TEXTS, max_size=12))
def test_no_turn_is_empty_and_narration_has_no_speaker(texts: list[str]) -> None:
    turns, _ = attribute(Document(tuple(Block(text) for text in texts)))
    for turn in turns:
        assert turn.text.strip()
        assert turn.kind is Kind.SPEECH or turn.speaker is None
        assert (turn.attribution is Attribution.UNKNOWN) is (turn.as_printed is None)


def test_a_bold_lead_that_names_nobody_stays_in_the_text() -> None:
    (document,) = markdown.read(b"**Ada Finch:** Good morning.\n\n**Note:** the doors close at nine.\n")

    turns, dropped = attribute(document)

    assert [(turn.speaker, turn.text) for turn in turns] == [
        ("Ada Finch", "Good morning.\n\nNote: the doors close at nine.")
    ]
    assert dropped == ("Ada Finch:",)


# -- who answers -----------------------------------------------------------------------------------------------------

ANSWERED = (
    "Q: When will the wall be mended?",
    "A: In May.",
    "(Laughter.)",
    "It always is.",
    "Q: Who pays?",
    "A: We do.",
)


def test_answers_are_given_by_the_speaker_that_the_file_names() -> None:
    turns = spoken(*ANSWERED, speaker="Mayor Edda Quillfeather")

    said = [(turn.speaker, turn.role, turn.as_printed, turn.attribution) for turn in turns if turn.as_printed == "A"]
    assert said == [
        ("Edda Quillfeather", "Mayor", "A", Attribution.METADATA),
        ("Edda Quillfeather", "Mayor", "A", Attribution.CARRIED),
        ("Edda Quillfeather", "Mayor", "A", Attribution.METADATA),
    ]
    assert [turn.speaker for turn in turns if turn.kind is Kind.QUESTION] == [None, None]


def test_nobody_answers_where_the_file_names_no_speaker() -> None:
    turns = spoken(*ANSWERED, title="Press conference by Mayor Edda Quillfeather")

    assert {turn.speaker for turn in turns} == {None}


def test_nobody_answers_where_someone_else_than_the_named_speaker_speaks_too() -> None:
    turns = spoken(*ANSWERED, "OLA BERG: I object.", "EDDA QUILLFEATHER: So do I.", speaker="Edda Quillfeather")

    assert [turn.speaker for turn in turns if turn.as_printed == "A"] == [None, None, None]
    assert [turn.speaker for turn in turns[-2:]] == ["Ola Berg", "Edda Quillfeather"]


def test_another_unnamed_voice_is_not_the_one_who_answers() -> None:
    turns = spoken(*ANSWERED, "Audience: Hear, hear!", speaker="Edda Quillfeather")

    assert [turn.speaker for turn in turns if turn.as_printed == "Audience"] == [None]
