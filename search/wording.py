"""Words in quotation marks, which must be found, and words after a minus, which must not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.words import exact_words
from search.constraints import Constraint, ConstraintKind, once_each

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_QUOTED = r"\"([^\"]*)\"|“([^”“]+)[”“]|„([^“”„]+)[“”]|«([^»«]+)»"
_MARKED = re.compile(
    rf"(?P<minus>(?<!\S)-)(?:(?P<phrase>{_QUOTED})|(?P<word>(?=[^\W\d])\w+(?:['’.-]\w+)*))"
    rf"|(?P<quoted>{_QUOTED})"
)
"""A minus counts only where it begins a word, and no number: "well-known", "-5 degrees", "- and" exclude nothing."""
_POSSESSIVE = re.compile(r"['’]s?\b|['’](?=\s|$)")


@dataclass(frozen=True, slots=True)
class Worded:
    """What of a question is marked, by quotation marks or a minus."""

    constraints: tuple[Constraint, ...]
    marks: tuple[tuple[int, int], ...]
    """Spans of quotation marks."""
    excluded: tuple[tuple[int, int], ...]
    """Spans of what is excluded, the white space before it included."""
    quoted: tuple[tuple[int, int], ...]
    """Spans of what stands in quotation marks, these included."""

    def unmarked(self, asked: str, cut: Iterable[tuple[int, int]] = ()) -> str:
        """Return a question without quotation marks, without what is excluded, and without what else is to be cut.

        A possessive ending goes with the name before it; what stands in quotation marks is never cut.
        """
        kept = [True] * len(asked)
        for start, end in cut:
            owned = _POSSESSIVE.match(asked, end)
            for place in range(start, owned.end() if owned else end):
                kept[place] = asked[place] == " "
        for start, end in self.quoted:
            kept[start:end] = [True] * (end - start)
        for start, end in (*self.marks, *self.excluded):
            kept[start:end] = [False] * (end - start)
        return "".join(char for char, keep in zip(asked, kept, strict=True) if keep).strip()

    def masked(self, asked: str) -> str:
        """Return a question in which phrases and what is excluded are filled with quotation marks, in their length."""
        for start, end in (*self.excluded, *self.quoted):
            asked = asked[:start] + '"' * (end - start) + asked[end:]
        return asked


def worded(asked: str) -> Worded:
    """Read quotation marks and minuses; quotation marks around no word only vanish."""
    matches = list(_MARKED.finditer(asked))
    marks = [span for match in matches if not match["minus"] for span in _marks(match)]
    gone = [_with_space(asked, match) for match in matches if match["minus"] and _words(match)]
    quoted = [match.span() for match in matches if match["quoted"] and _words(match)]
    found = (_constraint(match) for match in matches if _words(match))
    return Worded(tuple(once_each(found)), tuple(marks), tuple(gone), tuple(quoted))


def _words(match: re.Match[str]) -> str:
    """Return the words that are marked; empty when there are none."""
    inside = match["word"] or (match["quoted"] or match["phrase"])[1:-1]
    return inside.strip() if exact_words(inside) else ""


def _marks(match: re.Match[str]) -> Iterator[tuple[int, int]]:
    yield match.start(), match.start() + 1
    yield match.end() - 1, match.end()


def _with_space(asked: str, match: re.Match[str]) -> tuple[int, int]:
    start = match.start()
    return start - (start > 0 and asked[start - 1] == " "), match.end()


def _constraint(match: re.Match[str]) -> Constraint:
    kind = ConstraintKind.EXCLUDED if match["minus"] else ConstraintKind.PHRASE
    return Constraint(kind, _words(match), match[0], match.start(), match.end(), required=True)
