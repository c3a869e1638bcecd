"""parlparse: who speaks is in attributes; what the record says between speeches is nobody's."""

from __future__ import annotations

import datetime as dt
import tarfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from index.attribution import attribute
from index.documents import Document, Hints
from index.formats import xml
from index.records import Attribution, Kind, Turn

SITTING = """<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE publicwhip [
<!ENTITY mdash "&#8212;">
]>
<publicwhip scrapeversion="a" latest="yes">
<oral-heading id="uk.org.publicwhip/debate/2031-03-12b.1.0" nospeaker="true" url="http://example.org/1.htm#a">
	ORAL ANSWERS
</oral-heading>
<minor-heading id="uk.org.publicwhip/debate/2031-03-12b.1.1" nospeaker="true" time="11:30:00">
	Ferries &mdash; <i>Question</i>
</minor-heading>
<speech id="uk.org.publicwhip/debate/2031-03-12b.1.2" nospeaker="true"><p>The Minister was asked&mdash;</p></speech>
<speech id="uk.org.publicwhip/debate/2031-03-12b.1.3" speakerid="m/7" speakername="Mr. Ola Berg" time="11:31:00">
	<p pid="1">What does a ticket to <phrase class="place">Osk</phrase> cost?</p>
</speech>
<speech id="uk.org.publicwhip/debate/2031-03-12b.1.4" person_id="m/9" speakeroffice="The Minister for Ferries"
	speakername="The Minister for Ferries and Trade (Ada Korvin)">
	<p>Three crowns, or &#163;2.</p>
	<p class="indent">"A fair price."</p>
	<table><tr><td>Adults</td><td>3</td></tr><tr><td>Children</td><td>0</td></tr></table>
</speech>
<speech id="uk.org.publicwhip/debate/2031-03-12b.1.5" speakerid="m/7" speakername="Ola Berg">
	<p class="italic"> indicated dissent.</p></speech>
<speech id="uk.org.publicwhip/debate/2031-03-12b.1.6" person_id="m/9" speakername="The Minister for Ferries and Trade">
	<p>I shall repeat it.<place-holder time="11:40:00"/> It is fair.</p>
	<p class="italic">Question put and agreed to.</p>
</speech>
<speech id="uk.org.publicwhip/debate/2031-03-12b.1.7" speakername="Several hon. Members" speakerid="unknown">
	<p>rose&mdash;</p></speech>
<speech id="uk.org.publicwhip/debate/2031-03-12b.1.8" nospeaker="True"><p><i>[Interruption.]</i></p></speech>
<division id="uk.org.publicwhip/debate/2031-03-12b.1.9" divdate="2031-03-12" nospeaker="true">
	<divisioncount ayes="1" noes="0"/>
	<mplist vote="aye"><mpname vote="aye">Berg, Ola</mpname></mplist>
</division>
<speech id="uk.org.publicwhip/debate/2031-03-12b.1.10" type="Start Speech"><p>Is anybody there?</p></speech>
</publicwhip>
"""


def read(text: str, name: str = "") -> Document:
    (found,) = xml.read(text.encode("iso-8859-1"), Hints(name))
    return found


def turns(text: str) -> tuple[Turn, ...]:
    return attribute(read(text))[0]


def speech(text: str, speaker: str, as_printed: str, role: str | None = None) -> Turn:
    return Turn(text, speaker=speaker, as_printed=as_printed, role=role, attribution=Attribution.MARKUP)


