"""Answering: from a question to passages and quotes. Names are loaded when they are first used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from search.engine import SpeechSearch
    from search.results import Answer, Citation, Filters, Hit, Reason

__all__ = ["Answer", "Citation", "Filters", "Hit", "Reason", "SpeechSearch"]

_HOME = {"SpeechSearch": "search.engine"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOME.get(name, "search.results")), name)
