"""The measure itself: expected values counted by hand, and layouts printed as they should be."""

from xml.etree import ElementTree

import pytest

from benchmarks import corpora
from benchmarks.aligning import aligned, aligned_in_two
from benchmarks.layouts import LAYOUTS
from benchmarks.marked_up import Speech, names_of, pooled, speeches_of
from benchmarks.originals import printed
from benchmarks.scoring import Said, SpokenOnly, score
from benchmarks.scripts import Line, Script, Voice, kremlin_records, mended, persons_of, script_of
from index.records import Attribution, Kind, Turn

ADA, BO = frozenset(["ada korvin"]), frozenset(["bo lindqvist", "lindqvist"])
GOLD = (
    Said("Opening of a line", kind=Kind.NARRATION, optional=True),
    Said("The ferry sails again.", ADA, turn=1),
    Said("(Applause.)", kind=Kind.STAGE, turn=1),
    Said("At nine.", ADA, turn=1),
    Said("What will it cost?", kind=Kind.QUESTION, turn=2),
    Said("Two crowns.", BO, turn=3),
)
SCRIPT = Script(
    "ferry",
    "Opening of the ferry",
    "2021-03-03",
    "Lund",
    (
        Line(None, ("The press came.",)),
        Line(Voice("Ada Korvin", "President of Lund"), ("The ferry sails.", "(Applause.)", "At nine.")),
        Line(Voice(None), ("What will it cost?",)),
        Line(Voice("Bo Lindqvist"), ("Two crowns.",)),
    ),
)


def spoken(text: str, speaker: str | None, *, kind: Kind = Kind.SPEECH, printed: str | None = "x") -> Turn:
    return Turn(text, speaker=speaker, as_printed=printed, attribution=Attribution.LABEL, kind=kind)


def perfect() -> list[Turn]:
    return [
        spoken("The ferry sails again.", "Ada Korvin"),
        Turn("(Applause.)", kind=Kind.STAGE),
        Turn("At nine.", speaker="Ada Korvin", attribution=Attribution.CARRIED),
        spoken("What will it cost?", None, kind=Kind.QUESTION),
        spoken("Two crowns.", "Bo Lindqvist"),
    ]


def test_a_perfect_parse_scores_one_and_has_no_problems() -> None:
    result, problems = score(GOLD, perfect())
    row = result.row()
    assert (row["turns"], row["boundary F1"], row["speaker"], row["lost"], row["invented"]) == (3, 1.0, 1.0, 0.0, 0.0)
    assert problems == []


def test_words_glued_to_the_turn_before_are_counted_and_their_start_is_missed() -> None:
    turns = [*perfect()[:3], spoken("What will it cost? Two crowns.", "Ada Korvin")]
    result, problems = score(GOLD, turns)
    # 12 of 13 spoken or staged words must be there; 4 + 2 of the 12 spoken ones go to Ada.
    assert (result.words, result.spoken, result.right, result.glued, result.unknown) == (13, 12, 6, 6, 0)
    assert (result.gold_starts, result.parsed_starts, result.right_starts) == (3, 1, 1)
    assert [problem.what for problem in problems] == ["glued", "glued", "start missed", "start missed"]


def test_a_speaker_nobody_can_tell_is_unknown_and_not_glued() -> None:
    turns = [*perfect()[:4], spoken("Two crowns.", None, printed=None)]
    result, _ = score(GOLD, turns)
    assert (result.right, result.glued, result.unknown) == (10, 0, 2)


def test_an_office_left_in_the_name_is_misnamed_not_glued() -> None:
    turns = [*perfect()[:4], spoken("Two crowns.", "Minister Bo Lindqvist")]
    result, _ = score(GOLD, turns)
    assert (result.right, result.misnamed, result.glued) == (10, 2, 0)


def test_a_label_left_in_the_text_is_invented_and_a_missing_sentence_is_lost() -> None:
    turns = [spoken("The ferry sails again. At nine.", "Ada Korvin"), *perfect()[3:4]]
    turns.append(spoken("Lindqvist Bo Two crowns.", "Bo Lindqvist"))
    result, _ = score(GOLD, turns)
    assert (result.lost, result.invented) == (1, 2)
    assert (result.parsed_starts, result.right_starts) == (3, 3)


def test_a_title_may_be_left_out_but_nobody_says_it() -> None:
    turns = perfect()
    turns[0] = spoken("Opening of a line The ferry sails again.", "Ada Korvin")
    result, _ = score(GOLD, turns)
    assert (result.glued, result.lost, result.right) == (4, 0, 12)
    assert (result.parsed_starts, result.right_starts) == (3, 2)


