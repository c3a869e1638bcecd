"""Values out of JSON and tables, taken only for what they certainly are."""

from __future__ import annotations

import math
import re
from itertools import islice
from typing import TYPE_CHECKING, Any

from index.errors import MalformedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Json = dict[str, Any]

_CLOCK = re.compile(r"(?:(?P<h>[0-9]{1,5}):)?(?P<m>[0-9]{1,2}):(?P<s>[0-9]{1,2}(?:[.,][0-9]{1,9})?)")
_SHOWN_CHARS = 60
_SHOWN_NAMES = 40


def as_object(value: object) -> Json:
    """Return an object as it is, and an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def objects(rows: object, what: str) -> list[Json]:
    """Return a list of objects as it is.

    Raises:
        MalformedError: It is anything else.
    """
    if not isinstance(rows, list):
        raise MalformedError(f"the {what}s are not a list but {short(rows)}")
    for number, row in enumerate(rows):
        if not isinstance(row, dict):
            raise MalformedError(f"{what} {number} is not an object but {short(row)}")
    return rows


def text_of(row: Mapping[str, Any], name: str, where: str) -> str:
    """Return the text under a name.

    Raises:
        MalformedError: There is none; the message lists what there is.
    """
    text = row.get(name)
    if not isinstance(text, str):
        said = f'has no "{name}"' if text is None else f'has a "{name}" that is not text but {short(text)}'
        raise MalformedError(f"{where} {said}; seen: {listed(row)}")
    return text


def seconds(value: object, per_s: int = 1) -> float | None:
    """Return a time in seconds: of a number, or of HH:MM:SS; None for what is no time.

    Args:
        value: As the file has it.
        per_s: How many of the file's units make a second.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, str) and (match := _CLOCK.fullmatch(value.strip())):
        return int(match["h"] or 0) * 3600 + int(match["m"]) * 60 + float(match["s"].replace(",", "."))
    try:
        found = float(value) / per_s
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) and found >= 0 else None


def short(value: object) -> str:
    """Return a value as a message shows it."""
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "an object"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    shown = f'"{value}"' if isinstance(value, str) else str(value)
    return clipped(shown)


def listed(names: Iterable[str]) -> str:
    """Return names as a message lists them, the first of many."""
    shown = [clipped(name) or '""' for name in islice(names, _SHOWN_NAMES + 1)]
    return ", ".join([*shown[:_SHOWN_NAMES], *["…" for _ in shown[_SHOWN_NAMES:]]]) or "nothing"


def clipped(text: str) -> str:
    """Return the beginning of a text that may be endless."""
    return text if len(text) <= _SHOWN_CHARS else f"{text[:_SHOWN_CHARS]}…"
