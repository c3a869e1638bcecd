"""Small TOML files that a person writes beside transcripts: read, checked, and blamed line by line."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from index.errors import MalformedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydantic_core import ErrorDetails

    Place = tuple[str | int, ...]

MAX_BYTES = 4 << 20
"""Larger than any list that a person keeps by hand."""

_ENDLESS_KEY = re.compile(r"""(?<![\w-])(?:(?:[\w-]++|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*){100}""")
"""A key of a hundred parts; tomllib takes seconds for one of some thousands."""

_Model = TypeVar("_Model", bound=BaseModel)


class TomlFile:
    """One TOML file; its errors name the file, and the line as far as that can be told."""

    def __init__(self, data: bytes, name: str) -> None:
        """Parse a file.

        Raises:
            MalformedError: It is not TOML, or not UTF-8, or too large.
        """
        self.name = name
        if len(data) > MAX_BYTES:
            raise MalformedError(f"{name}: has {len(data):,} bytes; at most {MAX_BYTES:,} are read")
        try:
            self._text = data.removeprefix(b"\xef\xbb\xbf").decode()
            if found := _ENDLESS_KEY.search(self._text):
                line = self._text.count("\n", 0, found.start()) + 1
                raise MalformedError(f"{name}, line {line}: a key of a hundred parts or more; none of ours has any dot")
            self._body = tomllib.loads(self._text + "\n")  # so that an error at the end has a line, too
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise MalformedError(f"{name}, line {line}: not UTF-8 ({error.reason}); save it as UTF-8") from None
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            raise MalformedError(f"{name}: not TOML: {error}") from None
        except ValueError as error:  # a day such as 2022-02-30, or a number of thousands of digits
            raise MalformedError(f"{name}: not TOML: {error}") from None

    def read(self, model: type[_Model], known: Mapping[str, Iterable[str]]) -> _Model:
        """Return the contents, checked.

        Args:
            model: What they must be.
            known: The keys that each table may have, for the message; "" is the top of the file.

        Raises:
            MalformedError: A key is unknown, or a value is not of the right type.
        """
        try:
            return model.model_validate(self._body)
        except ValidationError as error:
            first = error.errors()[0]
            place: Place = first["loc"]
            if first["type"] == "extra_forbidden":
                table = next((str(part) for part in place[:-1] if isinstance(part, str)), "")
                raise self.wrong(
                    place, f"unknown key {place[-1]!r}; known: {', '.join(known.get(table, known['']))}"
                ) from None
            key = ".".join(str(part) for part in place if isinstance(part, str))
            raise self.wrong(place, f"{key}: {_said(first)}") from None

    def wrong(self, place: Place, what: str) -> MalformedError:
        """Return the error that something is wrong at a place such as ("speaker", 2, "aliases")."""
        line = self._line(place)
        return MalformedError(f"{self.name}{f', line {line}' if line else ''}: {what}")

    def _line(self, place: Place) -> int | None:
        """Return the line of a key, or of the header of the table that lacks it, counted from 1.

        tomllib tells no lines, so headers are counted: the third ``[[speaker]]`` begins ("speaker", 2).
        """
        lines = self._text.split("\n")
        start, end, keys = 0, len(lines), [part for part in place if isinstance(part, str)]
        found: int | None = None
        headers = [number for number, line in enumerate(lines) if keys and _header(line) == keys[0]]
        if len(place) == 1:
            found = next(iter(headers), None)
        else:
            number = place[1] if isinstance(place[1], int) else 0
            if number < len(headers):
                start = found = headers[number]
                end = next((n for n in range(start + 1, end) if _header(lines[n]) is not None), end)
                keys = keys[1:]
        for key in keys[:1]:
            is_key = re.compile(rf"""^\s*(["']?){re.escape(key)}\1\s*[=.]""")
            found = next((number for number in range(start, end) if is_key.match(lines[number])), found)
        return None if found is None else found + 1


_SAID: dict[str, str] = {
    "missing": "is missing",
    "string_type": "is no text; write it in quotes",
    "string_too_short": "is empty",
    "tuple_type": 'is no list; write ["…"]',
    "dict_type": "is no table; write [{key}] on a line of its own",
    "too_short": "names at least {min_length}",
    "int_type": "is no whole number; write it without quotes",
    "greater_than_equal": "is less than {ge}",
    "less_than": "is too large",
}
"""What pydantic finds, in words for those who write such a file."""


def _said(error: ErrorDetails) -> str:
    """Return what is wrong with a value, and what to write."""
    kind, key = error["type"], error["loc"][-1]
    if kind == "tuple_type" and len(error["loc"]) == 1:
        return f"write [[{key}]], with two brackets, above each entry"
    context = dict(error.get("ctx", {}))
    if kind == "too_short":
        context["min_length"] = _NUMBERS.get(context["min_length"], context["min_length"])
    said = _SAID.get(kind, error["msg"].removeprefix("Value error, "))
    return said.format(key=key, **context) if kind in _SAID else said


_NUMBERS = {1: "one", 2: "two"}


def _header(line: str) -> str | None:
    match = re.match(r"""^\s*\[{1,2}\s*["']?([^\]"']+?)["']?\s*\]{1,2}\s*(?:#.*)?$""", line)
    return match[1] if match else None
