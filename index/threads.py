"""How the pools of threads get along that FAISS, PyTorch and NumPy's OpenBLAS each bring.

Those of one, waiting busily for more work, keep the cores from those of the others: embedding a question after a search
took 100 ms in place of 14, and reading passages after NumPy had multiplied 129 in place of 72. The OpenMP pools of the
first two wait only for some microseconds (``GOMP_SPINCOUNT``, set when ``index`` is imported, since GNU's OpenMP reads
it when the libraries load; a process that imports PyTorch before ``index`` goes without). OpenBLAS gets no pool: the
matrices of a question are small, and the reader without PyTorch (``search/reader_plain.py``) reads passages side by
side in threads of its own. Documents are embedded a batch to a thread, and OpenMP stays in each of these. A search
needs FAISS and NumPy alone; PyTorch comes in when documents are embedded, or when a process reads closely for the
second time.
"""

from __future__ import annotations

import sys


def settle() -> None:
    """Let OpenBLAS work in the thread that calls it, in the whole process."""
    from threadpoolctl import threadpool_limits

    threadpool_limits(limits=1, user_api="blas")


def has_pytorch() -> bool:
    """Whether this process has imported PyTorch, to the end."""
    spec = getattr(sys.modules.get("torch"), "__spec__", None)
    return spec is not None and not getattr(spec, "_initializing", False)


def threads_for_work() -> int:
    """Return how many threads may work side by side, as PyTorch counts."""
    import torch

    return max(1, torch.get_num_threads())


def one_thread_only() -> None:
    """Let OpenMP work in this thread alone, from now on; what other threads do stays as it is."""
    import torch
    from threadpoolctl import threadpool_limits

    torch.get_num_threads()  # which settles this thread's number, and would do so later
    threadpool_limits(limits=1, user_api="openmp")
