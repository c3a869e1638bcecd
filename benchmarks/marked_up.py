"""Gold from the markup of parliaments' XML: who says which paragraph, read apart from the formats of the project.

Names are taken from the element or attribute that prints them and are never cut by the project's own rules; `names_of`
tells which forms are right. These choices are made:

* One id is one voice. What a file prints for it anywhere ("The Presiding Officer (Alex Fergusson)", later "The
  Presiding Officer"), and what its list of persons gives, are all right for it. The id "unknown", and an entry that
  describes instead of naming ("representa cualquier persona": no capital at its start), are nobody's.
* "Ascencio Mansilla, don Gabriel" is also "Gabriel Ascencio Mansilla".
* A crowd ("Some hon. members", "Une voix") may be left without a speaker.
* UK: a paragraph of a speech that is italic or bold as a whole is the record's ("indicated dissent.", "Resolved,"), as
  are "rose—" and "[Interruption.]". An italic one that opens a procedure ("Amendment 84", "Motion agreed to,") takes
  with it what it announces: the paragraphs up to the next italic one, after a comma, colon or dash only those of the
  motion ("That the Parliament …").
* Canada: a paragraph that begins with a bold label and a colon is said by that label's voice, and so are the
  paragraphs after it; after a crowd it is the voice of the intervention again. Bracketed paragraphs, and the two that
  announce a division ("And five or more members having risen:"), are the record's. Written questions and answers are
  said by the questioner and the responder.
* Akoma Ntoso and TEI: a turn is `speech`, `question` or `answer` with `@by` and `from`, or `u` with `@who` and a `note`
  of type "speaker", also in TEI made from Akoma Ntoso. Either side of ".-" may stand on the wrong side of the tag: what
  follows it in the label is said, and a first paragraph's "El señor ASCENCIO (Presidente).-" is its label.

Of the record's own text (lists, headings, votes) nothing is claimed: it is yielded without names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from xml.etree import ElementTree

from index.names import folded

_TITLE = re.compile(
    r"^(?:(?:the |le |très |l['’])?(?:right |rt\.? )?hon(?:ou?rable)?\.?|mrs?\.?|ms\.?|miss|mme|m\.|dr\.?|mag\.|"
    r"sir|dame|prof\.?|gospod|gospa|el señor|la señora|predsednik|predsedujoči|podpredsednik|prosecretario) ",
    re.IGNORECASE,
)
_OFFICE = re.compile(r"(?:speaker|members?|officer|chair\w*|president|président|clerk|countess of \w+)$", re.IGNORECASE)
"""What a voice is known by instead of a name; it may keep its title: "Mr. Speaker"."""
_CROWD = re.compile(
    r"^(?:(?:some|several|an?|the|des|une?|plusieurs) )?(?:hon\.? |honou?rable |noble )?"
    r"(?:members?|lords|voix|députés?)$",
    re.IGNORECASE,
)
_INVERTED = re.compile(r"^(?P<surname>[^,]+), (?P<don>do[nñ]a? )?(?P<given>[A-ZÀ-Ý][\w.'’-]*(?: [A-ZÀ-Ý][\w.'’-]*)?)$")
_PROCEDURE = re.compile(
    r"^\W*(?:Question|Resolved|Ordered|Amendments?|Clause|Schedule|Moved by|Motions?|Bill|Debated?|Sitting|Meeting|"
    r"Adjourned|House adjourned|The (?:following|House|Assembly|Committee|Parliament))\b"
)
_MOTION = re.compile(r"^(?:That\b|[\"“‘(\[\d])")
_RECORDED = re.compile(r"^(?:rose ?[—-]|[(\[][^()\[\]]*[)\]]\.?|.{3,40} accordingly presented the Bill\.)$")
_ANNOUNCED = re.compile(
    r"^(?:[(\[](?:[^()]|\([^()]*\))*[)\]]\.?|(?:And|Et) .*\b(?:having risen|étant levés)\W*|Après l['’]appel\b.*:)$"
)
_LABEL_END = re.compile(r"\.\s?[-–—]\s*")
_LABEL_INSIDE = re.compile(r"^(?:El señor|La señora) [^.]{2,60}\.\s?[-–—]")
_EDGE = " .:,;-–—\t\n"
_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
_STYLES = frozenset(["i", "I", "em", "b"])
_TURNS = frozenset(["speech", "question", "answer"])


@dataclass(frozen=True, slots=True)
class Speech:
    """What one element of a file says, and who."""

    printed: str
    """As printed; empty for the record's own text and where the file names nobody."""
    paragraphs: tuple[str, ...]
    by: str = ""
    """The file's id of the voice, if it gives one."""
    names: frozenset[str] = frozenset()
    """Folded names that are right; empty where nothing is claimed."""

    @property
    def crowd(self) -> bool:
        """Whether it is said by several or by anybody."""
        return is_crowd(self.printed)