def test_two_questioners_in_a_row_are_two_turns() -> None:
    gold = (Said("Who pays?", kind=Kind.QUESTION, turn=1), Said("And when?", kind=Kind.QUESTION, turn=2))
    asked = [spoken(text, None, kind=Kind.QUESTION, printed="Q") for text in ("Who pays?", "And when?")]
    result, _ = score(gold, asked)
    assert (result.gold_starts, result.right_starts, result.right) == (2, 2, 4)


def test_words_are_aligned_by_the_fewest_edits() -> None:
    assert aligned("a b c d".split(), "a x c".split()) == [0, None, 2, None]
    assert aligned("a b".split(), "b".split()) == [None, 0]
    assert aligned([], "a".split()) == []


def test_words_that_come_first_are_aligned_first_but_not_one_by_one() -> None:
    gold, parsed = "that the quay the next question is".split(), "the next that the quay the next question is".split()
    first_gold = [False] * 3 + [True] * 4
    assert aligned_in_two(gold, first_gold, parsed, [False] * 2 + [True] * 7) == [2, 3, 4, 5, 6, 7, 8]
    assert aligned_in_two("no yes".split(), [True, False], "no yes no".split(), [False, False, True]) == [0, 1]


@pytest.mark.parametrize(
    ("layout", "lines"),
    [
        ("Name: text", ["Ada Korvin: The ferry sails.", "Question: What will it cost?"]),
        ("Office Name: text", ["President of Lund Ada Korvin: The ferry sails.", "Bo Lindqvist: Two crowns."]),
        ("MR. SURNAME. text", ["MR. KORVIN. The ferry sails.", "Q. What will it cost?"]),
        ("THE PRESIDENT: text", ["Q    What will it cost?", "MR. LINDQVIST: Two crowns."]),
        ("Name / text below", ["Bo Lindqvist", "Two crowns."]),
        ("Markdown, **Name:** text", ["**Bo Lindqvist:** Two crowns."]),
        ("HTML, <b>Name:</b> text", ["<p><b>Bo Lindqvist:</b> Two crowns.</p>"]),
        ("WebVTT, NAME: text", ["00:00:01.000 --> 00:00:04.900", "ADA KORVIN: The ferry sails."]),
        ("SRT, Name: text", ["00:00:01,000 --> 00:00:04,900", "Bo Lindqvist: Two crowns."]),
    ],
)
def test_a_layout_prints_its_label(layout: str, lines: list[str]) -> None:
    text = LAYOUTS[layout].print(SCRIPT).data.decode()
    assert [line for line in lines if line not in text.split("\n")] == []


def test_what_is_right_follows_what_the_label_prints() -> None:
    def names(layout: str) -> frozenset[str]:
        return LAYOUTS[layout].print(SCRIPT).gold[-1].names

    assert names("Name: text") == {"bo lindqvist"}
    assert names("MR. SURNAME. text") == {"bo lindqvist", "lindqvist"}


def test_stage_directions_and_the_reporter_are_not_said_by_anybody() -> None:
    gold = LAYOUTS["Name: text"].print(SCRIPT).gold
    kinds = [(said.kind, bool(said.names)) for said in gold[3:6]]
    assert kinds == [(Kind.NARRATION, False), (Kind.SPEECH, True), (Kind.STAGE, False)]


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("Mr. Ada Korvin (Lund, PP)", {"ada korvin"}),
        ("Right Hon. Ada Korvin (Prime Minister, PP)", {"ada korvin"}),
        ("The Chair (Mr. Bo Lindqvist (Lund, PP))", {"the chair", "chair", "bo lindqvist"}),
        ("DR. ADA KORVIN:", {"ada korvin"}),
        ("Mr. Speaker", {"mr speaker", "speaker"}),
        ("Korvin Lund, doña Ada", {"korvin lund, dona ada", "ada korvin lund", "dona ada korvin lund"}),
    ],
)
def test_gold_names_are_printed_names_without_titles_and_brackets(printed: str, expected: set[str]) -> None:
    assert names_of(printed) == expected


def claimed(kind: str, xml: str) -> list[tuple[str, str]]:
    """Return who is claimed to say what; the record's own text has no name."""
    speeches = speeches_of(kind, ElementTree.fromstring(xml))
    return [(each.printed if each.names else "", " / ".join(each.paragraphs)) for each in speeches if each.paragraphs]


