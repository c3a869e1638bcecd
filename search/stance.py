"""Who is said to speak in a question, and who is only spoken of.

A question is written as a string of one letter a word, a name being ``@`` and a date ``#``; what makes a name the one
who speaks are then patterns over few letters ("What did @ say": ``wD@V``), each with an example beside it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from search.tokens import Token

_VERBS = """
say said saying, tell told telling, speak spoke spoken speaking, discuss, announce, declare, propose, suggest, argue,
warn, explain, describe, ask, reply, respond, emphasise, emphasize, underline, recommend, advise, urge, insist,
complain, thank, predict, recall, admit admitted admitting, acknowledge, deny denied, reveal, express, apologise,
apologize, criticise, criticize, condemn, praise, defend, reject, mean meant meaning, congratulate, quote, mention,
think thought thinking, believe, oppose, prefer preferred preferring, expect, consider, intend, dislike, agree agreed,
disagree disagreed, understand understood understanding, justify justified, pledge, vow, stress, invite, refer
referred referring, talk, promise, comment, remark, answer, claim, demand, address, question, call, report, respond,
greet, welcome, outline, raise, support, favour, favor, hope, fear, plan, view, want, regard, note, state,
endorse, object, concede, assert, affirm, assure, elaborate, clarify, conclude, highlight, foresee foresaw foreseeing
"""
_SPEECH = """
speech speeches statement statements opinion opinions word words position stance response responses interview
interviews conference lecture lectures testimony thoughts attitude reaction reactions take message messages argument
arguments proposal proposals criticism concerns concern warning warnings explanation sayings stand standpoint passages
remarks comments views answers promises talks quotes pledges replies addresses claims demands quotation quotations
toast briefing keynote
"""
_BOTH = "talk promise comment remark answer claim demand address view quote pledge reply question questions"
_NOUN_TOO = """
support favour favor hope fear plan note state call report welcome outline like object mention stress want see feel
"""
_LETTERS: dict[str, str] = {
    "D": "do does did will would can could should shall might must may doesn't didn't don't won't wouldn't",
    "H": "has have had hasn't haven't hadn't",
    "B": "is was are were be been being isn't wasn't",
    "e": "ever really also actually exactly once then already just first never always often himself herself still even "
    "themselves personally publicly specifically both either recently all",
    "A": "about regarding concerning re",
    "o": "on",
    "t": "to",
    "y": "by",
    "r": "from",
    "f": "of",
    "i": "in",
    "g": "with",
    "u": "for",
    "a": "according",
    "&": "and or plus vs versus & nor",
    "x": "except besides excluding without than",
    "k": "but",
    "~": "not",
    "z": "apart instead aside",
    "j": "anyone anybody everyone everybody nobody none others someone somebody one",
    "h": "anything something everything hear heard excerpts",
    "W": "who whose whoever whom",
    "w": "what how why when where which whether",
    "d": "the his her a an our its their any my your this that these those",
    "K": "against opposed worried concerned",
    "M": "mentions reference references praise tribute tributes impression portrait allusion allusions attack attacks",
    "q": "said says",
    "p": "led won written built run met held taken seen known chosen beaten paid bought sent made given drawn",
    "E": "election elections war wars crisis growth protest protests attack attacks earthquake summit referendum "
    "events event unrest pandemic flood floods drought results revolution recession inflation rise increase fall "
    "decline ceasefire invasion coup strike strikes riots famine campaign census accident disaster explosion",
}
_GROUP = "@(?:(?:,&?|&)[de]?@)*"
"""One name, or several: "Aliyev and Tokayev"."""
_ASIDE = "(?:,[^.@,]{1,6},|#)?"
_STRONG = tuple(
    re.compile(pattern)
    for pattern in (
        rf"De?(?P<who>{_GROUP}){_ASIDE}[e~]*[VNnFq]",  # What did @ say
        rf"He?(?P<who>{_GROUP}){_ASIDE}[e~]*[Fq]",  # Has @ ever said
        rf"Be?(?P<who>{_GROUP}){_ASIDE}[e~]*(?:I|K|in(?=[fu]|$))",  # Is @ saying; Was @ against; in favour of
        rf"a[td](?P<who>{_GROUP})",  # According to @
        rf"[wh]B(?P<who>{_GROUP})'_{{0,2}}[SN]",  # What is @'s opinion
        rf"[&g][wh](?P<who>{_GROUP})[e~]*[Fq]",  # … with what @ said
        rf"[SN]De?(?P<who>{_GROUP})",  # What promises did @ make
        rf"(?:^|[,\"])q(?P<who>{_GROUP})(?=$|[.,])",  # "…", said @
    )
)
"""Hold wherever they stand."""
_WEAK = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<![DB])(?P<who>{_GROUP})(?:,[^.@,]{{1,6}},|#|,?W)?H?B?[e~]*[FIq]",  # @ said; @, who has promised
        rf"(?P<who>{_GROUP})D[e~]*[VNn]",  # … what @ would say
        rf"(?P<who>{_GROUP})'[_e]{{0,2}}[SN]",  # @'s closing remarks
        rf"(?:^|[wBi,.]|d_?)[SN]f(?P<who>{_GROUP})",  # the words of @
        rf"^(?P<who>{_GROUP}):",  # @: trade
        rf"^(?P<who>{_GROUP})_?[SN]",  # @ speech on trade
    )
)
"""Hold where nobody else is already said to speak: "What did @ say about @'s speech"."""
_OF_SPEECH = (
    re.compile(rf"(?<!p)y(?P<who>{_GROUP})"),  # speeches about trade by @
    re.compile(rf"(?:[SNIhFq]|^)r(?P<who>{_GROUP})"),  # anything from @
)
_SHORT = re.compile(rf"^(?P<who>{_GROUP})#?[oA]")  # @ on trade
_SHORT_WORDS = 10
_BUT = re.compile(rf"(?:x|xu|zr|zf|jk|Wk|^~|[,&]~)[de]?(?P<who>{_GROUP})")  # anyone but @, other than @, not @
_NOT = (
    _BUT,
    re.compile(rf"^WB?(?P<who>{_GROUP})|W[DH]?n(?P<who2>{_GROUP})"),  # Who is @; who supports @
    re.compile(r"[DH](?P<who>@)'_*[^SN_]"),  # What did @'s minister say
    re.compile(rf"[MSN][tA](?P<who>{_GROUP})|[M][fu](?P<who2>{_GROUP})"),  # tribute to @, speeches about @
)
_OTHERS = re.compile(
    r"(?:(?:and|but|so|what|how|where|when|why|which|of|the|do|does|did|have|has|had|is|are|was|were) )*"
    r"(?:others|the rest|who else|(?:any|every|some)(?:one|body) else|other "
    r"(?:people|persons|speakers|leaders|members|politicians|presidents|ministers|senators|delegates|delegations|"
    r"countries|nations|states|parties|participants|voices|mps|deputies|colleagues|groups))\b"
)
"""A question that begins so asks everybody but those whom it is about."""
_SAID = re.compile(rf"De?{_GROUP}{_ASIDE}[e~]*[VNn]|[DB][_dejh&]{{1,6}}[Nn]|[DHBtwWhj][^.@]{{0,8}}?V|[FIq]|^V")
"""From here on a sentence tells what was said."""
_SPOKEN = re.compile(r"[SNMV][^.@]{0,2}?[oAtK]|A|[BH][e~]*[Fq]")
"""From here on, too, but its speaker may still come: "speeches about trade by @"."""
_OPENING = re.compile(rf"^{_GROUP}#?[oA]")
_SAYS = re.compile(rf"[VFIqSN]|^{_GROUP}(?!')|[DHB]e?{_GROUP}(?!')")
_EVENT = re.compile(r"E[u_]?#")
_CUT = re.compile(
    rf"a[td]{_GROUP}|(?:id?)?(?<![\w'])?{_GROUP}'_{{0,2}}[SN]o?|(?:i?d)?[SN]f{_GROUP}|[SN]?y{_GROUP}|^{_GROUP}_?[SN]o?"
)


class Stance(Enum):
    """What a name has to do with what is asked for."""

    SPEAKS = "speaks"
    NAMED = "named"
    TOPIC = "topic"
    BARRED = "barred"
    """Must not be the speaker: "others about @", "anyone but @"."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A question, read for who speaks."""

    stances: tuple[Stance, ...]
    """One for each name, in order."""
    saying: bool
    """It asks for what was said ("speeches in 2022"), or a name is its subject ("Did @ visit Baku in 2022")."""
    events: frozenset[int]
    """Which dates, counted from 0, are those of an event: "the war in 2008"."""
    frames: tuple[tuple[int, int], ...]
    """Spans of the question, in code points, which only name the speaker: "according to @", "@'s view on"."""


