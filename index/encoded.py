"""What a model makes of texts: a vector for each, and one for each of its tokens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Encoded:
    """n texts with t tokens in all; special tokens, and those of a prompt, are left out."""

    vectors: NDArray[np.float32]
    """(n, d) unit rows."""
    first: NDArray[np.int64]
    """(n + 1,) row of the first token of each text."""
    spans: NDArray[np.uint16]
    """(t, 2) half-open spans in the text, in code points."""
    tokens: NDArray[np.int8]
    """(t, r) reduced token vectors of length 127."""


@dataclass(frozen=True, slots=True)
class EncodedQuery:
    """A question with its t tokens."""

    vector: NDArray[np.float32]
    """(d,) unit vector."""
    spans: NDArray[np.int32]
    """(t, 2) half-open spans in the question, in code points."""
    tokens: NDArray[np.float32]
    """(t, r) reduced token vectors, unit rows."""
