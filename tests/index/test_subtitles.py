"""Subtitles: cues become sentences and paragraphs, marks of speakers become turns, and times are kept."""

from __future__ import annotations

import re
import tarfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from helpers import write_files
from hypothesis import given
from hypothesis import strategies as st

from index.documents import Block
from index.errors import EmptyTranscriptError, MalformedError, SourceError
from index.formats.subtitles import read_srt, read_vtt
from index.parsing import parse_file
from index.records import Attribution, Kind, Turn

if TYPE_CHECKING:
    from index.documents import Document

CORPUS = Path(__file__).parents[3] / "shared" / "data" / "speeches" / "subtitles-vtt" / "originals.tar.gz"

HEARING = """WEBVTT - Hearing on the harbour wall
Kind: captions
Language: en-GB

NOTE taken at the town hall
by two clerks

STYLE
::cue { color: lime }

1
00:01.000 --> 00:03.500 align:start position:0%
<v Mayor Edda Quillfeather>The wall was built
<i>of granite</i>.

00:00:03.500 --> 00:00:06.000
<v Mayor Edda Quillfeather>It leaks &amp; it <00:00:04.200><c.loud>crumbles</c>.

00:00:09.000 --> 00:00:10.000
<v Mayor Edda Quillfeather>Every winter.

00:00:10.000 --> 00:00:12.000
<v.loud Tobin Ashgrove>Who pays?</v>
<v Mayor Edda Quillfeather>The town does.

00:00:12.000 --> 00:00:13.000
[Laughter]

00:00:13.000 --> 00:00:15.000
<v Mayor Edda Quillfeather>All of it.
"""

INTERVIEW = """1
00:00:00,500 --> 00:00:02,000
INA ASH: What does the ferry cost
a passenger?

2
00:00:02,000 --> 00:00:04,000
OLA BERG: Three crowns,
and for children

3
00:00:04,000 --> 00:00:06,000
nothing at all.
INA ASH: Nothing?

4
00:00:06,100 --> 00:00:08,000
OLA BERG: Nothing.

5
00:00:10,500 --> 00:00:12,000
The harbour pays for it.
"""


def cues(*texts: str, step: float = 2.0, pause: float = 0.0) -> str:
    """Return a SubRip file whose cues last two seconds and have a pause between them."""
    starts = [number * (step + pause) for number in range(len(texts))]
    times = [(_stamp(start), _stamp(start + step)) for start in starts]
    return "\n".join(
        f"{number}\n{start} --> {end}\n{text}\n"
        for number, ((start, end), text) in enumerate(zip(times, texts, strict=True), 1)
    )


def _stamp(seconds: float) -> str:
    return f"{int(seconds) // 3600:02d}:{int(seconds) // 60 % 60:02d}:{seconds % 60:06.3f}".replace(".", ",")


def srt(text: str) -> Document:
    (found,) = read_srt(text.encode())
    return found


def vtt(text: str) -> Document:
    (found,) = read_vtt(text.encode())
    return found


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


def test_voice_tags_become_turns_with_times(tmp_path: Path) -> None:
    write_files(tmp_path, {"hearing.vtt": HEARING})
    parsed = parse_file(tmp_path / "hearing.vtt")
    (found,) = parsed.transcripts
    assert (found.title, found.language) == ("Hearing on the harbour wall", "en")
    mayor = {"speaker": "Edda Quillfeather", "as_printed": "Mayor Edda Quillfeather", "role": "Mayor"}
    assert found.turns == (
        Turn(
            "The wall was built of granite. It leaks & it crumbles.\n\nEvery winter.",
            **mayor,
            attribution=Attribution.MARKUP,
            start_s=1.0,
            starts_s=(1.0, 9.0),
        ),
        Turn(
            "Who pays?",
            speaker="Tobin Ashgrove",
            as_printed="Tobin Ashgrove",
            attribution=Attribution.MARKUP,
            start_s=10.0,
            starts_s=(10.0,),
        ),
        Turn("The town does.", **mayor, attribution=Attribution.MARKUP, start_s=10.0, starts_s=(10.0,)),
        Turn("[Laughter]", kind=Kind.STAGE, start_s=12.0),
        Turn("All of it.", **mayor, attribution=Attribution.MARKUP, start_s=13.0, starts_s=(13.0,)),
    )
    assert parsed.dropped == ("NOTE taken at the town hall", "by two clerks", "STYLE", "::cue { color: lime }")


