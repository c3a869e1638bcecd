"""What kind of thing a question asks for, as far as a sentence shows whether it has one."""

from __future__ import annotations

import re
from enum import StrEnum


class AnswerType(StrEnum):
    """Kinds that a question can ask for."""

    NUMBER = "number"
    TIME = "time"
    PERSON = "person"
    PLACE = "place"
    REASON = "reason"
    YES_NO = "yes or no"
    SPEAKER = "speaker"
    """Who said something: no sentence holds that, but whoever says the sentence is it."""
    TOPIC = "topic"
    """What somebody says or thinks about something: any sentence to the point will do. "Who supports it?" is one, too:
    a sentence to the point may be for or against, so nobody's name may stand over it."""


_SAYING = (
    r"(?:said|says|say|told|tells|stated|declared|announced|claimed|claims|argued|argues|warned|warns|promised|promises|"
    r"pledged|called|calls|asked|asks|suggested|suggests|proposed|proposes|mentioned|mentions|spoke|speaks|talked|talks|"
    r"thanked|thanks|criticised|criticized|criticises|criticizes|praised|praises|condemned|condemns|welcomed|welcomes|"
    r"denied|denies|admitted|admits|demanded|demands|insisted|insists|stressed|emphasised|emphasized|noted|quoted|"
    r"expressed|complained|apologised|apologized)"
)
_FAVOURING = (
    r"(?:supports?|supported|oppos(?:es|ed|e)|favou?rs?|favou?red|backs?|backed|rejects?|rejected|agrees?|agreed|"
    r"disagrees?|disagreed|wants?|wanted|likes?|dislikes?|thinks?|thought|believes?|believed|"
    r"(?:is|are|was|were|speaks?|spoke|voted?) (?:strongly |also )?"
    r"(?:for|against|in favou?r|opposed|worried|concerned|sceptical|skeptical))"
)
_ASKS = (
    (AnswerType.SPEAKER, rf"^\W*(?:and |but |so )?(?:who|which (?:speaker|president|minister|member|delegate)s?)"
     rf"(?: else| first| also| has| have| had)*\s+{_SAYING}\b"),
    (AnswerType.SPEAKER, r"^\W*whose (?:words|opinion|view|promise|claim|statement|remark)s?\b"),
    (AnswerType.TOPIC, rf"^\W*(?:and |but |so )?who(?: else| also)*\s+{_FAVOURING}\b"),
    (AnswerType.TOPIC,
     r"\bwhat (?:do|does|did|has|have|had|was|is|were|are|else)\b.*\b(?:say|said|saying|think|thought|believe|believed|"
     r"feel|felt|discuss|discussed|talk|talked|mention|mentioned|opinion|opinions|view|views|position|stance|attitude|"
     r"thoughts|opinion)\b(?:.*\b(?:about|on|of|regarding|concerning|to|towards)\b)?"),
    (AnswerType.TIME,
     r"\b(?:when|(?:what|which|in what|in which) (?:year|month|day|date|decade|century)|how long ago|since when)\b"),
    (AnswerType.NUMBER,
     r"\bhow (?:many|much|large|big|long|high|tall|far|fast|old|often|heavy|deep|wide|few|strong)\b"
     r"|\b(?:what|which) (?:percentage|percent|share|proportion|number|amount|price|sum|size|rate|fraction)\b"
     r"|\bby how\b"),
    (AnswerType.REASON, r"\bwhy\b|\b(?:what|which) (?:is|was|are|were) the (?:reason|cause|purpose)s?\b|\bhow come\b"
     r"|\bfor what (?:reason|purpose)\b"),
    (AnswerType.PLACE, r"\bwhere\b|\b(?:what|which) (?:city|country|town|state|region|place|continent)\b"),
    (AnswerType.PERSON, r"\bwho(?:m|se)?\b|\b(?:what|which) (?:person|man|woman)\b"),
    (AnswerType.YES_NO, r"^\W*(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|should|must|may|might|"
     r"shall|am)n?(?:'t|’t)?\s"),
)  # fmt: skip
_FIRST = (AnswerType.SPEAKER, AnswerType.TOPIC)
"""Kinds that count wherever the others stand in the question."""
_SHOWS = {
    AnswerType.NUMBER: re.compile(
        r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|seventy|"
        r"eighty|ninety|hundreds?|thousands?|millions?|billions?|trillions?|dozens?|half|third|quarter|twice|doubled?|"
        r"tripled?|percent)\b",
        re.IGNORECASE,
    ),
    AnswerType.TIME: re.compile(
        r"\b(?:1\d{3}|20\d\d)s?\b|\b(?:january|february|march|april|may|june|july|august|september|october|november|"
        r"december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|yesterday|today|tomorrow|tonight|ago|"
        r"century|(?:last|next|this) (?:year|month|week|spring|summer|autumn|fall|winter))\b",
        re.IGNORECASE,
    ),
    AnswerType.REASON: re.compile(
        r"\b(?:because|since|due to|owing to|thanks to|so that|so as to|in order to|therefore|that is why|that’s why|"
        r"that's why|the reason|caused? by|as a result|for this reason|result(?:s|ed)? from|led to)\b",
        re.IGNORECASE,
    ),
    AnswerType.PERSON: re.compile(r"(?<![.!?:“\"'‘(]\s)(?<!^)\b[A-Z][\w’'-]+"),
    AnswerType.PLACE: re.compile(
        r"\b(?:in|at|from|near|to|into|of|across|between|outside|inside|around)\s+(?:the\s+)?[A-Z][\w’'-]+"
    ),
}


def answer_type(question: str) -> AnswerType | None:
    """Return what an English question asks for, or None when no kind is known for it.

    Of several kinds the one that is named first counts; but "Who said when …" asks for the speaker, and "What did she
    say about how many …" for whatever she says about it.
    """
    found = []
    for kind, pattern in _ASKS:
        match = re.search(pattern, question, re.IGNORECASE)
        if match and kind in _FIRST:
            return kind
        if match:
            found.append((match.start(), kind))
    return min(found, key=lambda each: each[0], default=(0, None))[1]


def is_saying(word: str) -> bool:
    """Whether a word, in lower case, only tells that something was said: "called", "promises"."""
    return re.fullmatch(_SAYING, word) is not None


def shows(text: str, kind: AnswerType | None) -> float:
    """Return 1 when a text holds the kind asked for, -1 when it does not, 0 when no kind is asked for that shows."""
    if kind is None or kind not in _SHOWS:
        return 0.0
    return 1.0 if _SHOWS[kind].search(text) else -1.0
