"""Nearest vectors: the VectorIndex protocol and its FAISS implementations."""

from __future__ import annotations

import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol, Self

import numpy as np

from index.errors import IndexDamagedError
from index.representations import RowLookup

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from index.representations import Representations

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
    def kind(self) -> str:
        """Its key in VECTOR_INDEXES."""

    @property
    def ids(self) -> Ids:
        """All ids, in no order."""

    def __len__(self) -> int: ...


class _FaissIndex:
    """What the kinds below share: a FAISS index that knows its vectors by our ids."""

    _index: Any
    _mapped = False

    @classmethod
    def load(cls, path: Path, *, to_change: bool = False) -> Self:
        """Read what save() wrote; the caller has checked the file's checksum.

        Args:
            path: The file; unless it is read to be changed, it is mapped and not copied into memory.
            to_change: Whether add() or remove() will be called.

        Raises:
            IndexDamagedError: FAISS cannot read the file.
        """
        index = cls.__new__(cls)
        index._index = _read(path, mapped=not to_change)
        index._mapped = not to_change
        return index

    def add(self, ids: Ids, vectors: Matrix) -> None:
        self._refuse_mapped()
        self._index.add_with_ids(np.ascontiguousarray(vectors, np.float32), np.ascontiguousarray(ids, np.int64))

    def remove(self, ids: Ids) -> None:
        self._refuse_mapped()
        if len(ids):
            self._index.remove_ids(np.ascontiguousarray(ids, np.int64))

    def save(self, path: Path) -> None:
        import faiss

        faiss.write_index(self._index, str(path))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def _refuse_mapped(self) -> None:
        """Do not let FAISS write where it may only read, which would end the process."""
        if self._mapped:
            raise ValueError("these vectors were loaded to be read only; load them with to_change")


class FlatIndex(_FaissIndex):
    """Exact search with FAISS (Johnson, Douze & Jégou, "Billion-scale similarity search with GPUs", 2019)."""

    kind = "flat"

    def __init__(self, dim: int) -> None:
        import faiss

        self._index = faiss.IndexIDMap2(faiss.IndexFlatIP(dim))

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

    @property
    def ids(self) -> Ids:
        import faiss

        return np.asarray(faiss.vector_to_array(self._index.id_map), np.int64)


