"""Words that must or may stand in a passage: the LexicalIndex protocol and its Tantivy implementation."""

from __future__ import annotations

import json
import math
from collections import Counter
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import tantivy
from tantivy import FieldType, Occur, Query

from index.errors import IndexDamagedError
from index.records import Conditions, Reach, Term, Wording
from index.words import ANALYSED, analysed_as, content_words, exact_words, raw_words, stems

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from index.records import Passage, TranscriptHead

    Ids = NDArray[np.int64]
    Clause = tuple[Occur, Query]

WHO_BOOST = 0.5
"""Of a word in the speaker's name or role against one in the passage; 0 drops the clause."""
TITLE_BOOST = 0.2
"""Of a word in the transcript's title; 0 drops the clause."""
ANY_WORDING = Wording()

_META = "meta.json"
"""Tantivy's own list of its segments."""
_WRITER_HEAP_BYTES = 128_000_000
_MAX_LANGUAGES = 8


class LexicalIndex(Protocol):
    """Ranks passages by the words they share with a query, in every language that its transcripts are in."""

    def update(self, dropped: Iterable[str], added: Iterable[tuple[Passage, TranscriptHead]]) -> None:
        """Drop all passages of these transcripts, then add passages; all at once or not at all.

        A passage's words are those of its transcript's language.
        """

    def search(
        self, text: str, k: int, where: Conditions, wording: Wording = ANY_WORDING
    ) -> tuple[Ids, NDArray[np.float32]]:
        """Return ids and scores of at most k passages that fulfil conditions and wording, best first.

        Words of the text count where the passage, its speaker's name and role, or its transcript's title holds them.
        Passages that are found by exact phrase only come into question only when there is a phrase; an exclusion is
        none.
        """

    def matching(self, wording: Wording, where: Conditions) -> Ids:
        """Return all passages that hold all phrases, word by word, and nothing excluded, in no order."""

    def scores(self, text: str, ids: Sequence[int] | Ids) -> NDArray[np.float32]:
        """Return the score that search gives to each of these passages, in their order.

        It is 0.0 where no word matches and where there is no such passage; all reaches come into question.
        """

    def weights(self, text: str) -> list[Term]:
        """Return the text's content words, each once, in order."""

    @property
    def gone(self) -> int:
        """How many passages were dropped and still count where words are counted."""

    def __len__(self) -> int: ...


