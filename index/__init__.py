"""Building: from a folder of transcripts to an index. Knows nothing of search or ui.

Names are loaded when they are first used, since a search needs no reader of PDF. Note that ``index.build`` is the
function; its module is reached as ``from index.build import …``.
"""

from __future__ import annotations

import os
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

# Read by GNU's OpenMP when FAISS and PyTorch load; see index/threads.py.
os.environ.setdefault("GOMP_SPINCOUNT", "10000")

if TYPE_CHECKING:
    from index.build import build
    from index.errors import RostrumError
    from index.records import (
        Attribution,
        Conditions,
        Kind,
        Passage,
        Reach,
        Speaker,
        Transcript,
        TranscriptHead,
        Turn,
    )
    from index.report import BuildReport, Progress

__all__ = [
    "Attribution",
    "BuildReport",
    "Conditions",
    "Kind",
    "Passage",
    "Progress",
    "Reach",
    "RostrumError",
    "Speaker",
    "Transcript",
    "TranscriptHead",
    "Turn",
    "build",
]

_HOME = {"build": "index.build", "RostrumError": "index.errors"} | dict.fromkeys(
    ("BuildReport", "Progress"), "index.report"
)


class _Package(ModuleType):
    """This package: a module one of whose names is also that of a module in it."""

    def __getattr__(self, name: str) -> Any:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        return getattr(import_module(_HOME.get(name, "index.records")), name)

    def __setattr__(self, name: str, value: object) -> None:
        """Python names each module in its package once it is loaded; that of ``build`` would hide the function."""
        if not (name == "build" and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