def test_a_sitting_gives_its_turns() -> None:
    minister = "The Minister for Ferries and Trade"
    assert turns(SITTING) == (
        Turn("ORAL ANSWERS", kind=Kind.NARRATION),
        Turn("Ferries — Question", kind=Kind.NARRATION),
        Turn("The Minister was asked—", kind=Kind.NARRATION),
        speech("What does a ticket to Osk cost?", "Ola Berg", "Mr. Ola Berg", "Mr."),
        speech(
            'Three crowns, or £2.\n\n"A fair price."\n\nAdults 3\n\nChildren 0',
            "Ada Korvin",
            f"{minister} (Ada Korvin)",
            minister,
        ),
        Turn("indicated dissent.", as_printed="Ola Berg", kind=Kind.STAGE),
        speech("I shall repeat it. It is fair.", "Ada Korvin", minister, minister),
        Turn("Question put and agreed to.", kind=Kind.NARRATION),
        Turn("rose—", as_printed="Several hon. Members", kind=Kind.STAGE),
        Turn("[Interruption.]", kind=Kind.STAGE),
        Turn("Is anybody there?"),
    )


def test_the_head_comes_from_the_ids() -> None:
    assert replace(read(SITTING), blocks=()) == Document(
        blocks=(),
        title="House of Commons debates",
        date=dt.date(2031, 3, 12),
        venue="House of Commons",
        source="http://example.org/1.htm",
        dropped=("Berg, Ola",),
    )


@pytest.mark.parametrize(
    ("identity", "name", "expected"),
    [
        ("uk.org.publicwhip/ni/2031-10-12.1.2", "", ("Northern Ireland Assembly", dt.date(2031, 10, 12))),
        (
            "uk.org.publicwhip/standing/standing2031-10-12_1/2031-10-12a.1",
            "",
            ("House of Commons", dt.date(2031, 10, 12)),
        ),
        ("uk.org.publicwhip/attic/2031-10-12.1.2", "", (None, dt.date(2031, 10, 12))),
        ("m/1", "debates2031-10-13c.xml", (None, dt.date(2031, 10, 13))),
        ("m/1", "ni2031-10-13.xml", (None, dt.date(2031, 10, 13))),
        ("m/1", "ni2031-13-13.xml", (None, None)),
        ("uk.org.publicwhip/ni/2031-02-30.1.2", "", ("Northern Ireland Assembly", None)),
    ],
)
def test_house_and_day_are_what_the_file_says_or_nothing(
    identity: str, name: str, expected: tuple[str | None, dt.date | None]
) -> None:
    found = read(f'<publicwhip><speech id="{identity}" speakername="Ola Berg"><p>Yes.</p></speech></publicwhip>', name)
    assert (found.venue, found.date) == expected


def test_two_speeches_of_one_member_stay_two_turns() -> None:
    one = "<speech speakername='Ola Berg' person_id='m/7'><p>Yes.</p></speech>"
    assert [turn.text for turn in turns(f"<publicwhip>{one}{one}</publicwhip>")] == ["Yes.", "Yes."]


def test_italics_that_a_member_speaks_stay_his() -> None:
    said = "<p class='italic'>The question is who pays for the ferry.</p><p><i>Rose</i> gardens are lovely.</p>"
    text = f"<publicwhip><speech speakername='Ola Berg'>{said}</speech></publicwhip>"
    assert [(turn.kind, turn.text) for turn in turns(text)] == [
        (Kind.SPEECH, "The question is who pays for the ferry.\n\nRose gardens are lovely.")
    ]


def member_says(said: str) -> list[tuple[str, str]]:
    text = f"<publicwhip><speech speakername='Ola Berg'>{said}</speech></publicwhip>"
    return [(turn.kind.value, turn.text) for turn in turns(text)]


def test_the_lists_of_a_vote_are_nobodys_words() -> None:
    said = (
        "<p>I ask all to vote.</p><p class='italic'>Question put.</p>"
        "<p><span class='Italic'>The Assembly divided:</span> Ayes 2; Noes 1.</p>"
        "<p class='italic'>AYES</p><p class='italic'>Harbour:</p>"
        "<p class='italic'><span>Ms Korvin, Mr Berg</span></p><p class='italic'>Tellers for the Ayes: Mr Ash.</p>"
        "<p class='italic'>NOES</p><p><span class='Italic'>Mrs Fell</span></p>"
        "<p class='italic'>Question accordingly agreed to.</p><p class='italic'>Osk first!</p><p>Thank you.</p>"
    )
    assert [text for kind, text in member_says(said) if kind == "speech"] == [
        "I ask all to vote.",
        "Osk first!\n\nThank you.",
    ]