def is_crowd(printed: str) -> bool:
    """Whether a label stands for people whom nobody names: "Some hon. members"."""
    return _CROWD.match(printed.strip(_EDGE)) is not None


def names_of(printed: str) -> frozenset[str]:
    """Return what is right for a printed name: without brackets and titles, or who is bracketed after an office."""
    bare = re.sub(r"\s*\([^()]*(?:\([^()]*\))?[^()]*\)", "", printed).strip(_EDGE)
    inside = [part for part in re.findall(r"\(([^()]+)", printed) if "," not in part]
    of_office = re.match(r"^(?:The|Le|La) ", printed) is not None
    found = {folded(bare)} if _OFFICE.search(bare) else set()
    for form in (bare, *(part for part in inside if of_office or _TITLE.match(part))):
        name = form.strip(_EDGE)
        while (shorter := _TITLE.sub("", name)) != name:
            name = shorter
        found |= {folded(name), folded(re.sub(r"^(?:the|le|la) ", "", name, flags=re.IGNORECASE))}
        found.add(folded(re.sub(r"^(?:Lord|Lady|Baroness|Viscount|Earl) (?=\w)", "", name)))
        if turned := _INVERTED.match(name):
            forms = (turned["given"], (turned["don"] or "") + turned["given"])
            found |= {folded(f"{given} {turned['surname']}") for given in forms}
    return frozenset(found - {""})


def pooled(speeches: Sequence[Speech], listed: Mapping[str, str]) -> list[Speech]:
    """Give each speech the names of its voice: all that are printed or listed for its id.

    A voice without an id has what it prints; if that fits the names of one id alone, it is that id.
    """
    anybody = {"", "unknown"} | {by for by, name in listed.items() if name[:1].islower()}
    pools: dict[str, frozenset[str]] = {}
    for each in speeches:
        if each.by not in anybody and not each.crowd:
            known = pools.get(each.by) or names_of(listed.get(each.by, ""))
            pools[each.by] = known | names_of(each.printed)
    return [replace(each, names=pools.get(each.by) or _same_voice(each, pools)) for each in speeches]


def _same_voice(speech: Speech, pools: Mapping[str, frozenset[str]]) -> frozenset[str]:
    names = names_of(speech.printed)
    fitting = [pool for pool in pools.values() if pool & names]
    return names | fitting[0] if len(fitting) == 1 and not speech.crowd else names


def speeches_of(kind: str, root: ElementTree.Element) -> list[Speech]:
    """Return everything that a file of one of `KINDS` says, in order."""
    return pooled(list(KINDS[kind](root)), _listed(root))


def _parlparse(root: ElementTree.Element) -> Iterator[Speech]:
    for element in root:
        name, by, opened = element.get("speakername") or "", element.get("speakerid") or "", ""
        if element.tag != "speech":
            yield Speech("", _solid([_text(element)]))
        for child in element if element.tag == "speech" else ():
            text = " ".join(_text(child).split())
            if apart := _set_apart(child):
                opened = text if _PROCEDURE.match(text) and not text.endswith(".") else ""
            elif opened.endswith((",", ":", "—")) and not _MOTION.match(text):
                opened = ""
            recorded = apart or opened or _RECORDED.match(text)
            yield Speech("", _solid([text])) if recorded else Speech(name, _solid([text]), by)


def _set_apart(element: ElementTree.Element) -> bool:
    """Whether a paragraph is printed in italics or bold as a whole."""
    loose = [element.text, *(child.tail for child in element)]
    inner = all(each.tag in _STYLES for each in element) and not "".join(filter(None, loose)).strip()
    return element.get("class") == "italic" or (len(element) > 0 and inner)


def _canada(root: ElementTree.Element) -> Iterator[Speech]:
    body = root.find("HansardBody")
    yield from _canada_inside(body if body is not None else root)


def _canada_inside(element: ElementTree.Element) -> Iterator[Speech]:
    for child in element:
        if child.tag == "Intervention":
            yield from _intervention(child)
        elif child.tag == "WrittenQuestionResponse":
            yield from _written(child)
        elif child.tag in ("ParaText", "Timestamp", "FloorLanguage", "ProceduralText") or not len(child):
            yield Speech("", _solid([_text(child)]))
        else:
            yield from _canada_inside(child)


def _intervention(element: ElementTree.Element) -> Iterator[Speech]:
    opening = _person(element.find("PersonSpeaking"))
    yield opening
    voice = own = (opening.printed, opening.by)
    for part in element.find("Content") or ():
        text = " ".join(_text(part).split())
        if label := _bold_label(part, text):
            voice, text = (label, ""), text.partition(":")[2].strip()
        elif is_crowd(voice[0]):
            voice = own
        recorded = part.tag not in ("ParaText", "Quote") or _ANNOUNCED.match(text) is not None
        yield Speech("", _solid([text])) if recorded else Speech(voice[0], _solid([text]), voice[1])


