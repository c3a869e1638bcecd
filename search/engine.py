"""SpeechSearch: the one class that wires an index, a model, and the steps from question to answer."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np

from index.embedders import load_embedder
from index.encoded import EncodedQuery
from index.errors import IndexMismatchError, UnknownPassageError, UnknownTranscriptError
from index.generations import IndexFolder
from index.lexical import telling
from index.records import Reach
from index.reduction import ONE
from index.settings import load_settings
from search.answer import READ_PASSAGES, SentenceReader, calibration, compose
from search.constraints import within
from search.mentions import Known
from search.rankings import LIKENESS
from search.rerank import FusionReranker, Ranked
from search.results import Filters, Hit
from search.retrieve import DEPTH, Asked, retrieve
from search.sentence_scores import score_sentences
from search.speaker_words import SpeakerWords
from search.spread import SPARE, spread
from search.understand import Query, conditions, merged, understand
from search.venues import is_at
from search.why import why

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Sequence

    from index.embedders import Embedder
    from index.generations import Generation, SealedGeneration
    from index.manifest import Manifest
    from index.records import Conditions, Kind, Passage, Speaker, Transcript, TranscriptHead
    from search.answer import Found, Reader
    from search.rerank import Reranker
    from search.results import Answer
    from search.retrieve import Retrieved


_NOT_COMPARED = {
    Reach.EXACT: "is too short to be compared with others",
    Reach.CONTEXT: "is applause or a repeat, and is not compared with others",
}


class _Opened:
    """A generation with the model that it was built with, and what questions are read against."""

    def __init__(self, generation: SealedGeneration, embedder: Embedder) -> None:
        self.generation = generation
        self.embedder = embedder

    @cached_property
    def heads(self) -> Sequence[TranscriptHead]:
        """The heads of all transcripts."""
        return self.generation.store.heads()

    @cached_property
    def known(self) -> Known:
        """The speakers, days and places that questions may name."""
        return Known(self.generation.store.speakers(), self.heads)

    @cached_property
    def names(self) -> SpeakerWords:
        """The words of the speakers' names."""
        return SpeakerWords(self.generation.store.voices_of_passages())

    def asked(self, query: Query, encoded: EncodedQuery) -> Asked:
        """Return a question as the index sees it."""
        terms = self.generation.lexical.weights(query.topic)
        days, venue = query.preferred_days, query.venue
        heads = self.heads if days or venue else ()
        return Asked(
            query,
            encoded,
            terms,
            self.names.shares(terms),
            frozenset(head.id for head in heads if days and head.date and within(head.date, days)),
            frozenset(head.id for head in heads if venue and is_at(head, venue)),
        )


@dataclass(frozen=True, slots=True)
class _Ranking:
    """The candidates of a question in their final order."""

    generation: SealedGeneration
    asked: Asked
    ranked: Sequence[Ranked]
    scope: int
    """How many passages came into question."""
    one_transcript: bool
    """Whether one transcript is all that was asked for."""

    def best(self, count: int) -> list[Ranked]:
        """Return so many, spread over transcripts; what is shown does not depend on what is read, nor the other way."""
        return spread(self.generation, self.ranked, count, one_transcript=self.one_transcript)

    def read(self, reader: Reader) -> list[Found]:
        """Return what may answer, best first."""
        return reader.read(self.generation, self.best(READ_PASSAGES), self.scope, self.asked)


