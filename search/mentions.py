"""Speakers that a question names, against those that the index holds."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.name_cards import office_key
from index.names import PARTICLES
from index.titles import ARTICLES, HONORIFICS, SPEAKS_AS
from search.namebook import NOBODY, NameBook, Numbers
from search.ordinary import FUNCTION, could_be_misspelt, is_ordinary, is_place
from search.venues import Venues

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.name_cards import NameCard
    from index.records import TranscriptHead
    from search.constraints import Days
    from search.tokens import Token

_WHERE = frozenset("in at near across around into inside outside".split())
_BEFORE_MONTH = _WHERE | frozenset(
    "since until till last this next early late by on of mid before after during".split()
)
_MONTH_WORDS = frozenset("march april may june august".split())
_NAMED_AFTER = frozenset(
    """
    street st avenue road lane square park bridge airport university college school institute library hospital
    foundation prize award house hall center centre city county island river lake mountain bay beach station stadium
    museum act doctrine plan bill report commission administration government cabinet presidency era years amendment
    family ministry campaign
    """.split()
)
"""After a surname: "Brown University", "the Trudeau government"; neither is the speaker."""
_TITLE_PARTS = frozenset("former late then foreign finance defence defense vice deputy interim outgoing".split())
_MAX_OFFICE_WORDS = 9
_MAX_HOLDERS = 5
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of a question that name one speaker, or all who share a name."""

    first: int
    after: int
    """Half-open range of tokens, titles included."""
    speakers: Numbers
    weak: bool
    """A name only if it is said to speak: a given name, a country, an office, a likeness in small letters."""
    office: bool = False


class Known:
    """What questions are read against: an index's speakers and the heads of its transcripts.

    Made once for each generation of an index and asked from many threads, since nothing in it changes.
    """

    def __init__(self, cards: Sequence[NameCard], heads: Sequence[TranscriptHead]) -> None:
        """Take the cards of all speakers, and the heads of all transcripts."""
        self.speakers = tuple(card.name for card in cards)
        self.names = NameBook(cards)
        self.venues = Venues(heads)
        self._days = sorted(head.date for head in heads if head.date)

    def has_days(self, days: Days) -> bool:
        """Whether a transcript is from one of these days."""
        since, until = days
        at = bisect_left(self._days, since) if since else 0
        return at < len(self._days) and (until is None or self._days[at] <= until)


def mentions_in(tokens: Sequence[Token], taken: frozenset[int], book: NameBook) -> list[Mention]:
    """Return the names in a question, in order; ``taken`` are tokens that are something else."""
    found: list[Mention] = []
    free = 0
    for place, token in enumerate(tokens):
        if place < free or place in taken or not token.word or len(token.base) > _LONGEST_NAME:
            continue
        seeker = _Seeker(tokens, place, free, taken, book)
        mention = seeker.office() or seeker.name()
        if mention is not None:
            found.append(mention)
            free = mention.after
    return found


