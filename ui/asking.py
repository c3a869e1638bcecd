"""What a person types: whether it asks something, and what it asks where who speaks is settled by the page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from search.answer_type import AnswerType
from search.constraints import ConstraintKind

if TYPE_CHECKING:
    from search import SpeechSearch
    from search.understand import Query

WAITING = "Searching. The first question takes some seconds longer, while the model loads."
_ASKED_ANYWHERE = frozenset([AnswerType.TOPIC, AnswerType.NUMBER, AnswerType.SPEAKER])
"""What is asked for wherever its words stand, as in "Tokayev: what did he say about trade"."""
_MAY = re.compile(r"\W*(?:may|will)\s+(?:\d|of\b|day\b|and\b|or\b)", re.IGNORECASE)
"""A month and a testament, where they are no verbs."""
_WHO = (ConstraintKind.SPEAKER, ConstraintKind.NOT_SPEAKER)

_QUESTION_MARK = re.compile(r"[?？؟⁇⁈⁉՞]|\u037e")
_ASKING = re.compile(
    r"\W*(?:(?:and|but|so|or|please|also|now)\s+)*"
    r"(?:(?:about|after|at|before|by|during|for|from|in|of|on|over|since|to|under|until|with)\s+)?"
    r"(?:what|which|who|whom|whose|when|where|why|how|whether"
    r"|was|wer|wen|wem|wessen|welche[mnrs]?|wann|wo|warum|wieso|weshalb|wie|wieviele?"
    r"|que|qué|quien|quién|quienes|quiénes|cuándo|dónde|por qué|cómo|cuál|cuánt[oa]s?"
    r"|qui|quoi|quel(?:le)?s?|quand|où|pourquoi|combien|est-ce|qu['’]est-ce"
    r"|что|кто|кого|кому|чего|когда|где|куда|почему|зачем|как|какой|какая|какие|какое|сколько)"
    r"(?:['’](?:s|re|d|ll|ve))?\b",
    re.IGNORECASE,
)
"""A word of asking at the beginning, or behind a preposition there."""
_REQUESTING = re.compile(
    r"\W*(?:please\s+)?"
    r"(?:(?:i|we)(?:\s+(?:want|need|would like)|['’]d like)\s+to\s+(?:know|hear|see|find)\b"
    r"|(?:tell|explain|describe|summari[sz]e|recap)\b"
    r"|(?:give|show|find|list|name|quote|outline|compare|discuss|mention|say)\s+"
    r"(?:me|us|the|a|an|all|any|every|each|some|what|which|who|how|when|where|why|two|three|four|five|ten|\d+)\b)",
    re.IGNORECASE,
)
"""A request at the beginning; what may be a noun as well counts only before what an object begins with."""


def asks(query: Query) -> bool:
    """Tell whether something is asked for: a question, with or without its mark, or a request.

    Else the words are something to find ("bypass", "trade turnover", "Tokayev on trade"), to which passages are the
    reply and nothing is the answer. What English questions look like the engine knows (``Query.asks_for``); beside
    that, words of asking of some languages and requests in English are known here.
    """
    if _QUESTION_MARK.search(query.text) or _ASKING.match(query.text) or _REQUESTING.match(query.text):
        return True
    return query.asks_for in _ASKED_ANYWHERE or (query.asks_for is AnswerType.YES_NO and not _MAY.match(query.text))


def asked_of_anybody(engine: SpeechSearch, question: str) -> str:
    """Return a question without those who are to answer it: of "What did Ada Korvin say about trade?" it is "trade?".

    Who is only spoken of stays, and so do days and quotation marks, with the question's own words around them.

    Raises:
        QueryError: The question cannot be used.
    """
    query = engine.understand(question)
    who = [each for each in query.constraints if each.kind in _WHO and each.required]
    if not who:
        return question
    if all(each in who for each in query.constraints if each.required):
        return query.topic
    left = query.asked
    for each in sorted(who, key=lambda each: each.start, reverse=True):
        left = f"{left[: each.start]} {left[each.end :]}"
    return left
