"""Answers that a language model writes from the passages, checked sentence by sentence."""

from __future__ import annotations

from search.writing.writer import Writer, Writing
from search.writing.written import Removed, Written, WrittenSentence

__all__ = ["Removed", "Writer", "Writing", "Written", "WrittenSentence"]
