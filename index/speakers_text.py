"""The text of a speakers.toml, entry by entry, so that one is changed and all others stay as a person wrote them.

tomlkit keeps the comments and white space of an entry. It is given one entry at a time, because of a whole file it
gathers the entries of one kind, which leaves the comments between them in other places.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import tomlkit
from tomlkit.exceptions import TOMLKitError

from index.errors import MalformedError
from index.speakers_file import NAME

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tomlkit import TOMLDocument
    from tomlkit.items import Table

_HEADER = re.compile(r"[ \t]*\[\[[ \t]*(speaker|never_join|correction)[ \t]*\]\]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One ``[[table]]`` with the comment right above it."""

    kind: str
    above: str
    document: TOMLDocument

    @property
    def table(self) -> Table:
        """Its keys and values, to be read and changed."""
        found: Table = self.document[self.kind][0]
        return found

    def texts(self, key: str) -> list[str]:
        """Return a list of texts; empty where the key is not there."""
        return [str(each) for each in self.table.get(key, [])]

    def extend(self, key: str, texts: Iterable[str]) -> None:
        """Add to a list at its end."""
        for text in texts:
            if key not in self.table:
                self.table[key] = []
            self.table[key].append(text)

    def take_out(self, key: str, texts: Iterable[str]) -> None:
        """Take from a list."""
        for text in texts:
            self.table[key].remove(text)

    @property
    def text(self) -> str:
        """The entry as it is written."""
        return self.above + tomlkit.dumps(self.document)


class SpeakersText:
    """A speakers.toml, with its entries in the order in which they are written."""

    def __init__(self, data: bytes) -> None:
        """Divide a file that :func:`index.speakers_file.declared_in` has read.

        Raises:
            MalformedError: It is written in a way that entries cannot be told apart in.
        """
        text = data.removeprefix(b"\xef\xbb\xbf").decode().replace("\r\n", "\n")
        lines = re.split(r"(?<=\n)", text)
        headers = [number for number, line in enumerate(lines) if _HEADER.match(line)]
        starts = [_with_comment(lines, number) for number in headers]
        self._head = "".join(lines[: starts[0]] if starts else lines)
        self.entries: list[Entry] = []
        try:
            for start, header, end in zip(starts, headers, [*starts, len(lines)][1:], strict=True):
                match = _HEADER.match(lines[header])
                kind = match[1] if match else ""
                above, below = "".join(lines[start:header]), "".join(lines[header:end])
                self.entries.append(Entry(kind, above, tomlkit.parse(below)))
        except TOMLKitError:
            raise _unusual() from None
        self._refuse_otherwise_divided(text)

    def of(self, kind: str) -> list[Entry]:
        """Return the entries of a kind."""
        return [each for each in self.entries if each.kind == kind]

    def speaker(self, name: str) -> Entry:
        """Return the entry of a canonical name; a new one where there is none."""
        found = next((each for each in self.of("speaker") if str(each.table["name"]).strip() == name), None)
        return found or self.new("speaker", {"name": name})

    def new(self, kind: str, values: dict[str, str | list[str]]) -> Entry:
        """Add an entry at the end."""
        document = tomlkit.parse(f"[[{kind}]]\n")
        entry = Entry(kind, "\n" if str(self).strip() else "", document)
        for key, value in values.items():
            entry.table[key] = value
        if self.entries and not self.entries[-1].text.endswith("\n"):
            entry = Entry(kind, "\n\n", document)
        self.entries.append(entry)
        return entry

    def __str__(self) -> str:
        return self._head + "".join(each.text for each in self.entries)

    def _refuse_otherwise_divided(self, text: str) -> None:
        """Make sure that the entries found are those that TOML tells: a header may stand in a text of many lines."""
        whole = tomllib.loads(text)
        kinds = dict.fromkeys(each.kind for each in self.entries)
        try:
            apart = {kind: [tomllib.loads(each.text)[kind][0] for each in self.of(kind)] for kind in kinds}
            if apart == whole and not tomllib.loads(self._head):
                return
        except (tomllib.TOMLDecodeError, KeyError, IndexError):
            pass
        raise _unusual()


def _with_comment(lines: list[str], header: int) -> int:
    """Return where an entry begins: at the first line of the comment right above its header."""
    start = header
    while start and lines[start - 1].lstrip().startswith("#"):
        start -= 1
    return start


def _unusual() -> MalformedError:
    return MalformedError(f"{NAME} is written in a way that cannot be changed here; change it by hand")
