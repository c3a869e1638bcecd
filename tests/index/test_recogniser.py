"""The JSON of speech recognisers: each dialect's voices, times and paragraphs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from helpers import write_files
from hypothesis import given
from hypothesis import strategies as st

from index.documents import Block
from index.errors import EmptyTranscriptError, MalformedError, SourceError
from index.formats.json_file import read, read_lines
from index.parsing import parse_file
from index.records import Attribution, Turn

if TYPE_CHECKING:
    from pathlib import Path

    from index.documents import Document

Json = dict[str, Any]

WHISPERX = {
    "segments": [
        {"start": 0.5, "end": 2.0, "text": " The wall is", "speaker": "SPEAKER_00", "words": []},
        {"start": 2.0, "end": 3.0, "text": " high.", "speaker": "SPEAKER_00"},
        {"start": 5.0, "end": 6.0, "text": " It is old.", "speaker": "SPEAKER_00"},
        {"start": 6.0, "end": 7.0, "text": " Who says so?", "speaker": "SPEAKER_01"},
        {"start": 7.0, "end": 8.0, "text": " Crosstalk here."},
    ],
    "word_segments": [],
    "language": "en",
}
ASSEMBLYAI = {
    "id": "9f",
    "status": "completed",
    "language_code": "en_us",
    "text": "The wall is high. It is old. Who says so?",
    "words": [{"text": "The", "start": 500, "end": 700, "speaker": "A"}],
    "utterances": [
        {
            "speaker": "A",
            "start": 500,
            "end": 9000,
            "text": "The wall is high. It is old.",
            "words": [
                {"text": word, "start": start, "end": start + 400}
                for word, start in zip(
                    "The wall is high. It is old.".split(), [500, 900, 1300, 1700, 8000, 8400, 8800], strict=True
                )
            ],
        },
        {"speaker": "B", "start": 9000, "end": 9900, "text": "Who says so?", "words": None},
    ],
}
DEEPGRAM_WORDS = [
    {"word": "the", "punctuated_word": "The", "start": 0.5, "end": 0.8, "speaker": 0},
    {"word": "wall", "punctuated_word": "wall", "start": 0.8, "end": 1.2, "speaker": 0},
    {"word": "fell", "punctuated_word": "fell.", "start": 1.2, "end": 1.6, "speaker": 0},
    {"word": "when", "punctuated_word": "When?", "start": 2.0, "end": 2.4, "speaker": 1},
]


def deepgram(**results: Any) -> Json:
    return {"metadata": {"request_id": "7a"}, "results": results}


def channels(**best: Any) -> Json:
    return deepgram(channels=[{"alternatives": [best], "detected_language": "en"}])


AMAZON = {
    "jobName": "harbour",
    "results": {
        "language_code": "en-US",
        "transcripts": [{"transcript": "The wall fell. When?"}],
        "items": [
            {"type": "pronunciation", "start_time": "0.5", "end_time": "0.8", "alternatives": [{"content": "The"}]},
            {"type": "pronunciation", "start_time": "0.8", "end_time": "1.2", "alternatives": [{"content": "wall"}]},
            {"type": "pronunciation", "start_time": "1.2", "end_time": "1.6", "alternatives": [{"content": "fell"}]},
            {"type": "punctuation", "alternatives": [{"content": "."}]},
            {"type": "pronunciation", "start_time": "2.0", "end_time": "2.4", "alternatives": [{"content": "When"}]},
            {"type": "punctuation", "alternatives": [{"content": "?"}]},
        ],
        "speaker_labels": {
            "segments": [
                {"items": [{"start_time": time, "speaker_label": "spk_0"} for time in ("0.5", "0.8", "1.2")]},
                {"items": [{"start_time": "2.0", "speaker_label": "spk_1"}]},
            ]
        },
    },
}
AZURE = {
    "source": "harbour.wav",
    "recognizedPhrases": [
        {
            "speaker": 1,
            "offsetInTicks": 5_000_000,
            "durationInTicks": 11_000_000,
            "nBest": [{"display": "The wall fell."}],
        },
        {"speaker": 2, "offsetInTicks": 20_000_000.0, "durationInTicks": 4e6, "nBest": [{"display": "When?"}]},
    ],
}


def document(value: object) -> Document:
    (found,) = read(json.dumps(value).encode())
    return found


def podcast(*segments: Json) -> Json:
    return {"version": "1.0.0", "segments": list(segments)}


def voices(found: Document) -> list[tuple[str | None, str | None, str, tuple[float, ...]]]:
    turns = [block.turn for block in found.blocks]
    return [(turn.as_printed, turn.speaker, turn.text, turn.starts_s) for turn in turns if turn is not None]


def test_whisperx_segments_of_one_voice_become_one_turn(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.json": json.dumps(WHISPERX)})
    (found,) = parse_file(tmp_path / "a.json").transcripts
    assert found.language == "en"
    assert found.turns == (
        Turn(
            "The wall is high.\n\nIt is old.",
            speaker="Speaker 0",
            as_printed="SPEAKER_00",
            attribution=Attribution.MARKUP,
            start_s=0.5,
            starts_s=(0.5, 5.0),
        ),
        Turn(
            "Who says so?",
            speaker="Speaker 1",
            as_printed="SPEAKER_01",
            attribution=Attribution.MARKUP,
            start_s=6.0,
            starts_s=(6.0,),
        ),
        Turn("Crosstalk here.", start_s=7.0, starts_s=(7.0,)),
    )


def test_names_that_a_person_gave_the_voices_are_names(tmp_path: Path) -> None:
    segments = [{"start": 0, "end": 1, "text": "The wall is high.", "speaker": "Mayor Edda Quillfeather"}]
    write_files(tmp_path, {"a.json": json.dumps({"segments": segments})})
    (turn,) = parse_file(tmp_path / "a.json").transcripts[0].turns
    assert (turn.speaker, turn.role, turn.as_printed) == ("Edda Quillfeather", "Mayor", "Mayor Edda Quillfeather")


@pytest.mark.parametrize(
    "value",
    [
        {
            "text": " The wall is high.",
            "segments": [{"start": 0.5, "end": 2, "text": " The wall is high."}],
            "language": "en",
        },
        {
            "result": {"language": "en"},
            "transcription": [
                {"timestamps": {"from": "00:00:00,500"}, "offsets": {"from": 500, "to": 1200}, "text": " The wall"},
                {"offsets": {"from": 1200, "to": 2000}, "text": " is high."},
            ],
        },
        {
            "result": {"language": "en"},
            "transcription": [
                {"offsets": {"from": number * 100 + 500, "to": number * 100 + 600}, "text": text}
                for number, text in enumerate([" The", " w", "all", " is", " hi", "gh", "."])
            ],
        },
        [{"start": 0.5, "end": 1, "text": " The wall"}, {"start": 1, "end": 2, "text": " is high."}],
    ],
)
def test_without_voices_there_are_paragraphs_with_times(value: object) -> None:
    found = document(value)
    assert found.blocks == (Block("The wall is high.", start_s=0.5),)
    assert found.language == ("en" if isinstance(value, dict) else None)


def test_assemblyai_utterances_are_in_milliseconds_and_their_words_time_the_paragraphs() -> None:
    found = document(ASSEMBLYAI)
    assert found.language == "en_us"
    assert voices(found) == [
        ("Speaker A", "Speaker A", "The wall is high.\n\nIt is old.", (0.5, 8.0)),
        ("Speaker B", "Speaker B", "Who says so?", (9.0,)),
    ]


def test_assemblyai_without_utterances_gives_its_words() -> None:
    found = document(ASSEMBLYAI | {"utterances": None})
    assert voices(found) == [("Speaker A", "Speaker A", "The", (0.5,))]


@pytest.mark.parametrize(
    "value",
    [
        deepgram(
            channels=[{"alternatives": [{"transcript": "the wall fell when"}]}],
            utterances=[
                {"start": 0.5, "end": 1.6, "transcript": "The wall fell.", "speaker": 0, "words": DEEPGRAM_WORDS[:3]},
                {"start": 2.0, "end": 2.4, "transcript": "When?", "speaker": 1, "words": []},
            ],
        ),
        channels(
            transcript="The wall fell. When?",
            paragraphs={
                "transcript": "…",
                "paragraphs": [
                    {"speaker": 0, "sentences": [{"text": "The wall fell.", "start": 0.5, "end": 1.6}]},
                    {"speaker": 1, "sentences": [{"text": "When?", "start": 2.0, "end": 2.4}]},
                ],
            },
            words=DEEPGRAM_WORDS,
        ),
        channels(transcript="The wall fell. When?", words=DEEPGRAM_WORDS),
    ],
)
def test_deepgram_gives_utterances_else_paragraphs_else_words(value: Json) -> None:
    assert voices(document(value)) == [
        ("Speaker 0", "Speaker 0", "The wall fell.", (0.5,)),
        ("Speaker 1", "Speaker 1", "When?", (2.0,)),
    ]


def test_deepgram_with_nothing_but_a_transcript_gives_that() -> None:
    found = document(channels(transcript="The wall fell."))
    assert (found.blocks, found.language) == ((Block("The wall fell."),), "en")


def test_amazon_marks_join_their_word_and_its_voice() -> None:
    assert voices(document(AMAZON)) == [
        ("spk_0", "Speaker 0", "The wall fell.", (0.5,)),
        ("spk_1", "Speaker 1", "When?", (2.0,)),
    ]


def test_azure_times_are_in_ticks() -> None:
    assert voices(document(AZURE)) == [
        ("Speaker 1", "Speaker 1", "The wall fell.", (0.5,)),
        ("Speaker 2", "Speaker 2", "When?", (2.0,)),
    ]


def test_a_podcasts_speaker_goes_on_until_another_is_named() -> None:
    found = document(
        podcast(
            {"startTime": 0, "endTime": 0.5, "body": "Music plays."},
            {"speaker": "Ina Ash", "startTime": 0.5, "endTime": 0.9, "body": "The"},
            {"startTime": 0.9, "endTime": 1.2, "body": "wall"},
            {"startTime": 1.2, "endTime": 1.6, "body": "fell"},
            {"startTime": 1.6, "endTime": 1.6, "body": "."},
            {"speaker": "Ola Berg", "startTime": 2.0, "endTime": 2.4, "body": "When?"},
            {"speaker": "", "startTime": 4.5, "endTime": 5.0, "body": "Today?"},
        )
    )
    assert voices(found) == [
        (None, None, "Music plays.", (0.0,)),
        ("Ina Ash", None, "The wall fell.", (0.5,)),
        ("Ola Berg", None, "When?\n\nToday?", (2.0, 4.5)),
    ]


def test_a_podcast_without_speakers_is_paragraphs() -> None:
    found = document(podcast({"startTime": 1.5, "endTime": 2, "body": "The wall fell."}))
    assert found.blocks == (Block("The wall fell.", start_s=1.5),)


def test_each_line_may_hold_what_a_recogniser_wrote() -> None:
    lines = "\n".join(json.dumps(each) for each in (WHISPERX, ASSEMBLYAI, AZURE))
    found = read_lines(lines.encode())
    assert [voices(each)[0][1] for each in found] == ["Speaker 0", "Speaker A", "Speaker 1"]


def test_times_that_are_none_are_left_out() -> None:
    strange = [-1, "soon", None, True, [], "1e999", 10**400]
    segments = [{"start": start, "end": None, "text": "Yes."} for start in strange]
    data = json.dumps({"segments": segments}).replace('"1e999"', "NaN").encode()
    (found,) = read(data)
    assert found.blocks == (Block(" ".join(["Yes."] * 7)),)


def test_a_paragraph_without_a_time_leaves_the_turn_without_times_of_paragraphs() -> None:
    segments = [
        {"start": 1, "end": 2, "text": "Yes.", "speaker": "Ina Ash"},
        {"start": 5, "end": 6, "text": "We sail.", "speaker": "Ina Ash"},
        {"text": "x " * 1000, "speaker": "Ina Ash"},
        {"text": "No.", "speaker": "Ina Ash"},
    ]
    (block,) = document({"segments": segments}).blocks
    assert block.turn is not None
    assert (block.turn.start_s, block.turn.starts_s) == (1.0, ())


@pytest.mark.parametrize(
    ("value", "error", "message"),
    [
        ({"segments": []}, EmptyTranscriptError, "the recogniser heard no words"),
        ({"segments": [{"text": "  ", "start": 0}]}, EmptyTranscriptError, "the recogniser heard no words"),
        ({"segments": [{"start": 0.5}]}, MalformedError, r'^segment 0 has no "text"; seen: start$'),
        ({"segments": [{"text": 4}]}, MalformedError, r'^segment 0 has a "text" that is not text but 4; seen: text'),
        ({"segments": ["Yes."]}, MalformedError, r'^segment 0 is not an object but "Yes\."'),
        (podcast({"body": "Yes."}, {}), MalformedError, r'^segment 1 has no "body"; seen: nothing'),
        ({"transcription": [{"text": None}]}, MalformedError, r'^transcription 0 has no "text"'),
        (deepgram(utterances=[{"start": 1}]), MalformedError, r'^utterance 0 has no "transcript"; seen: start'),
        (
            {"utterances": [{"text": ["Yes."]}]},
            MalformedError,
            r'^utterance 0 has a "text" that is not text but a list',
        ),
        ({"recognizedPhrases": [3]}, MalformedError, r"^phrase 0 is not an object but 3"),
        ({"results": {"items": [{}]}}, MalformedError, r'^item 0 has no "content"; seen: nothing'),
    ],
)
def test_a_broken_file_is_refused_and_the_piece_is_named(value: Json, error: type[SourceError], message: str) -> None:
    with pytest.raises(error, match=message):
        document(value)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(["", "A", " Yes.", "0.5", "00:01", "\ud800"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                """segments text body start end speaker words utterances transcript results channels alternatives
            paragraphs sentences items type offsets from transcription recognizedPhrases nBest display turns
            speaker_labels id start_time title date language content startTime""".split()
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(value=JSON)
def test_any_json_is_read_or_refused(value: object) -> None:
    for reader in (read, read_lines):
        try:
            found = reader(json.dumps(value).encode())
        except SourceError as error:
            assert str(error)
        else:
            assert all(block.text.strip() for each in found for block in each.blocks)
