"""Questions with what answers them, and the file of lines that they are read from."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from index.errors import MalformedError, QueryError, SourceError
from index.formats.values import clipped, short
from search.days import read_day
from search.results import Filters
from search.understand import understand

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence
    from pathlib import Path

    from pydantic_core import ErrorDetails

Position = Annotated[int, Field(ge=0)]


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question with what answers it: passages, turns and ranges, or else whole transcripts."""

    text: str
    passages: frozenset[int] = frozenset()
    """Passage ids."""
    turns: frozenset[tuple[str, int]] = frozenset()
    """(transcript id, turn position)."""
    ranges: frozenset[tuple[str, int, int]] = frozenset()
    """(transcript id, first turn, last turn); the last belongs to it."""
    transcripts: frozenset[str] = frozenset()
    """Transcript ids; the ranking is then judged by transcript."""
    filters: Filters = Filters()  # noqa: RUF009  # frozen, and nobody changes it
    where: str = field(default="", compare=False)
    """File and line that it was read from; what a message begins with."""

    def __str__(self) -> str:
        asked = repr(clipped(self.text))
        return f"{self.where}: {asked}" if self.where else asked


def read_questions(path: Path) -> list[GoldQuestion]:
    """Read questions from JSONL, one a line; docs/evaluation.md tells the form.

    Raises:
        SourceError: The file cannot be read or holds no question.
        MalformedError: A line is not of this form, or asks what another has asked; the message names the line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path}: cannot be read: {error}") from error
    lines = enumerate(text.split("\n"), 1)  # splitlines() would also split at U+2028, which may stand in JSON
    questions = [_question(line.strip(), f"{path}, line {n}") for n, line in lines if line.strip()]
    if not questions:
        raise SourceError(f"{path}: it holds no question")
    _refuse_repeats(questions)
    return questions


class _FiltersLine(BaseModel):
    model_config = ConfigDict(extra="forbid")

    speakers: tuple[str, ...] = ()
    transcripts: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid")

    question: str
    passages: list[int] = []
    turns: list[tuple[str, Position]] = []
    ranges: list[tuple[str, Position, Position]] = []
    transcripts: list[str] = []
    filters: _FiltersLine = _FiltersLine()


_EXPECTED = {
    "question": '"question": "What does …?"',
    "passages": '"passages": [passage id, …]',
    "turns": '"turns": [["transcript id", turn], …], turns counted from 0',
    "ranges": '"ranges": [["transcript id", first turn, last turn], …], turns counted from 0',
    "transcripts": '"transcripts": ["transcript id", …]',
    "filters": '"filters": {"speakers": [name, …], "since": day, "until": day, "transcripts": [id, …]}',
}
"""The form of each field, as messages show it."""

_WHOLE_LINE = '{"question": …, "turns": [["transcript id", turn], …]}'


def _question(text: str, where: str) -> GoldQuestion:
    try:
        line = _Line.model_validate_json(text, strict=True)
    except ValidationError as error:
        raise MalformedError(f"{where}: {_in_words(error.errors()[0])}") from error
    _refuse_contradictions(line, where)
    return GoldQuestion(
        line.question,
        frozenset(line.passages),
        frozenset(line.turns),
        frozenset(line.ranges),
        frozenset(line.transcripts),
        _filters(line.filters, where),
        where,
    )


def _in_words(error: ErrorDetails) -> str:
    """Say what was seen and what was expected."""
    place, seen = error["loc"], error["input"]
    if error["type"] == "json_invalid":
        return f"it is not JSON: expected {_WHOLE_LINE} on one line"
    if not place:
        return f"it is not an object but {short(seen)}: expected {_WHOLE_LINE}"
    name, *inside = place
    if error["type"] == "missing" and not inside:
        return f'it has no "{name}": expected {_WHOLE_LINE}'
    if error["type"] == "extra_forbidden":
        form = _EXPECTED["filters"] if inside else ", ".join(_EXPECTED)
        return f'unknown field "{clipped(str(place[-1]))}": expected {form}'
    if error["type"] == "missing":
        return f'an item of "{name}" is too short: expected {_EXPECTED[str(name)]}'
    return f'"{name}" holds {short(seen)}: expected {_EXPECTED[str(name)]}'


def _refuse_contradictions(line: _Line, where: str) -> None:
    """Raise MalformedError for a line of the right form that makes no sense."""
    try:
        understand(line.question)
    except QueryError as error:
        raise MalformedError(f"{where}: {error}") from error
    asked = repr(clipped(line.question))
    parts = line.passages or line.turns or line.ranges
    if not parts and not line.transcripts:
        raise MalformedError(f"{where}: no passages, turns, ranges or transcripts say what answers {asked}")
    if parts and line.transcripts:
        raise MalformedError(
            f"{where}: {asked} is answered by transcripts and by parts of them; "
            f"expected either, since the one ranks transcripts, the other passages"
        )
    for transcript, first, last in line.ranges:
        if last < first:
            raise MalformedError(
                f"{where}: the range [{transcript!r}, {first}, {last}] ends before it begins; expected first ≤ last"
            )
    named: dict[str, Sequence[Hashable]] = {
        "passages": line.passages,
        "turns": line.turns,
        "ranges": line.ranges,
        "transcripts": line.transcripts,
    }
    for name, items in named.items():
        if twice := [each for each, times in Counter(items).items() if times > 1]:
            raise MalformedError(f'{where}: "{name}" names {twice[0]!r} twice; expected each once')


def _filters(line: _FiltersLine, where: str) -> Filters:
    try:
        return Filters(
            speakers=line.speakers,
            since=read_day(line.since, last=False) if line.since is not None else None,
            until=read_day(line.until, last=True) if line.until is not None else None,
            transcripts=line.transcripts,
        )
    except ValueError as error:
        raise MalformedError(f"{where}: {error}") from error


def _refuse_repeats(questions: Sequence[GoldQuestion]) -> None:
    """Raise MalformedError when a question is asked twice, which would count it twice."""
    seen: dict[tuple[str, Filters], GoldQuestion] = {}
    for each in questions:
        first = seen.setdefault((" ".join(each.text.split()).casefold(), each.filters), each)
        if first is not each:
            raise MalformedError(
                f"{each} was asked before ({first.where.rpartition(', ')[2]}); "
                f"expected each question once, with all that answers it"
            )
