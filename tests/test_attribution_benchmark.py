"""The measure itself: expected values counted by hand, and layouts printed as they should be."""

import pytest

from benchmarks.fuzz import Case, TextChangedError, case, check
from benchmarks.layouts import LAYOUTS
from benchmarks.marked_up import names_of
from benchmarks.scoring import Said, aligned, score
from benchmarks.scripts import Line, Script, Voice
from index.formats import FORMATS
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
    ],
)
def test_gold_names_are_printed_names_without_titles_and_brackets(printed: str, expected: set[str]) -> None:
    assert names_of(printed) == expected


def test_a_fuzz_case_depends_on_its_seed_and_number_alone() -> None:
    formats = sorted(FORMATS)
    assert case(1, 7, formats) == case(1, 7, formats)
    assert len({case(1, number, formats).data for number in range(20)}) > 10


def test_the_fuzz_run_notices_text_that_a_format_loses(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = FORMATS["plain"]
    monkeypatch.setitem(FORMATS, "plain", lambda data, hints: whole(data.replace(b"nine", b"ten"), hints))
    with pytest.raises(TextChangedError, match="invented"):
        check(Case(0, "plain", b"Ada Korvin: The ferry sails at nine.\n"))
