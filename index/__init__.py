"""Building: from a folder of transcripts to an index. Knows nothing of search or ui.

Note that ``index.build`` is the function; its module is reached as ``from index.build import …``.
"""

import os

# Read by GNU's OpenMP when FAISS and PyTorch load; see index/threads.py.
os.environ.setdefault("GOMP_SPINCOUNT", "10000")

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
