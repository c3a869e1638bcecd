"""How the pools of threads get along that FAISS, PyTorch and NumPy's OpenBLAS each bring.

Those of one, waiting busily for more work, keep the cores from those of the others: embedding a question after a search
took 100 ms in place of 14, and reading passages after NumPy had multiplied 129 in place of 72. The OpenMP pools of the
first two wait only for some microseconds (``GOMP_SPINCOUNT``, set when ``index`` is imported, since GNU's OpenMP reads
it when the libraries load; a process that imports PyTorch before ``index`` goes without). OpenBLAS gets no pool: the
matrices of a question are small, and the reader without PyTorch (``search/reader_plain.py``) reads passages side by
side in threads of its own. A search needs FAISS and NumPy alone; PyTorch comes in when documents are embedded, or when
a process reads closely for the second time.
"""

from __future__ import annotations


def settle() -> None:
    """Let OpenBLAS work in the thread that calls it, in the whole process."""
    from threadpoolctl import threadpool_limits

    threadpool_limits(limits=1, user_api="blas")
