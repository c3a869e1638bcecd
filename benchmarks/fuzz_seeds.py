"""Small invented transcripts in every format that the fuzz run mutates."""

from __future__ import annotations

import html
import io
import json
import zipfile
from collections.abc import Sequence
from functools import cache

NAMES = ("President Ada Korvin", "Bo Lindqvist", "Mr. Bo Lindqvist", "Ina Berg", "The Chair", "Question", "SPEAKER_01")
SENTENCES = (
    "Good morning.",
    "The ferry to Lund sails again: at nine, not at ten.",
    "How many passengers – and what will a ticket cost?",
    "About 3,000 a day, I think",
    "No.",
    "We build a pier and we paint it “green”, as Mr. Lindqvist asked us to in the spring of last year.",
    "thank you, and we go on",
)
_TURNS = (
    ("President Ada Korvin", "Good morning. The ferry to Lund sails again: at nine, not at ten."),
    ("Question", "How many passengers – and what will a ticket cost?"),
    ("Mr. Bo Lindqvist (Lund, PP)", "About 3,000 a day. (Laughter.) Note: the ticket costs two crowns."),
    ("President Ada Korvin", "Thank you. 1. We build a pier.\n\n2. We paint it “green”."),
)


def _labels(between: str) -> str:
    return between.join(f"{name}: {text}" for name, text in _TURNS)


