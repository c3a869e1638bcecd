"""Queries that nobody means well with, and the town that they are put to."""

from __future__ import annotations

import random
import string
from collections.abc import Callable
from pathlib import Path

TOWN = {
    "ferry.txt": "New ferry line\n\n12 March 2021\n\nMayor Orla O'Wintle: The ferry to Osk Island sails from "
    "Monday.\n\nQ: What does a ticket cost?\n\nO'Wintle: A ticket costs three crowns; children travel free.\n\n"
    "(Laughter.)\n\nThank you.\n\n"
    "Dr. Bram-Otto Quillfeather: The harbour wall is mended with granite, 20% of it old.\n",
    "water.md": "---\ntitle: Council on water\ndate: 2022-09-05\nvenue: Marlhaven\n---\n\n"
    "**Councillor Tobin Ashgrove:** The price of water rises by two crowns in 2023.\n\n"
    "**Jan Ždárek-Łuczak:** The old pipes below Fennel Street leak every winter.\n",
    "hafen.txt": "Die Eröffnung des Hafens\n\n3 May 2023\n\nBürgermeisterin Grete Öhlschläger: Der neue Hafen ist für "
    "alle offen und kostet niemanden etwas.\n\nЯн Петрович Ковач: Мы построим новый мост через реку до зимы.\n",
}
_WORDS = tuple(dict.fromkeys(word for text in (*TOWN.values(), "said about what did in 2022") for word in text.split()))
_OPERATORS = ('"', "“", "”", "„", "«", "»", "'", "`", "-", "--", "−", "+", "^", "~", "*", "?", ":", "\\", "/", "(", ")",
              "[", "]", "{", "}", "<", ">", "!", "&&", "||", "AND", "OR", "NOT", "TO", "IN", "NEAR", "$", "%", "_", "|",
              ";", "@", "#")  # fmt: skip
_SYNTAX = (
    "'; DROP TABLE passages; --", "' OR '1'='1", "%' UNION SELECT text FROM transcripts --", "text:harbour^1e308",
    "speaker:IN [a b]", '"a b"~3', "id:[0 TO *]", "*:*", "text:/.*/", "(((((harbour", "harbour)))))", "NOT NOT NOT",
    "day:{1 TO 9999999999999999999}", "<script>alert(1)</script>", "../../../etc/passwd", "%s%n{0}{__class__}",
    "$(reboot)", "\\u0000\\x00", "speaker:Tokayev", "-speaker:*", "--index /", "-k 5", "[0m", "[/red] [bold]",
    ":red[x] $x^2$", "{{7*7}}", "\N{RIGHT-TO-LEFT OVERRIDE}drowssap", "a\N{COMBINING GRAVE ACCENT}" * 40,
    "between 2022 and 1800", "on 31 February 2022", "in 99999", "since 0000", "until 29 February 2023", "in year -1",
    "before the election of 0", "by year 10000-13-45", "9" * 400, "1e999 NaN -inf", "in 2022" * 30,
    "What did What did What did say about say about", "anyone but anyone but anyone", "others others others said",
    "according to according to", "Who said who said who said?", "-\"\" -'' -“” - - -", '""""""""""', '"-"', '-"-"',
)  # fmt: skip
_PLACES = "the of in to 's ' , . ? - \" ".split(" ")
MOST_CHARS = 1_000_000
"""Of the longest queries; most stay below what a question may hold, or little above it."""
_LIMIT = 5_000


def _chars(draw: random.Random) -> str:
    """Return characters of all planes, halves of pairs among them."""
    ranges = ((0, 0x20), (0x20, 0x7F), (0x80, 0x250), (0x300, 0x370), (0x2000, 0x2070), (0x4E00, 0x9FFF),
              (0xD800, 0xE000), (0xE000, 0x10000), (0x10000, 0x110000))  # fmt: skip
    return "".join(chr(draw.randrange(*draw.choice(ranges))) for _ in range(draw.randint(0, 60)))


def _soup(draw: random.Random) -> str:
    pool = (*_WORDS, *_OPERATORS, *_PLACES)
    return draw.choice(("", " ")).join(draw.choice(pool) for _ in range(draw.randint(1, 25)))


def _quoted(draw: random.Random) -> str:
    return " ".join(
        draw.choice(("", "-", "- ", '"', '-"', "“", "«")) + draw.choice(_WORDS) + draw.choice(("", '"', "”", "»", "'s"))
        for _ in range(draw.randint(1, 12))
    )


def _syntax(draw: random.Random) -> str:
    return " ".join(draw.choice((*_SYNTAX, *_WORDS)) for _ in range(draw.randint(1, 4)))


def _long(draw: random.Random) -> str:
    """Return much of one thing: around the limit mostly, a megabyte seldom."""
    piece = draw.choice(
        (*_OPERATORS, *_WORDS, " ", "\0", "a", "ﷺ", "İ", "\N{ZERO WIDTH JOINER}", ' "', " -a", "' ", "-'")
    )
    size = draw.choice(
        (100, 1000, _LIMIT - 1, _LIMIT, _LIMIT + 1, 20_000, MOST_CHARS if draw.random() < 0.1 else 6_000)
    )
    return (piece * (size // len(piece) + 1))[:size]


def _question(draw: random.Random) -> str:
    """Return a question as people ask it, with something hostile where a name, a day or a topic should be."""
    forms = ("What did {} say about {} in {}?", "according to {}, {}", "Who criticised {}?", "{} on {}",
             "anyone but {} on {}", "How many {} before {}?", "between {} and {}",
             "at {} in {}", "When was {}?", "{}'s {}")  # fmt: skip
    form = draw.choice(forms)
    makers = (_chars, _soup, _syntax, lambda each: each.choice(_WORDS))
    return form.format(*(draw.choice(makers)(draw) for _ in range(form.count("{}"))))


def _mutated(draw: random.Random) -> str:
    text = list(draw.choice((_question, _syntax, _quoted))(draw))
    for _ in range(draw.randint(1, 8)):
        place = draw.randrange(len(text) + 1)
        text[place:place] = draw.choice(
            (draw.choice(string.printable), draw.choice(_OPERATORS), chr(draw.randrange(0x300)))
        )
        if len(text) > 3 and draw.random() < 0.5:
            del text[draw.randrange(len(text))]
    return "".join(text)


MAKERS: tuple[Callable[[random.Random], str], ...] = (
    _chars,
    _soup,
    _quoted,
    _syntax,
    _long,
    _question,
    _question,
    _mutated,
)


def query(seed: int, number: int) -> str:
    """Return one query; the same for the same arguments."""
    draw = random.Random(f"{seed}/{number}")
    return draw.choice(MAKERS)(draw)


def write_town(folder: Path) -> Path:
    """Write the transcripts of the town; return the folder."""
    folder.mkdir(parents=True)
    for name, text in TOWN.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