def test_the_text_of_an_amendment_is_nobodys_words_until_its_mover_speaks() -> None:
    said = (
        "<p>I turn to ferries.</p><p class='italic'>Amendment 7A</p><p class='italic'>Moved by Lady Korvin</p>"
        '<p><b>7A:</b> Page 3, at end insert:</p><p>"(1A) No ferry may sail late.</p><p>(1B) Not even once."</p>'
        "<p>My Lords, I beg to move.</p><p><b>9:</b> that is how many.</p>"
    )
    assert [text for kind, text in member_says(said) if kind == "speech"] == [
        "I turn to ferries.",
        "My Lords, I beg to move.\n\n9: that is how many.",
    ]
    unmarked = "<p class='italic'>Moved by Lady Korvin</p><p>It is late.</p>"
    assert member_says(unmarked)[-1] == ("speech", "It is late.")


def test_an_office_is_the_person_whom_its_id_names_unless_two_have_that_id() -> None:
    said = (
        "<speech speakername='The Deputy Chair (Ada Korvin)' person_id='{0}'><p>Order.</p></speech>"
        "<speech speakername='The Deputy Chair (Ola Berg)' person_id='{1}'><p>Order.</p></speech>"
        "<speech speakername='The Deputy Chair' person_id='{1}'><p>Order.</p></speech>"
    )
    apart = turns(f"<publicwhip>{said.format('m/1', 'm/2')}</publicwhip>")
    assert [turn.speaker for turn in apart] == ["Ada Korvin", "Ola Berg", "Ola Berg"]
    shared = turns(f"<publicwhip>{said.format('m/1', 'm/1')}</publicwhip>")
    assert [turn.speaker for turn in shared][:2] == ["Ada Korvin", "Ola Berg"]
    assert shared[2].speaker not in ("Ada Korvin", "Ola Berg")


ORIGINALS = Path(__file__).parents[3] / "shared" / "data" / "speeches" / "uk-hansard" / "originals.tar.gz"


@pytest.mark.corpora
@pytest.mark.skipif(not ORIGINALS.exists(), reason="the public corpora are not here")
def test_every_speech_of_october_2009_keeps_its_words_and_its_speaker() -> None:
    spoken = moved = 0
    with tarfile.open(ORIGINALS) as archive:
        for member in (each for each in archive if each.name.endswith(".xml")):
            file = archive.extractfile(member)
            assert file is not None
            data = file.read()
            (found,) = xml.read(data, Hints(member.name))
            root = etree.fromstring(data)
            gold: Counter[str] = Counter()
            for each in root.iter("speech"):
                name = each.get("speakername")
                if name:
                    gold["".join(name.split())] += letters("".join(map(str, each.itertext())))
            mine: Counter[str] = Counter()
            for block in found.blocks:
                assert block.turn is not None
                if block.turn.kind is Kind.SPEECH:
                    mine["".join((block.turn.as_printed or "").split())] += letters(block.text)
            assert not mine - gold  # nobody is given a letter more than the file gives him
            moved += sum((gold - mine).values())
            spoken += sum(gold.values())
            seen = "".join(block.text for block in found.blocks) + "".join(found.dropped)
            assert letters(seen) == letters("".join(map(str, root.itertext())))
            assert found.date is not None
            assert found.date.isoformat() in member.name
    assert (spoken, moved) == (1_671_500, 10_009)  # 0.6 %: "rose—", "Amendment 63 withdrawn.", texts of amendments


def letters(text: str) -> int:
    """Return how many characters a text has, white space aside."""
    return len("".join(text.split()))
