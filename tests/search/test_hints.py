"""What rostrum parse says could be written to mend what it could not tell."""

from __future__ import annotations

from index.parsing import parse_bytes
from search.hints import hints

ANSWERED = "Q: When will the wall be mended?\n\nA: In May.\n\nQ: Who pays?\n\nA: The harbour does.\n"


def hints_of(text: str, name: str = "press/wall.txt", sidecar: bytes | None = None) -> list[str]:
    return hints(parse_bytes(text.encode(), name, sidecar=sidecar))


def test_answers_without_a_name_are_mended_by_a_speaker_in_the_sidecar_or_head() -> None:
    assert hints_of(ANSWERED) == [
        "2 turns labelled “A” have no name; if one person answers throughout, "
        'write speaker = "NAME" in wall.meta.toml, or speaker: NAME in the head'
    ]
    assert hints_of(ANSWERED, sidecar=b'speaker = "Edda Quillfeather"') == []
    assert hints_of(f"---\nspeaker: Edda Quillfeather\n---\n{ANSWERED}") == []


def test_one_answer_is_one_turn() -> None:
    (line,) = hints_of("Q: When will the wall be mended?\n\nA: In May.\n")

    assert line.startswith("1 turn labelled “A” has no name; ")


def test_among_several_speakers_answers_are_mended_turn_by_turn() -> None:
    several = f"{ANSWERED}\nOLA BERG: I object to it.\n\nEDDA QUILLFEATHER: So do I.\n"

    assert hints_of(several, sidecar=b'speaker = "Edda Quillfeather"') == [
        "2 turns labelled “A” have no name; tell who answers turn by turn in speakers.toml, as a [[correction]] each"
    ]


def test_a_file_of_named_speakers_needs_no_hint() -> None:
    assert hints_of("Q: When?\n\nMAYOR QUILLFEATHER: In May.\n") == []


def test_a_heading_that_names_nobody_is_told() -> None:
    opening = "Opening of the hall\n\n3 May 2021\n\n{}\n\nDear neighbours, the hall opens its doors today.\n"
    mend = 'if one person speaks throughout, write speaker = "NAME" in wall.meta.toml, or speaker: NAME in the head'

    for heading in ("Speech by the children", "Speech by Ola Berg, Edda Quillfeather"):
        said = f"the heading “{heading}” names nobody that could be told to speak below it"
        assert hints_of(opening.format(heading)) == [f"{said}; {mend}"]
    assert hints_of(opening.format("Speech by Ola Berg, friend of the children")) == []
    assert hints_of(opening.format("Speech by the children") + "\nOLA BERG: Good day.\n\nOLA BERG: Well.\n") == []


def test_of_several_transcripts_each_hint_names_its_own() -> None:
    answers = '{"id": "one", "turns": [{"as_printed": "A", "text": "In May."}]}'
    lines = hints_of(f"[{answers}, {answers.replace('one', 'two')}]", "walls.json")

    assert [line.partition(":")[0] for line in lines] == ["one", "two"]
