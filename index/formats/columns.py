"""What the columns of a table hold, told by their names or by what a person says of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.errors import MalformedError
from index.formats.values import clipped, listed
from index.names import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


def plain(name: str) -> str:
    """Return a column's name for comparison: "Speaker name", "speaker_name" and "SpeakerName" are one."""
    return "".join(char for char in folded(name) if char.isalnum())


def _names(text: str) -> tuple[str, ...]:
    return tuple(map(plain, text.split()))


NAMES: dict[str, tuple[str, ...]] = {
    "text": _names(
        """
        text speech_text full_text speech content body utterance statement remarks texto texte redetext rede inhalt
        discours discurso testo discorso tekst besedilo treść metin текст речь transcription transcript message
        paragraph sentence dialogue dialog quote lines line
        """
    ),
    "speaker": _names(
        """
        speaker speaker_name name_of_speaker speaker_full_name orador oradora sprecher sprecherin redner rednerin
        orateur oratrice intervenant locuteur locutor oratore relatore spreker mówca govornik konuşmacı спикер оратор
        выступающий who member member_name mp politician delegate representative participant character full_name name
        speaker_label speaker_id author
        """
    ),
    "role": _names("role speaker_role post office position function job_title funktion amt fonction cargo ruolo"),
    "kind": _names("kind turn_kind type"),
    "title": _names(
        "title titel titre título titolo tytuł başlık subject topic headline debate_title agenda_item agenda"
    ),
    "date": _names(
        """
        date day datum fecha jour tag tarih дата speech_date sitting_date session_date meeting_date date_of_speech
        published data datetime
        """
    ),
    "venue": _names("venue place location ort lieu lugar luogo city"),
    "language": _names("language lang sprache langue idioma lingua język язык language_code locale"),
    "source": _names("url source_url link source href uri"),
    "order": _names(
        """
        turn turn_number turn_index order seq sequence line line_number line_no index idx speech_number
        utterance_number utterance_index row number nr no
        """
    ),
    "start": _names("start start_s start_seconds start_sec start_time begin begin_time from inicio timecode timestamp"),
    "start_ms": _names("start_ms start_time_ms begin_ms offset_ms start_milliseconds"),
    "transcript": _names(
        """
        transcript_id transcript document_id document doc_id doc meeting_id meeting debate_id debate session_id
        sitting_id sitting file_name file file_id conversation_id dialogue_id episode_id episode interview_id
        video_id event_id text_id
        """
    ),
    "session": _names("session sitzung séance"),
    "id": _names("id speech_id uid uuid key"),
}
"""Fields, and the names that columns have for them, best first. A column is taken once, by the first field."""

_ALSO = {"id": "transcript", "turn": "order", "start_s": "start", "url": "source", "place": "venue"}
"""Words that a person may use for a field when mapping columns."""


def find_columns(seen: Iterable[str], mapped: Mapping[str, str], expected: str = "") -> dict[str, str]:
    """Return which column holds which field.

    Args:
        seen: The names of all columns, in order.
        mapped: What a person says: field to column. It wins over names.
        expected: What a message adds when no column holds text.

    Raises:
        MalformedError: A column that was mapped is not there, or none holds the text.
    """
    columns = list(seen)
    found = {_field(field, mapped): _mapped(column, columns) for field, column in mapped.items()}
    by_name: dict[str, str] = {}
    for column in columns:
        if column not in found.values():
            by_name.setdefault(plain(column), column)
    for field, names in NAMES.items():
        name = next((name for name in names if name in by_name), None)
        if name is not None and field not in found:
            found[field] = by_name.pop(name)
    if "text" not in found:
        raise MalformedError(
            f"no column holds the text; columns seen: {listed(columns)}; "
            f'name one "text", or say which it is in NAME.meta.toml: [columns] text = "…"'
            + (f"; {expected}" if expected else "")
        )
    return found


def _field(field: str, mapped: Mapping[str, str]) -> str:
    known = field if field in NAMES and field not in mapped.keys() & _ALSO.keys() else _ALSO.get(field)
    if known is None:
        raise MalformedError(
            f'no field "{clipped(field)}" to map a column to; known: {", ".join(sorted({*NAMES, *_ALSO}))}'
        )
    return known


def _mapped(column: str, columns: Sequence[str]) -> str:
    """Return the column meant, by its exact name or, failing that, by the same letters."""
    if column in columns:
        return column
    near = [each for each in columns if plain(each) == plain(column)]
    if len(near) != 1:
        raise MalformedError(f'no column "{clipped(column)}"; columns seen: {listed(columns)}')
    return near[0]
