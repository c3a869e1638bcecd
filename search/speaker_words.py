"""Which speakers' names hold the words of a question."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from index.words import exact_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from index.records import Term


class SpeakerWords:
    """The words of the speakers' names; made once for each generation."""

    def __init__(self, names: Sequence[str], known: Mapping[str, Sequence[str]] | None = None) -> None:
        """Take names in the order in which they are numbered; ``known`` are the words of some."""
        self._count = len(names)
        self._holders: dict[str, list[int]] = defaultdict(list)
        for number, name in enumerate(names):
            for word in (known or {}).get(name) or dict.fromkeys(exact_words(name)):
                self._holders[word].append(number)

    def shares(self, terms: Sequence[Term]) -> NDArray[np.float32]:
        """Return (v + 1,) shares of a question's words in each name, weighted by idf; the last stands for nobody."""
        shares = np.zeros(self._count + 1, np.float32)
        total = sum(term.idf for term in terms)
        for term in terms:
            shares[self._holders.get(term.word, [])] += term.idf / max(total, 1e-9)
        return shares