class TantivyIndex:
    """BM25 (Robertson & Zaragoza, "The Probabilistic Relevance Framework", 2009; k1 = 1.2, b = 0.75) by Tantivy.

    A question is stemmed by each language of the index; of a word's stems the best one counts (disjunction maximum).
    """

    def __init__(self, path: Path | None = None, *, languages: Sequence[str] = ()) -> None:
        """Open an index.

        Args:
            path: Its folder, where one is made when it is empty; None keeps it in memory.
            languages: ISO 639-1 codes that questions may be in, likeliest first; without, those of its passages.
        """
        self._asked_in = tuple(dict.fromkeys(map(analysed_as, languages)))
        self._path = path
        try:
            self._index = tantivy.Index(_schema(), path=None if path is None else str(path))
            self._refresh()  # here, since a build may sweep the folder away while it is being opened
        except (ValueError, OSError) as error:
            if "Lockfile" in str(error):
                raise IndexDamagedError(
                    f"{path} cannot be locked for reading; make the folder writable for you, or copy the index"
                ) from error
            raise IndexDamagedError(f"the lexical index cannot be read: {error}") from error
        self._schema = self._index.schema

    @property
    def languages(self) -> tuple[str, ...]:
        """ISO 639-1 codes of the languages that questions are stemmed by, most passages first, at most 8."""
        return self._languages

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
        self, text: str, k: int, where: Conditions, wording: Wording = ANY_WORDING
    ) -> tuple[Ids, NDArray[np.float32]]:
        words = self._clauses(text)
        if not words or k <= 0 or not len(self):
            return _ranked([], [])
        required = self._required(where, wording)
        if wording.phrases:
            return self._run(Query.boolean_query([*required, *words]), k)
        return self._run(Query.boolean_query([*required, (Occur.Must, Query.boolean_query(words))]), k)

    def matching(self, wording: Wording, where: Conditions) -> Ids:
        return self._run(Query.boolean_query(self._required(where, wording)), len(self))[0]

    def scores(self, text: str, ids: Sequence[int] | Ids) -> NDArray[np.float32]:
        words = self._clauses(text)
        if not words or not len(ids):
            return np.zeros(len(ids), np.float32)
        wanted = [int(each) for each in ids]
        # faster than a term set (300,000 passages, 100 ids: 0.8 against 4 ms; 500: 3.5 against 7; 1,500: 10 against 11)
        among = Query.boolean_query([(Occur.Should, self._id(each)) for each in wanted])
        must = [Query.const_score_query(among, 0.0), Query.boolean_query(words)]
        query = Query.boolean_query([(Occur.Must, each) for each in must])
        found, scores = self._run(query, len(wanted))
        score_of = dict(zip(found.tolist(), scores.tolist(), strict=True))
        return np.fromiter((score_of.get(each, 0.0) for each in wanted), np.float32, len(wanted))

    def weights(self, text: str) -> list[Term]:
        total = len(self)
        terms = []
        for word, variants in content_words(text, self._languages):
            count = min(total, max(self._searcher.doc_freq("text", stem) for stem in variants))
            terms.append(Term(word, variants, math.log(1 + (total - count + 0.5) / (count + 0.5))))
        return terms

    @property
    def gone(self) -> int:
        if self._path is None:
            return 0
        segments = json.loads((self._path / _META).read_text(encoding="utf-8"))["segments"]
        return sum(each["deletes"]["num_deleted_docs"] for each in segments if each["deletes"])

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def _refresh(self) -> None:
        self._index.reload()
        self._searcher = self._index.searcher()
        self._languages = self._asked_in[:_MAX_LANGUAGES] or self._found_languages() or ("en",)

    def _found_languages(self) -> tuple[str, ...]:
        counts = {code: self._searcher.doc_freq("language", code) for code in ANALYSED}
        found = sorted((code for code, count in counts.items() if count), key=lambda code: (-counts[code], code))
        return tuple(found[:_MAX_LANGUAGES])

    def _run(self, query: Query, k: int) -> tuple[Ids, NDArray[np.float32]]:
        if k <= 0:
            return _ranked([], [])
        hits = self._searcher.search(query, limit=k, count=False).hits
        ids = self._searcher.fast_field_values("id", [address for _, address in hits])
        return _ranked(ids, [score for score, _ in hits])

    def _term(self, field: str, value: str) -> Query:
        return Query.term_query(self._schema, field, value)

    def _id(self, value: int) -> Query:
        return Query.term_query(self._schema, "id", value, "basic")

    def _clauses(self, text: str) -> list[Clause]:
        """Return what a passage gets its score by: one clause per word and field."""
        queries = []
        for word, variants in content_words(text, self._languages):
            queries.append(self._best_of("text", variants))
            if WHO_BOOST:
                queries.append(Query.boost_query(self._term("who", word), WHO_BOOST))
            if TITLE_BOOST:
                queries.append(Query.boost_query(self._best_of("title", variants), TITLE_BOOST))
        return [(Occur.Should, query) for query in queries]

    def _best_of(self, field: str, variants: frozenset[str]) -> Query:
        terms = [self._term(field, each) for each in sorted(variants)]
        return terms[0] if len(terms) == 1 else Query.disjunction_max_query(terms)

    def _required(self, where: Conditions, wording: Wording) -> list[Clause]:
        """Return what a passage must fulfil, and must not; it adds nothing to a score."""
        phrases = [query for phrase in wording.phrases if (query := self._phrase(phrase)) is not None]
        excluded = [query for phrase in wording.excluded if (query := self._phrase(phrase)) is not None]
        must = [*(phrases or [self._term("reach", Reach.MEANING.value)]), *self._conditions(where)]
        return [
            *((Occur.Must, Query.const_score_query(query, 0.0)) for query in must),
            *((Occur.MustNot, query) for query in (*excluded, *self._barred(where))),
        ]

    def _barred(self, where: Conditions) -> list[Query]:
        names = sorted(where.not_speakers or ())
        return [Query.term_set_query(self._schema, "speaker", names)] if names else []

    def _conditions(self, where: Conditions) -> list[Query]:
        queries = [
            Query.term_set_query(self._schema, field, sorted(map(str, values)))
            for field, values in (
                ("speaker", where.speakers),
                ("transcript", where.transcripts),
                ("kind", where.kinds),
            )
            if values is not None
        ]
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


def telling(index: LexicalIndex, text: str, language: str | None = None, *, limit: int = 25) -> str:
    """Return a query for passages like a text: its most telling content words, as they stand in it, best first.

    Salton & Buckley, "Term-weighting approaches in automatic text retrieval", 1988: frequency in the text times idf.
    """
    counts = Counter(stems(text, language))
    as_printed: dict[str, str] = {}
    for word in raw_words(text):
        for stem in stems(word, language):
            as_printed.setdefault(stem, word)
    ranked: dict[str, float] = {}
    for term in index.weights(text):
        for stem in term.stems & as_printed.keys():
            ranked[as_printed[stem]] = max(counts[stem] * term.idf, ranked.get(as_printed[stem], 0.0))
    return " ".join(sorted(ranked, key=lambda word: -ranked[word])[:limit])


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", indexed=True, fast=True)
    for name in ("text", "who", "title"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("exact", tokenizer_name="whitespace", index_option="position")
    for name in ("transcript", "speaker", "kind", "reach", "language"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("day", indexed=True, fast=True)
    return builder.build()


def _document(passage: Passage, head: TranscriptHead) -> dict[str, Any]:
    """Return a document whose words are cut here, by the language of each, so that one field serves all languages."""
    document: dict[str, Any] = {
        "id": passage.id,
        "text": " ".join(stems(passage.text, head.language)),
        "exact": " ".join(exact_words(passage.text)),
        "who": " ".join(exact_words(f"{passage.speaker or ''} {passage.role or ''}")),
        "title": " ".join(stems(head.title or "", head.language)),
        "transcript": passage.transcript_id,
        "kind": passage.kind.value,
        "reach": passage.reach.value,
        "language": analysed_as(head.language),
    }
    if passage.speaker is not None:
        document["speaker"] = passage.speaker
    if head.date is not None:
        document["day"] = head.date.toordinal()
    return document


def _ranked(ids: Iterable[Any], scores: Iterable[float]) -> tuple[Ids, NDArray[np.float32]]:
    return np.fromiter(ids, np.int64), np.fromiter(scores, np.float32)
