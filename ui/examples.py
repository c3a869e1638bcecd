"""Questions to start with, drawn from the index itself, such as a person would ask.

A topic is what one speaker speaks of more than once: an adjective and a noun side by side ("regional development"), or,
where there are hardly any of these, a noun ("the library"). Both are told by their endings and by the words around
them, which needs no model, so that the page need not wait for one. The words around tell, too, whether a topic has an
article: "the international community", but "territorial integrity". What is one speaker's own comes before what all
speak of; and a voice of whom it is not sure that it has a person's name ("Remark", "Press Conference") is not asked.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING

from index import Kind
from index.printed import split_name
from search.distinctive import too_common

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from search import SpeechSearch

COUNT, ENOUGH = 4, 2
"""Questions at most; with as many of adjective and noun, no noun alone is asked for: of these more are odd."""
MIN_TIMES = 2
_READ_TRANSCRIPTS = 50
_LANGUAGE = "en"
_ENDS = (
    r"[.,;:?!]| (?:is|are|was|were|will|has|have|had|must|should|can|could|needs?"
    r"|and|in|at|on|for|to|from|by|with|that|which|who|but)\b"
)
"""What a noun may stand before that is neither followed by "of" nor part of another one."""
_PAIR = re.compile(
    r"(?=\b("
    r"[a-z]{3,}(?:al|ic|ive|ian|ean|ary|ory|ous)"
    r" "
    r"[a-z]{3,}(?:tions?|sions?|ments?|ity|ities|ances?|ences?|ships?|omy|omies|ogy|ogies|ism|acy|ure|ures|ics|ers|ors)"
    rf")\b({_ENDS})?)"
)
"""A pair, and what ends it; looked ahead, so that overlapping pairs are found."""
_BEFORE = re.compile(r"([A-Za-z]+)\s+$")
_BEFORE_CHARS = 20
_NOUN = re.compile(rf"\b[Tt]he ([a-z]{{4,}})(?={_ENDS})")
"""A word between "the" and what a noun may stand before."""
_WORD = re.compile(r"[a-z]{4,}")
_BARE_AFTER = frozenset(
    """
    about against and as at between but by for from in including into is of on or over than through to towards under
    with without
    """.split()
)
"""Behind these a singular has no article because it takes none."""
_PLURAL = re.compile(r"(?<![su])s$")
_ABSTRACT = re.compile(r"(?:(?<!commun)(?<!facil)ity|[ae]nces?|ship|ism|acy|development)$")
"""Of nouns that have an article only where they go on: "the territorial integrity of"."""
_VAGUE = frozenset(
    """
    absolute active actual additional annual basic central certain characteristic common comprehensive
    considerable continuous critical crucial decisive different difficult dramatic dynamic effective enormous
    entire equal essential excessive exclusive extensive external extraordinary famous final formal frequent
    fundamental further general genuine hypothetical identical impressive individual influential initial
    intensive massive mutual necessary negative normal numerous obvious ordinary original overall partial
    personal physical positive potential practical present previous primary principal proactive real relative
    respective serious significant similar special specific substantial successive systematic temporary
    tentative total traditional tremendous typical ultimate unusual usual various vital voluntary
    achievements activities addition administration agenda answer answers areas aspects assessment attention
    authorities beginning benefit best capabilities case centre chair chairman children circumstances committee
    communication company conclusion condition conditions conference congress context country county course date
    debate decade decision delegation delegations department determination difference discussion doctors effort
    efforts elderly estimate event events experience face factors field floor forum future general globe goal
    goals government governments group hall head help honour hope house idea information intention invitation
    issue issues leaders leadership level list majority matters measures meeting member members message minister
    ministers minutes mission moment money month months morning most nation nations number numbers occasion
    opinion opportunity opposition order outcome parties partners party past person place plan planet point poor
    population position possibility president principle priorities priority process programme progress project
    proposal public purpose question questions rate reason reference region regions relationship report request
    respect rest result results role rules session side situation solution speaker speech spirit start state
    statement statements states statistics status step steps story subject success summer support system table
    task team term terms topic town truth use value version village whole winter word words world year years
    """.split()
)
"""Words that tell too little to be asked about."""
_SPEAKER = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*\.?(?: [^\W\d_]+(?:[-’'][^\W\d_]+)*\.?){0,5}")
"""Letters, hyphens, initials: a button's label is read as Markdown, and such a name holds none."""
_NO_NAME = frozenset(
    """
    answer audience briefing conference crew highness majesty member message moderator official participants presenter
    press question remark remarks reply reporter response speaker voice
    """.split()
)
"""What stands in a name only where it is none, or is more than one."""
_PARTICLES = frozenset(
    "al bin bint da de del della den der di do dos du e ibn kyzy la le oglu ogly van von y zu".split()
)
_PARTICLE = re.compile(r"(?:al|el|as|ad|ar|ul)-")


