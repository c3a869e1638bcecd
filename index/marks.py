"""The marks that printers put before a speaker's words, block by block; evidence.py tells which to believe.

Five layouts: a colon after the name ("Ada Korvin:"), a dot ("MR. KORVIN."), a dash ("Ada Korvin (PP). –"), a line of
its own, and the bare Q of questions. A time may stand before or after the name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from index.names import PARTICLES, folded, has_office, is_counted, is_title, name_shaped, take_apart, without_asides
from index.titles import ABBREVIATED, ARTICLES, BODIES, HONORIFICS, OFFICES

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
    r"^(?:(?:an?|some|several|many|various|une?|des|plusieurs|quelques)\s+(?:hon(?:ou?rable)?\.?\s+)?"
    r"(?:members?|senators?|deputies|voices?|voix|députés?|delegates|lords|noble\s+lords)|from\s+the\s+"
    r"(?:audience|floor|crowd|hall|public|gallery)|(?:unidentified|unknown|male|female|second|third|another)\s+.*"
    r"(?:speaker|voice|person|man|woman|participant|member|male|female)(?:\s*\#?\d+)?|audience\s+members?.*|"
    r"new\s+speaker|crosstalk|multiple\s+(?:speakers|voices))$",
    re.IGNORECASE,
)
_NOT_FIRST = frozenset(
    """
    note notes nb ps source sources photo image video caption participants present attendees location venue place
    date time subject topic title summary agenda part chapter section article annex appendix item point example
    warning result results first second third finally update updated read more related tags share contact tel email
    website fellow dear friends ladies gentlemen colleagues my to by sir sirs madam members citizens countrymen url
    fellow-citizens again please here there this that these those what why how when where who yes no so but and or if
    then now also well remember look listen thus hence resolved ordered motion amendment vote division clause schedule
    question-and-answer background context conclusion introduction step phase option case fact facts myth truth sec
    art fig vol chap app in on at as one of from with for similarly further moreover however although because since
    while about like rule law goal goals objective key editor's transcriber's teller tellers ayes noes yeas nays
    """.split()
)
_NOT_LAST = frozenset(
    """
    note notes participants present attendees time date venue place friends gentlemen colleagues citizens countrymen
    fellow-citizens delegates excellencies comrades again following
    """.split()
)
_NESTED = r"[(\[](?:[^()\[\]\n]|\([^()\n]{0,80}\)){0,220}[)\]]"
_OUTSIDE = r"[^\n:：()\[\]]"
_COLON = re.compile(
    rf"^(?P<label>[^\s:：()\[\]]{_OUTSIDE}{{0,160}}(?:{_NESTED}{_OUTSIDE}{{0,80}}){{0,3}}?)\s*(?::(?=\s|$)|：)\s*"
)
_DASHED = re.compile(
    rf"^(?P<label>[^\s:–—()\[\]][^\n:–—()\[\]]{{0,120}}?(?:{_NESTED}[^\n:–—()\[\]]{{0,40}}?){{0,3}}?)"
    r"(?P<dot>\.)?\s*(?:[–—]|-{1,2})\s+(?=\S)"
)
_Q = re.compile(r"^(?P<label>[QA])(?:(?P<sign>[.:])\s*(?=\S)|(?P<gap>\s{2,})(?=\S)|\s(?=[A-Z“\"(\[—–-]))")
_IN_BRACKETS = re.compile(r"^\[(?P<label>[^\[\]\d:][^\[\]:]{1,60})\]\s*(?::\s*|(?=\d{1,2}:\d{2}))")
_CIRCLED = re.compile(r"^[○◯〇●]\s*(?P<label>[^\s(（]{1,20}(?:[(（][^()（）]{1,20}[)）])?)\s+(?=\S)")
_NUMBERED = re.compile(r"^(?:[^\W\d_]{2,4}\.\s+)?\d{1,4}[.)]?\s+(?=[^\W\d_])")
_INITIALS = re.compile(r"^(?P<label>[^\W\d_]{2,}(?:-[^\W\d_]+)?\s+[^\W\d_]\.\s?(?:[^\W\d_]\.)?)\s+(?=\S)")
_BEHALF = re.compile(
    r"\b(?:behalf|au nom|im namen|en nombre|em nome|a nome|namens|w imieniu|för|v imenu)\b", re.IGNORECASE
)
_ROLE_DASH = re.compile(r"\s+(?:--|[–—])\s+")
_LEAD_DASH = re.compile(r"^[–—]\s+")
_CLOCK = r"(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?"
_TIME_BEFORE = re.compile(rf"^(?:[\[(<]\s*(?P<a>{_CLOCK})\s*[\])>]|(?P<b>{_CLOCK}))\s*[-–—|]?\s*")
_TIME_AFTER = re.compile(
    rf"^(?P<name>.{{2,100}}?)[\s,|–—-]*(?:[\[(<]\s*(?P<a>{_CLOCK})\s*[\])>]|(?<=\s)(?P<b>{_CLOCK}))\s*:?$"
)
_SAYS = frozenset(
    """
    said says told tells asked asks replied added noted wrote writes announced announces met meets thanked thanks
    called calls is was are were has have had will would can could should did does i we you he she they it who that
    quoted cited reads read received sent ago following several
    """.split()
)
_NEVER_FIRST = frozenset(["and", "dear", "please", "fellow", "my", "to", "by", "but", "so"])
_WORD = re.compile(r"[^\W\d_]{2,}")
_LETTER = re.compile(r"[^\W\d_]")
_SMALL_BETWEEN = frozenset(["on", "in", "at", "to", "for", "of"])
_ADDRESSES = re.compile(
    r";|\b(?:my|your|our|ladies|gentlemen|guests?|friends|colleagues|fellow|excellencies|distinguished|dear|everyone|"
    r"honou?red|esteemed)\b|\b[AP]\.M\."
)
"""Who is greeted, not who speaks."""
_STAGE_BRACKETS = re.compile(r"^(?:[(\[][^()\[\]]{1,120}[)\]][.,]?\s*)+$")
_STAGE_WORDS = frozenset(
    """
    applause laughter cheers cheering laughs crosstalk cross talk inaudible music pause silence booing boos chanting
    prolonged loud stormy sustained and general interruption hear beifall heiterkeit applaudissements rires aplausos
    risas applausi zurufe
    """.split()
)


class Style(StrEnum):
    """Where a mark ends and the words begin."""

    COLON = "colon"
    DASH = "dash"
    DOT = "dot"
    LINE = "line"
    Q = "q"


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may be the mark of a speaker at the start of a block."""

    style: Style
    label: str
    """The name as printed, without the sign that ends it."""
    rest: str
    """The words after the mark."""
    start_s: float | None = None
    strong: bool = False
    """It has a form of address, an office, or a time beside it; or it is an unnamed voice."""

    @property
    def key(self) -> str:
        """The label for comparison, without what stands in brackets."""
        return _key(self.label)


