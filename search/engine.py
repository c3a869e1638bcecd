"""SpeechSearch: the one class that wires an index, a model, and the steps from question to answer."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from index.embedders import load_embedder
from index.errors import IndexMismatchError, UnknownTranscriptError
from index.generations import IndexFolder
from index.settings import load_settings
from search.answer import READ_PASSAGES, SentenceReader, calibration, compose
from search.rerank import SentenceReranker
from search.results import Filters, Hit
from search.retrieve import DEPTH, Asked, Retrieved, retrieve
from search.understand import conditions, understand

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from index.embedders import Embedder
    from index.generations import Generation, SealedGeneration
    from index.manifest import Manifest
    from index.records import Kind, Passage, Speaker, Transcript, TranscriptHead
    from search.answer import Found, Reader
    from search.rerank import Ranked, Reranker
    from search.results import Answer


@dataclass(frozen=True, slots=True)
class _Opened:
    """A generation with the model that it was built with."""

    generation: SealedGeneration
    embedder: Embedder


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
        self._reranker = reranker or SentenceReranker()
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

    def search(self, query: str, *, top_k: int = 10, filters: Filters | None = None) -> list[Hit]:
        """Return the best passages, best first; an empty list when nothing fulfils filters and phrases.

        Words in double quotes must stand in a passage side by side.

        Raises:
            QueryError: The query or the filters cannot be used.
        """
        opened = self._current()
        ranked, retrieved, _ = self._rank(opened, query, filters or Filters(), top_k)
        return _hits(opened.generation, ranked[:top_k], retrieved)

    def ask(self, question: str, *, top_k: int = 10, filters: Filters | None = None) -> Answer:
        """Return an answer in a speaker's own words, or an abstention; ``top_k`` hits come along either way.

        Raises:
            QueryError: The question or the filters cannot be used.
        """
        opened = self._current()
        ranked, retrieved, asked = self._rank(opened, question, filters or Filters(), max(top_k, READ_PASSAGES))
        found = self._reader.read(ranked[:READ_PASSAGES], retrieved, asked)
        hits = _hits(opened.generation, ranked[:top_k], retrieved)
        return compose(question, opened.generation, hits, found, calibration().threshold)

    def candidates(self, question: str, *, filters: Filters | None = None) -> list[Found]:
        """Return what may answer, best first, without regard to the threshold: for measuring and fitting.

        Raises:
            QueryError: The question or the filters cannot be used.
        """
        ranked, retrieved, asked = self._rank(self._current(), question, filters or Filters(), READ_PASSAGES)
        return self._reader.read(ranked[:READ_PASSAGES], retrieved, asked)

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
        self, opened: _Opened, question: str, filters: Filters, limit: int
    ) -> tuple[list[Ranked], Retrieved, Asked]:
        """Question to understanding to arms to final order."""
        query = understand(question)
        generation, store = opened.generation, opened.generation.store
        where = conditions(
            filters,
            store.speakers() if filters.speakers else (),
            (head.id for head in store.heads()) if filters.transcripts else (),
        )
        vector = opened.embedder.embed_query(query.text)
        asked = Asked(query, vector, generation.lexical.weights(query.topic))
        retrieved = retrieve(generation, asked, where, max(DEPTH, limit))
        return self._reranker.rerank(generation, retrieved, asked, limit), retrieved, asked

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


def _hits(generation: Generation, ranked: Sequence[Ranked], retrieved: Retrieved) -> list[Hit]:
    dense, lexical = retrieved.dense.score_of(), retrieved.lexical.score_of()
    heads = {each: generation.store.head(each) for each in {item.passage.transcript_id for item in ranked}}
    hits = []
    for rank, item in enumerate(ranked, 1):
        head = heads[item.passage.transcript_id]
        assert head is not None  # a stored passage has a stored transcript
        span = item.sentences.spans[item.sentences.best].tolist() if item.sentences else (0, len(item.passage.text))
        key = item.passage.id
        hits.append(Hit(item.passage, head, item.score, rank, ((span[0], span[1]),), dense.get(key), lexical.get(key)))
    return hits


def _refuse_other_model(folder: IndexFolder, manifest: Manifest, embedder: Embedder) -> None:
    if (embedder.id, embedder.sha256) != (manifest.model, manifest.model_sha256):
        raise IndexMismatchError(
            f"the index in {folder.path} was built with {manifest.model} (weights {manifest.model_sha256[:12]}…), "
            f"asked for is {embedder.id} ({embedder.sha256[:12]}…); rebuild it with: "
            f"rostrum build PATH --index {folder.path} --model {embedder.id}"
        )
