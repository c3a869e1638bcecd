"""Nearest vectors: the VectorIndex protocol and its FAISS implementation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, Self

import numpy as np

from index.errors import IndexDamagedError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    Ids = NDArray[np.int64]
    Matrix = NDArray[np.float32]


class VectorIndex(Protocol):
    """Holds unit vectors under 63-bit ids and finds those with the largest inner product."""

    def add(self, ids: Ids, vectors: Matrix) -> None:
        """Add (n, d) unit rows under n ids that it does not hold yet."""

    def remove(self, ids: Ids) -> None:
        """Forget these ids; those it does not hold are no matter."""

    def search(self, query: Matrix, k: int, allowed: Ids | None = None) -> tuple[Ids, Matrix]:
        """Return the ids and inner products of at most k vectors, best first, from the allowed ids only."""

    def get(self, ids: Ids) -> Matrix:
        """Return the (n, d) vectors of n ids that it holds."""

    def save(self, path: Path) -> None:
        """Write it to a file."""

    @property
    def ids(self) -> Ids:
        """All ids, in no order."""

    def __len__(self) -> int: ...


class FlatIndex:
    """Exact search with FAISS (Johnson, Douze & Jégou, "Billion-scale similarity search with GPUs", 2019)."""

    kind = "flat"

    def __init__(self, dim: int) -> None:
        import faiss

        self._index: Any = faiss.IndexIDMap2(faiss.IndexFlatIP(dim))

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what save() wrote; the caller has checked the file's checksum.

        Raises:
            IndexDamagedError: FAISS cannot read the file.
        """
        import faiss

        index = cls.__new__(cls)
        try:
            index._index = faiss.read_index(str(path))
        except RuntimeError as error:
            raise IndexDamagedError(f"{path.name} cannot be read: {error}") from error
        return index

    def add(self, ids: Ids, vectors: Matrix) -> None:
        self._index.add_with_ids(np.ascontiguousarray(vectors, np.float32), np.ascontiguousarray(ids, np.int64))

    def remove(self, ids: Ids) -> None:
        if len(ids):
            self._index.remove_ids(np.ascontiguousarray(ids, np.int64))

    def search(self, query: Matrix, k: int, allowed: Ids | None = None) -> tuple[Ids, Matrix]:
        import faiss

        k = min(k, len(self) if allowed is None else len(allowed))
        if k <= 0:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        params = None
        if allowed is not None:
            selector = faiss.IDSelectorBatch(np.ascontiguousarray(allowed, np.int64))
            # As an argument, not as an attribute: only so does FAISS keep the selector alive.
            params = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]  # FAISS's stub lacks it
        scores, ids = self._index.search(np.ascontiguousarray(query[None], np.float32), k, params=params)
        held = ids[0] >= 0
        return ids[0][held], scores[0][held]

    def get(self, ids: Ids) -> Matrix:
        if not len(ids):
            return np.zeros((0, self._index.d), np.float32)
        return np.stack([self._index.reconstruct(int(each)) for each in ids])

    def save(self, path: Path) -> None:
        import faiss

        faiss.write_index(self._index, str(path))

    @property
    def ids(self) -> Ids:
        import faiss

        return np.asarray(faiss.vector_to_array(self._index.id_map), np.int64)

    def __len__(self) -> int:
        return int(self._index.ntotal)


VECTOR_INDEXES: dict[str, Callable[[Path], VectorIndex]] = {FlatIndex.kind: FlatIndex.load}
"""How to load each kind that a manifest may name."""