def _written(element: ElementTree.Element) -> Iterator[Speech]:
    """Yield a written question and its answer, each under the name that stands before it."""
    voice = Speech("", ())
    for part in element:
        if part.tag in ("Questioner", "Responder"):
            voice = _person(part)
            yield voice
        elif part.tag in ("QuestionContent", "ResponseContent"):
            for text in _solid([_text(paragraph) for paragraph in part]):
                yield Speech("", (text,)) if _ANNOUNCED.match(text) else replace(voice, paragraphs=(text,))
        else:
            yield Speech("", _solid([_text(part)]))


def _person(element: ElementTree.Element | None) -> Speech:
    """Return who is named, with what the element holds of the words after the colon."""
    affiliation = None if element is None else element.find(".//Affiliation")
    name, _, said = " ".join(_text(element).split()).partition(":")
    return Speech(name.strip(), _solid([said]), "" if affiliation is None else affiliation.get("DbId") or "")


def _bold_label(part: ElementTree.Element, text: str) -> str:
    """Return what a paragraph's first words in bold name, if nothing but they stand before its first colon."""
    if not len(part) or part[0].tag != "B" or (part.text or "").strip() or ":" not in text:
        return ""
    label = text.partition(":")[0].strip()
    return label if label == " ".join(_text(part[0]).split()).partition(":")[0].strip() else ""


def _akoma_ntoso(root: ElementTree.Element) -> Iterator[Speech]:
    yield from _akoma_inside(next((each for each in root.iter() if _tag(each) == "debateBody"), root))


def _akoma_inside(element: ElementTree.Element) -> Iterator[Speech]:
    for child in element:
        if _tag(child) in _TURNS:
            label = " ".join(_text(part) for part in child if _tag(part) == "from")
            yield _labelled(label, child.get("by"), [_text(part) for part in child if _tag(part) != "from"])
        elif any(_tag(each) in _TURNS for each in child.iter()):
            yield from _akoma_inside(child)
        else:
            yield Speech("", _solid([_text(child)]))


def _labelled(label: str, by: str | None, texts: Sequence[str]) -> Speech:
    """Return a turn whose label ends in ".-" somewhere: in the tag, behind it or further on."""
    paragraphs = _solid(texts)
    if not label.strip() and paragraphs and (inside := _LABEL_INSIDE.match(paragraphs[0])):
        label, paragraphs = inside[0], (paragraphs[0][inside.end() :], *paragraphs[1:])
    name, *said = _LABEL_END.split(" ".join(label.split()), maxsplit=1)
    return Speech(name.strip(_EDGE), _solid([*said, *paragraphs]), (by or "").lstrip("#"))


def _tei(root: ElementTree.Element) -> Iterator[Speech]:
    """Yield utterances; a label inside one is its own, one outside holds until another voice."""
    turns = [each for each in root.iter() if _tag(each) == "u"]
    inside = {id(part) for turn in turns for part in turn if part.get("type") == "speaker"}
    note = speaking = ""
    for element in root.iter():
        if _tag(element) == "note" and element.get("type") == "speaker" and id(element) not in inside:
            note, speaking = _LABEL_END.split(_text(element))[0], ""
        elif _tag(element) == "u":
            by = (element.get("who") or "").lstrip("#")
            note, speaking = note if speaking in ("", by) else "", by
            own = next((_text(part) for part in element if id(part) in inside), "")
            yield _labelled(own or note, by, [_text(part) for part in element if _tag(part) in ("seg", "s", "p")])


def _listed(root: ElementTree.Element) -> dict[str, str]:
    """Return the names that a list of persons gives to ids."""
    people = {each.get("eId") or "": each.get("showAs") or "" for each in root.iter() if _tag(each) == "TLCPerson"}
    return people | {each.get(_XML_ID) or "": _persons_name(each) for each in root.iter() if _tag(each) == "person"}


def _persons_name(person: ElementTree.Element) -> str:
    parts = [each for each in person.iter() if _tag(each) in ("forename", "surname", "addName")]
    ordered = [part for tag in ("forename", "surname") for part in parts if _tag(part) == tag]
    if ordered:
        return " ".join(_text(part).strip() for part in ordered)
    return next((_text(each) for each in person.iter() if _tag(each) == "persName"), "").strip()


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _text(element: ElementTree.Element | None) -> str:
    return "" if element is None else "".join(element.itertext())


def _solid(texts: Sequence[str]) -> tuple[str, ...]:
    joined = (" ".join(text.split()) for text in texts)
    return tuple(text for text in joined if text)


KINDS: dict[str, Callable[[ElementTree.Element], Iterator[Speech]]] = {
    "UK Hansard": _parlparse,
    "Canadian Hansard": _canada,
    "Akoma Ntoso": _akoma_ntoso,
    "TEI": _tei,
}