@dataclass(frozen=True, slots=True)
class _Seeker:
    """Looks for a name that ends, or an office that starts, at one token."""

    tokens: Sequence[Token]
    place: int
    free: int
    """The first token that belongs to no earlier name."""
    taken: frozenset[int]
    book: NameBook

    def name(self) -> Mention | None:
        """Return the name whose surname, or only word, stands here."""
        speakers, weak = self._speakers()
        if not speakers:
            return None
        first, after, fitting = self._around(speakers)
        if not fitting or self._named_after(after) or (weak and self._other_name(after)):
            return None
        alone = after - first == 1
        if alone and not weak and (not self._stands_out() or self._is_given_to_next(after)):
            return None
        whole = weak and alone
        return Mention(self._with_titles(first), after, fitting, whole)

    def office(self) -> Mention | None:
        """Return the office that starts here, as long as it can be: "the president of Kazakhstan"."""
        start = self.place + (self.tokens[self.place].base in {"the", "our", "mr", "madam", "mister"})
        head = self._at(start)
        if head is None or not self.book.starts_office(head.base):
            return None
        if start == self.place and not head.first:
            return None
        if head.base == "speaker" and not head.capital:
            return None  # mostly whoever speaks, seldom the chair of a parliament
        words: list[str] = []
        best, holders = start, NOBODY
        for place in range(start, min(start + _MAX_OFFICE_WORDS, len(self.tokens))):
            token = self.tokens[place]
            if not token.word or place in self.taken:
                break
            words.append(token.base)
            found = self.book.holders(office_key(words))
            if found and token.base not in FUNCTION:
                best, holders = place + 1, found
            if token.possessive:
                break
        following = self._at(best)
        of_something = (
            following is not None and following.base in {"of", "for"} and not self.tokens[best - 1].possessive
        )
        if not holders or len(holders) > _MAX_HOLDERS or of_something or self._surname_at(best):
            return None
        return Mention(self.place, best, holders, weak=True, office=True)

    def _surname_at(self, place: int) -> bool:
        """Whether a name follows, of which the office is only the title: "the president Ada Korvin"."""
        token = self._at(place)
        if token is None or self.tokens[place - 1].possessive or token.base in FUNCTION:
            return False
        return token.capital or (not is_ordinary(token.base) and bool(self.book.surnamed(token.base)))

    def _at(self, place: int) -> Token | None:
        """Return the word at a place; None for a mark, or for what is no part of a name."""
        inside = 0 <= place < len(self.tokens) and place not in self.taken
        return self.tokens[place] if inside and self.tokens[place].word else None

    def _speakers(self) -> tuple[Numbers, bool]:
        """Return who may be meant, and whether only if they are said to speak."""
        token, before = self.tokens[self.place], self._at(self.place - 1)
        base = token.base
        titled = before is not None and before.title
        if len(base) < 2 or not any(char.isalpha() for char in base) or (base in FUNCTION and not titled):
            return NOBODY, False
        exact = self.book.surnamed(base)
        plain = is_place(base) and not titled
        if not token.upper or len(base) > 4 or titled:
            if exact or (base.isascii() and (is_ordinary(base) or plain)):
                return exact, plain
            romanised = self.book.romanised(base)
            if romanised and (could_be_misspelt(base) or not base.isascii()):
                return romanised, not (token.capital or titled or not base.isascii())
        if exact:
            return NOBODY, False
        given = self.book.given(base)
        if given and (not is_ordinary(base) or token.capital):
            return (given, True) if len(given) == 1 or self._next_fits(given) else (NOBODY, False)
        if could_be_misspelt(base) and not token.upper:
            return self.book.alike(base), not (token.capital or titled)
        return NOBODY, False

    def _next_fits(self, speakers: Numbers) -> bool:
        after = self._at(self.place + 1)
        return after is not None and any(self.book.has_word(each, after.base) for each in speakers)

    def _stands_out(self) -> bool:
        """Whether a surname alone is told from an ordinary word, a month and a place."""
        token, before = self.tokens[self.place], self._at(self.place - 1)
        base = token.base
        if before is not None and before.title:
            honoured = before.base in HONORIFICS | SPEAKS_AS
            return honoured or token.capital or not is_ordinary(base)
        if before is not None and base in _MONTH_WORDS and (before.base in _BEFORE_MONTH or before.base.isdigit()):
            return False
        if before is not None and before.base in _WHERE and not token.possessive:
            return False
        if is_ordinary(base):
            return token.capital
        return len(base) > 2 or token.capital or self.tokens[self.place].first

    def _around(self, speakers: Numbers) -> tuple[int, int, Numbers]:
        """Extend a surname over given names on either side; whoever they do not fit is not meant."""
        first, after = self.place, self.place + 1
        skipped = 0
        for place in range(self.place - 1, self.free - 1, -1):
            token = self._at(place)
            if token is None or token.possessive or (token.title and len(token.base) > 1):
                break
            fitting = self._with_word(speakers, token.base)
            if fitting and token.base not in ARTICLES - PARTICLES:
                speakers, first, skipped = fitting, place, 0
            elif self._is_strange_name(token) and skipped < 2:
                skipped += 1
            else:
                break
        if skipped:  # somebody else of that surname, unless the index knows no given name
            return first - skipped, after, frozenset(each for each in speakers if self.book.is_lone(each))
        while (following := self._at(after)) is not None and not self.tokens[after - 1].possessive:
            fitting = self._with_word(speakers, following.base)
            if not fitting or (is_ordinary(following.base) and not following.capital and self._is_plain(first, after)):
                break
            speakers, after = fitting, after + 1
        return first, after, speakers

    def _is_plain(self, first: int, after: int) -> bool:
        """Whether all words so far are ordinary ones: "will brown coal" names nobody."""
        return all(is_ordinary(token.base) for token in self.tokens[first:after])

    def _with_word(self, speakers: Numbers, word: str) -> Numbers:
        if word in FUNCTION and word not in PARTICLES:
            return NOBODY
        return frozenset(each for each in speakers if self.book.has_word(each, word))

    def _is_strange_name(self, token: Token) -> bool:
        """Whether a word before a surname looks like a given name."""
        base = token.base
        if token.title or token.upper or base in FUNCTION or is_place(base) or len(base) < 2:
            return False
        return token.capital or (token.first and not is_ordinary(base) and self._is_written_big())

    def _is_written_big(self) -> bool:
        """Whether the name itself has a capital, so that a first word before it may be one of it."""
        return self.tokens[self.place].capital

    def _named_after(self, after: int) -> bool:
        following = self._at(after)
        return following is not None and following.base in _NAMED_AFTER and not self.tokens[after - 1].possessive

    def _other_name(self, after: int) -> bool:
        """Whether a word with a capital follows, so that a given name is somebody else's."""
        following = self._at(after)
        return following is not None and following.capital and not self.tokens[after - 1].possessive

    def _is_given_to_next(self, after: int) -> bool:
        """Whether a surname is the given name of whoever is named: "David Blaney", where there is a Huw David."""
        following = self._at(after)
        if following is None or self.tokens[after - 1].possessive:
            return False
        word = self.tokens[self.place].base
        if any(self.book.has_word(each, word) for each in self.book.surnamed(following.base)):
            return True
        return following.capital and not (
            following.upper or following.title or is_ordinary(following.base) or is_place(following.base)
        )

    def _with_titles(self, first: int) -> int:
        """Extend a name over the titles before it."""
        start = first
        while start > self.free and (token := self._at(start - 1)) is not None and not token.possessive:
            if not token.title and not (token.base in _TITLE_PARTS and start < first):
                break
            start -= 1
        if start < first and start > self.free and self.tokens[start - 1].base == "the":
            start -= 1
        return start
