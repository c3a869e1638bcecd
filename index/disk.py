"""Tell a full or failing disk, whichever library met it."""

from __future__ import annotations

import errno
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from index.errors import DiskError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NUMBERS = frozenset({errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EFBIG, errno.EROFS})
_SIGNS = ("disk is full", "no space left", "disk i/o", "file too large", "write error")
"""What SQLite, FAISS and Tantivy write in errors of their own kinds."""


@contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """Raise DiskError in place of what libraries raise when they cannot write."""
    try:
        yield
    except (OSError, sqlite3.OperationalError, ValueError, RuntimeError) as error:
        if not _is_of_disk(error):
            raise
        raise DiskError(
            f"writing {path} failed: {error}; the index that was there before is untouched; free some space and build "
            "again"
        ) from error


def _is_of_disk(error: Exception) -> bool:
    if isinstance(error, OSError):
        return error.errno in _NUMBERS or any(sign in str(error).lower() for sign in _SIGNS)
    return any(sign in str(error).lower() for sign in _SIGNS)