def examples(engine: SpeechSearch) -> list[str]:
    """Return up to COUNT questions, of different speakers where there are such, newest transcripts first."""
    heads = [head for head in engine.transcripts() if head.language == _LANGUAGE]
    heads.sort(key=lambda head: (head.date is not None, head.date or 0, head.id), reverse=True)
    said: dict[str, list[str]] = {}
    for head in heads[:_READ_TRANSCRIPTS]:
        for each in engine.passages_of(head.id):
            if each.kind is Kind.SPEECH and each.speaker:
                said.setdefault(each.speaker, []).append(each.text)
    said = _of_persons(said)
    chosen = _varied(topics := _ranked(said, _pairs))
    if len(chosen) < ENOUGH:
        chosen = _varied([*topics, *_ranked(said, _nouns)])
    return [f"What did {speaker} say about {topic}?" for speaker, topic in chosen]


def _of_persons(said: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Return what is said by name, of those who surely have a person's name, without office or form of address."""
    called = {speaker: split_name(speaker) for speaker in said}
    names = {name for _, name in called.values()}
    found: dict[str, list[str]] = {}
    for speaker, texts in said.items():
        role, name = called[speaker]
        words = name.split()
        more = any(" ".join(words[at:]) in names for at in range(1, len(words) - 1))  # another's, and a title
        if _SPEAKER.fullmatch(speaker) and name != role and not more and all(map(_is_of_name, words)):
            found.setdefault(name, []).extend(texts)
    return found


def _is_of_name(word: str) -> bool:
    """Tell whether a word may be one of a name: it begins with a capital, or is known to do without."""
    return word.lower() not in _NO_NAME and (not word[0].islower() or word in _PARTICLES or bool(_PARTICLE.match(word)))


def _ranked(
    said: Mapping[str, Sequence[str]], topics_in: Callable[[Sequence[str]], Mapping[str, int]]
) -> list[tuple[str, str]]:
    """Return (speaker, topic), full names first; of these what is said most often, and by the fewest others."""
    times = {(speaker, topic): n for speaker, texts in said.items() for topic, n in topics_in(texts).items()}
    speakers = Counter(topic for _, topic in times)

    def place(each: tuple[str, str]) -> tuple[bool, float, tuple[str, str]]:
        speaker, topic = each
        return " " not in speaker, -times[each] / speakers[topic], each

    return sorted((each for each in times if times[each] >= MIN_TIMES), key=place)


def _pairs(texts: Sequence[str]) -> dict[str, int]:
    """Return the pairs that somebody says, with the article that they take, and how often; none that only has "a"."""
    times: Counter[str] = Counter()
    forms: dict[str, Counter[bool]] = {}
    for match in chain.from_iterable(map(_PAIR.finditer, texts)):
        pair, ends = match.groups()
        if _VAGUE.isdisjoint(pair.split()):
            behind = _BEFORE.search(match.string[max(0, match.start() - _BEFORE_CHARS) : match.start()])
            before = behind[1].lower() if behind else ""
            bare = not before or before in _BARE_AFTER
            times[pair] += 1
            forms.setdefault(pair, Counter())[bare] += bare or (before == "the" and ends is not None)
    found: dict[str, int] = {}
    for pair, number in times.items():
        if _PLURAL.search(pair) or forms[pair][True] > forms[pair][False]:
            found[pair] = number
        elif forms[pair][False] and not _ABSTRACT.search(pair):
            found[f"the {pair}"] = number
    return found


def _nouns(texts: Sequence[str]) -> dict[str, int]:
    """Return the nouns that somebody says with "the", and how often with and without it."""
    nouns = {each for each in chain.from_iterable(map(_NOUN.findall, texts)) if not too_common(each)} - _VAGUE
    times = Counter(word for word in chain.from_iterable(map(_WORD.findall, texts)) if word in nouns)
    return {f"the {noun}": number for noun, number in times.items()}


def _varied(topics: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Take COUNT topics, no word of a topic twice, going round the speakers."""
    words: set[str] = set()
    by_speaker: dict[str, list[str]] = {}
    for speaker, topic in topics:
        own = set(topic.split()) - {"the"}
        if words.isdisjoint(own):
            words |= own
            by_speaker.setdefault(speaker, []).append(topic)
    rounds = [(turn, speaker, topic) for speaker, own in by_speaker.items() for turn, topic in enumerate(own)]
    return [(speaker, topic) for _, speaker, topic in sorted(rounds, key=lambda each: each[0])[:COUNT]]
