"""The JSON of speech recognisers: segments, utterances and words with times, and voices told apart by labels.

Sources of the shapes: the output of WhisperX, openai-whisper and whisper.cpp; the API references of AssemblyAI,
Deepgram, Amazon Transcribe and Azure batch transcription; the transcript format of the podcast namespace.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from index.documents import Document
from index.errors import EmptyTranscriptError
from index.formats.utterances import Utterance, blocks_of
from index.formats.values import Json, as_object, objects, seconds, short, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

Shape = tuple[str, str, str, str]
"""The names of text, start, end and speaker in one piece."""

_WHISPER: Shape = ("text", "start", "end", "speaker")
_PODCAST: Shape = ("body", "startTime", "endTime", "speaker")
_DEEPGRAM: Shape = ("transcript", "start", "end", "speaker")
_CLOSING = tuple(",.;:!?…%)]}’»。、，！？")
_TOKEN_WORDS = 1.5
"""Pieces with fewer words each are words or parts of words, whose spaces are in the file."""
_TICKS_PER_S = 10_000_000


def whisper(found: Json) -> Document:
    """Read what Whisper and WhisperX write: ``{"segments": [{"start", "end", "text", "speaker"?}], "language"}``."""
    return _document(_pieces(found["segments"], _WHISPER, "segment"), found.get("language"))


def whisper_cpp(found: Json) -> Document:
    """Read what whisper.cpp writes: ``{"transcription": [{"offsets": {"from", "to"}, "text"}], "result"}``, in ms."""
    rows = objects(found["transcription"], "transcription")
    pieces = [
        Utterance(
            text_of(row, "text", f"transcription {number}"),
            seconds(as_object(row.get("offsets")).get("from"), 1000),
            seconds(as_object(row.get("offsets")).get("to"), 1000),
            _voice(row.get("speaker")),
        )
        for number, row in enumerate(rows)
    ]
    return _document(pieces, as_object(found.get("result")).get("language"))


def podcast(found: Json) -> Document:
    """Read the podcast namespace's transcript; a speaker goes on until another is named."""
    pieces = []
    voice: str | None = None
    for piece in _pieces(found["segments"], _PODCAST, "segment"):
        voice = piece.voice or voice
        pieces.append(Utterance(piece.text, piece.start_s, piece.end_s, voice))
    return _document(pieces, found.get("language"))


def assemblyai(found: Json) -> Document:
    """Read an AssemblyAI transcript: utterances by speaker, else its words, else its text; times in milliseconds."""
    if found.get("utterances"):
        rows = objects(found["utterances"], "utterance")
        pieces = [
            piece for number, row in enumerate(rows) for piece in _timed(row, _WHISPER, f"utterance {number}", 1000)
        ]
    elif found.get("words"):
        pieces = _pieces(found["words"], _WHISPER, "word", per_s=1000)
    else:
        pieces = [Utterance(text_of(found, "text", "the transcript"))]
    return _document(pieces, found.get("language_code"))


def deepgram(found: Json) -> Document:
    """Read a Deepgram response: utterances, else the paragraphs or words of each channel; times in seconds."""
    results = as_object(found["results"])
    pieces: list[Utterance] = []
    channels = objects(results.get("channels") or [], "channel")
    if results.get("utterances"):
        for number, row in enumerate(objects(results["utterances"], "utterance")):
            pieces.extend(_timed(row, _DEEPGRAM, f"utterance {number}", 1))
    else:
        pieces = [piece for channel in channels for piece in _channel(channel)]
    language = next((channel["detected_language"] for channel in channels if channel.get("detected_language")), None)
    return _document(pieces, language)


def amazon(found: Json) -> Document:
    """Read an Amazon Transcribe job: words and punctuation marks, times as text, labels beside or among them."""
    results = as_object(found["results"])
    voices = _amazon_voices(results)
    pieces: list[Utterance] = []
    for number, row in enumerate(objects(results["items"], "item")):
        choices = objects(row.get("alternatives") or [], "alternative")
        text = text_of(choices[0] if choices else {}, "content", f"item {number}")
        label = row.get("speaker_label") or voices.get(str(row.get("start_time")))
        mark = row.get("type") == "punctuation"
        voice = pieces[-1].voice if mark and pieces and label is None else _voice(label)
        pieces.append(Utterance(text, seconds(row.get("start_time")), seconds(row.get("end_time")), voice, mark))
    return _document([*_with_ends(pieces)], results.get("language_code"))


def azure(found: Json) -> Document:
    """Read an Azure batch transcription: recognised phrases with times in ticks of 100 ns."""
    pieces = []
    for number, row in enumerate(objects(found["recognizedPhrases"], "phrase")):
        best = objects(row.get("nBest") or [], "nBest")
        text = text_of(best[0] if best else {"display": ""}, "display", f"phrase {number}")
        start = seconds(row.get("offsetInTicks"), _TICKS_PER_S)
        length = seconds(row.get("durationInTicks"), _TICKS_PER_S)
        end = None if start is None or length is None else start + length
        pieces.append(Utterance(text, start, end, _voice(row.get("speaker"))))
    return _document(pieces, None)


def _has(*path: str) -> Callable[[Json], bool]:
    """Return a test for a list under a path of names."""

    def test(found: Json) -> bool:
        value: Any = found
        for name in path:
            value = as_object(value).get(name)
        return isinstance(value, list)

    return test


