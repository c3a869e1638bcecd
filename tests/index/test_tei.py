"""TEI: utterances of persons in a list, notes that name them or interrupt them, sentences cut into words, corpora."""

from __future__ import annotations

import datetime as dt
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from index.attribution import attribute
from index.documents import Block, Document
from index.errors import EmptyTranscriptError
from index.formats import xml
from index.records import Attribution, Kind, Turn

HEADER = """
<teiHeader>
  <fileDesc>
    <titleStmt>
      <title type="main" xml:lang="sl">Zapisnik</title>
      <title type="main" xml:lang="en">Minutes of the Assembly of Osk</title>
      <title type="sub" xml:lang="en">Third sitting</title>
    </titleStmt>
    <publicationStmt>
      <availability><p><ref target="https://example.org/licence">Licence</ref></p></availability>
      <date when="2035-01-01"/>
    </publicationStmt>
    <sourceDesc><bibl><idno type="URI">https://example.org/osk/3</idno><date when="2031-03-11"/></bibl></sourceDesc>
  </fileDesc>
  <profileDesc>
    <settingDesc><setting>
      <name type="org" xml:lang="sl">Zbor</name><name type="org" xml:lang="en">Assembly of Osk</name>
      <name type="city">Marlhaven</name><name type="country" key="OS">Osk</name>
      <date when="2031-03-12" ana="#parla.sitting">12 March 2031</date>
    </setting></settingDesc>
    <particDesc><listPerson>
      <person xml:id="BergOla">
        <persName><surname>Berg</surname><roleName>Dr.</roleName><forename>Ola</forename></persName>
        <affiliation from="2030-01-01" to="2031-12-31"><roleName xml:lang="sl">minister</roleName>
          <roleName xml:lang="en">Minister of Ports</roleName></affiliation>
        <affiliation from="2032-01-01"><roleName>Mayor</roleName></affiliation>
      </person>
      <person xml:id="KorvinAda"><persName><forename>Ada</forename><surname>KORVIN</surname></persName></person>
      <person xml:id="unknown-F"><persName>Unidentified woman</persName></person>
    </listPerson></particDesc>
  </profileDesc>
</teiHeader>
"""
BODY = """
<text>
  <front><div type="preface"><head>ASSEMBLY OF OSK</head>
    <note type="president">Ada Korvin was in the chair.</note></div></front>
  <body>
    <div>
      <note type="time">The meeting opened at <time when="10:00">10.00</time>.</note>
      <note type="speaker">THE CHAIR ADA KORVIN:</note>
      <u who="#KorvinAda" ana="#chair" xml:id="u1">
        <seg>Dear <name>members</name>, we begin.</seg>
        <note type="comment">/Applause/</note>
        <seg>The ferries <gap reason="inaudible"><desc>inaudible</desc></gap> first.</seg>
        <kinesic type="laughter"><desc>(Laughter)</desc></kinesic>
        <seg>Dr. Berg.</seg>
      </u>
      <head>Ferries</head>
      <u who="#BergOla"><note type="speaker">Dr. Berg.- </note>
        <seg>A ticket costs <measure>three</measure> crowns.</seg><seg>Children sail free.</seg></u>
      <vocal who="#x"><desc>shouting</desc></vocal>
      <note type="vote">For <measure>4</measure>, against 1.</note>
      <note type="speaker">A WOMAN:</note>
      <u who="#unknown-F"><seg>Shame!</seg></u>
      <u who="ParlaOsk-listPerson.xml#FellIna" prev="#u1"><seg>Thank you.</seg></u>
      <u><seg>And me?</seg></u>
    </div>
  </body>
</text>
"""
SITTING = f'<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:id="osk.3" xml:lang="en">{HEADER}{BODY}</TEI>'


def read(text: str) -> Document:
    (found,) = xml.read(text.encode())
    return found


def turns(text: str) -> tuple[Turn, ...]:
    return attribute(read(text))[0]