@lru_cache(maxsize=1 << 13)
def _key(label: str) -> str:
    return folded(without_asides(label))


def candidate(text: str) -> Candidate | None:
    """Return what may be a mark at the start of a block, the first layout that fits."""
    start_s, bare = _timed(text)
    found = _numbered(bare) or _marked(bare)
    if found is None:
        return None
    if found.style is Style.COLON:
        found = replace(found, rest=_LEAD_DASH.sub("", found.rest))
    return found if start_s is None else replace(found, start_s=start_s, strong=True)


def _numbered(text: str) -> Candidate | None:
    """Find a mark behind the number of the speech: "12. Mr LUND: …"."""
    match = _NUMBERED.match(text)
    found = _marked(text[match.end() :]) if match else None
    return found if found and found.style is Style.COLON and (found.strong or found.label.isupper()) else None


def _enclosed(text: str) -> Candidate | None:
    """Find "[Ada Korvin]: …", "[Ada Korvin] 00:12" and "○山田一郎君 …"."""
    if match := _CIRCLED.match(text):
        return Candidate(Style.COLON, match["label"], text[match.end() :], strong=True)
    match = _IN_BRACKETS.match(text)
    if match is None or not is_named(match["label"]):
        return None
    rest = text[match.end() :].strip()
    clock = re.fullmatch(_CLOCK, rest)
    if clock is None:
        return Candidate(Style.COLON, match["label"], rest)
    return Candidate(Style.LINE, match["label"], "", seconds(rest), strong=True)