def test_names_before_a_colon_are_left_to_the_rules_of_attribution(tmp_path: Path) -> None:
    write_files(tmp_path, {"interview.srt": INTERVIEW})
    (found,) = parse_file(tmp_path / "interview.srt").transcripts
    assert [(turn.speaker, turn.text, turn.attribution, turn.start_s) for turn in found.turns] == [
        ("Ina Ash", "What does the ferry cost a passenger?", Attribution.LABEL, 0.5),
        ("Ola Berg", "Three crowns, and for children nothing at all.", Attribution.LABEL, 2.0),
        ("Ina Ash", "Nothing?", Attribution.LABEL, 4.0),
        ("Ola Berg", "Nothing.\n\nThe harbour pays for it.", Attribution.LABEL, 6.1),
    ]


def test_a_file_without_marks_is_paragraphs_with_times_and_no_turn() -> None:
    found = srt(cues("The wall is high", "and the ferry is fast.", "It sails today.", pause=0.5))
    assert found.blocks == (Block("The wall is high and the ferry is fast. It sails today.", start_s=0.0),)
    assert (found.title, found.language, found.warnings, found.dropped) == (None, None, (), ())


def test_a_paragraph_ends_with_a_sentence_that_a_pause_follows() -> None:
    assert texts(srt(cues("The wall is high.", "It is old.", pause=2.0))) == ["The wall is high.", "It is old."]
    assert texts(srt(cues("The wall is high.", "It is old.", pause=1.9))) == ["The wall is high. It is old."]
    assert texts(srt(cues("The wall, says Mr.", "Berg, is old.", pause=2.0))) == ["The wall, says Mr. Berg, is old."]


def test_inside_a_sentence_only_a_very_long_pause_ends_a_paragraph() -> None:
    assert texts(srt(cues("The wall", "is high.", pause=4.9))) == ["The wall is high."]
    assert texts(srt(cues("The wall", "is high.", pause=5.1))) == ["The wall", "is high."]


def test_a_paragraph_that_is_full_ends_with_its_sentence() -> None:
    sentence = "The ferry sails to the island every morning and back every night."
    found = texts(srt(cues(*[sentence] * 16)))
    assert [len(each.split(". ")) for each in found] == [8, 8]
    assert " ".join(found) == " ".join([sentence] * 16)


def test_a_full_paragraph_ends_inside_a_cue_where_a_sentence_ends_there() -> None:
    found = srt(cues(*["The ferry sails to the island and", "back. The wall is high and"] * 12, "old."))
    assert [(each.text[:16], each.text[-16:], each.start_s) for each in found.blocks] == [
        ("The ferry sails ", "island and back.", 0.0),
        ("The wall is high", "is high and old.", 34.0),
    ]


