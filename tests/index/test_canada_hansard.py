"""Canadian House XML: interventions, voices printed in bold amid them, written questions, lists of votes."""

from __future__ import annotations

import datetime as dt
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from index.attribution import attribute
from index.documents import Document
from index.formats import xml
from index.records import Attribution, Kind, Turn

SITTING = """<?xml version="1.0" encoding="UTF-8"?>
<Hansard xml:lang="EN" id="1">
  <StartPageNumber>1</StartPageNumber>
  <DocumentTitle><DocumentName>OFFICIAL REPORT</DocumentName></DocumentTitle>
  <ExtractedInformation>
    <ExtractedItem Name="InstitutionDebate">House of Osk Debates</ExtractedItem>
    <ExtractedItem Name="Number">N<Sup>o</Sup> 12</ExtractedItem>
    <ExtractedItem Name="Session">1st SESSION</ExtractedItem>
    <ExtractedItem Name="Parliament">9th PARLIAMENT</ExtractedItem>
    <ExtractedItem Name="Date">Wednesday, March 12, 2031</ExtractedItem>
    <ExtractedItem Name="Institution">HOUSE OF OSK</ExtractedItem>
    <ExtractedItem Name="MetaDateNumDay">12</ExtractedItem>
    <ExtractedItem Name="MetaDateNumMonth">03</ExtractedItem>
    <ExtractedItem Name="MetaDateNumYear">2031</ExtractedItem>
  </ExtractedInformation>
  <HansardBody>
    <Intro><ParaText>The House met at 10 a.m.</ParaText><Prayer>Prayer</Prayer></Intro>
    <OrderOfBusiness><OrderOfBusinessTitle>Government Orders</OrderOfBusinessTitle><CatchLine>Orders</CatchLine>
      <SubjectOfBusiness>
        <Timestamp Hr="10" Mn="00">(1000)</Timestamp><FloorLanguage language="FR">[<I>Translation</I>]</FloorLanguage>
        <SubjectOfBusinessTitle>Ferries Act</SubjectOfBusinessTitle>
        <SubjectOfBusinessContent>
          <Intervention Type="Debate">
            <PersonSpeaking>
              <Affiliation DbId="7" Type="2">Mr. Ola Berg (Osk—Marlhaven, PP)</Affiliation>: </PersonSpeaking>
            <Content>
              <ParaText>moved that Bill <Document DbId="3">C-1, the Ferries Act</Document>, be read. </ParaText>
              <ProceduralText>Bill C-1. Third reading</ProceduralText>
              <ParaText>He said: Madam Speaker, ferries matter.</ParaText>
              <FloorLanguage language="EN">[<I>English</I>]</FloorLanguage>
              <ParaText>They say: <Quote><QuotePara>All aboard.</QuotePara>
                <QuotePara>Mind the gap.</QuotePara></Quote></ParaText>
            </Content>
          </Intervention>
          <Intervention>
            <PersonSpeaking><Affiliation DbId="8">The Chair (Ms. Ada Korvin (Lund, PP))</Affiliation>: </PersonSpeaking>
            <Content>
              <ParaText>Is that agreed?</ParaText>
              <ParaText><B>Some hon. members:</B> Agreed.</ParaText>
              <ParaText><B>The Chair</B>: So ordered, with <B>one note:</B> be brief.</ParaText>
              <ProceduralText>(Motion agreed to)</ProceduralText>
            </Content>
          </Intervention>
          <Intervention>
            <PersonSpeaking><Affiliation DbId="8">The Chair</Affiliation>: </PersonSpeaking>
            <Content><ParaText>Thank you.</ParaText></Content>
          </Intervention>
          <Division><DivisionNumber>(Division No. 1)</DivisionNumber>
            <DivisionType><Type>YEAS</Type><Affiliation DbId="7">Berg</Affiliation><Total> -- 1</Total></DivisionType>
          </Division>
          <WrittenQuestionResponse>
            <QuestionID>Question No. 5--</QuestionID>
            <Questioner><Affiliation DbId="9">Mrs. Ina Fell</Affiliation>:</Questioner>
            <QuestionContent><ParaText>What does a ticket cost?</ParaText></QuestionContent>
            <Responder><Affiliation DbId="10">Hon. Tom Ash (Minister of Ports, PP)</Affiliation>:</Responder>
            <ResponseContent><ParaText>Three crowns.</ParaText></ResponseContent>
          </WrittenQuestionResponse>
          <WrittenQuestionResponse>
            <QuestionID>Question No. 6--</QuestionID>
            <Questioner><Affiliation DbId="9">Mrs. Ina Fell</Affiliation>:</Questioner>
            <QuestionContent><ParaText>And for children?</ParaText></QuestionContent>
            <ResponseContent><ParaText>Nothing.</ParaText></ResponseContent>
          </WrittenQuestionResponse>
        </SubjectOfBusinessContent>
      </SubjectOfBusiness>
    </OrderOfBusiness>
  </HansardBody>
</Hansard>
"""


