"""Names that a question says speak, and that nobody in the index has.

"What did Merkel say about gas?" is not answered by what Korvin says about gas. Whether a name is said to speak is
read as it is of known names (see search/stance.py); what is a name is told by capitals, or, where a question has none,
by its place before a word for saying.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.names import folded
from search.ordinary import FUNCTION, could_be_misspelt, is_ordinary, is_place
from search.stance import Stance, read
from search.tokens import tokens_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from search.mentions import Mention
    from search.namebook import NameBook
    from search.tokens import Token

_SAYING = frozenset(
    "say said says tell told tells think thought thinks promise promised announce announced propose proposed argue "
    "argued claim claimed warn warned declare declared".split()
)
_SPEAKING = frozenset("speak speaks spoke spoken speaking talk talks talked talking".split())
_OF = frozenset("of about against for on".split())
_NO_PERSONS = frozenset(
    "territory territories state states region regions republic union party committee council commission ministry "
    "government parliament house senate office agency bank company university department board court group".split()
)
"""At the end of a name: it is that of no person."""
_MAX_WORDS = 5
_MIN_CHARS = 2


@dataclass(frozen=True, slots=True)
class Stranger:
    """A name in a question that is nobody's in the index."""

    first: int
    after: int
    """Half-open range of tokens, without titles."""
    titled: int = 0
    """The first token, titles included."""


def strangers_in(
    tokens: Sequence[Token],
    mentions: Sequence[Mention],
    dates: Mapping[int, int],
    taken: frozenset[int],
    book: NameBook,
) -> Iterator[Stranger]:
    """Yield those who are said to speak, in order.

    Args:
        tokens: Words and marks of the question.
        mentions: The names that the index knows.
        dates: For the first token of each date, the token after it.
        taken: The tokens of dates and of what else is no name.
        book: The names of the index.
    """
    known = {each.first: each.after for each in mentions}
    used = taken | frozenset(place for first, after in known.items() for place in range(first, after))
    found = [Stranger(*run) for run in _runs(tokens, used) if _is_strange(tokens[slice(*run)], book)]
    if not found:
        return
    runs = {_with_titles(tokens, each.first, used): each for each in found}
    names = sorted((known | {first: each.after for first, each in runs.items()}).items())
    reading = read(tokens, dict(names), dates)
    for (first, _), stance in zip(names, reading.stances, strict=True):
        if first in runs and stance is Stance.SPEAKS:
            yield replace(runs[first], titled=first)


def reports_one(quote: str, strangers: Sequence[str]) -> bool:
    """Whether a quote says that one of the strangers said something: "as Merkel said", "according to Merkel".

    That it names them is not enough: "I have nothing to say to Merkel" are nobody's words but the speaker's, and
    "Merkel spoke from this rostrum" tells not what she said.
    """
    surnames = {words[-1] for name in strangers if (words := folded(name).split())}
    spoken = tokens_of(quote)
    tokens = [
        each
        for each, following in zip(spoken, [*spoken[1:], None], strict=True)
        if each.base != "," and not _tells_nothing(each, following)  # "the leader, Mr. Lund, called it a disgrace"
    ]
    names = {_with_titles(tokens, n, frozenset()): n + 1 for n, each in enumerate(tokens) if each.base in surnames}
    return Stance.SPEAKS in read(tokens, names, {}).stances


def _tells_nothing(token: Token, following: Token | None) -> bool:
    """Whether it only tells that somebody spoke, and not of what."""
    return token.base in _SPEAKING and (following is None or following.base not in _OF)


def _runs(tokens: Sequence[Token], used: frozenset[int]) -> Iterator[tuple[int, int]]:
    """Yield the half-open ranges of words that stand side by side and look like a name."""
    small = not any(token.capital or token.upper for token in tokens)
    place = 0
    while place < len(tokens):
        after = place
        while after < min(len(tokens), place + _MAX_WORDS) and after not in used and _is_of_name(tokens, after, small):
            after += 1
            if tokens[after - 1].possessive:
                break
        if after > place:
            yield place, after
        place = max(after, place + 1)


def _is_of_name(tokens: Sequence[Token], place: int, small: bool) -> bool:
    token = tokens[place]
    base = token.base
    if not token.word or token.title or base in FUNCTION or len(base) < _MIN_CHARS or not base[0].isalpha():
        return False
    if token.capital or token.upper:
        return True
    following = tokens[place + 1] if place + 1 < len(tokens) else None
    says = following is not None and following.base in _SAYING
    if not could_be_misspelt(base):
        return False
    if token.first:
        return token.possessive or says or (following is not None and following.capital)
    return small and says and not base.endswith("s")


def _with_titles(tokens: Sequence[Token], first: int, used: frozenset[int]) -> int:
    while first > 0 and tokens[first - 1].title and first - 1 not in used:
        first -= 1
    return first


def _is_strange(words: Sequence[Token], book: NameBook) -> bool:
    """Whether a name is nobody's in the index, and is more than ordinary words and places with capitals."""
    bases = [each.base for each in words]
    *given, last = bases
    if all(is_ordinary(each) or is_place(each) for each in bases) or last in _NO_PERSONS:
        return False
    if is_place(last) or is_place(" ".join(bases)):  # "New Zealand"
        return False
    bearers = book.surnamed(last) | book.romanised(last) | book.alike(last)
    if not given:
        return not (bearers or book.given(last))
    return not any(book.has_like(number, word) for number in bearers for word in given)
