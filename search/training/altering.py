"""Questions that a passage only seems to answer: a name, a number or a word of a question is exchanged.

The kinds are those that Rajpurkar, Jia & Liang found in questions written to have no answer ("Know What You Don't Know:
Unanswerable Questions for SQuAD", ACL 2018, table 2): negation, antonym, entity swap, and words that mean something
near.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

_NUMBER = re.compile(r"(?<![\w.,])\d[\d,.]*\d|(?<![\w.,])\d(?![\w.,])")
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][\w-]+(?: (?:of |the )?[A-Z][\w-]+){0,3}")
_LED_BY = re.compile(r"([a-z]+)[,;]? $")
"""The word before a name: "in" stands before other names than "by"."""
_WORD = re.compile(r"(?<![\w’'-])[a-z]{4,}(?![\w’'-])")
_AUXILIARY = re.compile(r"\b(is|are|was|were|did|does|do|has|have|had|could|would|should)\b(?! not| n’t|n't)")
_NEGATED = re.compile(r"\b(?:not|never|no)\b |n't\b")
_NEAR = (0.33, 0.62)
"""Cosines of word embeddings between which another word is of the same kind, yet no other form of the same word."""
_SAME_STEM = 4
"""Letters at the beginning that two words share when they are taken for forms of one."""

_PAIRS = (
    "first last|before after|increase decrease|increased decreased|increasing decreasing|increases decreases|"
    "more less|most least|largest smallest|larger smaller|large small|big little|biggest smallest|highest lowest|"
    "higher lower|high low|best worst|better worse|oldest youngest|older younger|oldest newest|old new|old young|"
    "early late|earliest latest|earlier later|north south|northern southern|east west|eastern western|"
    "northeast southwest|win lose|won lost|begin end|began ended|beginning end|start stop|started stopped|"
    "open close|opened closed|male female|men women|man woman|king queen|father mother|son daughter|"
    "brother sister|husband wife|boys girls|above below|over under|inside outside|internal external|upper lower|"
    "top bottom|left right|front back|allow forbid|allowed forbidden|accept reject|accepted rejected|"
    "agree disagree|support oppose|supported opposed|buy sell|bought sold|create destroy|created destroyed|"
    "built demolished|founded dissolved|introduced abolished|born buried|arrive leave|arrived left|enter leave|"
    "join leave|joined left|gain lose|gained lost|rise fall|rose fell|raise lower|raised lowered|add remove|"
    "added removed|include exclude|included excluded|same different|similar different|positive negative|"
    "major minor|majority minority|maximum minimum|strong weak|stronger weaker|strongest weakest|rich poor|"
    "richest poorest|fast slow|faster slower|fastest slowest|long short|longest shortest|longer shorter|hot cold|"
    "warm cool|warmest coldest|wet dry|light dark|heavy light|public private|legal illegal|natural artificial|"
    "common rare|popular unpopular|success failure|successful unsuccessful|successfully unsuccessfully|"
    "possible impossible|easy difficult|easier harder|always never|often rarely|usually rarely|all none|many few|"
    "everyone nobody|both neither|offensive defensive|home away|ally enemy|allies enemies|victory defeat|"
    "defeated joined|attack defend|attacked defended|import export|imports exports|urban rural|domestic foreign|"
    "ancient modern|former current|previous next|primary secondary|direct indirect|active passive|present absent|"
    "deep shallow|wide narrow|full empty|cause prevent|caused prevented|causes prevents|encourage discourage|"
    "encouraged discouraged|approve reject|approved rejected|appointed dismissed|hired fired|married divorced|"
    "killed saved|died survived|love hate|liked disliked"
)


def _opposites() -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for pair in _PAIRS.split("|"):
        one, other = pair.split()
        found[one].append(other)
        found[other].append(one)
    return dict(found)


_OPPOSITE = _opposites()
_OPPOSED = re.compile(rf"\b(?:{'|'.join(_OPPOSITE)})\b")


@dataclass(frozen=True, slots=True)
class Words:
    """Where the words that are put into questions come from: one article, or one meeting."""

    numbers: Sequence[str]
    names: Mapping[str, frozenset[str]]
    """Each with the words that it stands behind."""
    words: Sequence[str]
    """In lower case, each with a row in vectors."""
    vectors: NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    """(w, d) float32, unit rows."""

    @classmethod
    def of(cls, texts: Iterable[str], vectors: Mapping[str, NDArray[np.float32]]) -> Words:
        """Collect them; words that ``vectors`` does not hold are left out."""
        text = " ".join(texts)
        words = [word for word in dict.fromkeys(_WORD.findall(text)) if word in vectors]
        rows = np.stack([vectors[word] for word in words]) if words else np.zeros((0, 0), np.float32)
        return cls(list(dict.fromkeys(_NUMBER.findall(text))), _names(text), words, rows)


def _names(text: str) -> dict[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for match in _NAME.finditer(text):
        found[match[0]].add(_led_by(text, match.start()))
    return {name: frozenset(words) for name, words in found.items()}


def _led_by(text: str, place: int) -> str:
    match = _LED_BY.search(text, max(0, place - 20), place)
    return match[1] if match else ""


def altered(question: str, words: Words, rng: random.Random, *, count: int) -> list[str]:
    """Return up to ``count`` other questions, each altered in one place, by a kind drawn at random."""
    found: list[str] = []
    for _ in range(3 * count):
        change = rng.choice(_KINDS)(question, words, rng)
        if change is not None and change not in (question, *found):
            found.append(change)
        if len(found) == count:
            break
    return found


def _other_number(question: str, words: Words, rng: random.Random) -> str | None:
    return _exchanged(
        question, _NUMBER, lambda old: [each for each in words.numbers if len(each) == len(old) and each != old], rng
    )


def _other_name(question: str, words: Words, rng: random.Random) -> str | None:
    """Exchange a name for one that stands behind the same word somewhere, or for any if there is none."""
    places = list(_NAME.finditer(question))
    rng.shuffle(places)
    for place in places:
        parts, before = set(place[0].split()), _led_by(question, place.start())
        others = [name for name in words.names if not parts & set(name.split())]
        choices = [name for name in others if before in words.names[name]] or others
        if choices:
            return question[: place.start()] + rng.choice(choices) + question[place.end() :]
    return None


def _opposite(question: str, _: Words, rng: random.Random) -> str | None:
    return _exchanged(question, _OPPOSED, lambda old: _OPPOSITE[old], rng)


def _negated(question: str, _: Words, rng: random.Random) -> str | None:
    if _NEGATED.search(question):
        return _NEGATED.sub("", question, count=1)
    return _AUXILIARY.sub(lambda match: match[0] + rng.choice(["n't", " not"]), question, count=1)


def _near_word(question: str, words: Words, rng: random.Random) -> str | None:
    place = {word: n for n, word in enumerate(words.words)}

    def near(old: str) -> list[str]:
        if old not in place or old in _KEPT:
            return []
        cosines = words.vectors @ words.vectors[place[old]]
        fits = np.flatnonzero((cosines > _NEAR[0]) & (cosines < _NEAR[1]))
        likely = [words.words[n] for n in fits[np.argsort(-cosines[fits])]]
        return [each for each in likely if each[:_SAME_STEM] != old[:_SAME_STEM] and _ending(each) == _ending(old)][:8]

    return _exchanged(question, _WORD, near, rng)


def _ending(word: str) -> str:
    """Return what tells number or tense, so that a verb is not exchanged for a noun."""
    return next((end for end in ("ing", "ed", "ly", "tion", "s") if word.endswith(end)), "")


def _exchanged(
    question: str, pattern: re.Pattern[str], others: Callable[[str], Sequence[str]], rng: random.Random
) -> str | None:
    """Return the question with one match exchanged for one of what may stand there instead; None where nothing may."""
    places = list(pattern.finditer(question))
    rng.shuffle(places)
    for place in places:
        choices = others(place[0])
        if choices:
            return question[: place.start()] + rng.choice(choices) + question[place.end() :]
    return None


_KINDS = (_other_number, _other_name, _other_name, _opposite, _opposite, _negated, _near_word, _near_word)
_KEPT = frozenset(
    "what which whom whose where when does were have that this with from many much name kind type year years time "
    "part called named also used about into their there they been types kinds form forms still such some other "
    "most likely".split()
)
"""Words that stay: without them a question asks for nothing."""
