"""Answers written by a language model from an answer's passages; only sentences that stand the check come out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Self

from index.settings import load_settings
from search.writing.checking import check
from search.writing.language_model import ModelFailedError, endpoint_of
from search.writing.prompt import NOT_SAID, prompt, sources_of
from search.writing.sentence_stream import sentences, without_thoughts
from search.writing.written import Removed, Why, Written, WrittenSentence

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from index.settings import Settings
    from search.results import Answer
    from search.writing.language_model import LanguageModel

MAX_CHARS = 12_000
"""What a model may write; two or three sentences are asked of it."""
_ENDS = re.compile(r"[.!?…。！？][\"'”’»)]*(?:\s*\[[^\]]*\])*[.]?$")
"""What a finished sentence ends in."""


class Writer:
    """Lets a language model write answers, and checks each sentence; see :meth:`from_settings`."""

    def __init__(self, model: LanguageModel) -> None:
        self.model = model

    @classmethod
    def from_settings(cls, settings: Settings | None = None) -> Self:
        """Return a writer with the model that ROSTRUM_LLM_URL and ROSTRUM_LLM_MODEL name.

        Raises:
            SettingsError: They name none, or the package that speaks to it is not installed.
        """
        return cls(endpoint_of(settings or load_settings()))

    def write(self, answer: Answer) -> Written:
        """Return what the model writes, when it is done; whatever goes wrong is in its note."""
        writing = self.stream(answer)
        for _ in writing:
            pass
        return writing.written

    def stream(self, answer: Answer) -> Writing:
        """Return the same as it comes: iterate over it, then read ``written``."""
        return Writing(self.model, answer)


class Writing:
    """One answer being written; an iterator over its sentences, kept and removed, each as soon as it is complete."""

    def __init__(self, model: LanguageModel, answer: Answer) -> None:
        self._model = model
        self._answer = answer
        self._sources = sources_of(answer)
        self._kept: list[WrittenSentence] = []
        self._removed: list[Removed] = []
        self._note: str | None = None
        self._says_not = False
        self._failed = False
        self._items = self._run()

    @property
    def written(self) -> Written:
        """What is written and checked so far."""
        return Written(tuple(self._kept), tuple(self._removed), self._note, self._model.name, self._failed)

    def __iter__(self) -> Iterator[WrittenSentence | Removed]:
        return self._items

    def close(self) -> None:
        """Stop the model; what is written so far stays."""
        self._items.close()

    def _run(self) -> Generator[WrittenSentence | Removed]:
        if not self._sources:
            self._note = "There is no passage to write an answer from."
            return
        for sentence in sentences(self._text()):
            if sentence.rstrip(".").casefold() == NOT_SAID.rstrip(".").casefold():
                self._says_not = True
                continue
            checked = self._checked(sentence)
            if isinstance(checked, WrittenSentence):
                self._kept.append(checked)
            else:
                self._removed.append(checked)
            yield checked
        self._note = self._note or self._remark()

    def _text(self) -> Iterator[str]:
        """Yield what the model writes, up to where it fails or writes too much."""
        length = 0
        try:
            for piece in without_thoughts(self._model.write(*prompt(self._answer.question, self._sources))):
                length += len(piece)
                if length > MAX_CHARS:
                    self._note = f"The language model was stopped after {MAX_CHARS:,} characters."
                    return
                yield piece
        except ModelFailedError as error:
            self._note = str(error)
            self._failed = True

    def _checked(self, sentence: str) -> WrittenSentence | Removed:
        if self._note is not None and not _ENDS.search(sentence):
            return Removed(sentence, Why.UNFINISHED)
        return check(sentence, self._sources)

    def _remark(self) -> str | None:
        """Return what to say of a text that was written to its end."""
        if self._says_not:
            more = "all of the question" if self._kept else "the question"
            return f"The language model finds that these passages do not answer {more}."
        if not self._kept:
            return "Nothing that the language model wrote stood the check."
        return None
