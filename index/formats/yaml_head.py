"""A YAML head, between two lines of three dashes above the text: what a file says of itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from index.dates import find_date
from index.errors import MalformedError
from index.names import name_shaped

_HEAD = re.compile(r"\A---[ \t]*\n(?P<yaml>.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELDS = {
    "id": "id",
    "title": "title",
    "venue": "venue",
    "location": "venue",
    "place": "venue",
    "language": "language",
    "lang": "language",
    "source": "source",
    "source_url": "source",
    "url": "source",
    "speaker": "speaker",
}
_NOTHING = frozenset(["", "~", "null", "Null", "NULL"])
_KEY = re.compile(r"^(?P<key>[^\W\d][\w-]*)[ \t]*:(?:[ \t]+(?P<value>.*))?$")
_KNOWN = frozenset([*_FIELDS, "date"])


@dataclass(frozen=True, slots=True)
class YamlHead:
    """What the head of a file says."""

    body: str
    """The text below it; all of the text where there is no head."""
    fields: dict[str, Any] = field(default_factory=dict)
    """Fields of a Document."""
    warnings: tuple[str, ...] = ()


def read_yaml_head(text: str) -> YamlHead:
    """Read the head of a format that has one.

    Raises:
        MalformedError: It cannot be read.
    """
    match = _HEAD.match(text)
    if match is None:
        return YamlHead(text)
    try:
        # All values as strings: to other loaders "no" (Norwegian) is false and "12:30" is 750.
        head = yaml.load(match["yaml"], Loader=yaml.BaseLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 2}" if mark else ""
        raise MalformedError(f"the YAML head is broken{where}: {getattr(error, 'problem', error)}") from error
    if not isinstance(head, dict):
        return YamlHead(text)
    fields, warnings = _fields(head)
    return YamlHead(text[match.end() :], fields, tuple(warnings))


def read_yaml_head_of_text(text: str) -> YamlHead:
    """Read the head of a plain text, in which two rules may be no more than rules.

    It is a head only where each entry begins with one word as its key, and one of the keys is known: "Ada Korvin: Good
    morning." between two rules is what somebody says. A head that cannot be read stays text, with a warning.
    """
    match = _HEAD.match(text)
    if match is None or not _is_head(match["yaml"]):
        return YamlHead(text)
    try:
        return read_yaml_head(text)
    except MalformedError as error:
        lines = "\n\n".join(match[0].splitlines())  # so that each is looked at by itself, and not joined as wrapped
        return YamlHead(f"{lines}\n\n{text[match.end() :]}", warnings=(f"{error}; its lines are read as text",))


def _is_head(lines: str) -> bool:
    """Whether the lines between two rules are the entries of a head, whole or broken."""
    entries = [line for line in lines.split("\n") if line.strip() and line[0] not in " \t-#"]
    keys = [_KEY.match(line) for line in entries]
    if not keys or keys[0] is None:
        return False
    found = {key["key"].lower(): (key["value"] or "").strip(" \"'") for key in keys if key is not None}
    if found.get("speaker") and not name_shaped(found["speaker"]):
        return False  # "Speaker: Order, order!"
    return not _KNOWN.isdisjoint(found) and all(keys)


def _fields(head: dict[Any, Any]) -> tuple[dict[str, Any], list[str]]:
    fields: dict[str, Any] = {}
    warnings = []
    for key, value in head.items():
        if not isinstance(value, str) or value in _NOTHING:
            continue
        name = _FIELDS.get(str(key).lower())
        if name:
            fields.setdefault(name, _encodable(" ".join(value.split())))
        elif str(key).lower() == "date":
            day, warning = find_date(value)
            if day:
                fields["date"] = day
            else:
                warnings.append(warning or f"the date {value!r} cannot be read; write it as YYYY-MM-DD")
    return fields, warnings


def _encodable(value: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise MalformedError("the YAML head holds half of a surrogate pair, which is no character") from error
    return value
