"""Markdown: a YAML head, headings and paragraphs; bold at the start of a paragraph may be a speaker's label."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from index.decoding import decode
from index.documents import NO_HINTS, Block, Document, Hints
from index.errors import EmptyTranscriptError
from index.formats.head import read_head
from index.formats.plain import paragraphs
from index.formats.yaml_head import read_yaml_head

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

_MAX_NESTING = 100
"""Lists and quotations within one another, each counted twice; the parser leaves out what is nested deeper."""
_MAX_LOOKS = 1_000_000_000
_PARAGRAPH = frozenset({"paragraph_open", "inline", "paragraph_close"})
_LABEL_END = re.compile(r"^\s*(?:\([^()]{1,60}\)\s*)?:\s*")


def read(data: bytes, _hints: Hints = NO_HINTS) -> list[Document]:
    """Read a Markdown file as one document.

    Raises:
        MalformedError: The YAML head cannot be read.
    """
    text, warnings = decode(data)
    head = read_yaml_head(text)
    tokens = _tokens(head.body)
    endless = any(token.level >= _MAX_NESTING - 2 for token in tokens)
    if endless:
        warnings += ("read as plain text: its lists or quotations are nested without end",)
    plain = endless or _is_plain(tokens)
    blocks = [Block(paragraph) for paragraph in paragraphs(head.body)] if plain else list(_blocks(tokens))
    document = read_head(blocks, known=head.fields)
    if not document.blocks:
        raise EmptyTranscriptError("the file has a head but no text")
    return [replace(document, warnings=(*warnings, *head.warnings, *document.warnings))]


def _tokens(body: str) -> list[Token]:
    parser = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING})
    parser.disable(["code", "html_block", "html_inline", "lheading"])
    # For each bracket that opens no link the parser looks through all that follows in the paragraph.
    looks = sum(part.count("[") * len(part) for part in body.split("\n\n"))
    linked = body.count("](") + body.count("][")
    if looks > _MAX_LOOKS or (looks > _MAX_LOOKS // 50 and body.count("[") > 2 * linked):
        parser.disable(["link", "image"])
    return parser.parse(body)


def _is_plain(tokens: list[Token]) -> bool:
    """Whether a text has no mark of Markdown at all; then its lines are read as those of a plain text."""
    return {token.type for token in tokens} <= _PARAGRAPH and all(
        token.type != "inline" or _plain(token.children or []) == " ".join(map(str.strip, token.content.split("\n")))
        for token in tokens
    )


def _blocks(tokens: list[Token]) -> Iterator[Block]:
    """Yield paragraphs, headings and list items as blocks of plain text."""
    prefix = ""
    for position, token in enumerate(tokens):
        if token.type == "list_item_open":
            prefix += f"{token.info}{token.markup} " if token.info else ""
        elif token.type == "list_item_close":
            prefix = ""
        elif token.type == "fence":
            yield from (Block(" ".join(part.split())) for part in token.content.split("\n\n") if part.strip())
        elif token.type == "inline":
            yield from _block(token, prefix, heading=tokens[position - 1].type == "heading_open")
            prefix = ""


def _block(token: Token, prefix: str, *, heading: bool) -> Iterator[Block]:
    children = token.children or []
    label, rest = _bold_lead(children)
    text = prefix + _plain(rest)
    if heading:
        if title := _plain(children):
            yield Block(title, heading=True)
    elif label is not None:
        yield Block(text.strip(), label=label)
    else:
        yield from (Block(line) for line in text.split("\n") if line.strip())


def _bold_lead(children: list[Token]) -> tuple[str | None, list[Token]]:
    """Split "**Name:** text" and "**Name** (aside): text" into the label and the tokens of the text."""
    inner = [child for child in children if child.type != "text" or child.content]
    if len(inner) < 3 or inner[0].type != "strong_open":
        return None, children
    close = next((i for i, child in enumerate(inner) if child.type == "strong_close"), None)
    if close is None:
        return None, children
    bold, rest = _plain(inner[1:close]).strip(), inner[close + 1 :]
    if bold.endswith(":"):
        return bold, rest
    following = _plain(rest)
    match = _LABEL_END.match(following)
    if match is None or not rest or rest[0].type != "text":
        return None, children
    remaining = rest[0].copy()
    remaining.content = rest[0].content[match.end() :]
    return bold + match[0].rstrip(), [remaining, *rest[1:]]


def _plain(children: list[Token]) -> str:
    """Return what a reader sees: no marks, a soft line break as a space, a hard one as a new line."""
    parts = []
    for child in children:
        if child.type in ("text", "code_inline"):
            parts.append(child.content)
        elif child.type == "softbreak":
            parts.append(" ")
        elif child.type == "hardbreak":
            parts.append("\n")
        elif child.type == "image":
            parts.append(child.content)
    return "".join(parts).strip()