def test_captions_without_full_stops_end_paragraphs_at_pauses_and_lengths() -> None:
    assert texts(srt(cues("the wall is high", "it is old", pause=2.0))) == ["the wall is high", "it is old"]
    found = texts(srt(cues(*["the ferry sails to the island every morning"] * 50)))
    assert [len(each) for each in found] == [1011, 1011, 175]


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff1\n00:00:01,000 --> 00:00:02,000\nThe wall is high.\n",
        "00:00:01.000 --> 00:00:02.000\nThe wall is high.",
        "1\r\n00:00:01,000 --> 00:00:02,000\r\nThe wall is high.\r\n\r\n",
        "7\n0:00:01,0-->0:00:02,00 X1:10 X2:20\n{\\an8}<font color='red'>The wall\n<b>is</b> high.</font>\n",
        "1\n00:00:01,000 --> 00:00:02,000"
        + " line:0" * 30
        + "\nThe wall\n\x1d2\n00:00:02,000 --> 00:00:03,000\nis high.\n",
        "\n\n1 \n00:01 --> 00:02\n  The wall  \n\n is high.\n\n\n",
        "WEBVTT\n\n00:01.000 --> 00:02.000 line:0\nThe&#32;wall is high.\n",
    ],
)
def test_cues_are_read_however_they_are_written(text: str) -> None:
    assert srt(text).blocks == (Block("The wall is high.", start_s=1.0),)


def test_numbers_are_no_text_even_where_no_line_is_empty() -> None:
    first = "1\n00:00:01,000 --> 00:00:02,000\nThe wall is high.\n"
    second = "2\n00:00:02,000 --> 00:00:03,000\nIn 1911 it was\n1911\n"
    assert texts(srt(f"{first}{second}3\n00:00:03,000 --> 00:00:04,000\ncrowns high.")) == [
        "The wall is high. In 1911 it was 1911 crowns high."
    ]


def test_a_cue_may_have_a_name_in_webvtt() -> None:
    assert texts(vtt("WEBVTT\n\nopening words\n00:01.000 --> 00:02.000\nThe wall is high.\n")) == ["The wall is high."]


def test_only_markup_is_taken_off() -> None:
    found = vtt("WEBVTT\n\n00:01.000 --> 00:02.000\n<lang en>If a &lt; b</lang>, <inaudible> I <3 you {sic}\n")
    assert texts(found) == ["If a < b, <inaudible> I <3 you {sic}"]


def test_double_angles_change_the_speaker() -> None:
    found = srt(cues("Good evening.", ">> Who speaks? &gt;&gt; I do.", "Still I.", ">> ASH: And now I do.", "Yes."))
    unnamed = [Turn(text, start_s=at, starts_s=(at,)) for text, at in [("Who speaks?", 2.0), ("I do. Still I.", 2.0)]]
    assert found.blocks == (
        Block("Good evening.", start_s=0.0),
        *(Block(turn.text, turn=turn, start_s=2.0) for turn in unnamed),
        Block("And now I do. Yes.", label="ASH:", start_s=6.0),
    )
    assert found.dropped == (">>", ">>", ">>")


def test_dashes_change_the_speaker_only_where_a_sentence_begins() -> None:
    found = srt(cues("The wall is high.", "- Is it old?\n– It is.", "Very old,", "- and I mean it -", "I tell you."))
    assert [(block.text, block.turn is None) for block in found.blocks] == [
        ("The wall is high.", True),
        ("Is it old?", False),
        ("It is. Very old, - and I mean it - I tell you.", False),
    ]
    assert found.dropped == ("-", "–")


def test_a_name_inside_a_sentence_is_no_label() -> None:
    assert texts(srt(cues("I say it again to", "Ola Berg: the wall is high."))) == [
        "I say it again to Ola Berg: the wall is high."
    ]


def test_text_outside_voice_tags_has_no_voice() -> None:
    found = vtt(
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ola Berg>The wall is high.</v>\n\n00:02.000 --> 00:03.000\nIt is old.\n"
    )
    assert [(block.text, block.turn and block.turn.as_printed) for block in found.blocks] == [
        ("The wall is high.", "Ola Berg"),
        ("It is old.", None),
    ]
    assert found.blocks[1].turn == Turn("It is old.", start_s=2.0, starts_s=(2.0,))


def test_voices_that_are_only_numbered_are_told_apart() -> None:
    found = vtt("WEBVTT\n\n00:01.000 --> 00:02.000\n<v Speaker 01>Yes.\n<v SPEAKER_10>No.\n")
    assert [block.turn and (block.turn.speaker, block.turn.as_printed) for block in found.blocks] == [
        ("Speaker 1", "Speaker 01"),
        ("Speaker 10", "SPEAKER_10"),
    ]


