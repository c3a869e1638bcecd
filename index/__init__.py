"""Building: from a folder of transcripts to an index. Knows nothing of search or ui.

Note that ``index.build`` is the function; its module is reached as ``from index.build import …``.
"""

import os

# FAISS and PyTorch each bring a pool of OpenMP threads. Those of one, waiting busily for more work, keep the cores from
# those of the other: embedding a question after a search took 100 ms in place of 14. So they wait busily only for
# some microseconds. GNU's OpenMP reads this when the libraries load; others do not know it.
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