_PLAIN = f"Opening of the ferry line\nMarch 3, 2021\nLund\n\nThe President met the press.\n\n{_labels(chr(10) * 2)}\n"
_HEADINGS = (
    "Opening of the ferry line\n\nSpeech by President Ada Korvin\n\nDear "
    "friends,\n\nThe ferry sails.\n\n(Applause.)\n\n"
    "It is green.\n\nStatement by Bo Lindqvist\n\nThank you.\n\nQ    And the cost?\n\nBO LINDQVIST. Two crowns.\n"
)
_MARKDOWN = (
    "---\ntitle: Opening\ndate: 2021-03-03\ntags: [ferry, 'pier']\n---\n\n# Opening of the *ferry* line\n\n"
    + "\n\n".join(f"**{name}:** {text}" for name, text in _TURNS)
    + "\n\n> quoted [link](http://lund.example/a?b=c)\n\n- one\n- two\n\n| a | "
    "b |\n|---|---|\n| c | d |\n\n```\nx\n```\n"
)
_CANONICAL = {
    "id": "ferry",
    "title": "Opening",
    "date": "2021-03-03",
    "language": "en",
    "turns": [{"speaker": name, "text": text, "start_s": 1.5 * n} for n, (name, text) in enumerate(_TURNS)],
}
_HTML = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Opening</title><script>var a="<p>";</script>'
    "</head><body><nav><a href=/>Home</a></nav><article><h1>Opening</h1><time datetime=2021-03-03>March 3, 2021</time>"
    + "".join(
        f"<p><b>{name}</b><i>(retranslated)</i><b>:</b> {text}&nbsp;&amp; so on<br>then</p>" for name, text in _TURNS
    )
    + "<table><tr><td>a<td>b</table><!-- hidden --><p style='display:none'>no</p></article></body></html>"
)
_VTT = (
    "WEBVTT - ferry\nLanguage: en\n\nNOTE made by hand\n\nSTYLE\n::cue { color: red }\n\n"
    "intro\n00:00:01.000 --> 00:00:03.500 align:start\n<v Ada Korvin>Good <i>morning</i>.\n\n"
    "00:03.500 --> 00:06.000\nBO LINDQVIST: The ferry\n\n00:00:06.000 --> 00:00:08.000\nThe ferry sails. [applause]\n"
)
_SRT = (
    "1\r\n00:00:01,000 --> 00:00:03,500\r\nADA KORVIN: Good morning.\r\n\r\n"
    "2\r\n00:00:03,500 --> 00:00:06,000\r\n- The ferry sails.\r\n- <i>At nine?</i>\r\n\r\n"
)
_TEI = (
    '<?xml version="1.0" encoding="UTF-8"?><TEI xmlns="http://www.tei-c.org/ns/1.0" '
    'xml:lang="en" xml:id="ferry"><teiHeader>'
    "<fileDesc><titleStmt><title>Opening</title></titleStmt></fileDesc><profileDesc><particDesc><listPerson>"
    '<person xml:id="KorvinAda"><persName><surname>Korvin</surname><forename>Ada</forename></persName></person>'
    "</listPerson></particDesc></profileDesc></teiHeader><text><body><div><head>One</head><note "
    'type="speaker">ADA KORVIN:</note>'
    '<u who="#KorvinAda" ana="#chair"><seg>Good '
    "morning.</seg><note>Applause</note><seg>It <w>sails</w><pc>.</pc></seg></u>"
    '<u who="#nobody"><seg>Thank you.</seg></u></div></body></text></TEI>'
)
_AKOMA_NTOSO = (
    '<?xml version="1.0"?><akomaNtoso '
    'xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><debate name="hansard"><meta>'
    '<references source="#x"><TLCPerson eId="korvin" href="/p/1" showAs="Ada Korvin"/></references></meta><preface>'
    "<p><docTitle>Opening</docTitle> <docDate "
    'date="2021-03-03">3 March</docDate></p></preface><debateBody><debateSection '
    'name="ferry"><heading>Ferry</heading><speech by="#korvin"><from>Ms. Korvin:</from><p>Good morning.</p></speech>'
    '<scene>(Applause)</scene><question by="#lind" to="#korvin"><from>Mr. Lindqvist</from><p>How much?</p></question>'
    "<narrative>The House rose.</narrative></debateSection></debateBody></debate></akomaNtoso>"
)
_PARLPARSE = (
    '<?xml version="1.0" encoding="ISO-8859-1"?><!DOCTYPE publicwhip [<!ENTITY '
    'pound "&#163;"><!ENTITY mdash "&#8212;">]>'
    '<publicwhip><major-heading id="a.1" nospeaker="true">Ferries</major-heading><speech id="a.2" speakerid="p/1" '
    'speakername="Ada Korvin" time="10:30:00"><p pid="1">It costs &pound;2 &mdash; '
    'no more.</p><p class="italic">Agreed.</p>'
    '</speech><speech id="a.3" nospeaker="true"><p>The House divided.</p></speech></publicwhip>'
)
_CANADA = (
    '<?xml version="1.0" encoding="utf-8"?><Hansard xml:lang="EN" '
    'id="1"><ExtractedInformation><ExtractedItem Name="Date">'
    "Friday, December 4, 2015</ExtractedItem></ExtractedInformation><HansardBody><OrderOfBusiness><SubjectOfBusiness>"
    '<Timestamp Hr="10" Mn="05">(1005)</Timestamp><SubjectOfBusinessTitle>Ferries</SubjectOfBusinessTitle>'
    '<SubjectOfBusinessContent><Intervention id="2"><PersonSpeaking><Affiliation DbId="3">Ms. Ada Korvin (Lund, PP)'
    "</Affiliation>: </PersonSpeaking><Content><ParaText>It <I>"
    "sails</I>.</ParaText><FloorLanguage>[English]</FloorLanguage>"
    "<ParaText>At nine.</ParaText></Content></Intervention></SubjectOfBusinessContent></SubjectOfBusiness>"
    "</OrderOfBusiness></HansardBody></Hansard>"
)
_WHISPERX = {
    "segments": [
        {"start": 0.5, "end": 2.0, "text": " Good morning.", "speaker": "SPEAKER_00", "words": [{"word": "Good"}]},
        {"start": 2.0, "end": 4.0, "text": " The ferry sails.", "speaker": "SPEAKER_01"},
    ],
    "language": "en",
}
_ASSEMBLYAI = {
    "utterances": [{"speaker": "A", "text": "Good morning.", "start": 500, "end": 2000}],
    "text": "Good morning.",
}
_DEEPGRAM = {
    "results": {
        "channels": [
            {"alternatives": [{"transcript": "good morning", "words": [{"word": "good", "start": 0.1, "speaker": 0}]}]}
        ],
        "utterances": [{"start": 0.1, "end": 1.0, "transcript": "good morning", "speaker": 0}],
    }
}
_PODCASTING = {
    "version": "1.0.0",
    "segments": [{"speaker": "Ada", "startTime": 0.5, "endTime": 1, "body": "Good"}, {"startTime": 1, "body": "day."}],
}
_WHISPER_CPP = {
    "result": {"language": "en"},
    "transcription": [{"offsets": {"from": 0, "to": 900}, "text": " Good morning."}],
}
_AMAZON = {
    "results": {
        "items": [
            {"start_time": "0.1", "end_time": "0.4", "type": "pronunciation", "alternatives": [{"content": "Good"}]},
            {"type": "punctuation", "alternatives": [{"content": "."}], "speaker_label": "spk_0"},
        ],
        "speaker_labels": {"segments": [{"items": [{"start_time": "0.1", "speaker_label": "spk_0"}]}]},
    }
}
_AZURE = {
    "recognizedPhrases": [
        {"offsetInTicks": 1, "durationInTicks": 9, "speaker": 1, "nBest": [{"display": "Good morning."}]}
    ]
}
_ROWS = [{"speaker": name, "text": text, "date": "3 March 2021", "start": "00:01"} for name, text in _TURNS]
_SIDECAR = (
    'title = "Opening"\ndate = 2021-03-03\nvenue = "Lund"\nlanguage = "en"\nspeaker = "Ada Korvin"\n'
    '[columns]\ntext = "words"\nspeaker = "who"\n'
)
_SPEAKERS = (
    '[[speaker]]\nname = "Ada Korvin"\naliases = ["Korvin", "The President"]\nroles = ["President"]\n\n'
    '[[speaker]]\nname = "Bo Lindqvist"\n\n[[never_join]]\nnames = ["Ada Korvin", "Ida Korvin"]\n\n'
    '[[correction]]\ntranscript = "ferry"\nturn = 2\nspeaker = "Bo Lindqvist"\n'
)
_CSV = 'speaker,text,date\nAda Korvin,"Good, ""fine"" morning",2021-03-03\nBo Lindqvist,The ferry\n'
_PDF_TEXT = b"BT /F1 12 Tf 72 720 Td (ADA KORVIN: Good morning.) Tj 0 -14 Td (The ferry sails at nine.) Tj ET"


