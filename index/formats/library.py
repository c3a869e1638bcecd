"""At the border to libraries: their logs silenced, their faults named, files' properties weighed."""

from __future__ import annotations

import logging
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from lxml import etree

from index.names import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FAULTS: tuple[type[Exception], ...] = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
    etree.LxmlError,
)
"""What a library raises on bytes that its authors did not think of."""

TITLE_MAX_CHARS = 250
_NO_TITLE = re.compile(
    r"^\s*(?:microsoft (?:word|powerpoint|excel)\b.*|untitled.*|(?:word )?document\s*\d*|https?:.*"
    r"|(?:layout|slide|presentation|page) ?\d*"
    r"|.*\.(?:docx?|rtf|odt|pdf|indd|qxd|tex|dvi|pptx?|wpd|txt|html?|fm|p65|cdr))\s*$",
    re.I,
)


def stated_title(stated: str, printed: Iterable[str] | None = None) -> str | None:
    """Return the title in a file's properties, unless it is a file's name or what a program writes there by itself.

    Args:
        stated: What the properties say.
        printed: The first lines of the text, where a title has to stand among them to count: properties outlive
            the text that they were written for.
    """
    title = " ".join(stated.split())
    if not any(map(str.isalpha, title)) or _NO_TITLE.match(title) or len(title) > TITLE_MAX_CHARS:
        return None
    if printed is not None and folded(title) not in folded(" ".join(printed)):
        return None
    return title


@contextmanager
def quiet(name: str) -> Iterator[None]:
    """Keep a library's logger from writing to the terminal what our own errors and warnings say."""
    logger = logging.getLogger(name)
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(level)