def read(text: str) -> Document:
    (found,) = xml.read(text.encode())
    return found


def intervention(name: str, said: str, identity: str = "7") -> str:
    speaking = f'<PersonSpeaking><Affiliation DbId="{identity}">{name}</Affiliation>: </PersonSpeaking>'
    return f"<Intervention>{speaking}<Content>{said}</Content></Intervention>"


def turns(text: str) -> tuple[Turn, ...]:
    return attribute(read(text))[0]


def test_a_sitting_gives_its_turns() -> None:
    found = turns(SITTING)
    berg, chair = "Mr. Ola Berg (Osk—Marlhaven, PP)", "The Chair (Ms. Ada Korvin (Lund, PP))"
    assert [(turn.kind.value, turn.speaker, turn.as_printed, turn.text) for turn in found] == [
        ("narration", None, None, "The House met at 10 a.m."),
        ("narration", None, None, "Prayer"),
        ("narration", None, None, "Government Orders"),
        ("narration", None, None, "Ferries Act"),
        ("speech", "Ola Berg", berg, "moved that Bill C-1, the Ferries Act, be read."),
        ("narration", None, None, "Bill C-1. Third reading"),
        (
            "speech",
            "Ola Berg",
            berg,
            "He said: Madam Speaker, ferries matter.\n\nThey say:\n\nAll aboard.\n\nMind the gap.",
        ),
        ("speech", "Ada Korvin", chair, "Is that agreed?"),
        ("speech", None, "Some hon. members", "Agreed."),
        ("speech", "Ada Korvin", "The Chair", "So ordered, with one note: be brief."),
        ("stage", None, None, "(Motion agreed to)"),
        ("speech", "Ada Korvin", "The Chair", "Thank you."),
        ("narration", None, None, "(Division No. 1)"),
        ("narration", None, None, "Question No. 5--"),
        ("speech", "Ina Fell", "Mrs. Ina Fell", "What does a ticket cost?"),
        ("speech", "Tom Ash", "Hon. Tom Ash (Minister of Ports, PP)", "Three crowns."),
        ("narration", None, None, "Question No. 6--"),
        ("speech", "Ina Fell", "Mrs. Ina Fell", "And for children?"),
        ("speech", None, None, "Nothing."),
    ]
    assert found[7].attribution is Attribution.MARKUP
    assert found[9].attribution is Attribution.LABEL
    assert found[-1].attribution is Attribution.UNKNOWN


def test_the_head_comes_from_the_extracted_items() -> None:
    assert replace(read(SITTING), blocks=(), dropped=()) == Document(
        blocks=(),
        title="House of Osk Debates, No 12, 1st SESSION, 9th PARLIAMENT",
        date=dt.date(2031, 3, 12),
        venue="HOUSE OF OSK",
        language="en",
    )


def test_what_is_left_out_is_told() -> None:
    dropped = read(SITTING).dropped
    assert dropped[:4] == ("OFFICIAL REPORT", "Orders", "(1000)", "[Translation]")
    assert "YEASBerg -- 1" in dropped


def test_french_forms_of_address_are_no_part_of_names() -> None:
    said = intervention("Le président (M. Ola Berg (Osk, PP))", "<ParaText>À l'ordre.</ParaText>") + intervention(
        "M. Tom Ash", "<ParaText>Merci.</ParaText><ParaText><B>Une voix:</B> Bravo!</ParaText>", "8"
    )
    found = turns(
        f'<Hansard xml:lang="FR">{said}{intervention("Mme Ina Fell", "<ParaText>Oui.</ParaText>", "9")}</Hansard>'
    )
    assert [turn.speaker for turn in found] == ["Ola Berg", "Tom Ash", None, "Ina Fell"]


def test_words_that_stand_in_the_label_are_said() -> None:
    speaking = "<PersonSpeaking><Affiliation DbId='7'>The Chair</Affiliation>: Order. We begin.</PersonSpeaking>"
    found = read(
        f"<Hansard><Intervention>{speaking}<Content><ParaText>Mr. Ash.</ParaText></Content></Intervention></Hansard>"
    )
    assert [(block.turn.as_printed, block.text) for block in found.blocks if block.turn] == [
        ("The Chair", "Order. We begin.\n\nMr. Ash.")
    ]
    assert found.dropped == ("The Chair:",)