class SpeechSearch:
    """Searches one index folder; safe to share between threads; follows rebuilds by itself."""

    def __init__(
        self,
        folder: IndexFolder,
        *,
        embedder: Embedder | None = None,
        reranker: Reranker | None = None,
        reader: Reader | None = None,
    ) -> None:
        """Open the current generation of a folder; :meth:`open` is the usual way."""
        self._folder = folder
        self._given = embedder
        self._reranker = reranker or FusionReranker()
        self._reader = reader or SentenceReader()
        self._lock = threading.Lock()
        self._opened = self._open()

    @classmethod
    def open(
        cls,
        index: Path | str | None = None,
        *,
        embedder: Embedder | None = None,
        reranker: Reranker | None = None,
        reader: Reader | None = None,
    ) -> Self:
        """Open an index folder; by default the setting ``ROSTRUM_INDEX``, else ``speeches.index``.

        The model is read at the first question; it is the one that the index names. ``embedder``, or the setting
        ``ROSTRUM_MODEL``, must be the one that the index was built with.

        Raises:
            IndexMissingError: There is no index.
            IndexDamagedError: A file of it is missing, cut or altered.
            IndexMismatchError: It was built with another schema or model.
        """
        settings = load_settings()
        if embedder is None and settings.model is not None:
            embedder = load_embedder(settings.model)
        folder = IndexFolder(Path(index or settings.index))
        return cls(folder, embedder=embedder, reranker=reranker, reader=reader)

    def understand(self, question: str, *, ignoring: Collection[str] = ()) -> Query:
        """Return what is read in a question: its topic, and constraints with the keys that switch them off.

        Raises:
            QueryError: The question cannot be used.
        """
        return understand(question, self._current().known, ignoring=ignoring)

    def search(
        self, query: str, *, top_k: int = 10, filters: Filters | None = None, ignoring: Collection[str] = ()
    ) -> list[Hit]:
        """Return the best passages, best first; an empty list when nothing fulfils what must be fulfilled.

        Args:
            query: Words or a question. Words in double quotes must stand in a passage side by side; ``-word`` must
                not. Speakers, days and places of the index that it names narrow the search, see :meth:`understand`.
            top_k: How many at most.
            filters: What to search in.
            ignoring: Keys of constraints to leave out of account.

        Raises:
            QueryError: The query or the filters cannot be used.
        """
        opened = self._current()
        ranking = self._rank(opened, query, filters or Filters(), top_k, ignoring)
        return _hits(opened.generation, ranking.best(top_k), ranking.asked)

    def ask(
        self, question: str, *, top_k: int = 10, filters: Filters | None = None, ignoring: Collection[str] = ()
    ) -> Answer:
        """Return an answer in a speaker's own words, or an abstention; ``top_k`` hits come along either way.

        The arguments are those of :meth:`search`.

        Raises:
            QueryError: The question or the filters cannot be used.
        """
        opened = self._current()
        ranking = self._rank(opened, question, filters or Filters(), max(top_k, READ_PASSAGES), ignoring)
        found = ranking.read(self._reader)
        hits = _hits(opened.generation, ranking.best(top_k), ranking.asked)
        return compose(ranking.asked.query, opened.generation, hits, found, calibration().threshold)

    def candidates(self, question: str, *, filters: Filters | None = None) -> list[Found]:
        """Return what may answer, best first, without regard to the threshold: for measuring and fitting.

        Raises:
            QueryError: The question or the filters cannot be used.
        """
        opened = self._current()
        return self._rank(opened, question, filters or Filters(), READ_PASSAGES, ()).read(self._reader)

    def similar(self, passage_id: int, *, top_k: int = 10, filters: Filters | None = None) -> list[Hit]:
        """Return the passages most like one in meaning and in its telling words, best first, itself left out.

        Raises:
            UnknownPassageError: No passage has this id, or it is one that is not found by meaning: too short, applause,
                or a repeat.
            QueryError: The filters cannot be used.
        """
        opened = self._current()
        generation = opened.generation
        asked = self._asked_of(opened, passage_id)
        where = self._conditions(generation, filters or Filters())
        depth = max(DEPTH, top_k + 1 + SPARE)
        retrieved = retrieve(generation, asked, where, depth)
        ranked = LIKENESS.rerank(generation, retrieved, asked, depth)
        others = [item for item in ranked if item.passage.id != passage_id]
        return _hits(generation, spread(generation, others, top_k, one_transcript=True), asked)

    def context(self, passage: Passage, *, before: int = 1, after: int = 1) -> list[Passage]:
        """Return a passage between so many passages before and after it in its transcript, in order."""
        first, last = passage.ordinal - before, passage.ordinal + after
        return self._current().generation.store.passages_of(passage.transcript_id, first, last)

    def transcript(self, transcript_id: str) -> Transcript:
        """Return a whole transcript.

        Raises:
            UnknownTranscriptError: There is none with this id.
        """
        found = self._current().generation.store.transcript(transcript_id)
        if found is None:
            raise UnknownTranscriptError(f"no transcript has the id {transcript_id!r}", ())
        return found

    def passages_of(self, transcript_id: str) -> list[Passage]:
        """Return a transcript's passages in order; an empty list when there is no such transcript."""
        return self._current().generation.store.passages_of(transcript_id)

    def transcripts(self) -> list[TranscriptHead]:
        """Return the heads of all transcripts, by id."""
        return self._current().generation.store.heads()

    def speakers(self) -> list[Speaker]:
        """Return all speakers, by name."""
        return self._current().generation.store.speakers()

    def unnamed(self) -> dict[Kind, tuple[int, int]]:
        """Return, for each kind of turn, how many have no speaker, and how many words they hold."""
        return self._current().generation.store.unnamed()

    def date_range(self) -> tuple[dt.date, dt.date] | None:
        """Return the first and last day of all transcripts, or None when none has a date."""
        return self._current().generation.store.date_range()

    def _rank(
        self, opened: _Opened, question: str, filters: Filters, limit: int, ignoring: Collection[str]
    ) -> _Ranking:
        """Question to understanding to arms to final order."""
        query = understand(question, opened.known, ignoring=ignoring)
        generation = opened.generation
        where = merged(self._conditions(generation, filters), query)
        asked = opened.asked(query, opened.embedder.embed_query(query.text))
        retrieved = retrieve(generation, asked, where, max(DEPTH, limit))
        ranked = self._reranker.rerank(generation, retrieved, asked, limit + SPARE)
        ranked = [*ranked, *_unranked(generation, retrieved, ranked)[: limit + SPARE]]
        one = where.transcripts is not None and len(where.transcripts) == 1
        return _Ranking(generation, asked, ranked, retrieved.scope, one)

    def _conditions(self, generation: Generation, filters: Filters) -> Conditions:
        store = generation.store
        return conditions(
            filters,
            store.speakers() if filters.speakers else (),
            (head.id for head in store.heads()) if filters.transcripts else (),
        )

    def _asked_of(self, opened: _Opened, passage_id: int) -> Asked:
        """Return a passage as a question for others like it."""
        generation, representations = opened.generation, opened.generation.representations
        known = generation.store.passages([passage_id]) if 0 <= passage_id < 2**63 else {}
        passage = known.get(passage_id)
        if passage is None or passage.reach is not Reach.MEANING:
            why_not = _NOT_COMPARED[passage.reach] if passage else "is not in the index"
            raise UnknownPassageError(f"passage {passage_id} {why_not}")
        (row,) = generation.rows.rows(np.array([passage_id], np.int64)).tolist()
        where = representations.tokens_of(row)
        encoded = EncodedQuery(
            np.asarray(representations.vectors[row], np.float32),
            np.asarray(representations.token_spans[where], np.int32),
            np.asarray(representations.tokens[where], np.float32) / np.float32(ONE),
        )
        head = generation.store.head(passage.transcript_id)
        topic = telling(generation.lexical, passage.text, head.language if head else None)
        return opened.asked(Query(passage.text, topic or passage.text), encoded)

    def _current(self) -> _Opened:
        """Return the current generation, opening it when a build has published one since.

        The one before is let go of when the last query over it is done.
        """
        with self._lock:
            if self._folder.current_name() not in (None, self._opened.generation.path.name):
                self._opened = self._open()
            return self._opened

    def _open(self) -> _Opened:
        generation = self._folder.open_current()
        embedder = self._given or load_embedder(generation.manifest.model)
        _refuse_other_model(self._folder, generation.manifest, embedder)
        return _Opened(generation, embedder)


