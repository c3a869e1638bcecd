"""Akoma Ntoso: speeches by persons in roles, questions and answers, scenes, and texts where nobody speaks."""

from __future__ import annotations

import datetime as dt
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from index.attribution import attribute
from index.documents import Block, Document
from index.formats import xml
from index.records import Attribution, Kind, Turn

DEBATE = """<?xml version="1.0" encoding="UTF-8"?>
<akomaNtoso xmlns="{namespace}">
  <debate name="hansard">
    <meta>
      <identification source="#x">
        <FRBRWork><FRBRthis value="/os/debate/2031-03-11"/><FRBRdate date="2031-03-11" name="generation"/></FRBRWork>
        <FRBRExpression>
          <FRBRuri value="https://example.org/os/debate/2031-03-12"/><FRBRlanguage language="eng"/>
        </FRBRExpression>
      </identification>
      <references source="#x">
        <TLCPerson {id}="berg" href="/p/berg" showAs="Mr. Ola Berg"/>
        <TLCPerson {id}="korvin" href="/p/korvin" showAs="Korvin, don Ada."/>
        <TLCPerson {id}="anyone" href="/p/0" showAs="anyone at all"/>
        <TLCRole {id}="chair" href="/r/chair" showAs="Chair of the Assembly"/>
      </references>
    </meta>
    <preface>
      <p>THE <docProponent>ASSEMBLY OF OSK</docProponent></p>
      <p><docTitle>THIRD MEETING</docTitle></p>
      <p>Wednesday, <docDate date="2031-03-12">12th March 2031</docDate></p>
    </preface>
    <debateBody>
      <debateSection name="opening">
        <num>I.</num><heading>OPENING</heading>
        <narrative>The Assembly met at <recordedTime time="10:00:00">10 a.m.</recordedTime></narrative>
        <speech by="#korvin" as="#chair">
          <from>The Chair:</from>
          <p>Ferries are deferred to tomorrow <remark type="sceneDescription">(applause)</remark> at noon.</p>
          <ul><li>first, the fares:<ol><li>adults</li><li>children</li></ol>and then the rest</li></ul>
        </speech>
        <scene>(Laughter)</scene>
      </debateSection>
      <questions>
        <heading>QUESTIONS</heading>
        <question by="#berg" to="#korvin"><from>Mr. Berg.-</from><p>What does a ticket co<eop/>st?</p></question>
        <answer by="#korvin"><p>Three crowns.</p></answer>
        <question><p>And for children?</p></question>
        <summary>(Question deferred)</summary>
      </questions>
      <speech by="#anyone"><from>Mrs. Ina Fell</from><p>Thank you.</p></speech>
      <speech by="#anyone"><from>Mr. Tom Ash</from><p>Thank you, too.</p></speech>
      <speechGroup by="#berg"><from>Mr. Ola Berg:</from><speech><p>One more word.</p></speech></speechGroup>
      <adjournment><p>The Assembly rose at noon.</p></adjournment>
    </debateBody>
  </debate>
</akomaNtoso>
"""
FINAL = DEBATE.replace("{namespace}", "http://docs.oasis-open.org/legaldocml/ns/akn/3.0").replace("{id}", "eId")
OLD = DEBATE.replace("{namespace}", "http://www.akomantoso.org/1.0").replace("{id}", "id")


def read(text: str) -> Document:
    (found,) = xml.read(text.encode())
    return found


@pytest.mark.parametrize("text", [FINAL, OLD, OLD.replace(' xmlns="http://www.akomantoso.org/1.0"', "")])
def test_a_debate_gives_its_turns_in_every_version(text: str) -> None:
    found, _ = attribute(read(text))
    assert [(turn.kind.value, turn.speaker, turn.as_printed, turn.text) for turn in found] == [
        ("narration", None, None, "THE ASSEMBLY OF OSK\n\nWednesday, 12th March 2031"),
        ("narration", None, None, "I. OPENING"),
        ("narration", None, None, "The Assembly met at 10 a.m."),
        ("speech", "Ada Korvin", "The Chair", "Ferries are deferred to tomorrow"),
        ("stage", None, None, "(applause)"),
        (
            "speech",
            "Ada Korvin",
            "The Chair",
            "at noon.\n\nfirst, the fares:\n\nadults\n\nchildren\n\nand then the rest",
        ),
        ("stage", None, None, "(Laughter)"),
        ("narration", None, None, "QUESTIONS"),
        ("speech", "Ola Berg", "Mr. Berg", "What does a ticket cost?"),
        ("speech", "Ada Korvin", "Korvin, don Ada.", "Three crowns."),
        ("question", None, None, "And for children?"),
        ("stage", None, None, "(Question deferred)"),
        ("speech", "Ina Fell", "Mrs. Ina Fell", "Thank you."),
        ("speech", "Tom Ash", "Mr. Tom Ash", "Thank you, too."),
        ("speech", "Ola Berg", "Mr. Ola Berg", "One more word."),
        ("narration", None, None, "The Assembly rose at noon."),
    ]
    assert found[3].role == "Chair of the Assembly"
    assert found[3].attribution is found[5].attribution is Attribution.MARKUP


