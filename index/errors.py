"""Every error that Rostrum raises on purpose.

A message says what happened, where, what was seen against what was expected, and what repairs it::

    RostrumError
    ├── SettingsError              a setting or an environment variable is wrong
    ├── QueryError                 the question or its filters cannot be used
    │   ├── EmptyQueryError
    │   ├── QueryTooLongError
    │   ├── DateRangeError         since is after until
    │   ├── UnknownSpeakerError    .near lists the speakers whose names are close
    │   ├── UnknownTranscriptError .near lists the transcripts whose ids are close
    │   └── UnknownPassageError    no passage has this id, or it is too short to be compared
    ├── SourceError                one file cannot be read; a build skips it and says so
    │   ├── UnknownFormatError
    │   ├── UndecodableError       binary, or in no encoding that we read
    │   ├── EmptyTranscriptError
    │   ├── MalformedError         the file breaks its own format
    │   └── DuplicateTranscriptError
    ├── ModelError                 the embedding model is missing, damaged or unknown
    ├── BuildError                 a build stopped; the old index still serves
    │   ├── NothingToIndexError
    │   ├── IndexPlaceError        the index would lie among other files
    │   ├── BuildLockedError       another build holds the lock
    │   ├── BuildCancelledError    it was told to stop
    │   ├── DiskError              full or failing disk
    │   └── PassageIdCollisionError
    ├── LibraryError               the folder of transcripts cannot be changed so
    │   └── ReadOnlyError          nor may it be, from here
    └── IndexStateError            the index folder cannot be used as it is
        ├── IndexMissingError
        ├── IndexDamagedError      a file is missing, cut or altered
        └── IndexMismatchError     built with another schema, model or recipe
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class RostrumError(Exception):
    """Base of all errors that a person can do something about."""


class SettingsError(RostrumError):
    """A setting or an environment variable is wrong."""


class QueryError(RostrumError):
    """The question or its filters cannot be used."""


class EmptyQueryError(QueryError):
    """Nothing was asked."""


class QueryTooLongError(QueryError):
    """More was asked than a question can hold."""


class DateRangeError(QueryError):
    """The first day lies after the last."""


class UnknownNameError(QueryError):
    """A filter names something that the index does not hold."""

    def __init__(self, message: str, near: tuple[str, ...]) -> None:
        super().__init__(message)
        self.near = near


class UnknownSpeakerError(UnknownNameError):
    """No speaker of the index has this name."""


class UnknownTranscriptError(UnknownNameError):
    """No transcript of the index has this id."""


class UnknownPassageError(QueryError):
    """No passage has an id, or it is too short to be compared with others."""


class SourceError(RostrumError):
    """One file cannot be read; a build skips it and says so."""


class UnknownFormatError(SourceError):
    """No format reads this kind of file."""


class UndecodableError(SourceError):
    """The file is binary, or in no encoding that is read."""


class EmptyTranscriptError(SourceError):
    """The file holds no text."""


class MalformedError(SourceError):
    """The file breaks the rules of its own format."""


class DuplicateTranscriptError(SourceError):
    """Another file has already given a transcript with this id."""


class LibraryError(RostrumError):
    """The folder of transcripts cannot be changed as was asked."""


class ReadOnlyError(LibraryError):
    """The folder of transcripts may not be changed from here."""


class ModelError(RostrumError):
    """The embedding model is missing, damaged or unknown."""


class BuildError(RostrumError):
    """A build stopped; the index that was there before still serves."""


class NothingToIndexError(BuildError):
    """The paths given hold no transcript."""


class IndexPlaceError(BuildError):
    """The index would be written among transcripts, or among files that are no index."""


class BuildCancelledError(BuildError):
    """A build was told to stop, and did."""


class BuildLockedError(BuildError):
    """Another build is writing the same index."""


class DiskError(BuildError):
    """The disk is full or fails."""


class PassageIdCollisionError(BuildError):
    """Two different passages hash to one id."""


class IndexStateError(RostrumError):
    """The index folder cannot be used as it is."""


class IndexMissingError(IndexStateError):
    """There is no index in the folder."""


class IndexDamagedError(IndexStateError):
    """A file of the index is missing, cut or altered."""


class IndexMismatchError(IndexStateError):
    """The index was built with another schema, model or recipe."""


def damaged(generation: Path, name: str, what: str) -> IndexDamagedError:
    """Return the error for a file of a generation, by its path within it, with the command that repairs it."""
    return IndexDamagedError(
        f"the index in {generation.parent} is damaged: {generation.name}/{name}: {what}; "
        f"rebuild it with: rostrum build PATH --index {generation.parent}"
    )