def _marked(text: str) -> Candidate | None:
    if text[:1] in "[○◯〇●" and (found := _enclosed(text)):
        return found
    if match := _Q.match(text):
        asked = match["label"] == "Q" or match["sign"] is not None or match["gap"] is not None
        if asked:
            return Candidate(Style.Q, match["label"], text[match.end() :], strong=not _single_space(match))
    dotted = _dotted(text)
    if dotted and not dotted.strong:
        dotted = None  # to be tried last
    if (match := _COLON.match(text)) and not _after(dotted, match["label"]) and is_named(match["label"]):
        after, name = _time_after(match["label"])
        rest = text[match.end() :]
        return Candidate(Style.COLON, name, rest, after, strong=_strong(name) or after is not None)
    if (match := _TIME_AFTER.match(text)) and is_named(match["name"]):
        return Candidate(Style.LINE, match["name"].strip(" :,"), "", seconds(match["a"] or match["b"]), strong=True)
    if (match := _DASHED.match(text)) and not _after(dotted, match["label"]) and is_named(match["label"]):
        label = match["label"].strip()
        if match["dot"] or _strong(label) or in_capitals(label):
            strong = match["dot"] is not None or in_capitals(label)
            return Candidate(Style.DASH, label, text[match.end() :], strong=strong)
    if dotted := dotted or _dotted(text):
        return dotted
    if len(text) <= 80 and not text.endswith((".", "!", "?", ";", ",")) and is_named(_ROLE_DASH.sub(", ", text)):
        return Candidate(Style.LINE, text, "", strong=_strong(text))
    return None


def _after(dotted: Candidate | None, label: str) -> bool:
    """Whether a label holds a shorter one that ends in a dot: "MR. KORVIN. One thing: the ferry"."""
    return dotted is not None and len(dotted.label) < len(label)


def _single_space(match: re.Match[str]) -> bool:
    return match["sign"] is None and match["gap"] is None


def _dotted(text: str) -> Candidate | None:
    """Find "MR. KORVIN. Thank you": the first dot that does not end a form of address or an initial."""
    if (match := _INITIALS.match(text)) and is_named(match["label"]):
        return Candidate(Style.DOT, match["label"], text[match.end() :])
    for match in re.finditer(r"\.\s+(?=\S)", text[:MAX_CHARS]):
        label = text[: match.start()]
        last = label.rsplit(None, 1)[-1] if label.split() else ""
        if label.count("(") != label.count(")") or label.count("[") != label.count("]"):
            continue
        if folded(last) in HONORIFICS or len(folded(last)) == 1 or folded(last) in _SHORT_TITLES:
            continue
        if not is_named(label) or len(label.split()) > 8:
            return None
        return Candidate(Style.DOT, label, text[match.end() :], strong=_strong(label))
    return None


_SHORT_TITLES = ABBREVIATED | frozenset("st jr sr hon prof rev m mme h e".split())


