"""What a label may say: names, offices and unnamed voices, and not the words that begin lists, letters and captions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from index.names import PARTICLES, folded, has_office, is_counted, is_title, name_shaped, without_asides
from index.printed import take_apart
from index.titles import ARTICLES, BODIES, HONORIFICS, OFFICES

MAX_CHARS = 300
"""With the office, seat and party in brackets that some parliaments print."""
ASKERS = frozenset(
    """
    q question questioner interviewer caller reporter journalist correspondent frage frager pregunta periodista
    pergunta jornalista domanda giornalista vraag вопрос
    """.split()
)
ANSWERERS = frozenset("a answer antwort respuesta reponse risposta resposta antwoord ответ".split())
UNNAMED = frozenset(
    """
    remark remarks reply response comment voice voices audience crowd participant participants volunteer volunteers
    operator presenter announcer interpreter translator staff aide guest member
    unidentified unknown inaudible speakers all chorus everyone several voix zwischenruf stimme stimmen реплика
    """.split()
)
"""Voices that a printer names by no more than this."""
CROWD = re.compile(
    r"^(?:hon(?:ou?rable)?\.?\s+members|(?:an?|some|several|many|various|une?|des|plusieurs|quelques)\s+(?:hon(?:ou?rable)?\.?\s+)?"
    r"(?:members?|senators?|deputies|voices?|voix|députés?|delegates|lords|noble\s+lords)|from\s+the\s+"
    r"(?:audience|floor|crowd|hall|public|gallery)|(?:unidentified|unknown|male|female|second|third|another)\s+.*"
    r"(?:speaker|voice|person|man|woman|participant|member|male|female)(?:\s*\#?\d+)?|audience\s+members?.*|"
    r"new\s+speaker|crosstalk|multiple\s+(?:speakers|voices))$",
    re.IGNORECASE,
)
_NOT_FIRST = frozenset(
    """
    note notes nb ps source sources photo image video caption participants present attendees location venue
    place date time subject topic title summary agenda part chapter section article annex appearances appearance
    appendix item point example warning resume videoprojection result results first second third finally update
    updated read more related tags share contact tel email website fellow dear friends ladies gentlemen
    colleagues my to by sir sirs madam members citizens countrymen url fellow-citizens again please here there
    this that these those what why how when where who yes no so but and or if then now also well remember look
    listen thus hence resolved ordered motion amendment vote division clause schedule question-and-answer
    background context conclusion introduction step phase option case fact facts myth truth sec art fig vol chap
    app in on at as one of from with for similarly further moreover however although because since while about
    like rule law goal goals objective key editor's transcriber's teller tellers ayes noes yeas nays
    """.split()
)
_NOT_LAST = frozenset(
    """
    note notes participants present attendees time date venue place friends gentlemen colleagues citizens countrymen
    fellow-citizens delegates excellencies comrades again following
    """.split()
)
_SAYS = frozenset(
    """
    said says told tells asked asks replied added noted wrote writes announced announces met meets thanked thanks
    called calls is was are were has have had will would can could should did does i we you he she they it who that
    quoted cited reads read received sent ago following several
    """.split()
)
_NEVER_FIRST = frozenset(["and", "yes", "no", "well", "now", "dear", "please", "fellow", "my", "to", "by", "but", "so"])
_SMALL_BETWEEN = frozenset(["on", "in", "at", "to", "for", "of"])
_ADDRESSES = re.compile(
    r";|\b(?:my|your|our|ladies|gentlemen|guests?|friends|colleagues|fellow|excellencies|distinguished|dear|everyone|"
    r"honou?red|esteemed)\b|\b[AP]\.M\."
)
"""Who is greeted, not who speaks."""
_BEHALF = re.compile(
    r"\b(?:behalf|au nom|im namen|en nombre|em nome|a nome|namens|w imieniu|för|v imenu)\b", re.IGNORECASE
)
_QUALIFIES = frozenset(["first", "second", "deputy", "vice", "former", "acting"])
_WORD = re.compile(r"[^\W\d_]{2,}")
_MAX_ROLE_WORDS = 25
_FEW_WORDS = 4
_MAX_LINE_WORDS = 8
_MONSIEUR = re.compile(r"M\. [^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class _Label:
    """A text before a mark, in the forms that the rules ask about."""

    text: str
    outside: str
    """Without what stands in brackets."""
    words: tuple[str, ...]
    """Of ``outside``, as printed; at least one."""
    parts: tuple[tuple[str, ...], ...]
    """Of ``outside``, folded, between commas."""


@lru_cache(maxsize=1 << 13)
def is_named(label: str) -> bool:
    """Whether a text could be a printed name: its shape, and no word that begins lists, letters and captions."""
    text = label.strip()
    outside = without_asides(text)
    if not outside or len(text) > MAX_CHARS or text[0] in "([":
        return False
    if text[0].islower() and not is_title(outside.split()[0]):
        return False
    if CROWD.match(text):
        return True
    parts = tuple(words for part in folded(outside).split(",") if (words := tuple(part.split())))
    asked = _Label(text, outside, tuple(outside.split()), parts)
    return bool(parts) and not any(says(asked) for says in _SAYS_OTHERWISE) and any(has(text) for has in _SHAPES)


def _begins_otherwise(label: _Label) -> bool:
    """Such as "Note:", "Part two:", "And Mayor Lund:"; but not "First Minister:"."""
    first, printed = label.parts[0][0], label.words
    titled = len(printed) > 1 and is_title(printed[1]) and not printed[0].endswith(",")
    if first in HONORIFICS and len(printed) > 1:
        return False  # "Sir Jon Lund"
    if first in _NOT_FIRST and (not titled or first in _NEVER_FIRST):
        return True
    return not any(char.isalpha() for char in printed[0])


def _ends_otherwise(label: _Label) -> bool:
    """Such as "My dear friends:", "Ada Korvin said:", "Chapter 3:"; but not "Speaker 3:"."""
    if any(part[-1] in _NOT_LAST for part in label.parts) or folded(label.words[-1]) in _SAYS:
        return True
    if any(word.rstrip(",") in _SAYS for word in label.words[1:]):
        return True
    return label.words[-1].isdigit() and not is_counted(label.text)


def _greets(label: _Label) -> bool:
    """Such as "Mayor Lund, Governor Berg, and my friends:", "Mr. Speaker, Members of the Council:"."""
    if _ADDRESSES.search(label.text) or (", and" in label.text and not is_title(label.words[0])):
        return True
    addressed, *more = re.split(r",|\band\b", label.text, flags=re.IGNORECASE)
    if more and is_vocative(addressed):
        return True
    people = [take_apart(part) for part in label.outside.split(",") if part.strip()] if len(label.parts) > 2 else []
    return sum(1 for person in people if person.role and not person.office_only) > 1


def _goes_on(label: _Label) -> bool:
    """Such as "Ferries — the plan:", "One on Senator Lund:", "Similarly, in Eastport:"."""
    if re.search(r" [–—] ", label.outside):
        return True
    if any(part[0] in _NOT_FIRST for part in label.parts[1:]) and not (
        has_office(label.text.partition(",")[2]) or _BEHALF.search(label.text)
    ):
        return True
    name = label.outside.partition(",")[0].split()
    small = next((place for place, word in enumerate(name) if word in _SMALL_BETWEEN), None)
    return small is not None and not any(map(is_title, name[:small])) and not any(map(is_title, name[small:-2]))


_SAYS_OTHERWISE = (_begins_otherwise, _ends_otherwise, _greets, _goes_on)


def _small_office(label: str) -> bool:
    """Whether a label is an office in small letters after its article: "Le président", "An hon. member"."""
    words = folded(without_asides(label)).split()
    if words[:1] and words[0] in HONORIFICS | {"m"}:
        words = words[1:]
    offices = [word for word in words[1:] if word not in _QUALIFIES]
    return (
        label[:1].isupper()
        and words[:1] != offices
        and bool(offices)
        and words[0] in ARTICLES
        and all(map(is_title, words[1:]))
    )


def _office_with_name(label: str) -> bool:
    """Whether a label is a long office with words in small letters and a name: "Host of the radio Ada Korvin"."""
    words = label.split()
    small = {folded(word) for word in words if word[0].islower()}
    if not 4 <= len(words) <= 20 or not any(map(is_title, words[:-2])) or not small.isdisjoint(_SAYS):
        return False
    if not words[0][0].isupper() and not is_title(words[0]):
        return False
    name = words[-2:]
    return all(name_shaped(word) and not is_title(word) for word in name) and folded(name[1]) not in BODIES


def _named_with_role(label: str) -> bool:
    """Whether a label is a full name, a comma and a role in small letters: "Ada Korvin, head of the ferries"."""
    name, comma, role = label.partition(",")
    words = name.split()
    role_words = role.split()
    if not comma or not 2 <= len(words) <= 4 or not name_shaped(name) or not 1 <= len(role_words) <= _MAX_ROLE_WORDS:
        return False
    if not _SAYS.isdisjoint(map(folded, role_words)) or role_words[0].endswith("ed") or re.search(r"\w{3}\. ", role):
        return False
    if len(role_words) < _FEW_WORDS and role_words[0].endswith("ing"):
        return True  # "Ada Korvin, continuing"
    return any(map(is_title, role_words)) or folded(role_words[0]) in {"of", "from"} or bool(_BEHALF.search(role))


_SHAPES = (name_shaped, _small_office, _named_with_role, _office_with_name)


def stands_alone(label: str) -> bool:
    """Whether a label could be a line of its own: a name, with its office before it or after a comma."""
    name, comma, role = without_asides(label).partition(",")
    words = name.split()
    if not words or len(words) > _MAX_LINE_WORDS or not name_shaped(name) or label.split()[-1][0].islower():
        return False
    return not comma or has_office(role) or has_office(name)


def is_voice(label: str) -> bool:
    """Whether a label that the file sets apart by markup can be a voice: anything but a sentence or a caption.

    "Call centre operator" and "Olympic skating medallist Ada Korvin" have not the shape of names.
    """
    words = folded(without_asides(label)).replace(",", " ").split()
    if not words or len(words) > 24 or not label[0].isupper() or _ADDRESSES.search(label):
        return False
    if words[0] in _NOT_FIRST or words[-1] in _NOT_LAST or re.search(r"\w{4}[.!?;] ", label):
        return False
    return _SAYS.isdisjoint(words)


def tells_of_itself(label: str) -> bool:
    """Whether a label has a form of address, an office or an unnamed voice, so that it needs no other evidence."""
    words = folded(label).replace(",", " ").replace("-", " ").split()
    return has_office(label) or bool(_MONSIEUR.match(label)) or bool(CROWD.match(label)) or words[0] in ASKERS


def is_asker(label: str) -> bool:
    """Whether a label is a questioner without a name: "Q", "Question 3", "Reporter"."""
    words = folded(without_asides(label)).split()
    return bool(words) and words[0] in ASKERS and all(word in ASKERS or word.strip("#").isdigit() for word in words)


def is_answerer(label: str) -> bool:
    """Whether a label says only that somebody answers: "A", "Answer"."""
    return folded(label) in ANSWERERS


def is_unnamed(label: str) -> bool:
    """Whether a label is a voice without a name: "Remark", "From the audience", "Some hon. members"."""
    words = folded(label).split()
    return bool(CROWD.match(label)) or (len(words) == 1 and words[0] in UNNAMED | ANSWERERS)


@lru_cache(maxsize=1 << 13)
def in_capitals(label: str) -> bool:
    """Whether the name in a label is in capitals: "MR. LUND", "Mr. LUND of Eastport", "The SPEAKER pro tempore"."""
    outside = without_asides(label).partition(",")[0]
    words = [word for word in _WORD.findall(outside) if folded(word) not in PARTICLES]
    names = [word for word in words if not is_title(word)] or [word for word in words if len(word) > 2]
    return bool(names) and (names[0].isupper() or names[-1].isupper())


def is_vocative(label: str) -> bool:
    """Whether a label is the way to address an office: "Mr. President", "Madam Chair"; never to print its words."""
    words = folded(label).split()
    if words[:1] == ["mme"]:
        return False  # "Mme la présidente" is printed before what she says; she is addressed as "Madame"
    return len(words) > 1 and words[0] in HONORIFICS and all(word in OFFICES or word in PARTICLES for word in words[1:])