def zipped(files: dict[str, bytes]) -> bytes:
    """Return a zip archive of files by their names."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return memory.getvalue()


def docx_of(turns: Sequence[tuple[str, str, bool]]) -> bytes:
    """Return a word processor's file of names, what was said, and whether names are in bold."""
    main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(
        f"<w:p><w:r>{'<w:rPr><w:b/></w:rPr>' if bold else ''}<w:t>{html.escape(name)}: </w:t></w:r>"
        f"<w:r><w:t>{html.escape(text)}</w:t></w:r></w:p>"
        for name, text, bold in turns
    )
    package = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    document_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    files = {
        "[Content_Types].xml": f"<Types "
        f'xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/'
        'vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{document_type}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{office}" '
        'Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{main}"><w:body>{body}</w:body></w:document>',
    }
    return zipped({name: text.encode() for name, text in files.items()})


def _pdf() -> bytes:
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >"
        b">",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(_PDF_TEXT), _PDF_TEXT),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(out)
    return out + b"xref\n0 6\n0000000000 65535 f \n" + table + trailer


@cache
def seeds() -> dict[str, tuple[bytes, ...]]:
    """Return the inputs that are mutated, by the suffix they would have."""
    plain = _PLAIN.encode()
    return {
        ".txt": (plain, _HEADINGS.encode(), _PLAIN.encode("utf-16"), _PLAIN.encode("cp1252"), b"Lund\n" + plain[60:]),
        ".md": (_MARKDOWN.encode(), f"# Opening\n\n## Speech by Ada Korvin\n\n{_labels(chr(10))}".encode()),
        ".json": tuple(
            json.dumps(each).encode()
            for each in (
                *(_CANONICAL, [_CANONICAL], _ROWS, {"title": "Opening", "speeches": _ROWS}),
                *(_WHISPERX, _WHISPER_CPP, _ASSEMBLYAI, _DEEPGRAM, _PODCASTING, _AMAZON, _AZURE),
            )
        ),
        ".jsonl": (
            b"\n".join(json.dumps(_CANONICAL | {"id": name}).encode() for name in ("a", "b")),
            b"\n".join(json.dumps({"speaker": name, "text": text}).encode() for name, text in _TURNS),
        ),
        ".html": (_HTML.encode(), _HTML.encode("utf-16")),
        ".vtt": (_VTT.encode(),),
        ".srt": (_SRT.encode(), _SRT.encode("utf-8-sig")),
        ".xml": tuple(text.encode("latin-1") for text in (_TEI, _AKOMA_NTOSO, _PARLPARSE, _CANADA)),
        ".csv": (_CSV.encode(), _CSV.replace(",", ";").encode("cp1252"), b"sep=;\nwho;words\nAda;Good\n"),
        ".tsv": (_CSV.replace(",", "\t").encode(),),
        ".meta.toml": (_SIDECAR.encode(),),
        "speakers.toml": (_SPEAKERS.encode(),),
        ".docx": (docx_of([(name, text, True) for name, text in _TURNS]),),
        ".pdf": (_pdf(),),
        ".zip": (
            zipped(
                {
                    "a/ferry.txt": plain,
                    "b.md": _MARKDOWN.encode(),
                    "b.meta.toml": _SIDECAR.encode(),
                    "../x.srt": _SRT.encode(),
                    "c.zip": docx_of([(name, text, True) for name, text in _TURNS]),
                }
            ),
        ),
    }