@pytest.mark.parametrize("text", [SITTING, SITTING.replace(' xmlns="http://www.tei-c.org/ns/1.0"', "")])
def test_a_sitting_gives_its_turns_with_or_without_a_namespace(text: str) -> None:
    found = turns(text)
    assert [(turn.kind.value, turn.speaker, turn.as_printed, turn.role, turn.text) for turn in found] == [
        ("narration", None, None, None, "ASSEMBLY OF OSK"),
        ("narration", None, None, None, "Ada Korvin was in the chair."),
        ("narration", None, None, None, "The meeting opened at 10.00."),
        ("speech", "Ada Korvin", "THE CHAIR ADA KORVIN", "The Chair", "Dear members, we begin."),
        ("stage", None, None, None, "/Applause/"),
        ("speech", "Ada Korvin", "THE CHAIR ADA KORVIN", "The Chair", "The ferries first."),
        ("stage", None, None, None, "(Laughter)"),
        ("speech", "Ada Korvin", "THE CHAIR ADA KORVIN", "The Chair", "Dr. Berg."),
        ("narration", None, None, None, "Ferries"),
        (
            "speech",
            "Ola Berg",
            "Dr. Berg",
            "Dr., Minister of Ports",
            "A ticket costs three crowns.\n\nChildren sail free.",
        ),
        ("stage", None, None, None, "shouting"),
        ("narration", None, None, None, "For 4, against 1."),
        ("speech", "A Woman", "A WOMAN", None, "Shame!"),
        ("speech", "FellIna", "FellIna", None, "Thank you."),
        ("speech", None, None, None, "And me?"),
    ]
    assert {turn.attribution for turn in found[3:8:2]} == {Attribution.MARKUP}
    assert found[-1].attribution is Attribution.UNKNOWN


def test_the_head_comes_from_the_header() -> None:
    assert replace(read(SITTING), blocks=()) == Document(
        blocks=(),
        id="osk.3",
        title="Minutes of the Assembly of Osk",
        date=dt.date(2031, 3, 12),
        venue="Assembly of Osk, Marlhaven, Osk",
        language="en",
        source="https://example.org/osk/3",
        dropped=("THE CHAIR ADA KORVIN:", "Dr. Berg.-", "A WOMAN:"),
    )


def test_title_and_place_are_in_the_transcripts_language() -> None:
    found = read(SITTING.replace('xml:lang="en">\n<teiH', 'xml:lang="slv">\n<teiH'))
    assert (found.language, found.title, found.venue) == ("sl", "Zapisnik", "Zbor, Marlhaven, Osk")


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ('<date when="2031-03"/>', dt.date(2031, 3, 11)),
        ('<date from="2031-03-12" to="2031-03-14"/>', dt.date(2031, 3, 11)),
        ('<date when="2031-03-12T10:00:00+02:00"/>', dt.date(2031, 3, 12)),
        ('<date when="2031-02-30"/>', dt.date(2031, 3, 11)),
    ],
)
def test_a_date_that_is_no_day_is_passed_over(dates: str, expected: dt.date) -> None:
    given = '<date when="2031-03-12" ana="#parla.sitting">12 March 2031</date>'
    assert given in SITTING
    assert read(SITTING.replace(given, dates)).date == expected


def test_words_are_joined_as_printed() -> None:
    words = """<u who="#a"><seg>
      <s><w>We</w> <w join="right">can</w><w>not</w> <name><w join="right">pay</w></name><pc>,</pc>
         <pc join="right">(</pc><w join="right">sorry</w><pc>)</pc></s>
      <s><w>No<w norm="not"/></w><pc join="left">.</pc></s>
    </seg></u>"""
    assert turns(f"<TEI><text><body>{words}</body></text></TEI>")[0].text == "We cannot pay, (sorry) No."
    spaced = "<u who='#a'><s>\n<w>We</w>\n<c> </c>\n<w>pay</w>\n<pc>.</pc>\n</s><c> </c><s><w>Now</w><pc>!</pc></s></u>"
    assert turns(f"<TEI><text><body>{spaced}</body></text></TEI>")[0].text == "We pay. Now!"


def test_a_play_names_its_speakers_in_the_text() -> None:
    acts = """<sp who='#a'><speaker>OLA BERG:</speaker><p>Yes.</p><stage>(exit)</stage></sp>
      <sp><speaker>ADA</speaker><l>No.</l></sp>"""
    assert [(turn.speaker, turn.text) for turn in turns(f"<TEI><text><body>{acts}</body></text></TEI>")] == [
        ("Ola Berg", "Yes."),
        (None, "(exit)"),
        ("Ada", "No."),
    ]


def test_a_text_in_which_nobody_is_marked_is_left_to_the_rules_for_labels() -> None:
    body = "<head>Talk</head><p>Ola Berg: Yes.<lb/>Of course.</p><note type='speaker'>ADA KORVIN:</note><p>No.</p>"
    found = read(f"<TEI><text><body>{body}</body></text></TEI>")
    assert found.blocks == (
        Block("Talk", heading=True),
        Block("Ola Berg: Yes. Of course."),
        Block("No.", label="ADA KORVIN"),
    )
    assert [(turn.speaker, turn.text) for turn in attribute(found)[0]] == [
        (None, "Talk"),
        ("Ola Berg", "Yes. Of course."),
        ("Ada Korvin", "No."),
    ]