class ListsIndex(_FaissIndex):
    """Approximate search: vectors in lists around centroids, eight bits a dimension; only the nearest lists are read.

    Sivic & Zisserman, "Video Google", ICCV 2003, for the lists; FAISS's IndexIVFScalarQuantizer. With a filter more
    lists are read, in proportion, so that a rare speaker is searched through exactly.
    """

    kind = "ivf-sq8"

    def __init__(self, dim: int, sample: Matrix, total: int) -> None:
        """Make an empty one.

        Args:
            dim: Length of a vector.
            sample: (m, d) unit rows to find the centroids with.
            total: How many vectors there are going to be.
        """
        import faiss

        lists = max(1, min(len(sample) // _POINTS_PER_LIST, int(4 * total**0.5)))
        # Bytes stand for vectors, not for what a centroid leaves of them: of a later topic, much of that would
        # lie beyond the bytes' range (random vectors of 384 dimensions: inner products off by 0.012 against 0.045).
        by_residual = False
        self._index = faiss.IndexIVFScalarQuantizer(
            faiss.IndexFlatIP(dim), dim, lists, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT, by_residual
        )
        self._index.train(np.ascontiguousarray(sample, np.float32))

    @property
    def fits(self) -> range:
        """How many vectors its centroids are good for."""
        lists = int(self._index.nlist)
        most = (lists // 2) ** 2 if lists < _SAMPLE // _POINTS_PER_LIST else sys.maxsize
        return range((lists // 8) ** 2, most)

    def search(self, query: Matrix, k: int, allowed: Ids | None = None) -> tuple[Ids, Matrix]:
        import faiss

        k = min(k, len(self) if allowed is None else len(allowed))
        if k <= 0:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        lists = int(self._index.nlist)
        probes = max(_LEAST_PROBES, lists // _PROBE_ONE_IN)
        options: dict[str, Any] = {}
        if allowed is not None:
            options["sel"] = faiss.IDSelectorBatch(np.ascontiguousarray(allowed, np.int64))
            probes = -(-probes * max(1, len(self)) // len(allowed))
        for nprobe in (min(lists, probes), lists):  # all lists, should the nearest ones hold too few
            params = faiss.SearchParametersIVF(nprobe=nprobe, **options)  # type: ignore[call-arg]
            scores, ids = self._index.search(np.ascontiguousarray(query[None], np.float32), k, params=params)
            if ids[0][-1] >= 0:
                break
        held = ids[0] >= 0
        return ids[0][held], scores[0][held]

    def get(self, ids: Ids) -> Matrix:
        import faiss

        if not len(ids):
            return np.zeros((0, self._index.d), np.float32)
        self._index.set_direct_map_type(faiss.DirectMap.Hashtable)  # type: ignore[attr-defined]  # FAISS's stub lacks it
        try:
            return np.stack([self._index.reconstruct(int(each)) for each in ids])
        finally:
            self._index.set_direct_map_type(faiss.DirectMap.NoMap)  # type: ignore[attr-defined]  # FAISS's stub lacks it

    @property
    def ids(self) -> Ids:
        import faiss

        lists = self._index.invlists
        parts = [
            faiss.rev_swig_ptr(lists.get_ids(number), lists.list_size(number)).copy()
            for number in range(self._index.nlist)
            if lists.list_size(number)
        ]
        return np.concatenate([np.zeros(0, np.int64), *parts])


EXACT_UP_TO = 50_000
"""Passages up to which every vector is compared; above, an exact search alone takes longer than all the rest."""
_LEAST_PROBES, _PROBE_ONE_IN = 32, 3
"""Lists that are read: chosen for a recall@10 of 0.98 and more for questions, too, see docs/performance.md."""
_SAMPLE, _ADD_AT_ONCE = 100_000, 65_536
_READING = threading.Lock()
_POINTS_PER_LIST = 39
"""As few as FAISS takes to find a centroid by."""

VECTOR_INDEXES: dict[str, type[FlatIndex] | type[ListsIndex]] = {each.kind: each for each in (FlatIndex, ListsIndex)}
"""Each kind that a manifest may name."""


def updated(index: VectorIndex, representations: Representations, renewed: Ids) -> VectorIndex:
    """Return an index of exactly these passages: the same, changed, or a new one where its kind no longer fits.

    Args:
        index: An index of other passages, which is changed if it can be.
        representations: The passages that it shall hold.
        renewed: Ids among them that may have another vector than the one that it holds.
    """
    ids, vectors = representations.ids, representations.vectors
    if not _still_fits(index, len(ids)):
        index = empty_for(representations.vectors)
    held = index.ids
    gone = ~RowLookup(ids).has(held) | RowLookup(renewed).has(held)
    index.remove(held[gone])
    missing = np.flatnonzero(~RowLookup(held[~gone]).has(np.asarray(ids)))
    for start in range(0, len(missing), _ADD_AT_ONCE):
        rows = missing[start : start + _ADD_AT_ONCE]
        index.add(np.asarray(ids[rows]), np.asarray(vectors[rows], np.float32))
    return index


def _still_fits(index: VectorIndex, total: int) -> bool:
    if total <= EXACT_UP_TO:
        return index.kind == FlatIndex.kind
    return isinstance(index, ListsIndex) and total in index.fits


def empty_for(vectors: NDArray[np.float16]) -> VectorIndex:
    """Return an empty index of the kind that suits these (n, d) vectors: exact, or approximate where they are many."""
    total, dim = vectors.shape
    if total <= EXACT_UP_TO:
        return FlatIndex(dim)
    rows = np.sort(np.random.default_rng(0).permutation(total)[:_SAMPLE])
    return ListsIndex(dim, np.asarray(vectors[rows], np.float32), total)


def _read(path: Path, *, mapped: bool) -> Any:
    import faiss

    try:
        with _limited(path.stat().st_size):
            return faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC if mapped else 0)
    except (RuntimeError, OSError) as error:
        raise IndexDamagedError(f"{path.name} cannot be read: {error}") from error


@contextmanager
def _limited(size: int) -> Iterator[None]:
    """Let FAISS believe nothing in a file to be larger than the file itself.

    Its limits are for the whole process, and not to be changed while it reads: so one thread reads at a time.
    """
    import faiss

    limits: Any = faiss  # FAISS's stub lacks them
    with _READING:
        before = limits.get_deserialization_vector_byte_limit(), limits.get_deserialization_loop_limit()
        limits.set_deserialization_vector_byte_limit(size + 1)
        limits.set_deserialization_loop_limit(max(1, size))  # 0 would be no limit
        try:
            yield
        finally:
            limits.set_deserialization_vector_byte_limit(before[0])
            limits.set_deserialization_loop_limit(before[1])
