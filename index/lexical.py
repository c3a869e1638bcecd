"""Words that must or may stand in a passage: the LexicalIndex protocol and its Tantivy implementation."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import tantivy
from tantivy import FieldType, Occur, Query

from index.errors import IndexDamagedError
from index.records import Conditions, Reach
from index.words import exact_analyzer, exact_words, stem_analyzer, stems

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from index.records import Passage, TranscriptHead

    Ids = NDArray[np.int64]

_WRITER_HEAP_BYTES = 128_000_000


class LexicalIndex(Protocol):
    """Ranks passages by the words they share with a query."""

    def update(self, dropped: Iterable[str], added: Iterable[tuple[Passage, TranscriptHead]]) -> None:
        """Drop all passages of these transcripts, then add passages; all at once or not at all."""

    def search(
        self, text: str, k: int, where: Conditions, phrases: Sequence[str] = ()
    ) -> tuple[Ids, NDArray[np.float32]]:
        """Return ids and scores of at most k passages that fulfil the conditions and hold all phrases, best first.

        Passages that are found by exact phrase only come into question only when there is a phrase.
        """

    def matching(self, phrases: Sequence[str], where: Conditions) -> Ids:
        """Return all passages that hold all phrases, word by word, in no order."""

    def weights(self, text: str) -> dict[str, float]:
        """Return the text's stems with their inverse document frequency (natural logarithm, never negative)."""

    def __len__(self) -> int: ...


class TantivyIndex:
    """BM25 (Robertson & Zaragoza, "The Probabilistic Relevance Framework", 2009; k1 = 1.2, b = 0.75) by Tantivy."""

    def __init__(self, path: Path | None = None) -> None:
        """Open the index in a folder, or make one there when it is empty; None keeps it in memory."""
        try:
            self._index = tantivy.Index(_schema(), path=None if path is None else str(path))
            self._refresh()  # here, since a build may sweep the folder away while it is being opened
        except (ValueError, OSError) as error:
            if "Lockfile" in str(error):
                raise IndexDamagedError(
                    f"{path} cannot be locked for reading; make the folder writable for you, or copy the index"
                ) from error
            raise IndexDamagedError(f"the lexical index cannot be read: {error}") from error
        self._index.register_tokenizer("stems", stem_analyzer())
        self._index.register_tokenizer("exact", exact_analyzer())
        self._schema = self._index.schema

    def update(self, dropped: Iterable[str], added: Iterable[tuple[Passage, TranscriptHead]]) -> None:
        writer = self._index.writer(heap_size=_WRITER_HEAP_BYTES, num_threads=1)
        for transcript_id in dropped:
            writer.delete_documents_by_term("transcript", transcript_id)
        for passage, head in added:
            writer.add_document(tantivy.Document.from_dict(_document(passage, head), self._schema))
        writer.commit()
        writer.wait_merging_threads()
        self._refresh()

    def search(
        self, text: str, k: int, where: Conditions, phrases: Sequence[str] = ()
    ) -> tuple[Ids, NDArray[np.float32]]:
        terms = [(Occur.Should, self._term("text", stem)) for stem in dict.fromkeys(stems(text))]
        if not terms or k <= 0 or not len(self):
            return _ranked([], [])
        must = [(Occur.Must, Query.const_score_query(query, 0.0)) for query in self._required(where, phrases)]
        if phrases:
            return self._run(Query.boolean_query([*must, *terms]), k)
        return self._run(Query.boolean_query([*must, (Occur.Must, Query.boolean_query(terms))]), k)

    def matching(self, phrases: Sequence[str], where: Conditions) -> Ids:
        required = self._required(where, phrases)
        query = Query.boolean_query([(Occur.Must, each) for each in required]) if required else Query.all_query()
        return self._run(query, len(self))[0]

    def weights(self, text: str) -> dict[str, float]:
        """Return idf as in BM25: ln(1 + (N - n + 0.5) / (n + 0.5))."""
        total = len(self)
        return {
            stem: math.log(1 + (total - count + 0.5) / (count + 0.5))
            for stem in dict.fromkeys(stems(text))
            if (count := min(total, self._searcher.doc_freq("text", stem))) >= 0
        }

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def _refresh(self) -> None:
        self._index.reload()
        self._searcher = self._index.searcher()

    def _run(self, query: Query, k: int) -> tuple[Ids, NDArray[np.float32]]:
        if k <= 0:
            return _ranked([], [])
        hits = self._searcher.search(query, limit=k, count=False).hits
        ids = self._searcher.fast_field_values("id", [address for _, address in hits])
        return _ranked(ids, [score for score, _ in hits])

    def _term(self, field: str, value: str) -> Query:
        return Query.term_query(self._schema, field, value)

    def _required(self, where: Conditions, phrases: Sequence[str]) -> list[Query]:
        queries = [query for phrase in phrases if (query := self._phrase(phrase)) is not None]
        if not queries:
            queries.append(self._term("reach", Reach.MEANING.value))
        for field, values in (
            ("speaker", where.speakers),
            ("transcript", where.transcripts),
            ("kind", where.kinds),
        ):
            if values is not None:
                queries.append(Query.term_set_query(self._schema, field, sorted(map(str, values))))
        if where.since is not None or where.until is not None:
            low = where.since.toordinal() if where.since else 1
            high = where.until.toordinal() if where.until else 10_000_000
            queries.append(Query.range_query(self._schema, "day", FieldType.Integer, low, high))
        return queries

    def _phrase(self, phrase: str) -> Query | None:
        words = exact_words(phrase)
        if len(words) < 2:
            return self._term("exact", words[0]) if words else None
        return Query.phrase_query(self._schema, "exact", list(words))


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", fast=True)
    builder.add_text_field("text", tokenizer_name="stems", index_option="freq")
    builder.add_text_field("exact", tokenizer_name="exact", index_option="position")
    for name in ("transcript", "speaker", "kind", "reach"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("day", indexed=True, fast=True)
    return builder.build()


def _document(passage: Passage, head: TranscriptHead) -> dict[str, Any]:
    document: dict[str, Any] = {
        "id": passage.id,
        "text": passage.text,
        "exact": passage.text,
        "transcript": passage.transcript_id,
        "kind": passage.kind.value,
        "reach": passage.reach.value,
    }
    if passage.speaker is not None:
        document["speaker"] = passage.speaker
    if head.date is not None:
        document["day"] = head.date.toordinal()
    return document


def _ranked(ids: Iterable[Any], scores: Iterable[float]) -> tuple[Ids, NDArray[np.float32]]:
    return np.fromiter(ids, np.int64), np.fromiter(scores, np.float32)