def test_lists_of_contents_page_heads_and_doubled_spellings_are_left_out() -> None:
    body = """<front><div type="contents"><list><item>Ferries 1</item></list></div></front><body>
      <u who="#a"><fw>Osk 3</fw><p>We
        <choice><sic>pya</sic><corr>pay</corr></choice> to<pb n="2" break="no"/>day.</p></u></body>"""
    found = read(f"<TEI><text>{body}</text></TEI>")
    assert [block.text for block in found.blocks] == ["We pya today."]
    assert found.dropped == ("Ferries 1", "Osk 3")


def test_a_corpus_gives_one_transcript_a_part_and_its_people_serve_them_all() -> None:
    part = "<TEI xml:id='{0}'><teiHeader/><text><body><u who='#KorvinAda'><seg>{0}</seg></u></body></text></TEI>"
    silent = "<TEI><text><body><p>About this corpus.</p></body></text></TEI>"
    found = xml.read(
        f"<teiCorpus xml:lang='en'>{HEADER}{part.format('a')}{silent}{part.format('b')}</teiCorpus>".encode()
    )
    assert [(each.id, each.venue, each.date) for each in found] == [
        ("a", "Assembly of Osk, Marlhaven, Osk", None),
        ("b", "Assembly of Osk, Marlhaven, Osk", None),
    ]
    assert [block.turn.speaker for each in found for block in each.blocks if block.turn] == ["Ada Korvin"] * 2
    assert found[0].warnings == ("1 of 3 parts of the corpus are left out: nobody speaks in them",)


def test_the_head_of_a_corpus_in_other_files_says_so() -> None:
    text = (
        '<teiCorpus xmlns:xi="http://www.w3.org/2001/XInclude"><teiHeader/><xi:include href="/etc/passwd"/></teiCorpus>'
    )
    with pytest.raises(EmptyTranscriptError, match=r"^the file is the head of a corpus whose 1 parts are other files"):
        xml.read(text.encode())


def test_a_speakers_name_at_the_head_of_an_utterance_is_left_out_unless_it_is_another_name() -> None:
    said = (
        '<u who="#BergOla"><seg>Dr. Ola BERG (Minister). – The port opens.</seg></u>'
        '<u who="#KorvinAda"><seg>Dr. Berg: you said it.</seg><seg>Ada Korvin: no.</seg></u>'
    )
    (found,) = xml.read(f"<TEI>{HEADER}<text><body><div>{said}</div></body></text></TEI>".encode())
    assert [block.text for block in found.blocks] == ["The port opens.", "Dr. Berg: you said it.\n\nAda Korvin: no."]
    assert found.dropped == ("Dr. Ola BERG (Minister). –",)


ORIGINALS = Path(__file__).parents[3] / "shared" / "data" / "speeches" / "tei-parliaments" / "originals.tar.gz"
_HIDDEN = ("teiHeader", "timeline", "listEvent", "listRelation", "gap", "fLib", "fvLib")


@pytest.mark.corpora
@pytest.mark.skipif(not ORIGINALS.exists(), reason="the public corpora are not here")
def test_every_utterance_of_the_examples_keeps_its_words_and_its_place() -> None:
    spoken = []
    with tarfile.open(ORIGINALS) as archive:
        for member in (each for each in archive if each.name.endswith(".xml")):
            file = archive.extractfile(member)
            assert file is not None
            data = file.read()
            root = etree.fromstring(data, etree.XMLParser(remove_comments=True))
            if not str(root.tag).rpartition("}")[2].startswith("TEI") and "teiCorpus.xml" not in member.name:
                continue
            found = xml.read(data)[0]
            text = next(root.iter("{*}text"))
            for each in list(text.iter(*(f"{{*}}{name}" for name in _HIDDEN))):
                each.clear(keep_tail=True)
            seen = "".join(letters(part) for part in (*(block.text for block in found.blocks), *found.dropped))
            assert len(seen) == len(letters(text))
            utterances = [each for each in text.iter("{*}u") if letters(each)]
            mine = [block.turn for block in found.blocks if block.turn and block.turn.kind is Kind.SPEECH]
            assert len(mine) >= len(utterances)
            assert sum(len(letters(turn.text)) for turn in mine) <= sum(len(letters(each)) for each in utterances)
            for note in list(text.iter("{*}note")):
                note.clear(keep_tail=True)
            labels = tuple(letters(each) for each in found.dropped)
            for said in (letters(each) for each in text.iter("{*}seg", "{*}s")):
                behind = (said.removeprefix(label) for label in labels)
                assert said in seen or any(len(part) < len(said) and part in seen for part in behind)
            spoken.append((len(utterances), len(mine)))
    assert sorted(spoken) == [(9, 14), (9, 20), (11, 11), (35, 36), (449, 449)]


def letters(text: str | etree._Element) -> str:
    """Return a text, or that of an element, without white space."""
    return "".join((text if isinstance(text, str) else "".join(map(str, text.itertext()))).split())
