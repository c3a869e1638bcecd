"""How the pools of threads get along that FAISS, PyTorch and NumPy's OpenBLAS each bring.

Those of one, waiting busily for more work, keep the cores from those of the others: embedding a question after a search
took 100 ms in place of 14, and reading passages after NumPy had multiplied 129 in place of 72. The OpenMP pools of the
first two wait only for some microseconds (``GOMP_SPINCOUNT``, set when ``index`` is imported, since GNU's OpenMP reads
it when the libraries load). OpenBLAS, whose matrices are small here, gets no pool.
"""

from __future__ import annotations


def settle() -> None:
    """Let OpenBLAS work in the thread that calls it, in the whole process."""
    from threadpoolctl import threadpool_limits

    threadpool_limits(limits=1, user_api="blas")