def read(tokens: Sequence[Token], names: Mapping[int, int], dates: Mapping[int, int]) -> Reading:
    """Read who speaks.

    Args:
        tokens: Words and marks of the question.
        names: For the first token of each name, the token after it.
        dates: The same for dates with their prepositions.
    """
    shape, starts, ends = _shape(tokens, names, dates)
    at = [place for place, letter in enumerate(shape) if letter == "@"]
    said = _opened(shape, _SAID)
    spoken = _opened(shape, _SPOKEN) | _opened(shape, _OPENING)
    strong = _who(shape, _STRONG)
    weak = _who(shape, _WEAK) - said - spoken
    by = _who(shape, _OF_SPEECH) - (said - _opened(shape, re.compile("B[e~]*[FIq]")))
    short = _who(shape, (_SHORT,)) if sum(token.word for token in tokens) <= _SHORT_WORDS else set()
    speaks = (strong | weak | by | short) - _who(shape, _NOT)
    topic = (said | spoken | _who(shape, _NOT)) - speaks
    barred = _who(shape, (_BUT,)) - speaks
    if _OTHERS.match(" ".join(token.base for token in tokens)) and not speaks:
        barred |= topic
    stances = (
        Stance.SPEAKS
        if place in speaks
        else Stance.BARRED
        if place in barred
        else Stance.TOPIC
        if place in topic
        else Stance.NAMED
        for place in at
    )
    framed = [(_CUT, speaks), (_BUT, barred)]
    spans = (
        match.span() for each, who in framed for match in each.finditer(shape) if who.intersection(range(*match.span()))
    )
    hashes = [place for place, letter in enumerate(shape) if letter == "#"]
    events = {match.end() - 1 for match in _EVENT.finditer(shape)}
    return Reading(
        tuple(stances),
        bool(_SAYS.search(shape)),
        frozenset(number for number, place in enumerate(hashes) if place in events),
        tuple((starts[first], ends[last - 1]) for first, last in spans),
    )