def test_a_label_whose_colon_is_bold_by_itself_names_the_next_voice() -> None:
    said = (
        "<ParaText>I move it.</ParaText>"
        "<ParaText><B>The Acting Chair (Ms. Ina Fell)</B><B>:</B> Call in the members.</ParaText>"
        "<ParaText><B>Note</B> the <B>:</B> sign.</ParaText>"
    )
    found = read(f"<Hansard>{intervention('Mr. Ola Berg', said)}</Hansard>")
    assert [(block.turn.as_printed, block.text) for block in found.blocks if block.turn] == [
        ("Mr. Ola Berg", "I move it."),
        ("The Acting Chair (Ms. Ina Fell)", "Call in the members.\n\nNote the : sign."),
    ]
    assert found.dropped == ("Mr. Ola Berg:", "The Acting Chair (Ms. Ina Fell)", ":")


@pytest.mark.parametrize(
    "decision",
    [
        "(Article 25 agreed to)",
        "(Clause 2 agreed to by six to five. [See Minutes of Proceedings])",
        "(Clause 2 agreed to) (Clause 3 negatived)",
    ],
)
def test_decisions_in_brackets_are_nobodys_words(decision: str) -> None:
    said = f"<ParaText>Shall it carry?</ParaText><ParaText>{decision}</ParaText><ParaText>Thank you.</ParaText>"
    found = turns(f"<Hansard>{intervention('The Chair', said)}</Hansard>")
    assert [(turn.kind.value, turn.text) for turn in found] == [
        ("speech", "Shall it carry?"),
        ("stage", decision),
        ("speech", "Thank you."),
    ]


@pytest.mark.parametrize("words", ["(a) Ferries (and ports)", "(Ferries) sail (daily)", "(1) (2)"])
def test_words_that_only_begin_and_end_in_brackets_are_said(words: str) -> None:
    (turn,) = turns(f"<Hansard>{intervention('The Chair', f'<ParaText>{words}</ParaText>')}</Hansard>")
    assert (turn.kind, turn.text) == (Kind.SPEECH, words)


@pytest.mark.parametrize("day", ["31", "x", ""])
def test_a_day_that_does_not_exist_is_none(day: str) -> None:
    text = SITTING.replace('Day">12', f'Day">{day}').replace('Month">03', 'Month">02')
    assert read(text).date is None


ORIGINALS = Path(__file__).parents[3] / "shared" / "data" / "speeches" / "canada-hansard" / "originals.tar.gz"


@pytest.mark.corpora
@pytest.mark.skipif(not ORIGINALS.exists(), reason="the public corpora are not here")
def test_every_intervention_of_the_house_keeps_its_words_and_its_printed_name() -> None:
    count = 0
    with tarfile.open(ORIGINALS) as archive:
        for member in (each for each in archive if each.name.endswith(".xml")):
            file = archive.extractfile(member)
            assert file is not None
            data = file.read()
            (found,) = xml.read(data)
            root = etree.fromstring(data)
            gold = [
                (label, said)
                for each in root.iter("Intervention")
                if (said := paragraphs(each)) and (label := letters(" ".join(each.find("PersonSpeaking").itertext())))
            ]
            count += len(gold)
            starts = [
                letters(block.turn.as_printed or "")
                for block in found.blocks
                if block.turn and block.turn.kind is Kind.SPEECH and block.turn.attribution is Attribution.MARKUP
            ]
            labels = iter(starts)
            assert all(any(start and label.startswith(start) for start in labels) for label, _ in gold)
            said_here = letters(" ".join(block.text for block in found.blocks))
            assert all(said in said_here for _, said in gold)
            for each in root.iter("ExtractedInformation", "StartPageNumber"):
                each.clear()
            seen = sum(len(letters(text)) for text in (*(block.text for block in found.blocks), *found.dropped))
            assert seen == len(letters("".join(map(str, root.itertext()))))
            assert found.date is not None
            assert found.language == root.get("{http://www.w3.org/XML/1998/namespace}lang").lower()
    assert count == 3455


def paragraphs(element: etree._Element) -> str:
    """Return the first paragraph that an intervention begins with, without a bold label."""
    first = element.find("Content/ParaText")
    if first is None or first.find("B") is not None:
        return ""
    return letters("".join(map(str, first.itertext())))


def letters(text: str) -> str:
    """Return a text without white space."""
    return "".join(text.split())