def test_the_head_comes_from_the_preface_and_the_metadata() -> None:
    assert replace(read(FINAL), blocks=()) == Document(
        blocks=(),
        title="THIRD MEETING",
        date=dt.date(2031, 3, 12),
        venue="ASSEMBLY OF OSK",
        language="en",
        source="https://example.org/os/debate/2031-03-12",
        dropped=("THIRD MEETING", "The Chair:", "Mr. Berg.-", "Mrs. Ina Fell", "Mr. Tom Ash", "Mr. Ola Berg:"),
    )


def test_a_title_amid_a_line_or_another_title_stays() -> None:
    found = read(FINAL.replace("<p><docTitle>THIRD MEETING</docTitle></p>", "<p>On <docTitle>Osk</docTitle> now</p>"))
    assert (found.title, "On Osk now" in found.blocks[0].text) == ("Osk", True)


@pytest.mark.parametrize(
    ("shown", "printed", "first", "label", "said"),
    [
        (
            "Korvin Lund, don Ada.",
            None,
            "La señora KORVIN (Presidenta).- Se abre la sesión.",
            "La señora KORVIN (Presidenta).-",
            "Se abre la sesión.",
        ),
        ("Ada Korvin", "Mrs. KORVIN", "Mrs. Korvin</p><p>Order.", "Mrs. Korvin", "Order."),
        ("Ada Korvin", "Mrs. KORVIN:", "ADA KORVIN:Order.", None, "ADA KORVIN:Order."),
        ("Ada Korvin", None, "Ada Korvin: Order.", "Ada Korvin:", "Order."),
        ("Ada Korvin", None, "Mr. Berg: Order.", None, "Mr. Berg: Order."),
        ("Ada Korvin", None, "Ada: a ferry, and a name.", None, "Ada: a ferry, and a name."),
        ("Ada Korvin", None, "Ada Korvin:", None, "Ada Korvin:"),
    ],
)
def test_the_speakers_name_printed_once_more_at_the_head_of_a_speech_is_left_out(
    shown: str, printed: str | None, first: str, label: str | None, said: str
) -> None:
    person = f'<meta><references><TLCPerson eId="k" showAs="{shown}"/></references></meta>'
    marked = f"<from>{printed}</from>" if printed else ""
    speech = f'<speech by="#k">{marked}<p>{first}</p></speech>'
    found = read(f"<akomaNtoso><debate>{person}<debateBody>{speech}</debateBody></debate></akomaNtoso>")
    assert [block.text for block in found.blocks] == [said]
    assert found.dropped == tuple(each for each in (printed, label) if each)


def test_without_a_printed_date_the_day_is_that_of_the_work() -> None:
    assert read(FINAL.replace('<docDate date="2031-03-12">12th March 2031</docDate>', "noon")).date == dt.date(
        2031, 3, 11
    )


def test_a_text_in_which_nobody_is_marked_is_left_to_the_rules_for_labels() -> None:
    found = read("<akomaNtoso><debate><heading>Talk</heading><p>Ola Berg: Yes.</p></debate></akomaNtoso>")
    assert found.blocks == (Block("Talk", heading=True), Block("Ola Berg: Yes."))
    assert attribute(found)[0][-1] == Turn("Yes.", "Ola Berg", "Ola Berg", None, Attribution.LABEL)


def test_a_speech_without_anybody_is_unknown_and_goes_to_nobody_before_it() -> None:
    said = '<speech by="#berg"><from>Mr. Berg</from><p>Yes.</p></speech><speech><p>No.</p></speech>'
    found, _ = attribute(read(f"<akomaNtoso><debate><debateBody>{said}</debateBody></debate></akomaNtoso>"))
    assert [(turn.speaker, turn.attribution.value) for turn in found] == [("Berg", "markup"), (None, "unknown")]


ORIGINALS = Path(__file__).parents[3] / "shared" / "data" / "speeches" / "tei-parliaments" / "originals.tar.gz"


@pytest.mark.corpora
@pytest.mark.skipif(not ORIGINALS.exists(), reason="the public corpora are not here")
def test_every_speech_of_the_examples_keeps_its_words() -> None:
    count = 0
    with tarfile.open(ORIGINALS) as archive:
        for member in (each for each in archive if each.name.endswith(".xml")):
            file = archive.extractfile(member)
            assert file is not None
            data = file.read()
            root = etree.fromstring(data, etree.XMLParser(remove_comments=True))
            if not str(root.tag).endswith("}akomaNtoso"):
                continue
            (found,) = xml.read(data)
            voices = list(root.iter("{*}speech", "{*}question", "{*}answer"))
            gold = [said for each in voices if (said := "".join(letters(p) for p in each.iter("{*}p")))]
            mine = [block.turn for block in found.blocks if block.turn and block.turn.kind is Kind.SPEECH]
            count += len(gold)
            assert len(mine) >= len(gold)
            everything = "".join(letters(block.text) for block in found.blocks)
            labels = tuple(letters(text) for text in found.dropped)
            for said in (letters(p) for each in voices for p in each.iter("{*}p")):
                behind = (said.removeprefix(label) for label in labels)
                assert said in everything or any(len(part) < len(said) and part in everything for part in behind)
            for meta in list(root.iter("{*}meta")):
                meta.clear()
            seen = everything + "".join(letters(text) for text in found.dropped)
            assert len(seen) == len(letters(root))
    assert count == 72


def letters(text: str | etree._Element) -> str:
    """Return a text, or that of an element, without white space."""
    return "".join((text if isinstance(text, str) else "".join(map(str, text.itertext()))).split())
