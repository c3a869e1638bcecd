"""Ways to spoil a file: bytes flipped, cut, repeated, spliced, nested, lengthened, recoded."""

from __future__ import annotations

import random
from collections.abc import Callable

_MAX_BYTES = 200_000

Mutation = Callable[[random.Random, bytes, bytes], bytes]


def _place(draw: random.Random, data: bytes) -> int:
    return draw.randint(0, len(data))


def _span(draw: random.Random, data: bytes) -> tuple[int, int]:
    start = _place(draw, data)
    return start, min(len(data), start + draw.choice((1, 2, 8, 40, 200)))


def _flip(draw: random.Random, data: bytes, _other: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(draw.choice((1, 1, 3, 20)) if data else 0):
        changed[draw.randrange(len(changed))] = draw.randrange(256)
    return bytes(changed)


def _cut(draw: random.Random, data: bytes, _: bytes) -> bytes:
    start, end = _span(draw, data)
    return draw.choice((data[:start], data[start:], data[:start] + data[end:]))


def _repeat(draw: random.Random, data: bytes, _: bytes) -> bytes:
    start, end = _span(draw, data)
    return data[:start] + data[start:end] * draw.choice((2, 3, 50, 50, 2000)) + data[end:]


def _splice(draw: random.Random, data: bytes, other: bytes) -> bytes:
    start, (first, last) = _place(draw, data), _span(draw, other)
    return data[:start] + draw.choice((other[first:last], other[first:])) + data[draw.choice((start, len(data))) :]


def _swap(draw: random.Random, data: bytes, _: bytes) -> bytes:
    lines = data.split(b"\n")
    draw.shuffle(lines)
    return b"\n".join(lines)


def _insert(draw: random.Random, data: bytes, _: bytes) -> bytes:
    start = _place(draw, data)
    return data[:start] + draw.choice(_TOKENS) * draw.choice((1, 1, 1, 5, 500)) + data[start:]


def _nest(draw: random.Random, data: bytes, _: bytes) -> bytes:
    opening, closing = draw.choice(_PAIRS)
    depth, start = draw.choice(_LENGTHS), _place(draw, data)
    return data[:start] + opening * depth + data[start:] + closing * draw.choice((0, depth))


def _long(draw: random.Random, data: bytes, _: bytes) -> bytes:
    start = _place(draw, data)
    return (
        data[:start]
        + draw.choice((b"a", b"A ", b"word ", b"Mr. A: ", b"-", b" ", b"A.", b"(")) * draw.choice(_LENGTHS)
        + data[start:]
    )


def _number(draw: random.Random, data: bytes, _: bytes) -> bytes:
    places = [place for place, byte in enumerate(data) if 48 <= byte <= 57]
    if not places:
        return data
    at = draw.choice(places)
    return (
        data[:at] + draw.choice((b"9" * 30, b"9" * 5000, b"-1", b"1e999", b"NaN", b"0", b"\xd9\xa3")) + data[at + 1 :]
    )


def _recode(draw: random.Random, data: bytes, _: bytes) -> bytes:
    text = data.decode("utf-8", "replace")
    return text.encode(draw.choice(("utf-16", "utf-16-le", "utf-32", "utf-8-sig", "cp1252", "shift_jis")), "replace")


def _line_ends(draw: random.Random, data: bytes, _: bytes) -> bytes:
    return data.replace(
        b"\n", draw.choice((b"\r", b"\r\n", b"\n\n", b"", b"\n \t\n", "\u2028".encode(), b"\x0b", b"\x0c"))
    )


_LENGTHS = (10, 10, 300, 300, 3000, 30_000)
_TOKENS = tuple(
    text.encode("utf-8", "surrogatepass")
    for text in (
        "\0", "\x1b[31m", "\ufeff", "\u202e", "\u200b", "\ud800", "\U0001f600", "e\u0301", "İ", "ß", "\x85", "\x1a",
        "：", "Q ", "Q: ", "Ada Korvin: ", "ADA KORVIN. ", "Speech by President Ada Korvin\n\n", "(Applause.)\n\n",
        "\n\n", "---\n", "...\n", "title: [", "date: 0000-00-00\n", "&a: *a\n", "!!python/object ", "<!ENTITY a 'b'>",
        "]]>", "<![CDATA[",
        "&lol;", "&#0;", "&#x110000;", "<b>", "</p>", "<!--", "-->", "{", "[", '"', "\\u0000", "\\ud800", "null", "-->",
        "00:00:00.000 --> 99:99:99.999\n", "<v ", "**", "`", "| ", "![", "%PDF-1.7", "PK\x03\x04", "stream\n", "١٢",
        "〆",
    )
)  # fmt: skip
_PAIRS = (
    (b"[", b"]"),
    (b'{"a":', b"}"),
    (b"<b>", b"</b>"),
    (b"(", b")"),
    (b"> ", b""),
    (b"- ", b""),
    (b"**", b"**"),
    (b"<<", b">>"),
)
_MUTATIONS: tuple[Mutation, ...] = (
    _flip, _cut, _repeat, _splice, _swap, _insert, _insert, _nest, _long, _number, _recode, _line_ends,
)  # fmt: skip


def mutated(draw: random.Random, data: bytes, others: Callable[[], bytes]) -> bytes:
    """Return a file spoilt in up to five ways, often in none.

    Args:
        draw: Where chance comes from.
        data: The file.
        others: Gives another file, pieces of which may be put in.
    """
    for _ in range(draw.choice((0, 1, 1, 1, 2, 2, 3, 5))):
        data = draw.choice(_MUTATIONS)(draw, data, others())[:_MAX_BYTES]
    return data