def test_one_id_is_right_under_all_names_that_are_printed_or_listed_for_it() -> None:
    speeches = [
        Speech("The Chair (Ada Korvin)", ("One.",), "7"),
        Speech("The Chair", ("Two.",), "7"),
        Speech("The Chair", ("Three.",)),
        Speech("Bo", ("Four.",), "8"),
        Speech("Some hon. members", ("Five.",), "unknown"),
        Speech("Cy Dahl", ("Six.",), "any"),
        Speech("Di Ek", ("Seven.",), "any"),
    ]
    names = [each.names for each in pooled(speeches, {"8": "Lindqvist, Bo", "any": "stands for anybody"})]
    assert names[0] == names[1] == names[2] == {"the chair", "chair", "ada korvin"}
    assert names[3] == {"bo", "lindqvist, bo", "bo lindqvist"}
    assert names[5:] == [{"cy dahl"}, {"di ek"}]


def test_an_office_that_two_ids_hold_is_nobodys_by_itself() -> None:
    speeches = [Speech("The Chair (Mr. Ada)", (), "1"), Speech("The Chair (Mr. Bo)", (), "2"), Speech("The Chair", ())]
    assert pooled(speeches, {})[2].names == {"the chair", "chair"}


def test_uk_gold_claims_no_rising_no_interruption_and_no_procedure() -> None:
    xml = """<publicwhip><speech speakername="Ada Korvin" speakerid="1"><p>I give way.</p></speech>
      <speech speakername="Several hon. Members" speakerid="unknown"><p class="italic">rose—</p></speech>
      <speech speakername="Bo Lindqvist" speakerid="2"><p>rose —</p></speech>
      <speech speakername="A Member" speakerid="unknown"><p>[Interruption.]</p></speech>
      <speech speakername="Ada Korvin" speakerid="1"><p>The next question is the ferry.</p>
        <p><em>Motion agreed to,</em></p><p>That the House notes the ferry.</p>
        <p>We come to the quay.</p><p class="italic">Amendment 4</p>
        <p><b>4:</b> Page 2, leave out "quay"</p><p class="italic">Amendment 4 agreed.</p><p>Thank you.</p></speech>
      </publicwhip>"""
    assert [said for name, said in claimed("UK Hansard", xml) if name] == [
        "I give way.",
        "The next question is the ferry.",
        "We come to the quay.",
        "Thank you.",
    ]


def test_canadian_gold_changes_voice_at_bold_labels_and_goes_back_after_a_crowd() -> None:
    xml = """<Hansard><Intervention>
      <PersonSpeaking><Affiliation DbId="1">Mr. Bo Lindqvist</Affiliation>:</PersonSpeaking><Content>
      <ParaText>Is that agreed?</ParaText><ParaText> <B>Some hon. members:</B> Agreed.</ParaText>
      <ParaText>Then I go on.</ParaText><ParaText><B>Ms. Ada Korvin</B> <B>:</B> No.</ParaText>
      <ParaText>Never.</ParaText><ParaText><B>THE QUAY</B></ParaText>
      <ParaText>(Clause 2 agreed to)</ParaText></Content></Intervention>
      <WrittenQuestionResponse><QuestionID>No. 3</QuestionID><Questioner>Ms. Ada Korvin:</Questioner><QuestionContent>
      <ParaText>With regard to ferries?</ParaText></QuestionContent>
      <ResponseContent><ParaText>(Return tabled)</ParaText></ResponseContent></WrittenQuestionResponse></Hansard>"""
    assert claimed("Canadian Hansard", xml) == [
        ("Mr. Bo Lindqvist", "Is that agreed?"),
        ("Some hon. members", "Agreed."),
        ("Mr. Bo Lindqvist", "Then I go on."),
        ("Ms. Ada Korvin", "No."),
        ("Ms. Ada Korvin", "Never."),
        ("Ms. Ada Korvin", "THE QUAY"),
        ("", "(Clause 2 agreed to)"),
        ("", "No. 3"),
        ("Ms. Ada Korvin", "With regard to ferries?"),
        ("", "(Return tabled)"),
    ]


@pytest.mark.parametrize("kind", ["Akoma Ntoso", "TEI"])
def test_gold_puts_labels_and_words_on_their_side_of_the_dash(kind: str) -> None:
    turns = [
        ("El señor KORVIN (Presidente).- Ofrezco la palabra.", "Gracias."),
        ("", "El señor KORVIN (Presidente).- Se abre la sesión."),
    ]
    akoma = "".join(f'<speech by="#k"><from>{label}</from><p>{said}</p></speech>' for label, said in turns)
    notes = [(f'<note type="speaker">{label}</note>' if label else "", said) for label, said in turns]
    tei = "".join(f'<u who="#k">{label}<seg>{said}</seg></u>' for label, said in notes)
    xml = f"<root><debateBody>{akoma}</debateBody></root>" if kind == "Akoma Ntoso" else f"<root>{tei}</root>"
    name = "El señor KORVIN (Presidente)"
    assert claimed(kind, xml) == [(name, "Ofrezco la palabra. / Gracias."), (name, "Se abre la sesión.")]


