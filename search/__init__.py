"""Answering: from a question to passages and quotes. Names are loaded when they are first used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from search.engine import SpeechSearch
    from search.profile import Profile, Topic
    from search.results import Answer, Citation, Filters, Hit, Reason
    from search.topics.results import By, Cell, Column, Comparison, Exchange, Period, Said, Timeline

__all__ = [
    "Answer",
    "By",
    "Cell",
    "Citation",
    "Column",
    "Comparison",
    "Exchange",
    "Filters",
    "Hit",
    "Period",
    "Profile",
    "Reason",
    "Said",
    "SpeechSearch",
    "Timeline",
    "Topic",
]

_TOPICS = ("By", "Cell", "Column", "Comparison", "Exchange", "Period", "Said", "Timeline")
_HOME = (
    {"SpeechSearch": "search.engine"}
    | dict.fromkeys(("Profile", "Topic"), "search.profile")
    | dict.fromkeys(_TOPICS, "search.topics.results")
)


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOME.get(name, "search.results")), name)