def _unranked(generation: Generation, retrieved: Retrieved, ranked: Sequence[Ranked]) -> list[Ranked]:
    """Return what holds the phrases asked for and is too short to be ranked, after all that is ranked."""
    lowest = ranked[-1].score if ranked else 0.0
    held = generation.store.passages(retrieved.unranked.tolist())
    ordered = sorted(held.values(), key=lambda each: (each.transcript_id, each.ordinal))
    return [Ranked(passage, lowest - n) for n, passage in enumerate(ordered, 1)]


def _hits(generation: SealedGeneration, ranked: Sequence[Ranked], asked: Asked) -> list[Hit]:
    heads = {head.id: head for head in generation.store.heads_of({item.passage.transcript_id for item in ranked})}
    scored = score_sentences(generation, [item.passage for item in ranked], asked)
    hits = []
    for rank, item in enumerate(ranked, 1):
        passage = item.passage
        sentences = scored.get(passage.id)
        start, end = sentences.spans[sentences.best].tolist() if sentences else (0, len(passage.text))
        hits.append(
            Hit(
                passage,
                heads[passage.transcript_id],
                item.score,
                rank,
                ((start, end),),
                item.dense,
                item.lexical,
                why(generation, passage, asked),
                item.repeats,
            )
        )
    return hits


def _refuse_other_model(folder: IndexFolder, manifest: Manifest, embedder: Embedder) -> None:
    if (embedder.id, embedder.sha256) == (manifest.model, manifest.model_sha256):
        if embedder.token_recipe != manifest.token_recipe:
            raise IndexMismatchError(
                f"the index in {folder.path} keeps token vectors by another recipe ({manifest.token_recipe}) than this "
                f"Rostrum ({embedder.token_recipe}); rebuild it with: rostrum build PATH --index {folder.path}"
            )
    else:
        raise IndexMismatchError(
            f"the index in {folder.path} was built with {manifest.model} (weights {manifest.model_sha256[:12]}…), "
            f"asked for is {embedder.id} ({embedder.sha256[:12]}…); rebuild it with: "
            f"rostrum build PATH --index {folder.path} --model {embedder.id}"
        )