def test_gold_of_what_is_said_leaves_narration_alone_but_misses_words_put_there() -> None:
    gold = SpokenOnly([Said("The ferry sails again.", ADA, turn=1), Said("Two crowns, please.", BO, turn=2)])
    turns = [
        Turn("The ferry", kind=Kind.NARRATION),
        spoken("The ferry sails again.", "Ada Korvin"),
        Turn("Two votes. Two crowns, please.", kind=Kind.NARRATION),
    ]
    result, problems = score(gold, turns)
    assert (result.right, result.unknown, result.lost, result.invented) == (4, 3, 0, 0)
    assert (result.gold_starts, result.parsed_starts, result.right_starts) == (2, 1, 1)
    assert [problem.what for problem in problems] == ["unknown", "start missed"]


def test_what_the_record_prints_between_two_parts_of_a_speech_starts_no_turn() -> None:
    gold = SpokenOnly([Said("I give way.", ADA, turn=1), Said("rose", free=True), Said("I go on now.", ADA, turn=3)])
    turns = [spoken("I give way.", "Ada Korvin"), spoken("rose", "Bo Lindqvist"), spoken("I go on now.", "Ada Korvin")]
    result, _ = score(gold, turns)
    assert (result.spoken, result.right, result.invented, result.gold_starts) == (7, 7, 0, 1)


def test_a_crowd_may_be_nobody_and_each_of_its_calls_is_a_turn() -> None:
    gold = tuple(Said("Agreed.", frozenset(["members"]), turn=number, unnamed=True) for number in (1, 2))
    result, _ = score(gold, [spoken("Agreed.", None), spoken("Agreed.", None, kind=Kind.QUESTION)])
    assert (result.right, result.gold_starts, result.right_starts) == (2, 2, 2)


def test_names_are_compared_without_spaces() -> None:
    result, _ = score((Said("Two crowns.", frozenset(["bolindqvist"])),), [spoken("Two crowns.", "Bo Lindqvist")])
    assert result.right == 2


@pytest.mark.parametrize(
    ("speaker", "expected"),
    [
        ("Ada Korvin", {"Ada Korvin"}),
        ("Minister of Ferries Ada Korvin", {"Ferries Ada Korvin", "Ada Korvin"}),
        ("Prime Minister Bo bin Olof Dahl", {"Bo bin Olof Dahl", "Olof Dahl"}),
        ("Minister of Ferries", {"Minister of Ferries"}),
    ],
)
def test_an_office_in_front_of_a_name_may_be_left_out(speaker: str, expected: set[str]) -> None:
    assert persons_of(speaker) == expected


def test_a_record_is_split_at_markers_of_its_own_speakers_and_loses_brackets_in_names() -> None:
    lines = (
        Line(
            Voice("Ada Korvin (retranslated)"), ("The ferry sails.", "President of Lund Bo Lindqvist: At nine.", "Yes.")
        ),
        Line(Voice("Question (retranslated)"), ("And back?",)),
        Line(Voice("Bo Lindqvist"), ("Cargo: none.", "A. Korvin: None?")),
    )
    parts = mended(Script("ferry", "", "", None, lines)).lines
    assert parts == (
        Line(Voice("Ada Korvin"), ("The ferry sails.",)),
        Line(Voice("Bo Lindqvist", "President of Lund"), ("At nine.", "Yes.")),
        Line(Voice(None), ("And back?",)),
        Line(Voice("Bo Lindqvist"), ("Cargo: none.",)),
        Line(Voice("A. Korvin"), ("None?",)),
    )


@pytest.mark.corpora
@pytest.mark.skipif(not corpora.available(), reason=f"the open corpora are not in {corpora.DATA}")
def test_seven_turns_of_the_kremlin_pages_are_split_off() -> None:
    scripts = [script_of(kremlin_records()[number]) for number in ("55842", "56378", "62103", "63173")]
    assert [len(mended(each).lines) - len(each.lines) for each in scripts] == [2, 3, 1, 1]


@pytest.mark.corpora
@pytest.mark.skipif(not corpora.available(), reason=f"the open corpora are not in {corpora.DATA}")
def test_gold_of_holyrood_knows_who_the_presiding_officer_is() -> None:
    gold = next(each.gold for each in printed("UK Hansard, XML", 1) if each.id.startswith("sp/"))
    starts = [each for each in gold if each.text.startswith("The next question is, that amendment S3M-5071.3")]
    assert [each.names for each in starts] == [{"the presiding officer", "presiding officer", "alex fergusson"}]
