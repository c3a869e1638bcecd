"""SpeechSearch: the one class that wires an index, a model, and the steps from question to answer."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

from index.embedders import load_embedder
from index.errors import IndexMismatchError, QueryError, UnknownTranscriptError
from index.generations import Belief, IndexFolder
from index.settings import load_settings
from search.answer import ELSEWHERE, READ_PASSAGES, compose, held_to
from search.close_reading import CloseReading
from search.facets import facets
from search.hits import hits_of, unranked
from search.opened import Opened
from search.profile import profile
from search.rankings import LIKENESS
from search.reader_model import reader_model
from search.replies import with_replies
from search.rerank import FusionReranker
from search.results import Filters, checked_count
from search.retrieve import DEPTH, retrieve
from search.span_reader import SpanReader
from search.spread import SPARE, spread
from search.topics.compare import compare
from search.topics.exchange import exchange, passage_by_id
from search.topics.timeline import following, timeline
from search.understand import conditions, merged, understand, widened

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Sequence

    from index.embedders import Embedder
    from index.generations import Generation, SealedGeneration
    from index.manifest import Manifest
    from index.records import Conditions, Kind, Passage, Speaker, Transcript, TranscriptHead
    from search.answer import Found, Reader
    from search.facets import Facets
    from search.profile import Profile
    from search.rerank import Ranked, Reranker
    from search.results import Answer, Hit
    from search.retrieve import Asked
    from search.topics.results import Comparison, Exchange, Timeline
    from search.understand import Query


@dataclass(frozen=True, slots=True)
class _Ranking:
    """The candidates of a question in their final order."""

    generation: SealedGeneration
    asked: Asked
    ranked: Sequence[Ranked]
    scope: int
    """How many passages came into question."""
    where: Conditions
    """What they fulfil: the filters, and what the question demands."""

    @property
    def read_closely(self) -> bool:
        """Whether the trained reader has read the best of them."""
        return any(item.reading for item in self.ranked)

    def best(self, count: int) -> list[Ranked]:
        """Return so many, spread over transcripts; what is shown does not depend on what is read, nor the other way."""
        one = self.where.transcripts is not None and len(self.where.transcripts) == 1
        return spread(self.generation, self.ranked, count, one_transcript=one)

    def read(self, reader: Reader) -> list[Found]:
        """Return what may answer, best first."""
        found = reader.read(self.generation, self.best(READ_PASSAGES), self.scope, self.asked)
        return held_to(self.asked.query, found)


class SpeechSearch:
    """Searches one index folder; safe to share between threads; follows rebuilds by itself."""

    def __init__(
        self,
        folder: IndexFolder,
        *,
        embedder: Embedder | None = None,
        reranker: Reranker | None = None,
        reader: Reader | None = None,
        close_reading: CloseReading | None = None,
        rerank: bool = False,
    ) -> None:
        """Open the current generation of a folder; :meth:`open` is the usual way."""
        self._folder = folder
        self._given = embedder
        self._reranker = reranker or FusionReranker()
        self._reader = reader or SpanReader()
        self._given_close_reading = close_reading
        self._rerank = rerank
        self._read_with: tuple[str, CloseReading | None] | None = None
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
        close_reading: CloseReading | None = None,
        rerank: bool = False,
    ) -> Self:
        """Open an index folder; by default the setting ``ROSTRUM_INDEX``, else ``speeches.index``.

        The model is read at the first question; it is the one that the index names. ``embedder``, or the setting
        ``ROSTRUM_MODEL``, must be the one that the index was built with. ``rerank`` is what :meth:`search` does where
        it is not told.

        Raises:
            IndexMissingError: There is no index.
            IndexDamagedError: A file of it is missing, cut or altered.
            IndexMismatchError: It was built with another schema or model.
        """
        settings = load_settings()
        if embedder is None and settings.model is not None:
            embedder = load_embedder(settings.model)
        folder = IndexFolder(Path(index or settings.index))
        return cls(
            folder, embedder=embedder, reranker=reranker, reader=reader, close_reading=close_reading, rerank=rerank
        )

    @property
    def can_read_closely(self) -> bool:
        """Whether there is a trained reader for the model of the index."""
        return self._current().close_reading is not None

    def understand(self, question: str, *, ignoring: Collection[str] = ()) -> Query:
        """Return what is read in a question: its topic, and constraints with the keys that switch them off.

        Raises:
            QueryError: The question cannot be used.
        """
        return understand(question, self._current().known, ignoring=ignoring)

    def search(
        self,
        query: str,
        *,
        top_k: int = 10,
        filters: Filters | None = None,
        ignoring: Collection[str] = (),
        rerank: bool | None = None,
    ) -> list[Hit]:
        """Return the best passages, best first; an empty list when nothing fulfils what must be fulfilled.

        Args:
            query: Words or a question. Words in double quotes must stand in a passage side by side; ``-word`` must
                not. Speakers, days and places of the index that it names narrow the search, see :meth:`understand`.
            top_k: How many at most.
            filters: What to search in.
            ignoring: Keys of constraints to leave out of account.
            rerank: Whether the trained reader reads the best passages, which makes a better order and takes longer;
                by default as the engine was opened. Without a reader for the index's model all stays as it is.

        Raises:
            QueryError: The query or the filters cannot be used.
        """
        opened = self._current()
        closely = self._rerank if rerank is None else rerank
        ranking = self._rank(opened, query, filters or Filters(), checked_count(top_k), ignoring, closely)
        return hits_of(opened.generation, ranking.best(top_k), ranking.asked)

    def ask(
        self,
        question: str,
        *,
        top_k: int = 10,
        filters: Filters | None = None,
        ignoring: Collection[str] = (),
        rerank: bool | None = None,
    ) -> Answer:
        """Return an answer in a speaker's own words, or an abstention; ``top_k`` hits come along either way.

        The arguments are those of :meth:`search`; by default the trained reader reads where this machine does it in
        time, and ``Answer.read_closely`` tells whether it did.

        Raises:
            QueryError: The question or the filters cannot be used.
        """
        opened, depth = self._current(), max(checked_count(top_k), READ_PASSAGES)
        ranking = self._rank(opened, question, filters or Filters(), depth, ignoring, rerank, replies=True)
        found = ranking.read(self._reader)
        hits = hits_of(opened.generation, ranking.best(top_k), ranking.asked)
        answer = compose(ranking.asked.query, opened.generation, hits, found, read_closely=ranking.read_closely)
        wider = None if answer.citations else widened(ranking.asked.query, filters or Filters())
        if wider is None:
            return answer
        near = self._near(opened, question, *wider, ignoring)
        others = [hit for hit in near if not ranking.where.allow(hit.passage.speaker, hit.transcript.date)]
        return replace(answer, elsewhere=tuple(others[:ELSEWHERE]))

    def _near(
        self, opened: Opened, question: str, filters: Filters, keys: Collection[str], ignoring: Collection[str]
    ) -> tuple[Hit, ...]:
        """Return the best hits that are near to a question, with some constraints of it left out of account, too."""
        ranking = self._rank(opened, question, filters, READ_PASSAGES, (*ignoring, *keys), rerank=False)
        near = {each.passage.id for each in ranking.read(self._reader) if each.near}
        found = hits_of(opened.generation, ranking.best(READ_PASSAGES), ranking.asked)
        return tuple(hit for hit in found if hit.passage.id in near)

    def candidates(self, question: str, *, filters: Filters | None = None, rerank: bool | None = None) -> list[Found]:
        """Return what may answer, best first, without regard to the threshold: for measuring and fitting.

        Raises:
            QueryError: The question or the filters cannot be used.
        """
        opened = self._current()
        ranking = self._rank(opened, question, filters or Filters(), READ_PASSAGES, (), rerank, replies=True)
        return ranking.read(self._reader)

    def similar(self, passage_id: int, *, top_k: int = 10, filters: Filters | None = None) -> list[Hit]:
        """Return the passages most like one in meaning and in its telling words, best first, itself left out.

        Raises:
            UnknownPassageError: No passage has this id, or it is one that is not found by meaning: too short, applause,
                or a repeat.
            QueryError: The filters cannot be used.
        """
        opened = self._current()
        generation = opened.generation
        asked = opened.asked_of(passage_id)
        where = self._conditions(generation, filters or Filters())
        depth = max(DEPTH, checked_count(top_k) + 1 + SPARE)
        retrieved = retrieve(generation, asked, where, depth)
        ranked = LIKENESS.rerank(generation, retrieved, asked, depth)
        others = [item for item in ranked if item.passage.id != passage_id]
        return hits_of(generation, spread(generation, others, top_k, one_transcript=True), asked)

    def compare(
        self,
        topic: str,
        speakers: Sequence[str],
        *,
        top_k: int = 3,
        filters: Filters | None = None,
        ignoring: Collection[str] = (),
    ) -> Comparison:
        """Return the best passages of each speaker on one topic, side by side.

        Who says nothing about the topic has an empty column: a passage must be about it by
        :data:`search.topics.about.ABOUT`, not merely be the nearest that there is.

        Args:
            topic: Words or a question, the same for all; a speaker whom it names does not narrow it.
            speakers: Names as in :class:`Filters`, a column each, in this order; 1 to 8.
            top_k: How many passages of each at most.
            filters: What to search in; its speakers do not count.
            ignoring: Keys of constraints to leave out of account.

        Raises:
            QueryError: The topic or the filters cannot be used, a name is unknown, nobody or more than 8 are named, or
                two names stand for one speaker.
        """
        opened = self._current()
        query = understand(topic, opened.known, ignoring=ignoring)
        narrowed = filters or Filters()
        named = [(name, self._conditions(opened.generation, replace(narrowed, speakers=(name,)))) for name in speakers]
        return compare(opened, self._reranker, query, named, checked_count(top_k))

    def timeline(
        self,
        topic: str,
        by: str = "year",
        *,
        speakers: Sequence[str] = (),
        filters: Filters | None = None,
        ignoring: Collection[str] = (),
    ) -> Timeline:
        """Count the passages about a topic over time, by speaker, beside how many passages there are.

        What counts is decided passage by passage, see :data:`search.topics.about.ABOUT`.

        Args:
            topic: Words or a question; what it names beside its topic narrows the count as it narrows a search.
            by: ``year`` or ``month``.
            speakers: Only what these say, beside those of the filters.
            filters: What to count in.
            ignoring: Keys of constraints to leave out of account.

        Raises:
            QueryError: The topic or the filters cannot be used, or time is not counted by this.
        """
        opened = self._current()
        narrowed = filters or Filters()
        narrowed = replace(narrowed, speakers=(*narrowed.speakers, *speakers))
        query = understand(topic, opened.known, ignoring=ignoring)
        return timeline(opened, query, merged(self._conditions(opened.generation, narrowed), query), by)

    def facets(self, question: str, *, filters: Filters | None = None, ignoring: Collection[str] = ()) -> Facets:
        """Count the passages about a question by speaker, transcript and kind, each under all filters but its own.

        What is about it is decided as in :meth:`timeline`. A speaker whom the question names counts as a filter.

        Raises:
            QueryError: The question or the filters cannot be used.
        """
        opened = self._current()
        query = understand(question, opened.known, ignoring=ignoring)
        return facets(opened, query, merged(self._conditions(opened.generation, filters or Filters()), query))

    def hits(self, topic: str, passage_ids: Sequence[int], *, ignoring: Collection[str] = ()) -> list[Hit]:
        """Return passages as hits for a topic, in the order of their ids: what a cell of a timeline stands for.

        Raises:
            QueryError: The topic cannot be used.
            UnknownPassageError: No passage has one of the ids, or it is too short to be found by meaning.
        """
        opened = self._current()
        return following(opened, understand(topic, opened.known, ignoring=ignoring), passage_ids)

    def reply(self, passage_id: int) -> Exchange | None:
        """Return the exchange that a passage is part of: a question with the reply to it, asked for from either side.

        None when it is of neither, or when nobody replies; see :func:`search.topics.exchange.reply_to`.

        Raises:
            UnknownPassageError: No passage has this id.
        """
        store = self._current().generation.store
        return exchange(store, passage_by_id(store, passage_id))

    def context(self, passage: Passage | int, *, before: int = 1, after: int = 1) -> list[Passage]:
        """Return the passages of a passage's turn and of so many turns before and after it, in order.

        An empty list when it is given as a record, and its transcript is not in the index any more.

        Args:
            passage: The passage or its id.
            before: Turns before its own, whatever their kind; 0 for none.
            after: Turns after it.

        Raises:
            UnknownPassageError: No passage has this id.
            QueryError: Less than no turn is asked for.
        """
        if before < 0 or after < 0:
            raise QueryError(f"{min(before, after)} turns around a passage cannot be shown; ask for 0 or more")
        store = self._current().generation.store
        middle = passage_by_id(store, passage) if isinstance(passage, int) else passage
        return store.passages_in_turns(middle.transcript_id, middle.turn - before, middle.turn + after)

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

    def profile(self, name: str) -> Profile:
        """Return what the index tells of the speaker of this canonical name; see :mod:`search.profile`.

        Raises:
            UnknownSpeakerError: There is none; ``.near`` lists the names that are close.
        """
        return profile(self._current(), name)

    def days_of_speakers(self) -> dict[str, tuple[dt.date, dt.date]]:
        """Return the first and the last day on which each speaks, by name; who speaks undated only is left out."""
        return self._current().generation.store.days_of_speakers()

    def speakers_in(self) -> dict[str, int]:
        """Return how many different speakers speak in each transcript, by its id."""
        return self._current().generation.store.speakers_in()

    def unnamed(self) -> dict[Kind, tuple[int, int]]:
        """Return, for each kind of turn, how many have no speaker, and how many words they hold."""
        return self._current().generation.store.unnamed()

    def date_range(self) -> tuple[dt.date, dt.date] | None:
        """Return the first and last day of all transcripts, or None when none has a date."""
        return self._current().generation.store.date_range()

    def _rank(
        self,
        opened: Opened,
        question: str,
        filters: Filters,
        limit: int,
        ignoring: Collection[str],
        rerank: bool | None,
        *,
        replies: bool = False,
    ) -> _Ranking:
        """Question to understanding to arms to final order, read closely if asked for (None: if in time)."""
        query = understand(question, opened.known, ignoring=ignoring)
        generation = opened.generation
        where = merged(self._conditions(generation, filters), query)
        asked = opened.asked(query, opened.embedded(query.text))
        retrieved = retrieve(generation, asked, where, max(DEPTH, limit))
        ranked = self._reranker.rerank(generation, retrieved, asked, limit + SPARE)
        if replies:
            ranked = with_replies(generation, ranked, retrieved.allowed)
        reading = None if rerank is False else opened.close_reading
        if reading and (rerank or reading.is_in_time()):
            ranked = reading.reread(generation, ranked, asked)
        ranked = [*ranked, *unranked(generation, retrieved, ranked)[: limit + SPARE]]
        return _Ranking(generation, asked, ranked, retrieved.scope, where)

    def _conditions(self, generation: Generation, filters: Filters) -> Conditions:
        store = generation.store
        return conditions(
            filters,
            store.speakers() if filters.speakers else (),
            (head.id for head in store.heads()) if filters.transcripts else (),
        )

    def _current(self) -> Opened:
        """Return the current generation, opening it when a build has published one since.

        The one before is let go of when the last query over it is done.
        """
        with self._lock:
            if not self._folder.is_current(self._opened.generation):
                self._opened = self._open()
            return self._opened

    def _open(self) -> Opened:
        generation = self._folder.open_current(Belief.UNPARSED)
        embedder = self._given or load_embedder(generation.manifest.model)
        _refuse_other_model(self._folder, generation.manifest, embedder)
        return Opened(generation, embedder, self._close_reading(embedder))

    def _close_reading(self, embedder: Embedder) -> CloseReading | None:
        """Return the trained reader for a model, where there is one."""
        if self._given_close_reading is not None:
            return self._given_close_reading
        if self._read_with is None or self._read_with[0] != embedder.sha256:
            model = reader_model(embedder.sha256)
            self._read_with = (embedder.sha256, CloseReading(model) if model else None)
        return self._read_with[1]


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