def test_stage_directions_and_songs_stand_alone() -> None:
    found = srt(
        cues("The wall is high.", "(les gens\napplaudissent)", "It is old. (laughs)", "♪ la la", "*** Bells ***")
    )
    assert texts(found) == [
        "The wall is high.",
        "(les gens applaudissent)",
        "It is old. (laughs)",
        "♪ la la",
        "*** Bells ***",
    ]
    assert [block.turn and block.turn.kind for block in found.blocks] == [None, None, None, Kind.STAGE, Kind.STAGE]


def test_scripts_without_spaces_are_joined_without_spaces() -> None:
    assert texts(srt(cues("墙很高，", "船很快。", "MV Osk", "今天开船。"))) == ["墙很高，船很快。 MV Osk 今天开船。"]


ROLLING = """WEBVTT
Kind: captions
Language: en

00:00:00.000 --> 00:00:02.000 align:start position:0%
§
the<00:00:00.400><c> wall</c><00:00:00.800><c> is</c>

00:00:02.000 --> 00:00:02.010 align:start position:0%
the wall is
§

00:00:02.010 --> 00:00:04.000 align:start position:0%
the wall is
high<00:00:02.400><c> and</c><00:00:02.800><c> old</c>

00:00:04.000 --> 00:00:04.010 align:start position:0%
high and old
§

00:00:04.010 --> 00:00:06.000 align:start position:0%
high and old
so<00:00:04.400><c> old</c>
""".replace("§", " ")


def test_what_rolling_captions_show_again_is_dropped_and_told() -> None:
    found = vtt(ROLLING)
    assert found.blocks == (Block("the wall is high and old so old", start_s=0.0),)
    assert found.dropped == ("the wall is", "the wall is", "high and old", "high and old")


def test_captions_that_grow_word_by_word_are_rolling_too() -> None:
    found = srt(cues("the", "the wall", "the wall is", "the wall is high"))
    assert texts(found) == ["the wall is high"]
    assert found.dropped == ("the", "the wall", "the wall is")


def test_a_phrase_that_is_said_again_is_kept() -> None:
    found = srt(cues("Open the harbour!", "Open the harbour!", "Open the harbour!", "We want the ferry.", "It is old."))
    assert texts(found) == ["Open the harbour! Open the harbour! Open the harbour! We want the ferry. It is old."]
    assert found.dropped == ()


def test_times_out_of_order_keep_the_files_order_and_are_told_once() -> None:
    times = ["00:00:05,000 --> 00:00:06,000", "00:00:01,000 --> 00:00:02,000", "-00:00:01,000 --> 00:00:02,000"]
    found = srt("\n\n".join(f"{time}\n{text}" for time, text in zip(times, ["One.", "Two.", "Three."], strict=True)))
    assert [(block.text, block.start_s) for block in found.blocks] == [("One. Two. Three.", 5.0)]
    assert found.warnings == ("line 4: times run backwards (1 s after 5 s); the file's order is kept",)


def test_a_time_before_the_beginning_is_the_beginning() -> None:
    found = srt("1\n-00:00:01,000 --> 00:00:02,000\nThree.\n")
    assert [(block.text, block.start_s) for block in found.blocks] == [("Three.", 0.0)]