def _who(shape: str, patterns: Collection[re.Pattern[str]]) -> set[int]:
    """Return the places of names that patterns call the speaker."""
    return {
        place
        for pattern in patterns
        for match in pattern.finditer(shape)
        for group in match.groupdict()
        if match[group]
        for place in range(*match.span(group))
        if shape[place] == "@"
    }


def _opened(shape: str, pattern: re.Pattern[str]) -> set[int]:
    """Return the places between the end of a pattern and the end of its sentence."""
    found: set[int] = set()
    for match in pattern.finditer(shape):
        end = shape.find(".", match.end())
        found.update(range(match.end(), len(shape) if end < 0 else end))
    return found


def _shape(
    tokens: Sequence[Token], names: Mapping[int, int], dates: Mapping[int, int]
) -> tuple[str, list[int], list[int]]:
    """Return the letters, and of each the span of the question that it stands for."""
    letters: list[tuple[str, int, int]] = []
    place = 0
    while place < len(tokens):
        after = names.get(place) or dates.get(place) or place + 1
        first, last = tokens[place], tokens[after - 1]
        here = "@" if place in names else "#" if place in dates else _letter(first)
        letters.append((here, first.start, last.end))
        if last.possessive and place not in dates:
            letters.append(("B" if letters[-1][0] in "WwhB" else "'", last.end, last.end))
        place = after
    return "".join(each[0] for each in letters), [each[1] for each in letters], [each[2] for each in letters]


def _letter(token: Token) -> str:
    if not token.word:
        return {"?": ".", "!": ".", ";": "."}.get(token.base, token.base if token.base in '.,:"&' else "_")
    return _table().get(token.base) or ("p" if token.base.endswith("ed") else "_")


@cache
def _table() -> dict[str, str]:
    """Return the letter of each known word; a word of several kinds has that of the last."""
    table: dict[str, str] = {}
    for forms in _VERBS.split(","):
        base, *irregular = forms.split()
        stem = base[:-1] + "i" if base.endswith(("ly", "ny", "fy")) else base
        table[base] = "V"
        table.setdefault(stem + ("es" if stem != base or base.endswith("s") else "s"), "F")
        for form in irregular or [stem.removesuffix("e") + "ed", base.removesuffix("e") + "ing"]:
            table[form] = "I" if form.endswith("ing") else "F"
    for base in _NOUN_TOO.split():
        table |= {base: "n", base + "s": "n"}
    table |= dict.fromkeys(_SPEECH.split(), "S")
    table |= dict.fromkeys(_BOTH.split(), "N")
    return table | {word: letter for letter, words in _LETTERS.items() for word in words.split()}