def _is_podcast(found: Json) -> bool:
    segments = found.get("segments")
    return isinstance(segments, list) and any("body" in as_object(each) for each in segments)


def _is_assemblyai(found: Json) -> bool:
    rows = found.get("utterances") or found.get("words")
    return isinstance(rows, list) and isinstance(found.get("text"), str) and "segments" not in found


RECOGNISERS: dict[str, tuple[Callable[[Json], bool], Callable[[Json], Document]]] = {
    "podcast": (_is_podcast, podcast),
    "whisper": (_has("segments"), whisper),
    "whisper.cpp": (_has("transcription"), whisper_cpp),
    "assemblyai": (lambda found: _is_assemblyai(found) or _has("utterances")(found), assemblyai),
    "amazon": (_has("results", "items"), amazon),
    "deepgram": (lambda found: _has("results", "channels")(found) or _has("results", "utterances")(found), deepgram),
    "azure": (_has("recognizedPhrases"), azure),
}
"""By name: whether an object has the shape, and its reader. The first that fits is taken."""


def _document(pieces: Sequence[Utterance], language: object) -> Document:
    heard = [piece for piece in pieces if piece.text.strip()]
    if not heard:
        raise EmptyTranscriptError("the recogniser heard no words")
    return Document(blocks=tuple(blocks_of(_spaced(heard))), language=language if isinstance(language, str) else None)


def _spaced(pieces: Sequence[Utterance]) -> list[Utterance]:
    """Tell which pieces join the one before without a space.

    Punctuation does. Recognisers that write tokens put the space into the text of each token that begins a word.
    """
    words = sum(len(piece.text.split()) for piece in pieces)
    leading = sum(piece.text[:1].isspace() for piece in pieces)
    tokens = words <= _TOKEN_WORDS * len(pieces) and leading * 2 > len(pieces)
    return [_glued(piece, tokens=tokens, before=before) for before, piece in zip([None, *pieces], pieces, strict=False)]


def _glued(piece: Utterance, *, tokens: bool, before: Utterance | None) -> Utterance:
    after_space = before is not None and before.text[-1:].isspace()
    spaced = piece.text[:1].isspace() or after_space
    glued = piece.glued or (not spaced and (tokens or piece.text in _CLOSING))
    return Utterance(piece.text, piece.start_s, piece.end_s, piece.voice, glued)


def _pieces(rows: object, shape: Shape, what: str, *, per_s: int = 1) -> list[Utterance]:
    found = objects(rows, what)
    return [_piece(row, shape, f"{what} {number}", per_s) for number, row in enumerate(found)]


def _piece(row: Json, shape: Shape, where: str, per_s: int) -> Utterance:
    text, start, end, speaker = shape
    return Utterance(
        text_of(row, text, where),
        seconds(row.get(start), per_s),
        seconds(row.get(end), per_s),
        _voice(row.get(speaker)),
    )


def _timed(row: Json, shape: Shape, where: str, per_s: int) -> list[Utterance]:
    """Return the words of an utterance, which time its paragraphs, where they make up its text; else all of it."""
    whole = _piece(row, shape, where, per_s)
    words = [as_object(word) for word in row.get("words") or [] if isinstance(row.get("words"), list)]
    texts = [word.get("punctuated_word") or word.get("text") or word.get("word") for word in words]
    if [text.strip() for text in texts if isinstance(text, str)] != whole.text.split():
        return [whole]
    return [
        Utterance(str(text), seconds(word.get("start"), per_s), seconds(word.get("end"), per_s), whole.voice)
        for word, text in zip(words, texts, strict=True)
    ] or [whole]


def _channel(channel: Json) -> Iterator[Utterance]:
    """Yield the pieces of the best alternative of a Deepgram channel."""
    choices = objects(channel.get("alternatives") or [], "alternative")
    best = choices[0] if choices else {}
    paragraphs = objects(as_object(best.get("paragraphs")).get("paragraphs") or [], "paragraph")
    if paragraphs:
        for row in paragraphs:
            for sentence in _pieces(row.get("sentences") or [], _WHISPER, "sentence"):
                yield Utterance(sentence.text, sentence.start_s, sentence.end_s, _voice(row.get("speaker")))
    elif best.get("words"):
        rows = [
            {**row, "word": row.get("punctuated_word") or row.get("word")} for row in objects(best["words"], "word")
        ]
        yield from _pieces(rows, ("word", "start", "end", "speaker"), "word")
    elif best:
        yield Utterance(text_of(best, "transcript", "alternative 0"))


def _amazon_voices(results: Json) -> dict[str, object]:
    """Return the label of each word by its start, which older jobs write apart from the words."""
    segments = objects(as_object(results.get("speaker_labels")).get("segments") or [], "segment")
    rows = [row for segment in segments for row in objects(segment.get("items") or [], "item")]
    return {row["start_time"]: row.get("speaker_label") for row in rows if isinstance(row.get("start_time"), str)}


def _with_ends(pieces: Iterable[Utterance]) -> Iterator[Utterance]:
    """Give a mark, which has no times of its own, the end of its word: else no pause could follow it."""
    end: float | None = None
    for piece in pieces:
        end = piece.end_s if piece.end_s is not None else end
        yield Utterance(piece.text, piece.start_s, end, piece.voice, piece.glued)


def _voice(label: object) -> str | None:
    """Return a speaker's label as text; None where the file names nobody."""
    if isinstance(label, bool) or not isinstance(label, int | str):
        return None
    return short(label).strip() if isinstance(label, int) else label.strip() or None