def test_subrip_under_the_name_of_webvtt_is_read_and_told() -> None:
    found = vtt(cues("The wall is high."))
    assert texts(found) == ["The wall is high."]
    assert found.warnings == ('line 1 is not "WEBVTT"; read as SubRip',)


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("WEBVTT\n\nNOTE nothing was said\n", EmptyTranscriptError, "the file holds no cue with text"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n<i></i>\n", EmptyTranscriptError, "the file holds no cue with text"),
        (
            "\nThe wall is high.\n",
            MalformedError,
            r"^line 2: no times; expected cues such as 00:00:01,000 --> 00:00:04,",
        ),
        ("1\n00:00:01 -> 00:02\nHi\n", MalformedError, r"^line 1: no times; expected"),
        (
            "WEBVTT\n\n00:01.000 --> soon\nHi\n",
            MalformedError,
            r"^line 3: no times of a cue: '00:01\.000 --> soon'; expected",
        ),
        ("1\n00:00:01,000 --> 00:00:0x\nHi\n", MalformedError, r"^line 2: no times of a cue"),
        (
            "1\n00:00:01,000 --> 00:00:02,000\nHi\n\n2\n1:2:3:4 --> 00:05\nNo\n",
            MalformedError,
            r"^line 6: no times of a cue",
        ),
    ],
)
def test_a_broken_file_is_refused_and_the_line_is_named(text: str, error: type[SourceError], message: str) -> None:
    for read in (read_srt, read_vtt):
        with pytest.raises(error, match=message):
            read(text.encode())


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="<>&{}:-–—‐♪♫♬*\n\r"), min_size=1, max_size=40)


@given(lines=st.lists(WORDS, min_size=1, max_size=12), pause=st.sampled_from([0.0, 2.5, 6.0]))
def test_every_character_of_a_cue_is_in_a_block_or_told_to_be_dropped(lines: list[str], pause: float) -> None:
    try:
        found = srt(cues(*lines, pause=pause))
    except SourceError:
        return
    kept = Counter(char for text in (*texts(found), *found.dropped) for char in text if not char.isspace())
    assert kept == Counter(char for line in lines for char in line if not char.isspace())


@given(data=st.binary(max_size=200) | st.text("0123456789:.,-> \n<v/i>&;ab{\\}", max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for read in (read_srt, read_vtt):
        for head in (b"", b"WEBVTT\n\n00:01.000 --> 00:02.000\n"):
            try:
                read(head + data)
            except SourceError as error:
                assert str(error)


@pytest.mark.parametrize("filler", ["<v ", "a ", "&", "{\\", "<i.", ">> ", "- ", "(", "00:01 ", ".)", "&#", "&#9", "0"])
def test_an_endless_line_is_read_at_once(filler: str) -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\n" + "&#" + filler * (2_000_000 // len(filler))
    begin = time.perf_counter()
    srt(text + "end")
    assert time.perf_counter() - begin < 5


@pytest.mark.corpora
@pytest.mark.skipif(not CORPUS.is_file(), reason="the public corpora are not here")
def test_the_words_of_the_public_subtitles_are_all_kept_in_order() -> None:
    count = 0
    with tarfile.open(CORPUS) as archive:
        for member in archive:
            if not member.name.endswith(".vtt"):
                continue
            file = archive.extractfile(member)
            assert file is not None
            data = file.read()
            found = vtt(data.decode("utf-8-sig"))
            body = data.decode("utf-8-sig").split("\n\n", 1)[1]
            said = " ".join(line for line in body.splitlines() if "-->" not in line)
            assert words(" ".join(f"{block.label or ''} {block.text}" for block in found.blocks)) == words(said)
            starts = [block.start_s for block in found.blocks if block.start_s is not None]
            assert starts == sorted(starts)
            count += 1
    assert count == 317


def words(text: str) -> str:
    return "".join(re.findall(r"\w", re.sub(r"&(nbsp|amp|gt|lt);", " ", text)))


def test_a_label_that_no_words_follow_is_told() -> None:
    cues = "1\n00:00:01,000 --> 00:00:02,000\n- Ada Korvin:\n\n2\n00:00:02,000 --> 00:00:04,000\n- It is late.\n"
    (document,) = read_srt(cues.encode())
    assert [block.text for block in document.blocks] == ["It is late."]
    assert document.dropped == ("-", "-", "Ada Korvin:")
