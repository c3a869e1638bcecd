"""Whether two indexes hold the same, down to the last vector and the score of every word."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import numpy as np

from index.arrays import COLUMNS, FIRST
from index.generations import IndexFolder, SealedGeneration
from index.records import Conditions
from index.words import raw_words

_TABLES = {
    "sources": "SELECT * FROM sources",
    "transcripts": "SELECT id, path, title, day, venue, language, source, text FROM transcripts",
    "turns": "SELECT t.id, u.* FROM turns u JOIN transcripts t ON t.key = u.transcript",
    "passages": "SELECT t.id, p.* FROM passages p JOIN transcripts t ON t.key = p.transcript",
    "names": "SELECT * FROM names",
    "declared": "SELECT * FROM declared",
    "corrected": "SELECT t.id, c.* FROM corrected c JOIN transcripts t ON t.key = c.transcript",
}
_KEYED = {"turns": 1, "passages": 2, "corrected": 1}
"""Where the number of the transcript stands, which depends on the order of builds."""


def differences(one: Path, other: Path) -> list[str]:
    """Return in what two indexes differ, beside the times and names of files: nothing where they are twins."""
    first, second = IndexFolder(one).open_current(), IndexFolder(other).open_current()
    try:
        parts = {"store": _records, "vectors": _vectors, "words": _words, "representations": _arrays}
        found = [name for name, read in parts.items() if not _same(read(first), read(second))]
        manifests = [each.manifest.model_dump(exclude={"written", "files"}) for each in (first, second)]
        return [*found, *(["manifest"] if manifests[0] != manifests[1] else [])]
    finally:
        first.close()
        second.close()


def _records(generation: SealedGeneration) -> dict[str, list[str]]:
    database = sqlite3.connect(f"file:{generation.path / 'passages.sqlite'}?mode=ro&immutable=1", uri=True)
    found = {}
    for table, sql in _TABLES.items():
        rows = [list(row) for row in database.execute(sql)]
        for row in rows if table in _KEYED else ():
            del row[_KEYED[table]]
        found[table] = sorted(map(repr, rows))
    database.close()
    return found


def _vectors(generation: SealedGeneration) -> dict[str, Any]:
    ids = np.sort(generation.vectors.ids)
    return {"ids": ids, "rows": generation.vectors.get(ids)}


def _arrays(generation: SealedGeneration) -> dict[str, Any]:
    return {name: np.asarray(getattr(generation.representations, name)) for name in (*COLUMNS, *FIRST)}


def _words(generation: SealedGeneration) -> dict[str, Any]:
    store = generation.store
    texts = [passage.text for head in store.heads() for passage in store.passages_of(head.id)]
    words = sorted({word for text in texts for word in raw_words(text)})
    found: dict[str, Any] = {"documents": len(generation.lexical)}
    for word in words:
        ids, scores = generation.lexical.search(word, len(texts), Conditions())
        found[word] = sorted(zip(ids.tolist(), scores.tolist(), strict=True))
    return found


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return one.keys() == other.keys() and all(np.array_equal(one[name], other[name]) for name in one)