@lru_cache(maxsize=1 << 13)
def is_named(label: str) -> bool:
    """Whether a text could be a printed name: its shape, and no word that begins lists, letters and captions."""
    label = label.strip()
    if len(label) > MAX_CHARS:
        return False
    if CROWD.match(label):
        return True
    words = [word for part in folded(without_asides(label)).split(",") for word in part.split()[:1]]
    ends = [word for part in folded(label).split(",") for word in part.split()[-1:]]
    printed = without_asides(label).split()
    titled = len(printed) > 1 and is_title(printed[1]) and not printed[0].endswith(",")
    if (
        not words
        or (words[0] in _NOT_FIRST and (not titled or words[0] in _NEVER_FIRST))
        or not _NOT_LAST.isdisjoint(ends)
    ):
        return False
    if not _LETTER.search(printed[0]):
        return False
    if re.search(r" [–—] ", without_asides(label)) or folded(printed[-1]) in _SAYS or _ADDRESSES.search(label):
        return False
    if any(word in _NOT_FIRST for word in words[1:]) and not has_office(label.partition(",")[2]):
        return False
    small = next((n for n, word in enumerate(printed) if word in _SMALL_BETWEEN), None)
    if small is not None and not any(map(is_title, printed[:small])):
        return False
    if not is_title(printed[0]) and ", and" in label:
        return False
    if is_vocative(re.split(r",|\band\b", label)[0]) and re.search(r",|\band\b", label):
        return False  # "Mr. Speaker, Members of the Council:" opens a speech
    if printed[-1].isdigit() and not is_counted(label):
        return False
    if label.count(",") > 1 and _several_people(label):
        return False
    return name_shaped(label) or _small_office(label) or _named_with_role(label) or _office_with_name(label)


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


def _several_people(label: str) -> bool:
    """Whether a label lists people, as who is greeted: "Mayor Lund, Governor Berg, and my friends"."""
    parts = [take_apart(part) for part in without_asides(label).split(",") if part.strip()]
    return sum(1 for part in parts if part.role and not part.office_only) > 1


def _small_office(label: str) -> bool:
    """Whether a label is an office in small letters after its article: "Le président", "An hon. member"."""
    words = folded(without_asides(label)).split()
    if words[:1] and words[0] in HONORIFICS | {"m"}:
        words = words[1:]
    offices = [word for word in words[1:] if word not in {"first", "second", "deputy", "vice", "former", "acting"}]
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
    if not words[0][0].isupper():
        return False
    name = words[-2:]
    return all(name_shaped(word) and not is_title(word) for word in name) and folded(name[1]) not in BODIES


def _named_with_role(label: str) -> bool:
    """Whether a label is a full name, a comma and a role in small letters: "Ada Korvin, head of the ferries"."""
    name, comma, role = label.partition(",")
    words = name.split()
    role_words = role.split()
    if not comma or not 2 <= len(words) <= 4 or not name_shaped(name) or not 1 <= len(role_words) <= 25:
        return False
    if not _SAYS.isdisjoint(map(folded, role_words)) or re.search(r"\w{3}\. ", role):
        return False
    return any(map(is_title, role_words)) or folded(role_words[0]) in {"of", "from"} or bool(_BEHALF.search(role))


def _strong(label: str) -> bool:
    words = folded(label).replace(",", " ").replace("-", " ").split()
    return has_office(label) or bool(CROWD.match(label)) or words[0] in ASKERS


def _timed(text: str) -> tuple[float | None, str]:
    """Take a time off the start of a block: "[00:01:02] Ada Korvin: …"."""
    match = _TIME_BEFORE.match(text)
    if match is None or match.end() >= len(text):
        return None, text
    return seconds(match["a"] or match["b"]), text[match.end() :]


def _time_after(label: str) -> tuple[float | None, str]:
    match = _TIME_AFTER.match(label)
    return (None, label.strip()) if match is None else (seconds(match["a"] or match["b"]), match["name"].strip())


def seconds(clock: str) -> float:
    """Return the seconds that "1:02:03.5" or "02:03" stand for."""
    total = 0.0
    for part in clock.replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return total


def is_stage(text: str) -> bool:
    """Whether a block is a stage direction: all of it in brackets, or nothing but "Applause." and the like."""
    if _STAGE_BRACKETS.match(text):
        return True
    words = folded(text.strip(" .,!*-–—")).replace(",", " ").split()
    return bool(words) and len(words) <= 4 and _STAGE_WORDS.issuperset(words) and words != ["and"]


def is_asker(label: str) -> bool:
    """Whether a label is a questioner without a name: "Q", "Question 3", "Reporter"."""
    words = folded(without_asides(label)).split()
    return bool(words) and words[0] in ASKERS and all(word in ASKERS or word.strip("#").isdigit() for word in words)


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
    return len(words) > 1 and words[0] in HONORIFICS and all(word in OFFICES or word in PARTICLES for word in words[1:])
